//! A file of utility readings (R08): columns found by their headings, rows read one by one, an account number never
//! looked at. What is odd, the domain says.

use crate::tables::source::{self, Sheet, SheetRow, SourceError};
use gridwalk_domain::code::ShortCode;
use gridwalk_domain::event::Meter;
use gridwalk_domain::time::Date;

/// Rows from the top in which the heading is looked for: a title and notes may stand above it.
const HEADING_ROWS: usize = 10;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Counted from 1 with the heading.
    pub row: usize,
    /// By the label's code, if there is one.
    pub code: Option<ShortCode>,
    /// 场所名称.
    pub name: String,
    /// 地址.
    pub address: String,
    /// Which meter.
    pub meter: Meter,
    /// First day of the month.
    pub month: Date,
    /// Used in it.
    pub used: f64,
}

/// A row that could not be read: its number, the column, why.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// Counted from 1 with the heading.
    pub row: usize,
    /// Which column.
    pub column: &'static str,
    /// For people.
    pub reason: String,
}

/// The file is no table of readings.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A column is missing.
    #[error("column {0} is missing")]
    Column(&'static str),
    /// It cannot be read as a table.
    #[error(transparent)]
    Source(#[from] SourceError),
}

// One column of what was used: 用电量 says itself of which meter.
#[derive(Clone, Copy)]
struct Used {
    at: usize,
    meter: Option<Meter>,
}

struct Columns {
    code: Option<usize>,
    name: Option<usize>,
    address: Option<usize>,
    meter: Option<usize>,
    month: Option<usize>,
    used: Vec<Used>,
    /// What the title says for all rows: 2026年10月用电量明细.
    title: (Option<Meter>, Option<Date>),
}

// 用电地址, 抄表月份, 用电客户编号 and 上月用量 name no amount of this month; 用户用量 and 本月用电量 do.
const OF_OTHERS: [&str; 13] =
    ["地址", "月份", "年月", "日期", "账期", "编号", "户号", "表号", "户名", "客户", "上期", "上月", "读数"];
const AMOUNTS: [&str; 7] = ["用量", "电量", "水量", "气量", "用电", "用水", "用气"];
const KINDS: [&str; 4] = ["表", "种类", "类别", "类型"];

// 用电月 is a month and 用电户 a name.
fn is_of_others(title: &str) -> bool {
    OF_OTHERS.iter().any(|word| title.contains(word)) || title.ends_with(['月', '户'])
}

fn columns(heading: &SheetRow, above: &[SheetRow]) -> Result<Columns, TableError> {
    let titles = || heading.cells.iter().map(|title| title.trim()).enumerate();
    let has = |title: &str, words: &[&str]| words.iter().any(|word| title.contains(word));
    let find = |words: &[&str]| titles().find(|(_, title)| has(title, words)).map(|(at, _)| at);
    let (code, name) = (find(&["短码", "标签"]), find(&["名称", "场所", "户名", "店名", "单位"]));
    if code.is_none() && name.is_none() {
        return Err(TableError::Column("场所名称"));
    }
    // 用电类别 is neither an amount nor says which meter.
    let is_amount = |title: &str| has(title, &AMOUNTS) && !is_of_others(title) && !has(title, &KINDS[1..]);
    let amounts = titles().filter(|(_, title)| is_amount(title));
    let used: Vec<Used> = amounts.map(|(at, title)| Used { at, meter: meter(title) }).collect();
    let is_kind = |title: &str| has(title, &KINDS) && !is_of_others(title) && !has(title, &AMOUNTS);
    let kind = titles().find(|(_, title)| is_kind(title)).map(|(at, _)| at);
    let said = || above.iter().flat_map(|row| &row.cells);
    let title = (said().find_map(|text| meter(text)), said().find_map(|text| month(text)));
    let is_month = |title: &str| has(title, &["月", "账期", "日期"]) && !has(title, &["上月"]) && !is_amount(title);
    let month = titles().find(|(_, title)| is_month(title)).map(|(at, _)| at);
    if used.is_empty() {
        return Err(TableError::Column("用量"));
    }
    if kind.is_none() && title.0.is_none() && used.iter().any(|used| used.meter.is_none()) {
        return Err(TableError::Column("表"));
    }
    if month.is_none() && title.1.is_none() {
        return Err(TableError::Column("月份"));
    }
    Ok(Columns { code, name, address: find(&["地址", "住址"]), meter: kind, month, used, title })
}

/// Reads a workbook or a CSV: the first sheet with a heading of readings.
///
/// # Errors
/// When it is no table of readings; single rows that cannot be read are in the second list.
pub fn read(bytes: &[u8]) -> Result<(Vec<Line>, Vec<Unread>), TableError> {
    let sheets = source::read(bytes)?;
    let (columns, rows) = table(&sheets)?;
    let (mut lines, mut unread) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.filled() > 0) {
        let mut skip = |column, reason| unread.push(Unread { row: row.number as usize, column, reason });
        // A list with a column for each meter leaves empty what a place has not.
        let is_wide = columns.used.len() > 1;
        let filled = columns.used.iter().filter(|used| !is_wide || !row.cell(used.at).is_empty());
        if filled.clone().next().is_none() {
            skip("用量", "水、电、气都没有填".to_owned());
        }
        for used in filled {
            match line(row, &columns, *used) {
                Ok(line) => lines.push(line),
                Err((column, reason)) => skip(column, reason),
            }
        }
    }
    Ok((lines, unread))
}

