"""How an app comes into a workspace of the local Slack: people let it in, it gets a token for it.

As at Slack: a page asks, the browser is sent back with a code that is good once and for ten
minutes, and `oauth.v2.access` makes a token of it. Who takes the app out ends its token.
"""

from __future__ import annotations

import base64
import binascii
import html
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.playground.slack_grants import Grants
from assistant.playground.slack_methods import Methods
from assistant.playground.slack_people import People
from assistant.playground.slack_workspace import APP, BOT_USER, Json, Refused, Workspace

CLIENT_ID, CLIENT_SECRET = "1001.2002", "local-client-secret"
CODE_SECONDS = 600.0
ACCESS, UNINSTALL = "oauth.v2.access", "apps.uninstall"
TOLD = ("client_id", "scope", "state", "redirect_uri")
SEE_OTHER = 302


class Place(Protocol):
    """A workspace, as far as letting an app in concerns it."""

    workspace: Workspace
    methods: Methods
    people: People
    grants: Grants

    def let_in(self, scopes: set[str]) -> None:
        """Let the app in: it may do that much, and hears what its manifest says."""

    def take_out(self) -> None:
        """Take the app out, and tell it."""


@dataclass(frozen=True)
class Code:
    """What somebody agreed to, until the app fetches its token."""

    team: str
    user: str
    scopes: tuple[str, ...]
    redirect: str
    at: float


class Installs:
    """Workspaces that one app can be let into, and the tokens that it has of them."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        """By the id of the workspace."""
        self.app: Json = {}
        """The manifest."""
        self.scopes: frozenset[str] | None = None
        """What the app may ask for at most; None: anything."""
        self.redirects: list[str] = []
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, str] = {}
        self._over: set[str] = set()

    def clear(self) -> None:
        """Forget who let the app in."""
        self._codes.clear()
        self._tokens.clear()
        self._over.clear()

    def place_of(self, token: str) -> Place | None:
        """The workspace of a token; None: it is no such token."""
        return self.places.get(self._tokens.get(token, ""))

    def is_over(self, token: str) -> bool:
        """Whether it is the token of a workspace that the app was taken out of."""
        return token in self._over

    async def page(self, request: Request) -> Response:
        """Ask somebody whether to let the app in; what is asked wrongly is not sent back."""
        asked = {name: request.query_params.get(name, "") for name in TOLD}
        if wrong := self._wrong(asked):
            return HTMLResponse(f"<h1>Something went wrong</h1><p>{html.escape(wrong)}</p>", 400)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        wanted = request.query_params.get("team", "")
        teams = "".join(
            f'<option value="{team}"{" selected" if team == wanted else ""}>'
            f"{html.escape(place.workspace.name)}</option>"
            for team, place in self.places.items()
        )
        return HTMLResponse(
            f'<title>Let Backroom in?</title><form method="post">{hidden}<p>Backroom asks for:'
            f' {html.escape(asked["scope"])}</p><select name="team">{teams}</select>'
            '<input type="hidden" name="user" value="U01OLIVE">'
            '<button name="decision" value="allow">Allow</button>'
            '<button name="decision" value="deny">Cancel</button></form>'
        )

    async def decided(self, request: Request) -> Response:
        """Send the browser back with a code, or with the word that nobody was let in."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        if (wrong := self._wrong(form)) or form.get("team") not in self.places:
            return HTMLResponse(html.escape(wrong or "no such workspace"), 400)
        back = {"state": form["state"]}
        if form.get("decision") != "allow":
            back["error"] = "access_denied"
        else:
            code = f"{len(self._codes) + 1}.{time.monotonic_ns():x}"
            self._codes[code] = Code(
                form["team"], form.get("user", ""), tuple(form["scope"].split(",")),
                form["redirect_uri"], time.monotonic(),
            )  # fmt: skip
            back["code"] = code
        return RedirectResponse(f"{form['redirect_uri']}?{urlencode(back)}", SEE_OTHER)

    def access(self, given: Json, authorization: str) -> Json:
        """A token for a code."""
        self._check_client(given, authorization)
        code = self._codes.pop(str(given.get("code")), None)
        if code is None or time.monotonic() - code.at > CODE_SECONDS:
            raise Refused("invalid_code")
        if str(given.get("redirect_uri")) != code.redirect:
            raise Refused("bad_redirect_uri")
        self.places[code.team].let_in(set(code.scopes))
        return {
            "ok": True, "app_id": APP, "access_token": self._token(code.team),
            "token_type": "bot", "scope": ",".join(code.scopes), "bot_user_id": BOT_USER,
            "team": {"id": code.team, "name": self.places[code.team].workspace.name},
            "enterprise": None, "authed_user": {"id": code.user}, "is_enterprise_install": False,
        }  # fmt: skip

    def taken_out(self, method: str, given: Json, token: str) -> Json | None:
        """The answer to an app that takes itself out; None: it does something else."""
        if method != UNINSTALL:
            return None
        self._check_client(given, "")
        self.places[self._tokens[token]].take_out()
        return {"ok": True}

    def end(self, team: str) -> None:
        """The token of a workspace is good for nothing any more."""
        gone = {token for token, place in self._tokens.items() if place == team}
        self._over |= gone
        for token in gone:
            del self._tokens[token]

    def _token(self, team: str) -> str:
        """The token of a workspace, which stays the same until the app is taken out."""
        for token, place in self._tokens.items():
            if place == team:
                return token
        made = f"xoxb-{team}-{time.monotonic_ns():x}"
        self._tokens[made] = team
        return made

    def _wrong(self, asked: dict[str, str]) -> str:
        if asked.get("client_id") != CLIENT_ID:
            return "Invalid client_id parameter"
        scopes = set(asked.get("scope", "").split(","))
        if not asked.get("scope") or (self.scopes is not None and not scopes <= self.scopes):
            return "Invalid permissions requested"
        if asked.get("redirect_uri") not in self.redirects:
            return "redirect_uri did not match any configured URIs"
        return ""

    @staticmethod
    def _check_client(given: Json, authorization: str) -> None:
        """The app says who it is: in its header, or beside what it asks."""
        client, secret = str(given.get("client_id")), str(given.get("client_secret"))
        if authorization.startswith("Basic "):
            try:
                said = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            except (binascii.Error, UnicodeDecodeError):
                said = ""
            client, _, secret = said.partition(":")
        if client != CLIENT_ID:
            raise Refused("invalid_client_id")
        if secret != CLIENT_SECRET:
            raise Refused("bad_client_secret")
