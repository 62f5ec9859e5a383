//! The three wasm programs: field and desk for pages, the worker for the service worker.

use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use super::assets::{self, Assets};
use super::cache::Cache;
use crate::error::{Error, Result};
use crate::shell;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm";

/// Part of the cache's key: raise it whenever the options below change.
const OPTIONS: &str = "0.2.130-1";

/// The name that the worker's glue, a classic script, has in the service worker.
const WORKER_GLOBAL: &str = "gridwalkWorker";

/// The glue's script and the stripped wasm.
type Bound = (Vec<u8>, Vec<u8>);

/// Who loads a program.
#[derive(Clone, Copy)]
enum Host {
    /// A page, as a module.
    Page,
    /// The service worker, as a classic script.
    ServiceWorker,
}

/// Logical name, file of cargo, host.
const PROGRAMS: [(&str, &str, Host); 3] = [
    ("field", "field.wasm", Host::Page),
    ("desk", "desk.wasm", Host::Page),
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

/// Compiles the programs.
///
/// # Errors
/// They do not compile.
pub fn build() -> Result {
    let mut cargo = compiler();
    cargo.args(["-p", "gridwalk-app", "--bin", "field", "--bin", "desk"]);
    shell::run(&mut cargo)?;
    let mut cargo = compiler();
    cargo.args(["-p", "gridwalk-worker", "--lib"]);
    shell::run(&mut cargo)
}

/// Makes the glue of each program and adds both as assets.
///
/// # Errors
/// A program is not there or wasm-bindgen refuses it.
pub fn collect(cache: &mut Cache, list: &mut Assets) -> Result {
    let folder = shell::target().join(TARGET).join(PROFILE);
    for (name, file, host) in PROGRAMS {
        let (glue, wasm) = bind_once(cache, name, &folder.join(file), host)?;
        list.add(&format!("{name}_bg.wasm"), wasm);
        list.add(&format!("{name}.js"), glue);
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
    cargo.args(["-p", package, "--bin", name]);
    shell::run(&mut cargo)?;
    let program = shell::target().join(TARGET).join(PROFILE).join(format!("{name}.wasm"));
    let (glue, wasm) = bind(name, assets::read(&program)?, Host::Page)?;
    for (file, bytes) in [(format!("{name}.js"), glue), (format!("{name}_bg.wasm"), wasm)] {
        let path = folder.join(file);
        std::fs::write(&path, bytes).map_err(Error::file(&path))?;
    }
    Ok(())
}

/// Glue and stripped wasm of one program, from the cache when the program has not changed.
fn bind_once(cache: &mut Cache, name: &str, program: &Path, host: Host) -> Result<Bound> {
    let input = assets::read(program)?;
    let key = &assets::hash(&[input.as_slice(), OPTIONS.as_bytes()].concat())[..32];
    let (glue_key, wasm_key) = (format!("{name}-{key}.js"), format!("{name}-{key}.wasm"));
    if let (Some(glue), Some(wasm)) = (cache.get(&glue_key), cache.get(&wasm_key)) {
        return Ok((glue, wasm));
    }
    let (glue, wasm) = bind(name, input, host)?;
    cache.put(&glue_key, &glue)?;
    cache.put(&wasm_key, &wasm)?;
    Ok((glue, wasm))
}

fn bind(name: &str, program: Vec<u8>, host: Host) -> Result<Bound> {
    let refused = |error| Error::message(format!("wasm-bindgen refuses {name}: {error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(name, program).typescript(false).omit_default_module_path(true);
    // Names of functions are a third of the bytes, and nobody reads them on a phone.
    bindgen.remove_name_section(true).remove_producers_section(true).keep_debug(false).demangle(false);
    match host {
        Host::Page => bindgen.web(true).map_err(refused)?,
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
