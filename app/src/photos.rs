//! From a picked file to clean bytes: shrunk and hashed by a worker, so that the page never waits.

use futures_channel::oneshot;
use gridwalk_domain::photo::PhotoHash;
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{File, MessageEvent, Worker};

/// A photo ready for the store.
#[derive(Clone, Debug)]
pub struct CleanPhoto {
    /// SHA-256 of `bytes`.
    pub hash: PhotoHash,
    /// JPEG without EXIF, long edge at most 1600 pixels.
    pub bytes: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Why a file did not become a photo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// The browser cannot read it: no picture, or a kind such as HEIC that it does not know.
    #[error("not an image: {detail}")]
    NotAnImage {
        /// What the browser said.
        detail: String,
    },
    /// Over 64 MB or 120 megapixels.
    #[error("too large: {detail}")]
    TooLarge {
        /// Its size.
        detail: String,
    },
    /// Anything else.
    #[error("could not shrink the photo: {detail}")]
    Failed {
        /// What the browser said.
        detail: String,
    },
}

type Waiting = Rc<RefCell<HashMap<u32, oneshot::Sender<Result<CleanPhoto, IntakeError>>>>>;

/// The worker and who waits for it.
pub struct Intake {
    worker: Worker,
    waiting: Waiting,
    next_id: Cell<u32>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Intake {
    /// Starts the worker at `url`.
    pub fn start(url: &str) -> Result<Self, IntakeError> {
        let worker = Worker::new(url).map_err(failed)?;
        let waiting: Waiting = Rc::default();
        let on_message = Closure::new({
            let waiting = waiting.clone();
            move |event: MessageEvent| answer(&waiting, &event.data())
        });
        let on_error = Closure::new({
            let waiting = waiting.clone();
            move |_: web_sys::Event| fail_all(&waiting)
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, waiting, next_id: Cell::new(0), _on_message: on_message, _on_error: on_error })
    }

    /// Shrinks and hashes one file.
    pub async fn clean(&self, file: &File) -> Result<CleanPhoto, IntakeError> {
        self.ask(&[("file", file)]).await
    }

    /// Draws lines of text into a copy of a clean photo.
    pub async fn mark(&self, bytes: &[u8], lines: &str) -> Result<CleanPhoto, IntakeError> {
        self.ask(&[("bytes", &Uint8Array::from(bytes).buffer()), ("mark", &lines.into())]).await
    }

    async fn ask(&self, parts: &[(&str, &JsValue)]) -> Result<CleanPhoto, IntakeError> {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1));
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().insert(id, sender);
        let message = Object::new();
        let posted = Reflect::set(&message, &"id".into(), &id.into())
            .and_then(|_| {
                parts.iter().try_for_each(|(name, part)| Reflect::set(&message, &(*name).into(), part).map(drop))
            })
            .and_then(|()| self.worker.post_message(&message));
        if let Err(error) = posted {
            self.waiting.borrow_mut().remove(&id);
            return Err(failed(error));
        }
        receiver.await.unwrap_or_else(|_| Err(IntakeError::Failed { detail: "worker ended".into() }))
    }
}

fn failed(error: JsValue) -> IntakeError {
    IntakeError::Failed { detail: format!("{error:?}") }
}

fn fail_all(waiting: &Waiting) {
    for (_, sender) in waiting.borrow_mut().drain() {
        // Whoever waited may have left the screen.
        let _ = sender.send(Err(IntakeError::Failed { detail: "worker failed".into() }));
    }
}

fn answer(waiting: &Waiting, data: &JsValue) {
    let Some(id) = get(data, "id").as_f64() else { return };
    if let Some(sender) = waiting.borrow_mut().remove(&(id as u32)) {
        let _ = sender.send(read(data));
    }
}

fn read(data: &JsValue) -> Result<CleanPhoto, IntakeError> {
    if let Some(kind) = get(data, "error").as_string() {
        let detail = get(data, "detail").as_string().unwrap_or_default();
        return Err(match kind.as_str() {
            "not-an-image" => IntakeError::NotAnImage { detail },
            "too-large" => IntakeError::TooLarge { detail },
            _ => IntakeError::Failed { detail },
        });
    }
    let malformed = || IntakeError::Failed { detail: "malformed answer".into() };
    let bytes = get(data, "bytes").dyn_into::<ArrayBuffer>().map_err(|_| malformed())?;
    let hash = get(data, "sha256").as_string().and_then(|hex| hex.parse().ok()).ok_or_else(malformed)?;
    let pixels = |key| get(data, key).as_f64().map(|value| value as u32).ok_or_else(malformed);
    Ok(CleanPhoto { hash, bytes: Uint8Array::new(&bytes).to_vec(), width: pixels("width")?, height: pixels("height")? })
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
