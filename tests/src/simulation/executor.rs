//! One thread, its own time: tasks are polled in an order drawn from the seed, and time passes only when all wait.

use super::random::Random;
use futures::channel::oneshot;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

type TaskId = u64;
type Job = Pin<Box<dyn Future<Output = ()>>>;

/// Tasks that die together: a phone's page, a server's process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group(pub u32);

struct Task {
    group: Group,
    // Absent while it is being polled.
    job: Option<Job>,
}

#[derive(Default)]
struct Ready(Mutex<BTreeSet<TaskId>>);

impl Ready {
    fn insert(&self, id: TaskId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    fn take(&self, random: &Random) -> Option<TaskId> {
        let mut ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let nth = random.below(ready.len() as u64) as usize;
        let id = ready.iter().nth(nth).copied()?;
        ready.remove(&id);
        Some(id)
    }
}

struct Alarm {
    id: TaskId,
    ready: Arc<Ready>,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.ready.insert(self.id);
    }
}

struct Death {
    polls_left: u64,
    told: oneshot::Sender<()>,
}

struct Inner {
    random: Rc<Random>,
    ready: Arc<Ready>,
    tasks: RefCell<BTreeMap<TaskId, Task>>,
    deaths: RefCell<BTreeMap<Group, Death>>,
    timers: RefCell<BTreeMap<(i64, u64), Waker>>,
    next_id: Cell<u64>,
    now_ms: Cell<i64>,
    polls: Cell<u64>,
}

/// Runs everything of one simulated run. Cheap to clone.
#[derive(Clone)]
pub struct Executor(Rc<Inner>);

impl Executor {
    /// Nothing to do yet, at time 0.
    pub fn new(random: Rc<Random>) -> Self {
        Self(Rc::new(Inner {
            random,
            ready: Arc::default(),
            tasks: RefCell::default(),
            deaths: RefCell::default(),
            timers: RefCell::default(),
            next_id: Cell::new(1),
            now_ms: Cell::new(0),
            polls: Cell::new(0),
        }))
    }

    /// True time since the beginning of the run.
    pub fn now_ms(&self) -> i64 {
        self.0.now_ms.get()
    }

    /// How often anything was polled.
    pub fn polls(&self) -> u64 {
        self.0.polls.get()
    }

    fn fresh(&self) -> u64 {
        let id = self.0.next_id.get();
        self.0.next_id.set(id + 1);
        id
    }

    /// Starts a task.
    pub fn spawn(&self, group: Group, job: impl Future<Output = ()> + 'static) {
        let id = self.fresh();
        self.0.tasks.borrow_mut().insert(id, Task { group, job: Some(Box::pin(job)) });
        self.0.ready.insert(id);
    }

    /// Ends every task of the group where it stands; one that is just running ends with its next wait.
    pub fn kill(&self, group: Group) {
        self.0.deaths.borrow_mut().remove(&group);
        // Dropped after the borrow: what a task holds may reach in here as it goes.
        let dead: Vec<Task> = {
            let mut tasks = self.0.tasks.borrow_mut();
            let ids: Vec<_> = tasks.iter().filter(|(_, task)| task.group == group).map(|(id, _)| *id).collect();
            ids.iter().filter_map(|id| tasks.remove(id)).collect()
        };
        drop(dead);
    }

    /// Kills the group at its `polls`-th wait from now, wherever that is; resolves when it has happened.
    pub fn kill_after(&self, group: Group, polls: u64) -> oneshot::Receiver<()> {
        let (told, killed) = oneshot::channel();
        self.0.deaths.borrow_mut().insert(group, Death { polls_left: polls, told });
        killed
    }

    /// Waits so long in simulated time.
    pub fn sleep(&self, millis: i64) -> Sleep {
        Sleep { executor: self.clone(), until_ms: self.now_ms().saturating_add(millis.max(0)), key: None }
    }

