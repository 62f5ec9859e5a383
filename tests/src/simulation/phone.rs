//! A phone: its disk a account, its clock, its cookie, and the life of its pages.

use super::executor::Group;
use super::fault::Fault;
use super::network::Line;
use super::people::Person;
use super::server::Server;
use super::world::{FIRST_PHONE, World};
use futures::future::select;
use gridwalk_domain::id::{AccountId, DeviceId};
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::clock::Clock;
use gridwalk_replica::store::memory::{Disk, Fault as DiskFault, MemoryStore};
use gridwalk_replica::sync::{self, SyncError};
use gridwalk_replica::{Identity, Replica, ReplicaError};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;
use uuid::Uuid;

const YEAR_MS: i64 = 365 * 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// One phone.
pub struct Phone {
    /// Which.
    pub index: usize,
    /// This installation.
    pub device: DeviceId,
    /// What dies with it.
    pub group: Group,
    /// Whether it has signal.
    pub is_online: Cell<bool>,
    /// Of the session that the browser has; one for all accounts.
    pub cookie: RefCell<Option<String>>,
    /// Who holds it now.
    pub user: Cell<AccountId>,
    world: Rc<World>,
    clock_offset_ms: Cell<i64>,
    disks: RefCell<BTreeMap<AccountId, Disk>>,
    lock: Cell<bool>,
}

impl Clock for Phone {
    fn now(&self) -> Timestamp {
        self.world.now().plus_millis(self.clock_offset_ms.get())
    }

    fn random(&self) -> u64 {
        self.world.random.bits()
    }
}

