//! The checklist engine over the shipped catalogue.

mod common;

use common::*;
use gridwalk_domain::checklist::*;
use gridwalk_domain::record::as_last_offered;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn names(sheet: &Sheet) -> Vec<&str> {
    sheet.groups.iter().map(|group| group.name.as_str()).collect()
}

fn asked(sheet: &Sheet) -> Vec<&str> {
    sheet.items().map(|item| item.code.as_str()).collect()
}

fn choice(text: &str) -> Answer {
    Answer::new(Value::Choice(text.into()), Given::Each)
}

#[test]
fn a_restaurant_is_asked_by_where_one_stands_and_the_major_items_last() {
    let sheet = sheet(&["EAT"]);
    assert_eq!(names(&sheet), ["门口和疏散", "厨房用气", "气瓶和阀", "电、油烟和器材", "重点项"]);
    assert!(sheet.groups.iter().all(|group| group.major == (group.name == MAJOR_GROUP)));
    assert_eq!(sheet.groups[4].items[0].code, "EAT-17", "the smell of gas comes first");
}

#[test]
fn a_repeated_item_is_asked_once_and_the_own_wording_wins() {
    for (templates, asks, not) in [
        (&["SHP"][..], "SHP-03", "COM-05"),
        (&["ENT"], "ENT-04", "COM-01"),
        (&["NET"], "NET-02", "COM-01"),
        (&["BLD", "RNT"], "BLD-07", "COM-10"),
        (&["BLD", "RNT"], "BLD-08", "RNT-15"),
        (&["BLD", "RNT"], "BLD-02", "RNT-10"),
        // Hangs on another item in RNT, is always asked in the workshop: the latter stays.
        (&["RNT", "WKS"], "COM-06", "RNT-23"),
    ] {
        let sheet = sheet(templates);
        assert!(sheet.asks(asks) && !sheet.asks(not), "{templates:?}: {asks}, not {not}");
    }
}

#[test]
fn templates_run_together_share_one_major_group() {
    let sheet = sheet(&["BLD", "RNT"]);
    assert_eq!(sheet.groups.iter().filter(|group| group.major).count(), 1);
    assert!(sheet.groups.last().is_some_and(|group| group.major));
    let codes = asked(&sheet);
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
}

#[test]
fn a_house_with_rooms_has_two_groups() {
    let house = codes(&["BLD", "RNT"]);
    let request = SheetRequest { merge_groups_as: Some("公共部位"), ..SheetRequest::new(&house, today()) };
    let sheet = Sheet::compose(&CATALOGUE, &request).unwrap();
    assert_eq!(names(&sheet), ["公共部位", "重点项"]);
}

#[test]
fn what_is_off_or_open_or_asked_for_the_site_is_left_out() {
    let hotel = codes(&["HTL"]);
    let on = codes(&["HTL-02"]);
    assert!(!sheet(&["HTL"]).asks("HTL-02"));
    let request = SheetRequest { items_on: &on, ..SheetRequest::new(&hotel, today()) };
    assert!(Sheet::compose(&CATALOGUE, &request).unwrap().asks("HTL-02"));

    // Open as the building's item: its repeat is not asked either.
    let house = codes(&["RNT"]);
    let open = codes(&["BLD-02"]);
    let request = SheetRequest { open_items: &open, ..SheetRequest::new(&house, today()) };
    assert!(!Sheet::compose(&CATALOGUE, &request).unwrap().asks("RNT-10"));

    // Stairs and e-bikes are asked once a building, extinguishers in every shop.
    let shop = codes(&["HTL"]);
    let answered = codes(&["BLD-02", "COM-18", "COM-03"]);
    let request = SheetRequest { asked_on_site: &answered, ..SheetRequest::new(&shop, today()) };
    let sheet = Sheet::compose(&CATALOGUE, &request).unwrap();
    assert!(!sheet.asks("COM-09") && !sheet.asks("COM-18") && sheet.asks("COM-03"));
    assert!(sheet.item("COM-09").is_some(), "an answer given before that was known can still be read");
}

