//! One run from seed to verdict.

use super::bug::Bug;
use super::executor::Group;
use super::fault::{Counts, Fault};
use super::judge::{Judge, Verdict};
use super::phone::Phone;
use super::server::Server;
use super::town::{self, CELLS, COMMITTEE, COMMUNITIES, OVERSEER, WORKER_A, WORKER_B, WORKER_C};
use super::world::{SERVER, World};
use futures::future::select;
use gridwalk_domain::event::Envelope;
use gridwalk_replica::sync;
use std::pin::pin;
use std::rc::Rc;

/// How long faults last in a run: four hours.
const WORKDAY_MS: i64 = 4 * 3_600_000;
/// Rounds of sending and pulling after the faults.
const ROUNDS_MAX: usize = 12;
/// Even when all seems sent at once: what one sends another has to see.
const FEWEST_ROUNDS: usize = 2;
/// A run that takes more waits than this hangs.
const POLLS_MAX: u64 = 3_000_000;
/// Those who carry phones, and fate.
const HANDS: Group = Group(3);

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its seed.
    pub seed: u64,
    /// The judge's word.
    pub verdict: Verdict,
    /// Faults that came.
    pub faults: Counts,
    /// Events committed durably.
    pub committed: u64,
    /// Over everything that happened.
    pub trace_hash: u64,
    /// What happened, if it was kept.
    pub trace: Vec<String>,
}

/// Runs a seed.
pub fn run(seed: u64, bug: Option<Bug>, keeps_trace: bool) -> Outcome {
    let world = World::new(seed, bug, keeps_trace);
    let main = Rc::clone(&world);
    let verdict = world.executor.run(async move { a_day(main).await }, POLLS_MAX);
    let verdict = verdict.unwrap_or_else(|| {
        let complaints = vec![format!("hung after {} waits", world.executor.polls())];
        Verdict { complaints, ..Verdict::default() }
    });
    let is_durable = |written: &&super::truth::Written| written.sureness == super::truth::Sureness::Durable;
    let committed = world.truth.borrow().events.values().filter(is_durable).count() as u64;
    world.note(format_args!("{verdict:?}"));
    Outcome {
        seed,
        verdict,
        faults: world.weather.counts(),
        committed,
        trace_hash: world.trace.hash(),
        trace: world.trace.lines(),
    }
}

async fn a_day(world: Rc<World>) -> Verdict {
    let server = Server::new(&world, OVERSEER);
    let failed = |what: String| Verdict { complaints: vec![what], ..Verdict::default() };
    let imported = match town::settle(&server, &world.random).await {
        Ok(imported) => imported,
        Err(error) => return failed(format!("the place cannot be settled: {error}")),
    };
    if let Err(error) = server.start().await {
        return failed(format!("the server does not start: {error}"));
    }
    let holders: [&[_]; 3] = [&[WORKER_A, WORKER_C], &[WORKER_B], &[COMMITTEE]];
    let phones: Vec<Rc<Phone>> =
        holders.iter().enumerate().map(|(index, accounts)| Phone::new(&world, index, accounts)).collect();
    for phone in &phones {
        world.executor.spawn(HANDS, Rc::clone(phone).live(Rc::clone(&server)));
    }
    world.executor.spawn(HANDS, trouble_the_server(Rc::clone(&world), Rc::clone(&server)));
    world.executor.spawn(HANDS, rearrange(Rc::clone(&world), Rc::clone(&server), phones.clone()));
    world.executor.spawn(HANDS, lose_signal(Rc::clone(&world), phones.clone()));
    world.executor.sleep(WORKDAY_MS).await;
    settle_down(&world, &server, &phones).await;
    conclude(&world, &server, &phones, &imported).await
}

async fn trouble_the_server(world: Rc<World>, server: Rc<Server>) {
    let has_backup = world.weather.permille(Fault::Restored) > 0;
    if has_backup {
        server.back_up().await;
    }
    loop {
        world.executor.sleep(world.random.between(60_000, 30 * 60_000)).await;
        if has_backup && world.random.permille(200) {
            server.back_up().await;
        }
        if has_backup && world.hits(Fault::Restored) {
            server.restore().await;
            // Its store never fails at the start: it is in memory.
            let _ = server.start().await;
        }
        if !world.hits(Fault::ServerKilled) && !world.hits(Fault::ServerKilled) {
            continue;
        }
        let killed = world.executor.kill_after(SERVER, 1 + world.random.below(60));
        select(pin!(killed), pin!(world.executor.sleep(30 * 60_000))).await;
        server.kill();
        world.executor.sleep(world.random.between(100, 10 * 60_000)).await;
        // Its store never fails at the start: it is in memory.
        let _ = server.start().await;
    }
}

