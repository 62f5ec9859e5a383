//! Is this a photo, and the one that was promised? Pure: bytes in, verdict out.
//!
//! The header is read before anything is allocated for the picture, so a bomb of a few bytes that claims a
//! gigantic size costs nothing. The picture itself is then decoded whole, for a header proves little.

use gridwalk_domain::photo::PhotoHash;
use image::{ImageDecoder, ImageFormat, ImageReader, Limits};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Read, Seek, SeekFrom};

/// The most pixels a picture may have.
pub const PIXELS_MAX: u64 = 40_000_000;

/// How many bytes from the start tell the kind.
pub const SNIFF_BYTES: usize = 16;

// A picture of 40 megapixels with four channels of 8 bits takes 160 MB; at 16 bits fewer pixels fit.
const DECODE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The kinds of picture kept, told by their bytes and never by what a client says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoKind {
    /// image/jpeg.
    Jpeg,
    /// image/png.
    Png,
    /// image/webp.
    Webp,
}

impl PhotoKind {
    /// From the first [`SNIFF_BYTES`] of a file.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// For `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    pub(super) const fn format(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::Webp => ImageFormat::WebP,
        }
    }
}

/// Why bytes are not taken as a photo. Sending them again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Refusal {
    /// There are no bytes.
    #[error("the photo is empty")]
    Empty,
    /// The bytes are not those the hash names.
    #[error("the bytes hash to {actual}, not to the promised {expected}")]
    HashMismatch {
        /// As promised.
        expected: PhotoHash,
        /// As found.
        actual: PhotoHash,
    },
    /// HEIC or AVIF, which few browsers show.
    #[error("HEIC pictures are not taken: send JPEG, PNG or WebP")]
    Heic,
    /// No picture of a kind known here.
    #[error("this is no JPEG, PNG or WebP picture")]
    NotAnImage,
    /// More than [`PIXELS_MAX`], or a side of no pixels.
    #[error("the picture has {width} x {height} pixels; up to {PIXELS_MAX} in all are taken")]
    Dimensions {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// The header is a picture's, what follows is not.
    #[error("the picture is broken: {detail}")]
    Broken {
        /// What the decoder says.
        detail: String,
    },
}

impl Refusal {
    /// A stable word for machines, the same that stands in the stored form.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::HashMismatch { .. } => "hash-mismatch",
            Self::Heic => "heic",
            Self::NotAnImage => "not-an-image",
            Self::Dimensions { .. } => "dimensions",
            Self::Broken { .. } => "broken",
        }
    }
}

/// Judges a photo: its hash, its header, then its whole picture.
///
/// # Errors
/// The outer error is the reader's; the inner one says why these bytes are no photo.
pub fn examine(mut photo: impl BufRead + Seek, expected: PhotoHash) -> io::Result<Result<PhotoKind, Refusal>> {
    let (actual, head) = hash_of(&mut photo)?;
    if head.is_empty() {
        return Ok(Err(Refusal::Empty));
    }
    if actual != expected {
        return Ok(Err(Refusal::HashMismatch { expected, actual }));
    }
    let Some(kind) = PhotoKind::sniff(&head) else {
        return Ok(Err(if is_heic(&head) { Refusal::Heic } else { Refusal::NotAnImage }));
    };
    photo.seek(SeekFrom::Start(0))?;
    Ok(decode(photo, kind).map(|()| kind))
}

/// Whether a media type that a client names is one of those refused at once.
pub fn is_heic_media_type(media_type: &str) -> bool {
    let name = media_type.trim().to_ascii_lowercase();
    ["image/heic", "image/heif", "image/avif"].iter().any(|refused| name.starts_with(refused))
}

