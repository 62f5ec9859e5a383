//! That the simulation replays, and that it catches what it is there for.

use gridwalk_tests::simulation::bug::Bug;
use gridwalk_tests::simulation::run::run;

/// Seeds within which every planted bug must show.
const SEEDS: u64 = 30;

#[test]
fn a_seed_replays_to_the_byte() {
    for seed in [3, 4] {
        let (first, second) = (run(seed, None, false), run(seed, None, true));
        assert_eq!((first.trace_hash, first.verdict, first.faults), (second.trace_hash, second.verdict, second.faults));
    }
}

fn is_caught(bug: Bug) {
    let caught = (1..=SEEDS).find(|seed| !run(*seed, Some(bug), false).verdict.is_clean());
    assert!(caught.is_some(), "{bug:?} went unseen for {SEEDS} seeds");
}

#[test]
fn an_answer_before_it_is_durable_is_caught() {
    is_caught(Bug::AckBeforeDurable);
}

#[test]
fn a_server_that_forgets_what_it_knows_is_caught() {
    is_caught(Bug::ForgetsDuplicates);
}

#[test]
fn a_cursor_that_skips_is_caught() {
    is_caught(Bug::CursorSkips);
}

#[test]
fn a_photo_marked_sent_too_early_is_caught() {
    is_caught(Bug::PhotoSentEarly);
}

#[test]
fn a_snapshot_over_the_outbox_is_caught() {
    is_caught(Bug::SnapshotOverwritesOutbox);
}

#[test]
fn a_scope_that_is_not_asked_for_is_caught() {
    is_caught(Bug::ScopeOff);
}
