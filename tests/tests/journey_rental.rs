//! A rental house of forty rooms, with one thumb.

use gridwalk_tests::browser::{
    Browser, Outcome, Picture, Server, Size, open_premises, pass_every_group, submit_and_saved, take_photo, unsent,
    worker,
};

const TAPS_MAX: usize = 12;

const BELOW_KEY_ITEMS: &str = "const major = document.querySelector('.group.major'); \
    const last = Array.from(major.querySelectorAll('.item')).pop(); \
    const passes = Array.from(major.querySelectorAll('button')).filter((one) => one.textContent.includes('全部合格')); \
    return passes.length === 1 && last.compareDocumentPosition(passes[0]) === Node.DOCUMENT_POSITION_FOLLOWING";

#[tokio::test]
async fn forty_rooms_take_at_most_twelve_taps() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "顺达出租屋").await?;

    let before = page.taps();
    page.tap("button", "开始巡查").await?;
    page.find("button", "本层都看过").await?;
    // The key items are seen before they are passed: they stand open, their button below them.
    page.find("radiogroup", "没人关着门窗在屋里烧煤、烧炭").await?;
    page.holds("全部合格 below the key items", BELOW_KEY_ITEMS).await?;
    loop {
        let groups = page.all("button", "全部合格").await?;
        let Some(button) = groups.first() else { break };
        let left = groups.len();
        page.wait("a tap on 全部合格", async || page.try_tap(button).await).await?;
        page.wait("the group passed", async || Ok((page.all("button", "全部合格").await?.len() < left).then_some(())))
            .await?;
    }
    // Three floors of four: the fourth stays unseen, which is no reason not to submit.
    for floor in ["一层", "二层", "三层"] {
        page.tap_in(("region", floor), "button", "本层都看过").await?;
    }
    page.see("看 30 间，未入 10 间").await?;
    submit_and_saved(&page).await?;
    let taps = page.taps() - before;
    assert!(taps <= TAPS_MAX, "{taps} taps");

    unsent(&page, 0).await?;
    page.tap("link", "看记录").await?;
    page.see("看 30 间，未入 10 间").await
}

#[tokio::test]
async fn a_room_with_a_problem_is_opened_by_its_tile() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "顺达出租屋").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("region", "二层"), "button", "203").await?;
    page.find("dialog", "203").await?;
    page.tap_in(("radiogroup", "屋里烟感在"), "radio", "不合格").await?;
    page.tap_in(("dialog", "203"), "button", "没装烟感").await?;
    page.tap_in(("dialog", "203"), "button", "关闭").await?;
    page.wait("the tile's state", async || {
        let tiles = page.all("button", "203").await?;
        let Some(tile) = tiles.first() else { return Ok(None) };
        Ok(tile.text().await?.contains("有问题").then_some(()))
    })
    .await?;

    // The next visit says where to look first.
    page.tap_in(("region", "二层"), "button", "203").await?;
    take_photo(&page, phone.folder(), Picture::new(31)).await?;
    page.tap_in(("dialog", "203"), "button", "其余合格，看完了").await?;
    pass_every_group(&page).await?;
    submit_and_saved(&page).await?;
    page.tap("link", "回到巡查").await?;
    open_premises(&page, "顺达出租屋").await?;
    page.tap("button", "开始巡查").await?;
    let floor = page.find("region", "二层").await?;
    let mut told = Vec::new();
    for tile in page.all_in(&floor, "button", "").await? {
        told.push(tile.text().await?);
    }
    told.retain(|tile| tile.contains("上次未改"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("203"), "{told:?}");
    Ok(())
}
