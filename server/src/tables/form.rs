//! The superior's own blank form, filled in place: the very file that was uploaded, with values put into its cells.
//! Merged cells, formulas, styles, print areas and hidden sheets stay as they are, because everything but those cells
//! is copied byte by byte.

mod grow;
mod guess;
mod refs;
mod sheet;

use super::source::{self, SheetRow, SourceError};
use super::table::{Cell, ReportTable};
use super::words::normal;
pub use guess::{Chosen, guess};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use refs::Inserted;
use serde::{Deserialize, Serialize};
use sheet::{recalculating, rewrite};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

/// Rows of a sheet that a person is shown to choose the header from.
const SHOWN_ROWS: usize = 20;
/// Rows a form may be filled with.
pub const FILLED_ROWS_MAX: usize = 20_000;

/// Which cells of the form take what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct FormMapping {
    /// The table that fills it: `premises`, `hazards`, ….
    pub table: String,
    /// Which sheet.
    pub sheet: String,
    /// Last row of the header, counted from 1.
    pub header_row: u32,
    /// First row that is filled; 0 is the one below the header.
    pub first_row: u32,
    /// Columns that take something.
    pub columns: Vec<FormColumn>,
    /// Key of the column by which the form's own rows are found (the names of communities, say), instead of being
    /// filled from the top; empty for filling from the top.
    pub match_key: String,
}

/// One column of the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct FormColumn {
    /// From 0.
    pub index: usize,
    /// As it stands above it.
    pub header: String,
    /// Column of the table; `None` is left as it is.
    pub key: Option<String>,
}

/// A sheet as a person is shown it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct FormSheet {
    /// As its tab says.
    pub name: String,
    /// Its first rows: number and texts.
    pub rows: Vec<(u32, Vec<String>)>,
    // Of each of those rows, what stands above its columns.
    #[serde(skip)]
    above: Vec<Vec<Vec<String>>>,
}

/// Why a form cannot be read or filled.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// No workbook.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// It is damaged, or not laid out as a workbook is.
    #[error("the workbook cannot be read: {0}")]
    Damaged(String),
    /// It has no such sheet.
    #[error("no sheet {0}")]
    NoSheet(String),
    /// There is no blank row after which others could be made.
    #[error("no blank row below the header, and {wanted} are wanted")]
    NoRoom {
        /// To be filled.
        wanted: usize,
    },
    /// No row of the form is named as the table's rows are.
    #[error("no row of the form is one of the table's")]
    NoRowFound,
}

fn damaged(error: impl std::fmt::Display) -> FormError {
    FormError::Damaged(error.to_string())
}

/// The sheets that are seen and hold something, for choosing; only an XLSX can be filled.
///
/// # Errors
/// No workbook, or no XLSX.
pub fn sheets(bytes: &[u8]) -> Result<Vec<FormSheet>, FormError> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(SourceError::NotASpreadsheet("only XLSX can be filled".to_owned()).into());
    }
    let sheets = source::read(bytes)?;
    let shown = |row: &SheetRow| (row.number, row.cells.clone());
    Ok(sheets
        .iter()
        .map(|sheet| FormSheet {
            name: sheet.name.clone(),
            rows: sheet.rows.iter().take(SHOWN_ROWS).map(shown).collect(),
            above: sheet.rows.iter().take(SHOWN_ROWS).map(|row| guess::above(sheet, row)).collect(),
        })
        .collect())
}

/// A form with values in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Filled {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// Where it is filled by name: the form's names of which the table says nothing.
    pub unmatched: Vec<String>,
}

/// The form with the table's values in it.
///
/// # Errors
/// See [`FormError`].
pub fn fill(bytes: &[u8], mapping: &FormMapping, table: &ReportTable) -> Result<Filled, FormError> {
    source::check_inflated(bytes)?;
    let texts = source::read(bytes)?;
    let texts = texts.iter().find(|sheet| sheet.name == mapping.sheet);
    let texts = texts.ok_or_else(|| FormError::NoSheet(mapping.sheet.clone()))?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let workbook = text_of(&mut archive, "xl/workbook.xml")?;
    let path = sheet_path(&workbook, &text_of(&mut archive, "xl/_rels/workbook.xml.rels")?, &mapping.sheet)?;
    let (plan, put_in) = plan(mapping, table, &texts.rows)?;
    let sheet = text_of(&mut archive, &path)?;
    let mut changed = match put_in {
        Some(put_in) => followers(&mut archive, &path, &mapping.sheet, put_in)?,
        None => BTreeMap::new(),
    };
    let sheet = match put_in {
        Some(put_in) => rewrite(&grow::grown(&sheet, &mapping.sheet, put_in)?, &plan)?,
        None => rewrite(&sheet, &plan)?,
    };
    changed.insert(path, sheet);
    let workbook = recalculating(changed.get(WORKBOOK).unwrap_or(&workbook));
    changed.insert(WORKBOOK.to_owned(), workbook);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    let options = zip::write::SimpleFileOptions::default();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        if put_in.is_some() && name == CALC_CHAIN {
            continue;
        }
        match changed.get(&name) {
            None => out.raw_copy_file(entry).map_err(damaged)?,
            Some(text) => {
                out.start_file(name, options).map_err(damaged)?;
                out.write_all(text.as_bytes()).map_err(damaged)?;
            }
        }
    }
    let bytes = out.finish().map_err(damaged)?.into_inner();
    Ok(Filled { bytes, unmatched: plan.unmatched })
}

