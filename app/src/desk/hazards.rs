//! 隐患 of the scope: what is open by the nearest day, what is closed a page at a time.

use super::entry::cell_name;
use super::frame::{Frame, STEP};
use super::hazard_bulk::{BulkBar, BulkButton, Choosing, Chosen, reminder};
use crate::field;
use crate::hazard::{due_pill, hazard_name, state_pill};
use crate::kit::{self, Empty, Icon, icon};
use crate::screens::labels;
use crate::state::{App, use_app};
use crate::subject::use_fetched;
use crate::text::{Text, common as words, desk as texts, followup, hazard as more, notice as notices};
use gridwalk_domain::checklist::Level;
use gridwalk_domain::followup::{feedback_overdue_days, overdue_days, proposed_rung, repeats, wants_look_back};
use gridwalk_domain::id::{AreaId, HazardId, PremisesId};
use gridwalk_domain::ledger::{HazardRow, HazardState, REMIND};
use gridwalk_domain::time::Date;
use gridwalk_replica::{HazardFilter, HazardOrder};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

const PAGE_ROWS: u32 = 200;

/// Which part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Open,
    Overdue,
    ToClose,
    Major,
    /// 待上报: marked 上报 by its finder, and not passed on by the committee.
    ToReport,
    Reported,
    Referred,
    /// Two accounts disagree, or the finder calls it a mistake.
    Contested,
    /// 待督促: a rung of the ladder is due.
    Escalate,
    /// 部门未反馈: referred, and no answer yet.
    Feedback,
    /// 屡查屡犯.
    Repeats,
    /// 回头看: the sample of the closed.
    LookBack,
    Closed,
}

const PARTS: [(Part, Text); 11] = [
    (Part::Open, texts::PART_OPEN),
    (Part::Overdue, texts::PART_OVERDUE),
    (Part::ToClose, texts::PART_TO_CLOSE),
    (Part::Major, texts::PART_MAJOR),
    (Part::ToReport, texts::PART_TO_REPORT),
    (Part::Reported, texts::PART_REPORTED),
    (Part::Referred, texts::PART_REFERRED),
    (Part::Contested, more::PART_CONTESTED),
    (Part::Escalate, more::PART_ESCALATE),
    (Part::Feedback, more::PART_FEEDBACK),
    (Part::Repeats, more::PART_REPEATS),
];

/// One line of the list: made once from its row.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    id: HazardId,
    /// Changes with the row.
    head: gridwalk_domain::id::EventId,
    name: String,
    sub: String,
    state: HazardState,
    level: Level,
    /// 疑似重大 or 重大; not what an authority has judged to be neither.
    is_major: bool,
    overdue: bool,
    awaits_report: bool,
    is_contested: bool,
    awaits_feedback: bool,
    is_repeat: bool,
    rung: Option<String>,
    looks_back: bool,
    is_waiting: bool,
    premises: PremisesId,
    area: AreaId,
    pills: Vec<(String, &'static str)>,
}

impl Line {
    fn new(app: App, row: &HazardRow, today: Date) -> Self {
        let mut pills = Vec::new();
        let verdict = row.judged.as_ref().map(|verdict| verdict.is_major);
        let is_major = row.found.level == Level::SuspectedMajor && verdict != Some(false);
        if is_major {
            let major = if verdict == Some(true) { texts::JUDGED_MAJOR } else { texts::SUSPECTED };
            pills.push((major.get().to_owned(), "pill bad"));
        }
        let (state, class) = state_pill(row);
        let due = due_pill(app, row);
        if due.is_none() || row.awaits_report() {
            pills.push((state.to_owned(), class));
        }
        pills.extend(due);
        let settings = &app.session().settings;
        let times = repeats(row, &settings.hazards);
        if let Some(times) = times {
            pills.push((more::TIMES.count(times), "pill plain"));
        }
        if let Some(days) = feedback_overdue_days(row, today) {
            pills.push((more::FEEDBACK_LATE.count(days), "pill bad"));
        }
        let found = kit::day_in_words(row.discovered_on(), today);
        let parts =
            [row.premises_name.clone(), cell_name(app, row.area), format!("{found}{}", texts::LIFE_FOUND.get())];
        Self {
            id: row.id,
            head: row.head,
            name: hazard_name(row),
            sub: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            state: row.state,
            level: row.found.level,
            is_major,
            overdue: overdue_days(row, today, settings).is_some(),
            awaits_report: row.awaits_report(),
            is_contested: !row.contested.is_empty() || row.withdrawal_wish.is_some() && !row.state.is_closed(),
            awaits_feedback: row.open_referral().is_some(),
            is_repeat: times.is_some(),
            rung: proposed_rung(row, today, settings).map(|rung| rung.code.clone()),
            looks_back: wants_look_back(row, today, &settings.hazards),
            is_waiting: row.is_waiting(),
            premises: row.found.premises,
            area: row.area,
            pills,
        }
    }

