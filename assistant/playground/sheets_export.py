"""A spreadsheet as a file: CSV, TSV, a web page, Excel, OpenDocument, PDF."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable

from assistant.playground.sheets_area import Area, column_letters
from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import BadRequest
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_values import Rendering, read

Rows = list[list[object]]
OPEN_DOCUMENT = "application/x-vnd.oasis.opendocument.spreadsheet"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def export(document: Document, kind: str) -> bytes:
    """The spreadsheet in a format, by its MIME type.

    Raises:
        BadRequest: a format that a spreadsheet has not.
    """
    if kind not in KINDS:
        raise BadRequest(
            "The requested conversion is not supported.",
            reason={"reason": "badRequest", "location": "convertTo", "locationType": "parameter"},
        )
    return KINDS[kind](document)


def rows_of(document: Document, tab: Tab, option: str = "FORMATTED_VALUE") -> Rows:
    """What a tab shows, row by row."""
    area = Area(0, max(1, tab.used()[0]), 0, max(1, tab.used()[1]))
    return list(read(document, tab, area, Rendering(option)).get("values", []))


def _separated(separator: str) -> Callable[[Document], bytes]:
    def written(document: Document) -> bytes:
        """The first tab; every row as long as the longest."""
        rows = rows_of(document, document.tabs[0])
        width = max((len(row) for row in rows), default=0)
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
        writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
        return out.getvalue().removesuffix("\r\n").encode()

    return written


def _packed(parts: dict[str, str], *, first: str | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if first is not None:
            # OpenDocument wants its kind first and not compressed
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _web_page(document: Document) -> bytes:
    parts = {}
    for tab in document.tabs:
        cells = ("".join(f"<td>{html.escape(str(cell))}</td>" for cell in row)
                 for row in rows_of(document, tab))  # fmt: skip
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        parts[f"{tab.title}.html"] = f"<html><body><table>{body}</table></body></html>"
    return _packed(parts)


def _excel(document: Document) -> bytes:
    tabs = list(enumerate(document.tabs, start=1))
    sheets = "".join(
        f'<sheet name="{html.escape(tab.title)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, tab in tabs
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{KIND}.worksheet+xml"/>'
        for at, _ in tabs
    )
    targets = "".join(_relation(at, "worksheet", f"worksheets/sheet{at}.xml") for at, _ in tabs)
    parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{RELATIONS}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": _relations(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(targets),
    }
    for at, tab in tabs:
        rows = _excel_rows(tab)
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return _packed(parts)


def _relations(inner: str) -> str:
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _relation(at: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _excel_rows(tab: Tab) -> str:
    height, width = tab.used()
    return "".join(
        f'<row r="{row + 1}">' + "".join(_excel_cell(tab, row, column) for column in range(width))
        + "</row>" for row in range(height)
    )  # fmt: skip


def _excel_cell(tab: Tab, row: int, column: int) -> str:
    value, formula = tab.values.get(row, column), tab.formulas.get(row, column)
    if value is None and formula is None:
        return ""
    place = f'r="{column_letters(column)}{row + 1}"'
    told = f"<f>{html.escape(formula[1:])}</f>" if formula else ""
    if isinstance(value, bool):
        return f'<c {place} t="b">{told}<v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c {place}>{told}<v>{value!r}</v></c>"
    if formula:
        return f'<c {place} t="str">{told}<v>{html.escape(str(value))}</v></c>'
    # inline, so that nothing in a name can be read as a formula
    text = f'<t xml:space="preserve">{html.escape(str(value))}</t>'
    return f'<c {place} t="inlineStr"><is>{text}</is></c>'


def _open_document(document: Document) -> bytes:
    names = " ".join(
        f'xmlns:{short}="{OASIS}:{short}:1.0"' for short in ("office", "table", "text")
    )
    tables = "".join(
        f'<table:table table:name="{html.escape(tab.title)}">{_open_rows(document, tab)}'
        "</table:table>"
        for tab in document.tabs
    )
    content = (
        f'{XML}<office:document-content {names} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", OPEN_SHEET), ("content.xml", "text/xml"))
    )
    manifest = (
        f'{XML}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.2">'
        f"{entries}</manifest:manifest>"
    )
    parts = {"content.xml": content, "META-INF/manifest.xml": manifest}
    return _packed(parts, first=OPEN_SHEET)


def _open_rows(document: Document, tab: Tab) -> str:
    shown = rows_of(document, tab)
    values = rows_of(document, tab, "UNFORMATTED_VALUE")
    return "".join(
        f"<table:table-row>{''.join(map(_open_cell, texts, held))}</table:table-row>"
        for texts, held in zip(shown, values, strict=True)
    )


def _open_cell(text: object, value: object) -> str:
    told = f"<text:p>{html.escape(str(text))}</text:p>"
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value!r}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}>{told}</table:table-cell>"


def _pdf(document: Document) -> bytes:
    """Every tab on pages of its own, in plain letters."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, pagesize=A4)
    page.setTitle(document.title)
    for tab in document.tabs:
        if tab.hidden:
            continue
        place = A4[1] - 50
        for row in rows_of(document, tab) or [[]]:
            if place < 50:
                page.showPage()
                place = A4[1] - 50
            text = "   ".join(str(cell) for cell in row)
            page.drawString(40, place, text.encode("latin-1", "replace").decode("latin-1")[:110])
            place -= 14
        page.showPage()
    page.save()
    return out.getvalue()


KINDS: dict[str, Callable[[Document], bytes]] = {
    "text/csv": _separated(","),
    "text/tab-separated-values": _separated("\t"),
    "application/zip": _web_page,
    EXCEL: _excel,
    OPEN_DOCUMENT: _open_document,
    OPEN_SHEET: _open_document,
    "application/pdf": _pdf,
}
