//! Which row of a form is its header, and what each of its columns takes. A header of several storeys, whose upper cells are
//! merged across the columns that they are of, is read as one: 隐患排查 above 总数 is 隐患排查总数.

use super::{FormColumn, FormMapping, FormSheet};
use crate::tables::source::{Sheet, SheetRow};
use crate::tables::table::ReportColumn;
use crate::tables::words::{Field, Words, normal};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Storeys of a header above its last row.
const STOREYS: u32 = 2;
/// A header that is a column's title, and one that is another name for it; what only holds one is worth less than 1000.
const TITLE: u32 = 2_000;
const SYNONYM: u32 = 1_900;
/// A synonym that is less of a header than this says nothing of it: 检查单位 is no 单位.
const NEAR_ENOUGH: u32 = 600;

/// What a person has chosen already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Which sheet.
    pub sheet: Option<String>,
    /// Last row of the header.
    pub header_row: Option<u32>,
}

/// What stands above each column of a row, the nearest first; titles over the whole sheet are nothing's.
pub(super) fn above(sheet: &Sheet, row: &SheetRow) -> Vec<Vec<String>> {
    let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default() as u32;
    let mut above = vec![Vec::new(); row.cells.len()];
    for number in (1..row.number).rev().take(STOREYS as usize) {
        let Some(upper) = sheet.rows.iter().find(|row| row.number == number) else { break };
        let across: Vec<_> =
            sheet.merges.iter().filter(|merge| merge.rows.0 <= number && number <= merge.rows.1).collect();
        let is_title = across.iter().any(|merge| merge.columns.0 == 0 && 2 * (merge.columns.1 + 1) > width);
        if is_title || upper.is_note() {
            break;
        }
        for (column, texts) in above.iter_mut().enumerate() {
            let covers = across.iter().find(|merge| (merge.columns.0..=merge.columns.1).contains(&(column as u32)));
            let text = upper.cell(covers.map_or(column, |merge| merge.columns.0 as usize));
            if !text.is_empty() && text != row.cell(column) && texts.last().is_none_or(|last| last != text) {
                texts.push(text.to_owned());
            }
        }
    }
    above
}

/// A mapping to begin with: the table, the sheet and the row for which most of the table's columns are named, and most of
/// them word by word. Among equals the table that comes first. Where a person has said which row it is, the columns are
/// guessed for that one.
pub fn guess(
    sheets: &[FormSheet],
    chosen: &Chosen,
    tables: &[(&str, Vec<ReportColumn>)],
    words: &Words,
) -> FormMapping {
    // What was chosen stays, also where nothing of it is understood.
    let mut best = FormMapping {
        table: tables.first().map(|(table, _)| (*table).to_owned()).unwrap_or_default(),
        sheet: chosen.sheet.clone().unwrap_or_default(),
        header_row: chosen.header_row.unwrap_or_default(),
        ..FormMapping::default()
    };
    let wanted: Vec<_> = tables.iter().map(|(table, columns)| (*table, wanted(columns, words))).collect();
    let mut most = None;
    for sheet in sheets.iter().filter(|sheet| chosen.sheet.as_ref().is_none_or(|name| *name == sheet.name)) {
        let rows = sheet.rows.iter().zip(&sheet.above);
        for ((number, texts), above) in
            rows.filter(|((number, _), _)| chosen.header_row.is_none_or(|row| row == *number))
        {
            let headings = headings(texts, above);
            for (table, wanted) in &wanted {
                let (score, columns) = given(&headings, wanted, words);
                // Of a row that was chosen also nothing may be understood.
                let least = if chosen.header_row.is_some() { 0 } else { 1 };
                if score >= most.map_or(least, |most: u32| most + 1) {
                    most = Some(score);
                    (*table).clone_into(&mut best.table);
                    best.sheet.clone_from(&sheet.name);
                    best.header_row = *number;
                    best.columns = columns;
                }
            }
        }
    }
    best
}

// A column of the table, and what it may be called.
struct Wanted<'a> {
    key: &'a str,
    title: String,
    // Other names for it, as the import knows them.
    synonyms: Vec<String>,
}

fn wanted<'a>(columns: &'a [ReportColumn], words: &Words) -> Vec<Wanted<'a>> {
    let wanted = |column: &'a ReportColumn| {
        // 场所 of a list of hazards is what a ledger of premises calls its name.
        let field = words.field(if column.key == "premises" { "name" } else { &column.key });
        let synonyms = field.into_iter().flat_map(Field::words).map(normal).collect();
        Wanted { key: &column.key, title: normal(&column.title), synonyms }
    };
    columns.iter().map(wanted).collect()
}

// A column of the form with its readings: the last storey alone, with each above it, all of them together.
struct Heading {
    index: usize,
    header: String,
    readings: Vec<String>,
}

