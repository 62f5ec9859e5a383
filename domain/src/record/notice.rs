//! From open hazards to a notice (R15, field-practice 7): what is printed, and the events that record it.

use super::NewEvent;
use crate::checklist::{Catalogue, Certainty, Handling};
use crate::event::{HazardNotified, NoticeIssued, NoticeItem, NoticePersons};
use crate::id::NoticeId;
use crate::ledger::{HazardRow, HazardState, InspectionRow, NoticeRow, PremisesRow};
use crate::link::LinkToken;
use crate::time::Date;

/// What a notice is written from. Nothing here is asked of a clock or of chance.
#[derive(Clone, Debug)]
pub struct NoticeDraft<'a> {
    /// Names it, with the secret of its link.
    pub token: &'a LinkToken,
    /// For whom.
    pub premises: &'a PremisesRow,
    /// After which visit.
    pub inspection: Option<&'a InspectionRow>,
    /// What it is about, in the order printed.
    pub hazards: &'a [HazardRow],
    /// For the basis.
    pub catalogue: &'a Catalogue,
    /// 收件人.
    pub receiver: &'a str,
    /// 方式.
    pub method: &'a str,
    /// Names and telephones.
    pub persons: &'a NoticePersons,
    /// The notice that this one corrects.
    pub replaces: Option<&'a NoticeRow>,
    /// Day of issue in Asia/Shanghai.
    pub today: Date,
    /// Days for which the link opens, from the place's settings.
    pub link_days: u32,
}

/// A notice cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeWanting {
    /// There is nothing to tell.
    #[error("a notice names at least one hazard")]
    Hazards,
    /// Nobody to tell it to.
    #[error("a notice names its receiver")]
    Receiver,
    /// 方式.
    #[error("a notice says how it is handed over")]
    Method,
}

/// The events of a notice: the notice, then each of its hazards as notified.
///
/// # Errors
/// Something is missing.
pub fn issue_notice(draft: &NoticeDraft) -> Result<Vec<NewEvent>, NoticeWanting> {
    if draft.hazards.is_empty() {
        return Err(NoticeWanting::Hazards);
    }
    if draft.receiver.trim().is_empty() {
        return Err(NoticeWanting::Receiver);
    }
    if draft.method.trim().is_empty() {
        return Err(NoticeWanting::Method);
    }
    let notice = NoticeId(draft.token.subject.0);
    let issued = NoticeIssued {
        premises: draft.premises.id,
        inspection: draft.inspection.map(|row| row.id),
        corrections: draft.inspection.map_or(0, |row| row.corrections),
        number: draft.replaces.map_or_else(|| fresh_number(notice.0, draft.today), |row| row.issued.number.clone()),
        issue: draft.replaces.map_or(1, |row| row.issued.issue.saturating_add(1)),
        replaces: draft.replaces.map(|row| row.id),
        items: draft.hazards.iter().map(|hazard| item(draft, hazard)).collect(),
        receiver: draft.receiver.to_owned(),
        method: draft.method.to_owned(),
        link_sha256: draft.token.digest(),
        link_until: draft.today.plus_days(i64::from(draft.link_days)),
    };
    let area = draft.premises.area;
    let personal = serde_json::to_value(draft.persons).ok();
    let mut events = vec![NewEvent::first(notice, area, issued).with_personal(personal)];
    let told = HazardNotified {
        premises: draft.premises.id,
        receiver: draft.receiver.to_owned(),
        method: draft.method.to_owned(),
        notice: Some(notice),
    };
    // The notice and what it tells of lie in the premises' cell.
    events.extend(draft.hazards.iter().map(|hazard| NewEvent { area, ..NewEvent::about(hazard, told.clone()) }));
    Ok(events)
}

/// Day and five signs of a paper's own id: unique without a network, short enough to read out. The signs leave out
/// those that look alike (0 O, 1 I L).
pub fn fresh_number(id: uuid::Uuid, day: Date) -> String {
    const SIGNS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    let mut rest = id.as_u128();
    let signs = std::iter::repeat_with(|| {
        let sign = SIGNS[(rest % 31) as usize];
        rest /= 31;
        char::from(sign)
    });
    format!("{}-{}", day.to_string().replace('-', ""), signs.take(5).collect::<String>())
}

fn item(draft: &NoticeDraft, hazard: &HazardRow) -> NoticeItem {
    let found = &hazard.found;
    let what = found.what();
    let room =
        |id: &crate::id::RoomId| draft.premises.rooms.iter().find(|room| room.id == *id).map(|room| room.label.clone());
    // A day that has passed is no suggestion any more; more time that was granted is.
    let (due_on, passed) = match hazard.due_on() {
        Some(day) if day < draft.today => (None, Some(day)),
        day => (day, None),
    };
    let mut fixes = found.fixes.clone();
    // Without a chip the item itself says how it should be.
    if found.defects.is_empty() && !found.text.is_empty() {
        fixes.push(format!("请做到：{}", found.text));
    }
    fixes.extend(passed.map(|day| {
        let (_, month, day) = day.civil();
        format!("请马上改好（原建议 {month}月{day}日前）")
    }));
    NoticeItem {
        hazard: hazard.id,
        what,
        fixes,
        part: found.part.clone(),
        rooms: found.rooms.iter().filter_map(room).collect(),
        due_on,
        basis: citations(draft.catalogue, &found.item),
        reported: found.handling == Handling::Report
            || matches!(hazard.state, HazardState::Reported | HazardState::Referred),
    }
}

/// What a notice may cite for an item: the basis whose text was read, never what is yet to be checked.
pub fn citations(catalogue: &Catalogue, item: &str) -> Vec<String> {
    let keys = catalogue.item(item).map(|item| item.basis.as_slice()).unwrap_or_default();
    let sure = |key: &String| catalogue.basis.get(key).filter(|basis| basis.certainty == Certainty::Sure);
    keys.iter().filter_map(sure).map(|basis| basis.citation.clone()).collect()
}
