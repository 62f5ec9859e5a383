//! The position sensor: warmed up at 开始巡查, asked only while a record is being made (dossier 2.11: no tracking).

use gridwalk_domain::position::{Coordinate, Position};
use gridwalk_domain::time::Timestamp;
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::PositionOptions;

/// What the sensor says just now.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Fix {
    /// Asked, nothing yet.
    #[default]
    Searching,
    /// The best recent reading.
    Found(Position),
    /// The worker or the system said no.
    Denied,
    /// No reading to be had here.
    Unavailable,
}

impl Fix {
    /// The reading, if there is one.
    pub fn position(self) -> Option<Position> {
        match self {
            Self::Found(position) => Some(position),
            _ => None,
        }
    }
}

// A reading older than this gives way to a newer one, however coarse.
const STALE_AFTER_MS: i64 = 60_000;
// `GeolocationPositionError.PERMISSION_DENIED`.
const PERMISSION_DENIED: f64 = 1.0;

/// Watches the sensor until the calling component is left.
pub fn watch() -> ReadSignal<Fix> {
    let (fix, set_fix) = signal(Fix::Searching);
    let Ok(sensor) = window().navigator().geolocation() else {
        set_fix.set(Fix::Unavailable);
        return fix;
    };
    let on_reading = Closure::<dyn FnMut(JsValue)>::new(move |reading: JsValue| {
        let Some(position) = read(&reading) else { return };
        set_fix.try_update(|fix| *fix = better(*fix, position));
    });
    let on_error = Closure::<dyn FnMut(JsValue)>::new(move |error: JsValue| {
        let denied = number(&error, "code") == Some(PERMISSION_DENIED);
        set_fix.try_update(|fix| match *fix {
            Fix::Found(_) if !denied => {}
            _ => *fix = if denied { Fix::Denied } else { Fix::Unavailable },
        });
    });
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_maximum_age(10_000);
    options.set_timeout(30_000);
    let watched = sensor.watch_position_with_error_callback_and_options(
        on_reading.as_ref().unchecked_ref(),
        Some(on_error.as_ref().unchecked_ref()),
        &options,
    );
    match watched {
        Ok(id) => {
            // The callbacks live as long as the watch does.
            let kept = StoredValue::new_local((sensor, on_reading, on_error));
            on_cleanup(move || {
                kept.try_with_value(|(sensor, _, _)| sensor.clear_watch(id));
                kept.dispose();
            });
        }
        Err(_) => set_fix.set(Fix::Unavailable),
    }
    fix
}

// The typed reading of web-sys stands behind a compiler flag; the fields are the standard's.
fn read(reading: &JsValue) -> Option<Position> {
    let coords = Reflect::get(reading, &"coords".into()).ok()?;
    Some(Position {
        at: Coordinate { lon: number(&coords, "longitude")?, lat: number(&coords, "latitude")? },
        accuracy_m: number(&coords, "accuracy")?,
        fixed_at: Timestamp::from_millis(number(reading, "timestamp")? as i64),
    })
}

fn number(object: &JsValue, field: &str) -> Option<f64> {
    Reflect::get(object, &field.into()).ok()?.as_f64()
}

fn better(old: Fix, new: Position) -> Fix {
    match old {
        Fix::Found(old) if old.accuracy_m < new.accuracy_m && new.fixed_at.since(old.fixed_at) < STALE_AFTER_MS => {
            Fix::Found(old)
        }
        _ => Fix::Found(new),
    }
}
