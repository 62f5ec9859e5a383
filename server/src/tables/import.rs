//! Bringing a ledger in: looked at first (a dry run), then done in steps that can be watched, stopped and taken back.
//!
//! Invariants: a file that is imported again adds nothing; whatever a step acknowledged is durable, and stopping
//! between two steps leaves whole premises; taking an import back closes what it added and deletes nothing.

use super::events::{self, Sites, Source};
use super::known::{AreaNames, Known};
use super::mapping::{self, Mapping};
use super::places::{Found, Places, unassigned};
use super::plan::{Plan, RowNote, plan};
use super::source::{self, SourceError};
use super::words::Words;
use crate::core::world::Entropy;
use crate::core::{Core, ListFilter, ReadError, Session, Verdict, VerdictKind};
use crate::http::App;
use crate::store::{Paper, StoreError};
use bytes::Bytes;
use gridwalk_domain::admit::is_untouched_import;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::event::{Envelope, SubjectKind};
use gridwalk_domain::id::{AreaId, PremisesId};
use gridwalk_domain::ledger::{PremisesRow, Row, Standing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use uuid::Uuid;

/// Kind of the paper that remembers an import.
pub const PAPER: &str = "import";
/// Rows brought in between two looks at whether to go on.
const STEP_ROWS: usize = 200;

/// Why nothing was brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The present ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller answers for nothing.
    #[error("the caller answers for no area")]
    NoScope,
    /// A built-in list has not its shape.
    #[error("built-in words: {0}")]
    Words(#[from] serde_json::Error),
    /// The work was ended from outside.
    #[error("the work was ended: {0}")]
    Ended(String),
}

/// What came, or would come, of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The import, once it is more than looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Rows that say something: neither titles, blanks nor sums.
    pub rows: u32,
    /// Premises newly added.
    pub accepted: u32,
    /// Premises that were there and now say more.
    pub updated: u32,
    /// Premises that were there and say the same.
    pub unchanged: u32,
    /// Rows left out.
    pub errors: Vec<RowNote>,
    /// Rows taken in that somebody should look at.
    pub warnings: Vec<RowNote>,
    /// How the columns were understood.
    #[serde(default)]
    pub mapping: Mapping,
}

/// One import at work.
#[derive(Debug, Default)]
pub struct Work {
    /// Rows to do.
    pub total: AtomicU32,
    /// Rows done.
    pub done: AtomicU32,
    /// Somebody wants it to stop.
    pub is_cancelled: AtomicBool,
}

/// A file, read and understood.
pub struct Prepared {
    hash: [u8; 32],
    mapping: Mapping,
    plan: Plan,
    sites: Sites,
}

impl Prepared {
    /// What it would do.
    pub fn report(&self) -> Report {
        Report {
            id: None,
            rows: self.plan.rows,
            accepted: self.plan.added.len() as u32,
            updated: self.plan.completed.len() as u32,
            unchanged: self.plan.unchanged,
            errors: self.plan.errors.clone(),
            warnings: self.plan.warnings.clone(),
            mapping: self.mapping.clone(),
        }
    }
}

fn ended(error: tokio::task::JoinError) -> ImportError {
    ImportError::Ended(error.to_string())
}

/// Reads the file and says what each row would do.
///
/// # Errors
/// See [`ImportError`].
pub async fn prepare(
    app: &App,
    session: &Session,
    file: Bytes,
    given: Option<Mapping>,
) -> Result<Prepared, ImportError> {
    let words = Words::new(&app.settings, app.clock.now().date_in_shanghai())?;
    let places = app.core.places();
    let roots = session.actor.areas();
    if roots.is_empty() {
        return Err(ImportError::NoScope);
    }
    let (known, sites) = known(&app.core, session).await?;
    let work = move || {
        let sheets = source::read(&file)?;
        let mapping = match given {
            Some(given) => mapping::settle(given, &sheets, &words),
            None => mapping::guess(&sheets, &words),
        };
        let default = mapping.default_area.parse::<AreaId>().ok();
        let places = Places::new(&places.tree, &roots, default);
        let sheet = sheets.iter().find(|sheet| sheet.name == mapping.sheet);
        let plan = sheet.map(|sheet| plan(sheet, &mapping, &words, &places, &known)).unwrap_or_default();
        Ok(Prepared { hash: Sha256::digest(&file).into(), mapping, plan, sites })
    };
    tokio::task::spawn_blocking(work).await.map_err(ended)?
}

