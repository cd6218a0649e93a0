"""`backroom understand`: files in, one prediction a message out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import main
from tests.speech.sentences import HERE

SHOP = HERE / "shop.json"


def lines_of(tmp_path: Path, *messages: object) -> list[dict[str, object]]:
    """What the command prints for these messages."""
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(map(json.dumps, messages)), encoding="utf-8")
    ran = CliRunner().invoke(main, ["understand", "--catalogue", str(SHOP), str(file)])
    assert ran.exit_code == 0, ran.output
    return [json.loads(line) for line in ran.output.splitlines()]


def test_sentences_give_one_prediction_each(tmp_path: Path) -> None:
    first, second = lines_of(
        tmp_path, {"id": "a", "text": "ship 5201"}, {"id": "b", "text": "lovely weather"}
    )

    assert float(str(first.pop("ms"))) >= 0
    assert first == {
        "id": "a",
        "action": "confirm",
        "acts": [{"intent": "ship_order", "slots": {"order": "5201"}}],
    }
    assert (second["id"], second["action"], second["acts"]) == ("b", "abstain", [])


def test_a_conversation_gives_one_prediction_a_turn(tmp_path: Path) -> None:
    talk = {"id": "d", "turns": [{"user": "refund 5203"}, {"user": "yes"}, {"user": "yes"}]}

    found = lines_of(tmp_path, talk)

    assert [(one["turn"], one["action"]) for one in found] == [
        (0, "confirm"),
        (1, "execute"),
        (2, "abstain"),
    ]


@pytest.mark.parametrize("broken", ["not json", '{"id": "a"}', "[1]"])
def test_a_line_that_is_no_message_is_named(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(f"\n{broken}\n", encoding="utf-8")

    ran = CliRunner().invoke(main, ["understand", "--catalogue", str(SHOP), str(file)])

    assert ran.exit_code == 2
    assert "line 2 is no message" in ran.output


def test_a_catalogue_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text("{}", encoding="utf-8")

    ran = CliRunner().invoke(main, ["understand", "--catalogue", str(file), str(SHOP)])

    assert ran.exit_code == 2
    assert "shop.json cannot be read" in ran.output
