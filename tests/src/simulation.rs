//! The simulation: three phones with the real replica and the real server core, over a network, clocks and disks that
//! go wrong as a seed says. One thread, one generator, one clock: a seed replays to the byte.
//!
//! After the faults are over everything is sent and pulled, and the [`judge`] looks: every committed event and photo is
//! on the server exactly once (or visibly refused), nothing else is, replicas of a scope agree with a fold of the
//! server's log, the audit chain holds, and nothing was seen outside its scope.

pub mod backup;
pub mod bug;
pub mod executor;
pub mod fault;
pub mod judge;
pub mod network;
pub mod people;
pub mod phone;
pub mod picture;
pub mod random;
pub mod run;
pub mod scene;
pub mod server;
pub mod shaky;
pub mod shaky_photos;
pub mod shaky_store;
pub mod town;
pub mod trace;
pub mod truth;
pub mod world;
