//! The grid worker's entry.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gridwalk_app::start_field();
}
