//! Live arrival: the server says that there is something to pull, and the pull is woken. Without it the timer does.

use crate::state::App;
use crate::sync;
use gloo_events::EventListener;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::EventSource;

const LIVE: &str = "/api/v1/live";

struct Stream {
    source: EventSource,
    _heard: EventListener,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Listens for as long as the calling component lives. A stream that the server has ended for good (a lapsed session)
/// is opened again when the network comes back or the page is looked at.
pub fn listen(app: App) {
    let stream: Rc<RefCell<Option<Stream>>> = Rc::new(RefCell::new(open(app)));
    let again = {
        let stream = stream.clone();
        move || {
            let ended = stream.borrow().as_ref().is_none_or(|one| one.source.ready_state() == EventSource::CLOSED);
            if ended && !document().hidden() {
                *stream.borrow_mut() = open(app);
            }
        }
    };
    let online = EventListener::new(&window(), "online", {
        let again = again.clone();
        move |_| again()
    });
    let visible = EventListener::new(&document(), "visibilitychange", move |_| again());
    let kept = StoredValue::new_local((stream, online, visible));
    on_cleanup(move || kept.dispose());
}

fn open(app: App) -> Option<Stream> {
    let source = EventSource::new(LIVE).ok()?;
    let heard = EventListener::new(&source, "message", move |_| sync::wake_now(app));
    Some(Stream { source, _heard: heard })
}
