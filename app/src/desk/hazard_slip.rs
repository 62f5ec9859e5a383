//! 移送单 (R27): what goes to the body in charge, on one page with its receipt, printed by the browser.

use super::frame::PageBar;
use crate::hazard::hazard_name;
use crate::kit::{Empty, Shot, Toggle};
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{Text, desk, followup as texts};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{HazardRow, Past, PremisesRow, Referral};
use gridwalk_domain::record::citations;
use gridwalk_domain::time::{Date, Timestamp};
use leptos::prelude::*;

/// Photos on the page.
const PHOTOS: usize = 2;

type Found = (HazardRow, Option<PremisesRow>);

/// `/hazards/:id/slip`: the last referral's, or that of an earlier one.
#[component]
pub fn SlipPage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: HazardId| -> Option<Found> {
        let row = app.journal().hazard(id).await.ok()??;
        let premises = app.journal().premises(row.found.premises).await.ok().flatten();
        Some((row, premises))
    });
    let bar =
        |back: String| view! { <PageBar title=texts::SLIP.get().to_owned() note=Signal::stored(String::new()) back/> };
    move || match found.get() {
        None => ().into_any(),
        Some(None) => {
            view! { {bar("/hazards".to_owned())}<div class="page"><Empty text=desk::NO_SUCH_HAZARD.get()/></div> }
                .into_any()
        }
        Some(Some((row, premises))) => {
            let back = format!("/hazards/{}", row.id);
            let page = match row.referrals.is_empty() {
                false => slips(app, row, premises),
                true => view! { <Empty text=texts::SLIP_NONE.get()/> }.into_any(),
            };
            view! { {bar(back)}<div class="page">{page}</div> }.into_any()
        }
    }
}

/// One slip at a time, the last first; and the way to the others.
fn slips(app: App, row: HazardRow, premises: Option<PremisesRow>) -> AnyView {
    let chosen = RwSignal::new(row.referrals.len() - 1);
    let names: Vec<String> =
        row.referrals.iter().map(|referral| format!("{} {}", referral.number, moment(referral.at))).collect();
    let choice = (names.len() > 1).then(|| {
        let chips = names.into_iter().enumerate().map(|(at, label)| {
            view! { <Toggle label on=Signal::derive(move || chosen.get() == at) on_tap=move || chosen.set(at)/> }
        });
        view! { <div class="chips no-print" role="group" aria-label=texts::SLIP.get()>{chips.collect_view()}</div> }
    });
    let shown = move || row.referrals.get(chosen.get()).map(|referral| paper(app, &row, premises.as_ref(), referral));
    view! {
        {choice}
        <div class="steps no-print"><button type="button" class="button main" on:click=move |_| { let _ = window().print(); }>{crate::text::tables::PRINT.get()}</button></div>
        {shown}
    }
    .into_any()
}

// 2026年3月12日: papers name the year.
fn day(day: Date) -> String {
    let (year, month, day) = day.civil();
    format!("{year}年{month}月{day}日")
}

fn moment(at: Timestamp) -> String {
    day(at.date_in_shanghai())
}

fn named(app: App, row: &HazardRow, level: AreaLevel) -> String {
    let tree = app.tree();
    tree.above(row.area).into_iter().find(|area| area.level == level).map(|area| area.name.clone()).unwrap_or_default()
}

