//! What was really committed on the phones, kept outside them.

use gridwalk_domain::event::{Body, Envelope};
use gridwalk_domain::id::{AccountId, EventId, InspectionId};
use gridwalk_domain::photo::PhotoHash;
use std::collections::{BTreeMap, BTreeSet};

/// How sure it is that an event is on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sureness {
    /// The commit had begun when the phone died, or it still runs: both ends are right.
    Open,
    /// The commit said so: it must never be lost.
    Durable,
    /// The commit failed: nothing of it may ever be seen.
    Failed,
}

/// One event that somebody tried to commit.
#[derive(Clone, Debug)]
pub struct Written {
    /// As stamped.
    pub envelope: Envelope,
    /// How sure.
    pub sureness: Sureness,
    /// Phone it was written on.
    pub phone: usize,
    /// Written although the rules forbid it.
    pub is_forbidden: bool,
}

impl Written {
    /// The photos it names.
    pub fn photos(&self) -> Vec<PhotoHash> {
        let body = Body::decode(&self.envelope).ok();
        body.iter().flat_map(Body::photos).map(|photo| photo.sha256).collect()
    }
}

/// Everything that was tried, by id.
#[derive(Debug, Default)]
pub struct Truth {
    /// Events.
    pub events: BTreeMap<EventId, Written>,
    /// Drafts saved strictly, with the photos they had then; gone with their commit.
    pub drafts: BTreeMap<(usize, AccountId, InspectionId), BTreeSet<PhotoHash>>,
}

impl Truth {
    /// A commit begins.
    pub fn begin(&mut self, phone: usize, envelopes: &[Envelope], is_forbidden: bool) {
        for envelope in envelopes {
            let written = Written { envelope: envelope.clone(), sureness: Sureness::Open, phone, is_forbidden };
            self.events.insert(envelope.id, written);
        }
    }

    /// A commit has ended.
    pub fn end(&mut self, envelopes: &[Envelope], sureness: Sureness) {
        for envelope in envelopes {
            if let Some(written) = self.events.get_mut(&envelope.id) {
                written.sureness = sureness;
            }
        }
    }
}
