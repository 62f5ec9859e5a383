//! Photos on their way.

use crate::server::{State, Trouble};
use crate::world::*;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_replica::store::memory::MemoryStore;
use gridwalk_replica::store::{Batch, Durability, Store, Table};
use gridwalk_replica::{PhotoStatus, RecordStatus, Replica};

const SIZE: usize = 600_000;

async fn with_photo(world: &World) -> (Replica<MemoryStore>, PhotoHash, Vec<u8>) {
    let replica = world.open().await;
    let photo = picture(3, SIZE);
    let hash = PhotoHash::of(&photo);
    replica.put_photo(hash, &photo, "image/jpeg", None, world.clock_now()).await.unwrap();
    world.commit(&replica, world.visit(1, premises(1), std::slice::from_ref(&photo))).await.unwrap();
    (replica, hash, photo)
}

fn chunks(calls: &[String]) -> usize {
    calls.iter().filter(|call| *call == "chunk").count()
}

#[test]
fn three_photos_are_under_way_at_once_and_a_bad_one_stops_no_other() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        let photos: Vec<_> = (1..=7).map(|number| picture(number, SIZE)).collect();
        for photo in &photos {
            replica.put_photo(PhotoHash::of(photo), photo, "image/jpeg", None, world.clock_now()).await.unwrap();
        }
        world.commit(&replica, world.visit(1, premises(1), &photos)).await.unwrap();
        // events, three pages, and the second of the first three to be created
        let mut troubles = [Trouble::None; 6];
        troubles[5] = Trouble::Status(415, "not-an-image");
        world.server.trouble(&troubles);
        let report = world.drain(&replica).await.unwrap();
        assert_eq!((report.photos_sent, report.photos_failed), (6, 1));
        assert_eq!(world.server.0.borrow().under_way["chunk"], (0, 3));
        assert_eq!(world.server.0.borrow().photos.len(), 6);
    });
}

#[test]
fn a_cut_of_one_keeps_what_the_others_sent() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        let photos: Vec<_> = (1..=3).map(|number| picture(number, SIZE)).collect();
        for photo in &photos {
            replica.put_photo(PhotoHash::of(photo), photo, "image/jpeg", None, world.clock_now()).await.unwrap();
        }
        world.commit(&replica, world.visit(1, premises(1), &photos)).await.unwrap();
        // events, two pages, three creations, then the first of three chunks
        let mut troubles = [Trouble::None; 7];
        troubles[6] = Trouble::Cut;
        world.server.trouble(&troubles);
        assert!(world.drain(&replica).await.is_err());
        world.server.take_calls();
        world.drain(&replica).await.unwrap();
        // Three chunks each, and two of nine had arrived.
        assert_eq!(chunks(&world.server.take_calls()), 7);
        assert_eq!(world.server.0.borrow().photos.len(), 3);
    });
}

#[test]
fn a_cut_costs_one_chunk_at_most() {
    run(async {
        let world = World::new();
        let (replica, hash, photo) = with_photo(&world).await;
        use Trouble::{Cut, None};
        // events, snapshot, pull, create, chunk, cut
        world.server.trouble(&[None, None, None, None, None, Cut]);
        assert!(world.drain(&replica).await.is_err());
        assert_eq!(replica.photo_status(hash).await.unwrap(), PhotoStatus::Uploading { sent_bytes: 262_144 });
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), RecordStatus::Uploading);
        assert_eq!(replica.status().await.unwrap().unsent_records, 1, "its photo is not there yet");
        world.server.take_calls();
        world.drain(&replica).await.unwrap();
        let calls = world.server.take_calls();
        assert_eq!(chunks(&calls), 2, "{calls:?}");
        assert!(calls.contains(&"offset".to_owned()) && !calls.contains(&"create".to_owned()), "resumed: {calls:?}");
        assert_eq!(world.server.0.borrow().photos[&hash], photo);
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), RecordStatus::Uploaded);
    });
}

#[test]
fn a_lost_answer_to_a_chunk_is_set_right_by_asking() {
    run(async {
        let world = World::new();
        let (replica, hash, photo) = with_photo(&world).await;
        use Trouble::{LostAnswer, None};
        world.server.trouble(&[None, None, None, None, LostAnswer]);
        assert!(world.drain(&replica).await.is_err());
        world.drain(&replica).await.unwrap();
        assert_eq!(world.server.0.borrow().photos[&hash], photo);
    });
}

