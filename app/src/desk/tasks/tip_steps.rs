//! What the sub-district does about a tip: four forms, each one event.

use crate::desk::entry::cell_name;
use crate::field;
use crate::kit::{Shot, Toggle};
use crate::state::{App, use_app};
use crate::text::{Text, tasks as shared, tip as texts};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::event::{TipAnswered, TipCheckAsked, TipDeclined, TipRewardDecided};
use gridwalk_domain::id::{AreaId, TaskId};
use gridwalk_domain::ledger::TaskRow;
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::settings::RewardBand;
use gridwalk_domain::time::Date;
use leptos::prelude::*;

fn send(app: App, event: NewEvent, said: String, busy: RwSignal<bool>) {
    field::send(app, vec![event], said, busy);
}

fn cells(app: App) -> Vec<(AreaId, String)> {
    let (session, tree) = (app.session(), app.tree());
    let below = session.areas.iter().flat_map(|area| tree.below(*area));
    let is_cell = |id: &AreaId| tree.get(*id).is_some_and(|area| area.level == AreaLevel::GridCell);
    let mut cells: Vec<_> = below.filter(is_cell).map(|id| (id, cell_name(app, id))).collect();
    cells.sort_by(|a, b| a.1.cmp(&b.1));
    cells
}

/// 交办核查: where, what, by when, in words that tell nothing of the reporter.
#[component]
pub fn AskCheck(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let Some(tip) = row.tip.clone() else { return ().into_any() };
    let title = if tip.errands.is_empty() { texts::ASK_CHECK } else { texts::ASK_AGAIN };
    let days = i64::from(app.session().settings.outside.tip_check_days);
    let cell = RwSignal::new(String::new());
    let place = RwSignal::new(tip.received.place.clone());
    // Empty: the reporter's own words may tell who reported.
    let text = RwSignal::new(String::new());
    let due = RwSignal::new(app.today().plus_days(days).to_string());
    let photos = RwSignal::new(Vec::<PhotoRef>::new());
    let (wanting, busy) = (RwSignal::new(None::<Text>), RwSignal::new(false));
    let options = cells(app).into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> });
    let options = options.collect_view();
    let pictures = tip.received.photos.iter().map(|photo| pick_photo(photo.clone(), photos)).collect_view();
    let has_photos = !tip.received.photos.is_empty();
    let tip_id = row.id;
    let ask = move |_| {
        let Ok(area) = cell.get_untracked().parse::<AreaId>() else { return wanting.set(Some(texts::CHOOSE_CELL)) };
        let (place, text) = (place.get_untracked().trim().to_owned(), text.get_untracked().trim().to_owned());
        if place.is_empty() || text.is_empty() {
            return wanting.set(Some(texts::WORDS_WANTED));
        }
        wanting.set(None);
        let body = TipCheckAsked {
            tip: tip_id,
            number: tip.received.number.clone(),
            topic: tip.received.topic.clone(),
            place,
            text,
            photos: photos.get_untracked(),
            due_on: due.get_untracked().parse::<Date>().unwrap_or_else(|_| app.today().plus_days(days)),
        };
        let event = NewEvent::first(TaskId(crate::field::fresh_id()), area, body);
        send(app, event, texts::SAID_SENT.count(cell_name(app, area)), busy);
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{title.get()}</h2></div>
            <div class="group-body">
                <label class="field"><span>{texts::WHICH_CELL.get()}</span>
                    <select class="input" on:change=move |event| cell.set(event_target_value(&event))><option value="">{texts::CHOOSE_CELL.get()}</option>{options}</select>
                </label>
                <p class="hint">{texts::REWORD.get()}</p>
                <label class="field"><span>{texts::PLACE_TO_LOOK.get()}</span><input class="input" type="text" maxlength="200" bind:value=place/></label>
                <label class="field"><span>{texts::WHAT_TO_LOOK_AT.get()}</span><textarea class="input" rows="4" maxlength="2000" bind:value=text></textarea></label>
                {has_photos.then(|| view! { <div class="field"><span>{texts::SEND_PHOTOS.get()}</span><div class="photos">{pictures}</div></div> })}
                <label class="field"><span>{texts::LOOK_BY.get()}</span><input class="input" type="date" bind:value=due/></label>
                <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
                <button type="button" class="button main" disabled=move || busy.get() on:click=ask>{texts::SEND_ERRAND.get()}</button>
            </div>
        </section>
    }
    .into_any()
}

fn pick_photo(photo: PhotoRef, chosen: RwSignal<Vec<PhotoRef>>) -> AnyView {
    let hash = photo.sha256;
    let on = Signal::derive(move || chosen.read().iter().any(|one| one.sha256 == hash));
    let tap = move || {
        let photo = photo.clone();
        chosen.update(|chosen| match chosen.iter().position(|one| one.sha256 == hash) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(photo),
        });
    };
    let (alt, label) = (shared::PHOTOS.get(), texts::SEND_ERRAND.get());
    view! { <figure class="photo"><Shot hash alt/><figcaption><Toggle label on on_tap=tap/></figcaption></figure> }
        .into_any()
}

