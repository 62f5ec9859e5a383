//! Events: the only way anything changes. One envelope for all, one body per kind.

mod body;
mod envelope;
mod file;
mod followup;
pub(crate) mod hazard;
mod import;
mod inspection;
mod notice;
mod people;
mod premises;
mod review;
mod self_check;
mod task;
mod tip;

pub use body::{Body, DecodeError, SubjectKind};
pub use envelope::{Envelope, Personal, Recorded};
pub use file::*;
pub use followup::*;
pub use hazard::{
    ClosedOut, HazardFound, HazardNotified, HazardReferred, HazardReported, HazardRestated, HazardSeenOpen,
    HazardWithdrawn, RectificationReported, Reinspected, what_is_wrong,
};
pub use import::ImportUndone;
pub use inspection::*;
pub use notice::*;
pub use people::*;
pub use premises::*;
pub use review::*;
pub use self_check::*;
pub use task::*;
pub use tip::*;
