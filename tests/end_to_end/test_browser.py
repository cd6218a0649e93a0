"""A morning in the example shop, in a real Chromium: ask, ship, take back, count, read the digest.

The shop is the one of `backroom try`, with the excerpt that comes with Backroom. Each test works
on orders and rows of its own, so that the shop is opened once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select

from assistant import try_browser
from assistant.playground.slack import DIGEST, ORDERS
from assistant.try_shop import Opened, Wanted, opened
from oms import catalogue, order_card, orders, stock, verify
from oms.tables.returns import Return
from oms.tables.stock import Movement
from tests.end_to_end.browser import NARROW, chromium, window

SOON = 60_000
"""Milliseconds within which the program has read and written the ledger."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The example shop, open; whatever the tests did, its books add up at the end."""
    home = tmp_path_factory.mktemp("try")
    wanted = Wanted(port=0, data=home / "no-data", home=home / "shop", browser=False)
    with opened(wanted, echo=lambda _: None) as running:
        yield running
        assert differences(running) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=SOON)  # five seconds by default, which a loaded machine may need
    with chromium() as running:
        yield running


@pytest.fixture
def page(shop: Opened, browser: Browser) -> Iterator[Page]:
    """The shop's page, as Olive the owner sees it."""
    with window(browser) as shown:
        shown.set_default_timeout(SOON)
        try_browser.ready(shown, shop.url)
        yield shown


# ---- what is on the page --------------------------------------------------------------------


