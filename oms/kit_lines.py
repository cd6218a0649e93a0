"""The lines of a kit and of its components: whose counters follow whose. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from oms.tables.orders import OrderLine


class InKit(Protocol):
    """A line that may be a component of a kit."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def parent_line_id(self) -> int | None:
        """The id of the line of its kit."""


Part = TypeVar("Part", bound=InKit)
FOLLOWING = (
    "shipped", "cancelled", "delivered", "returned", "return_open", "returnless", "lost",
)  # fmt: skip


def follow(lines: Iterable[OrderLine]) -> None:
    """Let the lines of kits say what their children amount to, in whole kits.

    Reserved are the kits whose every component is reserved, coming from a supplier, or gone.
    """
    for parent, children in families(lines):
        for counter in FOLLOWING:
            least = min(_whole(child, getattr(child, counter)) for child in children)
            setattr(parent, counter, least)
        seen_to = min(
            _whole(child, child.reserved + child.dropship_open + child.shipped + child.cancelled)
            for child in children
        )
        parent.reserved = seen_to - parent.shipped - parent.cancelled


def families(lines: Iterable[OrderLine]) -> list[tuple[OrderLine, list[OrderLine]]]:
    """Each line of a kit with its children."""
    every = list(lines)
    children: dict[int, list[OrderLine]] = defaultdict(list)
    for line in every:
        if line.parent_line_id is not None:
            children[line.parent_line_id].append(line)
    return [(line, children[line.id]) for line in every if line.id in children]


def physical(lines: Iterable[Part]) -> list[Part]:
    """The lines that goods stand behind: components instead of their kits."""
    every = list(lines)
    kits = {line.parent_line_id for line in every} - {None}
    return [line for line in every if line.id not in kits]


def exploded(lines: Iterable[OrderLine], units: Mapping[int, int]) -> dict[int, int]:
    """Units by line id, with those of a kit's line said of its children."""
    kits = {parent.id: children for parent, children in families(lines)}
    said: dict[int, int] = defaultdict(int)
    for line_id, count in units.items():
        for child in kits.get(line_id, []):
            said[child.id] += count * (child.kit_units or 1)
        if line_id not in kits:
            said[line_id] += count
    return dict(said)


def _whole(child: OrderLine, units: int) -> int:
    return units // (child.kit_units or 1)
