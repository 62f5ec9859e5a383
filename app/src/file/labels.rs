//! Words for what a file says.

use crate::kit::Shot;
use crate::text::{Language, Text, file as texts, language};
use gridwalk_domain::event::{PersonRole, ReceiptKind, UnlawfulSign};
use gridwalk_domain::ledger::Standing;
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::register::{Agreement, Column, ColumnError, ColumnGroup, CreditCodeError, Grade};
use leptos::prelude::*;

/// 在册, 已注销, …, and the pill's class.
pub const fn standing_text(standing: Standing) -> (Text, &'static str) {
    match standing {
        Standing::Open => (texts::OPEN, "pill ok"),
        Standing::Suspended => (texts::SUSPENDED, "pill"),
        Standing::ClosureAsked => (texts::CLOSURE_ASKED, "pill bad"),
        Standing::Closed => (texts::CLOSED, "pill plain"),
        Standing::Replaced => (texts::REPLACED, "pill plain"),
    }
}

/// The standing that a change log names.
pub fn standing_of_word(word: &str) -> Option<Text> {
    let found = Standing::ALL.into_iter().find(|one| gridwalk_domain::ledger::standing_word(*one) == word)?;
    Some(standing_text(found).0)
}

/// 红橙黄蓝, and the pill's class: never the colour alone.
pub const fn grade_text(grade: Grade) -> (Text, &'static str) {
    match grade {
        Grade::Red => (texts::GRADE_RED, "pill grade red"),
        Grade::Orange => (texts::GRADE_ORANGE, "pill grade orange"),
        Grade::Yellow => (texts::GRADE_YELLOW, "pill grade yellow"),
        Grade::Blue => (texts::GRADE_BLUE, "pill grade blue"),
    }
}

pub const fn role_text(role: PersonRole) -> Text {
    match role {
        PersonRole::Manager => texts::MANAGER,
        PersonRole::Holder => texts::HOLDER,
        PersonRole::User => texts::USER,
        PersonRole::Guarantor => texts::GUARANTOR,
    }
}

pub const fn receipt_text(how: ReceiptKind) -> Text {
    match how {
        ReceiptKind::Signed => texts::SIGNED,
        ReceiptKind::ReadReceipt => texts::READ_RECEIPT,
        ReceiptKind::Paper => texts::PAPER,
        ReceiptKind::RefusedToSign => texts::REFUSED_TO_SIGN,
    }
}

pub const SIGNS: [UnlawfulSign; 6] = [
    UnlawfulSign::Odour,
    UnlawfulSign::NightWork,
    UnlawfulSign::CoveredWindows,
    UnlawfulSign::Chemicals,
    UnlawfulSign::ManyCables,
    UnlawfulSign::Strangers,
];

pub const fn sign_text(sign: UnlawfulSign) -> Text {
    match sign {
        UnlawfulSign::Odour => texts::ODOUR,
        UnlawfulSign::NightWork => texts::NIGHT_WORK,
        UnlawfulSign::CoveredWindows => texts::COVERED_WINDOWS,
        UnlawfulSign::Chemicals => texts::CHEMICALS,
        UnlawfulSign::ManyCables => texts::MANY_CABLES,
        UnlawfulSign::Strangers => texts::STRANGERS,
    }
}

/// A column's name with its unit.
pub fn column_text(column: &Column) -> String {
    let name = match language() {
        Language::Chinese => &column.zh,
        Language::English => &column.en,
    };
    column.unit.as_ref().map_or_else(|| name.clone(), |unit| format!("{name}（{unit}）"))
}

pub fn group_text(group: &ColumnGroup) -> String {
    match language() {
        Language::Chinese => group.zh.clone(),
        Language::English => group.en.clone(),
    }
}

/// What is wrong with a value, and what would do.
pub fn trouble(error: &ColumnError) -> String {
    match error {
        ColumnError::Number => texts::E_NUMBER.get().to_owned(),
        ColumnError::Date => texts::E_DATE.get().to_owned(),
        ColumnError::Ahead => texts::E_AHEAD.get().to_owned(),
        ColumnError::Bool | ColumnError::Choice => texts::E_CHOICE.get().to_owned(),
        ColumnError::SecondBody => texts::E_BODY.get().to_owned(),
        ColumnError::CreditCode(CreditCodeError::Length { .. }) => texts::E_CODE_LENGTH.get().to_owned(),
        ColumnError::CreditCode(CreditCodeError::Character { character }) => texts::E_CODE_CHARACTER.count(character),
        ColumnError::CreditCode(CreditCodeError::Check) => texts::E_CODE_CHECK.get().to_owned(),
    }
}

/// 缺安全协议, 协议已到期, 协议到 …, and the pill's class.
pub fn agreement_text(agreement: Agreement) -> (String, &'static str) {
    match agreement {
        Agreement::Missing => (texts::NO_AGREEMENT.get().to_owned(), "pill bad"),
        Agreement::Lapsed(_) => (texts::AGREEMENT_LAPSED.get().to_owned(), "pill bad"),
        Agreement::InForce(Some(until)) => (texts::AGREEMENT_UNTIL.count(until), "pill ok"),
        Agreement::InForce(None) => (texts::SIGNED.get().to_owned(), "pill ok"),
    }
}

/// Photos kept with an entry, small; nothing where there are none.
pub fn taken(photos: &[PhotoRef], what: Text) -> Option<AnyView> {
    let shots =
        photos.iter().map(|photo| view! { <figure class="photo"><Shot hash=photo.sha256 alt=what.get()/></figure> });
    (!photos.is_empty()).then(|| view! { <div class="photos">{shots.collect_view()}</div> }.into_any())
}
