//! The loop of a hazard through the API, requirement by requirement.

use crate::support::{Caller, Place, new_id, words};
use gridwalk_domain::checklist::{Catalogue, Handling, Level};
use gridwalk_domain::event::*;
use gridwalk_domain::followup::{proposed_rung, repeats, wants_look_back};
use gridwalk_domain::ledger::{HazardRow, HazardState};
use gridwalk_domain::photo::{PhotoHash, PhotoRef};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::{Date, Timestamp};
use gridwalk_server::core::world::Clock;
use gridwalk_server::system::SystemClock;
use serde_json::Value;

const CELL: u128 = 41;

fn settings() -> PlaceSettings {
    serde_json::from_str(include_str!("../../../assets/catalogues/place.json")).unwrap()
}

fn photo(n: u8) -> PhotoRef {
    PhotoRef {
        sha256: PhotoHash::of(&[n]),
        taken_at: Timestamp::default(),
        position: None,
        source: Default::default(),
        retaken: false,
        size_bytes: 1,
        width: 1,
        height: 1,
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Those who act, a premises with a visit, and a hazard of it.
struct Scene {
    _place: Place,
    worker: Caller,
    committee: Caller,
    officer: Caller,
    premises: String,
    visit: String,
    hazard: String,
}

impl Scene {
    async fn open() -> Self {
        let place = Place::open().await;
        let [worker, committee, officer] =
            [place.sign_in("worker").await, place.sign_in("committee").await, place.sign_in("officer").await];
        let (premises, visit, hazard) = (new_id(), new_id(), new_id());
        let begun = [worker.premises(CELL, &premises), worker.visit(CELL, &visit, &premises, "")];
        assert_eq!(words(&worker.offer(&begun).await), ["accepted", "accepted"]);
        Self { _place: place, worker, committee, officer, premises, visit, hazard }
    }

    async fn with(level: Level) -> Self {
        let scene = Self::open().await;
        assert_eq!(scene.says(&scene.worker, scene.found(level)).await, "accepted");
        scene
    }

    fn found(&self, level: Level) -> HazardFound {
        let handling = if level == Level::General { Handling::Rectification } else { Handling::Report };
        HazardFound {
            premises: self.premises.parse().unwrap(),
            inspection: self.visit.parse().ok(),
            source: HazardSource::Patrol,
            self_reported_at: None,
            discovered_on: None,
            item: "COM-01".into(),
            text: "安全出口畅通".into(),
            defects: vec!["通道堆物".into()],
            fixes: vec!["请把通道清空".into()],
            level,
            handling,
            due_on: Some(day("2026-03-01")),
            part: String::new(),
            quantity: None,
            rooms: vec![],
            photos: vec![photo(1)],
            after_photos: vec![],
            no_photo_reason: None,
        }
    }

    /// Somebody writes about the hazard, knowing how it stands.
    async fn says(&self, who: &Caller, body: impl Into<Body>) -> String {
        let body = body.into();
        let base = match body {
            Body::HazardFound(_) => Value::Null,
            _ => self.row().await.map_or(Value::Null, |row| serde_json::json!(row.head)),
        };
        self.says_after(who, base, body).await
    }

    async fn says_after(&self, who: &Caller, base: Value, body: impl Into<Body>) -> String {
        let mut event = who.event(CELL, &self.hazard, body);
        if !base.is_null() {
            event["base"] = base;
        }
        words(&who.offer(&[event]).await).remove(0)
    }

    async fn row(&self) -> Option<HazardRow> {
        let list = self.officer.get("/api/v1/lists/hazards?limit=500").await;
        let rows = list["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["id"] == self.hazard.as_str()).cloned()?;
        Some(serde_json::from_value(row).unwrap())
    }

    async fn now(&self) -> HazardRow {
        self.row().await.unwrap()
    }

    fn id(&self) -> gridwalk_domain::id::PremisesId {
        self.premises.parse().unwrap()
    }

    fn mended(&self) -> RectificationReported {
        let (premises, photos) = (self.id(), vec![photo(2)]);
        RectificationReported { premises, inspection: None, photos, rooms: vec![], by: ReportedBy::Worker }
    }

    fn passed(&self) -> Reinspected {
        Reinspected {
            premises: self.id(),
            passed: true,
            rooms: vec![],
            photos: vec![],
            note: String::new(),
            due_on: None,
        }
    }

    fn closed(&self) -> ClosedOut {
        ClosedOut { premises: self.id(), photos: vec![], note: String::new() }
    }
}

#[tokio::test]
async fn r10_a_hazard_keeps_the_words_of_the_checklist_it_was_found_with() {
    let scene = Scene::with(Level::General).await;
    let row = scene.now().await;
    assert_eq!((row.found.item.as_str(), row.found.text.as_str()), ("COM-01", "安全出口畅通"));
    assert_eq!(row.found.fixes, ["请把通道清空"], "whatever a later catalogue says");
    assert_eq!(row.found.inspection, scene.visit.parse().ok(), "whose record holds the templates and versions");
}

#[tokio::test]
async fn r11_a_tick_is_a_suspicion_and_an_authority_with_a_number_makes_it_major() {
    let scene = Scene::with(Level::SuspectedMajor).await;
    let judged = |document: &str| MajorJudged {
        premises: scene.id(),
        is_major: true,
        authority: "区消防救援大队".into(),
        document: document.into(),
        on: day("2026-03-02"),
        due_on: None,
    };
    assert!(scene.now().await.judged.is_none());
    assert_eq!(scene.says(&scene.worker, judged("1号")).await, "refused role");
    assert_eq!(scene.says(&scene.committee, judged("1号")).await, "refused role");
    assert_eq!(scene.says(&scene.officer, judged("")).await, "refused invalid");
    assert_eq!(scene.says(&scene.officer, judged("消重判〔2026〕1号")).await, "accepted");
    assert!(scene.now().await.judged.unwrap().is_major);
    let settled = HazardFound { handling: Handling::FixedOnSite, ..scene.found(Level::SuspectedMajor) };
    let below = scene.worker.event(CELL, &new_id(), settled);
    assert_eq!(words(&scene.worker.offer(&[below]).await), ["refused invalid"], "never settled below");
}

#[tokio::test]
async fn r12_the_loop_is_closed_step_by_step() {
    let scene = Scene::with(Level::General).await;
    let told =
        HazardNotified { premises: scene.id(), receiver: "老板".into(), method: "当面".into(), notice: None };
    for (who, body, state) in [
        (&scene.worker, Body::from(told), HazardState::Rectifying),
        (&scene.worker, scene.mended().into(), HazardState::AwaitingReinspection),
        (&scene.committee, Reinspected { passed: false, ..scene.passed() }.into(), HazardState::Rectifying),
        (&scene.worker, scene.mended().into(), HazardState::AwaitingReinspection),
        (&scene.committee, scene.passed().into(), HazardState::AwaitingCloseOut),
        (&scene.committee, scene.closed().into(), HazardState::ClosedOut),
    ] {
        assert_eq!(scene.says(who, body).await, "accepted");
        assert_eq!(scene.now().await.state, state);
    }
    let row = scene.now().await;
    assert_eq!((row.round, row.contested.len(), row.history.len()), (2, 0, 7));
    let open = scene.officer.get("/api/v1/lists/hazards?state=open").await;
    assert!(open["rows"].as_array().unwrap().is_empty(), "动态清零");
}

#[tokio::test]
async fn r13_close_out_wants_a_second_person_an_after_photo_and_for_suspected_major_the_subdistrict() {
    let scene = Scene::with(Level::SuspectedMajor).await;
    let unshown = RectificationReported { photos: vec![], ..scene.mended() };
    assert_eq!(scene.says(&scene.worker, unshown).await, "accepted");
    assert_eq!(scene.says(&scene.worker, scene.closed()).await, "refused role");
    assert_eq!(scene.says(&scene.committee, scene.closed()).await, "refused subdistrict-only");
    assert_eq!(scene.says(&scene.officer, scene.closed()).await, "refused after-photo-wanted");
    let shown = ClosedOut { photos: vec![photo(3)], ..scene.closed() };
    assert_eq!(scene.says(&scene.officer, shown).await, "accepted");
    assert_eq!(scene.now().await.state, HazardState::ClosedOut);

    // A committee that walks is no second person to itself.
    let own = Scene::open().await;
    assert_eq!(own.says(&own.committee, own.found(Level::General)).await, "accepted");
    assert_eq!(own.says(&own.worker, own.mended()).await, "accepted");
    assert_eq!(own.says(&own.committee, own.closed()).await, "refused second-person");
    let away = HazardWithdrawn { premises: own.id(), inspection: None, reason: "误录".into() };
    assert_eq!(own.says(&own.committee, away).await, "accepted");
    assert_eq!(own.now().await.state, HazardState::AwaitingReinspection, "a wish, until another agrees");
}

#[tokio::test]
async fn r14_every_source_stands_in_one_ledger() {
    let scene = Scene::open().await;
    for source in HazardSource::ALL {
        let inspection = source.is_patrol().then(|| scene.visit.parse().unwrap());
        let found = HazardFound { source, inspection, ..scene.found(Level::General) };
        let who = if source.is_patrol() { &scene.worker } else { &scene.officer };
        let event = who.event(CELL, &new_id(), found);
        assert_eq!(words(&who.offer(&[event]).await), ["accepted"], "{source:?}");
    }
    let list = scene.committee.get("/api/v1/lists/hazards?limit=500").await;
    assert_eq!(list["rows"].as_array().unwrap().len(), HazardSource::ALL.len());
    let nowhere = HazardFound { inspection: None, ..scene.found(Level::General) };
    let event = scene.worker.event(CELL, &new_id(), nowhere);
    assert_eq!(words(&scene.worker.offer(&[event]).await), ["refused invalid"], "a patrol has its visit");
}

#[tokio::test]
async fn r14_what_the_desk_enters_goes_the_same_way_to_the_close_out() {
    let scene = Scene::open().await;
    let catalogue = Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap();
    let premises = scene.officer.get("/api/v1/lists/premises").await;
    let shop = premises["rows"].as_array().unwrap().iter().find(|row| row["id"] == scene.premises.as_str()).cloned();
    let shop = serde_json::from_value(shop.unwrap()).unwrap();
    let item = catalogue.item("COM-02").unwrap();
    let raising = gridwalk_domain::record::Raising {
        source: Some(HazardSource::Supervision),
        item: item.code.clone(),
        defects: vec![item.defects[0].chip.clone()],
        no_photo_reason: "来件没有照片".into(),
        ..Default::default()
    };
    let hazard = scene.hazard.parse().unwrap();
    let raised = gridwalk_domain::record::raise_hazard(&raising, &shop, &catalogue, hazard, day("2026-03-01")).unwrap();
    assert_eq!(scene.says(&scene.officer, raised.body).await, "accepted");
    assert_eq!(scene.now().await.found.source, HazardSource::Supervision);
    assert_eq!(scene.says(&scene.worker, scene.mended()).await, "accepted");
    assert_eq!(scene.says(&scene.officer, scene.closed()).await, "refused second-person", "it entered it");
    assert_eq!(scene.says(&scene.committee, scene.closed()).await, "accepted");
}

#[tokio::test]
async fn r12_a_worker_sees_it_not_mended_without_a_visit() {
    let scene = Scene::with(Level::General).await;
    assert_eq!(scene.says(&scene.worker, scene.mended()).await, "accepted");
    let seen =
        HazardSeenOpen { premises: scene.id(), inspection: None, photos: vec![photo(7)], note: "又堆上了".into() };
    assert_eq!(scene.says(&scene.committee, seen.clone()).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.state, row.proofs().len()), (HazardState::Rectifying, 0), "what was shown proves nothing any more");
    assert_eq!(row.found.photos.last(), Some(&photo(7)), "the next photo is taken over this one");
    assert_eq!(row.history.last().map(|past| past.note.as_str()), Some("又堆上了"));
    assert_eq!(scene.says(&scene.officer, seen).await, "refused role");
}

#[tokio::test]
async fn r18_a_typical_scene_is_marked_after_a_look_for_faces() {
    let scene = Scene::with(Level::General).await;
    let mark = |faces_checked| TypicalSceneMarked { premises: scene.id(), is_typical: true, faces_checked };
    assert_eq!(scene.says(&scene.worker, mark(false)).await, "refused invalid");
    assert_eq!(scene.says(&scene.worker, mark(true)).await, "accepted");
    assert_eq!(scene.now().await.typical, Some(true));
}

#[tokio::test]
async fn r27_a_referral_is_open_until_the_body_answers() {
    let scene = Scene::with(Level::General).await;
    let wanted = SystemClock.now().date_in_shanghai().plus_days(5);
    let referred = HazardReferred {
        premises: scene.id(),
        to: "消防救援站".into(),
        number: "20260305-2K7QX".into(),
        note: "请核查安全出口".into(),
        feedback_by: Some(wanted),
    };
    let answered = |result| ReferralAnswered {
        premises: scene.id(),
        result,
        document: "消〔2026〕3号".into(),
        note: "已办".into(),
        photos: vec![],
    };
    assert_eq!(scene.says(&scene.committee, referred.clone()).await, "refused role");
    let too_late = HazardReferred { feedback_by: Some(wanted.plus_days(-7)), ..referred.clone() };
    assert_eq!(scene.says(&scene.officer, too_late).await, "refused day-passed");
    assert_eq!(scene.says(&scene.officer, referred.clone()).await, "accepted");
    let row = scene.now().await;
    assert_eq!(row.referrals[0].number, "20260305-2K7QX", "as it stands on the slip");
    assert_eq!(gridwalk_domain::followup::feedback_overdue_days(&row, wanted.plus_days(5)), Some(5));
    assert_eq!(scene.says(&scene.officer, answered(FeedbackResult::NotTheirs)).await, "accepted");
    assert_eq!(scene.now().await.state, HazardState::Reported, "it goes to whoever is in charge");
    assert_eq!(scene.says(&scene.officer, referred).await, "accepted");
    assert_eq!(scene.says(&scene.officer, answered(FeedbackResult::Mended)).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.state, row.referrals.len()), (HazardState::AwaitingReinspection, 2));
}

#[tokio::test]
async fn r30_the_ladder_is_proposed_by_overdue_days_and_decided_with_a_number() {
    let scene = Scene::with(Level::General).await;
    let (settings, on) = (settings(), day("2026-03-20"));
    let next = |row: &HazardRow| proposed_rung(row, on, &settings).map(|rung| rung.name.clone());
    assert_eq!(next(&scene.now().await).as_deref(), Some("提醒"));
    let reminded = HazardReminded { premises: scene.id(), note: String::new() };
    assert_eq!(scene.says(&scene.committee, reminded).await, "accepted");
    assert_eq!(next(&scene.now().await).as_deref(), Some("函告"));
    let letter = |document: &str| HazardEscalated {
        premises: scene.id(),
        rung: "letter".into(),
        name: "函告".into(),
        document: document.into(),
        on,
        note: String::new(),
    };
    assert_eq!(scene.says(&scene.committee, letter("1号")).await, "refused role");
    assert_eq!(scene.says(&scene.officer, letter("")).await, "refused invalid");
    assert_eq!(scene.says(&scene.officer, letter("街安函〔2026〕3号")).await, "accepted");
    let row = scene.now().await;
    assert_eq!(row.ladder.last().unwrap().document, "街安函〔2026〕3号");
    assert_eq!(next(&row).as_deref(), Some("通报"), "19 days late");
    let problems = scene.officer.request(reqwest::Method::GET, "/api/v1/exports/problems.csv").send().await.unwrap();
    let problems = problems.text().await.unwrap();
    assert!(problems.contains("函告 街安函〔2026〕3号"), "in the words of the place: {problems}");
}

#[tokio::test]
async fn r31_a_listing_has_level_number_and_dates_and_holds_the_close_out() {
    let scene = Scene::with(Level::SuspectedMajor).await;
    let listed = SupervisionListed {
        premises: scene.id(),
        level: "县级".into(),
        document: "县安办〔2026〕5号".into(),
        on: day("2026-03-03"),
        until: Some(day("2026-04-03")),
    };
    assert_eq!(scene.says(&scene.committee, listed.clone()).await, "refused role");
    assert_eq!(scene.says(&scene.officer, listed).await, "accepted");
    assert_eq!(scene.says(&scene.worker, scene.mended()).await, "accepted");
    assert_eq!(scene.says(&scene.officer, scene.closed()).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.state, row.contested.len()), (HazardState::AwaitingReinspection, 1), "kept, without effect");
    let lifted =
        SupervisionLifted { premises: scene.id(), document: "县安办〔2026〕9号".into(), on: day("2026-03-30") };
    assert_eq!(scene.says(&scene.officer, lifted).await, "accepted");
    assert_eq!(scene.says(&scene.officer, scene.closed()).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.state, row.listing.unwrap().level.as_str()), (HazardState::ClosedOut, "县级"));
}

