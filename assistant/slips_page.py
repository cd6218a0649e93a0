"""The sheet of paper that all slips share: A4, head, page numbers, tables that break over pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.graphics.barcode import code128
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from assistant.slips_text import BOLD, LONGEST, PLAIN, marked, ready

MARGIN, WIDTH = 18 * mm, A4[0] - 36 * mm
INK, GREY, RULE, SHADE = (
    colors.HexColor(code) for code in ("#1d1c1d", "#616061", "#c9c8ca", "#f4f3f5")
)
TALL, LOW, QUIET = 11 * mm, 8 * mm, 3 * mm
BARS = (0.33 * mm, 0.25 * mm, 0.19 * mm)
"""Widths of the thinnest bar, the best to read first; thinner ones office printers smear."""
SHORT = 60
"""Characters of what stands in the head of a page."""
PADDING = 6
"""What a frame keeps free at each side, in points."""
ready()

TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=20, leading=25, textColor=INK)
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9.5, leading=13, textColor=INK)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=10.5, textColor=GREY)
LARGE = ParagraphStyle("large", parent=TEXT, fontSize=12, leading=17)
NUMBER = ParagraphStyle("number", parent=TEXT, fontName=BOLD, fontSize=12, alignment=TA_RIGHT)
UNDER = ParagraphStyle("under a barcode", parent=SMALL, leftIndent=QUIET)
HEAD = ParagraphStyle("head", parent=SMALL, fontName=BOLD)
HEAD_RIGHT = ParagraphStyle("head right", parent=HEAD, alignment=TA_RIGHT)
SECTION = ParagraphStyle(
    "section", parent=TEXT, fontName=BOLD, fontSize=11, leading=14, spaceBefore=6 * mm,
    spaceAfter=1.5 * mm,
)  # fmt: skip


def words(
    text: object, style: ParagraphStyle = TEXT, *, bold: bool = False, longest: int = LONGEST
) -> Paragraph:
    """A paragraph of anybody's words, cut where they are too many."""
    return Paragraph(marked(text, bold=bold, longest=longest), style)


def lines(parts: Sequence[str], style: ParagraphStyle = TEXT) -> Paragraph:
    """A paragraph with a line for each part, such as an address."""
    return Paragraph("<br/>".join(marked(part) for part in parts if part.strip()), style)


def barcode(value: str, room: float, *, height: float = TALL) -> tuple[list[Flowable], float]:
    """A Code 128 barcode above its words, or the words alone where it could not be read.

    Args:
        value: what a scanner shall type.
        room: width in points that it may take.
        height: of the bars, in points.

    Returns:
        What is drawn, and how wide it is in points.
    """
    drawn = _bars(value, room, height)
    if drawn is None:
        return [words(value)], room
    drawn.hAlign = "LEFT"
    return [drawn, words(value, UNDER)], drawn.width


def _bars(value: str, room: float, height: float) -> code128.Code128 | None:
    if not value.isascii() or not value.isprintable() or not value:
        return None
    for bar in BARS:
        code = code128.Code128(value, barWidth=bar, barHeight=height, lquiet=QUIET, rquiet=QUIET)
        if code.width <= room:
            return code
    return None


def top(kind: str, shop: str, code: str, facts: Sequence[tuple[str, str]]) -> list[Flowable]:
    """The head of the first page: what it is, whose, its barcode, and a line of facts."""
    left: list[Flowable] = [
        words(shop, SMALL, longest=SHORT), words(kind, TITLE, bold=True, longest=SHORT),
    ]  # fmt: skip
    right, wide = barcode(code, WIDTH * 0.4)
    head = _side_by_side([left, right], [WIDTH - wide, wide])
    told = [(name, value) for name, value in facts if value]
    parts = [min(max(len(name), len(value), 6), SHORT) + 3 for name, value in told]
    row = Table(
        [
            [words(name, SMALL) for name, _ in told],
            [words(value, longest=SHORT) for _, value in told],
        ],
        [WIDTH * part / sum(parts) for part in parts],
        hAlign="LEFT",
    )
    row.setStyle(
        [
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, INK), ("LINEBELOW", (0, 1), (-1, 1), 0.4, RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 1), (-1, 1), 0),
        ]
    )  # fmt: skip
    return [head, Spacer(1, 3 * mm), row, Spacer(1, 5 * mm)]


def to_fill_in(names: Sequence[str]) -> Flowable:
    """Empty lines that somebody writes on, side by side."""
    row = Table(
        [[words(name, SMALL) for name in names]], [WIDTH / len(names)] * len(names), hAlign="LEFT"
    )
    row.setStyle([("LINEABOVE", (0, 0), (-1, 0), 0.4, INK), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return KeepTogether([Spacer(1, 14 * mm), row])


def _side_by_side(cells: list[list[Flowable]], widths: Sequence[float]) -> Table:
    made = Table([cells], list(widths), hAlign="LEFT")
    made.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ]
    )  # fmt: skip
    return made


def listed(headings: Sequence[str], rows: Sequence[list[Any]], widths: Sequence[float]) -> Table:
    """A table whose headings stand on every page; a row is never cut.

    Args:
        headings: one a column; one that ends in a blank stands at the right.
        rows: paragraphs, drawings or lists of them.
        widths: parts of the width of the page, together 1.
    """
    first = [
        words(name, HEAD_RIGHT if name.endswith(" ") else HEAD, bold=True) for name in headings
    ]
    table = Table(
        [first, *rows],
        [WIDTH * width for width in widths],
        repeatRows=1,
        splitInRow=0,
        hAlign="LEFT",
    )
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), SHADE), ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4), ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ]
    )  # fmt: skip
    return table


def printed(title: str, foot: str, story: list[Flowable]) -> bytes:
    """The PDF: the same story gives the same bytes."""
    kept = io.BytesIO()
    paper = SimpleDocTemplate(
        kept, pagesize=A4, leftMargin=MARGIN - PADDING, rightMargin=MARGIN - PADDING,
        topMargin=MARGIN - PADDING, bottomMargin=MARGIN, title=title, author="Backroom",
        invariant=1,
    )  # fmt: skip

    def sheet(*given: Any, **named: Any) -> _Numbered:
        return _Numbered(foot, *given, **named)

    paper.build(story, canvasmaker=sheet)
    return kept.getvalue()


class _Numbered(Canvas):
    """A canvas that waits for the last page, so that each can say “page 2 of 3”."""

    def __init__(self, foot: str, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._foot = foot
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  the name is reportlab's
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # its annotations leave it out

    def save(self) -> None:
        for number, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            self._finish(number, len(self._kept))
            super().showPage()
        super().save()

    def _finish(self, number: int, pages: int) -> None:
        left = words(self._foot, SMALL)
        left.wrapOn(self, WIDTH * 0.75, MARGIN)
        left.drawOn(self, MARGIN, 9 * mm)
        self.setFillColor(GREY)
        self.setFont(PLAIN, 8)
        self.drawRightString(A4[0] - MARGIN, 9 * mm + 2.5, f"page {number} of {pages}")
