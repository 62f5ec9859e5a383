//! The owner's page, drawn: what is wrong, what to do, until when, and what may be sent back.

use super::gate::Opened;
use gridwalk_domain::event::{NoticeItem, OwnerWish};
use gridwalk_domain::ledger::{HazardRow, HazardState, OwnerLetter, Past};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::{Date, Timestamp};
use maud::{DOCTYPE, Markup, html};
use std::collections::BTreeMap;

/// Why there is nothing to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Made on a phone that has not been on a network since.
    OnItsWay,
    /// Never made, or copied wrongly.
    Unknown,
    /// 撤销.
    Withdrawn {
        /// As written.
        reason: String,
    },
    /// Past its last day.
    Expired,
}

impl Closed {
    /// In one sentence.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::OnItsWay => "单据上传中，请过一会儿再打开",
            Self::Unknown => "没有这张单，请再扫一次二维码",
            Self::Withdrawn { .. } => "这张单已撤销",
            Self::Expired => "这个链接已过期",
        }
    }
}

/// A whole page.
pub fn whole(title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="format-detection" content="telephone=no";
                title { (title) }
                link rel="stylesheet" href="/public/page.css";
                script src="/public/page.js" defer {}
            }
            body { main { (body) } }
        }
    }
}

/// A link that opens nothing.
pub fn closed(closed: &Closed) -> Markup {
    let title = closed.sentence();
    let more = match closed {
        Closed::OnItsWay => "网格员的手机连上网络后就能看到内容。这个页面会自己再试。",
        Closed::Unknown => "链接可能不完整。请扫单据上的二维码，或向给您单据的网格员再要一次。",
        Closed::Withdrawn { .. } => "不用再按这张单回复。单上写的问题如果还在，仍请尽快改好；有疑问请联系社区网格员。",
        Closed::Expired => "需要再看内容或发照片，请联系社区或网格员重新发一张。",
    };
    whole(
        title,
        html! {
            section.card.center data-again[*closed == Closed::OnItsWay] {
                h1 { (title) }
                @if let Closed::Withdrawn { reason } = closed { p { "原因：" (reason) } }
                p.quiet { (more) }
            }
        },
    )
}

/// Too many tries, or trouble of ours.
pub fn trouble(sentence: &str) -> Markup {
    whole(sentence, html! { section.card.center { h1 { (sentence) } p.quiet { "什么都没有丢，请过一会儿再打开。" } } })
}

/// The notice. The items stand by building and room: a landlord finds each where it is.
pub fn notice(token: &str, opened: &Opened, today: Date, settings: &PlaceSettings) -> Markup {
    let row = &opened.notice;
    let name = opened.premises.as_ref().map_or(row.premises_name.as_str(), |premises| premises.name.as_str());
    let address = opened.premises.as_ref().map_or("", |premises| premises.address.as_str());
    let building = opened.site.as_ref().map_or("", |site| site.name.as_str());
    let is_open = !opened.is_corrected;
    whole(
        "安全隐患告知单",
        html! {
            header {
                h1 { "安全隐患告知单" }
                p.quiet { "编号 " (row.number()) @if !row.serial.is_empty() { " · 登记号 " (row.serial) } }
            }
            @if opened.is_corrected {
                section.banner role="status" { p { strong { "已更正" } " 这张单有了更正单，请以新单为准。" } }
            }
            section.card {
                h2 { (name) }
                @if !address.is_empty() { p { (address) } }
                dl {
                    dt { "收件人" } dd { (row.issued.receiver) }
                    dt { "告知日期" } dd { (day(row.issued_at.date_in_shanghai())) }
                    @if !row.persons.issuer_name.is_empty() {
                        dt { "告知人" }
                        dd {
                            (row.persons.issuer_name)
                            @if !row.persons.issuer_phone.is_empty() {
                                " " a href={ "tel:" (row.persons.issuer_phone) } { (row.persons.issuer_phone) }
                            }
                        }
                    }
                }
            }
            @for (room, items) in by_room(&row.issued.items) {
                section.group {
                    h2 {
                        @if !building.is_empty() && building != name { (building) " " }
                        @if room.is_empty() { "需要整改" } @else { "房间 " (room) }
                    }
                    @for item in items { (item_card(token, opened, item, today, is_open)) }
                }
            }
            footer {
                p { "本单为安全提示，不是行政处罚或行政命令。" }
                p.quiet { "您发的照片和话只给" (settings.words.community) "和" (settings.words.subdistrict) "的工作人员看。链接 " (day(row.issued.link_until)) " 前有效，请别转发给无关的人。" }
            }
        },
    )
}

