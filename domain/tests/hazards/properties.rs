//! Properties of the machine over whatever people may try.

use super::people::*;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::*;
use gridwalk_domain::id::{EventId, HazardId};
use gridwalk_domain::ledger::{HazardState, RowSet, fold};
use proptest::prelude::*;
use uuid::Uuid;

/// Anything that anybody may write about a hazard of three rooms.
fn body() -> impl Strategy<Value = Body> {
    let rooms = prop::sample::subsequence(vec![room(1), room(2), room(3)], 0..=3);
    let shown = prop::collection::vec(any::<u8>(), 0..2);
    (0..23u8, any::<bool>(), rooms, shown, 0..40i64).prop_map(|(kind, yes, rooms, shown, days)| {
        let (premises, note, text, on) = (SHOP, "说明".to_owned(), || "1号".to_owned(), day(days));
        match kind {
            0 => HazardNotified { premises, receiver: text(), method: text(), notice: None }.into(),
            1 | 2 => mended(&shown, &rooms).into(),
            3 => seen_open().into(),
            4 | 5 => looked_at(yes, &rooms).into(),
            6 | 7 => closed(&shown).into(),
            8 => reported().into(),
            9 => referred(Some(on)).into(),
            10 => answered([FeedbackResult::Mended, FeedbackResult::NotTheirs][usize::from(yes)]).into(),
            11 => answered(FeedbackResult::Unfounded).into(),
            12 => withdrawn(yes.then_some(VISIT)).into(),
            13 => ExtensionRequested { premises, until: on, reason: note, by: ReportedBy::Worker }.into(),
            14 => ExtensionAnswered { premises, granted: yes, due_on: Some(on), note }.into(),
            15 => HazardReminded { premises, note }.into(),
            16 => SupervisionListed { premises, level: text(), document: text(), on, until: None }.into(),
            17 => SupervisionLifted { premises, document: text(), on }.into(),
            18 => MajorJudged { premises, is_major: yes, authority: text(), document: text(), on, due_on: None }.into(),
            19 => HazardReopened { premises, reason: note, photos: vec![], due_on: None }.into(),
            20 => restated(&["漏气"], 9).into(),
            21 => LookedBack { premises, in_order: yes, photos: vec![], note, due_on: yes.then_some(on) }.into(),
            _ => {
                let events = (1_000..1_060).map(|n| EventId(Uuid::from_u128(n))).collect();
                let outcome = [ContestOutcome::Closed, ContestOutcome::Open][usize::from(yes)];
                ContestResolved { premises, events, outcome, note }.into()
            }
        }
    })
}

fn who() -> impl Strategy<Value = Who> {
    prop::sample::select(Who::ALL.to_vec())
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(vec![Level::General, Level::SuspectedMajor, Level::Lead])
}

