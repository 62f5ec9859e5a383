//! Draining: verdicts, lost answers, limits, sessions.

use crate::server::{Trouble, Watch};
use crate::world::*;
use gridwalk_domain::ledger::ReviewState;
use gridwalk_replica::sync::SyncError;
use gridwalk_replica::{InspectionFilter, RecordStatus, ReviewKind};
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn everything_arrives_once_and_comes_back_as_acknowledged() {
    run(async {
        let world = World::new();
        let of = world.import(1, "老王小吃");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        world.commit(&replica, world.visit(1, of, &[])).await.unwrap();
        world.commit(&replica, vec![world.stamp(registered(2, "新店"))]).await.unwrap();
        let shown = replica.premises_list().await.unwrap();
        let report = world.drain(&replica).await.unwrap();
        assert_eq!((report.events_sent, report.events_pulled), (2, 2));
        let status = replica.status().await.unwrap();
        assert_eq!((status.unsent_records, status.oldest_unsent_at, status.next_try_at), (0, None, None));
        assert_eq!(status.synced_at, Some(world.clock_now()));
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), RecordStatus::Uploaded);
        let after = replica.premises_list().await.unwrap();
        let bare = |list: &[gridwalk_replica::PremisesBrief]| {
            list.iter().cloned().map(|row| gridwalk_replica::PremisesBrief { unsent: false, ..row }).collect::<Vec<_>>()
        };
        assert_eq!(bare(&shown), *after, "the overlay showed what the server made of it");
        for (name, row) in world.server.rows() {
            assert_eq!(replica.row(name).await.unwrap(), Some(row), "replica and server agree");
        }
        world.server.take_calls();
        world.drain(&replica).await.unwrap();
        assert_eq!(world.server.take_calls(), ["pull"], "nothing is sent twice");
    });
}

#[test]
fn a_lost_answer_doubles_nothing() {
    run(async {
        let world = World::new();
        let of = world.import(1, "老王小吃");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        world.commit(&replica, world.visit(1, of, &[])).await.unwrap();
        world.server.trouble(&[Trouble::LostAnswer]);
        let result = world.drain(&replica).await;
        let Err(SyncError::Unreachable { next_try_at, .. }) = result else { panic!("{result:?}") };
        let wait_ms = next_try_at.millis() - world.clock_now().millis();
        assert!((2_500..=5_000).contains(&wait_ms), "{wait_ms}");
        assert_eq!(replica.status().await.unwrap().next_try_at, Some(next_try_at));
        assert_eq!(replica.status().await.unwrap().unsent_records, 1, "no receipt, so it is kept");
        world.drain(&replica).await.unwrap();
        assert_eq!(world.server.ids().len(), 2);
        let row = replica.inspection(inspection(1)).await.unwrap().unwrap();
        assert_eq!((row.contested, row.corrections), (vec![], 0));
        assert_eq!(replica.status().await.unwrap().unsent_records, 0);
    });
}

#[test]
fn one_refused_event_stays_with_its_reason_and_the_rest_go_on() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let events: Vec<_> = (1..=3).map(|number| world.stamp(registered(number, "店"))).collect();
        world.server.0.borrow_mut().refuse.insert(events[1].id, "out-of-scope");
        world.commit(&replica, events.clone()).await.unwrap();
        let report = world.drain(&replica).await.unwrap();
        assert_eq!((report.events_sent, report.events_refused), (2, 1));
        world.disk.kill();
        let replica = world.open().await;
        let refused = replica.refused().await.unwrap();
        assert_eq!(refused.len(), 1);
        assert_eq!((&refused[0].envelope, refused[0].reason.as_str()), (&events[1], "out-of-scope"));
        let status = replica.status().await.unwrap();
        assert_eq!((status.unsent_records, status.refused), (1, 1));
        let failed = RecordStatus::Failed { reason: "out-of-scope".into() };
        assert_eq!(replica.record_statuses(&[events[1].subject]).await.unwrap(), [failed]);
        assert!(replica.premises(premises(2)).await.unwrap().is_some(), "it stays in sight");
        world.server.take_calls();
        world.drain(&replica).await.unwrap();
        assert_eq!(world.server.take_calls(), ["pull"], "not offered again by itself");
        world.server.0.borrow_mut().refuse.clear();
        replica.retry(events[1].id).await.unwrap();
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.status().await.unwrap().unsent_records, 0);
        assert_eq!(world.server.ids().len(), 3);
    });
}

