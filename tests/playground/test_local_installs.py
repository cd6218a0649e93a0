"""How the local Slack lets an app into a workspace, and refuses what Slack refuses."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.manifest import manifest
from assistant.playground.slack import CLIENT_ID, CLIENT_SECRET, OLIVE, SECOND, LocalSlack

BACK = "http://127.0.0.1:1/slack/oauth_redirect"
ASKED = {"client_id": CLIENT_ID, "scope": "chat:write,im:history", "state": "s1",
         "redirect_uri": BACK}  # fmt: skip


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        """Stay where one is."""


def opened(url: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
    """A page: status, words and where it sends the browser."""
    data = None if form is None else urlencode(form).encode()
    try:
        answer = urllib.request.build_opener(_Stay).open(url, data, timeout=30)
    except urllib.error.HTTPError as other:
        answer = other
    with answer:
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")


@pytest.fixture(scope="module")
def places() -> Iterator[tuple[LocalSlack, LocalSlack]]:
    """Two workspaces of one Slack, and an app that neither has let in."""
    first = LocalSlack(time_scale=0.01).start()
    app = manifest()
    app["oauth_config"]["redirect_urls"] = [BACK]
    first.install(app)
    second = LocalSlack(beside=first).start()
    yield first, second
    first.stop()
    second.stop()


def code_of(slack: LocalSlack, **more: str) -> str:
    """The code that somebody's consent gives."""
    form = {**ASKED, "team": SECOND[0], "user": OLIVE, "decision": "allow", **more}
    status, _, back = opened(f"{slack.base_url}oauth/v2/authorize", form)
    assert status == 302
    assert back.startswith(f"{BACK}?")
    told = parse_qs(urlsplit(back).query)
    assert told["state"] == ["s1"]
    return told["code"][0]


def error_of(slack: LocalSlack, **given: str) -> str:
    asked = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uri": BACK, **given}
    with pytest.raises(SlackApiError) as refused:
        WebClient(base_url=slack.api_url).oauth_v2_access(**asked)
    return str(refused.value.response["error"])


def test_a_code_becomes_a_token_of_the_workspace_that_let_the_app_in(
    places: tuple[LocalSlack, LocalSlack],
) -> None:
    first, second = places
    status, page, _ = opened(f"{first.base_url}oauth/v2/authorize?{urlencode(ASKED)}")
    assert status == 200
    assert "Marsh Depot" in page

    code = code_of(first)
    told = WebClient(base_url=first.api_url).oauth_v2_access(
        client_id=CLIENT_ID, client_secret=CLIENT_SECRET, code=code, redirect_uri=BACK
    )
    assert told["team"] == {"id": SECOND[0], "name": SECOND[1]}
    assert told["authed_user"] == {"id": OLIVE}
    assert told["scope"] == "chat:write,im:history"
    web = WebClient(str(told["access_token"]), base_url=first.api_url)
    assert web.auth_test()["team_id"] == SECOND[0]
    web.chat_postMessage(channel=OLIVE, text="hello")
    assert [one["text"] for one in second.bot_messages()] == ["hello"]
    assert first.bot_messages() == []
    with pytest.raises(SlackApiError, match="missing_scope"):
        web.users_info(user=OLIVE)

    assert error_of(first, code=code) == "invalid_code"
    second.uninstall()
    with pytest.raises(SlackApiError, match="account_inactive"):
        web.auth_test()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"client_id": "9.9"}, "client_id"), ({"scope": "admin"}, "permissions"),
     ({"scope": ""}, "permissions"), ({"redirect_uri": "http://elsewhere/"}, "redirect_uri")],
)  # fmt: skip
def test_what_is_asked_wrongly_is_not_sent_back(
    places: tuple[LocalSlack, LocalSlack], wrong: dict[str, str], said: str
) -> None:
    first, _ = places
    page = f"{first.base_url}oauth/v2/authorize"

    status, words, back = opened(f"{page}?{urlencode(ASKED | wrong)}")
    assert (status, back) == (400, "")
    assert said in words
    form = {**ASKED, "team": SECOND[0], "decision": "allow", **wrong}
    assert opened(page, form)[0] == 400


def test_who_says_no_is_sent_back_without_a_code(places: tuple[LocalSlack, LocalSlack]) -> None:
    first, _ = places
    form = {**ASKED, "team": SECOND[0], "decision": "deny"}

    _, _, back = opened(f"{first.base_url}oauth/v2/authorize", form)

    assert parse_qs(urlsplit(back).query) == {"state": ["s1"], "error": ["access_denied"]}


def test_a_code_is_good_for_the_app_that_asked_only(places: tuple[LocalSlack, LocalSlack]) -> None:
    first, _ = places

    assert error_of(first, code="none") == "invalid_code"
    assert error_of(first, code=code_of(first), client_secret="else") == "bad_client_secret"
    assert error_of(first, code=code_of(first), client_id="9.9") == "invalid_client_id"
    assert error_of(first, code=code_of(first), redirect_uri="http://e/") == "bad_redirect_uri"
