"""The Slack workspaces of the shop: whom of them to hear, and with which token to speak to each.

A database is one shop's books. Which workspaces may see them the owner says in the environment; who
of their people may, the shop's staff list says, as everywhere.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web import SlackResponse

from assistant import slack_ids
from assistant.config import Config, InstallSettings
from assistant.manifest import SCOPES
from assistant.token_keys import TokenKeys, TokensUnreadable
from oms import workspaces
from oms.database import Database
from oms.errors import ShopError
from oms.workspaces import LetIn

log = logging.getLogger(__name__)
PEOPLE = ("user", "user_id")
ADDRESSES = ("channel", "channel_id", *PEOPLE)
"""Arguments of Slack's methods that are ids of a workspace."""
NOT_CONNECTED = (
    "Backroom is not connected with this workspace. Its owner can connect it: see “Several"
    " workspaces” in the operations guide."
)
OURS = "ours"
"""Where a request carries who we are in its workspace."""
TIMEOUT = 30


class WorkspaceNotAllowed(ShopError):
    """Somebody would let Backroom into a workspace that may not see this shop's books."""

    code = "workspace_not_allowed"

    def __init__(self, team: str, name: str) -> None:
        self.team = team
        super().__init__(
            f"The workspace “{name}” ({team}) may not see the books of this shop.",
            remedy=f"If it should, add {team} to BACKROOM_WORKSPACES, start Backroom again, and"
            " install once more.",
        )


def heard(req: BoltRequest, ours: AuthorizeResult | None, home: str) -> BoltResponse | None:
    """Write the ids of a request in full before anything is made of them.

    Args:
        req: as Bolt read it.
        ours: who we are where it comes from; None: that workspace is not connected.
        home: the shop's own workspace.

    Returns:
        The answer to a workspace that is not connected. Bolt would answer it at an address that
        stands in the request, and fail where that is none.
    """
    context = req.context
    if ours is None and req.body.get("type") != "url_verification":
        log.info("A workspace that is not connected is not heard")
        return BoltResponse(status=200, body=NOT_CONNECTED if "command" in req.body else "")
    context[OURS] = ours
    actor = slack_ids.actor(req.body, context.actor_team_id, context.enterprise_id)
    slack_ids.fill_in(req.body, context.team_id, actor, home)
    return None


class Workspaces:
    """Those that the owner named, as far as they let Backroom in."""

    def __init__(self, database: Database, settings: InstallSettings) -> None:
        self._database, self._allowed = database, settings.workspaces
        self._keys = TokenKeys(settings.token_keys)
        self.home = settings.workspaces[0]
        """The shop's own, whose ids stand as they are."""

    def check(self) -> None:
        """See that every token can be read.

        Raises:
            TokensUnreadable: naming the first that cannot.
        """
        with self._database.reading() as books:
            for row in workspaces.every(books):
                self._keys.open(row.team, row.sealed)

    def let_in(self, told: Installation) -> None:
        """Keep what Slack told when somebody let Backroom in.

        Raises:
            WorkspaceNotAllowed: it is none of those that the owner named.
        """
        team, name = told.team_id or "", told.team_name or "without a name"
        if told.is_enterprise_install or team not in self._allowed or not told.bot_token:
            raise WorkspaceNotAllowed(team or str(told.enterprise_id), name)
        kept = LetIn(
            team=team,
            name=name,
            bot_user=told.bot_user_id or "",
            bot=told.bot_id,
            scopes=",".join(told.bot_scopes or ()),
            sealed=self._keys.seal(team, told.bot_token),
            by=told.user_id,
        )
        self._database.write(lambda books: workspaces.keep(books, kept))
        log.info("Workspace %s let Backroom in", team)

    def authorize(self, team_id: str | None) -> AuthorizeResult | None:
        """Who we are in a workspace, by what was kept; None: it is not connected."""
        if team_id not in self._allowed:
            return None
        with self._database.reading() as books:
            row = workspaces.find(books, str(team_id))
        if row is None:
            return None
        try:
            token = self._keys.open(row.team, row.sealed)
        except TokensUnreadable as fault:
            log.error("%s %s", fault.message, fault.remedy)  # noqa: TRY400  it says all there is
            return None
        return AuthorizeResult(
            enterprise_id=None, team_id=row.team, bot_user_id=row.bot_user, bot_id=row.bot,
            bot_token=token, bot_scopes=row.scopes,
        )  # fmt: skip

    def fault(self, team: str, url: str) -> str:
        """What is wrong with the connection to a workspace; nothing where it is well.

        Args:
            team: one of those that the owner named.
            url: of Slack's Web API.
        """
        ours = self.authorize(team)
        if ours is None:
            return f"{team} has not let us in"
        try:
            WebClient(ours.bot_token, base_url=url, timeout=TIMEOUT).auth_test()
        except SlackApiError as fault:
            return f"{team}: {fault.response.get('error')}"
        except OSError as fault:
            return f"{team}: {fault}"
        lacking = sorted(set(SCOPES) - set(ours.bot_scopes or ()))
        return f"{team} did not give {', '.join(lacking)}" if lacking else ""

    def received(self, req: BoltRequest) -> BoltResponse | None:
        """Find whose a request is, as `heard` says."""
        return heard(req, self.authorize(req.context.team_id), self.home)

    def listen(self, app: App) -> None:
        """Hear when a workspace takes Backroom out."""
        app.event("app_uninstalled")(self._taken_out)
        app.event("tokens_revoked")(self._revoked)

    def _taken_out(self, body: dict[str, Any], context: BoltContext) -> None:
        at = dt.datetime.fromtimestamp(float(body["event_time"]) + 1, dt.UTC)
        team = str(context.team_id)
        is_home = team == self.home
        if self._database.write(lambda books: workspaces.forget(books, team, at, is_home=is_home)):
            log.info("Workspace %s took Backroom out", team)

    def _revoked(self, body: dict[str, Any], context: BoltContext) -> None:
        ours = context.get(OURS)  # Bolt does not say who we are where a token has ended
        bots = (body["event"].get("tokens") or {}).get("bot") or ()
        if ours is not None and ours.bot_user_id in bots:
            self._taken_out(body, context)


