//! Accessibility of a screen: the rules of axe-core, and whether a thumb hits every control.

use super::{Failure, Page};
use serde_json::{Value, json};

/// Rules that must hold; 最佳实践 of axe is asked too.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

const RUN: &str = "
const [tags, done] = [arguments[0], arguments[arguments.length - 1]];
axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  .then((result) => done(result.violations.map((violation) => ({
    id: violation.id, impact: violation.impact, help: violation.help,
    where: violation.nodes.slice(0, 6).map((node) => `${node.target.join(' ')}: ${node.html.slice(0, 160)} | ${
      (node.any[0] || node.all[0] || node.none[0] || { message: '' }).message.slice(0, 200)}`),
  }))), (error) => done([{ id: 'axe', impact: 'failed', help: String(error), where: [] }]));";

/// Runs axe-core on the page as it stands; one line for each rule that is broken.
///
/// # Errors
/// axe-core is not installed, or the page does not let it run.
pub async fn audit(page: &Page) -> Result<Vec<String>, Failure> {
    if page.script("return typeof window.axe === 'undefined'", Vec::new()).await? == Value::Bool(true) {
        let path = super::Programs::find()?.npm.join("node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(&path).map_err(Failure::io(format!("read {}", path.display())))?;
        page.script(&format!("{source}\nreturn null"), Vec::new()).await?;
    }
    let found = page.script_async(RUN, vec![json!(TAGS)]).await?;
    let lines = found.as_array().into_iter().flatten().map(|violation| {
        let places = violation["where"].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
        format!("{} ({}): {}\n    {}", violation["id"], violation["impact"], violation["help"], places.join("\n    "))
    });
    Ok(lines.collect())
}

const SMALL: &str = "
const [least] = arguments;
const small = [];
for (const element of document.querySelectorAll('button, input, textarea, select, [role=button], nav a, a.button, a.back')) {
  if (element.getClientRects().length === 0 || element.closest('[hidden], [inert]')) continue;
  let box = element.getBoundingClientRect();
  // A label is as good a target as its control.
  const label = element.closest('label');
  if (label) {
    const whole = label.getBoundingClientRect();
    if (whole.width * whole.height > box.width * box.height) box = whole;
  }
  // Half a pixel goes to rounding.
  if (box.width < least - 0.5 || box.height < least - 0.5) {
    small.push(`${element.outerHTML.slice(0, 120)} is ${Math.round(box.width)} x ${Math.round(box.height)}`);
  }
}
return small;";

/// Controls narrower or lower than `least_px`.
///
/// # Errors
/// The browser refuses the script.
pub async fn small_targets(page: &Page, least_px: u32) -> Result<Vec<String>, Failure> {
    let found = page.script(SMALL, vec![json!(least_px)]).await?;
    Ok(serde_json::from_value(found)?)
}
