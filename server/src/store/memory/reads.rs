//! Reading in memory, within a scope.

use super::*;
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::event::SubjectKind;
use serde_json::value::to_raw_value;
use std::cmp::Reverse;

impl State {
    pub(super) fn tree(&self) -> AreaTree {
        AreaTree::new(self.areas.values().map(|stored| stored.area.clone()))
    }

    fn roots(&self, account: AccountId) -> Vec<AreaId> {
        let own = self.assignments.iter().filter(|(owner, held)| *owner == account && held.to.is_none());
        let trades = self.trades.iter().filter(|(owner, trade)| *owner == account && trade.to.is_none());
        own.map(|(_, held)| held.area).chain(trades.map(|(_, trade)| trade.area)).collect()
    }

    pub(super) fn scope(&self, account: AccountId) -> BTreeSet<AreaId> {
        let tree = self.tree();
        self.roots(account).into_iter().flat_map(|root| tree.below(root)).collect()
    }

    pub(super) fn people(&self, id: AccountId) -> Vec<Person> {
        let tree = self.tree();
        let around: BTreeSet<AreaId> = self
            .roots(id)
            .into_iter()
            .flat_map(|root| tree.below(root).into_iter().chain(tree.above(root).into_iter().map(|area| area.id)))
            .collect();
        let holds = |account: &&Account| self.roots(account.id).iter().any(|root| around.contains(root));
        let mut people: Vec<_> = self
            .accounts
            .values()
            .filter(holds)
            .map(|account| Person {
                id: account.id,
                name: account.name.clone(),
                role: account.role,
                areas: self.roots(account.id).into_iter().collect(),
            })
            .collect();
        people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        people
    }

    pub(super) fn streams_of(&self, account: AccountId) -> Vec<AreaId> {
        let scope = self.scope(account);
        let tree = self.tree();
        let present = scope.iter().filter_map(|area| tree.on_level(*area, AreaLevel::Subdistrict)).map(|area| area.id);
        let has_past = |(_, events): &(&AreaId, &Vec<StoredEvent>)| {
            events.iter().any(|stored| scope.contains(&stored.recorded.envelope.area))
        };
        let past = self.streams.iter().filter(has_past).map(|(stream, _)| *stream);
        present.chain(past).collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(super) fn events_after(&self, account: AccountId, cursor: &Cursor, limit: usize) -> EventsPage {
        let scope = self.scope(account);
        let mut page = EventsPage { next: cursor.clone(), ..EventsPage::default() };
        for stream in self.streams_of(account) {
            let Some(events) = self.streams.get(&stream) else { continue };
            let after = cursor.get(&stream).copied().unwrap_or(0);
            let is_next = |stored: &&StoredEvent| {
                let envelope = &stored.recorded.envelope;
                stored.recorded.seq > after && scope.contains(&envelope.area) && self.is_of_trade(account, envelope)
            };
            let room = limit - page.events.len();
            let mut following = events.iter().filter(is_next).map(|stored| &stored.recorded);
            page.events.extend(following.by_ref().take(room).cloned());
            if following.next().is_some() {
                if room > 0 {
                    page.next.insert(stream, page.events.last().map_or(after, |last| last.seq));
                }
                page.more = true;
                return page;
            }
            page.next.insert(stream, after.max(events.len() as u64));
        }
        page
    }

    pub(super) fn snapshot(&self, account: AccountId, filter: &SnapshotFilter) -> SnapshotRows {
        let scope = self.scope(account);
        let is_in = |stored: &&StoredRow| {
            let is_recent = stored.since >= filter.visits_since;
            scope.contains(&stored.row.area())
                && self.sees_row(account, stored)
                && match &stored.row {
                    Row::Site(_) | Row::Premises(_) => true,
                    Row::Hazard(row) => {
                        let is_recently_closed = row.closed.is_some_and(|(_, at)| at >= filter.visits_since);
                        stored.index.is_open || filter.own.is_none() && is_recently_closed
                    }
                    Row::Task(_) => stored.index.is_open || is_recent,
                    Row::Notice(_) => stored.index.is_open || is_recent,
                    Row::Inspection(row) => {
                        stored.index.is_open || is_recent && filter.own.is_none_or(|own| own == row.actor)
                    }
                }
        };
        let rows = self.rows.values().filter(is_in).map(|stored| stored.row.clone()).collect();
        let head = |stream| Some((stream, self.streams.get(&stream)?.len() as u64));
        SnapshotRows { rows, cursor: self.streams_of(account).into_iter().filter_map(head).collect() }
    }

    pub(super) fn list(&self, account: AccountId, query: &ListQuery) -> ListPage {
        let scope = self.scope(account);
        let below = query.area.map(|area| self.tree().below(area));
        let mut found: Vec<_> = self
            .rows
            .iter()
            .filter(|(key, stored)| key.kind == query.kind && scope.contains(&stored.row.area()))
            .filter(|(_, stored)| below.as_ref().is_none_or(|below| below.contains(&stored.row.area())))
            .filter(|(_, stored)| self.sees_row(account, stored) && stored.fits(query))
            .map(|(key, stored)| ((stored.since.millis(), key.id.0), stored))
            .filter(|(mark, _)| query.after.is_none_or(|after| *mark < after))
            .collect();
        found.sort_by_key(|(mark, _)| Reverse(*mark));
        let more = found.len() > query.limit as usize;
        found.truncate(query.limit as usize);
        let next = if more { found.last().map(|(mark, _)| *mark) } else { None };
        // Cannot fail: rows have string keys.
        let rows = found.into_iter().filter_map(|(_, stored)| to_raw_value(&stored.row).ok()).collect();
        ListPage { rows, next }
    }

    pub(super) fn may_read_photo(&self, hash: PhotoHash, account: AccountId) -> bool {
        let scope = self.scope(account);
        let named_by_uploader = |(named, author, area): &(PhotoHash, AccountId, AreaId)| {
            *named == hash
                && scope.contains(area)
                && self.uploads.contains(&(hash, *author))
                && self.sees_photo(account, hash)
        };
        self.uploads.contains(&(hash, account)) || self.event_photos.iter().any(named_by_uploader)
    }
}

impl StoredRow {
    fn fits(&self, query: &ListQuery) -> bool {
        let index = &self.index;
        let is_state = |state: &String| match (state.as_str(), query.kind) {
            ("open", SubjectKind::Hazard) => index.is_open,
            (state, _) => index.state == state,
        };
        query.state.as_ref().is_none_or(is_state)
            && query.premises.is_none_or(|premises| index.premises == Some(premises.0))
            && query.actor.is_none_or(|actor| index.actor == Some(actor))
            && query.level.as_ref().is_none_or(|level| index.level == *level)
            && query.premises_kind.as_ref().is_none_or(|kind| index.premises_kind == *kind)
            && query.search.as_ref().is_none_or(|search| index.search.contains(search.as_str()))
            && query.due_before.is_none_or(|day| index.due_on.is_some_and(|due| due < day))
    }
}