// The columns and the rows below their heading. Of what is no heading the one that comes nearest says what is missing.
fn table(sheets: &[Sheet]) -> Result<(Columns, &[SheetRow]), TableError> {
    let mut nearest = (0, TableError::Column("场所名称"));
    for sheet in sheets {
        for (at, row) in sheet.rows.iter().enumerate().take(HEADING_ROWS) {
            match columns(row, &sheet.rows[..at]) {
                Ok(columns) => return Ok((columns, &sheet.rows[at + 1..])),
                Err(error) if row.filled() > nearest.0 => nearest = (row.filled(), error),
                Err(_) => {}
            }
        }
    }
    Err(nearest.1)
}

fn line(row: &SheetRow, columns: &Columns, of: Used) -> Result<Line, (&'static str, String)> {
    let cell = |at: usize| row.cell(at).trim();
    let optional = |at: Option<usize>| at.map(cell).unwrap_or_default().to_owned();
    let code = optional(columns.code);
    let code = match code.is_empty() {
        true => None,
        false => Some(ShortCode::read(&code).map_err(|_| ("标签短码", format!("“{code}”不是标签短码")))?),
    };
    let (title_meter, title_month) = columns.title;
    let meter = of.meter.or_else(|| columns.meter.map_or(title_meter, |at| meter(cell(at))));
    let meter = meter.ok_or_else(|| ("表", "要写 水、电 或 气".to_owned()))?;
    let month = columns.month.map_or(title_month, |at| month(cell(at)));
    let month = month.ok_or_else(|| ("月份", "月份要像 2026-10".to_owned()))?;
    let used = cell(of.at).replace(',', "").parse::<f64>().ok();
    let used = used.filter(|used| used.is_finite() && (0.0..1e9).contains(used));
    let used = used.ok_or_else(|| ("用量", "用量要是不小于 0 的数".to_owned()))?;
    let (name, address) = (optional(columns.name), optional(columns.address));
    if code.is_none() && name.is_empty() {
        return Err(("场所名称", "没有写是哪处场所".to_owned()));
    }
    Ok(Line { row: row.number as usize, code, name, address, meter, month, used })
}

fn meter(text: &str) -> Option<Meter> {
    [("水", Meter::Water), ("电", Meter::Electricity), ("气", Meter::Gas)]
        .into_iter()
        .find(|(word, _)| text.contains(word))
        .map(|(_, meter)| meter)
}

