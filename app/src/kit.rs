//! Pieces that screens are put together from. They know no records and no rules.

mod back;
mod file_pick;
mod frame;
mod icon;
mod mark;
mod phone;
mod photo;
mod row;
mod scroll;
mod second_tap;
mod tabs;
mod when;

pub use back::on_back;
pub use file_pick::FilePick;
pub use frame::{Empty, Overlay, Segment, Segments, Toggle, TopBar};
pub use icon::{Icon, icon};
pub use mark::Mark;
pub use phone::PhoneCheck;
pub use photo::{PhotoPicker, Shot, object_url};
pub use row::open_rows_by_taps;
pub use scroll::scroll_soon;
pub use second_tap::SecondTap;
pub use tabs::{Tab, TabBar};
pub use when::{clock, day, day_in_words, month_day};