    fn chosen(&self) -> Chosen {
        Chosen { id: self.id, area: self.area, premises: self.premises, head: self.head, is_waiting: self.is_waiting }
    }

    fn is_in(&self, part: Part) -> bool {
        match part {
            Part::Open => !self.state.is_closed(),
            Part::Overdue => self.overdue,
            Part::ToClose => self.state.is_mended(),
            Part::Major => self.is_major && !self.state.is_closed(),
            Part::ToReport => self.awaits_report,
            Part::Reported => self.state == HazardState::Reported,
            Part::Referred => self.state == HazardState::Referred || self.awaits_feedback,
            Part::Contested => self.is_contested,
            Part::Escalate => self.rung.is_some(),
            Part::Feedback => self.awaits_feedback,
            Part::Repeats => self.is_repeat && !self.state.is_closed(),
            Part::LookBack => self.looks_back,
            Part::Closed => self.state.is_closed(),
        }
    }
}

impl Line {
    /// Whether every word that is sought stands in its name, its premises or its cell.
    fn holds(&self, sought: &str) -> bool {
        sought.split_whitespace().all(|word| self.name.contains(word) || self.sub.contains(word))
    }
}

type Lines = Arc<Vec<Arc<Line>>>;

async fn read(app: App, mut filter: HazardFilter, limit: usize) -> Option<Lines> {
    let today = app.today();
    let mut lines = Vec::new();
    loop {
        let page = app.journal().hazards(&filter).await.ok()?;
        lines.extend(page.rows.iter().map(|row| Arc::new(Line::new(app, row, today))));
        match page.next {
            Some(next) if lines.len() < limit => filter.after = Some(next),
            _ => break,
        }
    }
    lines.truncate(limit);
    Some(Arc::new(lines))
}

