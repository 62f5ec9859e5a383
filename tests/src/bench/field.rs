//! The phone's side, in real Chromium: save, photo, cold start, and what they cost the disk.

use super::disk::Count;
use super::{Effort, Figure, Figures};
use crate::browser::{Browser, Failure, Page, Picture, Programs, Server, Size, root};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Measures all of it.
pub async fn measure(effort: Effort, figures: &mut Figures) -> Result<(), Failure> {
    let programs = Programs::find()?;
    let folder = tempfile::tempdir().map_err(Failure::io("make a folder"))?;
    let web = lay_out(&programs, folder.path())?;
    let server = Server::with_web(programs.clone(), web).await?;
    saves_and_photos(&programs, &server, effort, figures).await?;
    cold_starts(&programs, &server, effort, figures).await?;
    looks(&programs, &server, effort, figures).await
}

// The page, the wasm, the app's own photo worker, and a picture of twelve megapixels.
fn lay_out(programs: &Programs, folder: &Path) -> Result<PathBuf, Failure> {
    let web = folder.join("web");
    fs::create_dir_all(&web).map_err(Failure::io("make a folder"))?;
    let here = root().join("tests/src/bench");
    let mut files: Vec<PathBuf> =
        ["index.html", "page.js", "floor.js", "floor-worker.js"].iter().map(|name| here.join(name)).collect();
    files.extend(["photo-worker.js", "ahead.js"].map(|name| root().join("pwa").join(name)));
    files.extend(["bench-page.js", "bench-page_bg.wasm"].iter().map(|name| programs.pages.join(name)));
    for file in files {
        let name = file.file_name().unwrap_or_default().to_owned();
        fs::copy(&file, web.join(name)).map_err(Failure::io(format!("copy {}", file.display())))?;
    }
    Picture { width: 4_000, height: 3_000, seed: 5, orientation: None }.write(&web, "camera.jpg")?;
    Ok(web)
}

async fn ready(browser: &Browser) -> Result<Page, Failure> {
    let page = browser.page()?;
    page.go("/").await?;
    page.holds("the bench's page", "return document.documentElement.dataset.ready === 'yes'").await?;
    Ok(page)
}

async fn call(page: &Page, name: &str, values: Vec<Value>) -> Result<Value, Failure> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; \
         bench.{name}(...Array.from(arguments).slice(0, -1)).then(done, (error) => done({{ failed: String(error) }}))"
    );
    let result = page.script_async(&script, values).await?;
    match result.get("failed").and_then(Value::as_str) {
        Some(failed) => Err(Failure::Wrong(format!("{name}: {failed}"))),
        None => Ok(result),
    }
}

fn times(result: &Value, of: &str) -> Vec<f64> {
    result[of].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn figure(name: &str, result: &Value, goal: Option<f64>) -> Figure {
    Figure { name: name.to_owned(), product_ms: times(result, "product"), floor_ms: times(result, "floor"), goal }
}

async fn saves_and_photos(
    programs: &Programs,
    server: &Server,
    effort: Effort,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let browser = Browser::open(programs, &server.url(), Size::Phone).await?;
    let page = ready(&browser).await?;
    call(&page, "open", Vec::new()).await?;
    let saves = call(&page, "saves", vec![json!(effort.saves)]).await?;
    figures.compared.push(figure("save, photos stored before / record and photos at once", &saves, Some(0.6)));
    let photos = call(&page, "photos", vec![json!(effort.photos)]).await?;
    figures.compared.push(figure("photo from shutter to disk / decode, encode, put", &photos, Some(1.2)));
    count(&browser, &page, effort.counted, figures).await
}

async fn count(browser: &Browser, page: &Page, times: usize, figures: &mut Figures) -> Result<(), Failure> {
    let mut saved = 0;
    for _ in 0..times {
        call(page, "repeat", vec![json!("before"), json!(1)]).await?;
        let count = Count::begin(&browser.ids(), browser.folder()).await?;
        call(page, "repeat", vec![json!("save"), json!(1)]).await?;
        saved += count.end().await?;
    }
    let mut line = format!("fsyncs: {:.1} a save", saved as f64 / times as f64);
    for (what, name) in [("visit", "a whole visit with three photos"), ("floor", "record and photos at once, by hand")]
    {
        let count = Count::begin(&browser.ids(), browser.folder()).await?;
        call(page, "repeat", vec![json!(what), json!(times)]).await?;
        line.push_str(&format!(", {:.1} {name}", count.end().await? as f64 / times as f64));
    }
    figures.told.push(line);
    Ok(())
}

/// How many times slower than this machine a cheap phone is taken to be.
const SLOWER: u32 = 4;
/// One frame of sixty in a second.
const FRAME_MS: f64 = 16.0;

// A letter typed into the search, and a step with 离我近 chosen, on a slow phone.
async fn looks(programs: &Programs, server: &Server, effort: Effort, figures: &mut Figures) -> Result<(), Failure> {
    let browser = Browser::open(programs, &server.url(), Size::Phone).await?;
    let page = ready(&browser).await?;
    call(&page, "open", Vec::new()).await?;
    call(&page, "fill", vec![json!(effort.premises)]).await?;
    browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })).await?;
    let taken = call(&page, "looks", vec![json!(effort.saves), json!(effort.premises)]).await?;
    for (name, product, floor) in [("search by any part", "product", "floor"), ("nearest first", "near", "nearFloor")] {
        let of = Figure {
            name: format!("{name}, {} premises at {SLOWER}x / naive scan", effort.premises),
            product_ms: times(&taken, product),
            floor_ms: times(&taken, floor),
            goal: None,
        };
        let usual = super::figures::share(&of.product_ms, 0.95);
        let verdict = if usual < FRAME_MS { "reached" } else { "MISSED" };
        figures.told.push(format!("{name}: {usual:.1} ms in 95 of 100, goal one frame of {FRAME_MS} ms  {verdict}"));
        figures.compared.push(of);
    }
    Ok(())
}

/// What a browser that was just started goes on doing by itself: on two cores it doubles the time to open any database,
/// by as much as chance has it.
const SETTLED: Duration = Duration::from_millis(500);

// Each contender in a browser of its own start, in turns; the first round warms the machine's own cache.
async fn cold_starts(
    programs: &Programs,
    server: &Server,
    effort: Effort,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let mut browser = Browser::open(programs, &server.url(), Size::Phone).await?;
    let page = ready(&browser).await?;
    call(&page, "open", Vec::new()).await?;
    call(&page, "fill", vec![json!(effort.premises)]).await?;
    let first = ["product", "floor"];
    let pairs = [
        (first, SETTLED, "open, first 30 of the patrol list / by an index", Some(1.2)),
        (first, Duration::ZERO, "the same while the browser still starts", None),
        (["productAll", "floorAll"], SETTLED, "open, the whole ledger for search and map / getAll", None),
    ];
    for (contenders, pause, name, goal) in pairs {
        let name = format!("{name}, {} premises", effort.premises);
        let mut taken = [Vec::new(), Vec::new()];
        for round in 0..=effort.starts {
            for turn in 0..2 {
                let which = (turn + round) % 2;
                browser.close().await?;
                browser.start().await?;
                let page = ready(&browser).await?;
                tokio::time::sleep(pause).await;
                let time = call(&page, "cold", vec![json!(contenders[which])]).await?;
                if round > 0 {
                    taken[which].push(time.as_f64().unwrap_or_default());
                }
            }
        }
        let [product_ms, floor_ms] = taken;
        figures.compared.push(Figure { name, product_ms, floor_ms, goal });
    }
    Ok(())
}
