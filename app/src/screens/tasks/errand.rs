//! 举报核查 (R36): somebody is sent to look at what a tip says, in the office's words. What is true becomes a hazard.

use super::parts::{Shots, kept};
use crate::field;
use crate::kit::{self, Empty, Shot, TopBar};
use crate::position;
use crate::premises::use_premises;
use crate::screens::visit::{Picks, TextInput, picks};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{Text, tasks as shared, tip as texts};
use gridwalk_domain::checklist::Item;
use gridwalk_domain::event::TipFinding;
use gridwalk_domain::id::{HazardId, PremisesId, TaskId};
use gridwalk_domain::ledger::{PremisesRow, TaskRow, TaskState};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::{ErrandDraft, JudgedGroup, check_errand, judged_items};
use gridwalk_replica::{PremisesBrief, Sought};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const KEPT: &str = "errand-form";
const FINDINGS: [TipFinding; 3] = [TipFinding::Confirmed, TipFinding::Unfounded, TipFinding::NotFound];
/// Premises offered for what was typed.
const OFFERED_MAX: usize = 6;

/// 属实, ….
pub const fn finding_text(finding: TipFinding) -> Text {
    match finding {
        TipFinding::Confirmed => texts::CONFIRMED,
        TipFinding::Unfounded => texts::UNFOUNDED,
        TipFinding::NotFound => texts::NOT_FOUND,
    }
}

/// `/errand/:id` in the field.
#[component]
pub fn ErrandPage() -> impl IntoView {
    let app = use_app();
    let row = use_subject(app, async move |id: TaskId| {
        app.journal().task(id).await.ok().flatten().filter(|row| row.check.is_some())
    });
    view! {
        <div class="screen">
            <TopBar title=texts::ERRAND.get().to_owned() back="/"><Unsent/></TopBar>
            {move || match row.get() {
                None => ().into_any(),
                Some(None) => view! { <main class="page"><Empty text=shared::NO_TASK.get()/></main> }.into_any(),
                Some(Some(row)) => view! { <main><div class="page"><ErrandFacts row=row.clone()/></div><ErrandForm row home="/"/></main> }.into_any(),
            }}
        </div>
    }
}

/// What is asked, and what was seen.
#[component]
pub fn ErrandFacts(
    /// The errand.
    row: TaskRow,
) -> impl IntoView {
    let app = use_app();
    let today = app.today();
    let Some(asked) = row.check.clone() else { return ().into_any() };
    let photos = asked.photos.iter().map(shot).collect_view();
    let seen = row.steps.iter().filter_map(|step| Some((step, step.checked.as_ref()?))).map(|(step, checked)| {
        let at = format!("{} {}", kit::day_in_words(step.at.date_in_shanghai(), today), kit::clock(step.at));
        let head = texts::FOUND_BY.with(&[&app.session().name_of(step.by), &at, finding_text(checked.finding).get()]);
        let photos = checked.photos.iter().map(shot).collect_view();
        view! { <p><b>{head}</b></p><p>{checked.note.clone()}</p><div class="photos">{photos}</div> }
    });
    let (state, class) = match row.state {
        TaskState::Open => (shared::LOOK_BY.with(&[&kit::day(asked.due_on, today)]), "pill bad"),
        TaskState::Done => (texts::LOOKED.get().to_owned(), "pill ok"),
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{asked.place.clone()}</h2><span class=class>{state}</span></div>
            <div class="group-body">
                <p class="quiet small">{asked.topic.clone()}" · "{texts::NUMBER.with(&[&asked.number])}</p>
                <p>{asked.text.clone()}</p>
                <div class="photos">{photos}</div>
                <p class="hint">{texts::KEEP_QUIET.get()}</p>
                {seen.collect_view()}
            </div>
        </section>
    }
    .into_any()
}

