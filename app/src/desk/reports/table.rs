//! 统计表 (R24): every column by area, kind, industry, grade, source, level or month; a chart of one column; each number leads
//! to its records.

use super::bars::Bars;
use super::csv::csv;
use super::fetch::{self, Trouble};
use super::local;
use super::parts::{ReportTabs, Span, days, label, said};
use super::reply::{Line, Statistics};
use crate::desk::frame::Single;
use crate::share;
use crate::state::use_app;
use crate::text::{Text, common as words, desk, figures as texts};
use gridwalk_domain::admit::Role;
use leptos::prelude::*;
use std::sync::Arc;

const BYS: [(&str, Text); 8] = [
    ("community", texts::BY_COMMUNITY),
    ("cell", texts::BY_CELL),
    ("kind", texts::BY_KIND),
    ("industry", texts::BY_INDUSTRY),
    ("grade", texts::BY_GRADE),
    ("source", texts::BY_SOURCE),
    ("level", texts::BY_LEVEL),
    ("month", texts::BY_MONTH),
];

#[derive(Clone, PartialEq)]
enum Found {
    Waiting,
    Here(Arc<Statistics>),
    // Counted on this device.
    Local(Arc<Statistics>),
    Trouble(Trouble),
}

/// `/statistics/table` of the desk entry.
#[component]
pub fn TablePage() -> impl IntoView {
    let app = use_app();
    let first = if app.session().role == Role::Subdistrict { "community" } else { "cell" };
    let (span, by) = (RwSignal::new(Span::Month), RwSignal::new(first.to_owned()));
    let (kind, column) = (RwSignal::new(String::new()), RwSignal::new("coverage".to_owned()));
    let found = RwSignal::new_local(Found::Waiting);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let (period, by, kind) = (span.get().period(app), by.get(), kind.get());
        let turn = asked.get_value() + 1;
        asked.set_value(turn);
        leptos::task::spawn_local(async move {
            let path = format!(
                "/api/v1/reports/statistics?from={}&to={}&by={by}&kind={}",
                period.from,
                period.to,
                fetch::encoded(&kind)
            );
            let reply = match fetch::get::<Statistics>(&path).await {
                Ok(reply) => Found::Here(Arc::new(reply)),
                Err(Trouble::Offline) if by != "month" => {
                    let kind = Some(kind).filter(|kind| !kind.is_empty());
                    let counted = local::statistics(app, period, &by, kind).await;
                    counted.map_or(Found::Trouble(Trouble::Offline), |counted| Found::Local(Arc::new(counted)))
                }
                Err(trouble) => Found::Trouble(trouble),
            };
            // An answer that comes late belongs to an older question.
            if asked.try_get_value() == Some(turn) {
                found.try_set(reply);
            }
        });
    });
    let spans = Span::ALL.map(|(which, text)| {
        view! { <button type="button" class="chip" aria-pressed=move || (span.get() == which).to_string() on:click=move |_| span.set(which)>{text.get()}</button> }
    });
    let kinds = app.catalogue().kinds.iter().map(|kind| (kind.code.clone(), kind.name.clone())).collect::<Vec<_>>();
    view! {
        <Single title=words::TAB_STATISTICS>
            <ReportTabs/>
            <div class="chips strip" role="group" aria-label=texts::SPAN.get()>{spans.collect_view()}</div>
            <div class="pair">
                <label class="field"><span>{texts::BY.get()}</span>
                    <select class="input" on:change:target=move |event| by.set(event.target().value())>
                        {BYS.map(|(value, text)| view! { <option value=value selected=value == first>{text.get()}</option> }).collect_view()}
                    </select>
                </label>
                <label class="field"><span>{desk::ONLY_KIND.get()}</span>
                    <select class="input" on:change:target=move |event| kind.set(event.target().value())>
                        <option value="">{desk::ALL_KINDS.get()}</option>
                        {kinds.into_iter().map(|(code, name)| view! { <option value=code>{name}</option> }).collect_view()}
                    </select>
                </label>
            </div>
            {move || match found.get() {
                Found::Waiting => view! { <p class="quiet" role="status">{desk::COUNTING.get()}</p> }.into_any(),
                Found::Here(reply) => shown(&reply, &by.get(), &kind.get(), column, true),
                Found::Local(reply) => view! {
                    <p class="banner warn" role="status">{texts::COUNTED_HERE.get()}</p>
                    {shown(&reply, &by.get(), &kind.get(), column, false)}
                }.into_any(),
                Found::Trouble(trouble) => view! { <p class="banner warn" role="status">{trouble.sentence()}</p> }.into_any(),
            }}
        </Single>
    }
}