fn paper(app: App, row: &HazardRow, premises: Option<&PremisesRow>, referral: &Referral) -> AnyView {
    let found = &row.found;
    let some = |text: String| (!text.is_empty()).then_some(text);
    let name = premises.map_or_else(|| row.premises_name.clone(), |premises| premises.name.clone());
    let address = premises.map(|premises| premises.address.clone()).unwrap_or_default();
    let code = premises.and_then(|premises| premises.details.get("credit_code").cloned()).unwrap_or_default();
    let persons = premises.map(|premises| [premises.persons.owner_name.clone(), premises.persons.owner_phone.clone()]);
    let owner = persons.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let cell = app.tree().get(row.area).map(|area| area.name.clone()).unwrap_or_default();
    let lines: [(Text, Option<String>); 10] = [
        (texts::SLIP_FROM, some(named(app, row, AreaLevel::Subdistrict))),
        (texts::SLIP_DAY, Some(moment(referral.at))),
        (texts::SLIP_PLACE, Some(name)),
        (texts::SLIP_ADDRESS, some(address)),
        (texts::SLIP_CODE, some(code)),
        (texts::SLIP_OWNER, some(owner)),
        (texts::SLIP_WHAT, Some(what(row))),
        (texts::SLIP_FOUND, Some(format!("{}（{cell}）", day(row.discovered_on())))),
        (texts::SLIP_ASK, some(referral.note.clone())),
        (texts::SLIP_BASIS, some(citations(&app.catalogue_asking(&found.item), &found.item).join("；"))),
    ];
    let lines = lines.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let lines = lines
        .map(|(label, value)| view! { <tr><th scope="row">{label.get()}</th><td>{value}</td></tr> })
        .collect_view();
    let done = done(row, referral.at);
    let photos = found.photos.iter().rev().take(PHOTOS).map(|photo| {
        view! { <figure class="slip-photo"><Shot hash=photo.sha256 alt=texts::SLIP_PHOTOS.get()/></figure> }
    });
    let wanted = match referral.feedback_by {
        Some(by) => texts::SLIP_BACK.with(&[&day(by)]),
        None => texts::SLIP_BACK_OPEN.get().to_owned(),
    };
    let number = referral.number.clone();
    view! {
        <article class="paper slip">
            <h2>{texts::SLIP_TITLE.get()}</h2>
            <p class="slip-number">{texts::SLIP_NUMBER.get()}"："{number.clone()}</p>
            <p class="slip-to">{texts::SLIP_TO.get()}"："<b>{referral.to.clone()}</b></p>
            <table class="slip-table"><tbody>
                {lines}
                <tr><th scope="row">{texts::SLIP_DONE.get()}</th><td>{done}</td></tr>
            </tbody></table>
            {(!found.photos.is_empty()).then(|| view! { <div class="slip-photos">{photos.collect_view()}</div> })}
            <p class="strong">{wanted}"。"</p>
            <p class="paper-sign">{texts::SLIP_SIGN.get()}</p>
            <p class="quiet small">{texts::SLIP_FOOT.get()}</p>
            <div class="slip-receipt">
                <h3>{texts::SLIP_RECEIPT.get()}</h3>
                <p>{texts::SLIP_RECEIPT_TEXT.with(&[&number])}</p>
                <p class="paper-sign">{texts::SLIP_RECEIPT_SIGN.get()}</p>
            </div>
        </article>
    }
    .into_any()
}

// What is wrong, where, and which item of the list asks for it: the item alone says how it should be.
fn what(row: &HazardRow) -> String {
    let found = &row.found;
    let item = texts::SLIP_ITEM.with(&[&found.text]);
    let defects = if found.defects.is_empty() { String::new() } else { hazard_name(row) };
    [defects, found.part.clone(), item].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("；")
}

// What happened before the referral, as the history has it: 发现, 告知, 上报, with their days.
fn done(row: &HazardRow, until: Timestamp) -> String {
    let before = row.history.iter().filter(|past| !past.misfit && past.at < until);
    // A rung of the ladder has its own name and number: 函告 安函〔2026〕3号.
    let step = |past: &Past| match past.kind.as_str() {
        "HazardEscalated" => past.note.split(" · ").take(2).collect::<Vec<_>>().join(" "),
        kind => crate::hazard::happened(kind, past.yes).get().to_owned(),
    };
    before.map(|past| format!("{}{}", moment(past.at), step(past))).collect::<Vec<_>>().join("；")
}
