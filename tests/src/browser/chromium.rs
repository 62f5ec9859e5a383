//! Real Chromium, as a phone or as a PC. Its profile outlives it, so that it may be killed and come back.

use super::process::{Process, kill_naming};
use super::server::free_port;
use super::{Failure, Page, Programs, until};
use serde_json::json;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::process::Command;

/// Name of the session's cookie.
const COOKIE: &[u8] = b"gridwalk_session";

/// The screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 390x844, touch.
    Phone,
    /// 1280x800.
    Desk,
}

/// Where the sensor says the phone is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Degrees, WGS-84.
    pub lat: f64,
    /// Degrees, WGS-84.
    pub lon: f64,
    /// Radius in metres.
    pub accuracy_m: f64,
}

impl Place {
    /// Inside `worker1`'s cell.
    pub const CELL: Self = Self { lat: 34.81, lon: 117.13, accuracy_m: 12.0 };
    /// Three kilometres east of it.
    pub const FAR: Self = Self { lat: 34.81, lon: 117.163, accuracy_m: 20.0 };
}

/// A browser with its profile.
pub struct Browser {
    programs: Programs,
    folder: TempDir,
    size: Size,
    url: String,
    under: Vec<String>,
    driver: Option<(Process, WebDriver)>,
}

impl Browser {
    /// Opens one on a new profile; `url` is the server's.
    ///
    /// # Errors
    /// Driver or browser do not start.
    pub async fn open(programs: &Programs, url: &str, size: Size) -> Result<Self, Failure> {
        Self::open_under(programs, url, size, &[]).await
    }

    /// The same, with more switches for the browser.
    ///
    /// # Errors
    /// Driver or browser do not start.
    pub async fn open_under(programs: &Programs, url: &str, size: Size, switches: &[&str]) -> Result<Self, Failure> {
        let folder =
            tempfile::Builder::new().prefix("gridwalk-browser-").tempdir().map_err(Failure::io("make a profile"))?;
        let under = switches.iter().map(|switch| (*switch).to_owned()).collect();
        let mut browser = Self { programs: programs.clone(), folder, size, url: url.to_owned(), under, driver: None };
        browser.start().await?;
        Ok(browser)
    }

