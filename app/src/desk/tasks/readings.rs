//! 导入水电气读数 (R08): one file, looked at before it is kept; what is odd becomes an urgent task.

use crate::desk::frame::PageBar;
use crate::desk::tables::{CallError, Notes, RowNote, send_file};
use crate::kit::FilePick;
use crate::screens::tasks::words;
use crate::state::{App, use_app};
use crate::text::{duty as texts, tables};
use gloo_net::http::Request;
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::ReadingFoundOdd;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use web_sys::File;

#[derive(Clone, Debug, Deserialize)]
struct Reply {
    rows: usize,
    kept: usize,
    odd: usize,
    odd_ones: Vec<OddOne>,
    errors: Vec<RowNote>,
}

#[derive(Clone, Debug, Deserialize)]
struct OddOne {
    name: String,
    address: String,
    reading: ReadingFoundOdd,
}

#[derive(Clone)]
enum Stage {
    /// Nothing chosen yet.
    Begin,
    /// The server has the file.
    Working,
    /// What would come of it.
    Checked(Reply),
    /// What came of it.
    Done(Reply),
}

#[derive(Clone, Copy)]
struct Import {
    app: App,
    file: RwSignal<Option<File>, LocalStorage>,
    stage: RwSignal<Stage>,
    error: RwSignal<Option<CallError>>,
}

impl Import {
    fn send(self, is_dry: bool) {
        let Some(file) = self.file.get_untracked() else { return };
        self.error.set(None);
        self.stage.set(Stage::Working);
        spawn_local(async move {
            let request = Request::post(&format!("/api/v1/imports/readings?dry_run={is_dry}"));
            let call = async {
                let response = send_file(self.app, request, &file).await?;
                response.json::<Reply>().await.map_err(|error| CallError::Told(error.to_string()))
            };
            let stage = match call.await {
                Ok(reply) if is_dry => Stage::Checked(reply),
                Ok(reply) => {
                    crate::sync::wake_now(self.app);
                    Stage::Done(reply)
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                    Stage::Begin
                }
            };
            self.stage.try_set(stage);
        });
    }
}

/// `/readings`.
#[component]
pub fn ReadingsPage() -> impl IntoView {
    let app = use_app();
    let import =
        Import { app, file: RwSignal::new_local(None), stage: RwSignal::new(Stage::Begin), error: RwSignal::new(None) };
    let is_theirs = app.session().role == Role::Subdistrict;
    view! {
        <PageBar title=texts::IMPORT_READINGS.get().to_owned() note=Signal::stored(String::new()) back="/tasks"/>
        <div class="page record-page">
            {if is_theirs { view! { <Chooser import/>{move || stage(import)} }.into_any() } else { view! { <p>{texts::IMPORT_BY_SUBDISTRICT.get()}</p> }.into_any() }}
        </div>
    }
}

#[component]
fn Chooser(import: Import) -> impl IntoView {
    let chosen = move |file| {
        import.file.set(Some(file));
        import.send(true);
    };
    let is_at_work = Signal::derive(move || import.stage.with(|stage| matches!(stage, Stage::Working)));
    view! {
        <section class="group">
            <div class="group-body">
                <p class="quiet">{texts::IMPORT_HINT.get()}</p>
                <FilePick label=texts::CHOOSE_READINGS accept=".xlsx,.xls,.csv,.txt" is_busy=is_at_work on_file=chosen/>
                <div role="alert">{move || import.error.get().map(|error| view! { <div class="banner bad"><p>{error.sentence()}</p></div> })}</div>
            </div>
        </section>
    }
}

fn stage(import: Import) -> AnyView {
    match import.stage.get() {
        Stage::Begin => ().into_any(),
        Stage::Working => view! { <p class="quiet" role="status">{tables::CHECKING.get()}</p> }.into_any(),
        Stage::Checked(reply) => {
            let main = match reply.kept {
                0 => view! { <p class="banner warn">{texts::IMPORT_NONE.get()}</p> }.into_any(),
                kept => view! { <button type="button" class="button main" on:click=move |_| import.send(false)>{texts::IMPORT_NOW.count(kept)}</button> }.into_any(),
            };
            outcome(import, texts::IMPORT_CHECKED, reply, main)
        }
        Stage::Done(reply) => outcome(import, texts::IMPORT_DONE, reply, ().into_any()),
    }
}

fn outcome(import: Import, sentence: crate::text::Text, reply: Reply, main: AnyView) -> AnyView {
    let name = import.file.with_untracked(|file| file.as_ref().map(File::name).unwrap_or_default());
    let numbers = [reply.rows, reply.kept, reply.odd, reply.errors.len()].map(|number| number.to_string());
    let sentence = sentence.with(&[&numbers[0], &numbers[1], &numbers[2], &numbers[3]]);
    let today = import.app.today();
    let odd = reply.odd_ones.into_iter().map(|one| {
        view! {
            <li class="row">
                <span class="row-name">{one.name}</span>
                <span class="row-sub wide">{one.address}" · "{words::reading(&one.reading, today)}</span>
            </li>
        }
    });
    let odd = (reply.odd > 0).then(|| {
        view! {
            <section class="group">
                <div class="group-head"><h2>{texts::IMPORT_ODD.get()}<small>{reply.odd}</small></h2></div>
                <ul class="rows">{odd.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <section class="group">
            <div class="group-head"><h2>{name}</h2></div>
            <div class="group-body"><p role="status">{sentence}</p>{main}</div>
        </section>
        {odd}
        <Notes title=texts::IMPORT_UNREAD notes=reply.errors is_bad=true/>
    }
    .into_any()
}
