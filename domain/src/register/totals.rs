//! Sums over the register: devices against the year's target, self-checks, drills, structures, limited spaces, agreements
//! of shared sites. R22, R23, R39, R40, R41, R42.

use super::settings::RegisterSettings;
use crate::figures::percent_of;
use crate::ledger::PremisesRow;
use crate::time::Date;
use std::collections::BTreeMap;

/// Of a set of premises on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterTotals {
    /// 早期报警和灭火装置, needed.
    pub devices_due: u64,
    /// The same, fitted; of each premises no more than it needs.
    pub devices_fitted: u64,
    /// 自查.
    pub self_checks: DutyTotals,
    /// 疏散演练.
    pub drills: DutyTotals,
    /// Units whose drill on time was a 四不 one.
    pub free_drills: u64,
    /// First finding: 严重, 一定, 未发现.
    pub structures: [u64; 3],
    /// 停用.
    pub out_of_use: u64,
    /// 改造 finished or pulled down.
    pub renovated: u64,
    /// Premises with 有限空间.
    pub with_spaces: u64,
    /// 有限空间.
    pub spaces: u64,
    /// Of them without a sign.
    pub spaces_unsigned: u64,
    /// Of them not locked.
    pub spaces_unlocked: u64,
}

/// How units keep a duty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DutyTotals {
    /// Units that have it.
    pub units: u64,
    /// Kept in time.
    pub on_time: u64,
    /// Last kept too long ago.
    pub late: u64,
    /// No day is known.
    pub unknown: u64,
}

/// Where a unit stands with a duty of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyState {
    /// It has no such duty.
    None,
    /// In time.
    OnTime,
    /// Too long ago.
    Late,
    /// No day is known.
    Unknown,
}

/// Of premises whose last day stands in column `key`, with `days` between two; 0 days is no duty.
pub fn duty_state(details: &BTreeMap<String, String>, key: &str, days: u32, today: Date) -> DutyState {
    if days == 0 {
        return DutyState::None;
    }
    match details.get(key).and_then(|day| day.trim().parse::<Date>().ok()) {
        None => DutyState::Unknown,
        Some(last) if today.days_since(last) > i64::from(days) => DutyState::Late,
        Some(_) => DutyState::OnTime,
    }
}

/// How the safety agreement of a tenant stands (R22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// None is known.
    Missing,
    /// It ran out on that day.
    Lapsed(Date),
    /// In force until that day, or without an end.
    InForce(Option<Date>),
}

/// From the register's columns `agreement_signed_on` and `agreement_until`.
pub fn agreement(details: &BTreeMap<String, String>, today: Date) -> Agreement {
    let day = |key: &str| details.get(key).and_then(|day| day.trim().parse::<Date>().ok());
    match (day("agreement_signed_on"), day("agreement_until")) {
        (_, Some(until)) if until < today => Agreement::Lapsed(until),
        (None, None) => Agreement::Missing,
        (_, until) => Agreement::InForce(until),
    }
}

impl RegisterTotals {
    /// Adds premises that are in use. `is_unit`: a 生产经营单位, with duties of its own.
    pub fn add(&mut self, row: &PremisesRow, is_unit: bool, settings: &RegisterSettings, today: Date) {
        if !row.file.standing.is_live() {
            return;
        }
        self.add_devices(&row.details);
        self.add_structure(&row.details);
        if is_unit {
            let duties = &settings.duties;
            self.self_checks.add(duty_state(&row.details, "last_self_check", duties.self_check_days(&row.kind), today));
            let drill = duty_state(&row.details, "last_drill", duties.drill_days(&row.kind), today);
            self.drills.add(drill);
            let is_free = row.details.get("drill_kind").is_some_and(|kind| kind == "四不演练");
            self.free_drills += u64::from(drill == DutyState::OnTime && is_free);
        }
        let spaces = row.file.limited_spaces.as_deref().unwrap_or_default();
        self.with_spaces += u64::from(!spaces.is_empty());
        for space in spaces {
            let count = u64::from(space.count);
            self.spaces += count;
            self.spaces_unsigned += if space.sign { 0 } else { count };
            self.spaces_unlocked += if space.lock { 0 } else { count };
        }
    }

    fn add_devices(&mut self, details: &BTreeMap<String, String>) {
        let number =
            |key: &str| details.get(key).and_then(|text| text.trim().parse::<f64>().ok()).unwrap_or(0.0) as u64;
        for (due, fitted) in [("smoke_alarms_due", "smoke_alarms_fitted"), ("sprinklers_due", "sprinklers_fitted")] {
            let due = number(due);
            self.devices_due += due;
            // More than needed in one place does not make up for another.
            self.devices_fitted += number(fitted).min(due);
        }
    }

    fn add_structure(&mut self, details: &BTreeMap<String, String>) {
        let is = |key: &str, value: &str| details.get(key).is_some_and(|there| there == value);
        for (place, finding) in ["存在严重安全隐患", "存在一定安全隐患", "未发现安全隐患"].into_iter().enumerate()
        {
            self.structures[place] += u64::from(is("structure_finding", finding));
        }
        self.out_of_use += u64::from(is("out_of_use", "是"));
        self.renovated += u64::from(is("renovation", "已完工") || is("renovation", "已拆除"));
    }

    /// Percent of the devices that are fitted; `None` where none is needed.
    pub fn device_percent(&self) -> Option<u64> {
        percent_of(self.devices_fitted, self.devices_due)
    }

    /// Percent of the units with a 四不 drill in time; `None` where no unit has to drill.
    pub fn free_drill_percent(&self) -> Option<u64> {
        percent_of(self.free_drills, self.drills.units)
    }
}

impl DutyTotals {
    fn add(&mut self, state: DutyState) {
        match state {
            DutyState::None => return,
            DutyState::OnTime => self.on_time += 1,
            DutyState::Late => self.late += 1,
            DutyState::Unknown => self.unknown += 1,
        }
        self.units += 1;
    }
}

/// The percent wanted of a year: its own target, or the last one before it.
pub fn target_of(targets: &BTreeMap<String, u32>, year: i32) -> Option<u32> {
    let until = targets.iter().filter(|(of, _)| of.parse::<i32>().is_ok_and(|of| of <= year));
    until.max_by_key(|(of, _)| of.parse::<i32>().unwrap_or(i32::MIN)).map(|(_, percent)| *percent)
}
