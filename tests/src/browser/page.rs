//! A page, and what a person does on it.

use super::{Failure, until};
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::{WebDriver, WebElement};

const FIND: &str = include_str!("page.js");

/// A browser leaves rows below the fold without text until somebody scrolls to them (`content-visibility`); whoever
/// reads a page scrolls.
const READ: &str = "if (!self.isRead) { \
        const sheet = new CSSStyleSheet(); \
        sheet.replaceSync('* { content-visibility: visible !important; }'); \
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; \
        self.isRead = true; \
    } \
    return document.body ? document.body.innerText : ''";

/// What can be read on the page.
pub async fn page_words(driver: &WebDriver) -> String {
    let read = driver.execute(READ, Vec::new()).await;
    read.ok().and_then(|read| read.json().as_str().map(str::to_owned)).unwrap_or_default()
}

/// The present page of a browser.
#[derive(Clone)]
pub struct Page {
    driver: WebDriver,
    url: String,
    scratch: PathBuf,
    taps: Rc<Cell<usize>>,
    by_script: bool,
    forgiving: bool,
}

impl Page {
    /// For a driver of a browser on the app at `url`.
    pub fn new(driver: WebDriver, url: String, scratch: PathBuf) -> Self {
        Self { driver, url, scratch, taps: Rc::default(), by_script: false, forgiving: false }
    }

    /// Taps go to the element itself and not to a point of the screen: some drivers miss it below a fixed bar.
    pub fn tapped_by_script(self) -> Self {
        Self { by_script: true, ..self }
    }

    /// A program that broke off does not fail the journey.
    pub fn forgiving(self) -> Self {
        Self { forgiving: true, ..self }
    }

    /// The driver beneath.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Taps so far.
    pub fn taps(&self) -> usize {
        self.taps.get()
    }