#[test]
fn an_item_has_its_days() {
    let mut catalogue = CATALOGUE.clone();
    let item = catalogue.common.iter_mut().find(|item| item.code == "COM-03").unwrap();
    item.effective_from = Some(today());
    item.effective_to = Some(today().plus_days(10));
    for (day, expected) in [(-1, false), (0, true), (9, true), (10, false)] {
        let templates = codes(&["EAT"]);
        let sheet = Sheet::compose(&catalogue, &SheetRequest::new(&templates, today().plus_days(day))).unwrap();
        assert_eq!(sheet.asks("COM-03"), expected, "day {day}");
    }
}

#[test]
fn an_unknown_template_is_an_error() {
    let templates = codes(&["EAT", "XYZ"]);
    let error = Sheet::compose(&CATALOGUE, &SheetRequest::new(&templates, today())).unwrap_err();
    assert_eq!(error, SheetError::UnknownTemplate { code: "XYZ".into(), version: "2026-11-22".into() });
}

#[test]
fn gas_items_follow_the_gas_and_show_until_it_is_known() {
    let sheet = sheet(&["EAT"]);
    for (gas, alarm, bottle, alcohol) in [
        (None, true, true, true),
        (Some("管道天然气"), true, false, false),
        (Some("瓶装液化气"), true, true, false),
        (Some("醇基燃料"), false, false, true),
        (Some("只用电"), false, false, false),
    ] {
        let answers: Answers = gas.into_iter().map(|gas| ("EAT-01".to_owned(), choice(gas))).collect();
        let visible: Vec<_> = sheet.visible(&answers).map(|item| item.code.as_str()).collect();
        for (code, expected) in [("EAT-02", alarm), ("EAT-05", bottle), ("EAT-16", alcohol), ("EAT-17", true)] {
            assert_eq!(visible.contains(&code), expected, "{gas:?}: {code}");
        }
    }
}

#[test]
fn an_item_that_hangs_on_a_defect_opens_with_it() {
    let sheet = sheet(&["RNT"]);
    let item = sheet.item("RNT-23").unwrap();
    let mut answers = Answers::new();
    assert!(!sheet.is_visible(item, &answers));
    answers.insert("RNT-05".into(), pass());
    assert!(!sheet.is_visible(item, &answers));
    answers.insert("RNT-05".into(), fail(&sheet, "RNT-05", 1));
    assert!(sheet.is_visible(item, &answers));
}

#[test]
fn a_group_is_passed_alone_and_never_overwrites() {
    let sheet = sheet(&["EAT"]);
    let mut answers = Answers::from([("COM-01".to_owned(), fail(&sheet, "COM-01", 1))]);
    assert_eq!(sheet.pass_group("门口和疏散", &mut answers, Given::Group), 3);
    assert!(answers["COM-01"].is_fail());
    assert_eq!(answers["COM-02"], Answer::judged(Judgement::Pass, Given::Group));
    assert_eq!(answers.len(), 4);
    assert_eq!(sheet.pass_group("门口和疏散", &mut answers, Given::Group), 0);
    assert_eq!(sheet.pass_group("没有这一组", &mut answers, Given::Group), 0);
    assert_eq!(sheet.group_progress(&sheet.groups[0], &answers), (4, 4));
    assert_eq!(sheet.progress(&answers).0, 4);
}

#[test]
fn a_defect_begins_with_the_catalogues_handling_and_day() {
    let sheet = sheet(&["EAT"]);
    for (code, handling, due_in) in [
        ("COM-01", Handling::FixedOnSite, None),
        ("EAT-02", Handling::Rectification, Some(15)),
        ("EAT-17", Handling::Report, None),
    ] {
        let answer = Sheet::fail_defaults(sheet.item(code).unwrap(), today());
        assert_eq!(answer.handling, Some(handling), "{code}");
        assert_eq!(answer.due_on, due_in.map(|days| today().plus_days(days)), "{code}");
    }
}

#[test]
fn last_answers_are_suggested_where_they_still_answer() {
    let sheet = sheet(&["EAT"]);
    let item = sheet.item("EAT-01").unwrap();
    let last = |text: &str| Answers::from([("EAT-01".to_owned(), choice(text))]);
    assert_eq!(suggest(item, &last("瓶装液化气")), Some(&Value::Choice("瓶装液化气".into())));
    assert_eq!(suggest(item, &last("煤")), None);
    assert_eq!(suggest(item, &Answers::new()), None);
}

