//! Photos of people without our app: decoded within limits, turned upright, shrunk, and written anew as JPEG, so that
//! nothing that the camera wrote beside the picture (place, device, owner) is kept. Pure: bytes in, bytes out.

use super::examine::{PhotoKind, Refusal, SNIFF_BYTES, examine};
use gridwalk_domain::photo::PhotoHash;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader};
use std::io::Cursor;

/// The longest side that is kept, in pixels, as on the phone.
pub const SIDE_MAX: u32 = 1600;
/// The most bytes that are read.
pub const FOREIGN_BYTES_MAX: usize = 12 * 1024 * 1024;
const QUALITY: u8 = 78;

/// A picture of which nothing but the picture is left.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// A JPEG without metadata.
    pub bytes: Vec<u8>,
    /// Of the bytes.
    pub hash: PhotoHash,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Cleans one picture.
///
/// # Errors
/// It is no photo, by the same checks as any other upload.
pub fn clean(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let broken = |detail: String| Refusal::Broken { detail };
    examine(Cursor::new(bytes), PhotoHash::of(bytes)).map_err(|error| broken(error.to_string()))??;
    let head = &bytes[..bytes.len().min(SNIFF_BYTES)];
    let kind = PhotoKind::sniff(head).ok_or(Refusal::NotAnImage)?;
    let reader = ImageReader::with_format(Cursor::new(bytes), kind.format());
    let decoded = reader.into_decoder().and_then(|mut decoder| {
        let turn = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(turn);
        Ok(picture)
    });
    let picture = decoded.map_err(|error| broken(error.to_string()))?;
    let is_large = picture.width().max(picture.height()) > SIDE_MAX;
    let picture = if is_large { picture.resize(SIDE_MAX, SIDE_MAX, FilterType::Triangle) } else { picture };
    let picture = picture.to_rgb8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode_image(&picture)
        .map_err(|error| broken(error.to_string()))?;
    Ok(Cleaned { hash: PhotoHash::of(&bytes), width: picture.width(), height: picture.height(), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    // A JPEG of 40 x 20 whose EXIF says "turned by 90 degrees" and names a place.
    fn photo_with_exif() -> Vec<u8> {
        let mut plain = Vec::new();
        let picture = RgbImage::from_pixel(40, 20, Rgb([200, 30, 30]));
        JpegEncoder::new(&mut plain).encode_image(&picture).unwrap();
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"N34.81 E117.13 secret place");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
    }

    #[test]
    fn what_the_camera_wrote_beside_the_picture_is_gone() {
        let sent = photo_with_exif();
        let cleaned = clean(&sent).unwrap();
        assert_eq!((cleaned.width, cleaned.height), (20, 40), "turned upright");
        let has = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(has(&sent, b"secret place") && !has(&cleaned.bytes, b"secret place"));
        assert!(!has(&cleaned.bytes, b"Exif"));
        assert_eq!(cleaned.hash, PhotoHash::of(&cleaned.bytes));
    }

    #[test]
    fn a_large_picture_is_shrunk_and_no_picture_is_refused() {
        let mut large = Vec::new();
        let picture = RgbImage::from_pixel(2000, 100, Rgb([9, 9, 9]));
        JpegEncoder::new(&mut large).encode_image(&picture).unwrap();
        let cleaned = clean(&large).unwrap();
        assert_eq!((cleaned.width, cleaned.height), (1600, 80));
        assert_eq!(clean(b"").err(), Some(Refusal::Empty));
        assert_eq!(clean(b"<svg onload=alert(1)>").err(), Some(Refusal::NotAnImage));
        assert!(matches!(clean(&large[..200]).err(), Some(Refusal::Broken { .. })));
    }
}