const WORKBOOK: &str = "xl/workbook.xml";
/// In which order cells were last computed; made anew by whoever opens the file, and wrong once rows have moved.
const CALC_CHAIN: &str = "xl/calcChain.xml";

// The other parts that name cells of the sheet, after rows were put into it.
fn followers(
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    path: &str,
    sheet: &str,
    put_in: Inserted,
) -> Result<BTreeMap<String, String>, FormError> {
    let names = archive.file_names().map(|name| name.map(std::borrow::Cow::into_owned));
    let names = names.collect::<Result<Vec<String>, _>>().map_err(damaged)?;
    let mut changed = BTreeMap::new();
    for name in names {
        let is_sheet = name.starts_with("xl/worksheets/") && name.ends_with(".xml") && name != path;
        if is_sheet || name == WORKBOOK {
            let text = text_of(archive, &name)?;
            if name == WORKBOOK || grow::has_formula(&text) {
                changed.insert(name, grow::followed(&text, sheet, put_in)?);
            }
        } else if name == "[Content_Types].xml" || name == "xl/_rels/workbook.xml.rels" {
            changed.insert(name.clone(), without_calc_chain(&text_of(archive, &name)?));
        }
    }
    Ok(changed)
}

// Without the one element that names the chain.
fn without_calc_chain(xml: &str) -> String {
    let Some(at) = xml.find("calcChain.xml") else { return xml.to_owned() };
    let (Some(start), Some(end)) = (xml[..at].rfind('<'), xml[at..].find('>')) else { return xml.to_owned() };
    format!("{}{}", &xml[..start], &xml[at + end + 1..])
}

