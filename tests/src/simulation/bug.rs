//! Planted bugs: each is a mistake that the product could have made, and that the judge must catch.

/// One mistake, made throughout a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The server answers before the transaction is durable, and sometimes it never becomes so.
    AckBeforeDurable,
    /// The server does not look whether it knows an id.
    ForgetsDuplicates,
    /// The server's cursor moves past an event that was not in the page.
    CursorSkips,
    /// A photo counts as sent before its last bytes are.
    PhotoSentEarly,
    /// Taking a snapshot throws the outbox away.
    SnapshotOverwritesOutbox,
    /// Whoever is signed in reads everything.
    ScopeOff,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AckBeforeDurable,
        Self::ForgetsDuplicates,
        Self::CursorSkips,
        Self::PhotoSentEarly,
        Self::SnapshotOverwritesOutbox,
        Self::ScopeOff,
    ];
}
