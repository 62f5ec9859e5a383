//! One event folded into the row of its hazard.

use super::hazard::{HazardState, is_note};
use super::hazard_row::*;
use super::row::PremisesRow;
use crate::checklist::Handling;
use crate::event::{Body, ContestOutcome, Envelope, HazardFound, HazardRestated};
use crate::id::{EventId, RoomId};
use crate::photo::PhotoRef;
use crate::time::{Date, Timestamp};
use std::collections::BTreeMap;

/// How far back the same item counts as found before; the place's own window is shorter (R47).
pub(super) const EARLIER_MS: i64 = 2 * 366 * 86_400_000;

/// The row of a hazard just found.
pub(super) fn new_hazard(envelope: &Envelope, found: &HazardFound, premises: Option<&PremisesRow>) -> HazardRow {
    let on_site = found.handling == Handling::FixedOnSite;
    let found_at = envelope.corrected_at();
    let is_earlier = |find: &&super::row::Find| find.item == found.item && found_at.since(find.at) <= EARLIER_MS;
    let finds = premises.map(|row| row.finds.as_slice()).unwrap_or_default();
    let mut row = HazardRow {
        id: crate::event::hazard::hazard_of(envelope),
        area: envelope.area,
        finder: envelope.actor,
        found_at,
        found: found.clone(),
        premises_name: premises.map(|row| row.name.clone()).unwrap_or_default(),
        // 当场整改 is mended before the worker leaves, and still waits for a second person.
        state: if on_site { HazardState::AwaitingReinspection } else { HazardState::Found },
        round: 1,
        after_photos: found.after_photos.clone(),
        stale_photos: 0,
        origins: BTreeMap::new(),
        rectified_at: on_site.then_some(found_at),
        closed: None,
        rooms_mended: if on_site { found.rooms.clone() } else { Vec::new() },
        rooms_passed: Vec::new(),
        assigned_to: None,
        extension: None,
        extended_to: None,
        referrals: Vec::new(),
        ladder: Vec::new(),
        listing: None,
        judged: None,
        withdrawal_wish: None,
        relapses: 0,
        looked_back: None,
        earlier: finds.iter().filter(is_earlier).map(|find| find.at).collect(),
        typical: None,
        history: Vec::new(),
        head: envelope.id,
        settled: vec![envelope.id],
        contested: Vec::new(),
    };
    row.remember(envelope, &Body::HazardFound(found.clone()), false);
    row
}

impl HazardRow {
    /// Folds an event that is not its finding.
    pub(super) fn change(&mut self, envelope: &Envelope, body: &Body) {
        let is_note = is_note(body);
        let unseen = !is_note && !self.has_settled(envelope.base);
        self.advance(envelope.id, is_note);
        let fits = self.after(envelope.actor, body);
        // A note that comes too late is kept in the history, and that is all.
        if unseen || fits.is_err() && !is_note {
            self.contested.push(envelope.id);
        }
        self.remember(envelope, body, fits.is_err());
        if let Ok(state) = fits {
            self.apply(envelope, body, state);
            self.state = state;
        }
    }

    /// The same hazard found twice: the first stands, both are kept.
    pub(super) fn found_again(&mut self, envelope: &Envelope, body: &Body) {
        self.advance(envelope.id, false);
        self.contested.push(envelope.id);
        self.remember(envelope, body, true);
    }

    fn has_settled(&self, base: Option<EventId>) -> bool {
        base.is_some_and(|base| base == self.head || self.settled.contains(&base))
    }

    fn advance(&mut self, event: EventId, is_note: bool) {
        self.head = event;
        if !is_note {
            self.settled.clear();
        }
        self.settled.push(event);
    }

    fn remember(&mut self, envelope: &Envelope, body: &Body, misfit: bool) {
        let origin = PhotoOrigin { by: envelope.actor, clock_offset_ms: envelope.clock_offset_ms.unwrap_or(0) };
        if origin != (PhotoOrigin { by: self.finder, clock_offset_ms: 0 }) {
            for photo in body.photos() {
                self.origins.entry(photo.sha256).or_insert(origin);
            }
        }
        let (yes, note) = gist(body);
        self.history.push(Past {
            event: envelope.id,
            kind: body.kind().to_owned(),
            at: envelope.corrected_at(),
            by: envelope.actor,
            yes,
            note,
            misfit,
        });
    }

