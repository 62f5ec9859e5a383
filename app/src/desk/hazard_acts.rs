//! The acts of a hazard beyond 销号, 上报 and 移交: what each asks for, and the event that it makes.

use super::hazard_ask::Ask;
use crate::field;
use crate::hazard::{hazard_name, sides};
use crate::kit;
use crate::state::{App, use_app};
use crate::subject::notices_of;
use crate::text::{Text, followup, hazard as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::*;
use gridwalk_domain::followup::{next_round_due, overdue_days, proposed_rung};
use gridwalk_domain::id::RoomId;
use gridwalk_domain::ledger::{HazardRow, HazardState, LIST, Past, PremisesRow, REMIND, Standing};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::{LetterDecision, NewEvent, answer_letter, letter_of_extension};
use gridwalk_domain::review::{HazardStep, may};
use gridwalk_domain::settings::Rung;
use gridwalk_domain::time::Date;
use leptos::prelude::*;

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// 复查合格 or not.
    Reinspect(bool),
    /// 部门反馈.
    Feedback(FeedbackResult),
    /// 同意延期 or not.
    Extension(bool),
    /// 提醒.
    Remind,
    /// 函告, ….
    Escalate(Rung),
    /// 挂牌督办.
    List,
    /// 摘牌.
    Lift,
    /// 判定重大 or not.
    Judge(bool),
    /// 同意撤销.
    Withdraw,
    /// 不同意撤销.
    KeepOpen,
    /// 撤销, for the trade that it was found in is gone from the place (换业态).
    Gone,
    /// 回头看: in order or not.
    LookBack(bool),
    /// 以现在的为准, or 没改好.
    Resolve(ContestOutcome),
}

/// Which days a field of days takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Days {
    /// Any.
    All,
    /// Today and later: a day that is set for others.
    Ahead,
    /// Up to today: a day on which something was done.
    Past,
}

/// What is typed for an act.
pub(super) struct Field {
    pub(super) label: Text,
    pub(super) is_day: bool,
    pub(super) is_wanted: bool,
    /// Which days will do.
    pub(super) days: Days,
    pub(super) value: String,
}

impl Field {
    /// What is wrong with what was typed.
    pub(super) fn problem(&self, typed: &str, today: Date) -> Option<String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return self.is_wanted.then(|| texts::FIELD_WANTED.with(&[self.label.get()]));
        }
        let day = typed.parse::<Date>().ok()?;
        let wrong = match self.days {
            Days::Ahead if day < today => texts::DAY_PAST,
            Days::Past if day > today => texts::DAY_TO_COME,
            _ => return None,
        };
        Some(wrong.with(&[self.label.get()]))
    }
}

/// What was given for an act.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// What [`Act::fields`] asked for, in its order.
    pub(super) typed: Vec<String>,
    /// Which rooms were looked at; none: all of them.
    pub(super) rooms: Vec<RoomId>,
    /// Taken on the spot, or sent with a feedback.
    pub(super) photos: Vec<PhotoRef>,
}

fn line(label: Text, is_wanted: bool) -> Field {
    Field { label, is_day: false, is_wanted, days: Days::All, value: String::new() }
}

fn day(label: Text, value: Option<Date>, is_wanted: bool) -> Field {
    let value = value.map(|day| day.to_string()).unwrap_or_default();
    Field { label, is_day: true, is_wanted, days: Days::All, value }
}

fn deadline(label: Text, value: Option<Date>, is_wanted: bool) -> Field {
    Field { days: Days::Ahead, ..day(label, value, is_wanted) }
}

fn done_on(today: Date) -> Field {
    Field { days: Days::Past, ..day(texts::DAY, Some(today), true) }
}

