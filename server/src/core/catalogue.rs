//! The catalogues that are built into this program.

use gridwalk_domain::checklist::{Catalogue, Catalogues};
use gridwalk_domain::time::Date;
use std::sync::LazyLock;

/// Every version; a new one is added here.
const FILES: [&str; 1] = [include_str!("../../../assets/catalogues/catalogue.json")];

// Read once; the tests make sure that it can be.
static CATALOGUES: LazyLock<Option<Catalogues>> =
    LazyLock::new(|| Catalogues::new(FILES.iter().filter_map(|file| Catalogue::read(file).ok()).collect()));

/// The version in effect on a day.
pub fn catalogue(day: Date) -> Option<&'static Catalogue> {
    CATALOGUES.as_ref().map(|versions| &**versions.on(day))
}

/// What a kind is called, also one that is no longer in effect.
pub fn kind_name(code: &str) -> Option<&'static str> {
    CATALOGUES.as_ref()?.kind(code).map(|kind| kind.name.as_str())
}
