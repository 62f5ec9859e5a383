//! Every screen of both entries at both sizes, judged by axe-core; and large enough targets on the visit.

use gridwalk_tests::browser::{
    Browser, Outcome, Page, Server, Size, audit, committee, field_ready, offline_ready, open_premises, small_targets,
    worker,
};
use std::fmt::Write;

const TARGET_PX: u32 = 48;

/// How the phone is set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Light,
    Dark,
}

/// What was found wrong, screen by screen.
#[derive(Default)]
struct Findings(String);

impl Findings {
    async fn look(&mut self, page: &Page, screen: &str) -> Outcome {
        for line in audit(page).await? {
            // Writing into a string cannot fail.
            let _ = writeln!(self.0, "{screen}: {line}");
        }
        Ok(())
    }

    async fn measure(&mut self, page: &Page, screen: &str) -> Outcome {
        for line in small_targets(page, TARGET_PX).await? {
            let _ = writeln!(self.0, "{screen}: {line}");
        }
        Ok(())
    }

    fn none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0);
    }
}

async fn field(size: Size, look: Look) -> Outcome {
    let server = Server::demo().await?;
    let phone = Browser::open(server.programs(), &server.url(), size).await?;
    if look == Look::Dark {
        phone.prefer_dark().await?;
    }
    let page = phone.page()?;
    let mut findings = Findings::default();
    page.go("/").await?;
    page.find("textbox", "用户名").await?;
    findings.look(&page, "sign in").await?;
    worker(&page, "worker1", &server.password).await?;
    offline_ready(&page).await?;
    findings.look(&page, "patrol").await?;
    for (path, text) in [
        ("/ledger", "台账"),
        ("/hazards", "隐患"),
        ("/me", "退出登录"),
        ("/summary", "今日小结"),
        ("/add", "存好场所"),
        ("/drafts", "草稿"),
    ] {
        page.go(path).await?;
        page.see(text).await?;
        findings.look(&page, path).await?;
    }
    page.go("/").await?;
    field_ready(&page).await?;
    page.tap("button", "未上传").await?;
    page.find("button", "立即上传").await?;
    findings.look(&page, "sending").await?;
    page.tap("button", "关闭").await?;
    visits(&page, &mut findings).await?;
    page.go("/guide.html").await?;
    page.see("巡格").await?;
    findings.look(&page, "guide").await?;
    findings.none();
    Ok(())
}

async fn visits(page: &Page, findings: &mut Findings) -> Outcome {
    open_premises(page, "老街面馆").await?;
    findings.look(page, "premises").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "全部合格").await?;
    findings.look(page, "visit").await?;
    findings.measure(page, "visit").await?;
    page.tap_in(("radiogroup", "灭火器够数"), "radio", "不合格").await?;
    page.find("button", "没有灭火器").await?;
    page.tap("button", "提交巡查").await?;
    page.see("还有").await?;
    findings.look(page, "visit with a defect").await?;
    findings.measure(page, "visit with a defect").await?;
    page.tap_in(("radiogroup", "进门没闻到燃气味"), "radio", "不合格").await?;
    page.find("dialog", "").await?;
    findings.look(page, "danger now").await?;
    page.tap("button", "继续记录").await?;

    page.go("/").await?;
    field_ready(page).await?;
    open_premises(page, "顺达出租屋").await?;
    page.tap("button", "开始巡查").await?;
    page.find("button", "本层都看过").await?;
    findings.look(page, "rooms").await?;
    findings.measure(page, "rooms").await?;
    page.tap("button", "101").await?;
    page.find("dialog", "101").await?;
    findings.look(page, "room").await?;
    page.tap("button", "关闭").await?;

    page.go("/").await?;
    field_ready(page).await?;
    open_premises(page, "石榴树羊肉汤馆").await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "无人").await?;
    findings.look(page, "not entered").await?;
    findings.measure(page, "not entered").await?;
    page.tap("button", "提交巡查").await?;
    page.see("接下来").await?;
    findings.look(page, "saved").await?;
    page.tap("link", "看记录").await?;
    page.see("没进去").await?;
    findings.look(page, "record").await
}

async fn desk(size: Size, look: Look) -> Outcome {
    let server = Server::demo().await?;
    let browser = Browser::open(server.programs(), &server.url(), size).await?;
    if look == Look::Dark {
        browser.prefer_dark().await?;
    }
    let page = browser.page()?;
    let mut findings = Findings::default();
    committee(&page, "committee1", &server.password).await?;
    findings.look(&page, "review").await?;
    page.tap("listitem", "").await?;
    page.find("button", "通过").await?;
    page.find("button", "退回").await?;
    findings.look(&page, "record at the desk").await?;
    page.tap("button", "退回").await?;
    page.find("textbox", "退回原因").await?;
    findings.look(&page, "return").await?;
    page.go("/").await?;
    page.see("待审核").await?;
    for tab in ["台账", "隐患", "统计", "我的"] {
        page.tap("link", tab).await?;
        page.see(tab).await?;
        findings.look(&page, tab).await?;
    }
    findings.none();
    Ok(())
}

#[tokio::test]
async fn the_field_app_on_a_phone() -> Outcome {
    field(Size::Phone, Look::Light).await
}

#[tokio::test]
async fn the_field_app_on_a_phone_in_the_dark() -> Outcome {
    field(Size::Phone, Look::Dark).await
}

#[tokio::test]
async fn the_field_app_on_a_pc() -> Outcome {
    field(Size::Desk, Look::Light).await
}

#[tokio::test]
async fn the_desk_on_a_phone() -> Outcome {
    desk(Size::Phone, Look::Light).await
}

#[tokio::test]
async fn the_desk_on_a_pc() -> Outcome {
    desk(Size::Desk, Look::Light).await
}

#[tokio::test]
async fn the_desk_on_a_pc_in_the_dark() -> Outcome {
    desk(Size::Desk, Look::Dark).await
}
