//! Tables in and out: ledgers that come as spreadsheets, ledgers and reports that leave as spreadsheets, and the
//! superior's own blank form filled in place.
//!
//! A ledger comes in through [`source`] (XLSX, XLS, CSV as rows of texts), [`mapping`] (which column is what),
//! [`plan`] (what each row would do, and what is wrong with it), [`known`] (what of it is there already), [`events`] (the events that a plan makes) and
//! [`import`] (done in steps, with progress, cancelling and undoing). Everything is server-authored events: the
//! importer is their actor, their ids are UUIDv8 of the source's hash and the row, so a file imported twice is there
//! once.
//!
//! A ledger goes out through [`export`]: rows of [`ledger`] or sums of [`summary`], written by [`table`].

pub mod events;
pub mod export;
pub mod figures;
pub mod form;
pub mod import;
pub mod investment;
pub mod known;
pub mod ledger;
pub mod mapping;
pub mod places;
pub mod plan;
pub mod source;
pub mod summary;
pub mod table;
pub mod words;
