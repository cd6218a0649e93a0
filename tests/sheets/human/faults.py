"""A trial in which requests fail as well, and the program is killed between any two of them."""

from __future__ import annotations

import random

from tests.sheets.human.trial import Trial
from tests.sheets.human.wire import Died, Request

TROUBLES = {"429": 3, "503": 3, "before": 3, "after": 4, "die before": 2, "die after": 3}
"""What goes wrong, and how often."""
LATE = {**TROUBLES, "late": 6}


class Faulty(Trial):
    """Troubles and deaths by chance, while everybody acts."""

    troubles = TROUBLES
    often_wrong = 0.15

    def listen(self) -> None:
        """Take part in what goes over the wire."""
        super().listen()
        self.world.wire.trouble = self.trouble

    def trouble(self, request: Request) -> str | None:
        """What goes wrong with a request."""
        if not self.is_busy:
            return None
        chance = self._chance(("trouble", self.requests))
        if chance.random() >= self.often_wrong or not self._does("trouble", self.requests, 0):
            return None
        what = chance.choices(list(self.troubles), list(self.troubles.values()))[0]
        if what == "late" and not request.is_write:
            what = "before"
        self.story.append(f"    {what}")
        return what

    def pass_once(self, name: str) -> None:
        """One pass; a program that dies is started again, at once or when its lease has run out."""
        try:
            super().pass_once(name)
        except Died:
            self.story.append("    dies, and is started again")
            self.restart()

    def restart(self) -> None:
        """A new program; nothing of the last one is in memory."""
        for books in self.world.opened:
            books.is_dead = True
        self.program = self._make(self.world)


class Simulated(Faulty):
    """A history of single steps, in which requests may also land late."""

    troubles = LATE
    often_wrong = 0.25
    steps = 25

    def busy(self) -> None:
        """So many steps, each by chance."""
        deeds = {"pass": 6, "person": 6, "staff": 3, "wait": 2, "restart": 1, "land": 3}
        for number in range(self.steps):
            chance = self._chance(("step", number))
            what = chance.choices(list(deeds), list(deeds.values()))[0]
            if self._does("step", number, 0):
                self._step(what, 1000 + number, chance)
        self.is_busy = False
        while self.world.wire.late:
            self._land(self.draw)

    def _step(self, what: str, number: int, chance: random.Random) -> None:
        if what == "pass":
            self.is_busy = True
            self.windows = 2
            self.pass_once(f"step {number - 1000}: pass")
            self.is_busy = False
        elif what == "person":
            self.person.act(("step", number))
        elif what == "staff":
            self.staff.act(number)
        elif what == "wait":
            self.world.now += self.minute
        elif what == "restart":
            self.restart()
        else:
            self._land(chance)

    def before(self, request: Request) -> None:
        """Before a request arrives, one that was kept back may."""
        chance = self._chance(("late", self.requests))
        if self.world.wire.late and chance.random() < 0.3:
            self._land(chance)
        super().before(request)

    def _land(self, chance: random.Random) -> None:
        late = self.world.wire.late
        if late:
            self.judge.acted()
            request = late.pop(chance.randrange(len(late)))
            status, _ = self.world.wire.deliver(request)
            self.story.append(f"    lands late ({status}): {request}")
