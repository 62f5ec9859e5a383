//! Compressing a request with the browser's own gzip.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, Response};

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    #[wasm_bindgen(extends = ReadableStream)]
    type Source;
    #[wasm_bindgen(method, catch, js_name = pipeThrough)]
    fn pipe_through(this: &Source, stream: &CompressionStream) -> Result<ReadableStream, JsValue>;
}

/// The text in gzip as an ArrayBuffer; `None` where the browser cannot.
pub(super) async fn pack(text: &str) -> Option<JsValue> {
    let whole = Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into())).ok()?;
    let source: Source = whole.stream().unchecked_into();
    let packed = source.pipe_through(&CompressionStream::new("gzip").ok()?).ok()?;
    let response = Response::new_with_opt_readable_stream(Some(&packed)).ok()?;
    JsFuture::from(response.array_buffer().ok()?).await.ok()
}