impl Act {
    pub(super) fn label(&self) -> String {
        let text = match self {
            Self::Reinspect(true) => texts::REINSPECT_PASSED,
            Self::Reinspect(false) => texts::REINSPECT_FAILED,
            Self::Feedback(FeedbackResult::Mended) => texts::FEEDBACK_MENDED,
            Self::Feedback(FeedbackResult::Unfounded) => texts::FEEDBACK_UNFOUNDED,
            Self::Feedback(FeedbackResult::NotTheirs) => texts::FEEDBACK_NOT_THEIRS,
            Self::Extension(true) => texts::EXTENSION_GRANT,
            Self::Extension(false) => texts::EXTENSION_REFUSE,
            Self::Remind => texts::REMIND,
            Self::Escalate(rung) => return rung.name.clone(),
            Self::List => texts::LIST,
            Self::Lift => texts::LIFT,
            Self::Judge(true) => texts::JUDGE_MAJOR,
            Self::Judge(false) => texts::JUDGE_NOT_MAJOR,
            Self::Withdraw => texts::WITHDRAW_AGREE,
            Self::KeepOpen => texts::WITHDRAW_DECLINE,
            Self::Gone => texts::WITHDRAW_GONE,
            Self::LookBack(true) => texts::LOOK_BACK_FINE,
            Self::LookBack(false) => texts::LOOK_BACK_AGAIN,
            Self::Resolve(ContestOutcome::Open) => texts::RESOLVE_OPEN,
            Self::Resolve(ContestOutcome::Closed) => texts::RESOLVE_CLOSED,
            Self::Resolve(_) => texts::RESOLVE_STANDS,
        };
        text.get().to_owned()
    }

    /// Whether photos belong to it.
    pub(super) fn takes_photos(&self) -> bool {
        matches!(self, Self::Reinspect(_) | Self::Feedback(_) | Self::LookBack(_))
    }

    /// Whether it is done room by room.
    pub(super) fn asks_rooms(&self) -> bool {
        matches!(self, Self::Reinspect(_))
    }

    pub(super) fn fields(&self, app: App, row: &HazardRow) -> Vec<Field> {
        let today = app.today();
        match self {
            Self::Remind => Vec::new(),
            Self::Reinspect(true) => vec![line(texts::NOTE, false)],
            Self::Reinspect(false) | Self::LookBack(false) => {
                let next = next_round_due(row, &app.catalogue_asking(&row.found.item), today);
                vec![line(texts::NOTE, true), deadline(texts::NEW_DAY, next, true)]
            }
            Self::Resolve(_) | Self::KeepOpen => vec![line(texts::NOTE, true)],
            Self::LookBack(true) => vec![line(texts::NOTE, false)],
            Self::Feedback(_) => vec![line(texts::DOCUMENT, false), line(texts::NOTE, true)],
            Self::Extension(true) => {
                vec![deadline(texts::NEW_DAY, row.extension.as_ref().map(|wish| wish.until), true)]
            }
            Self::Extension(false) => vec![line(texts::NOTE, true), deadline(texts::NEW_DAY, None, false)],
            Self::Escalate(_) => vec![line(texts::DOCUMENT, true), done_on(today)],
            Self::List => {
                let levels = &app.session().settings.hazards.listing_levels;
                let level = Field { value: levels.first().cloned().unwrap_or_default(), ..line(texts::LEVEL, true) };
                vec![level, line(texts::DOCUMENT, true), done_on(today), day(texts::UNTIL, None, false)]
            }
            Self::Lift => vec![line(texts::DOCUMENT, true), done_on(today)],
            Self::Judge(_) => vec![
                line(texts::AUTHORITY, true),
                line(texts::DOCUMENT, true),
                done_on(today),
                day(texts::UNTIL, None, false),
            ],
            Self::Withdraw => {
                vec![Field { value: row.withdrawal_wish.clone().unwrap_or_default(), ..line(texts::NOTE, true) }]
            }
            Self::Gone => vec![Field { value: texts::GONE_REASON.get().to_owned(), ..line(texts::NOTE, true) }],
        }
    }

