//! Drawing on the canvas. A pin's kind has a shape of its own beside its colour.

use super::tiles::Tiles;
use super::{Mark, Outline, Pin, Tone};
use crate::map::{Cluster, MapView, ScaleBar, World, world};
use gridwalk_domain::position::{Coordinate, Position};
use gridwalk_domain::register::Grade;
use leptos::prelude::window;
use std::f64::consts::TAU;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d as Pen, CssStyleDeclaration, HtmlCanvasElement};

/// All that is drawn.
pub struct Picture<'a> {
    /// What part of the world.
    pub view: &'a MapView,
    /// Borders.
    pub outlines: &'a [Outline],
    /// All pins.
    pub pins: &'a [Pin],
    /// Those in view, grouped.
    pub clusters: &'a [Cluster],
    /// Where the phone is.
    pub here: Option<Position>,
    /// The tapped pin.
    pub chosen: Option<Coordinate>,
    /// Under it all.
    pub tiles: Option<&'a Tiles>,
}

// The style sheet's colours, so that the dark look and high contrast hold here too.
struct Ink(Option<CssStyleDeclaration>);

impl Ink {
    fn colour(&self, name: &str) -> String {
        let found = self.0.as_ref().and_then(|style| style.get_property_value(name).ok());
        found
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .unwrap_or_else(|| "#333".to_owned())
    }

    fn of_grade(&self, grade: Option<Grade>) -> String {
        self.colour(match grade {
            Some(Grade::Red) => "--grade-red",
            Some(Grade::Orange) => "--grade-orange",
            Some(Grade::Yellow) => "--grade-yellow",
            Some(Grade::Blue) => "--grade-blue",
            None => "--card",
        })
    }

    fn of_mark(&self, mark: Mark) -> String {
        self.colour(match mark {
            Mark::Major => "--major",
            Mark::Hazard => "--bad",
            Mark::Due => "--warn",
            Mark::Fine => "--ok",
        })
    }
}

const FONT: &str = "600 13px system-ui, sans-serif";
const NAMES_FROM_ZOOM: f64 = 14.0;
const NAME_BELOW_PX: f64 = 24.0;
const NAME_BESIDE_PX: f64 = 8.0;

/// Draws everything anew.
pub fn draw(canvas: &HtmlCanvasElement, picture: &Picture<'_>) {
    let Some(pen) = canvas.get_context("2d").ok().flatten().and_then(|pen| pen.dyn_into::<Pen>().ok()) else { return };
    let dots = window().device_pixel_ratio().clamp(1.0, 3.0);
    let (width, height) = (picture.view.width, picture.view.height);
    let (wide, high) = ((width * dots) as u32, (height * dots) as u32);
    if canvas.width() != wide || canvas.height() != high {
        canvas.set_width(wide);
        canvas.set_height(high);
    }
    let _ = pen.set_transform(dots, 0.0, 0.0, dots, 0.0, 0.0);
    let ink = Ink(window().get_computed_style(canvas).ok().flatten());
    pen.set_fill_style_str(&ink.colour("--ground"));
    pen.fill_rect(0.0, 0.0, width, height);
    for (tile, left, top, size) in picture.tiles.iter().flat_map(|tiles| tiles.in_view(picture.view)) {
        let _ = pen.draw_image_with_html_image_element_and_dw_and_dh(&tile, left, top, size + 0.5, size + 0.5);
    }
    pen.set_font(FONT);
    pen.set_text_align("center");
    pen.set_text_baseline("middle");
    outlines(&pen, &ink, picture);
    for cluster in picture.clusters {
        pins(&pen, &ink, picture, cluster);
    }
    names(&pen, &ink, picture);
    here(&pen, &ink, picture);
    scale_bar(&pen, &ink, picture.view);
}

