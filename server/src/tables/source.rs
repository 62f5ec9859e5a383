//! A spreadsheet as rows of trimmed texts. Nothing is trusted: what it inflates to, how wide and how long it is are
//! bounded before anything is built from it.

use calamine::{Data, DataRef, Dimensions, Reader, SheetVisible, Xls, Xlsx};
use gridwalk_domain::spreadsheet::FORMULA_SIGNS;
use std::io::{Cursor, Read};

/// Bytes of a ledger's file, at most.
pub const FILE_BYTES_MAX: usize = 30 * 1024 * 1024;
/// Bytes that a workbook may inflate to.
const INFLATED_BYTES_MAX: u64 = 400 * 1024 * 1024;
/// Files inside a workbook.
const ENTRIES_MAX: usize = 4_000;
/// Rows of one sheet that hold something.
pub const ROWS_MAX: usize = 100_000;
/// Columns that are read; what stands further right is left out.
pub const COLUMNS_MAX: u32 = 256;
/// Characters of one cell that are read.
const CELL_CHARS_MAX: usize = 4_000;

/// Why a file cannot be read as a ledger.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Neither XLSX, XLS nor text in columns.
    #[error("not a spreadsheet: {0}")]
    NotASpreadsheet(String),
    /// It inflates to more than [`INFLATED_BYTES_MAX`].
    #[error("the workbook inflates to more than {limit_bytes} bytes")]
    Inflates {
        /// At most.
        limit_bytes: u64,
    },
    /// More rows than [`ROWS_MAX`].
    #[error("more than {limit} rows")]
    TooManyRows {
        /// At most.
        limit: usize,
    },
    /// Nothing stands in it.
    #[error("the file is empty")]
    Empty,
}

/// One sheet, or a CSV's only one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// As the tab says; empty for a CSV.
    pub name: String,
    /// Those that hold something, in order.
    pub rows: Vec<SheetRow>,
    /// Merged cells.
    pub merges: Vec<Merge>,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    /// As Excel counts, from 1.
    pub number: u32,
    /// Texts from column A; empty where nothing stands.
    pub cells: Vec<String>,
}

/// A merged rectangle, rows from 1 and columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

impl SheetRow {
    /// The text of a column; empty where nothing stands.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    /// 填报单位：…　填报日期：…: what is said above a table, and names none of its columns.
    pub fn is_note(&self) -> bool {
        self.cells.iter().any(|cell| cell.contains(['：', ':']))
    }

    /// How many cells hold something.
    pub fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

impl Sheet {
    fn put(&mut self, row: u32, column: u32, text: String) -> Result<(), SourceError> {
        if text.is_empty() || column >= COLUMNS_MAX {
            return Ok(());
        }
        if self.rows.last().is_none_or(|last| last.number != row + 1) {
            if self.rows.len() >= ROWS_MAX {
                return Err(SourceError::TooManyRows { limit: ROWS_MAX });
            }
            self.rows.push(SheetRow { number: row + 1, cells: Vec::new() });
        }
        if let Some(last) = self.rows.last_mut() {
            last.cells.resize(last.cells.len().max(column as usize + 1), String::new());
            last.cells[column as usize] = text;
        }
        Ok(())
    }

