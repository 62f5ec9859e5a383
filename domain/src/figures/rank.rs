//! Ranking of areas (R32) and what finds little (R33). Areas and trades, never persons (field-practice 6); never by the
//! number of hazards alone, which teaches faking or hiding (dossier 2.13, trap 13).

use super::fact::Measure;
use super::line::Line;
use super::share::percent;
use crate::settings::RankSettings;

/// One area or trade with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaLine {
    /// Which: an area's id, a kind's code.
    pub part: String,
    /// Its counts in the period.
    pub line: Line,
}

/// A place in the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Which.
    pub part: String,
    /// From 1; equal scores share a place. `None` where nothing could be judged.
    pub place: Option<usize>,
    /// 0..=100, weighted over the shares that there are.
    pub score: Option<i64>,
    /// 覆盖率: premises got into, of all.
    pub coverage: Option<i64>,
    /// 按期率: hazards done by their day, of those due.
    pub timely: Option<i64>,
    /// 销号率: hazards closed, of those closed in the period or open at its end.
    pub closure: Option<i64>,
    /// 一次通过率: records never returned, of all records.
    pub quality: Option<i64>,
}

/// Ranks areas by coverage, timeliness, closure and returns. A share of nothing takes no part, its weight goes to the
/// others: an area without hazards is neither praised nor blamed for them. The best come first, those that cannot be
/// judged last.
pub fn rank(areas: &[AreaLine], settings: &RankSettings) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = areas.iter().map(|area| judge(area, settings)).collect();
    ranked.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.part.cmp(&b.part)));
    let mut place = 0;
    let mut last = None;
    for (index, one) in ranked.iter_mut().enumerate() {
        if one.score != last {
            (place, last) = (index + 1, one.score);
        }
        one.place = one.score.map(|_| place);
    }
    ranked
}

fn judge(area: &AreaLine, settings: &RankSettings) -> Ranked {
    let line = &area.line;
    let share = |part: i64, whole: i64| percent(part, whole).map(|share| share.clamp(0, 100));
    let base = line.get(Measure::Premises).saturating_add(line.get(Measure::Deregistered));
    let (closed, records) = (line.get(Measure::ClosedOut), line.get(Measure::Records));
    let coverage = share(line.covered, base);
    let timely = share(line.get(Measure::InTime), line.get(Measure::Due));
    let closure = share(closed, closed.saturating_add(line.get(Measure::Open)));
    let quality = share(records.saturating_sub(line.get(Measure::Returned)), records);
    let weights = [
        (coverage, settings.coverage),
        (timely, settings.timeliness),
        (closure, settings.closure),
        (quality, settings.returns),
    ];
    let known = weights.iter().filter_map(|(share, weight)| share.map(|share| (share, i64::from(*weight))));
    let (sum, whole) =
        known.fold((0_i64, 0_i64), |(sum, whole), (share, weight)| (sum + share * weight, whole + weight));
    // A share of records alone says nothing of the work.
    let is_judged = base > 0;
    let score = percent(sum, whole.saturating_mul(100)).filter(|_| is_judged);
    Ranked { part: area.part.clone(), place: None, score, coverage, timely, closure, quality }
}

/// Why an area or trade is on the list of R33.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// 查不出: enough full checklists, no hazard.
    NothingFound,
    /// 查得少: less than half as many hazards a full checklist as the median.
    LittleFound,
    /// 过快: many full checklists within the minutes of the setting.
    TooFast,
}

/// An area or trade that somebody should look at. It accuses nobody: a good street has few hazards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sparse {
    /// Which.
    pub part: String,
    /// Full checklists; 同上次 and 没进去 are left out.
    pub full: i64,
    /// Hazards found.
    pub found: i64,
    /// Of the full checklists, those within the minutes of the setting.
    pub fast: i64,
    /// Why it is listed; empty for those that are not.
    pub remarks: Vec<Remark>,
}

