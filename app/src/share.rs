//! Photos that leave the app: with their watermark drawn in, through the browser's share sheet, or saved as a file.

use crate::kit::object_url;
use crate::state::App;
use gloo_net::http::Request;
use gridwalk_domain::photo::PhotoHash;
use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, File, FilePropertyBag, HtmlAnchorElement, Navigator, ShareData};

/// A photo ready to be handed over.
#[derive(Clone, Debug)]
pub struct Marked {
    file: File,
    bytes: Vec<u8>,
}

/// How handing over ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// The share sheet took it.
    Over,
    /// The person closed the sheet.
    Cancelled,
    /// This browser cannot.
    Unable,
}

/// Draws the watermark into a photo; `None` when its bytes are neither here nor to be had, or cannot be drawn.
pub async fn marked(app: App, hash: PhotoHash, mark: &str, name: &str) -> Option<Marked> {
    let here = app.journal().photo(hash).await.ok().flatten().map(|photo| photo.bytes);
    let bytes = match here {
        Some(bytes) => bytes,
        None => {
            let response = Request::get(&format!("/api/v1/photos/{hash}")).send().await.ok()?;
            response.ok().then_some(response)?.binary().await.ok()?
        }
    };
    let bytes = app.intake().mark(&bytes, mark).await.ok()?.bytes;
    let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
    let kind = FilePropertyBag::new();
    kind.set_type("image/jpeg");
    let file = File::new_with_u8_array_sequence_and_options(&parts, &format!("{name}.jpg"), &kind).ok()?;
    Some(Marked { file, bytes })
}

/// Hands a text and photos to the share sheet. Call it straight from a tap: browsers allow it to nobody else.
pub async fn share(text: &str, photos: &[Marked]) -> Handed {
    let navigator = window().navigator();
    if !has(&navigator, "share") {
        return Handed::Unable;
    }
    let data = ShareData::new();
    if !text.is_empty() {
        data.set_text(text);
    }
    if !photos.is_empty() {
        data.set_files(&photos.iter().map(|photo| &photo.file).collect::<Array>());
        if !(has(&navigator, "canShare") && navigator.can_share_with_data(&data)) {
            return Handed::Unable;
        }
    }
    match JsFuture::from(navigator.share_with_data(&data)).await {
        Ok(_) => Handed::Over,
        Err(error) if error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "AbortError") => {
            Handed::Cancelled
        }
        Err(_) => Handed::Unable,
    }
}

/// Puts a text on the clipboard; false where there is none (a page without TLS) or it is refused.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let is_there = Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|found| found.is_object());
    is_there && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Saves photos as files, where there is no share sheet.
pub fn save(photos: &[Marked]) {
    for photo in photos {
        download(&photo.bytes, &photo.file.name());
    }
}

/// Offers bytes as a download.
pub fn download(bytes: &[u8], name: &str) {
    let Some(url) = object_url(bytes) else { return };
    let Ok(link) = document().create_element("a").map(JsCast::unchecked_into::<HtmlAnchorElement>) else {
        return;
    };
    link.set_href(&url);
    link.set_download(name);
    link.click();
}

fn has(navigator: &Navigator, method: &str) -> bool {
    Reflect::get(navigator, &JsValue::from_str(method)).is_ok_and(|found| found.is_function())
}
