//! A page that dies loses nothing: at every step the draft is in the store, and a photo that was being taken is asked for
//! again.

use gridwalk_tests::browser::{
    Browser, Outcome, Page, Picture, Server, Size, committee, field_ready, is_chosen, open_premises, pass_every_group,
    ready_phone, send_now, submit_and_saved, take_photo, unsent, worker,
};

const ITEM: &str = "灭火器够数";
const NOTE: &str = "老板说下周换";

async fn draft_saved(page: &Page) -> Outcome {
    page.see("已存草稿").await
}

#[tokio::test]
async fn a_killed_tab_keeps_every_step() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "全部合格").await?;
    let path = page.path().await?;

    let page = phone.kill_tab(&path).await?;
    page.tap_in(("radiogroup", ITEM), "radio", "不合格").await?;
    draft_saved(&page).await?;

    let page = phone.kill_tab(&path).await?;
    is_chosen(&page, ITEM, "不合格").await?;
    page.tap("button", "没有灭火器").await?;
    draft_saved(&page).await?;

    let page = phone.kill_tab(&path).await?;
    page.see("请买合格的干粉灭火器").await?;
    take_photo(&page, phone.folder(), Picture::new(31)).await?;

    let page = phone.kill_tab(&path).await?;
    page.find("button", "看照片 1").await?;
    page.fill("textbox", "备注", NOTE).await?;
    draft_saved(&page).await?;

    let page = phone.kill_tab("/").await?;
    page.see("接着记：石榴树羊肉汤馆").await?;
    page.tap("link", "接着记").await?;
    let note = page.find("textbox", "备注").await?;
    page.wait("the note", async || Ok((note.prop("value").await?.as_deref() == Some(NOTE)).then_some(()))).await?;
    pass_every_group(&page).await?;
    is_chosen(&page, ITEM, "不合格").await?;
    submit_and_saved(&page).await
}

#[tokio::test]
async fn a_program_that_breaks_off_says_so_and_begins_again_with_the_draft() -> Outcome {
    let server = Server::demo().await?;
    let (_phone, page) = ready_phone(&server).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", ITEM), "radio", "不合格").await?;
    draft_saved(&page).await?;
    const BREAKS_OFF: &str =
        "dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }))";
    let page = page.forgiving();
    page.script(BREAKS_OFF, Vec::new()).await?;
    page.see("这一页出了错。已记下的内容都在手机里").await?;
    page.tap("button", "重新打开").await?;
    page.gone("这一页出了错").await?;
    is_chosen(&page, ITEM, "不合格").await
}

#[tokio::test]
async fn a_photo_that_the_camera_interrupted_is_asked_for_again() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", ITEM), "radio", "不合格").await?;
    let path = page.path().await?;
    // The tap that opens the camera; a headless browser has none to open.
    page.find("file", "拍照").await?;
    page.script(
        "const input = document.querySelector('.fail input[type=file]'); \
         input.addEventListener('click', (event) => event.preventDefault()); input.click()",
        Vec::new(),
    )
    .await?;
    draft_saved(&page).await?;
    let page = phone.kill_tab(&path).await?;
    page.see("刚才拍照被打断了").await?;
    is_chosen(&page, ITEM, "不合格").await
}

#[tokio::test]
async fn two_tabs_never_write_one_draft() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "全部合格").await?;
    let path = page.path().await?;
    let second = phone.new_tab().await?;
    second.go(&path).await?;
    second.see("这份草稿在另一个窗口开着").await?;
    second.tap("button", "在这里接着记").await?;
    second.tap_in(("radiogroup", ITEM), "radio", "不涉及").await?;
    draft_saved(&second).await?;
    let first = phone.tab(0).await?;
    first.see("这份草稿在另一个窗口开着").await
}

#[tokio::test]
async fn two_tabs_send_each_record_once() -> Outcome {
    let mut server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    server.stop().await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "停业").await?;
    submit_and_saved(&page).await?;
    let second = phone.new_tab().await?;
    second.go("/").await?;
    second.see("未上传 1 条").await?;
    server.start().await?;
    for place in [0, 1] {
        let tab = phone.tab(place).await?;
        tab.tap("button", "未上传").await?;
        tab.tap("button", "立即上传").await?;
        tab.see("未上传 0 条").await?;
    }
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.go("/ledger").await?;
    review.fill("searchbox", "搜索场所", "石榴树羊肉汤馆").await?;
    review.tap("listitem", "石榴树羊肉汤馆").await?;
    review.find("listitem", "停业").await?;
    assert_eq!(review.all("listitem", "停业").await?.len(), 1, "sent by two tabs, recorded once");
    Ok(())
}

#[tokio::test]
async fn what_one_tab_sent_the_other_shows_as_sent() -> Outcome {
    let mut server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    let second = phone.new_tab().await?;
    second.go("/").await?;
    field_ready(&second).await?;
    let page = {
        drop(page);
        phone.tab(0).await?
    };
    server.stop().await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "停业").await?;
    submit_and_saved(&page).await?;
    unsent(&phone.tab(1).await?, 1).await?;
    server.start().await?;
    let page = phone.tab(0).await?;
    send_now(&page).await?;
    unsent(&page, 0).await?;
    unsent(&phone.tab(1).await?, 0).await
}

#[tokio::test]
async fn who_only_looked_leaves_no_draft_and_stands_where_the_address_says() -> Outcome {
    let server = Server::demo().await?;
    let (_phone, page) = ready_phone(&server).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "提交巡查").await?;
    page.tap("link", "返回").await?;
    page.find("button", "开始巡查").await?;
    assert!(page.path().await?.starts_with("/premises/"), "{}", page.path().await?);
    // And so by the phone's own way back.
    page.tap("button", "开始巡查").await?;
    page.find("button", "提交巡查").await?;
    page.script("history.back()", Vec::new()).await?;
    page.find("button", "开始巡查").await?;
    page.go("/").await?;
    field_ready(&page).await?;
    assert!(!page.words().await.contains("草稿"), "nothing was begun");
    Ok(())
}
