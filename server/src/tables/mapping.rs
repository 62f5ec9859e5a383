//! Which row is the header and which column is what: guessed from the sheet, or as a person has set it.

use super::source::{Sheet, SheetRow};
use super::words::{Words, normal};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Rows from the top in which a header is looked for.
const HEADER_WITHIN: usize = 30;
const SAMPLES: usize = 3;
/// More different words than these are no kinds.
const UNKNOWN_KINDS_MAX: usize = 50;

/// Which sheet, which header, which columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The sheet that is read.
    pub sheet: String,
    /// Every sheet that holds something.
    #[serde(skip_deserializing)]
    pub sheets: Vec<String>,
    /// Last row of the header, counted from 1; 0 where none was found.
    pub header_row: u32,
    /// Every column with a header.
    pub columns: Vec<Column>,
    /// Kind of rows that name none: a catalogue code.
    pub default_kind: String,
    /// What a person says that the file's own words for kinds mean: a catalogue code by word.
    pub kinds: BTreeMap<String, String>,
    /// Words for kinds that are not understood, some dozens at most; those in `kinds` too.
    #[serde(skip_deserializing)]
    pub unknown_kinds: Vec<String>,
    /// Cell of rows that name none and have no position in one; empty means 待分配.
    pub default_area: String,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// From 0.
    pub index: usize,
    /// As it stands.
    pub header: String,
    /// What it is taken for; `None` is left out.
    pub field: Option<String>,
    /// It holds what is never taken in (identity card numbers).
    #[serde(skip_deserializing)]
    pub is_never: bool,
    /// The first few values.
    #[serde(skip_deserializing)]
    pub samples: Vec<String>,
}

impl Mapping {
    /// The column of a field.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.columns.iter().find(|column| column.field.as_deref() == Some(field)).map(|column| column.index)
    }

    /// What a person calls the column.
    pub fn header(&self, field: &str, words: &Words) -> String {
        let own = self.columns.iter().find(|column| column.field.as_deref() == Some(field));
        let label = || words.field(field).map(|field| field.label.clone());
        own.map(|column| column.header.clone()).or_else(label).unwrap_or_else(|| field.to_owned())
    }
}

struct Header {
    last_row: u32,
    texts: BTreeMap<usize, String>,
    score: u32,
}

/// Guesses for the likeliest sheet.
pub fn guess(sheets: &[Sheet], words: &Words) -> Mapping {
    let scored = sheets.iter().map(|sheet| (sheet, header(sheet, words)));
    let best =
        scored.max_by_key(|(sheet, header)| (header.as_ref().map_or(0, |header| header.score), sheet.rows.len()));
    let Some((sheet, header)) = best else { return Mapping::default() };
    let mut mapping = match header {
        Some(header) => of_header(&header, words),
        None => bare(sheet),
    };
    let title = sheet.rows.iter().take_while(|row| row.number < mapping.header_row).flat_map(|row| &row.cells);
    let title: String = title.cloned().chain([sheet.name.clone()]).collect();
    if mapping.column("kind").is_none() {
        mapping.default_kind = words.kind(&title).map(|found| found.kind.code.clone()).unwrap_or_default();
    }
    finish(mapping, sheet, sheets, words)
}

/// What a person has set, made whole: columns that are not there are left out, each field is given once.
pub fn settle(given: Mapping, sheets: &[Sheet], words: &Words) -> Mapping {
    let sheet = sheets.iter().find(|sheet| sheet.name == given.sheet).or_else(|| sheets.first());
    let Some(sheet) = sheet else { return given };
    if given.columns.is_empty() {
        let own = guess(std::slice::from_ref(sheet), words);
        return Mapping { sheets: names(sheets), ..own };
    }
    let header = sheet.rows.iter().find(|row| row.number == given.header_row);
    let mut taken = BTreeSet::new();
    let mut columns = Vec::new();
    for mut column in given.columns {
        if let Some(row) = header
            && column.header.is_empty()
        {
            row.cell(column.index).clone_into(&mut column.header);
        }
        let is_known = |key: &String| words.field(key).is_some() && !words.is_never(&column.header);
        column.field = column.field.filter(|key| is_known(key) && taken.insert(key.clone()));
        columns.push(column);
    }
    finish(Mapping { columns, ..given }, sheet, sheets, words)
}

fn names(sheets: &[Sheet]) -> Vec<String> {
    sheets.iter().map(|sheet| sheet.name.clone()).collect()
}