def talk(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")


def last_answer(page: Page) -> Locator:
    return talk(page).locator("article[data-by='app']").last


def tab(page: Page, name: str) -> None:
    page.get_by_role("tablist", name="Tabs of the ledger").get_by_role("tab", name=name).click()


def only(page: Page, words: str) -> None:
    """Leave only the rows of the ledger that have all these words."""
    page.get_by_label("Filter rows").fill(words)
    expect(page.locator("#rows")).to_have_text("1 row")


def cell(page: Page, heading: str) -> Locator:
    """The cell of the one row that is left, below this heading."""
    column = page.get_by_role("columnheader", name=heading, exact=True)
    letter = column.get_attribute("col-id")
    return page.locator(f".ag-row .ag-cell[col-id='{letter}']")


def type_into(page: Page, heading: str, text: str) -> None:
    """As in any spreadsheet: choose the cell, type, Enter."""
    cell(page, heading).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


# ---- what is in the books -------------------------------------------------------------------


def differences(shop: Opened) -> list[verify.Difference]:
    with shop.program.database.reading() as books:
        return verify.differences(books)


def stage(shop: Opened, number: str) -> str:
    with shop.program.database.reading() as books:
        return order_card.card(books, orders.by_number(books, number)).stage


def on_hand(shop: Opened, sku: str, place: str) -> int:
    with shop.program.database.reading() as books:
        sku_id = catalogue.sku(books, sku).id
        return stock.at(books, sku_id, catalogue.location(books, place).id).on_hand


def counted(shop: Opened, sku: str) -> list[tuple[str, int]]:
    """The movements of the counts of this SKU: which way, and units."""
    with shop.program.database.reading() as books:
        moved = select(Movement).where(
            Movement.sku_id == catalogue.sku(books, sku).id,
            Movement.reason.in_(("count_gain", "count_loss")),
        )
        return [(one.reason, one.units) for one in books.scalars(moved)]


# ---- the morning ----------------------------------------------------------------------------


def test_the_ledger_opens_on_stock_with_every_tab_in_sight_and_looks_as_sheets_would(
    page: Page,
) -> None:
    tabs = page.get_by_role("tablist", name="Tabs of the ledger").get_by_role("tab")
    expect(tabs.and_(page.locator("[aria-selected='true']"))).to_have_text("Stock")
    for name in ("Read me", "Problems"):
        shown = tabs.filter(has_text=name)
        expect(shown).to_be_in_viewport(ratio=1)

    tab(page, "Products")
    expect(page.locator(".ag-row-first .ag-cell[col-id='H'] input[type=checkbox]")).to_be_checked()
    expect(page.get_by_role("columnheader", name="Row ID")).to_have_count(0)
    tab(page, "Read me")
    words = page.locator(".ag-row-first .ag-cell[col-id='B']")
    expect(words).to_contain_text("they are never touched.")
    assert words.evaluate("cell => cell.scrollWidth <= cell.clientWidth")


def test_where_is_my_order_is_answered_with_its_lines(page: Page) -> None:
    answer = try_browser.ask(page, "where is order 1043?")

    assert answer.startswith("Order 1043")
    expect(last_answer(page)).to_contain_text("Priya Shah")
    expect(last_answer(page).get_by_role("table")).to_contain_text("Blue mug")


def test_an_order_is_shipped_once_it_is_confirmed_and_can_be_undone(
    page: Page, shop: Opened
) -> None:
    assert try_browser.ask(page, "ship 1015") == "Ship order 1015?"
    expect(last_answer(page)).to_contain_text("→")
    assert stage(shop, "1015") == "to pick"  # a preview ships nothing

    last_answer(page).get_by_role("button", name="Confirm").click()

    expect(last_answer(page)).to_contain_text("Shipped.")
    assert stage(shop, "1015") == "shipped"
    last_answer(page).get_by_role("button", name="Undo").click()
    expect(last_answer(page)).to_contain_text("Undone.")
    assert stage(shop, "1015") == "to pick"


def test_an_order_is_shipped_in_a_form_whose_menu_is_searched(page: Page, shop: Opened) -> None:
    try_browser.ask(page, "where is order 1043?")
    last_answer(page).get_by_role("button", name="Ship…").click()
    form = page.locator("#view")
    form.locator("input.external").click()
    page.keyboard.type("leeds")
    suggested = form.locator("datalist option")
    expect(suggested).to_have_count(1)  # until then, what is suggested before a letter is typed
    expect(suggested).to_have_attribute("value", "Leeds")
    form.locator("input.external").fill("Leeds")
    form.get_by_role("button", name="Next").click()

    ship = form.get_by_role("button", name="Ship", exact=True)
    expect(ship).to_be_visible()
    expect(form).to_contain_text("on hand")
    expect(form.locator("input.external")).to_have_value("Leeds")
    assert stage(shop, "1043") == "to pick"  # what it would do is only shown
    ship.click()

    expect(last_answer(page)).to_contain_text("Shipped.")
    expect(form).to_be_hidden()
    assert stage(shop, "1043") == "shipped"
    last_answer(page).get_by_role("button", name="Undo").click()
    expect(last_answer(page)).to_contain_text("Undone.")


def test_a_return_is_taken_back_once_it_is_confirmed(page: Page, shop: Opened) -> None:
    try_browser.ask(page, "accept the return of order 1001")
    expect(last_answer(page)).to_contain_text("Take back")

    last_answer(page).get_by_role("button", name="Confirm").click()

    expect(last_answer(page)).to_contain_text("back on the shelf")
    assert stage(shop, "1001") == "returned"
    with shop.program.database.reading() as books:
        order = orders.by_number(books, "1001")
        closed = (Return.order_id == order.id, Return.state == "closed")
        assert books.scalar(select(func.count()).select_from(Return).where(*closed)) == 1


def test_a_count_in_the_grid_moves_the_stock_and_everything_follows(
    page: Page, shop: Opened
) -> None:
    tab(page, "Stock")
    only(page, "MUG-RED Hull")
    expect(cell(page, "On hand")).to_have_text("3")

    type_into(page, "Counted", "11")

    expect(cell(page, "On hand")).to_have_text("11", timeout=SOON)
    expect(cell(page, "Counted")).to_have_text("")
    assert on_hand(shop, "MUG-RED", "Hull") == 11
    assert counted(shop, "MUG-RED") == [("count_gain", 8)]
    # and the owner reads of it in #orders
    rail = page.get_by_role("navigation", name="Conversations")
    rail.get_by_role("button", name="orders").click()
    expect(last_answer(page)).to_contain_text("Red mug")
    expect(last_answer(page)).to_contain_text("3 → 11")
    assert sum("Red mug" in one["text"] for one in shop.slack.messages(ORDERS)) == 1


def test_a_cell_that_is_no_number_is_noted_and_changes_nothing(page: Page, shop: Opened) -> None:
    before = on_hand(shop, "THROW-GRY", "York")
    tab(page, "Stock")
    only(page, "THROW-GRY York")

    type_into(page, "Counted", "a few")

    expect(cell(page, "Counted")).to_have_class(re.compile("noted"), timeout=SOON)
    expect(cell(page, "Counted")).to_have_text("a few")  # what a person typed stays
    tab(page, "Problems")
    page.get_by_label("Filter rows").fill("")
    expect(page.locator(".ag-row")).to_contain_text(["a few"])
    assert on_hand(shop, "THROW-GRY", "York") == before


def test_the_digest_comes_at_a_button_with_its_picture(page: Page, shop: Opened) -> None:
    # the digest of this morning may have come by itself
    there = sum(bool(one.get("files")) for one in shop.slack.messages(DIGEST))

    page.get_by_role("button", name="Digest", exact=True).click()

    expect(page.get_by_role("heading", name="#digest", exact=True)).to_be_visible()
    picture = talk(page).get_by_role("img", name=re.compile("^Sales on each of the last"))
    expect(picture.nth(there)).to_be_visible()
    expect(last_answer(page)).to_contain_text("Last 7 days")


def test_on_a_phone_nothing_sticks_out_at_the_side(shop: Opened, browser: Browser) -> None:
    with window(browser, NARROW, scheme="dark") as phone:
        try_browser.ready(phone, shop.url)
        try_browser.ask(phone, "where is order 1043?")
        expect(last_answer(phone).get_by_role("table")).to_be_visible()
        wide = phone.evaluate("document.documentElement.scrollWidth")
        phone.get_by_role("tab", name="Ledger").click()
        expect(phone.locator(".ag-row").first).to_be_visible()

        assert wide == NARROW[0]
        assert phone.evaluate("document.documentElement.scrollWidth") == NARROW[0]
        expect(phone.get_by_role("region", name="Chat")).to_be_hidden()


def test_what_was_not_understood_is_said_and_changes_nothing(page: Page, shop: Opened) -> None:
    with shop.program.database.reading() as books:
        before = stock.position(books)

    answer = try_browser.ask(page, "paint the shop green")

    assert "paint" in answer
    with shop.program.database.reading() as books:
        assert stock.position(books) == before
