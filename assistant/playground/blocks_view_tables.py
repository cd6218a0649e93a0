"""Tables and charts of a Slack message, shown as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from assistant.playground.blocks_view_text import Json, Viewer, rich_text

ONE_LINE = 14
CODE = re.compile(r"(\([\w-]+\))", re.ASCII)


def table(block: Json, viewer: Viewer) -> Markup:
    """Show a `table` or `data_table`: the first row is its headings."""
    rows: Sequence[Sequence[Json]] = block.get("rows") or [[]]
    settings = list(block.get("column_settings") or ())
    aligned = [_alignment(settings, rows, at) for at in range(len(rows[0]))]
    head = _row(rows[0], "th", aligned, viewer)
    body = Markup("").join(_row(row, "td", aligned, viewer) for row in rows[1:])
    caption = block.get("caption")
    words = caption.get("text", "") if isinstance(caption, dict) else (caption or "")
    return Markup(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}"><table>{}'
        "<thead>{}</thead><tbody>{}</tbody></table></div>"
    ).format(
        words or "Table",
        Markup("<caption>{}</caption>").format(words) if words else "",
        head,
        body,
    )


def _alignment(settings: Sequence[Json], rows: Sequence[Sequence[Json]], at: int) -> str:
    if at < len(settings) and settings[at] and settings[at].get("align"):
        return str(settings[at]["align"])
    numbers = [row[at].get("type") == "raw_number" for row in rows[1:] if at < len(row)]
    return "right" if numbers and all(numbers) else "left"


def _row(row: Sequence[Json], tag: str, aligned: Sequence[str], viewer: Viewer) -> Markup:
    scope = Markup(' scope="col"') if tag == "th" else Markup("")
    cells = Markup("").join(
        Markup('<{0}{1} class="{2}">{3}</{0}>').format(
            tag,
            scope,
            _style(cell, aligned[at] if at < len(aligned) else "left"),
            _cell(cell, viewer),
        )
        for at, cell in enumerate(row)
    )
    return Markup("<tr>{}</tr>").format(cells)


def _style(cell: Json, aligned: str) -> str:
    """Short cells keep to one line, so that figures stay readable in a narrow pane."""
    return f"{aligned} long" if len(str(cell.get("text", ""))) > ONE_LINE else aligned


def _cell(cell: Json, viewer: Viewer) -> Markup:
    if cell.get("type") == "rich_text":
        return rich_text(cell, viewer)
    if cell.get("type") == "raw_number":
        value = cell.get("value", cell.get("text", ""))
        return escape(cell.get("text") or (f"{value:,}" if isinstance(value, int) else value))
    parts = CODE.split(str(cell.get("text", "")))
    return Markup("").join(
        Markup('<span class="code">{}</span>').format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )


def chart(block: Json) -> Markup:
    """Show a `data_visualization` as bars: one row a category, one bar a series."""
    drawn = block.get("chart") or block
    series: Sequence[Json] = drawn.get("series") or drawn.get("segments") or ()
    points = [
        (str(point.get("category") or point.get("label", "")), float(point.get("value", 0)))
        for one in series
        for point in (one.get("data") or one.get("points") or [one])
    ]
    top = max((abs(value) for _, value in points), default=1) or 1
    rows = Markup("").join(
        Markup(
            '<tr><th scope="row">{}</th><td><span class="bar" style="width:{}%"></span></td>'
            '<td class="right">{}</td></tr>'
        ).format(label, round(abs(value) / top * 100), f"{value:,.10g}")
        for label, value in points
    )
    title = block.get("title", "")
    words = title.get("text", "") if isinstance(title, dict) else title
    return Markup('<table class="chart"><caption>{}</caption><tbody>{}</tbody></table>').format(
        words, rows
    )
