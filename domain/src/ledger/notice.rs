//! Notices as lists and pages show them, and how events change them.

use super::row::{Row, RowKey};
use crate::event::*;
use crate::id::{AccountId, AreaId, EventId, HazardId, NoticeId};
use crate::ledger::RowSet;
use crate::photo::PhotoRef;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// 告知单.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// Which.
    pub id: NoticeId,
    /// Cell.
    pub area: AreaId,
    /// Who wrote it.
    pub issuer: AccountId,
    /// By the writer's corrected clock.
    pub issued_at: Timestamp,
    /// As written.
    pub issued: NoticeIssued,
    /// Shown to the scope only.
    #[serde(default)]
    pub persons: NoticePersons,
    /// Name of the premises when folded.
    pub premises_name: String,
    /// 已发送 / 没发成; `None` until said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<bool>,
    /// 签收 or 拒签.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<NoticeReceipt>,
    /// The desk's own number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// The 更正单 that stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<NoticeId>,
    /// 撤销, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// When the owner first opened the link, by the server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// What the owner wrote, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<OwnerLetter>,
    /// Last event of the subject.
    pub head: EventId,
    /// Events whose base was not the head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<EventId>,
}

/// 签收 / 拒签.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeReceipt {
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// 拒签: who saw it (同行人 / 邻居 / 物业); `None` is 签收.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// Of the paper, or of the posted notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoRef>,
    /// Shown to the scope only.
    #[serde(default)]
    pub persons: SignaturePersons,
}

/// Something the owner wrote, and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnerLetter {
    /// Its event.
    pub event: EventId,
    /// By the server's clock.
    pub at: Timestamp,
    /// About which line.
    pub hazard: HazardId,
    /// What for.
    pub wish: OwnerWish,
    /// Until which day more time is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// In the owner's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// 整改照片.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// `None`: 已收到, nobody has looked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<LetterAnswer>,
}

/// The answer to a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterAnswer {
    /// By whom.
    pub by: AccountId,
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// 同意 / 已认可.
    pub granted: bool,
    /// The new day, when more time was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Shown to the owner.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl NoticeRow {
    /// As printed: `20261122-7K3F9`, a 更正单 with `-2`.
    pub fn number(&self) -> String {
        number_of(&self.issued)
    }

    /// Letters that nobody has answered.
    pub fn waiting(&self) -> impl Iterator<Item = &OwnerLetter> {
        self.letters.iter().filter(|letter| letter.answer.is_none())
    }

    /// Whether its link still opens on a day: not withdrawn, not past its last day. A corrected one opens, and says so.
    pub fn opens_on(&self, today: Date) -> bool {
        self.withdrawn.is_none() && today <= self.issued.link_until
    }
}

/// As printed: `20261122-7K3F9`, a 更正单 with `-2`.
pub fn number_of(issued: &NoticeIssued) -> String {
    if issued.issue > 1 { format!("{}-{}", issued.number, issued.issue) } else { issued.number.clone() }
}

/// The row of a notice just written.
pub(super) fn begin(envelope: &Envelope, issued: &NoticeIssued, premises_name: String) -> NoticeRow {
    NoticeRow {
        id: envelope.subject.into(),
        area: envelope.area,
        issuer: envelope.actor,
        issued_at: envelope.corrected_at(),
        issued: issued.clone(),
        persons: persons(envelope),
        premises_name,
        sent: None,
        receipt: None,
        serial: String::new(),
        corrected_by: None,
        withdrawn: None,
        opened_at: None,
        letters: Vec::new(),
        head: envelope.id,
        contested: Vec::new(),
    }
}

/// The notice that a 更正单 stands for; read and written with it.
pub(super) fn replaced(body: &Body) -> Option<RowKey> {
    let Body::NoticeIssued(issued) = body else { return None };
    issued.replaces.map(|id| RowKey { kind: SubjectKind::Notice, id: id.into() })
}

/// Marks the notice that a 更正单 stands for.
pub(super) fn replace(envelope: &Envelope, body: &Body, rows: &mut RowSet) {
    if let Some(key) = replaced(body)
        && let Some(Row::Notice(row)) = rows.get_mut(&key)
    {
        row.corrected_by.get_or_insert(envelope.subject.into());
    }
}

/// One event folded into its notice.
pub(super) fn change(envelope: &Envelope, body: &Body, row: &mut NoticeRow) {
    let at = envelope.corrected_at();
    match body {
        Body::NoticeDelivered(delivered) => row.sent = Some(delivered.sent),
        Body::NoticeSigned(signed) => {
            row.receipt =
                Some(NoticeReceipt { at, witness: None, photo: signed.photo.clone(), persons: persons(envelope) });
        }
        Body::NoticeRefusedToSign(refused) => {
            let witness = Some(refused.witness.clone());
            row.receipt = Some(NoticeReceipt { at, witness, photo: refused.photo.clone(), persons: persons(envelope) });
        }
        Body::NoticeFiled(filed) => row.serial = filed.serial.clone(),
        Body::NoticeWithdrawn(withdrawn) => row.withdrawn = Some(withdrawn.reason.clone()),
        Body::NoticeOpened(_) => row.opened_at = row.opened_at.or(Some(at)),
        Body::OwnerWrote(wrote) => row.letters.push(OwnerLetter {
            event: envelope.id,
            at,
            hazard: wrote.hazard,
            wish: wrote.wish,
            until: wrote.until,
            text: wrote.text.clone(),
            photos: wrote.photos.clone(),
            answer: None,
        }),
        Body::OwnerAnswered(answered) => answer(envelope, answered, row),
        _ => {}
    }
}

// Two answers to one letter: the first in the shared order stands, the second is noted as contested.
fn answer(envelope: &Envelope, answered: &OwnerAnswered, row: &mut NoticeRow) {
    let letter = row.letters.iter_mut().find(|letter| letter.event == answered.to && letter.answer.is_none());
    match letter {
        Some(letter) => {
            letter.answer = Some(LetterAnswer {
                by: envelope.actor,
                at: envelope.corrected_at(),
                granted: answered.granted,
                until: answered.until,
                note: answered.note.clone(),
            });
        }
        None if row.contested.last() != Some(&envelope.id) => row.contested.push(envelope.id),
        None => {}
    }
}

fn persons<T: Default + serde::de::DeserializeOwned>(envelope: &Envelope) -> T {
    let fields = envelope.personal.as_ref().map(|personal| personal.fields.clone());
    fields.and_then(|fields| serde_json::from_value(fields).ok()).unwrap_or_default()
}