fn outlines(pen: &Pen, ink: &Ink, picture: &Picture<'_>) {
    for outline in picture.outlines {
        pen.begin_path();
        for ring in &outline.rings {
            for (index, at) in ring.iter().enumerate() {
                let (x, y) = picture.view.pixel(*at);
                if index == 0 { pen.move_to(x, y) } else { pen.line_to(x, y) }
            }
            pen.close_path();
        }
        let (fill, thickness, line) = match outline.tone {
            Tone::Known => (picture.tiles.is_none().then_some(("--card", 1.0)), 2.0, "--brand"),
            Tone::New => (Some(("--brand", 0.12)), 3.0, "--brand"),
            Tone::Overlap => (Some(("--bad", 0.45)), 3.0, "--bad"),
            Tone::Gap => (Some(("--warn", 0.45)), 3.0, "--warn"),
        };
        if let Some((fill, strength)) = fill {
            pen.set_global_alpha(strength);
            pen.set_fill_style_str(&ink.colour(fill));
            pen.fill();
            pen.set_global_alpha(1.0);
        }
        pen.set_stroke_style_str(&ink.colour(line));
        pen.set_line_width(thickness);
        pen.stroke();
    }
}

// Above the pins, for in a small cell there is no ground beside them; what a cell is too narrow for is left out.
fn names(pen: &Pen, ink: &Ink, picture: &Picture<'_>) {
    let view = picture.view;
    for outline in picture.outlines {
        let (x, middle) = view.pixel(outline.middle);
        if matches!(outline.tone, Tone::Overlap | Tone::Gap) {
            haloed(pen, ink, &outline.name, x, middle, &ink.colour("--ink-2"));
            continue;
        }
        let (_, top) = view.pixel(World { y: outline.top, ..outline.middle });
        let side = |x: f64| view.pixel(World { x, ..outline.middle }).0;
        let room = side(outline.sides.1) - side(outline.sides.0);
        let fits = |name: &&str| width_px(name) + NAME_BESIDE_PX <= room;
        let name = [outline.name.as_str(), &outline.short].into_iter().find(fits);
        if let Some(name) = name.filter(|_| view.zoom >= NAMES_FROM_ZOOM) {
            haloed(pen, ink, name, x, top + NAME_BELOW_PX.min((middle - top) * 0.35), &ink.colour("--ink-2"));
        }
    }
}

// In [`FONT`]: a Chinese character is as wide as it is high.
fn width_px(text: &str) -> f64 {
    text.chars().map(|sign| if sign.is_ascii() { 8.0 } else { 13.0 }).sum()
}

fn haloed(pen: &Pen, ink: &Ink, text: &str, x: f64, y: f64, colour: &str) {
    pen.set_stroke_style_str(&ink.colour("--card"));
    pen.set_line_width(4.0);
    let _ = pen.stroke_text(text, x, y);
    pen.set_fill_style_str(colour);
    let _ = pen.fill_text(text, x, y);
}

fn pins(pen: &Pen, ink: &Ink, picture: &Picture<'_>, cluster: &Cluster) {
    let of_cluster = || cluster.pins.iter().filter_map(|number| picture.pins.get(*number as usize));
    let Some(mark) = of_cluster().map(|pin| pin.mark).min() else { return };
    let (x, y) = picture.view.pixel(cluster.at);
    let many = cluster.pins.len();
    if many > 1 {
        let radius = (12.0 + (many as f64).log10() * 6.0).min(30.0);
        let mut grades = of_cluster().map(|pin| pin.grade).collect::<Vec<_>>();
        // The gravest grade is the least; none at all stands last.
        grades.sort_by_key(|grade| (grade.is_none(), *grade));
        bunch(pen, ink, x, y, radius, &grades);
        let _ = pen.fill_text(&many.to_string(), x, y);
        badge(pen, ink, mark, x + radius * 0.75, y - radius * 0.75);
        return;
    }
    let is_chosen = picture.chosen.is_some_and(|at| {
        let (chosen_x, chosen_y) = picture.view.pixel(world(at));
        (chosen_x - x).hypot(chosen_y - y) < 1.0
    });
    let size = if is_chosen { 13.0 } else { 8.5 };
    let grade = of_cluster().find_map(|pin| pin.grade);
    pen.set_fill_style_str(&ink.of_grade(grade));
    pen.set_stroke_style_str(&ink.colour("--ink"));
    pen.set_line_width(if is_chosen { 3.0 } else { 1.5 });
    shape(pen, grade, x, y, size);
    badge(pen, ink, mark, x + size, y - size);
}

