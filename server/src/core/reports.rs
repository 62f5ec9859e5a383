//! Monthly and quarterly reports (R25): made from the figures, filed, returned, filed again. What was filed stays as it
//! was; what arrives afterwards is 补报 in the next one.

mod late;

use super::{Core, Lines, ReadError, Session, Statistics};
use crate::store::{ReportAction, ReportStep, StoreError};
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::figures::{Column, FigureQuery, Line, Period};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Characters of a reason, at most.
const REASON_CHARS_MAX: usize = 500;

/// A month or a quarter of the place, as it is named: `2026-11`, `2026-Q4`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPeriod {
    /// Its name.
    pub name: String,
    /// Its days.
    pub days: Period,
    /// From the first day of the place's year: 本年累计.
    pub year: Period,
}

impl ReportPeriod {
    /// Reads a name.
    pub fn read(name: &str, start_day: u32) -> Option<Self> {
        let (year, part) = name.split_once('-')?;
        let year: i32 = year.parse().ok().filter(|year| (1..=9999).contains(year))?;
        let (days, name, last) = match part.strip_prefix('Q') {
            Some(quarter) => {
                let quarter: u32 = quarter.parse().ok()?;
                (Period::quarter(year, quarter, start_day)?, format!("{year:04}-Q{quarter}"), quarter * 3)
            }
            None => {
                let month: u32 = part.parse().ok()?;
                (Period::month(year, month, start_day)?, format!("{year:04}-{month:02}"), month)
            }
        };
        Some(Self { name, days, year: Period::year_to(year, last, start_day)? })
    }

    fn is_quarter(name: &str) -> bool {
        name.contains('Q')
    }
}

/// One line of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// Area.
    pub part: String,
    /// Its name when the report was made.
    pub name: String,
    /// By column; `None` prints —.
    pub values: Vec<Option<i64>>,
}

/// The figures of a report: this is what is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportBody {
    /// `2026-11`.
    pub period: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Whose.
    pub area: String,
    /// Its name.
    pub name: String,
    /// Keys of the columns.
    pub columns: Vec<String>,
    /// By cell for a community, by community for a sub-district.
    pub lines: Vec<ReportLine>,
    /// All together.
    pub total: Vec<Option<i64>>,
    /// 本年累计.
    pub year: Vec<Option<i64>>,
    /// 本年累计 of each area; a version filed before it was kept has none.
    #[serde(default)]
    pub year_lines: Vec<ReportLine>,
    /// 补报: what arrived for earlier months of the year after they had been filed; `None` where it makes no sense.
    pub late: Vec<Option<i64>>,
    /// What is accounted for with this report, its 补报 included, by cell: what 补报 of later ones is told against. A
    /// version filed before it was kept has none.
    #[serde(default)]
    pub cells: Vec<ReportLine>,
    /// Of a sub-district: what each community's own version said that stood filed for the period by then. The lines are
    /// counted anew, so that whoever checks (核对) sees where the two differ.
    #[serde(default)]
    pub filed: Vec<ReportLine>,
}

/// Why a report was not filed or returned.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The caller does not answer for the area, or its role does not file or return.
    #[error("not the caller's to do")]
    NotYours,
    /// The period has not ended.
    #[error("the period ends on {0}")]
    NotEnded(gridwalk_domain::time::Date),
    /// It is filed, and was not returned.
    #[error("filed already, version {0}")]
    Filed(u32),
    /// There is none to return.
    #[error("nothing is filed")]
    NotFiled,
    /// A return says why.
    #[error("a reason is needed, of {REASON_CHARS_MAX} characters at most")]
    NoReason,
    /// The figures were not read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn last_of<'a>(steps: &'a [ReportStep], period: &str) -> Option<&'a ReportStep> {
    steps.iter().rfind(|step| step.period == period)
}

fn body_of(step: &ReportStep) -> Result<ReportBody, StoreError> {
    serde_json::from_str(&step.body).map_err(|source| StoreError::Corrupt { what: "report", source: Box::new(source) })
}

