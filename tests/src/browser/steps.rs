//! What journeys have in common, step by step as a worker or a reviewer does it.

use super::{Browser, Failure, Page, Picture, Server, Size};
use serde_json::Value;
use std::path::Path;

/// Signs in and waits for the first screen; `first` is a text of it.
///
/// # Errors
/// It does not come to that.
pub async fn sign_in(page: &Page, username: &str, password: &str, first: &str) -> Result<(), Failure> {
    page.go("/").await?;
    page.fill("textbox", "用户名", username).await?;
    page.fill("password", "密码", password).await?;
    page.tap("button", "登录").await?;
    page.see(first).await
}

/// Signs a worker in and waits until the premises are there.
///
/// # Errors
/// It does not come to that.
pub async fn worker(page: &Page, username: &str, password: &str) -> Result<(), Failure> {
    sign_in(page, username, password, "新增场所").await?;
    field_ready(page).await
}

/// Signs a committee in and waits for its review list.
///
/// # Errors
/// It does not come to that.
pub async fn committee(page: &Page, username: &str, password: &str) -> Result<(), Failure> {
    sign_in(page, username, password, "待审核").await?;
    page.find("listitem", "").await.map(drop)
}

/// Waits for the patrol list.
///
/// # Errors
/// It does not come.
pub async fn field_ready(page: &Page) -> Result<(), Failure> {
    page.find("searchbox", "搜索场所").await?;
    page.find("listitem", "").await.map(drop)
}

/// Waits until the shell opens without a network: the service worker has everything and rules the page.
///
/// # Errors
/// It does not come to that.
pub async fn offline_ready(page: &Page) -> Result<(), Failure> {
    const READY: &str = "const done = arguments[arguments.length - 1]; if (!navigator.serviceWorker) done(false); else \
        navigator.serviceWorker.getRegistration().then((one) => done(Boolean(one && one.active && one.active.state === 'activated')), () => done(false));";
    page.wait("the service worker", async || {
        Ok((page.script_async(READY, Vec::new()).await? == Value::Bool(true)).then_some(()))
    })
    .await
}

/// From the patrol list to the page of the premises that are called so.
///
/// # Errors
/// They are not on the list.
pub async fn open_premises(page: &Page, name: &str) -> Result<(), Failure> {
    page.fill("searchbox", "搜索场所", name).await?;
    page.wait(&format!("a tap on {name} of the list"), async || {
        for row in page.all("listitem", name).await? {
            // Cards of returned records name premises too.
            if row.text().await.unwrap_or_default().starts_with(name) {
                return page.try_tap(&row).await;
            }
        }
        Ok(None)
    })
    .await?;
    page.find("button", "开始巡查").await.map(drop)
}

/// Taps 全部合格 of every group that offers it, and waits until none is left.
///
/// # Errors
/// One stays.
pub async fn pass_every_group(page: &Page) -> Result<(), Failure> {
    page.find("button", "全部合格").await?;
    page.wait("every 全部合格 tapped", async || match page.all("button", "全部合格").await?.into_iter().next() {
        Some(button) => page.try_tap(&button).await.map(|_| None),
        None => Ok(Some(())),
    })
    .await
}

/// Takes a photo through the first camera field of the page and waits until it is stored.
///
/// # Errors
/// It does not come to that.
pub async fn take_photo(page: &Page, folder: &Path, picture: Picture) -> Result<(), Failure> {
    let file = picture.write(folder, &format!("photo-{}.jpg", picture.seed))?;
    let before = stored_photos(page).await?;
    let camera = page.find("file", "拍照").await?;
    page.give_file(&camera, &file).await?;
    page.wait("the photo in the store", async || Ok((stored_photos(page).await? > before).then_some(()))).await
}

async fn stored_photos(page: &Page) -> Result<usize, Failure> {
    let figures = page
        .script(
            "return Array.from(document.querySelectorAll('figure figcaption'), (one) => one.textContent)",
            Vec::new(),
        )
        .await?;
    Ok(figures
        .as_array()
        .into_iter()
        .flatten()
        .filter(|text| text.as_str().is_some_and(|text| text.contains("已存手机")))
        .count())
}

