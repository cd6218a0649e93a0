"""The command line. It imports inside its functions, so that `--help` answers at once."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assistant import typed_words
from oms.errors import ShopError

if TYPE_CHECKING:
    from assistant.config import Config

OK, FOUND, COULD_NOT = 0, 1, 2
Body = TypeVar("Body", bound=Callable[..., Any])
SECTIONS = (
    ("Start", ("try", "manifest", "doctor", "staff", "workspaces", "set")),
    ("Run", ("serve", "sync", "digest", "import", "ledger", "local")),
    (
        "Look inside",
        ("ask", "understand", "report", "verify", "history", "outbox", "books", "preview"),
    ),
)


class Sections(click.Group):
    """A group whose help lists its commands under headings."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, section by section."""
        for heading, names in SECTIONS:
            rows = [(name, self._line(ctx, name)) for name in names]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def _line(self, ctx: click.Context, name: str) -> str:
        """The line of a command in the help; those that are heavy are not loaded for it."""
        if name in LAZY:
            return LAZY[name][2]
        command = super().get_command(ctx, name)
        return command.get_short_help_str(90) if command else ""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command; those whose code is heavy are loaded only now."""
        if cmd_name in LAZY:
            import importlib

            module, name, _ = LAZY[cmd_name]
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, also those not loaded yet."""
        return sorted({*super().list_commands(ctx), *LAZY})


LAZY = {
    "try": ("assistant.try_command", "try_command",
            "Open a pretend shop in the browser: chat beside the spreadsheet."),
    "doctor": ("assistant.doctor", "doctor_command",
               "Check settings and connections; say what is wrong and what to do."),
    "manifest": ("assistant.manifest_command", "manifest_command",
                 "What to paste at Slack to make the app."),
    "sync": ("assistant.sync_command", "sync_command",
             "Bring the spreadsheet and the books together once."),
    "digest": ("assistant.digest_command", "digest_command",
               "Show a digest here, or send it now with --send."),
    "import": ("assistant.import_command", "import_command",
               "Bring in orders, products, stock or customers from a file."),
    "ledger": ("assistant.sync_command", "ledger_command",
               "Set up and check the shared spreadsheet."),
    "local": ("assistant.local_command", "local_command",
              "A local Slack or Google Sheets, alone, for trying and testing."),
    "staff": ("assistant.staff_command", "staff_command", "Who may ask and do what."),
    "workspaces": ("assistant.workspaces_command", "workspaces_command",
                   "Which Slack workspaces let Backroom in."),
    "verify": ("assistant.verify_command", "verify_command",
               "Compute every figure again and name each difference; --audit: the history too."),
    "understand": ("assistant.understand_command", "understand_command",
                   "Print what the messages of a file mean in a shop; changes nothing."),
    "preview": ("assistant.preview_command", "preview_command",
                "Draw every message of the example shop as a page to look at."),
    "report": ("assistant.digest_command", "report_command",
               "Show one figure of the digest, for any days."),
}  # fmt: skip


def told(body: Body) -> Body:
    """A fault that a person can mend becomes one clear message and exit status 2.

    With `--json` the message is the one document on stdout too: `error` (its code), `message` and
    `remedy`. Any other fault is shown whole, and ends with 2 as well: 1 means that it ran.
    """

    @wraps(body)
    def run(*given: Any, **named: Any) -> Any:
        try:
            return body(*given, **named)
        except ShopError as refusal:
            _say(refusal.code, refusal.message, refusal.remedy, as_json=named.get("as_json"))
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as fault:  # noqa: BLE001  the command ends here
            traceback.print_exc()
            _say("fault", f"This is a fault of Backroom's: {fault!r}.",
                 "Nothing was done by half. Please report it with the lines above.",
                 as_json=named.get("as_json"))  # fmt: skip
        sys.exit(COULD_NOT)

    return run  # type: ignore[return-value]


def _say(code: str, message: str, remedy: str, *, as_json: bool | None) -> None:
    click.echo(typed_words.plain(f"{message}\n{remedy}"), err=True)
    if as_json:
        print_json({"error": code, "message": message, "remedy": remedy})


