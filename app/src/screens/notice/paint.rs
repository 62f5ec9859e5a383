//! The notice as a picture, drawn on the phone: 750 pixels wide, as long as it needs, black on white, sharp in a chat.
//!
//! It is laid out and drawn by the same code: a first pass without a canvas to draw on counts the height.

use crate::kit;
use crate::state::App;
use crate::text::notice as texts;
use futures_channel::oneshot;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::event::NoticeItem;
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{NoticeRow, PremisesRow};
use gridwalk_domain::photo::PhotoHash;
use leptos::prelude::document;
use qrcode::{Color, EcLevel, QrCode};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

const WIDTH: f64 = 750.0;
const MARGIN: f64 = 40.0;
const PHOTO_HEIGHT_MAX: f64 = 420.0;
const QR_SIDE: f64 = 260.0;
const FONT: &str =
    "\"PingFang SC\", \"HarmonyOS Sans SC\", MiSans, \"Microsoft YaHei\", \"Noto Sans CJK SC\", sans-serif";
const INK: &str = "#111111";
const SOFT: &str = "#444444";
const QUALITY: f64 = 0.86;

/// A brush over the page; `at` is how far down it has come.
struct Brush<'a> {
    context: &'a CanvasRenderingContext2d,
    at: f64,
    is_drawing: bool,
}

/// Draws the notice; `link` is what its QR code opens.
pub async fn paint(app: App, row: &NoticeRow, premises: Option<&PremisesRow>, link: &str) -> Result<Blob, JsValue> {
    let photos = photos_of(app, row).await;
    let community =
        app.tree().on_level(row.area, AreaLevel::Community).map(|area| area.name.clone()).unwrap_or_default();
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let code = QrCode::with_error_correction_level(link.as_bytes(), EcLevel::M)
        .map_err(|error| JsValue::from_str(&error.to_string()))?;
    let context = |canvas: &HtmlCanvasElement| -> Result<CanvasRenderingContext2d, JsValue> {
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into().map_err(JsValue::from)
    };
    canvas.set_width(WIDTH as u32);
    canvas.set_height(10);
    let first = context(&canvas)?;
    let mut counting = Brush { context: &first, at: MARGIN, is_drawing: false };
    counting.page(row, premises, &community, &photos, &code)?;
    canvas.set_height((counting.at + MARGIN).ceil() as u32);
    let second = context(&canvas)?;
    second.set_fill_style_str("#ffffff");
    second.fill_rect(0.0, 0.0, WIDTH, counting.at + MARGIN);
    let mut drawing = Brush { context: &second, at: MARGIN, is_drawing: true };
    drawing.page(row, premises, &community, &photos, &code)?;
    to_jpeg(&canvas).await
}

type Photos = BTreeMap<HazardId, HtmlImageElement>;

async fn photos_of(app: App, row: &NoticeRow) -> Photos {
    let mut photos = Photos::new();
    for item in &row.issued.items {
        let Ok(Some(hazard)) = app.journal().hazard(item.hazard).await else { continue };
        if let Some(photo) = hazard.found.photos.first()
            && let Some(image) = load(app, photo.sha256).await
        {
            photos.insert(item.hazard, image);
        }
    }
    photos
}

async fn load(app: App, hash: PhotoHash) -> Option<HtmlImageElement> {
    let here = app.journal().photo(hash).await.ok().flatten();
    let url = here.and_then(|photo| kit::object_url(&photo.bytes));
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&url.clone().unwrap_or_else(|| format!("/api/v1/photos/{hash}")));
    let decoded = JsFuture::from(image.decode()).await;
    if let Some(url) = url {
        let _ = Url::revoke_object_url(&url);
    }
    decoded.ok().map(|_| image)
}

async fn to_jpeg(canvas: &HtmlCanvasElement) -> Result<Blob, JsValue> {
    let (sender, receiver) = oneshot::channel();
    let done = Closure::once(move |blob: Option<Blob>| {
        // Whoever waited may have left the screen.
        let _ = sender.send(blob);
    });
    canvas.to_blob_with_type_and_encoder_options(done.as_ref().unchecked_ref(), "image/jpeg", &QUALITY.into())?;
    receiver.await.ok().flatten().ok_or(JsValue::NULL)
}

