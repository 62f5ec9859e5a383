//! What a dry run or an import says: numbers, and what is wrong row by row.

use super::client::{Report, RowNote};
use crate::text::{Text, tables as texts};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url};

/// Lines drawn; the rest by download.
const DRAWN: usize = 60;

/// Rows, new, completed, there already, wrong.
pub fn figures(report: &Report) -> impl IntoView + use<> {
    let numbers = [
        (texts::ROWS_IN_FILE, report.rows as usize),
        (texts::NEW_ONES, report.accepted as usize),
        (texts::UPDATED_ONES, report.updated as usize),
        (texts::SAME_ONES, report.unchanged as usize),
        (texts::WRONG_ONES, report.errors.len()),
    ];
    let figure = |(label, number): (Text, usize)| view! { <div><dt>{label.get()}</dt><dd>{number}</dd></div> };
    view! { <dl class="import-figures">{numbers.map(figure).collect_view()}</dl> }
}

/// A list of rows with what is to be said of each; nothing when there are none.
#[component]
pub fn Notes(
    /// What they are.
    title: Text,
    /// All of them.
    notes: Vec<RowNote>,
    /// Left out, rather than to be looked at.
    is_bad: bool,
) -> impl IntoView {
    if notes.is_empty() {
        return ().into_any();
    }
    let count = notes.len();
    let drawn = notes.iter().take(DRAWN).cloned().map(|note| {
        view! {
            <li class="import-note">
                <span class="pill plain">{texts::AT_ROW.count(note.row)}</span>
                <span>{[note.column, note.reason].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("：")}</span>
            </li>
        }
    });
    let drawn = drawn.collect_view();
    let more = (count > DRAWN).then(|| view! { <p class="quiet">{texts::MORE_LINES.count(count - DRAWN)}</p> });
    let address = as_file(&notes);
    let download = address.map(|address| {
        on_cleanup({
            let address = address.clone();
            move || {
                let _ = Url::revoke_object_url(&address);
            }
        });
        view! { <a class="button small" href=address download=format!("{}.csv", title.get()) rel="external">{texts::DOWNLOAD_PROBLEMS.get()}</a> }
    });
    view! {
        <section class="group" class:notes-bad=is_bad>
            <div class="group-head"><h2>{title.get()}<small>{count}</small></h2>{download}</div>
            <div class="group-body"><ul class="plain-list">{drawn}</ul>{more}</div>
        </section>
    }
    .into_any()
}

// Row, column, reason as a CSV that Excel opens.
fn as_file(notes: &[RowNote]) -> Option<String> {
    let quoted = |text: &str| {
        let is_formula = text.starts_with(['=', '+', '-', '@']);
        format!("\"{}{}\"", if is_formula { "'" } else { "" }, text.replace('"', "\"\""))
    };
    let mut text = String::from("\u{feff}行,列,问题\r\n");
    for note in notes {
        text += &format!("{},{},{}\r\n", note.row, quoted(&note.column), quoted(&note.reason));
    }
    let parts = js_sys::Array::of1(&JsValue::from(text));
    let options = BlobPropertyBag::new();
    options.set_type("text/csv");
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}
