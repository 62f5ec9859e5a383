//! Ten thousand premises out of a number, and a server that has nothing but them.

use gridwalk_domain::event::PremisesPersons;
use gridwalk_domain::id::{AreaId, EventId, PremisesId};
use gridwalk_domain::ledger::{PremisesRow, Row};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::position::{Coordinate, Position};
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::transport::{Answer, EventBatch, PostReply, PullReply, SnapshotPage, Transport, TransportError};
use uuid::Uuid;

const KINDS: [&str; 5] = ["restaurant", "shop", "rental", "workshop", "self_built"];
const DAY_MS: i64 = 86_400_000;
const PAGE_ROWS: u32 = 1_000;
const EPOCH: &str = "bench";

/// Premises number `number`, always the same.
pub fn premises(number: u32) -> PremisesRow {
    let spread = f64::from(number % 1_000) / 100_000.0;
    let at = Coordinate { lon: 117.13 + spread, lat: 34.81 - spread };
    let seen = Timestamp::from_millis(1_780_000_000_000 - i64::from(number % 90) * DAY_MS);
    PremisesRow {
        id: PremisesId(Uuid::from_u128(0x1000_0000 + u128::from(number))),
        site: None,
        area: AreaId(Uuid::from_u128(3)),
        name: format!("榴园{}号小店", number + 1),
        kind: KINDS[number as usize % KINDS.len()].to_owned(),
        address: format!("榆安街道枣花社区永安街 {} 号", number % 700 + 1),
        position: Some(Position { at, accuracy_m: 8.0, fixed_at: seen }),
        door_photo: None,
        rooms: Vec::new(),
        details: Default::default(),
        persons: PremisesPersons { owner_name: format!("业主{number}"), ..Default::default() },
        file: Default::default(),
        registered_at: seen,
        last_visit: None,
        last_inspected_at: Some(seen),
        last_full_at: Some(seen),
        as_last_since_full: 0,
        not_entered_in_a_row: 0,
        last_answers: Default::default(),
        rooms_seen: Default::default(),
        finds: Vec::new(),
        open_hazards: Default::default(),
        ties: Default::default(),
        head: EventId(Uuid::from_u128(0x2000_0000 + u128::from(number))),
        contested: Vec::new(),
    }
}

/// A server with `count` premises and nothing else.
pub struct Town {
    /// How many.
    pub count: u32,
}

fn answer<T>(value: T) -> Answer<T> {
    Answer { value, server_time: None }
}

impl Transport for Town {
    async fn post_events(&self, _: &EventBatch) -> Result<Answer<PostReply>, TransportError> {
        Err(TransportError::Network)
    }

    async fn pull(&self, after: &str, _: u32) -> Result<Answer<PullReply>, TransportError> {
        Ok(answer(PullReply {
            events: Vec::new(),
            next: after.to_owned(),
            more: false,
            epoch: EPOCH.to_owned(),
            incarnation: EPOCH.to_owned(),
            backed_up_through: None,
        }))
    }

    async fn snapshot(&self, page: Option<&str>) -> Result<Answer<SnapshotPage>, TransportError> {
        let first = page.and_then(|page| page.parse::<u32>().ok()).unwrap_or(0);
        let end = (first + PAGE_ROWS).min(self.count);
        Ok(answer(SnapshotPage {
            epoch: EPOCH.to_owned(),
            cursor: "1".to_owned(),
            incarnation: EPOCH.to_owned(),
            rows: (first..end).map(|number| Row::Premises(premises(number))).collect(),
            next: (end < self.count).then(|| end.to_string()),
        }))
    }

    async fn has_photo(&self, _: PhotoHash) -> Result<bool, TransportError> {
        Err(TransportError::Network)
    }

    async fn create_upload(&self, _: PhotoHash, _: &str, _: u32) -> Result<(String, u32), TransportError> {
        Err(TransportError::Network)
    }

    async fn upload_offset(&self, _: &str) -> Result<u32, TransportError> {
        Err(TransportError::Network)
    }

    async fn send_chunk(&self, _: &str, _: u32, _: &[u8]) -> Result<u32, TransportError> {
        Err(TransportError::Network)
    }
}
