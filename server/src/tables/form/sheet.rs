//! The XML of one sheet, read and written row by row: what takes no value is copied byte by byte.

use super::super::mapping::letters;
use super::super::table::Cell;
use super::refs::copied_down;
use super::{FillPlan, FormError, attribute, damaged};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A cell as it stands in the file.
struct Standing<'x> {
    column: usize,
    style: Option<String>,
    has_formula: bool,
    whole: &'x str,
}

/// A row as it stands in the file.
#[derive(Default)]
struct StandingRow<'x> {
    number: u32,
    // The opening tag without its end, as `<row r="5" ht="20"`.
    head: String,
    cells: Vec<Standing<'x>>,
    whole: &'x str,
}

/// Writes the values into a sheet's XML.
///
/// # Errors
/// XML that cannot be read.
// Everything outside `sheetData` and `mergeCells` is copied; inside, rows that take nothing are copied too.
pub fn rewrite(xml: &str, plan: &FillPlan) -> Result<String, FormError> {
    let data = region(xml, "sheetData")?.ok_or_else(|| damaged("no sheetData"))?;
    let rows = standing(&xml[data.clone()])?;
    let template = rows.iter().find(|row| row.number == plan.template);
    let mut out = String::with_capacity(xml.len() + plan.values.len() * 200);
    out.push_str(&xml[..data.start]);
    out.push_str("<sheetData>");
    let mut values = plan.values.iter().peekable();
    let mut made = Vec::new();
    for row in &rows {
        while let Some((number, cells)) = values.next_if(|(number, _)| **number < row.number) {
            new_row(&mut out, *number, cells, template);
            made.push(*number);
        }
        match values.next_if(|(number, _)| **number == row.number) {
            Some((_, cells)) => changed_row(&mut out, row, cells, template),
            None => out.push_str(row.whole),
        }
    }
    for (number, cells) in values {
        new_row(&mut out, *number, cells, template);
        made.push(*number);
    }
    out.push_str("</sheetData>");
    out.push_str(&merged(&xml[data.end..], plan.template, &made)?);
    Ok(out)
}

// Byte range of an element from its `<` to behind its end.
fn region(xml: &str, name: &str) -> Result<Option<std::ops::Range<usize>>, FormError> {
    let mut reader = Reader::from_str(xml);
    // What stands behind the rows is looked at without what they stand in.
    reader.config_mut().allow_unmatched_ends = true;
    let mut start = None;
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(damaged)?;
        let after = reader.buffer_position() as usize;
        match event {
            Event::Eof => return Ok(None),
            Event::Empty(element) if element.local_name().into_inner() == name => return Ok(Some(before..after)),
            Event::Start(element) if element.local_name().into_inner() == name => start = Some(before),
            Event::End(element) if element.local_name().into_inner() == name => {
                return Ok(start.map(|start| start..after));
            }
            _ => {}
        }
    }
}

