"""What sounds like a request and is its contrary, another's, a part of it, or taken back."""

from __future__ import annotations

import pytest

from assistant.understanding.inexact import is_sold_by
from assistant.understanding.state import State
from assistant.understanding.talk import hear
from tests.speech.sentences import shop

NONE = (
    "counted 3 boxes of honey in bath",
    "counted three crates of the honey in bath",
    "add 2 crates of honey in bath found",
    "take 2 pallets of honey off bath damaged",
    "move 2 cases of honey from bath to frome",
    "add 1/2 dozen honey in bath found",
    "counted fewer than 5 honey in bath",
    "counted over 5 honey in bath",
    "counted about 5 honey in bath",
    "we counted roughly 5 honey in bath",
    "counted 5 more honey in bath",
    "counted up to 5 honey in bath",
    "counted at least 5 honey in bath",
    "add about 3 honey in bath found",
    "add ~5 fig candles in bath found",
    "counted ~5 fig candles in bath",
    "add 5+ fig candles in bath found",
    "add 2 and a half fig candles in bath found",
    "move 2 1/2 fig candles from bath to frome",
    "add 2 pairs of fig candle in bath found",
    "could you add three boxes of the fig candle in bath, found",
    "add 5 kg of fig candle in bath found",
    "return 2 pairs of fig candles from 5201",
    "counted -2 honey in bath",
    "stop 5204 being cancelled",
    "please stop cancelling 5204",
    "stop 5204 being held",
    "5204 mustn't be held",
    "last thing we need is to cancel 5204",
    "anything but cancel 5204",
    "it's a mistake to cancel 5204",
    "far from cancelling 5204, luca wants more",
    "cancel 5201, i mean 5204",
    "ship 5201, or rather 5204",
    "cancel 5204, scrap that",
    "hold 5204, scrap that",
    "refund 5203, just kidding",
    "the order before 5204 never paid, cancel it",
    "luca's other order, not 5204, cancel it",
    "cancel 5204 instead of 5208",
    "hold 5201, not 5204",
    "hold or ship 5204",
    "tariq might have paid for 5206, release it",
    "tariq paid for 5206? release it",
    "dave cancelled 5204, log it",
    "note that luca wants 5204 cancelled",
    "5201 is fraud, 5204 is fine, cancel it",
    "cancel 5204 and imogen's",
    "ship imogen's and luca's",
    "receive RET-12 and 15",
    "cancel the apron on 5201 and ship the rest",
    "order 20 decaf and 10 house from roasthouse",
    "move 4 honey from bath to frome and 2 to wells",
    "ship 5201 to wells",
    "luca wants 5204 sent to wells, ship it",
    "ship 5204 in two parcels",
    "book in PO-91, short by 2",
    "remove all but 2 honey from bath",
    "honey in bath reads 15, fix it",
    "3 honey too many in bath, correct it",
    "2 honey broke in bath, 3 in frome, write them off",
    "honey bath 20",
    "someone put the honey at 8.50, fix it",
    "honey's minimum is 40, that's too high, change it",
    "raise honey minimum by 5",
    "put honey up by 50p",
    "make honey £8 cheaper",
    "refund 5203 minus 5",
    "luca's wife wants hers cancelled",
    "imogen's dad wants his cancelled",
    "cancel 5204 and make a new one with 12",
    "order no more decaf, 20 house",
    "leave 5204 out of it for now",
    "ship 5204, zorbex",
    "does the honey price need changing",
    "the honey price needs changing, doesn't it",
    "nobody said the honey price needs changing",
    "the honey price does not need to change",
    "the address of 5201 is different from the one given",
    "from bath to frome is 3 miles",
    "is £8 back to the lady right",
    "nobody wants 5204 shipped, ship it",
    "nobody told us to cancel 5204, so can we cancel it?",
    "dhl lost the last one, so should 5204 be cancelled?",
    "cancel 5204, so what's the story with it?",
    "dave cancelled 5204, so what did he say about her order?",
    "honey will have to be dearer from here on",
    "she would ask you to cancel 5204",
    "i would never ask you to cancel 5204",
    "i should not like to have 5204 cancelled",
    "i would have asked you to cancel 5204",
    "luca would like to have had 5204 cancelled",
    "knock knock, who's 5204",
    "don't knock 5204 on the head",
    "who pulled the plug on 5204",
    "you can ship 5204?",
    "please not to send 5204",
    "see that it does not go to 9 High St, Otley LS21 3AA, order 5201",
    "5204 out, fedex",
    "send 5204 via chronopost",
    "swap the apron on 5201 for the 30",
    "on 5208 switch the house beans for the 1000",
    "don't cut 5208 loose",
    "dave cut 5208 loose",
    "cut 5208 loose if she pays",
    "cut 5208 loose ends first",
    "5204 is out of stock",
    "don't let 5204 go to wells",
    "dpd took 5204 to the wrong house",
    "royal mail lost 5204",
    "the last thing we want is to undo it",
    "tesco put the honey's price up",
    "don't put the price of honey up",
    "system says 15 honey in bath, fix it",
    "honey in bath: system says 15, maybe there are 12",
    "system says 15 honey in bath but there aren't 12",
    "honey in bath ought to say 17",
    "cancel 5204, she said",
    "hasn't 5204 gone, ship it",
    "hold 5204 if it might be fraud",
    "hold 5204 unless it is fraud",
    "cancel 5204, i think it might be fraud",
    "isn't 5204 paid, cancel it",
    "start a return on 5203, he never said it was faulty",
    "luca said to cancel 5204",
    "cancel 5204, he wants to keep the honey",
    "cancel 5204 but leave the honey",
    "cancel 5204, the honey can stay",
    "cancel 5204, he only wants the honey",
    "start a return on 5203, he's keeping the honey",
    "ship 5204, honey to follow",
    "ship 5204, wait for the honey",
    "ship 5204, he wants it held",
    "cancel 5204, luca changed his mind, wants it after all",
    "cancel 5204, then he changed his mind",
    "he phoned to cancel 5204 and then changed his mind",
    "changed my mind about cancelling 5204",
    "never mind holding 5204",
    "doesn't want 5204 cancelled",
    "doesn't want 5204 held",
    "we don't let 5204 leave",
    "there are 12 honey in bath and the system says 12",
    "honey in bath should read 17, shouldn't it",
    "the price of honey in bath should say 17, fix it",
    "till says 15 for the honey, should be 12",
    "system says 15 honey in bath, which is right",
    "system says 15 honey in bath, luca says 12",
    "system says 15 honey in bath but don't correct it",
    "undo the last thing but one",
    "cancel 5204 but luca's happy with the honey",
    "cancel 5204 though he'd still like the honey",
    "cancel 5204, the honey he'll have",
    "cancel 5204 except the honey",
    "cancel 5204 apart from the honey",
    "cancel 5204 with the exception of the honey",
    "cancel 5204 minus the honey",
    "cancel 5204 but not the honey",
    "ship 5201 minus the apron",
    "ship 5201 without the apron",
    "start a return on 5203 except one spoon",
    "start a return on 5203 but he's keeping one",
    "hold 5201 but ship the apron",
    "hold 5201 only the apron",
    "hold on i'll ship 5204",
    "hold on while i check 5204",
    "hang on we need 5204",
    "hold on let me ship 5204",
    "hold 5204 and the other one",
    "hold 5204 and everything from luca",
    "cancel 5204 and the rest",
    "ship 5204 and all her others",
    "honey in bath 12",
    "ship 5204 to imogen",
    "cancel 5204 for imogen",
    "cancel imogen's order 5204",
    "re: cancel 5204",
    "fwd: please cancel order 5204",
    "subject: cancel 5204",
    "from: luca@mail.example please cancel my order 5204",
    "tariq: can you cancel 5204",
    "if honey is out of stock cancel 5204",
    "in case he rings cancel 5204",
    "imagine cancelling 5204",
    "i want to cancel 5204 but not sure",
    "dont forget to ship 5204",
    "5204 is going out tomorrow",
    "5204 was meant to be held",
    "tariq never asked to cancel 5204",
    "dont ship 5204 hold it",
    "dont hold 5204 ship it",
    "ship 5204 when the honey arrives",
    "ship 5204 like we did 5203",
    "ship 5204 twice",
    "note on 5204 no wait",
    "note on 5204 and 5201 ring first",
    "note 5204 ring first and hold 5201",
)
PARTS = {
    "refund half of 5203": "money",
    "refund the shipping on 5203": "money",
    "ship half of 5204": "product",
    "cancel part of 5204": "product",
}
"""What names a part and not which -> what is asked for."""