    /// Opens a path of the app.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn go(&self, path: &str) -> Result<(), Failure> {
        self.is_whole().await?;
        Ok(self.driver.goto(format!("{}{path}", self.url)).await?)
    }

    /// Opens the present path anew.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn reload(&self) -> Result<(), Failure> {
        Ok(self.driver.refresh().await?)
    }

    /// Path of the present address.
    ///
    /// # Errors
    /// The browser does not say.
    pub async fn path(&self) -> Result<String, Failure> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Runs a script and gives what it returns.
    ///
    /// # Errors
    /// It throws.
    pub async fn script(&self, script: &str, values: Vec<Value>) -> Result<Value, Failure> {
        Ok(self.driver.execute(script, values).await?.json().clone())
    }

    /// Runs a script whose last argument is called with its result.
    ///
    /// # Errors
    /// It throws or takes too long.
    pub async fn script_async(&self, script: &str, values: Vec<Value>) -> Result<Value, Failure> {
        self.driver.set_script_timeout(super::DEADLINE * 3).await?;
        Ok(self.driver.execute_async(script, values).await?.json().clone())
    }

    /// Waits until a condition holds; what stands on the page instead is told if it never does.
    ///
    /// # Errors
    /// It does not hold in time.
    pub async fn wait<T>(
        &self,
        what: &str,
        look: impl AsyncFnMut() -> Result<Option<T>, Failure>,
    ) -> Result<T, Failure> {
        match until(what, look).await {
            Err(Failure::TimedOut { what, .. }) => Err(Failure::TimedOut { what, seen: self.evidence().await }),
            found => {
                self.is_whole().await?;
                found
            }
        }
    }

    // What a journey came to see may stand there although the program broke off behind it.
    async fn is_whole(&self) -> Result<(), Failure> {
        const BROKEN: &str = "return document.documentElement ? document.documentElement.dataset.broken || null : null";
        // A page that is being left does not answer.
        let told = self.driver.execute(BROKEN, Vec::new()).await;
        match told.ok().and_then(|told| told.json().as_str().map(str::to_owned)) {
            Some(why) if !self.forgiving => {
                Err(Failure::Wrong(format!("the program broke off: {why}\n{}", self.evidence().await)))
            }
            _ => Ok(()),
        }
    }

    // Words, console and a picture of the page, for whoever has to find out why.
    async fn evidence(&self) -> String {
        let path = self.path().await.unwrap_or_default();
        let name = std::thread::current().name().unwrap_or("journey").replace("::", "-");
        let picture = self.scratch.join(format!("{name}.png"));
        let _ = self.driver.screenshot(Path::new(&picture)).await;
        let console =
            self.driver.browser_log().await.map(|log| log.iter().map(|entry| format!("{entry:?}")).collect::<Vec<_>>());
        let words = page_words(&self.driver).await;
        let console = console.unwrap_or_default().join("\n");
        format!("at {path} (picture: {}) stands:\n{words}\nconsole:\n{console}", picture.display())
    }

    /// All visible elements of a role whose accessible name has a part, now.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn all(&self, role: &str, name: &str) -> Result<Vec<WebElement>, Failure> {
        Ok(self.driver.execute(FIND, vec![json!(role), json!(name), Value::Null]).await?.elements()?)
    }

    /// The same inside an element.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn all_in(&self, within: &WebElement, role: &str, name: &str) -> Result<Vec<WebElement>, Failure> {
        Ok(self.driver.execute(FIND, vec![json!(role), json!(name), within.to_json()?]).await?.elements()?)
    }

    /// Waits for an element by role and accessible name.
    ///
    /// # Errors
    /// There is none in time.
    pub async fn find(&self, role: &str, name: &str) -> Result<WebElement, Failure> {
        self.wait(&format!("{role} {name}"), async || Ok(self.all(role, name).await?.into_iter().next())).await
    }

    /// Taps what has a role and a name, once it can be tapped.
    ///
    /// # Errors
    /// It cannot in time.
    pub async fn tap(&self, role: &str, name: &str) -> Result<(), Failure> {
        self.wait(&format!("a tap on {role} {name}"), async || {
            let Some(element) = self.all(role, name).await?.into_iter().next() else { return Ok(None) };
            self.try_tap(&element).await
        })
        .await
    }

    /// Waits for an element inside another one; both by role and accessible name.
    ///
    /// # Errors
    /// There is none in time.
    pub async fn find_in(&self, within: (&str, &str), role: &str, name: &str) -> Result<WebElement, Failure> {
        let what = format!("{role} {name} in {} {}", within.0, within.1);
        self.wait(&what, async || self.look_in(within, role, name).await).await
    }

    /// Taps the same.
    ///
    /// # Errors
    /// It cannot in time.
    pub async fn tap_in(&self, within: (&str, &str), role: &str, name: &str) -> Result<(), Failure> {
        let what = format!("a tap on {role} {name} in {} {}", within.0, within.1);
        self.wait(&what, async || match self.look_in(within, role, name).await? {
            Some(element) => self.try_tap(&element).await,
            None => Ok(None),
        })
        .await
    }

    // A part that was drawn anew meanwhile is looked for again.
    async fn look_in(&self, within: (&str, &str), role: &str, name: &str) -> Result<Option<WebElement>, Failure> {
        let Some(part) = self.all(within.0, within.1).await?.into_iter().next() else { return Ok(None) };
        match self.all_in(&part, role, name).await {
            Ok(found) => Ok(found.into_iter().next()),
            Err(Failure::Browser(error)) if matches!(&*error, WebDriverErrorInner::StaleElementReference(_)) => {
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Taps an element once; `None` when it is covered, gone or not yet there.
    ///
    /// # Errors
    /// The browser refuses it for another reason.
    pub async fn try_tap(&self, element: &WebElement) -> Result<Option<()>, Failure> {
        const CLICK: &str = "const box = arguments[0].getBoundingClientRect(); \
            const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2); \
            (hit && arguments[0].contains(hit) ? hit : arguments[0]).click()";
        const CENTRE: &str = "arguments[0].scrollIntoView({ block: 'center' })";
        let tapped = async {
            self.driver.execute(CENTRE, vec![element.to_json()?]).await?;
            match self.by_script {
                true => self.driver.execute(CLICK, vec![element.to_json()?]).await.map(drop),
                false => element.click().await,
            }
        };
        match tapped.await {
            Ok(()) => {
                self.taps.set(self.taps.get() + 1);
                Ok(Some(()))
            }
            Err(error) => match &*error {
                WebDriverErrorInner::ElementClickIntercepted(_)
                | WebDriverErrorInner::ElementNotInteractable(_)
                | WebDriverErrorInner::StaleElementReference(_)
                | WebDriverErrorInner::NoSuchElement(_) => Ok(None),
                other => Err(Failure::Wrong(format!("a tap: {other}"))),
            },
        }
    }

    /// Types into a field, in place of what is in it.
    ///
    /// # Errors
    /// There is no such field, or it takes no text.
    pub async fn fill(&self, role: &str, name: &str, text: &str) -> Result<(), Failure> {
        let field = self.find(role, name).await?;
        self.fill_element(&field, text).await
    }

    /// The same for an element. Characters beyond the basic plane cannot be typed through every driver, so the text
    /// goes in as an input method puts it.
    ///
    /// # Errors
    /// It takes no text.
    pub async fn fill_element(&self, field: &WebElement, text: &str) -> Result<(), Failure> {
        const PUT: &str = "const [field, text] = arguments; field.scrollIntoView({ block: 'center' }); field.focus(); \
            field.select(); document.execCommand('insertText', false, text); \
            if (field.value !== text) { \
              const kind = field.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement; \
              Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, text); \
              field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' })); }";
        self.driver.execute(PUT, vec![field.to_json()?, json!(text)]).await?;
        Ok(())
    }

    /// Chooses an option of a select box, by the name of both.
    ///
    /// # Errors
    /// There is no such box, or it has not that option.
    pub async fn choose(&self, name: &str, option: &str) -> Result<(), Failure> {
        const CHOOSE: &str = "const [box, text] = arguments; \
            const found = Array.from(box.options).find((one) => one.textContent.trim() === text); \
            if (!found) return false; \
            box.value = found.value; box.dispatchEvent(new Event('change', { bubbles: true })); return true;";
        self.wait(&format!("{option} at {name}"), async || {
            let Some(field) = self.all("combobox", name).await?.into_iter().next() else { return Ok(None) };
            let done = self.driver.execute(CHOOSE, vec![field.to_json()?, json!(option)]).await?;
            Ok((done.json() == &json!(true)).then_some(()))
        })
        .await
    }

    /// Gives a file to a file field, as the camera does.
    ///
    /// # Errors
    /// The field refuses it.
    pub async fn give_file(&self, field: &WebElement, file: &Path) -> Result<(), Failure> {
        Ok(field.send_keys(file.to_string_lossy().as_ref()).await?)
    }

    /// What can be read on the page now.
    pub async fn words(&self) -> String {
        page_words(&self.driver).await
    }

    /// Waits until a text can be read.
    ///
    /// # Errors
    /// It cannot in time.
    pub async fn see(&self, text: &str) -> Result<(), Failure> {
        self.wait(&format!("the text {text}"), async || Ok(self.words().await.contains(text).then_some(()))).await
    }

    /// Waits until a text can no longer be read.
    ///
    /// # Errors
    /// It still can.
    pub async fn gone(&self, text: &str) -> Result<(), Failure> {
        self.wait(&format!("the text {text} to go"), async || Ok((!self.words().await.contains(text)).then_some(())))
            .await
    }

    /// Waits until a script returns something true.
    ///
    /// # Errors
    /// It does not in time.
    pub async fn holds(&self, what: &str, script: &str) -> Result<(), Failure> {
        self.wait(what, async || Ok((self.script(script, Vec::new()).await? == Value::Bool(true)).then_some(()))).await
    }
}
