"""Checks of settings and connections: each with what was found and what to do."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import click

from assistant import config as environment
from assistant import slack, typed_words
from assistant.adviser import SECONDS
from assistant.cli import FOUND, OK
from assistant.config import BadEnvironment, Config, InstallSettings
from assistant.ledger_door import Door, tabs
from assistant.model import NoAnswer, Question
from assistant.model_http import HttpModel
from assistant.opening import opened
from assistant.slack_workspaces import Workspaces
from oms import catalogue, outbox, settings, staff, verify
from oms.errors import ShopError
from sheets.grid import SYNC

TRIAL = Question(
    "call the function ready",
    ({"type": "function", "function": {"name": "ready", "description": "Says that you are ready.",
      "parameters": {"type": "object", "properties": {}}}},),
    "2026-01-01",
)  # fmt: skip
"""What the language model is asked to see whether it answers."""


@dataclass(frozen=True)
class Finding:
    """One check: its id, whether all is well, what was found, and what to do."""

    id: str
    well: bool
    found: str
    remedy: str = ""


def findings(config: Config) -> Iterator[Finding]:
    """Every check, one after the other; a check that fails stops no other."""
    for check in (_database, _shop, _slack, _ledger, _outbox, _picture, _model):
        try:
            yield check(config)
        except ShopError as refusal:
            yield Finding(check.__name__.strip("_"), well=False, found=refusal.message,
                          remedy=refusal.remedy)  # fmt: skip


def _database(config: Config) -> Finding:
    with opened(config).reading() as books:
        wrong = verify.differences(books)
    if wrong:
        return Finding("database", well=False, found=f"{len(wrong)} figures do not add up.",
                       remedy="Run `backroom verify` to see which.")  # fmt: skip
    return Finding("database", well=True, found=f"{config.database_url.split('@')[-1]} adds up")


def _shop(config: Config) -> Finding:
    with opened(config).reading() as books:
        places, people = catalogue.locations(books), staff.everybody(books)
        posts = settings.value(books, "digest_channel")
    lacking = [
        words
        for there, words in (
            (places, "a location (import stock)"),
            (people, "somebody who may ask (`backroom staff add`)"),
            (posts, "a channel for the digest (`backroom set digest_channel`)"),
        )
        if not there
    ]
    if lacking:
        return Finding("shop", well=False, found=f"The shop lacks {', '.join(lacking)}.",
                       remedy="Add what is named.")  # fmt: skip
    return Finding("shop", well=True, found=f"{len(places)} locations, {len(people)} staff")


def _slack(config: Config) -> Finding:
    if config.install is not None:
        return _several(config, config.install)
    if not config.has_slack:
        return Finding("slack", well=False, found="Slack is not set up.",
                       remedy="Make the app from what `backroom manifest` prints, then set"
                       " SLACK_BOT_TOKEN and SLACK_APP_TOKEN.")  # fmt: skip
    why = slack.why_not(config)
    if why:
        return Finding("slack", well=False, found=f"Slack refuses or is out of reach: {why}.",
                       remedy="Check the tokens and the connection.")  # fmt: skip
    if lacking := slack.lacking(config):
        return Finding("slack", well=False, found=f"The app lacks {', '.join(lacking)} at Slack.",
                       remedy="Paste what `backroom manifest` prints as the app's manifest, and"
                       " install it again.")  # fmt: skip
    return Finding("slack", well=True, found="Slack knows us")


def _several(config: Config, install: InstallSettings) -> Finding:
    """Whether each of several workspaces is connected, and knows us."""
    known = Workspaces(opened(config), install)
    known.check()
    wrong = [fault for team in install.workspaces if (fault := known.fault(team, config.slack_url))]
    if wrong:
        return Finding("slack", well=False, found=f"{'; '.join(wrong)}.",
                       remedy=f"Install at {install.address}/slack/install.")  # fmt: skip
    return Finding("slack", well=True, found=f"{', '.join(install.workspaces)} know us")


def _ledger(config: Config) -> Finding:
    if not config.has_ledger:
        return Finding("ledger", well=False, found="No spreadsheet is set up.",
                       remedy="Set BACKROOM_LEDGER_ID and GOOGLE_SERVICE_ACCOUNT_FILE, then run"
                       " `backroom ledger setup`.")  # fmt: skip
    door = Door(config, opened(config))
    there = door.sync.titles()
    missing = [tab for tab in (*(tab.title for tab in tabs()), SYNC) if tab not in there]
    if missing:
        return Finding("ledger", well=False, found=f"It has no tab {', '.join(missing)}.",
                       remedy="Run `backroom ledger setup`.")  # fmt: skip
    door.sync.check()
    return Finding("ledger", well=True, found="The spreadsheet answers, is ours and has its tabs")


def _outbox(config: Config) -> Finding:
    with opened(config).reading() as books:
        waiting = outbox.waiting(books)
    dead = [message for message in waiting if message.state == "dead"]
    if dead:
        return Finding("outbox", well=False, found=f"{len(dead)} messages were given up.",
                       remedy="Run `backroom outbox` to see why.")  # fmt: skip
    return Finding("outbox", well=True, found=f"{len(waiting)} messages waiting")


def _picture(_config: Config) -> Finding:
    if importlib.util.find_spec("matplotlib") is None:
        return Finding("picture", well=False, found="The digest goes without its picture.",
                       remedy="Install backroom[charts].")  # fmt: skip
    return Finding("picture", well=True, found="The digest has its picture")


def _model(config: Config) -> Finding:
    """Whether the language model answers; what it is asked for that is nothing of the shop."""
    if config.model is None:
        return Finding("model", well=True, found="No language model is asked")
    name, host = config.model.name, urlsplit(config.model.url).hostname
    try:
        found = HttpModel(config.model).ask(TRIAL, SECONDS)
    except NoAnswer as why:
        return Finding("model", well=False, found=f"{name} at {host} gives no answer: {why}.",
                       remedy="Check BACKROOM_MODEL_URL, BACKROOM_MODEL and BACKROOM_MODEL_KEY."
                       " Everything else works on without it.")  # fmt: skip
    if not found:
        return Finding("model", well=False, found=f"{name} at {host} answers, but calls nothing.",
                       remedy="Choose a model that calls functions (tools).")  # fmt: skip
    return Finding("model", well=True, found=f"{name} at {host} is told the sentences that are not"
                   f" understood, at most {config.model.a_day} a day")  # fmt: skip


@click.command("doctor")
def doctor_command() -> None:
    """Check settings and connections; say what is wrong and what to do.

    Exit status: 0 all is well, 1 something is to be done.
    """
    try:
        config = environment.from_environment()
    except BadEnvironment as fault:
        click.echo(typed_words.plain(f"{fault.message}\n{fault.remedy}"))
        sys.exit(FOUND)
    found = list(findings(config))
    for one in found:
        said = f"{'ok  ' if one.well else 'TODO'} {one.id}: {one.found} {one.remedy}"
        click.echo(typed_words.plain(said.rstrip()))
    sys.exit(OK if all(one.well for one in found) else FOUND)
