//! The handle that every piece of the visit's page works through.

use super::saver::{Saved, Saver, Shot};
use super::scene::Scene;
use crate::photos::IntakeError;
use crate::platform;
use crate::position::Fix;
use crate::state::App;
use crate::text::{Text, common as words, visit as texts};
use crate::visit::spot::{PhotoSlot, Spot, judge};
use gridwalk_domain::checklist::{Answer, Item, Judgement, Level, Violation};
use gridwalk_domain::id::RoomId;
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::record::{VisitDraft, correction_violations, violations};
use gridwalk_domain::time::Timestamp;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::{File, Url};

/// A picked file on its way into the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Shooting {
    /// Unique on the page.
    pub key: u32,
    /// Where it goes.
    pub slot: PhotoSlot,
    /// The picked file, to be seen at once.
    pub url: String,
    /// What went wrong, if it did.
    pub failed: Option<Text>,
}

/// One visit being made; copy it freely.
#[derive(Clone, Copy)]
pub struct Visit {
    /// The app.
    pub app: App,
    /// Whether the page is that of 没进去, without a checklist.
    pub no_entry: bool,
    /// What the worker edits. Change it by [`Visit::update`] only.
    pub draft: RwSignal<VisitDraft>,
    /// What it is judged with.
    pub scene: RwSignal<Arc<Scene>>,
    /// The position sensor.
    pub fix: ReadSignal<Fix>,
    /// Whether 提交巡查 was tapped: from then on the page marks what is missing.
    pub tried: RwSignal<bool>,
    /// What is missing, once [`Visit::tried`].
    pub missing: Memo<Vec<Violation>>,
    /// The room whose sheet is open.
    pub room: RwSignal<Option<RoomId>>,
    /// The item that the page opens at; its group is not folded.
    pub aim: StoredValue<Option<String>>,
    /// The item that opened the danger-now screen.
    pub danger: RwSignal<Option<Spot>>,
    /// The photo looked at.
    pub looked_at: RwSignal<Option<(PhotoSlot, PhotoHash)>>,
    /// Photos on their way into the store.
    pub shooting: RwSignal<Vec<Shooting>>,
    /// How the draft stands in the store.
    pub saved: RwSignal<Saved>,
    next_key: StoredValue<u32>,
    saver: StoredValue<Saver, LocalStorage>,
}

impl Visit {
    /// The item that the reviewer of the record points at.
    pub fn pointed(self) -> Option<String> {
        self.scene.with_untracked(|scene| scene.pointed())
    }

    /// For a draft read from the store; lives as long as the calling component.
    pub fn new(app: App, no_entry: bool, draft: VisitDraft, scene: Scene, fix: ReadSignal<Fix>) -> Self {
        let saved = RwSignal::new(Saved::Yes);
        let saver = Saver::new(app, draft.clone(), saved);
        let draft = RwSignal::new(draft);
        let scene = RwSignal::new(Arc::new(scene));
        let tried = RwSignal::new(false);
        let missing = Memo::new(move |_| {
            // 没进去 without a reason would be judged as a visit with nothing answered.
            if !tried.get() || (no_entry && draft.with(|draft| draft.not_entered.is_none())) {
                return Vec::new();
            }
            scene.with(|scene| {
                draft.with(|draft| match &scene.returned {
                    Some((previous, _)) => correction_violations(draft, previous, &scene.context(app)),
                    None => violations(draft, &scene.context(app)),
                })
            })
        });
        Self {
            app,
            no_entry,
            draft,
            scene,
            fix,
            tried,
            missing,
            room: RwSignal::new(None),
            aim: StoredValue::new(None),
            danger: RwSignal::new(None),
            looked_at: RwSignal::new(None),
            shooting: RwSignal::new(Vec::new()),
            saved,
            next_key: StoredValue::new(0),
            saver: StoredValue::new_local(saver),
        }
    }

    /// Changes the draft and saves it.
    pub fn update(self, change: impl FnOnce(&mut VisitDraft)) {
        self.draft.update(|draft| {
            // Whoever goes on after the camera did not lose the page to it.
            draft.pending_photo = None;
            change(draft);
            draft.changed_at = platform::now();
        });
        self.saver().offer(self.draft.get_untracked());
    }

    /// The writer.
    pub fn saver(self) -> Saver {
        self.saver.get_value()
    }

    /// The answer at a spot, followed.
    pub fn answer(self, spot: Spot) -> Memo<Option<Answer>> {
        Memo::new(move |_| self.draft.with(|draft| spot.answer(draft).cloned()))
    }

