"""What somebody says of the goods of a return -> inspections, of what waits or of what was judged.

“1 restock, 1 damaged” is of the units that wait to be inspected. Where none waits it is said of
what was judged before, which is then judged anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from oms import inspections, return_documents
from oms.actors import Who
from oms.errors import AlreadySo, BadQuantity, ShopError
from oms.return_cards import WORDS, LineCard, ReturnCard
from oms.return_errors import DeductionUnproven, TooManyJudged
from oms.return_landing import Judgement
from oms.values import minor_of

Told = tuple[int | None, str, str]
"""Units (None: all there are), disposition, condition."""


@dataclass(frozen=True)
class Finding:
    """Units of one line and what becomes of them; `anew` is the inspection that it replaces."""

    line_id: int
    units: int
    disposition: str
    condition: str
    anew: int | None
    title: str
    sku: str
    was: str
    """What had become of them before; empty where they wait to be inspected."""
    deduction_minor: int = 0
    note: str | None = None

    @property
    def words(self) -> str:
        """What becomes of them."""
        return WORDS[self.disposition]

    def plain(self) -> list[Any]:
        """As JSON can hold it."""
        return list(astuple(self))


class WhichProduct(ShopError):
    """A return is of several products, and it was not said which one was looked at."""

    code = "which_product"

    def __init__(self, number: str, titles: tuple[str, ...]) -> None:
        self.number, self.titles = number, titles
        super().__init__(
            f"Return {number} is of {', '.join(titles)}.",
            remedy=f"Say which: `{number} {titles[0]}: 1 restock`.",
        )


class NothingToInspect(ShopError):
    """Nothing of the return is here that could be judged, or judged otherwise."""

    code = "nothing_to_inspect"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"Nothing of return {number} waits to be inspected.",
            remedy=f"See how it stands: `how is {number}?`",
        )


class JudgedTogether(ShopError):
    """What was judged in one go is judged anew in several ways at once."""

    code = "judged_together"

    def __init__(self, number: str, title: str) -> None:
        self.number, self.title = number, title
        super().__init__(
            f"These units of {title} of return {number} were judged together before.",
            remedy=f"Say one thing after the other, for example `{number}: 1 restock`.",
        )


def spread(
    seen: ReturnCard,
    told: Sequence[Told],
    *,
    sku_id: int | None = None,
    note: str | None = None,
    deduction_minor: int = 0,
) -> list[Finding]:
    """Which units of which lines are meant, in the order they were said.

    Args:
        seen: the return as it stands.
        told: what was said.
        sku_id: the product that was looked at; None: the only one, or all where all are alike.
        note: what is wrong with them.
        deduction_minor: loss of value, put on the first finding.

    Raises:
        WhichProduct: units were said and the return is of several products.
        TooManyJudged: more units than there are.
        JudgedTogether: there are that many, but several things are said of one inspection.
        AlreadySo: all of it was judged like that before.
        NothingToInspect: nothing is here.
        BadQuantity: units below 1.
        DeductionUnproven: value is taken off and no photo shows why.
    """
    if deduction_minor and not seen.photos:
        raise DeductionUnproven(seen.number, "a photo")
    lines = [one for one in seen.lines if sku_id in (None, one.sku_id) and one.received]
    waiting = [one for one in lines if one.waiting]
    pool = _waiting(waiting) if waiting else _judged(lines)
    if not pool:
        raise NothingToInspect(seen.number)
    titles = tuple(dict.fromkeys(one.title for one in pool))
    if len(titles) > 1 and any(units is not None for units, _, _ in told):
        raise WhichProduct(seen.number, titles)
    findings: list[Finding] = []
    here, stay = sum(one.units for one in pool), 0
    for units, disposition, condition in told:
        if units is not None and units < 1:
            raise BadQuantity(units)
        found = _take(pool, units, disposition, condition)
        taken = sum(one.units for one in found)
        so = _stay(pool, None if units is None else units - taken, disposition)
        if taken + so < (units or 1):
            wanted = sum(one or 1 for one, _, _ in told)
            if wanted <= here:
                raise JudgedTogether(seen.number, titles[0])
            raise TooManyJudged(seen.number, titles[0], wanted=wanted, waiting=here)
        findings, stay = findings + found, stay + so
        if not findings and (note or deduction_minor):
            # what is said of the first of them is said of nothing else
            break
    if not findings:
        become = " and ".join(dict.fromkeys(WORDS[disposition] for _, disposition, _ in told))
        verb = "is" if stay == 1 else "are"
        raise AlreadySo(f"{stay} × {titles[0]} of return {seen.number} {verb} {become}")
    return [replace(findings[0], deduction_minor=deduction_minor, note=note), *findings[1:]]


def book(
    books: Session, return_id: int, findings: Sequence[Finding], *, by: Who, key: str
) -> list[list[int]]:
    """Write the findings down: what waits is inspected, what was judged is judged anew.

    Returns:
        For each finding the ids of the inspections that hold now because of it, its own first.

    Raises:
        As `inspections.inspect` and `inspections.judge_anew`.
    """
    fresh = [_judgement(one) for one in findings if one.anew is None]
    first = iter(inspections.inspect(books, return_id, fresh, by=by, key=key) if fresh else ())
    return [
        [next(first)]
        if one.anew is None
        else inspections.judge_anew(books, one.anew, _judgement(one), by=by, key=f"{key}:{number}")
        for number, one in enumerate(findings)
    ]


def fingerprint(seen: ReturnCard) -> list[Any]:
    """What a finding stands on: it is the same as long as nobody received or judged anything."""
    return [[line.line_id, line.received, line.inspected,
             [[one.inspection_id, one.units] for one in line.found]]
            for line in seen.lines]  # fmt: skip


def places(books: Session, seen: ReturnCard) -> dict[int, int]:
    """Line id -> the location its units are at."""
    lines = return_documents.lines_of(books, seen.id)
    return {line.id: line.location_id for line in lines if line.location_id is not None}


def deduction(seen: ReturnCard, said: str | None) -> int:
    """“2.00” or “£2” in minor units of the return's currency; 0 where nothing was said.

    Raises:
        BadQuantity: it is no amount.
    """
    if said is None:
        return 0
    try:
        return minor_of(Decimal(said.strip("£€$ ")), seen.currency)
    except InvalidOperation as fault:
        raise BadQuantity(said) from fault


@dataclass
class _Pool:
    """Units of one line that can be judged, and the inspection that holds for them."""

    line: LineCard
    units: int
    anew: int | None
    was: str

    @property
    def title(self) -> str:
        """The product."""
        return self.line.title


def _waiting(lines: Sequence[LineCard]) -> list[_Pool]:
    return [_Pool(line, line.waiting, None, "") for line in lines]


def _judged(lines: Sequence[LineCard]) -> list[_Pool]:
    """What was judged, the newest first; what the customer has again cannot be judged."""
    return [
        _Pool(line, one.units, one.inspection_id, one.words)
        for line in lines
        for one in reversed(line.found)
        if one.disposition != inspections.TO_CUSTOMER
    ]


def _take(pool: list[_Pool], units: int | None, disposition: str, condition: str) -> list[Finding]:
    found = []
    for part in pool:
        # what is so already is not judged anew
        if part.units == 0 or part.was == WORDS[disposition]:
            continue
        count = part.units if units is None else min(units, part.units)
        if count == 0:
            break
        part.units -= count
        units = None if units is None else units - count
        line = part.line
        found.append(
            Finding(line.line_id, count, disposition, condition, part.anew, line.title, line.sku,
                    part.was)
        )  # fmt: skip
        if part.anew is not None:
            # an inspection is judged anew once in one go; its rest holds as it was
            part.units = 0
    return found


def _stay(pool: list[_Pool], units: int | None, disposition: str) -> int:
    """How many units are what was said of them already; nothing else is said of these."""
    stay = 0
    for part in pool:
        if part.was == WORDS[disposition]:
            count = part.units if units is None else min(units - stay, part.units)
            part.units -= count
            stay += count
    return stay


def _judgement(one: Finding) -> Judgement:
    return Judgement(
        line_id=one.line_id,
        units=one.units,
        disposition=one.disposition,
        condition=one.condition,
        deduction_minor=one.deduction_minor,
        note=one.note,
    )
