//! Who, when, where, how: what can be told without opening an answer.

use super::Found;
use crate::desk::entry;
use crate::desk::sketch::Sketch;
use crate::kit;
use crate::screens::{labels, tasks::words as duties};
use crate::state::App;
use crate::text::{Text, common as words, desk as texts, duty};
use gridwalk_domain::checklist::{Given, Level};
use gridwalk_domain::event::{Arrival, LabelRead};
use gridwalk_domain::event::{DangerCall, Inspected, Outcome, PlaceReason, RoomState, VisitPlace};
use gridwalk_domain::ledger::InspectionRow;
use leptos::prelude::*;

/// The list of facts.
pub fn facts(app: App, found: &Found) -> AnyView {
    let row = &found.row;
    let kind = app.catalogue().kind(&row.premises_kind).map(|kind| kind.name.clone());
    let inspected = match &row.record.outcome {
        Outcome::Inspected(inspected) => Some(inspected),
        Outcome::NotEntered(_) => None,
    };
    let companions = (row.record.companions > 0).then(|| texts::PEOPLE.count(row.record.companions));
    let is_major = row.gravest == Some(Level::SuspectedMajor);
    let calls = inspected.and_then(|one| match one.calls.as_slice() {
        [] => is_major.then(|| texts::NO_CALLS.get().to_owned()),
        made => Some(calls(row, made)),
    });
    let lines = [
        (texts::FACT_VISIT, Some(visit(app, row))),
        (texts::FACT_KIND, kind),
        (texts::FACT_PLACE, Some(place(&row.record.place))),
        (texts::FACT_TIME, Some(clock(row.clock_offset_ms))),
        (texts::FACT_ANSWERS, inspected.map(given)),
        (texts::FACT_ROOMS, inspected.and_then(|one| rooms(found, one))),
        (texts::FACT_TOGETHER, companions),
        (texts::FACT_CALLS, calls),
        (duty::ARRIVAL, arrival(&row.record.arrival)),
    ];
    let lines = lines.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let lines = lines.map(|(label, value): (Text, String)| view! { <dt>{label.get()}</dt><dd>{value}</dd> });
    view! { <dl class="facts">{lines.collect_view()}</dl> }.into_any()
}

// 扫码到场；专项；去得太近，原因：群众反映.
fn arrival(arrival: &Arrival) -> Option<String> {
    let label =
        arrival.label.map(|how| if how == LabelRead::Scanned { duty::BY_SCAN } else { duty::BY_CODE }.get().to_owned());
    let start = arrival.position.map(|position| duty::START_FIX.count(position.accuracy_m.round()));
    let campaigns = (!arrival.campaigns.is_empty()).then(|| duty::FOR_CAMPAIGNS.count(arrival.campaigns.len()));
    let concerns: Vec<&str> = arrival.concerns.iter().map(|one| duties::concern(*one).get()).collect();
    let reason = arrival.reason.map(|reason| duties::reason(reason).get()).unwrap_or_default();
    let again = (!concerns.is_empty()).then(|| duty::AGAIN.with(&[&concerns.join(words::LIST_PART.get()), reason]));
    let parts: Vec<String> = [label, start, campaigns, again].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(words::COMMA.get()))
}