    // What an event that fits changes beside the state.
    fn apply(&mut self, envelope: &Envelope, body: &Body, next: HazardState) {
        let at = envelope.corrected_at();
        match body {
            Body::RectificationReported(reported) => {
                self.after_photos.extend(reported.photos.iter().cloned());
                join(&mut self.rooms_mended, &reported.rooms, &self.found.rooms);
                if next == HazardState::AwaitingReinspection {
                    self.rectified_at = Some(at);
                }
            }
            Body::HazardSeenOpen(seen) => {
                if self.state == HazardState::AwaitingReinspection {
                    self.is_open_again(&[]);
                }
                // It still looks so: the newest stands last among what is to be mended.
                self.found.photos.extend(seen.photos.iter().cloned());
            }
            Body::Reinspected(reinspected) => {
                if reinspected.passed {
                    self.after_photos.extend(reinspected.photos.iter().cloned());
                    join(&mut self.rooms_mended, &reinspected.rooms, &self.found.rooms);
                    join(&mut self.rooms_passed, &reinspected.rooms, &self.found.rooms);
                    if next == HazardState::AwaitingCloseOut {
                        self.rectified_at = self.rectified_at.or(Some(at));
                    }
                } else {
                    // It still looks so: nothing that shows it put right.
                    self.found.photos.extend(reinspected.photos.iter().cloned());
                    self.round = self.round.saturating_add(1);
                    self.is_open_again(&reinspected.rooms);
                    self.extended_to = reinspected.due_on.or(self.extended_to);
                }
            }
            Body::ClosedOut(closed) => {
                self.after_photos.extend(closed.photos.iter().cloned());
                self.is_closed_by(envelope, at);
            }
            Body::HazardReopened(reopened) => self.came_back(&reopened.photos, reopened.due_on),
            Body::LookedBack(looked) => {
                self.looked_back = Some((envelope.actor, at, looked.in_order));
                if looked.in_order {
                    self.after_photos.extend(looked.photos.iter().cloned());
                } else {
                    self.came_back(&looked.photos, looked.due_on);
                }
            }
            Body::ContestResolved(resolved) => {
                // Whoever resolves cannot also wave through that they did not know how it stood.
                self.contested.retain(|event| *event == envelope.id || !resolved.events.contains(event));
                match resolved.outcome {
                    ContestOutcome::Stands => {}
                    ContestOutcome::Open => self.is_open_again(&[]),
                    ContestOutcome::Closed => self.is_closed_by(envelope, at),
                }
            }
            _ => self.note(envelope, body, at, next),
        }
    }

