//! 告知单 of the scope: those whose owner waits for an answer first; a notice's page with the owner's words to answer.

use super::entry::cell_name;
use super::frame::{Frame, PageBar, STEP};
use crate::field;
use crate::hazard::{due_pill, hazard_name, state_pill};
use crate::kit::{self, Empty, Icon};
use crate::screens::notice::{NoticeFacts, NoticeItems, letter, status_pill};
use crate::state::{App, use_app};
use crate::subject::{use_fetched, use_subject};
use crate::text::{Text, common as words, desk, notice as texts};
use gridwalk_domain::event::{NoticeFiled, OwnerWish};
use gridwalk_domain::id::{EventId, NoticeId};
use gridwalk_domain::ledger::{HazardRow, NoticeRow, OwnerLetter};
use gridwalk_domain::record::{LetterDecision, NewEvent, answer_letter, may_answer};
use gridwalk_domain::review::{HazardStep, may};
use gridwalk_domain::time::Date;
use gridwalk_replica::NoticeFilter;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::collections::BTreeMap;

/// How many notices have a letter of the owner that nobody has answered.
pub fn use_waiting(app: App) -> RwSignal<usize> {
    let waiting = RwSignal::new(0);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let all = NoticeFilter { waiting_only: true, limit: u32::MAX, ..Default::default() };
            if let Ok(page) = app.journal().notices(&all).await {
                waiting.try_set(page.rows.len());
            }
        });
    });
    waiting
}

/// `/notices`, with a notice's page beside it.
#[component]
pub fn NoticesFrame() -> impl IntoView {
    let app = use_app();
    let is_fetched = use_fetched(app);
    let waiting_only = RwSignal::new(false);
    let drawn = RwSignal::new(STEP);
    let rows = RwSignal::new_local(None::<Vec<NoticeRow>>);
    let waiting = use_waiting(app);
    Effect::new(move |_| {
        app.revision.track();
        let filter = NoticeFilter {
            waiting_only: waiting_only.get(),
            limit: u32::try_from(drawn.get()).unwrap_or(u32::MAX),
            ..Default::default()
        };
        leptos::task::spawn_local(async move {
            if let Ok(page) = app.journal().notices(&filter).await {
                rows.try_set(Some(page.rows));
            }
        });
    });
    let chip = move |which: bool, label: Signal<String>| {
        view! {
            <button type="button" class="chip" aria-pressed=move || (waiting_only.get() == which).to_string() on:click=move |_| waiting_only.set(which)>
                {move || label.get()}
            </button>
        }
    };
    let on_scroll = move |_: i32, near_end: bool| {
        if near_end {
            drawn.update(|drawn| *drawn += STEP);
        }
    };
    let path = use_location().pathname;
    let current = Memo::new(move |_| path.read().strip_prefix("/notices/").and_then(|id| id.parse::<NoticeId>().ok()));
    let note = Signal::stored(super::nav::place_name(app));
    let lines = move || rows.get().unwrap_or_default();
    view! {
        <Frame home="/notices" title=texts::NOTICES list_label=texts::NOTICE_LIST page_label=texts::NOTICE note on_scroll>
            <div class="chips strip" role="group" aria-label=desk::VIEWS.get()>
                {chip(false, Signal::stored(texts::ALL_N.get().to_owned()))}
                {chip(true, Signal::derive(move || texts::WAITING_N.count(waiting.get())))}
            </div>
            <ul class="rows">
                <For each=lines key=|row| (row.id, row.head) children=move |row| view! { <Line row current/> }/>
            </ul>
            {move || match rows.get() {
                Some(rows) if !rows.is_empty() => ().into_any(),
                Some(_) if is_fetched.get() => view! { <Empty text=texts::NO_NOTICES.get() picture=Icon::Tick/> }.into_any(),
                _ => view! { <Empty text=words::LOADING.get()/> }.into_any(),
            }}
        </Frame>
    }
}

