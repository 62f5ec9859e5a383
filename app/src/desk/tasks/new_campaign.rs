//! 新建专项 (R37): days, targets by kind, tag, cell and words, one more checklist; one event a cell.

use crate::desk::entry::cell_name;
use crate::desk::frame::PageBar;
use crate::field;
use crate::kit::Toggle;
use crate::premises::use_premises;
use crate::screens::visit::TextInput;
use crate::state::{App, use_app};
use crate::text::{Text, duty as texts};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::event::CampaignOpened;
use gridwalk_domain::id::{AreaId, CampaignId, PremisesId, TaskId};
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::register::tags_of;
use gridwalk_domain::time::Date;
use gridwalk_replica::{PremisesBrief, Sought};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Targets of one cell, at most: what one event may hold.
const TARGETS_MAX: usize = 2_000;
const DAYS: i64 = 14;

/// Which premises are targets.
struct Wanted {
    kinds: BTreeSet<String>,
    tags: BTreeSet<String>,
    cells: BTreeSet<AreaId>,
    words: Sought,
}

impl Wanted {
    // A kind or a tag has to be chosen: nobody sends everybody everywhere by leaving all open. What is closed is left out.
    fn has(&self, one: &PremisesBrief) -> bool {
        let is_of_kind = self.kinds.is_empty() || self.kinds.contains(&one.kind);
        let is_tagged = self.tags.is_empty() || tags_of(&one.tags).any(|tag| self.tags.contains(tag));
        (!self.kinds.is_empty() || !self.tags.is_empty())
            && is_of_kind
            && is_tagged
            && (self.cells.is_empty() || self.cells.contains(&one.area))
            && one.standing.is_live()
            && self.words.finds(one)
    }
}

/// `/campaigns/new`.
#[component]
pub fn NewCampaignPage() -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let (name, words, note) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (from, to) = (RwSignal::new(app.today().to_string()), RwSignal::new(app.today().plus_days(DAYS).to_string()));
    let (kinds, cells) = (RwSignal::new(BTreeSet::<String>::new()), RwSignal::new(BTreeSet::<AreaId>::new()));
    let tags = RwSignal::new(BTreeSet::<String>::new());
    let template = RwSignal::new(String::new());
    let (wanting, busy) = (RwSignal::new(None::<Text>), RwSignal::new(false));
    let targets = Memo::new(move |_| {
        let mut found: BTreeMap<AreaId, Vec<PremisesId>> = BTreeMap::new();
        let wanted =
            Wanted { kinds: kinds.get(), tags: tags.get(), cells: cells.get(), words: Sought::new(&words.get()) };
        for one in all.read().iter().flat_map(|all| all.iter()) {
            if wanted.has(one) {
                found.entry(one.area).or_default().push(one.id);
            }
        }
        found
    });
    let count = move || {
        let targets = targets.read();
        let all: usize = targets.values().map(Vec::len).sum();
        texts::TARGETS.with(&[&all.to_string(), &targets.len().to_string()])
    };
    let open = move |_| {
        let days = from.get_untracked().parse::<Date>().ok().zip(to.get_untracked().parse::<Date>().ok());
        if days.is_some_and(|(from, to)| from > to) {
            return wanting.set(Some(texts::CAMPAIGN_ENDS_FIRST));
        }
        let name = name.get_untracked().trim().to_owned();
        let targets = targets.get_untracked();
        let Some((from, to)) = days.filter(|_| !name.is_empty() && !targets.is_empty()) else {
            return wanting.set(Some(texts::CAMPAIGN_WANTED));
        };
        if targets.values().any(|targets| targets.len() > TARGETS_MAX) {
            return wanting.set(Some(texts::TOO_MANY_TARGETS));
        }
        let opened = CampaignOpened {
            campaign: CampaignId(field::fresh_id()),
            name,
            from,
            to,
            template: Some(template.get_untracked()).filter(|code| !code.is_empty()),
            targets: Vec::new(),
            note: note.get_untracked().trim().to_owned(),
        };
        field::once(busy, send(app, opened, targets));
    };
    view! {
        <PageBar title=texts::NEW_CAMPAIGN.get().to_owned() note=Signal::derive(count) back="/tasks"/>
        <div class="page record-page">
            <TextInput label=texts::CAMPAIGN_NAME.get() value=String::new() example=texts::CAMPAIGN_EXAMPLE.get() on_change=move |text| name.set(text)/>
            <div class="pair">{day_field(texts::DAYS_FROM, from)}{day_field(texts::DAYS_TO, to)}</div>
            <fieldset class="field"><legend>{texts::OF_KINDS.get()}</legend><div class="chips">{kind_chips(app, kinds)}</div></fieldset>
            {move || {
                let used = used_tags(all.read().as_deref().map_or(&[][..], Vec::as_slice));
                (!used.is_empty()).then(|| view! {
                    <fieldset class="field"><legend>{texts::OF_TAGS.get()}</legend><div class="chips">
                        {used.into_iter().map(|tag| toggled(tag.clone(), tag, tags)).collect_view()}
                    </div></fieldset>
                })
            }}
            <fieldset class="field"><legend>{texts::IN_CELLS.get()}</legend><div class="chips">{cell_chips(app, cells)}</div></fieldset>
            <TextInput label=texts::TARGET_WORDS.get() value=String::new() on_change=move |text| words.set(text)/>
            <label class="field"><span>{texts::EXTRA_TEMPLATE.get()}</span>
                <select class="input" prop:value=move || template.get() on:change=move |event| template.set(event_target_value(&event))>
                    <option value="">{texts::NO_TEMPLATE.get()}</option>
                    {app.catalogue().templates.iter().map(|one| view! { <option value=one.code.clone()>{one.name.clone()}</option> }).collect_view()}
                </select>
            </label>
            <TextInput label=texts::WHAT_TO_LOOK_AT.get() value=String::new() area=true on_change=move |text| note.set(text)/>
            <p role="status">{count}</p>
            <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
            <button type="button" class="button main" on:click=open>{texts::OPEN_CAMPAIGN.get()}</button>
        </div>
    }
}

