//! The server: the real core and the real uploads over stores that outlive the process, as its HTTP handlers use them.

use super::backup::Backup;
use super::fault::Fault;
use super::shaky::{Shaky, pause};
use super::shaky_photos::ShakyPhotos;
use super::shaky_store::ShakyStore;
use super::world::{SERVER, World};
use bytes::Bytes;
use futures::channel::oneshot;
use gridwalk_domain::id::{AccountId, AreaId, DeviceId};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use gridwalk_server::core::world::Entropy;
use gridwalk_server::core::{BATCH_EVENTS_MAX, Core, ReadError, Session, SessionTerm};
use gridwalk_server::photos::{MemoryPhotos, NewUpload, StoreRegister, UploadError, UploadId, Uploads};
use gridwalk_server::store::memory::MemoryStore;
use gridwalk_server::store::{Store, StoreError};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use uuid::Uuid;

/// What a phone asks.
#[derive(Clone, Debug)]
pub enum Call {
    /// `POST /api/v1/events`.
    PostEvents(String),
    /// `GET /api/v1/events`.
    Pull(String, u32),
    /// `GET /api/v1/snapshot`.
    Snapshot(Option<String>),
    /// `HEAD /api/v1/photos/{sha256}`.
    HasPhoto(PhotoHash),
    /// tus creation: hash, media type, size.
    CreateUpload(PhotoHash, String, u32),
    /// tus HEAD.
    UploadOffset(String),
    /// tus PATCH: upload, offset, bytes.
    SendChunk(String, u32, Bytes),
}

/// A call with its marks.
#[derive(Clone, Debug)]
pub struct Request {
    /// The cookie's token.
    pub cookie: Option<String>,
    /// `X-Gridwalk-Account`.
    pub account: AccountId,
    /// What for.
    pub call: Call,
}

/// An error as it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Stable word.
    pub code: String,
    /// Seconds to wait.
    pub retry_after_s: Option<u32>,
}

impl Problem {
    /// Without a wait.
    pub fn new(status: u16, code: &str) -> Self {
        Self { status, code: code.to_owned(), retry_after_s: None }
    }
}

/// An answer with the server's clock.
#[derive(Clone, Debug)]
pub struct Answered {
    /// `Date`.
    pub server_time: Timestamp,
    /// The body, as JSON.
    pub outcome: Result<Value, Problem>,
}

impl From<StoreError> for Problem {
    fn from(_: StoreError) -> Self {
        Self { retry_after_s: Some(5), ..Self::new(503, "unavailable") }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Cursor(_) => Self::new(400, "bad-request"),
            ReadError::SnapshotGone => Self::new(410, "snapshot-gone"),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Unknown => Self::new(404, "upload-unknown"),
            UploadError::Expired => Self::new(410, "upload-expired"),
            UploadError::OffsetConflict { .. } => Self::new(409, "offset-conflict"),
            UploadError::TooLarge { .. } => Self::new(413, "photo-too-large"),
            UploadError::PastTheEnd { .. } => Self::new(413, "past-the-end"),
            UploadError::Refused(refusal) => Self::new(422, refusal.code()),
            UploadError::Store(_) | UploadError::Register(_) => Self::new(503, "unavailable"),
        }
    }
}

/// One life of the server.
struct Process {
    core: Core,
    uploads: Uploads,
    shaky: Arc<Shaky>,
    backup: Rc<RefCell<Option<Backup>>>,
}

fn empty_store(world: &World) -> Arc<MemoryStore> {
    Arc::new(MemoryStore::new(Uuid::from_u64_pair(world.random.bits(), world.random.bits())))
}

/// The server through all its lives.
pub struct Server {
    world: Rc<World>,
    store: RefCell<Arc<MemoryStore>>,
    photos: RefCell<Arc<MemoryPhotos>>,
    shaky: Arc<Shaky>,
    process: RefCell<Option<Rc<Process>>>,
    backup: Rc<RefCell<Option<Backup>>>,
}