/// 不受理, with a reason that the reporter reads.
#[component]
pub fn DeclineForm(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let (reason, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let decline = move |_| {
        let reason = reason.get_untracked().trim().to_owned();
        send(app, NewEvent::about(&row, TipDeclined { reason }), texts::SAID_DECLINED.get().to_owned(), busy);
    };
    let empty = move || busy.get() || reason.read().trim().is_empty();
    view! {
        <section class="group"><div class="group-body">
            <label class="field"><span>{texts::DECLINE_WHY.get()}</span><input class="input" type="text" maxlength="200" bind:value=reason/></label>
            <div class="steps"><button type="button" class="button small" disabled=empty on:click=decline>{texts::DECLINE.get()}</button></div>
        </div></section>
    }
}

/// 反馈.
#[component]
pub fn AnswerForm(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let (text, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let answer = move |_| {
        let text = text.get_untracked().trim().to_owned();
        send(app, NewEvent::about(&row, TipAnswered { text }), texts::SAID_ANSWERED.get().to_owned(), busy);
    };
    let empty = move || busy.get() || text.read().trim().is_empty();
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::ANSWER.get()}</h2></div>
            <div class="group-body">
                <label class="field"><span>{texts::ANSWER_TEXT.get()}</span><textarea class="input" rows="3" maxlength="1000" bind:value=text></textarea></label>
                <div class="steps"><button type="button" class="button small main" disabled=empty on:click=answer>{texts::ANSWER.get()}</button></div>
            </div>
        </section>
    }
}

/// 奖励决定: a band of the place with an amount in it, or none; its number in either case.
#[component]
pub fn RewardForm(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let bands = app.session().settings.outside.reward_bands.clone();
    let band = RwSignal::new(0_usize);
    let amount = RwSignal::new(bands.first().map(|band| band.from_yuan.to_string()).unwrap_or_default());
    let (document, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (wanting, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let options = bands.iter().enumerate().map(|(at, band)| {
        let label = format!("{}（{}–{}）", band.name, band.from_yuan, band.to_yuan);
        view! { <option value=at.to_string()>{label}</option> }
    });
    let options = options.collect_view();
    let has_bands = !bands.is_empty();
    let bands = StoredValue::new(bands);
    let decide = move |granted: bool| {
        let document = document.get_untracked().trim().to_owned();
        if document.is_empty() {
            return wanting.set(Some(texts::DOCUMENT_WANTED.get().to_owned()));
        }
        let chosen = bands.with_value(|bands| bands.get(band.get_untracked()).cloned()).filter(|_| granted);
        let amount_yuan = amount.get_untracked().trim().parse::<u32>().ok().filter(|_| granted);
        if let Some(sentence) = out_of_band(chosen.as_ref(), amount_yuan) {
            return wanting.set(Some(sentence));
        }
        wanting.set(None);
        let band = chosen.map(|band| band.name).unwrap_or_default();
        let note = note.get_untracked().trim().to_owned();
        let body = TipRewardDecided { granted, document, band, amount_yuan, note };
        send(app, NewEvent::about(&row, body), texts::SAID_REWARD.get().to_owned(), busy);
    };
    let decide = StoredValue::new(decide);
    let button = move |granted: bool, text: Text, class: &'static str| {
        view! { <button type="button" class=class disabled=move || busy.get() on:click=move |_| decide.with_value(|decide| decide(granted))>{text.get()}</button> }
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::REWARD.get()}</h2></div>
            <div class="group-body">
                {has_bands.then(|| view! {
                    <div class="pair">
                        <label class="field"><span>{texts::BAND.get()}</span><select class="input" on:change=move |event| band.set(event_target_value(&event).parse().unwrap_or_default())>{options}</select></label>
                        <label class="field"><span>{texts::AMOUNT.get()}</span><input class="input" type="text" inputmode="numeric" maxlength="7" bind:value=amount/></label>
                    </div>
                })}
                <label class="field"><span>{texts::DOCUMENT.get()}</span><input class="input" type="text" maxlength="60" bind:value=document/></label>
                <label class="field"><span>{texts::REMARK.get()}</span><input class="input" type="text" maxlength="200" bind:value=note/></label>
                <p class="wanting" role="alert">{move || wanting.get()}</p>
                <div class="steps">
                    {has_bands.then(|| button(true, texts::GRANT, "button small main"))}
                    {button(false, texts::DENY, "button small")}
                </div>
            </div>
        </section>
    }
}

// Why an amount does not do; `None` where it does, or none is granted.
fn out_of_band(band: Option<&RewardBand>, amount_yuan: Option<u32>) -> Option<String> {
    let band = band?;
    let fits = amount_yuan.is_some_and(|yuan| (band.from_yuan..=band.to_yuan).contains(&yuan));
    (!fits).then(|| texts::OUT_OF_BAND.with(&[&band.from_yuan.to_string(), &band.to_yuan.to_string()]))
}