fn headings(texts: &[String], above: &[Vec<String>]) -> Vec<Heading> {
    let storeys = |(index, (own, above)): (usize, (&String, &Vec<String>))| {
        // Where the last row has nothing the storey above it goes down to it.
        let mut storeys = [own].into_iter().chain(above).filter(|text| !text.is_empty());
        let own = storeys.next()?;
        let above: Vec<&String> = storeys.collect();
        let header = above.iter().rev().copied().chain([own]).map(String::as_str).collect::<Vec<_>>().join(" · ");
        let mut whole = normal(own);
        let mut readings = vec![whole.clone()];
        for text in above {
            readings.push(format!("{}{}", normal(text), readings[0]));
            whole = format!("{}{whole}", normal(text));
            readings.push(whole.clone());
        }
        Some(Heading { index, header, readings })
    };
    texts.iter().zip(above).enumerate().filter_map(storeys).collect()
}

// Which column each heading takes, the likeliest first and each once; and how much of the table that is.
fn given(headings: &[Heading], wanted: &[Wanted<'_>], words: &Words) -> (u32, Vec<FormColumn>) {
    let mut likely: Vec<(u32, usize, usize)> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        // Nothing is written under identity card and account numbers.
        if heading.readings.iter().any(|reading| words.is_never(reading)) {
            continue;
        }
        let of = |(column, wanted)| (likeness(&heading.readings, wanted), at, column);
        likely.extend(wanted.iter().enumerate().map(of).filter(|(likeness, ..)| *likeness > 0));
    }
    likely.sort_by_key(|(likeness, at, column)| (Reverse(*likeness), *at, *column));
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut score = 0;
    for (likeness, at, column) in likely {
        if !taken.contains_key(&at) && !taken.values().any(|there| *there == column) {
            taken.insert(at, column);
            score += likeness;
        }
    }
    let key = |at: usize| taken.get(&at).and_then(|column| wanted.get(*column)).map(|wanted| wanted.key.to_owned());
    let column = |(at, heading): (usize, &Heading)| FormColumn {
        index: heading.index,
        header: heading.header.clone(),
        key: key(at),
    };
    (score, headings.iter().enumerate().map(column).collect())
}

// Word by word goes before what holds, or is held in, the title; of those the nearest in length.
fn likeness(readings: &[String], wanted: &Wanted<'_>) -> u32 {
    let of = |reading: &String| {
        let is_synonym = || wanted.synonyms.contains(reading);
        let held = || {
            let nearest =
                wanted.synonyms.iter().map(|word| nearness(reading, word)).filter(|near| *near >= NEAR_ENOUGH);
            nearest.chain([nearness(reading, &wanted.title)]).max().unwrap_or(0)
        };
        match () {
            () if *reading == wanted.title => TITLE,
            () if is_synonym() => SYNONYM,
            () => held(),
        }
    };
    readings.iter().map(of).max().unwrap_or(0)
}