fn visit(app: App, row: &InspectionRow) -> String {
    let (from, to) = (row.correct(row.record.started_at), row.ended_at());
    let minutes = to.since(from) / 60_000;
    let took = if minutes < 1 { texts::UNDER_A_MINUTE.get().to_owned() } else { texts::MINUTES.count(minutes) };
    let day = kit::day(to.date_in_shanghai(), app.today());
    let line = texts::VISIT_LINE.with(&[&entry::cell_name(app, row.area), &day, &kit::clock(from), &kit::clock(to)]);
    [line, took, app.session().name_of(row.actor)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(words::COMMA.get())
}

fn place(place: &VisitPlace) -> String {
    let position = place.position.map_or_else(
        || words::NO_FIX.get().to_owned(),
        |position| words::ACCURACY.with(&[&format!("{:.0}", position.accuracy_m)]),
    );
    // 改点: what is drawn is the new point, and how far the old one was is said.
    let was_moved = place.reason == Some(PlaceReason::RegisteredPointWrong) && place.position.is_some();
    let distance = if was_moved { texts::POINT_MOVED } else { words::DISTANCE };
    let metres = place.distance_m.map(|metres| distance.with(&[&format!("{metres:.0}")]));
    let cell = place.containment.map(|how| labels::containment(how).get().to_owned());
    let reason = place.reason.map(|reason| texts::REASON_IS.with(&[place_reason(reason).get()]));
    let parts = [Some(position), metres, cell, reason].into_iter().flatten().collect::<Vec<_>>();
    parts.join(words::COMMA.get())
}

const fn place_reason(reason: PlaceReason) -> Text {
    match reason {
        PlaceReason::Indoors => texts::INDOORS,
        PlaceReason::Basement => texts::BASEMENT,
        PlaceReason::NarrowLane => texts::NARROW_LANE,
        PlaceReason::RegisteredPointWrong => texts::POINT_WRONG,
    }
}

fn clock(offset_ms: Option<i64>) -> String {
    match offset_ms {
        None => texts::CLOCK_UNCHECKED.get().to_owned(),
        Some(offset) => {
            // The server's minus the phone's: ahead of the phone, the phone is slow.
            let way = if offset > 0 { texts::CLOCK_SLOW } else { texts::CLOCK_FAST };
            texts::CLOCK_CHECKED.with(&[&way.with(&[&long(offset.unsigned_abs())])])
        }
    }
}

// 0.4 秒, 12 分钟, 3 小时, 730 天.
fn long(ms: u64) -> String {
    match ms / 1_000 {
        0..60 => texts::SECONDS.with(&[&format!("{:.1}", ms as f64 / 1_000.0)]),
        seconds @ 60..3_600 => texts::MINUTES.count(seconds / 60),
        seconds @ 3_600..86_400 => texts::HOURS.count(seconds / 3_600),
        seconds => texts::DAYS.count(seconds / 86_400),
    }
}

fn given(inspected: &Inspected) -> String {
    let count = |given: Given| inspected.judged().filter(|answer| answer.given == given).count();
    let parts =
        [(Given::Each, texts::GIVEN_EACH), (Given::Group, texts::GIVEN_GROUP), (Given::AsLast, texts::GIVEN_AS_LAST)];
    let parts = parts.into_iter().map(|(given, text)| (count(given), text)).filter(|(count, _)| *count > 0);
    let said = parts.map(|(count, text)| text.count(count)).collect::<Vec<_>>();
    if said.is_empty() { texts::NONE.get().to_owned() } else { said.join(words::COMMA.get()) }
}

fn rooms(found: &Found, inspected: &Inspected) -> Option<String> {
    let all = found.premises.as_ref().map_or(0, |premises| premises.rooms.len()).max(inspected.rooms.len());
    let seen = inspected.rooms.iter().filter(|room| room.state != RoomState::NotEntered).count();
    (all > 0).then(|| texts::ROOMS_SEEN.with(&[&seen.to_string(), &(all - seen).to_string()]))
}

fn calls(row: &InspectionRow, calls: &[DangerCall]) -> String {
    let line = |call: &DangerCall| {
        let how = match call.got_through {
            Some(true) => texts::CALL_THROUGH,
            Some(false) => texts::CALL_NOT_THROUGH,
            None => texts::CALL_UNKNOWN,
        };
        format!("{} {}", texts::CALL_LINE.with(&[&kit::clock(row.correct(call.at)), &call.to]), how.get())
    };
    calls.iter().map(line).collect::<Vec<_>>().join(words::COMMA.get())
}

/// Where it was, drawn.
pub fn sketch(app: App, found: &Found) -> AnyView {
    let border = app.tree().get(found.row.area).map(|area| area.border.clone()).unwrap_or_default();
    let phone = found.row.record.place.position;
    let premises = found.premises.as_ref().and_then(|premises| premises.position).map(|position| position.at);
    view! { <Sketch border phone premises/> }.into_any()
}
