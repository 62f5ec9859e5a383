//! `/api/v1/reports/…`: statistics, the records behind them, ranking, aims, monthly reports (R24, R25, R32, R33, R45).

mod monthly;
mod params;
mod ranking;
mod records;
pub(super) mod shapes;
mod statistics;
mod words;

pub(super) use monthly::{
    __path_file, __path_report, __path_send_back, __path_status, __path_workbook, ReportParams, body, file, report,
    send_back, status, workbook,
};
pub(super) use ranking::{__path_ranking, __path_targets, ranking, targets};
pub(super) use records::{__path_records, records};
pub(super) use statistics::{__path_statistics, statistics};

use super::Shared;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/reports/statistics", get(statistics))
        .route("/api/v1/reports/records", get(records))
        .route("/api/v1/reports/ranking", get(ranking))
        .route("/api/v1/reports/targets", get(targets))
        .route("/api/v1/reports/monthly", get(report).post(file))
        .route("/api/v1/reports/monthly.xlsx", get(workbook))
        .route("/api/v1/reports/monthly/returns", post(send_back))
        .route("/api/v1/reports/monthly/status", get(status))
}
