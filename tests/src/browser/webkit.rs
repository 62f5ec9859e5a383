//! WebKitGTK, the iPhone's relative: its own small browser under a virtual screen.

use super::process::{Process, kill_naming};
use super::server::free_port;
use super::{Failure, Page, Programs, until};
use serde_json::json;
use std::path::PathBuf;
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::process::Command;

/// MiniBrowser with a home of its own.
pub struct MiniBrowser {
    programs: Programs,
    folder: TempDir,
    url: String,
    screen: Process,
    driver: Option<(Process, WebDriver)>,
}

impl MiniBrowser {
    /// Whether it is installed.
    pub fn is_there(programs: &Programs) -> bool {
        [&programs.webkitdriver, &programs.minibrowser, &programs.xvfb].iter().all(|program| program.exists())
    }

    /// Opens it; `url` is the server's.
    ///
    /// # Errors
    /// Screen, driver or browser do not start.
    pub async fn open(programs: &Programs, url: &str) -> Result<Self, Failure> {
        let folder =
            tempfile::Builder::new().prefix("gridwalk-webkit-").tempdir().map_err(Failure::io("make a home"))?;
        let mut command = Command::new(&programs.xvfb);
        command.args(["-displayfd", "1", "-screen", "0", "800x1000x24", "-nolisten", "tcp"]);
        let mut screen = Process::start(&mut command, &folder.path().join("screen.log"))?;
        let display = screen.says(|line| line.trim().parse::<u32>().ok()).await?;
        screen.listen_no_more();
        let mut browser = Self { programs: programs.clone(), folder, url: url.to_owned(), screen, driver: None };
        browser.start(display).await?;
        Ok(browser)
    }

    async fn start(&mut self, display: u32) -> Result<(), Failure> {
        let port = free_port()?;
        let mut command = Command::new(&self.programs.webkitdriver);
        command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        command.env("DISPLAY", format!(":{display}")).env("HOME", self.folder.path()).env("LANG", "zh_CN.UTF-8");
        command.env("XDG_RUNTIME_DIR", self.folder.path()).env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        command.env("WEBKIT_FORCE_SANDBOX", "0").env("LIBGL_ALWAYS_SOFTWARE", "1").env("NO_AT_BRIDGE", "1");
        let process = Process::start(&mut command, &self.folder.path().join("driver.log"))?;
        let options = json!({ "binary": self.programs.minibrowser, "args": ["--automation"] });
        let wanted = [("browserName", json!("MiniBrowser")), ("webkitgtk:browserOptions", options)];
        let wanted = Capabilities::from(
            wanted.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<serde_json::Map<_, _>>(),
        );
        let url = format!("http://127.0.0.1:{port}");
        until("WebKitWebDriver", async || Ok(std::net::TcpStream::connect(("127.0.0.1", port)).ok().map(drop))).await?;
        let driver = WebDriver::builder(url, wanted).request_timeout(super::DEADLINE * 3).connect().await?;
        self.driver = Some((process, driver));
        Ok(())
    }

    /// Its page.
    ///
    /// # Errors
    /// It is not open.
    pub fn page(&self) -> Result<Page, Failure> {
        let (_, driver) = self.driver.as_ref().ok_or_else(|| Failure::Process("the browser is not open".into()))?;
        Ok(Page::new(driver.clone(), self.url.clone(), self.programs.scratch.clone()).tapped_by_script())
    }

    /// Folder for the test's own files.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Ends browser, driver and screen.
    ///
    /// # Errors
    /// The driver refuses it.
    pub async fn close(mut self) -> Result<(), Failure> {
        if let Some((mut process, driver)) = self.driver.take() {
            driver.quit().await?;
            process.kill().await;
        }
        self.screen.kill().await;
        Ok(())
    }
}

impl Drop for MiniBrowser {
    fn drop(&mut self) {
        if let Some((process, driver)) = self.driver.take() {
            let _ = driver.leak();
            drop(process);
            kill_naming(&self.folder.path().to_string_lossy());
        }
    }
}
