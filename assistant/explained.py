"""How a sentence was understood, in lines for people: command, stage, score, and what came next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from assistant import loosely, shop_phrases, understand
from assistant.understanding.acts import Act
from commands.kit import Asked
from oms import actors, settings, shop_words


def explained(books: Session, user: str, said: str) -> list[str]:
    """What was understood of a sentence, and why nothing was where nothing was.

    Args:
        books: of the shop.
        user: the Slack id of who asks.
        said: the sentence.
    """
    asked = Asked(books, actors.who(books, user), settings.today(books))
    meant = shop_phrases.meant(said, shop_words.phrases(books))
    lines = [f"word of the shop: {meant}"] if meant != said else []
    said = meant
    lines += [
        f"phrase of {match.command.name}: {_listed(match.words)}"
        for match in understand.understand(said)
    ]
    read = loosely.understood(asked, said)
    named = [f"{tag.kind} {read.text.between(tag.first, tag.past)}" for tag in read.tags]
    lines.append(f"names: {', '.join(named) or 'nothing'}")
    for act in read.acts:
        lines += _of(act)
    return lines


def _of(act: Act) -> Iterator[str]:
    yield f"{act.command or 'nothing'}: {act.verdict} by {act.stage}, score {act.score:.2f}"
    if act.runner_up[0]:
        yield f"next: {act.runner_up[0]}, score {act.runner_up[1]:.2f}"
    if act.slots:
        yield f"slots: {_listed(act.slots)}"
    if act.against:
        yield f"against: {'; '.join(act.against)}"
    if act.repaired:
        yield f"read as: {', '.join(f'{said} = {word}' for said, word in act.repaired)}"


def _listed(slots: object) -> str:
    pairs = dict(slots).items() if isinstance(slots, Mapping) else ()
    return ", ".join(f"{name} {_plain(value)}" for name, value in sorted(pairs)) or "no slots"


def _plain(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)
