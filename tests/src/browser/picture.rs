//! Pictures as a camera makes them, made here.

use super::Failure;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use std::path::{Path, PathBuf};

/// A picture to be taken.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Pictures of other seeds are other pictures.
    pub seed: u32,
    /// EXIF orientation, 1 to 8.
    pub orientation: Option<u8>,
}

impl Picture {
    /// An upright one of 1600 by 1200.
    pub fn new(seed: u32) -> Self {
        Self { width: 1_600, height: 1_200, seed, orientation: None }
    }

    /// Its bytes: a JPEG whose left half is red and right half green, with grain, so that it has a photo's weight and a
    /// turn can be seen.
    ///
    /// # Errors
    /// It cannot be encoded.
    pub fn jpeg(self) -> Result<Vec<u8>, Failure> {
        let mut grain = self.seed.wrapping_mul(2_654_435_761) | 1;
        let picture = RgbImage::from_fn(self.width, self.height, |x, y| {
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            let noise = (grain & 31) as u8;
            let shade = (((x / 40) ^ (y / 40) ^ self.seed) & 31) as u8;
            let [base_r, base_g] = if x < self.width / 2 { [190, 20] } else { [20, 190] };
            image::Rgb([base_r + noise, base_g + noise, 20 + shade * 4])
        });
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, 85);
        encoder.write_image(picture.as_raw(), self.width, self.height, ExtendedColorType::Rgb8)?;
        if let Some(orientation) = self.orientation {
            // Behind the start mark FF D8.
            bytes.splice(2..2, exif(orientation));
        }
        Ok(bytes)
    }

    /// Writes it into a folder.
    ///
    /// # Errors
    /// It cannot be made or written.
    pub fn write(self, folder: &Path, name: &str) -> Result<PathBuf, Failure> {
        let path = folder.join(name);
        std::fs::write(&path, self.jpeg()?).map_err(Failure::io("write a picture"))?;
        Ok(path)
    }
}

// An APP1 segment with one entry: the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff: Vec<u8> = b"MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    let mut segment = vec![0xff, 0xe1];
    // Two bytes of length and six of `Exif\0\0` come before; forty bytes in all.
    let length = (2 + 6 + tiff.len()) as u16;
    segment.extend(length.to_be_bytes());
    segment.extend(b"Exif\0\0");
    segment.extend(tiff);
    segment
}

/// The head of a HEIC file, with nothing that this browser could draw.
pub fn heic() -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 24];
    bytes.extend(b"ftypheic\0\0\0\0mif1heic");
    bytes.resize(4_096, 0x5a);
    bytes
}
