//! Two builds side by side: the banner comes, is applied on tap, and the draft is still there; also when the newer build
//! brings other checklists.

use gridwalk_domain::checklist::{Catalogue, GroupEntry};
use gridwalk_tests::browser::{
    Browser, Failure, Outcome, Page, Picture, Programs, Server, Size, add_checklists, committee, is_chosen, next_build,
    open_premises, pass_every_group, ready_phone, submit_and_saved, take_photo, unsent,
};

const VERSION: &str = "return document.querySelector('meta[name=gridwalk-version]').content";
/// Is asked no more by the newer checklists.
const DROPPED: &str = "灭火器够数、指针在绿区、随手能拿";
/// Is asked in other words by them.
const REWORDED: (&str, &str) = ("出口和通道没堆东西，门没上锁", "出口和通道都走得通，门推得开");

#[tokio::test]
async fn a_new_build_waits_for_a_tap_and_keeps_the_draft() -> Outcome {
    let programs = Programs::find()?;
    let folder = tempfile::tempdir().map_err(gridwalk_tests::browser::Failure::io("make a folder"))?;
    let mut server = Server::demo().await?;
    let (_phone, page) = ready_phone(&server).await?;
    let old = page.script(VERSION, Vec::new()).await?;
    page.reload().await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不涉及").await?;
    page.see("已存草稿").await?;

    server.stop().await?;
    server.set_web(next_build(&programs.dist, folder.path())?);
    server.start().await?;
    page.reload().await?;
    page.see("有新版本").await?;
    assert_eq!(page.script(VERSION, Vec::new()).await?, old, "nothing changes before the tap");
    update(&page, &old).await?;
    is_chosen(&page, "灭火器够数", "不涉及").await
}

/// Takes the newer build, and waits for it.
async fn update(page: &Page, old: &serde_json::Value) -> Outcome {
    page.tap("button", "现在更新").await?;
    page.wait("the new build", async || {
        Ok((page.script(VERSION, Vec::new()).await.ok().filter(|now| now != old)).map(drop))
    })
    .await?;
    page.gone("有新版本").await
}

fn other_checklists(catalogue: &mut Catalogue) {
    let dropped = catalogue.common.iter().find(|item| item.text == DROPPED).map(|item| item.code.clone());
    catalogue.common.retain(|item| item.text != DROPPED);
    for item in catalogue.common.iter_mut().filter(|item| item.text == REWORDED.0) {
        item.text = REWORDED.1.to_owned();
    }
    for group in catalogue.templates.iter_mut().flat_map(|template| &mut template.groups) {
        group.items.retain(|entry| !matches!(entry, GroupEntry::Use { r#use } if Some(r#use) == dropped.as_ref()));
    }
}

#[tokio::test]
async fn a_draft_is_finished_with_the_checklist_it_was_begun_with_and_reads_so_for_ever() -> Outcome {
    let programs = Programs::find()?;
    let folder = tempfile::tempdir().map_err(Failure::io("make a folder"))?;
    let mut server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    let old = page.script(VERSION, Vec::new()).await?;
    page.reload().await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", DROPPED), "radio", "不合格").await?;
    page.tap("button", "灭火器压力不足").await?;
    take_photo(&page, phone.folder(), Picture::new(8)).await?;

    server.stop().await?;
    let next = next_build(&programs.dist, folder.path())?;
    add_checklists(&next, other_checklists)?;
    server.set_web(next);
    server.start().await?;
    page.reload().await?;
    page.see("有新版本").await?;
    update(&page, &old).await?;

    is_chosen(&page, DROPPED, "不合格").await?;
    page.see(REWORDED.0).await?;
    pass_every_group(&page).await?;
    submit_and_saved(&page).await?;
    unsent(&page, 0).await?;

    // What is begun now is asked as the newer ones have it.
    page.go("/").await?;
    open_premises(&page, "老街面馆").await?;
    page.tap("button", "开始巡查").await?;
    page.see(REWORDED.1).await?;
    page.gone(DROPPED).await?;

    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.tap("link", "石榴树羊肉汤馆").await?;
    review.see("不合格 1 项").await?;
    review.see(DROPPED).await
}
