//! The one writer of a draft: autosave at each change, photos with the draft that names them, never two at once.
//!
//! Writes go one after another, so that what stands in the store is always some state of the screen and a photo's
//! reference is never overtaken by an older draft. A killed tab loses at most the change whose write it interrupted.

use crate::photos::CleanPhoto;
use crate::platform;
use crate::state::App;
use crate::visit::spot::PhotoSlot;
use futures_channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::photo::{PhotoHash, PhotoRef};
use gridwalk_domain::record::VisitDraft;
use gridwalk_replica::{Durability, ReplicaError, StoreError};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// How the draft stands in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// As on the screen.
    Yes,
    /// A write is under way.
    Writing,
    /// There was no room: the last changes are on the screen only.
    Full,
    /// The store failed: the last changes are on the screen only.
    Failed,
}

/// A photo to be stored together with the draft that names it.
pub struct Shot {
    /// Where it goes.
    pub slot: PhotoSlot,
    /// Its bytes.
    pub photo: CleanPhoto,
    /// As the draft will name it.
    pub reference: PhotoRef,
    /// The one that it takes the place of.
    pub replaces: Option<PhotoHash>,
}

struct Job {
    shot: Shot,
    done: oneshot::Sender<Result<(), ReplicaError>>,
}

struct State {
    latest: VisitDraft,
    dirty: bool,
    strict: bool,
    // Something was written that may not survive the battery.
    relaxed: bool,
    writing: bool,
    closed: bool,
    jobs: VecDeque<Job>,
    waiting: Vec<oneshot::Sender<()>>,
    // A next try is on its way.
    retrying: bool,
}

enum Step {
    Photo(Box<Job>, Box<VisitDraft>),
    Draft(Box<VisitDraft>, Durability),
    Rest,
}

/// Between two tries of what found no room.
const AGAIN_MS: u32 = 5_000;

thread_local! {
    // Writers whose last changes are not stored: left or not, they try again, and whoever opens the draft begins with
    // what they hold.
    static UNSAVED: RefCell<Vec<Saver>> = const { RefCell::new(Vec::new()) };
}

fn is_of(saver: &Saver, id: InspectionId) -> bool {
    saver.state.borrow().latest.inspection == id
}

/// What was on the screen of a draft and could not be stored, if that is so.
pub fn unsaved(id: InspectionId) -> Option<VisitDraft> {
    UNSAVED.with_borrow(|all| {
        let found = all.iter().find(|saver| is_of(saver, id))?;
        Some(found.state.borrow().latest.clone())
    })
}

/// No more is tried to store it: it is somebody else's now, or nobody's.
pub fn give_up_unsaved(id: InspectionId) {
    let given_up = UNSAVED.with_borrow_mut(|all| all.extract_if(.., |saver| is_of(saver, id)).collect::<Vec<_>>());
    given_up.iter().for_each(Saver::close);
}

/// Handle; clones share the writer.
#[derive(Clone)]
pub struct Saver {
    app: App,
    saved: RwSignal<Saved>,
    state: Rc<RefCell<State>>,
}

impl Saver {
    /// For a draft that is in the store as it is.
    pub fn new(app: App, draft: VisitDraft, saved: RwSignal<Saved>) -> Self {
        let state = State {
            latest: draft,
            dirty: false,
            strict: false,
            relaxed: false,
            writing: false,
            closed: false,
            jobs: VecDeque::new(),
            waiting: Vec::new(),
            retrying: false,
        };
        Self { app, saved, state: Rc::new(RefCell::new(state)) }
    }

    /// The draft as it now is on the screen: written soon.
    pub fn offer(&self, draft: VisitDraft) {
        {
            let mut state = self.state.borrow_mut();
            state.latest = draft;
            state.dirty = true;
        }
        self.work();
    }

    /// Makes sure that all of it is on the disk, not only handed to the system.
    pub fn harden(&self) {
        {
            let mut state = self.state.borrow_mut();
            if !state.dirty && !state.relaxed {
                return;
            }
            state.dirty = true;
            state.strict = true;
        }
        self.work();
    }

    /// Stores a photo and, in the same transaction, the draft with its reference; `Ok` once both are on the disk.
    /// The caller then puts the reference on the screen.
    pub async fn put_photo(&self, shot: Shot) -> Result<(), ReplicaError> {
        let (done, stored) = oneshot::channel();
        self.state.borrow_mut().jobs.push_back(Job { shot, done });
        self.work();
        // The writer lives as long as there are jobs; it is gone only when the draft is.
        stored.await.unwrap_or(Err(ReplicaError::Busy))
    }