impl Brush<'_> {
    fn page(
        &mut self,
        row: &NoticeRow,
        premises: Option<&PremisesRow>,
        community: &str,
        photos: &Photos,
        code: &QrCode,
    ) -> Result<(), JsValue> {
        let title = if row.issued.issue > 1 { texts::PAPER_CORRECTION } else { texts::PAPER_TITLE };
        self.text(title.zh, 40.0, true, INK)?;
        let day = row.issued_at.date_in_shanghai();
        let (year, month, date) = day.civil();
        self.text(
            &format!("{}　日期：{year}年{month}月{date}日", zh(texts::PAPER_NUMBER, &row.number())),
            24.0,
            false,
            SOFT,
        )?;
        self.rule();
        let name = premises.map_or(row.premises_name.as_str(), |premises| premises.name.as_str());
        self.text(name, 34.0, true, INK)?;
        if let Some(premises) = premises {
            self.text(&premises.address, 26.0, false, SOFT)?;
        }
        let to = [row.issued.receiver.as_str(), &row.persons.receiver_name].join(" ");
        self.text(&zh(texts::PAPER_TO, to.trim()), 28.0, false, INK)?;
        for (number, item) in (1..).zip(&row.issued.items) {
            self.item(number, item, photos.get(&item.hazard))?;
        }
        self.rule();
        if !community.is_empty() {
            self.text(&zh(texts::PAPER_COMMUNITY, community), 28.0, false, INK)?;
        }
        self.text(&zh(texts::PAPER_FROM, &row.persons.issuer_name), 28.0, false, INK)?;
        if !row.persons.issuer_phone.is_empty() {
            self.text(&zh(texts::PAPER_PHONE, &row.persons.issuer_phone), 28.0, true, INK)?;
        }
        self.at += 12.0;
        self.code(code);
        self.centred(texts::PAPER_SCAN.zh, 24.0, INK)?;
        self.at += 8.0;
        self.centred(texts::FOOTER.zh, 22.0, SOFT)
    }

    fn item(&mut self, number: usize, item: &NoticeItem, photo: Option<&HtmlImageElement>) -> Result<(), JsValue> {
        self.rule();
        self.text(&format!("{number}. {}", item.what), 32.0, true, INK)?;
        if let Some(photo) = photo {
            self.photo(photo)?;
        }
        let lines = [
            (!item.part.is_empty()).then(|| zh(texts::PAPER_PART, &item.part)),
            (!item.rooms.is_empty()).then(|| zh(texts::PAPER_ROOMS, &item.rooms.join("、"))),
            (!item.fixes.is_empty()).then(|| zh(texts::PAPER_FIX, &item.fixes.join("；"))),
        ];
        for line in lines.into_iter().flatten() {
            self.text(&line, 28.0, false, INK)?;
        }
        if let Some(due_on) = item.due_on {
            let (_, month, day) = due_on.civil();
            self.text(&zh(texts::PAPER_DUE, &format!("{month}月{day}日")), 30.0, true, INK)?;
        }
        if item.reported {
            self.text(texts::PAPER_REPORTED.zh, 28.0, true, INK)?;
        }
        for basis in &item.basis {
            self.text(&zh(texts::PAPER_BASIS, basis), 22.0, false, SOFT)?;
        }
        Ok(())
    }

    fn set(&self, size: f64, bold: bool, colour: &str) {
        self.context.set_font(&format!("{} {size}px {FONT}", if bold { "700" } else { "400" }));
        self.context.set_fill_style_str(colour);
        self.context.set_text_baseline("alphabetic");
    }

    // Chinese breaks between any two signs; a closing sign never begins a line.
    fn text(&mut self, text: &str, size: f64, bold: bool, colour: &str) -> Result<(), JsValue> {
        self.set(size, bold, colour);
        let mut line = String::new();
        for sign in text.chars() {
            let wider = format!("{line}{sign}");
            let closes = "，。；：、）”》！？".contains(sign);
            if !closes && self.context.measure_text(&wider)?.width() > WIDTH - 2.0 * MARGIN && !line.is_empty() {
                self.line(&line, MARGIN, size)?;
                line = sign.to_string();
            } else {
                line = wider;
            }
        }
        self.line(&line, MARGIN, size)
    }

    fn centred(&mut self, text: &str, size: f64, colour: &str) -> Result<(), JsValue> {
        self.set(size, false, colour);
        let width = self.context.measure_text(text)?.width();
        self.line(text, ((WIDTH - width) / 2.0).max(0.0), size)
    }

    fn line(&mut self, text: &str, x: f64, size: f64) -> Result<(), JsValue> {
        self.at += size * 1.18;
        if self.is_drawing {
            self.context.fill_text(text, x, self.at)?;
        }
        self.at += size * 0.3;
        Ok(())
    }

    fn rule(&mut self) {
        self.at += 14.0;
        if self.is_drawing {
            self.context.set_fill_style_str("#bbbbbb");
            self.context.fill_rect(MARGIN, self.at, WIDTH - 2.0 * MARGIN, 2.0);
        }
        self.at += 14.0;
    }

    fn photo(&mut self, photo: &HtmlImageElement) -> Result<(), JsValue> {
        let (width, height) = (f64::from(photo.natural_width()), f64::from(photo.natural_height()));
        if width < 1.0 || height < 1.0 {
            return Ok(());
        }
        let scale = ((WIDTH - 2.0 * MARGIN) / width).min(PHOTO_HEIGHT_MAX / height);
        self.at += 8.0;
        if self.is_drawing {
            let (wide, high) = (width * scale, height * scale);
            self.context.draw_image_with_html_image_element_and_dw_and_dh(photo, MARGIN, self.at, wide, high)?;
        }
        self.at += height * scale + 8.0;
        Ok(())
    }

    fn code(&mut self, code: &QrCode) {
        let modules = code.width();
        // Whole pixels a module, with the quiet zone of four around it.
        let side = (QR_SIDE / (modules as f64 + 8.0)).floor().max(3.0);
        let width = side * modules as f64;
        let left = ((WIDTH - width) / 2.0).floor();
        self.at += side * 4.0;
        if self.is_drawing {
            self.context.set_fill_style_str("#000000");
            for (index, colour) in code.to_colors().into_iter().enumerate() {
                if colour == Color::Dark {
                    let (x, y) = ((index % modules) as f64, (index / modules) as f64);
                    self.context.fill_rect(left + x * side, self.at + y * side, side, side);
                }
            }
        }
        self.at += width + side * 4.0;
    }
}

// The paper is Chinese, whatever language the interface speaks.
fn zh(text: crate::text::Text, part: &str) -> String {
    text.zh.replacen("{}", part, 1)
}
