//! The committee's entry.

fn main() {
    gridwalk_app::desk();
}