    /// Starts it on its profile: after [`Browser::kill`], what it had stored is there.
    ///
    /// # Errors
    /// Driver or browser do not start.
    pub async fn start(&mut self) -> Result<(), Failure> {
        let port = free_port()?;
        let mut command = Command::new(&self.programs.chromedriver);
        command.arg(format!("--port={port}")).arg("--log-level=WARNING");
        let mut process = Process::start(&mut command, &self.folder.path().join("driver.log"))?;
        process.says(|line| line.contains("started successfully").then_some(())).await?;
        process.listen_no_more();
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), self.capabilities())
            .request_timeout(super::DEADLINE * 3)
            .connect()
            .await?;
        self.driver = Some((process, driver));
        self.grant(&["geolocation", "durableStorage"]).await?;
        self.stand_at(Place::CELL).await
    }

    fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// Folder for the test's own files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn capabilities(&self) -> Capabilities {
        let mut switches: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-search-engine-choice-screen",
            "--disable-features=Translate,OptimizationHints,MediaRouter",
            "--lang=zh-CN",
            "--accept-lang=zh-CN",
        ]
        .map(str::to_owned)
        .to_vec();
        switches.push(format!("--user-data-dir={}", self.profile().display()));
        switches.push(match self.size {
            Size::Phone => "--window-size=500,900".to_owned(),
            Size::Desk => "--window-size=1280,800".to_owned(),
        });
        switches.extend(self.under.iter().cloned());
        let mut options = json!({ "binary": self.programs.chromium, "args": switches });
        if self.size == Size::Phone {
            options["mobileEmulation"] = json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true } });
        }
        let wanted = [
            ("browserName", json!("chrome")),
            ("unhandledPromptBehavior", json!("accept")),
            ("goog:chromeOptions", options),
            ("goog:loggingPrefs", json!({ "browser": "ALL" })),
        ];
        Capabilities::from(
            wanted.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<serde_json::Map<_, _>>(),
        )
    }

    fn driver(&self) -> Result<&WebDriver, Failure> {
        self.driver.as_ref().map(|(_, driver)| driver).ok_or_else(|| Failure::Process("the browser is not open".into()))
    }

    /// The page of the present tab.
    ///
    /// # Errors
    /// The browser is not open.
    pub fn page(&self) -> Result<Page, Failure> {
        Ok(Page::new(self.driver()?.clone(), self.url.clone(), self.programs.scratch.clone()))
    }

    /// One command of the DevTools protocol.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn devtools(&self, command: &str, values: serde_json::Value) -> Result<serde_json::Value, Failure> {
        Ok(self.driver()?.cdp().send_raw(command, values).await?)
    }

    async fn grant(&self, permissions: &[&str]) -> Result<(), Failure> {
        self.devtools("Browser.grantPermissions", json!({ "origin": self.url, "permissions": permissions }))
            .await
            .map(drop)
    }

    /// Takes the permission for the position away.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn deny_position(&self) -> Result<(), Failure> {
        let values = json!({ "origin": self.url, "permission": { "name": "geolocation" }, "setting": "denied" });
        self.devtools("Browser.setPermission", values).await.map(drop)
    }

    /// Puts the sensor somewhere.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn stand_at(&self, place: Place) -> Result<(), Failure> {
        let values = json!({ "latitude": place.lat, "longitude": place.lon, "accuracy": place.accuracy_m });
        self.devtools("Emulation.setGeolocationOverride", values).await.map(drop)
    }

    /// Cuts this tab off, or gives the network back; the page hears of both.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn set_offline(&self, offline: bool) -> Result<(), Failure> {
        self.devtools("Network.enable", json!({})).await?;
        let values = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", values).await.map(drop)
    }

    /// Leaves the app: none of its pages is open any more.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn leave(&self) -> Result<(), Failure> {
        Ok(self.driver()?.goto("about:blank").await?)
    }

    /// Wakes the service worker as the browser does when the network is back, whether or not a page is open. A new profile's
    /// first registration is number 0.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn background_sync(&self, tag: &str) -> Result<(), Failure> {
        self.devtools("ServiceWorker.enable", json!({})).await?;
        let values = json!({ "origin": self.url, "registrationId": "0", "tag": tag, "lastChance": false });
        self.devtools("ServiceWorker.dispatchSyncEvent", values).await.map(drop)
    }

    /// Bounds what this origin may store, in bytes; `None` lifts the bound.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn set_quota(&self, bytes: Option<u64>) -> Result<(), Failure> {
        let mut values = json!({ "origin": self.url });
        if let Some(bytes) = bytes {
            values["quotaSize"] = json!(bytes);
        }
        self.devtools("Storage.overrideQuotaForOrigin", values).await.map(drop)
    }

    /// Gives itself out as another browser, from the next page on.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn call_itself(&self, user_agent: &str) -> Result<(), Failure> {
        self.devtools("Emulation.setUserAgentOverride", json!({ "userAgent": user_agent })).await.map(drop)
    }

    /// Has the present tab's clock wrong by so many days, from the next page on; workers keep the right one.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn clock_off_by(&self, days: i32) -> Result<(), Failure> {
        let source = format!(
            "{{ const Right = Date; const off = {days} * 864e5; \
             window.Date = class extends Right {{ \
               constructor(...args) {{ args.length ? super(...args) : super(Right.now() + off); }} \
               static now() {{ return Right.now() + off; }} }}; }}"
        );
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await.map(drop)
    }

    /// Shows the present tab as a phone set to dark does.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn prefer_dark(&self) -> Result<(), Failure> {
        let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        self.devtools("Emulation.setEmulatedMedia", dark).await.map(drop)
    }

    /// Opens another tab on the app and goes there.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn new_tab(&self) -> Result<Page, Failure> {
        let driver = self.driver()?;
        let tab = driver.new_tab().await?;
        driver.switch_to_window(tab).await?;
        self.stand_at(Place::CELL).await?;
        self.page()
    }

    /// Goes to a tab by its place.
    ///
    /// # Errors
    /// There is no such tab.
    pub async fn tab(&self, place: usize) -> Result<Page, Failure> {
        let driver = self.driver()?;
        let tabs = driver.windows().await?;
        let tab = tabs.get(place).ok_or_else(|| Failure::Wrong(format!("there is no tab {place}")))?;
        driver.switch_to_window(tab.clone()).await?;
        self.page()
    }

    /// Kills the present tab's page as the camera app does on a weak phone, and opens `path` anew.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn kill_tab(&self, path: &str) -> Result<Page, Failure> {
        let driver = self.driver()?;
        let old = driver.window().await?;
        let fresh = driver.new_tab().await?;
        // `Page.crash` never answers from the crashed page: the tab is closed without its unload handlers instead.
        driver.switch_to_window(old).await?;
        driver.close_window().await?;
        driver.switch_to_window(fresh).await?;
        self.stand_at(Place::CELL).await?;
        let page = self.page()?;
        page.go(path).await?;
        Ok(page)
    }

    /// Kills the browser with all its processes, as a dead battery would.
    pub async fn kill(&mut self) {
        if let Some((mut process, driver)) = self.driver.take() {
            // The session ends with its browser.
            let _ = driver.leak();
            kill_naming(&self.profile().to_string_lossy());
            process.kill().await;
        }
    }

    /// Ends it in order.
    ///
    /// # Errors
    /// It does not end.
    pub async fn close(&mut self) -> Result<(), Failure> {
        if let Some((mut process, driver)) = self.driver.take() {
            driver.quit().await?;
            let profile = self.profile().to_string_lossy().into_owned();
            until("the browser's end", async || Ok(super::process::naming(&profile).is_empty().then_some(()))).await?;
            process.kill().await;
        }
        Ok(())
    }

    /// Waits until the session's cookie is on the disk: browsers write cookies down twice a minute, and who kills one
    /// earlier has to sign in again.
    ///
    /// # Errors
    /// It is not written in time.
    pub async fn session_on_disk(&self) -> Result<(), Failure> {
        let default = self.profile().join("Default");
        let places = ["Cookies", "Network/Cookies"].map(|name| default.join(name));
        until("the cookie on the disk", async || {
            let holds = |path: &PathBuf| {
                std::fs::read(path).is_ok_and(|bytes| bytes.windows(COOKIE.len()).any(|part| part == COOKIE))
            };
            Ok(places.iter().any(holds).then_some(()))
        })
        .await
    }

    /// Ids of its processes.
    pub fn ids(&self) -> Vec<u32> {
        super::process::naming(&self.profile().to_string_lossy())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some((process, driver)) = self.driver.take() {
            let _ = driver.leak();
            kill_naming(&self.profile().to_string_lossy());
            drop(process);
        }
    }
}
