//! 告知单 from end to end: written without a network, sent, opened by the owner without an account, answered with a photo
//! and a wish for more time, which the committee grants; and the link once it is withdrawn.

use gridwalk_tests::browser::{
    Browser, Outcome, Page, Picture, Server, Size, all_sent, committee, ready_phone, write_notice,
};
use serde_json::json;

const PREMISES: &str = "石榴树羊肉汤馆";
const REASON: &str = "发错人了";
const THANKS: &str = "谢谢，改得好";

#[tokio::test]
async fn an_owner_answers_a_notice_written_offline_and_a_withdrawn_link_says_so() -> Outcome {
    let mut server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    server.stop().await?;
    phone.set_offline(true).await?;
    let (notice, link) = write_notice(&page, phone.folder(), PREMISES).await?;
    server.start().await?;
    phone.set_offline(false).await?;
    all_sent(&page).await?;

    let elsewhere = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let owner = elsewhere.page()?;
    owner.go(&link).await?;
    owner.see("安全隐患告知单").await?;
    let photo = Picture::new(7).write(elsewhere.folder(), "mended.jpg")?;
    // What is chosen and not sent outlives another letter.
    owner.give_file(&owner.find("file", "传整改照片").await?, &photo).await?;
    object(&owner).await?;
    owner.tap("button", "发给社区").await?;
    owner.see("照片已收到，等社区看").await?;

    // What a reviewer is answering stays while a further letter comes.
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.go(&notice.replace("/notice/", "/notices/")).await?;
    review.see("发来整改照片").await?;
    review.fill("textbox", "回复对方的话", THANKS).await?;
    ask_for_more_time(&owner).await?;
    review.see("申请延期到").await?;
    let answers = review.all("textbox", "回复对方的话").await?;
    let mut typed = Vec::new();
    for answer in &answers {
        typed.push(answer.prop("value").await?.unwrap_or_default());
    }
    assert_eq!(typed.iter().filter(|typed| *typed == THANKS).count(), 1, "{typed:?}");

    // What somebody is writing stays while letters and answers arrive.
    page.go(&notice).await?;
    page.tap("button", "撤销这张单").await?;
    page.fill("textbox", "为什么撤销", REASON).await?;

    review.tap("button", "同意").await?;
    review.see("已同意").await?;

    page.see("已同意").await?;
    owner.reload().await?;
    owner.see("同意延期").await?;
    let reason = page.find("textbox", "为什么撤销").await?;
    assert_eq!(reason.prop("value").await?.as_deref(), Some(REASON));
    withdraw(&page).await?;
    all_sent(&page).await?;
    owner.reload().await?;
    owner.see("这张单已撤销").await?;
    owner.gone("传整改照片").await
}

async fn object(owner: &Page) -> Outcome {
    owner.tap("button", "我有异议").await?;
    const SEND: &str = "document.querySelector('form[data-wish=objection] button').click()";
    owner.script(SEND, Vec::new()).await?;
    owner.see("还没填：哪里不对").await?;
    owner.fill("textbox", "哪里不对", "指针是绿的").await?;
    owner.script(SEND, Vec::new()).await?;
    owner.see("还在这一页上").await
}

async fn ask_for_more_time(owner: &Page) -> Outcome {
    owner.tap("button", "申请延期").await?;
    const FILL: &str = "const form = document.querySelector('form[data-wish=more_time]'); \
        form.elements.until.value = form.elements.until.max; form.elements.text.value = arguments[0]; \
        form.querySelector('button').click()";
    owner.script(FILL, vec![json!("要等厂家来换")]).await?;
    owner.see("您申请延期到").await
}

async fn withdraw(page: &Page) -> Outcome {
    const CONFIRM: &str = "const all = Array.from(document.querySelectorAll('button')); \
        all.filter((one) => one.textContent.includes('撤销这张单')).pop().click()";
    page.script(CONFIRM, Vec::new()).await?;
    page.see("已撤销").await
}
