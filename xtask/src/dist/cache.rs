//! Work that is not done twice: results are kept under the hash of what they were made from.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A folder of results. Those that a run did not ask for are dropped at its end.
pub struct Cache {
    folder: PathBuf,
    used: HashSet<String>,
}

impl Cache {
    /// Opens the cache, making its folder if need be.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
        Ok(Self { folder: folder.to_owned(), used: HashSet::new() })
    }

    /// The result kept under `key`, if there is one.
    pub fn get(&mut self, key: &str) -> Option<Vec<u8>> {
        self.used.insert(key.to_owned());
        fs::read(self.folder.join(key)).ok()
    }

    /// Keeps a result. It is renamed into place, so that a killed run leaves no half of it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn put(&mut self, key: &str, bytes: &[u8]) -> Result {
        self.used.insert(key.to_owned());
        let path = self.folder.join(key);
        let half = self.folder.join(format!("{key}.half"));
        fs::write(&half, bytes).map_err(Error::file(&half))?;
        fs::rename(&half, &path).map_err(Error::file(&path))
    }

    /// Drops what this run did not use.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn prune(&self) -> Result {
        for entry in fs::read_dir(&self.folder).map_err(Error::file(&self.folder))? {
            let entry = entry.map_err(Error::file(&self.folder))?;
            if !self.used.contains(entry.file_name().to_string_lossy().as_ref()) {
                fs::remove_file(entry.path()).map_err(Error::file(&entry.path()))?;
            }
        }
        Ok(())
    }
}
