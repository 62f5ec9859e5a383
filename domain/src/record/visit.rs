//! Drafts into events.
use crate::{
    event::Body,
    id::{AreaId, EventId, SubjectId},
};
/// An event before it is stamped.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// Subject.
    pub subject: SubjectId,
    /// Cell.
    pub area: AreaId,
    /// Last seen.
    pub base: Option<EventId>,
    /// Body.
    pub body: Body,
    /// Names and phones.
    pub personal: Option<serde_json::Value>,
}
