//! 告知单 on the phone (field-practice 7): written, drawn and handed over without a network; then 已发送, 签收 or 拒签.

mod facts;
mod issue;
mod lines;
mod paint;
mod receipt;
mod share;
mod sheet;

pub use facts::{NoticeFacts, NoticeItems, letter_words, status_pill};
pub use issue::NewNoticePage;
pub use lines::{NoticeLines, TellOwner};
pub use sheet::{NoticePage, answer_words, letter, say};

use gridwalk_domain::id::NoticeId;

/// Name among the journal's reference data of the link of a notice made here: it stands nowhere else.
fn link_name(notice: NoticeId) -> String {
    format!("link/{notice}")
}
