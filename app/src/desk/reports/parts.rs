//! Pieces of the report screens.

use super::reply::Column;
use crate::state::App;
use crate::text::{Language, Text, figures as texts, language};
use gridwalk_domain::figures::Period;
use gridwalk_domain::time::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

const TABS: [(&str, Text); 5] = [
    ("/statistics", texts::TAB_OVERVIEW),
    ("/statistics/table", texts::TAB_TABLE),
    ("/statistics/monthly", texts::TAB_MONTHLY),
    ("/statistics/ranking", texts::TAB_RANKING),
    ("/map", texts::TAB_MAP),
];

/// 概况, 统计表, 月报, 排名, 地图.
#[component]
pub fn ReportTabs() -> impl IntoView {
    let path = use_location().pathname;
    let tabs = TABS.map(|(href, label)| {
        view! { <a class="chip" href=href aria-current=move || (path.read().as_str() == href).then_some("page")>{label.get()}</a> }
    });
    view! { <nav class="chips strip report-tabs" aria-label=texts::REPORTS.get()>{tabs.collect_view()}</nav> }
}

/// A column's name in the present language.
pub fn label(column: &Column) -> String {
    match language() {
        Language::Chinese => column.label.clone(),
        Language::English => column.label_en.clone(),
    }
}

/// 12, 87%, —.
pub fn said(value: Option<i64>, is_share: bool) -> String {
    match value {
        None => "—".to_owned(),
        Some(value) if is_share => format!("{value}%"),
        Some(value) => value.to_string(),
    }
}

/// Spans of time to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// 本月.
    Month,
    /// 上月.
    LastMonth,
    /// 本季.
    Quarter,
    /// 本年.
    Year,
}

impl Span {
    /// All of them with their names.
    pub const ALL: [(Self, Text); 4] = [
        (Self::Month, texts::THIS_MONTH),
        (Self::LastMonth, texts::LAST_MONTH),
        (Self::Quarter, texts::THIS_QUARTER),
        (Self::Year, texts::THIS_YEAR),
    ];

    /// Its days up to today, by the place's 统计起始日.
    pub fn period(self, app: App) -> Period {
        let start_day = app.session().settings.figures.start_day;
        let today = app.today();
        let (year, month) = Period::month_of(today, start_day);
        let found = match self {
            Self::Month => Period::month(year, month, start_day),
            Self::LastMonth => {
                let (year, month) = before(year, month);
                Period::month(year, month, start_day)
            }
            Self::Quarter => Period::quarter(year, month.div_ceil(3), start_day),
            Self::Year => Period::year_to(year, month, start_day),
        };
        let found = found.unwrap_or(Period { from: today, to: today });
        Period { from: found.from, to: found.to.min(today) }
    }
}

/// The month before.
pub fn before(year: i32, month: u32) -> (i32, u32) {
    if month <= 1 { (year - 1, 12) } else { (year, month - 1) }
}

/// 10月26日—11月22日.
pub fn days(from: &str, to: &str) -> String {
    let said = |text: &str| text.parse::<Date>().map_or_else(|_| text.to_owned(), |day| day.to_string());
    format!("{} — {}", said(from), said(to))
}