/// `/hazards`, with a hazard's page beside it.
#[component]
pub fn HazardsFrame() -> impl IntoView {
    let app = use_app();
    let is_fetched = use_fetched(app);
    let open = RwSignal::new_local(None::<Lines>);
    let closed = RwSignal::new_local(Lines::default());
    let part = RwSignal::new(Part::Open);
    let drawn = RwSignal::new(STEP);
    let sought = RwSignal::new(String::new());
    let waiting_letters = super::notices::use_waiting(app);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let filter = HazardFilter { order: HazardOrder::DueFirst, limit: PAGE_ROWS, ..Default::default() };
            if let Some(lines) = read(app, filter, usize::MAX).await
                && open.try_get_untracked().is_some_and(|shown| shown.as_ref() != Some(&lines))
            {
                open.try_set(Some(lines));
            }
        });
    });
    Effect::new(move |_| {
        app.revision.track();
        let wanted = part.get();
        // What is looked for may stand anywhere among them.
        let is_whole = wanted == Part::LookBack || !sought.read().is_empty();
        let limit = if is_whole { usize::MAX } else { drawn.get() };
        if matches!(wanted, Part::Closed | Part::LookBack) {
            leptos::task::spawn_local(async move {
                let filter =
                    HazardFilter { state: Some(HazardState::ClosedOut), limit: PAGE_ROWS, ..Default::default() };
                if let Some(lines) = read(app, filter, limit).await {
                    closed.try_set(lines);
                }
            });
        }
    });
    let count =
        move |part: Part| open.read().iter().flat_map(|lines| lines.iter()).filter(|line| line.is_in(part)).count();
    let lines = move || {
        let (part, sought) = (part.get(), sought.get());
        let lines = match part {
            Part::Closed | Part::LookBack => closed.get(),
            _ => open.get().unwrap_or_default(),
        };
        let shown = lines.iter().filter(|line| line.is_in(part) && line.holds(&sought));
        shown.take(drawn.get()).cloned().collect::<Vec<_>>()
    };
    let reminders = Memo::new(move |_| {
        let due = |line: &&Arc<Line>| line.rung.as_deref() == Some(REMIND);
        open.read().iter().flat_map(|lines| lines.iter()).filter(due).cloned().collect::<Vec<_>>()
    });
    let busy = RwSignal::new(false);
    let chip = move |which: Part, text: Text| {
        let label = move || match which {
            Part::Closed | Part::LookBack => text.get().to_owned(),
            _ => text.count(count(which)),
        };
        let choose = move |_| {
            part.set(which);
            drawn.set(STEP);
        };
        view! { <button type="button" class="chip" aria-pressed=move || (part.get() == which).to_string() on:click=choose>{label}</button> }
    };
    let on_scroll = move |_: i32, near_end: bool| {
        if near_end {
            drawn.update(|drawn| *drawn += STEP);
        }
    };
    let path = use_location().pathname;
    let current = Memo::new(move |_| {
        let path = path.read();
        path.strip_prefix("/hazards/")?.split('/').next()?.parse::<HazardId>().ok()
    });
    let choosing = Choosing::new();
    // All of the part, beyond what is drawn; what is closed is not acted on.
    let choosable = Signal::derive(move || {
        let lines = open.read();
        let all = lines.iter().flat_map(|lines| lines.iter()).filter(|line| line.is_in(part.get()));
        all.filter(|line| !line.state.is_closed()).map(|line| (line.id, line.chosen())).collect::<Vec<_>>()
    });
    let note = Signal::stored(super::nav::place_name(app));
    view! {
        <Frame home="/hazards" title=words::TAB_HAZARDS list_label=texts::HAZARD_LIST page_label=texts::HAZARD_PAGE note on_scroll>
            <div class="search">
                {icon(Icon::Find)}
                <input class="input" type="search" aria-label=texts::SEARCH_HAZARDS.get() placeholder=texts::SEARCH_HAZARDS_HINT.get() bind:value=sought/>
            </div>
            <div class="chips strip" role="group" aria-label=texts::VIEWS.get()>
                {PARTS.map(|(part, text)| chip(part, text)).collect_view()}
                {chip(Part::LookBack, more::PART_LOOK_BACK)}
                {chip(Part::Closed, texts::PART_CLOSED)}
            </div>
            {move || (part.get() == Part::Escalate && !reminders.read().is_empty()).then(|| view! {
                <button type="button" class="button main" on:click=move |_| remind(app, &reminders.get_untracked(), busy)>{move || more::REMIND_ALL.count(reminders.read().len())}</button>
            })}
            <p class="steps">
                <a class="button small" href="/notices">{notices::NOTICES.get()}{move || (waiting_letters.get() > 0).then(|| view! { <span class="pill bad">{notices::WAITING_N.count(waiting_letters.get())}</span> })}</a>
                <BulkButton choosing/>
            </p>
            <BulkBar choosing all=choosable/>
            <ul class="rows">
                <For each=lines key=|line| (line.id, line.head) children=move |line| view! { <HazardLine line current choosing/> }/>
            </ul>
            {move || match open.get() {
                Some(_) if !lines().is_empty() => ().into_any(),
                Some(_) if is_fetched.get() => view! { <Empty text=texts::NO_HAZARDS.get() picture=Icon::Tick/> }.into_any(),
                _ => view! { <Empty text=words::LOADING.get()/> }.into_any(),
            }}
        </Frame>
    }
}

// 提醒 for each that is due one: one event a hazard, committed together.
fn remind(app: App, lines: &[Arc<Line>], busy: RwSignal<bool>) {
    let events: Vec<_> = lines.iter().map(|line| reminder(&line.chosen())).collect();
    let count = events.len();
    field::send(app, events, more::SAID_REMINDED.count(count), busy);
}

#[component]
fn HazardLine(line: Arc<Line>, current: Memo<Option<HazardId>>, choosing: Choosing) -> impl IntoView {
    let (id, one, is_open) = (line.id, line.chosen(), !line.state.is_closed());
    let name = followup::CHOOSE_THIS.with(&[&line.name]);
    let choose = move || {
        (is_open && choosing.is_on()).then(|| {
            view! { <input type="checkbox" class="row-choose" aria-label=name.clone() prop:checked=move || choosing.holds(id) on:change=move |_| choosing.toggle(id, one)/> }
        })
    };
    let level = (line.level == Level::Lead).then(|| labels::level(line.level).get());
    let pills =
        line.pills.iter().map(|(text, class)| view! { <span class=*class>{text.clone()}</span> }).collect_view();
    view! {
        <li class="row desk-row" class:chosen=move || current.get() == Some(id) class:overdue=line.overdue>
            <span class="row-name">{choose}<a href=format!("/hazards/{id}")>{line.name.clone()}</a></span>
            <span class="row-end pills">{level.map(|level| view! { <span class="pill plain">{level}</span> })}{pills}</span>
            <span class="row-sub wide">{line.sub.clone()}</span>
        </li>
    }
}

/// Beside the list while none is chosen.
#[component]
pub fn HazardsHint() -> impl IntoView {
    view! { <div class="page hint-page"><Empty text=texts::CHOOSE_HAZARD.get() picture=Icon::Hazard/></div> }
}