// Rooms in the order of their labels, what belongs to none first. One in several rooms stands under all their names.
fn by_room(items: &[NoticeItem]) -> BTreeMap<String, Vec<&NoticeItem>> {
    let mut rooms: BTreeMap<String, Vec<&NoticeItem>> = BTreeMap::new();
    for item in items {
        rooms.entry(item.rooms.join("、")).or_default().push(item);
    }
    rooms
}

fn item_card(token: &str, opened: &Opened, item: &NoticeItem, today: Date, is_open: bool) -> Markup {
    let hazard = opened.hazards.get(&item.hazard);
    let letters: Vec<_> = opened.notice.letters.iter().filter(|letter| letter.hazard == item.hazard).collect();
    let is_done = hazard.is_some_and(|row| row.state.is_closed());
    let (state, class) = state(hazard, item, &letters);
    html! {
        article.card id={ "h-" (item.hazard) } {
            p.state class=(class) { (state) }
            h3 { (item.what) }
            @if let Some(past) = hazard.and_then(set_back) {
                @if !past.note.is_empty() { p { strong { (day(past.at.date_in_shanghai())) " 复查：" } (past.note) } }
            }
            @if !item.part.is_empty() { p.quiet { "部位：" (item.part) } }
            @if let Some(hazard) = hazard {
                div.photos {
                    @for photo in &hazard.found.photos {
                        img src={ "/n/" (token) "/photo/" (photo.sha256) } alt={ "现场照片：" (item.what) } loading="lazy" width=(photo.width) height=(photo.height);
                    }
                }
            }
            @if !item.fixes.is_empty() {
                p { strong { "怎么改：" } (item.fixes.join("；")) }
            }
            @if item.reported { p { "已上报，由街道或部门研判。" } }
            @if let Some(due_on) = due(hazard, item, &letters) {
                p { strong { "建议 " (day(due_on)) " 前改好" } @if due_on < today && !is_done { span.late { "（已过 " (today.days_since(due_on)) " 天）" } } }
            }
            @if !item.basis.is_empty() {
                details.basis { summary { "依据" } ul { @for one in &item.basis { li { (one) } } } }
            }
            @for letter in &letters { (letter_line(token, letter)) }
            @if is_open && !is_done { (forms(token, item, today)) }
        }
    }
}

// 复查不合格 or 反弹, the last one, while it is open: what was sent or granted before it holds no more.
fn set_back(row: &HazardRow) -> Option<&Past> {
    row.history.iter().rfind(|past| past.is_rebound()).filter(|_| !row.state.is_closed() && !row.state.is_mended())
}

// More time that was granted stands before the day on paper, and a further round before both.
fn due(hazard: Option<&HazardRow>, item: &NoticeItem, letters: &[&OwnerLetter]) -> Option<Date> {
    if let Some(row) = hazard.filter(|row| set_back(row).is_some()) {
        return row.due_on();
    }
    let granted = letters.iter().rev().find_map(|letter| letter.answer.as_ref().filter(|answer| answer.granted)?.until);
    granted.or(hazard.map_or(item.due_on, HazardRow::due_on))
}