#[component]
fn Line(row: NoticeRow, current: Memo<Option<NoticeId>>) -> impl IntoView {
    let app = use_app();
    let id = row.id;
    let (status, class) = status_pill(&row);
    let day = kit::day_in_words(row.issued_at.date_in_shanghai(), app.today());
    let sub = [row.number(), cell_name(app, row.area), texts::TO.with(&[&row.issued.receiver, &day])];
    let sub = sub.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="row desk-row" class:chosen=move || current.get() == Some(id)>
            <span class="row-name"><a href=format!("/notices/{id}")>{row.premises_name}</a></span>
            <span class="row-end pills"><span class=class>{status.get()}</span></span>
            <span class="row-sub wide">{sub}</span>
        </li>
    }
}

/// Beside the list while none is chosen.
#[component]
pub fn NoticesHint() -> impl IntoView {
    view! { <div class="page hint-page"><Empty text=texts::CHOOSE_NOTICE.get() picture=Icon::Inbox/></div> }
}

/// `/notices/:id`.
#[component]
pub fn NoticePage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: NoticeId| load(app, id).await);
    let typed = Typed::new(BTreeMap::new());
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=texts::NOTICE.get().to_owned() note=Signal::stored(String::new()) back="/notices"/>
            <div class="page"><Empty text=texts::NO_SUCH_NOTICE.get()/></div>
        }
        .into_any(),
        Some(Some((row, hazards))) => page(app, row, &hazards, typed),
    }
}

async fn load(app: App, id: NoticeId) -> Option<(NoticeRow, Vec<HazardRow>)> {
    let row = app.journal().notice(id).await.ok()??;
    let mut hazards = Vec::new();
    for item in &row.issued.items {
        hazards.extend(app.journal().hazard(item.hazard).await.ok().flatten());
    }
    Some((row, hazards))
}

fn page(app: App, row: NoticeRow, hazards: &[HazardRow], typed: Typed) -> AnyView {
    let note = [row.premises_name.clone(), cell_name(app, row.area)].join(" · ");
    let (status, class) = status_pill(&row);
    let letters = row.letters.iter().rev().map(|one| {
        let hazard = hazards.iter().find(|hazard| hazard.id == one.hazard).cloned();
        let session = app.session();
        let hazard_line = hazard.as_ref().map(|hazard| about(app, hazard));
        let may = may_answer(one, hazard.as_ref(), session.role, session.account.id);
        let form = one.answer.is_none().then(|| match may {
            Ok(()) => view! { <Answer row=row.clone() one=one.clone() hazard typed=begun(typed, one)/> }.into_any(),
            Err(_) => view! { <p class="quiet">{texts::ANSWERED_ABOVE.get()}</p> }.into_any(),
        });
        view! { {hazard_line}{letter(one)}{form} }
    });
    let letters = letters.collect_view();
    let is_silent = row.letters.is_empty();
    view! {
        <PageBar title=row.number() note=Signal::stored(note) back="/notices"/>
        <div class="page record-page">
            <div class="pills"><span class=class>{status.get()}</span><a class="quiet-link" href=format!("/premises/{}", row.issued.premises)>{row.premises_name.clone()}</a></div>
            <section class="group">
                <div class="group-head"><h2>{texts::LETTERS.get()}</h2></div>
                <div class="group-body">
                    {letters}
                    {is_silent.then(|| view! { <p class="quiet">{texts::NO_LETTERS.get()}</p> })}
                </div>
            </section>
            <section class="group"><div class="group-body"><NoticeFacts row=row.clone()/><NoticeItems row=row.clone()/></div></section>
            <Serial row/>
        </div>
    }
    .into_any()
}

/// Which hazard a letter is about, by when it is to be mended now, and the way to it.
fn about(app: App, hazard: &HazardRow) -> AnyView {
    let (state, class) = state_pill(hazard);
    let (text, class) = due_pill(app, hazard).unwrap_or_else(|| (state.to_owned(), class));
    view! {
        <p class="pills letter-about">
            <a class="quiet-link" href=format!("/hazards/{}", hazard.id)>{hazard_name(hazard)}</a><span class=class>{text}</span>
        </p>
    }
    .into_any()
}

/// What is being answered, letter by letter: it stays while the page is drawn anew for a further letter.
type Typed = StoredValue<BTreeMap<EventId, Reply>>;

