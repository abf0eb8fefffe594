"""What people put around and into a table: each function takes a page and gives it back messier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.mess.plain import Box, Page, Spot, Value, number_of

Operator = Callable[[Page], Page]


def moved(page: Page, down: int, right: int) -> Page:
    """The page with everything some rows down and some columns to the right."""

    def box(at: Box) -> Box:
        return at[0] + down, at[1] + right, at[2] + down, at[3] + right

    cells = {(row + down, column + right): value for (row, column), value in page.cells.items()}
    return replace(page, cells=cells, merged=tuple(map(box, page.merged)), tables=tuple(map(box, page.tables)))


def banner(page: Page) -> Page:
    """A merged title over the table and a line that says who made it, and in what the money is."""
    page = moved(page, 2, 0)
    said = (page.sheet, *(value for value in page.cells.values() if isinstance(value, str)))
    unit = next((unit for unit in ("百万元", "万元", "千元") if any(unit in text for text in said)), "元")
    cells = {**page.cells, (1, 1): "2025年上半年运营数据汇总", (2, 1): f"制表：运营部 单位：{unit}"}
    return replace(page, cells=cells, merged=(*page.merged, (1, 1, 1, max(2, page.right))))


def blank_edges(page: Page) -> Page:
    """Blank rows above and a blank column to the left."""
    return moved(page, 3, 1)


def deep(page: Page) -> Page:
    """The table far down, below lines of remarks."""
    lines: dict[Spot, Value] = {(row, 1): f"备注：第{row}条口径说明" for row in range(1, 15)}
    page = moved(page, 16, 0)
    return replace(page, cells={**page.cells, **lines})


def note_below(page: Page) -> Page:
    """A remark below the table."""
    return replace(page, cells={**page.cells, (page.bottom + 2, 1): "注：数据来源于后台导出，T+1更新"})


def note_beside(page: Page) -> Page:
    """A remark to the right, a blank column between."""
    return replace(page, cells={**page.cells, (max(2, page.bottom // 2), page.right + 2): "此处口径有调整，见说明"})


def note_beside_title(page: Page) -> Page:
    """A remark in the line of a title, behind the table; the page gets a title where it has none."""
    titles = [row for row in range(1, page.bottom + 1) if _is_title(page, row)]
    if not titles:
        page, titles = moved(page, 1, 0), [1]
        page = replace(page, cells={**page.cells, (1, 1 + _indent(page)): page.sheet})
    return replace(page, cells={**page.cells, (titles[len(titles) // 2], page.right + 2): "此处口径有调整，见说明"})


def _is_title(page: Page, row: int) -> bool:
    """Whether a row is a text over rows with more."""
    found = [value for (one, _), value in page.cells.items() if one == row]
    is_text = len(found) == 1 and isinstance(found[0], str) and not found[0].startswith(("注", "备注"))
    return is_text and any((row + 1, column) in page.cells for column in range(2, page.right + 1))


def _indent(page: Page) -> int:
    return min(column for _, column in page.cells) - 1


def numbered(page: Page) -> Page:
    """序号 before the table: every row has its number, those that add up and those that head others have none."""
    if len(page.tables) != 1 or not page.heads:
        return page
    top, left, bottom, right = page.tables[0]
    page = moved(page, 0, 1)
    head = [page.cells.get((top, column)) for column in range(left + 1, right + 2)]
    cells = dict(page.cells)
    count = 0
    for row in range(top, bottom + 1):
        line = [page.cells.get((row, column)) for column in range(left + 1, right + 2)]
        if line == head:
            cells[row, left] = "序号"
        elif row >= top + page.heads and line[0] not in ("合计", "小计", "平均", "环比") and any(line[1:]):
            count += 1
            cells[row, left] = float(count)
    merged = ((top, left, top + page.heads - 1, left),) if page.heads > 1 and page.merged else ()
    box = (top, left, bottom, right + 1)
    return replace(page, cells=cells, tables=(box,), labels=page.labels + 1, merged=(*page.merged, *merged))


def spaced_headers(page: Page) -> Page:
    """Spaces, line breaks and no-break spaces in the header texts."""
    return _headers(page, lambda text: f" {text[:2]}\n{text[2:]}\u00a0" if _is_broken_at_two(text) else f"{text}\u3000")


def _is_broken_at_two(text: str) -> bool:
    """Whether a line could break after two characters: between characters, not within a number or a Latin word."""
    return len(text) > 2 and all("\u4e00" <= letter <= "\u9fff" for letter in text[1:3])


def wide_letters(page: Page) -> Page:
    """Full-width digits in the header: ４月."""
    digits = str.maketrans("0123456789", "０１２３４５６７８９")
    return _headers(page, lambda text: text.translate(digits))


def traditional(page: Page) -> Page:
    """The header in traditional characters."""
    letters = str.maketrans(
        "访问实际标类户费数动参与开结补贴奖发布时间题阅读赞评论额项负责状态单进层骤环计总型称广启",
        "訪問實際標類戶費數動參與開結補貼獎發佈時間題閱讀讚評論額項負責狀態單進層驟環計總型稱廣啟",
    )
    return _headers(page, lambda text: text.translate(letters))


def padded(page: Page) -> Page:
    """Spaces of all widths around the texts of every cell, as copying from a web page leaves them."""
    ends = ("\u00a0", " ", "\u3000")
    cells = {at: f"{value}{ends[sum(at) % 3]}" if isinstance(value, str) else value for at, value in page.cells.items()}
    return replace(page, cells=cells)


def full_width(page: Page) -> Page:
    """Full-width brackets and no-break spaces around the header texts."""
    return _headers(page, lambda text: f"\u00a0{text.replace('(', '（').replace(')', '）')}\u3000")


def unmerged(page: Page) -> Page:
    """Group headers that nobody merged."""
    return replace(page, merged=())


def repeated_header(page: Page) -> Page:
    """The header once more in the middle, as print-outs have it (only over one header row)."""
    if page.heads != 1 or len(page.tables) != 1 or page.merged:
        return page
    top, left, bottom, right = page.tables[0]
    at = (top + bottom) // 2 + 1
    if bottom - top < 3:
        return page
    cells = {(row + (row >= at), column): value for (row, column), value in page.cells.items()}
    cells |= {(at, column): page.cells[top, column] for column in range(left, right + 1) if (top, column) in page.cells}
    return replace(page, cells=cells, tables=((top, left, bottom + 1, right),))


def total_row(page: Page) -> Page:
    """合计 below the table, adding up every column of numbers (only where a page has one table)."""
    return _bottom_line(page, "合计", sum)


def mean_row(page: Page) -> Page:
    """平均 below the table."""
    return _bottom_line(page, "平均", lambda values: sum(values) / len(values))


def change_row(page: Page) -> Page:
    """环比 below the table."""
    return _bottom_line(page, "环比", lambda values: 0.0123)


def _bottom_line(page: Page, word: str, made: Callable[[list[float]], float]) -> Page:
    if len(page.tables) != 1:
        return page
    top, left, bottom, right = page.tables[0]
    cells = dict(page.cells)
    cells[bottom + 1, left] = word
    for column in range(left + page.labels, right + 1):
        column_cells = (page.cells.get((row, column)) for row in range(top + page.heads, bottom + 1))
        values = [number for cell in column_cells if (number := number_of(cell)) is not None]
        if values:
            cells[bottom + 1, column] = made(values)
    return replace(page, cells=cells, tables=((top, left, bottom + 1, right),))


def _headers(page: Page, rewritten: Callable[[str], str]) -> Page:
    cells = dict(page.cells)
    for top, left, bottom, right in page.tables:
        columns = range(left, right + 1)
        first = [cells.get((top, column)) for column in columns]
        again = [row for row in range(top + 1, bottom + 1) if [cells.get((row, one)) for one in columns] == first]
        for row in (*range(top, top + page.heads), *again):
            for column in columns:
                if isinstance(text := cells.get((row, column)), str):
                    cells[row, column] = rewritten(text)
    return replace(page, cells=cells)


AROUND: Mapping[str, Operator] = {
    "banner": banner,
    "blank_edges": blank_edges,
    "deep": deep,
    "note_below": note_below,
    "note_beside": note_beside,
    "note_beside_title": note_beside_title,
    "numbered": numbered,
    "spaced_headers": spaced_headers,
    "wide_letters": wide_letters,
    "traditional": traditional,
    "full_width": full_width,
    "padded": padded,
    "unmerged": unmerged,
}
# these write into the table and so come first, one of them at most
WITHIN: Mapping[str, Operator] = {
    "repeated_header": repeated_header,
    "total_row": total_row,
    "mean_row": mean_row,
    "change_row": change_row,
}
SUMMED = ("total_row", "mean_row", "change_row")