// Everything that the caller's scope holds, a page at a time.
async fn known(core: &Core, session: &Session) -> Result<(Known, Sites), ImportError> {
    let names = AreaNames::new(&core.places().tree, &session.actor.areas());
    let (mut known, mut sites) = (Known::new(names), Sites::default());
    for kind in [SubjectKind::Site, SubjectKind::Premises] {
        let mut pages = core.pages(session, kind, ListFilter::default());
        while let Some(rows) = pages.next().await? {
            for row in rows {
                match row {
                    Row::Site(row) => sites.put(row.area, row.building_code.as_deref(), &row.name, row.id),
                    Row::Premises(row) => known.put(row),
                    _ => {}
                }
            }
        }
    }
    Ok((known, sites))
}

/// What an import adds, kept with its paper so that it can be taken back.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Added {
    /// Each with its cell.
    pub premises: Vec<(PremisesId, AreaId)>,
}

/// Brings it in. The paper is written before the first step and after the last.
///
/// # Errors
/// The store did not do it; the steps before stay.
pub async fn run(
    app: &App,
    session: &Session,
    id: Uuid,
    file_name: &str,
    prepared: Prepared,
    work: &Work,
) -> Result<Report, ImportError> {
    let report = Report { id: Some(id), accepted: 0, updated: 0, ..prepared.report() };
    let area = session.actor.areas().first().copied().ok_or(ImportError::NoScope)?;
    let attempt = taken_back(app, session, &prepared.hash).await?;
    let now = app.clock.now();
    let source = Source { hash: prepared.hash, attempt, actor: session.account, device: session.device, at: now };
    let mut running = Running { app, session, source, report, sites: prepared.sites, added: Added::default() };
    let mut paper = Paper {
        kind: PAPER.to_owned(),
        id,
        area,
        author: session.account,
        at: now,
        facts: json!({"state": "running", "file": file_name, "hash": hex::encode(prepared.hash)}),
        content: None,
    };
    app.core.store().put_paper(&paper).await?;
    running.make_unassigned(&prepared.plan).await?;
    work.total.store((prepared.plan.added.len() + prepared.plan.completed.len()) as u32, Ordering::Relaxed);
    let done = running.steps(&prepared.plan, work).await;
    let Running { report, added, .. } = running;
    let state = match (&done, work.is_cancelled.load(Ordering::Relaxed)) {
        (Err(_), _) => "failed",
        (Ok(()), true) => "cancelled",
        (Ok(()), false) => "done",
    };
    paper.facts = json!({
        "state": state, "file": file_name, "hash": hex::encode(prepared.hash), "rows": report.rows,
        "accepted": report.accepted, "updated": report.updated, "unchanged": report.unchanged,
        "errors": report.errors.len(), "warnings": report.warnings.len(),
    });
    paper.content = Some(serde_json::to_vec(&added)?);
    app.core.store().put_paper(&paper).await?;
    done.map(|()| report)
}

// How often the same file was brought in and taken back: what comes again then gets ids of its own.
async fn taken_back(app: &App, session: &Session, hash: &[u8; 32]) -> Result<u32, ImportError> {
    let papers = app.core.store().papers(session.account, PAPER, 1_000).await?;
    let hash = hex::encode(hash);
    let is_it = |paper: &&Paper| paper.facts["hash"] == hash.as_str() && paper.facts["state"] == "undone";
    Ok(papers.iter().filter(is_it).count() as u32)
}

