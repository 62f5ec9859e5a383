//! The page for tips, drawn, and what came of one in a reporter's words.

use super::page::{day, whole};
use gridwalk_domain::area::Area;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::{TaskRow, TipState};
use gridwalk_domain::settings::PlaceSettings;
use maud::{Markup, html};

/// The place takes no tips here.
pub fn closed() -> Markup {
    let sentence = "这里没有开通网上举报";
    let more = "有安全隐患请打 12350 或联系社区。有人受伤、着火、漏气，请立即打 119、110。";
    whole(sentence, html! { section.card.center { h1 { (sentence) } p.quiet { (more) } } })
}

/// The form for a tip, and below it the way to what came of one.
pub fn form(subdistricts: &[&Area], chosen: Option<AreaId>, settings: &PlaceSettings) -> Markup {
    let keeper = format!("{}的举报专员", settings.words.subdistrict);
    whole(
        "安全隐患举报",
        html! {
            header {
                h1 { "安全隐患举报" }
                p.quiet { "可以不留姓名。留了的单独加密保存，只有" (keeper) "能打开，每次打开都有登记。网格员、社区和被举报的人看不到。" }
            }
            section.banner { p { strong { "有人受伤、着火、漏气，先打 119、110" } "，不要等这里处理。" } }
            form.card data-act="/tip" data-to="/tip" data-photos="/tip/{sent}/photos" data-secret {
                (place_fields(subdistricts, chosen))
                label { span { "哪一类问题" }
                    select name="topic" required {
                        option value="" { "请选择" }
                        @for topic in &settings.outside.tip_topics { option value=(topic) { (topic) } }
                    }
                }
                label { span { "什么情况" } textarea name="text" rows="5" required maxlength="2000" placeholder="看到了什么，什么时候常有" {} }
                label.button { "加照片（可不加）" input type="file" accept="image/*" multiple aria-label="加照片"; }
                div.picked {}
                details { summary { "留联系方式（可不留，领奖励要留）" }
                    label { span { "姓名" } input type="text" name="name" maxlength="40" autocomplete="off"; }
                    label { span { "电话" } input type="tel" name="phone" maxlength="20" autocomplete="off"; }
                }
                p.said role="alert" {}
                button.button.main type="submit" { "提交举报" }
            }
            section.card data-receipt hidden tabindex="-1" {
                h2 { "举报已收到" }
                p { "请记下或拍下编号和查询码，以后凭它们看处理结果。查询码只显示这一次，请别给别人。" }
                dl { dt { "编号" } dd.code data-number {} dt { "查询码" } dd.code data-code {} }
            }
            form.card data-act="/tip" data-to="/tip/answer" {
                h2 { "查处理结果" }
                label { span { "编号" } input type="text" name="number" required maxlength="20" autocomplete="off"; }
                label { span { "查询码" } input type="text" name="secret" required maxlength="20" autocomplete="off" autocapitalize="characters"; }
                p.said role="status" {}
                button.button type="submit" { "查询" }
            }
        },
    )
}

fn place_fields(subdistricts: &[&Area], chosen: Option<AreaId>) -> Markup {
    html! {
        @if let [only] = subdistricts {
            input type="hidden" name="area" value=(only.id);
        } @else {
            label { span { "在哪个街道（镇）" }
                select name="area" required {
                    option value="" { "请选择" }
                    @for area in subdistricts { option value=(area.id) selected[chosen == Some(area.id)] { (area.name) } }
                }
            }
        }
        label { span { "在什么地方" } input type="text" name="place" required maxlength="200" placeholder="路名、门牌、店名，越具体越好"; }
    }
}

/// Where a tip stands, as its reporter reads it.
pub fn answer(row: &TaskRow) -> String {
    let Some(tip) = &row.tip else { return String::new() };
    let day = |at: gridwalk_domain::time::Timestamp| day(at.date_in_shanghai());
    let mut lines = vec![format!("{} 收到，编号 {}。", day(row.at), tip.received.number)];
    lines.push(match tip.state() {
        TipState::Received => "等街道受理。".to_owned(),
        TipState::Declined => format!("没有受理：{}", tip.declined.clone().unwrap_or_default()),
        TipState::Checking => "已受理，正在核查。".to_owned(),
        TipState::Checked => "已核查，正在办理，请过几天再查。".to_owned(),
        TipState::Rewarding | TipState::Settled => {
            let finding =
                if tip.is_confirmed() { "经核查属实。" } else { "经核查，没有发现所说的情况。" };
            finding.to_owned()
        }
    });
    lines.extend(tip.answers.iter().map(|said| format!("{} 反馈：{}", day(said.at), said.text)));
    if let Some(reward) = &tip.reward {
        lines.push(match reward.amount_yuan {
            Some(yuan) => format!("奖励 {yuan} 元，文号 {}。请凭编号和查询码联系街道领取。", reward.document),
            None => "这次不发奖励，谢谢您。".to_owned(),
        });
    } else if tip.state() == TipState::Rewarding {
        lines.push("奖励正在审定。".to_owned());
    }
    lines.join("\n")
}
