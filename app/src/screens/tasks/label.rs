//! 扫码 / 输码 (R16): the label at the door opens the premises, and the visit that begins there says so.

use super::scan::scanner;
use crate::kit::{Icon, TopBar, icon};
use crate::platform;
use crate::shell::Unsent;
use crate::state::use_app;
use crate::text::{Text, tasks as texts};
use gridwalk_domain::code::{CodeError, ShortCode};
use gridwalk_domain::event::LabelRead;
use gridwalk_domain::id::PremisesId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const KEPT: &str = "label";
/// A label read longer ago than this no longer says that somebody stands at the door.
const HOLDS_MS: i64 = 30 * 60_000;

/// `/label` and `/q/:code`, the address that a label holds.
#[component]
pub fn LabelPage() -> impl IntoView {
    let app = use_app();
    let given = use_params_map().read_untracked().get("code");
    let typed = RwSignal::new(given.clone().unwrap_or_default());
    let wrong = RwSignal::new(None::<Text>);
    let scanning = RwSignal::new(false);
    let open = move |text: String, how: LabelRead| {
        let code = match ShortCode::read(&text) {
            Ok(code) => code,
            Err(CodeError::Shape) => return wrong.set(Some(texts::CODE_SHAPE)),
            Err(CodeError::Check) => return wrong.set(Some(texts::CODE_WRONG)),
        };
        leptos::task::spawn_local(async move {
            let found = app.journal().premises_of_code(code).await.unwrap_or_default();
            match found.first() {
                Some(premises) => {
                    scanning.try_set(false);
                    keep(*premises, how);
                    app.go_instead(&format!("/premises/{premises}"));
                }
                None => wrong.set(Some(texts::CODE_UNKNOWN)),
            }
        });
    };
    // A label's address opened by the phone's own camera.
    if let Some(code) = given {
        open(code, LabelRead::Scanned);
    }
    view! {
        <div class="screen">
            <TopBar title=texts::LABEL.get().to_owned() back="/"><Unsent/></TopBar>
            <main class="page">
                {move || match scanning.get() {
                    true => scanner(move |text| open(text, LabelRead::Scanned), move |sentence| { wrong.set(Some(sentence)); scanning.set(false); }),
                    false => view! { <button type="button" class="button" on:click=move |_| { wrong.set(None); scanning.set(true); }>{icon(Icon::Camera)}{texts::SCAN_START.get()}</button> }.into_any(),
                }}
                <label class="field">
                    <span>{texts::CODE.get()}</span>
                    <input class="input code" type="text" inputmode="text" autocapitalize="characters" autocomplete="off" placeholder=texts::CODE_EXAMPLE.get()
                        bind:value=typed on:keydown=move |event| if event.key() == "Enter" { open(typed.get_untracked(), LabelRead::Typed) }/>
                </label>
                <p class="wanting" role="alert">{move || wrong.get().map(Text::get)}</p>
            </main>
            <div class="bar"><div class="bar-inner">
                <button type="button" class="button main" on:click=move |_| open(typed.get_untracked(), LabelRead::Typed)>{texts::OPEN_PREMISES.get()}</button>
            </div></div>
        </div>
    }
}

fn keep(premises: PremisesId, how: LabelRead) {
    let word = if how == LabelRead::Scanned { "scanned" } else { "typed" };
    platform::keep(KEPT, Some(&format!("{premises} {word} {}", platform::now().millis())));
}

/// How the label of these premises was read not long ago, if it was; it is told once.
pub fn label_read(premises: PremisesId) -> Option<LabelRead> {
    let kept = platform::kept(KEPT)?;
    let mut parts = kept.split(' ');
    let (id, word, at) = (parts.next()?, parts.next()?, parts.next()?.parse::<i64>().ok()?);
    if id != premises.to_string() {
        return None;
    }
    platform::keep(KEPT, None);
    let is_fresh = (0..HOLDS_MS).contains(&(platform::now().millis() - at));
    is_fresh.then_some(if word == "scanned" { LabelRead::Scanned } else { LabelRead::Typed })
}
