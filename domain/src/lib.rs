//! What a visit is: the pure rules of Gridwalk, the same on the phone and on the server.
//!
//! A record is an [`event::Envelope`]: made once on a phone, never edited, never deleted. [`ledger`] folds
//! envelopes into the rows that screens show; [`admit`] says whether an actor may write one; [`checklist`] turns
//! the catalogue into the sheet of one visit and judges its answers; [`record`] turns a finished draft into events.
//!
//! This crate never reads a clock, never makes a random number, never does I/O, and never panics on any input:
//! whatever it needs of the world is an argument.
//!
//! ```
//! use gridwalk_domain::time::{Date, Timestamp};
//! // 2025-01-01T00:30 in Shanghai is still 2024 in UTC; months are counted in Shanghai.
//! let at = Timestamp::from_millis(1_735_662_600_000);
//! assert_eq!(at.date_in_shanghai(), Date::new(2025, 1, 1).unwrap());
//! ```

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

pub mod admit;
pub mod again;
pub mod alike;
pub mod area;
pub mod borders;
pub mod canonical;
pub mod chain;
pub mod checklist;
pub mod code;
pub mod due;
pub mod event;
pub mod figures;
pub mod followup;
pub mod id;
pub mod ledger;
pub mod link;
pub mod mask;
pub mod phone;
pub mod photo;
pub mod position;
pub mod readings;
pub mod record;
pub mod register;
pub mod review;
pub mod settings;
pub mod spreadsheet;
pub mod time;
