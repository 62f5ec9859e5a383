//! Photos over a real server: the tus protocol, who may read, and every bad picture.

mod photo_support;

use base64::Engine;
use gridwalk_domain::photo::PhotoHash;
use photo_support::{CELL, Caller, OTHER_CELL, code, jpeg, location, metadata, offset, settle, start};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

struct Bench {
    data: TempDir,
    server: gridwalk_server::run::Server,
    worker: Caller,
}

async fn bench() -> Bench {
    let data = tempfile::tempdir().unwrap();
    settle(data.path()).await;
    let server = start(data.path()).await;
    let worker = Caller::sign_in(&server.url(), "worker").await;
    Bench { data, server, worker }
}

#[tokio::test]
async fn the_server_says_what_it_can_do_without_a_session() {
    let bench = bench().await;
    let server = &bench.server;
    let request = reqwest::Client::new().request(reqwest::Method::OPTIONS, format!("{}/api/v1/photos", server.url()));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 204);
    let said = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(said("tus-version"), "1.0.0");
    assert_eq!(said("tus-extension"), "creation,creation-with-upload,checksum,expiration,termination");
    assert_eq!(said("tus-checksum-algorithm"), "sha256,sha1");
    assert_eq!(said("tus-max-size"), (20 * 1024 * 1024).to_string());
}

#[tokio::test]
async fn a_photo_in_two_pieces_arrives_as_it_was() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(400, 300, 1);
    let created = worker.create(&photo).await;
    assert_eq!((created.status().as_u16(), offset(&created)), (201, 0));
    assert_eq!(created.headers()["tus-resumable"], "1.0.0");
    assert!(created.headers().contains_key("upload-expires"));
    let path = location(&created);

    let half = worker.patch(&path, 0, &photo[..5_000]).await;
    assert_eq!((half.status().as_u16(), offset(&half)), (204, 5_000));
    let asked = worker.head(&path).await;
    assert_eq!((asked.status().as_u16(), offset(&asked)), (200, 5_000));
    assert_eq!(asked.headers()["upload-length"], photo.len().to_string());
    assert_eq!(asked.headers()["upload-metadata"], metadata(PhotoHash::of(&photo), "image/jpeg"));
    assert_eq!(asked.headers()["cache-control"], "no-store");
    let whole = worker.patch(&path, 5_000, &photo[5_000..]).await;
    assert_eq!((whole.status().as_u16(), offset(&whole)), (204, photo.len() as u64));
    assert_eq!(offset(&worker.head(&path).await), photo.len() as u64, "who lost the receipt can ask");

    let picture = worker.photo(PhotoHash::of(&photo)).await;
    assert_eq!(picture.status(), 200);
    assert_eq!(picture.headers()["content-type"], "image/jpeg");
    assert_eq!(picture.headers()["content-length"], photo.len().to_string());
    assert_eq!(picture.headers()["cache-control"], "private, max-age=31536000, immutable");
    assert_eq!(picture.headers()["x-content-type-options"], "nosniff");
    let tag = picture.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(picture.bytes().await.unwrap(), photo);
    let known = format!("/api/v1/photos/{}", PhotoHash::of(&photo));
    assert_eq!(worker.send("GET", &known, &[("if-none-match", &tag)], "").await.status(), 304);
    assert_eq!(worker.head(&known).await.headers()["content-length"], photo.len().to_string());
}

#[tokio::test]
async fn the_creation_may_bring_the_bytes_along() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(100, 100, 2);
    let (length, metadata) = (photo.len().to_string(), metadata(PhotoHash::of(&photo), "image/jpeg"));
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-metadata", metadata.as_str()),
        ("content-type", "application/offset+octet-stream"),
    ];
    let part = worker.send("POST", "/api/v1/photos", &headers, photo[..100].to_vec()).await;
    assert_eq!((part.status().as_u16(), offset(&part)), (201, 100));
    let whole = worker.send("POST", "/api/v1/photos", &headers, photo.clone()).await;
    assert_eq!((whole.status().as_u16(), offset(&whole)), (201, photo.len() as u64));
    let again = worker.create(&photo).await;
    assert_eq!((again.status().as_u16(), offset(&again)), (201, photo.len() as u64), "known bytes need no sending");
}

