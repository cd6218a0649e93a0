"""The spreadsheets of the local Sheets, kept in a file from one start to the next."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import orjson

from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import Json
from assistant.playground.sheets_layer import Layer
from assistant.playground.sheets_tab import Tab

PASSING = {"written_out"}
"""What is not kept."""


def save(store: Path, documents: dict[str, Document]) -> None:
    """Write every spreadsheet; the file is the old one or the new one, never half of either."""
    draft = store.with_suffix(".new")
    told = [_told(one) for one in documents.values()]
    draft.write_bytes(orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS))
    draft.replace(store)


def load(store: Path) -> dict[str, Document]:
    """Every spreadsheet of the file; none where there is no file."""
    if not store.is_file():
        return {}
    kept = [_document(one) for one in orjson.loads(store.read_bytes())]
    for document in kept:
        document.recalculate()
    return {document.id: document for document in kept}


def _told(document: Document) -> Json:
    return {**vars(document), "tabs": [_tab_told(tab) for tab in document.tabs]}


def _tab_told(tab: Tab) -> Json:
    kept = {one.name: getattr(tab, one.name) for one in fields(tab) if one.name not in PASSING}
    return {
        name: held.columns() if isinstance(held, Layer) else held for name, held in kept.items()
    }


def _document(told: Json) -> Document:
    known = {one.name for one in fields(Document)}
    return Document(**{key: held for key, held in told.items() if key in known and key != "tabs"},
                    tabs=[_tab(one) for one in told["tabs"]])  # fmt: skip


def _tab(told: Json) -> Tab:
    known = {one.name: one for one in fields(Tab)}
    kept = {key: held for key, held in told.items() if key in known}
    for key in ("values", "formulas", "formats", "notes", "rules"):
        kept[key] = Layer(kept.get(key, []))
    for key in ("row_looks", "column_looks"):
        kept[key] = {int(at): look for at, look in kept.get(key, {}).items()}
    return Tab(**kept)
