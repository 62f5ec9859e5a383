//! What a caller narrows figures to.

use crate::core::Lines;
use crate::http::Problem;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::figures::{Dimension, FigureQuery, Period};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::{Date, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which figures.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FigureParams {
    /// First day, `YYYY-MM-DD`; the first of this month of the place unless said.
    #[param(format = Date)]
    pub from: Option<String>,
    /// Last day, `YYYY-MM-DD`; today unless said.
    #[param(format = Date)]
    pub to: Option<String>,
    /// A month of the place, `YYYY-MM`, or a quarter, `YYYY-Q1`, instead of days.
    pub month: Option<String>,
    /// Lines: `subdistrict`, `community`, `cell`, `kind`, `industry`, `grade`, `source`, `level` or `month`.
    pub by: Option<String>,
    /// Below this area only.
    pub area: Option<Uuid>,
    /// Premises of this catalogue kind only.
    pub kind: Option<String>,
    /// Premises of this industry only.
    pub industry: Option<String>,
    /// Premises of this grade only.
    pub grade: Option<String>,
    /// Hazards of this source only; premises and visits stay.
    pub source: Option<String>,
    /// Hazards of this level only (`G`, `M`, `L`); premises and visits stay.
    pub level: Option<String>,
}

fn day(text: &Option<String>) -> Result<Option<Date>, Problem> {
    let read = |text: &String| text.parse::<Date>().map_err(|error| Problem::bad_request(error.to_string()));
    text.as_ref().map(read).transpose()
}

/// The days of `YYYY-MM` or `YYYY-Q1`.
pub fn month(text: &str, start_day: u32) -> Option<Period> {
    let (year, month) = text.split_once('-')?;
    let year = year.parse().ok().filter(|year| (1..=9999).contains(year))?;
    match month.strip_prefix('Q') {
        Some(quarter) => Period::quarter(year, quarter.parse().ok()?, start_day),
        None => Period::month(year, month.parse().ok()?, start_day),
    }
}

impl FigureParams {
    /// From when to when.
    pub fn period(&self, settings: &PlaceSettings, now: Timestamp) -> Result<Period, Problem> {
        let start_day = settings.figures.start_day;
        if let Some(text) = &self.month {
            return month(text, start_day).ok_or_else(|| Problem::bad_request("month is neither YYYY-MM nor YYYY-Q1"));
        }
        let today = now.date_in_shanghai();
        let (year, month) = Period::month_of(today, start_day);
        let from = match day(&self.from)? {
            Some(from) => from,
            None => Period::month(year, month, start_day).map_or(today, |period| period.from),
        };
        let to = day(&self.to)?.unwrap_or(today);
        if to < from {
            return Err(Problem::bad_request("to is before from"));
        }
        Ok(Period { from, to })
    }

    /// What is counted; its `by` is that of the store.
    pub fn query(&self, settings: &PlaceSettings, now: Timestamp) -> Result<FigureQuery, Problem> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Ok(FigureQuery {
            area: self.area.map(Into::into),
            kind: given(&self.kind),
            industry: given(&self.industry),
            grade: given(&self.grade),
            source: given(&self.source),
            level: given(&self.level),
            ..FigureQuery::of(self.period(settings, now)?)
        })
    }

    /// What the lines are; communities unless said.
    pub fn lines(&self, settings: &PlaceSettings) -> Result<Lines, Problem> {
        Ok(match self.by.as_deref() {
            Some("subdistrict") => Lines::Areas(AreaLevel::Subdistrict),
            None | Some("community") => Lines::Areas(AreaLevel::Community),
            Some("cell") => Lines::Areas(AreaLevel::GridCell),
            Some("kind") => Lines::Of(Dimension::Kind),
            Some("industry") => Lines::Of(Dimension::Industry),
            Some("grade") => Lines::Of(Dimension::Grade),
            Some("source") => Lines::Of(Dimension::Source),
            Some("level") => Lines::Of(Dimension::Level),
            Some("month") => Lines::Months { start_day: settings.figures.start_day },
            Some(other) => return Err(Problem::bad_request(format!("by: {other} is not known"))),
        })
    }
}
