//! What the screens of a visit work out without a browser; the screens themselves are in `screens::visit`.

pub mod hints;
pub mod missing;
pub mod spot;
