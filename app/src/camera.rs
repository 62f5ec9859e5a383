//! The phone's own camera, live: opened, shown, and one picture taken of what it shows. The film stays on the phone.

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::html::Video;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlCanvasElement, HtmlVideoElement};

/// Of what a live picture is kept as until it is shrunk.
const QUALITY: f64 = 0.92;

/// Whether this browser can show the camera at all; permission is asked when it is opened.
pub fn is_there() -> bool {
    asker().is_ok()
}

fn asker() -> Result<(JsValue, Function), JsValue> {
    let devices = Reflect::get(&window().navigator(), &"mediaDevices".into())?;
    let ask: Function = Reflect::get(&devices, &"getUserMedia".into())?.dyn_into()?;
    Ok((devices, ask))
}

/// Shows the camera in `video` for as long as the screen stands; `denied` is called when there is none, or the holder or
/// the system said no.
pub fn keep_open(video: NodeRef<Video>, denied: impl Fn() + Copy + 'static) {
    let stream = StoredValue::new_local(None::<JsValue>);
    Effect::new(move |_| {
        let Some(video) = video.get() else { return };
        leptos::task::spawn_local(async move {
            match open().await {
                // The screen may have gone while the phone asked.
                Ok(opened) if stream.try_update_value(|kept| *kept = Some(opened.clone())).is_none() => {
                    let _ = stop(&opened);
                }
                Ok(opened) => show(&video, &opened),
                Err(_) => denied(),
            }
        });
    });
    on_cleanup(move || {
        stream.try_with_value(|stream| stream.as_ref().map(stop));
    });
}

async fn open() -> Result<JsValue, JsValue> {
    let (devices, ask) = asker()?;
    let (options, video) = (Object::new(), Object::new());
    Reflect::set(&video, &"facingMode".into(), &"environment".into())?;
    // What a photo is shrunk to; the camera gives what it can.
    let wide = Object::new();
    Reflect::set(&wide, &"ideal".into(), &1600.into())?;
    Reflect::set(&video, &"width".into(), &wide)?;
    Reflect::set(&options, &"video".into(), &video)?;
    JsFuture::from(ask.call1(&devices, &options)?.dyn_into::<Promise>()?).await
}

fn show(video: &HtmlVideoElement, stream: &JsValue) {
    let _ = Reflect::set(video, &"srcObject".into(), stream);
    let _ = video.play();
}

// The camera's lamp goes out.
fn stop(stream: &JsValue) -> Result<(), JsValue> {
    let tracks: Function = Reflect::get(stream, &"getTracks".into())?.dyn_into()?;
    for track in Array::from(&tracks.call0(stream)?).iter() {
        let stop: Function = Reflect::get(&track, &"stop".into())?.dyn_into()?;
        stop.call0(&track)?;
    }
    Ok(())
}

/// What the camera shows now, as a file like any other that is picked; `None` while it shows nothing yet.
pub async fn frame(video: &HtmlVideoElement) -> Option<File> {
    let (width, height) = (video.video_width(), video.video_height());
    if width == 0 || height == 0 {
        return None;
    }
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_html_video_element(video, 0.0, 0.0).ok()?;
    let (sender, receiver) = oneshot::channel();
    let done = Closure::once_into_js(move |blob: JsValue| {
        // Whoever waited may have left the screen.
        let _ = sender.send(blob);
    });
    let quality = JsValue::from_f64(QUALITY);
    canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), "image/jpeg", &quality).ok()?;
    let blob: Blob = receiver.await.ok()?.dyn_into().ok()?;
    let options = FilePropertyBag::new();
    options.set_type("image/jpeg");
    File::new_with_blob_sequence_and_options(&Array::of1(&blob), "frame.jpg", &options).ok()
}
