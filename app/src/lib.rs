//! The Gridwalk client. Screens and components, no rules; two programs, field and desk, each in two parts: `door` shows
//! the first screen, `shell` and the screens come after it, so that what a phone must fetch first stays small.
//!
//! A record's way out of here is one function, `field::commit`; nothing else writes to the journal but drafts and
//! photos on their way to it. What comes back comes through `state::App::revision`.
//!
//! Screens exist in a browser only; what can be tested without one ([`figures`], [`map`], [`text`],
//! [`visit`]) is built everywhere.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

pub mod figures;
pub mod map;
pub mod moment;
pub mod text;
pub mod visit;

#[cfg(target_arch = "wasm32")]
pub mod again;
#[cfg(target_arch = "wasm32")]
pub mod camera;
#[cfg(target_arch = "wasm32")]
pub mod desk;
#[cfg(target_arch = "wasm32")]
pub mod door;
#[cfg(target_arch = "wasm32")]
pub mod field;
#[cfg(target_arch = "wasm32")]
pub mod file;
#[cfg(target_arch = "wasm32")]
pub mod hazard;
#[cfg(target_arch = "wasm32")]
pub mod kit;
#[cfg(target_arch = "wasm32")]
pub mod mapview;
#[cfg(target_arch = "wasm32")]
pub mod photos;
#[cfg(target_arch = "wasm32")]
pub mod platform;
#[cfg(target_arch = "wasm32")]
pub mod position;
#[cfg(target_arch = "wasm32")]
pub mod premises;
#[cfg(target_arch = "wasm32")]
pub mod qr;
#[cfg(target_arch = "wasm32")]
pub mod screens;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod share;
#[cfg(target_arch = "wasm32")]
pub mod shell;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod subject;
#[cfg(target_arch = "wasm32")]
pub mod sync;

/// Prepares the grid worker's app: what the second part of its program does.
#[cfg(target_arch = "wasm32")]
pub fn prepare_field(opening: door::Opening) -> door::Preparing {
    Box::pin(shell::prepare(opening, screens::routes))
}

/// Prepares the committee's desk: what the second part of its program does.
#[cfg(target_arch = "wasm32")]
pub fn prepare_desk(opening: door::Opening) -> door::Preparing {
    Box::pin(shell::prepare(opening, desk::routes))
}