async fn rearrange(world: Rc<World>, server: Rc<Server>, phones: Vec<Rc<Phone>>) {
    let mut home = 0;
    loop {
        world.executor.sleep(world.random.between(10 * 60_000, 60 * 60_000)).await;
        if world.hits(Fault::CellMoved) {
            let community = world.random.pick(&COMMUNITIES).copied().unwrap_or(COMMUNITIES[0]);
            let moved = server.move_cell(CELLS[1], community).await;
            world.note(format_args!("cell moved to {community}: {moved}"));
        }
        if world.hits(Fault::Reassigned) {
            let next = if home == 0 { 3 } else { 0 };
            if server.reassign(WORKER_A, CELLS[home], CELLS[next]).await {
                home = next;
                world.note(format_args!("worker given cell {next}"));
            }
        }
        let Some(phone) = world.random.pick(&phones) else { return };
        if world.hits(Fault::SessionLapsed) {
            let token = phone.cookie.borrow().clone();
            if let Some(token) = token {
                server.lapse(&token).await;
                world.note(format_args!("session of phone {} lapsed", phone.index));
            }
        }
        if world.random.permille(300) && world.hits(Fault::SessionRevoked) {
            server.revoke(phone.user.get()).await;
            world.note(format_args!("session of phone {} revoked", phone.index));
        }
    }
}

async fn lose_signal(world: Rc<World>, phones: Vec<Rc<Phone>>) {
    loop {
        world.executor.sleep(world.random.between(60_000, 20 * 60_000)).await;
        for phone in &phones {
            let is_gone = world.hits(Fault::Offline);
            phone.is_online.set(!is_gone);
        }
    }
}

/// The faults end; whatever is down comes up again.
async fn settle_down(world: &Rc<World>, server: &Rc<Server>, phones: &[Rc<Phone>]) {
    world.weather.calm_down();
    world.note(format_args!("the faults are over"));
    world.executor.kill(HANDS);
    server.calm_down();
    if !server.is_up() {
        // In memory: it cannot fail.
        let _ = server.start().await;
        server.calm_down();
    }
    // What is still under way arrives.
    world.executor.sleep(3_600_000).await;
    for phone in phones {
        world.executor.kill(phone.group);
        phone.heal();
        phone.is_online.set(true);
    }
}

/// Everything is sent and pulled until nothing waits any more; then the judge looks.
pub(super) async fn conclude(
    world: &Rc<World>,
    server: &Rc<Server>,
    phones: &[Rc<Phone>],
    imported: &[Envelope],
) -> Verdict {
    let mut troubles = Vec::new();
    for round in 0..ROUNDS_MAX {
        troubles.clear();
        for phone in phones {
            for account in phone.accounts() {
                phone.sign_in(server, account).await;
                if let Some(trouble) = drain(phone, server, account).await {
                    troubles.push(trouble);
                }
            }
        }
        if troubles.is_empty() && round >= FEWEST_ROUNDS {
            break;
        }
        if world.weather.counts().of(Fault::Restored) > 0 {
            offer_again(phones).await;
        }
    }
    // Once more: the first to pull has not seen what the last one sent.
    for phone in phones {
        for account in phone.accounts() {
            phone.sign_in(server, account).await;
            troubles.extend(drain(phone, server, account).await);
        }
    }
    let mut verdict = Judge::new(world, server, imported).judge(phones).await;
    verdict.complaints.extend(troubles);
    verdict
}

/// 立即上传: what a restored server did not know may be known again.
async fn offer_again(phones: &[Rc<Phone>]) {
    for phone in phones {
        for account in phone.accounts() {
            if let Ok(replica) = phone.open(account).await {
                // In memory and healed: it cannot fail.
                let _ = replica.retry_all().await;
            }
        }
    }
}

/// Why something is still waiting on the phone.
async fn drain(phone: &Rc<Phone>, server: &Rc<Server>, account: gridwalk_domain::id::AccountId) -> Option<String> {
    let replica = match phone.open(account).await {
        Ok(replica) => replica,
        Err(error) => return Some(format!("phone {} does not open: {error}", phone.index)),
    };
    if let Err(error) = sync::drain(&replica, &phone.line(server, account), &**phone).await {
        return Some(format!("phone {} does not drain: {error}", phone.index));
    }
    match replica.status().await {
        // What was refused stays, and is shown; its photos are no concern of anybody else.
        Ok(status) if status.unsent_records == 0 || status.refused > 0 => None,
        Ok(status) => Some(format!("phone {} has unsent: {status:?}", phone.index)),
        Err(error) => Some(format!("phone {} has no status: {error}", phone.index)),
    }
}