#[test]
fn the_next_page_is_asked_for_before_one_is_applied() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        for number in 1..=9 {
            world.import(number, "店");
        }
        let written = Rc::new(RefCell::new(Vec::new()));
        let (log, disk) = (written.clone(), world.disk.clone());
        let watch = move |name: &str| {
            if name == "pull" {
                log.borrow_mut().push(disk.strict_writes());
            }
        };
        world.server.0.borrow_mut().watch = Some(Watch(Box::new(watch)));
        let report = world.drain(&replica).await.unwrap();
        assert_eq!(report.events_pulled, 9);
        let before = written.borrow()[0];
        // Of three pages, the second was asked for with nothing of the first written, the third with the first alone.
        assert_eq!(*written.borrow(), [before, before, before + 1]);
        assert_eq!(replica.premises_list().await.unwrap().len(), 9);
    });
}

#[test]
fn a_decision_that_was_not_taken_does_not_look_done() {
    run(async {
        for verdict in ["refuse", "hold"] {
            let world = World::new();
            let of = world.import(1, "老王小吃");
            world.server.record(world.visit(1, of, &[]).remove(0));
            let replica = world.open().await;
            world.drain(&replica).await.unwrap();
            let before = replica.inspection(inspection(1)).await.unwrap().unwrap();
            let passed = world.stamp(passed(1, of));
            {
                let mut state = world.server.0.borrow_mut();
                let verdicts = if verdict == "hold" { &mut state.hold } else { &mut state.refuse };
                verdicts.insert(passed.id, "second-person");
            }
            world.commit(&replica, vec![passed]).await.unwrap();
            let shown = replica.inspection(inspection(1)).await.unwrap().unwrap();
            assert!(matches!(shown.review, ReviewState::Passed { .. }), "shown at once while it waits");
            world.drain(&replica).await.unwrap();
            let after = replica.inspection(inspection(1)).await.unwrap().unwrap();
            assert_eq!(after, before, "{verdict}: what the server has is shown");
            let pending = InspectionFilter { review: Some(ReviewKind::Pending), ..Default::default() };
            assert_eq!(replica.count_inspections(&pending).await.unwrap(), 1, "{verdict}");
            let reason = "second-person".to_owned();
            let told = replica.record_status(inspection(1)).await.unwrap();
            let expect =
                if verdict == "hold" { RecordStatus::Held { reason } } else { RecordStatus::Failed { reason } };
            assert_eq!(told, expect);
            if verdict == "refuse" {
                world.server.0.borrow_mut().refuse.clear();
                replica.retry_record(inspection(1).into()).await.unwrap();
                let again = replica.inspection(inspection(1)).await.unwrap().unwrap();
                assert!(matches!(again.review, ReviewState::Passed { .. }), "it waits again");
            }
        }
    });
}

#[test]
fn a_refused_visit_is_shown_by_itself_and_changes_no_premises() {
    run(async {
        let world = World::new();
        let of = world.import(1, "老王小吃");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        let before = replica.premises(of).await.unwrap();
        let events = world.visit(1, of, &[]);
        world.server.0.borrow_mut().refuse.insert(events[0].id, "out-of-scope");
        world.commit(&replica, events).await.unwrap();
        assert_ne!(replica.premises(of).await.unwrap(), before, "visited, as far as the phone knows");
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.premises(of).await.unwrap(), before, "still due");
        assert!(replica.inspection(inspection(1)).await.unwrap().is_some(), "and the record is not lost from sight");
    });
}

