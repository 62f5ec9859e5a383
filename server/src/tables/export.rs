//! Ledgers out: cell by cell from the store, within the caller's scope, into a file, with one cell's lines in memory.

use super::investment;
use super::ledger::{CellLines, Ledger, Scribe};
use super::summary::Summary;
use super::table::{Format, Line, ReportTable, TableWriter, WriteError};
use super::words::Words;
use crate::core::{ListFilter, ReadError, Session};
use crate::http::App;
use crate::store::{Paper, StoreError};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::event::SubjectKind;
use gridwalk_domain::id::{AreaId, PremisesId};
use gridwalk_domain::ledger::Row;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Seek;
use tokio::sync::mpsc;

/// Kind of the paper that remembers an export with names and telephones in full.
pub const DISCLOSURE: &str = "disclosure";
/// Savings of yearly figures that are looked through.
pub const INVESTMENTS: u32 = 5_000;
/// Cells' lines that wait for the writer.
const WAITING: usize = 2;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A built-in list has not its shape.
    #[error("built-in words: {0}")]
    Words(#[from] serde_json::Error),
    /// The work was ended from outside.
    #[error("the work was ended: {0}")]
    Ended(#[from] tokio::task::JoinError),
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Which ledger.
    pub ledger: Ledger,
    /// As what.
    pub format: Format,
    /// Names and telephones in full; logged.
    pub is_full: bool,
    /// Below this area only.
    pub area: Option<AreaId>,
    /// Of these premises only, and of what was found there.
    pub only: Option<BTreeSet<PremisesId>>,
}

impl Wanted {
    /// A whole ledger, masked.
    pub fn of(ledger: Ledger, format: Format) -> Self {
        Self { ledger, format, is_full: false, area: None, only: None }
    }

    fn has(&self, row: &Row) -> bool {
        let premises = match row {
            Row::Premises(row) => row.id,
            Row::Hazard(row) => row.found.premises,
            _ => return true,
        };
        self.only.as_ref().is_none_or(|only| only.contains(&premises))
    }
}

/// Writes it into a file without a name, to be read from its beginning.
///
/// # Errors
/// See [`ExportError`].
pub async fn export(app: &App, session: &Session, wanted: &Wanted) -> Result<File, ExportError> {
    if wanted.is_full {
        disclose(app, session, wanted).await?;
    }
    let (lines, mut waiting) = mpsc::channel::<Vec<Line>>(WAITING);
    let words = Words::new(&app.settings, app.clock.now().date_in_shanghai())?;
    let places = app.core.places();
    let scribe = scribe(app, session, wanted, &words, &places.tree).await?;
    let (format, title, columns) = (wanted.format, wanted.ledger.title(), columns(&scribe));
    let writing = tokio::task::spawn_blocking(move || {
        let file = tempfile::tempfile().map_err(WriteError::from)?;
        let mut writer = TableWriter::begin(format, title, columns, file)?;
        while let Some(lines) = waiting.blocking_recv() {
            lines.iter().try_for_each(|line| writer.line(line))?;
        }
        let mut file = writer.finish()?;
        file.rewind()?;
        Ok::<_, WriteError>(file)
    });
    let read = read(app, session, wanted, &scribe, lines).await;
    let file = writing.await??;
    read.map(|()| file)
}

/// The same as a whole table, to fill a form with.
///
/// # Errors
/// See [`ExportError`].
pub async fn table(app: &App, session: &Session, wanted: &Wanted) -> Result<ReportTable, ExportError> {
    if wanted.is_full {
        disclose(app, session, wanted).await?;
    }
    let words = Words::new(&app.settings, app.clock.now().date_in_shanghai())?;
    let places = app.core.places();
    let scribe = scribe(app, session, wanted, &words, &places.tree).await?;
    let (lines, mut waiting) = mpsc::channel::<Vec<Line>>(WAITING);
    let mut rows = Vec::new();
    let gather = async {
        while let Some(lines) = waiting.recv().await {
            rows.extend(lines.into_iter().map(|line| line.cells));
        }
    };
    let (read, ()) = futures::join!(read(app, session, wanted, &scribe, lines), gather);
    read?;
    Ok(ReportTable { title: wanted.ledger.title().to_owned(), columns: columns(&scribe), rows })
}

/// The columns of a ledger as a form may be given them.
///
/// # Errors
/// See [`ExportError`].
pub async fn columns_of(
    app: &App,
    session: &Session,
    ledger: Ledger,
) -> Result<Vec<super::table::ReportColumn>, ExportError> {
    let wanted = Wanted::of(ledger, Format::Xlsx);
    let words = Words::new(&app.settings, app.clock.now().date_in_shanghai())?;
    let places = app.core.places();
    Ok(columns(&scribe(app, session, &wanted, &words, &places.tree).await?))
}

// With those of the sums where it is one of sums.
fn columns(scribe: &Scribe<'_>) -> Vec<super::table::ReportColumn> {
    let mut columns = scribe.columns();
    match scribe.ledger {
        Ledger::Tasks | Ledger::KeyWork => columns.extend(Summary::columns()),
        Ledger::Investment => columns.extend(investment::columns()),
        _ => {}
    }
    columns
}

async fn scribe<'a>(
    app: &'a App,
    session: &Session,
    wanted: &Wanted,
    words: &'a Words,
    tree: &'a gridwalk_domain::area::AreaTree,
) -> Result<Scribe<'a>, ExportError> {
    let mut people = app.core.people(session).await?;
    // 代班 changes who goes there, not who answers for it (R04).
    let stand_ins = app.core.stand_ins().await?;
    for person in &mut people {
        let stands_in =
            |area: &AreaId| stand_ins.iter().any(|one| one.begun && (one.account, one.area) == (person.id, *area));
        person.areas.retain(|area| !stands_in(area));
    }
    let today = app.clock.now().date_in_shanghai();
    Ok(Scribe::new(wanted.ledger, wanted.is_full, words, tree, people, today, &app.settings))
}