#[test]
fn as_last_leaves_the_major_items_the_defects_and_what_was_said_today() {
    let sheet = sheet(&["EAT"]);
    let mut last = Answers::from([("EAT-01".to_owned(), choice("瓶装液化气"))]);
    pass_all(&sheet, &mut last);
    last.insert("COM-03".into(), fail(&sheet, "COM-03", 1));
    let mut answers = Answers::from([("COM-04".to_owned(), fail(&sheet, "COM-04", 2))]);
    assert!(sheet.as_last(&last, &mut answers) > 10);
    assert_eq!(answers["EAT-01"].given, Given::AsLast);
    assert!(!answers.contains_key("COM-03") && answers["COM-04"].is_fail());
    let left: Vec<_> = check(&sheet, &answers);
    assert!(left.iter().any(|v| matches!(v, Violation::MajorUnanswered { item } if item == "EAT-17")), "{left:?}");
}

#[test]
fn as_last_is_offered_when_nothing_is_new() {
    let quiet = || {
        let mut row = premises("restaurant");
        row.last_answers.insert("COM-01".into(), pass());
        row.last_full_at = Some(ENDED.plus_millis(-90 * 86_400_000));
        row.as_last_since_full = 2;
        row
    };
    assert!(as_last_offered(&quiet(), &PLACE, ENDED));
    for (why, spoil) in [
        (
            "an open hazard",
            (|row| drop(row.open_hazards.insert(gridwalk_domain::id::HazardId(uuid(1)), open_hazard("COM-01", vec![]))))
                as fn(&mut gridwalk_domain::ledger::PremisesRow),
        ),
        ("too long ago", |row| row.last_full_at = Some(ENDED.plus_millis(-91 * 86_400_000))),
        ("never in full", |row| row.last_full_at = None),
        ("a full one is due", |row| row.as_last_since_full = 3),
        ("nothing to take over", |row| row.last_answers.clear()),
    ] {
        let mut row = quiet();
        spoil(&mut row);
        assert!(!as_last_offered(&row, &PLACE, ENDED), "{why}");
    }
}

#[test]
fn a_defect_needs_a_photo_or_a_reason_and_a_handling() {
    let sheet = sheet(&["EAT"]);
    let mut clean = Answers::new();
    pass_all(&sheet, &mut clean);
    let violations = |change: fn(&mut Answer), code: &str| {
        let mut answers = clean.clone();
        let mut answer = fail(&sheet, code, 1);
        change(&mut answer);
        answers.insert(code.into(), answer);
        check(&sheet, &answers)
    };
    let item = || "COM-01".to_owned();
    assert_eq!(violations(|_| {}, "COM-01"), []);
    assert_eq!(violations(|a| a.defects.clear(), "COM-01"), [], "the item's text stands in for a chip");
    assert_eq!(violations(|a| a.photos.clear(), "COM-01"), [Violation::PhotoMissing { item: item() }]);
    let with_reason = |a: &mut Answer| {
        a.photos.clear();
        a.no_photo_reason = Some("业主不让拍".into());
    };
    assert_eq!(violations(with_reason, "COM-01"), []);
    let blank_reason = |a: &mut Answer| {
        a.photos.clear();
        a.no_photo_reason = Some("  ".into());
    };
    assert_eq!(violations(blank_reason, "COM-01"), [Violation::PhotoMissing { item: item() }]);
    assert_eq!(violations(|a| a.handling = None, "COM-01"), [Violation::HandlingMissing { item: item() }]);
    let on_site: fn(&mut Answer) = |a| a.handling = Some(Handling::FixedOnSite);
    assert_eq!(violations(on_site, "EAT-17"), [Violation::MajorNotReported { item: "EAT-17".into() }]);
    assert_eq!(
        violations(|a| a.part = "字".repeat(5_001), "COM-01"),
        [Violation::TextTooLong { item: item(), max: 5_000 }]
    );
}

