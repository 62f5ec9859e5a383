//! What people put in: files that are no photos, turned pictures, every kind of text, no position, a position far off, a
//! wrong clock, premises that nobody knew.

use gridwalk_tests::browser::{
    Browser, Failure, Outcome, Page, Picture, Place, Server, Size, committee, field_ready, heic, open_premises,
    pass_every_group, ready_phone, send_now, submit_and_saved, take_photo, unsent, worker,
};

const RARE: &str = "禛㛃𠮷 👨‍👩‍👧 =HYPERLINK(\"x\") <script>document.title='bad'</script> <b>粗</b>";

async fn failed_item(page: &Page) -> Outcome {
    open_premises(page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不合格").await
}

#[tokio::test]
async fn what_is_no_photo_is_said_and_a_turned_picture_stands_upright() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    failed_item(&page).await?;
    for (name, bytes) in [("photo.heic", heic()), ("text.jpg", b"no picture at all".to_vec()), ("cut.jpg", cut()?)] {
        let file = phone.folder().join(name);
        std::fs::write(&file, bytes).map_err(Failure::io("write a file"))?;
        let camera = page.find("file", "拍照").await?;
        page.give_file(&camera, &file).await?;
        page.see("这张读不出来").await?;
        page.tap("button", "知道了").await?;
        page.gone("这张读不出来").await?;
    }
    let turned = Picture { width: 1_200, height: 800, seed: 51, orientation: Some(6) };
    take_photo(&page, phone.folder(), turned).await?;
    page.holds(
        "the picture upright",
        "const photo = document.querySelector('.fail figure img'); \
         return Boolean(photo && photo.complete && photo.naturalHeight === 1200 && photo.naturalWidth === 800)",
    )
    .await
}

fn cut() -> Result<Vec<u8>, Failure> {
    let mut bytes = Picture::new(52).jpeg()?;
    bytes.truncate(bytes.len() / 2);
    Ok(bytes)
}

#[tokio::test]
async fn any_text_arrives_as_text() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    let note = format!("{RARE}{}", "长".repeat(5_000 - RARE.chars().count()));
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    pass_every_group(&page).await?;
    page.fill("textbox", "备注", &note).await?;
    submit_and_saved(&page).await?;
    unsent(&page, 0).await?;

    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.tap("listitem", "石榴树羊肉汤馆").await?;
    review.see(RARE).await?;
    assert_ne!(review.driver().title().await?, "bad");
    Ok(())
}

#[tokio::test]
async fn no_position_and_one_far_off_ask_a_reason_and_never_block() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    phone.stand_at(Place::FAR).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.see("定位在网格外，是因为").await?;
    page.find("radio", "登记点不准").await?;
    page.tap("radio", "停业").await?;
    submit_and_saved(&page).await?;

    phone.deny_position().await?;
    page.go("/").await?;
    field_ready(&page).await?;
    open_premises(&page, "老街面馆").await?;
    page.tap("button", "没进去").await?;
    page.see("收不到定位，是在").await?;
    page.tap("radio", "巷窄").await?;
    page.tap("radio", "停业").await?;
    submit_and_saved(&page).await?;
    unsent(&page, 0).await
}

#[tokio::test]
async fn a_clock_two_years_off_is_said_and_the_record_has_the_right_time() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    phone.clock_off_by(-730).await?;
    worker(&page, "worker1", &server.password).await?;
    page.see("手机时间不准").await?;
    // Nothing would be overdue yet by the phone's own clock.
    page.see("逾期").await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "停业").await?;
    submit_and_saved(&page).await?;
    unsent(&page, 0).await?;

    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.gone("手机时间不准").await?;
    review.tap("listitem", "石榴树羊肉汤馆").await?;
    // Said of the record too, which stands under today.
    review.see("手机时间差得多").await?;
    review.see("今天").await
}

#[tokio::test]
async fn premises_added_without_a_network_are_visited_at_once() -> Outcome {
    let mut server = Server::demo().await?;
    let (_phone, page) = ready_phone(&server).await?;
    server.stop().await?;
    page.go("/").await?;
    field_ready(&page).await?;
    page.tap("button", "新增场所").await?;
    page.tap("radio", "小商店").await?;
    page.fill("textbox", "名称", "禛记杂货").await?;
    page.fill("textbox", "地址", "永安街 99 号").await?;
    page.tap("button", "存好并巡查").await?;
    pass_every_group(&page).await?;
    submit_and_saved(&page).await?;
    page.gone("未上传 0 条").await?;
    server.start().await?;
    send_now(&page).await?;
    unsent(&page, 0).await?;
    page.go("/").await?;
    field_ready(&page).await?;
    open_premises(&page, "禛记杂货").await
}

/// Taps a button twice before anything can come of the first tap.
async fn tap_twice(page: &Page, name: &str) -> Outcome {
    page.find("button", name).await?;
    let script = format!(
        "const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === '{name}'); \
         button.click(); button.click(); return true"
    );
    page.script(&script, Vec::new()).await.map(|_| ())
}

#[tokio::test]
async fn a_second_tap_makes_no_second_record() -> Outcome {
    let server = Server::demo().await?;
    let (_phone, page) = ready_phone(&server).await?;
    page.tap("button", "新增场所").await?;
    page.tap("radio", "小商店").await?;
    page.fill("textbox", "名称", "禛记杂货").await?;
    page.fill("textbox", "地址", "永安街 99 号").await?;
    tap_twice(&page, "存好场所").await?;
    tap_twice(&page, "开始巡查").await?;
    page.find("button", "全部合格").await?;
    page.go("/drafts").await?;
    page.find("link", "禛记杂货").await?;
    assert_eq!(page.all("link", "禛记杂货").await?.len(), 1, "drafts");
    page.go("/").await?;
    field_ready(&page).await?;
    page.see("接着记：禛记杂货").await?;
    page.fill("searchbox", "搜索场所", "禛记").await?;
    page.find("listitem", "禛记杂货").await?;
    assert_eq!(page.all("listitem", "禛记杂货").await?.len(), 1, "premises");
    page.tap("listitem", "禛记杂货").await?;
    page.tap("button", "接着巡查").await?;
    page.find("button", "全部合格").await.map(|_| ())
}
