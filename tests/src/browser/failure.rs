//! Why a journey ended.

use thirtyfour::error::WebDriverError;

/// What a journey comes to.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Why a journey could not go on. Its `Debug` is for reading, for that is what the test runner prints.
#[derive(thiserror::Error)]
pub enum Failure {
    /// The driver or the browser.
    #[error("the browser: {0}")]
    Browser(#[from] WebDriverError),
    /// A file or a process.
    #[error("{doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A process ended or said something else than expected.
    #[error("{0}")]
    Process(String),
    /// A picture could not be made.
    #[error("picture: {0}")]
    Picture(#[from] image::ImageError),
    /// A reply is not what it should be.
    #[error("reply: {0}")]
    Reply(#[from] serde_json::Error),
    /// The condition did not come about.
    #[error("waited in vain for {what}\n{seen}")]
    TimedOut {
        /// Which condition.
        what: String,
        /// What stood on the page instead.
        seen: String,
    },
    /// The page shows something that it must not.
    #[error("{0}")]
    Wrong(String),
}

impl Failure {
    /// For `map_err` on files and processes.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
