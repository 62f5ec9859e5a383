//! An event as the domain makes it.

use crate::event::Body;
use crate::id::{AreaId, EventId, SubjectId};
use crate::ledger::HasHead;

/// An event before the phone stamps it with id, actor, device and time.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// What it is about.
    pub subject: SubjectId,
    /// Cell of the premises.
    pub area: AreaId,
    /// Last event of the subject that the phone had seen.
    pub base: Option<EventId>,
    /// What happened.
    pub body: Body,
    /// Names, phones, signatures: fields of [`Personal`](crate::event::Personal) by kind.
    pub personal: Option<serde_json::Value>,
}

impl NewEvent {
    /// The first of something new.
    pub fn first(subject: impl Into<SubjectId>, area: AreaId, body: impl Into<Body>) -> Self {
        Self { subject: subject.into(), area, base: None, body: body.into(), personal: None }
    }

    /// One more of what stands, on top of its last event that is known here.
    pub fn about(row: &impl HasHead, body: impl Into<Body>) -> Self {
        Self { subject: row.subject(), area: row.area(), base: Some(row.head()), body: body.into(), personal: None }
    }

    /// The same with what is personal in it.
    #[must_use]
    pub fn with_personal(self, personal: Option<serde_json::Value>) -> Self {
        Self { personal, ..self }
    }
}
