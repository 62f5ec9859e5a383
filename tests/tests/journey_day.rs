//! A worker's day beside the visit itself: the orders of the list, danger without a signal, 今日小结, and what 我的 keeps.

use gridwalk_tests::browser::{
    Outcome, Place, Server, at_door, field_ready, open_premises, pass_every_group, ready_phone, sign_in,
    submit_and_saved, unsent,
};

const RESTAURANT: &str = "石榴树羊肉汤馆";
const FIRST: &str = "return document.querySelector('main ul.rows li .row-name')?.textContent ?? ''";

#[tokio::test]
async fn the_list_is_ordered_by_what_is_near_and_by_the_door() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = at_door(&server, "worker1").await?;
    page.tap("button", "离我近").await?;
    // The list stands by due date until the phone knows where it is.
    let nearest_first = "const away = [...document.querySelectorAll('main ul.rows li .row-side')].map((row) => \
          row.textContent.match(/^([0-9.]+) (k?m)$/)).map((found) => found && found[1] * (found[2] === 'km' ? 1000 : 1)); \
        return away.length > 5 && away.every((far, place) => far !== null && (place === 0 || far >= away[place - 1]))";
    page.holds("the nearest first", nearest_first).await?;
    let here = page.script(FIRST, vec![]).await?;
    phone.stand_at(Place { lat: 34.8075, lon: 117.1325, accuracy_m: 10.0 }).await?;
    page.wait("another one nearest there", async || {
        Ok(Some(page.script(FIRST, vec![]).await?).filter(|first| *first != here && first != ""))
    })
    .await?;
    page.tap("button", "门牌顺序").await?;
    // House numbers of one street follow one another as numbers, not as texts.
    let in_order = "const numbers = {}; let ordered = document.querySelectorAll('main ul.rows li').length > 5; \
        for (const row of document.querySelectorAll('main ul.rows li')) { \
          const found = row.textContent.match(/([\\u4e00-\\u9fff]+[街路巷])([0-9]+)号/); if (!found) continue; \
          const [, street, number] = found; \
          if (numbers[street] > Number(number)) ordered = false; numbers[street] = Number(number); } \
        return ordered";
    page.holds("house numbers in their order", in_order).await
}

#[tokio::test]
async fn danger_is_called_for_without_a_signal_and_the_record_says_who_answered() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    phone.set_offline(true).await?;
    open_premises(&page, RESTAURANT).await?;
    page.tap("button", "开始巡查").await?;
    page.tap_in(("radiogroup", "进门没闻到燃气味"), "radio", "不合格").await?;
    page.see("先退到安全处").await?;
    let numbers = "const calls = [...document.querySelectorAll('.danger a.call')]; \
        calls.forEach((call) => call.addEventListener('click', (event) => event.preventDefault())); \
        return calls.length > 1 && calls.every((call) => /^tel:[0-9]+$/.test(call.getAttribute('href')))";
    page.holds("numbers to ring", numbers).await?;
    page.tap("link", "119").await?;
    page.tap("button", "没打通").await?;
    page.tap("button", "继续记录").await?;

    page.tap("button", "闻到燃气味").await?;
    page.tap("button", "无法拍照").await?;
    page.tap("radio", "不安全，靠不近").await?;
    pass_every_group(&page).await?;
    submit_and_saved(&page).await?;
    page.tap("link", "看记录").await?;
    page.see("火警 没打通").await?;
    page.see("不安全，靠不近").await
}

#[tokio::test]
async fn the_days_summary_counts_the_day_and_what_is_unsent_can_be_taken_along() -> Outcome {
    let server = Server::demo().await?;
    let (phone, page) = ready_phone(&server).await?;
    page.go("/summary").await?;
    let visits =
        "return Number(document.querySelector('textarea.summary')?.value.match(/走访 ([0-9]+) 处/)?.[1] ?? NaN)";
    page.holds("the summary", &format!("return !Number.isNaN((() => {{ {visits} }})())")).await?;
    let before = page.script(visits, vec![]).await?.as_i64();
    phone.set_offline(true).await?;
    page.go("/").await?;
    open_premises(&page, RESTAURANT).await?;
    page.tap("button", "没进去").await?;
    page.tap("radio", "停业").await?;
    submit_and_saved(&page).await?;
    page.go("/summary").await?;
    page.wait("one more visit", async || {
        Ok((page.script(visits, vec![]).await?.as_i64() == before.map(|count| count + 1)).then_some(()))
    })
    .await?;

    page.go("/me").await?;
    page.see("浏览器答应不清理").await?;
    page.see("已用").await?;
    let listen = "window.taken = null; const make = URL.createObjectURL; \
        URL.createObjectURL = (blob) => { blob.text().then((text) => { window.taken = text; }); return make.call(URL, blob); }";
    page.script(listen, vec![]).await?;
    page.tap("button", "导出未上传的记录").await?;
    let taken = format!(
        "return Boolean(window.taken && window.taken.includes('InspectionRecorded') && window.taken.includes('{}'))",
        "closed"
    );
    page.holds("the unsent visit in the file", &taken).await
}

#[tokio::test]
async fn a_password_is_changed_and_the_phone_signed_out_and_in_again() -> Outcome {
    const NEW: &str = "新密码-石榴-27";
    let server = Server::demo().await?;
    let (_phone, page) = at_door(&server, "worker1").await?;
    page.go("/me").await?;
    page.fill("password", "原密码", "不是这个密码").await?;
    page.fill("password", "新密码", NEW).await?;
    page.tap("button", "改密码").await?;
    page.see("原密码不对，密码没有改").await?;
    page.fill("password", "原密码", &server.password).await?;
    page.fill("password", "新密码", NEW).await?;
    page.tap("button", "改密码").await?;
    page.see("密码改好了").await?;
    unsent(&page, 0).await?;
    page.tap("button", "退出登录").await?;
    page.find("textbox", "用户名").await?;
    sign_in(&page, "worker1", NEW, "新增场所").await?;
    field_ready(&page).await
}

#[tokio::test]
async fn whoever_comes_back_from_premises_finds_the_list_as_it_was_left() -> Outcome {
    const SCROLLED: &str = "return document.documentElement.scrollTop > 400";
    let server = Server::demo().await?;
    let (_phone, page) = at_door(&server, "worker1").await?;
    page.tap("button", "门牌顺序").await?;
    page.script("scrollTo(0, 900)", Vec::new()).await?;
    page.holds("half-way down", SCROLLED).await?;
    // A tap on the row itself, not on its link.
    let row = "const rows = [...document.querySelectorAll('.rows .row')]; \
        rows.find((row) => row.getBoundingClientRect().top > 200).click(); return true";
    page.holds("a row", row).await?;
    page.find("button", "开始巡查").await?;
    page.tap("link", "返回").await?;
    field_ready(&page).await?;
    page.holds("half-way down again", SCROLLED).await?;
    page.holds(
        "the same order",
        "return [...document.querySelectorAll('.chip[aria-pressed=\"true\"]')].some((one) => one.textContent === '门牌顺序')",
    )
    .await
}
