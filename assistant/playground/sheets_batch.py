"""The requests of a batchUpdate, applied to a spreadsheet in order; a batch is all or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import orjson

from assistant.playground import (
    sheets_batch_cells,
    sheets_batch_kept,
    sheets_batch_merges,
    sheets_batch_moves,
    sheets_batch_rows,
    sheets_batch_tabs,
    sheets_metadata,
)
from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import BadRequest, Json, invalid_value, unknown_name, within
from assistant.playground.sheets_work import EVERYBODY, Work

Deed = Callable[[Work, Json], Json | None]
MOST_REQUESTS = 100_000
REQUEST = "type.googleapis.com/google.apps.sheets.v4.Request"
KINDS: dict[str, Deed] = {
    **sheets_batch_tabs.KINDS,
    **sheets_batch_cells.KINDS,
    **sheets_batch_moves.KINDS,
    **sheets_batch_merges.KINDS,
    **sheets_batch_rows.KINDS,
    **sheets_batch_kept.KINDS,
    **sheets_metadata.KINDS,
}
NOT_HERE = {
    "addChart", "addDataSource", "addSlicer", "addTable", "autoFill", "cancelDataSourceRefresh",
    "deleteDataSource", "deleteEmbeddedObject", "deleteTable", "refreshDataSource",
    "textToColumns", "updateChartSpec", "updateDataSource", "updateEmbeddedObjectBorder",
    "updateEmbeddedObjectPosition", "updateSlicerSpec", "updateTable",
}  # fmt: skip
"""Google has these and this server does not: it says so and does nothing."""


def apply(
    document: Document,
    requests: list[Json],
    *,
    by: str = EVERYBODY,
    today: dt.date | None = None,
) -> list[Json]:
    """Apply every request in order, or none; gives a reply for each.

    Args:
        document: the spreadsheet.
        requests: the requests, each an object of one key, its kind.
        by: the account that asks; protected ranges are held to it.
        today: the day on which typed dates without a year fall.

    Raises:
        BadRequest: naming the request that is not taken; the document is as it was.
    """
    refuse_unknown(requests)
    work = Work(document, by, today or dt.datetime.now(dt.UTC).date())
    with document.all_or_nothing():
        replies = [_apply(work, number, request) for number, request in enumerate(requests)]
        document.recalculate()
    return replies


def refuse_unknown(requests: list[Json]) -> None:
    """Refuse a batch that is none, or has a request of a kind that there is not.

    Raises:
        BadRequest: before anything of the batch is looked at further.
    """
    if not requests:
        raise BadRequest("Must specify at least one request.")
    if len(requests) > MOST_REQUESTS:
        raise BadRequest(f"Cannot exceed {MOST_REQUESTS} requests in a single batch.")
    for number, request in enumerate(requests):
        if not isinstance(request, dict):
            raise invalid_value(f"requests[{number}]", REQUEST, orjson.dumps(request).decode())
        for kind in request:
            if kind not in KINDS and kind not in NOT_HERE:
                raise unknown_name(kind, f"requests[{number}]")


def _apply(work: Work, number: int, request: Json) -> Json:
    kind, body = next(iter(request.items()), ("", {}))
    if not kind:
        raise BadRequest(f"Invalid requests[{number}]: No request set.")
    if kind in NOT_HERE:
        raise BadRequest(f"Invalid requests[{number}].{kind}: this local server has no {kind}.")
    try:
        return KINDS[kind](work, body) or {}
    except BadRequest as fault:
        raise within(f"requests[{number}].{kind}", fault) from fault
    except (LookupError, TypeError, ValueError, AttributeError, re.error) as fault:
        raise BadRequest(f"Invalid requests[{number}].{kind}: {fault!r}") from fault
