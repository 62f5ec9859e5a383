//! Figures (R24, R25, R32, R33, R45): what of a row is counted, under which day, and how counts become the columns of the
//! monthly statistics (dossier 2.8).
//!
//! [`counted`] turns one row of the ledger into [`Fact`]s. A server keeps them beside the rows and adds them up in SQL, a
//! desk without a network adds them up with a [`Counter`]; both give [`Line`]s, and only [`Column`] makes figures of
//! lines. So one figure has one meaning everywhere.
//!
//! Invariant: facts depend on the row alone: no clock, no settings. Days are those of Asia/Shanghai, by 发现时间.

mod column;
mod counter;
mod fact;
mod line;
mod period;
mod rank;
mod share;
mod target;

pub use column::{Column, Figure};
pub use counter::{Counter, Dimension, FigureQuery, stands_for};
pub use fact::{Counted, Fact, Measure, Nature, PremisesTraits, Traits, counted, note_traits, traits};
pub use line::Line;
pub use period::Period;
pub use rank::{AreaLine, Ranked, Remark, Sparse, rank, sparse};
pub use share::{percent, percent_of};
pub use target::{Aim, Target, targets};
