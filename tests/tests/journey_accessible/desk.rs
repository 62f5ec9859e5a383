//! The desk's screens.

use crate::Look;
use crate::findings::Findings;
use gridwalk_tests::browser::{Browser, Outcome, Server, Size, committee};

const ALONE: [&str; 22] = [
    "/clean",
    "/ledger",
    "/register",
    "/hazards",
    "/tasks",
    "/campaigns/new",
    "/works/new",
    "/duplicates",
    "/people",
    "/readings",
    "/notices",
    "/statistics",
    "/statistics/table",
    "/statistics/records",
    "/statistics/monthly",
    "/statistics/ranking",
    "/map",
    "/map/borders",
    "/import",
    "/tables",
    "/labels",
    "/me",
];
// Each stands in a list of the demo place.
const WITH_SUBJECT: [(&str, &str); 5] = [
    ("/hazards", "/hazards/"),
    ("/tasks", "/tasks/"),
    ("/tasks", "/campaigns/"),
    ("/notices", "/notices/"),
    ("/people", "/people/"),
];

/// From sign-in through every screen.
pub async fn audited(size: Size, look: Look) -> Outcome {
    let server = Server::demo().await?;
    let browser = Browser::open(server.programs(), &server.url(), size).await?;
    if look == Look::Dark {
        browser.prefer_dark().await?;
    }
    let page = browser.page()?;
    let mut findings = Findings::default();
    committee(&page, "committee1", &server.password).await?;
    findings.look(&page, "review").await?;
    page.tap("listitem", "").await?;
    page.find("button", "通过").await?;
    page.find("button", "退回").await?;
    findings.look(&page, "record at the desk").await?;
    page.tap("button", "退回").await?;
    page.find("textbox", "退回原因").await?;
    findings.look(&page, "return").await?;
    for path in ALONE {
        findings.look_at(&page, path).await?;
    }
    for (list, begins) in WITH_SUBJECT {
        page.go(list).await?;
        findings.look_at_first(&page, begins).await?;
    }
    page.go("/register").await?;
    findings.look_at_first(&page, "/sites/").await?;
    page.go("/ledger").await?;
    findings.look_at_first(&page, "/premises/").await?;
    let premises = page.path().await?;
    findings.look_at(&page, &format!("{premises}/file")).await?;
    findings.look_at(&page, &premises.replace("/premises/", "/hazards/new/")).await?;
    findings.none();
    Ok(())
}
