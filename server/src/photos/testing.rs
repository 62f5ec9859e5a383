//! Pictures made for tests.

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};

/// A JPEG whose content follows from `seed`.
pub(crate) fn jpeg(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let picture = GrayImage::from_fn(width, height, |x, y| Luma([(x as u8) ^ (y as u8).wrapping_mul(3) ^ seed]));
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 60).encode_image(&picture).unwrap();
    out
}

/// A JPEG that carries EXIF orientation 6: to be turned a quarter to the right when shown.
pub(crate) fn turned_jpeg() -> Vec<u8> {
    let plain = jpeg(16, 8, 9);
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let mut out = plain[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend((2 + 6 + tiff.len() as u16).to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out.extend(&plain[2..]);
    out
}

/// A PNG of a few bytes whose header claims a size it does not have.
pub(crate) fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(13u32.to_be_bytes());
    out.extend(&header);
    out.extend(crc32(&header).to_be_bytes());
    out.extend(b"\0\0\0\x04IDAT\0\0\0\0");
    out.extend(crc32(b"IDAT\0\0\0\0").to_be_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
