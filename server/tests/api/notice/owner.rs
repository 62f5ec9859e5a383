//! What the desk answers, as the owner reads it and as the hazard goes on.

use super::{Told, answer, row, today};
use crate::support::words;
use gridwalk_domain::event::Reinspected;
use gridwalk_domain::ledger::{HazardRow, HazardState, NoticeRow};
use gridwalk_domain::record::LetterDecision;
use serde_json::json;

#[tokio::test]
async fn r44_an_owner_reads_what_did_not_pass_and_until_when() {
    let told = Told::told().await;
    let photo = told.send_photo().await;
    let proof = json!({"sent": "1", "hazard": told.hazard, "wish": "proof", "photos": [photo]});
    assert_eq!(told.letter(proof).await.0, 201);
    let committee = told.place.sign_in("committee").await;
    let (notice, hazard) =
        (row::<NoticeRow>(&committee, "notices").await, row::<HazardRow>(&committee, "hazards").await);
    let decision = LetterDecision { granted: false, until: None, note: "只拍了一半".into() };
    assert_eq!(answer(&committee, &notice, &hazard, &decision).await, ["accepted", "accepted"]);
    let hazard: HazardRow = row(&committee, "hazards").await;
    assert_eq!((hazard.state, hazard.round), (HazardState::Rectifying, 2), "要重拍 is not mended yet");

    let due_on = today().plus_days(9);
    let body = Reinspected {
        premises: told.premises.parse().unwrap(),
        passed: false,
        rooms: vec![],
        photos: vec![],
        note: "后门还堆着".into(),
        due_on: Some(due_on),
    };
    let mut event = committee.event(41, &told.hazard, body);
    event["base"] = json!(hazard.head);
    assert_eq!(words(&committee.offer(&[event]).await), ["accepted"]);
    let (_, page) = told.page().await;
    let (year, month, day) = due_on.civil();
    assert!(page.contains("复查没有通过，请再改") && page.contains("后门还堆着"), "{page}");
    assert!(page.contains(&format!("{year}年{month}月{day}日")), "{page}");
}

#[tokio::test]
async fn r44_an_objection_that_holds_withdraws_the_hazard() {
    let told = Told::told().await;
    let objection = json!({"sent": "1", "hazard": told.hazard, "wish": "objection", "text": "灭火器是上月新换的"});
    assert_eq!(told.letter(objection).await.0, 201);
    let committee = told.place.sign_in("committee").await;
    let (notice, hazard) =
        (row::<NoticeRow>(&committee, "notices").await, row::<HazardRow>(&committee, "hazards").await);
    let decision = LetterDecision { granted: true, until: None, note: "看过发票".into() };
    assert_eq!(answer(&committee, &notice, &hazard, &decision).await, ["accepted", "accepted"]);
    let hazard: HazardRow = row(&committee, "hazards").await;
    assert_eq!(hazard.state, HazardState::Withdrawn);
    assert!(told.page().await.1.contains("看过发票"));
}
