"""The environment: every fault of it is named at once, each with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.config import BadEnvironment, from_environment


def faults(environment: dict[str, str]) -> str:
    with pytest.raises(BadEnvironment) as refused:
        from_environment(environment)
    return refused.value.message


def test_an_empty_environment_is_a_shop_without_slack_and_ledger() -> None:
    config = from_environment({})

    assert config.database_url == "sqlite:///.backroom/shop.sqlite"
    assert not config.has_slack
    assert not config.has_ledger


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    no_key = tmp_path / "key.json"
    no_key.write_text("[]", encoding="utf-8")

    said = faults(
        {
            "BACKROOM_DATABASE_URL": "mysql://shop",
            "SLACK_BOT_TOKEN": "xapp-1-wrong-way-round",
            "SLACK_APP_TOKEN": "xoxb-wrong-way-round",
            "SLACK_API_URL": "slack.com",
            "SLACK_SIGNING_SECRET_FILE": str(tmp_path / "none"),
            "GOOGLE_SERVICE_ACCOUNT_FILE": str(no_key),
            "BACKROOM_PORT": "eighty",
            "BACKROOM_LOG": "loud",
            "GOOGLE_SHEETS_URL": "http://[::1",
        }
    )

    assert said.startswith("9 settings are not right:")
    for name in ("BACKROOM_DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL",
                 "SLACK_SIGNING_SECRET_FILE", "GOOGLE_SERVICE_ACCOUNT_FILE",
                 "BACKROOM_PORT", "BACKROOM_LOG", "GOOGLE_SHEETS_URL"):  # fmt: skip
        assert f"- {name}: " in said
    assert "starts with xoxb-, this is the other token" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "is not the key of a service account"),
        ('{"client_email": "a@b"}', "is not the key of a service account"),
        ('{"client_email": "a@b", "private_key": "k"}', "is not the key of a service account"),
    ],
)
def test_a_key_that_is_missing_or_none_says_so(
    tmp_path: Path, content: str | None, said: str
) -> None:
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert said in faults({"GOOGLE_SERVICE_ACCOUNT_FILE": str(path)})


def test_a_secret_may_be_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("xoxb-very-secret\n", encoding="utf-8")
    key = tmp_path / "key.json"
    key.write_text(
        json.dumps({"client_email": "a@b", "private_key": "k", "token_uri": "t"}), encoding="utf-8"
    )

    config = from_environment(
        {"SLACK_BOT_TOKEN_FILE": str(path), "SLACK_SIGNING_SECRET": "hush",
         "BACKROOM_LEDGER_ID": "1", "GOOGLE_SERVICE_ACCOUNT_FILE": str(key)}
    )  # fmt: skip

    assert config.slack_bot_token == "xoxb-very-secret"
    assert config.over_http
    assert config.has_ledger
    assert "secret" not in repr(config)


def test_an_address_may_end_with_or_without_a_slash() -> None:
    urls = {from_environment({"SLACK_API_URL": f"http://127.0.0.1:1/api{end}"}).slack_url
            for end in ("", "/")}  # fmt: skip

    assert urls == {"http://127.0.0.1:1/api/"}


@pytest.mark.parametrize("address", ["http://h:99999", "http://[::1", "ftp://h", "h", "http://"])
def test_an_address_that_is_none_is_a_fault(address: str) -> None:
    assert "is not an http(s) address" in faults({"SLACK_API_URL": address})


def test_the_whole_address_of_the_spreadsheet_does_as_well_as_its_id() -> None:
    address = "https://docs.google.com/spreadsheets/d/1aB-c_D2/edit#gid=0"

    assert from_environment({"BACKROOM_LEDGER_ID": address}).ledger_id == "1aB-c_D2"
    assert from_environment({"BACKROOM_LEDGER_ID": " 1aB-c_D2 "}).ledger_id == "1aB-c_D2"


def test_what_only_the_running_program_needs_is_named_together_with_the_rest() -> None:
    half = {"SLACK_BOT_TOKEN": "xoxb-1", "BACKROOM_LEDGER_ID": "1"}

    with pytest.raises(BadEnvironment) as refused:
        from_environment({**half, "BACKROOM_PORT": "x"}, serving=True)

    assert len(refused.value.faults) == 3
    assert "SLACK_BOT_TOKEN and SLACK_APP_TOKEN" in refused.value.message
    assert "- GOOGLE_SERVICE_ACCOUNT_FILE: " in refused.value.message
    assert from_environment(half).ledger_id == "1"
