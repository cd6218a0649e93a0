"""Record what a real endpoint answers to a sentence, for `model_exchanges/`.

With BACKROOM_MODEL_URL, BACKROOM_MODEL and BACKROOM_MODEL_KEY set:

    python -m tests.assistant.record_model NAME "a sentence of the staff"

The sentence is put to it with what the owner of the small shop may ask. The key is not recorded.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import requests

from assistant import config, dialogue, model_http
from assistant.config import ModelSettings
from assistant.dialogue import Heard
from oms import schema
from oms.database import Database
from tests.assistant.endpoint import EXCHANGES
from tests.small_shop import OWNER, open_small_shop_now

PATIENCE = 60


def record(settings: ModelSettings, name: str, said: str, folder: Path = EXCHANGES) -> Path:
    """Ask once and keep the exchange; gives the file."""
    with tempfile.TemporaryDirectory() as place:
        database = Database(f"sqlite:///{place}/shop.sqlite")
        schema.upgrade(database)
        with database.writing() as books:
            open_small_shop_now(books)
            question = dialogue.question(books, Heard(said, OWNER, "D01", None, "record"))
        database.close()
    if question is None:
        raise SystemExit("There is nothing to ask in that.")
    answer = requests.post(
        f"{settings.url}chat/completions", json=model_http.asked(settings.name, question),
        headers={"Authorization": f"Bearer {settings.key}"}, timeout=PATIENCE,
    )  # fmt: skip
    kind = {"content-type": answer.headers.get("content-type", "")}
    answered = {"status": answer.status_code, "headers": kind, "body": answer.json()}
    path = folder / f"{name}.json"
    kept = json.dumps({"said": question.said, "answered": answered}, indent=1, ensure_ascii=False)
    path.write_text(f"{kept}\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    configured = config.from_environment().model
    if configured is None or len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.stdout.write(f"{record(configured, sys.argv[1], sys.argv[2])}\n")