#[tokio::test]
async fn r35_looking_back_finds_a_relapse_and_opens_it_again() {
    let scene = Scene::with(Level::General).await;
    assert_eq!(scene.says(&scene.worker, scene.mended()).await, "accepted");
    assert_eq!(scene.says(&scene.committee, scene.closed()).await, "accepted");
    let row = scene.now().await;
    let mut rules = settings().hazards;
    rules.look_back_percent = 100;
    let closed_on = row.closed.unwrap().1.date_in_shanghai();
    assert!(!wants_look_back(&row, closed_on, &rules), "not on the same day");
    assert!(wants_look_back(&row, closed_on.plus_days(i64::from(rules.look_back_after_days)), &rules));
    let looked = LookedBack {
        premises: scene.id(),
        in_order: false,
        photos: vec![photo(7)],
        note: "又堆上了".into(),
        due_on: None,
    };
    assert_eq!(scene.says(&scene.committee, looked).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.state, row.relapses), (HazardState::Rectifying, 1));
}

#[tokio::test]
async fn r44_what_an_owner_reported_of_their_own_accord_is_kept_as_such() {
    let scene = Scene::open().await;
    let at = Timestamp::from_millis(1_772_000_000_000);
    let found = HazardFound {
        source: HazardSource::SelfCheck,
        inspection: None,
        self_reported_at: Some(at),
        ..scene.found(Level::General)
    };
    assert_eq!(scene.says(&scene.committee, found).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.found.source, row.found.self_reported_at), (HazardSource::SelfCheck, Some(at)));
}