#[test]
fn a_quarantined_event_is_on_the_server_and_marked() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let of = world.import(1, "老王小吃");
        let events = world.visit(1, of, &[]);
        world.server.0.borrow_mut().hold.insert(events[0].id, "out-of-scope");
        world.commit(&replica, events.clone()).await.unwrap();
        world.drain(&replica).await.unwrap();
        world.drain(&replica).await.unwrap();
        let held = RecordStatus::Held { reason: "out-of-scope".into() };
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), held);
        assert_eq!(replica.status().await.unwrap().unsent_records, 0);
        assert!(replica.inspection(inspection(1)).await.unwrap().is_some());
        world.server.record(events[0].clone());
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), RecordStatus::Uploaded, "a person let it in");
        let row = replica.inspection(inspection(1)).await.unwrap().unwrap();
        assert!(row.contested.is_empty());
    });
}

#[test]
fn a_batch_that_is_too_large_is_halved_until_it_passes() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let large = world.stamp(registered(99, &"长".repeat(4_000)));
        let mut events: Vec<_> = (1..=7).map(|number| world.stamp(registered(number, "店"))).collect();
        events.insert(3, large.clone());
        world.commit(&replica, events).await.unwrap();
        world.server.0.borrow_mut().batch_bytes_max = 4_000;
        let report = world.drain(&replica).await.unwrap();
        assert_eq!((report.events_sent, report.events_refused), (7, 1));
        assert_eq!(replica.refused().await.unwrap()[0].reason, "too-large");
        assert_eq!(world.server.ids().len(), 7);
    });
}

#[test]
fn batches_are_counted_in_bytes() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let events: Vec<_> = (1..=5).map(|number| world.stamp(registered(number, &"店".repeat(40_000)))).collect();
        world.commit(&replica, events).await.unwrap();
        world.drain(&replica).await.unwrap();
        let batches: Vec<_> = world.server.take_calls().into_iter().filter(|call| call.starts_with("events")).collect();
        assert_eq!(batches, ["events 2", "events 2", "events 1"]);
    });
}

#[test]
fn a_lapsed_or_foreign_session_sends_nothing_and_keeps_everything() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.commit(&replica, vec![world.stamp(registered(1, "店"))]).await.unwrap();
        for (status, code, error) in
            [(401, "unsigned", SyncError::SignedOut), (403, "other-account", SyncError::OtherAccount)]
        {
            world.server.trouble(&[Trouble::Status(status, code)]);
            assert_eq!(world.drain(&replica).await, Err(error));
            assert_eq!(replica.status().await.unwrap().unsent_records, 1);
            assert_eq!(replica.status().await.unwrap().next_try_at, None, "only a person can mend it");
        }
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.status().await.unwrap().unsent_records, 0);
    });
}

#[test]
fn a_busy_server_is_waited_for_longer_each_time() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.commit(&replica, vec![world.stamp(registered(1, "店"))]).await.unwrap();
        let mut waits = Vec::new();
        for status in [503, 429, 500, 502, 504] {
            world.server.trouble(&[Trouble::Status(status, "unavailable")]);
            let Err(SyncError::Unreachable { next_try_at, .. }) = world.drain(&replica).await else { panic!() };
            waits.push(next_try_at.millis() - world.clock_now().millis());
            world.clock.now.set(next_try_at.millis());
        }
        let steps = [5_000, 10_000, 20_000, 40_000, 80_000];
        assert!(waits.iter().zip(steps).all(|(wait, step)| (step / 2..=step).contains(wait)), "{waits:?}");
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.status().await.unwrap().next_try_at, None);
    });
}

#[test]
fn who_tries_before_the_time_does_not_put_the_next_try_off() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.commit(&replica, vec![world.stamp(registered(1, "店"))]).await.unwrap();
        world.server.trouble(&[Trouble::Cut; 3]);
        let mut said = Vec::new();
        for _ in 0..3 {
            let Err(SyncError::Unreachable { next_try_at, .. }) = world.drain(&replica).await else { panic!() };
            said.push(next_try_at);
        }
        assert_eq!(said, [said[0]; 3]);
        assert_eq!(replica.status().await.unwrap().next_try_at, Some(said[0]));

        // The clock was years ahead at the last try, and has been put right.
        world.clock.now.set(world.clock_now().millis() - 2 * 366 * 86_400_000);
        world.server.trouble(&[Trouble::Cut]);
        world.drain(&replica).await.unwrap_err();
        let next = replica.status().await.unwrap().next_try_at.unwrap();
        assert!(next.since(world.clock_now()) <= 900_000, "no wait of years");
    });
}

