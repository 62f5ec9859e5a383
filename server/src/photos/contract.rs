//! What every photo store must do, run on each of them.

use super::examine::{PhotoKind, Refusal};
use super::store::{Part, PhotoStore, UploadId, UploadRecord};
use super::testing::jpeg;
use super::{FolderPhotos, MemoryPhotos};
use bytes::Bytes;
use futures::TryStreamExt;
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

/// Opens the same store again, as a restarted server does.
type Reopen = Box<dyn Fn() -> Arc<dyn PhotoStore>>;

fn stores() -> Vec<(&'static str, Reopen, Option<tempfile::TempDir>)> {
    let memory = Arc::new(MemoryPhotos::new());
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_owned();
    vec![
        ("memory", Box::new(move || memory.clone() as Arc<dyn PhotoStore>) as Reopen, None),
        ("folder", Box::new(move || Arc::new(FolderPhotos::open(&root).unwrap()) as _), Some(folder)),
    ]
}

fn record(photo: &[u8]) -> UploadRecord {
    UploadRecord {
        owner: AccountId(Uuid::from_u128(1)),
        sha256: PhotoHash::of(photo),
        size_bytes: photo.len() as u64,
        expires_at: Timestamp::from_millis(1_000),
        part: Part::Receiving,
        metadata: "filename d29ybGQ=".into(),
    }
}

async fn bytes_of(store: &dyn PhotoStore, hash: PhotoHash) -> Vec<u8> {
    let reading = store.read(hash).await.unwrap().unwrap();
    let pieces: Vec<Bytes> = reading.bytes.try_collect().await.unwrap();
    pieces.concat()
}

const ID: UploadId = UploadId::from_random(7);

#[tokio::test]
async fn what_is_published_reads_back_as_it_was() {
    for (name, reopen, _folder) in stores() {
        let photo = jpeg(300, 200, 1);
        let hash = PhotoHash::of(&photo);
        let store = reopen();
        assert!(store.read(hash).await.unwrap().is_none(), "{name}");
        store.put_record(ID, &record(&photo)).await.unwrap();
        store.append(ID, 0, Bytes::copy_from_slice(&photo)).await.unwrap();
        assert_eq!(store.examine(ID, hash).await.unwrap(), Some(Ok(PhotoKind::Jpeg)), "{name}");
        assert!(store.publish(ID, hash).await.unwrap(), "{name}");

        let store = reopen();
        assert_eq!(store.photo_bytes(hash).await.unwrap(), Some(photo.len() as u64), "{name}");
        assert_eq!(store.part_bytes(ID).await.unwrap(), None, "{name}: the part has moved");
        let reading = store.read(hash).await.unwrap().unwrap();
        assert_eq!((reading.kind, reading.size_bytes), (PhotoKind::Jpeg, photo.len() as u64), "{name}");
        assert_eq!(bytes_of(&*store, hash).await, photo, "{name}");
    }
}

#[tokio::test]
async fn a_part_outlives_the_process() {
    for (name, reopen, _folder) in stores() {
        let photo = jpeg(64, 64, 2);
        let kept = record(&photo);
        let store = reopen();
        store.put_record(ID, &kept).await.unwrap();
        assert_eq!(store.part_bytes(ID).await.unwrap(), None, "{name}");
        store.append(ID, 0, Bytes::copy_from_slice(&photo[..100])).await.unwrap();

        let store = reopen();
        assert_eq!(store.record(ID).await.unwrap(), Some(kept), "{name}");
        assert_eq!(store.part_bytes(ID).await.unwrap(), Some(100), "{name}");
        // A write that a dropped request left running does no harm.
        store.append(ID, 50, Bytes::copy_from_slice(&photo[50..100])).await.unwrap();
        store.append(ID, 100, Bytes::copy_from_slice(&photo[100..])).await.unwrap();
        let hash = PhotoHash::of(&photo);
        assert!(store.publish(ID, hash).await.unwrap(), "{name}");
        assert_eq!(bytes_of(&*store, hash).await, photo, "{name}");
    }
}

#[tokio::test]
async fn publishing_twice_keeps_one_copy() {
    for (name, reopen, _folder) in stores() {
        let store = reopen();
        let photo = jpeg(20, 20, 3);
        let hash = PhotoHash::of(&photo);
        let other = UploadId::from_random(8);
        for id in [ID, other] {
            store.put_record(id, &record(&photo)).await.unwrap();
            store.append(id, 0, Bytes::copy_from_slice(&photo)).await.unwrap();
        }
        assert!(store.publish(ID, hash).await.unwrap(), "{name}");
        assert!(store.publish(other, hash).await.unwrap(), "{name}");
        assert!(store.publish(other, hash).await.unwrap(), "{name}: again, without a part");
        assert_eq!(store.part_bytes(other).await.unwrap(), None, "{name}");
        assert_eq!(bytes_of(&*store, hash).await, photo, "{name}");
    }
}

#[tokio::test]
async fn what_is_absent_is_said_to_be() {
    for (name, reopen, _folder) in stores() {
        let store = reopen();
        let hash = PhotoHash([9; 32]);
        assert_eq!(store.record(ID).await.unwrap(), None, "{name}");
        assert_eq!(store.examine(ID, hash).await.unwrap(), None, "{name}");
        assert!(!store.publish(ID, hash).await.unwrap(), "{name}");
        assert_eq!(store.photo_bytes(hash).await.unwrap(), None, "{name}");
        store.drop_part(ID).await.unwrap();
        store.drop_upload(ID).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_dropped_is_gone() {
    for (name, reopen, _folder) in stores() {
        let store = reopen();
        let photo = b"not a picture".to_vec();
        let refused = Part::Refused { reason: Refusal::NotAnImage };
        store.put_record(ID, &record(&photo)).await.unwrap();
        store.append(ID, 0, Bytes::from(photo.clone())).await.unwrap();
        let verdict = store.examine(ID, PhotoHash::of(&photo)).await.unwrap();
        assert_eq!(verdict, Some(Err(Refusal::NotAnImage)), "{name}");
        store.drop_part(ID).await.unwrap();
        store.put_record(ID, &UploadRecord { part: refused.clone(), ..record(&photo) }).await.unwrap();
        assert_eq!(store.record(ID).await.unwrap().map(|kept| kept.part), Some(refused), "{name}");
        assert_eq!(store.uploads().await.unwrap(), [ID], "{name}");
        store.drop_upload(ID).await.unwrap();
        assert_eq!(store.uploads().await.unwrap(), [], "{name}");
        assert_eq!(store.part_bytes(ID).await.unwrap(), None, "{name}");
    }
}