#[tokio::test]
async fn a_checksum_keeps_spoiled_pieces_out() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(100, 100, 3);
    let path = location(&worker.create(&photo).await);
    let sum =
        |bytes: &[u8]| format!("sha256 {}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes)));
    let send = |from: usize, checksum: String, bytes: Vec<u8>| {
        let path = &path;
        async move {
            let from = from.to_string();
            let headers = [
                ("content-type", "application/offset+octet-stream"),
                ("upload-offset", from.as_str()),
                ("upload-checksum", checksum.as_str()),
            ];
            worker.send("PATCH", path, &headers, bytes).await
        }
    };
    let spoiled = send(0, sum(b"other"), photo[..500].to_vec()).await;
    assert_eq!(spoiled.status(), 460);
    assert_eq!(code(spoiled).await, "checksum-mismatch");
    assert_eq!(offset(&worker.head(&path).await), 0);
    assert_eq!(send(0, "crc32 AAAA".to_owned(), photo[..500].to_vec()).await.status(), 400);
    assert_eq!(offset(&send(0, sum(&photo[..500]), photo[..500].to_vec()).await), 500);
    assert_eq!(send(500, sum(&photo[500..]), photo[500..].to_vec()).await.status(), 204);
}

#[tokio::test]
async fn what_is_not_tus_is_refused_by_name() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(50, 50, 4);
    let path = location(&worker.create(&photo).await);
    let octets = ("content-type", "application/offset+octet-stream");
    let (zero, metadata) = (("upload-offset", "0"), metadata(PhotoHash::of(&photo), "image/jpeg"));
    let promised = ("upload-metadata", metadata.as_str());
    for (method, to, headers, status, name) in [
        ("PATCH", path.as_str(), vec![zero, octets, ("tus-resumable", "0.2.2")], 412, "tus-version"),
        ("PATCH", &path, vec![zero, ("content-type", "image/jpeg")], 415, "unsupported-media-type"),
        ("PATCH", &path, vec![octets], 400, "bad-request"),
        ("PATCH", &path, vec![octets, ("upload-offset", "-1")], 400, "bad-request"),
        ("PATCH", &path, vec![octets, ("upload-offset", "7")], 409, "offset-conflict"),
        ("POST", "/api/v1/photos", vec![promised], 400, "bad-request"),
        ("POST", "/api/v1/photos", vec![promised, ("upload-length", "0")], 422, "empty"),
        ("POST", "/api/v1/photos", vec![promised, ("upload-length", "20971521")], 413, "photo-too-large"),
        ("POST", "/api/v1/photos", vec![("upload-length", "9")], 400, "bad-request"),
        (
            "POST",
            "/api/v1/photos",
            vec![("upload-length", "9"), ("upload-metadata", "sha256 eA==")],
            400,
            "bad-request",
        ),
        ("PATCH", "/api/v1/photos/uploads/00000000000000000000000000000000", vec![zero, octets], 404, "upload-unknown"),
        ("PATCH", "/api/v1/photos/uploads/..%2f..%2fgridwalk.db", vec![zero, octets], 404, "upload-unknown"),
        ("PATCH", &path, vec![zero, octets, ("x-gridwalk", "0")], 403, "no-gridwalk-header"),
        ("PATCH", &path, vec![zero, octets, ("cookie", "gridwalk_session=no")], 401, "unsigned"),
    ] {
        let response = worker.send(method, to, &headers, "x").await;
        assert_eq!(response.status(), status, "{method} {to} {headers:?}");
        assert_eq!(response.headers()["tus-resumable"], "1.0.0", "{method} {to} {headers:?}");
        assert_eq!(code(response).await, name, "{method} {to} {headers:?}");
    }
    assert_eq!(offset(&worker.head(&path).await), 0);
}