impl ReportBody {
    /// The figure of a column, of `values` that stand in the order of this body's own columns; `None` for one that came
    /// after it was filed.
    pub fn value(&self, values: &[Option<i64>], column: Column) -> Option<i64> {
        let index = self.columns.iter().position(|key| key == column.word())?;
        values.get(index).copied().flatten()
    }

    // What was filed of a column, with what was 补报 then; `None` where the column was not there yet.
    fn filed(&self, column: Column) -> Option<i64> {
        let is_there = self.columns.iter().any(|key| key == column.word());
        let was = |values| self.value(values, column).unwrap_or(0);
        is_there.then(|| was(&self.total) + was(&self.late))
    }
}

fn values(line: &Line) -> Vec<Option<i64>> {
    Column::ALL.iter().map(|column| column.figure(line).number()).collect()
}

impl Core {
    /// What became of reports of the caller's scope, the oldest step first.
    pub async fn report_steps(
        &self,
        session: &Session,
        area: Option<AreaId>,
        period: Option<&str>,
    ) -> Result<Vec<ReportStep>, StoreError> {
        match session.role {
            Role::Admin | Role::Worker => Ok(Vec::new()),
            Role::Committee | Role::Subdistrict => self.store().reports(session.account, area, period).await,
        }
    }

    /// The report of an area as the figures now stand: of a period that is under way, up to `today`.
    pub async fn report(
        &self,
        session: &Session,
        area: AreaId,
        period: &ReportPeriod,
        start_day: u32,
        today: Date,
    ) -> Result<ReportBody, ReportError> {
        let places = self.places();
        let own = places.tree.get(area).filter(|area| places.tree.is_within(area.id, &session.actor.areas()));
        let own = own.ok_or(ReportError::NotYours)?;
        let level = if own.level == AreaLevel::Community { AreaLevel::GridCell } else { AreaLevel::Community };
        // What falls due after today is not late yet.
        let so_far = |days: Period| Period { to: days.to.min(today.max(days.from)), ..days };
        let count = |days: Period| FigureQuery { area: Some(area), ..FigureQuery::of(so_far(days)) };
        let now = self.statistics(session, &count(period.days), Lines::Areas(level)).await?;
        let of_cells = match level {
            AreaLevel::GridCell => None,
            _ => Some(self.statistics(session, &count(period.days), Lines::Areas(AreaLevel::GridCell)).await?),
        };
        let year = self.statistics(session, &count(period.year), Lines::Areas(level)).await?;
        let late = self.late(session, area, period, start_day).await?;
        let line = |named: &super::NamedLine| ReportLine {
            part: named.part.clone(),
            name: named.name.clone(),
            values: values(&named.line),
        };
        Ok(ReportBody {
            period: period.name.clone(),
            from: period.days.from.to_string(),
            to: period.days.to.to_string(),
            area: area.to_string(),
            name: own.name.clone(),
            columns: Column::ALL.iter().map(|column| column.word().to_owned()).collect(),
            lines: now.lines.iter().map(line).collect(),
            total: values(&now.total),
            year: values(&year.total),
            year_lines: year.lines.iter().map(line).collect(),
            late: late.total(),
            cells: late.accounted(of_cells.as_ref().unwrap_or(&now)),
            filed: match level {
                AreaLevel::Community => self.filed_below(session, &period.name, &now).await?,
                _ => Vec::new(),
            },
        })
    }

    // The version of each community that stands filed for the period.
    async fn filed_below(
        &self,
        session: &Session,
        period: &str,
        now: &Statistics,
    ) -> Result<Vec<ReportLine>, ReportError> {
        let steps = self.report_steps(session, None, Some(period)).await?;
        let mut filed = Vec::new();
        for line in &now.lines {
            let last = steps.iter().rfind(|step| step.area.to_string() == line.part);
            if let Some(step) = last.filter(|step| step.action == ReportAction::Filed) {
                let body = body_of(step)?;
                let values = Column::ALL.iter().map(|column| body.value(&body.total, *column)).collect();
                filed.push(ReportLine { part: line.part.clone(), name: line.name.clone(), values });
            }
        }
        Ok(filed)
    }