/// Compares areas or trades with each other: hazards a full checklist against the median, and full checklists that were
/// too fast. Fewer full checklists than the setting's least say nothing.
pub fn sparse(parts: &[AreaLine], settings: &RankSettings) -> Vec<Sparse> {
    let found = |line: &Line| {
        [Measure::FoundGeneral, Measure::FoundMajor, Measure::FoundLead].map(|measure| line.get(measure)).iter().sum()
    };
    let least = i64::from(settings.least_visits.max(1));
    let mut rates: Vec<i64> = parts
        .iter()
        .filter(|part| part.line.get(Measure::Full) >= least)
        .map(|part| per_thousand(found(&part.line), part.line.get(Measure::Full)))
        .collect();
    rates.sort_unstable();
    let median = rates.get(rates.len() / 2).copied().unwrap_or(0);
    let judge = |part: &AreaLine| {
        let (full, found) = (part.line.get(Measure::Full), found(&part.line));
        let fast: i64 =
            (1..=settings.fast_minutes).filter_map(Measure::within).map(|measure| part.line.get(measure)).sum();
        let mut remarks = Vec::new();
        if full >= least {
            if found == 0 {
                remarks.push(Remark::NothingFound);
            } else if per_thousand(found, full) * 2 < median {
                remarks.push(Remark::LittleFound);
            }
            if fast.saturating_mul(100) >= full.saturating_mul(i64::from(settings.fast_percent)) && fast > 0 {
                remarks.push(Remark::TooFast);
            }
        }
        Sparse { part: part.part.clone(), full, found, fast, remarks }
    };
    parts.iter().map(judge).collect()
}

fn per_thousand(part: i64, whole: i64) -> i64 {
    part.saturating_mul(1_000).checked_div(whole).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> RankSettings {
        RankSettings::default()
    }

    fn area(part: &str, covered: i64, counts: &[(Measure, i64)]) -> AreaLine {
        let mut line = Line { covered, ..Line::default() };
        counts.iter().for_each(|(measure, amount)| line.put(*measure, *amount));
        AreaLine { part: part.to_owned(), line }
    }

    #[test]
    fn areas_are_ranked_by_coverage_timeliness_closure_and_returns() {
        use Measure::*;
        let ranked = rank(
            &[
                area("idle", 0, &[(Premises, 100)]),
                area(
                    "many hazards, slow",
                    90,
                    &[(Premises, 100), (Due, 50), (InTime, 5), (Open, 60), (FoundGeneral, 90)],
                ),
                area(
                    "careful",
                    90,
                    &[(Premises, 100), (Due, 10), (InTime, 9), (ClosedOut, 9), (Open, 1), (Records, 90)],
                ),
                area("empty", 0, &[]),
            ],
            &settings(),
        );
        let order: Vec<_> = ranked.iter().map(|one| (one.part.as_str(), one.place)).collect();
        let expected = [("careful", Some(1)), ("many hazards, slow", Some(2)), ("idle", Some(3)), ("empty", None)];
        assert_eq!(order, expected);
        assert_eq!(ranked[3].coverage, None, "a share of nothing is no share");
    }

    #[test]
    fn an_area_without_hazards_is_not_blamed_for_them() {
        use Measure::*;
        let ranked = rank(&[area("clean", 100, &[(Premises, 100), (Records, 100)])], &settings());
        assert_eq!((ranked[0].score, ranked[0].timely, ranked[0].closure), (Some(100), None, None));
    }

    #[test]
    fn what_finds_nothing_or_goes_too_fast_is_listed_and_small_numbers_are_not() {
        use Measure::*;
        let found = sparse(
            &[
                area("usual", 0, &[(Full, 100), (FoundGeneral, 30)]),
                area("usual too", 0, &[(Full, 80), (FoundGeneral, 20)]),
                area("nothing", 0, &[(Full, 60)]),
                area("little", 0, &[(Full, 100), (FoundGeneral, 4)]),
                area("fast", 0, &[(Full, 50), (FoundGeneral, 15), (Within1, 20), (Within2, 10)]),
                area("few", 0, &[(Full, 3), (Within1, 3)]),
            ],
            &settings(),
        );
        let remarks: Vec<_> = found.iter().map(|one| one.remarks.as_slice()).collect();
        let expected: [&[Remark]; 6] =
            [&[], &[], &[Remark::NothingFound], &[Remark::LittleFound], &[Remark::TooFast], &[]];
        assert_eq!(remarks, expected);
    }
}
