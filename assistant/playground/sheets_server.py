"""The HTTP surface of the local Google Sheets: sign-in, Sheets v4, Drive v3, people's side."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.playground import sheets_accounts, sheets_drive, sheets_faults, sheets_routes
from assistant.playground.sheets_api import Call
from assistant.playground.sheets_client_side import people_side
from assistant.playground.sheets_errors import BadRequest, Json, unknown_name
from assistant.playground.sheets_faults import Cut, Late
from assistant.playground.sheets_routes import Found
from assistant.playground.sheets_shelf import Sheets

PLAIN_HEADERS = {
    "cache-control": "private", "vary": "Origin, X-Origin, Referer",
    "x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN",
}  # fmt: skip
LOG = logging.getLogger(__name__)
OURS = ("/v4/", "/drive/", "/upload/", "/token")
HEADER_OF = {429: {"retry-after": "30"}}


def application(sheets: Sheets) -> ASGIApp:
    """The application over one local Sheets."""
    google, people = _Google(sheets), people_side(sheets)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(OURS):
            await google(scope, receive, send)
        else:
            await people(scope, receive, send)

    return served


class _Google:
    """What programs use."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or cut the connection where that is scripted."""
        body = await _body(receive)
        try:
            answer = await run_in_threadpool(self._answered, scope, body)
        except Cut:
            _cut(send)
            await receive()
            return
        await answer(scope, receive, send)

    def _answered(self, scope: Scope, body: bytes) -> Response:
        """Check sign-in, play troubles, let people act first, answer, keep the journal."""
        query = QueryParams(scope["query_string"])
        pretty = str(query.get("prettyPrint", "true")).lower() != "false"
        path, method = scope["path"], scope["method"]
        if path == "/token":
            return _signed_in(body)
        found = sheets_routes.find(method, scope["raw_path"].decode("ascii"))
        kind = found.kind if found else "read"
        entry: Json = {"kind": kind, "method": method, "path": path, "status": 200,
                       "query": dict(query), "at": time.time(), "by": ""}  # fmt: skip
        headers: dict[str, str] = {}
        try:
            entry["by"] = by = self._let_in(Headers(scope=scope), kind, path)
            fault = sheets_faults.pick(self._sheets.faults, path, kind)
            if "retry_after" in fault:
                headers = {"retry-after": str(fault["retry_after"])}
            deed = self._deed(
                found, Call(self._sheets, by, found.names if found else {}, query, {}), body
            )
            told = self._played(deed, fault, kind)
            return _answer(told, pretty=pretty)
        except BadRequest as refusal:
            entry["status"] = refusal.code
            return _refused(refusal, {**HEADER_OF.get(refusal.code, {}), **headers}, pretty=pretty)
        except Cut:
            entry["status"] = 0
            raise
        except Exception:
            # the server goes on; the words are in its log, as with Google
            LOG.exception("%s %s failed", method, path)
            entry["status"] = 500
            return _refused(sheets_faults.refusal({"status": 500}, kind), headers, pretty=pretty)
        finally:
            self._sheets.calls.append(entry)

    def _let_in(self, headers: Headers, kind: str, path: str) -> str:
        sheets = self._sheets
        if sheets.down:
            raise sheets_faults.refusal({"status": 503}, kind)
        by = sheets_accounts.account(headers.get("authorization"))
        if sheets.before_request is not None:
            sheets.before_request(kind, path)
        with sheets.lock:
            sheets.let_land()
            if sheets.quotas is not None:
                sheets.quotas.take(kind, by)
        return by

    def _deed(self, found: Found | None, call: Call, body: bytes) -> Callable[[], Any]:
        def deed() -> Any:
            if found is None:
                raise BadRequest(
                    "The requested URL was not found on this server.", 404, "NOT_FOUND"
                )
            # what is uploaded is a file, all else is JSON
            is_file = found.deed is sheets_drive.files_upload
            call.raw, call.body = body, {} if is_file else _json(body)
            with self._sheets.lock:
                if found.kind != "drive" and "id" in found.names:
                    document = call.document
                    sheets_accounts.refuse_unless(document, call.by, writing=found.kind == "write")
                told = found.deed(call)
                # written out before anybody else may change what it tells of
                return told if isinstance(told, tuple) or told is None else dict(told)

        return deed

    def _played(self, deed: Callable[[], Any], fault: Json, kind: str) -> Any:
        if fault.get("delay"):
            time.sleep(fault["delay"])
        drop = fault.get("drop")
        if drop == "late":
            self._sheets.late.append(Late(deed, fault.get("after")))
        if drop in {"before", "late"}:
            raise Cut
        if fault.get("status"):
            raise sheets_faults.refusal(fault, kind)
        told = deed()
        if drop == "after":
            raise Cut
        return told


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _cut(send: Send) -> None:
    """Close the connection of a request without a word, as a broken line does.

    ASGI has no message for it, so this reaches for the connection of uvicorn's cycle.
    """
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise ConnectionAbortedError("scripted")
    transport.abort()


def _json(body: bytes) -> Any:
    if not body:
        return {}
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise BadRequest(f"Invalid JSON payload received. {fault}") from fault
    if not isinstance(told, dict):
        raise BadRequest(
            'Invalid JSON payload received. Unknown name "": Root element must be a message.'
        )
    for key in ("requests", "data", "dataFilters", "ranges"):
        if not isinstance(told.get(key, []), list | type(None)):
            raise unknown_name(key, "")
    return told


def _signed_in(body: bytes) -> Response:
    try:
        return _answer(sheets_accounts.sign_in(body), pretty=True)
    except BadRequest as refusal:
        return _refused(refusal, {}, pretty=True)


def _answer(told: Any, *, pretty: bool) -> Response:
    if told is None:
        return Response(status_code=204, headers=PLAIN_HEADERS)
    if isinstance(told, tuple):
        return Response(told[0], media_type=told[1], headers=PLAIN_HEADERS)
    return Response(_written(told, pretty=pretty), headers=PLAIN_HEADERS,
                    media_type="application/json; charset=UTF-8")  # fmt: skip


def _refused(refusal: BadRequest, headers: dict[str, str], *, pretty: bool) -> Response:
    return Response(
        _written(refusal.body, pretty=pretty), refusal.code, {**PLAIN_HEADERS, **headers},
        media_type="application/json; charset=UTF-8",
    )  # fmt: skip


def _written(told: Any, *, pretty: bool) -> bytes:
    """JSON as Google writes it: in lines, two spaces a step, unless prettyPrint=false."""
    return orjson.dumps(
        told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if pretty else 0
    )
