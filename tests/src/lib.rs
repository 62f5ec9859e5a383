//! Tests of Gridwalk as a whole: scenarios, the simulation, browser journeys, conformance.
#![cfg(not(target_arch = "wasm32"))]

pub mod bench;
pub mod browser;
pub mod simulation;