// In thousandths of the longer one, where it holds the shorter.
fn nearness(one: &str, other: &str) -> u32 {
    let (one_long, other_long) = (one.chars().count() as u32, other.chars().count() as u32);
    let is_held = one.contains(other) || other.contains(one);
    let (short, long) = (one_long.min(other_long), one_long.max(other_long));
    if is_held && short > 1 { short * 1_000 / long } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::super::sheets;
    use super::*;
    use crate::tables::figures::Layout;
    use crate::tables::ledger::{Ledger, Scribe};
    use gridwalk_domain::area::AreaTree;
    use gridwalk_domain::settings::PlaceSettings;
    use gridwalk_domain::time::Date;
    use rust_xlsxwriter::{Format, Workbook};

    fn settings() -> PlaceSettings {
        serde_json::from_str(include_str!("../../../../assets/catalogues/place.json")).unwrap()
    }

    fn words() -> Words {
        Words::new(&settings(), Date::from_days(20_000)).unwrap()
    }

    // The first sheet, row by row.
    fn form(rows: &[&[&str]]) -> Vec<FormSheet> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, texts) in rows.iter().enumerate() {
            for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.write(row as u32, column as u16, *text).unwrap();
            }
        }
        sheets(&book.save_to_buffer().unwrap()).unwrap()
    }

    // What a form may be filled with, the ledgers first.
    fn guessed(sheets: &[FormSheet]) -> FormMapping {
        let (settings, words, tree) = (settings(), words(), AreaTree::new([]));
        let ledgers = [("problems", Ledger::Problems), ("hazards", Ledger::Hazards), ("premises", Ledger::Premises)];
        let columns = |ledger| {
            Scribe::new(ledger, false, &words, &tree, Vec::new(), Date::from_days(20_000), &settings).columns()
        };
        let mut tables: Vec<_> = ledgers.iter().map(|(name, ledger)| (*name, columns(*ledger))).collect();
        tables.push(("monthly", Layout::ByArea.columns()));
        guess(sheets, &Chosen::default(), &tables, &words)
    }

    fn keys(mapping: &FormMapping) -> Vec<&str> {
        mapping.columns.iter().map(|column| column.key.as_deref().unwrap_or("-")).collect()
    }

    #[test]
    fn a_superiors_own_words_are_those_that_the_import_understands() {
        let header = ["序号", "单位名称", "地址", "负责人", "联系电话", "负责人身份证号", "检查单位"];
        let mapping = guessed(&form(&[&["九小场所排查台账"], &header, &["1"], &["2"]]));
        assert_eq!((mapping.table.as_str(), mapping.header_row), ("premises", 2));
        assert_eq!(keys(&mapping), ["number", "name", "address", "owner_name", "owner_phone", "-", "-"]);
        let header = ["序号", "单位名称", "地址", "隐患", "整改要求", "期限", "整改情况"];
        let mapping = guessed(&form(&[&header]));
        assert_eq!(mapping.table, "problems");
        assert_eq!(keys(&mapping), ["number", "premises", "address", "what", "fixes", "due_on", "state"]);
    }

    #[test]
    fn a_form_of_figures_with_a_header_of_two_rows_takes_the_statistics_of_areas() {
        let upper = ["序号", "网格", "场所排查", "", "", "隐患整改", ""];
        let lower = ["", "", "应排查", "已排查", "覆盖率", "未销号", "逾期未改"];
        let areas = [["1", "第1网格"], ["2", "第2网格"], ["", "合计"]];
        let rows: Vec<&[&str]> =
            [&["安全排查情况统计表"][..], &upper, &lower].into_iter().chain(areas.iter().map(|row| &row[..])).collect();
        let mapping = guessed(&form(&rows));
        assert_eq!((mapping.table.as_str(), mapping.header_row), ("monthly", 3), "{mapping:#?}");
        assert_eq!(keys(&mapping), ["number", "cell", "base", "covered", "coverage", "open", "overdue"]);
    }

    #[test]
    fn a_header_of_three_storeys_with_merged_cells_is_read_as_one() {
        let mut book = Workbook::new();
        let plain = Format::new();
        let sheet = book.add_worksheet().set_name("附件1").unwrap();
        sheet.merge_range(0, 0, 0, 6, "重大事故隐患排查整治情况统计表", &plain).unwrap();
        sheet.merge_range(1, 0, 3, 0, "社区（村）", &plain).unwrap();
        sheet.merge_range(1, 1, 1, 6, "本月", &plain).unwrap();
        sheet.merge_range(2, 1, 2, 2, "场所", &plain).unwrap();
        sheet.merge_range(2, 3, 2, 5, "一般隐患", &plain).unwrap();
        sheet.merge_range(2, 6, 3, 6, "备注", &plain).unwrap();
        for (column, text) in ["总数", "检查", "总数", "整改", "整改率"].iter().enumerate() {
            sheet.write(3, column as u16 + 1, *text).unwrap();
        }
        let hidden = book.add_worksheet().set_name("社区").unwrap();
        for (column, text) in ["社区", "场所总数", "一般隐患总数", "一般隐患整改", "一般隐患整改率"].iter().enumerate()
        {
            hidden.write(0, column as u16, *text).unwrap();
        }
        hidden.set_very_hidden(true);
        let columns = [
            ("community", "社区"),
            ("premises", "场所总数"),
            ("found", "一般隐患总数"),
            ("mended", "一般隐患整改"),
            ("rate", "一般隐患整改率"),
        ];
        let columns = columns.map(|(key, title)| ReportColumn::new(key, title)).to_vec();
        let (tables, words) = ([("monthly", columns)], words());
        let sheets = sheets(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(sheets.len(), 1, "what is hidden is not offered");
        let mapping = guess(&sheets, &Chosen::default(), &tables, &words);
        assert_eq!((mapping.sheet.as_str(), mapping.header_row), ("附件1", 4));
        let keys: Vec<_> = mapping.columns.iter().map(|column| column.key.as_deref()).collect();
        let wanted = [Some("community"), Some("premises"), None, Some("found"), Some("mended"), Some("rate"), None];
        assert_eq!(keys, wanted);
        assert_eq!(mapping.columns[3].header, "本月 · 一般隐患 · 总数");
        let chosen = Chosen { sheet: Some("附件1".into()), header_row: Some(3) };
        let mapping = guess(&sheets, &chosen, &tables, &words);
        assert_eq!((mapping.header_row, mapping.columns[0].key.as_deref()), (3, Some("community")), "as it was said");
        let chosen = Chosen { sheet: Some("附件1".into()), header_row: Some(19) };
        let mapping = guess(&sheets, &chosen, &tables, &words);
        assert_eq!((mapping.sheet.as_str(), mapping.header_row), ("附件1", 19), "nothing stands there, and it is kept");
    }
}
