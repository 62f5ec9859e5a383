//! 排名 (R32), the two circulars, and what finds little or goes too fast (R33). Areas and trades, never persons.

use super::fetch::{self, Trouble};
use super::parts::{ReportTabs, Span, days, said};
use super::reply::{Ranked, Ranking, Sparse};
use crate::desk::frame::Single;
use crate::state::use_app;
use crate::text::{Text, common as words, desk, figures as texts};
use gridwalk_domain::admit::Role;
use leptos::prelude::*;

/// `/statistics/ranking` of the desk entry.
#[component]
pub fn RankingPage() -> impl IntoView {
    let app = use_app();
    let span = RwSignal::new(Span::LastMonth);
    let by = if app.session().role == Role::Subdistrict { "community" } else { "cell" };
    let found = RwSignal::new_local(None::<Result<Ranking, Trouble>>);
    Effect::new(move |_| {
        let period = span.get().period(app);
        leptos::task::spawn_local(async move {
            let path = format!("/api/v1/reports/ranking?from={}&to={}&by={by}", period.from, period.to);
            let reply = fetch::get::<Ranking>(&path).await;
            found.try_set(Some(reply));
        });
    });
    let spans = Span::ALL.map(|(which, text)| {
        view! { <button type="button" class="chip" aria-pressed=move || (span.get() == which).to_string() on:click=move |_| span.set(which)>{text.get()}</button> }
    });
    view! {
        <Single title=words::TAB_STATISTICS>
            <ReportTabs/>
            <div class="chips strip" role="group" aria-label=texts::SPAN.get()>{spans.collect_view()}</div>
            {move || match found.get() {
                None => view! { <p class="quiet" role="status">{desk::COUNTING.get()}</p> }.into_any(),
                Some(Err(trouble)) => view! { <p class="banner warn" role="status">{trouble.sentence()}</p> }.into_any(),
                Some(Ok(found)) => shown(&found),
            }}
        </Single>
    }
}

fn shown(found: &Ranking) -> AnyView {
    let weights = found.weights.map(|weight| weight.to_string());
    let formula = texts::FORMULA.with(&weights.each_ref().map(String::as_str));
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::TAB_RANKING.get()}<small>{days(&found.from, &found.to)}</small></h2></div>
            <div class="table-scroll" tabindex="0" role="region" aria-label=texts::TAB_RANKING.get()>{table(&found.ranked)}</div>
            <p class="quiet small group-note">{formula}</p>
        </section>
        <div class="pair circulars">
            {circular(texts::PRAISED, &found.praised)}
            {circular(texts::NAMED, &found.named)}
        </div>
        <section class="group">
            <div class="group-head"><h2>{texts::SPARSE.get()}</h2></div>
            {sparse(texts::SPARSE_AREAS, &found.sparse_areas)}
            {sparse(texts::SPARSE_KINDS, &found.sparse_kinds)}
            <p class="quiet small group-note">{texts::SPARSE_NOTE.with(&[&found.least_visits.to_string(), &found.fast_minutes.to_string()])}</p>
        </section>
    }
    .into_any()
}

fn table(ranked: &[Ranked]) -> AnyView {
    let columns =
        [texts::PLACE, desk::F_AREA, texts::SCORE, texts::COVERAGE, texts::TIMELY, texts::CLOSURE, texts::QUALITY];
    let rows = ranked.iter().map(|one| {
        let place = one.place.map_or_else(|| "—".to_owned(), |place| place.to_string());
        let shares = [one.coverage, one.timely, one.closure, one.quality];
        view! {
            <tr>
                <td>{place}</td>
                <th scope="row">{one.name.clone()}</th>
                <td class="score">{said(one.score, false)}</td>
                {shares.map(|share| view! { <td>{said(share, true)}</td> }).collect_view()}
            </tr>
        }
    });
    view! {
        <table class="figure-table ranking">
            <thead><tr>{columns.map(|column| view! { <th scope="col">{column.get()}</th> }).collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn circular(title: Text, names: &[String]) -> AnyView {
    let names = match names.is_empty() {
        true => view! { <p class="quiet">{texts::TOO_FEW.get()}</p> }.into_any(),
        false => view! { <ol class="circular">{names.iter().map(|name| view! { <li>{name.clone()}</li> }).collect_view()}</ol> }.into_any(),
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{title.get()}</h2></div>
            <div class="group-body">{names}</div>
        </section>
    }
    .into_any()
}

fn remark(word: &str) -> &'static str {
    match word {
        "nothing_found" => texts::NOTHING_FOUND.get(),
        "little_found" => texts::LITTLE_FOUND.get(),
        _ => texts::TOO_FAST.get(),
    }
}

fn sparse(title: Text, found: &[Sparse]) -> AnyView {
    let lines = found.iter().map(|one| {
        let numbers = texts::SPARSE_LINE.with(&[&one.full.to_string(), &one.found.to_string(), &one.fast.to_string()]);
        let pills = one.remarks.iter().map(|word| view! { <span class="pill">{remark(word)}</span> }).collect_view();
        view! {
            <div class="sparse">
                <span class="row-name">{one.name.clone()}</span>
                <span class="row-end pills">{pills}</span>
                <span class="row-sub wide">{numbers}</span>
            </div>
        }
    });
    let none = found.is_empty().then(|| view! { <p class="quiet">{texts::NOBODY.get()}</p> });
    view! { <div class="group-body"><h3>{title.get()}</h3>{none}{lines.collect_view()}</div> }.into_any()
}
