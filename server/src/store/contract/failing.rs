//! What SQLite does when the disk is full or a page is spoiled: the caller is told, and nobody else suffers.

use super::*;
use crate::core::{Core, Job, Session, VerdictKind};
use gridwalk_domain::admit::Actor;
use serde_json::value::to_raw_value;
use std::path::Path;

async fn open(folder: &Path) -> (Arc<SqliteStore>, Core) {
    let store = Arc::new(SqliteStore::open(&folder.join("test.db"), Uuid::from_u128(77)).await.unwrap());
    let shared: Arc<dyn Store> = store.clone();
    prepare(&shared).await;
    (store, Core::open(shared).await.unwrap())
}

async fn session(core: &Core) -> Session {
    let account = account_id(100);
    let assignments = core.store().assignments(account).await.unwrap();
    Session {
        account,
        username: "user100".into(),
        name: "人100".into(),
        role: Role::Worker,
        device: Uuid::from_u128(9).into(),
        session_id: Uuid::from_u128(8),
        actor: Actor { account, role: Role::Worker, assignments, trades: Vec::new() },
        is_revoked: false,
        expires_at: ms(i64::MAX),
    }
}

fn job(core: &Core, session: &Session, ids: &[u128]) -> Job {
    let raw: Vec<_> = ids.iter().map(|id| to_raw_value(&site(*id, 41)).unwrap()).collect();
    core.sort(session, &raw, ms(1)).jobs().remove(0).1
}

#[tokio::test]
async fn a_full_disk_is_told_and_stores_nothing_until_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (store, core) = open(folder.path()).await;
    let session = session(&core).await;
    let ids: Vec<_> = (1000..1400).collect();
    let jobs = [job(&core, &session, &ids)];
    sqlx::query("PRAGMA max_page_count = 1").execute(store.writer()).await.unwrap();
    let full = core.append(area_id(2), &jobs).await.remove(0);
    assert!(matches!(full, Err(StoreError::Unavailable { .. })));
    assert!(store.heads().await.unwrap().is_empty());
    sqlx::query("PRAGMA max_page_count = 1000000").execute(store.writer()).await.unwrap();
    let verdicts = core.append(area_id(2), &jobs).await.remove(0).unwrap();
    assert!(verdicts.iter().all(|verdict| verdict.verdict == VerdictKind::Accepted));
    assert_eq!(store.heads().await.unwrap(), [(area_id(2), 400)].into());
}

#[tokio::test]
async fn one_spoiled_row_refuses_its_own_event_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (store, core) = open(folder.path()).await;
    let session = session(&core).await;
    core.append(area_id(2), &[job(&core, &session, &[1001])]).await.remove(0).unwrap();
    sqlx::query("UPDATE ledger SET entry = '{'").execute(store.writer()).await.unwrap();
    let mut about_it = site(1002, 41);
    about_it.subject = site(1001, 41).subject;
    let raw = [site(1003, 41), about_it, site(1004, 41)].map(|envelope| to_raw_value(&envelope).unwrap());
    let mixed = core.sort(&session, &raw, ms(1)).jobs().remove(0).1;
    let results = core.append(area_id(2), &[job(&core, &session, &[1005]), mixed]).await;
    let reasons = |at: usize| results[at].as_ref().unwrap().iter().map(|verdict| verdict.reason).collect::<Vec<_>>();
    assert_eq!(reasons(0), [None]);
    assert_eq!(reasons(1), [None, Some("store-corrupt"), None]);
    assert_eq!(store.heads().await.unwrap(), [(area_id(2), 4)].into());
}
