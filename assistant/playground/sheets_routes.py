"""Which path and method is which method of the Sheets API or of Drive."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from assistant.playground import sheets_api, sheets_drive
from assistant.playground.sheets_api import Call

Deed = Callable[[Call], Any]


class Found(NamedTuple):
    """What answers a request."""

    deed: Deed
    kind: str
    """read, write or drive: how it is counted."""
    names: dict[str, str]


BOOK, FILE = "/v4/spreadsheets/{id}", "/drive/v3/files/{id}"
ROUTES: tuple[tuple[str, str, str, Deed], ...] = (
    ("POST", "/v4/spreadsheets", "write", sheets_api.create),
    ("POST", f"{BOOK}:batchUpdate", "write", sheets_api.batch_update),
    ("POST", f"{BOOK}:getByDataFilter", "read", sheets_api.get_by_data_filter),
    ("GET", BOOK, "read", sheets_api.get),
    ("GET", f"{BOOK}/values:batchGet", "read", sheets_api.values_batch_get),
    ("POST", f"{BOOK}/values:batchGetByDataFilter", "read",
     sheets_api.values_batch_get_by_data_filter),
    ("POST", f"{BOOK}/values:batchUpdate", "write", sheets_api.values_batch_update),
    ("POST", f"{BOOK}/values:batchUpdateByDataFilter", "write",
     sheets_api.values_batch_update_by_data_filter),
    ("POST", f"{BOOK}/values:batchClear", "write", sheets_api.values_batch_clear),
    ("POST", f"{BOOK}/values:batchClearByDataFilter", "write",
     sheets_api.values_batch_clear_by_data_filter),
    ("POST", f"{BOOK}/values/{{range}}:append", "write", sheets_api.values_append),
    ("POST", f"{BOOK}/values/{{range}}:clear", "write", sheets_api.values_clear),
    ("GET", f"{BOOK}/values/{{range}}", "read", sheets_api.values_get),
    ("PUT", f"{BOOK}/values/{{range}}", "write", sheets_api.values_update),
    ("POST", f"{BOOK}/sheets/{{sheet}}:copyTo", "write", sheets_api.copy_to),
    ("POST", f"{BOOK}/developerMetadata:search", "read", sheets_api.metadata_search),
    ("GET", f"{BOOK}/developerMetadata/{{metadata}}", "read", sheets_api.metadata_get),
    ("GET", "/drive/v3/files", "drive", sheets_drive.files_list),
    ("POST", "/drive/v3/files", "drive", sheets_drive.files_create),
    ("GET", FILE, "drive", sheets_drive.files_get),
    ("PATCH", FILE, "drive", sheets_drive.files_update),
    ("DELETE", FILE, "drive", sheets_drive.files_delete),
    ("POST", f"{FILE}/copy", "drive", sheets_drive.files_copy),
    ("GET", f"{FILE}/export", "drive", sheets_drive.files_export),
    ("GET", f"{FILE}/permissions", "drive", sheets_drive.permissions_list),
    ("POST", f"{FILE}/permissions", "drive", sheets_drive.permissions_create),
    ("GET", f"{FILE}/permissions/{{permission}}", "drive", sheets_drive.permissions_get),
    ("PATCH", f"{FILE}/permissions/{{permission}}", "drive", sheets_drive.permissions_update),
    ("DELETE", f"{FILE}/permissions/{{permission}}", "drive", sheets_drive.permissions_delete),
    ("GET", f"{FILE}/comments", "drive", sheets_drive.comments_list),
    ("POST", f"{FILE}/comments", "drive", sheets_drive.comments_create),
    ("GET", "/drive/v3/changes/startPageToken", "drive", sheets_drive.changes_start),
    ("GET", "/drive/v3/changes", "drive", sheets_drive.changes_list),
    ("POST", f"{FILE}/watch", "drive", sheets_drive.files_watch),
    ("POST", "/drive/v3/changes/watch", "drive", sheets_drive.changes_watch),
    ("POST", "/drive/v3/channels/stop", "drive", sheets_drive.channels_stop),
    ("GET", "/drive/v3/about", "drive", sheets_drive.about_get),
    ("PUT", "/upload/drive/v2/files/{id}", "drive", sheets_drive.files_upload),
)  # fmt: skip


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", path) + "$")


_COMPILED = tuple((method, _pattern(path), kind, deed) for method, path, kind, deed in ROUTES)


def find(method: str, raw_path: str) -> Found | None:
    """What answers a request; None where Google has no such method.

    `raw_path` is as it was sent: a title with / or : in it is told from the path by its escapes.
    """
    for wanted, pattern, kind, deed in _COMPILED:
        match = pattern.match(raw_path) if method == wanted else None
        if match:
            return Found(deed, kind, {key: unquote(one) for key, one in match.groupdict().items()})
    return None
