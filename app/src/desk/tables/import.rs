//! 导入台账: pick a file, see how it is understood and what is wrong with it, bring it in, take it back.

use super::client::{self, CallError, Facts, Field, Mapping, PastImport, Progress, Report};
use super::import_columns::Columns;
use super::import_report::{Notes, figures};
use crate::desk::frame::Single;
use crate::field::fresh_id;
use crate::kit;
use crate::state::{App, use_app};
use crate::text::tables as texts;
use gloo_net::http::Request;
use gloo_timers::future::TimeoutFuture;
use gridwalk_domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

const ASK_EVERY_MS: u32 = 700;

/// Where the screen stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// Nothing chosen yet.
    Begin,
    /// The server is looking at it.
    Checking,
    /// What would come of it.
    Checked(Box<Report>),
    /// Rows done of rows to do, and the import's name.
    Importing(Option<Progress>, String),
    /// What came of it, and the import's name.
    Done(Box<Report>, String),
}

/// Everything the screen holds.
#[derive(Clone, Copy)]
pub(super) struct Import {
    pub app: App,
    pub file: RwSignal<Option<File>, LocalStorage>,
    pub stage: RwSignal<Stage>,
    pub mapping: RwSignal<Mapping>,
    pub fields: RwSignal<Vec<Field>>,
    pub past: RwSignal<Vec<PastImport>>,
    pub error: RwSignal<Option<CallError>>,
}

impl Import {
    fn new(app: App) -> Self {
        Self {
            app,
            file: RwSignal::new_local(None),
            stage: RwSignal::new(Stage::Begin),
            mapping: RwSignal::default(),
            fields: RwSignal::default(),
            past: RwSignal::default(),
            error: RwSignal::default(),
        }
    }

    fn load(self) {
        spawn_local(async move {
            match client::read(self.app, "/api/v1/imports").await {
                Ok(past) => {
                    self.past.try_set(past);
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                }
            }
            if let Ok(fields) = client::read(self.app, "/api/v1/imports/fields").await {
                self.fields.try_set(fields);
            }
        });
    }

    async fn post(self, query: String) -> Result<Report, CallError> {
        let file = self.file.get_untracked().ok_or(CallError::NoNetwork)?;
        let path = format!("/api/v1/imports/premises?{query}&file={}", client::encoded(&file.name()));
        let response = client::send_file(self.app, Request::post(&path), &file).await?;
        response.json().await.map_err(|error| CallError::Told(error.to_string()))
    }

    fn mapping_query(self) -> String {
        let mapping = serde_json::to_string(&self.mapping.get_untracked()).unwrap_or_default();
        format!("&mapping={}", client::encoded(&mapping))
    }

    /// A dry run: by guesses for a file just chosen, else by the mapping as it was changed.
    pub fn check(self, by_guess: bool) {
        self.stage.set(Stage::Checking);
        self.error.set(None);
        spawn_local(async move {
            let mapping = if by_guess { String::new() } else { self.mapping_query() };
            match self.post(format!("dry_run=true{mapping}")).await {
                Ok(report) => {
                    self.mapping.try_set(report.mapping.clone());
                    self.stage.try_set(Stage::Checked(Box::new(report)));
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                    self.stage.try_set(Stage::Begin);
                }
            }
        });
    }

    fn bring_in(self) {
        let id = fresh_id().to_string();
        self.error.set(None);
        self.stage.set(Stage::Importing(None, id.clone()));
        let asked = id.clone();
        spawn_local(async move {
            loop {
                TimeoutFuture::new(ASK_EVERY_MS).await;
                if !matches!(self.stage.try_get_untracked(), Some(Stage::Importing(..))) {
                    return;
                }
                let progress = client::read::<Progress>(self.app, &format!("/api/v1/imports/{asked}")).await;
                if let Ok(progress) = progress
                    && matches!(self.stage.try_get_untracked(), Some(Stage::Importing(..)))
                {
                    self.stage.try_set(Stage::Importing(Some(progress), asked.clone()));
                }
            }
        });
        spawn_local(async move {
            match self.post(format!("dry_run=false&id={id}{}", self.mapping_query())).await {
                Ok(report) => {
                    self.stage.try_set(Stage::Done(Box::new(report), id));
                    crate::sync::wake(self.app);
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                    self.stage.try_set(Stage::Begin);
                }
            }
            self.load();
        });
    }

