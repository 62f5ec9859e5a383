//! A full phone: said clearly, nothing lost, nothing half saved.

use gridwalk_tests::browser::{
    Browser, Outcome, Picture, Server, Size, is_chosen, offline_ready, open_premises, pass_every_group,
    submit_and_saved, take_photo, unsent, worker,
};

#[tokio::test]
async fn a_full_phone_says_so_and_loses_nothing() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    offline_ready(&page).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不合格").await?;
    page.see("已存草稿").await?;

    phone.set_quota(Some(1)).await?;
    let file = Picture::new(41).write(phone.folder(), "full.jpg")?;
    let camera = page.find("file", "拍照").await?;
    page.give_file(&camera, &file).await?;
    page.see("手机空间满了").await?;
    // What is on screen stays.
    is_chosen(&page, "灭火器够数", "不合格").await?;

    phone.set_quota(None).await?;
    page.tap("button", "知道了").await?;
    take_photo(&page, phone.folder(), Picture::new(42)).await?;
    pass_every_group(&page).await?;

    phone.set_quota(Some(1)).await?;
    page.tap("button", "提交巡查").await?;
    page.see("手机空间满了").await?;
    assert!(page.path().await?.starts_with("/visit/"), "nothing is submitted");
    phone.set_quota(None).await?;
    submit_and_saved(&page).await?;
    unsent(&page, 0).await
}