// The owner's words: 已收到 / 已认可 / 要重拍 for what was sent, else where the hazard stands.
fn state(hazard: Option<&HazardRow>, item: &NoticeItem, letters: &[&OwnerLetter]) -> (&'static str, &'static str) {
    if let Some(hazard) = hazard {
        match hazard.state {
            HazardState::ClosedOut => return ("已销号", "good"),
            HazardState::Withdrawn => return ("误录，已撤销", "good"),
            HazardState::AwaitingCloseOut => return ("已认可，等销号", "good"),
            _ => {}
        }
    }
    let back = hazard.and_then(set_back);
    let holds = |letter: &&&OwnerLetter| back.is_none_or(|past| letter.at > past.at);
    let proof = letters.iter().rev().filter(|letter| letter.wish == OwnerWish::Proof).find(holds);
    match proof.map(|letter| letter.answer.as_ref().map(|answer| answer.granted)) {
        Some(None) => ("照片已收到，等社区看", "wait"),
        Some(Some(true)) => ("已认可", "good"),
        Some(Some(false)) => ("照片要重拍", "bad"),
        None if back.is_some_and(|past| past.kind == "Reinspected") => ("复查没有通过，请再改", "bad"),
        None if back.is_some() => ("又出现了，请再改", "bad"),
        None if hazard.is_none() => ("照片还在路上", "wait"),
        None if item.reported => ("已上报", "wait"),
        None => ("请整改", "bad"),
    }
}

fn letter_line(token: &str, letter: &OwnerLetter) -> Markup {
    let what = match letter.wish {
        OwnerWish::Proof => "您发了整改照片",
        OwnerWish::MoreTime => "您申请延期",
        OwnerWish::Objection => "您提了异议",
    };
    let answer = |granted| match (letter.wish, granted) {
        (OwnerWish::Proof, true) => "已认可",
        (OwnerWish::Proof, false) => "要重拍",
        (OwnerWish::MoreTime, true) => "同意延期",
        (OwnerWish::MoreTime, false) => "没有同意",
        (OwnerWish::Objection, true) => "异议成立",
        (OwnerWish::Objection, false) => "维持原单",
    };
    html! {
        div.letter {
            p { strong { (what) } @if let Some(until) = letter.until { "到 " (day(until)) } span.quiet { "（" (moment(letter.at)) " 发）" } }
            @if !letter.text.is_empty() { p { "“" (letter.text) "”" } }
            @if !letter.photos.is_empty() {
                div.photos { @for photo in &letter.photos { img src={ "/n/" (token) "/photo/" (photo.sha256) } alt="您发的照片" loading="lazy"; } }
            }
            @match &letter.answer {
                None => p.reply { "已收到，等社区回复" },
                Some(reply) => p.reply {
                    strong { (answer(reply.granted)) }
                    @if let Some(until) = reply.until { "，到 " (day(until)) }
                    @if !reply.note.is_empty() { "：" (reply.note) }
                    span.quiet { " " (moment(reply.at)) }
                },
            }
        }
    }
}

fn forms(token: &str, item: &NoticeItem, today: Date) -> Markup {
    let act = format!("/n/{token}");
    html! {
        div.acts {
            form data-act=(act) data-hazard=(item.hazard) data-wish="proof" {
                label.button.main { "传整改照片" input type="file" accept="image/*" multiple aria-label={ "传整改照片：" (item.what) }; }
                div.picked {}
                label hidden { span { "想说的话（可不写）" } textarea name="text" rows="2" maxlength="500" {} }
                button.button.main type="submit" hidden { "发给社区" }
                p.said role="alert" {}
            }
            details {
                summary { "申请延期" }
                form data-act=(act) data-hazard=(item.hazard) data-wish="more_time" {
                    label { span { "改到哪一天" } input type="date" name="until" required min=(today.plus_days(1)) max=(today.plus_days(180)); }
                    label { span { "为什么（可不写）" } textarea name="text" rows="2" maxlength="500" {} }
                    button.button type="submit" { "申请延期" }
                    p.said role="alert" {}
                }
            }
            details {
                summary { "我有异议" }
                form data-act=(act) data-hazard=(item.hazard) data-wish="objection" {
                    label { span { "哪里不对" } textarea name="text" rows="3" maxlength="500" required {} }
                    button.button type="submit" { "发给社区" }
                    p.said role="alert" {}
                }
            }
        }
    }
}

/// 2026年11月22日.
pub fn day(date: Date) -> String {
    let text = date.to_string();
    let parts: Vec<&str> = text.split('-').map(|part| part.trim_start_matches('0')).collect();
    match parts.as_slice() {
        [year, month, day] => format!("{year}年{month}月{day}日"),
        _ => text,
    }
}

fn moment(at: Timestamp) -> String {
    let minute = at.minute_of_day_in_shanghai();
    format!("{} {:02}:{:02}", day(at.date_in_shanghai()), minute / 60, minute % 60)
}