    fn note(&mut self, envelope: &Envelope, body: &Body, at: Timestamp, next: HazardState) {
        let by = envelope.actor;
        match body {
            Body::HazardRestated(restated) => self.restate(restated),
            Body::HazardWithdrawn(withdrawn) => {
                let is_wish = next != HazardState::Withdrawn;
                self.withdrawal_wish = is_wish.then(|| withdrawn.reason.clone());
            }
            Body::WithdrawalDeclined(_) => self.withdrawal_wish = None,
            Body::ExtensionRequested(wish) => {
                let (until, reason) = (wish.until, wish.reason.clone());
                self.extension = Some(Extension { asker: by, by: wish.by, at, until, reason });
            }
            Body::ExtensionAnswered(answered) => {
                self.extension = None;
                self.extended_to = answered.due_on.or(self.extended_to);
            }
            Body::MajorJudged(judged) => {
                let (authority, document) = (judged.authority.clone(), judged.document.clone());
                self.judged = Some(MajorVerdict { is_major: judged.is_major, authority, document, on: judged.on });
                self.extended_to = judged.due_on.or(self.extended_to);
            }
            Body::HazardReferred(referred) => {
                let (to, feedback_by) = (referred.to.clone(), referred.feedback_by);
                let (number, note) = (referred.number.clone(), referred.note.clone());
                self.referrals.push(Referral { to, number, note, by, at, feedback_by, feedback: None });
            }
            Body::ReferralAnswered(answered) => {
                let (document, note) = (answered.document.clone(), answered.note.clone());
                if let Some(referral) = self.referrals.last_mut() {
                    referral.feedback = Some(Feedback { at, result: answered.result, document, note });
                }
                self.after_photos.extend(answered.photos.iter().cloned());
                if next.is_mended() {
                    self.rectified_at = self.rectified_at.or(Some(at));
                    // The body speaks of the whole hazard, not of one room.
                    join(&mut self.rooms_mended, &[], &self.found.rooms);
                }
            }
            Body::HazardAssigned(assigned) => self.assigned_to = Some(assigned.to),
            Body::HazardReminded(_) => self.step(REMIND, envelope, String::new()),
            Body::HazardEscalated(escalated) => self.step(&escalated.rung, envelope, escalated.document.clone()),
            Body::SupervisionListed(listed) => {
                let (level, document) = (listed.level.clone(), listed.document.clone());
                self.listing = Some(Listing { level, document, on: listed.on, until: listed.until, lifted: None });
                self.step(LIST, envelope, listed.document.clone());
            }
            Body::SupervisionLifted(lifted) => {
                if let Some(listing) = &mut self.listing {
                    listing.lifted = Some((lifted.on, lifted.document.clone()));
                }
            }
            Body::TypicalSceneMarked(marked) => self.typical = marked.is_typical.then_some(marked.faces_checked),
            _ => {}
        }
    }

    // What was added since by others stays, and stands after the visit's own.
    fn restate(&mut self, restated: &HazardRestated) {
        let found = &mut self.found;
        found.defects.clone_from(&restated.defects);
        found.fixes.clone_from(&restated.fixes);
        found.part.clone_from(&restated.part);
        found.no_photo_reason.clone_from(&restated.no_photo_reason);
        found.quantity = restated.quantity;
        let is_dropped = |photo: &PhotoRef| restated.dropped.contains(&photo.sha256);
        found.photos = shown(&restated.photos, &found.photos, is_dropped);
        found.after_photos.clone_from(&restated.after_photos);
        let stale = self.after_photos.iter().take(self.stale_photos as usize);
        self.stale_photos -= stale.filter(|photo| is_dropped(photo)).count() as u32;
        self.after_photos.retain(|photo| !is_dropped(photo));
        self.after_photos = shown(&self.after_photos, &restated.after_photos, is_dropped);
    }

    fn step(&mut self, rung: &str, envelope: &Envelope, document: String) {
        let on = envelope.corrected_at().date_in_shanghai();
        self.ladder.push(LadderStep { rung: rung.to_owned(), by: envelope.actor, on, document });
    }

    // Whoever closes it has seen every room of it, those too that nobody had looked at again by then.
    fn is_closed_by(&mut self, envelope: &Envelope, at: Timestamp) {
        self.closed = Some((envelope.actor, at));
        join(&mut self.rooms_mended, &[], &self.found.rooms);
        join(&mut self.rooms_passed, &[], &self.found.rooms);
        self.rectified_at = self.rectified_at.or(Some(at));
        (self.extension, self.withdrawal_wish) = (None, None);
    }

    // Whatever was shown before proves nothing any more. `rooms` empty: all of it that was not passed.
    fn is_open_again(&mut self, rooms: &[RoomId]) {
        self.rectified_at = None;
        self.closed = None;
        self.stale_photos = u32::try_from(self.after_photos.len()).unwrap_or(u32::MAX);
        self.rooms_mended.retain(|room| match rooms.is_empty() {
            true => self.rooms_passed.contains(room),
            false => !rooms.contains(room),
        });
        self.rooms_passed.retain(|room| !rooms.contains(room));
    }

