//! The page is killed between any two awaits, and the phone with it.

use crate::server::Trouble;
use crate::world::*;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_replica::Commit;

/// Runs `story` on a fresh world, killed after `polls`; then a new page goes on to the end. `true` when the story had
/// ended before the kill.
fn killed_after(polls: usize, troubles: &[Trouble]) -> bool {
    let world = World::new();
    let photo = picture(1, 300_000);
    let hash = PhotoHash::of(&photo);
    let of = world.import(1, "老王小吃");
    let told = run_for(polls, async {
        let replica = world.open().await;
        let draft = draft(&world.clock, 1, of, std::slice::from_ref(&photo));
        replica.put_photo(hash, &photo, "image/jpeg", Some(&draft), world.clock_now()).await.unwrap();
        let events = world.visit(1, of, std::slice::from_ref(&photo));
        replica.commit(Commit { events, draft: Some(inspection(1)) }).await.unwrap();
        world.server.trouble(troubles);
        let _ = world.drain(&replica).await;
        let _ = world.drain(&replica).await;
    });
    world.disk.kill();
    world.server.0.borrow_mut().troubles.clear();
    run(finish(&world, of, &photo));
    told.is_some()
}

async fn finish(world: &World, of: gridwalk_domain::id::PremisesId, photo: &[u8]) {
    let replica = world.open().await;
    // Either the draft or the record, never both and never neither once the photo was taken.
    let has_photo = replica.photo(PhotoHash::of(photo)).await.unwrap().is_some();
    let has_draft = !replica.drafts().await.unwrap().is_empty();
    let has_record = replica.inspection(inspection(1)).await.unwrap().is_some();
    assert_eq!(has_photo, has_draft || has_record, "a photo is never without what names it");
    assert!(!(has_draft && has_record));
    if has_draft {
        let events = world.visit(1, of, &[photo.to_vec()]);
        replica.commit(Commit { events, draft: Some(inspection(1)) }).await.unwrap();
    }
    world.drain(&replica).await.unwrap();
    assert_eq!(replica.status().await.unwrap().unsent_records, 0);
    assert_eq!(replica.status().await.unwrap().unsent_photos, 0);
    if has_photo {
        let ids = world.server.ids();
        assert_eq!(ids.len(), 3, "premises, visit, hazard: each once");
        assert_eq!(world.server.0.borrow().photos[&PhotoHash::of(photo)], photo);
    }
    for (name, row) in world.server.rows() {
        assert_eq!(replica.row(name).await.unwrap(), Some(row), "replica and server agree");
    }
    let (page, list) = (replica.first_page().await.unwrap(), replica.premises_list().await.unwrap());
    assert_eq!((page.rows.as_slice(), page.total), (list.as_slice(), list.len() as u32));
}

#[test]
fn killed_anywhere_nothing_is_lost_or_doubled() {
    let mut polls = 0;
    while !killed_after(polls, &[]) {
        polls += 1;
    }
    assert!(polls > 100, "the story has that many awaits: {polls}");
}

#[test]
fn killed_anywhere_on_a_bad_network_nothing_is_lost_or_doubled() {
    use Trouble::{Cut, LostAnswer, None, Status};
    for troubles in [
        &[LostAnswer][..],
        &[None, LostAnswer, None, Cut],
        &[None, None, None, LostAnswer, LostAnswer],
        &[None, None, None, None, LostAnswer],
        &[Status(503, ""), None, None, None, Cut],
    ] {
        let mut polls = 0;
        while !killed_after(polls, troubles) {
            polls += 1;
        }
    }
}