#[test]
fn an_upload_that_the_server_forgot_is_begun_again() {
    run(async {
        let world = World::new();
        let (replica, hash, photo) = with_photo(&world).await;
        use Trouble::{Cut, None};
        world.server.trouble(&[None, None, None, None, None, Cut]);
        assert!(world.drain(&replica).await.is_err());
        let forget = |state: &mut State| state.uploads.clear();
        forget(&mut world.server.0.borrow_mut());
        world.drain(&replica).await.unwrap();
        assert_eq!(world.server.0.borrow().photos[&hash], photo);
    });
}

#[test]
fn damaged_or_missing_bytes_are_said_and_stop_nothing_else() {
    run(async {
        let world = World::new();
        let (replica, hash, _) = with_photo(&world).await;
        let other = picture(9, 100);
        replica.put_photo(PhotoHash::of(&other), &other, "image/jpeg", None, world.clock_now()).await.unwrap();
        world.commit(&replica, world.visit(2, premises(1), std::slice::from_ref(&other))).await.unwrap();
        let mut batch = Batch::new();
        batch.put(Table::Photos, hash.0.to_vec(), b"\x01\x01xdamaged".to_vec());
        replica.store().write(batch, Durability::Strict).await.unwrap();
        let report = world.drain(&replica).await.unwrap();
        assert_eq!((report.photos_sent, report.photos_failed), (1, 1));
        assert_eq!(replica.photo_status(hash).await.unwrap(), PhotoStatus::Failed { reason: "damaged".into() });
        let failed = RecordStatus::Failed { reason: "damaged".into() };
        assert_eq!(replica.record_status(inspection(1)).await.unwrap(), failed);
        assert_eq!(replica.status().await.unwrap().unsent_records, 1, "it is not forgotten");
        let mut batch = Batch::new();
        batch.delete(Table::Photos, hash.0.to_vec());
        replica.store().write(batch, Durability::Strict).await.unwrap();
        replica.retry_all().await.unwrap();
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.photo_status(hash).await.unwrap(), PhotoStatus::Failed { reason: "missing".into() });
        world.server.0.borrow_mut().photos.insert(hash, vec![]);
        replica.retry_all().await.unwrap();
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.photo_status(hash).await.unwrap(), PhotoStatus::Uploaded, "the server had it all along");
    });
}

#[test]
fn a_photo_that_the_server_will_not_take_stays_with_its_reason() {
    run(async {
        let world = World::new();
        let (replica, hash, _) = with_photo(&world).await;
        use Trouble::{None, Status};
        world.server.trouble(&[None, None, None, Status(415, "not-an-image")]);
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.photo_status(hash).await.unwrap(), PhotoStatus::Failed { reason: "not-an-image".into() });
        assert!(replica.photo(hash).await.unwrap().is_some());
    });
}

#[test]
fn an_event_committed_meanwhile_goes_before_the_next_chunk() {
    run(async {
        let world = World::new();
        let (replica, ..) = with_photo(&world).await;
        let urgent = async {
            while !world.server.0.borrow().calls.contains(&"chunk".to_owned()) {
                crate::server::pause().await;
            }
            world.commit(&world.open().await, vec![world.stamp(registered(5, "急"))]).await.unwrap();
        };
        let (drained, ()) = futures::join!(world.drain(&replica), urgent);
        assert!(drained.is_ok());
        let calls = world.server.take_calls();
        let last_chunk = calls.iter().rposition(|call| call == "chunk").unwrap();
        assert!(calls[..last_chunk].contains(&"events 1".to_owned()), "{calls:?}");
    });
}

#[test]
fn bytes_go_only_when_the_server_has_them_in_a_backup() {
    run(async {
        let world = World::new();
        let (replica, hash, _) = with_photo(&world).await;
        world.drain(&replica).await.unwrap();
        world.server.0.borrow_mut().backed_up_through = 2;
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.release_backed_up(10).await, Ok(0), "the backup may be older than the photo");
        world.commit(&replica, vec![world.stamp(registered(5, "后来"))]).await.unwrap();
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.release_backed_up(10).await, Ok(0));
        world.server.0.borrow_mut().backed_up_through = 3;
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.release_backed_up(10).await, Ok(1));
        assert_eq!(replica.photo(hash).await.unwrap(), None);
        assert_eq!(replica.photo_status(hash).await.unwrap(), PhotoStatus::Uploaded);
    });
}
