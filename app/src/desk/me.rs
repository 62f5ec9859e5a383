//! 我的 in the desk's frame.

use super::frame::Single;
use crate::screens::me::Mine;
use crate::text::common as words;
use leptos::prelude::*;

/// `/me` of the desk entry.
#[component]
pub fn MePage() -> impl IntoView {
    view! { <Single title=words::TAB_ME><div class="narrow"><Mine/></div></Single> }
}
