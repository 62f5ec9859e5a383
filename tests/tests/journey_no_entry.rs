//! 没进去: a reason, no checklist, done.

use gridwalk_tests::browser::{
    Browser, Outcome, Server, Size, at_desk, open_premises, submit_and_saved, unsent, worker,
};

#[tokio::test]
async fn a_visit_that_does_not_get_in_needs_a_reason_and_nothing_else() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.find("radio", "无人").await?;

    page.tap("button", "提交巡查").await?;
    page.see("请选没进去的原因").await?;
    assert!(page.path().await?.starts_with("/not-entered/"), "nothing is submitted without a reason");

    page.tap("radio", "无人").await?;
    submit_and_saved(&page).await?;
    page.see("没进去 · 无人").await?;
    unsent(&page, 0).await?;
    page.tap("link", "回到巡查").await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.see("没进去 · 无人").await?;

    // At the desk it is not 无问题, and is not passed in a heap.
    let (_desk, review) = at_desk(&server, "committee1").await?;
    review.tap("button", "异常").await?;
    review.find("link", "石榴树羊肉汤馆").await?;
    review.tap("button", "无问题").await?;
    review.find("listitem", "").await?;
    assert!(review.all("link", "石榴树羊肉汤馆").await?.is_empty(), "没进去 under 无问题");
    Ok(())
}

#[tokio::test]
async fn who_gets_in_after_all_goes_on_to_the_checklist() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "停业").await?;
    page.tap("button", "进去了？").await?;
    page.find("button", "全部合格").await?;
    page.tap("link", "门没开？").await?;
    page.find("radio", "停业").await.map(drop)
}
