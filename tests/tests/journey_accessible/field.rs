//! The worker's screens.

use crate::Look;
use crate::findings::Findings;
use gridwalk_tests::browser::{
    Browser, Outcome, Page, Server, Size, field_ready, offline_ready, open_premises, worker,
};

const ALONE: [&str; 12] = [
    "/ledger",
    "/hazards",
    "/map",
    "/me",
    "/summary",
    "/add",
    "/drafts",
    "/sweep",
    "/label",
    "/q/2222-2222-2",
    "/work/new",
    "/outreach",
];
// What the demo place wants done, behind one line of 巡查.
const AWAITED: [&str; 4] = ["/campaign/", "/errand/", "/task/", "/work/0"];

/// From sign-in to a saved visit.
pub async fn audited(size: Size, look: Look) -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), size).await?;
    if look == Look::Dark {
        phone.prefer_dark().await?;
    }
    let page = phone.page()?;
    let mut findings = Findings::default();
    page.go("/").await?;
    page.find("textbox", "用户名").await?;
    findings.look(&page, "sign in").await?;
    worker(&page, "worker1", &server.password).await?;
    offline_ready(&page).await?;
    if look == Look::Large {
        page.go("/me").await?;
        page.tap("button", "大字").await?;
        page.go("/").await?;
        field_ready(&page).await?;
    }
    findings.look(&page, "patrol").await?;
    for path in ALONE {
        findings.look_at(&page, path).await?;
    }
    page.go("/hazards").await?;
    findings.look_at_first(&page, "/hazards/").await?;
    for begins in AWAITED {
        page.go("/").await?;
        field_ready(&page).await?;
        page.tap("button", "等着办").await?;
        findings.look_at_first(&page, begins).await?;
    }
    page.go("/").await?;
    field_ready(&page).await?;
    page.tap("button", "未上传").await?;
    page.find("button", "立即上传").await?;
    findings.look(&page, "sending").await?;
    page.tap("button", "关闭").await?;
    visits(&page, &mut findings).await?;
    page.go("/guide.html").await?;
    page.see("巡格").await?;
    findings.look(&page, "guide").await?;
    findings.none();
    Ok(())
}

async fn visits(page: &Page, findings: &mut Findings) -> Outcome {
    open_premises(page, "老街面馆").await?;
    findings.look(page, "premises").await?;
    let premises = page.path().await?;
    findings.look_at(page, &format!("{premises}/file")).await?;
    findings.look_at(page, &premises.replace("/premises/", "/notice/new/")).await?;
    page.go("/").await?;
    field_ready(page).await?;
    page.tap("button", "退回").await?;
    page.find("button", "提交巡查").await?;
    findings.look(page, "correction").await?;
    page.go(&premises).await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "全部合格").await?;
    findings.look(page, "visit").await?;
    findings.measure(page, "visit").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不合格").await?;
    page.find("button", "没有灭火器").await?;
    page.tap("button", "提交巡查").await?;
    page.see("还有").await?;
    findings.look(page, "visit with a defect").await?;
    findings.measure(page, "visit with a defect").await?;
    page.tap_in(("radiogroup", "进门没闻到燃气味"), "radio", "不合格").await?;
    page.find("dialog", "").await?;
    findings.look(page, "danger now").await?;
    page.tap("button", "继续记录").await?;

    page.go("/").await?;
    field_ready(page).await?;
    open_premises(page, "顺达出租屋").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "本层都看过").await?;
    findings.look(page, "rooms").await?;
    findings.measure(page, "rooms").await?;
    page.tap("button", "101").await?;
    page.find("dialog", "101").await?;
    findings.look(page, "room").await?;
    page.tap("button", "关闭").await?;

    page.go("/").await?;
    field_ready(page).await?;
    open_premises(page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "无人").await?;
    findings.look(page, "not entered").await?;
    findings.measure(page, "not entered").await?;
    page.tap("button", "提交巡查").await?;
    page.see("接下来").await?;
    findings.look(page, "saved").await?;
    page.tap("link", "看记录").await?;
    page.see("没进去").await?;
    findings.look(page, "record").await
}