    // 反弹: from the beginning, and the ladder with it.
    fn came_back(&mut self, photos: &[PhotoRef], due_on: Option<Date>) {
        self.relapses = self.relapses.saturating_add(1);
        self.round = self.round.saturating_add(1);
        self.rooms_passed.clear();
        self.is_open_again(&[]);
        self.rooms_mended.clear();
        self.found.photos.extend(photos.iter().cloned());
        self.extended_to = due_on;
        self.ladder.clear();
    }
}

// The first, and of the others those that are neither among them nor dropped.
fn shown(first: &[PhotoRef], others: &[PhotoRef], is_dropped: impl Fn(&PhotoRef) -> bool) -> Vec<PhotoRef> {
    let is_new = |photo: &&PhotoRef| !first.iter().any(|one| one.sha256 == photo.sha256) && !is_dropped(photo);
    first.iter().chain(others.iter().filter(is_new)).cloned().collect()
}

// Empty means all of them.
fn join(into: &mut Vec<RoomId>, rooms: &[RoomId], all: &[RoomId]) {
    let said = if rooms.is_empty() { all } else { rooms };
    for room in said.iter().filter(|room| all.contains(room)) {
        if !into.contains(room) {
            into.push(*room);
        }
    }
}

// What the history says of an event beside its kind.
fn gist(body: &Body) -> (Option<bool>, String) {
    let parts = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ");
    match body {
        Body::HazardNotified(notified) => (None, parts(&[&notified.receiver, &notified.method])),
        Body::Reinspected(reinspected) => {
            let day = reinspected.due_on.map(|day| day.to_string()).unwrap_or_default();
            (Some(reinspected.passed), parts(&[&day, &reinspected.note]))
        }
        Body::ClosedOut(closed) => (None, closed.note.clone()),
        Body::HazardReported(reported) => (None, reported.note.clone()),
        Body::HazardReferred(referred) => (None, parts(&[&referred.to, &referred.number, &referred.note])),
        Body::HazardSeenOpen(seen) => (None, seen.note.clone()),
        Body::HazardRestated(restated) => (None, parts(&[&restated.defects.join("、"), &restated.part])),
        Body::HazardWithdrawn(withdrawn) => (None, withdrawn.reason.clone()),
        Body::WithdrawalDeclined(declined) => (None, declined.reason.clone()),
        Body::ExtensionRequested(wish) => (None, parts(&[&wish.until.to_string(), &wish.reason])),
        Body::ExtensionAnswered(answered) => {
            let day = answered.due_on.map(|day| day.to_string()).unwrap_or_default();
            (Some(answered.granted), parts(&[&day, &answered.note]))
        }
        Body::ReferralAnswered(answered) => {
            let is_done = answered.result != crate::event::FeedbackResult::NotTheirs;
            (Some(is_done), parts(&[&answered.document, &answered.note]))
        }
        Body::HazardReminded(reminded) => (None, reminded.note.clone()),
        Body::HazardEscalated(escalated) => {
            (None, parts(&[&escalated.name, &escalated.document, &escalated.on.to_string(), &escalated.note]))
        }
        Body::SupervisionListed(listed) => {
            let until = listed.until.map(|day| day.to_string()).unwrap_or_default();
            (None, parts(&[&listed.level, &listed.document, &until]))
        }
        Body::SupervisionLifted(lifted) => (None, lifted.document.clone()),
        Body::MajorJudged(judged) => {
            let due_on = judged.due_on.map(|day| day.to_string()).unwrap_or_default();
            (Some(judged.is_major), parts(&[&judged.authority, &judged.document, &due_on]))
        }
        Body::HazardReopened(reopened) => (None, reopened.reason.clone()),
        Body::LookedBack(looked) => {
            let day = looked.due_on.map(|day| day.to_string()).unwrap_or_default();
            (Some(looked.in_order), parts(&[&day, &looked.note]))
        }
        Body::TypicalSceneMarked(marked) => (Some(marked.is_typical), String::new()),
        Body::ContestResolved(resolved) => (Some(resolved.outcome != ContestOutcome::Open), resolved.note.clone()),
        _ => (None, String::new()),
    }
}
