//! Stories of several people, phones and one server, in the order in which they happen.

use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{HazardState, ReviewState};
use gridwalk_domain::record::{Registration, register};
use gridwalk_replica::clock::Clock;
use gridwalk_replica::sync::{self, SyncError};
use gridwalk_replica::{Commit, HazardFilter, InspectionFilter, RecordStatus, ReviewKind, new_id, stamp};
use gridwalk_server::store::Store;
use gridwalk_tests::simulation::fault::Fault;
use gridwalk_tests::simulation::network::Line;
use gridwalk_tests::simulation::phone::Phone;
use gridwalk_tests::simulation::scene::{Scene, tell};
use gridwalk_tests::simulation::server::Call;
use gridwalk_tests::simulation::town::{CELLS, COMMITTEE, COMMUNITIES, WORKER_A, WORKER_B, WORKER_C};
use gridwalk_tests::simulation::truth::Sureness;
use serde_json::{Value, json};

const PHONE_A: usize = 0;
const PHONE_B: usize = 1;
const DESK: usize = 2;

/// The first judged item of the shop's sheet.
const ITEM: &str = "COM-01";

#[test]
fn an_offline_visit_is_returned_corrected_and_passed() {
    tell(|scene| async move {
        scene.phones[PHONE_A].is_online.set(false);
        let worker = scene.page(PHONE_A, WORKER_A).await;
        let visit = worker.visits(scene.shop(), &[ITEM]).await.unwrap();
        assert_eq!(worker.replica().record_status(visit).await.unwrap(), RecordStatus::Saved);
        assert!(matches!(scene.sync(PHONE_A, WORKER_A).await, Err(SyncError::Unreachable { .. })));
        assert_eq!(worker.replica().status().await.unwrap().unsent_records, 1);

        scene.phones[PHONE_A].is_online.set(true);
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert_eq!(worker.replica().record_status(visit).await.unwrap(), RecordStatus::Uploaded);

        scene.sync(DESK, COMMITTEE).await.unwrap();
        let committee = scene.page(DESK, COMMITTEE).await;
        let pending = InspectionFilter { review: Some(ReviewKind::Pending), ..InspectionFilter::default() };
        assert_eq!(committee.replica().inspections(&pending).await.unwrap().rows[0].id, visit);
        let photo = committee.visit_of(visit).await.unwrap().record.all_photos()[0].sha256;
        assert!(scene.server.store().may_read_photo(photo, COMMITTEE).await.unwrap());
        assert!(!scene.server.store().may_read_photo(photo, WORKER_C).await.unwrap());
        committee.returns(visit).await.unwrap();
        scene.sync(DESK, COMMITTEE).await.unwrap();

        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert!(matches!(worker.visit_of(visit).await.unwrap().review, ReviewState::Returned { by: COMMITTEE, .. }));
        worker.mends(visit).await.unwrap();
        assert_eq!(worker.visit_of(visit).await.unwrap().review, ReviewState::Pending, "at once, before it is sent");
        scene.sync(PHONE_A, WORKER_A).await.unwrap();

        scene.sync(DESK, COMMITTEE).await.unwrap();
        assert_eq!(committee.visit_of(visit).await.unwrap().corrections, 1);
        committee.passes(visit).await.unwrap();
        scene.sync(DESK, COMMITTEE).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert!(matches!(worker.visit_of(visit).await.unwrap().review, ReviewState::Passed { by: COMMITTEE, .. }));
        assert!(scene.judged().await.is_clean());
    });
}

fn written(scene: &Scene) -> Vec<Envelope> {
    scene.world.truth.borrow().events.values().map(|written| written.envelope.clone()).collect()
}

