//! A full phone: said clearly, nothing lost, nothing half saved.

use gridwalk_tests::browser::{
    Browser, Failure, Outcome, Page, Picture, Server, field_ready, is_chosen, open_premises, pass_every_group,
    ready_phone, take_photo, unsent,
};

const FULL: &str = "手机空间满了";

#[tokio::test]
async fn a_full_phone_says_so_and_loses_nothing() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不合格").await?;
    take_photo(&page, phone.folder(), Picture::new(41)).await?;
    pass_every_group(&page).await?;

    phone.set_quota(Some(1)).await?;
    write_until_full(&page).await?;
    let file = Picture::new(42).write(phone.folder(), "more.jpg")?;
    let camera = page.find("file", "拍照").await?;
    page.give_file(&camera, &file).await?;
    page.see("照片没存上").await?;
    // What is on screen stays, and the way on is open.
    is_chosen(&page, "灭火器够数", "不合格").await?;
    page.tap("button", "提交巡查").await?;
    page.see(FULL).await?;
    assert!(page.path().await?.starts_with("/visit/"), "nothing is submitted");

    phone.set_quota(None).await?;
    page.wait("the saved record", async || {
        if page.path().await?.starts_with("/saved/") {
            return Ok(Some(()));
        }
        // Gone as soon as it was stored.
        if let Some(submit) = page.all("button", "提交巡查").await?.into_iter().next() {
            page.try_tap(&submit).await?;
        }
        Ok(None)
    })
    .await?;
    unsent(&page, 0).await
}

#[tokio::test]
async fn what_found_no_room_is_there_again_for_whoever_went_back_and_comes_to_the_disk_by_itself() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = begun_without_room(&server).await?;
    page.fill("textbox", "备注", "后门锁着").await?;
    page.tap("link", "返回").await?;
    page.tap("button", "接着巡查").await?;
    page.holds(
        "what was on the screen",
        "return document.querySelector('.visit-note, textarea') && \
        Array.from(document.querySelectorAll('textarea')).some((one) => one.value === '后门锁着')",
    )
    .await?;
    is_chosen(&page, "灭火器够数", "不合格").await?;

    // With room it is stored without a tap.
    phone.set_quota(None).await?;
    page.see("已存草稿").await?;
    page.reload().await?;
    page.holds(
        "what was stored",
        "return Array.from(document.querySelectorAll('textarea')).some((one) => one.value === '后门锁着')",
    )
    .await
}

#[tokio::test]
async fn a_full_phone_starts_and_shows_what_it_has() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "提交巡查").await?;
    phone.set_quota(Some(1)).await?;
    write_until_full(&page).await?;
    page.go("/").await?;
    field_ready(&page).await?;
    open_premises(&page, "老街面馆").await?;
    phone.set_quota(None).await
}

#[tokio::test]
async fn once_there_is_room_again_a_tap_keeps_the_draft_and_says_what_else_is_missing() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = begun_without_room(&server).await?;
    phone.set_quota(None).await?;
    page.wait("a draft that is stored again", async || {
        page.tap("button", "提交巡查").await?;
        Ok(page.words().await.contains("已存草稿").then_some(()))
    })
    .await?;
    page.gone(FULL).await?;
    page.see("没答").await
}

// A defect is on the screen, and the draft that has it found no room.
async fn begun_without_room(server: &Server) -> Result<(Browser, Page), Failure> {
    let (phone, page) = ready_phone(server).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不合格").await?;
    phone.set_quota(Some(1)).await?;
    write_until_full(&page).await?;
    page.see(FULL).await?;
    Ok((phone, page))
}

// The browser looks at the bound twice a minute: what comes before its next look is still stored.
async fn write_until_full(page: &Page) -> Outcome {
    let mut choices = ["不涉及", "合格"].iter().cycle();
    page.wait("a draft that is not stored", async || {
        if page.words().await.contains("草稿没存上") {
            return Ok(Some(()));
        }
        let choice = choices.next().copied().unwrap_or_default();
        page.tap_in(("radiogroup", "应急灯、出口指示灯都亮"), "radio", choice).await.map(|()| None)
    })
    .await
}
