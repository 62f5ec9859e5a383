//! Handing the picture over: the phone's share sheet where there is one, else a file.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FilePropertyBag, HtmlAnchorElement, ShareData};

fn as_file(picture: &Blob, name: &str) -> Option<File> {
    let kind = FilePropertyBag::new();
    kind.set_type("image/jpeg");
    File::new_with_blob_sequence_and_options(&Array::of1(picture), name, &kind).ok()
}

/// Opens the share sheet with the picture; `None` where the browser has none for files, else whether it was sent.
pub async fn share(picture: &Blob, name: &str, title: &str) -> Option<bool> {
    let data = ShareData::new();
    data.set_title(title);
    data.set_files(&Array::of1(&JsValue::from(as_file(picture, name)?)));
    let navigator = window().navigator();
    // Older browsers have `share` without `canShare`, and then not for files.
    let can = Reflect::get(&navigator, &"canShare".into()).ok()?.dyn_into::<Function>().ok()?;
    if !can.call1(&navigator, &data).ok()?.is_truthy() {
        return None;
    }
    Some(JsFuture::from(navigator.share_with_data(&data)).await.is_ok())
}

/// Saves the picture as a file.
pub fn save(url: &str, name: &str) -> Result<(), JsValue> {
    let document = window().document().ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(url);
    link.set_download(name);
    link.click();
    Ok(())
}
