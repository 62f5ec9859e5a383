//! 扫码 / 输码 (R16): the label at the door opens the premises, and the visit that begins there says so.

use crate::kit::{Icon, TopBar, icon};
use crate::platform;
use crate::shell::Unsent;
use crate::state::use_app;
use crate::text::{Text, tasks as texts};
use gloo_timers::callback::Interval;
use gridwalk_domain::code::{CodeError, ShortCode};
use gridwalk_domain::event::LabelRead;
use gridwalk_domain::id::PremisesId;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::html::Video;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const KEPT: &str = "label";
/// A label read longer ago than this no longer says that somebody stands at the door.
const HOLDS_MS: i64 = 30 * 60_000;
const LOOK_EVERY_MS: u32 = 250;

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
                {match detector() {
                    Some(detector) => { let detector = StoredValue::new_local(detector); view! {
                        {move || match scanning.get() {
                            true => camera(detector.get_value(), move |text| open(text, LabelRead::Scanned), move |sentence| { wrong.set(Some(sentence)); scanning.set(false); }),
                            false => view! { <button type="button" class="button" on:click=move |_| { wrong.set(None); scanning.set(true); }>{icon(Icon::Camera)}{texts::SCAN_START.get()}</button> }.into_any(),
                        }}
                    }.into_any() },
                    None => view! { <p class="hint">{texts::SCAN_UNABLE.get()}</p> }.into_any(),
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

// BarcodeDetector is there in Chromium on Android; elsewhere the code is typed.
fn detector() -> Option<Rc<JsValue>> {
    let class: Function = Reflect::get(&window(), &"BarcodeDetector".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into())).ok()?;
    Reflect::construct(&class, &Array::of1(&options)).ok().map(Rc::new)
}

fn camera(
    detector: Rc<JsValue>,
    found: impl Fn(String) + Copy + 'static,
    failed: impl Fn(Text) + Copy + 'static,
) -> AnyView {
    let video = NodeRef::<Video>::new();
    let stream = StoredValue::new_local(None::<JsValue>);
    Effect::new(move |_| {
        let Some(video) = video.get() else { return };
        leptos::task::spawn_local(async move {
            match open_camera().await {
                Ok(opened) => {
                    let _ = Reflect::set(&video, &"srcObject".into(), &opened);
                    let _ = video.play();
                    stream.try_set_value(Some(opened));
                }
                Err(_) => failed(texts::SCAN_DENIED),
            }
        });
    });
    let look = Interval::new(LOOK_EVERY_MS, move || {
        let Some(video) = video.try_get_untracked().flatten() else { return };
        let detector = detector.clone();
        leptos::task::spawn_local(async move {
            if let Some(text) = detect(&detector, &video).await {
                found(text);
            }
        });
    });
    let look = StoredValue::new_local(look);
    on_cleanup(move || {
        look.dispose();
        stream.try_with_value(|stream| stream.as_ref().map(stop));
    });
    view! {
        <figure class="scan"><video node_ref=video autoplay=true playsinline=true muted=true></video><figcaption>{texts::SCAN.get()}</figcaption></figure>
    }
    .into_any()
}

async fn open_camera() -> Result<JsValue, JsValue> {
    let devices = Reflect::get(&window().navigator(), &"mediaDevices".into())?;
    let ask: Function = Reflect::get(&devices, &"getUserMedia".into())?.dyn_into()?;
    let (options, facing) = (Object::new(), Object::new());
    Reflect::set(&facing, &"facingMode".into(), &"environment".into())?;
    Reflect::set(&options, &"video".into(), &facing)?;
    JsFuture::from(ask.call1(&devices, &options)?.dyn_into::<Promise>()?).await
}

fn stop(stream: &JsValue) -> Result<(), JsValue> {
    let tracks: Function = Reflect::get(stream, &"getTracks".into())?.dyn_into()?;
    for track in Array::from(&tracks.call0(stream)?).iter() {
        let stop: Function = Reflect::get(&track, &"stop".into())?.dyn_into()?;
        stop.call0(&track)?;
    }
    Ok(())
}

async fn detect(detector: &JsValue, video: &JsValue) -> Option<String> {
    let detect: Function = Reflect::get(detector, &"detect".into()).ok()?.dyn_into().ok()?;
    let promise: Promise = detect.call1(detector, video).ok()?.dyn_into().ok()?;
    let codes = Array::from(&JsFuture::from(promise).await.ok()?);
    let first = codes.iter().next()?;
    Reflect::get(&first, &"rawValue".into()).ok()?.as_string()
}
