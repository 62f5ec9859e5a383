//! Photos as the desk shows them: with the watermark of time, place, cell and worker drawn over them when they are
//! viewed, never burned in; and whether their bytes have reached the server yet.

pub use crate::kit::Mark;
use crate::kit::Shot;
use crate::state::App;
use crate::text::{common as words, desk as texts};
use gloo_net::http::{Method, RequestBuilder};
use gloo_timers::callback::Interval;
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use leptos::prelude::*;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Questions under way at once.
const ASKED_AT_ONCE: usize = 4;
/// A photo that follows its record over a thin network changes no row when it is there.
const ASK_AGAIN_MS: u32 = 5_000;

/// A photo with what is drawn over it.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which.
    pub photo: PhotoRef,
    /// Its accessible name.
    pub alt: String,
    /// 改前, 改后, 门头, …, or nothing.
    pub caption: String,
    /// Time, place, cell and worker.
    pub mark: Arc<str>,
}

impl Mark {
    /// A photo with its watermark.
    pub fn picture(&self, photo: &PhotoRef, caption: &str) -> Picture {
        let what = if caption.is_empty() { &self.premises } else { caption };
        Picture {
            photo: photo.clone(),
            alt: texts::PHOTO_OF_VISIT.with(&[what]),
            caption: caption.to_owned(),
            mark: self.over(photo),
        }
    }
}

/// A photo in its frame, opening the viewer by a tap. While its bytes are on their way a placeholder stands for it, and
/// it is asked for again with every change.
#[component]
pub fn PictureButton(
    /// Which.
    picture: Picture,
    /// `hero`, or nothing.
    #[prop(optional)]
    class: &'static str,
    /// Whether the watermark is drawn.
    #[prop(optional)]
    marked: bool,
    /// Opens it.
    on_open: impl Fn() + 'static,
) -> impl IntoView {
    let Picture { photo, alt, caption, mark } = picture;
    let name = alt.clone();
    let marks = [
        (!caption.is_empty()).then_some(caption),
        photo.retaken.then(|| words::RETAKEN.get().to_owned()),
        (photo.source == PhotoSource::Album).then(|| words::FROM_ALBUM.get().to_owned()),
    ];
    let marks = marks.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <figure class=format!("picture {class}")>
            <Shot hash=photo.sha256 alt absent=texts::PHOTO_WAITING/>
            {(marked && !mark.is_empty()).then(|| view! { <p class="watermark">{mark.to_string()}</p> })}
            {(!marks.is_empty()).then(|| view! { <figcaption>{marks}</figcaption> })}
            <button type="button" class="picture-open" aria-label=name on:click=move |_| on_open()></button>
        </figure>
    }
}

/// Which photos have reached the server, asked once a photo that is there, and again with each change and every few seconds
/// for one that is not.
#[derive(Clone, Copy)]
pub struct Presence {
    app: App,
    known: RwSignal<BTreeMap<PhotoHash, bool>>,
    open: StoredValue<VecDeque<PhotoHash>>,
    running: StoredValue<usize>,
}

/// The presence of the surrounding desk.
pub fn use_presence() -> Presence {
    expect_context::<Presence>()
}

impl Presence {
    /// Knows nothing yet.
    pub fn new(app: App) -> Self {
        let presence = Self {
            app,
            known: RwSignal::new(BTreeMap::new()),
            open: StoredValue::new(VecDeque::new()),
            running: StoredValue::new(0),
        };
        Effect::new(move |_| {
            app.revision.track();
            presence.ask_missing();
        });
        let timer = StoredValue::new_local(Interval::new(ASK_AGAIN_MS, move || presence.ask_missing()));
        on_cleanup(move || timer.dispose());
        presence
    }

    fn ask_missing(self) {
        let Some(known) = self.known.try_read_untracked() else { return };
        let missing = known.iter().filter(|(_, there)| !**there).map(|(hash, _)| *hash).collect();
        drop(known);
        self.enqueue(missing);
    }

    /// Asks about those of which nothing is known.
    pub fn ask(self, hashes: &[PhotoHash]) {
        let known = self.known.read_untracked();
        let new = hashes.iter().filter(|hash| !known.contains_key(hash)).copied().collect();
        drop(known);
        self.enqueue(new);
    }

    /// Whether any of them is known not to be there; tracked.
    pub fn is_waiting(self, hashes: &[PhotoHash]) -> bool {
        let known = self.known.read();
        hashes.iter().any(|hash| known.get(hash) == Some(&false))
    }

    fn enqueue(self, hashes: Vec<PhotoHash>) {
        self.open.update_value(|open| {
            for hash in hashes {
                if !open.contains(&hash) {
                    open.push_back(hash);
                }
            }
        });
        while self.running.get_value() < ASKED_AT_ONCE && self.open.with_value(|open| !open.is_empty()) {
            self.running.update_value(|running| *running += 1);
            leptos::task::spawn_local(self.work());
        }
    }

    async fn work(self) {
        while let Some(hash) = self.open.try_update_value(VecDeque::pop_front).flatten() {
            let asked = RequestBuilder::new(&format!("/api/v1/photos/{hash}")).method(Method::HEAD).send().await;
            // No answer says nothing of the photo.
            let there = match asked.map(|response| response.status()) {
                Ok(200..=299 | 304) => true,
                Ok(404) => false,
                _ => continue,
            };
            let before = self.known.try_read_untracked().map(|known| known.get(&hash).copied());
            if before.is_some_and(|before| before != Some(there)) {
                self.known.try_update(|known| known.insert(hash, there));
            }
            // The placeholders that stand for it ask anew.
            if there && before == Some(Some(false)) {
                self.app.changed();
            }
        }
        self.running.try_update_value(|running| *running -= 1);
    }
}