    /// Changes an answer that is there.
    pub fn update_answer(self, spot: &Spot, change: impl FnOnce(&mut Answer)) {
        self.update(|draft| {
            if let Some(answer) = spot.answer_mut(draft) {
                change(answer);
            }
        });
    }

    /// 合格, 不合格, 不涉及. An M item that fails opens the danger-now screen.
    pub fn judge(self, spot: &Spot, item: &Item, judgement: Judgement) {
        let today = self.app.today();
        self.update(|draft| judge(draft, spot, item, judgement, today));
        if judgement == Judgement::Fail && item.level == Level::SuspectedMajor {
            self.danger.set(Some(spot.clone()));
        }
    }

    /// Before the camera opens: it may kill the page, so that all of it must be on the disk, with the place to come
    /// back to.
    pub fn before_camera(self, slot: &PhotoSlot) {
        self.update(|draft| draft.pending_photo = Some(slot.name()));
        self.saver().harden();
    }

    /// Takes a picked file in: seen at once, shrunk off the page, stored, and only then 已存手机.
    pub fn take(self, slot: PhotoSlot, file: File, source: PhotoSource, replaces: Option<PhotoHash>) {
        let key = self.next_key.get_value();
        self.next_key.set_value(key.wrapping_add(1));
        let url = Url::create_object_url_with_blob(&file).unwrap_or_default();
        let shooting = Shooting { key, slot: slot.clone(), url: url.clone(), failed: None };
        self.shooting.update(|all| {
            // Why the last one failed is read by then.
            all.retain(|earlier| earlier.slot != shooting.slot || earlier.failed.is_none());
            all.push(shooting);
        });
        let saver = self.saver();
        leptos::task::spawn_local(async move {
            let result = self.store(saver, slot, &file, source, replaces).await;
            let _ = Url::revoke_object_url(&url);
            self.shooting.try_update(|all| match result {
                Ok(()) => all.retain(|shooting| shooting.key != key),
                Err(words) => all.iter_mut().filter(|s| s.key == key).for_each(|s| s.failed = Some(words)),
            });
        });
    }

    async fn store(
        self,
        saver: Saver,
        slot: PhotoSlot,
        file: &File,
        source: PhotoSource,
        replaces: Option<PhotoHash>,
    ) -> Result<(), Text> {
        // The position at the shutter is the phone's; a picture out of the album was taken who knows where.
        let (taken_at, position) = match source {
            PhotoSource::Camera => (platform::now(), self.fix.try_get_untracked().and_then(Fix::position)),
            PhotoSource::Album => (Timestamp::from_millis(file.last_modified() as i64), None),
        };
        let photo = self.app.intake().clean(file).await.map_err(|error| intake_words(&error))?;
        let reference = PhotoRef {
            sha256: photo.hash,
            taken_at,
            position,
            source,
            retaken: false,
            size_bytes: u32::try_from(photo.bytes.len()).unwrap_or(u32::MAX),
            width: photo.width,
            height: photo.height,
        };
        let shot = Shot { slot: slot.clone(), photo, reference: reference.clone(), replaces };
        match saver.put_photo(shot).await {
            Ok(()) => {
                self.draft.try_update(|draft| {
                    slot.add(draft, &reference, replaces);
                    draft.pending_photo = None;
                });
                Ok(())
            }
            Err(error) if super::saver::is_full(&error) => Err(texts::PHOTO_FULL),
            Err(_) => Err(texts::PHOTO_FAILED),
        }
    }

    /// Takes a photo out of the draft.
    pub fn remove_photo(self, slot: &PhotoSlot, photo: PhotoHash) {
        self.update(|draft| slot.remove(draft, photo));
    }
}

/// What a worker can do about a file that did not become a photo.
fn intake_words(error: &IntakeError) -> Text {
    match error {
        IntakeError::NotAnImage { .. } => texts::PHOTO_NOT_AN_IMAGE,
        IntakeError::TooLarge { .. } => texts::PHOTO_TOO_LARGE,
        IntakeError::Failed { .. } => texts::PHOTO_FAILED,
    }
}

/// What to say of a draft that is not in the store as it is on the screen.
pub fn trouble(saved: Saved) -> Option<Text> {
    match saved {
        Saved::Yes | Saved::Writing => None,
        Saved::Full => Some(words::STORAGE_FULL),
        Saved::Failed => Some(words::STORAGE_FAILED),
    }
}

/// The visit of the surrounding page.
pub fn use_visit() -> Visit {
    expect_context::<Visit>()
}
