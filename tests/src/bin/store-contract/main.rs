//! The page on which IndexedDB runs the contract suite of the replica's stores. Built for the browser only.

#[cfg(target_arch = "wasm32")]
mod page;

fn main() {}
