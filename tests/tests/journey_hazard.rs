//! A hazard from finding to close-out over three roles; the after-photo from the same view; one entered without a visit.

use gridwalk_tests::browser::{
    Browser, Failure, Outcome, Page, Picture, Server, Size, committee, field_ready, open_premises, pass_every_group,
    ready_phone, submit_and_saved, take_photo, unsent, worker,
};

const PREMISES: &str = "石榴树羊肉汤馆";
const ITEM: &str = "灭火器够数、指针在绿区、随手能拿";
const DEFECT: &str = "灭火器压力不足";

#[tokio::test]
async fn a_hazard_is_found_told_mended_seen_by_a_second_person_and_closed() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;

    // No network: found, told to the owner, and its page is there.
    phone.set_offline(true).await?;
    find_and_tell(&page, &phone).await?;
    let path = open_hazard(&page).await?;
    page.see("已告知，对方在改").await?;
    phone.set_offline(false).await?;
    unsent(&page, 0).await?;

    // Whoever found it cannot close it; they say that it is mended, as yet without a photo.
    assert!(page.all("button", "销号").await?.is_empty(), "the finder is offered no close-out");
    page.tap("button", "回访").await?;
    page.tap_in(("radiogroup", "回访"), "radio", "已改").await?;
    page.see("没有照片也能保存").await?;
    page.tap("button", "保存回访").await?;
    page.see("已报改好，等另一个人复查、销号").await?;
    unsent(&page, 0).await?;

    // A second person goes to see, and brings the after-photo.
    let desk = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.go(&path).await?;
    review.tap("button", "复查合格").await?;
    take_photo(&review, desk.folder(), Picture::new(42)).await?;
    review.tap_in(("dialog", "复查合格"), "button", "复查合格").await?;
    review.see("待销号").await?;
    unsent(&review, 0).await?;

    // The sub-district closes it.
    let office = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let officer = office.page()?;
    committee(&officer, "subdistrict1", &server.password).await?;
    officer.go(&path).await?;
    officer.tap("button", "销号").await?;
    officer.tap("button", "确认销号").await?;
    officer.see("已销号").await?;
    unsent(&officer, 0).await?;

    // It comes back to the worker's phone.
    page.go("/").await?;
    field_ready(&page).await?;
    page.go(&path).await?;
    page.see("已销号").await?;
    page.find("button", "回头看").await.map(drop)
}

async fn find_and_tell(page: &Page, phone: &Browser) -> Outcome {
    open_premises(page, PREMISES).await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", ITEM), "radio", "不合格").await?;
    page.tap("button", DEFECT).await?;
    take_photo(page, phone.folder(), Picture::new(41)).await?;
    pass_every_group(page).await?;
    submit_and_saved(page).await?;
    page.tap("link", "告知").await?;
    page.tap("button", "老板").await?;
    page.tap("button", "当面").await?;
    page.fill("textbox", "我的电话", "15400000003").await?;
    page.tap("button", "生成告知单").await?;
    page.wait("the notice", async || Ok(is_notice(&page.path().await?).then_some(()))).await?;
    page.go("/").await?;
    field_ready(page).await
}

fn is_notice(path: &str) -> bool {
    path.starts_with("/notice/") && !path.starts_with("/notice/new")
}

async fn open_hazard(page: &Page) -> Result<String, Failure> {
    open_premises(page, PREMISES).await?;
    page.tap("link", DEFECT).await?;
    page.wait("the hazard", async || Ok(page.path().await?.starts_with("/hazards/").then_some(()))).await?;
    page.path().await
}

const FAKE_CAMERA: [&str; 2] = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

