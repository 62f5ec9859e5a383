//! A patrol end to end: no network, a defect with its photo, a browser that dies, the server, the committee, a return,
//! its correction, and the pass.

use gridwalk_tests::browser::{
    Browser, Outcome, Page, Picture, Server, Size, at_desk, committee, field_ready, open_premises, pass_every_group,
    ready_phone, send_now, submit_and_saved, take_photo, unsent,
};
use serde_json::json;

const PREMISES: &str = "石榴树羊肉汤馆";
const NEXT_DOOR: &str = "老街面馆";
const DEFECT_ITEM: &str = "灭火器够数、指针在绿区、随手能拿";
const NOTE: &str = "后厨门口的灭火器压力不够";
const REASON: &str = "照片看不清压力表，请近一点再拍";

#[tokio::test]
async fn a_visit_without_a_network_is_recorded_sent_returned_corrected_and_passed() -> Outcome {
    let mut server = Server::demo().await?;
    let (mut phone, page) = ready_phone(&server).await?;
    // Signed in this morning: the browser has long written that down.
    phone.session_on_disk().await?;

    server.stop().await?;
    phone.set_offline(true).await?;
    visit_with_a_defect(&page, &phone).await?;
    unsent(&page, 1).await?;

    phone.kill().await;
    phone.start().await?;
    let page = phone.page()?;
    page.go("/").await?;
    field_ready(&page).await?;
    unsent(&page, 1).await?;

    server.start().await?;
    send_now(&page).await?;
    unsent(&page, 0).await?;

    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    return_it(&review).await?;

    correct_it(&page, &phone).await?;
    unsent(&page, 0).await?;

    open_record(&review).await?;
    review.see("补拍").await?;
    review.tap("button", "通过").await?;
    review.see("已通过").await?;

    page.go("/").await?;
    field_ready(&page).await?;
    open_premises(&page, PREMISES).await?;
    send_now(&page).await?;
    // The history stands at the end of the page, and what is far from the eye is not drawn.
    const AT_THE_END: &str = "scrollTo(0, document.documentElement.scrollHeight); \
        return document.body.innerText.includes('已通过')";
    page.holds("已通过 in the history", AT_THE_END).await
}

#[tokio::test]
async fn what_was_saved_is_sent_with_the_app_closed_where_the_browser_wakes_the_worker() -> Outcome {
    let mut server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    server.stop().await?;
    phone.set_offline(true).await?;
    visit_with_a_defect(&page, &phone).await?;
    unsent(&page, 1).await?;
    phone.leave().await?;

    server.start().await?;
    phone.set_offline(false).await?;
    phone.background_sync("gridwalk-sync").await?;
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    open_record(&review).await?;

    page.go("/").await?;
    field_ready(&page).await?;
    unsent(&page, 0).await
}

#[tokio::test]
async fn a_sign_that_the_network_is_back_sends_without_waiting_for_the_next_try() -> Outcome {
    const NO_TIMERS: &str = "for (let id = setTimeout(() => 0); id > 0; id--) { clearTimeout(id); } \
        window.setTimeout = () => 0; window.setInterval = () => 0;";
    const OTHER_NETWORK: &str = "navigator.connection.dispatchEvent(new Event('change'))";
    const LOOKED_AT: &str = "document.dispatchEvent(new Event('visibilitychange'))";
    let mut server = Server::demo().await?;
    let (phone, mut page) = ready_phone(&server).await?;
    for (premises, sign) in [(PREMISES, OTHER_NETWORK), (NEXT_DOOR, LOOKED_AT)] {
        // The phone thinks that it is connected: only the server does not answer.
        server.stop().await?;
        open_premises(&page, premises).await?;
        page.tap("button", "没进去").await?;
        page.tap("radio", "无人").await?;
        submit_and_saved(&page).await?;
        unsent(&page, 1).await?;
        page.script(NO_TIMERS, Vec::new()).await?;
        server.start().await?;
        page.script(sign, Vec::new()).await?;
        unsent(&page, 0).await?;
        page = phone.page()?;
        page.go("/").await?;
        field_ready(&page).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_photo_that_comes_after_its_record_is_shown_at_an_open_desk() -> Outcome {
    let server = Server::demo().await?;
    let (_desk, review) = at_desk(&server, "committee1").await?;
    let (phone, page) = ready_phone(&server).await?;
    // A thin network: the record gets through, its photo does not yet.
    phone.devtools("Network.enable", json!({})).await?;
    phone.devtools("Network.setBlockedURLs", json!({ "urls": ["*/api/v1/photos*"] })).await?;
    visit_with_a_defect(&page, &phone).await?;
    review.see("等照片").await?;
    review
        .wait("the record on top", async || {
            let Some(first) = review.all("listitem", PREMISES).await?.into_iter().next() else { return Ok(None) };
            review.try_tap(&first).await
        })
        .await?;
    review.see("照片还没传到").await?;

    phone.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await?;
    send_now(&page).await?;
    unsent(&page, 0).await?;
    review.gone("等照片").await?;
    review.gone("照片还没传到").await
}

async fn visit_with_a_defect(page: &Page, phone: &Browser) -> Outcome {
    open_premises(page, PREMISES).await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", DEFECT_ITEM), "radio", "不合格").await?;
    page.tap("button", "灭火器压力不足").await?;
    page.see("请换新的，或送正规维修点充装").await?;
    take_photo(page, phone.folder(), Picture::new(1)).await?;
    pass_every_group(page).await?;
    page.see("定位 ±12 m，在网格内").await?;
    page.fill("textbox", "备注", NOTE).await?;
    submit_and_saved(page).await?;
    page.see("已存手机").await
}

// The record that came last stands on top of the list; its first picture is the photo.
async fn open_record(review: &Page) -> Outcome {
    review.go("/").await?;
    review
        .wait("the record on top", async || {
            let Some(first) = review.all("listitem", "").await?.into_iter().next() else { return Ok(None) };
            if !first.text().await.unwrap_or_default().contains(PREMISES) {
                return Ok(None);
            }
            review.try_tap(&first).await
        })
        .await?;
    review.see(NOTE).await?;
    review
        .holds(
            "the photo, whole and large",
            "const photo = document.querySelector('main img, img'); \
             return Boolean(photo && photo.complete && photo.naturalWidth > 0 && photo.getBoundingClientRect().width > 300)",
        )
        .await
}

async fn return_it(review: &Page) -> Outcome {
    review.see("待审核").await?;
    open_record(review).await?;
    review.tap("button", "退回").await?;
    review.fill("textbox", "退回原因", REASON).await?;
    review.tap("button", "退回").await?;
    review.see("已退回").await
}

// The red card stands on top of 巡查; only what was returned is mended.
async fn correct_it(page: &Page, phone: &Browser) -> Outcome {
    page.go("/").await?;
    field_ready(page).await?;
    send_now(page).await?;
    page.tap("button", &format!("退回：{PREMISES}")).await?;
    page.see(REASON).await?;
    take_photo(page, phone.folder(), Picture::new(2)).await?;
    submit_and_saved(page).await
}