    /// Waits until nothing is being written.
    pub async fn rest(&self) {
        let waiting = {
            let mut state = self.state.borrow_mut();
            if !state.writing {
                return;
            }
            let (done, waiting) = oneshot::channel();
            state.waiting.push(done);
            waiting
        };
        // An error means that the writer is gone, and so at rest.
        let _ = waiting.await;
    }

    /// From here on the draft is someone else's (a commit, another window): nothing more is written.
    pub fn close(&self) {
        self.state.borrow_mut().closed = true;
    }

    /// The commit did not happen: the draft is ours again.
    pub fn reopen(&self) {
        self.state.borrow_mut().closed = false;
        if self.state.borrow().dirty {
            self.work();
        }
    }

    fn work(&self) {
        {
            let mut state = self.state.borrow_mut();
            if state.writing || state.closed {
                return;
            }
            state.writing = true;
        }
        self.saved.try_set(Saved::Writing);
        let saver = self.clone();
        leptos::task::spawn_local(async move { saver.write_all().await });
    }

    async fn write_all(&self) {
        let mut outcome = Saved::Yes;
        loop {
            let step = self.next_step();
            let result = match step {
                Step::Rest => break,
                Step::Photo(job, draft) => {
                    let result = self.write_photo(&job.shot, &draft).await;
                    if result.is_ok() {
                        let mut state = self.state.borrow_mut();
                        job.shot.slot.add(&mut state.latest, &job.shot.reference, job.shot.replaces);
                    }
                    // Whoever waited may have left the screen.
                    let _ = job.done.send(result);
                    continue;
                }
                Step::Draft(draft, durability) => self.app.journal().save_draft(&draft, durability).await,
            };
            outcome = match result {
                Ok(()) => Saved::Yes,
                Err(error) => {
                    // Tried again with the next change, not in a circle.
                    self.state.borrow_mut().dirty = true;
                    if is_full(&error) { Saved::Full } else { Saved::Failed }
                }
            };
            if outcome != Saved::Yes {
                break;
            }
        }
        let waiting = {
            let mut state = self.state.borrow_mut();
            state.writing = false;
            std::mem::take(&mut state.waiting)
        };
        self.saved.try_set(outcome);
        self.remember(outcome == Saved::Yes);
        for done in waiting {
            // Whoever waited may have left the screen.
            let _ = done.send(());
        }
    }

    // Until it is stored it is tried again, also after its screen was left.
    fn remember(&self, is_stored: bool) {
        let is_closed = self.state.borrow().closed;
        UNSAVED.with_borrow_mut(|all| {
            all.retain(|saver| !Rc::ptr_eq(&saver.state, &self.state));
            if !is_stored && !is_closed {
                all.push(self.clone());
            }
        });
        if !is_stored && !is_closed && !std::mem::replace(&mut self.state.borrow_mut().retrying, true) {
            let saver = self.clone();
            leptos::task::spawn_local(async move {
                TimeoutFuture::new(AGAIN_MS).await;
                saver.state.borrow_mut().retrying = false;
                if saver.state.borrow().dirty {
                    saver.work();
                }
            });
        }
    }

    async fn write_photo(&self, shot: &Shot, draft: &VisitDraft) -> Result<(), ReplicaError> {
        let photo = &shot.photo;
        self.app.journal().put_photo(photo.hash, &photo.bytes, "image/jpeg", Some(draft), platform::now()).await
    }

    fn next_step(&self) -> Step {
        let mut state = self.state.borrow_mut();
        if state.closed {
            return Step::Rest;
        }
        if let Some(job) = state.jobs.pop_front() {
            let mut draft = state.latest.clone();
            job.shot.slot.add(&mut draft, &job.shot.reference, job.shot.replaces);
            draft.pending_photo = None;
            return Step::Photo(Box::new(job), Box::new(draft));
        }
        if !state.dirty {
            return Step::Rest;
        }
        let durability = if state.strict { Durability::Strict } else { Durability::Relaxed };
        state.dirty = false;
        state.relaxed = !state.strict;
        state.strict = false;
        Step::Draft(Box::new(state.latest.clone()), durability)
    }
}

/// Whether it failed for want of room.
pub fn is_full(error: &ReplicaError) -> bool {
    matches!(error, ReplicaError::Store(StoreError::QuotaExceeded))
}
