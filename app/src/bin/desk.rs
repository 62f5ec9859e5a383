//! The committee's entry. The program is cut in two at `second`: see `gridwalk_app::door`.

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "the macro declares the function of the other part")]
mod second {
    use gridwalk_app::door::{OpenError, Prepare};
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    #[wasm_split(app, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn prepare() -> Result<Prepare, SplitLoaderError> {
        Ok(gridwalk_app::prepare_desk)
    }

    pub async fn fetch() -> Result<Prepare, OpenError> {
        prepare().await.map_err(|_| OpenError::Part)
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    gridwalk_app::door::start(|| Box::pin(second::fetch()));
}
