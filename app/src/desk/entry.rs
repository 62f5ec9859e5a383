//! A record as a list shows it: made once from its row, light enough to keep for every pending one.

use crate::screens::labels;
use crate::state::App;
use crate::text::{Text, common as words, desk as texts, field};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::checklist::{Catalogue, Level};
use gridwalk_domain::event::{Outcome, what_is_wrong};
use gridwalk_domain::id::{AreaId, EventId, InspectionId, PremisesId};
use gridwalk_domain::ledger::{InspectionRow, ReviewState};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::review::{Concern, Failed, concerns, failed, is_change, still_open};
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::PremisesBrief;

/// Which part of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// 待审核.
    All,
    /// 有隐患.
    Hazards,
    /// 异常, and 没进去.
    Odd,
    /// 新增变更.
    Changed,
    /// 无问题: none of the others.
    Clean,
    /// 已退回.
    Returned,
    /// 已通过.
    Passed,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: InspectionId,
    /// `base` of the decision.
    pub head: EventId,
    pub area: AreaId,
    pub premises: PremisesId,
    pub name: String,
    pub cell: String,
    pub worker: String,
    /// By the corrected clock.
    pub at: Timestamp,
    /// 报警装置没装.
    pub what: String,
    /// 1 项, 疑似重大, 没进去, 无问题, and its class.
    pub pill: (String, &'static str),
    /// 已更正, 本人记录.
    pub mark: Option<Text>,
    pub concerns: Vec<Concern>,
    pub has_hazards: bool,
    pub is_change: bool,
    /// Whether they got in: 没进去 is not 无问题, and is not passed in a heap.
    pub got_in: bool,
    /// Made by the account that looks at it.
    pub own: bool,
    pub photos: Vec<PhotoRef>,
    pub clock_offset_ms: i64,
}

gridwalk_domain::has_head!(Entry);

impl Entry {
    /// From a row and its premises, if that is here.
    pub fn new(app: App, row: &InspectionRow, premises: Option<&PremisesBrief>) -> Self {
        let session = app.session();
        let is_last = premises.is_some_and(|one| one.last_visit_at == Some(row.ended_at()));
        let in_a_row = premises.filter(|_| is_last).map_or(0, |one| one.not_entered_in_a_row);
        let concerns = concerns(row, in_a_row);
        let catalogue = app.catalogue_of(row.record.templates());
        let trouble = Trouble { failed: failed(&row.record, &catalogue), open: still_open(&row.record) };
        let got_in = matches!(row.record.outcome, Outcome::Inspected(_));
        let is_odd_only = got_in && !concerns.is_empty() && row.gravest.is_none() && trouble.is_none();
        let own = row.actor == session.account.id;
        let mark = if own {
            Some(texts::OWN_RECORD)
        } else {
            (row.corrections > 0 && row.review == ReviewState::Pending).then_some(texts::CORRECTED)
        };
        Self {
            id: row.id,
            head: row.head,
            area: row.area,
            premises: row.record.premises,
            name: name_of(row, premises),
            cell: cell_name(app, row.area),
            worker: session.name_of(row.actor),
            at: row.committed_at(),
            what: what(&catalogue, row, &trouble),
            pill: if is_odd_only { (texts::ODD.get().to_owned(), "pill") } else { pill(row, &trouble) },
            mark,
            concerns,
            has_hazards: !row.hazards.is_empty() || !trouble.is_none(),
            is_change: is_change(row, premises.map(|one| one.registered_at)),
            got_in,
            own,
            photos: row.record.all_photos().into_iter().cloned().collect(),
            clock_offset_ms: row.clock_offset_ms.unwrap_or(0),
        }
    }

    /// Whether it stands in that part of the pending ones.
    pub fn is_in(&self, view: View) -> bool {
        match view {
            View::All => true,
            View::Hazards => self.has_hazards,
            View::Odd => self.is_odd(),
            View::Changed => self.is_change,
            View::Clean => !self.has_hazards && !self.is_odd() && !self.is_change,
            View::Returned | View::Passed => false,
        }
    }

    fn is_odd(&self) -> bool {
        !self.got_in || !self.concerns.is_empty()
    }