fn standing(data: &str) -> Result<Vec<StandingRow<'_>>, FormError> {
    let mut reader = Reader::from_str(data);
    let mut rows: Vec<StandingRow<'_>> = Vec::new();
    let (mut row_start, mut cell_start, mut cell): (usize, usize, Option<Standing<'_>>) = (0, 0, None);
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(damaged)?;
        let after = reader.buffer_position() as usize;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Eof => return Ok(rows),
            Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                "row" => {
                    let last = rows.last().map_or(0, |row| row.number);
                    let number = attribute(&element, "r").and_then(|r| r.parse().ok()).unwrap_or(last + 1);
                    let head = data[before..after].trim_end_matches(['>', '/']).trim_end().to_owned();
                    row_start = before;
                    rows.push(StandingRow { number, head, cells: Vec::new(), whole: &data[before..after] });
                }
                "c" => {
                    let next = rows.last().and_then(|row| row.cells.last()).map_or(0, |cell| cell.column + 1);
                    let column = attribute(&element, "r").and_then(|r| column_of(&r)).unwrap_or(next);
                    let style = attribute(&element, "s");
                    let standing = Standing { column, style, has_formula: false, whole: &data[before..after] };
                    cell_start = before;
                    if is_empty {
                        rows.last_mut().ok_or_else(|| damaged("a cell outside a row"))?.cells.push(standing);
                    } else {
                        cell = Some(standing);
                    }
                }
                "f" => {
                    if let Some(cell) = &mut cell {
                        cell.has_formula = true;
                    }
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().into_inner() {
                "c" => {
                    if let (Some(mut cell), Some(row)) = (cell.take(), rows.last_mut()) {
                        cell.whole = &data[cell_start..after];
                        row.cells.push(cell);
                    }
                }
                "row" => {
                    if let Some(row) = rows.last_mut() {
                        row.whole = &data[row_start..after];
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let number =
        letters.fold(0usize, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

fn style_of(row: Option<&StandingRow<'_>>, column: usize) -> Option<String> {
    row.and_then(|row| row.cells.iter().find(|cell| cell.column == column)).and_then(|cell| cell.style.clone())
}

fn changed_row(
    out: &mut String,
    row: &StandingRow<'_>,
    values: &BTreeMap<usize, Cell>,
    template: Option<&StandingRow<'_>>,
) {
    out.push_str(&row.head);
    out.push('>');
    let standing: BTreeMap<usize, &Standing<'_>> = row.cells.iter().map(|cell| (cell.column, cell)).collect();
    let columns: BTreeSet<usize> = standing.keys().chain(values.keys()).copied().collect();
    for column in columns {
        match (standing.get(&column), values.get(&column)) {
            // A formula is the form's own: what it sums is not for us to write.
            (Some(cell), Some(_)) if cell.has_formula => out.push_str(cell.whole),
            (Some(cell), Some(value)) => put(out, row.number, column, cell.style.as_deref(), value),
            (None, Some(value)) => put(out, row.number, column, style_of(template, column).as_deref(), value),
            (Some(cell), None) => out.push_str(cell.whole),
            (None, None) => {}
        }
    }
    out.push_str("</row>");
}

// The template's formula as it reads in another row; none of an array, or where another cell holds its text.
fn formula_of(cell: &Standing<'_>, rows: u32) -> Option<String> {
    let element = &cell.whole[cell.whole.find("<f>").or_else(|| cell.whole.find("<f "))?..];
    let (head, rest) = element.split_once('>')?;
    let text = rest.split("</f>").next().filter(|text| !text.is_empty())?;
    let is_plain = !head.ends_with('/') && !head.contains("\"array\"") && !head.contains("\"dataTable\"");
    let text = quick_xml::escape::unescape(text).ok().filter(|_| is_plain)?;
    Some(quick_xml::escape::escape(copied_down(&text, rows)).into_owned())
}

// As the template's row is: its height and the styles of all its cells, also of those that take nothing, and its formulas.
fn new_row(out: &mut String, number: u32, values: &BTreeMap<usize, Cell>, template: Option<&StandingRow<'_>>) {
    let _ = write!(out, "<row r=\"{number}\"");
    for name in ["ht", "customHeight"] {
        let value = template.and_then(|row| {
            let from = row.head.find(&format!(" {name}=\""))? + name.len() + 3;
            row.head[from..].split('"').next()
        });
        if let Some(value) = value {
            let _ = write!(out, " {name}=\"{value}\"");
        }
    }
    out.push('>');
    let styled = template.into_iter().flat_map(|row| row.cells.iter().map(|cell| cell.column));
    let columns: BTreeSet<usize> = styled.chain(values.keys().copied()).collect();
    for column in columns {
        let style = style_of(template, column);
        let standing = template.and_then(|row| row.cells.iter().find(|cell| cell.column == column));
        let formula = standing.zip(template).and_then(|(cell, row)| formula_of(cell, number - row.number));
        match formula {
            Some(formula) => {
                let style =
                    style.map(|style| format!(" s=\"{}\"", quick_xml::escape::escape(style))).unwrap_or_default();
                let _ = write!(out, "<c r=\"{}{number}\"{style}><f>{formula}</f></c>", letters(column));
            }
            None => put(out, number, column, style.as_deref(), values.get(&column).unwrap_or(&Cell::Empty)),
        }
    }
    out.push_str("</row>");
}

fn put(out: &mut String, row: u32, column: usize, style: Option<&str>, value: &Cell) {
    let _ = write!(out, "<c r=\"{}{row}\"", letters(column));
    if let Some(style) = style {
        let _ = write!(out, " s=\"{}\"", quick_xml::escape::escape(style));
    }
    let text = match value {
        Cell::Empty => return out.push_str("/>"),
        Cell::Number(number) if number.is_finite() => {
            let _ = write!(out, "><v>{number}</v></c>");
            return;
        }
        Cell::Number(_) => "—".to_owned(),
        // The superior's form has its own way of showing numbers: as it is printed, then.
        Cell::Share(percent) => format!("{percent}%"),
        Cell::Day(day) => day.to_string(),
        // Said to be a text by its `t`, whatever it begins with.
        Cell::Text(text) => text.clone(),
    };
    // Control characters have no place in XML.
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let _ = write!(
        out,
        " t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        quick_xml::escape::escape(text.as_str())
    );
}

// Cells merged across the template's row are merged across each row that was made after it.
fn merged(rest: &str, template: u32, made: &[u32]) -> Result<String, FormError> {
    let Some(region) = region(rest, "mergeCells")? else { return Ok(rest.to_owned()) };
    let mut across = Vec::new();
    let mut count = 0;
    let mut reader = Reader::from_str(&rest[region.clone()]);
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Eof => break,
            Event::Empty(element) | Event::Start(element) if element.local_name().into_inner() == "mergeCell" => {
                count += 1;
                let reference = attribute(&element, "ref").unwrap_or_default();
                let Some((from, to)) = reference.split_once(':') else { continue };
                let row = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
                if row(from) == Some(template) && row(to) == Some(template) {
                    let column = |cell: &str| column_of(cell).map(letters).unwrap_or_default();
                    across.push((column(from), column(to)));
                }
            }
            _ => {}
        }
    }
    if across.is_empty() || made.is_empty() {
        return Ok(rest.to_owned());
    }
    let inner = &rest[region.clone()];
    let body = inner.find('>').map_or("", |at| &inner[at + 1..]).trim_end_matches("</mergeCells>");
    let mut out = rest[..region.start].to_owned();
    let _ = write!(out, "<mergeCells count=\"{}\">{body}", count + across.len() * made.len());
    for row in made {
        for (from, to) in &across {
            let _ = write!(out, "<mergeCell ref=\"{from}{row}:{to}{row}\"/>");
        }
    }
    out.push_str("</mergeCells>");
    out.push_str(&rest[region.end..]);
    Ok(out)
}

// Its formulas are computed when it is next opened.
pub fn recalculating(workbook: &str) -> String {
    const FULL: &str = "fullCalcOnLoad=\"1\"";
    if workbook.contains("fullCalcOnLoad=") {
        return workbook.replace("fullCalcOnLoad=\"0\"", FULL);
    }
    if let Some(at) = workbook.find("<calcPr") {
        let at = at + "<calcPr".len();
        return format!("{} {FULL}{}", &workbook[..at], &workbook[at..]);
    }
    let before = ["</definedNames>", "</externalReferences>", "</sheets>"];
    match before.iter().find_map(|end| workbook.find(end).map(|at| at + end.len())) {
        Some(at) => format!("{}<calcPr {FULL}/>{}", &workbook[..at], &workbook[at..]),
        None => workbook.to_owned(),
    }
}
