//! What every store keeps: one suite, run on memory natively and on IndexedDB in a browser.

use super::{Batch, Check, Durability, Found, KeyRange, Query, Store, StoreError, Table};

/// Runs the whole suite. `open` opens the same store again each time it is called: what was written is still there.
/// The store is empty at first.
///
/// # Panics
/// When the store does not keep the contract: this is a test.
pub async fn check<S: Store>(open: impl AsyncFn() -> S) {
    reads_what_was_written(&open().await).await;
    ranges_are_half_open_and_sorted(&open().await).await;
    terms_find_and_follow(&open().await).await;
    a_failed_check_leaves_nothing(&open().await).await;
    each_check_is_named(&open().await).await;
    put_if_absent_keeps_the_first(&open().await).await;
    changes_are_made_in_order(&open().await).await;
    large_values_and_all_bytes(&open().await).await;
    let store = open().await;
    write(&store, |batch| _ = batch.put(Table::Meta, b"kept".to_vec(), b"1".to_vec())).await;
    drop(store);
    assert_eq!(open().await.get(Table::Meta, b"kept").await, Ok(Some(b"1".to_vec())), "opened again");
}

async fn write<S: Store>(store: &S, fill: impl FnOnce(&mut Batch)) {
    let mut batch = Batch::new();
    fill(&mut batch);
    assert_eq!(store.write(batch, Durability::Strict).await, Ok(()));
}

async fn clear<S: Store>(store: &S) {
    write(store, |batch| Table::ALL.iter().for_each(|table| _ = batch.delete_range(*table, KeyRange::all()))).await;
}

fn found(key: &[u8], value: &[u8]) -> Found {
    Found { key: key.to_vec(), value: value.to_vec() }
}

#[allow(clippy::expect_used, reason = "a check of stores: a store that cannot read is to fail it")]
async fn reads_what_was_written<S: Store>(store: &S) {
    clear(store).await;
    for durability in [Durability::Relaxed, Durability::Strict] {
        let mut batch = Batch::new();
        for table in Table::ALL {
            batch.put(table, b"k".to_vec(), table.name().as_bytes().to_vec());
        }
        assert_eq!(store.write(batch, durability).await, Ok(()));
        let keys: Vec<_> = Table::ALL.map(|table| (table, b"k".to_vec())).to_vec();
        let values = store.get_many(&keys).await.expect("reads");
        let wanted: Vec<_> = Table::ALL.map(|table| Some(table.name().as_bytes().to_vec())).to_vec();
        assert_eq!(values, wanted, "each table has its own value");
    }
    let keys = [(Table::Meta, b"none".to_vec()), (Table::Rows, b"k".to_vec()), (Table::Meta, b"none".to_vec())];
    assert_eq!(store.get_many(&keys).await, Ok(vec![None, Some(b"rows".to_vec()), None]), "in the order asked");
    assert_eq!(store.get_many(&[]).await, Ok(vec![]));
    write(store, |batch| _ = batch.delete(Table::Meta, b"k".to_vec()).delete(Table::Meta, b"none".to_vec())).await;
    assert_eq!(store.get(Table::Meta, b"k").await, Ok(None));
    write(store, |_| {}).await;
}

