//! The app can be installed, and opens with no network.

use gridwalk_tests::browser::{
    Browser, Outcome, Server, Size, field_ready, open_premises, ready_phone, unsent, worker,
};
use serde_json::json;

#[tokio::test]
async fn the_browser_finds_nothing_against_installing_it() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    let errors = page
        .wait("the browser's judgement", async || {
            let found = phone.devtools("Page.getInstallabilityErrors", json!({})).await?;
            let errors = found["installabilityErrors"].as_array().cloned().unwrap_or_default();
            // It says so until it has looked at everything.
            Ok(Some(errors))
        })
        .await?;
    // A profile that leaves no trace may not install anything; ours does.
    assert_eq!(errors, Vec::<serde_json::Value>::new());
    let manifest = phone.devtools("Page.getAppManifest", json!({})).await?;
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    let parsed: serde_json::Value = serde_json::from_str(manifest["data"].as_str().unwrap_or_default())?;
    assert_eq!(parsed["short_name"], "巡格");
    let addresses: Vec<&str> =
        parsed["shortcuts"].as_array().into_iter().flatten().filter_map(|one| one["url"].as_str()).collect();
    assert_eq!(addresses, ["/", "/add"]);
    page.go("/add").await?;
    page.find("button", "存好场所").await?;
    // Pages for people without the app are the server's also where the app is.
    page.go("/c/unknown").await?;
    page.see("链接").await
}

#[tokio::test]
async fn in_wechat_no_record_begins() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    phone.call_itself("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49").await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    page.tap("button", "退回").await?;
    page.wait("the guide", async || Ok(page.path().await?.starts_with("/guide.html").then_some(()))).await?;
    page.go("/drafts").await?;
    page.see("没有没提交的草稿").await
}

#[tokio::test]
async fn a_browser_that_is_too_old_is_told_so_at_the_door() -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    let desktop = |version: u32| {
        format!(
            "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
        )
    };
    let iphone = |version: &str| {
        format!(
            "Mozilla/5.0 (iPhone; CPU iPhone OS {version} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.3 Mobile/15E148 Safari/604.1"
        )
    };
    for (agent, why) in [(desktop(108), "Chromium 108 < 109"), (iphone("16_3_1"), "iOS 16.3 < 16.4")] {
        phone.call_itself(&agent).await?;
        page.go("/").await?;
        page.see("浏览器太旧").await?;
        page.see(why).await?;
        assert!(page.all("textbox", "用户名").await?.is_empty(), "{why}: nothing is begun that could be lost");
    }
    for agent in [desktop(109), iphone("16_4")] {
        phone.call_itself(&agent).await?;
        page.go("/").await?;
        page.find("textbox", "用户名").await?;
    }
    Ok(())
}

#[tokio::test]
async fn it_opens_with_no_network_at_any_path() -> Outcome {
    let mut server = Server::demo().await?;
    let (mut phone, _) = ready_phone(&server).await?;
    server.kill().await;
    phone.close().await?;
    phone.start().await?;
    phone.set_offline(true).await?;
    let page = phone.page()?;
    page.go("/me").await?;
    page.find("button", "退出登录").await?;
    page.go("/").await?;
    field_ready(&page).await?;
    unsent(&page, 0).await?;
    open_premises(&page, "顺达出租屋").await?;
    page.see("40\u{a0}间").await
}