@pytest.mark.parametrize("typed", NONE)
def test_what_means_something_else_is_shown_as_no_change(typed: str) -> None:
    assert hear(shop(), State(), typed).action not in {"confirm", "execute"}


@pytest.mark.parametrize(("typed", "asked"), PARTS.items())
def test_of_a_part_it_is_asked_which(typed: str, asked: str) -> None:
    heard = hear(shop(), State(), typed)
    assert (heard.action, heard.acts[0].asks) == ("clarify", asked)


def test_what_goods_are_left_out_is_not_offered_to_be_let_go_of() -> None:
    heard = hear(shop(), State(), "cancel 5204 but luca's happy with the honey")
    assert "contrary: all but" in heard.acts[0].against if heard.acts else True
    assert shop().likely(shop().read("cancel 5204 but luca's happy with the honey")) == []


POLITE = ("ok thanks", "ok, thanks", "all good cheers", "fine, ta", "that's it, thank you")
AGREED = ("ok", "yes thanks", "go ahead, cheers", "do it, thank you")


@pytest.mark.parametrize("typed", POLITE)
def test_thanks_agree_to_no_change(typed: str) -> None:
    shown = hear(shop(), State(), "hold 5204").state
    assert hear(shop(), shown, typed).action != "execute"


@pytest.mark.parametrize("typed", AGREED)
def test_a_yes_with_thanks_agrees(typed: str) -> None:
    shown = hear(shop(), State(), "hold 5204").state
    assert hear(shop(), shown, typed).action == "execute"