fn shown(reply: &Arc<Statistics>, by: &str, kind: &str, column: RwSignal<String>, has_records: bool) -> AnyView {
    let period = days(&reply.from, &reply.to);
    let charted = Arc::clone(reply);
    let chart = move || {
        let key = column.get();
        let Some((index, of)) = charted.columns.iter().enumerate().find(|(_, of)| of.key == key) else {
            return ().into_any();
        };
        let value = |line: &Line| line.values.get(index).copied().flatten();
        let bars = charted.lines.iter().map(|line| (line.name.clone(), value(line))).collect();
        view! { <Bars title=label(of) bars is_share=of.is_share/> }.into_any()
    };
    let kept = Arc::clone(reply);
    let save = move |_| {
        let name = format!("{} {} {}.csv", texts::TAB_TABLE.get(), kept.from, kept.to);
        share::download(csv(&kept).as_bytes(), &name);
    };
    let options = reply.columns.iter().map(|of| {
        let selected = column.get_untracked() == of.key;
        view! { <option value=of.key.clone() selected=selected>{label(of)}</option> }
    });
    view! {
        <section class="group">
            <div class="group-head">
                <h2>{texts::CHART.get()}<small>{period}</small></h2>
                <select class="input small" aria-label=texts::CHART_OF.get() on:change:target=move |event| column.set(event.target().value())>{options.collect_view()}</select>
            </div>
            {chart}
        </section>
        <section class="group">
            <div class="group-head">
                <h2>{texts::TAB_TABLE.get()}</h2>
                <button type="button" class="button small" on:click=save>{texts::TABLE_CSV.get()}</button>
            </div>
            <div class="table-scroll" tabindex="0" role="region" aria-label=texts::TAB_TABLE.get()>{table(reply, by, kind, has_records)}</div>
        </section>
        <p class="quiet small">{texts::TABLE_NOTE.get()}</p>
    }
    .into_any()
}

// What narrows the records to a line's, in the words of the server.
fn narrowing(by: &str, part: &str, reply: &Statistics, kind: &str) -> String {
    let mut query = match by {
        "month" => format!("month={part}"),
        _ => format!("from={}&to={}", reply.from, reply.to),
    };
    match by {
        "community" | "cell" | "subdistrict" if !part.is_empty() => query.push_str(&format!("&area={part}")),
        "kind" | "industry" | "grade" | "source" | "level" if !part.is_empty() => {
            query.push_str(&format!("&{by}={}", fetch::encoded(part)));
        }
        _ => {}
    }
    if !kind.is_empty() && by != "kind" {
        query.push_str(&format!("&kind={}", fetch::encoded(kind)));
    }
    query
}

fn table(reply: &Statistics, by: &str, kind: &str, has_records: bool) -> AnyView {
    let head = reply.columns.iter().map(|of| view! { <th scope="col">{label(of)}</th> }).collect_view();
    let cells = |values: &[Option<i64>], narrowing: Option<String>, name: &str| {
        let cell = |(of, value): (&super::reply::Column, &Option<i64>)| {
            let text = said(*value, of.is_share);
            // No record stands behind nothing, nor one that can be told behind a sum of numbers or of unknown parts.
            let is_open = value.is_some_and(|value| value != 0) && !of.is_share;
            match narrowing.as_ref().filter(|_| is_open) {
                None => view! { <td>{text}</td> }.into_any(),
                Some(narrowing) => {
                    let title = format!("{name} {}", label(of));
                    let href =
                        format!("/statistics/records?column={}&title={}&{narrowing}", of.key, fetch::encoded(&title));
                    view! { <td><a href=href aria-label=format!("{title} {text}")>{text.clone()}</a></td> }.into_any()
                }
            }
        };
        reply.columns.iter().zip(values).map(cell).collect_view()
    };
    let rows = reply.lines.iter().map(|line| {
        // What is not registered cannot be asked for by its name.
        let is_named = has_records && !line.part.is_empty();
        let narrowing = is_named.then(|| narrowing(by, &line.part, reply, kind));
        view! { <tr><th scope="row">{line.name.clone()}</th>{cells(&line.values, narrowing, &line.name)}</tr> }
    });
    let whole = has_records.then(|| narrowing("", "", reply, kind));
    let total = cells(&reply.total, whole, desk::F_TOTAL.get());
    view! {
        <table class="figure-table">
            <thead><tr><th scope="col">{desk::F_AREA.get()}</th>{head}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot><tr><th scope="row">{desk::F_TOTAL.get()}</th>{total}</tr></tfoot>
        </table>
    }
    .into_any()
}