/// Admits one drainer at a time, as a Web Lock does; free again however its holder ends.
struct Lock<'a>(&'a Cell<bool>);

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Phone {
    /// A new phone for these accounts; the first holds it.
    pub fn new(world: &Rc<World>, index: usize, accounts: &[AccountId]) -> Rc<Self> {
        let wrong = world.hits(Fault::ClockWrong);
        let clock_offset_ms =
            if wrong { world.random.between(-3 * YEAR_MS, 3 * YEAR_MS) } else { world.random.between(-900, 900) };
        Rc::new(Self {
            index,
            device: DeviceId(Uuid::from_u128(0xd0 + index as u128)),
            group: Group(FIRST_PHONE + index as u32),
            is_online: Cell::new(true),
            cookie: RefCell::default(),
            user: Cell::new(accounts.first().copied().unwrap_or(AccountId(Uuid::nil()))),
            world: Rc::clone(world),
            clock_offset_ms: Cell::new(clock_offset_ms),
            disks: RefCell::new(accounts.iter().map(|account| (*account, Disk::new())).collect()),
            lock: Cell::new(false),
        })
    }

    /// The accounts that have a store here.
    pub fn accounts(&self) -> Vec<AccountId> {
        self.disks.borrow().keys().copied().collect()
    }

    /// An account's disk.
    pub fn disk(&self, account: AccountId) -> Disk {
        self.disks.borrow_mut().entry(account).or_default().clone()
    }

    /// An account's store, opened.
    pub fn store(&self, account: AccountId) -> MemoryStore {
        MemoryStore::open(&self.disk(account))
    }

    /// An account's replica, opened.
    ///
    /// # Errors
    /// The replica's.
    pub async fn open(&self, account: AccountId) -> Result<Replica<MemoryStore>, ReplicaError> {
        Replica::open(self.store(account), Identity { account, device: self.device }).await
    }

    /// The clock jumps.
    pub fn step_clock(&self, by_ms: i64) {
        self.clock_offset_ms.set(self.clock_offset_ms.get() + by_ms);
    }

    /// The clock is right from now on.
    pub fn set_clock_right(&self) {
        self.clock_offset_ms.set(0);
    }

    /// The whole disk is well again, of every account.
    pub fn heal(&self) {
        self.disks.borrow().values().for_each(Disk::heal);
    }

    /// The line of an account to the server.
    pub fn line(self: &Rc<Self>, server: &Rc<Server>, account: AccountId) -> Line {
        Line {
            world: Rc::clone(&self.world),
            server: Rc::clone(server),
            phone: Rc::clone(self),
            account,
            snapshots_late_ms: 0,
        }
    }

    /// Signs its user in; whether it worked.
    pub async fn sign_in(&self, server: &Server, account: AccountId) -> bool {
        if !self.is_online.get() {
            return false;
        }
        let token = server.sign_in(account, self.device).await;
        let signed_in = token.is_some();
        if signed_in {
            self.world.note(format_args!("phone {} signed in as {account}", self.index));
            *self.cookie.borrow_mut() = token;
        }
        signed_in
    }

    /// Lives through pages, kills and switches until the weather calms down.
    pub async fn live(self: Rc<Self>, server: Rc<Server>) {
        let world = Rc::clone(&self.world);
        while !world.weather.is_calm() {
            if self.cookie.borrow().is_none() {
                self.sign_in(&server, self.user.get()).await;
            }
            self.trouble_the_disk();
            self.start_page(&server);
            self.end_page().await;
            self.heal();
            world.executor.sleep(world.random.between(1_000, 20 * MINUTE_MS)).await;
            self.change_hands(&server).await;
        }
    }

    // However it ends, nothing of the page goes on after this.
    async fn end_page(&self) {
        let world = &self.world;
        let life = world.executor.sleep(world.random.between(10 * MINUTE_MS, 180 * MINUTE_MS));
        let page_killed = world.hits(Fault::PageKilled);
        let phone_killed = !page_killed && world.hits(Fault::PhoneKilled);
        if page_killed || phone_killed {
            // Late enough for something to have begun, early enough to hit the middle of it.
            let killed = world.executor.kill_after(self.group, 1 + world.random.below(1_500));
            select(pin!(killed), pin!(life)).await;
        } else {
            life.await;
        }
        world.executor.kill(self.group);
        self.lock.set(false);
        if phone_killed {
            self.disks.borrow().values().for_each(Disk::kill);
        }
        world.note(format_args!("phone {} page ends, battery out: {phone_killed}", self.index));
    }

    fn trouble_the_disk(&self) {
        let world = &self.world;
        let disk = self.disk(self.user.get());
        if world.hits(Fault::PhoneFull) {
            if world.random.permille(500) {
                disk.set_capacity_bytes(Some(disk.used_bytes() + world.random.below(20_000) as usize));
            }
            for _ in 0..3 {
                disk.fault_at(disk.operations() + world.random.below(300), DiskFault::Full);
            }
        }
        if world.hits(Fault::ConnectionLost) {
            for _ in 0..3 {
                disk.fault_at(disk.operations() + world.random.below(300), DiskFault::Lose);
            }
        }
        if world.hits(Fault::ClockStepped) {
            self.step_clock(world.random.between(-2 * 86_400_000, 2 * 86_400_000));
        }
    }

    async fn change_hands(&self, server: &Server) {
        let accounts = self.accounts();
        if accounts.len() < 2 || !self.world.hits(Fault::AccountSwitched) {
            return;
        }
        let next = accounts.into_iter().find(|account| *account != self.user.get());
        self.user.set(next.unwrap_or(self.user.get()));
        *self.cookie.borrow_mut() = None;
        self.sign_in(server, self.user.get()).await;
    }

    fn start_page(self: &Rc<Self>, server: &Rc<Server>) {
        let user = self.user.get();
        let (phone, server_of_page) = (Rc::clone(self), Rc::clone(server));
        self.world.executor.spawn(self.group, async move {
            let Ok(replica) = phone.open(user).await else { return };
            let replica = Rc::new(replica);
            let person = Person::new(&phone, &phone.world, user, Rc::clone(&replica));
            let (drainer, server) = (Rc::clone(&phone), Rc::clone(&server_of_page));
            phone.world.executor.spawn(phone.group, async move { drainer.drain_now_and_then(server, &replica).await });
            person.work().await;
        });
        let (phone, server) = (Rc::clone(self), Rc::clone(server));
        self.world.executor.spawn(self.group, async move { phone.drain_in_the_background(server).await });
    }

    async fn drain_now_and_then(self: Rc<Self>, server: Rc<Server>, replica: &Replica<MemoryStore>) {
        let account = replica.identity().account;
        loop {
            self.world.executor.sleep(self.world.random.between(1_000, 8 * MINUTE_MS)).await;
            match self.drain(&server, replica).await {
                Some(Err(SyncError::SignedOut | SyncError::OtherAccount)) => {
                    // Somebody looks at the phone and signs in again, soon or late.
                    self.world.executor.sleep(self.world.random.between(1_000, 60 * MINUTE_MS)).await;
                    self.sign_in(&server, account).await;
                }
                Some(Err(SyncError::Replica(error))) if is_dead(&error) => return,
                _ => {}
            }
        }
    }

    // The service worker: its own replica over the same store, for any account that left something behind.
    async fn drain_in_the_background(self: Rc<Self>, server: Rc<Server>) {
        loop {
            self.world.executor.sleep(self.world.random.between(MINUTE_MS, 30 * MINUTE_MS)).await;
            let accounts = self.accounts();
            let Some(account) = self.world.random.pick(&accounts).copied() else { return };
            if let Ok(replica) = self.open(account).await {
                self.drain(&server, &replica).await;
            }
        }
    }

    async fn drain(
        self: &Rc<Self>,
        server: &Rc<Server>,
        replica: &Replica<MemoryStore>,
    ) -> Option<Result<sync::DrainReport, SyncError>> {
        let was_held = self.lock.replace(true);
        if was_held && !self.world.hits(Fault::TwoDrainers) {
            return None;
        }
        let _lock = (!was_held).then(|| Lock(&self.lock));
        let account = replica.identity().account;
        let line = self.line(server, account);
        let result = sync::drain(replica, &line, &**self).await;
        match &result {
            Ok(report) => self.world.note(format_args!("phone {} drained: {report:?}", self.index)),
            Err(error) => self.world.note(format_args!("phone {} stopped: {error}", self.index)),
        }
        Some(result)
    }
}

/// A page that lost its database reads nothing more until it is opened again.
fn is_dead(error: &ReplicaError) -> bool {
    matches!(error, ReplicaError::Store(gridwalk_replica::store::StoreError::Lost))
}
