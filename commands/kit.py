"""What a command is: what people say, which words are what, who may, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from oms.actors import Who
from oms.errors import ShopError
from oms.slips import Slip

Facts = Mapping[str, Any]
Plain = dict[str, Any]
"""Facts that JSON can hold."""


LABELS = {"sku": "Product", "other": "Other product", "location": "Place", "target": "To place"}
"""Slot -> what people call it, where its name does not say so."""


@dataclass(frozen=True)
class Asked:
    """A question: the books it is put to, who asked, and which day it is in the shop."""

    books: Session
    who: Who
    today: dt.date
    thread: tuple[str, str] | None = None
    """Slack channel and thread it was asked in; outside a thread, the one that would hang on it."""
    room: str = ""
    """Slack channel or direct message that it was asked in; empty: outside Slack."""
    is_of_all: bool = False
    """It says itself that all places are meant."""


@dataclass(frozen=True)
class Choice:
    """One of the things that a menu offers: what stands there, and what a button carries."""

    label: str
    id: str | int


@dataclass(frozen=True)
class Slot:
    """A place in a phrase that holds an order, a product, a location ..."""

    name: str
    pattern: str
    """Regular expression of the words that can stand there."""
    read: Callable[[Asked, str], Any]
    """Words -> value; raises a ShopError that says what was not found."""
    example: str
    to_id: Callable[[Any], str | int] = str
    """Value -> what a button carries."""
    from_id: Callable[[Asked, Any], Any] | None = None
    """What a button carries -> value; None: as `read`."""
    search: Callable[[Asked, str], list[Choice]] | None = None
    """What a menu offers for what was typed so far; None: there is no such menu."""
    choices: tuple[Choice, ...] = ()
    """All that can stand there, where that is little enough for a menu."""
    is_number: bool = False
    """A whole number stands there."""
    is_room: bool = False
    """A Slack channel stands there, by its id."""

    @property
    def label(self) -> str:
        """What stands above it in a form."""
        return LABELS.get(self.name) or self.name.strip("_").replace("_", " ").capitalize()


@dataclass(frozen=True)
class Goods:
    """An order line in a form: so many units of it may be picked, 0 among them."""

    line_id: int
    label: str
    most: int
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """A slot in a form: what stands above it and below it."""

    slot: str
    label: str
    hint: str = ""
    is_needed: bool = False
    prefers: str | int | None = None
    """What a button carries of the choice that stands there at first."""


@dataclass(frozen=True)
class Form:
    """A command as a form: units of the lines of an order, if it is about one, and fields.

    What is sent is what somebody would have said: the slots are read as they are read there, and
    the command is run with them and the units that were `picked`, by line.
    """

    title: str
    """At most 24 letters, as Slack has it."""
    submit: str
    fields: tuple[Field, ...]
    goods: Callable[[Asked, Any], tuple[Goods, ...]] | None = None
    """What may be picked of an order; a ShopError says why there is nothing. None: it is about no
    order."""
    slots: tuple[Slot, ...] = ()
    """What only the form asks for, as it is said in other words."""
    starts: Callable[[Asked], Mapping[str, str]] | None = None
    """What stands in the fields at first, by slot."""
    clears: frozenset[str] = frozenset()
    """Slots whose field, left empty, says that there is to be nothing: the command is given ""."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """Code of an error -> the slot that it is about; others stand below the first field."""
    picks_all: bool = False
    """At first all units of every line stand there, not none."""
    is_shown_first: bool = True
    """What it would do is shown before it is done, as after a typed request; False: only where
    there is something that a person has to see."""
    doubts: Callable[[Facts], bool] = lambda _facts: False
    """Whether what it would do has something in it that a person has to see."""


@dataclass(frozen=True)
class Reply:
    """The facts of an answer; the words stand in the command's template."""

    facts: Facts
    papers: tuple[Slip, ...] = ()
    """Posted beside it as files."""
    listed: tuple[int, ...] | None = None
    """Ids of the orders that it lists, as they stand there: “the second one” is one of them."""
    is_cut: bool = False
    """There are more of them than it lists."""


@dataclass(frozen=True)
class Preview:
    """What a write would do, and the plain values that Confirm will act on."""

    facts: Facts
    stored: Plain
    agreed: list[Any] | None = None
    """What a yes is to, as JSON holds it, where more is shown for information only; None: to all
    that is shown."""


