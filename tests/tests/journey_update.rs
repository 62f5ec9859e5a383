//! Two builds side by side: the banner comes, is applied on tap, and the draft is still there.

use gridwalk_tests::browser::{Outcome, Programs, Server, is_chosen, next_build, open_premises, ready_phone};

const VERSION: &str = "return document.querySelector('meta[name=gridwalk-version]').content";

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
    page.tap("button", "现在更新").await?;
    page.wait("the new build", async || {
        Ok((page.script(VERSION, Vec::new()).await.ok().filter(|now| *now != old)).map(drop))
    })
    .await?;
    page.gone("有新版本").await?;
    is_chosen(&page, "灭火器够数", "不涉及").await
}
