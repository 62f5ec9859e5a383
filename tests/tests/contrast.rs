//! Text is read in sunlight: every pair of a text colour and its ground reaches 7:1, in the light and in the dark look.

use std::collections::BTreeMap;

const SHEET: &str = include_str!("../../assets/styles/00-tokens.css");
const LEAST: f64 = 7.0;

/// Text colour, ground.
const PAIRS: [(&str, &str); 16] = [
    ("ink", "ground"),
    ("ink", "card"),
    ("ink-2", "ground"),
    ("ink-2", "card"),
    ("brand", "ground"),
    ("brand", "card"),
    ("brand", "brand-ground"),
    ("on-brand", "brand"),
    ("ok", "card"),
    ("ok", "ok-ground"),
    ("bad", "card"),
    ("bad", "bad-ground"),
    ("warn", "card"),
    ("warn", "warn-ground"),
    ("major", "card"),
    ("ink", "brand-ground"),
];

/// The colours of each look: a block of the sheet that sets them.
fn looks() -> Vec<BTreeMap<&'static str, [f64; 3]>> {
    let mut looks = Vec::new();
    for block in SHEET.split('{').skip(1) {
        let block = block.split('}').next().unwrap_or_default();
        let colours: BTreeMap<_, _> = block.split(';').filter_map(colour).collect();
        if !colours.is_empty() {
            looks.push(colours);
        }
    }
    looks
}

fn colour(line: &'static str) -> Option<(&'static str, [f64; 3])> {
    let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
    let digits = value.trim().strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok().map(|part| f64::from(part) / 255.0);
    Some((name, [part(0)?, part(2)?, part(4)?]))
}

/// Relative luminance of WCAG 2.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|part| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn black_on_white_is_the_most() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}

#[test]
fn every_text_can_be_read_in_sunlight() {
    let looks = looks();
    assert_eq!(looks.len(), 3, "light, dark by the phone, dark by the worker");
    assert_eq!(looks[1], looks[2], "dark is dark, whoever chose it");
    let mut weak = Vec::new();
    for (look, colours) in ["light", "dark"].iter().zip(&looks) {
        for (text, ground) in PAIRS {
            let ratio = contrast(colours[text], colours[ground]);
            if ratio < LEAST {
                weak.push(format!("{look}: {text} on {ground} is {ratio:.2}:1"));
            }
        }
    }
    assert!(weak.is_empty(), "{weak:#?}");
}