/// A photo in a line of them.
pub fn shot(photo: &PhotoRef) -> AnyView {
    view! { <figure class="photo record-photo"><Shot hash=photo.sha256 alt=shared::PHOTOS.get()/></figure> }.into_any()
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Form {
    errand: Option<TaskId>,
    finding: Option<usize>,
    note: String,
    photos: Vec<PhotoRef>,
    premises: Option<PremisesId>,
    item: Option<String>,
    defects: Vec<String>,
    no_hazard: bool,
}

/// What was seen, while the errand is open; autosaved, for the camera may kill the page.
#[component]
pub fn ErrandForm(
    /// The errand.
    row: TaskRow,
    /// Where to go when it is done.
    home: &'static str,
) -> impl IntoView {
    let app = use_app();
    if row.state == TaskState::Done {
        return ().into_any();
    }
    let id = row.id;
    let begin = async move |kept: Form| match kept.errand == Some(id) {
        true => kept,
        false => Form { errand: Some(id), ..Form::default() },
    };
    let (form, is_there) = kept::<Form>(app, KEPT, begin);
    let row = StoredValue::new(row);
    view! {
        {move || is_there.get().then(|| {
            let (read, write) = create_slice(form, |form| form.clone().unwrap_or_default(), |form, new| *form = Some(new));
            view! { <Fields row=row.get_value() form=read write home/> }
        })}
    }
    .into_any()
}

#[component]
fn Fields(row: TaskRow, form: Signal<Form>, write: SignalSetter<Form>, home: &'static str) -> impl IntoView {
    let app = use_app();
    let fix = position::watch();
    let wanting = RwSignal::new(None::<Text>);
    let chosen = RwSignal::new(form.get_untracked().finding);
    let edit = move |change: &dyn Fn(&mut Form)| {
        wanting.set(None);
        let mut new = form.get_untracked();
        change(&mut new);
        write.set(new);
    };
    let pick = move |at: usize| {
        chosen.set(Some(at));
        edit(&|form| form.finding = Some(at));
    };
    let area = row.area;
    let row = StoredValue::new(row);
    let save = move |_| {
        let form = form.get_untracked();
        leptos::task::spawn_local(async move {
            match record(app, &row.get_value(), &form).await {
                Ok(()) => {
                    write.set(Form::default());
                    app.say(texts::SAID_CHECKED.get());
                    app.go_instead(home);
                }
                Err(sentence) => {
                    wanting.try_set(Some(sentence));
                }
            }
        });
    };
    let is_true = Memo::new(move |_| form.read().finding == Some(0));
    view! {
        <div class="page">
            <section class="group">
                <div class="group-head"><h2>{texts::FINDING.get()}</h2></div>
                <div class="item"><Picks name=texts::FINDING.get() id="errand-finding" tall=true chosen
                    picks=picks(FINDINGS.map(|finding| finding_text(finding).get())) on_pick=pick/></div>
            </section>
            <TextInput label=texts::WHAT_SEEN.get() value=form.get_untracked().note area=true
                on_change=move |text: String| edit(&|form| form.note.clone_from(&text))/>
            <Shots photos=Signal::derive(move || form.get().photos) fix
                on_add=Callback::new(move |photo: PhotoRef| edit(&|form| form.photos.push(photo.clone())))/>
            {move || is_true.get().then(|| view! { <What area form edit=Callback::new(move |change: Change| edit(&*change))/> })}
        </div>
        <div class="bar">
            <p class="bar-note" role="alert">{move || wanting.get().map(Text::get)}</p>
            <div class="bar-inner"><button type="button" class="button main" on:click=save>{texts::SAVE.get()}</button></div>
        </div>
    }
}

type Change = Box<dyn Fn(&mut Form) + Send + Sync>;

/// 属实: at which premises, and which item of its checklist fails.
#[component]
fn What(area: gridwalk_domain::id::AreaId, form: Signal<Form>, edit: Callback<Change>) -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let sought = RwSignal::new(String::new());
    let offered = move || {
        let (typed, premises) = (sought.get(), form.read().premises);
        let (is_asked, words) = (!typed.trim().is_empty(), Sought::new(&typed));
        let fits =
            |one: &&PremisesBrief| one.area == area && (is_asked && words.finds(one) || premises == Some(one.id));
        all.read().iter().flat_map(|all| all.iter()).filter(fits).take(OFFERED_MAX).cloned().collect::<Vec<_>>()
    };
    let line = move |one: PremisesBrief| {
        let id = one.id;
        let choose = move |_| {
            edit.run(Box::new(move |form| {
                if form.premises != Some(id) {
                    (form.premises, form.item, form.no_hazard) = (Some(id), None, false);
                    form.defects.clear();
                }
            }));
        };
        let on = move || (form.read().premises == Some(id)).to_string();
        view! { <button type="button" class="chip tall" aria-pressed=on on:click=choose>{one.name.clone()}<small>{one.address.clone()}</small></button> }
    };
    let premises = Memo::new(move |_| form.read().premises);
    let kind = move || {
        let premises = premises.get()?;
        all.read().iter().flat_map(|all| all.iter()).find(|one| one.id == premises).map(|one| one.kind.clone())
    };
    let none = Signal::derive(move || form.read().no_hazard);
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::AT_WHICH.get()}</h2></div>
            <div class="group-body">
                <p class="quiet small">{texts::HAZARD_FROM_TIP.get()}</p>
                <label class="field"><span>{texts::SEEK_PREMISES.get()}</span><input class="input" type="search" bind:value=sought/></label>
                <div class="chips" role="group" aria-label=texts::AT_WHICH.get()>{move || offered().into_iter().map(line).collect_view()}</div>
                <p class="quiet small">{texts::NOT_IN_LEDGER.get()}</p>
                {move || kind().map(|kind| view! { <Items kind form edit/> })}
                <kit::Toggle label=texts::NO_HAZARD.get() on=none on_tap=move || edit.run(Box::new(|form| form.no_hazard = !form.no_hazard))/>
            </div>
        </section>
    }
}

