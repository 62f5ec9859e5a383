//! 月报 and 季报 (R25): the paper of a month with 本年累计 and 补报, 核对, 报送; the sub-district sees who has filed and returns.

use super::fetch::{self, Trouble};
use super::paper::Paper;
use super::parts::{ReportTabs, before};
use super::reply::{FileReport, Form, Report, ReturnReport, Status, Step};
use crate::desk::frame::Single;
use crate::desk::tables::{CallError, download};
use crate::kit::{self, Overlay};
use crate::state::{App, use_app};
use crate::text::{common as words, desk, figures as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::figures::Period;
use gridwalk_domain::time::Date;
use leptos::prelude::*;

const MONTHS: usize = 12;

/// Months that can be chosen, the newest first, with the quarters that end in them.
pub fn periods(app: App) -> Vec<String> {
    let (mut year, mut month) = Period::month_of(app.today(), app.session().settings.figures.start_day);
    let mut found = Vec::new();
    for _ in 0..MONTHS {
        if month.is_multiple_of(3) {
            found.push(format!("{year:04}-Q{}", month / 3));
        }
        found.push(format!("{year:04}-{month:02}"));
        (year, month) = before(year, month);
    }
    found
}

/// The last month that has ended; the running one stands before it.
pub fn last_ended(app: App) -> String {
    periods(app).into_iter().filter(|name| !name.contains('Q')).nth(1).unwrap_or_default()
}

/// 2026年11月, 2026年第4季度.
pub fn period_name(period: &str) -> String {
    match period.split_once("-Q") {
        Some((year, quarter)) => texts::QUARTER_NAME.with(&[year, quarter]),
        None => match period.split_once('-') {
            Some((year, month)) => texts::MONTH_NAME.with(&[year, month.trim_start_matches('0')]),
            None => period.to_owned(),
        },
    }
}

/// `/statistics/monthly` of the desk entry.
#[component]
pub fn MonthlyPage() -> impl IntoView {
    let app = use_app();
    let all = periods(app);
    let first = last_ended(app);
    let (month, area) = (RwSignal::new(first.clone()), RwSignal::new(own_area(app)));
    let report = RwSignal::new_local(None::<Result<Report, Trouble>>);
    let again = RwSignal::new(0_u32);
    Effect::new(move |_| {
        again.track();
        let path = format!("/api/v1/reports/monthly?month={}&area={}", month.get(), area.get());
        leptos::task::spawn_local(async move {
            let reply = as_it_stands(&path).await;
            report.try_set(Some(reply));
        });
    });
    let options = all.into_iter().map(move |name| {
        let selected = name == first;
        view! { <option value=name.clone() selected=selected>{period_name(&name)}</option> }
    });
    let is_subdistrict = app.session().role == Role::Subdistrict;
    view! {
        <Single title=words::TAB_STATISTICS>
            <ReportTabs/>
            <label class="field no-print"><span>{texts::WHICH_MONTH.get()}</span>
                <select class="input" on:change:target=move |event| month.set(event.target().value())>{options.collect_view()}</select>
            </label>
            {is_subdistrict.then(|| view! { <Filed month area again/> })}
            {move || match report.get() {
                None => view! { <p class="quiet" role="status">{desk::COUNTING.get()}</p> }.into_any(),
                Some(Err(trouble)) => view! { <p class="banner warn" role="status">{trouble.sentence()}</p> }.into_any(),
                Some(Ok(found)) => view! { <Steps report=found.clone() again/><Files report=found.clone()/><Paper report=found/> }.into_any(),
            }}
        </Single>
    }
}

// What was filed stands as it was filed; what is not, or was returned, as the figures are now.
async fn as_it_stands(path: &str) -> Result<Report, Trouble> {
    let now: Report = fetch::get(path).await?;
    match now.steps.last().filter(|step| step.action == "filed") {
        Some(step) => fetch::get(&format!("{path}&version={}", step.version)).await,
        None => Ok(now),
    }
}

fn own_area(app: App) -> String {
    app.session().areas.first().map(ToString::to_string).unwrap_or_default()
}

/// 已报 / 未报 / 退回 of each community; a tap opens its report.
#[component]
fn Filed(month: RwSignal<String>, area: RwSignal<String>, again: RwSignal<u32>) -> impl IntoView {
    let app = use_app();
    let found = RwSignal::new_local(None::<Status>);
    Effect::new(move |_| {
        again.track();
        let path = format!("/api/v1/reports/monthly/status?month={}", month.get());
        leptos::task::spawn_local(async move {
            let reply = fetch::get::<Status>(&path).await.ok();
            found.try_set(reply);
        });
    });
    let own = own_area(app);
    let chip = move |id: String, name: String, state: Option<&str>| {
        let (said, class) = match state {
            Some("filed") => (texts::IS_FILED.get(), "pill ok"),
            Some("returned") => (texts::IS_RETURNED.get(), "pill bad"),
            Some(_) => (texts::IS_MISSING.get(), "pill"),
            None => ("", ""),
        };
        let pressed = id.clone();
        view! {
            <button type="button" class="chip" aria-pressed=move || (area.get() == pressed).to_string() on:click=move |_| area.set(id.clone())>
                {name}{(!said.is_empty()).then(|| view! { <span class=class>{said}</span> })}
            </button>
        }
    };
    view! {
        <div class="chips no-print" role="group" aria-label=texts::WHO_FILED.get()>
            {chip(own, texts::WHOLE.get().to_owned(), None)}
            {move || found.get().map(|found| found.areas.into_iter().map(|one| chip(one.area, one.name, Some(one.state.as_str()))).collect_view())}
        </div>
    }
}

/// What became of the report, and what can be done with it now.
#[component]
fn Steps(report: Report, again: RwSignal<u32>) -> impl IntoView {
    let app = use_app();
    let session = app.session();
    let level = report.area.parse().ok().and_then(|id| app.tree().get(id).map(|area| area.level));
    let may_file = matches!(
        (session.role, level),
        (Role::Committee, Some(AreaLevel::Community)) | (Role::Subdistrict, Some(AreaLevel::Subdistrict))
    );
    let last = report.steps.last().cloned();
    let to = report.to.parse::<Date>().ok();
    let has_ended = to.is_none_or(|to| to <= app.today());
    let is_filed = last.as_ref().is_some_and(|step| step.action == "filed");
    let may_return = session.role == Role::Subdistrict && level == Some(AreaLevel::Community) && is_filed;
    let (asked, returning) = (RwSignal::new(false), RwSignal::new(false));
    let reason = RwSignal::new(String::new());
    let (month, area) = (report.period.clone(), report.area.clone());
    let done = move |result: Result<Step, Trouble>| match result {
        Ok(_) => again.update(|again| *again += 1),
        Err(trouble) => app.say(trouble.sentence()),
    };
    let file = {
        let body = FileReport { month: month.clone(), area: area.clone() };
        move |_| {
            asked.set(false);
            let body = body.clone();
            leptos::task::spawn_local(async move { done(fetch::post("/api/v1/reports/monthly", &body).await) });
        }
    };
    let send_back = move |_| {
        let body = ReturnReport { month: month.clone(), area: area.clone(), reason: reason.get_untracked() };
        returning.set(false);
        leptos::task::spawn_local(async move { done(fetch::post("/api/v1/reports/monthly/returns", &body).await) });
    };
    let file = StoredValue::new_local(file);
    let send_back = StoredValue::new_local(send_back);
    view! {
        <div class="report-bar no-print">
            <p>{standing(app, last.as_ref(), to.filter(|_| !has_ended))}</p>
            <div class="chips">
                {(may_file && has_ended && !is_filed).then(|| view! { <button type="button" class="button main small" on:click=move |_| asked.set(true)>{texts::FILE.get()}</button> })}
                {may_return.then(|| view! { <button type="button" class="button bad small" on:click=move |_| returning.set(true)>{texts::SEND_BACK.get()}</button> })}
                <button type="button" class="button small" on:click=|_| { let _ = window().print(); }>{texts::PRINT.get()}</button>
            </div>
        </div>
        {move || asked.get().then(|| view! {
            <Overlay title=texts::FILE.get() on_close=move || asked.set(false)>
                <p>{texts::FILE_ASK.get()}</p>
                <button type="button" class="button main" on:click=move |event| file.with_value(|file| file(event))>{texts::FILE_NOW.get()}</button>
            </Overlay>
        })}
        {move || returning.get().then(|| view! {
            <Overlay title=texts::SEND_BACK.get() on_close=move || returning.set(false)>
                <label class="field"><span>{texts::SEND_BACK_WHY.get()}</span><textarea class="input" bind:value=reason></textarea></label>
                <button type="button" class="button bad" disabled=move || reason.read().trim().is_empty() on:click=move |event| send_back.with_value(|send_back| send_back(event))>{texts::SEND_BACK_NOW.get()}</button>
            </Overlay>
        })}
    }
}

/// The report as files: a workbook, and the superior's forms that figures fill.
#[component]
fn Files(report: Report) -> impl IntoView {
    let forms = RwSignal::new(Vec::<Form>::new());
    leptos::task::spawn_local(async move {
        let listed: Vec<Form> = fetch::get("/api/v1/forms").await.unwrap_or_default();
        forms.try_set(listed.into_iter().filter(|form| form.table.starts_with("monthly")).collect());
    });
    // What was filed goes up as it was filed.
    let filed =
        report.steps.last().filter(|step| step.action == "filed").map(|step| format!("&version={}", step.version));
    let query = format!("month={}&area={}{}", report.period, report.area, filed.unwrap_or_default());
    let workbook = format!("/api/v1/reports/monthly.xlsx?{query}");
    let app = use_app();
    let error = RwSignal::new(None::<CallError>);
    let link = move |form: Form| {
        let path = format!("/api/v1/forms/{}/filled.xlsx?{query}", form.id);
        let label = texts::FILLED_FORM.with(&[&form.name]);
        let fill = move |_| download(app, path.clone(), form.name.clone(), error);
        view! { <button type="button" class="button small" on:click=fill>{label}</button> }
    };
    view! {
        <div class="chips no-print" role="group" aria-label=texts::AS_FILES.get()>
            <a class="button small" href=workbook download="" rel="external">{texts::AS_WORKBOOK.get()}</a>
            {move || forms.get().into_iter().map(link.clone()).collect_view()}
            <a class="button small plain" href="/tables">{texts::MORE_FORMS.get()}</a>
        </div>
        <div class="no-print" role="alert">{move || error.get().map(|why| view! { <div class="banner bad"><p>{why.sentence()}</p></div> })}</div>
    }
}

// `ends` of a period that still runs.
fn standing(app: App, last: Option<&Step>, ends: Option<Date>) -> String {
    let Some(step) = last else {
        let runs = ends.map(|ends| texts::STILL_RUNS.with(&[&kit::month_day(ends)]));
        return runs.unwrap_or_else(|| texts::NOT_FILED_YET.get().to_owned());
    };
    let at = gridwalk_domain::time::Timestamp::from_millis(step.at);
    let when = kit::day_in_words(at.date_in_shanghai(), app.today());
    let who = step.actor.parse().map(|id| app.session().name_of(id)).unwrap_or_default();
    let version = step.version.to_string();
    match step.action.as_str() {
        "filed" => texts::FILED_SAID.with(&[&version, &who, &when, step.hash.get(..12).unwrap_or_default()]),
        _ => texts::RETURNED_SAID.with(&[&version, &who, &when, &step.reason]),
    }
}