    fn stop(self, id: String) {
        spawn_local(async move {
            let stopped = client::send(self.app, Request::delete(&format!("/api/v1/imports/{id}"))).await;
            if let Err(error) = stopped {
                self.error.try_set(Some(error));
            }
        });
    }

    fn undo(self, id: String) {
        #[derive(serde::Deserialize)]
        struct Undone {
            closed: u32,
            kept: u32,
        }
        spawn_local(async move {
            let call = async {
                let response = client::send(self.app, Request::post(&format!("/api/v1/imports/{id}/undo"))).await?;
                response.json::<Undone>().await.map_err(|error| CallError::Told(error.to_string()))
            };
            match call.await {
                Ok(Undone { closed, kept }) => {
                    self.app.say(texts::UNDONE.with(&[&closed.to_string(), &kept.to_string()]));
                    self.stage.try_set(Stage::Begin);
                    crate::sync::wake(self.app);
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                }
            }
            self.load();
        });
    }
}

/// `/import` of the desk entry.
#[component]
pub fn ImportPage() -> impl IntoView {
    let import = Import::new(use_app());
    import.load();
    let chosen = move |file| {
        import.file.set(Some(file));
        import.check(true);
    };
    let is_at_work = Signal::derive(move || matches!(import.stage.get(), Stage::Checking | Stage::Importing(..)));
    view! {
        <Single title=texts::IMPORT>
            <section class="group">
                <div class="group-body">
                    <p class="quiet">{texts::IMPORT_HINT.get()}</p>
                    <kit::FilePick label=texts::CHOOSE_FILE accept=".xlsx,.xls,.csv,.txt" is_busy=is_at_work on_file=chosen/>
                    <div role="alert">{move || import.error.get().map(|error| view! { <div class="banner bad"><p>{error.sentence()}</p></div> })}</div>
                </div>
            </section>
            {move || stage(import)}
            <PastImports import/>
        </Single>
    }
}

fn stage(import: Import) -> AnyView {
    match import.stage.get() {
        Stage::Begin => ().into_any(),
        Stage::Checking => view! { <p class="quiet" role="status">{texts::CHECKING.get()}</p> }.into_any(),
        Stage::Checked(report) => checked(import, *report),
        Stage::Importing(progress, id) => importing(import, progress, id),
        Stage::Done(report, id) => done(import, &report, id),
    }
}

fn checked(import: Import, report: Report) -> AnyView {
    let count = report.accepted + report.updated;
    let name = import.file.with_untracked(|file| file.as_ref().map(File::name).unwrap_or_default());
    let main = match count {
        0 => view! { <p class="banner warn">{texts::NOTHING_TO_IMPORT.get()}</p> }.into_any(),
        count => view! {
            <button type="button" class="button main" on:click=move |_| import.bring_in()>{texts::DO_IMPORT.count(count)}</button>
        }
        .into_any(),
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{name}</h2></div>
            <div class="group-body">
                {figures(&report)}
                {main}
            </div>
        </section>
        <Notes title=texts::PROBLEMS notes=report.errors.clone() is_bad=true/>
        <Columns import/>
        <Notes title=texts::WARNINGS notes=report.warnings is_bad=false/>
    }
    .into_any()
}