fn items_of(app: App, kind: &str) -> Vec<JudgedGroup> {
    let catalogue = app.catalogue();
    let Some(kind) = catalogue.kind(kind) else { return Vec::new() };
    judged_items(&catalogue, kind, &app.session().settings.items_on, app.today())
}

#[component]
fn Items(kind: String, form: Signal<Form>, edit: Callback<Change>) -> impl IntoView {
    let app = use_app();
    let groups = items_of(app, &kind);
    let chosen = form.get_untracked().item;
    let options = groups.iter().map(|group| {
        let items = group.items.iter().map(|item| {
            let selected = chosen.as_ref() == Some(&item.code);
            view! { <option value=item.code.clone() selected=selected>{item.text.clone()}</option> }
        });
        view! { <optgroup label=group.name.clone()>{items.collect_view()}</optgroup> }
    });
    let options = options.collect_view();
    let choose = move |event| {
        let code = Some(event_target_value(&event)).filter(|code| !code.is_empty());
        edit.run(Box::new(move |form| {
            form.item.clone_from(&code);
            form.defects.clear();
        }));
    };
    let item = Memo::new(move |_| form.read().item.clone());
    let chips = move || {
        let code = item.get()?;
        let item = groups.iter().flat_map(|group| &group.items).find(|item| item.code == code)?.clone();
        let chips = item.defects.iter().map(|defect| {
            let (chip, own) = (defect.chip.clone(), defect.chip.clone());
            let on = Signal::derive(move || form.read().defects.contains(&own));
            let tap = move || {
                let chip = chip.clone();
                edit.run(Box::new(move |form| match form.defects.iter().position(|one| *one == chip) {
                    Some(at) => drop(form.defects.remove(at)),
                    None => form.defects.push(chip.clone()),
                }));
            };
            view! { <kit::Toggle label=defect.chip.clone() class="defect" on on_tap=tap/> }
        });
        Some(view! { <div class="chips">{chips.collect_view()}</div> })
    };
    view! {
        <label class="field"><span>{texts::WHICH_ITEM.get()}</span>
            <select class="input" on:change=choose><option value="">{texts::CHOOSE_ITEM.get()}</option>{options}</select>
        </label>
        {chips}
    }
}

async fn record(app: App, row: &TaskRow, form: &Form) -> Result<(), Text> {
    let finding = form.finding.and_then(|at| FINDINGS.get(at).copied()).ok_or(texts::FINDING_WANTED)?;
    if form.note.trim().is_empty() {
        return Err(texts::NOTE_WANTED);
    }
    let matter = match finding {
        TipFinding::Confirmed if !form.no_hazard => Some(matter(app, form).await?),
        _ => None,
    };
    let hazard = matter
        .as_ref()
        .map(|(premises, item)| (HazardId(field::fresh_id()), premises, item.as_ref(), form.defects.as_slice()));
    let (note, photos, today) = (form.note.as_str(), form.photos.as_slice(), app.today());
    let draft = ErrandDraft { errand: row, finding, note, photos, hazard, today };
    let events = check_errand(&draft).ok_or(shared::NO_TASK)?;
    field::commit(app, events, None).await.map_err(|error| field::trouble(&error))
}

async fn matter(app: App, form: &Form) -> Result<(PremisesRow, std::sync::Arc<Item>), Text> {
    let premises = form.premises.ok_or(texts::PREMISES_WANTED)?;
    let premises = app.journal().premises(premises).await.ok().flatten().ok_or(texts::PREMISES_WANTED)?;
    let groups = items_of(app, &premises.kind);
    let code = form.item.as_deref().ok_or(texts::CHOOSE_ITEM)?;
    let item = groups.iter().flat_map(|group| &group.items).find(|item| item.code == code).cloned();
    Ok((premises, item.ok_or(texts::CHOOSE_ITEM)?))
}