@dataclass(frozen=True)
class Done:
    """What a write did, and the plain values that Undo will act on; None: it cannot be undone."""

    facts: Facts
    undo: Plain | None
    papers: tuple[Slip, ...] = ()
    """Posted beside it as PDF."""


@dataclass(frozen=True)
class Write:
    """How a write is carried out and undone; both are harmless twice with the same key."""

    do: Callable[[Asked, Plain, str], Done]
    undo: Callable[[Asked, Plain, str], Facts] | None = None


def both_ways(
    change: Callable[..., Facts], *, before: str = "before", wanted: str = "wanted"
) -> Write:
    """A write that puts one value for another; undone, it puts the other back.

    Args:
        change: called with what is asked, the stored values and the key, and by keyword with the
            names of two stored values: `now`, which has to stand there, and `then`, which is put.
            It refuses where something else stands there, and gives the facts of the answer.
        before: the name of the stored value that stood there at the preview.
        wanted: the name of the one that was asked for.
    """

    def do(asked: Asked, stored: Plain, key: str) -> Done:
        return Done(change(asked, stored, key, now=before, then=wanted), stored)

    def undo(asked: Asked, stored: Plain, key: str) -> Facts:
        return change(asked, stored, key, now=wanted, then=before)

    return Write(do, undo)


@dataclass(frozen=True)
class Command:
    """A command, as declared by `@command` in its file."""

    name: str
    help: str
    phrases: tuple[str, ...]
    slots: Mapping[str, Slot]
    may: str
    run: Callable[..., Reply | Preview]
    examples: tuple[str, ...]
    write: Write | None = None
    on_button: bool = False
    """Has no phrases: it is reached by a button of a notice only, and acts at once."""
    offered: Callable[[Who], bool] | None = None
    """To whom of those who may it is offered at all; None: to all of them."""
    form: Form | None = None
    """As which it can be filled in; None: it can only be said."""
    room_fills: str = ""
    """Slot that holds the place of the Slack channel where a question names none; never of a
    change, which asks for its place."""
    file: str = field(default="", compare=False)

    def is_for(self, who: Who) -> bool:
        """Whether it is worth telling somebody of it."""
        return who.may(self.may) and (self.offered is None or self.offered(who))

    def slot(self, name: str) -> Slot | None:
        """What can be said of it under that name, or asked in its form; None: nothing is."""
        own = {one.name: one for one in self.form.slots} if self.form else {}
        return self.slots.get(name) or own.get(name)

    @property
    def template(self) -> str:
        """The template of its answer (of a write: of its preview)."""
        return f"replies/{self.name}"


class MissingWord(ShopError):
    """A command was understood, but not what it is about."""

    code = "missing_word"

    def __init__(
        self, what: str, example: str, *, slot: str | None = None, question: str = ""
    ) -> None:
        """`slot` is where the answer belongs, when it is not called as the question calls it.

        `question` asks for it where “Which …?” would leave open what it is for.
        """
        self.what, self.example = slot or what, example
        super().__init__(question or f"Which {what}?", remedy=f"Say for example `{example}`.")


def command(  # noqa: PLR0913  a declaration is that many facts
    *,
    phrases: list[str],
    slots: list[Slot],
    may: str,
    write: Write | None = None,
    on_button: bool = False,
    offered: Callable[[Who], bool] | None = None,
    form: Form | None = None,
    room_fills: str = "",
) -> Callable[[Callable[..., Reply | Preview]], Command]:
    """Declare a command: its name is the function's, its help the first line of the docstring."""

    def declare(run: Callable[..., Reply | Preview]) -> Command:
        module = run.__globals__
        said = [line for line in (module["__doc__"] or "").splitlines() if line.startswith("Said:")]
        examples = tuple(part.strip() for part in said[0][5:].split("·")) if said else ()
        return Command(
            name=run.__name__,
            help=(run.__doc__ or "").splitlines()[0],
            phrases=tuple(phrases),
            slots={slot.name: slot for slot in slots},
            may=may,
            run=run,
            examples=examples,
            write=write,
            on_button=on_button,
            offered=offered,
            form=form,
            room_fills=room_fills,
            file=module["__name__"],
        )

    return declare
