//! What is to be done about a hazard besides the steps of its state: who is overdue, which rung comes next, which closed
//! ones are looked at again, what keeps coming back. Pure: the day and the place's rules are arguments.

use crate::checklist::{Catalogue, Level, due_on};
use crate::ledger::{HazardRow, HazardState, LIST, Referral};
use crate::settings::{HazardRules, PlaceSettings, Rung};
use crate::time::Date;
use sha2::{Digest, Sha256};

/// The day suggested for a further round, as the catalogue has it for a fresh finding of the item; `None` where the
/// catalogue no longer asks it.
pub fn next_round_due(row: &HazardRow, catalogue: &Catalogue, today: Date) -> Option<Date> {
    catalogue.item(&row.found.item).map(|item| due_on(item, today))
}

/// Days past its day, once it counts as overdue by the place's rule; `None` while there is time, and once it is put
/// right.
pub fn overdue_days(row: &HazardRow, today: Date, settings: &PlaceSettings) -> Option<i64> {
    let days = today.days_since(row.due_on().filter(|_| row.is_waiting())?);
    (days >= i64::from(settings.overdue_after_days.max(1))).then_some(days)
}

/// Days left, when a reminder is due before its day (R30).
pub fn due_soon(row: &HazardRow, today: Date, rules: &HazardRules) -> Option<i64> {
    let left = row.due_on().filter(|_| row.is_waiting())?.days_since(today);
    (0..=i64::from(rules.remind_before_days)).contains(&left).then_some(left)
}

/// Days past the day on which feedback on a referral was wanted (R27).
pub fn feedback_overdue_days(row: &HazardRow, today: Date) -> Option<i64> {
    let wanted = row.open_referral().and_then(|referral: &Referral| referral.feedback_by)?;
    Some(today.days_since(wanted)).filter(|days| *days > 0)
}

/// The next rung of the ladder, when it is time for it (R30): the lowest that stands above those taken, once the hazard
/// is overdue by that rung's days. 挂牌督办 is for what may be or is 重大, and what is judged so is proposed for it at once
/// where the place has it so (R31). Only a proposal: a person decides.
pub fn proposed_rung<'a>(row: &HazardRow, today: Date, settings: &'a PlaceSettings) -> Option<&'a Rung> {
    let rules = &settings.hazards;
    let verdict = row.judged.as_ref().map(|judged| judged.is_major);
    let is_major = verdict == Some(true);
    let may_be_major = is_major || verdict.is_none() && row.found.level == Level::SuspectedMajor;
    let listable = |rung: &&Rung| rung.code != LIST || may_be_major && !row.is_listed();
    if rules.list_judged_major && is_major && row.is_waiting() && row.listing.is_none() {
        return rules.ladder.iter().find(|rung| rung.code == LIST);
    }
    let overdue = overdue_days(row, today, settings)?;
    let place = |code: &str| rules.ladder.iter().position(|rung| rung.code == code);
    let taken = row.ladder.iter().filter_map(|step| place(&step.rung)).max();
    let next = rules.ladder.get(taken.map_or(0, |taken| taken + 1)).filter(listable)?;
    (overdue >= i64::from(next.after_days)).then_some(next)
}

/// Whether a closed hazard is in the sample for 回头看 today (R35): so many of a hundred, by its id alone, so that
/// every device draws the same and nobody can choose.
pub fn wants_look_back(row: &HazardRow, today: Date, rules: &HazardRules) -> bool {
    let Some((_, closed_at)) = row.closed.filter(|_| row.state == HazardState::ClosedOut) else { return false };
    let days = today.days_since(closed_at.date_in_shanghai());
    let from = i64::from(rules.look_back_after_days);
    let is_time = (from..from + i64::from(rules.look_back_for_days)).contains(&days);
    let is_done = row.looked_back.is_some_and(|(_, at, _)| at >= closed_at);
    is_time && !is_done && is_sampled(row, rules.look_back_percent)
}

fn is_sampled(row: &HazardRow, percent: u32) -> bool {
    let digest = Sha256::digest(row.id.0.as_bytes());
    let draw = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) % 100;
    draw < percent
}

/// 屡查屡犯 (R47): how often the item failed at the premises within the place's window, this time included, when that is
/// often enough to be looked at.
pub fn repeats(row: &HazardRow, rules: &HazardRules) -> Option<u32> {
    let window_ms = i64::from(rules.repeat_within_days) * 86_400_000;
    let recent = row.earlier.iter().filter(|at| row.found_at.since(**at) <= window_ms).count();
    let times = u32::try_from(recent).unwrap_or(u32::MAX).saturating_add(1).saturating_add(row.relapses);
    (row.state != HazardState::Withdrawn && times >= rules.repeat_times).then_some(times)
}
