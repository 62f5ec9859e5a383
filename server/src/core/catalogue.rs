//! The catalogue that is built into this program.

use gridwalk_domain::checklist::Catalogue;
use std::sync::LazyLock;

/// Read once; the tests make sure that it can be.
pub static CATALOGUE: LazyLock<Option<Catalogue>> =
    LazyLock::new(|| Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).ok());
