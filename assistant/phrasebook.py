"""Whether a new word of the shop would be mistaken for what is understood anyhow, and with what.

Everything that a sentence can be or name is asked: the commands' own phrases and examples, the
likeliest command, products, places, channels, people, days and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import loosely, shop_names, shop_phrases, understand
from assistant.shop_phrases import ShopPhrase
from assistant.understand import PART
from assistant.understanding import gate, manners, scoring, settling, tokens
from assistant.understanding.english import FILLER, FUNCTION, WEAK, is_plain
from assistant.understanding.made_once import MadeOnce
from assistant.understanding.parse import Reader
from assistant.understanding.tags import tags
from commands.slots import CHANNEL as CHANNEL_SLOT
from commands.slots import LOCATION, NUMBER_WORDS
from oms import catalogue, settings, shop_words
from oms.records import Channel
from oms.words import CHANNEL, PHRASE, PLACE, PRODUCT, BadWord, Meaning

SHAPES = {
    PRODUCT: r"[a-z0-9][a-z0-9 '&./-]*",
    PLACE: LOCATION.pattern,
    CHANNEL: CHANNEL_SLOT.pattern,
}
"""What can stand for a thing in a sentence."""
CALLED = {
    "supplier": "a supplier", "customer": "a customer", "carrier": "a carrier", "date": "a day",
    "units": "a number", "money": "an amount", "percent": "a percentage", "reason": "a reason",
    "condition": "a condition of goods", "order": "an order", "return": "a return",
    "purchase": "a purchase order", "tracking": "a tracking number", "email": "an address",
}  # fmt: skip
UNDO = frozenset({"undo", "undo that", "undo it", "remember this"})
SHORTEST = 3
MOST_WAYS = 200
TWO_WORDS = "Take two words or more that say what it is, or a name that nothing else has."
OTHER_WORDS = "Choose other words."


def is_sentence(words: str) -> bool:
    """Whether a command knows these words, with slots such as {order} in them."""
    return shop_phrases.command_of(words) is not None


def check(books: Session, said: str, meaning: Meaning) -> None:
    """Refuse a word of the shop that would be mistaken, or that says too little.

    Raises:
        BadWord: with what it clashes with, and what to do.
    """
    if meaning.kind == PHRASE:
        _check_phrase(books, said, meaning.shown)
    else:
        _check_name(books, said, meaning)


def _check_name(books: Session, said: str, meaning: Meaning) -> None:
    if not re.fullmatch(SHAPES[meaning.kind], said):
        remedy = "Use plain letters only, and slots such as {order} in sentences only."
        raise BadWord(f"“{said}” cannot be the name of a {meaning.kind}.", remedy=remedy)
    _refuse_own(said)
    parts = said.split()
    if parts[0] in NUMBER_WORDS.keys() - {"a", "an"} or any(part.isdigit() for part in parts):
        remedy = "Leave the number out."
        raise BadWord(f"“{said}” has a number in it, which would count units.", remedy=remedy)
    _refuse_generic(said)
    _refuse_products(books, said, meaning)
    _refuse_places(books, said, meaning)
    _refuse_others(books, said)


def _refuse_generic(said: str) -> None:
    parts = [word for word in said.split() if word not in FUNCTION and word not in FILLER]
    if sum(letter.isalpha() for letter in said) < SHORTEST or not parts:
        raise BadWord(f"“{said}” is too short to stand for something.", remedy=TWO_WORDS)
    if len(parts) == 1 and (is_plain(parts[0]) or parts[0] in WEAK):
        why = f"“{said}” is an everyday word, and would be heard where nobody means it."
        raise BadWord(why, remedy=TWO_WORDS)
    if all(word in _vocabulary() for word in parts):
        why = f"“{said}” is made of words that ask for something, so sentences would lose them."
        raise BadWord(why, remedy=TWO_WORDS)


def _refuse_own(said: str) -> None:
    """What is a whole sentence already can name nothing."""
    _refuse_answer(said)
    for match in understand.understand(said):
        if match.weight[0] > 0:
            why = f"“{said}” asks for something already: {match.command.help}"
            raise BadWord(why, remedy=OTHER_WORDS)


def _refuse_answer(said: str) -> None:
    """Yes, no, thanks: what answers by itself."""
    text = tokens.read(said)
    if settling.settles(text) or said in UNDO or manners.of(text.words()):
        raise BadWord(f"“{said}” is an answer of its own.", remedy=OTHER_WORDS)


def _refuse_products(books: Session, said: str, meaning: Meaning) -> None:
    own = meaning.about if meaning.kind == PRODUCT else None
    others = [one for one in catalogue.holding(books, said) if one.sku_id != own]
    coded = catalogue.by_code(books, said)
    if coded is not None and coded.id != own:
        raise BadWord(f"“{said}” is the SKU of {coded.title}.", remedy=OTHER_WORDS)
    if others:
        named = f"{others[0].title} ({others[0].code})"
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        why = f"“{said}” also fits {named}{more}, so it would be unclear which is meant."
        raise BadWord(why, remedy="Add a word that only the one has.")


def _refuse_places(books: Session, said: str, meaning: Meaning) -> None:
    key = shop_words.key_of(said)
    places = [(PLACE, place.id, place.name, place.code) for place in catalogue.locations(books)]
    channels = [(CHANNEL, one.id, one.name, one.code) for one in books.scalars(select(Channel))]
    for kind, number, name, code in (*places, *channels):
        is_it = (kind, number) == (meaning.kind, meaning.about)
        if not is_it and key in {shop_words.key_of(name), shop_words.key_of(code)}:
            what = "location" if kind == PLACE else "channel"
            raise BadWord(f"“{said}” is the {what} {name}.", remedy=OTHER_WORDS)


def _refuse_others(books: Session, said: str) -> None:
    """People, days, numbers: what the understanding finds in the words as a whole."""
    text = tokens.read(said)
    known = shop_names.known(books, said)
    for tag in tags(text, known, settings.today(books)):
        if tag.kind in CALLED and tag.past - tag.first == len(text.tokens):
            raise BadWord(f"“{said}” is read as {CALLED[tag.kind]}.", remedy=OTHER_WORDS)


def _check_phrase(books: Session, said: str, means: str) -> None:
    phrase = _well_formed(said, means)
    ways = list(_ways(phrase))
    for way in ways:
        _refuse_answer(way)
    words = [word for part in PART.findall(said) if not part.startswith("{")
             for word in re.findall(r"[\w']+", part)]  # fmt: skip
    telling = [word for word in words if word not in FUNCTION and word not in FILLER]
    if not telling or len("".join(telling)) < SHORTEST:
        raise BadWord(f"“{said}” says too little to be a sentence.", remedy=TWO_WORDS)
    if len(words) == 1 and "{" not in said and is_plain(words[0]):
        why = f"“{said}” is an everyday word, and would be heard where nobody means it."
        raise BadWord(why, remedy=TWO_WORDS)
    if phrase.command.write is not None:
        for way in ways:
            _refuse_doubtful(books, phrase, way)
    _refuse_theft(phrase)
    others = [
        other
        for one in shop_words.known(books)
        if one.phrase is not None and one.said != said
        and (other := shop_phrases.phrase_of(one.said, one.phrase)) is not None
    ]  # fmt: skip
    for way in ways:
        for other in others:
            if other.read(way) is not None:
                why = f"“{way}” is heard as “{other.said}”, which means “{other.means}”."
                raise BadWord(why, remedy=OTHER_WORDS)
        _refuse_understood(books, phrase, way)


def _refuse_doubtful(books: Session, phrase: ShopPhrase, way: str) -> None:
    """What denies a change, puts it off or asks about it must not stand for making it."""
    means, slots = phrase.means, shop_phrases.slots_of(phrase.means)
    named = shop_phrases.examples_of(phrase.command, slots).values()
    text, own = tokens.read(way), set(tokens.read(means).words())
    against = gate.speaks_against([word for word in text.words() if word not in own])
    for tag in tags(text, shop_names.known(books, way), settings.today(books)):
        day = text.between(tag.first, tag.past)
        against += [f"put off: {day}"] if tag.kind == "date" and day not in named else []
    if against:
        word = against[0].partition(": ")[2]
        why = f"“{word}” in “{way}” says not to do it, or not now, and “{means}” does it."
        raise BadWord(why, remedy=OTHER_WORDS)


def _well_formed(said: str, means: str) -> ShopPhrase:
    parts = PART.findall(said)
    if "".join("".join(parts).split()) != "".join(said.split()):
        remedy = "Write [maybe] and (this|that), and {order} outside of them."
        raise BadWord(f"The brackets of “{said}” do not fit.", remedy=remedy)
    ours, theirs = shop_phrases.slots_of(said), shop_phrases.slots_of(means)
    if len(set(ours)) != len(ours) or set(ours) != set(theirs):
        named = ", ".join(f"{{{name}}}" for name in theirs) or "no slots"
        why = f"“{means}” has {named}, and “{said}” must have the same, each once."
        raise BadWord(why, remedy="Write the same words in braces on both sides.")
    phrase = shop_phrases.phrase_of(said, means)
    if phrase is None:
        raise BadWord(f"“{means}” is no sentence that is understood.", remedy=OTHER_WORDS)
    return phrase


def _refuse_theft(phrase: ShopPhrase) -> None:
    """No example of a command may be taken for something else."""
    for command in understand.known().values():
        for example in command.examples:
            if phrase.read(understand.clean(example)) is not None:
                why = f"“{phrase.said}” would take “{example}” away: {command.help}"
                raise BadWord(why, remedy=OTHER_WORDS)


def _refuse_understood(books: Session, phrase: ShopPhrase, way: str) -> None:
    found = [match.command for match in understand.understand(way) if match.weight[0] > 0]
    if not found:
        known = shop_names.known(books, way)
        reader = Reader(scoring.speeches(), scoring.scorer(), known, settings.today(books))
        sure = [match.command for match in loosely.matches(reader.read(way))]
        found = [command for command in sure if command is not phrase.command]
    if found:
        is_same = found[0] is phrase.command
        what = "is understood as that already" if is_same else "asks for something already"
        raise BadWord(f"“{way}” {what}: {found[0].help}", remedy=OTHER_WORDS)


def _ways(phrase: ShopPhrase) -> Iterator[str]:
    """Sentences that the phrase is, with words in its slots."""
    examples = shop_phrases.examples_of(phrase.command, shop_phrases.slots_of(phrase.said))
    choices = [
        ["", *part[1:-1].split("|")] if part[0] == "[" else
        part[1:-1].split("|") if part[0] == "(" else [shop_phrases.filled(part, examples)]
        for part in PART.findall(phrase.said)
    ]  # fmt: skip
    for way in islice(product(*choices), MOST_WAYS):
        yield understand.clean(" ".join(word for word in way if word))


@MadeOnce
def _vocabulary() -> frozenset[str]:
    """Every word of the commands' phrases."""
    strict = {
        word
        for command in understand.known().values()
        for phrase in command.phrases
        for part in PART.findall(phrase)
        if not part.startswith("{")
        for word in re.findall(r"[a-z']+", part.lower())
    }
    return frozenset(strict).union(*(one.own for one in scoring.speeches().values()))
