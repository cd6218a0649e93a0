"""The command line and the doctor about several workspaces, and the keys of their tokens."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant import config, doctor
from assistant.manifest import SCOPES
from assistant.playground.slack import LocalSlack
from assistant.token_keys import TokenKeys, TokensUnreadable, is_key, new_key
from oms import workspaces
from oms.database import Database
from oms.tables.workspaces import Workspace
from oms.workspaces import LetIn
from tests.assistant.test_slack_install import DEPOT, named
from tests.importing.command import backroom

TOKEN = "xoxb-of-the-depot"


def let_in(url: str, key: str, token: str = TOKEN) -> None:
    """Let Backroom into the second workspace."""
    sealed = TokenKeys((key,)).seal(DEPOT, token)
    database = Database(url)
    with database.writing() as books:
        workspaces.keep(
            books, LetIn(DEPOT, "Marsh Depot", "U0", "B0", ",".join(SCOPES), sealed, "U1")
        )
    database.close()


def kept(url: str) -> list[str]:
    database = Database(url)
    with database.reading() as books:
        found = list(books.scalars(select(Workspace.sealed)))
    database.close()
    return found


def test_a_token_opens_for_its_workspace_with_its_key_only() -> None:
    first, second = new_key(), new_key()
    sealed = TokenKeys((first,)).seal("T1", TOKEN)

    assert TOKEN not in sealed
    assert TokenKeys((first,)).open("T1", sealed) == TOKEN
    assert TokenKeys((second, first)).open("T1", sealed) == TOKEN
    for team, keys, said in (("T2", (first,), sealed), ("T1", (second,), sealed),
                             ("T1", (first,), sealed[:-6] + "AAAAAA"), ("T1", (first,), TOKEN),
                             ("T1", (first,), "")):  # fmt: skip
        with pytest.raises(TokensUnreadable) as fault:
            TokenKeys(keys).open(team, said)
        assert TOKEN not in str(fault.value)
    assert first not in repr(TokenKeys((first,)))


@pytest.mark.parametrize("said", ["", "short", "x" * 44, "é" * 44, "A" * 43])
def test_what_is_no_key_is_known_as_none(said: str) -> None:
    assert is_key(new_key())
    assert not is_key(said)


def test_keys_are_changed_without_installing_again(
    url: str, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = backroom(url, "workspaces", "key").stdout.strip(), new_key()
    assert is_key(old)
    let_in(url, old)
    for name, value in named(url, slack, f"{new},{old}").items():
        monkeypatch.setenv(name, value)

    listed = backroom(url, "workspaces", "list")
    assert listed.status == 0
    assert f"{DEPOT}  Marsh Depot  let in by U1" in listed.stdout
    assert "not kept with the first key" in listed.stdout
    assert "T01SHOP  has not let Backroom in" in listed.stdout
    assert backroom(url, "workspaces", "rekey").stdout == "1 kept with the first key.\n"

    assert TokenKeys((new,)).open(DEPOT, kept(url)[0]) == TOKEN
    assert "not kept" not in backroom(url, "workspaces", "list").stdout
    monkeypatch.setenv("BACKROOM_TOKEN_KEYS", old)
    lost = backroom(url, "workspaces", "rekey")
    assert lost.status == 2
    assert f"backroom workspaces forget {DEPOT} and install" in lost.stderr
    assert backroom(url, "workspaces", "forget", DEPOT).status == 0
    assert kept(url) == []
    assert backroom(url, "workspaces", "forget", DEPOT).status == 2


def test_with_one_workspace_it_says_so(url: str) -> None:
    ended = backroom(url, "workspaces", "list")

    assert ended.status == 2
    assert "set up for one workspace" in ended.stderr


def test_the_doctor_says_which_is_not_connected_and_why(url: str, slack: LocalSlack) -> None:
    key = new_key()
    settings = config.from_environment(named(url, slack, key))
    let_in(url, key)
    found = doctor._slack(settings)

    assert not found.well
    assert found.found == f"T01SHOP has not let us in; {DEPOT}: invalid_auth."
    assert "/slack/install" in found.remedy
    assert TOKEN not in f"{found.found} {found.remedy}"
