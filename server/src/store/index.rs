//! The columns by which a row is found, from the row.

use super::RowIndex;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::ledger::{
    HazardRow, HazardState, InspectionRow, NoticeRow, ReviewState, Row, TaskRow, TaskState, standing_word,
};

impl RowIndex {
    /// Of a row as it now is.
    pub fn of(row: &Row) -> Self {
        match row {
            Row::Site(row) => Self { search: lower(&[&row.name, &row.address]), ..Self::default() },
            Row::Premises(row) => Self {
                state: standing_word(row.file.standing),
                premises: Some(row.id.0),
                premises_kind: row.kind.clone(),
                search: lower(&[&row.name, &row.address, &row.persons.owner_name]),
                ..Self::default()
            },
            Row::Inspection(row) => of_inspection(row),
            Row::Hazard(row) => of_hazard(row),
            Row::Task(row) => of_task(row),
            Row::Notice(row) => of_notice(row),
        }
    }
}

fn of_inspection(row: &InspectionRow) -> RowIndex {
    let state = match row.review {
        ReviewState::Pending => "pending",
        ReviewState::Passed { .. } => "passed",
        ReviewState::Returned { .. } => "returned",
    };
    RowIndex {
        state,
        is_open: !matches!(row.review, ReviewState::Passed { .. }),
        premises: Some(row.record.premises.0),
        actor: Some(row.actor),
        level: row.gravest.map(level).unwrap_or_default().to_owned(),
        premises_kind: row.premises_kind.clone(),
        due_on: None,
        search: lower(&[&row.premises_name, &row.record.note]),
    }
}

fn of_hazard(row: &HazardRow) -> RowIndex {
    RowIndex {
        state: state(row.state),
        is_open: row.wants_somebody(),
        premises: Some(row.found.premises.0),
        actor: Some(row.finder),
        level: level(row.found.level).to_owned(),
        premises_kind: String::new(),
        due_on: row.due_on().map(gridwalk_domain::time::Date::days),
        search: lower(&[&row.premises_name, &row.found.text, &row.found.defects.join(" ")]),
    }
}

fn of_task(row: &TaskRow) -> RowIndex {
    let name = match row {
        TaskRow { work: Some(work), .. } => &work.place,
        TaskRow { outreach: Some(outreach), .. } => &outreach.place,
        TaskRow { campaign: Some(campaign), .. } => &campaign.name,
        TaskRow { tip: Some(tip), .. } => &tip.received.place,
        TaskRow { check: Some(check), .. } => &check.place,
        _ => &row.premises_name,
    };
    let number = match row {
        TaskRow { tip: Some(tip), .. } => tip.received.number.as_str(),
        TaskRow { check: Some(check), .. } => check.number.as_str(),
        _ => "",
    };
    let of_check = row.check.as_ref().map(|check| check.due_on);
    let due_on = row.reading.as_ref().map(|reading| reading.due_on).or(of_check);
    RowIndex {
        state: if row.state == TaskState::Open { "open" } else { "done" },
        is_open: row.state == TaskState::Open,
        premises: row.premises.map(|premises| premises.0),
        actor: Some(row.actor),
        level: row.kind().word().to_owned(),
        premises_kind: String::new(),
        due_on: due_on.map(gridwalk_domain::time::Date::days),
        search: lower(&[name, number, &row.premises_name]),
    }
}

// Open is one whose owner waits for an answer.
fn of_notice(row: &NoticeRow) -> RowIndex {
    let state = match row {
        NoticeRow { withdrawn: Some(_), .. } => "withdrawn",
        NoticeRow { corrected_by: Some(_), .. } => "corrected",
        NoticeRow { receipt: Some(receipt), .. } if receipt.witness.is_some() => "refused_to_sign",
        NoticeRow { receipt: Some(_), .. } => "signed",
        NoticeRow { sent: Some(false), .. } => "not_sent",
        _ => "issued",
    };
    RowIndex {
        state,
        is_open: row.waiting().next().is_some(),
        premises: Some(row.issued.premises.0),
        actor: Some(row.issuer),
        search: lower(&[&row.premises_name, &row.number(), &row.serial]),
        ..RowIndex::default()
    }
}

// As serde writes them: lists are filtered by the words that rows carry.
fn state(state: HazardState) -> &'static str {
    match state {
        HazardState::Found => "found",
        HazardState::Rectifying => "rectifying",
        HazardState::AwaitingReinspection => "awaiting_reinspection",
        HazardState::AwaitingCloseOut => "awaiting_close_out",
        HazardState::ClosedOut => "closed_out",
        HazardState::Reported => "reported",
        HazardState::Referred => "referred",
        HazardState::Withdrawn => "withdrawn",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::General => "G",
        Level::Lead => "L",
        Level::SuspectedMajor => "M",
    }
}

fn lower(texts: &[&str]) -> String {
    texts.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::ledger::Standing;

    #[test]
    fn states_are_written_as_rows_write_them() {
        use HazardState::*;
        for one in [Found, Rectifying, AwaitingReinspection, AwaitingCloseOut, ClosedOut, Reported, Referred, Withdrawn]
        {
            assert_eq!(serde_json::to_value(one).unwrap(), state(one));
        }
        for one in Standing::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), standing_word(one));
        }
        for one in [Level::General, Level::Lead, Level::SuspectedMajor] {
            assert_eq!(serde_json::to_value(one).unwrap(), level(one));
        }
    }
}
