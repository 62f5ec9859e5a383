//! Beside the round: a campaign from the desk to the door and back, and one premises registered by two phones.

use gridwalk_tests::browser::{
    Browser, Failure, Outcome, Server, Size, committee, field_ready, open_premises, pass_every_group, ready_phone,
    send_now, submit_and_saved, unsent, worker,
};

const PREMISES: &str = "石榴树羊肉汤馆";
const CAMPAIGN: &str = "夜间用气专项";
const SHOP: &str = "柳条编织小铺";

#[tokio::test]
async fn a_campaign_goes_from_the_desk_to_the_door_and_back() -> Outcome {
    let server = Server::demo().await?;
    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.go("/campaigns/new").await?;
    review.fill("textbox", "专项名称", CAMPAIGN).await?;
    review.tap("button", "小餐饮").await?;
    review.fill("textbox", "名称或地址里有", PREMISES).await?;
    review.see("选中 1 处，分在 1 个网格").await?;
    review.tap("button", "下发").await?;
    review.see("分网格进度").await?;
    review.see("0%").await?;
    unsent(&review, 0).await?;

    let phone = Browser::open(server.programs(), &server.url(), Size::Phone).await?;
    let page = phone.page()?;
    worker(&page, "worker1", &server.password).await?;
    page.tap("button", "等着办").await?;
    page.see(CAMPAIGN).await?;
    open_premises(&page, PREMISES).await?;
    page.tap("button", "开始巡查").await?;
    pass_every_group(&page).await?;
    submit_and_saved(&page).await?;
    unsent(&page, 0).await?;

    review.see("100%").await
}

/// Registers the shop on a phone without a network, and visits it if `is_visited`; sends it all when there is one again.
async fn register_offline(server: &Server, name: &str, is_visited: bool) -> Outcome {
    let (phone, page) = ready_phone(server).await?;
    phone.set_offline(true).await?;
    page.go("/add").await?;
    page.see("在网格内").await?;
    page.tap("radio", "小商店").await?;
    page.fill("textbox", "名称", name).await?;
    page.fill("textbox", "地址", "和平街88号").await?;
    page.tap("button", "存好场所").await?;
    page.find("button", "开始巡查").await?;
    if is_visited {
        page.tap("button", "没进去").await?;
        page.tap("radio", "停业").await?;
        submit_and_saved(&page).await?;
    }
    phone.set_offline(false).await?;
    page.go("/").await?;
    field_ready(&page).await?;
    send_now(&page).await?;
    unsent(&page, 0).await
}

#[tokio::test]
async fn two_phones_register_one_premises_offline_and_the_desk_makes_them_one() -> Outcome {
    let server = Server::demo().await?;
    register_offline(&server, SHOP, true).await?;
    register_offline(&server, &format!("{SHOP}（新）"), false).await?;

    let desk = Browser::open(server.programs(), &server.url(), Size::Desk).await?;
    let review = desk.page()?;
    committee(&review, "committee1", &server.password).await?;
    review.go("/duplicates").await?;
    // The one without a visit is kept: the other's visit has to come along.
    let pair = ("region", SHOP);
    let kept = review.find_in(pair, "link", &format!("{SHOP}（新）")).await?;
    let path = kept.attr("href").await?.ok_or_else(|| Failure::Wrong("a link without an address".into()))?;
    let keeps = review.wait("the two ways to merge", async || {
        let buttons = match review.all(pair.0, pair.1).await?.into_iter().next() {
            Some(card) => review.all_in(&card, "button", "留这一处").await?,
            None => Vec::new(),
        };
        Ok((buttons.len() == 2).then_some(buttons))
    });
    let first = review.all(pair.0, pair.1).await?;
    let names = first[0].text().await?;
    let keeps = keeps.await?;
    let is_first = names.find("（新）") < names.find(&format!("/ {SHOP}"));
    let button = if is_first { &keeps[0] } else { &keeps[1] };
    review.wait("the pair merged", async || review.try_tap(button).await).await?;
    review.tap("button", "确认：留").await?;
    review.see("已合并到").await?;
    review.wait("the pair gone", async || Ok(review.all(pair.0, pair.1).await?.is_empty().then_some(()))).await?;
    unsent(&review, 0).await?;

    review.go(path.trim_start_matches(&server.url())).await?;
    review.see("停业").await?;
    review.go("/ledger").await?;
    review.fill("searchbox", "搜索场所", SHOP).await?;
    review
        .wait("one of the two in the ledger", async || {
            Ok((review.all("listitem", SHOP).await?.len() == 1).then_some(()))
        })
        .await
}
