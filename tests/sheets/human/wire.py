"""The way between the program's real Google client and the local Sheets: no sockets, all troubles.

Every request of every `requests` session to the local server's address goes through here, is shown
to whoever watches, and may be refused, cut before or after it was applied, kept back to land late,
or be the last that the program ever sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import requests
from google.oauth2.service_account import Credentials
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from assistant.playground.google_sheets import LocalSheets

Trouble = str
"""429, 503, before (cut, not applied), after (applied, then cut), late, die before, die after."""
READS = (":batchGetByDataFilter", ":getByDataFilter", "developerMetadata:search")
"""What only looks although it is sent as a POST."""
TROUBLES = ("429", "503", "before", "after", "late", "die before", "die after")


class Died(BaseException):
    """The program ends here, as by kill -9."""


@dataclass(frozen=True)
class Request:
    """One request of the program."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def is_write(self) -> bool:
        """Whether it changes the spreadsheet."""
        is_sent = self.path.startswith("/v4/") and self.method != "GET"
        return is_sent and not self.path.endswith(READS)

    @property
    def is_read(self) -> bool:
        """Whether it reads cells."""
        return "/values" in self.path and not self.is_write

    @property
    def reads(self) -> frozenset[int] | None:
        """The tabs of which it reads more than the heading; None: it may be any."""
        if not self.path.endswith("/values:batchGetByDataFilter"):
            return None
        spans = [one.get("gridRange") for one in orjson.loads(self.body)["dataFilters"]]
        if None in spans:
            return None
        return frozenset(int(one["sheetId"]) for one in spans if one.get("endRowIndex") != 1)

    @property
    def is_sign_in(self) -> bool:
        """Whether it only asks for a token."""
        return self.path == "/token"

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The requests of a batchUpdate."""
        if not self.path.endswith(":batchUpdate") or "/values" in self.path:
            return []
        return list(orjson.loads(self.body).get("requests", []))

    def __str__(self) -> str:
        what = self.path.rpartition("/")[2]
        return " ".join([self.method, what[-24:], *(_told(part) for part in self.parts)])


class Wire(BaseAdapter):
    """Carries requests to the local server's application."""

    def __init__(self, server: LocalSheets) -> None:
        super().__init__()
        self.base_url = server.base_url
        self._application: Any = server._server.config.app
        self._loop = asyncio.new_event_loop()
        self._jobs: asyncio.Queue[tuple[Any, asyncio.Future[None]]] = asyncio.Queue()
        self._task = self._loop.create_task(self._serve())
        self.late: list[Request] = []
        """What the network keeps back."""
        self.before: Callable[[Request], None] = lambda _request: None
        self.trouble: Callable[[Request], Trouble | None] = lambda _request: None
        self.after: Callable[[Request, int], None] = lambda _request, _status: None
        """Told of each request that reached the server, and what was answered."""

    def quiet(self) -> None:
        """Nobody watches, nothing goes wrong, nothing is on its way."""
        self.late.clear()
        self.before = lambda _request: None
        self.trouble = lambda _request: None
        self.after = lambda _request, _status: None

    def close(self) -> None:
        """Nothing is kept open."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Carry one request, and what is to go wrong with it."""
        split = urlsplit(request.url or "")
        body = request.body or b""
        told = Request(
            request.method or "GET",
            unquote(split.path),
            str(split.query),
            tuple((name.lower().encode(), _bytes(held)) for name, held in request.headers.items()),
            body.encode() if isinstance(body, str) else bytes(body),
        )
        if told.is_sign_in:
            return _response(request, *self._served(told))
        self.before(told)
        return self._carry(request, told, self.trouble(told))

    def _carry(
        self, request: requests.PreparedRequest, told: Request, trouble: Trouble | None
    ) -> requests.Response:
        if trouble == "die before":
            raise Died
        if trouble in {"429", "503"}:
            return _response(request, int(trouble), _refusal(int(trouble)))
        if trouble == "late":
            self.late.append(told)
            raise requests.ReadTimeout("scripted: it lands later")
        if trouble == "before":
            raise requests.ConnectionError("scripted: cut before it arrived")
        status, answer = self.deliver(told)
        if trouble == "die after":
            raise Died
        if trouble == "after":
            raise requests.ConnectionError("scripted: cut after it was applied")
        return _response(request, status, answer)

    def deliver(self, told: Request) -> tuple[int, bytes]:
        """Let a request arrive: at once, or what was kept back."""
        status, answer = self._served(told)
        self.after(told, status)
        return status, answer

    def _served(self, told: Request) -> tuple[int, bytes]:
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
            "method": told.method, "scheme": "http", "path": told.path,
            "raw_path": told.path.encode(), "query_string": told.query.encode(),
            "root_path": "", "headers": list(told.headers), "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }  # fmt: skip
        status, answer = 0, BytesIO()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": told.body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                answer.write(message.get("body", b""))

        done = self._loop.create_future()
        self._jobs.put_nowait((self._application(scope, receive, send), done))
        self._loop.run_until_complete(done)
        return status, answer.getvalue()

    async def _serve(self) -> None:
        # one task serves them all, so that the application's threads are kept from one to the next
        while True:
            answering, done = await self._jobs.get()
            await answering
            done.set_result(None)

    def end(self) -> None:
        """Serve no more."""
        self._task.cancel()
        self._loop.run_until_complete(asyncio.gather(self._task, return_exceptions=True))
        self._loop.close()