#[test]
fn blank_numbers_and_choices_do_not_block_and_wrong_ones_do() {
    let sheet = sheet(&["SHP"]);
    let mut answers = Answers::new();
    pass_all(&sheet, &mut answers);
    assert_eq!(check(&sheet, &answers), []);
    for (code, value, expected) in [
        ("COM-19", Value::Number(3.0), None),
        (
            "COM-19",
            Value::Number(f64::NAN),
            Some(Violation::NumberOutOfRange { item: "COM-19".into(), min: Some(0.0), max: Some(999.0) }),
        ),
        (
            "COM-19",
            Value::Number(1000.0),
            Some(Violation::NumberOutOfRange { item: "COM-19".into(), min: Some(0.0), max: Some(999.0) }),
        ),
        ("COM-19", Value::Info("3".into()), Some(Violation::WrongKind { item: "COM-19".into() })),
        ("SHP-08", Value::Choice("别的".into()), Some(Violation::NotAChoice { item: "SHP-08".into() })),
        ("COM-01", Value::Number(1.0), Some(Violation::Unanswered { item: "COM-01".into() })),
        ("COM-17", Value::Info("好".into()), Some(Violation::MajorUnanswered { item: "COM-17".into() })),
    ] {
        let mut answers = answers.clone();
        answers.insert(code.into(), Answer::new(value.clone(), Given::Each));
        assert_eq!(check(&sheet, &answers), Vec::from_iter(expected), "{code} {value:?}");
    }
}

#[test]
fn a_clean_visit_passes_whatever_the_template_or_the_kind() {
    let all: Vec<Vec<String>> = CATALOGUE
        .templates
        .iter()
        .map(|template| vec![template.code.clone()])
        .chain(CATALOGUE.kinds.iter().map(|kind| kind.templates.clone()))
        .collect();
    for templates in all {
        let sheet = Sheet::compose(&CATALOGUE, &SheetRequest::new(&templates, today())).unwrap();
        let mut answers = Answers::new();
        for group in sheet.groups.iter().filter(|group| !group.major) {
            sheet.pass_group(&group.name, &mut answers, Given::Group);
        }
        let missing = check(&sheet, &answers);
        assert!(missing.iter().all(|v| matches!(v, Violation::MajorUnanswered { .. })), "{templates:?}: {missing:?}");
        sheet.pass_group(MAJOR_GROUP, &mut answers, Given::Group);
        assert_eq!(check(&sheet, &answers), [], "{templates:?}");
        let (answered, all) = sheet.progress(&answers);
        assert_eq!(answered, all, "{templates:?}");
    }
}

fn arbitrary_templates() -> impl Strategy<Value = Vec<String>> {
    let all: Vec<String> = CATALOGUE.templates.iter().map(|template| template.code.clone()).collect();
    proptest::sample::subsequence(all, 0..4)
}

fn arbitrary_answer() -> impl Strategy<Value = Answer> {
    let texts = CATALOGUE.templates.iter().flat_map(Template::own_items).flat_map(|item| item.choices.clone());
    let texts: Vec<String> = texts.chain(["".into(), "=HYPERLINK(\"x\")".into(), "禛㛃𠮷👩‍🚒".into()]).collect();
    let judgement = prop_oneof![Just(Judgement::Pass), Just(Judgement::Fail), Just(Judgement::NotApplicable)];
    let text = proptest::sample::select(texts);
    let value = prop_oneof![
        3 => judgement.prop_map(Value::Judged),
        1 => proptest::num::f64::ANY.prop_map(Value::Number),
        1 => text.clone().prop_map(Value::Choice),
        1 => text.prop_map(Value::Info),
    ];
    let handling = prop_oneof![Just(Handling::FixedOnSite), Just(Handling::Rectification), Just(Handling::Report)];
    (value, proptest::option::of(handling), any::<bool>(), proptest::option::of(any::<u32>())).prop_map(
        |(value, handling, pictured, quantity)| {
            let mut answer = Answer::new(value, Given::Each);
            answer.handling = handling;
            answer.photos = if pictured { vec![photo(1)] } else { vec![] };
            answer.quantity = quantity;
            answer
        },
    )
}

