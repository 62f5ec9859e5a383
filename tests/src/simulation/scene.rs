//! A story in the same place with the same people, and nothing going wrong but what the story says.

use super::judge::Verdict;
use super::network::Line;
use super::people::Person;
use super::phone::Phone;
use super::run::conclude;
use super::server::Server;
use super::town::{self, COMMITTEE, OVERSEER, WORKER_A, WORKER_B, WORKER_C};
use super::world::World;
use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::{AccountId, PremisesId};
use gridwalk_replica::sync::{self, DrainReport, SyncError};
use std::rc::Rc;

/// Waits that no story takes.
const POLLS_MAX: u64 = 1_000_000;

/// The place at work: phones with their holders signed in and in step with the server.
pub struct Scene {
    /// Shared by all.
    pub world: Rc<World>,
    /// At the other end.
    pub server: Rc<Server>,
    /// Of workers A (and C), B, and the committee.
    pub phones: Vec<Rc<Phone>>,
    /// What an import brought.
    pub imported: Vec<Envelope>,
}

/// Tells a story to its end.
///
/// # Panics
/// The story does, or it hangs: this is for tests.
pub fn tell<S: Future<Output = ()> + 'static>(story: impl FnOnce(Scene) -> S + 'static) {
    let world = World::fair(1);
    let main = Rc::clone(&world);
    let told = world.executor.run(async move { story(Scene::set(main).await).await }, POLLS_MAX);
    assert!(told.is_some(), "the story hangs");
}

impl Scene {
    async fn set(world: Rc<World>) -> Self {
        let server = Server::new(&world, OVERSEER);
        let imported = town::settle(&server, &world.random).await.expect("a store in memory does not fail");
        server.start().await.expect("a store in memory does not fail");
        let holders: [&[_]; 3] = [&[WORKER_A, WORKER_C], &[WORKER_B], &[COMMITTEE]];
        let phones: Vec<_> =
            holders.iter().enumerate().map(|(index, accounts)| Phone::new(&world, index, accounts)).collect();
        let scene = Self { world, server, phones, imported };
        for (phone, holder) in scene.phones.iter().zip(holders) {
            phone.set_clock_right();
            phone.sign_in(&scene.server, holder[0]).await;
            scene.sync(phone.index, holder[0]).await.expect("nothing goes wrong");
        }
        scene
    }

    /// Somebody at a freshly opened page.
    ///
    /// # Panics
    /// The replica does not open.
    pub async fn page(&self, phone: usize, account: AccountId) -> Person {
        let phone = &self.phones[phone];
        let replica = phone.open(account).await.expect("a store in memory opens");
        Person::new(phone, &self.world, account, Rc::new(replica))
    }

    /// One drain of an account on a phone.
    ///
    /// # Errors
    /// The drain's.
    pub async fn sync(&self, phone: usize, account: AccountId) -> Result<DrainReport, SyncError> {
        let replica = self.phones[phone].open(account).await?;
        sync::drain(&replica, &self.line(phone, account), &*self.phones[phone]).await
    }

    /// An account's line to the server.
    pub fn line(&self, phone: usize, account: AccountId) -> Line {
        self.phones[phone].line(&self.server, account)
    }

    /// The first imported premises of worker A's cell.
    pub fn shop(&self) -> PremisesId {
        self.imported[0].subject.into()
    }

    /// Everything is sent and pulled, and the judge looks.
    pub async fn judged(&self) -> Verdict {
        conclude(&self.world, &self.server, &self.phones, &self.imported).await
    }
}
