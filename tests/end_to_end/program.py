"""`backroom serve` as a process of its own, between a local Slack and a local ledger."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path

from assistant.playground.google_sheets import LocalSheets
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, LocalSlack
from oms.database import Database
from tests.end_to_end.process import begun
from tests.sheets.conftest import Ledger
from tests.small_shop import SmallShop


class Program:
    """The running program, its database and its two servers."""

    def __init__(
        self, database: Database, url: str, slack: LocalSlack, sheets: LocalSheets, folder: Path
    ) -> None:
        self.database, self.slack, self.sheets = database, slack, sheets
        self.ledger = Ledger(sheets, sheets.create("Ledger"), SmallShop(database))
        self.kills = 0
        self._log = folder / "program.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        key_file = folder / "key.json"
        key_file.write_text(json.dumps(sheets.service_account_info()), encoding="utf-8")
        self._environment = {
            **os.environ,
            "BACKROOM_HOME": str(folder),
            "BACKROOM_DATABASE_URL": url,
            "BACKROOM_LEDGER_ID": self.ledger.id,
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "GOOGLE_SHEETS_URL": sheets.base_url,
            "GOOGLE_SERVICE_ACCOUNT_FILE": str(key_file),
        }

    @property
    def runs(self) -> bool:
        """Whether the process lives."""
        return self._child is not None and self._child.poll() is None

    @property
    def log(self) -> str:
        """What it wrote, over all its lives."""
        return self._log.read_text(encoding="utf-8")

    def start(self) -> None:
        """Start it; it connects by itself."""
        self._child = begun(self._environment, self._log)

    def kill(self) -> None:
        """Kill it with -9, once a life; harmless when it is dead."""
        with self._lock:
            if self._child is not None and self.runs:
                self._child.kill()
                self._child.wait()
                self.kills += 1

    def see_that_it_runs(self) -> None:
        """Start it again when it is dead."""
        if not self.runs:
            self.start()

    def stop(self) -> None:
        """End it, if it lives."""
        if self._child is not None and self.runs:
            self._child.terminate()
            self._child.wait(timeout=30)
