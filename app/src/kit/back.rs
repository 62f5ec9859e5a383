//! What the phone's back gesture and Escape do while something lies over a screen: it is closed, and the screen stays.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Not in web-sys yet; absent before Chromium 126 and in WebKit.
    type CloseWatcher;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<CloseWatcher, JsValue>;
    #[wasm_bindgen(method, setter)]
    fn set_onclose(this: &CloseWatcher, handler: &Closure<dyn FnMut()>);
    #[wasm_bindgen(method)]
    fn destroy(this: &CloseWatcher);
}

/// Calls `close` when somebody goes back, for as long as the calling component lives. Where the browser cannot say so,
/// back leaves the screen as it always did; what was typed is in its draft.
pub fn on_back(close: impl Fn() + 'static) {
    let Ok(watcher) = CloseWatcher::new() else { return };
    let handler = Closure::<dyn FnMut()>::new(close);
    watcher.set_onclose(&handler);
    let kept = StoredValue::new_local((watcher, handler));
    on_cleanup(move || {
        kept.try_with_value(|(watcher, _)| watcher.destroy());
        kept.dispose();
    });
}
