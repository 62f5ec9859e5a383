"""Workbooks made and read by other libraries (openpyxl, xlwt). Prints "pass NAME" or "fail NAME: why" a case.

workbooks.py form FILE     makes the superior's blank form: merged header, formulas, styles, print area, hidden sheets
workbooks.py filled FILE   looks at the form after it was filled
workbooks.py tight FILE    makes a form with two blank rows above its sum, and a sheet that points at the sum
workbooks.py grown FILE    looks at that form after more rows were put in
workbooks.py figures FILE  makes two blank forms for the month's figures: a row an area, a row a figure
workbooks.py figured FILE  looks at the first after it was filled; items FILE at the second; paper FILE at the report itself
workbooks.py ledger FILE   makes an old XLS ledger: merged title, a blank line, Chinese, numbers as numbers
workbooks.py export FILE   looks at an exported ledger
"""

import sys

import openpyxl
import xlwt
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName

HEADERS = ["序号", "社区", "工作", "应完成", "已完成", "完成率"]
ROWS = range(5, 25)


def form(path):
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "填表说明"
    notes["A1"] = "请勿改动格式"
    sheet = book.create_sheet("附件2")
    sheet.merge_cells("A1:G1")
    sheet["A1"] = "重点工作进展情况统计表"
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.merge_cells("D3:F3")
    sheet["D3"] = "进展"
    for column, header in enumerate(HEADERS, 1):
        sheet.cell(4, column, header)
    sheet.merge_cells("A3:A4")
    sheet["A3"] = "序号"
    thin = Side(style="thin")
    for row in ROWS:
        for column in range(1, 8):
            cell = sheet.cell(row, column)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        sheet.cell(row, 4).number_format = "#,##0"
        sheet.cell(row, 7, f"=D{row}-E{row}")
    sheet.cell(25, 1, "合计")
    sheet.cell(25, 4, "=SUM(D5:D24)")
    sheet.cell(25, 4).fill = PatternFill("solid", fgColor="FFFF00")
    sheet.print_area = "A1:G25"
    sheet.row_dimensions[1].height = 40
    sheet.column_dimensions["C"].width = 33
    for name, state in [("字典", "hidden"), ("密", "veryHidden")]:
        other = book.create_sheet(name)
        other["A1"] = "勿动"
        other.sheet_state = state
    book.defined_names["名单"] = DefinedName("名单", attr_text="字典!$A$1")
    book.save(path)


def expect(name, actual, wanted):
    if actual == wanted:
        print(f"pass {name}")
    else:
        print(f"fail {name}: {actual!r} instead of {wanted!r}")


def filled(path):
    book = openpyxl.load_workbook(path)
    expect("sheets", book.sheetnames, ["填表说明", "附件2", "字典", "密"])
    expect("hidden sheets", [book["字典"].sheet_state, book["密"].sheet_state], ["hidden", "veryHidden"])
    expect("named range", book.defined_names["名单"].attr_text, "字典!$A$1")
    sheet = book["附件2"]
    merged = sorted(str(one) for one in sheet.merged_cells.ranges)
    expect("merged cells", merged, ["A1:G1", "A3:A4", "D3:F3"])
    expect("print area", sheet.print_area, "'附件2'!$A$1:$G$25")
    expect("title", [sheet["A1"].value, sheet["A1"].font.size], ["重点工作进展情况统计表", 18])
    expect("measures", [sheet.row_dimensions[1].height, sheet.column_dimensions["C"].width], [40, 33])
    expect("formulas", [sheet["G5"].value, sheet["D25"].value], ["=D5-E5", "=SUM(D5:D24)"])
    expect("fill of the total", sheet["D25"].fill.fgColor.rgb, "00FFFF00")
    expect("recalculated when opened", book.calculation.fullCalcOnLoad, True)
    first = [sheet.cell(5, column).value for column in range(1, 7)]
    expect("first row", first, [1, "区域4", "九小场所摸排建档", 1, 0, "0%"])
    expect("number format and border", [sheet["D5"].number_format, sheet["D5"].border.left.style], ["#,##0", "thin"])
    expect("second row", [sheet.cell(6, 3).value, sheet.cell(6, 4).value], ["出租屋摸排建档", 1])
    expect("rest stays blank", sheet.cell(20, 3).value, None)