async fn ranges_are_half_open_and_sorted<S: Store>(store: &S) {
    clear(store).await;
    let keys: [&[u8]; 7] = [&[], &[0], &[1], &[1, 0], &[1, 255], &[2], &[255, 255]];
    write(store, |batch| {
        for key in keys.iter().rev() {
            batch.put(Table::Outbox, key.to_vec(), vec![9]);
        }
    })
    .await;
    let all = store.keys(&Query::prefix(Table::Outbox, &[])).await;
    assert_eq!(all, Ok(keys.map(<[u8]>::to_vec).to_vec()), "sorted as bytes");
    let ones: Vec<_> = [&[1u8][..], &[1, 0], &[1, 255]].map(<[u8]>::to_vec).to_vec();
    assert_eq!(store.keys(&Query::prefix(Table::Outbox, &[1])).await, Ok(ones.clone()));
    assert_eq!(store.keys(&Query::prefix(Table::Outbox, &[255])).await, Ok(vec![vec![255, 255]]), "no key after it");
    let range = KeyRange { from: vec![0], to: Some(vec![1, 255]) };
    let mut query = Query::prefix(Table::Outbox, &[]);
    query.range = range;
    assert_eq!(store.keys(&query).await, Ok(vec![vec![0], vec![1], vec![1, 0]]), "from is in, to is not");
    assert_eq!(store.keys(&query.clone().limit(2)).await, Ok(vec![vec![0], vec![1]]));
    assert_eq!(store.keys(&query.clone().backward().limit(2)).await, Ok(vec![vec![1, 0], vec![1]]));
    let values = store.range(&query.clone().backward()).await;
    assert_eq!(values, Ok(vec![found(&[1, 0], &[9]), found(&[1], &[9]), found(&[0], &[9])]));
    query.range = KeyRange { from: vec![2], to: Some(vec![2]) };
    assert_eq!(store.range(&query).await, Ok(vec![]), "an empty range is no error");
    write(store, |batch| _ = batch.delete_range(Table::Outbox, KeyRange::prefix(&[1]))).await;
    let rest: Vec<_> = [&[][..], &[0], &[2], &[255, 255]].map(<[u8]>::to_vec).to_vec();
    assert_eq!(store.keys(&Query::prefix(Table::Outbox, &[])).await, Ok(rest));
}

async fn terms_find_and_follow<S: Store>(store: &S) {
    clear(store).await;
    let term = |text: &str| text.as_bytes().to_vec();
    write(store, |batch| {
        batch.put_with_terms(Table::Rows, term("1"), term("one"), vec![term("a/2"), term("b/1")]);
        batch.put_with_terms(Table::Rows, term("2"), term("two"), vec![term("a/1"), term("b/1")]);
        batch.put(Table::Rows, term("3"), term("three"));
    })
    .await;
    let by_a = Query::terms(Table::Rows, b"a/");
    assert_eq!(store.range(&by_a).await, Ok(vec![found(b"2", b"two"), found(b"1", b"one")]));
    assert_eq!(store.keys(&by_a.clone().backward()).await, Ok(vec![term("1"), term("2")]));
    assert_eq!(store.range(&by_a.clone().backward().limit(1)).await, Ok(vec![found(b"1", b"one")]));
    assert_eq!(store.keys(&Query::terms(Table::Rows, b"b/")).await, Ok(vec![term("1"), term("2")]), "then by key");
    write(store, |batch| {
        batch.put_with_terms(Table::Rows, term("1"), term("one!"), vec![term("a/0")]);
        batch.delete(Table::Rows, term("2"));
    })
    .await;
    assert_eq!(store.range(&by_a).await, Ok(vec![found(b"1", b"one!")]), "terms go with their value");
    assert_eq!(store.keys(&Query::terms(Table::Rows, b"b/")).await, Ok(vec![]));
    assert_eq!(store.keys(&Query::prefix(Table::Rows, &[])).await, Ok(vec![term("1"), term("3")]));
}

async fn a_failed_check_leaves_nothing<S: Store>(store: &S) {
    clear(store).await;
    write(store, |batch| _ = batch.put(Table::Meta, vec![1], vec![1])).await;
    let mut batch = Batch::new();
    batch.put(Table::Outbox, vec![1], vec![1]).delete(Table::Meta, vec![1]);
    batch.put_if_absent(Table::Sent, vec![1], vec![1], vec![]).delete_range(Table::Meta, KeyRange::all());
    batch.check(Check::Absent(Table::Meta, vec![1]));
    assert_eq!(store.write(batch, Durability::Strict).await, Err(StoreError::Precondition { index: 0 }));
    let keys = [(Table::Meta, vec![1]), (Table::Outbox, vec![1]), (Table::Sent, vec![1])];
    assert_eq!(store.get_many(&keys).await, Ok(vec![Some(vec![1]), None, None]));
}