#[derive(Clone)]
struct Reply {
    note: ArcRwSignal<String>,
    until: ArcRwSignal<String>,
}

impl Reply {
    fn to(letter: &OwnerLetter) -> Self {
        let until = letter.until.map(|day| day.to_string()).unwrap_or_default();
        Self { note: ArcRwSignal::new(String::new()), until: ArcRwSignal::new(until) }
    }
}

fn begun(typed: Typed, letter: &OwnerLetter) -> Reply {
    let begun = typed.try_update_value(|typed| typed.entry(letter.event).or_insert_with(|| Reply::to(letter)).clone());
    begun.unwrap_or_else(|| Reply::to(letter))
}

/// 认可 / 要重拍, 同意 / 不同意, 异议成立 / 维持原单.
#[component]
fn Answer(row: NoticeRow, one: OwnerLetter, hazard: Option<HazardRow>, typed: Reply) -> impl IntoView {
    let app = use_app();
    let (note, until) = (RwSignal::from(typed.note), RwSignal::from(typed.until));
    let busy = RwSignal::new(false);
    let wish = one.wish;
    let (yes, no) = match wish {
        OwnerWish::Proof => (texts::ACCEPT_PROOF, texts::RETAKE_PROOF),
        OwnerWish::MoreTime => (texts::GRANT, texts::DECLINE),
        OwnerWish::Objection => (texts::UPHOLD, texts::KEEP),
    };
    // What follows of 异议成立, before it is tapped.
    let objection = hazard.as_ref().filter(|_| wish == OwnerWish::Objection).map(|hazard| {
        let session = app.session();
        let is_withdrawn = may(HazardStep::Withdraw, session.role, session.account.id, hazard).is_ok();
        let hint = if is_withdrawn { texts::UPHOLD_WITHDRAWS } else { texts::UPHOLD_ONLY_SAYS };
        view! { <p class="quiet small">{hint.get()}</p> }
    });
    let matter = StoredValue::new((row, one, hazard));
    let answer = move |granted: bool| {
        let decision = LetterDecision {
            granted,
            until: until.get_untracked().parse::<Date>().ok().filter(|_| granted),
            note: note.get_untracked().trim().to_owned(),
        };
        let session = app.session();
        let who = (session.account.id, session.role);
        let events = matter.with_value(|(row, one, hazard)| answer_letter(row, one, hazard.as_ref(), who, &decision));
        field::send(app, events, texts::SAID_ANSWERED.get().to_owned(), busy);
    };
    let button = move |granted: bool, text: Text| {
        let class = if granted { "button small main" } else { "button small" };
        view! { <button type="button" class=class disabled=move || busy.get() on:click=move |_| answer(granted)>{text.get()}</button> }
    };
    view! {
        <div class="letter-answer">
            {(wish == OwnerWish::MoreTime).then(|| view! {
                <label class="field"><span>{texts::NEW_DUE.get()}</span><input class="input" type="date" bind:value=until/></label>
            })}
            {objection}
            <label class="field"><span>{texts::ANSWER_NOTE.get()}</span><input class="input" type="text" maxlength="200" bind:value=note/></label>
            <div class="steps">{button(true, yes)}{button(false, no)}</div>
        </div>
    }
}

/// The desk's own number.
#[component]
fn Serial(row: NoticeRow) -> impl IntoView {
    let app = use_app();
    let (serial, busy) = (RwSignal::new(row.serial.clone()), RwSignal::new(false));
    let row = StoredValue::new(row);
    let save = move |_| {
        let serial = serial.get_untracked().trim().to_owned();
        if serial.is_empty() {
            return;
        }
        let event = row.with_value(|row| NewEvent::about(row, NoticeFiled { premises: row.issued.premises, serial }));
        field::send(app, vec![event], texts::SAID_FILED.get().to_owned(), busy);
    };
    view! {
        <section class="group"><div class="group-body">
            <label class="field"><span>{texts::SERIAL.get()}</span><input class="input" type="text" maxlength="40" bind:value=serial/></label>
            <div class="steps"><button type="button" class="button small" on:click=save>{texts::SET_SERIAL.get()}</button></div>
        </div></section>
    }
}