#[tokio::test]
async fn a_body_longer_than_promised_is_refused() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(50, 50, 4);
    let created = worker.create_as(PhotoHash::of(&photo), 100, "image/jpeg").await;
    let response = worker.patch(&location(&created), 0, &photo).await;
    assert_eq!(response.status(), 413);
    assert_eq!(code(response).await, "past-the-end");
}

#[tokio::test]
async fn what_is_no_good_photo_is_refused_with_its_reason() {
    let bench = bench().await;
    let (worker, data) = (&bench.worker, &bench.data);
    let photo = jpeg(60, 60, 5);
    let mut spoiled = photo.clone();
    spoiled[200] ^= 1;
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    heic.resize(4_000, 7);
    for (bytes, promised, name) in [
        (spoiled, PhotoHash::of(&photo), "hash-mismatch"),
        (heic.clone(), PhotoHash::of(&heic), "heic"),
        (b"<script>alert(1)</script>".to_vec(), PhotoHash::of(b"<script>alert(1)</script>"), "not-an-image"),
        (photo[..300].to_vec(), PhotoHash::of(&photo[..300]), "broken"),
    ] {
        let created = worker.create_as(promised, bytes.len() as u64, "image/jpeg").await;
        let path = location(&created);
        let refused = worker.patch(&path, 0, &bytes).await;
        assert_eq!(refused.status(), 422, "{name}");
        assert_eq!(code(refused).await, name);
        assert_eq!(worker.head(&path).await.status(), 422, "{name}: the reason stays");
        assert_eq!(worker.photo(promised).await.status(), 404, "{name}");
    }
    assert_eq!(code(worker.create_as(PhotoHash::of(&heic), 4_000, "image/heic").await).await, "heic");
    let kept = std::fs::read_dir(data.path().join("photos")).unwrap().count();
    assert_eq!(kept, 1, "nothing beside the folder of uploads");
}

#[tokio::test]
async fn forty_megapixels_are_taken_and_more_are_not() {
    let bench = bench().await;
    let worker = &bench.worker;
    let mut photo = Vec::new();
    let picture = image::GrayImage::from_pixel(8_000, 5_000, image::Luma([90]));
    image::codecs::jpeg::JpegEncoder::new(&mut photo).encode_image(&picture).unwrap();
    assert_eq!(worker.upload(&photo).await.status(), 204);

    // The same picture, saying in its header that it is eight lines higher.
    let header = photo.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    photo[header + 5..header + 7].copy_from_slice(&5_008u16.to_be_bytes());
    let refused = worker.upload(&photo).await;
    assert_eq!(refused.status(), 422);
    assert_eq!(code(refused).await, "dimensions");
}

#[tokio::test]
async fn a_photo_is_seen_by_its_uploader_and_whoever_sees_its_event() {
    let bench = bench().await;
    let (server, worker) = (&bench.server, &bench.worker);
    let committee = Caller::sign_in(&server.url(), "committee").await;
    let stranger = Caller::sign_in(&server.url(), "stranger").await;
    let photo = jpeg(80, 80, 6);
    let hash = PhotoHash::of(&photo);
    assert_eq!(worker.upload(&photo).await.status(), 204);
    assert_eq!(worker.photo(hash).await.status(), 200);
    assert_eq!(committee.photo(hash).await.status(), 404, "no event names it yet");

    stranger.name_in_an_event(OTHER_CELL, hash).await;
    assert_eq!(stranger.photo(hash).await.status(), 404, "knowing a hash opens nothing");
    worker.name_in_an_event(CELL, hash).await;
    assert_eq!(committee.photo(hash).await.bytes().await.unwrap(), photo);
    assert_eq!(stranger.photo(hash).await.status(), 404, "the event lies in another community");

    assert_eq!(stranger.upload(&photo).await.status(), 204, "who has the bytes may have them");
    assert_eq!(stranger.photo(hash).await.status(), 200);
    let unsigned = reqwest::get(format!("{}/api/v1/photos/{hash}", server.url())).await.unwrap();
    assert_eq!(unsigned.status(), 401);
}

