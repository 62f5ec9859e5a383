//! Repeat visits: what was open is asked about, and nothing new takes three taps.

use gridwalk_tests::browser::{
    Browser, Outcome, Picture, Server, Size, open_premises, pass_every_group, submit_and_saved, take_photo, unsent,
    worker,
};

#[tokio::test]
async fn what_was_open_is_mended_or_still_open() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "老街面馆").await?;
    page.tap("button", "开始巡查").await?;
    page.find_in(("region", "上次未改"), "radiogroup", "").await?;
    let open = page.find("region", "上次未改").await?;
    let mut hazards = Vec::new();
    for hazard in page.all_in(&open, "radiogroup", "").await? {
        hazards.push(hazard.attr("aria-label").await?.unwrap_or_default());
    }
    let first = hazards[0].as_str();
    page.tap_in(("radiogroup", first), "radio", "仍未改").await?;
    page.tap_in(("radiogroup", first), "radio", "已改").await?;
    take_photo(&page, phone.folder(), Picture::new(21)).await?;
    for hazard in &hazards[1..] {
        page.tap_in(("radiogroup", hazard), "radio", "仍未改").await?;
    }
    pass_every_group(&page).await?;
    submit_and_saved(&page).await?;
    unsent(&page, 0).await?;

    // Mended, it waits for the committee and is not asked again.
    page.tap("link", "回到巡查").await?;
    open_premises(&page, "老街面馆").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "全部合格").await?;
    let left = page.all("region", "上次未改").await?;
    assert_eq!(left.is_empty(), hazards.len() == 1, "only what is still open is asked about");
    Ok(())
}

#[tokio::test]
async fn nothing_new_takes_the_key_items_and_a_submit() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    let before = page.taps();
    page.tap("button", "与上次一样").await?;
    page.tap("button", "重点项都看过，未发现").await?;
    submit_and_saved(&page).await?;
    assert_eq!(page.taps() - before, 3);
    unsent(&page, 0).await?;
    page.tap("link", "看记录").await?;
    page.see("同上次").await
}
