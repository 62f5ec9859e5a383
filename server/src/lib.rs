//! The server of Gridwalk: events, photos, sessions, lists, live.
//!
//! Bird's-eye view: [`core`] holds what the server decides (who may do what, which verdict an event gets, what a scope
//! reads), with neither tokio nor axum in it, so that a single-threaded simulation runs the same code; [`store`] keeps
//! it (memory, SQLite); [`appender`] gathers what arrives within a few milliseconds into one transaction a
//! sub-district; [`http`] speaks HTTP; [`photos`] keeps picture bytes; [`run`] puts them together.
//!
//! Depends on `gridwalk-domain` only.
//!
//! ```
//! use gridwalk_server::core::Core;
//! use gridwalk_server::store::memory::MemoryStore;
//! use std::sync::Arc;
//!
//! # futures::executor::block_on(async {
//! let core = Core::open(Arc::new(MemoryStore::new(uuid::Uuid::from_u128(1)))).await?;
//! assert!(core.has_no_accounts().await?);
//! # Ok::<(), gridwalk_server::store::StoreError>(())
//! # }).unwrap();
//! ```

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

pub mod appender;
pub mod cli;
pub mod core;
pub mod demo;
pub mod http;
pub mod photos;
mod readings;
pub mod run;
pub mod store;
pub mod system;
pub mod tables;
pub mod tips;
pub mod tls;
