//! What kind of browser this is, and what it lets us keep.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlMetaElement, StorageEstimate};

/// The device's clock, UTC milliseconds.
pub fn now() -> gridwalk_domain::time::Timestamp {
    gridwalk_domain::time::Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// Where the app runs, as far as it matters to what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// WeChat's own browser: storage is apart and evictable; visits do not begin here (field-practice 9).
    WeChat,
    /// An iOS tab: storage is apart from the home screen's and evictable.
    IosTab,
    /// Opened from the home screen.
    Installed,
    /// Any other tab.
    Tab,
}

/// Where this page runs.
pub fn place() -> Place {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let standalone =
        window().match_media("(display-mode: standalone)").ok().flatten().is_some_and(|query| query.matches());
    if agent.contains("MicroMessenger") {
        Place::WeChat
    } else if standalone {
        Place::Installed
    } else if agent.contains("iPhone") || agent.contains("iPad") || is_ipad_as_mac(&agent) {
        Place::IosTab
    } else {
        Place::Tab
    }
}

// An iPad calls itself a Mac; no Mac has a touch screen.
fn is_ipad_as_mac(agent: &str) -> bool {
    agent.contains("Macintosh") && window().navigator().max_touch_points() > 1
}

/// Content of `<meta name="gridwalk-…">` that the build wrote.
pub fn built(part: &str) -> Option<String> {
    let selector = format!("meta[name=\"gridwalk-{part}\"]");
    let element = window().document()?.query_selector(&selector).ok()??;
    Some(element.dyn_into::<HtmlMetaElement>().ok()?.content())
}

/// Contents of every `<meta name="gridwalk-…">` whose name begins so: files of which there may be several versions.
pub fn built_all(part: &str) -> Vec<String> {
    let selector = format!("meta[name^=\"gridwalk-{part}\"]");
    let Some(found) = window().document().and_then(|page| page.query_selector_all(&selector).ok()) else {
        return Vec::new();
    };
    let metas = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<HtmlMetaElement>().ok());
    metas.map(|meta| meta.content()).collect()
}

/// A setting of this browser (`gridwalk.…` in localStorage); none where storage is forbidden.
pub fn kept(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&format!("gridwalk.{key}")).ok()?
}

/// Keeps or forgets a setting of this browser. Settings only: nothing that may not be lost.
pub fn keep(key: &str, value: Option<&str>) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let key = format!("gridwalk.{key}");
    let _ = match value {
        Some(value) => storage.set_item(&key, value),
        None => storage.remove_item(&key),
    };
}

/// Whether the browser promised not to evict our storage; `None` where it cannot say. Never awaited at start:
/// some browsers leave the question open.
pub async fn ask_persistence() -> Option<bool> {
    let storage = storage_manager()?;
    JsFuture::from(storage.persist().ok()?).await.ok()?.as_bool()
}

/// Bytes used and bytes allowed.
pub async fn storage_use() -> Option<(f64, f64)> {
    let storage = storage_manager()?;
    let estimate: StorageEstimate = JsFuture::from(storage.estimate().ok()?).await.ok()?.unchecked_into();
    Some((estimate.get_usage()?, estimate.get_quota()?))
}

// WebKit before 17 and plain http have no `navigator.storage`.
fn storage_manager() -> Option<web_sys::StorageManager> {
    let navigator = window().navigator();
    let there = js_sys::Reflect::get(&navigator, &"storage".into()).ok()?;
    there.dyn_into().ok()
}

/// Whether the browser thinks there is a network. It may be wrong either way: only a reply proves it.
pub fn online() -> bool {
    window().navigator().on_line()
}
