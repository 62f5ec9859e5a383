//! `cargo xtask bench [--quick] [phone|server|place]`: measures beside a floor, and prints medians and ratios.

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    use gridwalk_tests::bench::{Effort, Part, run};
    let mut effort = Effort::default();
    let mut parts = Vec::new();
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "--quick" => effort = Effort { saves: 10, photos: 3, starts: 2, premises: 2_000, counted: 3, copies: 10 },
            "phone" => parts.push(Part::Phone),
            "server" => parts.push(Part::Server),
            "place" => parts.push(Part::Place),
            other => {
                eprintln!("bench: {other} is not known; there are --quick, phone, server and place");
                return std::process::ExitCode::FAILURE;
            }
        }
    }
    if parts.is_empty() {
        parts = vec![Part::Phone, Part::Server, Part::Place];
    }
    match run(effort, &parts).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