@contextmanager
def wired(server: LocalSheets) -> Iterator[Wire]:
    """Let every session of `requests` reach this server by wire; the key is loaded only once."""
    wire = Wire(server)
    kept = requests.Session.get_adapter
    loaded = Credentials.from_service_account_info
    credentials: dict[str, Credentials] = {}

    def load(info: dict[str, Any], **given: Any) -> Credentials:
        scopes = str(given)
        if scopes not in credentials:
            credentials[scopes] = loaded(info, **given)  # type: ignore[no-untyped-call]
        return credentials[scopes]

    def get_adapter(session: requests.Session, url: str) -> BaseAdapter:
        return wire if url.startswith(wire.base_url) else kept(session, url)

    requests.Session.get_adapter = get_adapter  # type: ignore[method-assign,assignment]
    Credentials.from_service_account_info = load  # type: ignore[method-assign]
    try:
        yield wire
    finally:
        requests.Session.get_adapter = kept  # type: ignore[method-assign]
        Credentials.from_service_account_info = loaded  # type: ignore[method-assign]
        wire.end()


def _told(part: dict[str, Any]) -> str:
    """What one request of a batchUpdate does, for the story."""
    kind, body = next(iter(part.items()))
    if kind == "updateCells" and "start" in body and "rows" in body:
        start = body["start"]
        place = f"{start.get('rowIndex', 0) + 1},{start.get('columnIndex', 0) + 1}"
        cells = [cell.get("note", next(iter(cell.get("userEnteredValue", {}).values()), ""))
                 for row in body["rows"] for cell in row.get("values", [])]  # fmt: skip
        return f"{start.get('sheetId', 0)}!{place}={cells!r}"
    return {"copyPaste": "copy"}.get(kind, kind)


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def _refusal(status: int) -> bytes:
    said = {429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}[status]
    return orjson.dumps({"error": {"code": status, "message": "Scripted.", "status": said}})


def _response(request: requests.PreparedRequest, status: int, body: bytes) -> requests.Response:
    made = requests.Response()
    made.status_code, made.request, made.url = status, request, request.url or ""
    made._content = body
    made._content_consumed = True  # type: ignore[attr-defined]
    made.headers = CaseInsensitiveDict({"content-type": "application/json"})
    made.encoding = "utf-8"
    return made
