//! The people who hold the phones: what they do in a day, one thing after the other.

mod desk;
mod patrol;
mod told;

use super::fault::Fault;
use super::phone::Phone;
use super::picture::{picture, reference};
use super::town;
use super::truth::Sureness;
use super::world::World;
use gridwalk_domain::admit::Role;
use gridwalk_domain::checklist::Catalogue;
use gridwalk_domain::event::{Body, Envelope};
use gridwalk_domain::id::{AccountId, InspectionId};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::{DraftStage, NewEvent, VisitDraft};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_replica::clock::Clock;
use gridwalk_replica::store::memory::MemoryStore;
use gridwalk_replica::store::{Durability, StoreError};
use gridwalk_replica::{Commit, CommitError, Replica, ReplicaError, draft_photos, new_id, stamp};
use std::rc::Rc;
use std::sync::LazyLock;

/// As it is shipped.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let read = Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json"));
    // A shipped file that no test of the domain would let pass otherwise.
    read.unwrap_or_else(|error| panic!("the shipped catalogue cannot be read: {error}"))
});

/// As it is shipped.
pub static PLACE: LazyLock<PlaceSettings> = LazyLock::new(|| {
    let read = serde_json::from_str(include_str!("../../../assets/catalogues/place.json"));
    read.unwrap_or_else(|error| panic!("the shipped settings cannot be read: {error}"))
});

/// Somebody at one open page.
pub struct Person {
    phone: Rc<Phone>,
    world: Rc<World>,
    account: AccountId,
    role: Role,
    replica: Rc<Replica<MemoryStore>>,
}

impl Person {
    /// The holder of `account` at this page.
    pub fn new(phone: &Rc<Phone>, world: &Rc<World>, account: AccountId, replica: Rc<Replica<MemoryStore>>) -> Self {
        let role = town::role(account);
        Self { phone: Rc::clone(phone), world: Rc::clone(world), account, role, replica }
    }

    /// Works for as long as the page lives; whatever cannot be done now is left for later.
    pub async fn work(&self) {
        self.check_drafts().await;
        if self.resume_drafts().await.is_err() {
            self.world.note(format_args!("phone {} could not resume a draft", self.phone.index));
        }
        loop {
            self.world.executor.sleep(self.world.random.between(5_000, 25 * 60_000)).await;
            if self.world.weather.is_calm() {
                return;
            }
            let done = match self.role {
                Role::Worker => self.patrol().await,
                _ => self.sit_at_the_desk().await,
            };
            match done {
                Ok(()) => {}
                Err(error) => self.world.note(format_args!("phone {} cannot: {error}", self.phone.index)),
            }
        }
    }

    // What was saved strictly must be there, bytes of its photos too, whatever happened since.
    async fn check_drafts(&self) {
        let own = |key: &(usize, AccountId, InspectionId)| key.0 == self.phone.index && key.1 == self.account;
        let expected: Vec<_> = {
            let truth = self.world.truth.borrow();
            truth.drafts.iter().filter(|(key, _)| own(key)).map(|(key, photos)| (key.2, photos.clone())).collect()
        };
        for (inspection, photos) in expected {
            let Ok(draft) = self.replica.draft(inspection).await else { return };
            if draft.is_none() {
                self.world.complain(format!("draft {inspection} is lost"));
            }
            for hash in photos {
                match self.replica.photo(hash).await {
                    Ok(None) => self.world.complain(format!("photo {hash} of draft {inspection} is lost")),
                    Ok(Some(_)) => {}
                    Err(_) => return,
                }
            }
        }
    }

    /// Takes a picture, and stores it with the draft that already names it.
    async fn shoot(
        &self,
        draft: Option<&mut VisitDraft>,
        add: impl FnOnce(&mut VisitDraft, PhotoRef),
    ) -> Done<PhotoRef> {
        let bytes = picture(&self.world.random);
        let photo = reference(&bytes, self.phone.now());
        let now = self.phone.now();
        match draft {
            Some(draft) => {
                add(draft, photo.clone());
                draft.changed_at = now;
                self.replica.put_photo(photo.sha256, &bytes, "image/jpeg", Some(draft), now).await?;
                self.saved(draft);
            }
            None => self.replica.put_photo(photo.sha256, &bytes, "image/jpeg", None, now).await?,
        }
        Ok(photo)
    }

    async fn save(&self, draft: &VisitDraft, durability: Durability) -> Done {
        self.replica.save_draft(draft, durability).await?;
        if durability == Durability::Strict {
            self.saved(draft);
        }
        Ok(())
    }

    fn saved(&self, draft: &VisitDraft) {
        let key = (self.phone.index, self.account, draft.inspection);
        // A correction also names photos that were sent long ago, and that the phone may have let go.
        let is_new = draft.stage == DraftStage::Visit;
        let photos = draft_photos(draft).into_iter().filter(|_| is_new).collect();
        self.world.truth.borrow_mut().drafts.insert(key, photos);
    }

    /// Commits what the rules made, and keeps account of it outside the phone.
    async fn commit(&self, events: Vec<NewEvent>, draft: Option<InspectionId>, is_forbidden: bool) -> Done {
        let offset = self.replica.clock_offset_ms().await?;
        let at = self.phone.now();
        let identity = self.replica.identity();
        let events: Vec<Envelope> =
            events.into_iter().map(|event| stamp(event, identity, &*self.phone, at, offset)).collect();
        let key = draft.map(|draft| (self.phone.index, self.account, draft));
        let expected = {
            let mut truth = self.world.truth.borrow_mut();
            truth.begin(self.phone.index, &events, is_forbidden);
            key.and_then(|key| truth.drafts.remove_entry(&key))
        };
        for event in &events {
            self.world.note(format_args!("phone {} writes {} {}", self.phone.index, event.kind, event.id));
        }
        let result = self.replica.commit(Commit { events: events.clone(), draft }).await;
        let sureness = if result.is_ok() { Sureness::Durable } else { Sureness::Failed };
        {
            let mut truth = self.world.truth.borrow_mut();
            truth.end(&events, sureness);
            // The draft of a commit that failed is as it was.
            truth.drafts.extend(expected.filter(|_| sureness == Sureness::Failed));
        }
        self.world.note(format_args!("phone {} commit: {result:?}", self.phone.index));
        if let Err(CommitError::NotYours | CommitError::Unreadable { .. } | CommitError::PhotoMissing(_)) = &result {
            self.world.complain(format!("phone {}: {result:?}", self.phone.index));
        }
        Ok(result?)
    }

    /// One event about a thing that has a row.
    fn about(&self, row: &Row, body: impl Into<Body>) -> NewEvent {
        NewEvent { subject: row.key().id, area: row.area(), base: Some(row.head()), body: body.into(), personal: None }
    }

    fn fresh(&self) -> uuid::Uuid {
        new_id(&*self.phone)
    }

    fn tries_what_is_forbidden(&self) -> bool {
        self.world.hits(Fault::ForbiddenTried)
    }

    fn chance(&self, permille: u32) -> bool {
        self.world.random.permille(permille)
    }
}

/// What somebody did, or why it could not be.
pub type Done<T = ()> = Result<T, Cannot>;

/// Why something could not be done at the phone.
#[derive(Debug, thiserror::Error)]
pub enum Cannot {
    /// The store failed, or the like.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    /// The commit failed.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The form is not complete.
    #[error("the form wants {0}")]
    Form(String),
}

impl From<StoreError> for Cannot {
    fn from(error: StoreError) -> Self {
        Self::Replica(error.into())
    }
}
