//! The desk's screens.

use crate::Look;
use crate::findings::Findings;
use gridwalk_tests::browser::{Browser, Failure, Outcome, Page, Server, Size, committee, sign_in};

const ALONE: [&str; 21] = [
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
const WITH_SUBJECT: [(&str, &str); 6] = [
    ("/hazards", "/hazards/"),
    ("/tasks", "/tasks/"),
    ("/tasks", "/campaigns/"),
    ("/notices", "/notices/"),
    ("/people", "/people/"),
    ("/statistics/table", "/statistics/records"),
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
    page.tap("button", "的照片").await?;
    page.find("dialog", "").await?;
    findings.look(&page, "photo viewer").await?;
    every_list(&page, &mut findings).await?;
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

async fn every_list(page: &Page, findings: &mut Findings) -> Outcome {
    for path in ALONE {
        findings.look_at(page, path).await?;
    }
    for (list, begins) in WITH_SUBJECT {
        page.go(list).await?;
        findings.look_at_first(page, begins).await?;
    }
    Ok(())
}

async fn at_desk(server: &Server) -> Result<(Browser, Page), Failure> {
    let browser = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let page = browser.page()?;
    Ok((browser, page))
}

/// Every list and page, with the texts of the other language.
pub async fn in_english() -> Outcome {
    let server = Server::demo().await?;
    let (_browser, page) = at_desk(&server).await?;
    let mut findings = Findings::default();
    committee(&page, "committee1", &server.password).await?;
    page.go("/me").await?;
    page.tap("button", "English").await?;
    page.see("Large type").await?;
    every_list(&page, &mut findings).await?;
    findings.none();
    Ok(())
}

/// What only the sub-district has, and the administrator's pages.
pub async fn above() -> Outcome {
    let server = Server::demo().await?;
    let mut findings = Findings::default();
    let (_officer, page) = at_desk(&server).await?;
    committee(&page, "subdistrict1", &server.password).await?;
    findings.look(&page, "review of the sub-district").await?;
    findings.look_at(&page, "/tips/poster").await?;
    page.go("/hazards").await?;
    page.tap("button", "部门未反馈").await?;
    findings.look_at_first(&page, "/hazards/").await?;
    let hazard = page.path().await?;
    findings.look_at(&page, &format!("{hazard}/slip")).await?;

    let (_admin, page) = at_desk(&server).await?;
    sign_in(&page, "admin1", &server.password, "看不到走访记录").await?;
    findings.look(&page, "review of the administrator").await?;
    for path in ["/people", "/ledger", "/statistics", "/me"] {
        findings.look_at(&page, path).await?;
    }
    findings.none();
    Ok(())
}
