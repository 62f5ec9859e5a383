//! A table on its way out: XLSX in constant memory, CSV as Excel opens it, GeoJSON.

use gridwalk_domain::position::Coordinate;
use gridwalk_domain::spreadsheet::{is_like_a_formula, neutral};
use gridwalk_domain::time::Date;
use rust_xlsxwriter::{Format as Style, FormatAlign, FormatBorder, Workbook, XlsxError};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text. A workbook's cell says that it is one; in a CSV nothing does, so there what looks like a formula gets an
    /// apostrophe before it.
    Text(String),
    /// A number.
    Number(f64),
    /// A share, in whole percent; a number to a workbook, which prints it as 87%.
    Share(i64),
    /// A day.
    Day(Date),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<Option<Date>> for Cell {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number as f64)
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportColumn {
    /// Stable word: what a blank form's column is given.
    pub key: String,
    /// Its header.
    pub title: String,
    /// In characters.
    pub width: f64,
}

impl ReportColumn {
    /// With the usual width.
    pub fn new(key: impl Into<String>, title: impl Into<String>) -> Self {
        let title = title.into();
        let width = (title.chars().count() as f64 * 2.2 + 2.0).max(9.0);
        Self { key: key.into(), title, width }
    }

    /// With a width of its own, in characters.
    #[must_use]
    pub fn wide(self, width: f64) -> Self {
        Self { width, ..self }
    }
}

/// A whole table: what a report hands to be printed, or to fill a superior's form with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportTable {
    /// Its title, also the file's name.
    pub title: String,
    /// Left to right.
    pub columns: Vec<ReportColumn>,
    /// Each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl ReportTable {
    /// As a file, to be read from its beginning.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn write(self, format: Format) -> Result<File, WriteError> {
        let mut writer = TableWriter::begin(format, &self.title, self.columns, tempfile::tempfile()?)?;
        for cells in self.rows {
            writer.line(&Line { cells, at: None })?;
        }
        let mut file = writer.finish()?;
        file.rewind()?;
        Ok(file)
    }
}

/// One line of a table that is written as it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// As long as the columns.
    pub cells: Vec<Cell>,
    /// Where it is, for GeoJSON.
    pub at: Option<Coordinate>,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// UTF-8 with a mark, as Excel opens it.
    Csv,
    /// A feature a line.
    GeoJson,
}

impl Format {
    /// By a file's ending.
    pub fn of(ending: &str) -> Option<Self> {
        Some(match ending {
            "xlsx" => Self::Xlsx,
            "csv" => Self::Csv,
            "geojson" => Self::GeoJson,
            _ => return None,
        })
    }

    /// Its ending.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::GeoJson => "application/geo+json",
        }
    }
}

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The workbook.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    /// The CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// The GeoJSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

// How cells look.
struct Styles {
    body: Style,
    // Keeps a text that looks like a formula a text when somebody edits its cell.
    quoted: Style,
    day: Style,
    share: Style,
}

enum Sink {
    Xlsx { book: Box<Workbook>, styles: Box<Styles>, next: u32 },
    Csv(Box<csv::Writer<BufWriter<File>>>),
    GeoJson { out: BufWriter<File>, is_first: bool },
}

/// Writes line by line: what has been written is no longer in memory.
pub struct TableWriter {
    columns: Vec<ReportColumn>,
    file: File,
    sink: Sink,
}

impl TableWriter {
    /// Begins in an empty file.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn begin(format: Format, title: &str, columns: Vec<ReportColumn>, file: File) -> Result<Self, WriteError> {
        let sink = match format {
            Format::Xlsx => xlsx(title, &columns)?,
            Format::Csv => {
                let mut out = BufWriter::new(file.try_clone()?);
                out.write_all("\u{feff}".as_bytes())?;
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
                writer.write_record(columns.iter().map(|column| neutral(&column.title)))?;
                Sink::Csv(Box::new(writer))
            }
            Format::GeoJson => {
                let mut out = BufWriter::new(file.try_clone()?);
                write!(out, "{{\"type\":\"FeatureCollection\",\"name\":{},\"features\":[", json!(title))?;
                Sink::GeoJson { out, is_first: true }
            }
        };
        Ok(Self { columns, file, sink })
    }

    /// One more line.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn line(&mut self, line: &Line) -> Result<(), WriteError> {
        match &mut self.sink {
            Sink::Xlsx { book, styles, next } => {
                let Styles { body, quoted, day, share } = &**styles;
                let sheet = book.worksheet_from_index(0)?;
                for (column, cell) in line.cells.iter().enumerate() {
                    let column = column as u16;
                    match cell {
                        Cell::Empty => sheet.write_blank(*next, column, body)?,
                        Cell::Text(text) => {
                            let style = if is_like_a_formula(text) { quoted } else { body };
                            sheet.write_string_with_format(*next, column, text, style)?
                        }
                        Cell::Number(number) => sheet.write_number_with_format(*next, column, *number, body)?,
                        Cell::Share(percent) => {
                            sheet.write_number_with_format(*next, column, *percent as f64 / 100.0, share)?
                        }
                        Cell::Day(date) => {
                            // Days since 1899-12-30, as a workbook counts.
                            sheet.write_number_with_format(*next, column, f64::from(date.days() + 25_569), day)?
                        }
                    };
                }
                *next += 1;
            }
            Sink::Csv(writer) => {
                writer.write_record(line.cells.iter().map(|cell| match cell {
                    Cell::Text(text) => neutral(text),
                    cell => plain(cell),
                }))?;
            }
            Sink::GeoJson { out, is_first } => {
                if !std::mem::take(is_first) {
                    out.write_all(b",")?;
                }
                serde_json::to_writer(&mut *out, &feature(&self.columns, line))?;
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn finish(self) -> Result<File, WriteError> {
        match self.sink {
            Sink::Xlsx { mut book, .. } => {
                let mut out = BufWriter::new(self.file.try_clone()?);
                book.save_to_writer(&mut out)?;
                out.flush()?;
            }
            Sink::Csv(mut writer) => writer.flush()?,
            Sink::GeoJson { mut out, .. } => {
                out.write_all(b"]}")?;
                out.flush()?;
            }
        }
        Ok(self.file)
    }
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Share(percent) => format!("{percent}%"),
        Cell::Day(day) => day.to_string(),
    }
}

