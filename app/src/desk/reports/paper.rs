//! The report as it is printed: one table, figures down, areas across, so that it fits a page upright.

use super::fetch::encoded;
use super::monthly::period_name;
use super::parts::{days, label, said};
use super::reply::Report;
use crate::text::{desk, figures as texts};
use leptos::prelude::*;

/// The paper.
#[component]
pub fn Paper(report: Report) -> impl IntoView {
    let title = texts::PAPER_TITLE.with(&[&report.name, &period_name(&report.period)]);
    let names = report.lines.iter().map(|line| view! { <th scope="col">{line.name.clone()}</th> }).collect_view();
    let filed = |part: &str| report.filed.iter().find(|filed| filed.part == part).map(|filed| filed.values.as_slice());
    let lines: Vec<_> = report.lines.iter().map(|line| (line, filed(&line.part))).collect();
    let differs = lines.iter().any(|(line, filed)| filed.is_some_and(|filed| filed != line.values.as_slice()));
    let rows = report.columns.iter().enumerate().map(|(index, column)| {
        let of = |values: &[Option<i64>]| values.get(index).copied().flatten();
        let text = |values: &[Option<i64>]| said(of(values), column.is_share);
        let cells = lines.iter().map(|(line, filed)| {
            // What the community filed itself, where that is another figure by now.
            let filed = filed.map(of).filter(|filed| *filed != of(&line.values)).map(|filed| {
                view! { <small class="as-filed">{texts::AS_FILED.with(&[&said(filed, column.is_share)])}</small> }
            });
            let text = text(&line.values);
            let is_open = of(&line.values).is_some_and(|value| value != 0) && !column.is_share;
            match is_open {
                false => view! { <td>{text}{filed}</td> }.into_any(),
                true => {
                    let title = format!("{} {}", line.name, label(column));
                    let href = format!(
                        "/statistics/records?column={}&month={}&area={}&title={}",
                        column.key,
                        report.period,
                        line.part,
                        encoded(&title)
                    );
                    view! { <td><a href=href aria-label=format!("{title} {text}")>{text.clone()}</a>{filed}</td> }
                        .into_any()
                }
            }
        });
        view! {
            <tr>
                <th scope="row">{label(column)}</th>
                <td class="sum">{text(&report.total)}</td>
                <td>{text(&report.year)}</td>
                <td>{text(&report.late)}</td>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <article class="paper">
            <h2>{title}</h2>
            <p class="quiet">{texts::PAPER_DAYS.with(&[&days(&report.from, &report.to)])}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label=texts::TAB_MONTHLY.get()>
                <table class="figure-table">
                    <thead><tr><th scope="col">{texts::ITEM.get()}</th><th scope="col">{desk::F_TOTAL.get()}</th><th scope="col">{texts::YEAR_SUM.get()}</th><th scope="col">{texts::LATE.get()}</th>{names}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <p class="quiet small">{texts::PAPER_NOTE.get()}</p>
            {differs.then(|| view! { <p class="quiet small">{texts::AS_FILED_NOTE.get()}</p> })}
            <p class="paper-sign">{texts::PAPER_SIGN.get()}</p>
        </article>
    }
}
