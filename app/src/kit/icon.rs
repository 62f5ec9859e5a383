//! Line icons, drawn for Gridwalk on a grid of 24.

use leptos::prelude::*;

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what it shows")]
pub enum Icon {
    Walk,
    Book,
    Hazard,
    Person,
    Camera,
    Album,
    Find,
    Up,
    Pin,
    Tick,
    Cross,
    Phone,
    Back,
    Plus,
    Chart,
    Inbox,
    Compass,
    Warning,
    Door,
    Flag,
    Copy,
    Whole,
    Down,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Walk => "M3 11l9-8 9 8M5 10v10h5v-6h4v6h5V10",
            Self::Book => "M6 4h12a1 1 0 011 1v15H7a2 2 0 01-2-2V5a1 1 0 011-1zM9 9h6M9 13h6",
            Self::Hazard => "M12 3l10 18H2zM12 10v5M12 18v.5",
            Self::Person => "M16 8a4 4 0 11-8 0 4 4 0 018 0zM4 21c1-5 4-7 8-7s7 2 8 7",
            Self::Camera => "M3 8h4l2-3h6l2 3h4v12H3zM15.5 13.5a3.5 3.5 0 11-7 0 3.5 3.5 0 017 0z",
            Self::Album => "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9.5v.1",
            Self::Find => "M18 11a7 7 0 11-14 0 7 7 0 0114 0zM16 16l5 5",
            Self::Up => "M12 20V5M6 11l6-6 6 6",
            Self::Pin => "M12 22s7-7 7-12a7 7 0 10-14 0c0 5 7 12 7 12zM14.5 10a2.5 2.5 0 11-5 0 2.5 2.5 0 015 0z",
            Self::Tick => "M5 13l4 4L19 7",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Phone => "M5 4h4l2 5-3 2c1 3 3 5 6 6l2-3 5 2v4c-9 1-17-7-16-16z",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Chart => "M4 20h16M7 20v-7M12 20V5M17 20v-10",
            Self::Inbox => "M4 13l3-9h10l3 9v7H4zM4 13h5l1 3h4l1-3h5",
            Self::Compass => "M21 12a9 9 0 11-18 0 9 9 0 0118 0zM15.5 8.5l-2 5-5 2 2-5z",
            Self::Warning => "M21 12a9 9 0 11-18 0 9 9 0 0118 0zM12 7v6M12 16.5v.5",
            Self::Door => "M6 21V4h10v17M4 21h16M13 12.5v.1",
            Self::Flag => "M6 22V4M6 4h12l-3 4.5 3 4.5H6",
            Self::Down => "M6 9l6 6 6-6",
            Self::Whole => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
            Self::Copy => "M9 9h11v11H9zM15 5V4H4v11h1",
        }
    }
}

/// The picture; it is never the only sign, so it says nothing to a screen reader.
pub fn icon(which: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=which.path()></path></svg> }
}
