//! Accounts and sessions: two on one phone never mix, and a lapsed session keeps everything.

use gridwalk_tests::browser::{
    Browser, Outcome, Page, Server, Size, field_ready, open_premises, ready_phone, submit_and_saved, unsent,
};

async fn not_entered_visit(page: &Page, premises: &str) -> Outcome {
    open_premises(page, premises).await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "停业").await?;
    submit_and_saved(page).await
}

async fn sign_in(page: &Page, username: &str, password: &str) -> Outcome {
    page.fill("textbox", "用户名", username).await?;
    page.fill("password", "密码", password).await?;
    page.tap("button", "登录").await?;
    field_ready(page).await
}

#[tokio::test]
async fn another_account_neither_sees_nor_sends_what_waits() -> Outcome {
    let mut server = Server::demo().await?;
    let (_phone, page) = ready_phone(&server).await?;
    server.stop().await?;
    not_entered_visit(&page, "石榴树羊肉汤馆").await?;
    unsent(&page, 1).await?;

    page.go("/me").await?;
    page.tap("button", "退出登录").await?;
    page.see("还有 1 条没上传").await?;
    page.tap("button", "仍要退出").await?;
    page.find("textbox", "用户名").await?;
    server.start().await?;

    sign_in(&page, "worker2", &server.password).await?;
    unsent(&page, 0).await?;
    page.fill("searchbox", "搜索场所", "石榴树羊肉汤馆").await?;
    page.see("没有找到").await?;
    page.go("/me").await?;
    page.tap("button", "退出登录").await?;
    page.find("textbox", "用户名").await?;

    sign_in(&page, "worker1", &server.password).await?;
    unsent(&page, 0).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.see("没进去 · 停业").await
}

#[tokio::test]
async fn a_lapsed_session_keeps_the_outbox_until_the_same_account_signs_in() -> Outcome {
    let mut server = Server::demo().await?;
    let (_phone, page) = ready_phone(&server).await?;
    server.stop().await?;
    not_entered_visit(&page, "石榴树羊肉汤馆").await?;
    page.go("/").await?;
    field_ready(&page).await?;
    not_entered_visit(&page, "老街面馆").await?;
    unsent(&page, 2).await?;
    // The cookie is gone as after thirty days.
    page.driver().delete_all_cookies().await?;
    server.start().await?;

    page.go("/").await?;
    field_ready(&page).await?;
    page.see("登录过期了").await?;
    unsent(&page, 2).await?;
    page.tap("button", "重新登录").await?;
    sign_in(&page, "worker1", &server.password).await?;
    unsent(&page, 0).await
}

#[tokio::test]
async fn a_wrong_password_is_said_and_nothing_is_opened() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    page.go("/").await?;
    page.fill("textbox", "用户名", "worker1").await?;
    page.fill("password", "密码", "not the word").await?;
    page.tap("button", "登录").await?;
    page.see("用户名或密码不对").await?;
    sign_in(&page, "worker1", &server.password).await
}
