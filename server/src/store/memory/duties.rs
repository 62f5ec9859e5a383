//! Reviewers of one trade, what they may read, and utility readings, in memory.

use super::*;
use gridwalk_domain::event::{Envelope, SubjectKind};
use gridwalk_domain::id::SubjectId;

impl State {
    pub(super) fn trades_of(&self, account: AccountId) -> Vec<Trade> {
        self.trades.iter().filter(|(owner, _)| *owner == account).map(|(_, trade)| trade.clone()).collect()
    }

    pub(super) fn set_trades(&mut self, account: AccountId, area: AreaId, kinds: &[String], at: Timestamp) {
        for (owner, trade) in &mut self.trades {
            if *owner == account && trade.area == area && trade.to.is_none() {
                trade.to = Some(at);
            }
        }
        if !kinds.is_empty() {
            for (owner, held) in &mut self.assignments {
                if *owner == account && held.to.is_none() {
                    held.to = Some(at);
                }
            }
        }
        let trade = |kind: &String| (account, Trade { area, kind: kind.clone(), from: at, to: None });
        self.trades.extend(kinds.iter().map(trade));
    }

    pub(super) fn readings_of(&self, premises: PremisesId) -> Vec<Reading> {
        let of_it = self.readings.iter().filter(|((of, _, _), _)| *of == premises);
        let mut readings: Vec<Reading> = of_it
            .map(|((_, meter, month), used)| Reading { premises, meter: *meter, month: *month, used: *used })
            .collect();
        readings.sort_by_key(|one| std::cmp::Reverse(one.month));
        readings
    }

    fn present_trades(&self, account: AccountId) -> Vec<&Trade> {
        let own = self.trades.iter().filter(|(owner, trade)| *owner == account && trade.to.is_none());
        own.map(|(_, trade)| trade).collect()
    }

    // Whether a row is of premises of the account's trades; anybody without a trade sees the whole scope.
    pub(super) fn sees_row(&self, account: AccountId, stored: &StoredRow) -> bool {
        let trades = self.present_trades(account);
        if trades.is_empty() {
            return true;
        }
        let key = |id| RowKey { kind: SubjectKind::Premises, id: SubjectId(id) };
        let Some(place) = stored.index.premises.and_then(|id| self.rows.get(&key(id))) else { return false };
        let tree = gridwalk_domain::area::AreaTree::new(self.areas.values().map(|stored| stored.area.clone()));
        trades
            .iter()
            .any(|trade| trade.kind == place.index.premises_kind && tree.is_within(place.row.area(), &[trade.area]))
    }

    pub(super) fn is_of_trade(&self, account: AccountId, envelope: &Envelope) -> bool {
        if self.present_trades(account).is_empty() {
            return true;
        }
        let kinds = [
            SubjectKind::Premises,
            SubjectKind::Inspection,
            SubjectKind::Hazard,
            SubjectKind::Task,
            SubjectKind::Notice,
        ];
        let rows = kinds.into_iter().filter_map(|kind| self.rows.get(&RowKey { kind, id: envelope.subject }));
        rows.into_iter().any(|stored| self.sees_row(account, stored))
    }

    pub(super) fn sees_photo(&self, account: AccountId, hash: PhotoHash) -> bool {
        let names =
            |stored: &&StoredRow| serde_json::to_string(&stored.row).is_ok_and(|json| json.contains(&hash.to_string()));
        self.present_trades(account).is_empty()
            || self.rows.values().filter(names).any(|stored| self.sees_row(account, stored))
    }
}