#[test]
fn a_server_that_asks_to_be_left_alone_is_told_from_one_that_is_away() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.commit(&replica, vec![world.stamp(registered(1, "店"))]).await.unwrap();
        world.server.trouble(&[Trouble::AsksToWait(60)]);
        let Err(SyncError::Unreachable { next_try_at, .. }) = world.drain(&replica).await else { panic!() };
        assert_eq!(next_try_at.millis() - world.clock_now().millis(), 60_000);
        assert_eq!(
            replica.status().await.unwrap().held_until,
            Some(next_try_at),
            "a network is no reason to come sooner"
        );
        world.server.trouble(&[Trouble::Cut]);
        world.drain(&replica).await.unwrap_err();
        let status = replica.status().await.unwrap();
        assert_eq!((status.next_try_at.is_some(), status.held_until), (true, None), "a network is");
    });
}

#[test]
fn the_clock_is_measured_against_the_server() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        assert_eq!(replica.clock_offset_ms().await, Ok(None));
        world.drain(&replica).await.unwrap();
        let offset = world.server.0.borrow().now - world.clock_now().millis();
        assert_eq!(replica.clock_offset_ms().await, Ok(Some(offset)));
        world.clock.now.set(world.clock.now.get() - 2 * 365 * 86_400_000);
        world.drain(&replica).await.unwrap();
        let offset = world.server.0.borrow().now - world.clock_now().millis();
        assert_eq!(replica.clock_offset_ms().await, Ok(Some(offset)), "two years off");
    });
}

#[test]
fn what_is_sent_stays_until_it_is_in_a_backup() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.commit(&replica, vec![world.stamp(registered(1, "店"))]).await.unwrap();
        world.drain(&replica).await.unwrap();
        let kept = || async {
            let query = gridwalk_replica::store::Query::prefix(gridwalk_replica::store::Table::Sent, &[]);
            gridwalk_replica::store::Store::keys(replica.store(), &query).await.unwrap().len()
        };
        assert_eq!(kept().await, 1);
        world.server.0.borrow_mut().backed_up_through = 1;
        world.drain(&replica).await.unwrap();
        assert_eq!(kept().await, 0);
        assert!(replica.premises(premises(1)).await.unwrap().is_some());
    });
}

#[test]
fn two_drainers_at_once_double_nothing() {
    run(async {
        let world = World::new();
        let (first, second) = (world.open().await, world.open().await);
        let photo = picture(1, 600_000);
        let hash = gridwalk_domain::photo::PhotoHash::of(&photo);
        first.put_photo(hash, &photo, "image/jpeg", None, world.clock_now()).await.unwrap();
        for number in 1..=4 {
            world.commit(&first, world.visit(number, premises(1), std::slice::from_ref(&photo))).await.unwrap();
        }
        let (one, two) = futures::join!(world.drain(&first), world.drain(&second));
        // One may give way to the other, and then goes on at the next wake.
        let _ = (one, two);
        world.drain(&first).await.unwrap();
        assert_eq!(world.server.ids().len(), 8);
        assert_eq!(world.server.0.borrow().photos[&hash], photo);
        for replica in [&first, &second] {
            assert_eq!(replica.status().await.unwrap().unsent_records, 0);
        }
    });
}

#[test]
fn a_drain_that_is_asked_for_twice_goes_round_again() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.commit(&replica, vec![world.stamp(registered(1, "店"))]).await.unwrap();
        let wake = async {
            crate::server::pause().await;
            world.commit(&replica, vec![world.stamp(registered(2, "店"))]).await.unwrap();
            world.drain(&replica).await
        };
        let (first, second) = futures::join!(world.drain(&replica), wake);
        assert!(first.is_ok() && second.is_ok());
        assert_eq!(world.server.ids().len(), 2);
    });
}
