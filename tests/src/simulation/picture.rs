//! Pictures that the server decodes: tiny, and each its own.

use super::random::Random;
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::time::Timestamp;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// Pixels of a side.
const SIDE: u32 = 12;
/// Bytes of one comment segment, at most 65,533.
const COMMENT_BYTES: usize = 60_000;
/// The marker of a comment.
const COMMENT: [u8; 2] = [0xff, 0xfe];

/// A JPEG of a few hundred bytes; now and then one of more than a chunk, padded with comments.
pub fn picture(random: &Random) -> Vec<u8> {
    let image =
        RgbImage::from_fn(SIDE, SIDE, |_, _| Rgb(random.bits().to_le_bytes()[..3].try_into().unwrap_or([0; 3])));
    let mut bytes = Vec::new();
    // Cannot fail: writing to memory does not.
    let _ = JpegEncoder::new(&mut bytes).encode_image(&image);
    if random.permille(30) {
        pad(&mut bytes, 5);
    }
    bytes
}

// After the start-of-image marker.
fn pad(bytes: &mut Vec<u8>, comments: usize) {
    let length = (COMMENT_BYTES as u16 + 2).to_be_bytes();
    let comment = [&COMMENT[..], &length[..], &vec![b' '; COMMENT_BYTES][..]].concat();
    bytes.splice(2..2, comment.repeat(comments));
}

/// How a record names a picture.
pub fn reference(bytes: &[u8], taken_at: Timestamp) -> PhotoRef {
    PhotoRef {
        sha256: PhotoHash::of(bytes),
        taken_at,
        position: None,
        source: PhotoSource::Camera,
        retaken: false,
        size_bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        width: SIDE,
        height: SIDE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_server::photos::examine::examine;
    use std::io::Cursor;

    #[test]
    fn the_server_takes_them_padded_or_not() {
        let random = Random::new(3);
        let mut bytes = picture(&random);
        for _ in 0..2 {
            let hash = PhotoHash::of(&bytes);
            assert!(examine(Cursor::new(bytes.clone()), hash).unwrap().is_ok());
            pad(&mut bytes, 5);
        }
        assert!(bytes.len() > 256 * 1024);
    }
}
