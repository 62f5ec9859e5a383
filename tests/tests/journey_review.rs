//! The committee's round on a PC: keys go through the list, and what is clean is passed together after a look.

use gridwalk_tests::browser::{Failure, Outcome, Page, Server, at_desk};
use thirtyfour::prelude::*;

async fn press(page: &Page, key: &str) -> Outcome {
    Ok(page.driver().action_chain().send_keys(key).perform().await?)
}

/// Presses a key, and waits until another record stands there. Gives its path.
async fn goes_on(page: &Page, key: &str) -> Result<String, Failure> {
    let before = page.path().await?;
    press(page, key).await?;
    page.wait(&format!("another record after {key}"), async || {
        let now = page.path().await?;
        Ok((now.starts_with("/record/") && now != before).then_some(now))
    })
    .await
}

#[tokio::test]
async fn keys_go_through_the_queue_and_decide() -> Outcome {
    let server = Server::demo().await?;
    let (_desk, page) = at_desk(&server, "committee1").await?;
    let first = goes_on(&page, "j").await?;
    let second = goes_on(&page, "j").await?;
    assert_ne!(first, second);
    assert_eq!(goes_on(&page, "k").await?, first);

    // A decision leads to the next one by itself.
    page.find("button", "通过").await?;
    let after_pass = goes_on(&page, "p").await?;
    page.go(&first).await?;
    page.see("已通过").await?;

    page.go(&after_pass).await?;
    page.find("button", "退回").await?;
    press(&page, "r").await?;
    let why = page.find("textbox", "退回原因").await?;
    // What is typed into a field is no key of the list.
    why.send_keys("jk p").await?;
    assert_eq!(page.path().await?, after_pass);
    page.tap("button", "退回").await?;
    // The next one opens once it is kept; leaving before that would leave without it.
    page.wait("the next record", async || Ok((page.path().await? != after_pass).then_some(()))).await?;
    page.go(&after_pass).await?;
    page.see("已退回").await?;
    page.see("jk p").await
}

#[tokio::test]
async fn what_is_clean_is_passed_together_once_enough_of_it_was_looked_at() -> Outcome {
    let server = Server::demo().await?;
    let (_desk, page) = at_desk(&server, "committee1").await?;
    page.go("/clean").await?;
    let pass = page.find("button", "全部通过").await?;
    assert!(!pass.is_enabled().await?, "nothing was looked at yet");
    page.see("才能全部通过").await?;
    let wall = page.all("button", "照片").await?;
    let picture = wall.first().ok_or_else(|| Failure::Wrong("no photo on the wall".into()))?;
    page.wait("the viewer", async || page.try_tap(picture).await).await?;
    page.find("dialog", "").await?;
    for _ in 1..wall.len() {
        if pass.is_enabled().await? {
            break;
        }
        press(&page, &Key::Right.value().to_string()).await?;
    }
    page.tap("button", "关闭").await?;
    page.tap("button", "全部通过").await?;
    page.see("已通过").await?;
    page.go("/clean").await?;
    page.gone("全部通过").await
}
