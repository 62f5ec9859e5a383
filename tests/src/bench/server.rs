//! The server's side: how many events it takes in a second, durably, in batches as phones send them.

use super::Figures;
use super::signed::{Signed, failed, sign_in};
use crate::browser::{Failure, Server};
use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::EventId;
use gridwalk_domain::record::{Registration, register};
use gridwalk_domain::time::Timestamp;
use serde_json::{Value, json};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

const BATCH: usize = 100;
const BATCHES: usize = 20;

/// One phone, then two at once.
pub async fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let server = Server::demo().await?;
    let phones = [Phone::sign_in(&server, "worker1").await?, Phone::sign_in(&server, "worker2").await?];
    let alone = phones[0].send(1).await?;
    let begin = Instant::now();
    let (one, two) = tokio::join!(phones[0].send(2), phones[1].send(3));
    one.and(two)?;
    let both = begin.elapsed().as_secs_f64();
    let events = (BATCH * BATCHES) as f64;
    figures.told.push(format!(
        "server: {:.0} events/s from one phone, {:.0} from two, in batches of {BATCH}, each durable before its answer",
        events / alone,
        2.0 * events / both
    ));
    Ok(())
}

struct Phone {
    signed: Signed,
    url: String,
}

impl Phone {
    async fn sign_in(server: &Server, username: &str) -> Result<Self, Failure> {
        Ok(Self { signed: sign_in(server, username).await?, url: server.url() })
    }

    // New premises, each a building and a shop in it.
    fn batch(&self, run: u128, number: usize) -> Result<Value, Failure> {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
        let salt = self.signed.device.0.as_u128() ^ (run << 64);
        let mut events = Vec::new();
        let mut next = (number as u128) << 32;
        let mut fresh = || {
            next += 1;
            Uuid::from_u128(salt ^ next)
        };
        while events.len() < BATCH {
            let place = events.len() + number * BATCH;
            let registration = Registration {
                kind: "shop".to_owned(),
                name: format!("新店{run}-{place}"),
                address: format!("永安街 {place} 号"),
                ..Default::default()
            };
            let (_, made) = register(&registration, self.signed.area, &mut fresh)
                .map_err(|why| Failure::Wrong(format!("{why:?}")))?;
            for event in made {
                events.push(Envelope {
                    id: EventId(fresh()),
                    subject: event.subject,
                    kind: event.body.kind().to_owned(),
                    version: 1,
                    base: event.base,
                    at: Timestamp::from_millis(at),
                    clock_offset_ms: Some(0),
                    actor: self.signed.account,
                    device: self.signed.device,
                    area: event.area,
                    body: event.body.to_value(),
                    personal: None,
                    sig: None,
                });
            }
        }
        events.truncate(BATCH);
        Ok(json!({ "device": self.signed.device, "events": events }))
    }

    /// Seconds that all batches took.
    async fn send(&self, run: u128) -> Result<f64, Failure> {
        let batches = (0..BATCHES).map(|number| self.batch(run, number)).collect::<Result<Vec<_>, _>>()?;
        let begin = Instant::now();
        for batch in &batches {
            let request = self.signed.http.post(format!("{}/api/v1/events", self.url)).json(batch);
            let request = request
                .header("x-gridwalk", "1")
                .header("origin", &self.url)
                .header("x-gridwalk-account", self.signed.account.to_string());
            let reply = request.send().await.and_then(reqwest::Response::error_for_status).map_err(failed("send"))?;
            let reply: Value = reply.json().await.map_err(failed("send"))?;
            let refused =
                reply["results"].as_array().into_iter().flatten().find(|result| result["verdict"] != "accepted");
            if let Some(refused) = refused {
                return Err(Failure::Wrong(format!("refused: {refused}")));
            }
        }
        Ok(begin.elapsed().as_secs_f64())
    }
}
