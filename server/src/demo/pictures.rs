//! The album: generated photos by what they show, from `assets/demo/photos`.

use super::DemoError;
use super::dice::Dice;
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::position::Position;
use gridwalk_domain::time::Timestamp;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::BTreeMap;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/demo/photos");

/// One picture.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) hash: PhotoHash,
    pub(super) bytes: &'static [u8],
    pub(super) width: u32,
    pub(super) height: u32,
}

/// All pictures.
#[derive(Debug)]
pub(super) struct Album {
    pub(super) pictures: Vec<Picture>,
    scenes: BTreeMap<String, Vec<usize>>,
    by_file: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
struct Entry {
    file: String,
    scene: String,
    width: u32,
    height: u32,
}

// Fronts whose sign fits the name or the trade: kind, what to look for, picture.
const FRONTS: [(&str, &str, &str); 11] = [
    ("restaurant", "面", "front-restaurant-1.jpg"),
    ("restaurant", "羊", "front-restaurant-2.jpg"),
    ("restaurant", "", "front-restaurant-3.jpg"),
    ("shop", "超市", "front-shop-4.jpg"),
    ("shop", "五金", "front-shop-5.jpg"),
    ("shop", "电动车", "front-shop-7.jpg"),
    ("shop", "", "front-shop-6.jpg"),
    ("leisure", "美容美发", "front-leisure-9.jpg"),
    ("leisure", "", "front-leisure-10.jpg"),
    ("workshop", "", "front-workshop-14.jpg"),
    ("micro_enterprise", "", "front-workshop-14.jpg"),
];

impl Album {
    pub(super) fn read() -> Result<Self, DemoError> {
        let index = FOLDER.get_file("index.json").ok_or(DemoError::Photo { file: "index.json".to_owned() })?;
        let entries: Vec<Entry> =
            serde_json::from_slice(index.contents()).map_err(|source| DemoError::PhotoIndex { source })?;
        let mut album = Self { pictures: Vec::new(), scenes: BTreeMap::new(), by_file: BTreeMap::new() };
        for Entry { file, scene, width, height } in entries {
            let Some(found) = FOLDER.get_file(&file) else { return Err(DemoError::Photo { file }) };
            let bytes = found.contents();
            let place = album.pictures.len();
            album.pictures.push(Picture { hash: PhotoHash::of(bytes), bytes, width, height });
            album.scenes.entry(scene).or_default().push(place);
            album.by_file.insert(file, place);
        }
        Ok(album)
    }

    /// Whether some picture shows it.
    #[cfg(test)]
    pub(super) fn shows(&self, scene: &str) -> bool {
        self.scenes.contains_key(scene)
    }

    /// The front of premises, the same at each visit.
    pub(super) fn front(&self, kind: &str, name: &str, trade: &str, dice: &mut Dice) -> usize {
        let fits = |(of, sign, _): &&(&str, &str, &str)| *of == kind && (name.contains(sign) || trade.contains(sign));
        let by_sign = FRONTS.iter().find(fits).and_then(|(_, _, file)| self.by_file.get(*file));
        let scene = match kind {
            "rental" | "self_built" => "house",
            "idle_yard" => "yard",
            "disused_factory" | "shared_factory" => "factory",
            "guesthouse" => "front-guesthouse",
            "entertainment" => "front-entertainment",
            "clinic" => "front-clinic",
            "school" => "front-school",
            "hazmat_store" => "front-hazmat",
            "elderly_care" => "front-elderly",
            _ => "front-shop",
        };
        by_sign.copied().or_else(|| self.pick(scene, dice)).unwrap_or_default()
    }

    /// What one sees inside premises of `kind`, if there is a picture of it.
    pub(super) fn inside(&self, kind: &str, dice: &mut Dice) -> Option<usize> {
        let scenes: &[&str] = match kind {
            "restaurant" => &["tables", "kitchen", "extinguisher-ok"],
            "shop" | "hazmat_store" => &["shop-inside", "extinguisher-ok"],
            "rental" => &["corridor-clear", "stairs-clear", "room"],
            "guesthouse" | "elderly_care" => &["corridor-clear", "room", "lamp-lit"],
            "workshop" | "micro_enterprise" | "shared_factory" => &["workshop", "panel-tidy"],
            "school" | "clinic" | "entertainment" | "leisure" => &["lamp-lit", "extinguisher-ok", "detector-ok"],
            _ => return None,
        };
        self.pick(dice.pick(scenes)?, dice)
    }

    /// What one sees when nobody opens.
    pub(super) fn shut(&self, kind: &str, front: usize, dice: &mut Dice) -> usize {
        match kind {
            "rental" | "self_built" | "idle_yard" | "disused_factory" | "shared_factory" => front,
            _ => self.pick("shutter", dice).unwrap_or(front),
        }
    }

    /// A picture of a scene.
    pub(super) fn pick(&self, scene: &str, dice: &mut Dice) -> Option<usize> {
        dice.pick(self.scenes.get(scene)?).copied()
    }

    /// A picture as a record names it.
    pub(super) fn photo(&self, picture: usize, taken_at: Timestamp, position: Option<Position>) -> Option<PhotoRef> {
        let picture = self.pictures.get(picture)?;
        Some(PhotoRef {
            sha256: picture.hash,
            taken_at,
            position,
            source: PhotoSource::Camera,
            retaken: false,
            size_bytes: u32::try_from(picture.bytes.len()).ok()?,
            width: picture.width,
            height: picture.height,
        })
    }
}