fn text_of(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, FormError> {
    let mut text = String::new();
    archive.by_name(name).map_err(damaged)?.read_to_string(&mut text).map_err(damaged)?;
    Ok(text)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
    quick_xml::escape::unescape(&found.value).map(|text| text.into_owned()).ok()
}

// workbook.xml names the sheet's relation, the relations name its file.
fn sheet_path(workbook: &str, relations: &str, sheet: &str) -> Result<String, FormError> {
    let find = |xml: &str, element: &str, key: &str, wanted: &str, value: &str| -> Result<Option<String>, FormError> {
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(damaged)? {
                Event::Eof => return Ok(None),
                Event::Start(start) | Event::Empty(start)
                    if start.local_name().into_inner() == element
                        && attribute(&start, key).as_deref() == Some(wanted) =>
                {
                    return Ok(attribute(&start, value));
                }
                _ => {}
            }
        }
    };
    let no_sheet = || FormError::NoSheet(sheet.to_owned());
    let relation = find(workbook, "sheet", "name", sheet, "id")?.ok_or_else(no_sheet)?;
    let target = find(relations, "Relationship", "Id", &relation, "Target")?.ok_or_else(no_sheet)?;
    Ok(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// What goes where: by row, by column.
struct FillPlan {
    values: BTreeMap<u32, BTreeMap<usize, Cell>>,
    // The first filled row: what a row that is not there yet is styled after.
    template: u32,
    // Names of rows of the form that the table does not know.
    unmatched: Vec<String>,
}

// The values, and the rows that must be put in for them.
fn plan(
    mapping: &FormMapping,
    table: &ReportTable,
    rows: &[SheetRow],
) -> Result<(FillPlan, Option<Inserted>), FormError> {
    let column_of = |key: &str| table.columns.iter().position(|column| column.key == key);
    let given: Vec<(usize, usize)> = mapping
        .columns
        .iter()
        .filter(|column| column.key.as_deref() != Some(mapping.match_key.as_str()))
        .filter_map(|column| Some((column.index, column_of(column.key.as_deref()?)?)))
        .collect();
    let of = |row: &Vec<Cell>| -> BTreeMap<usize, Cell> {
        given.iter().map(|(index, column)| (*index, row.get(*column).cloned().unwrap_or_default())).collect()
    };
    let first = if mapping.first_row > mapping.header_row { mapping.first_row } else { mapping.header_row + 1 };
    if !mapping.match_key.is_empty() {
        return Ok((by_name(mapping, table, rows, first, of)?, None));
    }
    // A row with a text of its own (合计, 填表人) ends the room; numbers (a prepared 序号) do not.
    let is_text = |cell: &String| !cell.is_empty() && cell.parse::<f64>().is_err();
    let end = rows.iter().find(|row| row.number >= first && row.cells.iter().any(is_text)).map(|row| row.number);
    let room = end.map_or(FILLED_ROWS_MAX, |end| (end - first) as usize);
    let wanted = table.rows.len();
    if wanted > room && (room == 0 || wanted > FILLED_ROWS_MAX) {
        return Err(FormError::NoRoom { wanted });
    }
    // After the first blank row, so that a sum over the blank rows sums the new ones too.
    let put_in = (wanted > room).then(|| Inserted { at: first + 1, by: (wanted - room) as u32 });
    let values = table.rows.iter().zip(first..).map(|(row, number)| (number, of(row))).collect();
    Ok((FillPlan { values, template: first, unmatched: Vec::new() }, put_in))
}

// Whether a row names something that is to be filled in: sums and signatures do not.
fn is_place(row: &SheetRow, at: usize) -> bool {
    let name = row.cell(at);
    let is_other = ["合计", "小计", "总计", "：", ":", "说明", "备注"].iter().any(|word| name.contains(word));
    !name.is_empty() && !is_other && !row.is_note()
}

fn by_name(
    mapping: &FormMapping,
    table: &ReportTable,
    rows: &[SheetRow],
    first: u32,
    of: impl Fn(&Vec<Cell>) -> BTreeMap<usize, Cell>,
) -> Result<FillPlan, FormError> {
    let named = mapping.columns.iter().find(|column| column.key.as_deref() == Some(mapping.match_key.as_str()));
    let at = table.columns.iter().position(|column| column.key == mapping.match_key);
    let (Some(named), Some(at)) = (named, at) else { return Err(FormError::NoRowFound) };
    let (mut values, mut unmatched) = (BTreeMap::new(), Vec::new());
    for row in rows.iter().filter(|row| row.number >= first) {
        let name = normal(row.cell(named.index));
        let is_it = |line: &&Vec<Cell>| matches!(line.get(at), Some(Cell::Text(text)) if normal(text) == name);
        if let Some(line) = table.rows.iter().find(is_it).filter(|_| !name.is_empty()) {
            values.insert(row.number, of(line));
        } else if is_place(row, named.index) {
            unmatched.push(row.cell(named.index).to_owned());
        }
    }
    if values.is_empty() { Err(FormError::NoRowFound) } else { Ok(FillPlan { values, template: first, unmatched }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::table::ReportColumn;
    use crate::tables::words::Words;
    use rust_xlsxwriter::{Format, Formula, Workbook};

    fn blank(with_footer: bool) -> Vec<u8> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet().set_name("附件1").unwrap();
        sheet.merge_range(0, 0, 0, 3, "隐患排查治理情况统计表", &bold).unwrap();
        for (column, header) in ["社区名称", "隐患总数", "已整改", "整改率"].iter().enumerate() {
            sheet.write(1, column as u16, *header).unwrap();
        }
        for row in 2..5 {
            sheet.write_blank(row, 0, &bold).unwrap();
            sheet.write_formula(row, 3, Formula::new(format!("C{0}/B{0}", row + 1))).unwrap();
        }
        if with_footer {
            sheet.write(5, 0, "合计").unwrap();
            sheet.write_formula(5, 1, Formula::new("SUM(B3:B5)")).unwrap();
        }
        let hidden = book.add_worksheet().set_name("字典").unwrap();
        hidden.write(0, 0, "勿动").unwrap();
        hidden.set_hidden(true);
        book.save_to_buffer().unwrap()
    }

    fn words() -> Words {
        let place = include_str!("../../../assets/catalogues/place.json");
        Words::new(&serde_json::from_str(place).unwrap(), gridwalk_domain::time::Date::from_days(20_000)).unwrap()
    }

    fn table(rows: usize) -> ReportTable {
        let columns = vec![
            ReportColumn::new("community", "社区"),
            ReportColumn::new("total", "隐患总数"),
            ReportColumn::new("done", "已整改"),
        ];
        let row = |n: usize| vec![format!("第{n}社区").into(), Cell::Number(n as f64), Cell::Number(1.0)];
        ReportTable { title: String::new(), columns, rows: (1..=rows).map(row).collect() }
    }

    fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
        source::read(bytes).unwrap()[0].rows.iter().map(|row| row.cells.clone()).collect()
    }

    #[test]
    fn the_blank_rows_are_filled_and_formulas_stay() {
        let form = blank(true);
        let sheets = sheets(&form).unwrap();
        let table = table(3);
        let mapping = guess(&sheets, &Chosen::default(), &[("monthly", table.columns.clone())], &words());
        assert_eq!((mapping.sheet.as_str(), mapping.header_row), ("附件1", 2));
        let filled = fill(&form, &mapping, &table).unwrap().bytes;
        let rows = texts(&filled);
        assert_eq!(rows[2][..3], ["第1社区", "1", "1"]);
        assert_eq!(rows[4][..3], ["第3社区", "3", "1"]);
        assert_eq!(rows[5][0], "合计");
        let mut archive = zip::ZipArchive::new(Cursor::new(filled.as_slice())).unwrap();
        let sheet = text_of(&mut archive, "xl/worksheets/sheet1.xml").unwrap();
        assert!(sheet.contains("<f>C3/B3</f>") && sheet.contains("<f>SUM(B3:B5)</f>"), "{sheet}");
        assert!(sheet.contains("A1:D1"), "the merged title");
        let book = text_of(&mut archive, "xl/workbook.xml").unwrap();
        assert!(book.contains("fullCalcOnLoad=\"1\"") && book.contains("state=\"hidden\""), "{book}");
    }

    #[test]
    fn rows_are_put_in_where_there_are_too_few_and_what_stands_below_moves_down() {
        let (form, table) = (blank(true), table(5));
        let mapping =
            guess(&sheets(&form).unwrap(), &Chosen::default(), &[("monthly", table.columns.clone())], &words());
        let filled = fill(&form, &mapping, &table).unwrap().bytes;
        let rows = texts(&filled);
        assert_eq!((rows[6][0].as_str(), rows[7][0].as_str()), ("第5社区", "合计"));
        let mut archive = zip::ZipArchive::new(Cursor::new(filled.as_slice())).unwrap();
        let sheet = text_of(&mut archive, "xl/worksheets/sheet1.xml").unwrap();
        for formula in ["SUM(B3:B7)", "C3/B3", "C4/B4", "C5/B5", "C6/B6", "C7/B7"] {
            assert!(sheet.contains(&format!("<f>{formula}</f>")), "{formula} in {sheet}");
        }
        let filled = fill(&blank(false), &mapping, &table).unwrap().bytes;
        assert_eq!(texts(&filled)[6][..3], ["第5社区", "5", "1"]);
    }

    #[test]
    fn a_form_without_a_blank_row_says_so() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, text) in ["社区", "合计"].iter().enumerate() {
            sheet.write(row as u32, 0, *text).unwrap();
        }
        sheet.write(0, 1, "隐患总数").unwrap();
        let (form, table) = (book.save_to_buffer().unwrap(), table(2));
        let mapping =
            guess(&sheets(&form).unwrap(), &Chosen::default(), &[("monthly", table.columns.clone())], &words());
        assert!(matches!(fill(&form, &mapping, &table), Err(FormError::NoRoom { wanted: 2 })));
    }

    #[test]
    fn rows_that_the_form_names_itself_are_found_by_their_name() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, text) in ["社区", "第2社区", "没有的社区", "第1社区"].iter().enumerate() {
            sheet.write(row as u32, 0, *text).unwrap();
        }
        sheet.write(0, 1, "隐患总数").unwrap();
        let form = book.save_to_buffer().unwrap();
        let table = table(3);
        let mut mapping =
            guess(&sheets(&form).unwrap(), &Chosen::default(), &[("monthly", table.columns.clone())], &words());
        mapping.match_key = "community".into();
        let filled = fill(&form, &mapping, &table).unwrap();
        assert_eq!(filled.unmatched, ["没有的社区"], "said, so that nobody sends it up with an empty row");
        let rows = texts(&filled.bytes);
        assert_eq!(rows, [vec!["社区", "隐患总数"], vec!["第2社区", "2"], vec!["没有的社区"], vec!["第1社区", "1"]]);
    }
}
