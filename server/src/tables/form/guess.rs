//! Which row of a form is its header, and what each of its columns takes. A header of several storeys, whose upper cells are
//! merged across the columns that they are of, is read as one: 隐患排查 above 总数 is 隐患排查总数.

use super::{FormColumn, FormMapping, FormSheet};
use crate::tables::source::{Sheet, SheetRow};
use crate::tables::table::ReportColumn;
use crate::tables::words::normal;
use std::collections::BTreeSet;

/// Storeys of a header above its last row.
const STOREYS: u32 = 2;

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

/// A mapping to begin with: the row that names most of the table's columns, and most of them word by word, is the header.
/// Where a person has said which row it is, the columns are guessed for that one.
pub fn guess(sheets: &[FormSheet], chosen: &Chosen, table: &str, columns: &[ReportColumn]) -> FormMapping {
    // What was chosen stays, also where nothing of it is understood.
    let mut best = FormMapping {
        table: table.to_owned(),
        sheet: chosen.sheet.clone().unwrap_or_default(),
        header_row: chosen.header_row.unwrap_or_default(),
        ..FormMapping::default()
    };
    let mut most = 0;
    for sheet in sheets {
        for ((number, texts), above) in sheet.rows.iter().zip(&sheet.above) {
            let (mut taken, mut score) = (BTreeSet::new(), 0);
            let mut mapped = Vec::new();
            for (index, (own, above)) in texts.iter().zip(above).enumerate().filter(|(_, (own, _))| !own.is_empty()) {
                let found = named(own, above, columns).filter(|(column, _)| taken.insert(column.key.as_str()));
                score += found.map_or(0, |(_, word_by_word)| if word_by_word { 2 } else { 1 });
                let header = above.iter().rev().chain([own]).map(String::as_str).collect::<Vec<_>>().join(" · ");
                mapped.push(FormColumn { index, header, key: found.map(|(column, _)| column.key.clone()) });
            }
            let is_wanted = chosen.sheet.as_ref().is_none_or(|name| *name == sheet.name)
                && chosen.header_row.is_none_or(|row| row == *number);
            // Of a row that was chosen also nothing may be understood.
            if is_wanted && (score > most || chosen.header_row.is_some()) {
                most = score;
                best.sheet.clone_from(&sheet.name);
                best.header_row = *number;
                best.columns = mapped;
            }
        }
    }
    best
}

// The column of the table that a header means, and whether it says so word by word.
fn named<'a>(own: &str, above: &[String], columns: &'a [ReportColumn]) -> Option<(&'a ReportColumn, bool)> {
    let own = normal(own);
    let mut whole = own.clone();
    let mut readings = vec![own];
    for text in above {
        readings.push(format!("{}{}", normal(text), readings[0]));
        whole = format!("{}{whole}", normal(text));
        readings.push(whole.clone());
    }
    let same = readings.iter().find_map(|reading| columns.iter().find(|column| normal(&column.title) == *reading));
    let held = || {
        // All storeys together say more than the last alone: 总数 stands in the names of many columns.
        readings.iter().rev().find_map(|reading| {
            let fits = |title: &str| reading.contains(title) || title.contains(reading.as_str());
            let likely = columns.iter().filter(|column| !reading.is_empty() && fits(&normal(&column.title)));
            likely.max_by_key(|column| column.title.chars().count())
        })
    };
    same.map(|column| (column, true)).or_else(|| held().map(|column| (column, false)))
}

#[cfg(test)]
mod tests {
    use super::super::sheets;
    use super::*;
    use rust_xlsxwriter::{Format, Workbook};

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
        let columns = columns.map(|(key, title)| ReportColumn::new(key, title));
        let sheets = sheets(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(sheets.len(), 1, "what is hidden is not offered");
        let mapping = guess(&sheets, &Chosen::default(), "monthly", &columns);
        assert_eq!((mapping.sheet.as_str(), mapping.header_row), ("附件1", 4));
        let keys: Vec<_> = mapping.columns.iter().map(|column| column.key.as_deref()).collect();
        let wanted = [Some("community"), Some("premises"), None, Some("found"), Some("mended"), Some("rate"), None];
        assert_eq!(keys, wanted);
        assert_eq!(mapping.columns[3].header, "本月 · 一般隐患 · 总数");
        let chosen = Chosen { sheet: Some("附件1".into()), header_row: Some(3) };
        let mapping = guess(&sheets, &chosen, "monthly", &columns);
        assert_eq!((mapping.header_row, mapping.columns[0].key.as_deref()), (3, Some("community")), "as it was said");
        let chosen = Chosen { sheet: Some("附件1".into()), header_row: Some(19) };
        let mapping = guess(&sheets, &chosen, "monthly", &columns);
        assert_eq!((mapping.sheet.as_str(), mapping.header_row), ("附件1", 19), "nothing stands there, and it is kept");
    }
}