def tight(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件2"
    for column, header in enumerate(["序号", "场所名称", "详细地址", "面积"], 1):
        sheet.cell(1, column, header)
    for row in (2, 3):
        sheet.cell(row, 4).number_format = "#,##0"
        sheet.cell(row, 7, f"=D{row}/D$4")
    sheet.cell(4, 1, "合计")
    sheet.cell(4, 4, "=SUM(D2:D3)")
    sheet.merge_cells("A6:G6")
    sheet["A6"] = "填表人：        审核人："
    sheet.row_dimensions[6].height = 33
    sheet.print_area = "A1:G6"
    summary = book.create_sheet("汇总")
    summary["A1"] = "=附件2!D4"
    summary["A2"] = "=D4"
    book.save(path)


def grown(path):
    book = openpyxl.load_workbook(path)
    sheet = book["附件2"]
    total = next(row for row in range(2, 200) if sheet.cell(row, 1).value == "合计")
    last = total - 1
    expect("more rows than there were", total > 4, True)
    expect("sum", sheet.cell(total, 4).value, f"=SUM(D2:D{last})")
    formulas = [sheet.cell(row, 7).value for row in range(2, total)]
    expect("formula of each row", formulas, [f"=D{row}/D${total}" for row in range(2, total)])
    expect("number format", {sheet.cell(row, 4).number_format for row in range(2, total)}, {"#,##0"})
    expect("each row is filled", all(sheet.cell(row, 3).value for row in range(2, total)), True)
    expect("what stands below", sheet.cell(total + 2, 1).value, "填表人：        审核人：")
    expect("its height", sheet.row_dimensions[total + 2].height, 33)
    expect("merged below", [str(one) for one in sheet.merged_cells.ranges], [f"A{total + 2}:G{total + 2}"])
    expect("print area", sheet.print_area, f"'附件2'!$A$1:$G${total + 2}")
    expect("another sheet", [book["汇总"]["A1"].value, book["汇总"]["A2"].value], [f"=附件2!D{total}", "=D4"])


def figures(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件1"
    sheet.merge_cells("A1:F1")
    sheet["A1"] = "隐患排查治理月报"
    sheet.merge_cells("B2:D2")
    sheet["B2"] = "本月"
    for column, header in enumerate(["社区", "应排查数", "已排查数", "覆盖率", "本年累计发现一般隐患", "备注"], 1):
        sheet.cell(3, column, header)
    for row, name in enumerate(["区域5", "区域4", "合计"], 4):
        sheet.cell(row, 1, name)
    sheet["B6"] = "=SUM(B4:B5)"
    sheet["F4"] = "勿动"
    sheet.print_area = "A1:F6"
    items = book.create_sheet("附件3")
    for column, header in enumerate(["项目", "本月", "本年累计"], 1):
        items.cell(1, column, header)
    for row, name in enumerate(["发现疑似重大", "按期率", "不认识的项目"], 2):
        items.cell(row, 1, name)
    book.save(path)


def figured(path):
    sheet = openpyxl.load_workbook(path)["附件1"]
    rows = {row[0].value: [cell.value for cell in row[1:5]] for row in sheet.iter_rows(min_row=4, max_row=5)}
    expect("the community's month", rows["区域4"], [3, 2, "67%", 1])
    expect("another without anything", rows["区域5"], [0, 0, "—", 0])
    expect("the form's own sum", sheet["B6"].value, "=SUM(B4:B5)")
    expect("what is not ours", [sheet["F4"].value, sheet["A1"].value], ["勿动", "隐患排查治理月报"])
    merged = sorted(str(one) for one in sheet.merged_cells.ranges)
    expect("merged cells of figures", merged, ["A1:F1", "B2:D2"])
    expect("print area of figures", sheet.print_area, "'附件1'!$A$1:$F$6")


def items(path):
    sheet = openpyxl.load_workbook(path)["附件3"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
    expect("a row a figure", rows, [["发现疑似重大", 1, 1], ["按期率", "100%", "100%"], ["不认识的项目", None, None]])


def paper(path):
    sheet = openpyxl.load_workbook(path).active
    expect("title of the paper", sheet["A1"].value, "区域2安全巡查统计表（2026年3月）")
    expect("header of the paper", [cell.value for cell in sheet[2]], ["项目", "本月", "本年累计", "补报", "区域4", "区域5"])
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=3)}
    expect("counts", rows["应排查数"], [3, 3, "—", 3, 0])
    expect("shares", rows["覆盖率"], [0.67, 0.67, "—", 0.67, "—"])
    expect("how a share is shown", sheet.cell(5, 2).number_format, "0%")
    expect("days of the paper", rows["统计期"][0], "2026-02-26 至 2026-03-25")
    expect("who signs it", [rows["填表人"][0], rows["审核人"][0], rows["版本"][0]], [None, None, "未报送"])


def ledger(path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    sheet.write_merge(0, 0, 0, 4, "光明路街道九小场所台账")
    for column, header in enumerate(["地址", "店名", "类别", "联系电话", "网格"]):
        sheet.write(2, column, header)
    sheet.write(3, 0, "老街1号")
    sheet.write(3, 1, "老王面馆")
    sheet.write(3, 2, "小餐饮")
    sheet.write(3, 3, 13800000001)
    sheet.write_merge(3, 4, 4, 4, "区域41")
    sheet.write(4, 0, "老街2号")
    sheet.write(4, 1, "便民超市")
    sheet.write(4, 2, "小商店")
    book.save(path)


def export(path):
    sheet = openpyxl.load_workbook(path).active
    titles = [cell.value for cell in sheet[2]]
    expect("header", titles[:7], ["序号", "镇街", "社区", "网格", "场所名称", "类别", "详细地址"])
    expect("title", sheet["A1"].value, "场所台账")
    names = [row[4].value for row in sheet.iter_rows(min_row=3)]
    expect("names", sorted(names), ["=SUM(1,1)", "老王面馆"])
    kinds = {row[4].data_type for row in sheet.iter_rows(min_row=3)}
    expect("a formula is a text", kinds, {"s"})
    area = titles.index("面积")
    expect("numbers are numbers", sorted(row[area].value for row in sheet.iter_rows(min_row=3)), [40, 86.5])


if __name__ == "__main__":
    cases = [form, filled, tight, grown, figures, figured, items, paper, ledger, export]
    {case.__name__: case for case in cases}[sys.argv[1]](sys.argv[2])
