"""What goods are called: staff write remarks where a title belongs, so the usual title wins."""

from __future__ import annotations

from collections import defaultdict

from oms.values import sku_key


class Titles:
    """Counts the titles under which goods were sold; grows with the catalogue, not the file.

    Args:
        code_at: the column of the SKU.
        title_at: the column of the title; below 0: there is none.
        price_at: the column of the price; what costs nothing has remarks for a title.
    """

    def __init__(self, code_at: int, title_at: int, price_at: int) -> None:
        self._code_at, self._title_at, self._price_at = code_at, title_at, price_at
        self._width = max(code_at, title_at, price_at)
        self._seen: dict[tuple[str, str], int] = defaultdict(int)
        self._best: dict[str, str] | None = None

    def see(self, cells: list[str]) -> None:
        """Count the title of one line."""
        if len(cells) > self._width and cells[self._price_at].strip("0. -"):
            self._seen[cells[self._code_at], cells[self._title_at]] += 1

    def best(self, code_key: str) -> str:
        """The title used most often, the first of them where several are; empty: never sold."""
        if self._best is None:
            self._best = self._find()
            self._seen.clear()
        return self._best.get(code_key, "")

    def _find(self) -> dict[str, str]:
        sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        if self._title_at >= 0:
            for (code, title), times in self._seen.items():
                if title.strip():
                    sums[sku_key(code)][title.strip()] += times
        return {key: max(titles, key=lambda title: titles[title]) for key, titles in sums.items()}
