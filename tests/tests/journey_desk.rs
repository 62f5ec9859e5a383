//! What the desk does beside its queue: work announced to a worker, a campaign by tag, a building's page; and a sheet that
//! stays while records arrive under it.

use gridwalk_tests::browser::{Browser, Failure, Outcome, Server, Size, at_desk, at_door, sign_in, unsent};
use serde_json::json;

const PREMISES: &str = "石榴树羊肉汤馆";
const TAG: &str = "醇基燃料";
const BODY: &str = "消防救援站";

#[tokio::test]
async fn announced_work_reaches_the_worker_who_looks_at_it() -> Outcome {
    let server = Server::demo().await?;
    let (_desk, review) = at_desk(&server, "committee1").await?;
    review.go("/works/new").await?;
    review.tap("button", "报备好了").await?;
    review.find("alert", "").await?;
    review.tap("button", "电气焊").await?;
    review.fill("searchbox", "在哪家场所", PREMISES).await?;
    review.tap("button", PREMISES).await?;
    review.tap("button", "报备好了").await?;
    review.wait("the task's page", async || Ok(review.path().await?.starts_with("/tasks/").then_some(()))).await?;
    review.see("提前报备").await?;
    unsent(&review, 0).await?;

    let (_phone, page) = at_door(&server, "worker1").await?;
    page.tap("button", "等着办").await?;
    page.tap("link", &format!("榆钱路105号 {PREMISES}")).await?;
    page.see("报备时间").await
}

#[tokio::test]
async fn a_campaign_takes_in_every_premises_of_a_tag() -> Outcome {
    let server = Server::demo().await?;
    let (_desk, review) = at_desk(&server, "committee1").await?;
    review.go("/campaigns/new").await?;
    review.fill("textbox", "专项名称", "醇基燃料专项").await?;
    review.see("选中").await?;
    review.tap("button", TAG).await?;
    let tagged = "const said = document.querySelector('[role=status]').textContent; \
                  const count = Number(said.match(/[0-9]+/)[0]); return count > 0 && count < 100";
    review.holds("some premises of the tag, and not all", tagged).await?;
    review.tap("button", "下发").await?;
    review.see("分网格进度").await?;
    unsent(&review, 0).await
}

#[tokio::test]
async fn a_building_tells_its_tenants_and_leads_to_their_files() -> Outcome {
    let server = Server::demo().await?;
    let (_desk, review) = at_desk(&server, "committee1").await?;
    review.go("/register").await?;
    review.see("一院多租的楼院").await?;
    let opened =
        "const link = document.querySelector('a[href^=\"/sites/\"]'); if (link) link.click(); return Boolean(link)";
    review.holds("a shared site", opened).await?;
    review.see("基本情况").await?;
    review.see("一院多租（厂中厂、院中厂）").await?;
    let tenant = "const link = document.querySelector('main a[href$=\"/file\"], .page a[href$=\"/file\"]'); \
                  if (link) link.click(); return Boolean(link)";
    review.holds("a tenant's file", tenant).await?;
    review.see("所在楼院").await?;
    review.find("link", "看楼院").await.map(drop)
}

#[tokio::test]
async fn a_sheet_half_filled_in_stays_while_the_hazard_under_it_changes() -> Outcome {
    let server = Server::demo().await?;
    let (_phone, page) = at_door(&server, "worker1").await?;
    page.go("/hazards").await?;
    // Of a restaurant: that of a rental house may ask for its rooms.
    let first = "const row = [...document.querySelectorAll('main li')].find((one) => one.textContent.includes('老街面馆')); \
                 const link = row && row.querySelector('a[href^=\"/hazards/\"]'); \
                 if (link) link.click(); return Boolean(link)";
    page.holds("a hazard of the cell", first).await?;
    page.tap("button", "回访").await?;
    page.find("radiogroup", "回访").await?;
    let path = page.path().await?;

    let (_desk, officer) = at_desk(&server, "subdistrict1").await?;
    officer.go(&path).await?;
    officer.holds("its line in the list", "return Boolean(document.querySelector('.desk-row.chosen'))").await?;
    let line = "return document.querySelector('.desk-row.chosen')?.textContent ?? ''";
    let before = officer.script(line, vec![]).await?;
    officer.tap("button", "移交").await?;
    officer.fill("textbox", "移交给", BODY).await?;

    page.tap_in(("radiogroup", "回访"), "radio", "已改").await?;
    page.tap("button", "保存回访").await?;
    page.see("已报改好").await?;
    unsent(&page, 0).await?;
    officer
        .wait("the change in the list", async || Ok((officer.script(line, vec![]).await? != before).then_some(())))
        .await?;
    let typed = format!("return document.querySelector('[role=dialog] input').value === '{BODY}'");
    officer.holds("what was typed", &typed).await?;
    officer.tap_in(("dialog", ""), "button", "关闭").await?;
    officer.see("报已改").await
}

#[tokio::test]
async fn an_address_that_is_no_screen_leads_to_the_queue() -> Outcome {
    let server = Server::demo().await?;
    let (_desk, review) = at_desk(&server, "committee1").await?;
    review.go("/no/such/screen").await?;
    review.find("button", "待审核").await.map(drop)
}

#[tokio::test]
async fn a_desk_to_which_nothing_has_come_yet_calls_no_list_empty() -> Outcome {
    const LISTS: [(&str, &str); 4] = [
        ("/tasks", "这一类现在没有"),
        ("/hazards", "没有这样的隐患"),
        ("/notices", "还没有开过告知单"),
        ("/ledger", "没有找到场所"),
    ];
    let server = Server::demo().await?;
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    desk.devtools("Network.enable", json!({})).await?;
    desk.devtools("Network.setBlockedURLs", json!({ "urls": ["*/api/v1/snapshot*"] })).await?;
    let page = desk.page()?;
    sign_in(&page, "subdistrict1", &server.password, "待审核").await?;
    for (path, empty) in LISTS {
        page.go(path).await?;
        let says =
            "return [...document.querySelectorAll('.empty')].some((one) => one.textContent.includes('正在打开'))";
        page.holds("that it is being opened", says).await?;
        if page.words().await.contains(empty) {
            return Err(Failure::Wrong(format!("{path} says {empty}")));
        }
    }
    desk.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await?;
    page.go("/ledger").await?;
    page.find("listitem", "").await.map(drop)
}
