//! The shipped catalogues keep the rules that the engine, the screens and the law expect of them.

use gridwalk_domain::checklist::*;
use gridwalk_domain::settings::PlaceSettings;
use std::collections::BTreeSet;

const CATALOGUE: &str = include_str!("../../assets/catalogues/catalogue.json");
const PLACE: &str = include_str!("../../assets/catalogues/place.json");

/// Words that belong to those who hold a warrant; titles of statutes stand in `basis`, which is not searched.
const FORBIDDEN: [&str; 5] = ["行政检查", "执法", "责令", "处罚", "查封"];
/// Words of the law, which a worker's texts do without.
const LAW_WORDS: [&str; 7] = ["法定", "违法", "法律", "条例", "罚", "违规", "非法"];

fn catalogue() -> Catalogue {
    Catalogue::read(CATALOGUE).unwrap()
}

fn items(catalogue: &Catalogue) -> Vec<&Item> {
    catalogue.common.iter().chain(catalogue.templates.iter().flat_map(Template::own_items)).collect()
}

fn entries<'a>(catalogue: &'a Catalogue, group: &'a Group) -> Vec<&'a Item> {
    let find = |code: &str| {
        catalogue.common.iter().find(|item| item.code == code).unwrap_or_else(|| panic!("no common item {code}"))
    };
    let item = |entry: &'a GroupEntry| match entry {
        GroupEntry::Item(item) => item,
        GroupEntry::Use { r#use } => find(r#use),
    };
    group.items.iter().map(item).collect()
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// What a worker or an owner reads of an item.
fn texts(item: &Item) -> Vec<&str> {
    let chips = item.defects.iter().flat_map(|defect| [defect.chip.as_str(), defect.fix.as_str()]);
    [item.text.as_str(), item.why.as_str()]
        .into_iter()
        .chain(item.choices.iter().map(String::as_str))
        .chain(chips)
        .collect()
}

#[test]
fn it_holds_all_of_them() {
    let catalogue = catalogue();
    let items = items(&catalogue);
    assert_eq!(catalogue.templates.len(), 20);
    assert_eq!(items.len(), 236);
    assert_eq!(items.iter().map(|item| item.defects.len()).sum::<usize>(), 694);
}

#[test]
fn codes_are_unique() {
    let catalogue = catalogue();
    let items: Vec<_> = items(&catalogue).iter().map(|item| item.code.clone()).collect();
    let templates: Vec<_> = catalogue.templates.iter().map(|template| template.code.clone()).collect();
    let kinds: Vec<_> = catalogue.kinds.iter().map(|kind| kind.code.clone()).collect();
    for codes in [items, templates, kinds] {
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "{codes:?}");
    }
}

#[test]
fn every_target_exists() {
    let catalogue = catalogue();
    for item in items(&catalogue) {
        let code = &item.code;
        assert!(!item.basis.is_empty(), "{code} has no basis");
        for key in &item.basis {
            assert!(catalogue.basis.contains_key(key), "{code}: basis {key}");
        }
        if let Some(other) = &item.same_as {
            let other = catalogue.item(other).unwrap_or_else(|| panic!("{code} repeats {other}"));
            assert_eq!((item.ask, item.level), (other.ask, other.level), "{code} repeats {}", other.code);
            assert!(other.same_as.is_none(), "{code} repeats a repeat");
        }
        if let Some(condition) = &item.opens_if {
            let target =
                catalogue.item(&condition.item).unwrap_or_else(|| panic!("{code} hangs on {}", condition.item));
            match &condition.judged {
                Some(judged) => {
                    assert_eq!(target.ask, Ask::Judge, "{code}");
                    assert!(["合格", "不合格", "不涉及"].contains(&judged.as_str()), "{code}");
                }
                None => assert!(
                    !condition.among.is_empty() && condition.among.iter().all(|c| target.choices.contains(c)),
                    "{code}"
                ),
            }
        }
    }
}

#[test]
fn a_condition_looks_at_an_item_of_the_same_template() {
    let catalogue = catalogue();
    for template in &catalogue.templates {
        let items: Vec<_> = template.groups.iter().flat_map(|group| entries(&catalogue, group)).collect();
        for condition in items.iter().filter_map(|item| item.opens_if.as_ref()) {
            assert!(items.iter().any(|item| item.code == condition.item), "{}: {}", template.code, condition.item);
        }
    }
}

