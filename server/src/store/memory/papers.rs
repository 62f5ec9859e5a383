//! Papers in memory.

use super::*;
use std::cmp::Reverse;

impl State {
    pub(super) fn put_paper(&mut self, paper: &Paper) {
        match self.papers.iter_mut().find(|there| there.kind == paper.kind && there.id == paper.id) {
            Some(there) => {
                there.facts = paper.facts.clone();
                if paper.content.is_some() {
                    there.content.clone_from(&paper.content);
                }
            }
            None => self.papers.push(paper.clone()),
        }
    }

    pub(super) fn own_papers(&self, scope: AccountId, kind: &str) -> impl Iterator<Item = &Paper> {
        let scope = self.scope(scope);
        self.papers.iter().filter(move |paper| paper.kind == kind && scope.contains(&paper.area))
    }

    pub(super) fn newest_papers(&self, scope: AccountId, kind: &str, limit: usize) -> Vec<Paper> {
        let mut own: Vec<&Paper> = self.own_papers(scope, kind).collect();
        own.sort_by_key(|paper| Reverse((paper.at, paper.id)));
        own.into_iter().take(limit).map(|paper| Paper { content: None, ..paper.clone() }).collect()
    }
}
