"""The shop's own words: what its people say, taught, changed and taken back.

A word stands for one product, place or channel, or is a phrase that stands for a sentence which a
command knows. Whether it would be mistaken for what the program understands anyhow is judged by
whoever understands sentences: that is handed in (`set_phrasebook`), for the books know none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, catalogue, history, shop_words
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError, UnknownSku
from oms.history import About
from oms.inserts import NewRow
from oms.once import once
from oms.shop_words import ShopWord
from oms.tables.catalogue import Channel, Location, Sku
from oms.tables.messages import History
from oms.tables.speech import Word

WHAT = "word set"
PRODUCT, PLACE, CHANNEL, PHRASE, NOTHING = "product", "place", "channel", "phrase", "nothing"
LONGEST, MOST = 100, 1_000
NEW = NewRow(Word, "id")


@dataclass(frozen=True)
class Meaning:
    """The one thing that a word stands for."""

    kind: str
    """product, place, channel or phrase."""
    shown: str
    """As it stands in the ledger: a SKU, a name, a sentence."""
    about: int | None = None
    """Id of the product, place or channel."""


class Phrasebook(Protocol):
    """What the program understands by itself."""

    def is_sentence(self, words: str) -> bool:
        """Whether a command knows these words, with slots such as {order} in them."""
        ...

    def check(self, books: Session, said: str, meaning: Meaning) -> None:
        """Refuse a word that would be mistaken, or that says too little.

        Raises:
            BadWord: with what it clashes with, and what to do.
        """
        ...


class BadWord(ShopError):
    """Words cannot stand for something: they mean something already, or say too little."""

    code = "bad_word"


class UnknownMeaning(ShopError):
    """What a word is to stand for is no product, place, channel or sentence."""

    code = "unknown_meaning"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"“{said}” is no product, location, channel or sentence that is understood.",
            remedy="Give a SKU, a location, a channel, or a sentence: `where is order {order}`.",
        )


_phrasebook: Callable[[], Phrasebook] | None = None


def set_phrasebook(given: Callable[[], Phrasebook]) -> None:
    """Say who judges new words, as the program does when it opens the books."""
    global _phrasebook  # noqa: PLW0603  the one place where the books learn of sentences
    _phrasebook = given


@dataclass(frozen=True)
class WordChange:
    """A word before and after; None: it stands for nothing."""

    said: str
    before: str | None
    after: str | None
    edit_id: int | None
    """Row of the history; None: it was so already."""


def folded(said: str) -> str:
    """Words as they are kept: small letters, single blanks, no full stop."""
    return " ".join(said.replace("’", "'").lower().split()).strip(" .,!?\"“”'")


def meaning_of(books: Session, means: str) -> Meaning:
    """What a word is to stand for, from how somebody writes it.

    Raises:
        UnknownMeaning: it is nothing that there is.
        AmbiguousSku: several products fit.
    """
    text = " ".join(means.split()).strip('`“”" ')
    sku = catalogue.by_code(books, text)
    if sku is not None:
        return Meaning(PRODUCT, sku.code, sku.id)
    for place in catalogue.locations(books):
        if text.lower() in {place.code.lower(), place.name.lower()}:
            return Meaning(PLACE, place.name, place.id)
    for channel in books.scalars(select(Channel).order_by(Channel.id)):
        if text.lower() in {channel.code.lower(), channel.name.lower()}:
            return Meaning(CHANNEL, channel.name, channel.id)
    if _judge().is_sentence(text):
        return Meaning(PHRASE, text)
    try:
        sku = catalogue.sku(books, text)
    except UnknownSku:
        raise UnknownMeaning(text) from None
    return Meaning(PRODUCT, sku.code, sku.id)


def title_of(books: Session, meaning: Meaning) -> str:
    """What a word is to stand for, as people call it: Blue mug (MUG-BLU)."""
    if meaning.kind == PRODUCT:
        sku = books.get_one(Sku, meaning.about)
        return f"{sku.title} ({sku.code})"
    return f"“{meaning.shown}”" if meaning.kind == PHRASE else meaning.shown


def shown(books: Session, word: ShopWord | Word) -> str | None:
    """What a word stands for, as the ledger shows it; None: nothing."""
    if word.sku_id is not None:
        return books.get_one(Sku, word.sku_id).code
    if word.location_id is not None:
        return books.get_one(Location, word.location_id).name
    if word.channel_id is not None:
        return books.get_one(Channel, word.channel_id).name
    return word.phrase


def value(books: Session, said: str) -> str | None:
    """What words stand for now; None: nothing."""
    row = _row(books, said)
    return None if row is None else shown(books, row)


def word_id(books: Session, said: str) -> int | None:
    """The id of a word that is, or was once; None: it never was."""
    row = _row(books, said)
    return None if row is None else row.id


def written(key: str) -> str:
    """Words by the key of their row in the ledger.

    Raises:
        BadWord: they would be kept in another way than they stand there.
    """
    said = folded(key)
    if said.upper() != key:
        remedy = f"Write “{said}”." if said else "Write words."
        raise BadWord(f"“{key.lower()}” has signs that nobody says.", remedy=remedy)
    return said


def every(books: Session) -> list[Word]:
    """Every word, and those that stand for nothing any more, the oldest first."""
    return list(books.scalars(select(Word).order_by(Word.id)))


def check(books: Session, said: str, means: str) -> Meaning:
    """Refuse a word that cannot be, or that would be mistaken.

    Raises:
        BadWord: with what it clashes with, and what to do.
        UnknownMeaning, AmbiguousSku: what it is to stand for is not clear.
    """
    meaning = meaning_of(books, means)
    if meaning.kind == PRODUCT and not books.get_one(Sku, meaning.about).active:
        raise BadWord(
            f"{title_of(books, meaning)} is not sold any more, so nobody asks for it.",
            remedy="Tick Active beside it, or give another product.",
        )
    if not said or len(said) > LONGEST:
        raise BadWord(
            f"“{said}” cannot be a word of the shop.",
            remedy=f"Give it from 1 to {LONGEST} letters.",
        )
    others = [one for one in shop_words.known(books) if one.said != said]
    if len(others) >= MOST:
        raise BadWord(f"The shop has {MOST:,} words.", remedy="Take out one that nobody says.")
    for one in others:
        if one.key == shop_words.key_of(said) and PHRASE not in {one.kind, meaning.kind}:
            raise BadWord(
                f"“{said}” is heard as “{one.said}”, which means {shown(books, one)}.",
                remedy=f"Change what “{one.said}” means, or take it out.",
            )
    _judge().check(books, said, meaning)
    return meaning


def put(books: Session, said: str, means: str | None, *, by: Who) -> int | None:
    """Let words stand for something, or (None) for nothing any more.

    Args:
        books: open for writing.
        said: as somebody writes them.
        means: a SKU or words of a title, a location, a channel, or a sentence that is understood.
        by: whoever teaches it.

    Returns:
        The row of the history; None when it was so already.

    Raises:
        NotAllowed: the role does not change settings.
        BadWord, UnknownMeaning, AmbiguousSku: as `check`.
    """
    actors.allow(by, actors.MANAGE)
    said = folded(said)
    if means is None and _row(books, said) is None:
        return None
    meaning = Meaning(NOTHING, "") if means is None else check(books, said, means)
    row = _locked(books, said)
    before = shown(books, row)
    after = meaning.shown or None
    if before == after:
        return None
    row.kind = meaning.kind
    row.sku_id = meaning.about if meaning.kind == PRODUCT else None
    row.location_id = meaning.about if meaning.kind == PLACE else None
    row.channel_id = meaning.about if meaning.kind == CHANNEL else None
    row.phrase = meaning.shown if meaning.kind == PHRASE else None
    books.flush()
    shop_words.forget(books)
    return history.record(
        books, by=by, what=WHAT, about=About("word", row.id),
        before={"said": said, "means": before}, after={"said": said, "means": after},
    )  # fmt: skip


def teach(books: Session, said: str, means: str, *, by: Who, key: str) -> WordChange:
    """Like `put`, once for each key.

    Raises:
        NotAllowed, BadWord, UnknownMeaning, AmbiguousSku: as `put`.
    """
    name = folded(said)

    def do() -> dict[str, Any]:
        before = value(books, name)
        edit_id = put(books, name, means, by=by)
        return {"said": name, "before": before, "after": value(books, name), "edit_id": edit_id}

    return WordChange(
        **once(books, key, "teach_word", {"said": name, "means": means}, by=by, do=do)
    )


def untaught(books: Session, edit_id: int, *, by: Who, key: str) -> WordChange:
    """Let words stand for what they did before they were taught, if nobody changed them since.

    Raises:
        NotAllowed: the role does not change settings.
        NoLongerPossible: they were changed again since.
        BadWord: what they stood for before would be mistaken by now.
    """
    row = books.get_one(History, edit_id)
    before, after = row.before or {}, row.after or {}

    def do() -> dict[str, Any]:
        now = value(books, after["said"])
        if now != after["means"] or history.again(books, row):
            raise NoLongerPossible(
                f"“{after['said']}” was changed again since and means {now or 'nothing'} now.",
                remedy="Nothing was taken back. Say what it is to mean.",
            )
        undone = put(books, after["said"], before["means"], by=by)
        return {"said": after["said"], "before": now, "after": before["means"], "edit_id": undone}

    return WordChange(**once(books, key, "untaught_word", {"edit": edit_id}, by=by, do=do))


def _judge() -> Phrasebook:
    if _phrasebook is None:
        raise LookupError("set_phrasebook: nobody judges new words")
    return _phrasebook()


def _row(books: Session, said: str) -> Word | None:
    return books.scalars(select(Word).where(Word.said == folded(said))).first()


def _locked(books: Session, said: str) -> Word:
    """The row of a word, made where there is none, and locked."""
    NEW.put(books, said=said, kind=NOTHING)
    wanted = select(Word).where(Word.said == said).with_for_update()
    return books.scalars(wanted.execution_options(populate_existing=True)).one()