/// Submits the visit and waits for the page that says it is on the phone.
///
/// # Errors
/// Something is missing, or it was not stored.
pub async fn submit_and_saved(page: &Page) -> Result<(), Failure> {
    page.tap("button", "提交巡查").await?;
    page.wait("the saved record", async || Ok(page.path().await?.starts_with("/saved/").then_some(()))).await?;
    page.wait("已存手机 or already further", async || {
        let words = page.words().await;
        Ok(["已存手机", "上传中", "已上传"].iter().any(|status| words.contains(status)).then_some(()))
    })
    .await
}

/// Waits until 未上传 N 条 says so.
///
/// # Errors
/// It says another number.
pub async fn unsent(page: &Page, count: usize) -> Result<(), Failure> {
    page.see(&format!("未上传 {count} 条")).await
}

/// A phone with a worker signed in.
///
/// # Errors
/// The browser or the list does not come.
pub async fn at_door(server: &Server, username: &str) -> Result<(Browser, Page), Failure> {
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, username, &server.password).await?;
    Ok((phone, page))
}

/// A PC with a committee or a sub-district signed in.
///
/// # Errors
/// The browser or the review list does not come.
pub async fn at_desk(server: &Server, username: &str) -> Result<(Browser, Page), Failure> {
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let page = desk.page()?;
    committee(&page, username, &server.password).await?;
    Ok((desk, page))
}

/// The phone of `worker1`, signed in, with all it needs to go on without a network.
///
/// # Errors
/// The list or the service worker does not come.
pub async fn ready_phone(server: &Server) -> Result<(Browser, Page), Failure> {
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    offline_ready(&page).await?;
    Ok((phone, page))
}

/// 立即上传, which stands in the sheet behind 未上传 N 条; the sheet is closed again.
///
/// # Errors
/// The buttons are not there.
pub async fn send_now(page: &Page) -> Result<(), Failure> {
    page.tap("button", "未上传").await?;
    page.tap("button", "立即上传").await?;
    page.tap("button", "关闭").await
}

/// Sends now, and waits on the first screen until nothing is left.
///
/// # Errors
/// Something stays unsent.
pub async fn all_sent(page: &Page) -> Result<(), Failure> {
    send_now(page).await?;
    page.go("/").await?;
    field_ready(page).await?;
    unsent(page, 0).await
}

/// Waits until a choice of a group is made.
///
/// # Errors
/// It is not.
pub async fn is_chosen(page: &Page, group: &str, choice: &str) -> Result<(), Failure> {
    page.wait(&format!("{choice} chosen at {group}"), async || {
        let radio = page.find_in(("radiogroup", group), "radio", choice).await?;
        Ok(radio.is_selected().await.unwrap_or(false).then_some(()))
    })
    .await
}

/// Visits a shop, finds its fire extinguisher empty, and writes a 告知单 to share. Gives the path of the notice, and the
/// path that its link leads to.
///
/// # Errors
/// A step does not come about.
pub async fn write_notice(page: &Page, folder: &Path, premises: &str) -> Result<(String, String), Failure> {
    open_premises(page, premises).await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "灭火器够数、指针在绿区、随手能拿"), "radio", "不合格").await?;
    page.tap("button", "灭火器压力不足").await?;
    take_photo(page, folder, Picture::new(6)).await?;
    pass_every_group(page).await?;
    submit_and_saved(page).await?;
    page.tap("link", "告知 1 项").await?;
    page.tap("button", "微信发图").await?;
    page.fill("textbox", "我的电话", "15400000003").await?;
    page.tap("button", "生成告知单").await?;
    page.find("img", "告知单").await?;
    Ok((page.path().await?, shown_link(page).await?))
}

/// The path that a link shown for the owner leads to.
///
/// # Errors
/// None is shown.
pub async fn shown_link(page: &Page) -> Result<String, Failure> {
    page.holds("a link", "return !!document.querySelector('.link-text')").await?;
    let read = "return new URL(document.querySelector('.link-text').textContent).pathname";
    let path = page.script(read, Vec::new()).await?;
    path.as_str().map(str::to_owned).ok_or_else(|| Failure::Wrong("a link without a path".to_owned()))
}