async fn each_check_is_named<S: Store>(store: &S) {
    clear(store).await;
    write(store, |batch| _ = batch.put(Table::Photos, vec![1], vec![7])).await;
    let there = (Table::Photos, vec![1]);
    let not = (Table::PhotoStates, vec![1]);
    let holding = [
        Check::ExistsAny(vec![not.clone(), there.clone()]),
        Check::Absent(Table::PhotoStates, vec![1]),
        Check::Equals(Table::Photos, vec![1], Some(vec![7])),
        Check::Equals(Table::Photos, vec![2], None),
    ];
    let failing = [
        Check::ExistsAny(vec![not]),
        Check::ExistsAny(vec![]),
        Check::Absent(Table::Photos, vec![1]),
        Check::Equals(Table::Photos, vec![1], Some(vec![8])),
        Check::Equals(Table::Photos, vec![1], None),
        Check::Equals(Table::Photos, vec![2], Some(vec![])),
    ];
    for check in failing {
        let mut batch = Batch { checks: holding.to_vec(), changes: vec![] };
        batch.check(check.clone()).put(Table::Meta, vec![1], vec![1]);
        let result = store.write(batch, Durability::Strict).await;
        assert_eq!(result, Err(StoreError::Precondition { index: holding.len() }), "{check:?}");
    }
    assert_eq!(store.get(Table::Meta, &[1]).await, Ok(None));
    let mut batch = Batch { checks: holding.to_vec(), changes: vec![] };
    batch.put(Table::Meta, vec![1], vec![1]);
    assert_eq!(store.write(batch, Durability::Strict).await, Ok(()));
    let only_checks = Batch { checks: holding.to_vec(), changes: vec![] };
    assert_eq!(store.write(only_checks, Durability::Relaxed).await, Ok(()));
}

async fn put_if_absent_keeps_the_first<S: Store>(store: &S) {
    clear(store).await;
    let put = |key: u8, value: u8| {
        move |batch: &mut Batch| {
            batch.put_if_absent(Table::PhotoStates, vec![key], vec![value], vec![b"w".to_vec()]);
        }
    };
    write(store, put(1, 1)).await;
    write(store, put(1, 2)).await;
    assert_eq!(store.range(&Query::terms(Table::PhotoStates, b"w")).await, Ok(vec![found(&[1], &[1])]));
}

async fn changes_are_made_in_order<S: Store>(store: &S) {
    clear(store).await;
    write(store, |batch| _ = batch.put(Table::Segments, vec![1], vec![1])).await;
    write(store, |batch| {
        batch.delete_range(Table::Segments, KeyRange::all()).put(Table::Segments, vec![1], vec![2]);
        batch.put(Table::Segments, vec![2], vec![2]).delete(Table::Segments, vec![2]);
    })
    .await;
    assert_eq!(store.range(&Query::prefix(Table::Segments, &[])).await, Ok(vec![found(&[1], &[2])]));
}

async fn large_values_and_all_bytes<S: Store>(store: &S) {
    clear(store).await;
    let key: Vec<u8> = (0..=255).collect();
    let value: Vec<u8> = (0..600_000u32).map(|n| (n % 251) as u8).collect();
    write(store, |batch| _ = batch.put(Table::Photos, key.clone(), value.clone())).await;
    assert_eq!(store.get(Table::Photos, &key).await, Ok(Some(value)));
    write(store, |batch| _ = batch.put(Table::Photos, key.clone(), vec![])).await;
    assert_eq!(store.get(Table::Photos, &key).await, Ok(Some(vec![])), "an empty value is one");
    clear(store).await;
}

#[cfg(test)]
mod tests {
    use crate::store::memory::{Disk, MemoryStore};

    #[test]
    fn memory_keeps_the_contract() {
        let disk = Disk::new();
        futures::executor::block_on(super::check(async || MemoryStore::open(&disk)));
    }
}
