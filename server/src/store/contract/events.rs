//! Appending, and reading in order.

use super::*;
use gridwalk_domain::chain::{ORIGIN, verify};

#[tokio::test]
async fn events_come_back_as_posted_in_order_with_a_chain_that_verifies() {
    on_each(async |store| {
        assert_eq!(append(&store, 2, &[(1001, 41), (1002, 42)]).await, [1, 2]);
        assert_eq!(append(&store, 3, &[(1003, 61)]).await, [1]);
        assert_eq!(append(&store, 2, &[(1004, 51)]).await, [3]);
        let chain = store.chain(area_id(2), 0, 100).await.unwrap();
        let envelopes: Vec<_> = chain.iter().map(|(recorded, _)| recorded.envelope.clone()).collect();
        assert_eq!(envelopes, [site(1001, 41), site(1002, 42), site(1004, 51)]);
        assert_eq!(chain[1].0.received_at, ms(2_002));
        verify(ORIGIN, chain.iter().map(|(recorded, link)| (recorded, *link))).unwrap();
        assert_eq!(store.heads().await.unwrap(), [(area_id(2), 3), (area_id(3), 1)].into());
        assert_eq!(store.chain(area_id(2), 2, 1).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_append_that_is_not_committed_leaves_nothing() {
    on_each(async |store| {
        let mut dropped = store.begin_append(area_id(2)).await.unwrap();
        add(dropped.as_mut(), &site(1001, 41), ms(1)).await;
        drop(dropped);
        assert!(store.heads().await.unwrap().is_empty());
        let mut next = store.begin_append(area_id(2)).await.unwrap();
        assert_eq!(next.known(site(1001, 41).id).await.unwrap(), None);
        assert_eq!(add(next.as_mut(), &site(1001, 41), ms(1)).await, 1);
        next.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_append_sees_its_own_and_earlier_events_and_rows() {
    on_each(async |store| {
        append(&store, 2, &[(1001, 41)]).await;
        let mut append = store.begin_append(area_id(2)).await.unwrap();
        add(append.as_mut(), &site(1002, 41), ms(1)).await;
        for (id, seq) in [(1001, 1), (1002, 2)] {
            let envelope = site(id, 41);
            let known = append.known(envelope.id).await.unwrap().unwrap();
            assert_eq!(known, Known { digest: envelope_digest(&envelope), seq: Some(seq) });
            let body = Body::decode(&envelope).unwrap();
            assert_eq!(append.rows(&touched(&envelope, &body)).await.unwrap().len(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn quarantine_is_kept_apart_and_known() {
    on_each(async |store| {
        let envelope = site(1001, 41);
        let digest = envelope_digest(&envelope);
        let aside =
            Quarantined { envelope: envelope.clone(), digest, reason: "out-of-scope".into(), received_at: ms(3) };
        let mut append = store.begin_append(area_id(2)).await.unwrap();
        append.quarantine(&aside).await.unwrap();
        append.commit().await.unwrap();
        assert_eq!(store.quarantined().await.unwrap(), [aside]);
        assert!(store.heads().await.unwrap().is_empty());
        let mut append = store.begin_append(area_id(3)).await.unwrap();
        assert_eq!(append.known(envelope.id).await.unwrap(), Some(Known { digest, seq: None }));
    })
    .await;
}

#[tokio::test]
async fn a_pull_gives_the_scope_page_by_page_and_never_another_scope() {
    on_each(async |store| {
        append(&store, 2, &[(1001, 41), (1002, 51), (1003, 41), (1004, 42), (1005, 41)]).await;
        append(&store, 3, &[(1006, 61)]).await;
        for (reader, expected) in [
            (100, vec![1001, 1003, 1005]),
            (101, vec![1004]),
            (102, vec![1001, 1003, 1004, 1005]),
            (103, vec![1001, 1002, 1003, 1004, 1005]),
            (104, vec![1006]),
            (999, vec![]),
        ] {
            for limit in 1..=6 {
                let mut read = Vec::new();
                let mut cursor = Cursor::new();
                loop {
                    let page = store.events_after(account_id(reader), &cursor, limit).await.unwrap();
                    assert!(page.events.len() <= limit as usize);
                    read.extend(page.events.iter().map(|recorded| recorded.envelope.id.0.as_u128()));
                    cursor = page.next;
                    if !page.more {
                        break;
                    }
                }
                assert_eq!(read, expected, "reader {reader}, limit {limit}");
                assert!(store.events_after(account_id(reader), &cursor, limit).await.unwrap().events.is_empty());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_moved_cell_takes_its_history_along() {
    on_each(async |store| {
        append(&store, 2, &[(1001, 41)]).await;
        let moved = area(41, Some(6), AreaLevel::GridCell);
        store.put_areas(&[moved], &[area_id(4), area_id(6)]).await.unwrap();
        append(&store, 3, &[(1002, 41)]).await;
        let read = async |reader| {
            let page = store.events_after(account_id(reader), &Cursor::new(), 10).await.unwrap();
            page.events.iter().map(|recorded| recorded.envelope.id.0.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(read(100).await, [1001, 1002]);
        assert!(read(102).await.is_empty());
        assert!(read(103).await.is_empty());
        let epochs: Vec<_> = store.areas().await.unwrap().into_iter().filter(|stored| stored.epoch > 0).collect();
        assert_eq!(epochs.iter().map(|stored| stored.area.id).collect::<Vec<_>>(), [area_id(4), area_id(6)]);
    })
    .await;
}

#[tokio::test]
async fn two_appends_to_one_stream_take_turns() {
    on_each(async |store| {
        let both = (0..20u128).map(|n| {
            let store = Arc::clone(&store);
            async move { append(&store, 2, &[(2000 + n * 2, 41), (2001 + n * 2, 42)]).await }
        });
        let mut seqs: Vec<_> = futures::future::join_all(both).await.into_iter().flatten().collect();
        seqs.sort_unstable();
        assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn sqlite_keeps_everything_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kept.db");
    let first: Arc<dyn Store> = Arc::new(SqliteStore::open(&file, Uuid::from_u128(77)).await.unwrap());
    prepare(&first).await;
    append(&first, 2, &[(1001, 41)]).await;
    drop(first);
    let again: Arc<dyn Store> = Arc::new(SqliteStore::open(&file, Uuid::from_u128(78)).await.unwrap());
    assert_eq!(again.incarnation().await.unwrap(), Uuid::from_u128(77));
    assert_eq!(append(&again, 2, &[(1002, 41)]).await, [2]);
    let chain = again.chain(area_id(2), 0, 10).await.unwrap();
    verify(ORIGIN, chain.iter().map(|(recorded, link)| (recorded, *link))).unwrap();
}
