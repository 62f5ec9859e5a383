//! Tables at the desk: a messy ledger is checked, brought in and stands in the ledger; labels can be printed.

use gridwalk_tests::browser::{Browser, Failure, Outcome, Server, Size, committee};

const MESSY: &str = "幸福里社区九小场所台账,,,,\n\
    填报日期：2026年11月,,,,\n\
    \n\
    序号,详细地址,招牌名,场所类别,联系电话\n\
    1,试验街101号,试验一号面馆,餐饮,13800000001\n\
    2,试验街102号,试验二号超市,购物,13800000002\n\
    3,试验街103号,,餐饮,13800000003\n\
    4,试验街104号,试验四号,宇宙飞船,13800000004\n\
    合计,,2,,\n";

#[tokio::test]
async fn a_messy_ledger_is_checked_brought_in_and_found_again() -> Outcome {
    let server = Server::demo().await?;
    let desk = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = desk.page()?;
    committee(&page, "committee1", &server.password).await?;
    let file = desk.folder().join("台账.csv");
    std::fs::write(&file, MESSY).map_err(Failure::io("write a file"))?;
    page.go("/ledger").await?;
    page.find("button", "导出").await?;
    page.tap("button", "导入台账").await?;
    let field = page.find("file", "选台账文件").await?;
    page.give_file(&field, &file).await?;
    page.see("有问题的行").await?;
    page.see("没有写名称").await?;
    page.see("不认识的类别“宇宙飞船”").await?;
    page.tap("button", "导入 2 处").await?;
    page.see("已导入：新增 2 处").await?;
    page.tap("link", "看台账").await?;
    page.fill("searchbox", "搜索场所", "试验二号").await?;
    page.see("试验二号超市").await?;
    page.go("/labels").await?;
    page.find("button", "打印").await.map(drop)
}
