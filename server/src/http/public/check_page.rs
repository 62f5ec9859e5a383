//! The owner's list for a self-check, drawn; and what there is to see when there is none.

use super::super::Problem;
use super::html as page_of;
use super::page::{day, trouble, whole};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gridwalk_domain::checklist::Item;
use gridwalk_domain::ledger::{PremisesRow, SelfCheckLink};
use gridwalk_domain::record::JudgedGroup;
use gridwalk_domain::settings::PlaceSettings;
use maud::{Markup, html};

/// Why there is no list.
pub enum Shut {
    /// Never made, replaced by a newer one, or still on the phone that made it.
    Unknown,
    /// 作废.
    Revoked,
    /// Past its last day.
    Expired,
    /// The store, or too many tries.
    Problem(Problem),
}

impl Shut {
    fn sentence(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Revoked => (StatusCode::GONE, "这个自查链接已作废", "请联系社区或网格员。"),
            Self::Expired => (StatusCode::GONE, "这个自查链接已过期", "请联系社区或网格员重新发一个。"),
            _ => (
                StatusCode::NOT_FOUND,
                "这个自查链接打不开",
                "可能链接不完整、已换成新的，或网格员的手机还没有连上网络。请过一会儿再试，或向给您链接的人再要一次。",
            ),
        }
    }

    /// For what a page sends: a problem, never a page.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            shut => {
                let (status, sentence, _) = shut.sentence();
                Problem::new(status, "link-closed", sentence)
            }
        }
    }
}

impl IntoResponse for Shut {
    fn into_response(self) -> Response {
        if let Self::Problem(problem) = self {
            let headers = problem.headers();
            return (headers, page_of(problem.status(), trouble(problem.title()))).into_response();
        }
        let (status, sentence, more) = self.sentence();
        let body = whole(sentence, html! { section.card.center { h1 { (sentence) } p.quiet { (more) } } });
        page_of(status, body).into_response()
    }
}

/// The list.
pub fn list(
    token: &str,
    premises: &PremisesRow,
    link: &SelfCheckLink,
    groups: &[JudgedGroup],
    settings: &PlaceSettings,
) -> Markup {
    let act = format!("/c/{token}");
    whole(
        "安全自查",
        html! {
            header {
                h1 { (premises.name) " 安全自查" }
                p.quiet { "照着清单自己看一遍，一项一项点。自己查出来、自己改的，会记下是您主动报告的。" }
            }
            @if groups.is_empty() {
                section.card { p { "这一类场所还没有自查清单，请联系" (settings.words.community) "。" } }
            } @else {
                form data-act=(act) data-to={ (act) "/answers" } data-list {
                    @for group in groups {
                        section.group {
                            h2 { (group.name) }
                            @for item in &group.items { (question(item)) }
                        }
                    }
                    section.card { label { span { "还想说的（可不写）" } textarea name="text" rows="2" maxlength="500" {} } }
                    p.said role="alert" {}
                    button.button.main type="submit" { "提交自查" }
                }
            }
            footer {
                p { "有危险先离开，漏气别开关电器，出去再打 119。" }
                p.quiet { "结果只给" (settings.words.community) "、网格员和" (settings.words.subdistrict) "看。链接 " (day(link.until)) " 前有效，只能提交一次。" }
            }
        },
    )
}

fn question(item: &Item) -> Markup {
    let name = format!("j-{}", item.code);
    html! {
        fieldset.card.question data-item=(item.code) {
            legend { (item.text) }
            @for (value, label) in [("fine", "没问题"), ("wrong", "有问题"), ("absent", "没有这项")] {
                label { input type="radio" name=(name) value=(value) required; (label) }
            }
            div.wrong-part hidden {
                @if !item.defects.is_empty() {
                    p.quiet { "哪里不对（可多选）" }
                    @for defect in &item.defects {
                        label.defect { input type="checkbox" data-chip=(defect.chip); (defect.chip) span.quiet { " " (defect.fix) } }
                    }
                }
                label { span { "说明（可不写）" } input type="text" data-note maxlength="200"; }
            }
            label.button.small { "加照片" input type="file" accept="image/*" multiple aria-label={ "加照片：" (item.text) }; }
            div.picked {}
        }
    }
}

/// A list that was sent.
pub fn answered(premises: &PremisesRow, link: &SelfCheckLink) -> Markup {
    let record = premises.file.self_checks.iter().find(|record| Some(record.event) == link.answered);
    whole(
        "自查已收到",
        html! {
            header { h1 { "自查已收到，谢谢" } p.quiet { (premises.name) } }
            @if let Some(record) = record {
                section.card {
                    p { (day(record.at.date_in_shanghai())) "：没问题 " (record.fine) " 项，有问题 " (record.wrong.len()) " 项，没有这项 " (record.absent) " 项。" }
                    @if record.wrong.is_empty() { p { "请继续保持。" } }
                    @for answer in &record.wrong {
                        div.letter {
                            p { strong { (answer.text) } }
                            @if !answer.defects.is_empty() { p { (answer.defects.join("、")) } }
                            @if !answer.note.is_empty() { p.quiet { (answer.note) } }
                        }
                    }
                    @if !record.hazards.is_empty() { p.reply { "已记为您主动报告的隐患，请尽快改好，网格员会联系您。" } }
                }
            }
        },
    )
}