impl Server {
    /// A server that is not running. `sees_all` is for the bug of that kind.
    pub fn new(world: &Rc<World>, sees_all: AccountId) -> Rc<Self> {
        let shaky = Arc::new(Shaky::new(world.bug, sees_all, world.random.bits()));
        Rc::new(Self {
            store: RefCell::new(empty_store(world)),
            photos: RefCell::default(),
            shaky,
            process: RefCell::default(),
            backup: Rc::default(),
            world: Rc::clone(world),
        })
    }

    /// What was committed.
    pub fn store(&self) -> Arc<MemoryStore> {
        Arc::clone(&self.store.borrow())
    }

    /// Published photos and begun uploads.
    pub fn photos(&self) -> Arc<MemoryPhotos> {
        Arc::clone(&self.photos.borrow())
    }

    /// Starts it.
    ///
    /// # Errors
    /// The store's.
    pub async fn start(&self) -> Result<(), StoreError> {
        self.shaky.set_full_permille(0);
        let store: Arc<dyn Store> = Arc::new(ShakyStore::new(self.store(), Arc::clone(&self.shaky)));
        let photos = Arc::new(ShakyPhotos::new(self.photos(), Arc::clone(&self.shaky)));
        let uploads = Uploads::new(photos, Arc::new(StoreRegister::new(Arc::clone(&store))));
        let core = Core::open(store).await?;
        self.shaky.set_full_permille(self.world.weather.permille(Fault::ServerFull));
        *self.process.borrow_mut() =
            Some(Rc::new(Process { core, uploads, shaky: Arc::clone(&self.shaky), backup: Rc::clone(&self.backup) }));
        self.world.note(format_args!("server starts"));
        Ok(())
    }

    /// Kills it where it stands: whatever was being done is not ended.
    pub fn kill(&self) {
        self.world.note(format_args!("server killed"));
        *self.process.borrow_mut() = None;
        self.world.executor.kill(SERVER);
    }

    /// From now on a backup is what counts as safe.
    pub async fn back_up(&self) {
        match Backup::take(&self.store(), &self.photos()).await {
            Ok(backup) => *self.backup.borrow_mut() = Some(backup),
            Err(error) => self.world.complain(format!("no backup could be taken: {error}")),
        }
    }

    /// The disk is gone: another server takes its place with what the backup has.
    pub async fn restore(&self) {
        self.kill();
        let Some(backup) = self.backup.borrow().clone() else { return };
        let (store, photos) = (empty_store(&self.world), Arc::default());
        if let Err(error) = backup.put_into(&store, &photos).await {
            self.world.complain(format!("the backup cannot be restored: {error}"));
        }
        self.world.note(format_args!("server restored from its backup"));
        *self.store.borrow_mut() = store;
        *self.photos.borrow_mut() = photos;
    }

    /// Ends the faults of its stores.
    pub fn calm_down(&self) {
        self.world.weather.count(Fault::ServerFull, self.shaky.failures());
        self.shaky.set_full_permille(0);
    }

    fn process(&self) -> Option<Rc<Process>> {
        self.process.borrow().clone()
    }

    /// Whether it runs.
    pub fn is_up(&self) -> bool {
        self.process.borrow().is_some()
    }

    /// Takes a request in; the answer comes unless the server dies first. `None` when nobody listens.
    pub fn receive(&self, request: Request) -> Option<oneshot::Receiver<Answered>> {
        let process = self.process()?;
        let (answer, answered) = oneshot::channel();
        let world = Rc::clone(&self.world);
        self.world.executor.spawn(SERVER, async move {
            let outcome = process.handle(&world, &request).await;
            if let Err(problem) = &outcome {
                world.note(format_args!("server answers {} {}", problem.status, problem.code));
            }
            // The phone may be gone.
            let _ = answer.send(Answered { server_time: world.now(), outcome });
        });
        Some(answered)
    }

