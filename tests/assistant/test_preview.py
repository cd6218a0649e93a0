"""`backroom preview`: it draws what the program sends, and nothing that people wrote is markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from assistant import block_limits, ledger_door, preview, preview_pages, render
from assistant.preview_talk import Seen
from oms.database import Database
from sheets.google import GoogleLedger
from tests.importing.command import as_process, backroom

EVIL = "<script>alert(1)</script> & <b>\"'"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Seen]:
    """Every message that the example shop comes to send.

    Its ledger is asked for more than Google grants in so little time; a local one grants it.
    """
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('preview') / 'shop.sqlite'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            ledger_door, "GoogleLedger", partial(GoogleLedger, pause=lambda _seconds: None)
        )
        drawn = preview.collect(database)
    database.close()
    return drawn


def test_every_template_is_drawn(found: Mapping[str, Seen]) -> None:
    assert sorted(found) == preview.templates()


def test_nothing_lies_under_templates_that_is_neither_drawn_nor_part_of_what_is(
    found: Mapping[str, Seen], tmp_path: Path
) -> None:
    there = {path.relative_to(render.FOLDER).with_suffix("").as_posix()
             for path in render.FOLDER.rglob("*") if path.is_file()}  # fmt: skip
    users = preview.parts()
    assert there == {*found, *users}
    assert [name for name, told in users.items() if not set(told) & set(found)] == []

    preview_pages.write(tmp_path, found, [], users)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f"<td>{name}</td>" in index for name in users)
    assert "above replies/" in index


def test_of_a_part_that_only_a_part_uses_it_is_said_where_it_is_drawn() -> None:
    users = preview.parts()
    assert "replies/cancelled" in users["_blocks"]
    assert "replies/change_order" in users["_orders"]


def test_a_paper_lies_beside_its_page(found: Mapping[str, Seen], tmp_path: Path) -> None:
    slips = {name: seen for name, seen in found.items() if name.startswith("papers/")}

    preview_pages.write(tmp_path, slips, [], {})

    begins = {"papers/figure": ("csv", b"\xef\xbb\xbforder,customer")}
    assert len(slips) == 4
    for name in slips:
        extension, first = begins.get(name, ("pdf", b"%PDF"))
        file = f"{name.replace('/', '-')}.{extension}"
        assert (tmp_path / file).read_bytes().startswith(first)
        assert file in (tmp_path / file).with_suffix(".html").read_text(encoding="utf-8")


def test_slack_would_take_everything_that_is_drawn(found: Mapping[str, Seen]) -> None:
    faulty = {
        name: block_limits.view_faults(seen.view)
        if seen.view is not None
        else block_limits.faults(seen.message.blocks, seen.message.text)
        for name, seen in found.items()
        if name != "home/home" and seen.paper is None
    }

    assert {name: faults for name, faults in faulty.items() if faults} == {}


def test_nothing_that_is_drawn_shows_the_marks_of_what_can_be_typed(
    found: Mapping[str, Seen],
) -> None:
    marked = [name for name, seen in found.items() if "`" in json.dumps(seen.message.blocks)]

    assert marked == []


def test_nothing_that_is_drawn_is_0_days_old(found: Mapping[str, Seen]) -> None:
    told = {name: json.dumps(seen.message.blocks, ensure_ascii=False)
            for name, seen in found.items()}  # fmt: skip

    assert [name for name, blocks in told.items() if "· 0 days" in blocks] == []


def test_every_form_is_drawn_with_its_buttons(found: Mapping[str, Seen], tmp_path: Path) -> None:
    forms = {name: seen for name, seen in found.items() if name.startswith("forms/")}
    assert set(forms) == {one for one in preview.templates() if one.startswith("forms/")}

    preview_pages.write(tmp_path, forms, [], {})
    assert "Next</button>" in (tmp_path / "forms-form.html").read_text(encoding="utf-8")
    assert "Ship</button>" in (tmp_path / "forms-ship_order.html").read_text(encoding="utf-8")


def test_the_pages_say_what_the_messages_say(found: Mapping[str, Seen], tmp_path: Path) -> None:
    pages = preview_pages.write(tmp_path, found, ["replies/never"], {})

    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert len(pages) == len(found)
    assert all(path.name in index for path in pages)
    assert "replies/never" in index
    shown = (tmp_path / "replies-order_status.html").read_text(encoding="utf-8")
    assert "Blue mug" in shown
    assert "<table" in shown


def test_what_people_wrote_is_no_markup(tmp_path: Path) -> None:
    facts = {"said": EVIL, "read": EVIL, "left": EVIL, "offers": [[EVIL, EVIL, EVIL, ""]],
             "examples": [EVIL]}  # fmt: skip
    message = render.render("replies/not_understood", facts)

    preview_pages.write(
        tmp_path, {"replies/not_understood": Seen(message, EVIL)}, [EVIL], {EVIL: [EVIL]}
    )

    for path in tmp_path.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "<script" not in page
        assert "<b>" not in page
        assert "alert(1)" in page


def test_one_is_drawn_by_its_name_with_its_picture(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    ended = backroom(sqlite_url, "preview", "errors/fault", "--to", str(folder), "--png")

    assert ended.status == 0, ended.stderr
    assert "1 of 1 messages are drawn" in ended.stdout
    assert {path.name for path in folder.iterdir()} == {
        "index.html", "errors-fault.html", "errors-fault.png",
    }  # fmt: skip
    assert (folder / "errors-fault.png").read_bytes().startswith(b"\x89PNG")


def test_a_process_of_its_own_says_all_that_there_is_to_say(
    sqlite_url: str, tmp_path: Path
) -> None:
    ended = as_process(sqlite_url, "preview", "notices/low_stock", "--to", tmp_path / "pages")

    assert ended.status == 0, ended.stderr
    assert "1 of 1 messages are drawn" in ended.stdout


def test_a_template_that_there_is_none_of_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    ended = backroom(sqlite_url, "preview", "replies/nothing", "--to", str(tmp_path / "pages"))

    assert ended.status == 2
    assert "no template replies/nothing" in ended.stderr
    assert not (tmp_path / "pages").exists()