struct Running<'a> {
    app: &'a App,
    session: &'a Session,
    source: Source,
    report: Report,
    sites: Sites,
    added: Added,
}

impl Running<'_> {
    async fn make_unassigned(&self, plan: &Plan) -> Result<(), ImportError> {
        let parents: BTreeSet<AreaId> = plan
            .added
            .iter()
            .filter_map(|new| match new.place {
                Found::Unassigned(parent) => Some(parent),
                Found::Named(_) | Found::Located(_) => None,
            })
            .collect();
        let tree = &self.app.core.places().tree;
        let missing: Vec<_> = parents.into_iter().map(unassigned).filter(|area| tree.get(area.id).is_none()).collect();
        if !missing.is_empty() {
            debug_assert!(missing.iter().all(|area| area.level == AreaLevel::GridCell));
            self.app.core.put_areas(&missing).await?;
        }
        Ok(())
    }

    async fn steps(&mut self, plan: &Plan, work: &Work) -> Result<(), ImportError> {
        for step in plan.added.chunks(STEP_ROWS) {
            if work.is_cancelled.load(Ordering::Relaxed) {
                return Ok(());
            }
            let mut events = Vec::new();
            // Which row an event adds, by the event's id.
            let mut rows = BTreeMap::new();
            for new in step {
                let area = match new.place {
                    Found::Named(cell) | Found::Located(cell) => cell,
                    Found::Unassigned(parent) => unassigned(parent).id,
                };
                let entropy: &dyn Entropy = self.app.entropy.as_ref();
                let (premises, made) = events::additions(&self.source, new, area, &mut self.sites, entropy);
                if let Some(last) = made.last() {
                    rows.insert(last.id.to_string(), (new.row, premises, area));
                }
                events.extend(made);
            }
            for verdict in self.append(events).await? {
                let Some((row, premises, area)) = verdict.id.as_str().and_then(|id| rows.get(id)).copied() else {
                    continue;
                };
                if self.count(&verdict, row) {
                    self.report.accepted += 1;
                    self.added.premises.push((premises, area));
                }
            }
            work.done.fetch_add(step.len() as u32, Ordering::Relaxed);
        }
        for step in plan.completed.chunks(STEP_ROWS) {
            if work.is_cancelled.load(Ordering::Relaxed) {
                return Ok(());
            }
            let mut events = Vec::new();
            let mut rows = BTreeMap::new();
            let entropy: &dyn Entropy = self.app.entropy.as_ref();
            for one in step {
                for event in events::completions(&self.source, one.row, &one.premises, &one.entry, entropy) {
                    rows.insert(event.id.to_string(), one.row);
                    events.push(event);
                }
            }
            let mut updated = BTreeSet::new();
            for verdict in self.append(events).await? {
                let Some(row) = verdict.id.as_str().and_then(|id| rows.get(id)).copied() else { continue };
                if self.count(&verdict, row) {
                    updated.insert(row);
                }
            }
            self.report.updated += updated.len() as u32;
            work.done.fetch_add(step.len() as u32, Ordering::Relaxed);
        }
        Ok(())
    }

    async fn append(&self, events: Vec<Envelope>) -> Result<Vec<Verdict>, ImportError> {
        Ok(self.app.appender.receive_own(self.session, events, self.app.clock.now()).await?)
    }

    // Whether the event is new; what was refused is a row's error, what was there already is unchanged.
    fn count(&mut self, verdict: &Verdict, row: u32) -> bool {
        match verdict.verdict {
            VerdictKind::Accepted => true,
            VerdictKind::Duplicate => {
                self.report.unchanged += 1;
                false
            }
            // The same file, brought in twice at once: the salt differs, the premises is the same.
            VerdictKind::Refused if verdict.reason == Some("id-conflict") => {
                self.report.unchanged += 1;
                false
            }
            VerdictKind::Quarantined | VerdictKind::Refused => {
                let reason = format!("没有存下：{}", verdict.detail);
                self.report.errors.push(RowNote { row, column: String::new(), reason });
                false
            }
        }
    }
}

