//! The replica on a phone that dies, a network that breaks and a server that says no.

mod commits;
mod drains;
mod kills;
mod reads;
mod server;
mod snapshots;
mod uploads;
mod world;