    fn body(&self, app: App, row: &HazardRow, given: &Given) -> Body {
        let premises = row.found.premises;
        let (rooms, photos) = (given.rooms.clone(), given.photos.clone());
        let text = |n: usize| given.typed.get(n).map(|text| text.trim().to_owned()).unwrap_or_default();
        let date = |n: usize| text(n).parse::<Date>().ok();
        let on = |n: usize| date(n).unwrap_or_else(|| app.today());
        match self {
            Self::Reinspect(passed) => {
                Reinspected { premises, passed: *passed, rooms, photos, note: text(0), due_on: date(1) }.into()
            }
            Self::Feedback(result) => {
                let (document, note) = (text(0), text(1));
                ReferralAnswered { premises, result: *result, document, note, photos }.into()
            }
            Self::Extension(true) => {
                ExtensionAnswered { premises, granted: true, due_on: date(0), note: String::new() }.into()
            }
            Self::Extension(false) => {
                ExtensionAnswered { premises, granted: false, due_on: date(1), note: text(0) }.into()
            }
            Self::Remind => HazardReminded { premises, note: String::new() }.into(),
            Self::Escalate(rung) => {
                let (code, name, note) = (rung.code.clone(), rung.name.clone(), String::new());
                HazardEscalated { premises, rung: code, name, document: text(0), on: on(1), note }.into()
            }
            Self::List => {
                SupervisionListed { premises, level: text(0), document: text(1), on: on(2), until: date(3) }.into()
            }
            Self::Lift => SupervisionLifted { premises, document: text(0), on: on(1) }.into(),
            Self::Judge(is_major) => MajorJudged {
                premises,
                is_major: *is_major,
                authority: text(0),
                document: text(1),
                on: on(2),
                due_on: date(3),
            }
            .into(),
            Self::KeepOpen => WithdrawalDeclined { premises, reason: text(0) }.into(),
            Self::Withdraw | Self::Gone => HazardWithdrawn { premises, inspection: None, reason: text(0) }.into(),
            Self::LookBack(in_order) => {
                LookedBack { premises, in_order: *in_order, photos, note: text(0), due_on: date(1) }.into()
            }
            Self::Resolve(outcome) => {
                let events = row.contested.clone();
                ContestResolved { premises, events, outcome: *outcome, note: text(0) }.into()
            }
        }
    }
}

// The acts that are open to the account now; those that somebody waits for come first.
fn open(app: App, row: &HazardRow, premises: Option<&PremisesRow>) -> Vec<Act> {
    let session = app.session();
    let allowed = |step| may(step, session.role, session.account.id, row).is_ok();
    let mut acts = Vec::new();
    let mut when = |step, found: &[Act]| {
        if allowed(step) {
            acts.extend(found.iter().cloned());
        }
    };
    when(HazardStep::Resolve, &[Act::Resolve(ContestOutcome::Stands), Act::Resolve(ContestOutcome::Open)]);
    // Somebody closed it, and that did not count: a person may say that it should.
    let is_contested = |past: &Past| past.kind == "ClosedOut" && row.contested.contains(&past.event);
    let may_close = !row.ends_above() || session.role == Role::Subdistrict;
    if row.history.iter().any(is_contested) && may_close && row.finder != session.account.id {
        when(HazardStep::Resolve, &[Act::Resolve(ContestOutcome::Closed)]);
    }
    let is_replaced = premises.is_some_and(|premises| premises.file.standing == Standing::Replaced);
    match &row.withdrawal_wish {
        Some(_) => when(HazardStep::Withdraw, &[Act::Withdraw, Act::KeepOpen]),
        // Left to the reviewer when the trade changed (field-practice 6).
        None if is_replaced => when(HazardStep::Withdraw, &[Act::Gone]),
        None => {}
    }
    when(HazardStep::AnswerExtension, &[Act::Extension(true), Act::Extension(false)]);
    when(HazardStep::Reinspect, &[Act::Reinspect(true), Act::Reinspect(false)]);
    let results = [FeedbackResult::Mended, FeedbackResult::Unfounded, FeedbackResult::NotTheirs];
    when(HazardStep::Feedback, &results.map(Act::Feedback));
    match proposed_rung(row, app.today(), &session.settings) {
        Some(rung) if rung.code == REMIND => when(HazardStep::Remind, &[Act::Remind]),
        Some(rung) if rung.code == LIST => when(HazardStep::List, &[Act::List]),
        Some(rung) => when(HazardStep::Escalate, &[Act::Escalate(rung.clone())]),
        None => {}
    }
    when(HazardStep::Lift, &[Act::Lift]);
    if row.found.level == Level::SuspectedMajor && row.judged.is_none() {
        when(HazardStep::Judge, &[Act::Judge(true), Act::Judge(false)]);
    }
    if row.state == HazardState::ClosedOut {
        when(HazardStep::LookBack, &[Act::LookBack(true), Act::LookBack(false)]);
    }
    acts
}