fn used_tags(all: &[PremisesBrief]) -> BTreeSet<String> {
    all.iter().flat_map(|one| tags_of(&one.tags)).map(str::to_owned).collect()
}

/// A day to choose.
pub fn day_field(label: Text, day: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="field"><span>{label.get()}</span>
            <input class="input" type="date" prop:value=move || day.get() on:input=move |event| day.set(event_target_value(&event))/>
        </label>
    }
}

fn toggled<T: Ord + Clone + Send + Sync + 'static>(
    label: String,
    value: T,
    chosen: RwSignal<BTreeSet<T>>,
) -> impl IntoView {
    let there = value.clone();
    let tap = move || {
        let value = value.clone();
        chosen.update(|chosen| {
            if !chosen.remove(&value) {
                chosen.insert(value);
            }
        });
    };
    view! { <Toggle label on=Signal::derive(move || chosen.read().contains(&there)) on_tap=tap/> }
}

/// A chip a kind of the place.
pub fn kind_chips(app: App, chosen: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let catalogue = app.catalogue();
    let session = app.session();
    let kinds = catalogue.kinds_in_use(&session.settings);
    kinds.map(|kind| toggled(kind.name.clone(), kind.code.clone(), chosen)).collect_view()
}

/// The account's grid cells with their names, by name.
pub fn cells(app: App) -> Vec<(String, AreaId)> {
    let (tree, session) = (app.tree(), app.session());
    let below: BTreeSet<AreaId> = session.areas.iter().flat_map(|area| tree.below(*area)).collect();
    let mut cells: Vec<(String, AreaId)> = below
        .into_iter()
        .filter(|id| tree.get(*id).is_some_and(|area| area.level == AreaLevel::GridCell))
        .map(|id| (cell_name(app, id), id))
        .collect();
    cells.sort();
    cells
}

fn cell_chips(app: App, chosen: RwSignal<BTreeSet<AreaId>>) -> impl IntoView {
    cells(app).into_iter().map(|(name, id)| toggled(name, id, chosen)).collect_view()
}

async fn send(app: App, opened: CampaignOpened, targets: BTreeMap<AreaId, Vec<PremisesId>>) {
    let event = |(area, targets): (AreaId, Vec<PremisesId>)| {
        NewEvent::first(TaskId(field::fresh_id()), area, CampaignOpened { targets, ..opened.clone() })
    };
    if field::keep(app, targets.into_iter().map(event).collect()).await {
        app.say(texts::SAID_OPENED.with(&[&opened.name]));
        app.go_instead(&format!("/campaigns/{}", opened.campaign));
    }
}
