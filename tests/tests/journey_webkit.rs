//! The offline part in WebKit, the engine of every browser on an iPhone. It has no offline switch: the server is stopped.

use gridwalk_tests::browser::{
    MiniBrowser, Outcome, Picture, Server, field_ready, offline_ready, open_premises, pass_every_group,
    submit_and_saved, take_photo, unsent, worker,
};

#[tokio::test]
async fn a_visit_without_a_network_survives_a_reload_and_is_sent() -> Outcome {
    let mut server = Server::demo().await?;
    assert!(
        MiniBrowser::is_there(server.programs()),
        "WebKitGTK's driver, its MiniBrowser or Xvfb is missing: run `cargo xtask test`"
    );
    let browser = MiniBrowser::open(server.programs(), &server.url()).await?;
    let page = browser.page()?;
    worker(&page, "worker1", &server.password).await?;
    offline_ready(&page).await?;
    server.stop().await?;

    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不合格").await?;
    take_photo(&page, &browser.folder(), Picture::new(7)).await?;
    // What is on screen is in the store: a reload in the middle loses nothing.
    page.reload().await?;
    page.find("button", "全部合格").await?;
    pass_every_group(&page).await?;
    submit_and_saved(&page).await?;
    unsent(&page, 1).await?;

    page.go("/").await?;
    field_ready(&page).await?;
    unsent(&page, 1).await?;
    server.start().await?;
    page.tap("button", "未上传").await?;
    page.tap("button", "立即上传").await?;
    page.tap("button", "关闭").await?;
    unsent(&page, 0).await?;
    browser.close().await
}
