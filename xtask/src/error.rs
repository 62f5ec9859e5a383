//! What can go wrong in a task, said so that the reader knows what to do.

use std::path::{Path, PathBuf};

/// The outcome of a task.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// Why a task stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program is not there or could not be started.
    #[error("cannot start {program}: {source}")]
    Start {
        /// Its name.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program ran and said no.
    #[error("{command} failed ({status})")]
    Failed {
        /// The whole command line.
        command: String,
        /// Its exit status, in words.
        status: String,
    },
    /// Anything that one sentence explains.
    #[error("{0}")]
    Message(String),
}

impl Error {
    /// Says `what` in one sentence.
    pub fn message(what: impl Into<String>) -> Self {
        Self::Message(what.into())
    }

    /// Names the file that an I/O error is about.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
