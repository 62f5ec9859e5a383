//! Optional raster tiles under the borders, from the address of the place's settings. They are pictures of WGS-84 or
//! CGCS2000 maps; what is not there stays blank, and nothing is kept for offline.

use crate::map::MapView;
use gloo_events::EventListener;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use web_sys::HtmlImageElement;

type Name = (u32, u32, u32);

/// Tiles that have arrived or are on their way.
pub struct Tiles {
    template: String,
    arrived: RwSignal<u32>,
    kept: RefCell<BTreeMap<Name, (HtmlImageElement, EventListener)>>,
}

/// More than two screens of them.
const KEPT_MAX: usize = 120;

impl Tiles {
    /// From `https://…/{z}/{x}/{y}.png`; `arrived` grows with each.
    pub fn new(template: String, arrived: RwSignal<u32>) -> Self {
        Self { template, arrived, kept: RefCell::default() }
    }

    /// The tiles in view that are here, with the left, top and size in pixels at which they belong.
    pub fn in_view(&self, view: &MapView) -> Vec<(HtmlImageElement, f64, f64, f64)> {
        let (zoom, from, to) = view.tiles();
        let mut kept = self.kept.borrow_mut();
        if kept.len() > KEPT_MAX {
            kept.retain(|(z, x, y), _| *z == zoom && (from[0]..=to[0]).contains(x) && (from[1]..=to[1]).contains(y));
        }
        let many = f64::from(zoom).exp2();
        let mut found = Vec::new();
        for x in from[0]..=to[0] {
            for y in from[1]..=to[1] {
                let Some(image) = self.tile(&mut kept, (zoom, x, y)) else { continue };
                let corner = crate::map::World { x: f64::from(x) / many, y: f64::from(y) / many };
                let (left, top) = view.pixel(corner);
                if image.complete() && image.natural_width() > 0 {
                    found.push((image, left, top, view.scale() / many));
                }
            }
        }
        found
    }

    fn tile(
        &self,
        kept: &mut BTreeMap<Name, (HtmlImageElement, EventListener)>,
        name: Name,
    ) -> Option<HtmlImageElement> {
        if let Some((image, _)) = kept.get(&name) {
            return Some(image.clone());
        }
        let image = HtmlImageElement::new().ok()?;
        let arrived = self.arrived;
        let heard = EventListener::new(&image, "load", move |_| {
            arrived.try_update(|arrived| *arrived += 1);
        });
        let (z, x, y) = name;
        let address = self.template.replace("{z}", &z.to_string());
        image.set_src(&address.replace("{x}", &x.to_string()).replace("{y}", &y.to_string()));
        kept.insert(name, (image.clone(), heard));
        Some(image)
    }
}
