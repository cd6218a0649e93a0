"""Every message that Backroom sends, as the example shop would have it.

Nothing is made up for it: the talk of an example shop of its own leads to all of them (see
`preview_talk.py`), and after it the examples of all commands are said, confirmed and undone. So a
picture shows what the program does.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from assistant import asking_again, digest, home, plain, preview_forms, render, understand
from assistant.preview_talk import DM, TALK, Seen, Talk
from assistant.render import Message
from oms import actors, demo, schema, settings
from oms.database import Database
from oms.errors import ShopError
from oms.figures import morning

NOTICES = "C01FLOOR"
FOLDERS = ("replies", "errors", "notices", "digest", "home", "forms", "papers")
"""Folders of templates/; what lies beside them are parts, which are drawn where they are used."""
PART = re.compile(r"""["'](_\w+)\.j2["']""")


class UnknownTemplate(ShopError):
    """There is no template of that name."""

    code = "unknown_template"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is no template {name}.",
            remedy="Name one as it lies under templates/, such as replies/order_status; without a"
            " name all are drawn.",
        )


def templates() -> list[str]:
    """All templates but the parts, by their path under templates/."""
    return sorted(
        f"{folder}/{path.stem}"
        for folder in FOLDERS
        for path in (render.FOLDER / folder).glob("*.j2")
    )


def parts() -> dict[str, list[str]]:
    """What templates are made of, such as “_blocks”: each with the templates that use it.

    A part that another part uses is used where that one is.
    """
    own = sorted(path.stem for path in render.FOLDER.glob("*.j2"))
    within = {name: _parts_of(name) for name in own}
    users: dict[str, list[str]] = {name: [] for name in own}
    for name in templates():
        used = _parts_of(name)
        while deeper := {one for part in used for one in within[part]} - used:
            used |= deeper
        for part in used:
            users[part].append(name)
    return users


def _parts_of(name: str) -> set[str]:
    return set(PART.findall((render.FOLDER / f"{name}.j2").read_text(encoding="utf-8")))


def collect(database: Database, wanted: str | None = None) -> dict[str, Seen]:
    """The first message of each template that an example shop came to send.

    Args:
        database: an empty one, which becomes the example shop.
        wanted: the only template that is asked for; None: all.

    Raises:
        UnknownTemplate: there is none of that name.
    """
    if wanted is not None and wanted not in templates():
        raise UnknownTemplate(wanted)
    found: dict[str, Seen] = {}
    with closing(_messages(database)) as messages:
        for seen in messages:
            # what stands above another in one message is drawn with it
            for name in (seen.message.template, *seen.message.above):
                found.setdefault(name, seen)
            if wanted in found:
                break
    return {name: found[name] for name in sorted(found) if wanted in (None, name) and name}


def _messages(database: Database) -> Generator[Seen]:
    schema.upgrade(database)
    with database.reading() as books:
        today = settings.today(books)
    demo.open_shop(database, None, today=today)
    with database.writing() as books:
        settings.put(books, "notice_channel", NOTICES)
        settings.put(books, "pick_channel", NOTICES)
        owner = plain.first_owner(books)
    again = asking_again.offered(1, {"kind": "message", "text": "what is late?"})
    fault = render.render("errors/fault", {"reference": "E-7F3A21", "offers": again})
    yield Seen(fault, "a fault of the program")
    yield Seen(render.render("replies/asked_again", {}), f"“{asking_again.LABEL}” is pressed")
    yield from (Seen(*one) for one in preview_forms.shown(database, owner, DM))
    with (
        tempfile.TemporaryDirectory(prefix="backroom-ledger-") as folder,
        closing(Talk(database, owner, Path(folder))) as talk,
    ):
        for line in _lines():
            yield from talk.go_on(line)
        yield from talk.let_days_go_by()
    yield from _unasked(database, owner)


def _lines() -> Iterator[str]:
    """A talk through the days of a shop, then every example of every command."""
    for line in TALK.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
    for command in understand.known().values():
        yield from command.examples


def _unasked(database: Database, owner: str) -> Iterator[Seen]:
    """What is shown without being asked for: the digest and the Home tab."""
    with database.reading() as books:
        today = settings.today(books)
        yield Seen(digest.message(morning.collect(books, today)), "every morning")
        yield Seen(_home(books, owner), "the Home tab is opened")


def _home(books: Session, owner: str) -> Message:
    return render.render("home/home", home.facts(books, actors.who(books, owner), None))
