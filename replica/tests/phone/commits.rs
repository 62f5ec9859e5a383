//! Drafts, photos, the commit.

use crate::world::*;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::record::{Registration, register};
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::store::memory::Fault;
use gridwalk_replica::store::{Durability, StoreError};
use gridwalk_replica::{Commit, CommitError, RecordStatus, Replica, ReplicaError};

#[test]
fn a_commit_takes_its_draft_along_and_is_seen_at_once() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let photo = picture(1, 1_000);
        let draft = draft(&world.clock, 1, premises(1), std::slice::from_ref(&photo));
        replica.put_photo(PhotoHash::of(&photo), &photo, "image/jpeg", Some(&draft), world.clock_now()).await.unwrap();
        assert_eq!(replica.drafts().await.unwrap(), std::slice::from_ref(&draft));
        world.commit(&replica, vec![world.stamp(registered(1, "老王小吃"))]).await.unwrap();
        let before = world.disk.strict_writes();
        let events = world.visit(1, premises(1), std::slice::from_ref(&photo));
        replica.commit(Commit { events, draft: Some(inspection(1)) }).await.unwrap();
        assert_eq!(world.disk.strict_writes(), before + 1, "one fsync");
        world.disk.kill();
        let replica = world.open().await;
        assert_eq!(replica.drafts().await.unwrap(), []);
        assert_eq!(replica.inspection(inspection(1)).await.unwrap().unwrap().hazards, [hazard(100)]);
        assert_eq!(replica.premises(premises(1)).await.unwrap().unwrap().open_hazards.len(), 1);
        let status = replica.status().await.unwrap();
        assert_eq!(
            (status.unsent_records, status.unsent_photos),
            (2, 1),
            "the premises, and the visit with its hazard"
        );
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), RecordStatus::Saved);
        assert_eq!(replica.photo(PhotoHash::of(&photo)).await.unwrap().unwrap().bytes, photo);
    });
}

#[test]
fn a_shop_and_its_new_building_are_one_record() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let form = Registration {
            kind: "restaurant".into(),
            name: "新店".into(),
            address: "幸福路9号".into(),
            ..Registration::default()
        };
        let mut next = 700;
        let mut fresh = || {
            next += 1;
            uuid::Uuid::from_u128(next)
        };
        let (_, events) = register(&form, gridwalk_domain::id::AreaId(uuid::Uuid::from_u128(5)), &mut fresh).unwrap();
        assert_eq!(events.len(), 2, "the building, and the shop in it");
        let events = events.into_iter().map(|event| world.stamp(event)).collect();
        world.commit(&replica, events).await.unwrap();
        assert_eq!(replica.status().await.unwrap().unsent_records, 1);
    });
}

#[test]
fn a_full_disk_leaves_the_draft_and_nothing_half_saved() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let draft = draft(&world.clock, 1, premises(1), &[]);
        replica.save_draft(&draft, Durability::Strict).await.unwrap();
        let events = world.visit(1, premises(1), &[]);
        world.disk.set_capacity_bytes(Some(world.disk.used_bytes() + 100));
        let commit = Commit { events, draft: Some(inspection(1)) };
        assert_eq!(replica.commit(commit.clone()).await, Err(CommitError::Full));
        let full = replica.put_photo(PhotoHash::of(b"x"), &[0; 500], "image/jpeg", None, world.clock_now()).await;
        assert_eq!(full, Err(ReplicaError::Store(StoreError::QuotaExceeded)));
        assert_eq!(replica.draft(inspection(1)).await.unwrap(), Some(draft));
        assert_eq!(replica.status().await.unwrap().unsent_records, 0);
        assert_eq!(replica.inspection(inspection(1)).await.unwrap(), None);
        world.disk.heal();
        assert_eq!(replica.commit(commit).await, Ok(()));
        assert_eq!(replica.drafts().await.unwrap(), []);
    });
}

#[test]
fn a_photo_that_is_not_here_is_named_and_nothing_is_stored() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let photo = picture(1, 10);
        let events = world.visit(1, premises(1), std::slice::from_ref(&photo));
        let missing = Err(CommitError::PhotoMissing(PhotoHash::of(&photo)));
        assert_eq!(world.commit(&replica, events).await, missing);
        assert_eq!(replica.status().await.unwrap().unsent_records, 0);
    });
}

#[test]
fn a_correction_may_name_photos_that_only_the_server_has() {
    run(async {
        let world = World::new();
        let of = world.import(1, "老王小吃");
        let photo = picture(1, 10);
        world.server.record(world.stamp(recorded(1, of, std::slice::from_ref(&photo))));
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        let row = replica.inspection(inspection(1)).await.unwrap().unwrap();
        let body = gridwalk_domain::event::InspectionCorrected {
            inspection: inspection(1),
            record: row.record,
            changed: vec![],
            remark: "改了".into(),
        };
        let mut event = recorded(1, of, &[]);
        event.body = body.into();
        event.base = Some(row.head);
        assert_eq!(world.commit(&replica, vec![world.stamp(event)]).await, Ok(()));
        assert_eq!(replica.inspection(inspection(1)).await.unwrap().unwrap().corrections, 1);
    });
}

