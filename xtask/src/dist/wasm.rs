//! The three wasm programs: field and desk for pages, the worker for the service worker.

use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use super::assets::{self, Assets};
use super::split;
use crate::error::{Error, Result};
use crate::shell;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm";

/// The name that the worker's glue, a classic script, has in the service worker.
const WORKER_GLOBAL: &str = "gridwalkWorker";

/// The glue's script and the stripped wasm.
type Bound = (Vec<u8>, Vec<u8>);

/// Who loads a program, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Host {
    /// A page, as a module.
    Page,
    /// A page, the first part as a module and others when they are wanted.
    PageInParts,
    /// The service worker, as a classic script.
    ServiceWorker,
}

/// Logical name, file of cargo, host.
const PROGRAMS: [(&str, &str, Host); 3] = [
    ("field", "field.wasm", Host::PageInParts),
    ("desk", "desk.wasm", Host::PageInParts),
    ("worker", "gridwalk_worker.wasm", Host::ServiceWorker),
];

/// Adds the wasm target to the toolchain if it is not there.
///
/// # Errors
/// It is missing and `rustup` cannot add it.
pub fn ensure_target() -> Result {
    let mut rustc = std::process::Command::new("rustc");
    rustc.current_dir(shell::root()).args(["--print", "target-libdir", "--target", TARGET]);
    let there = shell::read(&mut rustc).is_ok_and(|folder| Path::new(folder.trim()).is_dir());
    if there {
        return Ok(());
    }
    println!("adding {TARGET}");
    let mut rustup = std::process::Command::new("rustup");
    shell::run(rustup.current_dir(shell::root()).args(["target", "add", TARGET]))
}

// Leptos erases the types of components: fewer copies of the same code for the phone to download.
fn compiler() -> std::process::Command {
    let mut cargo = shell::cargo();
    cargo.env("CARGO_ENCODED_RUSTFLAGS", "--cfg\u{1f}erase_components");
    cargo.args(["build", "--target", TARGET, "--profile", PROFILE]);
    cargo
}

/// Compiles the programs, all in one go: linking takes one core each.
///
/// # Errors
/// They do not compile.
pub fn build() -> Result {
    let mut cargo = compiler();
    shell::run(cargo.args(["-p", "gridwalk-app", "--bins", "-p", "gridwalk-worker", "--lib"]))
}

/// Makes the glue of each program and adds it with the program and its parts as assets.
///
/// # Errors
/// A program is not there, cannot be cut, or wasm-bindgen refuses it.
pub fn collect(list: &mut Assets) -> Result {
    let folder = shell::target().join(TARGET).join(PROFILE);
    for (name, file, host) in PROGRAMS {
        let program = assets::read(&folder.join(file))?;
        let (glue_name, wasm_name) = (format!("{name}.js"), format!("{name}_bg.wasm"));
        if host == Host::PageInParts {
            let parts = split::split(name, &program, &glue_name)?;
            let (glue, wasm) = bind(name, parts.main, host)?;
            let first = [(glue_name, glue), (wasm_name, wasm)];
            list.add_folder(name, first.into_iter().chain(parts.later).collect());
        } else {
            let (glue, wasm) = bind(name, program, host)?;
            list.add(&wasm_name, wasm);
            list.add(&glue_name, glue);
        }
    }
    Ok(())
}

/// Builds one more program for a page, glue and wasm, into a folder.
///
/// # Errors
/// It does not compile, wasm-bindgen refuses it, or it cannot be written.
pub fn build_page(package: &str, name: &str, folder: &Path) -> Result {
    ensure_target()?;
    let mut cargo = compiler();
    shell::run(cargo.args(["-p", package, "--bin", name]))?;
    let program = shell::target().join(TARGET).join(PROFILE).join(format!("{name}.wasm"));
    let (glue, wasm) = bind(name, assets::read(&program)?, Host::Page)?;
    for (file, bytes) in [(format!("{name}.js"), glue), (format!("{name}_bg.wasm"), wasm)] {
        let path = folder.join(file);
        std::fs::write(&path, bytes).map_err(Error::file(&path))?;
    }
    Ok(())
}

fn bind(name: &str, program: Vec<u8>, host: Host) -> Result<Bound> {
    let refused = |error| Error::message(format!("wasm-bindgen refuses {name}: {error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(name, program).typescript(false).omit_default_module_path(true);
    // Names of functions are a third of the bytes, and nobody reads them on a phone.
    bindgen.remove_name_section(true).remove_producers_section(true).keep_debug(false).demangle(false);
    match host {
        Host::Page => bindgen.web(true).map_err(refused)?,
        // Other parts use what the first one exports.
        Host::PageInParts => bindgen.keep_lld_exports(true).web(true).map_err(refused)?,
        Host::ServiceWorker => {
            bindgen.no_modules(true).and_then(|bindgen| bindgen.no_modules_global(WORKER_GLOBAL)).map_err(refused)?
        }
    };
    let mut output = bindgen.generate_output().map_err(refused)?;
    let inline = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty());
    let scripts: Vec<_> = inline.map(|(name, _)| name).chain(output.local_modules().keys()).collect();
    if !scripts.is_empty() {
        return Err(Error::message(format!(
            "{name} carries scripts of its own ({scripts:?}); put them into pwa/ instead"
        )));
    }
    let glue = output.js().as_bytes().to_vec();
    Ok((glue, output.wasm_mut().emit_wasm()))
}