fn importing(import: Import, progress: Option<Progress>, id: String) -> AnyView {
    let progress = progress.filter(|progress| progress.total > 0);
    let (done, total) = progress.as_ref().map_or((0, 1), |progress| (progress.done, progress.total));
    // Before the first answer, and while the file is read, nobody knows how many there are.
    let said = match progress {
        Some(_) => texts::IMPORTING.with(&[&done.to_string(), &total.to_string()]),
        None => texts::IMPORT_BEGINS.get().to_owned(),
    };
    view! {
        <section class="group">
            <div class="group-body">
                <p role="status">{said}</p>
                <progress class="progress" max=total value=done></progress>
                <button type="button" class="button" on:click=move |_| import.stop(id.clone())>{texts::STOP.get()}</button>
            </div>
        </section>
    }
    .into_any()
}

fn done(import: Import, report: &Report, id: String) -> AnyView {
    let said = texts::IMPORTED.with(&[
        &report.accepted.to_string(),
        &report.updated.to_string(),
        &report.unchanged.to_string(),
    ]);
    let wrong = u32::try_from(report.errors.len()).unwrap_or(u32::MAX);
    // Rows that were neither taken nor refused: somebody stopped it.
    let left =
        [report.accepted, report.updated, report.unchanged, wrong].into_iter().fold(report.rows, u32::saturating_sub);
    let (class, said) = match left {
        0 => ("banner ok", said),
        left => ("banner warn", [said, texts::IMPORT_STOPPED.count(left)].concat()),
    };
    view! {
        <section class="group">
            <div class="group-body">
                <p class=class role="status">{said}</p>
                <div class="steps">
                    <a class="button main" href="/ledger">{texts::SEE_LEDGER.get()}</a>
                    <Undo import id/>
                </div>
            </div>
        </section>
        <Notes title=texts::PROBLEMS notes=report.errors.clone() is_bad=true/>
    }
    .into_any()
}

/// Asks once more before it takes an import back.
#[component]
fn Undo(import: Import, id: String) -> impl IntoView {
    let is_sure = RwSignal::new(false);
    let press = move |_| {
        if is_sure.get_untracked() {
            import.undo(id.clone());
        } else {
            is_sure.set(true);
        }
    };
    view! {
        <button type="button" class="button small" class:bad=move || is_sure.get() on:click=press>{texts::UNDO.get()}</button>
        {move || is_sure.get().then(|| view! { <p class="quiet" role="status">{texts::UNDO_SURE.get()}</p> })}
    }
}

#[component]
fn PastImports(import: Import) -> impl IntoView {
    let lines = move || {
        let past = import.past.get();
        if past.is_empty() {
            return view! { <p class="quiet group-body">{texts::NO_IMPORTS.get()}</p> }.into_any();
        }
        let line = |one: PastImport| {
            let at = Timestamp::from_millis(one.at);
            let when = format!("{} {}", kit::day_in_words(at.date_in_shanghai(), import.app.today()), kit::clock(at));
            let can_undo =
                matches!(one.facts.state.as_str(), "done" | "cancelled" | "failed") && one.facts.accepted > 0;
            view! {
                <li class="past-import">
                    <p><strong>{one.facts.file.clone()}</strong>" "<span class="pill plain">{state(&one.facts)}</span></p>
                    <p class="quiet">{format!("{when} · {}", counted(&one.facts))}</p>
                    {can_undo.then(|| view! { <div class="steps"><Undo import id=one.id.clone()/></div> })}
                </li>
            }
        };
        view! { <ul class="plain-list">{past.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::PAST_IMPORTS.get()}</h2></div>
            {lines}
        </section>
    }
}

fn state(facts: &Facts) -> &'static str {
    match facts.state.as_str() {
        "done" => texts::STATE_DONE,
        "cancelled" => texts::STATE_CANCELLED,
        "undone" => texts::STATE_UNDONE,
        "running" => texts::STATE_RUNNING,
        _ => texts::STATE_FAILED,
    }
    .get()
}

fn counted(facts: &Facts) -> String {
    texts::IMPORT_LINE.with(&[&facts.accepted.to_string(), &facts.updated.to_string(), &facts.errors.to_string()])
}
