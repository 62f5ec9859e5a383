//! Events in and out.

use crate::support::{Place, new_id, words};
use gridwalk_domain::event::{ReturnWanted, ReviewPassed, ReviewReturned};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

fn ids(events: &[Value]) -> Vec<String> {
    events.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_visit_arrives_is_returned_and_everyone_of_the_scope_reads_it_as_posted() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let (premises, visit) = (new_id(), new_id());
    let mut posted = vec![worker.premises(41, &premises), worker.visit(41, &visit, &premises, "没人")];
    posted[0]["personal"] = json!({"salt": "00112233445566778899aabbccddeeff", "fields": {"owner_name": "某某"}});
    assert_eq!(words(&worker.offer(&posted).await), ["accepted", "accepted"]);
    let returned = ReviewReturned {
        premises: premises.parse().unwrap(),
        reasons: vec![],
        wanted: ReturnWanted::AddPhotos,
        item: None,
        note: "请补拍".into(),
    };
    let mut decision = committee.event(41, &visit, returned);
    decision["base"] = posted[1]["id"].clone();
    assert_eq!(words(&committee.offer(std::slice::from_ref(&decision)).await), ["accepted"]);
    posted.push(decision);
    for reader in [&worker, &committee, &place.sign_in("officer").await] {
        let pulled = reader.pull_all(1).await;
        for (at, (mut pulled, posted)) in pulled.into_iter().zip(&posted).enumerate() {
            assert_eq!(pulled["seq"], at + 1);
            assert!(pulled["received_at"].as_i64().unwrap() > 1_700_000_000_000);
            let event = pulled.as_object_mut().unwrap();
            event.remove("seq");
            event.remove("received_at");
            assert_eq!(pulled, *posted);
        }
    }
    for reader in ["worker-b", "committee-b", "far-worker", "admin"] {
        assert!(place.sign_in(reader).await.pull_all(10).await.is_empty(), "{reader}");
    }
}

#[tokio::test]
async fn the_same_batch_twice_is_stored_once_with_the_same_seq() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let events = [worker.site(41), worker.site(41)];
    let first = worker.offer(&events).await;
    let again = worker.offer(&events).await;
    assert_eq!(words(&again), ["duplicate", "duplicate"]);
    let seqs = |verdicts: &[Value]| verdicts.iter().map(|verdict| verdict["seq"].clone()).collect::<Vec<_>>();
    assert_eq!(seqs(&again), seqs(&first));
    assert_eq!(words(&worker.offer(&[events[0].clone(), worker.site(41)]).await), ["duplicate", "accepted"]);
    let twice_in_one = worker.site(41);
    assert_eq!(words(&worker.offer(&[twice_in_one.clone(), twice_in_one]).await), ["accepted", "duplicate"]);
    assert_eq!(worker.pull_all(100).await.len(), 4);
}

#[tokio::test]
async fn a_known_id_with_another_body_is_refused_and_the_first_stands() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let event = worker.site(41);
    let mut other = event.clone();
    other["body"]["name"] = json!("别的楼");
    assert_eq!(words(&worker.offer(std::slice::from_ref(&event)).await), ["accepted"]);
    assert_eq!(words(&worker.offer(&[other.clone()]).await), ["refused id-conflict"]);
    other["body"]["name"] = event["body"]["name"].clone();
    other["personal"] = json!({"salt": "00", "fields": {"owner_name": "另一个"}});
    assert_eq!(words(&worker.offer(&[other]).await), ["refused id-conflict"]);
    assert_eq!(worker.pull_all(10).await[0]["body"]["name"], "楼");
}

#[tokio::test]
async fn later_events_of_a_batch_see_the_earlier_ones() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let (premises, visit) = (new_id(), new_id());
    let early = worker.visit(41, &visit, &premises, "");
    assert_eq!(words(&worker.offer(&[early]).await), ["refused unknown-subject"]);
    let both = [worker.premises(41, &premises), worker.visit(41, &visit, &premises, "")];
    assert_eq!(words(&worker.offer(&both).await), ["accepted", "accepted"]);
    let own = ReviewPassed { premises: premises.parse().unwrap(), in_bulk: false };
    assert_eq!(words(&worker.offer(&[worker.event(41, &visit, own)]).await), ["refused role"]);
}

#[tokio::test]
async fn parallel_batches_leave_no_gap_for_a_reader_who_pulls_meanwhile() {
    let place = Place::open().await;
    let (worker, other) = (place.sign_in("worker").await, place.sign_in("worker-b").await);
    let officer = place.sign_in("officer").await;
    let mut offering = tokio::task::JoinSet::new();
    for n in 0..20 {
        let (caller, cell) = if n % 2 == 0 { (worker.clone(), 41) } else { (other.clone(), 42) };
        offering.spawn(async move {
            let events: Vec<_> = (0..10).map(|_| caller.site(cell)).collect();
            let verdicts = caller.offer(&events).await;
            assert!(words(&verdicts).iter().all(|word| word == "accepted"));
            ids(&events)
        });
    }
    let (mut read, mut after) = (Vec::new(), "0".to_owned());
    let mut posted = BTreeSet::new();
    loop {
        let page = officer.get(&format!("/api/v1/events?after={after}&limit=7")).await;
        read.extend(page["events"].as_array().unwrap().iter().cloned());
        after = page["next"].as_str().unwrap().to_owned();
        while let Some(done) = offering.try_join_next() {
            posted.extend(done.unwrap());
        }
        if read.len() == 200 {
            break;
        }
    }
    while let Some(done) = offering.join_next().await {
        posted.extend(done.unwrap());
    }
    let seqs: Vec<_> = read.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=200).collect::<Vec<_>>());
    assert_eq!(ids(&read).into_iter().collect::<BTreeSet<_>>(), posted);
}

#[tokio::test]
async fn a_moved_cell_changes_the_epoch_of_both_sides_and_its_history_goes_with_it() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    worker.offer(&[worker.site(41)]).await;
    let readers =
        [place.sign_in("committee").await, place.sign_in("committee-b").await, place.sign_in("officer").await];
    let epochs = async || {
        let mut epochs = Vec::new();
        for reader in &readers {
            epochs.push(reader.get("/api/v1/events").await["epoch"].clone());
        }
        epochs
    };
    let before = epochs().await;
    let id = |n| AreaId(Uuid::from_u128(n));
    place.core().move_area(id(41), id(5), Timestamp::from_millis(1_800_000_000_000)).await.unwrap();
    let after = epochs().await;
    assert_ne!(after[0], before[0]);
    assert_ne!(after[1], before[1]);
    assert_eq!(after[2], before[2], "the sub-district holds both sides");
    assert_eq!(readers[0].pull_all(10).await.len(), 0);
    assert_eq!(readers[1].pull_all(10).await.len(), 1);
}
