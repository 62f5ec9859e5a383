//! The register by its rules: totals, targets, agreements, coverage, changes, succession.

mod common;

use common::{CATALOGUE, PLACE, premises};
use gridwalk_domain::event::{Body, LimitedSpace, StandingStep};
use gridwalk_domain::id::SiteId;
use gridwalk_domain::ledger::{PremisesRow, SiteRow, Standing};
use gridwalk_domain::record::{Successor, building_hazards, file_change, name_default_body, succeed};
use gridwalk_domain::register::coverage::{Coverage, next_door};
use gridwalk_domain::register::{Agreement, RegisterTotals, SUPERVISING_BODY, agreement, tags_of, target_of};
use gridwalk_domain::time::{Date, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn with(kind: &str, details: &[(&str, &str)]) -> PremisesRow {
    let details = details.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    PremisesRow { details, ..premises(kind) }
}

fn totals(rows: &[PremisesRow]) -> RegisterTotals {
    let mut totals = RegisterTotals::default();
    rows.iter().for_each(|row| totals.add(row, true, &PLACE.register, today()));
    totals
}

#[test]
fn r23_devices_are_counted_against_the_years_target() {
    let rows = [
        with("shop", &[("smoke_alarms_due", "4"), ("smoke_alarms_fitted", "9")]),
        with("restaurant", &[("smoke_alarms_due", "2"), ("sprinklers_due", "2"), ("sprinklers_fitted", "1")]),
        with("shop", &[("smoke_alarms_due", "许多")]),
    ];
    let totals = totals(&rows);
    // Five too many in one place make up for none elsewhere.
    assert_eq!((totals.devices_due, totals.devices_fitted, totals.device_percent()), (8, 5, Some(63)));
    assert_eq!(RegisterTotals::default().device_percent(), None);
    let targets = &PLACE.register.device_target_percent;
    let of = |year| target_of(targets, year);
    assert_eq!((of(2023), of(2024), of(2025), of(2026), of(2030)), (None, Some(20), Some(50), Some(100), Some(100)));
}

#[test]
fn r41_self_checks_are_due_by_the_kind_of_unit() {
    let rows = [
        with("shop", &[("last_self_check", "2026-10-01")]),
        with("shop", &[("last_self_check", "2026-08-01")]),
        // High risk: every month.
        with("hazmat_store", &[("last_self_check", "2026-10-01")]),
        with("shop", &[]),
    ];
    let checks = totals(&rows).self_checks;
    assert_eq!((checks.units, checks.on_time, checks.late, checks.unknown), (4, 1, 2, 1));
}

#[test]
fn r42_drills_are_counted_with_the_share_of_unannounced_ones() {
    let drill = |day, kind| with("shop", &[("last_drill", day), ("drill_kind", kind)]);
    let rows = [drill("2026-03-01", "四不演练"), drill("2026-03-01", "脚本演练"), drill("2025-01-01", "四不演练")];
    let totals = totals(&rows);
    assert_eq!((totals.drills.on_time, totals.drills.late), (2, 1));
    assert_eq!(totals.free_drill_percent(), Some(33));
    assert_eq!(target_of(&PLACE.register.drill_target_percent, 2025), Some(60));
}

#[test]
fn r39_structures_are_counted_by_their_first_finding() {
    let rows = [
        with("self_built", &[("structure_finding", "存在严重安全隐患"), ("out_of_use", "是")]),
        with("rental", &[("structure_finding", "未发现安全隐患")]),
        with("rental", &[("structure_finding", "存在一定安全隐患"), ("renovation", "已完工")]),
    ];
    let totals = totals(&rows);
    assert_eq!((totals.structures, totals.out_of_use, totals.renovated), ([1, 1, 1], 1, 1));
}

#[test]
fn r40_limited_spaces_without_sign_or_lock_are_seen_in_the_sum() {
    let mut row = with("shop", &[]);
    row.file.limited_spaces = Some(vec![
        LimitedSpace { kind: "化粪池".into(), count: 2, sign: true, lock: false },
        LimitedSpace { kind: "窖".into(), count: 1, sign: false, lock: true },
    ]);
    let mut closed = row.clone();
    closed.file.standing = Standing::Closed;
    let totals = totals(&[row, closed]);
    assert_eq!((totals.with_spaces, totals.spaces, totals.spaces_unsigned, totals.spaces_unlocked), (1, 3, 1, 2));
}

#[test]
fn r22_a_tenant_without_a_valid_agreement_is_found() {
    let of = |details: &[(&str, &str)]| agreement(&with("workshop", details).details, today());
    let day = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(of(&[]), Agreement::Missing);
    assert_eq!(of(&[("agreement_until", "2026-11-21")]), Agreement::Lapsed(day("2026-11-21")));
    assert_eq!(of(&[("agreement_until", "2026-11-22")]), Agreement::InForce(Some(day("2026-11-22"))));
    assert_eq!(of(&[("agreement_signed_on", "2026-01-01")]), Agreement::InForce(None));
}

#[test]
fn r01_a_door_is_swept_when_it_is_known_what_is_behind_it() {
    let site = |number: u128, marked: bool| SiteRow {
        id: SiteId(Uuid::from_u128(number)),
        area: Uuid::nil().into(),
        name: String::new(),
        building_code: None,
        address: String::new(),
        position: None,
        details: BTreeMap::new(),
        no_premises_at: marked.then(|| Timestamp::from_millis(1)),
        head: Uuid::nil().into(),
        contested: vec![],
    };
    let sites = [site(1, false), site(2, true), site(3, true), site(4, false)];
    // 3 was marked, and a shop has opened there since.
    let coverage = Coverage::of(sites.iter(), &[SiteId(Uuid::from_u128(1)), SiteId(Uuid::from_u128(3))].into());
    assert_eq!(coverage, Coverage { doors: 4, with_premises: 2, without: 1 });
    assert_eq!(coverage.swept(), 3);
    for (door, next) in
        [("幸福路27号", "幸福路29号"), ("幸福路27号2楼", "幸福路27号4楼"), ("村东头", "村东头"), ("9", "11")]
    {
        assert_eq!(next_door(door), next);
    }
}

#[test]
fn r05_the_body_follows_from_the_kind_and_the_worker_is_not_asked() {
    let of = |kind: &str| {
        let mut details = BTreeMap::new();
        name_default_body(kind, &PLACE.register, &mut details);
        details.remove(SUPERVISING_BODY)
    };
    for kind in CATALOGUE.kinds.iter() {
        let is_dwelling = matches!(kind.code.as_str(), "rental" | "idle_yard" | "disused_factory");
        assert_eq!(of(&kind.code).is_none(), is_dwelling, "{}", kind.code);
    }
}

#[test]
fn r38_tags_are_told_apart() {
    assert_eq!(tags_of("醇基燃料、托管，多业态混合").collect::<Vec<_>>(), ["醇基燃料", "托管", "多业态混合"]);
    assert_eq!(tags_of(" ").count(), 0);
}

#[test]
fn r03_a_change_names_only_what_differs() {
    let row = with("restaurant", &[("seats", "40"), ("gas", "瓶装液化气")]);
    let new = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    assert_eq!(file_change(&row, &new(&[("seats", "40 "), ("exits", "")])), None);
    let changed = file_change(&row, &new(&[("seats", "52"), ("gas", "瓶装液化气"), ("name", &row.name)])).unwrap();
    assert_eq!(changed.changes.keys().collect::<Vec<_>>(), ["seats"]);
    assert_eq!((changed.changes["seats"].old.as_str(), changed.changes["seats"].new.as_str()), ("40", "52"));
}

#[test]
fn a_new_trade_is_one_registration_one_succession_and_the_buildings_hazards() {
    let row = with("restaurant", &[]);
    let successor = Successor { kind: "shop".into(), name: "新店".into(), ..Successor::default() };
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        Uuid::from_u128(next)
    };
    assert!(building_hazards(&row, &CATALOGUE).is_empty());
    let (new, events) = succeed(&row, &successor, &CATALOGUE, &BTreeMap::new(), &mut fresh);
    assert_eq!(events.len(), 2);
    assert!(matches!(&events[0].body, Body::PremisesRegistered(body) if body.address == row.address));
    assert!(matches!(&events[1].body, Body::PremisesSucceeded(body) if body.successor == new));
    assert_eq!(events[1].base, Some(row.head));
}

#[test]
fn r02_no_step_leads_out_of_the_ledger() {
    use StandingStep::*;
    let steps = [Suspend, Resume, AskClosure, ConfirmClosure, DeclineClosure, Recheck, Reopen];
    for standing in Standing::ALL {
        for step in steps {
            let after = standing.after(step);
            // Only a confirmation closes, and only what was asked for.
            let closes = after == Some(Standing::Closed) && standing != Standing::Closed;
            assert_eq!(closes, (standing, step) == (Standing::ClosureAsked, ConfirmClosure), "{standing:?} {step:?}");
        }
        assert!(standing != Standing::Replaced || steps.iter().all(|step| standing.after(*step).is_none()));
    }
}
