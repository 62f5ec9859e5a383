//! The grid worker's entry.

fn main() {
    gridwalk_app::field();
}
