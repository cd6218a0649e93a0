"""What a file of a channel looks like: a profile, which is data in `profiles/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oms.errors import ShopError

FOLDER = Path(__file__).parent / "profiles"
KINDS = ("orders", "products", "stock", "customers")


class UnknownProfile(ShopError):
    """No profile of that name reads that kind of file."""

    code = "unknown_profile"

    def __init__(self, name: str, kind: str, known: tuple[str, ...]) -> None:
        self.name, self.kind = name, kind
        super().__init__(
            f"There is no profile “{name}” for {kind}.",
            remedy=f"The profiles for {kind} are {', '.join(known) or 'none'}.",
        )


class WrongProfile(ShopError):
    """The file lacks columns that the profile needs."""

    code = "wrong_profile"

    def __init__(self, file: str, name: str, missing: tuple[str, ...], better: str | None) -> None:
        self.missing, self.better = missing, better
        columns = ", ".join(missing)
        super().__init__(
            f"{file} has no column {columns}, which the profile {name} needs.",
            remedy=f"Try --profile {better}."
            if better
            else "Export the file again with all its columns, or choose another --profile.",
        )


@dataclass(frozen=True)
class Profile:
    """How one kind of file of one channel is read."""

    name: str
    kind: str
    channel: str
    currency: str
    zone: str
    columns: Mapping[str, tuple[str, ...]]
    """Our field -> the headings it may stand under."""
    required: tuple[str, ...]
    dates: tuple[str, ...]
    money: str = "point"
    """point: 1,234.50; comma: 1.234,50; plain: as a number is written in code."""
    past: bool = False
    """All orders of the file are over."""
    credit_prefix: str = ""
    charge_prefix: str = ""
    """Documents whose number starts so hold charges only."""
    charges: Mapping[str, str] = field(default_factory=dict)
    """SKU code (folded) -> kind of charge."""
    charge_patterns: Mapping[str, str] = field(default_factory=dict)
    """Regular expression on the folded code -> kind of charge."""
    order_charges: Mapping[str, str] = field(default_factory=dict)
    """Column of the order -> kind of charge: postage and the like."""
    correction: bool = False
    """Lines without price and customer, or below zero outside credit notes, correct stock."""
    payments: Mapping[str, str] = field(default_factory=dict)
    fulfilled: Mapping[str, str] = field(default_factory=dict)
    """The channel's word for fulfilment -> completed, open or cancelled."""
    line_left: tuple[str, ...] = ()
    """The channel's words for a line that has left, in lower case."""
    risky: tuple[str, ...] = ()
    """The channel's words for an order that may be fraud, in lower case."""
    countries: Mapping[str, str] = field(default_factory=dict)
    wide_after: str = ""
    """In a wide stock file, each column after this one is a location."""


def load(kind: str, name: str) -> Profile:
    """The profile of that name for that kind of file.

    Raises:
        UnknownProfile: naming those there are.
    """
    path = FOLDER / kind / f"{name}.toml"
    if name not in names(kind):
        raise UnknownProfile(name, kind, names(kind))
    return _read(kind, path)


def names(kind: str) -> tuple[str, ...]:
    """The profiles there are for a kind of file."""
    return tuple(sorted(path.stem for path in (FOLDER / kind).glob("*.toml")))


def positions(profile: Profile, heading: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each of our fields stands in a heading, and the required ones that do not."""
    places = {fold(title): at for at, title in reversed(list(enumerate(heading)))}
    found: dict[str, int] = {}
    for ours, synonyms in profile.columns.items():
        for synonym in synonyms:
            if fold(synonym) in places:
                found[ours] = places[fold(synonym)]
                break
    missing = tuple(profile.columns[ours][0] for ours in profile.required if ours not in found)
    return found, missing


def better(kind: str, heading: list[str]) -> str | None:
    """Another profile, of any kind, that has all it needs in this heading."""
    for other in (kind, *KINDS):
        for name in names(other):
            if not positions(load(other, name), heading)[1]:
                return name if other == kind else f"{name} (as {other})"
    return None


def fold(title: str) -> str:
    """A heading for comparison: case and blanks do not matter."""
    return " ".join(title.replace("\ufeff", "").lower().split())


def _read(kind: str, path: Path) -> Profile:
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    columns = {ours: tuple(synonyms) for ours, synonyms in told.pop("columns").items()}
    for plural in ("required", "dates", "line_left", "risky"):
        told[plural] = tuple(told.get(plural, ()))
    told["countries"] = _countries() if told.pop("map_countries", False) else {}
    return Profile(name=path.stem, kind=kind, columns=columns, **told)


def _countries() -> Mapping[str, str]:
    told = tomllib.loads((FOLDER / "countries.toml").read_text(encoding="utf-8"))
    return {str(name): str(code) for name, code in told["iso"].items()}
