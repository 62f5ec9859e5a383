//! What owners and the public open without an account, and what hands it to them.

use crate::findings::Findings;
use gridwalk_tests::browser::{
    Browser, Outcome, Server, Size, all_sent, field_ready, open_premises, ready_phone, shown_link, write_notice,
};

const PREMISES: &str = "石榴树羊肉汤馆";

/// From a notice and a self-check made on the phone to what their links show.
pub async fn audited() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    let mut findings = Findings::default();
    let (_, notice_link) = write_notice(&page, phone.folder(), PREMISES).await?;
    findings.look(&page, "notice").await?;
    page.go("/").await?;
    field_ready(&page).await?;
    open_premises(&page, PREMISES).await?;
    page.tap("button", "发自查链接").await?;
    let check_link = shown_link(&page).await?;
    findings.look(&page, "premises with a link").await?;
    all_sent(&page).await?;

    let elsewhere = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let owner = elsewhere.page()?;
    for (path, words) in [
        (notice_link.as_str(), "安全隐患告知单"),
        (&check_link, "安全自查"),
        ("/tip", "举报"),
        ("/n/none", "链接"),
        ("/#first", "建管理员账号"),
    ] {
        owner.go(path).await?;
        owner.see(words).await?;
        findings.look(&owner, path).await?;
    }
    findings.none();
    Ok(())
}