// 2026-10, 2026/10, 2026年10月, 202610, 2026-10-31.
fn month(text: &str) -> Option<Date> {
    let digits: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (year, month) = match digits.as_slice() {
        [both] if both.len() == 6 => both.split_at(4),
        [year, month, ..] => (*year, *month),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rows_however_they_are_headed_and_says_what_it_cannot() {
        let file = "户号,场所名称,地址,表类,月份,用量\n\
            3704001,城西闲置院,和平街3号,电表,2026年10月,\"1,412.5\"\n\
            3704002,老街面馆,幸福路27号,燃气,202610,60\n\
            ,,,,,\n\
            3704003,老街面馆,幸福路27号,蒸汽,2026-10,60\n\
            3704004,老街面馆,幸福路27号,水,去年,60\n\
            3704005,老街面馆,幸福路27号,水,2026-10,-1\n";
        for bytes in [file.as_bytes().to_vec(), encoding_rs::GB18030.encode(file).0.into_owned()] {
            let (lines, unread) = read(&bytes).unwrap();
            assert_eq!(lines.len(), 2, "{lines:?}");
            assert_eq!((lines[0].meter, lines[0].used, lines[0].row), (Meter::Electricity, 1412.5, 2));
            assert_eq!(lines[1].month, Date::new(2026, 10, 1).unwrap());
            assert_eq!(
                unread.iter().map(|one| (one.row, one.column)).collect::<Vec<_>>(),
                [(5, "表"), (6, "月份"), (7, "用量")]
            );
        }
        let titled = format!("十月水电气读数,,,,,\n填报单位：供电所,,,,,\n{file}");
        assert_eq!(read(titled.as_bytes()).unwrap().0[0].row, 4, "below a title");
        let of_grid = "2026年10月用电量明细,,,\n用户编号,户名,用电地址,用电量(千瓦时)\n3704,老街面馆,幸福路27号,88\n";
        let (lines, unread) = read(of_grid.as_bytes()).unwrap();
        assert_eq!((lines.len(), unread.len()), (1, 0));
        let first = &lines[0];
        assert_eq!((first.meter, first.month, first.used), (Meter::Electricity, Date::new(2026, 10, 1).unwrap(), 88.0));
        assert_eq!((first.name.as_str(), first.address.as_str()), ("老街面馆", "幸福路27号"));
        assert!(matches!(read("a,b\n1,2\n".as_bytes()), Err(TableError::Column("场所名称"))));
        let no_month = "场所名称,地址,表,用量\n面馆,幸福路,水,1\n";
        assert!(matches!(read(no_month.as_bytes()), Err(TableError::Column("月份"))));
        assert!(matches!(read(b""), Err(TableError::Source(SourceError::Empty))));
    }

    #[test]
    fn a_column_for_each_meter_gives_a_line_for_each() {
        let wide = "店名,地址,抄表日期,用水量,用电量,用气量\n\
            老街面馆,幸福路27号,2026-10-31,6,88,\n\
            城西闲置院,和平街3号,2026-10-31,,,\n";
        let (lines, unread) = read(wide.as_bytes()).unwrap();
        let meters: Vec<_> = lines.iter().map(|line| (line.meter, line.used)).collect();
        assert_eq!(meters, [(Meter::Water, 6.0), (Meter::Electricity, 88.0)]);
        assert_eq!(
            unread.iter().map(|one| (one.row, one.column)).collect::<Vec<_>>(),
            [(3, "用量")],
            "not passed over"
        );
    }

    #[test]
    fn knows_the_amount_by_what_the_utilities_call_it() {
        let headings = [
            "用户名称,地址,表类,月份,用户用量",
            "户名,用电地址,用电类别,抄表月,本月用电量(度)",
            "用电客户名称,用电地址,客户编号,账期年月,每户用电量",
            "户名,用水地址,上月用水量,用水月份,本月用水量",
        ];
        for heading in headings {
            let cells: Vec<&str> = heading
                .split(',')
                .map(|title| match title {
                    "表类" => "电",
                    "用电类别" => "商业",
                    "上月用水量" | "客户编号" => "7",
                    _ if title.contains("地址") => "幸福路27号",
                    _ if title.contains("用量") || title.contains("电量") || title.contains("水量") => "88",
                    _ if title.contains('月') => "2026-10",
                    _ => "老街面馆",
                })
                .collect();
            let file = format!("{heading}\n{}\n", cells.join(","));
            let (lines, unread) = read(file.as_bytes()).unwrap_or_else(|error| panic!("{heading}: {error}"));
            assert_eq!((lines.len(), unread.len()), (1, 0), "{heading}: {unread:?}");
            assert_eq!((lines[0].used, lines[0].month), (88.0, Date::new(2026, 10, 1).unwrap()), "{heading}");
        }
    }
}