#[test]
fn levels_handlings_and_days_agree() {
    for item in items(&catalogue()) {
        let code = &item.code;
        if item.level != Level::General {
            assert_eq!((item.ask, item.handling), (Ask::Judge, Handling::Report), "{code} is {:?}", item.level);
        }
        assert_eq!(item.days.is_some(), item.handling == Handling::Rectification, "{code}");
    }
}

#[test]
fn questions_have_what_they_need() {
    for item in items(&catalogue()) {
        let code = &item.code;
        match item.ask {
            Ask::Judge => assert!((2..=5).contains(&item.defects.len()), "{code}"),
            Ask::Number => {
                assert!(item.unit.is_some(), "{code}");
                assert!(item.min.unwrap() < item.max.unwrap(), "{code}");
            }
            Ask::Choice => assert!(item.choices.len() >= 2, "{code}"),
            Ask::Info => {}
        }
        assert!(item.ask == Ask::Judge || item.defects.is_empty(), "{code}");
        let chips: BTreeSet<_> = item.defects.iter().map(|defect| &defect.chip).collect();
        assert_eq!(chips.len(), item.defects.len(), "{code} has a chip twice");
    }
}

#[test]
fn texts_are_short_and_plain() {
    for item in items(&catalogue()) {
        let code = &item.code;
        assert!((1..=28).contains(&chars(&item.text)), "{code}: {}", item.text);
        assert!((1..=20).contains(&chars(&item.why)), "{code}: {}", item.why);
        for defect in &item.defects {
            assert!((1..=8).contains(&chars(&defect.chip)), "{code}: {}", defect.chip);
            assert!((1..=30).contains(&chars(&defect.fix)), "{code}: {}", defect.fix);
        }
        for text in texts(item) {
            for word in FORBIDDEN.iter().chain(&LAW_WORDS) {
                assert!(!text.contains(word), "{code}: {word} in {text}");
            }
            let has_code = text.as_bytes().windows(3).any(|w| w.iter().all(u8::is_ascii_uppercase));
            assert!(!has_code && !text.contains('['), "{code}: {text}");
        }
    }
}

#[test]
fn forbidden_words_stand_only_in_titles() {
    let catalogue = catalogue();
    let names = catalogue.kinds.iter().flat_map(|kind| [&kind.name, &kind.threshold]);
    let templates = catalogue
        .templates
        .iter()
        .flat_map(|t| [&t.name].into_iter().chain(&t.note).chain(t.groups.iter().map(|g| &g.name)));
    for text in names.chain(templates) {
        assert!(FORBIDDEN.iter().all(|word| !text.contains(word)), "{text}");
    }
}

#[test]
fn a_basis_can_be_printed_alone() {
    for (key, basis) in &catalogue().basis {
        for text in [&basis.citation, &basis.note] {
            assert!(!text.contains('[') && !text.contains("罚则") && !text.contains("种子"), "{key}: {text}");
        }
        assert!(!basis.citation.is_empty() && !basis.citation.starts_with("同上"), "{key}");
        assert!(basis.certainty == Certainty::Check || basis.citation.contains('《'), "{key} is sure of what?");
    }
}

#[test]
fn groups_are_of_a_size_and_the_major_ones_last() {
    let catalogue = catalogue();
    for template in &catalogue.templates {
        let mut codes = BTreeSet::new();
        let mut names = BTreeSet::new();
        for (index, group) in template.groups.iter().enumerate() {
            let items = entries(&catalogue, group);
            let major = group.name == MAJOR_GROUP;
            assert!(names.insert(&group.name), "{}: {} twice", template.code, group.name);
            assert!((3..=8).contains(&items.len()), "{}: {}", template.code, group.name);
            assert!(!major || index + 1 == template.groups.len(), "{}: 重点项 is not last", template.code);
            for item in items {
                assert!(codes.insert(&item.code), "{}: {} twice", template.code, item.code);
                assert_eq!(
                    item.level == Level::SuspectedMajor,
                    major,
                    "{}: {} in {}",
                    template.code,
                    item.code,
                    group.name
                );
            }
        }
    }
}

