//! Snapshots, scopes that change, servers restored from a backup.

use crate::server::Trouble;
use crate::world::*;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_replica::store::Durability;
use gridwalk_replica::{InspectionFilter, RecordStatus};

fn names(list: &[gridwalk_replica::PremisesBrief]) -> Vec<&str> {
    list.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn a_snapshot_shows_nothing_until_it_is_whole_and_goes_on_after_a_cut() {
    run(async {
        let world = World::new();
        for number in 1..=5 {
            world.import(number, "店");
        }
        let replica = world.open().await;
        let draft = draft(&world.clock, 1, premises(1), &[]);
        replica.save_draft(&draft, Durability::Strict).await.unwrap();
        world.server.trouble(&[Trouble::None, Trouble::Cut]);
        assert!(world.drain(&replica).await.is_err());
        assert_eq!(replica.premises_list().await.unwrap().len(), 0);
        assert_eq!(replica.first_page().await.unwrap().total, 0);
        world.disk.kill();
        world.server.take_calls();
        let replica = world.open().await;
        let report = world.drain(&replica).await.unwrap();
        assert!(report.snapshot_taken);
        assert_eq!(replica.premises_list().await.unwrap().len(), 5);
        assert_eq!(replica.drafts().await.unwrap(), [draft]);
        assert!(replica.sync_state().await.unwrap().cursor.is_some());
    });
}

#[test]
fn a_snapshot_that_the_server_no_longer_has_is_begun_again() {
    run(async {
        let world = World::new();
        for number in 1..=5 {
            world.import(number, "店");
        }
        let replica = world.open().await;
        world.server.trouble(&[Trouble::None, Trouble::Cut]);
        assert!(world.drain(&replica).await.is_err());
        world.import(6, "新");
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.premises_list().await.unwrap().len(), 6);
    });
}

#[test]
fn a_changed_scope_takes_the_place_of_the_old_one_and_own_unsent_events_stay() {
    run(async {
        let world = World::new();
        let of = world.import(1, "留下");
        world.import(2, "移走");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        world.commit(&replica, world.visit(1, of, &[])).await.unwrap();
        {
            let mut state = world.server.0.borrow_mut();
            state.log.remove(1);
            state.log.iter_mut().zip(1..).for_each(|(recorded, seq)| recorded.seq = seq);
            state.epoch = "e2".into();
        }
        world.server.trouble(&[Trouble::Status(503, "")]);
        assert!(world.drain(&replica).await.is_err());
        assert_eq!(replica.premises_list().await.unwrap().len(), 2);
        let report = world.drain(&replica).await.unwrap();
        assert!(report.snapshot_taken);
        assert_eq!(names(&replica.premises_list().await.unwrap()), ["留下"]);
        assert_eq!(replica.premises(premises(2)).await.unwrap(), None);
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), RecordStatus::Uploaded);
        let row = replica.inspection(inspection(1)).await.unwrap().unwrap();
        assert!(row.contested.is_empty(), "not folded twice");
        assert_eq!(replica.inspections(&InspectionFilter::default()).await.unwrap().rows.len(), 1);
    });
}

#[test]
fn a_restored_server_is_offered_again_what_it_lost() {
    run(async {
        let world = World::new();
        let of = world.import(1, "老王小吃");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        let photo = picture(1, 400);
        let hash = PhotoHash::of(&photo);
        replica.put_photo(hash, &photo, "image/jpeg", None, world.clock_now()).await.unwrap();
        world.commit(&replica, vec![world.stamp(registered(2, "新店"))]).await.unwrap();
        world.commit(&replica, world.visit(1, of, std::slice::from_ref(&photo))).await.unwrap();
        world.drain(&replica).await.unwrap();
        assert_eq!(world.server.ids().len(), 4);
        {
            let mut state = world.server.0.borrow_mut();
            state.log.truncate(2);
            state.photos.clear();
            state.uploads.clear();
            state.incarnation = "i2".into();
        }
        world.commit(&replica, vec![world.stamp(registered(3, "更新店"))]).await.unwrap();
        world.drain(&replica).await.unwrap();
        world.drain(&replica).await.unwrap();
        assert_eq!(world.server.ids().len(), 5);
        assert_eq!(world.server.0.borrow().photos[&hash], photo);
        let status = replica.status().await.unwrap();
        assert_eq!((status.unsent_records, status.unsent_photos), (0, 0));
        for (name, row) in world.server.rows() {
            assert_eq!(replica.row(name).await.unwrap(), Some(row), "replica and server agree");
        }
    });
}

#[test]
fn a_refused_cursor_leads_to_a_snapshot() {
    run(async {
        let world = World::new();
        world.import(1, "店");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        world.server.trouble(&[Trouble::Status(410, "cursor-gone")]);
        assert!(world.drain(&replica).await.unwrap().snapshot_taken);
        assert_eq!(replica.premises_list().await.unwrap().len(), 1);
    });
}
