"""A foreign tus client (tuspy) against the server. Prints one line a case: "pass NAME" or "fail NAME: why".

Environment: TUS_URL (…/api/v1/photos), TUS_COOKIE, TUS_FOLDER with a.jpg … f.jpg and bad.txt.
"""

import hashlib
import os
import sys
from pathlib import Path

import requests
from tusclient import client
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.storage import filestorage

URL = os.environ["TUS_URL"]
HEADERS = {"Cookie": os.environ["TUS_COOKIE"], "X-Gridwalk": "1"}
FOLDER = Path(os.environ["TUS_FOLDER"])
CHUNK_BYTES = 64 * 1024


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def uploader(name, **options):
    path = FOLDER / name
    options.setdefault("metadata", {"sha256": sha256(path), "filetype": "image/jpeg"})
    return client.TusClient(URL, headers=HEADERS).uploader(str(path), **options)


def arrived(name):
    path = FOLDER / name
    response = requests.get(f"{URL}/{sha256(path)}", headers=HEADERS)
    assert response.status_code == 200, f"photo: {response.status_code}"
    assert response.content == path.read_bytes(), "the photo came back changed"


def in_one_request():
    uploader("a.jpg").upload()
    arrived("a.jpg")


def in_chunks_with_checksums():
    uploader("b.jpg", chunk_size=CHUNK_BYTES, upload_checksum=True).upload()
    arrived("b.jpg")


def resumed_by_url():
    first = uploader("c.jpg", chunk_size=CHUNK_BYTES)
    first.upload(stop_at=CHUNK_BYTES)
    second = uploader("c.jpg", url=first.url, chunk_size=CHUNK_BYTES)
    assert second.offset == CHUNK_BYTES, f"resumes at {second.offset}"
    second.upload()
    arrived("c.jpg")


def resumed_by_fingerprint():
    storage = filestorage.FileStorage(str(FOLDER / "uploads.json"))
    first = uploader("d.jpg", chunk_size=CHUNK_BYTES, store_url=True, url_storage=storage)
    first.upload(stop_at=2 * CHUNK_BYTES)
    second = uploader("d.jpg", chunk_size=CHUNK_BYTES, store_url=True, url_storage=storage)
    assert second.url == first.url and second.offset == 2 * CHUNK_BYTES, f"resumes at {second.offset}"
    second.upload()
    storage.close()
    arrived("d.jpg")


def cut_in_the_middle_of_a_request():
    upload = uploader("e.jpg")
    upload.set_url(upload.create_url())
    whole = (FOLDER / "e.jpg").read_bytes()

    def half():
        yield whole[: len(whole) // 2]
        raise ConnectionAbortedError("cut")

    patch = {**upload.get_headers(), "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    try:
        requests.patch(upload.url, data=half(), headers=patch)
        raise AssertionError("the request was not cut")
    except requests.exceptions.ConnectionError:
        pass
    upload.offset = upload.get_offset()
    while upload.offset < len(whole):
        try:
            upload.upload()
        except TusUploadFailed as error:
            # What was under way at the cut may still have been written; the server says where it stands.
            assert error.status_code == 409, error.response_content
            upload.offset = upload.get_offset()
    arrived("e.jpg")


def no_photo():
    try:
        uploader("bad.txt").upload()
    except TusUploadFailed as error:
        assert error.status_code == 422, error.status_code
    else:
        raise AssertionError("not refused")


def somebody_without_a_session():
    try:
        path = FOLDER / "f.jpg"
        options = {"metadata": {"sha256": sha256(path), "filetype": "image/jpeg"}}
        client.TusClient(URL, headers={"X-Gridwalk": "1"}).uploader(str(path), **options).upload()
    except TusCommunicationError as error:
        assert error.status_code == 401, error.status_code
    else:
        raise AssertionError("not refused")


CASES = [
    in_one_request,
    in_chunks_with_checksums,
    resumed_by_url,
    resumed_by_fingerprint,
    cut_in_the_middle_of_a_request,
    no_photo,
    somebody_without_a_session,
]

failed = 0
for case in CASES:
    name = case.__name__.replace("_", " ")
    try:
        case()
        print(f"pass {name}")
    except Exception as error:  # every failure is one line, and the next case runs
        failed += 1
        print(f"fail {name}: {type(error).__name__} {error}")
sys.exit(1 if failed else 0)
