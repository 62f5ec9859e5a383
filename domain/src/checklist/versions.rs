//! Every version of the catalogue that a program carries: a new visit is made with that of its day, a record reads with its
//! own for ever, and a draft is finished with the one it was begun with.

use super::{Catalogue, Kind, TemplateRef};
use crate::time::Date;
use std::sync::Arc;

/// All versions, the earliest first; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogues(Vec<Arc<Catalogue>>);

impl Catalogues {
    /// Of all that were read, in any order; none of none.
    pub fn new(mut versions: Vec<Catalogue>) -> Option<Self> {
        versions.sort_by(|a, b| (a.effective_from, &a.version).cmp(&(b.effective_from, &b.version)));
        (!versions.is_empty()).then(|| Self(versions.into_iter().map(Arc::new).collect()))
    }

    /// The version to be used on a day: the newest that is in effect; else (a clock gone wrong) the nearest.
    pub fn on(&self, day: Date) -> &Arc<Catalogue> {
        let is_in_effect = |c: &&Arc<Catalogue>| c.effective_from <= day && c.effective_to.is_none_or(|to| day < to);
        let newest = self.0.iter().rfind(is_in_effect);
        let nearest = || self.0.iter().min_by_key(|c| day.days_since(c.effective_from).abs());
        newest.or_else(nearest).unwrap_or(&self.0[0])
    }

    /// The version that a record or a draft was made with; none when a newer program made it.
    pub fn of(&self, templates: &[TemplateRef]) -> Option<&Arc<Catalogue>> {
        let version = &templates.first()?.version;
        self.0.iter().rfind(|catalogue| catalogue.version == *version)
    }

    /// A kind of that code, as the newest version that has it words it.
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.0.iter().rev().find_map(|catalogue| catalogue.kind(code))
    }

    /// The version of a day if it asks that item, else the newest that did.
    pub fn asking(&self, item: &str, day: Date) -> &Arc<Catalogue> {
        let today = self.on(day);
        if today.item(item).is_some() {
            return today;
        }
        self.0.iter().rfind(|catalogue| catalogue.item(item).is_some()).unwrap_or(today)
    }
}
