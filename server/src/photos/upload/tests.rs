use super::*;
use crate::photos::testing::{jpeg, turned_jpeg};
use crate::photos::{MemoryPhotos, MemoryRegister};
use futures::executor::block_on;
use uuid::Uuid;

const ALICE: AccountId = AccountId(Uuid::from_u128(1));
const BOB: AccountId = AccountId(Uuid::from_u128(2));
const ID: UploadId = UploadId::from_random(11);
const OTHER: UploadId = UploadId::from_random(12);
const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

struct Bench {
    photos: Arc<MemoryPhotos>,
    register: Arc<MemoryRegister>,
    uploads: Uploads,
}

fn bench() -> Bench {
    let photos = Arc::new(MemoryPhotos::new());
    let register = Arc::new(MemoryRegister::new());
    let uploads = Uploads::new(photos.clone(), register.clone());
    Bench { photos, register, uploads }
}

impl Bench {
    fn create(&self, id: UploadId, owner: AccountId, photo: &[u8]) -> Result<Progress, UploadError> {
        let new = NewUpload {
            sha256: PhotoHash::of(photo),
            size_bytes: photo.len() as u64,
            media_type: None,
            metadata: String::new(),
        };
        block_on(self.uploads.create(id, owner, new, NOW))
    }

    fn append(&self, id: UploadId, owner: AccountId, offset: u64, bytes: &[u8]) -> Result<Progress, UploadError> {
        block_on(self.uploads.append(id, owner, offset, Bytes::copy_from_slice(bytes), NOW))
    }

    fn progress(&self, id: UploadId, owner: AccountId) -> Result<Progress, UploadError> {
        block_on(self.uploads.progress(id, owner, NOW))
    }

    fn is_registered(&self, photo: &[u8], owner: AccountId) -> bool {
        block_on(self.register.has_uploaded(PhotoHash::of(photo), owner)).unwrap()
    }
}

#[test]
fn a_photo_in_pieces_is_published_at_its_last_byte() {
    let bench = bench();
    let photo = turned_jpeg();
    assert_eq!(bench.create(ID, ALICE, &photo).unwrap().offset, 0);
    let half = bench.append(ID, ALICE, 0, &photo[..70]).unwrap();
    assert_eq!((half.offset, half.done), (70, false));
    assert!(bench.photos.published().is_empty());
    assert!(!bench.is_registered(&photo, ALICE));
    let whole = bench.append(ID, ALICE, 70, &photo[70..]).unwrap();
    assert_eq!((whole.offset, whole.done), (photo.len() as u64, true));
    assert_eq!(bench.photos.published(), [PhotoHash::of(&photo)]);
    assert!(bench.is_registered(&photo, ALICE));
    assert_eq!(bench.progress(ID, ALICE).unwrap(), whole);
}

#[test]
fn who_lost_count_is_told_the_offset() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo).unwrap();
    bench.append(ID, ALICE, 0, &photo[..50]).unwrap();
    for given in [0, 49, 51, u64::MAX] {
        let refused = bench.append(ID, ALICE, given, &photo[..1]);
        assert!(matches!(refused, Err(UploadError::OffsetConflict { offset: 50, .. })), "{given}: {refused:?}");
    }
    assert_eq!(bench.progress(ID, ALICE).unwrap().offset, 50);
}

#[test]
fn a_finished_upload_takes_no_more() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    let size = photo.len() as u64;
    bench.create(ID, ALICE, &photo).unwrap();
    bench.append(ID, ALICE, 0, &photo).unwrap();
    assert!(matches!(bench.append(ID, ALICE, 0, &photo), Err(UploadError::OffsetConflict { .. })));
    assert!(matches!(bench.append(ID, ALICE, size, b"x"), Err(UploadError::PastTheEnd { .. })));
    assert!(bench.append(ID, ALICE, size, b"").unwrap().done);
}

#[test]
fn more_bytes_than_announced_are_not_kept() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo[..10]).unwrap();
    assert!(matches!(bench.append(ID, ALICE, 0, &photo[..11]), Err(UploadError::PastTheEnd { size_bytes: 10 })));
    assert_eq!(bench.progress(ID, ALICE).unwrap().offset, 0);
}

#[test]
fn anothers_upload_is_unknown() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo).unwrap();
    assert!(matches!(bench.progress(ID, BOB), Err(UploadError::Unknown)));
    assert!(matches!(bench.append(ID, BOB, 0, &photo), Err(UploadError::Unknown)));
    assert!(matches!(block_on(bench.uploads.terminate(ID, BOB, NOW)), Err(UploadError::Unknown)));
    assert!(bench.progress(ID, ALICE).is_ok());
}

#[test]
fn creations_that_cannot_succeed_are_refused_at_once() {
    let bench = bench();
    let create = |size_bytes, media_type: Option<&str>| {
        let media_type = media_type.map(str::to_owned);
        let new = NewUpload { sha256: PhotoHash([1; 32]), size_bytes, media_type, metadata: String::new() };
        block_on(bench.uploads.create(ID, ALICE, new, NOW))
    };
    assert!(matches!(create(PHOTO_BYTES_MAX + 1, None), Err(UploadError::TooLarge { .. })));
    assert!(matches!(create(0, None), Err(UploadError::Refused(Refusal::Empty))));
    assert!(matches!(create(9, Some("image/HEIC")), Err(UploadError::Refused(Refusal::Heic))));
    assert!(create(PHOTO_BYTES_MAX, Some("image/jpeg")).is_ok());
}