    /// Puts the text of a cell merged downwards into every row that it covers: a community's name beside its shops.
    fn fill_down(&mut self) {
        let tall: Vec<Merge> = self.merges.iter().filter(|merge| merge.rows.0 < merge.rows.1).copied().collect();
        for merge in tall {
            let column = merge.columns.0 as usize;
            let covered = |row: &SheetRow| (merge.rows.0..=merge.rows.1).contains(&row.number);
            let text = self.rows.iter().find(|row| row.number == merge.rows.0).map(|row| row.cell(column).to_owned());
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            for row in self.rows.iter_mut().filter(|row| covered(row)) {
                row.cells.resize(row.cells.len().max(column + 1), String::new());
                if row.cells[column].is_empty() {
                    row.cells[column].clone_from(&text);
                }
            }
        }
    }
}

/// Reads the sheets that can be seen and hold something.
///
/// # Errors
/// See [`SourceError`].
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, SourceError> {
    let sheets = match bytes {
        [b'P', b'K', 3, 4, ..] => xlsx(bytes)?,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => xls(bytes)?,
        _ => vec![csv(bytes)?],
    };
    let sheets: Vec<_> = sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect();
    if sheets.is_empty() { Err(SourceError::Empty) } else { Ok(sheets) }
}

fn not_a_spreadsheet(error: impl std::fmt::Display) -> SourceError {
    SourceError::NotASpreadsheet(error.to_string())
}

/// Inflates every entry once and counts, whatever the archive claims of itself.
pub fn check_inflated(bytes: &[u8]) -> Result<(), SourceError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(not_a_spreadsheet)?;
    if archive.len() > ENTRIES_MAX {
        return Err(SourceError::Inflates { limit_bytes: INFLATED_BYTES_MAX });
    }
    let mut left = INFLATED_BYTES_MAX;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(not_a_spreadsheet)?;
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(not_a_spreadsheet)?;
        left = left.checked_sub(read).ok_or(SourceError::Inflates { limit_bytes: INFLATED_BYTES_MAX })?;
    }
    Ok(())
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, SourceError> {
    check_inflated(bytes)?;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error: calamine::XlsxError| not_a_spreadsheet(error))?;
    let mut sheets = Vec::new();
    for name in seen(&book) {
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        // A sheet of another kind (a chart) has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = cells.next_cell().map_err(not_a_spreadsheet)? {
            let (row, column) = cell.get_position();
            sheet.put(row, column, tidy(&of_ref(cell.get_value())))?;
        }
        drop(cells);
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheet.merges = merges.iter().map(merge).collect();
        sheet.fill_down();
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, SourceError> {
    let mut book: Xls<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error: calamine::XlsError| not_a_spreadsheet(error))?;
    let mut sheets = Vec::new();
    for name in seen(&book) {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        for (row, column, value) in range.used_cells() {
            sheet.put(top + row as u32, left + column as u32, tidy(&of_data(value)))?;
        }
        sheet.merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default().iter().map(merge).collect();
        sheet.fill_down();
        sheets.push(sheet);
    }
    Ok(sheets)
}

// A hidden sheet holds a form's own lists: nobody who chooses a sheet means it.
fn seen<R>(book: &impl Reader<R>) -> Vec<String>
where
    R: Read + std::io::Seek,
{
    let seen = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    seen.map(|sheet| sheet.name.clone()).collect()
}

fn merge(dimensions: &Dimensions) -> Merge {
    Merge { rows: (dimensions.start.0 + 1, dimensions.end.0 + 1), columns: (dimensions.start.1, dimensions.end.1) }
}

fn of_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => yes(*truth),
        DataRef::DateTime(moment) => day(moment),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn of_data(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => yes(*truth),
        Data::DateTime(moment) => day(moment),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn yes(truth: bool) -> String {
    if truth { "是" } else { "否" }.to_owned()
}

fn day(moment: &calamine::ExcelDateTime) -> String {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

// One blank for any run of blanks and line breaks; the apostrophe that keeps a formula from running is no part of the
// text.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}') {
        if !word.is_empty() {
            if !tidied.is_empty() {
                tidied.push(' ');
            }
            tidied.push_str(word);
        }
    }
    let quoted = tidied.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA_SIGNS));
    quoted.unwrap_or(&tidied).chars().take(CELL_CHARS_MAX).collect()
}

fn csv(bytes: &[u8]) -> Result<Sheet, SourceError> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut record = csv::StringRecord::new();
    // Rows are counted as a spreadsheet counts them: a quoted line break makes no new one, an empty line, which the
    // reader passes over, does.
    let mut number = 0;
    while reader.read_record(&mut record).map_err(not_a_spreadsheet)? {
        let from = record.position().map_or(0, |position| position.byte() as usize);
        let blank = &text.as_bytes()[from.min(text.len())..];
        let breaks = blank.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n');
        // The second half of the last line's own end is no empty line.
        let own = from > 0 && text.as_bytes()[from - 1] == b'\r' && blank.first() == Some(&b'\n');
        number += 1 + (breaks.count() as u32).saturating_sub(u32::from(own));
        for (column, field) in record.iter().enumerate() {
            sheet.put(number - 1, column as u32, tidy(field))?;
        }
    }
    Ok(sheet)
}

// UTF-8 first, for GB18030 reads almost anything; UTF-16 as Excel's “Unicode text” writes it.
fn decode(bytes: &[u8]) -> Result<String, SourceError> {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                let (text, _, is_damaged) = encoding_rs::GB18030.decode(bytes);
                if is_damaged {
                    return Err(SourceError::NotASpreadsheet("neither UTF-8 nor GB18030".to_owned()));
                }
                text.into_owned()
            }
        },
    };
    let is_binary = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if text.chars().take(100_000).any(is_binary) {
        return Err(SourceError::NotASpreadsheet("binary content".to_owned()));
    }
    Ok(text)
}

// Whichever of comma, tab, semicolon stands oftenest in the first lines.
fn delimiter(text: &str) -> u8 {
    let head: String = text.lines().take(20).collect();
    let count = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|sign| (count(*sign), *sign == b',')).unwrap_or(b',')
}