#[tokio::test]
async fn anothers_upload_does_not_exist() {
    let bench = bench().await;
    let (server, worker) = (&bench.server, &bench.worker);
    let stranger = Caller::sign_in(&server.url(), "stranger").await;
    let photo = jpeg(80, 80, 7);
    let path = location(&worker.create(&photo).await);
    assert_eq!(stranger.head(&path).await.status(), 404);
    assert_eq!(stranger.patch(&path, 0, &photo).await.status(), 404);
    assert_eq!(stranger.send("DELETE", &path, &[], "").await.status(), 404);
    assert_eq!(worker.patch(&path, 0, &photo).await.status(), 204);
}

#[tokio::test]
async fn the_same_photo_many_times_at_once_is_kept_once() {
    let bench = bench().await;
    let (worker, data) = (&bench.worker, &bench.data);
    let photo = jpeg(500, 400, 8);
    // All are begun before one has ended: an upload of what is there already is born done, and takes no bytes.
    let begun = futures::future::join_all((0..6).map(|_| worker.create(&photo))).await;
    let paths: Vec<_> = begun.iter().map(location).collect();
    let uploads = paths.iter().map(|path| worker.patch(path, 0, &photo));
    for response in futures::future::join_all(uploads).await {
        assert_eq!(response.status(), 204);
    }
    let hash = PhotoHash::of(&photo).to_string();
    let place = data.path().join("photos").join(&hash[..2]).join(&hash[2..4]);
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1);
    assert_eq!(std::fs::read(place.join(hash)).unwrap(), photo);
}

#[tokio::test]
async fn two_writers_of_one_upload_never_mix_their_bytes() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(600, 500, 9);
    let path = location(&worker.create(&photo).await);
    let (one, two) = futures::join!(worker.patch(&path, 0, &photo), worker.patch(&path, 0, &photo));
    let mut statuses = [one.status().as_u16(), two.status().as_u16()];
    statuses.sort_unstable();
    assert!(matches!(statuses, [204, 409] | [409, 409]), "{statuses:?}");
    let stands = offset(&worker.head(&path).await);
    if stands < photo.len() as u64 {
        assert_eq!(worker.patch(&path, stands, &photo[stands as usize..]).await.status(), 204);
    }
    assert_eq!(worker.photo(PhotoHash::of(&photo)).await.bytes().await.unwrap(), photo);
}

#[tokio::test]
async fn a_terminated_upload_is_gone() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(80, 80, 10);
    let path = location(&worker.create(&photo).await);
    worker.patch(&path, 0, &photo[..100]).await;
    assert_eq!(worker.send("DELETE", &path, &[], "").await.status(), 204);
    assert_eq!(worker.head(&path).await.status(), 404);
    assert_eq!(worker.send("DELETE", &path, &[], "").await.status(), 404);
}

#[tokio::test]
async fn post_may_stand_for_patch_and_delete() {
    let bench = bench().await;
    let worker = &bench.worker;
    let photo = jpeg(80, 80, 11);
    let path = location(&worker.create(&photo).await);
    let headers = [
        ("x-http-method-override", "PATCH"),
        ("content-type", "application/offset+octet-stream"),
        ("upload-offset", "0"),
    ];
    assert_eq!(worker.send("POST", &path, &headers, photo.clone()).await.status(), 204);
    let delete = [("x-http-method-override", "DELETE")];
    assert_eq!(worker.send("POST", &path, &delete, "").await.status(), 204);
    assert_eq!(worker.send("POST", &path, &[], "").await.status(), 405);
}

#[tokio::test]
async fn an_upload_goes_on_after_a_restart() {
    let Bench { data, server, worker } = bench().await;
    let photo = jpeg(300, 300, 12);
    let path = location(&worker.create(&photo).await);
    worker.patch(&path, 0, &photo[..4_000]).await;
    server.end().await.unwrap();

    let server = start(data.path()).await;
    let worker = worker.moved_to(&server.url());
    assert_eq!(offset(&worker.head(&path).await), 4_000);
    assert_eq!(worker.patch(&path, 4_000, &photo[4_000..]).await.status(), 204);
    assert_eq!(worker.photo(PhotoHash::of(&photo)).await.bytes().await.unwrap(), photo);
}
