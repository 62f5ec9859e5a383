//! 业主自查 (R10, R41): the link that is handed out, and what the owner answered by it. The link's text is kept on the
//! device that made it and nowhere else.

use crate::field;
use crate::kit::{self, Shot};
use crate::qr;
use crate::share;
use crate::state::{App, use_app};
use crate::text::{common as words, self_check as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{SelfCheckInvited, SelfCheckRevoked, what_is_wrong};
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::{PremisesRow, SelfCheckLink, SelfCheckRecord};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

// Among the journal's reference data.
fn name_of(premises: PremisesId) -> String {
    format!("check-link/{premises}")
}

/// The last check, and the way to the next.
#[component]
pub fn SelfCheck(
    /// Of which premises.
    row: PremisesRow,
) -> impl IntoView {
    let app = use_app();
    let role = app.session().role;
    let may = matches!(role, Role::Worker | Role::Committee) && row.file.standing.is_live();
    let last = row.file.self_checks.last().map(|record| lines(app, record));
    let is_none = last.is_none();
    let link = row.file.self_check.clone();
    let is_open = link.as_ref().is_some_and(|link| link.is_open_on(app.today()));
    let state = link.as_ref().map(|link| state_of(app, link));
    let handed = link.filter(|_| is_open).map(|link| view! { <Handed row=row.clone() link/> });
    let label = if is_open { texts::SEND_AGAIN } else { texts::SEND };
    let (row, busy) = (StoredValue::new(row), RwSignal::new(false));
    let make = move |_| {
        field::once(busy, make(app, row.get_value()));
    };
    let revoke = move |_| {
        let event = row.with_value(|row| NewEvent::about(row, SelfCheckRevoked {}));
        field::send(app, vec![event], texts::SAID_REVOKED.get().to_owned(), busy);
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::TITLE.get()}</h2></div>
            <div class="group-body">
                {last}
                {is_none.then(|| view! { <p class="quiet">{texts::NONE_YET.get()}</p> })}
                {may.then(|| view! { <p class="quiet small">{texts::HINT.get()}</p> })}
                {state}
                {handed}
                {may.then(|| view! {
                    <div class="steps">
                        <button type="button" class="button small" on:click=make>{label.get()}</button>
                        {is_open.then(|| view! { <button type="button" class="button small" on:click=revoke>{texts::REVOKE.get()}</button> })}
                    </div>
                })}
            </div>
        </section>
    }
}

fn lines(app: App, record: &SelfCheckRecord) -> AnyView {
    let day = kit::day_in_words(record.at.date_in_shanghai(), app.today());
    let counts = [record.fine.to_string(), record.wrong.len().to_string(), record.absent.to_string()];
    let head = texts::LAST.with(&[&day, &counts[0], &counts[1], &counts[2]]);
    let reported = (!record.hazards.is_empty()).then(|| texts::REPORTED.count(record.hazards.len()));
    let wrong = record.wrong.iter().map(|answer| {
        let what = what_is_wrong(&answer.defects, &answer.text);
        let note = answer.note.clone();
        view! { <div class="line"><div><p>{what}</p><p class="quiet small">{note}</p></div></div> }
    });
    let photos = record.wrong.iter().flat_map(|answer| &answer.photos).chain(&record.photos).map(|photo| {
        let alt = words::PHOTO_OF.with(&[texts::PHOTO.get()]);
        view! { <figure class="photo"><Shot hash=photo.sha256 alt/></figure> }
    });
    view! {
        <p><b>{head}</b></p>
        {reported.map(|reported| view! { <p class="pills"><span class="pill brand">{reported}</span></p> })}
        {wrong.collect_view()}
        <div class="photos">{photos.collect_view()}</div>
        <p class="quiet small">{record.note.clone()}</p>
    }
    .into_any()
}

fn state_of(app: App, link: &SelfCheckLink) -> AnyView {
    let (text, class) = match link {
        SelfCheckLink { answered: Some(_), .. } => (texts::ANSWERED.get().to_owned(), "pill ok"),
        SelfCheckLink { revoked: true, .. } => (texts::REVOKED.get().to_owned(), "pill plain"),
        link if link.is_open_on(app.today()) => (texts::OPEN_UNTIL.count(kit::month_day(link.until)), "pill"),
        _ => (texts::EXPIRED.get().to_owned(), "pill plain"),
    };
    view! { <p class="pills"><span class=class>{text}</span></p> }.into_any()
}

async fn make(app: App, row: PremisesRow) {
    let token = LinkToken { subject: row.id.into(), secret: *uuid::Uuid::new_v4().as_bytes() };
    let days = i64::from(app.session().settings.outside.self_check_days);
    let body = SelfCheckInvited { link_sha256: token.digest(), link_until: app.today().plus_days(days) };
    // The link first: one that nobody has could not be handed over.
    if app.journal().put_reference(&name_of(row.id), token.to_string().as_bytes()).await.is_err() {
        return app.say(words::STORAGE_FAILED.get());
    }
    if field::keep(app, vec![NewEvent::about(&row, body)]).await {
        app.say(texts::SAID_MADE.get());
    }
}

/// The link itself, where it is kept: to send, to copy, to scan.
#[component]
fn Handed(row: PremisesRow, link: SelfCheckLink) -> impl IntoView {
    let app = use_app();
    let (id, name) = (row.id, row.name);
    let address = RwSignal::new(None::<Option<String>>);
    leptos::task::spawn_local(async move {
        let kept = app.journal().reference(&name_of(id)).await.ok().flatten();
        let token = kept.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| LinkToken::parse(&text));
        let origin = window().location().origin().unwrap_or_default();
        let found = token.filter(|token| token.is_of(&link.sha256)).map(|token| format!("{origin}/c/{token}"));
        address.try_set(Some(found));
    });
    move || match address.get() {
        None => ().into_any(),
        Some(None) => view! { <p class="quiet">{texts::ELSEWHERE.get()}</p> }.into_any(),
        Some(Some(address)) => {
            let message = texts::MESSAGE.with(&[&name, &address]);
            let copied = message.clone();
            let send = move |_| {
                let message = message.clone();
                leptos::task::spawn_local(async move {
                    if share::share(&message, &[]).await == share::Handed::Unable {
                        copy(app, &message).await;
                    }
                });
            };
            let copy_it = move |_| {
                let message = copied.clone();
                leptos::task::spawn_local(async move { copy(app, &message).await });
            };
            view! {
                <div class="steps">
                    <button type="button" class="button small main" on:click=send>{texts::SHARE.get()}</button>
                    <button type="button" class="button small" on:click=copy_it>{texts::COPY.get()}</button>
                </div>
                <p class="quiet small">{texts::SCAN.get()}</p>
                <div class="link-code" inner_html=qr::picture(&address)></div>
                <p class="quiet small link-text">{address}</p>
            }
            .into_any()
        }
    }
}

async fn copy(app: App, text: &str) {
    let done = share::copy(text).await;
    app.say(if done { texts::COPIED } else { texts::NOT_COPIED }.get());
}
