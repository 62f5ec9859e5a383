//! What waits for review: every pending record as a line, read again with each change; arrivals are kept back while the
//! list is scrolled, so that nothing moves under the reviewer's finger.

use super::entry::{Entry, View};
use super::frame::STEP;
use super::newcomers::{Newcomer, use_newcomers};
use crate::state::App;
use gridwalk_domain::id::{InspectionId, PremisesId};
use gridwalk_domain::ledger::InspectionRow;
use gridwalk_replica::{InspectionFilter, PremisesBrief, ReviewKind};
use leptos::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

type Lines = Arc<Vec<Arc<Entry>>>;

const PAGE_ROWS: u32 = 200;

/// The list's state; it outlives the screens, so that place and choice are where they were.
#[derive(Clone, Copy)]
pub struct Queue {
    app: App,
    /// Every pending record, newest first.
    pub all: RwSignal<Lines, LocalStorage>,
    /// Whether `all` has been read once.
    pub loaded: RwSignal<bool>,
    /// Records that came while the list was scrolled; not yet shown.
    pub held: RwSignal<BTreeSet<InspectionId>>,
    /// Which part is shown.
    pub view: RwSignal<View>,
    /// Premises that stand in 新增变更 without a visit.
    pub newcomers: Memo<Arc<Vec<Newcomer>>>,
    /// Rows drawn.
    pub drawn: RwSignal<usize>,
    /// Lines of 已退回 or 已通过, as many as are drawn.
    pub decided: RwSignal<Lines, LocalStorage>,
    /// Records whose page or photo was opened.
    pub opened: RwSignal<BTreeSet<InspectionId>>,
    /// Whether the list is away from its top.
    pub scrolled: RwSignal<bool>,
}

/// The queue of the surrounding desk.
pub fn use_queue() -> Queue {
    expect_context::<Queue>()
}

impl Queue {
    /// Reads at once, and again with every change.
    pub fn start(app: App) -> Self {
        let queue = Self {
            app,
            all: RwSignal::new_local(Arc::default()),
            loaded: RwSignal::new(false),
            held: RwSignal::new(BTreeSet::new()),
            view: RwSignal::new(View::All),
            newcomers: use_newcomers(app),
            drawn: RwSignal::new(STEP),
            decided: RwSignal::new_local(Arc::default()),
            opened: RwSignal::new(BTreeSet::new()),
            scrolled: RwSignal::new(false),
        };
        let run = StoredValue::new(0_u64);
        Effect::new(move |_| {
            app.revision.track();
            run.update_value(|run| *run += 1);
            let this = run.get_value();
            leptos::task::spawn_local(async move {
                // A later run has overtaken this one: its answer is the newer.
                if let Some(lines) = read(app, ReviewKind::Pending, usize::MAX).await
                    && run.try_get_value() == Some(this)
                {
                    queue.take(lines);
                }
            });
        });
        Effect::new(move |_| {
            app.revision.track();
            let (view, drawn) = (queue.view.get(), queue.drawn.get());
            let kind = match view {
                View::Returned => ReviewKind::Returned,
                View::Passed => ReviewKind::Passed,
                _ => return,
            };
            leptos::task::spawn_local(async move {
                if let Some(lines) = read(app, kind, drawn).await
                    && queue.view.try_get_untracked() == Some(view)
                {
                    queue.decided.try_set(lines);
                }
            });
        });
        queue
    }

    fn take(self, lines: Lines) {
        let before = self.all.get_untracked();
        let there: BTreeSet<_> = lines.iter().map(|line| line.id).collect();
        if self.loaded.get_untracked() {
            let known: BTreeSet<_> = before.iter().map(|line| line.id).collect();
            let away = self.scrolled.get_untracked();
            self.held.update(|held| {
                held.retain(|id| there.contains(id));
                if away {
                    held.extend(there.difference(&known));
                }
            });
        }
        if *before != *lines {
            self.all.set(lines);
        }
        self.loaded.set(true);
    }

    /// Shows the other part, from its top.
    pub fn show(self, view: View) {
        self.view.set(view);
        self.drawn.set(STEP);
        self.release();
    }

    /// Shows what was kept back.
    pub fn release(self) {
        self.held.update(BTreeSet::clear);
    }

    /// The lines of the chosen part, in order; tracked.
    pub fn lines(self) -> Vec<Arc<Entry>> {
        let view = self.view.get();
        if matches!(view, View::Returned | View::Passed) {
            return self.decided.get().to_vec();
        }
        let held = self.held.get();
        self.all.read().iter().filter(|line| line.is_in(view) && !held.contains(&line.id)).cloned().collect()
    }

    /// How many pending records stand in a part, new premises with the changes; tracked.
    pub fn count(self, view: View) -> usize {
        let newcomers = if view == View::Changed { self.newcomers.read().len() } else { 0 };
        newcomers + self.all.read().iter().filter(|line| line.is_in(view)).count()
    }

    /// The line after `id` in the chosen part (before it, when `back`), `id`'s own aside.
    pub fn neighbour(self, id: Option<InspectionId>, back: bool) -> Option<InspectionId> {
        let lines = untrack(|| self.lines());
        let here = id.and_then(|id| lines.iter().position(|line| line.id == id));
        let at = match (here, back) {
            (None, _) => 0,
            (Some(here), true) => here.checked_sub(1)?,
            (Some(here), false) => here + 1,
        };
        self.drawn.update(|drawn| *drawn = (*drawn).max(at + 1));
        lines.get(at).map(|line| line.id)
    }

    /// Where to go after a decision: the next one still to be decided, else the one before.
    pub fn after_decision(self, id: InspectionId) -> Option<InspectionId> {
        let lines = untrack(|| self.lines());
        let here = lines.iter().position(|line| line.id == id)?;
        let open = |line: &&Arc<Entry>| !line.own;
        let next = lines[here + 1..].iter().find(open).or_else(|| lines[..here].iter().rev().find(open));
        next.map(|line| line.id)
    }

    /// Notes that a record was looked at.
    pub fn note_opened(self, id: InspectionId) {
        if !self.opened.read_untracked().contains(&id) {
            self.opened.update(|opened| _ = opened.insert(id));
        }
    }

    /// The app whose queue it is.
    pub fn app(self) -> App {
        self.app
    }
}

/// Lines of one state, newest first, at most so many.
async fn read(app: App, review: ReviewKind, limit: usize) -> Option<Lines> {
    let journal = app.journal();
    let premises = journal.premises_list().await.ok()?;
    let by_id: HashMap<PremisesId, &PremisesBrief> = premises.iter().map(|one| (one.id, one)).collect();
    let line = |row: &InspectionRow| Arc::new(Entry::new(app, row, by_id.get(&row.record.premises).copied()));
    let mut filter = InspectionFilter { review: Some(review), limit: PAGE_ROWS, ..InspectionFilter::default() };
    let mut lines = Vec::new();
    loop {
        let page = journal.inspections(&filter).await.ok()?;
        lines.extend(page.rows.iter().map(line));
        match page.next {
            Some(next) if lines.len() < limit => filter.after = Some(next),
            _ => break,
        }
    }
    lines.truncate(limit);
    Some(Arc::new(lines))
}
