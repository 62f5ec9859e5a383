//! Accounts, assignments, sessions, notes.

use super::*;
use gridwalk_domain::id::DeviceId;

#[tokio::test]
async fn accounts_are_found_by_exact_name_and_names_are_unique() {
    on_each(async |store| {
        let before = store.count_accounts().await.unwrap();
        let new = account(200, "王小明");
        store.add_account(&new, &[]).await.unwrap();
        assert_eq!(store.account_named("王小明").await.unwrap(), Some(new.clone()));
        assert_eq!(store.account(new.id).await.unwrap(), Some(new));
        for other in ["王小", "USER100", "user100 ", ""] {
            assert_eq!(store.account_named(other).await.unwrap(), None, "{other}");
        }
        let taken = store.add_account(&account(201, "王小明"), &[]).await;
        assert!(matches!(taken, Err(StoreError::NameTaken { username }) if username == "王小明"));
        assert_eq!(store.count_accounts().await.unwrap(), before + 1);
        store.set_password(account_id(200), "other").await.unwrap();
        assert_eq!(store.account(account_id(200)).await.unwrap().unwrap().password_hash, "other");
    })
    .await;
}

#[tokio::test]
async fn assignments_begin_and_end_and_are_remembered() {
    on_each(async |store| {
        let id = account_id(100);
        store.end_assignment(id, area_id(41), ms(50)).await.unwrap();
        store.assign(id, &Assignment { area: area_id(42), from: ms(50), to: None }).await.unwrap();
        let expected = [
            Assignment { area: area_id(41), from: ms(0), to: Some(ms(50)) },
            Assignment { area: area_id(42), from: ms(50), to: None },
        ];
        assert_eq!(store.assignments(id).await.unwrap(), expected);
    })
    .await;
}

#[tokio::test]
async fn people_are_those_above_and_below() {
    on_each(async |store| {
        let names = async |reader| {
            let people = store.people(account_id(reader)).await.unwrap();
            assert!(people.iter().all(|person| !person.areas.is_empty()));
            people.into_iter().map(|person| person.name).collect::<Vec<_>>()
        };
        assert_eq!(names(100).await, ["人100", "人102", "人103"]);
        assert_eq!(names(103).await, ["人100", "人101", "人102", "人103"]);
        assert_eq!(names(104).await, ["人104"]);
    })
    .await;
}

#[tokio::test]
async fn sessions_live_until_they_end() {
    on_each(async |store| {
        let session = |n: u8, account: u128, expires_at| StoredSession {
            id: Uuid::from_u128(u128::from(n)),
            token_hash: [n; 32],
            account: account_id(account),
            device: DeviceId(Uuid::from_u128(9)),
            created_at: ms(1),
            expires_at,
            revoked_at: None,
        };
        for (n, account, expires_at) in [(1, 100, ms(10)), (2, 100, ms(20)), (3, 100, ms(20)), (4, 101, ms(20))] {
            store.add_session(&session(n, account, expires_at)).await.unwrap();
        }
        let alive = async || {
            let mut alive = Vec::new();
            for n in 1..=4u8 {
                if store.session(&[n; 32]).await.unwrap().is_some() {
                    alive.push(n);
                }
            }
            alive
        };
        assert_eq!(store.session(&[2; 32]).await.unwrap(), Some(session(2, 100, ms(20))));
        store.end_sessions(&SessionsOf::ExpiredAt(ms(10))).await.unwrap();
        assert_eq!(alive().await, [2, 3, 4]);
        store.end_sessions(&SessionsOf::AccountBut(account_id(100), Uuid::from_u128(3))).await.unwrap();
        assert_eq!(alive().await, [3, 4]);
        assert_eq!(store.revoke_sessions(account_id(100), ms(7)).await.unwrap(), 1);
        assert_eq!(store.revoke_sessions(account_id(100), ms(8)).await.unwrap(), 0);
        assert_eq!(store.session(&[3; 32]).await.unwrap().unwrap().revoked_at, Some(ms(7)));
        store.extend_session(Uuid::from_u128(4), ms(99)).await.unwrap();
        assert_eq!(store.session(&[4; 32]).await.unwrap().unwrap().expires_at, ms(99));
        store.end_sessions(&SessionsOf::Id(Uuid::from_u128(4))).await.unwrap();
        assert_eq!(alive().await, [3]);
    })
    .await;
}

#[tokio::test]
async fn notes_are_set_and_removed() {
    on_each(async |store| {
        assert_eq!(store.note("n").await.unwrap(), None);
        store.set_note("n", Some("1")).await.unwrap();
        store.set_note("n", Some("2")).await.unwrap();
        assert_eq!(store.note("n").await.unwrap().as_deref(), Some("2"));
        store.set_note("n", None).await.unwrap();
        assert_eq!(store.note("n").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn areas_come_back_as_put_and_a_cycle_does_no_harm() {
    on_each(async |store| {
        assert_eq!(store.areas().await.unwrap().len(), 10);
        let stored = store.areas().await.unwrap().into_iter().find(|stored| stored.area.id == area_id(41)).unwrap();
        assert_eq!(stored.area, area(41, Some(4), AreaLevel::GridCell));
        store.put_areas(&[area(1, Some(41), AreaLevel::County)], &[]).await.unwrap();
        assert!(store.events_after(account_id(100), &Cursor::new(), 1).await.unwrap().events.is_empty());
    })
    .await;
}