fn finish(mut mapping: Mapping, sheet: &Sheet, sheets: &[Sheet], words: &Words) -> Mapping {
    mapping.sheet.clone_from(&sheet.name);
    mapping.sheets = names(sheets);
    for column in &mut mapping.columns {
        column.is_never = words.is_never(&column.header);
        let below = sheet.rows.iter().filter(|row| row.number > mapping.header_row);
        let values = below.map(|row| row.cell(column.index)).filter(|text| !text.is_empty());
        let hidden = column.is_never;
        column.samples = values.take(if hidden { 0 } else { SAMPLES }).map(str::to_owned).collect();
    }
    mapping.unknown_kinds =
        mapping.column("kind").map(|index| unknown_kinds(index, &mapping, sheet, words)).unwrap_or_default();
    mapping
}

// In the order of the sheet. A header that is repeated further down is none.
fn unknown_kinds(index: usize, mapping: &Mapping, sheet: &Sheet, words: &Words) -> Vec<String> {
    let header = mapping.header("kind", words);
    let mut unknown: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for row in sheet.rows.iter().filter(|row| row.number > mapping.header_row && row.filled() > 1) {
        let text = row.cell(index);
        let is_word = !text.is_empty() && text != header && text.parse::<f64>().is_err();
        // A word is looked up once, however many rows it is in.
        if is_word && seen.insert(text) && words.kind(text).is_none() {
            unknown.push(text.to_owned());
        }
        if unknown.len() == UNKNOWN_KINDS_MAX {
            break;
        }
    }
    unknown
}

// No header was found: the columns by letter, for a person to say what they are.
fn bare(sheet: &Sheet) -> Mapping {
    let width = sheet.rows.iter().take(HEADER_WITHIN).map(|row| row.cells.len()).max().unwrap_or(0);
    let column = |index| Column { index, header: letters(index), ..Column::default() };
    Mapping { columns: (0..width).map(column).collect(), ..Mapping::default() }
}

/// A, B, … Z, AA: a column as Excel names it.
pub fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn of_header(header: &Header, words: &Words) -> Mapping {
    let mut guesses: Vec<_> = header
        .texts
        .iter()
        .filter_map(|(index, text)| words.guess(text).map(|(field, likeness)| (likeness, *index, field.key.clone())))
        .collect();
    // The likeliest column gets the field; among equals the one further left.
    guesses.sort_by_key(|(likeness, index, _)| (std::cmp::Reverse(*likeness), *index));
    let mut given: BTreeMap<usize, String> = BTreeMap::new();
    for (_, index, key) in guesses {
        if !given.values().any(|taken| *taken == key) {
            given.insert(index, key);
        }
    }
    let column = |(index, text): (&usize, &String)| Column {
        index: *index,
        header: text.clone(),
        field: given.get(index).cloned(),
        ..Column::default()
    };
    Mapping { header_row: header.last_row, columns: header.texts.iter().map(column).collect(), ..Mapping::default() }
}

fn header(sheet: &Sheet, words: &Words) -> Option<Header> {
    let rows: Vec<&SheetRow> = sheet.rows.iter().take(HEADER_WITHIN).collect();
    let single = rows.iter().map(|row| score(row.number, texts(row), words));
    // No part of a header are a title, which has one cell, a line of notes (填报单位：…), and what stands apart.
    let is_storey =
        |upper: &SheetRow, lower: &SheetRow| upper.filled() > 1 && upper.number + 1 == lower.number && !upper.is_note();
    let double = rows.windows(2).filter(|pair| is_storey(pair[0], pair[1]));
    let double = double.map(|pair| score(pair[1].number, stacked(sheet, pair[0], pair[1]), words));
    // A header of two rows only where it explains more than one of one row does.
    let best = single.map(|header| (header, 1)).chain(double.map(|header| (header, 0)));
    let best = best.max_by_key(|(header, single)| (header.score, *single, std::cmp::Reverse(header.last_row)));
    best.map(|(header, _)| header).filter(|header| header.score > 1)
}

fn texts(row: &SheetRow) -> BTreeMap<usize, String> {
    row.cells.iter().cloned().enumerate().filter(|(_, text)| !text.is_empty()).collect()
}