fn hash_of(photo: &mut impl Read) -> io::Result<(PhotoHash, Vec<u8>)> {
    let mut hasher = Sha256::new();
    let mut head = Vec::with_capacity(SNIFF_BYTES);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let count = photo.read(&mut piece)?;
        if count == 0 {
            return Ok((PhotoHash(hasher.finalize().into()), head));
        }
        hasher.update(&piece[..count]);
        head.extend(piece[..count].iter().take(SNIFF_BYTES - head.len()));
    }
}

// An ISO media file whose brand is one of the HEIF family.
fn is_heic(head: &[u8]) -> bool {
    let brands: [&[u8]; 10] =
        [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"];
    head.get(4..8) == Some(b"ftyp") && head.get(8..12).is_some_and(|brand| brands.contains(&brand))
}

fn decode(photo: impl BufRead + Seek, kind: PhotoKind) -> Result<(), Refusal> {
    let broken = |error: image::ImageError| Refusal::Broken { detail: error.to_string().chars().take(200).collect() };
    let mut reader = ImageReader::with_format(photo, kind.format());
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let picture_bytes = decoder.total_bytes();
    if pixels == 0 || pixels > PIXELS_MAX || picture_bytes > DECODE_BYTES_MAX {
        return Err(Refusal::Dimensions { width, height });
    }
    // Fits: at most DECODE_BYTES_MAX, which a usize holds on every machine a server runs on.
    let mut picture = vec![0; picture_bytes as usize];
    decoder.read_image(&mut picture).map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{jpeg, png_claiming, turned_jpeg};
    use super::*;
    use image::RgbImage;
    use std::io::Cursor;

    fn verdict(bytes: &[u8]) -> Result<PhotoKind, Refusal> {
        examine(Cursor::new(bytes), PhotoHash::of(bytes)).unwrap()
    }

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        RgbImage::from_fn(9, 7, |x, y| image::Rgb([x as u8 * 20, y as u8 * 30, 7])).write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    #[test]
    fn pictures_of_the_three_kinds_pass() {
        for (format, kind) in [
            (ImageFormat::Jpeg, PhotoKind::Jpeg),
            (ImageFormat::Png, PhotoKind::Png),
            (ImageFormat::WebP, PhotoKind::Webp),
        ] {
            assert_eq!(verdict(&encoded(format)), Ok(kind), "{format:?}");
        }
    }

    #[test]
    fn a_picture_turned_by_exif_passes_as_it_is() {
        assert_eq!(verdict(&turned_jpeg()), Ok(PhotoKind::Jpeg));
    }

    #[test]
    fn other_bytes_than_promised_are_told_by_their_hash() {
        let bytes = jpeg(8, 8, 1);
        let expected = PhotoHash([7; 32]);
        let actual = PhotoHash::of(&bytes);
        let found = examine(Cursor::new(&bytes), expected).unwrap();
        assert_eq!(found, Err(Refusal::HashMismatch { expected, actual }));
    }

    #[test]
    fn what_is_no_picture_is_refused_with_its_reason() {
        for (bytes, code) in [
            (Vec::new(), "empty"),
            (b"<svg onload=alert(1)>".to_vec(), "not-an-image"),
            (b"GIF89a\x01\x00\x01\x00".to_vec(), "not-an-image"),
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic".to_vec(), "heic"),
            (b"\xff\xd8\xff\xe0 and then nothing".to_vec(), "broken"),
            (encoded(ImageFormat::Png)[..60].to_vec(), "broken"),
        ] {
            assert_eq!(verdict(&bytes).map_err(|refusal| refusal.code()), Err(code), "{bytes:?}");
        }
    }

    #[test]
    fn a_bomb_is_refused_by_its_header_alone() {
        for (width, height) in [(8_001, 5_000), (60_000, 60_000), (u32::MAX >> 1, u32::MAX >> 1)] {
            let verdict = verdict(&png_claiming(width, height));
            assert!(verdict.is_err(), "{width} x {height}");
            if width < 100_000 {
                assert_eq!(verdict, Err(Refusal::Dimensions { width, height }));
            }
        }
    }
}