async fn read(
    app: &App,
    session: &Session,
    wanted: &Wanted,
    scribe: &Scribe<'_>,
    put: mpsc::Sender<Vec<Line>>,
) -> Result<(), ExportError> {
    if wanted.ledger == Ledger::Investment {
        let papers = app.core.store().papers(session.account, investment::PAPER, INVESTMENTS).await?;
        let _ = put.send(investment::lines(&papers, scribe.tree)).await;
        return Ok(());
    }
    let is_summed = matches!(wanted.ledger, Ledger::Tasks | Ledger::KeyWork);
    let mut summary = Summary::new(scribe);
    let mut number = 0;
    for cell in cells(session, scribe.tree, wanted.area) {
        let mut lines = CellLines::new(scribe);
        for kind in kinds(wanted.ledger) {
            let filter = ListFilter { area: Some(cell), ..ListFilter::default() };
            let mut pages = app.core.pages(session, kind, filter);
            while let Some(rows) = pages.next().await? {
                rows.iter()
                    .filter(|row| wanted.has(row))
                    .for_each(|row| if is_summed { summary.add(cell, row) } else { lines.add(row) });
            }
        }
        if !is_summed && put.send(lines.finish(&mut number)).await.is_err() {
            // A writer that failed takes no more: its own error says why.
            return Ok(());
        }
    }
    if is_summed {
        let _ = put.send(summary.lines()).await;
    }
    Ok(())
}

// In the order that lines are made in.
fn kinds(ledger: Ledger) -> [SubjectKind; 2] {
    if ledger.is_of_premises() || ledger == Ledger::Spaces {
        [SubjectKind::Site, SubjectKind::Premises]
    } else {
        [SubjectKind::Premises, SubjectKind::Hazard]
    }
}

// The scope's cells, sub-district by sub-district and community by community. A cell outside the scope that a caller
// names gives nothing: the store answers for its scope alone.
fn cells(session: &Session, tree: &gridwalk_domain::area::AreaTree, below: Option<AreaId>) -> Vec<AreaId> {
    let roots = session.actor.areas();
    let is_wanted = |area: &&gridwalk_domain::area::Area| {
        area.level == AreaLevel::GridCell
            && tree.is_within(area.id, &roots)
            && below.is_none_or(|below| tree.is_within(area.id, &[below]))
    };
    let mut cells: Vec<_> = tree.iter().filter(is_wanted).collect();
    cells.sort_by_cached_key(|area| {
        let mut path: Vec<_> =
            tree.above(area.id).iter().map(|above| (above.code.clone(), above.name.clone())).collect();
        path.reverse();
        path
    });
    cells.into_iter().map(|area| area.id).collect()
}

// Written down before anything is given out (dossier 2.11).
async fn disclose(app: &App, session: &Session, wanted: &Wanted) -> Result<(), ExportError> {
    let Some(area) = session.actor.areas().first().copied() else { return Ok(()) };
    tracing::info!(account = %session.account, ledger = wanted.ledger.title(), "names and telephones given out in full");
    let paper = Paper {
        kind: DISCLOSURE.to_owned(),
        id: app.entropy.uuid(),
        area,
        author: session.account,
        at: app.clock.now(),
        facts: json!({"ledger": wanted.ledger.title(), "format": wanted.format.ending(), "area": wanted.area}),
        content: None,
    };
    Ok(app.core.store().put_paper(&paper).await?)
}