#[test]
fn refused_bytes_are_dropped_and_the_reason_stays() {
    let bench = bench();
    let text = b"<html>no picture</html>";
    bench.create(ID, ALICE, text).unwrap();
    assert!(matches!(bench.append(ID, ALICE, 0, text), Err(UploadError::Refused(Refusal::NotAnImage))));
    assert!(matches!(bench.progress(ID, ALICE), Err(UploadError::Refused(Refusal::NotAnImage))));
    assert_eq!(block_on(bench.photos.part_bytes(ID)).unwrap(), None);
    assert!(bench.photos.published().is_empty());
    assert!(!bench.is_registered(text, ALICE));
}

#[test]
fn other_bytes_than_promised_are_refused() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    let mut other = photo.clone();
    *other.last_mut().unwrap() ^= 1;
    bench.create(ID, ALICE, &photo).unwrap();
    let refused = bench.append(ID, ALICE, 0, &other);
    assert!(matches!(refused, Err(UploadError::Refused(Refusal::HashMismatch { .. }))), "{refused:?}");
}

#[test]
fn a_known_photo_is_born_done_for_its_uploader_alone() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo).unwrap();
    bench.append(ID, ALICE, 0, &photo).unwrap();
    assert!(bench.create(OTHER, ALICE, &photo).unwrap().done);

    let claimed = UploadId::from_random(13);
    assert!(!bench.create(claimed, BOB, &photo).unwrap().done, "knowing a hash opens nothing");
    assert_eq!(bench.progress(claimed, BOB).unwrap().offset, 0);
    assert!(!bench.is_registered(&photo, BOB));
    assert!(bench.append(claimed, BOB, 0, &photo).unwrap().done);
    assert!(bench.is_registered(&photo, BOB));
    assert_eq!(bench.photos.published().len(), 1);
}

#[test]
fn two_uploads_of_one_photo_at_once_both_succeed() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    for id in [ID, OTHER] {
        bench.create(id, ALICE, &photo).unwrap();
        bench.append(id, ALICE, 0, &photo[..40]).unwrap();
    }
    for id in [ID, OTHER] {
        assert!(bench.append(id, ALICE, 40, &photo[40..]).unwrap().done);
    }
    assert_eq!(bench.photos.published().len(), 1);
}

#[test]
fn a_crash_anywhere_at_the_end_is_mended_by_asking() {
    for part in [Part::Receiving, Part::Checked] {
        for moved in [false, true] {
            let bench = bench();
            let photo = jpeg(30, 30, 1);
            let hash = PhotoHash::of(&photo);
            bench.create(ID, ALICE, &photo).unwrap();
            block_on(bench.photos.append(ID, 0, Bytes::from(photo.clone()))).unwrap();
            let mut record = block_on(bench.photos.record(ID)).unwrap().unwrap();
            record.part = part.clone();
            block_on(bench.photos.put_record(ID, &record)).unwrap();
            if moved {
                block_on(bench.photos.publish(ID, hash)).unwrap();
            }
            let asked = bench.progress(ID, ALICE).unwrap();
            // The record says Checked before the part moves; otherwise nothing proves who sent the bytes.
            let proven = !moved || part == Part::Checked;
            assert_eq!(asked.done, proven, "{part:?}, moved {moved}");
            assert_eq!(bench.is_registered(&photo, ALICE), proven);
        }
    }
}

#[test]
fn a_checked_part_lost_with_the_power_begins_anew() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo).unwrap();
    let mut record = block_on(bench.photos.record(ID)).unwrap().unwrap();
    record.part = Part::Checked;
    block_on(bench.photos.put_record(ID, &record)).unwrap();
    let asked = bench.progress(ID, ALICE).unwrap();
    assert_eq!((asked.offset, asked.done), (0, false));
    assert!(bench.append(ID, ALICE, 0, &photo).unwrap().done);
}

#[test]
fn uploads_expire_and_are_cleaned_but_photos_stay() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo).unwrap();
    bench.append(ID, ALICE, 0, &photo).unwrap();
    bench.create(OTHER, ALICE, &photo[1..]).unwrap();
    bench.append(OTHER, ALICE, 0, &photo[1..9]).unwrap();
    let later = NOW.plus_millis(UPLOAD_KEPT_MS);
    assert!(matches!(block_on(bench.uploads.progress(OTHER, ALICE, later)), Err(UploadError::Expired)));
    assert_eq!(block_on(bench.uploads.clean(later.plus_millis(-1))).unwrap(), 0);
    assert_eq!(block_on(bench.uploads.clean(later)).unwrap(), 2);
    assert!(matches!(bench.progress(OTHER, ALICE), Err(UploadError::Unknown)));
    assert_eq!(block_on(bench.photos.part_bytes(OTHER)).unwrap(), None);
    assert_eq!(bench.photos.published().len(), 1);
}

#[test]
fn bytes_that_arrive_keep_an_upload_alive() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo).unwrap();
    let later = NOW.plus_millis(UPLOAD_KEPT_MS - 1);
    let appended = block_on(bench.uploads.append(ID, ALICE, 0, Bytes::copy_from_slice(&photo[..5]), later)).unwrap();
    assert_eq!(appended.expires_at, later.plus_millis(UPLOAD_KEPT_MS));
}

#[test]
fn a_terminated_upload_is_unknown_and_its_photo_stays() {
    let bench = bench();
    let photo = jpeg(30, 30, 1);
    bench.create(ID, ALICE, &photo).unwrap();
    bench.append(ID, ALICE, 0, &photo).unwrap();
    block_on(bench.uploads.terminate(ID, ALICE, NOW)).unwrap();
    assert!(matches!(bench.progress(ID, ALICE), Err(UploadError::Unknown)));
    assert_eq!(bench.photos.published().len(), 1);
}
