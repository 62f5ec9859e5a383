//! The month's report: the committee files it, the sub-district returns it with a reason, it is filed again, printed and
//! taken along as a workbook.

use gridwalk_tests::browser::{Browser, Failure, Outcome, Page, Server, Size, committee};
use serde_json::{Value, json};

const REASON: &str = "走访数与台账对不上";

async fn file(page: &Page, version: u32) -> Outcome {
    page.tap("button", "报送").await?;
    page.tap("button", "核对过了，报送").await?;
    page.see(&format!("第 {version} 版已报送")).await
}

/// What a figure's row says in the first column, as the page shows it.
async fn total(page: &Page, figure: &str) -> Result<String, Failure> {
    const READ: &str = "const row = Array.from(document.querySelectorAll('.paper tbody tr')).find((row) => row.cells[0].textContent === arguments[0]); \
        return row ? row.cells[1].textContent : ''";
    let read = page.script(READ, vec![json!(figure)]).await?;
    Ok(read.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_month_is_filed_returned_with_a_reason_filed_again_printed_and_taken_along() -> Outcome {
    let server = Server::demo().await?;
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let page = desk.page()?;
    committee(&page, "committee1", &server.password).await?;
    page.go("/statistics/monthly").await?;
    page.see("枣花社区安全巡查统计表").await?;
    page.see("还没有报送").await?;
    file(&page, 1).await?;

    let office = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = office.page()?;
    committee(&review, "subdistrict1", &server.password).await?;
    review.go("/statistics/monthly").await?;
    review.tap("button", "枣花社区").await?;
    review.see("第 1 版已报送").await?;
    review.tap("button", "退回重报").await?;
    review.fill("textbox", "为什么退回", REASON).await?;
    review.tap("button", "确认退回").await?;
    review.see("第 1 版被退回").await?;

    page.reload().await?;
    page.see(REASON).await?;
    file(&page, 2).await?;
    review.reload().await?;
    review.tap("button", "枣花社区").await?;
    review.see("第 2 版已报送").await?;

    printed(&desk, &page).await?;
    workbook(&page).await
}

/// On paper stands the report alone: no tabs, no buttons.
async fn printed(desk: &Browser, page: &Page) -> Outcome {
    desk.devtools("Emulation.setEmulatedMedia", json!({"media": "print"})).await?;
    const ALONE: &str = "const seen = (name) => Array.from(document.querySelectorAll(name)).some((one) => one.getClientRects().length > 0); \
        return seen('.paper') && seen('.paper-sign') && !seen('.tabs') && !seen('.no-print') && !seen('.report-tabs')";
    page.holds("the paper alone", ALONE).await?;
    let pdf = desk.devtools("Page.printToPDF", json!({})).await?;
    let pdf = pdf["data"].as_str().unwrap_or_default();
    // The first bytes of a PDF, in base64.
    if !pdf.starts_with("JVBERi0") {
        return Err(Failure::Wrong("no PDF was printed".into()));
    }
    desk.devtools("Emulation.setEmulatedMedia", json!({"media": ""})).await.map(drop)
}

/// The workbook behind the link is one, named after the community, and as long as the paper.
async fn workbook(page: &Page) -> Outcome {
    let visits = total(page, "巡查次数").await?;
    if visits.parse::<u32>().unwrap_or(0) == 0 {
        return Err(Failure::Wrong(format!("the demo month has no visits: {visits}")));
    }
    let link = page.find("link", "下载 XLSX").await?;
    let href = link.attr("href").await?.unwrap_or_default();
    const FETCH: &str = "const done = arguments[arguments.length - 1]; fetch(arguments[0]).then(async (reply) => { \
        const bytes = new Uint8Array(await reply.arrayBuffer()); \
        done([reply.status, reply.headers.get('content-disposition') || '', bytes[0], bytes[1], bytes.length]); }, () => done(null));";
    let reply = page.script_async(FETCH, vec![json!(href)]).await?;
    let name = reply[1].as_str().unwrap_or_default();
    let named: String = "枣花社区".bytes().map(|byte| format!("%{byte:02X}")).collect();
    let is_workbook = reply[0] == 200 && reply[2] == 0x50 && reply[3] == 0x4b && reply[4].as_u64() > Some(4_000);
    if is_workbook && name.contains(&named) && href.contains("version=2") {
        Ok(())
    } else {
        Err(Failure::Wrong(format!(
            "no workbook of the version that was filed: {href} {reply}",
            reply = Value::to_string(&reply)
        )))
    }
}