#[tokio::test]
async fn the_after_photo_is_taken_over_the_before_photo() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open_under(server.programs(), &server.url(), Size::Phone, &FAKE_CAMERA).await?;
    let page = phone.page()?;
    let path = open_demo_hazard(&page, &server).await?;
    page.tap_in(("radiogroup", "回访"), "radio", "已改").await?;
    page.tap("button", "对着原照片拍").await?;
    page.holds(
        "the camera under the before-photo",
        "const video = document.querySelector('.same-view video'); \
         const over = document.querySelector('.same-view-before img'); \
         return Boolean(video && video.videoWidth > 0 && over && over.naturalWidth > 0 \
             && Number(getComputedStyle(over.parentElement).opacity) < 1)",
    )
    .await?;
    page.tap("button", "按下快门").await?;
    page.find("button", "删掉这张").await?;

    // The page may die now: the photo and what was said stand in the store.
    let page = phone.kill_tab(&path).await?;
    page.find("button", "删掉这张").await?;
    page.tap("button", "保存回访").await?;
    page.see("已报改好").await?;
    unsent(&page, 0).await
}

#[tokio::test]
async fn without_a_camera_the_before_photo_stands_beside_the_usual_way() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    open_demo_hazard(&page, &server).await?;
    page.tap("button", "对着原照片拍").await?;
    page.see("打不开镜头").await?;
    let file = Picture::new(43).write(phone.folder(), "after.jpg")?;
    let camera = page.find_in(("dialog", "对着原照片拍"), "file", "拍照").await?;
    page.give_file(&camera, &file).await?;
    page.find("button", "删掉这张").await.map(drop)
}

// 老街面馆 has one open, with a photo.
async fn open_demo_hazard(page: &Page, server: &Server) -> Result<String, Failure> {
    worker(page, "worker1", &server.password).await?;
    open_premises(page, "老街面馆").await?;
    let opened = "const link = document.querySelector('main a[href^=\"/hazards/\"]'); if (link) link.click(); return Boolean(link)";
    page.holds("a hazard of the premises", opened).await?;
    page.tap("button", "回访").await?;
    page.find("radiogroup", "回访").await?;
    page.path().await
}

#[tokio::test]
async fn what_no_visit_found_is_entered_at_the_desk_referred_and_printed() -> Outcome {
    let server = Server::demo().await?;
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let page = desk.page()?;
    committee(&page, "subdistrict1", &server.password).await?;
    page.go("/ledger").await?;
    page.fill("searchbox", "搜索场所", PREMISES).await?;
    page.tap("listitem", PREMISES).await?;
    page.tap("link", "登记隐患").await?;
    page.tap("button", "登记").await?;
    page.see("选一下从哪来的").await?;
    page.tap("radio", "督导检查").await?;
    page.fill("searchbox", "检查项", "灭火器").await?;
    page.tap("button", ITEM).await?;
    page.tap("button", DEFECT).await?;
    take_photo(&page, desk.folder(), Picture::new(44)).await?;
    page.tap("button", "登记").await?;
    page.wait("the hazard", async || Ok(page.path().await?.starts_with("/hazards/0").then_some(()))).await?;
    page.see("督导检查").await?;

    page.tap("button", "移交").await?;
    page.fill("textbox", "移交给", "消防救援站").await?;
    page.fill("textbox", "移送事由", "请依职责核查灭火器配置").await?;
    page.tap_in(("dialog", DEFECT), "button", "移交").await?;
    page.tap("link", "打印移送单").await?;
    for text in ["隐患移送单", "编号", "消防救援站", "请依职责核查灭火器配置", "回执", PREMISES]
    {
        page.see(text).await?;
    }
    unsent(&page, 0).await
}

#[tokio::test]
async fn the_words_of_a_return_stay_as_they_are_typed() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    find_and_tell(&page, &phone).await?;
    open_hazard(&page).await?;
    page.tap("button", "回访").await?;
    page.tap_in(("radiogroup", "回访"), "radio", "仍未改").await?;
    for part in ["房东说", "下周三", "修好"] {
        page.find("textbox", "说明").await?.send_keys(part).await?;
    }
    page.holds("all that was typed", "return document.querySelector('textarea').value === '房东说下周三修好'").await?;
    page.tap("button", "保存回访").await?;
    page.see("房东说下周三修好").await
}