#[tokio::test]
async fn r45_stock_is_what_was_discovered_in_an_earlier_year() {
    let scene = Scene::open().await;
    let found = HazardFound {
        source: HazardSource::Transfer,
        inspection: None,
        discovered_on: Some(day("2023-06-30")),
        ..scene.found(Level::SuspectedMajor)
    };
    assert_eq!(scene.says(&scene.officer, found).await, "accepted");
    assert_eq!(scene.now().await.discovery_year(), 2023);
}

#[tokio::test]
async fn r47_the_same_item_at_the_same_premises_twice_in_a_year_is_noticed() {
    let mut scene = Scene::with(Level::General).await;
    let rules = settings().hazards;
    assert_eq!(repeats(&scene.now().await, &rules), None);
    scene.hazard = new_id();
    assert_eq!(scene.says(&scene.worker, scene.found(Level::General)).await, "accepted");
    assert_eq!(repeats(&scene.now().await, &rules), Some(2));
}

#[tokio::test]
async fn closed_at_one_desk_and_seen_open_on_a_phone_is_kept_and_resolved_by_a_person() {
    let scene = Scene::with(Level::General).await;
    assert_eq!(scene.says(&scene.worker, scene.mended()).await, "accepted");
    let base = serde_json::json!(scene.now().await.head);
    let seen = HazardSeenOpen::on_visit(scene.id(), scene.visit.parse().unwrap());
    assert_eq!(scene.says_after(&scene.committee, base.clone(), scene.closed()).await, "accepted");
    assert_eq!(scene.says_after(&scene.worker, base, seen).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.contested.len(), row.history.len()), (1, 4));
    let open = scene.committee.get("/api/v1/lists/hazards?state=open").await;
    assert_eq!(open["rows"].as_array().unwrap().len(), 1, "it waits for somebody");
    let resolved = ContestResolved {
        premises: scene.id(),
        events: row.contested.clone(),
        outcome: ContestOutcome::Open,
        note: "去看过了".into(),
    };
    assert_eq!(scene.says(&scene.worker, resolved.clone()).await, "refused role");
    assert_eq!(scene.says(&scene.committee, resolved).await, "accepted");
    let row = scene.now().await;
    assert_eq!((row.state, row.contested.len()), (HazardState::Rectifying, 0));
}