fn feature(columns: &[ReportColumn], line: &Line) -> Value {
    let value = |cell: &Cell| match cell {
        Cell::Empty => Value::Null,
        Cell::Number(number) => json!(number),
        cell => json!(plain(cell)),
    };
    let pairs = columns.iter().zip(&line.cells).map(|(column, cell)| (column.key.clone(), value(cell)));
    let geometry = line.at.map(|at| json!({"type": "Point", "coordinates": [at.lon, at.lat]}));
    json!({"type": "Feature", "geometry": geometry, "properties": pairs.collect::<serde_json::Map<_, _>>()})
}

fn xlsx(title: &str, columns: &[ReportColumn]) -> Result<Sink, WriteError> {
    let mut book = Box::new(Workbook::new());
    let body = Style::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let quoted = body.clone().set_quote_prefix();
    let day = body.clone().set_num_format("yyyy-mm-dd");
    let share = body.clone().set_num_format("0%");
    let head = body.clone().set_bold().set_align(FormatAlign::Center).set_background_color(0xE8F0F2);
    let heading = Style::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    let sheet = book.add_worksheet_with_constant_memory()?;
    let name: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if !name.is_empty() {
        sheet.set_name(name)?;
    }
    let last = columns.len().saturating_sub(1) as u16;
    for (index, column) in columns.iter().enumerate() {
        sheet.set_column_width(index as u16, column.width)?;
    }
    if last > 0 {
        sheet.merge_range(0, 0, 0, last, title, &heading)?;
    } else {
        sheet.write_string_with_format(0, 0, title, &heading)?;
    }
    sheet.set_freeze_panes(2, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 1)?;
    for (index, column) in columns.iter().enumerate() {
        sheet.write_string_with_format(1, index as u16, &column.title, &head)?;
    }
    Ok(Sink::Xlsx { book, styles: Box::new(Styles { body, quoted, day, share }), next: 2 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::Reader;
    use std::io::Read;

    fn written(format: Format) -> Vec<u8> {
        let columns = vec![ReportColumn::new("name", "名称"), ReportColumn::new("count", "数")];
        let file = tempfile::tempfile().unwrap();
        let mut writer = TableWriter::begin(format, "台账", columns, file).unwrap();
        let at = Some(Coordinate { lon: 117.13, lat: 34.81 });
        writer.line(&Line { cells: vec!["=cmd|' /C calc'!A0".into(), Cell::Number(-3.5)], at }).unwrap();
        writer
            .line(&Line {
                cells: vec!["老王,面馆\"总店\"".into(), Cell::Day(Date::new(2026, 11, 22).unwrap())],
                at: None,
            })
            .unwrap();
        let mut file = writer.finish().unwrap();
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        bytes
    }

    // Cells as they stand, not as the import reads them.
    fn texts(workbook: &[u8]) -> Vec<Vec<String>> {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(workbook)).unwrap();
        let formulas = book.worksheet_formula("台账").unwrap();
        assert!(formulas.cells().all(|(.., formula)| formula.is_empty()), "no cell is a formula");
        let range = book.worksheet_range("台账").unwrap();
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    #[test]
    fn a_name_with_formula_signs_is_a_text_in_every_format_and_numbers_stay_numbers() {
        let text = String::from_utf8(written(Format::Csv)).unwrap();
        assert_eq!(text, "\u{feff}名称,数\r\n'=cmd|' /C calc'!A0,-3.5\r\n\"老王,面馆\"\"总店\"\"\",2026-11-22\r\n");
        let cells = texts(&written(Format::Xlsx));
        assert_eq!(cells[0][0], "台账");
        assert_eq!(cells[1], ["名称", "数"]);
        assert_eq!(cells[2], ["=cmd|' /C calc'!A0", "-3.5"], "as it is, without an apostrophe");
        let read = crate::tables::source::read(&written(Format::Xlsx)).unwrap();
        assert_eq!(read[0].rows[3].cells, ["老王,面馆\"总店\"", "2026-11-22"]);
        let value: Value = serde_json::from_slice(&written(Format::GeoJson)).unwrap();
        assert_eq!(value["features"][0]["geometry"]["coordinates"], json!([117.13, 34.81]));
        assert_eq!(value["features"][1]["geometry"], Value::Null);
    }
}
