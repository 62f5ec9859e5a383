//! `/notice/:id`: the picture to hand over, what came of it, the receipt, and what the owner sent back.

use super::facts::{NoticeFacts, NoticeItems, letter_words, status_pill};
use super::receipt::ReceiptForm;
use super::{link_name, paint, share};
use crate::field;
use crate::kit::{self, Empty, Shot, TopBar};
use crate::share as handing;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::{Subject, use_subject};
use crate::text::{Text, common as words, notice as texts, self_check as links};
use gridwalk_domain::event::{Body, NoticeDelivered, NoticeWithdrawn, OwnerWish};
use gridwalk_domain::id::NoticeId;
use gridwalk_domain::ledger::{NoticeRow, OwnerLetter, PremisesRow};
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::RecordStatus;
use leptos::prelude::*;
use web_sys::{Blob, Url};

/// The notice as read.
#[derive(Clone, PartialEq)]
struct Found {
    row: NoticeRow,
    premises: Option<PremisesRow>,
    is_uploaded: bool,
}

/// What of a notice decides which forms there are.
#[derive(Clone, Copy, PartialEq)]
struct Stage {
    id: NoticeId,
    is_live: bool,
    wants_receipt: bool,
    has_premises: bool,
}

impl Stage {
    fn of(found: &Found) -> Self {
        let row = &found.row;
        let is_live = row.withdrawn.is_none() && row.corrected_by.is_none();
        let wants_receipt = is_live && row.receipt.is_none();
        Self { id: row.id, is_live, wants_receipt, has_premises: found.premises.is_some() }
    }
}

/// The page. It is drawn anew only when other forms are wanted: what somebody is signing or writing stays while the owner
/// opens the link or an answer arrives.
#[component]
pub fn NoticePage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: NoticeId| load(app, id).await);
    let stage = Memo::new(move |_| found.read().as_ref().map(|found| found.as_ref().map(Stage::of)));
    move || match stage.get() {
        None => ().into_any(),
        Some(None) => view! {
            <div class="screen">
                <TopBar title=texts::NOTICE.get().to_owned() back="/"><Unsent/></TopBar>
                <main class="page"><Empty text=texts::NO_SUCH_NOTICE.get()/></main>
            </div>
        }
        .into_any(),
        Some(Some(stage)) => page(found, stage),
    }
}

async fn load(app: App, id: NoticeId) -> Option<Found> {
    let row = app.journal().notice(id).await.ok()??;
    let premises = app.journal().premises(row.issued.premises).await.ok().flatten();
    let status = app.journal().record_statuses(&[id.into()]).await.ok();
    let is_uploaded = status.is_none_or(|all| all.first().is_none_or(|one| *one == RecordStatus::Uploaded));
    Some(Found { row, premises, is_uploaded })
}

fn page(found: Subject<Found>, stage: Stage) -> AnyView {
    let Some(Found { row, premises, .. }) = found.get_untracked().flatten() else { return ().into_any() };
    let name = premises.as_ref().map_or_else(|| row.premises_name.clone(), |premises| premises.name.clone());
    let note = [row.number(), name].join(" · ");
    let back = format!("/premises/{}", row.issued.premises);
    // Whoever sends a form answers the notice as it then is.
    let current = StoredValue::new(row);
    Effect::new(move |_| {
        if let Some(found) = found.get().flatten() {
            current.set_value(found.row);
        }
    });
    view! {
        <div class="screen">
            <TopBar title=texts::NOTICE.get().to_owned() note=Signal::stored(note) back><Unsent/></TopBar>
            <main class="page">
                {move || found.get().flatten().map(|found| standing(&found))}
                {stage.is_live.then(|| view! { <Picture row=current premises/> })}
                {move || found.get().flatten().map(|found| content(&found.row))}
                {stage.wants_receipt.then(|| view! { <ReceiptForm row=current/> })}
                {stage.is_live.then(|| view! { <Withdraw row=current/> })}
            </main>
        </div>
    }
    .into_any()
}

fn standing(found: &Found) -> AnyView {
    let (status, class) = status_pill(&found.row);
    view! {
        <div class="pills"><span class=class>{status.get()}</span></div>
        {(!found.is_uploaded).then(|| view! { <div class="banner warn" role="status"><p>{texts::WAITS_UPLOAD.get()}</p></div> })}
    }
    .into_any()
}

