//! Names and phrases of the demo place, from `assets/demo/words.json`. None names a real person, firm or district.

use super::DemoError;
use super::dice::Dice;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = include_str!("../../../assets/demo/words.json");

/// The file as it stands.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    pub(super) surnames: Vec<String>,
    pub(super) given: Vec<String>,
    /// Three streets for each community.
    pub(super) streets_across: Vec<Vec<String>>,
    /// Lanes, in the order of the cells.
    pub(super) streets_along: Vec<String>,
    heads: Vec<String>,
    /// By kind: what the name ends in, and what it sells or makes as the checklists put it.
    tails: BTreeMap<String, Vec<(String, String)>>,
    pub(super) notes: BTreeMap<String, Vec<String>>,
    pub(super) not_entered_notes: BTreeMap<String, Vec<String>>,
    pub(super) review_notes: Vec<String>,
    pub(super) remarks: Vec<String>,
    pub(super) close_notes: Vec<String>,
    pub(super) report_notes: Vec<String>,
    pub(super) parts: BTreeMap<String, Vec<String>>,
    /// By what a name ends in, else by kind: code and name of GB/T 4754-2017.
    industries: BTreeMap<String, String>,
    pub(super) referred_to: BTreeMap<String, String>,
    pub(super) withdrawn: Vec<String>,
}

/// A name on a sign, and the trade it stands for (empty where the checklists ask for none).
#[derive(Clone, Debug)]
pub(super) struct SignName {
    pub(super) name: String,
    pub(super) trade: String,
}

impl Words {
    pub(super) fn read() -> Result<Self, DemoError> {
        serde_json::from_str(FILE).map_err(|source| DemoError::Words { source })
    }

    /// A person.
    pub(super) fn person(&self, dice: &mut Dice) -> String {
        format!("{}{}", one(&self.surnames, dice), one(&self.given, dice))
    }

    /// 国民经济行业 of premises of `kind`; none of those that do no business.
    pub(super) fn industry(&self, kind: &str, name: &str) -> Option<&str> {
        let by_name = self.industries.iter().find(|(ending, _)| name.ends_with(ending.as_str()));
        by_name.map(|(_, industry)| industry).or_else(|| self.industries.get(kind)).map(String::as_str)
    }

    /// A name for premises of `kind` that is not in `taken` yet; adds it.
    pub(super) fn sign(&self, kind: &str, dice: &mut Dice, taken: &mut BTreeSet<String>) -> SignName {
        let tails = self.tails.get(kind).map(Vec::as_slice).unwrap_or_default();
        let mut made = SignName { name: String::new(), trade: String::new() };
        for round in 1.. {
            let (tail, trade) = dice.pick(tails).cloned().unwrap_or_default();
            let head = one(&self.heads, dice);
            let name = if round > 40 { format!("{head}{tail}（{round}店）") } else { format!("{head}{tail}") };
            made = SignName { name, trade };
            if taken.insert(made.name.clone()) {
                break;
            }
        }
        made
    }

    /// A remark on a visit to premises of `kind`.
    pub(super) fn note(&self, kind: &str, dice: &mut Dice) -> String {
        let own = self.notes.get(kind).filter(|_| dice.chance(0.6));
        own.or_else(|| self.notes.get("any")).map(|notes| one(notes, dice)).unwrap_or_default()
    }
}

/// One of them, or nothing of none.
pub(super) fn one(among: &[String], dice: &mut Dice) -> String {
    dice.pick(among).cloned().unwrap_or_default()
}
