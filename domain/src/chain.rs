//! The audit chain: each event's link covers the one before it, per sub-district, from the first event.

use crate::canonical::envelope_digest;
use crate::event::Recorded;
use sha2::{Digest, Sha256};

/// A link of the chain.
pub type Link = [u8; 32];

/// What the first event links to.
pub const ORIGIN: Link = [0; 32];

/// The link of `recorded` after `previous`: SHA-256(previous ‖ seq ‖ received_at ‖ envelope digest).
pub fn link(previous: &Link, recorded: &Recorded) -> Link {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(recorded.seq.to_be_bytes());
    hasher.update(recorded.received_at.millis().to_be_bytes());
    hasher.update(envelope_digest(&recorded.envelope));
    hasher.finalize().into()
}

/// The chain does not hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the chain breaks at seq {seq}")]
pub struct Broken {
    /// First event whose link is not what it should be.
    pub seq: u64,
}

/// Checks a run of events in order against the links stored with them; returns the last link.
pub fn verify<'a>(start: Link, run: impl IntoIterator<Item = (&'a Recorded, Link)>) -> Result<Link, Broken> {
    let mut previous = start;
    for (recorded, stored) in run {
        previous = link(&previous, recorded);
        if previous != stored {
            return Err(Broken { seq: recorded.seq });
        }
    }
    Ok(previous)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Envelope, Personal};
    use crate::time::Timestamp;
    use serde_json::json;
    use uuid::Uuid;

    fn recorded(seq: u64, name: &str) -> Recorded {
        let id = |n| Uuid::from_u128(n);
        Recorded {
            envelope: Envelope {
                id: id(u128::from(seq)).into(),
                subject: id(7).into(),
                kind: "PremisesRegistered".into(),
                version: 1,
                base: None,
                at: Timestamp::from_millis(1),
                clock_offset_ms: Some(0),
                actor: id(8).into(),
                device: id(9).into(),
                area: id(10).into(),
                body: json!({"name": name}),
                personal: Some(Personal { salt: "00".into(), fields: json!({"owner_name": "张三"}) }),
                sig: None,
            },
            seq,
            received_at: Timestamp::from_millis(2),
        }
    }

    #[test]
    fn a_changed_event_breaks_it_and_erased_persons_do_not_pass_for_others() {
        let events = [recorded(1, "甲"), recorded(2, "乙")];
        let first = link(&ORIGIN, &events[0]);
        let second = link(&first, &events[1]);
        assert_eq!(verify(ORIGIN, [(&events[0], first), (&events[1], second)]), Ok(second));
        let forged = recorded(1, "丙");
        assert_eq!(verify(ORIGIN, [(&forged, first)]), Err(Broken { seq: 1 }));
        let mut other_person = recorded(1, "甲");
        other_person.envelope.personal = Some(Personal { salt: "00".into(), fields: json!({"owner_name": "李四"}) });
        assert_eq!(verify(ORIGIN, [(&other_person, first)]), Err(Broken { seq: 1 }));
    }
}
