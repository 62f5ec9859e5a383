//! What a notice says, and where it stands; the desk shows the same.

use crate::kit::{self, Shot};
use crate::state::use_app;
use crate::text::{Text, notice as texts};
use gridwalk_domain::event::OwnerWish;
use gridwalk_domain::ledger::{NoticeRow, OwnerLetter};
use gridwalk_domain::time::Timestamp;
use leptos::prelude::*;

/// 已签收, 没发成, …, and how it looks.
pub fn status_pill(row: &NoticeRow) -> (Text, &'static str) {
    match row {
        NoticeRow { withdrawn: Some(_), .. } => (texts::WITHDRAWN, "pill plain"),
        NoticeRow { corrected_by: Some(_), .. } => (texts::CORRECTED, "pill plain"),
        row if row.waiting().next().is_some() => (texts::WAITING, "pill bad"),
        NoticeRow { receipt: Some(receipt), .. } if receipt.witness.is_some() => (texts::REFUSED_TO_SIGN, "pill"),
        NoticeRow { receipt: Some(_), .. } => (texts::SIGNED, "pill ok"),
        NoticeRow { sent: Some(false), .. } => (texts::NOT_SENT, "pill bad"),
        NoticeRow { sent: Some(true), .. } => (texts::SENT, "pill ok"),
        _ => (texts::ISSUED, "pill"),
    }
}

/// 发来整改照片, 申请延期到 3月12日, 有异议.
pub fn letter_words(letter: &OwnerLetter) -> String {
    match letter.wish {
        OwnerWish::Proof => texts::LETTER_PROOF.get().to_owned(),
        OwnerWish::MoreTime => texts::LETTER_MORE_TIME.with(&[&letter.until.map(kit::month_day).unwrap_or_default()]),
        OwnerWish::Objection => texts::LETTER_OBJECTION.get().to_owned(),
    }
}

/// The items as printed.
#[component]
pub fn NoticeItems(
    /// Which notice.
    row: NoticeRow,
) -> impl IntoView {
    let items = row.issued.items.into_iter().map(|item| {
        let fix = (!item.fixes.is_empty()).then(|| texts::PAPER_FIX.with(&[&item.fixes.join("；")]));
        let rooms = (!item.rooms.is_empty()).then(|| texts::PAPER_ROOMS.with(&[&item.rooms.join("、")]));
        let due = item.due_on.map(|due_on| texts::PAPER_DUE.with(&[&kit::month_day(due_on)]));
        let reported = item.reported.then(|| texts::PAPER_REPORTED.get().to_owned());
        let lines = [rooms, fix, due, reported].into_iter().flatten();
        let lines = lines.map(|line| view! { <p class="quiet small">{line}</p> }).collect_view();
        view! { <div class="line"><div><p>{item.what}</p>{lines}</div></div> }
    });
    view! { <div class="notice-items">{items.collect_view()}</div> }
}

/// Who, how, when, receipt, opening.
#[component]
pub fn NoticeFacts(
    /// Which notice.
    row: NoticeRow,
) -> impl IntoView {
    let app = use_app();
    let moment = move |at: Timestamp| format!("{} {}", kit::day(at.date_in_shanghai(), app.today()), kit::clock(at));
    let to = [row.issued.receiver.clone(), row.persons.receiver_name.clone()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let photo = row.receipt.as_ref().and_then(|receipt| receipt.photo.as_ref()).map(|photo| {
        let alt = texts::RECEIPT_PHOTO.get();
        view! { <figure class="photo-wide"><Shot hash=photo.sha256 alt/></figure> }
    });
    let receipt = row.receipt.as_ref().map(|receipt| match &receipt.witness {
        Some(witness) => {
            let seen_by = texts::REFUSED_SEEN_BY.with(&[&format!("{witness}{}", receipt.persons.name)]);
            format!("{seen_by} · {}", moment(receipt.at))
        }
        None => [texts::SIGNED.get().to_owned(), receipt.persons.name.clone(), moment(receipt.at)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
    });
    let strokes = row.receipt.as_ref().map(|receipt| receipt.persons.strokes.clone()).filter(|path| !path.is_empty());
    let opened = match row.opened_at {
        Some(at) => texts::OPENED_AT.with(&[&moment(at)]),
        None => texts::NOT_OPENED.get().to_owned(),
    };
    let line = |label: Text, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| view! { <dt>{label.get()}</dt><dd>{value}</dd> })
    };
    view! {
        <dl class="facts">
            {line(texts::RECEIVER, Some(to))}
            {line(texts::METHOD, Some(format!("{} · {}", row.issued.method, moment(row.issued_at))))}
            {line(texts::RECEIPT, receipt)}
            {line(texts::SERIAL, Some(row.serial.clone()))}
            {line(texts::WITHDRAWN, row.withdrawn.clone())}
        </dl>
        {strokes.map(|path| view! { <svg class="signature-seen" viewBox="0 0 300 120" role="img" aria-label=texts::SIGNED.get()><path d=path/></svg> })}
        {photo}
        <p class="quiet small">{opened}</p>
    }
}