fn verdicts(answer: Option<Result<Value, gridwalk_tests::simulation::server::Problem>>) -> Vec<String> {
    let answer = answer.unwrap().unwrap();
    let results = answer["results"].as_array().unwrap();
    results.iter().map(|result| result["verdict"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_same_batch_twice_is_taken_once_and_another_body_not_at_all() {
    tell(|scene| async move {
        let worker = scene.page(PHONE_A, WORKER_A).await;
        worker.visits(scene.shop(), &[ITEM]).await.unwrap();
        let mut events: Vec<Value> = written(&scene).iter().map(|event| json!(event)).collect();
        // A visit before its hazard.
        events.sort_by_key(|event| event["kind"] != "InspectionRecorded");
        let device = scene.phones[PHONE_A].device;
        let line = scene.line(PHONE_A, WORKER_A);
        let post = |events: &[Value]| Call::PostEvents(json!({"device": device, "events": events}).to_string());

        assert_eq!(verdicts(line.ask(post(&events)).await), ["accepted", "accepted"]);
        assert_eq!(verdicts(line.ask(post(&events)).await), ["duplicate", "duplicate"]);
        events[0]["body"]["note"] = json!("another");
        assert_eq!(verdicts(line.ask(post(&events)).await), ["refused", "duplicate"]);

        // The phone, which heard nothing of it, sends them once more.
        let report = scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert_eq!((report.events_sent, report.events_refused), (2, 0));
        assert!(scene.judged().await.is_clean());
    });
}

/// Worker A finds a hazard, and worker B has heard of it.
async fn shared_hazard(scene: &Scene) -> HazardId {
    let finder = scene.page(PHONE_A, WORKER_A).await;
    finder.visits(scene.shop(), &[ITEM]).await.unwrap();
    scene.sync(PHONE_A, WORKER_A).await.unwrap();
    scene.sync(PHONE_B, WORKER_B).await.unwrap();
    scene.sync(DESK, COMMITTEE).await.unwrap();
    let all = HazardFilter::default();
    scene.page(PHONE_B, WORKER_B).await.replica().hazards(&all).await.unwrap().rows[0].id
}

#[test]
fn two_phones_on_one_hazard_are_both_kept_and_the_second_is_contested() {
    tell(|scene| async move {
        let hazard = shared_hazard(&scene).await;
        let (first, second) = (scene.page(PHONE_A, WORKER_A).await, scene.page(PHONE_B, WORKER_B).await);
        first.reports_mended(hazard).await.unwrap();
        second.reports_mended(hazard).await.unwrap();
        scene.sync(PHONE_B, WORKER_B).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        scene.sync(PHONE_B, WORKER_B).await.unwrap();

        let (one, other) = (first.hazard_of(hazard).await.unwrap(), second.hazard_of(hazard).await.unwrap());
        assert_eq!(one, other);
        assert_eq!(one.state, HazardState::AwaitingReinspection);
        let late = written(&scene).into_iter().filter(|event| event.kind == "RectificationReported");
        let late = late.filter(|event| event.actor == WORKER_A).map(|event| event.id).collect::<Vec<_>>();
        assert_eq!(one.contested, late);
        assert_eq!(one.after_photos.len(), 2);
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn a_hazard_is_closed_by_a_second_person_only() {
    tell(|scene| async move {
        let hazard = shared_hazard(&scene).await;
        let finder = scene.page(PHONE_A, WORKER_A).await;
        finder.reports_mended(hazard).await.unwrap();
        finder.closes(hazard).await.unwrap();
        let report = scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert_eq!(report.events_refused, 1);
        let refused = finder.replica().refused().await.unwrap();
        assert_eq!((refused.len(), refused[0].envelope.kind.as_str()), (1, "ClosedOut"));

        scene.sync(DESK, COMMITTEE).await.unwrap();
        let committee = scene.page(DESK, COMMITTEE).await;
        committee.closes(hazard).await.unwrap();
        scene.sync(DESK, COMMITTEE).await.unwrap();
        assert_eq!(committee.hazard_of(hazard).await.unwrap().state, HazardState::ClosedOut);
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn a_full_outbox_outlives_a_lapsed_session_and_another_account() {
    tell(|scene| async move {
        let phone = &scene.phones[PHONE_A];
        let worker = scene.page(PHONE_A, WORKER_A).await;
        worker.visits(scene.shop(), &[]).await.unwrap();
        let token = phone.cookie.borrow().clone().unwrap();
        scene.server.lapse(&token).await;
        assert_eq!(scene.sync(PHONE_A, WORKER_A).await, Err(SyncError::SignedOut));

        phone.sign_in(&scene.server, WORKER_C).await;
        assert_eq!(scene.sync(PHONE_A, WORKER_A).await, Err(SyncError::OtherAccount));
        scene.sync(PHONE_A, WORKER_C).await.unwrap();
        let other = scene.page(PHONE_A, WORKER_C).await;
        assert_eq!(other.replica().status().await.unwrap().unsent_records, 0);
        assert!(other.replica().inspections(&InspectionFilter::default()).await.unwrap().rows.is_empty());

        phone.sign_in(&scene.server, WORKER_A).await;
        let report = scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert_eq!(report.events_sent, 1);
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn a_moved_cell_takes_its_history_along() {
    tell(|scene| async move {
        let list = async |phone, account| {
            let page = scene.page(phone, account).await;
            let list = page.replica().premises_list().await.unwrap();
            list.iter().filter(|brief| brief.area == CELLS[1]).count()
        };
        assert_eq!((list(DESK, COMMITTEE).await, list(PHONE_B, WORKER_B).await), (2, 2));
        assert!(scene.server.move_cell(CELLS[1], COMMUNITIES[2]).await);
        assert!(scene.sync(DESK, COMMITTEE).await.unwrap().snapshot_taken);
        // It is ordered by another sub-district now: its own worker begins anew too.
        assert!(scene.sync(PHONE_B, WORKER_B).await.unwrap().snapshot_taken);
        assert_eq!((list(DESK, COMMITTEE).await, list(PHONE_B, WORKER_B).await), (0, 2));
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn a_server_restored_from_its_backup_is_offered_what_it_lost() {
    tell(|scene| async move {
        scene.server.back_up().await;
        let hazard = shared_hazard(&scene).await;
        let worker = scene.page(PHONE_A, WORKER_A).await;
        assert_eq!(worker.replica().status().await.unwrap().unsent_records, 0);
        let before = worker.hazard_of(hazard).await.unwrap();
        scene.server.restore().await;
        scene.server.start().await.unwrap();
        assert!(scene.server.photos().published().is_empty());

        scene.phones[PHONE_A].sign_in(&scene.server, WORKER_A).await;
        let report = scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert_eq!((report.events_sent, report.photos_sent), (2, 1));
        assert_eq!(worker.hazard_of(hazard).await.unwrap(), before);
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn a_drainer_whose_snapshot_comes_late_spoils_nothing() {
    tell(|scene| async move {
        // Page and service worker, where no lock holds them apart: the second has long switched when the first hears.
        assert!(scene.server.move_cell(CELLS[1], COMMUNITIES[2]).await);
        let replica = scene.phones[DESK].open(COMMITTEE).await.unwrap();
        let slow = Line { snapshots_late_ms: 20_000, ..scene.line(DESK, COMMITTEE) };
        let late = sync::drain(&replica, &slow, &*scene.phones[DESK]);
        let (late, prompt) = futures::join!(late, scene.sync(DESK, COMMITTEE));
        assert!(late.is_ok() && prompt.unwrap().snapshot_taken);
        assert_eq!(replica.premises_list().await.unwrap().len(), 2);
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn a_visit_passed_and_returned_after_all_is_seen_by_whoever_had_let_it_go() {
    tell(|scene| async move {
        let worker = scene.page(PHONE_A, WORKER_A).await;
        let visit = worker.visits(scene.shop(), &[]).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        scene.sync(DESK, COMMITTEE).await.unwrap();
        scene.page(DESK, COMMITTEE).await.passes(visit).await.unwrap();
        scene.sync(DESK, COMMITTEE).await.unwrap();
        // A snapshot for the other worker of the cell leaves out what is decided.
        assert!(scene.server.move_cell(CELLS[1], COMMUNITIES[2]).await);
        assert!(scene.sync(PHONE_B, WORKER_B).await.unwrap().snapshot_taken);
        let other = scene.page(PHONE_B, WORKER_B).await;
        assert!(other.visit_of(visit).await.is_err());

        scene.sync(DESK, COMMITTEE).await.unwrap();
        scene.page(DESK, COMMITTEE).await.returns(visit).await.unwrap();
        scene.sync(DESK, COMMITTEE).await.unwrap();
        scene.sync(PHONE_B, WORKER_B).await.unwrap();
        assert!(matches!(other.visit_of(visit).await.unwrap().review, ReviewState::Returned { .. }));
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn what_was_refused_is_offered_again_when_the_cell_comes_back() {
    tell(|scene| async move {
        assert!(scene.server.reassign(WORKER_A, CELLS[0], CELLS[3]).await);
        scene.world.weather.count(Fault::Reassigned, 1);
        scene.world.executor.sleep(60_000).await;
        // Not yet told, the worker goes on in the cell.
        let worker = scene.page(PHONE_A, WORKER_A).await;
        worker.visits(scene.shop(), &[]).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert_eq!(worker.replica().status().await.unwrap().refused, 1);

        assert!(scene.server.reassign(WORKER_A, CELLS[3], CELLS[0]).await);
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        assert_eq!(worker.replica().status().await.unwrap().unsent_records, 0);
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn events_sent_before_the_first_snapshot_outlive_a_restored_server() {
    tell(|scene| async move {
        let phone = Phone::new(&scene.world, 7, &[WORKER_A]);
        phone.sign_in(&scene.server, WORKER_A).await;
        scene.server.back_up().await;
        let replica = phone.open(WORKER_A).await.unwrap();
        let shop = scene.page(PHONE_A, WORKER_A).await.replica().premises(scene.shop()).await.unwrap().unwrap();
        let registration = register(
            &Registration {
                kind: shop.kind, name: "新店".into(), address: "新路1号".into(), ..Default::default()
            },
            shop.area,
            &mut || new_id(&*phone),
        );
        let identity = replica.identity();
        let stamped = registration.unwrap().1.into_iter().map(|new| stamp(new, identity, &*phone, phone.now(), None));
        let events: Vec<_> = stamped.collect();
        scene.world.truth.borrow_mut().begin(7, &events, false);
        replica.commit(Commit { events: events.clone(), draft: None }).await.unwrap();
        scene.world.truth.borrow_mut().end(&events, Sureness::Durable);

        // The events arrive, the snapshot does not: the page is killed while it waits for it.
        let late = Line { snapshots_late_ms: i64::MAX / 2, ..phone.line(&scene.server, WORKER_A) };
        let waiting = std::pin::pin!(sync::drain(&replica, &late, &*phone));
        let ten_minutes = scene.world.executor.sleep(600_000);
        let killed = futures::future::select(waiting, ten_minutes).await;
        assert!(matches!(killed, futures::future::Either::Right(_)));
        drop(killed);
        scene.server.restore().await;
        scene.server.start().await.unwrap();

        phone.sign_in(&scene.server, WORKER_A).await;
        let again = phone.open(WORKER_A).await.unwrap();
        let report = sync::drain(&again, &phone.line(&scene.server, WORKER_A), &*phone).await.unwrap();
        assert_eq!(report.events_sent, 2);
        assert!(scene.judged().await.is_clean());
    });
}

#[test]
fn a_clock_two_years_off_orders_nothing() {
    tell(|scene| async move {
        scene.phones[PHONE_B].step_clock(-2 * 365 * 86_400_000);
        scene.sync(PHONE_B, WORKER_B).await.unwrap();
        let (early, late) = (scene.page(PHONE_A, WORKER_A).await, scene.page(PHONE_B, WORKER_B).await);
        let first = early.visits(scene.shop(), &[]).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();
        scene.world.executor.sleep(3_600_000).await;
        let second = late.visits(scene.shop(), &[]).await.unwrap();
        scene.sync(PHONE_B, WORKER_B).await.unwrap();
        scene.sync(PHONE_A, WORKER_A).await.unwrap();

        let premises = early.replica().premises(scene.shop()).await.unwrap().unwrap();
        let last = premises.last_visit.unwrap();
        assert_eq!(last.inspection, second);
        let one = early.visit_of(first).await.unwrap();
        let apart_ms = last.at.since(one.record.ended_at);
        assert!((3_590_000..3_610_000).contains(&apart_ms), "{apart_ms}");
        assert!(scene.judged().await.is_clean());
    });
}
