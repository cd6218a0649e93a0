"""Ordinary English: words never taken for a misspelt name, and words too plain to name anything."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from assistant.understanding.word_lists import everyday, listed, table

LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
"""Letters that are no accented ones, as people without them type them."""
FUNCTION = listed("""
a an the this that these those some any each every no and or but nor so if then than as at by for
from in into of off on onto out over to up with without within about after before between under
above below near per via through during since until till against around across behind i me my mine
we us our ours you your yours he him his she her hers it its they them their theirs who whom whose
what which when where why how am is are was were be been being do does did done doing have has had
having will would shall should can could may might must ought not n't don't doesn't didn't isn't
aren't wasn't weren't won't wouldn't can't couldn't shouldn't haven't hasn't hadn't 's 're 've 'll
'm 'd there here yes please just also too very really only again still yet already now ok okay im
ive dont cant wont didnt doesnt isnt whats wheres hows theres thats its lets let's
""")
"""Words that join others and name nothing."""

CONTRASTING = frozenset({"not", "rather", "instead", "than"})
"""Beside the name of what is not meant."""

FILLER = listed("""
please pls plz thanks thank ta cheers hi hey hello hiya morning afternoon evening backroom just
now also then and quick quickly ok okay right so well actually mate team guys folks kindly asap
today's really sorry oh ah um er erm hmm yeah yes again too kind could would can you i'd i'll i 'd
'll like want need to let us 's we me for us the a an of it quickly
""")
"""Words that may stand anywhere without changing what is meant."""

PLAIN = listed("""
able accept account act add adjust after again ago air all allow almost alone along alright also
always amount and animal annoyed answer any anyone anything apart appear apple apply area arm
arrive art ask asset available average away baby back bad bag balance ball bank bar base basket
bath beach bear beat beautiful bed been beer begin behind believe bell below best better big bill
bin bird birthday bit black blank blue board boat body bone book boot born boss both bottle bottom
box boy brand bread break breakfast bring broken brother brown bug build bus business busy button
buy cake call camera can cancel candle cap car card care carry case cash cat catch cause centre
certain chair chance change charge chart chat cheap check cheese chicken child choice choose
christmas church city claim class clean clear client clock close clothes cloud club coat code
coffee cold collect colour come common company complain complete computer condition confirm
contact contain content control cook cool copy corner correct cost count country couple course
cover cream create credit cross cup current customer cut damage damaged dance dark date daughter
day dead deal dear december decide deep delay delete deliver delivery desk detail die different
difficult dinner direct dish do doctor dog dollar done door double doubt down draw dress drink
drive drop dry due during each ear early earn east easy eat edge egg eight either else email empty
end enjoy enough enter entire envelope error even evening event ever every everyone everything
example exchange expect expensive explain extra eye face fact fail fair fall family far farm fast
father favourite fault faulty february feel few field fifty fight figure file fill film final find
fine finger finish fire firm first fish fit five fix flat flight floor flower fly follow food foot
for force foreign forget form forward found four free freeze fresh friday friend front full fun
funny future game garden gas gate get gift girl give glad glass go god going gold gone good goods
got great green grey ground group grow guess guest guide guy hair half hall hand handle hang
happen happy hard has hat hate head health hear heart heat heavy held hello help hen her here hi
hide high hill hit hold hole holiday home hope horse hospital hot hotel hour house how huge human
hundred hurt husband ice idea ill important inch include info inform inside instead interest
internet invoice issue item its jacket january job join joke july jump june just keep key kid kill
kind king kitchen know label lady lake land language large last late later laugh law lay lead leaf
learn least leave left leg lend less let letter level lie life lift light like limit line list
listen little live loan local lock long look lose loss lost lot love low lucky lunch machine mail
main make man manage manager many map march mark market marry match matter may maybe meal mean
meat medium meet member message middle might mile milk mind mine minute miss missing mistake
mobile moment monday money month moon more morning most mother mouse mouth move movie much music
must name narrow near nearly neck need never new news next nice night nine noise none noon north
nose note nothing notice november now number obvious october odd off offer office often oil old
once one online only open option orange order other out outside over own owner pack package packet
pack page pain pair pan paper parcel parent park part partner party pass past pay payment pen
pencil penny people perfect perhaps period person pet phone photo pick picture piece pin pink pint
pizza place plan plane plant plate play please plenty plus pocket point police poor pop post
postcode pot pound power practice prefer present pretty price print private problem process
product promise proper pull purchase purple push put quality quarter queen question queue quick
quiet quite rain raise ran range rate rather reach read ready real reason receipt receive record
red refund regular release remain remember remind remove rent repair reply report request reserve
rest restock result return review rice rich ride right ring rise river road role roll room rose
round row rubbish rude rule run rush sad safe said sale sales salt same sample sand saturday sauce
save say scale school score screen sea search season seat second secret section see seem sell send
sense sent september series serve service set settle seven several shape share sharp shelf ship
shipping shipped shirt shoe shop short should shoulder shout show shower shut sick side sign silly
silver simple single sister site sit six size skill skin sky sleep slip slow small smart smell
smile snack snow soap soft sold some son song soon sort sound soup south space spare speak special
spend split spoke spoon sport spot spring square staff stage stamp stand star start state station
status stay steal step stick still stock stone stop store storm story straight strange street
stress string strong student stuff such sugar suit summer sun sunday supplier supply sure surprise
swap sweet swim switch system table take tale talk tall tap tape task taste tax tea teach team
tear tell ten term terrible test text thank thick thin thing think third thirty this though
thought thousand three throw thursday ticket tie tight till time tiny tip tired title today
together toilet told tomorrow ton tonight too tool top total touch tour towards towel town toy
track trade train transfer trash travel treat tree trip trouble truck true trust try tuesday turn
twelve twenty twice two type ugly under understand undo unit until up update upset use user usual
van vat very visit voice vote wage wait wake walk wall want war warehouse warm warn wash waste
watch water wave way weak wear weather website wedding wednesday week weekend weigh weight welcome
well west wet what wheel when white whole why wide wife wild will win wind window wine winter wish
woman wonder wood word work world worry worse worth wrap write wrong year yellow yesterday yet
young your zero sold shopping dispatch dispatched despatch despatched packed picked posted boxed
booked paid owed bought ordered returned refunded cancelled canceled moved shifted swapped counted
counting received arrived landed delivered damaged smashed chipped cracked leaking ripped torn
stained parcels orders returns refunds sales stocks takings revenue profit margin turnover
discount voucher coupon courier carrier driver tracking address addresses surname anything nothing
someone somebody anybody nobody everybody
""")
"""Everyday words: right as they are, so never repaired into a name."""

PAST = listed("""
came went took gave made fell wrote knew grew threw drew flew drove rode rang sang sank shrank
stank drank began swam sat stood won hung stuck struck dug spun swung bent lent spent built felt
dealt kept slept swept wept crept meant met led fed bled bred sped caught taught brought fought
sought bound laid forgot hid slid lit chose froze woke stole tore wore swore shook shone blew ate
forgave forgiven become became overcame arisen awoke seen given taken fallen written known grown
drawn flown ridden sung sunk begun swum eaten chosen woken spoken stolen worn sworn shaken blown
lain bitten hidden forgotten beaten shown sewn goes whatever wherever
""")
"""Forms of everyday words that no ending tells: “3 came” is no misspelt “cage”, and no camera."""

SLIPS = frozenset(table("spellings"))
"""Ways to write a word of requests that are known: “cancle” is no candle."""
EVERYDAY = everyday()
"""More of them, which may well be a whole name: “pump”, “collar”."""
WEAK = FUNCTION | listed("""
add adjust all amount and arrive back bag box bring buy can cancel card case change check close
code come complete contact copy count cover create credit customer cut damage damaged date day
deliver delivery deal detail done door double down draw due end exchange extra fill find first fit
five four free fresh front full gift give go gone good got great half hand handle hard help high
hold home hot house how in item keep kind label large last late left less light like line list
little long look lost lot love low make many mark medium mini more move much new next nice no note
number off old one online only open order out pack packed packet pair part pick piece place plain
please point post price print product put quick ready real receive red refund regular release
report restock return right run sale sell send sent set several ship shipped shop short show side
single size small sold some special split stand start status step stock stop store style such swap
take tell ten text thing three time today top total touch track transfer twin two type undo unit
up update use want warm wash watch water way week white who whole wide will win with work wrap
write wrong year you black blue green grey gray yellow pink purple orange brown gold silver cream
navy dark big tall wood wooden metal natural classic original deluxe standard assorted mixed
colour x xl xs cm mm ml kg oz pcs pc per the hi hey ok yes thanks morning supplier warehouse
channel address return returns refunds orders
""")
"""Words that name a product only together with another of its words."""


def unaccented(text: str) -> str:
    """Lower-case text without accents, which hardly anybody types: “siân” as “sian”."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text.translate(LETTERS))
    return unicodedata.normalize("NFC", "".join(filter(_is_no_accent, apart)))


def _is_no_accent(letter: str) -> bool:
    return not "\u0300" <= letter <= "\u036f"


def is_plain(word: str) -> bool:
    """Whether a word is so common that it is nobody's name by itself."""
    return word in FUNCTION or word in FILLER or word in PLAIN or _stem(word, PLAIN) in PLAIN


@lru_cache(maxsize=20_000)
def is_ordinary(word: str) -> bool:
    """Whether a word is right as it stands."""
    known = word in EVERYDAY or word in SLIPS or word in PAST
    return is_plain(word) or known or _stem(word, EVERYDAY) in EVERYDAY


def _stem(word: str, known: frozenset[str]) -> str:
    for ending in ("ing", "ed", "es", "s", "d", "ly", "er", "'s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending)
            if stem in known or f"{stem}e" in known:
                return stem if stem in known else f"{stem}e"
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in known:
                return stem[:-1]
    if word.endswith("ies") and f"{word[:-3]}y" in known:
        return f"{word[:-3]}y"
    return word


def singular(word: str) -> str:
    """A word without the ending of its plural."""
    if len(word) > 4 and word.endswith(("ies", "ie")):
        # “beanie” and “hoodie” as well, so that their plurals are the same word
        return word.removesuffix("s")[:-2] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