/// The acts open to the account, with what they are about.
#[component]
pub fn HazardActs(
    /// As it is now.
    row: HazardRow,
    /// Where, for the labels of its rooms.
    premises: Option<PremisesRow>,
) -> impl IntoView {
    let app = use_app();
    let asking = RwSignal::new(None::<Act>);
    let busy = RwSignal::new(false);
    let acts = open(app, &row, premises.as_ref());
    let told = told(app, &row);
    let (row, premises) = (StoredValue::new(row), StoredValue::new(premises));
    let choose = move |act: &Act| {
        let asks = row.with_value(|row| !act.fields(app, row).is_empty());
        let nothing = Given::default();
        if asks {
            asking.set(Some(act.clone()))
        } else {
            row.with_value(|row| send(app, row, act, &nothing, busy, || ()))
        }
    };
    let buttons = acts.into_iter().map(|act| {
        let label = act.label();
        let class = if matches!(act, Act::Reinspect(true)) { "button small main" } else { "button small" };
        view! { <button type="button" class=class disabled=move || busy.get() on:click=move |_| choose(&act)>{label}</button> }
    });
    view! {
        {told}
        <div class="steps">{buttons.collect_view()}</div>
        {move || asking.get().map(|act| view! { <Ask act row premises busy on_close=move || asking.set(None)/> })}
    }
}

fn told(app: App, row: &HazardRow) -> AnyView {
    let say = |sentence: String| view! { <div class="banner warn" role="status"><p>{sentence}</p></div> };
    let today = app.today();
    let wish = row.extension.as_ref();
    let wish = wish.map(|wish| say(texts::EXTENSION_ASKED.with(&[&kit::day(wish.until, today), &wish.reason])));
    let listed = row.listing.as_ref().filter(|_| row.is_listed()).map(|listing| {
        say(match listing.until {
            Some(until) => followup::LISTED_UNTIL.with(&[&listing.level, &listing.document, &kit::day(until, today)]),
            None => followup::LISTED.with(&[&listing.level, &listing.document]),
        })
    });
    let session = app.session();
    let rung = proposed_rung(row, today, &session.settings);
    // 挂牌督办 is proposed of what was judged major, late or not.
    let is_late = overdue_days(row, today, &session.settings).is_some();
    let proposed = if is_late { texts::PROPOSED } else { texts::PROPOSED_EARLY };
    view! {
        {(!row.contested.is_empty()).then(|| say(texts::CONTESTED.get().to_owned()))}
        {sides(app, row)}
        {row.withdrawal_wish.as_ref().map(|reason| say(texts::WITHDRAWAL_ASKED.with(&[reason])))}
        {listed}
        {wish}
        {rung.map(|rung| view! { <p class="quiet small">{proposed.with(&[&rung.name])}</p> })}
    }
    .into_any()
}

/// Commits an act and says so.
pub(super) fn send(
    app: App,
    row: &HazardRow,
    act: &Act,
    given: &Given,
    busy: RwSignal<bool>,
    close: impl FnOnce() + 'static,
) {
    let (body, row) = (act.body(app, row, given), row.clone());
    let said = texts::SAID_DONE.with(&[&act.label(), &hazard_name(&row)]);
    field::send_made(app, async move || with_letter(app, &row, body).await, said, busy, close);
}

// An owner who asked by the link of a notice reads the same answer there.
async fn with_letter(app: App, row: &HazardRow, body: Body) -> Vec<NewEvent> {
    if let Body::ExtensionAnswered(answered) = &body {
        let notices = notices_of(app, row.found.premises).await;
        if let Some((notice, letter)) = letter_of_extension(&notices, row) {
            let (granted, until, note) = (answered.granted, answered.due_on, answered.note.clone());
            let decision = LetterDecision { granted, until, note };
            return answer_letter(notice, letter, Some(row), (app.session().account.id, app.session().role), &decision);
        }
    }
    vec![NewEvent::about(row, body)]
}