def test_an_ok_after_an_answer_is_said_to_the_answer() -> None:
    shown = hear(shop(), State(), "cancel 5204").state
    answered = hear(shop(), shown, "where is 5201").state
    assert hear(shop(), answered, "ok").action != "execute"
    assert hear(shop(), answered, "yes, do it").action == "execute"


NO_YES = (
    "y/n", "yes/no", "yes but", "yes and", "ok so", "yes or", '"yes"', "“yes”", "yes / no",
    "say yes", "tariq: yes", "yes if he hasn't paid", "yes tomorrow", "yes for 5201", "i guess so",
    "yesno",
    "yes with no refund", "if he's sure then yes", "wait what", "wrong one", "not that order",
)  # fmt: skip


@pytest.mark.parametrize("typed", NO_YES)
def test_what_only_looks_like_a_yes_agrees_to_nothing(typed: str) -> None:
    shown = hear(shop(), State(), "cancel 5204").state
    heard = hear(shop(), shown, typed)
    assert heard.action != "execute"


@pytest.mark.parametrize("typed", ["better not", "let's not", "i'd rather not", "definitely not"])
def test_a_no_may_end_in_not(typed: str) -> None:
    shown = hear(shop(), State(), "cancel 5204").state
    assert hear(shop(), shown, typed).action != "execute"


STATED = ("ship 5204 to luca", "cancel luca's order 5204", "urgent: cancel 5204", "5204: cancel it")


@pytest.mark.parametrize("typed", STATED)
def test_whose_it_is_and_how_pressing_it_is_may_be_told(typed: str) -> None:
    assert hear(shop(), State(), typed).action == "confirm"


@pytest.mark.parametrize("typed", ["cancel the whole thing", "scrap the lot", "drop it all"])
def test_the_whole_of_a_return_is_no_order(typed: str) -> None:
    shown = hear(shop(), State(), "start a return on 5203, it's faulty")
    assert shown.action in {"confirm", "clarify"}
    waits = hear(shop(), State(), "receive RET-12").state
    assert hear(shop(), waits, typed).action == "drop"
    done = hear(shop(), waits, "yes").state
    after = hear(shop(), done, typed)
    assert [act.command for act in after.acts] == ["undo_last"]
    held = hear(shop(), State(), "hold 5204").state
    assert hear(shop(), held, "cancel the whole thing").acts[0].command == "cancel_order"


def test_how_much_a_price_changes_by_is_no_stock() -> None:
    told = hear(shop(), State(), "how much is the honey").state
    for typed in ("put it up by 2", "knock 2 off it", "drop it by a fiver", "raise it by 10%"):
        heard = hear(shop(), told, typed)
        asked = [(act.command, act.asks) for act in heard.acts]
        assert (heard.action, asked) == ("clarify", [("set_price", "money")]), typed


SEVERAL = {
    "hold 5201 ship 5204": ["hold_order", "ship_order"],
    "hold 5201 release 5206 please": ["hold_order", "release_order"],
    "hold 5201 add tracking 15501234567890 dpd to 5204": ["hold_order", "add_tracking"],
}
"""What is asked for without a word between."""


@pytest.mark.parametrize(("typed", "asked"), SEVERAL.items())
def test_a_second_request_may_follow_a_number_at_once(typed: str, asked: list[str]) -> None:
    assert [act.command for act in hear(shop(), State(), typed).acts] == asked


def test_a_parcel_is_of_one_order() -> None:
    heard = hear(shop(), State(), "add tracking 15501234567890 to 5201 and 5204")
    assert heard.action not in {"confirm", "execute"}


def test_what_is_written_off_beside_others_is_taken_off_too() -> None:
    heard = hear(shop(), State(), "write off 2 honey in bath and 3 marmalade")
    assert [act.slots["units"] for act in heard.acts] == [-2, -3]


@pytest.mark.parametrize(
    ("held", "title", "is_sold_so"),
    [
        ("box", "Christmas cards, box of 12", True), ("box", "Tea bags x50", True),
        ("box", "Fig candle", False), ("pair", "Gardening glove", True),
        ("pair", "Walking poles", True), ("pair", "Brass desk lamp", False),
        ("pair", "Cut glass", False), ("kg", "Basmati rice 1kg", True), ("kg", "Fig candle", False),
        ("g", "Garden twine", False), ("g", "Tea 250g", True), ("box", "Storage boxes", True),
    ],
)  # fmt: skip
def test_what_is_sold_by_the_box_or_pair_is_counted_so(
    held: str, title: str, is_sold_so: bool
) -> None:
    assert is_sold_by(held, title) is is_sold_so
