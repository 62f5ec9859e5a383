//! A real server and real browsers, driven as a person drives them: controls are found by role and accessible name.
//!
//! Nothing here sleeps for a time and hopes: every step waits for what it needs, up to [`DEADLINE`].

mod axe;
mod build;
mod chromium;
mod failure;
mod page;
mod picture;
mod process;
mod programs;
mod server;
mod steps;
mod webkit;

pub use axe::{audit, small_targets};
pub use build::{add_checklists, next_build};
pub use chromium::{Browser, Place, Size};
pub use failure::{Failure, Outcome};
pub use page::{Page, page_words};
pub use picture::{Picture, heic};
pub use programs::{Programs, root};
pub use server::Server;
pub use steps::{
    all_sent, at_desk, at_door, committee, field_ready, is_chosen, offline_ready, open_premises, pass_every_group,
    ready_phone, send_now, shown_link, sign_in, submit_and_saved, take_photo, unsent, worker, write_notice,
};
pub use webkit::MiniBrowser;

use std::time::Duration;

/// How long a condition may take on a machine that has much else to do. No step is expected to take it.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// Looks at a condition until it holds.
///
/// # Errors
/// It did not hold within [`DEADLINE`], or looking failed.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>, Failure>) -> Result<T, Failure> {
    let start = std::time::Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if start.elapsed() > DEADLINE {
            return Err(Failure::TimedOut { what: what.to_owned(), seen: String::new() });
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
