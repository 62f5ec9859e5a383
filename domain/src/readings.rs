//! 水电气异常 (R08): when an imported reading calls for a look. What is many times the usual, or used where nobody should
//! be, is odd; how many times is the place's to say.

use crate::event::Oddity;
use crate::settings::UtilitySettings;

/// One premises' use of one meter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use<'a> {
    /// In the month judged.
    pub used: f64,
    /// In the months before it, newest first.
    pub before: &'a [f64],
    /// 闲置 in the ledger.
    pub is_idle: bool,
}

/// The median of what was used before: the premises' own baseline; `None` of too few months.
pub fn usual(before: &[f64], settings: &UtilitySettings) -> Option<f64> {
    let mut months: Vec<f64> =
        before.iter().copied().filter(|used| used.is_finite()).take(settings.baseline_months_max as usize).collect();
    if months.len() < settings.baseline_months_min.max(1) as usize {
        return None;
    }
    months.sort_by(f64::total_cmp);
    let middle = months.len() / 2;
    Some(if months.len() % 2 == 1 { months[middle] } else { (months[middle - 1] + months[middle]) / 2.0 })
}

/// Why the month is odd, if it is. A baseline of nothing is no baseline: then only 闲置 tells.
pub fn oddity(usage: &Use, settings: &UtilitySettings) -> Option<Oddity> {
    if !usage.used.is_finite() {
        return None;
    }
    if usage.is_idle {
        return (usage.used > settings.idle_above).then_some(Oddity::UsedWhileIdle);
    }
    let usual = usual(usage.before, settings).filter(|usual| *usual > 0.0)?;
    let times = usage.used / usual;
    if times >= settings.far_above_times {
        Some(Oddity::FarAbove)
    } else if times <= settings.far_below_times {
        Some(Oddity::FarBelow)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(used: f64, before: &[f64], is_idle: bool, expected: Option<Oddity>) {
        let usage = Use { used, before, is_idle };
        assert_eq!(oddity(&usage, &UtilitySettings::default()), expected, "{usage:?}");
    }

    #[test]
    fn a_month_is_odd_against_its_own_baseline_or_where_nobody_should_be() {
        let usual = [100.0, 90.0, 110.0];
        check(299.0, &usual, false, None);
        check(300.0, &usual, false, Some(Oddity::FarAbove));
        check(10.0, &usual, false, Some(Oddity::FarBelow));
        check(11.0, &usual, false, None);
        check(900.0, &usual[..2], false, None);
        check(900.0, &[0.0, 0.0, 0.0], false, None);
        check(0.0, &[], true, None);
        check(3.0, &[], true, Some(Oddity::UsedWhileIdle));
        check(f64::NAN, &usual, false, None);
        check(f64::INFINITY, &usual, true, None);
    }
}