fn content(row: &NoticeRow) -> AnyView {
    let letters = row.letters.iter().map(letter).collect_view();
    view! {
        <section class="group"><div class="group-body"><NoticeFacts row=row.clone()/><NoticeItems row=row.clone()/></div></section>
        {(!row.letters.is_empty()).then(|| view! {
            <section class="group"><div class="group-head"><h2>{texts::LETTERS.get()}</h2></div><div class="group-body">{letters}</div></section>
        })}
    }
    .into_any()
}

/// What the owner wrote, its photos, and the answer.
pub fn letter(letter: &OwnerLetter) -> AnyView {
    let answer = letter.answer.as_ref().map(|answer| {
        let text = answer_words(letter.wish, answer.granted).get();
        let until = answer.until.map(|until| format!(" {}", kit::month_day(until))).unwrap_or_default();
        let note = if answer.note.is_empty() { String::new() } else { format!(" · {}", answer.note) };
        view! { <p class="quiet">{format!("{text}{until}{note}")}</p> }
    });
    let photos = letter.photos.iter().map(|photo| {
        let alt = words::PHOTO_OF.with(&[texts::LETTER_PROOF.get()]);
        view! { <figure class="photo"><Shot hash=photo.sha256 alt/></figure> }
    });
    view! {
        <div class="line notice-letter">
            <div>
                <p><b>{letter_words(letter)}</b>" "<span class="quiet small">{kit::clock(letter.at)}" "{kit::month_day(letter.at.date_in_shanghai())}</span></p>
                {(!letter.text.is_empty()).then(|| view! { <p>{letter.text.clone()}</p> })}
                <div class="photos">{photos.collect_view()}</div>
                {answer}
            </div>
        </div>
    }
    .into_any()
}

/// 已认可, 要重拍, 已同意, ….
pub const fn answer_words(wish: OwnerWish, granted: bool) -> Text {
    match (wish, granted) {
        (OwnerWish::Proof, true) => texts::ANSWERED_PROOF,
        (OwnerWish::Proof, false) => texts::ANSWERED_RETAKE,
        (OwnerWish::MoreTime, true) => texts::ANSWERED_GRANTED,
        (OwnerWish::MoreTime, false) => texts::ANSWERED_DECLINED,
        (OwnerWish::Objection, true) => texts::ANSWERED_UPHELD,
        (OwnerWish::Objection, false) => texts::ANSWERED_KEPT,
    }
}

/// How far the picture is.
#[derive(Clone)]
enum Drawn {
    Drawing,
    Here {
        url: String,
        picture: Blob,
        link: String,
    },
    /// Its link is on another phone.
    Elsewhere,
    Failed,
}

#[component]
fn Picture(row: StoredValue<NoticeRow>, premises: Option<PremisesRow>) -> impl IntoView {
    let app = use_app();
    let drawn = RwSignal::new_local(Drawn::Drawing);
    let premises = StoredValue::new_local(premises);
    let draw = move || {
        drawn.set(Drawn::Drawing);
        leptos::task::spawn_local(async move {
            let next = picture(app, &row.get_value(), premises.get_value()).await;
            drawn.try_set(next);
        });
    };
    draw();
    on_cleanup(move || {
        if let Some(Drawn::Here { url, .. }) = drawn.try_get_untracked() {
            let _ = Url::revoke_object_url(&url);
        }
    });
    let busy = RwSignal::new(false);
    let tell = move |sent: bool| {
        let row = row.get_value();
        let body = NoticeDelivered { premises: row.issued.premises, sent };
        say(app, &row, body.into(), if sent { texts::SAID_SENT } else { texts::SAID_NOT_SENT }, busy);
    };
    let file_name = row.with_value(|row| format!("{}.jpg", row.number()));
    let label = row.with_value(|row| texts::PICTURE_OF.with(&[&row.number()]));
    let title = texts::PAPER_TITLE.get();
    move || match drawn.get() {
        Drawn::Drawing => view! { <p class="quiet" role="status">{texts::MAKING.get()}</p> }.into_any(),
        Drawn::Elsewhere => view! { <p class="quiet">{texts::LINK_ELSEWHERE.get()}</p> }.into_any(),
        Drawn::Failed => view! {
            <div class="banner bad" role="alert">
                <p>{texts::NO_PICTURE.get()}</p>
                <button type="button" class="button small" on:click=move |_| draw()>{words::RETRY.get()}</button>
            </div>
        }
        .into_any(),
        Drawn::Here { url, picture, link } => {
            let (name, saved, source) = (file_name.clone(), file_name.clone(), url.clone());
            let picture = StoredValue::new_local(picture);
            let copied = link.clone();
            let copy = move |_| {
                let link = copied.clone();
                leptos::task::spawn_local(async move {
                    let done = handing::copy(&link).await;
                    app.say(if done { links::COPIED } else { links::NOT_COPIED }.get());
                });
            };
            let share = move |_| {
                let name = name.clone();
                leptos::task::spawn_local(async move {
                    if share::share(&picture.get_value(), &name, title).await == Some(true) {
                        tell(true);
                    }
                });
            };
            view! {
                <figure class="notice-picture"><img src=url alt=label.clone()/></figure>
                <p class="quiet small">{texts::HOLD_TO_SHARE.get()}</p>
                <p class="quiet small link-text">{link}</p>
                <div class="notice-acts">
                    <button type="button" class="button main" on:click=share>{texts::SHARE.get()}</button>
                    <button type="button" class="button" on:click=move |_| _ = share::save(&source, &saved)>{texts::SAVE_PICTURE.get()}</button>
                    <button type="button" class="button" on:click=copy>{links::COPY.get()}</button>
                    <button type="button" class="button" on:click=move |_| tell(true)>{texts::SENT.get()}</button>
                    <button type="button" class="button" on:click=move |_| tell(false)>{texts::NOT_SENT.get()}</button>
                </div>
            }
            .into_any()
        }
    }
}

