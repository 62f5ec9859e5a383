//! 统计表, 月报, 排名: what the server has counted over the whole scope; without a network the statistics are counted from
//! this device's journal by the same rules.

mod bars;
mod csv;
mod fetch;
mod local;
mod monthly;
mod paper;
mod parts;
mod ranking;
mod records;
mod reply;
mod table;
mod targets;

pub use monthly::{MonthlyPage, last_ended, period_name, periods};
pub use parts::ReportTabs;
pub use ranking::RankingPage;
pub use records::RecordsPage;
pub use table::TablePage;
pub use targets::Targets;
