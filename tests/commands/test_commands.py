"""Commands: each is declared whole, with its words, its conversation and its page."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import commands
from assistant import config, render, understand
from assistant.app import Program
from assistant.understand import NotItsOwn
from commands.kit import Command
from oms import actors, discovery
from oms.discovery import ClaimedTwice

ROOT = Path(__file__).parent.parent.parent
EVERY = understand.known()
SAID = [one for one in EVERY.values() if one.phrases]


@pytest.mark.parametrize("command", EVERY.values(), ids=EVERY)
def test_a_command_has_help_and_a_known_permission(command: Command) -> None:
    assert command.help.endswith("."), f"{command.name} is missing its help"
    assert command.may in actors.ACTIONS
    assert bool(command.phrases) != command.on_button
    assert command.file == f"commands.{command.name}", "one file a command, of its name"


@pytest.mark.parametrize("command", EVERY.values(), ids=EVERY)
def test_a_command_has_the_templates_of_all_it_can_answer(command: Command) -> None:
    wanted = [] if command.on_button else [command.template]
    if command.write is not None:
        wanted.append(f"{command.template}_done")
        wanted += [f"{command.template}_undone"] if command.write.undo else []

    assert [name for name in wanted if not render.exists(name)] == []


@pytest.mark.parametrize("command", SAID, ids=[one.name for one in SAID])
def test_a_command_has_examples_a_conversation_and_a_place_in_the_docs(command: Command) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    talk = ROOT / "tests" / "conversations" / f"{command.name}.txt"

    assert command.examples
    assert talk.is_file(), f"write {talk.name}: said, answered"
    assert f"### {command.name}\n" in page
    assert command.help in page
    assert [example for example in command.examples if example not in page] == []


@pytest.mark.parametrize("command", EVERY.values(), ids=EVERY)
def test_a_phrase_names_only_slots_that_the_command_has(command: Command) -> None:
    named = {
        part.strip("{}")
        for phrase in command.phrases
        for part in phrase.split()
        if part.startswith("{")
    }

    assert named <= command.slots.keys()
    assert command.slots.keys() <= named or command.on_button


def ways_to_say(command: Command, phrase: str) -> Iterator[str]:
    """The phrase with each of its choices once, beside the first choice of all its other parts."""
    parts = re.findall(r"\[[^\]]*\]|\([^)]*\)|\{\w+\}|[^\s\[\](){}]+", phrase)
    choices = [
        [command.slots[part[1:-1]].example] if part[0] == "{" else
        ["", *part[1:-1].split("|")] if part[0] == "[" else
        part[1:-1].split("|") if part[0] == "(" else [part]
        for part in parts
    ]  # fmt: skip
    first = [of_part[0] for of_part in choices]
    for at, of_part in enumerate(choices):
        for choice in of_part:
            yield " ".join(word for word in [*first[:at], choice, *first[at + 1 :]] if word)


@pytest.mark.parametrize("command", SAID, ids=[one.name for one in SAID])
def test_every_phrase_of_a_command_is_understood_as_that_command(command: Command) -> None:
    for phrase in command.phrases:
        for said in dict.fromkeys(ways_to_say(command, phrase)):
            matches = understand.understand(said)
            surest = {one.command.name for one in matches if one.weight == matches[0].weight}
            assert command.name in surest, f"“{said}” is {surest or 'not understood'}"


def test_help_lines_are_short_enough_to_be_read_at_a_glance() -> None:
    assert [one.name for one in SAID if len(one.help) > 100] == []


COMMAND = '''"""A command.

Said: {said}
"""

from commands.kit import Asked, Reply, command


@command(phrases=["{said}"], slots=[], may="read")
def {name}(asked: Asked) -> Reply:
    """Do nothing."""
    return Reply({{}})
'''


def put(folder: Path, file: str, name: str, said: str) -> None:
    (folder / f"{file}.py").write_text(COMMAND.format(name=name, said=said), encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of further commands, found beside the real ones; forgotten afterwards."""
    known = set(sys.modules)
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    forget()
    yield tmp_path
    forget()
    for name in set(sys.modules) - known:
        del sys.modules[name]


def forget() -> None:
    understand.known.cache_clear()
    understand._phrases.cache_clear()
    understand._by_first_word.cache_clear()


def test_a_file_put_in_the_folder_is_found(shelf: Path) -> None:
    put(shelf, "sing_a_song", "sing_a_song", "sing me a song")

    found = discovery.declared(commands, Command, lambda one: one.name)

    assert "sing_a_song" in found
    assert found["sing_a_song"].examples == ("sing me a song",)


def test_two_files_with_one_name_refuse_to_start_and_are_both_named(shelf: Path) -> None:
    put(shelf, "second_order_status", "order_status", "sing me a song")

    with pytest.raises(ClaimedTwice, match=r"commands.order_status and .*second_order_status"):
        discovery.declared(commands, Command, lambda one: one.name)


def test_two_files_that_claim_the_same_example_refuse_to_start_and_are_both_named(
    shelf: Path,
) -> None:
    put(shelf, "lateness", "lateness", "what is late")

    with pytest.raises(ClaimedTwice, match=r"commands\.late") as refusal:
        understand.check()

    assert "commands.late_orders" in str(refusal.value)
    assert "commands.lateness" in str(refusal.value)


def test_a_command_that_does_not_understand_its_own_example_refuses_to_start(shelf: Path) -> None:
    put(shelf, "mumble", "mumble", "[maybe|perhaps]")
    text = (shelf / "mumble.py").read_text(encoding="utf-8")
    (shelf / "mumble.py").write_text(text.replace("Said: [maybe|perhaps]", "Said: surely"))

    with pytest.raises(NotItsOwn, match=r"commands\.mumble .*“surely”"):
        understand.check()


@pytest.fixture
def signals() -> Iterator[None]:
    """What the process does on signals stays as it was."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_a_program_with_such_a_command_stops_and_says_why(shelf: Path, tmp_path: Path) -> None:
    put(shelf, "mumble", "mumble", "[maybe|perhaps]")
    text = (shelf / "mumble.py").read_text(encoding="utf-8")
    (shelf / "mumble.py").write_text(text.replace("Said: [maybe|perhaps]", "Said: surely"))
    url = f"sqlite:///{tmp_path / 'books.sqlite'}"
    program = Program(config.from_environment({"BACKROOM_DATABASE_URL": url}))

    with pytest.raises(NotItsOwn, match=r"commands\.mumble .*“surely”"):
        program.run(lambda: None)