    /// Signs somebody in; the cookie's token. `None` when the server is not there.
    pub async fn sign_in(&self, account: AccountId, device: DeviceId) -> Option<String> {
        let process = self.process()?;
        let account = self.store().account(account).await.ok()??;
        pause().await;
        let now = self.world.now();
        let term = SessionTerm::default();
        let opened = process.core.open_session(&account, device, term, now, &*process.shaky).await.ok()?;
        Some(opened.token)
    }

    /// Ends the session of a token, as if it had lapsed.
    pub async fn lapse(&self, token: &str) {
        if let Some(process) = self.process()
            && let Ok(Some(session)) = process.core.session(token, self.world.now()).await
        {
            // A store that does not answer leaves the session: then it has not lapsed.
            let _ = process.core.end_session(&session).await;
        }
    }

    /// A phone was reported lost.
    pub async fn revoke(&self, account: AccountId) {
        if let Some(process) = self.process() {
            let _ = process.core.revoke_sessions(account, self.world.now()).await;
        }
    }

    /// Puts a cell under another community; whether it did.
    pub async fn move_cell(&self, cell: AreaId, community: AreaId) -> bool {
        match self.process() {
            Some(process) => process.core.move_area(cell, community, self.world.now()).await.is_ok(),
            None => false,
        }
    }

    /// Gives an account another area in the place of one; whether it did.
    pub async fn reassign(&self, account: AccountId, from: AreaId, to: AreaId) -> bool {
        let Some(process) = self.process() else { return false };
        let now = self.world.now();
        process.core.end_assignment(account, from, now).await.is_ok()
            && process.core.assign(account, to, now).await.is_ok()
    }
}

#[derive(Deserialize)]
struct OfferedBatch {
    #[serde(rename = "device")]
    _device: DeviceId,
    events: Vec<Box<RawValue>>,
}

impl Process {
    async fn handle(&self, world: &World, request: &Request) -> Result<Value, Problem> {
        pause().await;
        let now = world.now();
        let token = request.cookie.as_deref().ok_or_else(|| Problem::new(401, "unsigned"))?;
        let session = self.core.session(token, now).await?.ok_or_else(|| Problem::new(401, "unsigned"))?;
        if session.account != request.account {
            return Err(Problem::new(403, "other-account"));
        }
        if session.is_revoked && !matches!(request.call, Call::PostEvents(_)) {
            return Err(Problem::new(401, "unsigned"));
        }
        match &request.call {
            Call::PostEvents(body) => self.post_events(world, &session, body, now).await,
            Call::Pull(after, limit) => self.pull(world, &session, after, *limit).await,
            Call::Snapshot(page) => self.snapshot(world, &session, page.as_deref(), now).await,
            _ => self.photo(world, &session, &request.call, now).await,
        }
    }

    async fn post_events(
        &self,
        world: &World,
        session: &Session,
        body: &str,
        now: Timestamp,
    ) -> Result<Value, Problem> {
        let batch: OfferedBatch = serde_json::from_str(body).map_err(|_| Problem::new(400, "bad-request"))?;
        if batch.events.len() > BATCH_EVENTS_MAX {
            return Err(Problem::new(413, "too-many-events"));
        }
        let results = self.core.receive(session, &batch.events, now).await?;
        for verdict in &results {
            world.note(format_args!(
                "verdict {:?} {} {:?} {}",
                verdict.verdict,
                verdict.id,
                verdict.seq,
                verdict.reason.unwrap_or_default()
            ));
        }
        let backed_up_through = self.backed_up_through(session).await?;
        Ok(json!({
            "results": results,
            "backed_up_through": backed_up_through,
            "incarnation": self.core.incarnation(),
        }))
    }

    async fn backed_up_through(&self, session: &Session) -> Result<u64, StoreError> {
        let backed_up = self.backup.borrow().as_ref().map(|backup| backup.heads.clone());
        let heads = match backed_up {
            Some(heads) => heads,
            None => self.core.store().heads().await?,
        };
        let streams = self.core.store().streams(session.account).await?;
        Ok(streams.iter().filter_map(|stream| heads.get(stream)).copied().min().unwrap_or(0))
    }

