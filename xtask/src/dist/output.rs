//! Writes `dist/`, each file with its compressed twins, and says what a phone will download.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::assets::{Assets, hash};
use super::cache::Cache;
use super::page::Page;
use crate::error::{Error, Result};

/// What one file weighs.
pub struct Size {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Endings of what is compressed already.
const COMPRESSED: [&str; 1] = ["png"];

/// Writes all files and drops those of earlier builds.
///
/// # Errors
/// A file cannot be written or dropped.
pub fn write(dist: &Path, assets: &Assets, pages: &[Page], cache: &mut Cache) -> Result<Vec<Size>> {
    let all = assets.iter().map(|asset| (&asset.url[..], &asset.bytes[..]));
    let small = squeeze(all.chain(pages.iter().map(|page| (page.name, &page.bytes[..]))), cache)?;
    let mut kept = HashSet::new();
    let mut sizes = Vec::new();
    for asset in assets.iter() {
        let path = dist.join(asset.url.trim_start_matches('/'));
        sizes.push(file(&asset.name, &path, &asset.bytes, &small, &mut kept)?);
    }
    // Pages last: whoever reads a new page finds all that it names.
    for page in pages {
        sizes.push(file(page.name, &dist.join(page.name), &page.bytes, &small, &mut kept)?);
    }
    sweep(dist, &kept)?;
    Ok(sizes)
}

type Compress = fn(&[u8]) -> std::io::Result<Vec<u8>>;

const KINDS: [(&str, Compress); 2] = [("br", brotli), ("gz", gzip)];

/// What came of compressing, by the key of the cache.
type Small = HashMap<String, Vec<u8>>;

/// Compresses every file that is not yet, with what the cache does not hold on all processors, the longest work first.
fn squeeze<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>, cache: &mut Cache) -> Result<Small> {
    let (mut small, mut missing) = (Small::new(), Vec::new());
    for (_, bytes) in files.filter(|(name, _)| !COMPRESSED.iter().any(|ending| name.ends_with(ending))) {
        let hash = hash(bytes);
        for (kind, compress) in KINDS {
            let key = format!("{hash}.{kind}");
            match cache.get(&key) {
                Some(found) => drop(small.insert(key, found)),
                None => missing.push((key, bytes, compress)),
            }
        }
    }
    missing.sort_by_key(|(_, bytes, _)| std::cmp::Reverse(bytes.len()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((key, bytes, compress)) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((key, compress(bytes)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let done = thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = working.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        done.flatten().collect::<Vec<_>>()
    });
    for (key, bytes) in done {
        let bytes = bytes.map_err(Error::file(Path::new(key)))?;
        cache.put(key, &bytes)?;
        small.insert(key.clone(), bytes);
    }
    Ok(small)
}

fn file(name: &str, path: &Path, bytes: &[u8], small: &Small, kept: &mut HashSet<PathBuf>) -> Result<Size> {
    put(path, bytes, kept)?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let mut size = Size { name: name.to_owned(), raw: bytes.len(), brotli: bytes.len() };
    let hash = hash(bytes);
    for (kind, _) in KINDS {
        let Some(small) = small.get(&format!("{hash}.{kind}")) else { continue };
        put(&path.with_extension(format!("{ending}.{kind}")), small, kept)?;
        if kind == "br" {
            size.brotli = small.len();
        }
    }
    Ok(size)
}

/// Writes a file unless it is there already, by renaming, so that a running server never sends half of it.
fn put(path: &Path, bytes: &[u8], kept: &mut HashSet<PathBuf>) -> Result {
    kept.insert(path.to_owned());
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    let half = path.with_extension("half");
    fs::write(&half, bytes).map_err(Error::file(&half))?;
    fs::rename(&half, path).map_err(Error::file(path))
}

/// Drops what this build did not write.
fn sweep(folder: &Path, kept: &HashSet<PathBuf>) -> Result {
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.is_dir() {
            sweep(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(&path).map_err(Error::file(&path))?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let params =
        ::brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    ::brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Prints every file's bytes, and those of the first screen beside their limit.
pub fn report(sizes: &[Size], first: &[&str], limit: usize) {
    println!("{:<24} {:>10} {:>10}", "file", "raw", "brotli");
    for size in sizes {
        println!("{:<24} {:>10} {:>10}", size.name, size.raw, size.brotli);
    }
    let total: usize = sizes.iter().filter(|size| first.contains(&size.name.as_str())).map(|size| size.brotli).sum();
    let verdict = if total <= limit { "within" } else { "OVER" };
    println!("first screen of the field app: {total} bytes brotli, {verdict} the limit of {limit}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn twins_hold_the_same_bytes() {
        let bytes = "巡格".repeat(500).into_bytes();
        let mut plain = Vec::new();
        ::brotli::BrotliDecompress(&mut brotli(&bytes).unwrap().as_slice(), &mut plain).unwrap();
        assert_eq!(plain, bytes);
        let packed = gzip(&bytes).unwrap();
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, bytes);
    }

    #[test]
    fn leftovers_go_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = HashSet::new();
        put(&folder.path().join("assets/new.js"), b"new", &mut kept).unwrap();
        fs::write(folder.path().join("assets/old.js"), b"old").unwrap();
        sweep(folder.path(), &kept).unwrap();
        assert!(folder.path().join("assets/new.js").exists());
        assert!(!folder.path().join("assets/old.js").exists());
    }
}
