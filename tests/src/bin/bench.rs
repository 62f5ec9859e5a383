//! `cargo xtask bench [--quick]`: measures beside a floor, and prints medians and ratios.

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    use gridwalk_tests::bench::{Effort, run};
    let mut effort = Effort::default();
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "--quick" => effort = Effort { saves: 10, photos: 3, starts: 2, premises: 2_000, counted: 3, copies: 10 },
            other => {
                eprintln!("bench: {other} is not known; there is --quick");
                return std::process::ExitCode::FAILURE;
            }
        }
    }
    match run(effort).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
