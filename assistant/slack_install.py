"""The door through which a workspace lets Backroom in: Slack's OAuth, in a browser, over HTTP.

Whoever opens `/slack/install` is sent to Slack, agrees there, and comes back with a code that is
made into the workspace's token. The way back is good once, for ten minutes, in the same browser.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import logging
import re
import secrets
from collections.abc import Mapping

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation, InstallationStore
from slack_sdk.oauth.state_store import OAuthStateStore

from assistant import typed_words
from assistant.config import Config, InstallSettings
from assistant.manifest import BACK, SCOPES
from assistant.slack_workspaces import TIMEOUT, WorkspaceNotAllowed, Workspaces
from oms import clock, fired
from oms.database import Database
from oms.errors import ShopError

log = logging.getLogger(__name__)
INSTALL = "/slack/install"
SECONDS = 600
STATE = re.compile(r"([\w-]{20,64})\.([0-9]{1,12})\.([0-9a-f]{64})")
USED = "slack state"
"""Under which the states that were used are kept."""
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    # the address of the page holds the code
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}
WHY = {
    "access_denied": "Nobody was let in: it was cancelled at Slack.",
    "invalid_browser": "This is not the browser in which it was begun, or it was too long ago.",
    "invalid_state": "This way back was used before, or is older than ten minutes.",
    "missing_code": "Slack sent no code along.",
    "invalid_code": "Slack does not take the code: it was used before, is older than ten minutes,"
    " or Slack is not well.",
}  # fmt: skip
AGAIN = "Begin again at /slack/install."


class States(OAuthStateStore):
    """States that are signed, so that asking for one keeps nothing; each is taken once."""

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self._key = hashlib.sha256(b"slack state:" + secret.encode()).digest()

    def issue(self, *_given: object, **_named: object) -> str:
        """A new one."""
        begun = f"{secrets.token_urlsafe(24)}.{int(clock.now().timestamp()) + SECONDS}"
        return f"{begun}.{self._signed(begun)}"

    def consume(self, state: str) -> bool:
        """Whether it is one of ours, not too old, and was not taken before."""
        found = STATE.fullmatch(state)
        if found is None or not hmac.compare_digest(self._signed(f"{found[1]}.{found[2]}"),
                                                    found[3]):  # fmt: skip
            return False
        if int(found[2]) < clock.now().timestamp():
            return False
        return self._database.write(lambda books: fired.once(books, USED, found[3]))

    def _signed(self, begun: str) -> str:
        return hmac.new(self._key, begun.encode(), hashlib.sha256).hexdigest()


class NotLetIn(BoltError):
    """It was agreed to at Slack, and cannot be kept here."""

    def __init__(self, refusal: ShopError) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Kept(InstallationStore):
    """What Bolt hands the token of a workspace to; what a workspace may not have is given back."""

    def __init__(self, known: Workspaces, settings: InstallSettings, web: WebClient) -> None:
        self._known, self._settings, self._web = known, settings, web

    def save(self, installation: Installation) -> None:
        """Keep it.

        Raises:
            NotLetIn: the workspace may not see the books; Backroom is taken out of it again.
        """
        try:
            self._known.let_in(installation)
        except WorkspaceNotAllowed as refusal:
            self._take_out(installation)
            raise NotLetIn(refusal) from None
        except ShopError as refusal:
            raise NotLetIn(refusal) from None

    def _take_out(self, installation: Installation) -> None:
        ids = {"client_id": self._settings.client_id, "client_secret": self._settings.client_secret}
        try:
            self._web.apps_uninstall(**ids, token=installation.bot_token)
        except (SlackApiError, OSError) as fault:
            log.warning("It could not be taken out of %s again: %s", installation.team_id,
                        type(fault).__name__)  # fmt: skip


class Door:
    """Where it begins, and the page to which Slack sends the browser back."""

    def __init__(self, config: Config, database: Database, known: Workspaces) -> None:
        """Needs `config.install`."""
        settings = config.install
        if settings is None:
            raise ValueError("no workspaces are configured")
        web = WebClient(base_url=config.slack_url, timeout=TIMEOUT)
        logging.getLogger(OAuthFlow.__module__).addFilter(_without_code)
        # at DEBUG it writes down whole answers, and the token stands in one of them
        logging.getLogger("slack_sdk").setLevel(logging.INFO)
        self.flow = OAuthFlow(
            client=web,
            settings=OAuthSettings(
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                scopes=list(SCOPES),
                user_scopes=[],
                redirect_uri=f"{settings.address}{BACK}",
                install_path=INSTALL,
                # Slack's own page says what it is about, and shows no pictures from elsewhere
                install_page_rendering_enabled=False,
                redirect_uri_path=BACK,
                authorization_url=settings.authorization_url,
                callback_options=CallbackOptions(success=_succeeded, failure=_failed),
                installation_store=Kept(known, settings, web),
                state_store=States(database, settings.client_secret),
                state_expiration_seconds=SECONDS,
            ),
        )

    def begin(self, query: str, headers: Mapping[str, str]) -> BoltResponse:
        """The way to Slack, which asks."""
        return _guarded(self.flow.handle_installation(_request(query, headers)))

    def finish(self, query: str, headers: Mapping[str, str]) -> BoltResponse:
        """The page after it was agreed to, or not."""
        try:
            return self.flow.handle_callback(_request(query, headers))
        except OSError as fault:
            log.warning("Slack is out of reach: %s", type(fault).__name__)
            return _page(502, "It did not work", f"Slack is out of reach. {AGAIN}")


def _request(query: str, headers: Mapping[str, str]) -> BoltRequest:
    return BoltRequest(body="", query=query, headers=dict(headers))


def _without_code(record: logging.LogRecord) -> bool:
    """Leave the code out of what Bolt writes when Slack refuses it."""
    record.msg, record.args = re.sub(r"with code: \S+", "", record.getMessage()), ()
    return True


def _succeeded(told: SuccessArgs) -> BoltResponse:
    name = told.installation.team_name or told.installation.team_id or ""
    return _page(
        200,
        "Backroom is connected",
        f"It hears and answers in {name} now. Who there may ask what, the owner says with"
        f" `backroom staff add {told.installation.team_id}/MEMBER-ID`.",
    )


def _failed(told: FailureArgs) -> BoltResponse:
    if isinstance(told.error, NotLetIn):
        refusal = told.error.refusal
        return _page(403, "It was not connected", typed_words.plain(str(refusal)))
    why = WHY.get(told.reason) or f"Slack says: {told.reason[:100]}."
    return _page(told.suggested_status_code, "It was not connected", f"{why} {AGAIN}")


def _page(status: int, title: str, words: str) -> BoltResponse:
    shown = (f"<!doctype html><title>{html.escape(title)}</title>"
             "<body style='font: 1.1rem/1.5 sans-serif; max-width: 36em; margin: 4em auto'>"
             f"<h1>{html.escape(title)}</h1><p>{html.escape(words)}</p>")  # fmt: skip
    return BoltResponse(status=status, body=shown, headers=dict(HEADERS))


def _guarded(made: BoltResponse) -> BoltResponse:
    """An answer of Bolt's with the headers of our pages."""
    for name, value in HEADERS.items():
        made.headers[name.lower()] = [value]
    return made