    async fn pull(&self, world: &World, session: &Session, after: &str, limit: u32) -> Result<Value, Problem> {
        let before = self.scope(session).await?;
        let pulled = self.core.pull(session, after, limit).await?;
        let scope: BTreeSet<_> = before.union(&self.scope(session).await?).copied().collect();
        let strangers = pulled.events.iter().filter(|event| !scope.contains(&event.envelope.area)).count();
        tell_leak(world, session, strangers);
        let backed_up_through = self.backed_up_through(session).await?;
        Ok(json!({
            "events": pulled.events,
            "next": pulled.next,
            "more": pulled.more,
            "epoch": pulled.epoch,
            "incarnation": self.core.incarnation(),
            "backed_up_through": backed_up_through,
        }))
    }

    async fn snapshot(
        &self,
        world: &World,
        session: &Session,
        page: Option<&str>,
        now: Timestamp,
    ) -> Result<Value, Problem> {
        let before = self.scope(session).await?;
        let page = self.core.snapshot(session, page, now, &*self.shaky).await?;
        let scope: BTreeSet<_> = before.union(&self.scope(session).await?).copied().collect();
        tell_leak(world, session, page.rows.iter().filter(|row| !scope.contains(&row.area())).count());
        Ok(json!({
            "rows": page.rows,
            "epoch": page.epoch,
            "cursor": page.cursor,
            "incarnation": self.core.incarnation(),
            "page": page.page,
            "pages": page.pages,
            "next": page.next,
        }))
    }

    // As it stands at this moment, whatever the session was opened with.
    async fn scope(&self, session: &Session) -> Result<BTreeSet<AreaId>, StoreError> {
        let held = self.core.store().assignments(session.account).await?;
        let places = self.core.places();
        let present = held.into_iter().filter(|assignment| assignment.to.is_none());
        Ok(present.flat_map(|assignment| places.tree.below(assignment.area)).collect())
    }

    async fn photo(&self, world: &World, session: &Session, call: &Call, now: Timestamp) -> Result<Value, Problem> {
        let owner = session.account;
        Ok(match call {
            Call::HasPhoto(hash) => {
                let may_read = self.core.store().may_read_photo(*hash, owner).await?;
                let is_there = self.uploads.store().photo_bytes(*hash).await.map_err(UploadError::from)?.is_some();
                json!(may_read && is_there)
            }
            Call::CreateUpload(hash, media_type, size) => {
                let id = UploadId::from_random(self.shaky.uuid().as_u128());
                let (media_type, metadata) = (Some(media_type.clone()), String::new());
                let new = NewUpload { sha256: *hash, size_bytes: u64::from(*size), media_type, metadata };
                let progress = self.uploads.create(id, owner, new, now).await?;
                json!((format!("/api/v1/photos/uploads/{id}"), progress.offset))
            }
            Call::UploadOffset(url) => json!(self.uploads.progress(upload_id(url)?, owner, now).await?.offset),
            Call::SendChunk(url, offset, chunk) => {
                let id = upload_id(url)?;
                let progress = self.uploads.append(id, owner, u64::from(*offset), chunk.clone(), now).await?;
                world.note(format_args!("upload {id} at {}", progress.offset));
                json!(progress.offset)
            }
            Call::PostEvents(_) | Call::Pull(..) | Call::Snapshot(_) => Value::Null,
        })
    }
}

fn tell_leak(world: &World, session: &Session, strangers: usize) {
    if strangers > 0 {
        world.leaks.set(world.leaks.get() + strangers as u64);
        world.note(format_args!("LEAK of {strangers} to {}", session.account));
    }
}

fn upload_id(url: &str) -> Result<UploadId, Problem> {
    let id = url.rsplit('/').next().and_then(|id| id.parse().ok());
    id.ok_or_else(|| Problem::new(404, "upload-unknown"))
}