/// Of the events that may contest one another.
fn is_note(body: &Body) -> bool {
    matches!(
        body.kind(),
        "HazardNotified" | "HazardRestated" | "HazardReminded" | "ExtensionRequested" | "TypicalSceneMarked"
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_path_closes_without_a_second_person(
        level in level(),
        steps in prop::collection::vec((who(), body(), any::<prop::sample::Index>()), 1..30),
    ) {
        let rooms = vec![room(1), room(2), room(3)];
        let mut it = Ledger::with(HazardFound { rooms: rooms.clone(), ..hazard(level) });
        let mut seen = vec![it.hazard().head];
        for (who, body, base) in steps {
            let before = it.hazard().clone();
            // Now and then from an older knowledge of it.
            let base = *base.get(&seen);
            let Ok(event) = it.offers(who, HAZARD.into(), Some(base), 1, body.clone()) else { continue };
            seen.push(event);
            let row = it.hazard();
            if row.state.is_closed() && !before.state.is_closed() {
                prop_assert_ne!(who.account(), row.finder, "{:?}", body);
                prop_assert!(level != Level::SuspectedMajor || who == Who::Officer, "{:?} by {:?}", body, who);
            }
            if row.state == HazardState::ClosedOut && before.state != HazardState::ClosedOut {
                prop_assert!(!row.proofs().is_empty() || row.word_is_enough(), "{:?}", body);
                prop_assert!(row.open_referral().is_none() && !row.is_listed());
            }
            if row.state == HazardState::AwaitingReinspection && matches!(body, Body::RectificationReported(_)) {
                prop_assert!(rooms.iter().all(|room| row.rooms_mended.contains(room)), "all rooms, or not yet");
            }
            prop_assert_eq!(row.history.len(), seen.len(), "nothing is dropped");
            prop_assert_eq!(it.shop().open_hazards.contains_key(&HAZARD), !row.state.is_closed());
        }
    }

    #[test]
    fn two_with_one_base_are_always_found(first in (who(), body()), second in (who(), body()), level in level()) {
        let mut it = Ledger::with(hazard(level));
        let base = Some(it.hazard().head);
        let both = [&first, &second].map(|(who, body)| it.envelope(*who, HAZARD.into(), base, 1, body));
        let fold_in = |order: [usize; 2]| {
            let mut rows: RowSet = it.rows.clone();
            for n in order {
                fold(&both[n], &Body::decode(&both[n]).unwrap(), &mut rows);
            }
            it.with_rows(rows).hazard().clone()
        };
        let (one, other) = (fold_in([0, 1]), fold_in([1, 0]));
        prop_assert_eq!((one.history.len(), other.history.len()), (3, 3));
        if is_note(&first.1) || is_note(&second.1) {
            // A note leaves the hazard where it is, and is nobody's rival; only an answer presupposes its question.
            let answers = [&first.1, &second.1].iter().any(|body| matches!(body, Body::ExtensionAnswered(_)));
            prop_assert!(answers || one.contested.is_empty() == other.contested.is_empty());
        } else if !matches!((&first.1, &second.1), (Body::HazardEscalated(_), _) | (_, Body::HazardEscalated(_))) {
            prop_assert!(one.contested.contains(&both[1].id), "{:?}", one.contested);
            prop_assert!(other.contested.contains(&both[0].id), "{:?}", other.contested);
        }
    }

    #[test]
    fn events_about_different_hazards_commute(
        here in prop::collection::vec((who(), body()), 0..6),
        there in prop::collection::vec((who(), body()), 0..6),
        cuts in prop::collection::vec(any::<bool>(), 12),
    ) {
        const THERE: HazardId = HazardId(Uuid::from_u128(701));
        let mut it = Ledger::with(hazard(Level::General));
        let found = HazardFound { item: "COM-03".into(), ..hazard(Level::General) };
        let mut head = it.offers(Who::Finder, THERE.into(), None, 0, found).unwrap();
        let mut envelopes = |steps: &[(Who, Body)], id: HazardId, head: &mut EventId| {
            let mut made = Vec::new();
            for (who, body) in steps {
                let envelope = it.envelope(*who, id.into(), Some(*head), 1, body);
                *head = envelope.id;
                made.push(envelope);
            }
            made
        };
        let first = envelopes(&here, HAZARD, &mut EventId(Uuid::from_u128(1_002)));
        let second = envelopes(&there, THERE, &mut head);
        let folded = |all: Vec<&Envelope>| {
            let mut rows = it.rows.clone();
            all.into_iter().for_each(|one| fold(one, &Body::decode(one).unwrap(), &mut rows));
            let ledger = it.with_rows(rows);
            (ledger.hazard().clone(), ledger.hazard_of(THERE).clone(), ledger.shop().open_hazards.clone())
        };
        let one_after_the_other = first.iter().chain(&second).collect();
        let (mut left, mut right) = (first.iter().peekable(), second.iter().peekable());
        let mut mixed = Vec::new();
        for is_left in cuts {
            let next = if is_left { left.next().or_else(|| right.next()) } else { right.next().or_else(|| left.next()) };
            mixed.extend(next);
        }
        mixed.extend(left.chain(right));
        prop_assert_eq!(folded(one_after_the_other), folded(mixed));
    }
}
