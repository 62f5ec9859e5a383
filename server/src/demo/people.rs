//! Who works in the demo place: the accounts one may sign in with, and their colleagues who only appear in the history.

use super::DemoAccount;
use super::dice::{Dice, id_of};
use super::geography::{CELL_OF_WORKER1, Land};
use super::words::Words;
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::{AccountId, AreaId, DeviceId};
use gridwalk_domain::time::Timestamp;
use std::collections::BTreeSet;

/// The accounts by what they do; each number is a place in `accounts`.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) accounts: Vec<DemoAccount>,
    /// By cell.
    pub(super) workers: Vec<usize>,
    /// By community.
    pub(super) committees: Vec<usize>,
    /// By sub-district.
    pub(super) officers: Vec<usize>,
    // By account: how far its phone's clock is behind the server's, milliseconds.
    offsets_ms: Vec<i64>,
}

impl People {
    /// Appoints everyone since `since`.
    pub(super) fn appoint(land: &Land, words: &Words, since: Timestamp) -> Self {
        let mut maker = Maker { dice: Dice::new(7), taken: BTreeSet::new(), since, accounts: Vec::new() };
        let worker = |cell: usize| match cell {
            CELL_OF_WORKER1 => ("worker1".to_owned(), true),
            _ if cell == CELL_OF_WORKER1 + 1 => ("worker2".to_owned(), true),
            _ => (format!("gridworker{:02}", cell + 1), false),
        };
        let workers = (0..land.cells.len())
            .map(|cell| maker.add(words, worker(cell), Role::Worker, land.cells[cell].area))
            .collect();
        let committees = (0..land.communities.len())
            .map(|at| maker.add(words, (format!("committee{}", at + 1), at < 2), Role::Committee, land.communities[at]))
            .collect();
        let officers = (0..land.subdistricts.len())
            .map(|at| {
                maker.add(words, (format!("subdistrict{}", at + 1), at < 1), Role::Subdistrict, land.subdistricts[at])
            })
            .collect();
        maker.add(words, ("admin1".to_owned(), true), Role::Admin, land.county);
        let mut dice = maker.dice;
        let offsets_ms = maker.accounts.iter().map(|_| dice.range(-2_400, 3_900)).collect();
        Self { accounts: maker.accounts, workers, committees, officers, offsets_ms }
    }

    /// The account at a place.
    pub(super) fn account(&self, at: usize) -> &DemoAccount {
        &self.accounts[at]
    }

    /// Server clock minus this account's device clock.
    pub(super) fn offset_ms(&self, at: usize) -> i64 {
        self.offsets_ms[at]
    }
}

struct Maker {
    dice: Dice,
    taken: BTreeSet<String>,
    since: Timestamp,
    accounts: Vec<DemoAccount>,
}

impl Maker {
    fn add(&mut self, words: &Words, (username, signs_in): (String, bool), role: Role, area: AreaId) -> usize {
        let mut name = words.person(&mut self.dice);
        while !self.taken.insert(name.clone()) {
            name = words.person(&mut self.dice);
        }
        self.accounts.push(DemoAccount {
            id: AccountId(id_of("account", &username)),
            device: DeviceId(id_of("device", &username)),
            username,
            name,
            role,
            areas: vec![area],
            since: self.since,
            signs_in,
        });
        self.accounts.len() - 1
    }
}