    /// Runs until `main` ends; `None` when everything waits for ever, or after `polls_max` polls.
    pub fn run<T: 'static>(&self, main: impl Future<Output = T> + 'static, polls_max: u64) -> Option<T> {
        let (done, mut ended) = oneshot::channel();
        self.spawn(Group(0), async move {
            // Nobody waits for it any more only when the run was given up.
            let _ = done.send(main.await);
        });
        loop {
            if let Ok(Some(value)) = ended.try_recv() {
                self.clear();
                return Some(value);
            }
            let goes_on = self.step() || self.pass_time();
            if !goes_on || self.polls() > polls_max {
                self.clear();
                return None;
            }
        }
    }

    fn clear(&self) {
        let tasks = std::mem::take(&mut *self.0.tasks.borrow_mut());
        drop(tasks);
        self.0.timers.borrow_mut().clear();
    }

    fn step(&self) -> bool {
        let Some(id) = self.0.ready.take(&self.0.random) else { return false };
        let Some((group, mut job)) = self.begin(id) else { return true };
        self.0.polls.set(self.polls() + 1);
        let waker = Waker::from(Arc::new(Alarm { id, ready: Arc::clone(&self.0.ready) }));
        let polled = job.as_mut().poll(&mut Context::from_waker(&waker));
        let dies = self.count_down(group);
        match polled {
            Poll::Ready(()) => _ = self.0.tasks.borrow_mut().remove(&id),
            Poll::Pending => {
                let mut tasks = self.0.tasks.borrow_mut();
                if let Some(task) = tasks.get_mut(&id) {
                    task.job = Some(job);
                }
            }
        }
        if let Some(told) = dies {
            self.kill(group);
            let _ = told.send(());
        }
        true
    }

    fn begin(&self, id: TaskId) -> Option<(Group, Job)> {
        let mut tasks = self.0.tasks.borrow_mut();
        let task = tasks.get_mut(&id)?;
        Some((task.group, task.job.take()?))
    }

    fn count_down(&self, group: Group) -> Option<oneshot::Sender<()>> {
        let mut deaths = self.0.deaths.borrow_mut();
        let death = deaths.get_mut(&group)?;
        death.polls_left = death.polls_left.saturating_sub(1);
        if death.polls_left > 0 {
            return None;
        }
        deaths.remove(&group).map(|death| death.told)
    }

    fn pass_time(&self) -> bool {
        let Some(((at, _), waker)) = self.0.timers.borrow_mut().pop_first() else { return false };
        self.0.now_ms.set(at.max(self.now_ms()));
        waker.wake();
        true
    }
}

/// See [`Executor::sleep`].
pub struct Sleep {
    executor: Executor,
    until_ms: i64,
    key: Option<(i64, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.executor.now_ms() >= self.until_ms {
            return Poll::Ready(());
        }
        let key = self.key.unwrap_or_else(|| (self.until_ms, self.executor.fresh()));
        self.key = Some(key);
        self.executor.0.timers.borrow_mut().insert(key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.executor.0.timers.borrow_mut().remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn executor() -> Executor {
        Executor::new(Rc::new(Random::new(1)))
    }

    #[test]
    fn time_passes_when_all_wait() {
        let executor = executor();
        let inner = executor.clone();
        let ended = executor.run(
            async move {
                inner.sleep(5_000).await;
                inner.now_ms()
            },
            1_000,
        );
        assert_eq!(ended, Some(5_000));
    }

    #[test]
    fn a_killed_group_goes_no_further_and_is_reported() {
        let executor = executor();
        let steps = Rc::new(Cell::new(0));
        let (inner, seen) = (executor.clone(), Rc::clone(&steps));
        let main = async move {
            let (sleeper, counted) = (inner.clone(), Rc::clone(&seen));
            inner.spawn(Group(1), async move {
                loop {
                    counted.set(counted.get() + 1);
                    sleeper.sleep(10).await;
                }
            });
            let killed = inner.kill_after(Group(1), 3).await;
            inner.sleep(1_000).await;
            (killed.is_ok(), seen.get())
        };
        assert_eq!(executor.run(main, 10_000), Some((true, 3)));
        assert_eq!(steps.get(), 3);
    }

    #[test]
    fn what_waits_for_ever_is_told() {
        assert_eq!(executor().run(std::future::pending::<()>(), 100), None);
    }
}
