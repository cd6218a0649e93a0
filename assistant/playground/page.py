"""The page of `backroom try`: chat on the left, the ledger on the right, in one browser window.

A small Starlette server between the browser and the two local servers. It asks them over HTTP,
as anybody could, draws Block Kit as HTML, and passes their news on over one WebSocket. It knows
nothing of the program: what the buttons above the ledger do is a list of addresses it is given.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from assistant.playground.page_ledger import Ledger
from assistant.playground.page_news import News
from assistant.playground.page_talk import Refused, Talk

STATIC = Path(__file__).parent / "static"
QUESTIONS = (
    "where is order 1043?",
    "what is late?",
    "ship 1043",
    "what is running out?",
    "how many red spotty biscuit tins in Leeds?",
)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Doing:
    """A button above the ledger: pressing it posts to `url`, which answers `{"said": …}`.

    An answer may also name a channel to `look` at.
    """

    name: str
    label: str
    url: str
    means: str = ""


@dataclass(frozen=True)
class Shop:
    """What the page says about the shop; it has no other knowledge of it."""

    name: str
    zone: str = "Europe/London"
    questions: tuple[str, ...] = QUESTIONS
    doings: tuple[Doing, ...] = ()
    roles: Mapping[str, str] | None = None
    """Slack user id -> what the person is in the shop, shown beside the name."""
    first_tab: str = ""
    """The tab of the ledger that is shown first; else the first there is."""


class LocalPage:
    """The page on a port of the loopback interface, until `stop`.

    Args:
        shop: what to show around chat and ledger.
        slack_url: of the local Slack, without a path.
        sheets_url: of the local Google Sheets, without a path.
        ledger_id: the spreadsheet to show.
        port: 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """

    def __init__(
        self, shop: Shop, *, slack_url: str, sheets_url: str, ledger_id: str, port: int = 0
    ) -> None:
        self.shop = shop
        self.news = News()
        self.talk = Talk(slack_url, zone=shop.zone, news=self.news)
        self.ledger = Ledger(sheets_url, ledger_id, news=self.news, first=shop.first_tab)
        self._socket = socket.create_server(("127.0.0.1", port), backlog=128)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        config = uvicorn.Config(
            self._app(), log_level="warning", ws="websockets-sansio", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="page", daemon=True
        )

    def start(self) -> Self:
        """Serve, and follow the news of both servers."""
        self._thread.start()
        self.talk.follow()
        self.ledger.follow()
        return self

    def stop(self) -> None:
        """Stop serving; returns when the port is free again."""
        self.talk.close()
        self.ledger.close()
        self.news.close()
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._socket.close()

    # ---- what the browser asks --------------------------------------------------------------

    def _app(self) -> Starlette:
        answers: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "shop": self._shop,
            "channels": lambda said: {"channels": self.talk.channels(said["user"])},
            "messages": lambda said: {
                "messages": self.talk.messages(said["user"], said["channel"], said.get("thread"))
            },
            "shortcuts": lambda _said: self.talk.shortcuts(),
            "home": lambda said: self.talk.home(said["user"]),
            "sheet": lambda said: self.ledger.sheet(said.get("tab")),
        }
        deeds: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "say": self.talk.say,
            "press": self.talk.press,
            "open_home": self.talk.open_home,
            "shortcut": self.talk.shortcut,
            "suggest": self.talk.suggest,
            "submit": self.talk.submit,
            "dismiss": self.talk.dismiss,
            "cell": self.ledger.type_into,
            "do": self._do,
        }
        routes = [Route("/", _front), Route("/static/ag-grid.js", _grid)]
        routes += [Route(f"/{name}", _asked(answer)) for name, answer in answers.items()]
        routes += [
            Route(f"/{name}", _posted(deed), methods=["POST"]) for name, deed in deeds.items()
        ]
        return Starlette(
            routes=[
                *routes,
                Route("/file/{file_id}", self._file),
                WebSocketRoute("/news", self._news),
                Mount("/static", StaticFiles(directory=STATIC)),
            ]
        )

    def _shop(self, _said: Mapping[str, Any]) -> dict[str, Any]:
        roles = self.shop.roles or {}
        people = [{**one, "is": roles.get(one["id"], "")} for one in self.talk.people()]
        # Those with a place in the shop first, in the order the shop names them.
        order = {known: at for at, known in enumerate(roles)}
        people.sort(key=lambda one: order.get(one["id"], len(order)))
        return {
            "name": self.shop.name,
            "people": people,
            "questions": self.shop.questions,
            "doings": [
                {"name": one.name, "label": one.label, "means": one.means}
                for one in self.shop.doings
            ],
        }

    def _do(self, said: Mapping[str, Any]) -> Any:
        doing = next(one for one in self.shop.doings if one.name == said["name"])
        answer = httpx.post(doing.url, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def _file(self, request: Request) -> Response:
        content, kind = self.talk.file(request.path_params["file_id"])
        return Response(content, media_type=kind, headers={"cache-control": "max-age=3600"})

    async def _news(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await self.news.pass_on(websocket)


def _front(_request: Request) -> Response:
    return FileResponse(STATIC / "page.html", headers={"cache-control": "no-store"})


def _grid(_request: Request) -> Response:
    """AG Grid, as NiceGUI carries it; found without importing NiceGUI."""
    found = find_spec("nicegui")
    if found is None or not found.submodule_search_locations:
        return Response("The ledger needs the extra [try]: NiceGUI carries its grid.", 404)
    bundle = Path(found.submodule_search_locations[0]) / "elements/aggrid/dist/index.js"
    return FileResponse(
        bundle, media_type="text/javascript", headers={"cache-control": "max-age=86400"}
    )


def _asked(
    answer: Callable[[Mapping[str, Any]], Any],
) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        return await _answered(answer, dict(request.query_params))

    return respond


def _posted(
    deed: Callable[[Mapping[str, Any]], Any],
) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        return await _answered(deed, await request.json())

    return respond


async def _answered(
    answer: Callable[[Mapping[str, Any]], Any], said: Mapping[str, Any]
) -> Response:
    try:
        return JSONResponse(await run_in_threadpool(answer, said))
    except Refused as refusal:
        return JSONResponse({"error": str(refusal)}, 409)
    except httpx.HTTPStatusError as fault:
        return JSONResponse({"error": _words(fault.response)}, 502)
    except httpx.HTTPError as fault:
        return JSONResponse({"error": f"A local server does not answer: {fault}."}, 503)
    except Exception:  # a request ends here
        log.exception("The page could not answer %s", sorted(said))
        return JSONResponse({"error": "The page could not do that; its log says why."}, 500)


def _words(response: httpx.Response) -> str:
    try:
        told = response.json().get("error")
    except ValueError:
        told = response.text
    if isinstance(told, Mapping):
        told = told.get("message")
    return str(told or f"A local server answered {response.status_code}.")
