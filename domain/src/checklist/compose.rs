//! From templates to the items of one sheet: references resolved, repeats asked once.

use super::{Catalogue, Group, GroupEntry, Item, Level, SheetError, SheetRequest};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An item on its way onto the sheet.
pub(super) struct Candidate {
    pub(super) item: Arc<Item>,
    /// As the template names it.
    pub(super) group: String,
    /// The item that all repeats of it lead to.
    pub(super) root: String,
    // Written out in the template, not taken from the common bank.
    own: bool,
}

/// The items in use of all templates, in order.
pub(super) fn candidates(catalogue: &Catalogue, request: &SheetRequest) -> Result<Vec<Candidate>, SheetError> {
    let mut found = Vec::new();
    for code in request.templates {
        let template = catalogue
            .template(code)
            .ok_or_else(|| SheetError::UnknownTemplate { code: code.clone(), version: catalogue.version.clone() })?;
        for group in &template.groups {
            found.extend(entries(catalogue, group).filter(|c| is_in_use(&c.item, request)));
        }
    }
    Ok(found)
}

fn entries<'a>(catalogue: &'a Catalogue, group: &'a Group) -> impl Iterator<Item = Candidate> + 'a {
    group.items.iter().filter_map(move |entry| {
        let (item, own) = match entry {
            GroupEntry::Item(item) => (item, true),
            GroupEntry::Use { r#use } => (catalogue.common.iter().find(|item| item.code == *r#use)?, false),
        };
        Some(Candidate { root: root(catalogue, item), item: Arc::new(item.clone()), group: group.name.clone(), own })
    })
}

fn is_in_use(item: &Item, request: &SheetRequest) -> bool {
    let on = !item.off_by_default || request.items_on.contains(&item.code);
    on && item.effective_from.is_none_or(|from| from <= request.on)
        && item.effective_to.is_none_or(|to| request.on < to)
}

// The item that all repeats of it lead to. A circle in the data ends where it began.
fn root(catalogue: &Catalogue, item: &Item) -> String {
    let mut seen = BTreeSet::new();
    let mut at = item;
    while let Some(next) = at.same_as.as_deref().and_then(|code| catalogue.item(code)) {
        if !seen.insert(next.code.as_str()) {
            break;
        }
        at = next;
    }
    at.code.clone()
}

/// The roots of `codes`.
pub(super) fn roots(catalogue: &Catalogue, codes: &[String]) -> BTreeSet<String> {
    codes.iter().map(|code| catalogue.item(code).map_or_else(|| code.clone(), |item| root(catalogue, item))).collect()
}

/// Of several that repeat one, keeps M before G, always asked before conditional, the template's own before the common
/// one, the earlier before the later. Where the one to keep may be hidden while the other shows, both stay.
pub(super) fn without_repeats(candidates: Vec<Candidate>) -> (Vec<Candidate>, BTreeMap<String, String>) {
    let mut kept: Vec<Candidate> = Vec::new();
    let mut replaced: BTreeMap<String, String> = BTreeMap::new();
    for candidate in candidates {
        let Some(held) = kept.iter_mut().find(|held| is_one_question(held, &candidate)) else {
            kept.push(candidate);
            continue;
        };
        let goes = if weight(&candidate) > weight(held) { std::mem::replace(held, candidate) } else { candidate };
        let (goes, stays) = (&goes.item.code, &held.item.code);
        replaced.values_mut().filter(|code| *code == goes).for_each(|code| code.clone_from(stays));
        replaced.insert(goes.clone(), stays.clone());
    }
    replaced.retain(|goes, _| kept.iter().all(|c| c.item.code != *goes));
    (kept, replaced)
}

fn is_one_question(held: &Candidate, other: &Candidate) -> bool {
    let stays = if weight(other) > weight(held) { other } else { held };
    let always_shown = stays.item.opens_if.is_none() || held.item.opens_if == other.item.opens_if;
    held.root == other.root && always_shown
}

fn weight(candidate: &Candidate) -> (bool, bool, bool) {
    (candidate.item.level == Level::SuspectedMajor, candidate.item.opens_if.is_none(), candidate.own)
}
