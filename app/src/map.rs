//! The map's geometry: Web Mercator, what is in view, which pins are drawn as one, and the addresses under which other map
//! apps show a point. It knows no screen, so that it is tested without one.

mod cluster;
mod links;
mod scale;
mod view;

pub use cluster::{Cluster, Pins};
pub use links::{Provider, link};
pub use scale::ScaleBar;
pub use view::{MapView, World, world};
