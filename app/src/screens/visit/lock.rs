//! One window at a time edits a draft: a Web Lock by the draft's id. Where the browser has none, every window may.

use gridwalk_domain::id::InspectionId;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Who may edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Not known yet.
    Asking,
    /// This window.
    Here,
    /// Another window; this one is next in line.
    Elsewhere,
}

// A lock that is free comes within a few milliseconds; later than this someone else has it.
const ASKED_FOR: Duration = Duration::from_millis(400);

/// A place in the line for one draft, given up when the calling component is left.
#[derive(Clone, Copy)]
pub struct DraftLock {
    /// Who may edit just now.
    pub holder: RwSignal<Holder>,
    line: StoredValue<Rc<Line>, LocalStorage>,
}

struct Line {
    name: String,
    gone: Cell<bool>,
    release: RefCell<Option<Function>>,
}

impl DraftLock {
    /// Asks for the draft.
    pub fn ask(draft: InspectionId) -> Self {
        let line = Rc::new(Line {
            name: format!("gridwalk-draft-{draft}"),
            gone: Cell::new(false),
            release: RefCell::default(),
        });
        let lock = Self { holder: RwSignal::new(Holder::Asking), line: StoredValue::new_local(line.clone()) };
        lock.request(false);
        set_timeout(
            move || {
                // Setting it anew, even to what it is, would draw the whole form again under the worker's thumb.
                if lock.holder.try_get_untracked() == Some(Holder::Asking) {
                    lock.holder.set(Holder::Elsewhere);
                }
            },
            ASKED_FOR,
        );
        let line = StoredValue::new_local(line);
        on_cleanup(move || line.with_value(|line| line.leave()));
        lock
    }

    /// Takes it from the other window, which then says so and writes no more.
    pub fn take_over(self) {
        self.request(true);
    }

    fn request(self, steal: bool) {
        let Some(manager) = manager() else {
            self.holder.set(Holder::Here);
            return;
        };
        let line = self.line.get_value();
        let options = Object::new();
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&options, &"steal".into(), &steal.into());
        let granted = {
            let line = line.clone();
            Closure::once_into_js(move |_lock: JsValue| self.granted(&line))
        };
        let asked = Reflect::get(&manager, &"request".into())
            .and_then(|request| request.dyn_into::<Function>())
            .and_then(|request| request.call3(&manager, &line.name.as_str().into(), &options, &granted));
        let Ok(promise) = asked else {
            self.holder.set(Holder::Here);
            return;
        };
        leptos::task::spawn_local(async move {
            // It ends well when we let go, and with an AbortError when another window took it.
            if JsFuture::from(Promise::from(promise)).await.is_err() {
                self.holder.try_set(Holder::Elsewhere);
            }
        });
    }

    // The lock is held for as long as the promise returned here is open.
    fn granted(self, line: &Rc<Line>) -> JsValue {
        if line.gone.get() {
            return JsValue::UNDEFINED;
        }
        self.holder.try_set(Holder::Here);
        let line = line.clone();
        Promise::new(&mut |resolve, _| *line.release.borrow_mut() = Some(resolve)).into()
    }
}

impl Line {
    fn leave(&self) {
        self.gone.set(true);
        if let Some(release) = self.release.borrow_mut().take() {
            // A promise's own resolver does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

fn manager() -> Option<JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    (!locks.is_undefined()).then_some(locks)
}
