//! Stamping: from a new event of `domain` to the envelope that is committed (design 2, step 3).

use crate::clock::Clock;
use crate::replica::Identity;
use gridwalk_domain::event::{Envelope, Personal};
use gridwalk_domain::id::EventId;
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::time::Timestamp;
use uuid::{Builder, Uuid};

/// A new UUIDv7: 48 bits of the device's clock, then chance.
pub fn new_id(clock: &impl Clock) -> Uuid {
    let millis = u64::try_from(clock.now().millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &random_bytes::<10>(clock)).into_uuid()
}

/// Random bytes, at most 16 of them.
fn random_bytes<const N: usize>(clock: &impl Clock) -> [u8; N] {
    let chance = [clock.random().to_le_bytes(), clock.random().to_le_bytes()].concat();
    std::array::from_fn(|at| chance.get(at).copied().unwrap_or_default())
}

/// Makes the envelope of one new event. `clock_offset_ms` is [`crate::Replica::clock_offset_ms`]; `at` is one reading of
/// the clock for all events of a commit.
pub fn stamp(
    event: NewEvent,
    identity: Identity,
    clock: &impl Clock,
    at: Timestamp,
    clock_offset_ms: Option<i64>,
) -> Envelope {
    let personal = event.personal.map(|fields| Personal { salt: salt(clock), fields });
    Envelope {
        id: EventId(new_id(clock)),
        subject: event.subject,
        kind: event.body.kind().to_owned(),
        version: 1,
        base: event.base,
        at,
        clock_offset_ms,
        actor: identity.account,
        device: identity.device,
        area: event.area,
        body: event.body.to_value(),
        personal,
        sig: None,
    }
}

fn salt(clock: &impl Clock) -> String {
    random_bytes::<16>(clock).iter().map(|byte| format!("{byte:02x}")).collect()
}