#[test]
fn kinds_have_their_templates() {
    let catalogue = catalogue();
    for kind in &catalogue.kinds {
        assert!(!kind.templates.is_empty() && kind.interval_days > 0, "{}", kind.code);
        for code in kind.templates.iter().chain(&kind.room_template) {
            assert!(catalogue.template(code).is_some(), "{}: {code}", kind.code);
        }
    }
    let codes = [
        "restaurant",
        "shop",
        "guesthouse",
        "entertainment",
        "leisure",
        "clinic",
        "school",
        "workshop",
        "hazmat_store",
    ];
    let nine: BTreeSet<_> = catalogue
        .kinds
        .iter()
        .filter(|kind| kind.family == KindFamily::SmallPremises && !kind.off_by_default)
        .map(|kind| kind.code.as_str())
        .collect();
    assert_eq!(nine, BTreeSet::from(codes));
    for code in [
        "micro_enterprise",
        "shared_factory",
        "rental",
        "idle_yard",
        "disused_factory",
        "self_built",
        "elderly_care",
        "internet_cafe",
        "warehouse",
    ] {
        assert!(catalogue.kind(code).is_some(), "{code}");
    }
    assert_eq!(catalogue.kind("rental").and_then(|kind| kind.room_template.as_deref()), Some("RNR"));
}

#[test]
fn the_place_names_what_there_is() {
    let (catalogue, place): (_, PlaceSettings) = (catalogue(), serde_json::from_str(PLACE).unwrap());
    for code in place.kinds_on.iter().chain(&place.kinds_off) {
        assert!(catalogue.kind(code).is_some(), "{code}");
    }
    for code in &place.items_on {
        assert!(catalogue.item(code).is_some_and(|item| item.off_by_default), "{code}");
    }
    assert!(place.danger_phones.iter().any(|phone| phone.number == "119"));
    assert!(
        place
            .danger_phones
            .iter()
            .all(|phone| !phone.label.is_empty() && phone.number.bytes().all(|b| b.is_ascii_digit()))
    );
    let on: BTreeSet<_> = catalogue.kinds_in_use(&place).map(|kind| kind.code.as_str()).collect();
    assert!(on.contains("elderly_care") && on.contains("restaurant") && !on.contains("internet_cafe"));
}

#[test]
fn the_version_of_the_day_is_used_and_a_wrong_clock_still_finds_one() {
    let first = catalogue();
    let mut second = first.clone();
    second.effective_from = first.effective_from.plus_days(100);
    second.version = "next".into();
    let versions = Catalogues::new(vec![second.clone(), first.clone()]).unwrap();
    for (day, expected) in [(0, &first), (99, &first), (100, &second), (5_000, &second), (-5_000, &first)] {
        let found = versions.on(first.effective_from.plus_days(day));
        assert_eq!(found.version, expected.version, "day {day}");
    }
    assert_eq!(Catalogues::new(vec![]), None);
}

#[test]
fn what_was_begun_with_a_version_is_read_with_it_when_the_next_is_in_effect() {
    let first = catalogue();
    let mut second = first.clone();
    second.version = "next".into();
    second.effective_from = first.effective_from.plus_days(1);
    second.common.retain(|item| item.code != "COM-03");
    let day = second.effective_from;
    let versions = Catalogues::new(vec![first.clone(), second]).unwrap();
    let made = |version: &str| [TemplateRef { code: "EAT".into(), version: version.into() }];
    assert_eq!(versions.of(&made(&first.version)).map(|c| c.version.as_str()), Some(first.version.as_str()));
    assert_eq!(versions.of(&made("of a newer program")), None);
    assert_eq!(versions.of(&[]), None);
    // An item that is asked no more still has its text.
    assert_eq!(versions.on(day).version, "next");
    assert_eq!(versions.asking("COM-03", day).version, first.version);
    assert_eq!(versions.asking("COM-01", day).version, "next");
    assert_eq!(versions.asking("no such item", day).version, "next");
}

/// A version that is in no list would reach no phone and no ledger.
#[test]
fn every_version_is_a_file_and_the_server_has_them_all() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/catalogues");
    let listed = include_str!("../../server/src/core/catalogue.rs");
    let mut versions = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with("catalogue") {
            let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
            let catalogue = Catalogue::read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(versions.insert(catalogue.version), "{name} has the version of another");
            assert!(listed.contains(&name), "{name}");
        }
    }
    assert!(!versions.is_empty());
}

#[test]
fn it_reads_back_as_written_and_a_later_shape_is_refused() {
    let catalogue = catalogue();
    let again = serde_json::to_string(&catalogue).unwrap();
    assert_eq!(Catalogue::read(&again).unwrap(), catalogue);
    let later = again.replacen("\"schema\":1", "\"schema\":2", 1);
    assert!(matches!(Catalogue::read(&later), Err(CatalogueError::Schema { found: 2 })));
    assert!(matches!(Catalogue::read("{}"), Err(CatalogueError::Shape(_))));
}
