//! The Gridwalk client. Screens and components, no rules; two entries, `start_field` and `start_desk`, so that a
//! phone's first screen stays small.
//!
//! A record's way out of here is one function, `field::commit`; nothing else writes to the journal but drafts and
//! photos on their way to it. What comes back comes through `state::App::revision`.
//!
//! Screens exist in a browser only; what can be tested without one ([`figures`], [`order`], [`text`],
//! [`visit`]) is built everywhere.

pub mod figures;
pub mod order;
pub mod text;
pub mod visit;

#[cfg(target_arch = "wasm32")]
pub mod desk;
#[cfg(target_arch = "wasm32")]
pub mod field;
#[cfg(target_arch = "wasm32")]
pub mod kit;
#[cfg(target_arch = "wasm32")]
pub mod photos;
#[cfg(target_arch = "wasm32")]
pub mod platform;
#[cfg(target_arch = "wasm32")]
pub mod position;
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
pub mod sync;

/// Mounts the grid worker's app into the page's body.
#[cfg(target_arch = "wasm32")]
pub fn start_field() {
    shell::start(screens::routes);
}

/// Mounts the committee's desk into the page's body.
#[cfg(target_arch = "wasm32")]
pub fn start_desk() {
    shell::start(desk::routes);
}