/// Takes an import back: closes what it added and nobody has worked on since. Says how many were closed and how many kept.
///
/// # Errors
/// The store did not do it; what was closed before stays closed, and asking again goes on.
pub async fn undo(app: &App, session: &Session, paper: Paper) -> Result<(u32, u32), ImportError> {
    let added: Added = serde_json::from_slice(paper.content.as_deref().unwrap_or(b"{\"premises\":[]}"))?;
    let hash: Vec<u8> = hex::decode(paper.facts["hash"].as_str().unwrap_or_default()).unwrap_or_default();
    let file = paper.facts["file"].as_str().unwrap_or_default();
    let source = Source {
        hash: hash.try_into().unwrap_or_default(),
        // The premises' own ids tell one attempt from the next.
        attempt: 0,
        actor: session.account,
        device: session.device,
        at: app.clock.now(),
    };
    let ids: BTreeMap<PremisesId, AreaId> = added.premises.into_iter().collect();
    let cells: BTreeSet<AreaId> = ids.values().copied().collect();
    let (mut closed, mut kept) = (0, 0);
    for cell in cells {
        let filter = ListFilter { area: Some(cell), ..ListFilter::default() };
        let mut pages = app.core.pages(session, SubjectKind::Premises, filter);
        while let Some(rows) = pages.next().await? {
            let own = rows.into_iter().filter_map(|row| match row {
                Row::Premises(row) if ids.contains_key(&row.id) && row.file.standing.is_live() => Some(row),
                _ => None,
            });
            let (free, used): (Vec<_>, Vec<_>) = own.partition(is_free);
            kept += used.len() as u32;
            let events = free.iter().map(|row| events::undoing(&source, row, file)).collect();
            let verdicts = app.appender.receive_own(session, events, app.clock.now()).await?;
            closed += verdicts.iter().filter(|verdict| verdict.verdict == VerdictKind::Accepted).count() as u32;
        }
    }
    let mut facts = paper.facts.clone();
    facts["state"] = json!("undone");
    facts["closed"] = json!(closed);
    facts["kept"] = json!(kept);
    app.core.store().put_paper(&Paper { facts, content: None, ..paper }).await?;
    Ok((closed, kept))
}

// Nobody has been there, and nobody has asked for its closing: that one a second person decides.
fn is_free(row: &PremisesRow) -> bool {
    is_untouched_import(row) && row.file.standing != Standing::ClosureAsked
}

/// The imports at work in this process.
#[derive(Debug, Default)]
pub struct Works {
    works: std::sync::Mutex<BTreeMap<Uuid, (gridwalk_domain::id::AccountId, Arc<Work>)>>,
}

impl Works {
    fn all(&self) -> std::sync::MutexGuard<'_, BTreeMap<Uuid, (gridwalk_domain::id::AccountId, Arc<Work>)>> {
        self.works.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Begins one; `None` when that id is at work already.
    pub fn begin(&self, id: Uuid, account: gridwalk_domain::id::AccountId) -> Option<Arc<Work>> {
        let mut works = self.all();
        if works.contains_key(&id) {
            return None;
        }
        let work = Arc::new(Work::default());
        works.insert(id, (account, Arc::clone(&work)));
        Some(work)
    }

    /// The caller's own, while it is at work.
    pub fn get(&self, id: Uuid, account: gridwalk_domain::id::AccountId) -> Option<Arc<Work>> {
        self.all().get(&id).filter(|(owner, _)| *owner == account).map(|(_, work)| Arc::clone(work))
    }

    /// It has ended.
    pub fn end(&self, id: Uuid) {
        self.all().remove(&id);
    }
}
