//! Events that no phone makes: the server writes them for whoever holds a link. Actor and device are the link, the id
//! is made of the source, so that the same thing sent twice is one event.

use super::Core;
use super::parse::Offered;
use super::receive::Job;
use gridwalk_domain::admit::{Actor, Author};
use gridwalk_domain::canonical::envelope_digest;
use gridwalk_domain::event::{Body, Envelope, Personal};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId, EventId, SubjectId};
use gridwalk_domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// A UUIDv8 of the SHA-256 of its parts: the same source has the same id for ever.
pub fn author_id(parts: &[&[u8]]) -> Uuid {
    let mut hasher = Sha256::new();
    for part in parts {
        // Lengths keep ("ab", "c") apart from ("a", "bc").
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// One event for the server to write.
#[derive(Clone, Debug)]
pub struct Authored {
    /// See [`author_id`].
    pub id: EventId,
    /// What it is about.
    pub subject: SubjectId,
    /// Where it belongs.
    pub area: AreaId,
    /// What happened.
    pub body: Body,
    /// Names and telephones.
    pub personal: Option<Personal>,
}

impl Core {
    /// The job of one author's events, with the stream it goes to; `None` when the area is in no sub-district.
    pub fn authored(
        &self,
        author: Author,
        actor: AccountId,
        events: Vec<Authored>,
        now: Timestamp,
    ) -> Option<(AreaId, Job)> {
        let stream = self.places().stream(events.first()?.area)?;
        let offered = events.into_iter().map(|event| {
            let envelope = Envelope {
                id: event.id,
                subject: event.subject,
                kind: event.body.kind().to_owned(),
                version: 1,
                base: None,
                at: now,
                clock_offset_ms: Some(0),
                actor,
                device: DeviceId(actor.0),
                area: event.area,
                body: event.body.to_value(),
                personal: event.personal,
                sig: None,
            };
            Offered { digest: envelope_digest(&envelope), body: event.body, envelope }
        });
        let actor = Arc::new(Actor::without_account(actor));
        let events = offered.collect();
        Some((stream, Job { actor, author: Some(author), is_revoked: false, received_at: now, events }))
    }
}