// A number is read on the card's colour; the ring around it is shared out among the grades, the gravest from the top.
fn bunch(pen: &Pen, ink: &Ink, x: f64, y: f64, radius: f64, grades: &[Option<Grade>]) {
    pen.set_fill_style_str(&ink.colour("--ink"));
    disc(pen, x, y, radius + 1.5);
    let share = TAU / grades.len() as f64;
    let mut from = -TAU / 4.0;
    for alike in grades.chunk_by(|one, other| one == other) {
        let to = from + share * alike.len() as f64;
        pen.set_fill_style_str(&ink.of_grade(alike.first().copied().flatten()));
        pen.begin_path();
        pen.move_to(x, y);
        let _ = pen.arc(x, y, radius, from, to);
        pen.fill();
        from = to;
    }
    pen.set_fill_style_str(&ink.colour("--card"));
    disc(pen, x, y, radius - 4.5);
    pen.set_fill_style_str(&ink.colour("--ink"));
}

// Diamond red, triangle orange, square yellow, disc blue: a shape for whoever does not tell the colours apart.
fn shape(pen: &Pen, grade: Option<Grade>, x: f64, y: f64, size: f64) {
    let corners: &[(f64, f64)] = match grade {
        Some(Grade::Red) => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        Some(Grade::Orange) => &[(0.0, -1.2), (1.2, 1.0), (-1.2, 1.0)],
        Some(Grade::Yellow) => &[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        Some(Grade::Blue) | None => return circle(pen, x, y, size),
    };
    pen.begin_path();
    for (index, (right, down)) in corners.iter().enumerate() {
        let (x, y) = (x + right * size, y + down * size);
        if index == 0 { pen.move_to(x, y) } else { pen.line_to(x, y) }
    }
    pen.close_path();
    pen.fill();
    pen.stroke();
}

// The second mark, at the shoulder: an exclamation mark for hazards, a dot for what is due.
fn badge(pen: &Pen, ink: &Ink, mark: Mark, x: f64, y: f64) {
    let radius = match mark {
        Mark::Major => 8.0,
        Mark::Hazard => 6.5,
        Mark::Due => 5.5,
        Mark::Fine => return,
    };
    pen.set_fill_style_str(&ink.colour("--card"));
    disc(pen, x, y, radius + 1.5);
    pen.set_fill_style_str(&ink.of_mark(mark));
    disc(pen, x, y, radius);
    pen.set_fill_style_str(&ink.colour("--card"));
    match mark {
        Mark::Due => disc(pen, x, y, 1.8),
        _ => {
            pen.fill_rect(x - 1.0, y - radius * 0.6, 2.0, radius * 0.7);
            disc(pen, x, y + radius * 0.45, 1.3);
        }
    }
}

fn disc(pen: &Pen, x: f64, y: f64, radius: f64) {
    pen.begin_path();
    let _ = pen.arc(x, y, radius, 0.0, TAU);
    pen.fill();
}

fn circle(pen: &Pen, x: f64, y: f64, radius: f64) {
    pen.begin_path();
    let _ = pen.arc(x, y, radius, 0.0, TAU);
    pen.fill();
    pen.stroke();
}

fn here(pen: &Pen, ink: &Ink, picture: &Picture<'_>) {
    let Some(here) = picture.here else { return };
    let (x, y) = picture.view.pixel(world(here.at));
    let radius = (here.accuracy_m.max(0.0) / picture.view.metres_per_pixel()).clamp(8.0, 4_000.0);
    let brand = ink.colour("--brand");
    pen.set_global_alpha(0.18);
    pen.set_fill_style_str(&brand);
    pen.begin_path();
    let _ = pen.arc(x, y, radius, 0.0, TAU);
    pen.fill();
    pen.set_global_alpha(1.0);
    pen.set_stroke_style_str(&ink.colour("--card"));
    pen.set_line_width(3.0);
    circle(pen, x, y, 7.0);
}

fn scale_bar(pen: &Pen, ink: &Ink, view: &MapView) {
    let ScaleBar { long, label } = ScaleBar::within(90.0, view.metres_per_pixel());
    let (x, y) = (14.0, view.height - 14.0);
    pen.set_stroke_style_str(&ink.colour("--ink"));
    pen.set_line_width(2.0);
    pen.begin_path();
    pen.move_to(x, y - 5.0);
    pen.line_to(x, y);
    pen.line_to(x + long, y);
    pen.line_to(x + long, y - 5.0);
    pen.stroke();
    haloed(pen, ink, &label, x + long / 2.0, y - 12.0, &ink.colour("--ink"));
}
