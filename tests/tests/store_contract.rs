//! The contract of the replica's stores, kept by IndexedDB in real Chromium.

use gridwalk_tests::browser::{Browser, Failure, Outcome, Programs, Server, Size, root};
use std::fs;

#[tokio::test]
async fn indexeddb_keeps_the_contract() -> Outcome {
    let programs = Programs::find()?;
    let folder = tempfile::tempdir().map_err(Failure::io("make a folder"))?;
    let here = root().join("tests/src/contract");
    let files = ["index.html", "contract.js"].map(|name| here.join(name));
    let built = ["store-contract.js", "store-contract_bg.wasm"].map(|name| programs.pages.join(name));
    let shipped = [root().join("pwa/ahead.js")];
    for file in files.iter().chain(&built).chain(&shipped) {
        let name = file.file_name().unwrap_or_default();
        fs::copy(file, folder.path().join(name)).map_err(Failure::io(format!("copy {}", file.display())))?;
    }
    let server = Server::with_web(programs.clone(), folder.path().to_owned()).await?;
    let browser = Browser::open(&programs, &server.url(), Size::Phone).await?;
    let page = browser.page()?;
    page.go("/").await?;
    page.holds("the suite to end", "return document.documentElement.dataset.done === 'yes'").await?;
    let said = page.script_async("arguments[0](document.body.innerText.trim())", vec![]).await?;
    assert_eq!(said, "contract: ok\nclose: ok\nupgrade: ok\nahead: ok\ndevice: ok");
    Ok(())
}
