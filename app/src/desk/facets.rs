//! By what the 台账 of the desk is narrowed: standing, blind spots, stale files, grades, tags, signals. R02-R05, R38, R43.

use crate::file::{grade_text, standing_text, uncovered_cells};
use crate::state::App;
use crate::text::{Text, file as texts};
use gridwalk_domain::checklist::KindFamily;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::Standing;
use gridwalk_domain::register::{Grade, tags_of};
use gridwalk_domain::time::Date;
use gridwalk_replica::{DueRule, PremisesBrief};
use std::collections::BTreeSet;

/// A question about one premises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// 盲区: nobody supervises, or nobody walks there (R04, R05).
    Blind,
    /// 监管主体待明确.
    Unclear,
    /// 新登记未核 (R01).
    Unchecked,
    /// 久未核实 (R03).
    Stale,
    /// 有线索 (R09).
    Signals,
    /// 换业态 with hazards of the old business left for the reviewer.
    ReplacedOpen,
    /// In that standing.
    Standing(Standing),
}

/// All, in the order offered.
pub const FACETS: [Facet; 11] = [
    Facet::Blind,
    Facet::Unclear,
    Facet::Unchecked,
    Facet::Stale,
    Facet::Signals,
    Facet::Standing(Standing::ClosureAsked),
    Facet::ReplacedOpen,
    Facet::Standing(Standing::Open),
    Facet::Standing(Standing::Suspended),
    Facet::Standing(Standing::Closed),
    Facet::Standing(Standing::Replaced),
];

impl Facet {
    /// As offered.
    pub const fn text(self) -> Text {
        match self {
            Self::Blind => texts::BLIND,
            Self::Unclear => texts::UNCLEAR,
            Self::Unchecked => texts::UNCHECKED,
            Self::Stale => texts::STALE,
            Self::Signals => texts::SIGNALS,
            Self::ReplacedOpen => texts::REPLACED_OPEN,
            Self::Standing(standing) => standing_text(standing).0,
        }
    }
}

/// What facets are judged by.
pub struct Judge {
    rule: DueRule,
    uncovered: BTreeSet<AreaId>,
    units: BTreeSet<String>,
    stale_after_days: i64,
    today: Date,
}

impl Judge {
    /// Of the present scope and day.
    pub fn new(app: App) -> Self {
        let (catalogue, session) = (app.catalogue(), app.session());
        let is_unit = |family| {
            matches!(family, KindFamily::SmallPremises | KindFamily::MicroEnterprise | KindFamily::SelfBuiltHouse)
        };
        let units = catalogue.kinds.iter().filter(|kind| is_unit(kind.family)).map(|kind| kind.code.clone());
        Self {
            rule: DueRule::new(&catalogue, &session.settings),
            uncovered: uncovered_cells(app),
            units: units.collect(),
            stale_after_days: i64::from(session.settings.register.stale_after_days),
            today: app.today(),
        }
    }

    /// Whether it is a 生产经营单位.
    pub fn is_unit(&self, kind: &str) -> bool {
        self.units.contains(kind)
    }

    /// Red, orange, yellow, blue.
    pub fn grade(&self, one: &PremisesBrief) -> Option<Grade> {
        self.rule.grade(one)
    }

    /// Whether the answer is yes.
    pub fn holds(&self, facet: Facet, one: &PremisesBrief) -> bool {
        let is_live = one.standing.is_live();
        match facet {
            Facet::Blind => {
                let has_no_body = self.is_unit(&one.kind) && one.body.is_empty();
                is_live && (has_no_body || self.uncovered.contains(&one.area))
            }
            Facet::Unchecked => is_unchecked(one),
            Facet::Unclear => is_live && one.body_unclear,
            Facet::Stale => {
                let since = one.verified_at.unwrap_or(one.registered_at).date_in_shanghai();
                is_live && self.stale_after_days > 0 && self.today.days_since(since) > self.stale_after_days
            }
            Facet::Signals => one.signals > 0,
            Facet::ReplacedOpen => one.standing == Standing::Replaced && one.gravest.is_some(),
            Facet::Standing(standing) => one.standing == standing,
        }
    }
}

/// Whether it was registered at the door and a second person is still to look at it (R01).
pub fn is_unchecked(one: &PremisesBrief) -> bool {
    one.unchecked && one.standing.is_live()
}

/// What is chosen, as the select boxes write it; empty is anything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    pub facet: String,
    pub grade: String,
    pub tag: String,
}

impl Chosen {
    /// Whether premises are among those chosen. With no facet chosen, closed ones are left out.
    pub fn has(&self, judge: &Judge, one: &PremisesBrief) -> bool {
        let facet = self.facet.parse::<usize>().ok().and_then(|place| FACETS.get(place));
        let by_facet = facet.map_or(one.standing.is_live(), |facet| judge.holds(*facet, one));
        let by_grade =
            self.grade.parse::<usize>().map_or(true, |place| Grade::ALL.get(place).copied() == judge.grade(one));
        let by_tag = self.tag.is_empty() || tags_of(&one.tags).any(|tag| tag == self.tag);
        by_facet && by_grade && by_tag
    }
}

/// Pills of a line: standing, grade, blind.
pub fn line_pills(judge: &Judge, one: &PremisesBrief) -> Vec<(String, &'static str)> {
    let mut pills = Vec::new();
    if let Some(grade) = judge.grade(one).filter(|grade| *grade != Grade::Blue && one.standing.is_live()) {
        let (word, class) = grade_text(grade);
        pills.push((word.get().to_owned(), class));
    }
    if one.standing != Standing::Open {
        let (word, class) = standing_text(one.standing);
        pills.push((word.get().to_owned(), class));
    }
    for facet in [Facet::Blind, Facet::Signals] {
        if judge.holds(facet, one) {
            pills.push((facet.text().get().to_owned(), "pill bad"));
        }
    }
    pills
}
