//! Rows put into a form where its own are too few, as somebody at a spreadsheet would do it: what stands below moves
//! down, and with it merged cells, formulas, ranges, and what other sheets and the print area say of it. Pictures and
//! charts that lie over the cells stay where they are.

use super::refs::Inserted;
use super::{FormError, damaged};
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// Attributes that hold cells or ranges, by element.
const RANGES: [(&str, &str); 12] = [
    ("c", "r"),
    ("f", "ref"),
    ("dimension", "ref"),
    ("mergeCell", "ref"),
    ("autoFilter", "ref"),
    ("hyperlink", "ref"),
    ("dataValidation", "sqref"),
    ("conditionalFormatting", "sqref"),
    ("selection", "sqref"),
    ("selection", "activeCell"),
    ("ignoredError", "sqref"),
    ("protectedRange", "sqref"),
];

/// Elements whose text is a formula.
const FORMULAS: [&str; 4] = ["f", "formula", "formula1", "formula2"];

/// The sheet itself, after rows were put in.
///
/// # Errors
/// XML that cannot be read.
pub fn grown(xml: &str, sheet: &str, put_in: Inserted) -> Result<String, FormError> {
    rewritten(
        xml,
        |element| moved(element, put_in),
        |name, text| FORMULAS.contains(&name).then(|| put_in.formula(text, sheet)),
    )
}

/// Another sheet, or the workbook with its named ranges, after rows were put into `sheet`.
///
/// # Errors
/// XML that cannot be read.
pub fn followed(xml: &str, sheet: &str, put_in: Inserted) -> Result<String, FormError> {
    let is_formula = |name: &str| name == "definedName" || FORMULAS.contains(&name);
    rewritten(xml, |_| None, |name, text| is_formula(name).then(|| put_in.of_others(text, sheet)))
}

// The element with its places moved; none where it names no place.
fn moved(element: &BytesStart<'_>, put_in: Inserted) -> Option<BytesStart<'static>> {
    let name = element.local_name().into_inner().to_owned();
    let is_row = name == "row";
    let ranges: Vec<&str> = RANGES.iter().filter(|(of, _)| *of == name).map(|(_, attribute)| *attribute).collect();
    if !is_row && ranges.is_empty() {
        return None;
    }
    let full_name = String::from_utf8_lossy(element.name().as_ref().as_ref()).into_owned();
    let mut out = BytesStart::new(full_name);
    for attribute in element.attributes().flatten() {
        let key = attribute.key.as_ref();
        let value = quick_xml::escape::unescape(&attribute.value).map(|text| text.into_owned()).unwrap_or_default();
        let value = match value.parse::<u32>() {
            Ok(row) if is_row && key == "r" => put_in.row(row).to_string(),
            _ if ranges.contains(&key) => put_in.range(&value),
            _ => value,
        };
        out.push_attribute((key, value.as_str()));
    }
    Some(out.into_owned())
}

// Everything as it stands, but the elements and texts that are given anew.
fn rewritten(
    xml: &str,
    element: impl Fn(&BytesStart<'_>) -> Option<BytesStart<'static>>,
    text: impl Fn(&str, &str) -> Option<String>,
) -> Result<String, FormError> {
    let mut reader = Reader::from_str(xml);
    let mut writer = Writer::new(Vec::with_capacity(xml.len() + 1024));
    let mut within = String::new();
    // A text arrives in pieces where something in it is escaped.
    let mut formula: Option<String> = None;
    loop {
        let event = reader.read_event().map_err(damaged)?;
        let event = match event {
            Event::Eof => break,
            Event::Start(start) => {
                within = start.local_name().into_inner().to_owned();
                formula = text(&within, "").is_some().then(String::new);
                element(&start).map_or(Event::Start(start), Event::Start)
            }
            Event::Empty(start) => element(&start).map_or(Event::Empty(start), Event::Empty),
            Event::Text(piece) if formula.is_some() => {
                if let Some(formula) = &mut formula {
                    formula.push_str(&piece);
                }
                continue;
            }
            Event::GeneralRef(reference) if formula.is_some() => {
                if let Some(formula) = &mut formula {
                    formula.push_str(&format!("&{};", &*reference));
                }
                continue;
            }
            Event::End(end) => {
                if let Some(formula) = formula.take() {
                    let plain = quick_xml::escape::unescape(&formula).map_err(damaged)?;
                    let given = text(&within, &plain).unwrap_or_else(|| plain.into_owned());
                    writer.write_event(Event::Text(BytesText::new(&given))).map_err(damaged)?;
                }
                Event::End(end)
            }
            other => other,
        };
        writer.write_event(event).map_err(damaged)?;
    }
    String::from_utf8(writer.into_inner()).map_err(damaged)
}

/// Whether a sheet's XML has a formula at all.
pub fn has_formula(xml: &str) -> bool {
    xml.contains("<f>") || xml.contains("<f ")
}