// 负责人 above 姓名 | 电话 reads 负责人姓名 | 负责人电话; a cell merged over both rows reads once.
fn stacked(sheet: &Sheet, upper: &SheetRow, lower: &SheetRow) -> BTreeMap<usize, String> {
    let over = |column: usize| {
        let covers = |merge: &&super::source::Merge| {
            merge.rows.0 <= upper.number
                && upper.number <= merge.rows.1
                && (merge.columns.0 as usize..=merge.columns.1 as usize).contains(&column)
        };
        let from = sheet.merges.iter().find(covers).map_or(column, |merge| merge.columns.0 as usize);
        // Text in columns knows no merged cells: what stands above the first holds for those beside it with a lower text.
        let is_flat = sheet.merges.is_empty() && !lower.cell(column).is_empty();
        if !is_flat {
            return upper.cell(from);
        }
        let begun = (0..=column).rev().find(|at| !upper.cell(*at).is_empty());
        let is_split = |at: &usize| !lower.cell(*at).is_empty();
        begun.filter(is_split).map_or("", |at| upper.cell(at))
    };
    let width = upper.cells.len().max(lower.cells.len());
    let joined = |column: usize| match (over(column), lower.cell(column)) {
        (above, below) if above == below => above.to_owned(),
        (above, below) => format!("{above}{below}"),
    };
    (0..width).map(|column| (column, joined(column))).filter(|(_, text)| !text.is_empty()).collect()
}

// How many different fields a row's texts name; a row with a number or a long sentence is none.
fn score(last_row: u32, texts: BTreeMap<usize, String>, words: &Words) -> Header {
    let is_word = |text: &&String| text.chars().count() <= 40 && !normal(text).chars().all(|c| c.is_ascii_digit());
    let named = texts.values().filter(is_word).filter_map(|text| words.guess(text));
    let fields: BTreeMap<&str, u32> = named.map(|(field, likeness)| (field.key.as_str(), likeness)).collect();
    let weight = |likeness: &u32| if *likeness >= 1000 { 4 } else { 3 };
    let is_of_places = fields.contains_key("name") || fields.contains_key("address");
    let score = if is_of_places && fields.len() > 1 { fields.values().map(weight).sum() } else { 0 };
    Header { last_row, texts, score }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let place = include_str!("../../../assets/catalogues/place.json");
        Words::new(&serde_json::from_str(place).unwrap(), gridwalk_domain::time::Date::new(2026, 11, 22).unwrap())
            .unwrap()
    }

    fn fields(mapping: &Mapping) -> Vec<(usize, &str)> {
        let given = mapping.columns.iter().filter_map(|column| Some((column.index, column.field.as_deref()?)));
        given.collect()
    }

    #[test]
    fn a_header_below_titles_is_found_and_its_columns_in_any_order() {
        let csv = "枣庄市市中区九小场所台账,,,,\n填报单位：幸福里社区,,,,\n\n序号,详细地址,招牌名,场所类别,联系电话\n1,老街1号,老王面馆,餐饮,13800000000\n";
        let mapping = guess(&crate::tables::source::read(csv.as_bytes()).unwrap(), &words());
        assert_eq!(mapping.header_row, 4);
        assert_eq!(fields(&mapping), [(1, "address"), (2, "name"), (3, "kind"), (4, "owner_phone")]);
        assert_eq!(mapping.columns[2].samples, ["老王面馆"]);
    }

    #[test]
    fn a_header_of_two_rows_is_read_as_one() {
        let mut sheets = crate::tables::source::read(
            "序号,场所,地址,负责人,,类别\n,,,姓名,手机,\n1,老王面馆,老街1号,王,13800000000,餐饮\n".as_bytes(),
        )
        .unwrap();
        sheets[0].merges = vec![crate::tables::source::Merge { rows: (1, 1), columns: (3, 4) }];
        let mapping = guess(&sheets, &words());
        assert_eq!(mapping.header_row, 2);
        assert_eq!(fields(&mapping), [(1, "name"), (2, "address"), (3, "owner_name"), (4, "owner_phone"), (5, "kind")]);
    }

    #[test]
    fn a_header_of_two_rows_is_read_as_one_where_no_cell_is_merged() {
        let csv =
            "序号,场所,房东,,承租人,,地址\n,,姓名,手机,姓名,手机,\n1,老王面馆,赵,13800000001,王,13800000000,老街1号\n";
        let mapping = guess(&crate::tables::source::read(csv.as_bytes()).unwrap(), &words());
        assert_eq!(mapping.header_row, 2);
        let headers: Vec<_> = mapping.columns.iter().map(|column| column.header.as_str()).collect();
        assert_eq!(headers, ["序号", "场所", "房东姓名", "房东手机", "承租人姓名", "承租人手机", "地址"]);
    }

    #[test]
    fn a_sheet_without_a_header_names_its_columns_by_letter() {
        let sheets = crate::tables::source::read("1,2,3\n4,5,6\n".as_bytes()).unwrap();
        let mapping = guess(&sheets, &words());
        assert_eq!((mapping.header_row, mapping.columns.len()), (0, 3));
        assert_eq!(letters(27), "AB");
    }
}
