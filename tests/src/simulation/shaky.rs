//! What shakes the server's stores: shared by both, and with its own draws, for the server's traits ask for `Sync`.

use super::bug::Bug;
use super::random::Random;
use gridwalk_domain::id::AccountId;
use gridwalk_server::core::world::Entropy;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// Settings and draws of the server's stores.
pub struct Shaky {
    bug: Option<Bug>,
    sees_all: AccountId,
    random: Mutex<Random>,
    full_permille: AtomicU32,
    failures: AtomicU64,
}

impl Shaky {
    /// `sees_all` is the account whose scope the scope bug uses.
    pub fn new(bug: Option<Bug>, sees_all: AccountId, seed: u64) -> Self {
        Self {
            bug,
            sees_all,
            random: Mutex::new(Random::new(seed)),
            full_permille: AtomicU32::new(0),
            failures: AtomicU64::new(0),
        }
    }

    fn random(&self) -> MutexGuard<'_, Random> {
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this bug is planted.
    pub fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    /// Whose scope covers everything.
    pub fn sees_all(&self) -> AccountId {
        self.sees_all
    }

    /// Sets how often a step fails for want of room.
    pub fn set_full_permille(&self, permille: u32) {
        self.full_permille.store(permille, Ordering::Relaxed);
    }

    /// Whether this step fails.
    pub fn fails(&self) -> bool {
        let permille = self.full_permille.load(Ordering::Relaxed);
        let fails = permille > 0 && self.random().permille(permille);
        if fails {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        fails
    }

    /// How many steps failed so far.
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    /// A draw.
    pub fn one_in_four(&self) -> bool {
        self.random().permille(250)
    }
}

impl Entropy for Shaky {
    fn fill(&self, bytes: &mut [u8]) {
        let random = self.random();
        bytes.chunks_mut(8).for_each(|chunk| {
            let bits = random.bits().to_le_bytes();
            chunk.iter_mut().zip(bits).for_each(|(byte, bit)| *byte = bit);
        });
    }
}

/// Lets others go first, once.
pub fn pause() -> impl Future<Output = ()> + Send {
    struct Pause(bool);
    impl Future for Pause {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if self.0 {
                return Poll::Ready(());
            }
            self.0 = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }
    Pause(false)
}