fn catalogue() -> Catalogue {
    Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap()
}

/// Every item of the checklists of a kind, its rooms' too.
fn items(catalogue: &Catalogue, kind: &str) -> Vec<String> {
    let kind = catalogue.kind(kind).unwrap();
    let templates: Vec<_> = kind.templates.iter().chain(&kind.room_template).cloned().collect();
    let of = catalogue.templates.iter().filter(|template| templates.contains(&template.code));
    let entries = of.flat_map(|template| template.groups.iter().flat_map(|group| &group.items));
    let text = |entry: &gridwalk_domain::checklist::GroupEntry| match entry {
        gridwalk_domain::checklist::GroupEntry::Use { r#use } => catalogue.item(r#use).unwrap().text.clone(),
        gridwalk_domain::checklist::GroupEntry::Item(item) => item.text.clone(),
    };
    entries.map(text).collect()
}

#[test]
fn r19_e_bikes_are_asked_about_wherever_people_live() {
    let catalogue = catalogue();
    for kind in ["rental", "guesthouse", "elderly_care"] {
        let items = items(&catalogue, kind);
        assert!(items.iter().any(|text| text.contains("电动车") || text.contains("电动自行车")), "{kind}: {items:?}");
    }
}

#[test]
fn r20_gas_is_asked_about_in_its_five_parts_in_restaurants_and_rentals() {
    let catalogue = catalogue();
    for kind in ["restaurant", "rental"] {
        let all = items(&catalogue, kind).join("；");
        for part in ["气", "瓶", "阀", "管", "灶"] {
            assert!(all.contains(part), "{kind} lacks {part}");
        }
    }
}

#[test]
fn r21_exits_windows_extinguishers_and_lights_are_asked_about_in_small_premises() {
    let catalogue = catalogue();
    for kind in ["restaurant", "shop"] {
        let all = items(&catalogue, kind).join("；");
        for part in ["出口", "窗", "灭火器", "应急灯"] {
            assert!(all.contains(part), "{kind} lacks {part}: {all}");
        }
    }
}