    /// 报送: freezes the report as it now stands.
    pub async fn file_report(
        &self,
        session: &Session,
        area: AreaId,
        period: &ReportPeriod,
        start_day: u32,
        now: Timestamp,
    ) -> Result<ReportStep, ReportError> {
        let level = self.places().tree.get(area).map(|area| area.level);
        let may = matches!(
            (session.role, level),
            (Role::Committee, Some(AreaLevel::Community)) | (Role::Subdistrict, Some(AreaLevel::Subdistrict))
        );
        if !may || !self.places().tree.is_within(area, &session.actor.areas()) {
            return Err(ReportError::NotYours);
        }
        if period.days.to > now.date_in_shanghai() {
            return Err(ReportError::NotEnded(period.days.to));
        }
        let steps = self.report_steps(session, Some(area), None).await?;
        let version = match last_of(&steps, &period.name) {
            Some(step) if step.action == ReportAction::Filed => return Err(ReportError::Filed(step.version)),
            Some(step) => step.version + 1,
            None => 1,
        };
        let body = self.report(session, area, period, start_day, now.date_in_shanghai()).await?;
        let body = serde_json::to_string(&body)
            .map_err(|source| StoreError::Corrupt { what: "report", source: Box::new(source) })?;
        let step = step(&steps, area, period, version, ReportAction::Filed, session, now, String::new(), body);
        self.take_step(step, version).await
    }

    /// 退回: the sub-district wants it filed again, and says why.
    pub async fn return_report(
        &self,
        session: &Session,
        area: AreaId,
        period: &ReportPeriod,
        reason: &str,
        now: Timestamp,
    ) -> Result<ReportStep, ReportError> {
        let tree = &self.places().tree;
        let is_community = tree.get(area).is_some_and(|area| area.level == AreaLevel::Community);
        if session.role != Role::Subdistrict || !is_community || !tree.is_within(area, &session.actor.areas()) {
            return Err(ReportError::NotYours);
        }
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
            return Err(ReportError::NoReason);
        }
        let steps = self.report_steps(session, Some(area), None).await?;
        let filed = last_of(&steps, &period.name).filter(|step| step.action == ReportAction::Filed);
        let version = filed.ok_or(ReportError::NotFiled)?.version;
        let reason = reason.to_owned();
        let step = step(&steps, area, period, version, ReportAction::Returned, session, now, reason, String::new());
        self.take_step(step, version).await
    }

    async fn take_step(&self, step: ReportStep, version: u32) -> Result<ReportStep, ReportError> {
        match self.store().add_report(&step).await {
            Ok(()) => Ok(step),
            Err(StoreError::StepTaken) => Err(ReportError::Filed(version)),
            Err(error) => Err(error.into()),
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "the columns of one row, put together in one place")]
fn step(
    steps: &[ReportStep],
    area: AreaId,
    period: &ReportPeriod,
    version: u32,
    action: ReportAction,
    session: &Session,
    at: Timestamp,
    reason: String,
    body: String,
) -> ReportStep {
    let mut hasher = Sha256::new();
    hasher.update(steps.last().map_or([0; 32], |step| step.hash));
    for part in [&period.name, action.word(), &version.to_string(), &reason, &body] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let hash = hasher.finalize().into();
    let period = period.name.clone();
    ReportStep { area, period, version, action, actor: session.account, at, reason, body, hash }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_filed_before_a_column_was_there_says_nothing_of_it() {
        let body = ReportBody {
            period: "2026-03".into(),
            from: "2026-03-01".into(),
            to: "2026-03-31".into(),
            area: String::new(),
            name: String::new(),
            columns: vec!["visits".into(), "closed_out".into()],
            lines: vec![],
            total: vec![Some(7), Some(2)],
            year: vec![],
            year_lines: vec![],
            late: vec![Some(1), None],
            cells: vec![],
            filed: vec![],
        };
        let filed = [Column::Visits, Column::ClosedOut, Column::Found].map(|column| body.filed(column));
        assert_eq!(filed, [Some(8), Some(2), None], "by its name, wherever it stands");
    }
}