async fn picture(app: App, row: &NoticeRow, premises: Option<PremisesRow>) -> Drawn {
    let token = app.journal().reference(&link_name(row.id)).await.ok().flatten();
    let Some(token) = token.and_then(|bytes| String::from_utf8(bytes).ok()) else { return Drawn::Elsewhere };
    let origin = window().location().origin().unwrap_or_default();
    let link = format!("{origin}/n/{token}");
    match paint::paint(app, row, premises.as_ref(), &link).await {
        Ok(picture) => match Url::create_object_url_with_blob(&picture) {
            Ok(url) => Drawn::Here { url, picture, link },
            Err(_) => Drawn::Failed,
        },
        Err(_) => Drawn::Failed,
    }
}

#[component]
fn Withdraw(row: StoredValue<NoticeRow>) -> impl IntoView {
    let app = use_app();
    let open = RwSignal::new(false);
    let (why, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let correct = row.with_value(|row| format!("/notice/new/{}?replaces={}", row.issued.premises, row.id));
    let withdraw = move |_| {
        let reason = why.get_untracked().trim().to_owned();
        if !reason.is_empty() {
            let row = row.get_value();
            let body = NoticeWithdrawn { premises: row.issued.premises, reason };
            say(app, &row, body.into(), texts::SAID_WITHDRAWN, busy);
        }
    };
    view! {
        <div class="steps">
            <a class="button small" href=correct>{texts::WRITE_CORRECTION.get()}</a>
            <button type="button" class="button small plain" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>{texts::WITHDRAW.get()}</button>
        </div>
        {move || open.get().then(|| view! {
            <section class="group"><div class="group-body">
                <p class="quiet">{texts::WITHDRAW_HINT.get()}</p>
                {unanswered(&row.read_value()).map(|words| view! { <p class="banner warn">{words}</p> })}
                <label class="field"><span>{texts::WITHDRAW_WHY.get()}</span><input class="input" type="text" maxlength="200" bind:value=why/></label>
                <button type="button" class="button bad" disabled=move || why.read().trim().is_empty() on:click=withdraw>{texts::WITHDRAW.get()}</button>
            </div></section>
        })}
    }
}

// Whoever wrote waits for an answer that the closed link would not show.
fn unanswered(row: &NoticeRow) -> Option<String> {
    let count = row.letters.iter().filter(|letter| letter.answer.is_none()).count();
    (count > 0).then(|| texts::WITHDRAW_LETTERS.count(count))
}

/// One event about a notice, and what is said when it is on the phone.
pub fn say(app: App, row: &NoticeRow, body: Body, said: Text, busy: RwSignal<bool>) {
    field::send(app, vec![NewEvent::about(row, body)], said.get().to_owned(), busy);
}
