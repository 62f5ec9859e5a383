//! The camera that looks for a label (R16): the browser's own detector where there is one (Chromium on Android), else
//! each frame is read here, as on an iPhone.

use crate::camera;
use crate::text::{Text, tasks as texts};
use gloo_timers::callback::Interval;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::html::Video;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement};

const LOOK_EVERY_MS: u32 = 250;
/// The longer side of a frame that is read here, in pixels: a label held before the phone fills a third of it.
const FRAME_PX: u32 = 640;

/// What finds a code in a frame.
enum Reader {
    /// A `BarcodeDetector` of the browser.
    Browser(JsValue),
    /// A canvas into which frames are drawn, to be read here.
    Canvas(CanvasRenderingContext2d),
}

impl Reader {
    fn new() -> Option<Self> {
        detector().map(Self::Browser).or_else(|| canvas().map(Self::Canvas))
    }

    async fn read(&self, video: &HtmlVideoElement) -> Option<String> {
        match self {
            Self::Browser(detector) => detect(detector, video).await,
            Self::Canvas(canvas) => read_frame(canvas, video),
        }
    }
}

fn detector() -> Option<JsValue> {
    let class: Function = Reflect::get(&window(), &"BarcodeDetector".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into())).ok()?;
    Reflect::construct(&class, &Array::of1(&options)).ok()
}

fn canvas() -> Option<CanvasRenderingContext2d> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    let options = Object::new();
    // The pixels are read again and again: they stay in memory, not on the graphics card.
    Reflect::set(&options, &"willReadFrequently".into(), &true.into()).ok()?;
    canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()
}

async fn detect(detector: &JsValue, video: &HtmlVideoElement) -> Option<String> {
    let detect: Function = Reflect::get(detector, &"detect".into()).ok()?.dyn_into().ok()?;
    let promise: Promise = detect.call1(detector, video).ok()?.dyn_into().ok()?;
    let codes = Array::from(&JsFuture::from(promise).await.ok()?);
    let first = codes.iter().next()?;
    Reflect::get(&first, &"rawValue".into()).ok()?.as_string()
}

fn read_frame(context: &CanvasRenderingContext2d, video: &HtmlVideoElement) -> Option<String> {
    let (wide, high) = (video.video_width(), video.video_height());
    let longer = wide.max(high);
    if longer == 0 {
        return None;
    }
    let (width, height) = match longer > FRAME_PX {
        true => (wide * FRAME_PX / longer, high * FRAME_PX / longer),
        false => (wide, high),
    };
    let canvas = context.canvas()?;
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let (to_width, to_height) = (f64::from(width), f64::from(height));
    context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, to_width, to_height).ok()?;
    let pixels = context.get_image_data(0.0, 0.0, to_width, to_height).ok()?.data();
    read_pixels(width as usize, height as usize, &pixels)
}

/// The first code among the pixels (four bytes each: red, green, blue, opacity), if there is one.
fn read_pixels(width: usize, height: usize, pixels: &[u8]) -> Option<String> {
    // Green alone is close enough to how light a pixel is.
    let grey = |x: usize, y: usize| pixels.get((y * width + x) * 4 + 1).copied().unwrap_or(u8::MAX);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    image.detect_grids().iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

/// The camera's picture; what is found goes to `found`, a camera that cannot be opened to `failed`.
pub fn scanner(found: impl Fn(String) + Copy + 'static, failed: impl Fn(Text) + Copy + 'static) -> AnyView {
    let Some(reader) = Reader::new().map(Rc::new) else {
        return view! { <p class="hint">{texts::SCAN_UNABLE.get()}</p> }.into_any();
    };
    let video = NodeRef::<Video>::new();
    camera::keep_open(video, move || failed(texts::SCAN_DENIED));
    let looking = Rc::new(Cell::new(false));
    let look = Interval::new(LOOK_EVERY_MS, move || {
        let Some(video) = video.try_get_untracked().flatten() else { return };
        // A slow phone looks at one frame at a time.
        if looking.replace(true) {
            return;
        }
        let (reader, looking) = (reader.clone(), looking.clone());
        leptos::task::spawn_local(async move {
            if let Some(text) = reader.read(&video).await {
                found(text);
            }
            looking.set(false);
        });
    });
    let look = StoredValue::new_local(look);
    on_cleanup(move || look.dispose());
    view! {
        <figure class="scan"><video node_ref=video autoplay=true playsinline=true muted=true></video><figcaption>{texts::SCAN.get()}</figcaption></figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::read_pixels;
    use qrcode::{Color, QrCode};

    const MODULE_PX: usize = 5;
    const MARGIN: usize = 4;

    /// A label as the camera would see it, and its width and height.
    fn photographed(text: &str) -> (usize, Vec<u8>) {
        let code = QrCode::new(text).unwrap();
        let (modules, colours) = (code.width(), code.to_colors());
        let side = (modules + 2 * MARGIN) * MODULE_PX;
        let is_dark = |x: usize, y: usize| {
            let at = |pixel: usize| (pixel / MODULE_PX).checked_sub(MARGIN).filter(|module| *module < modules);
            at(x).zip(at(y)).is_some_and(|(x, y)| colours[y * modules + x] == Color::Dark)
        };
        let pixel =
            |index: usize| if is_dark(index % side, index / side) { [40, 30, 20, 255] } else { [220, 225, 230, 255] };
        (side, (0..side * side).flat_map(pixel).collect())
    }

    #[test]
    fn a_label_is_read_from_a_frame() {
        let text = "https://gridwalk.example/q/N5XUQTS47";
        let (side, pixels) = photographed(text);
        assert_eq!(read_pixels(side, side, &pixels).as_deref(), Some(text));
    }

    #[test]
    fn a_frame_without_a_label_or_with_too_few_pixels_reads_as_nothing() {
        assert_eq!(read_pixels(64, 64, &[200; 64 * 64 * 4]), None);
        assert_eq!(read_pixels(64, 64, &[0; 7]), None);
        assert_eq!(read_pixels(0, 0, &[]), None);
    }
}
