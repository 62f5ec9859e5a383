//! One program in several parts: what the first screen needs, and what is fetched after it.
//!
//! `#[wasm_split]` in the app says where to cut; the linker's relocations say what may move.

use std::path::PathBuf;

use wasm_split_cli_support::Options;

use super::assets;
use crate::error::{Error, Result};
use crate::shell;

/// The script by which the parts find each other.
const LINK: &str = "parts.js";

/// A program cut into parts.
pub struct Parts {
    /// What starts first; wasm-bindgen has yet to make its glue.
    pub main: Vec<u8>,
    /// What is fetched later, and the script that fetches it: file name and content.
    pub later: Vec<(String, Vec<u8>)>,
}

/// Cuts a program whose glue will be `glue`, in the same folder as its parts.
///
/// # Errors
/// The program has no relocations, or a file cannot be written or read.
pub fn split(name: &str, program: &[u8], glue: &str) -> Result<Parts> {
    let folder = empty_folder(name)?;
    let main = folder.join("main.wasm");
    let (link, glue) = (format!("./{LINK}"), format!("./{glue}"));
    let mut options = Options::new(program);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = &link;
    options.main_module = &glue;
    let refused = |error| Error::message(format!("{name} cannot be cut into parts: {error:#}"));
    let split = wasm_split_cli_support::transform(options).map_err(refused)?;
    let mut files = split.split_modules;
    files.push(folder.join(LINK));
    let mut later = Vec::new();
    for path in files.iter().filter(|path| path.is_file()) {
        let bytes = assets::read(path)?;
        let is_wasm = path.extension().is_some_and(|ending| ending == "wasm");
        later.push((assets::file_name(path), if is_wasm { without_names(&bytes) } else { bytes }));
    }
    later.sort();
    Ok(Parts { main: assets::read(&main)?, later })
}

fn empty_folder(name: &str) -> Result<PathBuf> {
    let folder = shell::target().join("parts").join(name);
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
    }
    std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    Ok(folder)
}

/// Length of the magic number and the version that a wasm file begins with.
const HEADER: usize = 8;
/// Sections of this kind carry names and remarks, nothing that runs.
const CUSTOM: u8 = 0;

/// The same program without its custom sections: names of functions are a third of the bytes, and nobody reads them on
/// a phone. What cannot be read as sections is left as it is.
fn without_names(wasm: &[u8]) -> Vec<u8> {
    let mut kept = wasm[..HEADER.min(wasm.len())].to_vec();
    let mut at = HEADER;
    while at < wasm.len() {
        let Some((length, header)) = length(&wasm[at + 1..]) else { return wasm.to_vec() };
        let end = at + 1 + header + length;
        let Some(section) = wasm.get(at..end) else { return wasm.to_vec() };
        if section[0] != CUSTOM {
            kept.extend_from_slice(section);
        }
        at = end;
    }
    kept
}

/// A section's length (LEB128) and how many bytes say it.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::without_names;

    #[test]
    fn only_what_runs_is_kept() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        let (custom, types) = ([0, 3, 1, b'n', 9], [1, 0x81, 0, 7]);
        let whole = [header, &custom, &types, &custom].concat();
        assert_eq!(without_names(&whole), [header, &types].concat());
        let cut = [header, &[1, 9, 7]].concat();
        assert_eq!(without_names(&cut), cut);
        assert_eq!(without_names(b"\0as"), b"\0as");
    }
}