class Alone(WebClient):
    """A client of one workspace; whoever is of another is named to it as Slack names them."""

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        """Call a method; channels are of this workspace, or there is none of theirs."""
        _bare(given, PEOPLE, "")
        answer: SlackResponse = super().api_call(api_method, **given)
        return answer


class Everywhere(WebClient):
    """A client that speaks to each workspace with its own token, by the ids it is given."""

    def __init__(self, known: Workspaces, url: str) -> None:
        super().__init__(base_url=url, timeout=TIMEOUT)
        self._known = known

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        """Call a method where its channel is, or its person; in the shop's own, where it has none.

        In a channel that two workspaces share, a person may be of the other.
        """
        team = next(iter(_bare(given, ADDRESSES, self._known.home)), self._known.home)
        answer: SlackResponse = self._of(team).api_call(api_method, **given)
        return answer

    def files_upload_v2(self, *, channel: str | None = None, **given: Any) -> SlackResponse:
        """Upload to a channel; the steps before the last name none."""
        team, bare = slack_ids.parts(channel or "", self._known.home)
        answer: SlackResponse = self._of(team).files_upload_v2(channel=bare or None, **given)
        return answer

    def _of(self, team: str) -> WebClient:
        ours = self._known.authorize(team)
        if ours is None:
            told = SlackResponse(
                client=self, http_verb="POST", api_url=self.base_url, req_args={},
                data={"ok": False, "error": "not_installed"}, headers={}, status_code=200,
            )  # fmt: skip
            raise SlackApiError(f"{team} is not connected", told)  # type: ignore[no-untyped-call]
        return WebClient(ours.bot_token, base_url=self.base_url, timeout=TIMEOUT)


def _bare(given: dict[str, Any], names: Sequence[str], home: str) -> list[str]:
    """Take ids apart in what is given to a method, in place; gives their workspaces, in order."""
    found = []
    for part in ("json", "params", "data"):
        told = dict(given[part]) if isinstance(given.get(part), dict) else {}
        for name in names:
            if isinstance(told.get(name), str):
                team, told[name] = slack_ids.parts(told[name], home)
                found.append(team)
        given |= {part: told} if told else {}
    return found


def clients(config: Config, database: Database, alone: Callable[[Config], WebClient]) -> WebClient:
    """What speaks to Slack: with the one token that is configured, or to each with its own."""
    if config.install is None:
        return alone(config)
    return Everywhere(Workspaces(database, config.install), config.slack_url)