    /// 在网格外、未校时.
    pub fn concern_words(&self) -> String {
        concern_words(&self.concerns)
    }
}

/// Concerns in words.
pub fn concern_words(concerns: &[Concern]) -> String {
    let named: Vec<&str> = concerns.iter().map(|one| concern(*one).get()).collect();
    named.join(words::LIST_PART.get())
}

const fn concern(concern: Concern) -> Text {
    match concern {
        Concern::OutsideCell => texts::CONCERN_OUTSIDE,
        Concern::NoFix => texts::CONCERN_NO_FIX,
        Concern::FarAway => texts::CONCERN_FAR,
        Concern::ClockUnchecked => texts::CONCERN_CLOCK_UNCHECKED,
        Concern::ClockOff => texts::CONCERN_CLOCK_OFF,
        Concern::TooFast => texts::CONCERN_FAST,
        Concern::Contested => texts::CONCERN_CONTESTED,
        Concern::NoOneThereAgain => texts::CONCERN_NO_ONE,
        Concern::RefusedAgain => texts::CONCERN_REFUSED,
    }
}

/// The name of the premises as it is now, else as it was.
pub fn name_of(row: &InspectionRow, premises: Option<&PremisesBrief>) -> String {
    premises.map_or_else(|| row.premises_name.clone(), |one| one.name.clone())
}

/// 第3网格; where several communities are in sight, with the community's name.
pub fn cell_name(app: App, area: AreaId) -> String {
    let tree = app.tree();
    let cell = tree.get(area).map(|area| area.name.as_str()).unwrap_or_default();
    let above = app.session().areas.iter().filter_map(|id| tree.get(*id)).any(|area| area.level < AreaLevel::Community);
    let Some(community) = tree.on_level(area, AreaLevel::Community) else { return cell.to_owned() };
    let bare = cell.strip_prefix(community.name.as_str()).filter(|bare| !bare.is_empty()).unwrap_or(cell);
    if above { format!("{}{bare}", community.name) } else { bare.to_owned() }
}

// What a visit says is wrong: items of its own, and hazards of earlier visits that it saw open still.
struct Trouble<'a> {
    failed: Vec<Failed<'a>>,
    open: usize,
}

impl Trouble<'_> {
    fn is_none(&self) -> bool {
        self.failed.is_empty() && self.open == 0
    }
}

fn what(catalogue: &Catalogue, row: &InspectionRow, trouble: &Trouble<'_>) -> String {
    if let Outcome::NotEntered(why) = &row.record.outcome {
        return labels::not_entered(why.reason).get().to_owned();
    }
    let Some((room, code, answer)) = trouble.failed.first() else { return row.record.note.chars().take(40).collect() };
    let text = what_is_wrong(&answer.defects, catalogue.item(code).map_or("", |item| &item.text));
    let text = room.map_or_else(|| text.clone(), |room| format!("{} {text}", texts::ROOM.with(&[room])));
    match trouble.failed.len() {
        1 => text,
        count => texts::AND_MORE.with(&[&text, &count.to_string()]),
    }
}

fn pill(row: &InspectionRow, trouble: &Trouble<'_>) -> (String, &'static str) {
    let (count, open) = (trouble.failed.len(), trouble.open);
    match &row.record.outcome {
        Outcome::NotEntered(_) => (texts::NOT_ENTERED.get().to_owned(), "pill"),
        _ if row.gravest == Some(Level::SuspectedMajor) => (texts::SUSPECTED.get().to_owned(), "pill bad"),
        _ if count > 0 => (texts::ITEMS_FAILED.count(count), "pill bad"),
        _ if open > 0 => (field::STILL_OPEN.count(open), "pill bad"),
        _ => (texts::CLEAN.get().to_owned(), "pill ok"),
    }
}

/// 待审核 and its like, for a page.
pub fn review_pill(row: &InspectionRow) -> (&'static str, &'static str) {
    match &row.review {
        ReviewState::Pending => (words::PENDING.get(), "pill"),
        state => {
            let (text, class) = labels::review(state);
            (text.get(), class)
        }
    }
}