def print_json(document: Any) -> None:
    """One JSON document on stdout and nothing else."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str))


def configured(*, serving: bool = False) -> Config:
    """The configuration, from the environment; `serving` asks for what only `serve` needs."""
    from assistant import config

    return config.from_environment(serving=serving)


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backroom")
def main() -> None:
    """Answer staff in Slack, keep the shared spreadsheet and the books in step.

    \b
    First time?      backroom try                 a pretend shop in your browser, no accounts
    Going live?      backroom doctor              what is connected, and what to do about the rest
    Something off?   backroom verify              computes every figure again
    """


@main.command()
@told
def serve() -> None:
    """Answer in Slack, keep the ledger in step, post the digest; until stopped.

    \b
    Needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET where Slack
    can reach BACKROOM_PORT; with BACKROOM_LEDGER_ID and GOOGLE_SERVICE_ACCOUNT_FILE
    it keeps the spreadsheet too.
    """
    import gc
    import logging

    # what is loaded stays: to look through it for garbage now would take a tenth of the start
    gc.disable()
    from assistant.app import Program

    config = configured(serving=True)
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(message)s")
    # the one tells of every step; the other warns whenever a job is wanted that runs already,
    # which in a busy shop is always
    for chatty, least in (("alembic", logging.WARNING), ("apscheduler", logging.ERROR)):
        logging.getLogger(chatty).setLevel(max(least, logging.root.level))
    Program(config).run(lambda: click.echo("Backroom is running. Stop it with Ctrl-C.", err=True))


@main.command()
@click.argument("question")
@click.option("--as", "user", metavar="SLACK_ID", help="Who asks; by default the first owner.")
@click.option("--explain", is_flag=True, help="Say what was understood and how surely.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@told
def ask(question: str, user: str | None, *, explain: bool, as_json: bool) -> None:
    """Put one question as if in Slack: backroom ask "where is order 1043?"

    With --explain it also says which command was understood in which way: by a phrase word for
    word, or by likelihood; what came next; and what speaks against a change.

    Exit status: 0 answered, 1 refused or not understood, 2 could not run.
    """
    from assistant import explained, plain
    from assistant.opening import opened

    database = opened(configured())
    with database.writing() as books:
        who = user or plain.first_owner(books)
        answer = plain.ask(books, who, question)
        if explain:
            answer["explained"] = explained.explained(books, who, question)
    if as_json:
        print_json(answer)
    else:
        click.echo("\n".join([answer["answer"], *answer.get("explained", ())]))
    sys.exit(FOUND if answer["error"] else OK)


@main.command()
@click.argument("about")
@told
def history(about: str) -> None:
    """Who changed what, and when: backroom history 1043, or the SKU MUG-BLU."""
    from assistant import records
    from assistant.opening import opened

    with opened(configured()).reading() as books:
        for line in records.history(books, about):
            click.echo(line)


@main.command()
@told
def outbox() -> None:
    """Messages that are waiting to be sent, or were given up."""
    from assistant import records
    from assistant.opening import opened

    with opened(configured()).reading() as books:
        lines = records.outbox_lines(books)
    for line in lines or ["Nothing is waiting."]:
        click.echo(line)


@main.command("set")
@click.argument("name", required=False)
@click.argument("value", required=False)
@told
def set_(name: str | None, value: str | None) -> None:
    """Show the shop's settings, or change one: backroom set digest_time 07:30"""
    from assistant.opening import opened
    from oms import actors, settings

    with opened(configured()).writing() as books:
        if name and value is not None:
            by = actors.system(books, "cli")
            before = settings.put(books, name, value, by=by)
            click.echo(f"{name}: {before or '(empty)'} → {value}")
            return
        for shown in [name] if name else settings.KNOWN:
            found = settings.value(books, shown)
            click.echo(f"{shown} = {found}    {settings.KNOWN[shown].means}")


@main.group()
def books() -> None:
    """Create or upgrade the database."""


@books.command("upgrade")
@told
def books_upgrade() -> None:
    """Create the tables, or bring them to the present version."""
    from assistant.opening import opened
    from oms import schema

    database = opened(configured())
    click.echo(f"The database is at version {schema.current(database)}.")
