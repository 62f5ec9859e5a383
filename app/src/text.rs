//! Every text of the interface, typed, Chinese first with English beside it. Screens hold no words of their own.
//!
//! A worker's tick makes 疑似重大(待研判), never 重大; the words of 国办发〔2024〕54号 that a grid worker may not use
//! stand nowhere here (dossier 2.3), and a test searches for them.

use std::cell::Cell;

pub mod borders;
pub mod common;
pub mod desk;
pub mod duty;
pub mod field;
pub mod figures;
pub mod file;
pub mod followup;
pub mod handed;
pub mod hazard;
pub mod notice;
pub mod self_check;
pub mod tables;
pub mod tasks;
pub mod tip;
pub mod visit;

/// One text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// Language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// 简体中文.
    #[default]
    Chinese,
    /// English.
    English,
}

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::Chinese) };
}

/// Sets the language; screens show it when they are next built, so the app reloads after a change.
pub fn set_language(language: Language) {
    LANGUAGE.set(language);
}

/// The present language.
pub fn language() -> Language {
    LANGUAGE.get()
}

/// A text of the interface.
pub const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

impl Text {
    /// In the present language.
    pub fn get(self) -> &'static str {
        match language() {
            Language::Chinese => self.zh,
            Language::English => self.en,
        }
    }

    /// With every `{}` replaced in turn.
    pub fn with(self, parts: &[&str]) -> String {
        let mut pieces = self.get().split("{}");
        let mut filled = String::from(pieces.next().unwrap_or_default());
        for (index, piece) in pieces.enumerate() {
            filled.push_str(parts.get(index).copied().unwrap_or_default());
            filled.push_str(piece);
        }
        filled
    }

    /// With one number.
    pub fn count(self, number: impl ToString) -> String {
        self.with(&[&number.to_string()])
    }
}

/// Several texts as public constants: `NAME: "中文", "English";`.
#[macro_export]
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $(
            $(#[$doc])*
            #[doc = concat!("“", $zh, "”")]
            pub const $name: $crate::text::Text = $crate::text::text($zh, $en);
        )*
        /// All texts of this file, for the tests that search them.
        pub const ALL: &[$crate::text::Text] = &[$($name),*];
    };
}

/// A server's reason word, said to a person.
pub fn reason(word: &str) -> &str {
    use common as words;
    match word {
        "out-of-scope" | "unknown-area" | "area-mismatch" => words::REASON_SCOPE.get(),
        "role" => words::REASON_ROLE.get(),
        "unknown-subject" => words::REASON_SUBJECT.get(),
        "second-body" => words::REASON_SECOND_BODY.get(),
        "second-person" => words::REASON_SECOND_PERSON.get(),
        "after-photo-wanted" => hazard::HINDER_NO_PROOF.get(),
        "subdistrict-only" => words::REASON_SUBDISTRICT.get(),
        "session-revoked" => words::REASON_REVOKED.get(),
        "known" => words::REASON_KNOWN.get(),
        "id-conflict" => words::REASON_CONFLICT.get(),
        "day-passed" => words::REASON_DAY_PASSED.get(),
        "day-ahead" => words::REASON_DAY_AHEAD.get(),
        "tip-step" => words::REASON_TIP_STEP.get(),
        "not-yours" | "own-worker-only" => words::REASON_NOT_YOURS.get(),
        "invalid" | "malformed" | "too-large" | "too-deep" => words::REASON_INVALID.get(),
        "unknown-kind" | "unknown-version" => words::REASON_VERSION.get(),
        "missing" | "damaged" => words::REASON_PHOTO_LOST.get(),
        "not-an-image" | "broken" | "heic" | "empty" | "dimensions" | "hash-mismatch" | "photo-too-large" => {
            words::REASON_PHOTO_BAD.get()
        }
        _ => words::REASON_OTHER.get(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_in_order() {
        assert_eq!(text("{} 间，未入 {} 间", "").with(&["12", "28"]), "12 间，未入 28 间");
        assert_eq!(text("{}{}", "").with(&["1"]), "1");
    }

    #[test]
    fn holds_no_word_that_a_grid_worker_may_not_use() {
        // 国办发〔2024〕54号; the notice's footer and titles of statutes are allowed and stand in the catalogues.
        let forbidden = ["行政检查", "执法", "责令", "处罚", "查封"];
        let machine_words = ["缓存", "事件"];
        let all = [
            common::ALL,
            field::ALL,
            file::ALL,
            followup::ALL,
            handed::ALL,
            visit::ALL,
            desk::ALL,
            tables::ALL,
            tasks::ALL,
            duty::ALL,
            hazard::ALL,
            notice::ALL,
            tip::ALL,
            self_check::ALL,
            figures::ALL,
        ];
        for text in all.concat() {
            for word in forbidden.iter().chain(&machine_words) {
                assert!(!text.zh.contains(word), "{word} in {}", text.zh);
            }
            assert!(!text.en.is_empty(), "{} has no English", text.zh);
        }
    }
}