#[test]
fn two_accounts_never_mix() {
    run(async {
        let mut world = World::new();
        let replica = world.open().await;
        let mut foreign = world.visit(1, premises(1), &[]);
        foreign[0].actor = identity(2).account;
        assert_eq!(world.commit(&replica, foreign).await, Err(CommitError::NotYours));
        world.identity = identity(2);
        let store = gridwalk_replica::store::memory::MemoryStore::open(&world.disk);
        assert_eq!(Replica::open(store, world.identity).await.err(), Some(ReplicaError::OtherAccount));
    });
}

#[test]
fn autosave_may_be_lost_and_what_was_saved_strictly_is_not() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let mut draft = draft(&world.clock, 1, premises(1), &[]);
        replica.save_draft(&draft, Durability::Strict).await.unwrap();
        draft.note = "后来".into();
        replica.save_draft(&draft, Durability::Relaxed).await.unwrap();
        assert_eq!(replica.draft(inspection(1)).await.unwrap().unwrap().note, "后来");
        world.disk.kill();
        assert_eq!(world.open().await.draft(inspection(1)).await.unwrap().unwrap().note, "");
        assert_eq!(replica.drafts().await, Err(ReplicaError::Store(StoreError::Lost)), "a dead page's store is dead");
    });
}

#[test]
fn two_tabs_commit_one_after_the_other() {
    run(async {
        let world = World::new();
        let (first, second) = (world.open().await, world.open().await);
        assert_eq!(first.status().await.unwrap().unsent_records, 0);
        assert_eq!(second.status().await.unwrap().unsent_records, 0);
        for number in 0..6 {
            let replica = if number % 2 == 0 { &first } else { &second };
            world.commit(replica, vec![world.stamp(registered(number, "店"))]).await.unwrap();
        }
        assert_eq!(first.status().await.unwrap().unsent_records, 6);
        assert_eq!(second.status().await.unwrap().unsent_records, 6);
        assert_eq!(second.premises_list().await.unwrap().len(), 6);
    });
}

#[test]
fn photos_that_nothing_names_go_after_a_day() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let photos: Vec<_> = (0..4).map(|number| picture(number, 100)).collect();
        let draft = draft(&world.clock, 1, premises(1), &photos[..1]);
        let now = world.clock_now();
        for (photo, draft) in photos[..3].iter().zip([Some(&draft), None, None]) {
            replica.put_photo(PhotoHash::of(photo), photo, "image/jpeg", draft, now).await.unwrap();
        }
        let later = Timestamp::from_millis(now.millis() + 86_400_001);
        replica.put_photo(PhotoHash::of(&photos[3]), &photos[3], "image/jpeg", None, later).await.unwrap();
        let events = world.visit(2, premises(1), &photos[1..2]);
        world.commit(&replica, events).await.unwrap();
        assert_eq!(replica.collect_unreferenced(now).await, Ok(0));
        assert_eq!(replica.collect_unreferenced(later).await, Ok(1), "neither draft nor event names the third");
        for (photo, kept) in photos.iter().zip([true, true, false, true]) {
            assert_eq!(replica.photo(PhotoHash::of(photo)).await.unwrap().is_some(), kept);
        }
    });
}

#[test]
fn the_rescue_holds_every_unsent_byte() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        let photo = picture(1, 1_000);
        replica.put_photo(PhotoHash::of(&photo), &photo, "image/jpeg", None, world.clock_now()).await.unwrap();
        world.commit(&replica, world.visit(1, premises(1), std::slice::from_ref(&photo))).await.unwrap();
        let file = replica.export_unsent().await.unwrap();
        let text = String::from_utf8_lossy(&file);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("gridwalk-rescue 1"));
        let head: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(head["events"].as_array().unwrap().len(), 2);
        assert_eq!(head["photos"][0]["size"], 1_000);
        assert!(file.ends_with(&photo));
    });
}

#[test]
fn a_lost_connection_is_an_error_and_no_loss() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        assert_eq!(replica.status().await.unwrap().unsent_records, 0);
        let events = world.visit(1, premises(1), &[]);
        for fault in [Fault::Lose, Fault::Full] {
            world.disk.fault_at(world.disk.operations(), fault);
            world.disk.fault_at(world.disk.operations() + 1, fault);
            assert!(world.commit(&replica, events.clone()).await.is_err());
        }
        world.disk.heal();
        assert_eq!(world.commit(&replica, events).await, Ok(()));
        assert_eq!(replica.status().await.unwrap().unsent_records, 1);
    });
}
