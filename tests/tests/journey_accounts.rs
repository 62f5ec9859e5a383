//! Accounts and sessions: two on one phone never mix, and a lapsed session keeps everything.

use gridwalk_tests::browser::{
    Browser, Failure, Outcome, Page, Server, Size, field_ready, open_premises, ready_phone, submit_and_saved, unsent,
};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

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
    page.see("登录已失效").await?;
    unsent(&page, 2).await?;
    page.tap("button", "重新登录").await?;
    page.see("接着上传等着的 2 条").await?;
    // The signal is gone again: whoever cannot sign in works on.
    server.stop().await?;
    page.fill("password", "密码", &server.password).await?;
    page.tap("button", "登录").await?;
    page.see("现在连不上服务器").await?;
    page.tap("button", "关闭").await?;
    open_premises(&page, "石榴树羊肉汤馆").await?;
    server.start().await?;

    page.go("/").await?;
    page.tap("button", "重新登录").await?;
    page.fill("password", "密码", &server.password).await?;
    page.tap("button", "登录").await?;
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

#[tokio::test]
async fn the_first_administrator_signs_up_by_the_code_that_the_server_prints() -> Outcome {
    let server = Server::bare().await?;
    let code = server.first_code.clone().unwrap_or_default();
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let page = desk.page()?;
    page.go("/#first").await?;
    for (code, password) in [("AAAA", "a long password"), (code.as_str(), "short"), (code.as_str(), "a long password")]
    {
        page.fill("textbox", "管理员码", code).await?;
        page.fill("textbox", "姓名", "赵主任").await?;
        page.fill("textbox", "用户名", "zhao").await?;
        page.fill("password", "密码（至少 8 位）", password).await?;
        page.tap("button", "建管理员账号").await?;
        match (code.len(), password) {
            (4, _) => page.see("管理员码不对，或已经用过").await?,
            (_, "short") => page.see("密码至少 8 位").await?,
            _ => page.see("赵主任").await?,
        }
    }
    Ok(())
}

/// Runs a command of the server on its own data, as the README has it.
fn administer(server: &Server, args: &[&str], input: &str) -> Outcome {
    let mut command = Command::new(&server.programs().server);
    command.args(args).arg("--data").arg(server.data()).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut running = command.spawn().map_err(Failure::io("run a command of the server"))?;
    if let Some(mut stdin) = running.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(Failure::io("write to a command"))?;
    }
    let status = running.wait().map_err(Failure::io("wait for a command"))?;
    if status.success() { Ok(()) } else { Err(Failure::Process(format!("{args:?}: {status}"))) }
}

#[tokio::test]
async fn a_place_of_ones_own_begins_with_areas_and_accounts() -> Outcome {
    const CELL: &str = "青石社区第1网格";
    let server = Server::bare().await?;
    let areas = server.data().join("areas.json");
    let area = |n: u32, level: &str, name: &str| {
        let parent = (n > 1).then(|| format!("7b1f0000-0000-4000-8000-{:012}", n - 1));
        serde_json::json!({ "id": format!("7b1f0000-0000-4000-8000-{n:012}"), "parent": parent, "level": level, "name": name })
    };
    let list = [("county", "青石区"), ("subdistrict", "青石街道"), ("community", "青石社区"), ("grid_cell", CELL)];
    let list: Vec<_> = (1..).zip(list).map(|(n, (level, name))| area(n, level, name)).collect();
    fs::write(&areas, serde_json::json!(list).to_string()).map_err(Failure::io("write the areas"))?;
    administer(&server, &["area", "put", "--file", &areas.to_string_lossy()], "")?;
    let user =
        ["user", "add", "--username", "wang", "--name", "王某", "--role", "worker", "--area", CELL, "--password-stdin"];
    administer(&server, &user, "a long password\n")?;

    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    page.go("/").await?;
    page.fill("textbox", "用户名", "wang").await?;
    page.fill("password", "密码", "a long password").await?;
    page.tap("button", "登录").await?;
    page.see("网格里还没有场所").await?;
    page.tap("button", "新增场所").await?;
    page.tap("radio", "小餐饮").await?;
    page.fill("textbox", "名称", "青石面馆").await?;
    page.fill("textbox", "地址", "青石路1号").await?;
    page.tap("button", "存好场所").await?;
    page.wait("its page", async || Ok(page.path().await?.starts_with("/premises/").then_some(()))).await?;
    unsent(&page, 0).await?;
    page.go("/").await?;
    page.find("link", "青石面馆").await.map(drop)
}
