"""Whose tracking number is this? Candidates with their reasons, the most credible first.

A number never says for certain who carries the parcel: one string of digits in ten passes for a
number of some carrier. So this only proposes, and a person, or the carrier already known from the
shipment, decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from oms.tracking_formats import COUNTRIES, FORMATS, POST, S10_CARRIERS, Format

LONGEST_TEXT, LONGEST_NUMBER, SHORTEST_NUMBER, SHORTEST_WORD = 300, 40, 8, 4
WORD = re.compile(r"[A-Z0-9]+")
APART = re.compile(r"[^A-Z0-9]")


class Reason(StrEnum):
    """Why a number may be of a carrier, or why not."""

    SHIPMENTS_CARRIER = "shipments_carrier"
    OWN_SHAPE = "own_shape"
    """Letters, or a beginning, that this carrier's numbers have."""
    ONLY_LENGTH = "only_length"
    """Nothing but the number of characters speaks for it."""
    CHECK_RIGHT = "check_right"
    CHECK_WRONG = "check_wrong"
    NO_CHECK = "no_check"


@dataclass(frozen=True)
class Candidate:
    """A carrier whose number this may be.

    `number` is as the carrier goes by it: capitals, no blanks, without what only the barcode adds.
    `wanted` is the check character that would be right where the one given is wrong.
    """

    carrier: str
    service: str
    number: str
    reasons: tuple[Reason, ...]
    wanted: str = ""

    @property
    def credible(self) -> bool:
        """Whether nothing speaks against it."""
        return Reason.CHECK_WRONG not in self.reasons


def candidates(text: str, *, carrier: str | None = None) -> tuple[Candidate, ...]:
    """Who may carry the parcel whose number stands in `text`.

    Args:
        text: a number as typed or pasted, with blanks or dashes, alone or in a sentence. What is
            longer than 300 characters is not looked at.
        carrier: the carrier known from the shipment, if any; its numbers come first.

    Returns:
        Candidates, each carrier and service once, the most credible first: the shipment's own
        carrier, then right check digits of a shape of its own, then such shapes without a check
        digit, then bare digits; wrong check digits last. Equal input gives equal order.
    """
    told = text[:LONGEST_TEXT].upper()
    whole = _of(told, carrier)
    if whole:
        return _ranked(whole)
    return _ranked(_without_parts(found for run in _runs(told) for found in _of(run, carrier)))


def wrong_check(number: str, carrier: str | None) -> str:
    """The check character that would make a number right for its carrier; empty: nothing is wrong.

    Where a carrier has several kinds of numbers, one that fits is enough.
    """
    mine = [one for one in candidates(number, carrier=carrier) if one.carrier == carrier]
    return "" if any(one.credible for one in mine) else next((one.wanted for one in mine), "")


def _of(told: str, carrier: str | None) -> list[Candidate]:
    bare = APART.sub("", told)
    written = {bare, re.sub(r"[^A-Z0-9-]", "", told)}
    found = [
        _judged(one, match, carrier)
        for one in FORMATS
        for number in sorted(written)
        if (match := one.shape.fullmatch(number))
    ]
    return [one for one in found if one is not None]


def _judged(one: Format, match: re.Match[str], carrier: str | None) -> Candidate | None:
    parts = match.groupdict()
    name, service = one.carrier, one.service
    if one.carrier == POST:
        if parts["country"] not in COUNTRIES:
            return None
        name = S10_CARRIERS.get(parts["country"], POST)
        service = f"S10 {parts['country']}"
    wanted = one.rule(parts["body"]) if one.rule else ""
    reasons = [Reason.OWN_SHAPE if one.distinct else Reason.ONLY_LENGTH]
    if not wanted:
        reasons.append(Reason.NO_CHECK)
    else:
        right = parts["check"] == wanted
        reasons.append(Reason.CHECK_RIGHT if right else Reason.CHECK_WRONG)
    if carrier and carrier.casefold() == name.casefold():
        reasons.insert(0, Reason.SHIPMENTS_CARRIER)
    wrong = wanted if Reason.CHECK_WRONG in reasons else ""
    return Candidate(name, service, parts.get("number") or match[0], tuple(reasons), wrong)


def _runs(told: str) -> Iterator[str]:
    """Neighbouring words of a sentence that could be one number, the longest first."""
    words = ["", *WORD.findall(told), ""]
    runs = []
    for start in range(1, len(words) - 1):
        run = ""
        for end in range(start, len(words) - 1):
            run += words[end]
            if len(run) > LONGEST_NUMBER:
                break
            ends = _is_piece(words[start - 1]) or _is_piece(words[end + 1])
            if len(run) >= SHORTEST_NUMBER and any(sign.isdecimal() for sign in run) and not ends:
                runs.append(run)
    yield from sorted(runs, key=len, reverse=True)


def _is_piece(word: str) -> bool:
    """Whether a word is so short and has a digit that it must belong to the number beside it."""
    return len(word) < SHORTEST_WORD and any(sign.isdecimal() for sign in word)


def _without_parts(found: Iterable[Candidate]) -> list[Candidate]:
    """Leave out what is only a piece of a longer number that is as credible."""
    kept: list[Candidate] = []
    for one in found:
        longer = (other for other in kept if other.number != one.number)
        if not any(one.number in other.number and _rank(other) <= _rank(one) for other in longer):
            kept.append(one)
    return kept


def _ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    best: dict[tuple[str, str], Candidate] = {}
    for one in sorted(found, key=_rank):
        best.setdefault((one.carrier, one.service), one)
    return tuple(best.values())


def _rank(one: Candidate) -> tuple[bool, bool, bool, bool]:
    """Smaller is more credible; sorting keeps the order of the table among equals."""
    reasons = one.reasons
    return (
        not one.credible,
        Reason.SHIPMENTS_CARRIER not in reasons,
        Reason.OWN_SHAPE not in reasons,
        Reason.CHECK_RIGHT not in reasons,
    )
