"""Which modules a package has, in order, so that a file put there is found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import TypeVar

Declared = TypeVar("Declared")


class ClaimedTwice(RuntimeError):
    """Two files declare the same name; the program does not start."""

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"{first} and {second} both declare “{name}”. Rename one of them.")


def modules(package: ModuleType) -> list[ModuleType]:
    """The modules directly inside `package`, imported, in alphabetical order."""
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def declared(
    package: ModuleType, kind: type[Declared], name: Callable[[Declared], str]
) -> dict[str, Declared]:
    """Every object of `kind` that the package's own modules declare, by name, in file order.

    Raises:
        ClaimedTwice: two files declare one name.
    """
    found: dict[str, tuple[str, Declared]] = {}
    for module in modules(package):
        for thing in _own(module, kind):
            claimed = name(thing)
            if claimed in found and found[claimed][1] is not thing:
                raise ClaimedTwice(claimed, found[claimed][0], module.__name__)
            found.setdefault(claimed, (module.__name__, thing))
    return {claimed: thing for claimed, (_, thing) in found.items()}


def _own(module: ModuleType, kind: type[Declared]) -> Iterable[Declared]:
    return [thing for thing in vars(module).values() if isinstance(thing, kind)]