fn arbitrary_answers() -> impl Strategy<Value = Answers> {
    let of = CATALOGUE.common.iter().chain(CATALOGUE.templates.iter().flat_map(Template::own_items));
    let codes: Vec<String> = of.map(|item| item.code.clone()).chain(["?".to_owned()]).collect();
    proptest::collection::btree_map(proptest::sample::select(codes), arbitrary_answer(), 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_answers_are_judged_without_a_panic(templates in arbitrary_templates(), answers in arbitrary_answers()) {
        let sheet = Sheet::compose(&CATALOGUE, &SheetRequest::new(&templates, today())).unwrap();
        let _ = check(&sheet, &answers);
        let (answered, all) = sheet.progress(&answers);
        prop_assert!(answered <= all);
        for item in sheet.items() {
            let _ = suggest(item, &answers);
        }
    }

    #[test]
    fn one_sheet_asks_each_thing_once_and_keeps_every_major(templates in arbitrary_templates()) {
        let sheet = Sheet::compose(&CATALOGUE, &SheetRequest::new(&templates, today())).unwrap();
        let codes = asked(&sheet);
        prop_assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        prop_assert!(sheet.groups.iter().all(|group| !group.items.is_empty()));
        prop_assert!(sheet.groups.iter().rev().skip(1).all(|group| !group.major));
        let root = |code: &str| CATALOGUE.item(code).and_then(|item| item.same_as.clone()).unwrap_or_else(|| code.to_owned());
        let majors: BTreeSet<_> = sheet.items().filter(|item| item.level == Level::SuspectedMajor).map(|item| root(&item.code)).collect();
        for template in &templates {
            let single = Sheet::compose(&CATALOGUE, &SheetRequest::new(std::slice::from_ref(template), today())).unwrap();
            for item in single.items().filter(|item| item.level == Level::SuspectedMajor) {
                prop_assert!(majors.contains(&root(&item.code)), "{} lost", item.code);
            }
        }
    }

    #[test]
    fn a_major_item_cannot_be_skipped(templates in arbitrary_templates(), answers in arbitrary_answers(), which in any::<prop::sample::Index>()) {
        let sheet = Sheet::compose(&CATALOGUE, &SheetRequest::new(&templates, today())).unwrap();
        let mut answers = answers;
        pass_all(&sheet, &mut answers);
        let majors: Vec<_> = sheet.visible(&answers).filter(|item| item.level == Level::SuspectedMajor).map(|item| item.code.clone()).collect();
        prop_assume!(!majors.is_empty());
        let code = which.get(&majors);
        answers.remove(code);
        // Taking an answer away may hide what hangs on it, never itself.
        let missing = Violation::MajorUnanswered { item: code.clone() };
        prop_assert!(check(&sheet, &answers).contains(&missing));
    }

    #[test]
    fn passing_never_touches_what_was_answered(templates in arbitrary_templates(), before in arbitrary_answers()) {
        let sheet = Sheet::compose(&CATALOGUE, &SheetRequest::new(&templates, today())).unwrap();
        for group in &sheet.groups {
            let mut after = before.clone();
            sheet.pass_group(&group.name, &mut after, Given::Group);
            for (code, answer) in &after {
                let kept = before.get(code).filter(|answer| answer.judgement().is_some());
                let in_group = group.items.iter().any(|item| item.code == *code);
                prop_assert!(kept == Some(answer) || in_group || before.get(code) .is_some_and(|b| same(b, answer)));
            }
        }
    }

    #[test]
    fn as_last_never_answers_a_major_item_nor_takes_over_a_defect(templates in arbitrary_templates(), last in arbitrary_answers()) {
        let sheet = Sheet::compose(&CATALOGUE, &SheetRequest::new(&templates, today())).unwrap();
        let mut answers = Answers::new();
        sheet.as_last(&last, &mut answers);
        for (code, answer) in &answers {
            let item = sheet.item(code).unwrap();
            prop_assert!(item.level != Level::SuspectedMajor && !answer.is_fail());
            prop_assert!(answer.photos.is_empty() && answer.given == Given::AsLast);
        }
    }
}

// As far as NaN can be compared.
fn same(a: &Answer, b: &Answer) -> bool {
    format!("{a:?}") == format!("{b:?}")
}
