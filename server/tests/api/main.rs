//! The API over a real server on a loopback port with a real SQLite file.

mod borders;
mod duties;
mod events;
mod exports;
mod faults;
mod figures;
mod forms;
mod hazards;
mod imports;
mod kill;
mod notice;
mod reading;
mod register;
mod self_check;
mod sessions;
mod support;
mod texts;
mod tips;
mod undo;
