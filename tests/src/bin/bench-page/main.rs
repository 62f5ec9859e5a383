//! The page of `cargo xtask bench`: the real replica over the browser's IndexedDB, driven by `bench/page.js` beside a
//! floor of hand-written code. Built for the browser only.

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod town;

fn main() {}
