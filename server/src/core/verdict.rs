//! What becomes of an event that was offered.

use serde::Serialize;
use serde_json::Value;

/// The four ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// In the shared order, durably.
    Accepted,
    /// Was there already, the same.
    Duplicate,
    /// Kept apart for a person to judge.
    Quarantined,
    /// Not taken; it stays on the phone with the reason.
    Refused,
}

/// The verdict on one event; verdicts stand in the order of the events.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// As the event gave it, even when it is no id; null when there was nothing to read.
    pub id: Value,
    /// Which end.
    pub verdict: VerdictKind,
    /// Its place in the shared order, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// Stable word, with `quarantined` and `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// More about the reason, for whoever mends the client.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Verdict {
    pub(super) fn placed(id: impl Into<Value>, verdict: VerdictKind, seq: u64) -> Self {
        Self { id: id.into(), verdict, seq: Some(seq), reason: None, detail: String::new() }
    }

    pub(super) fn refused(id: impl Into<Value>, reason: &'static str, detail: impl Into<String>) -> Self {
        Self { id: id.into(), verdict: VerdictKind::Refused, seq: None, reason: Some(reason), detail: detail.into() }
    }

    pub(super) fn quarantined(id: impl Into<Value>, reason: &'static str, detail: impl Into<String>) -> Self {
        Self { verdict: VerdictKind::Quarantined, ..Self::refused(id, reason, detail) }
    }
}
