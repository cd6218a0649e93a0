"""Google's limits on requests: so many reads and so many writes a minute, a project and a user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.playground.sheets_errors import out_of_quota

MINUTE = 60.0


@dataclass
class Quotas:
    """Counts requests by minutes; reads and writes apart.

    `seconds` is the clock, so that a test can let a minute pass without waiting.
    """

    seconds: Callable[[], float]
    per_project: int = 300
    per_user: int = 60
    _counts: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def take(self, kind: str, by: str) -> None:
        """Count one request.

        Raises:
            BadRequest: 429; the request is not counted.
        """
        if kind not in {"read", "write"}:
            return
        now = self.seconds()
        counts = {who: self._count((kind, who), now) for who in ("", by)}
        if counts[by] >= self.per_user:
            raise out_of_quota(kind, self.per_user, per_user=True)
        if counts[""] >= self.per_project:
            raise out_of_quota(kind, self.per_project, per_user=False)
        for who, count in counts.items():
            begun = self._counts.get((kind, who), (now, 0))[0]
            self._counts[kind, who] = (now if count == 0 else begun, count + 1)

    def _count(self, key: tuple[str, str], now: float) -> int:
        begun, count = self._counts.get(key, (now, 0))
        return 0 if now - begun >= MINUTE else count
