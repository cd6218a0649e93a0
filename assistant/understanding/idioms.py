"""Turns of speech for what a plain verb says as well: “knock it on the head” is “cancel it”."""

from __future__ import annotations

from assistant.understanding.formal import rewritten, rule

NUMBER = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a dozen|a couple|a few"
    r"|twenty|thirty|forty|fifty)"
)
WHAT = (
    r"(?P<what>it|this|that|them|that one|this one|(?:the |that )?(?:order )?#?\d{3,}"
    r"|(?:the|that|this|her|his|their|[\w-]+'s) (?:order|parcel))"
)
ENDS = r"(?= *(?:$|[,.;!?-]|(?:and|then|now|please|pls|plz|today|so|again|but|mate|ta)\b))"
"""Behind these no goods follow: “set 1043 loose leaf to 2”."""
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
STARTLED = r"oh|ohh|argh|ah|no|nope|wait|sorry|oops|whoops"
MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
IDIOMS = (
    # what begins a correction
    rule(rf"^(?:(?:{STARTLED}|er+m?|hang on)\b[,.! ]*)*(?:i tell a lie|tell a lie|i lie|my mistake"
     r"|what am i (?:on about|saying|like|talking about)|what was i thinking|correction"
     r"|scratch that)[,.!:?]+ *(?=\S)", "no, "),
    rule(r"^(?:hm+|er+m?|um+)[,.]* (?=no\b)", ""),
    # “oh there's two! the Okafor one”, of those that were offered
    rule(r"^(?:oh|ah|hm+|ok|right|argh|so)?,? ?(?:there's|theres|there are|i see|it says) "
     r"(?:two|three|four|several|a few|2|3|4)(?: of (?:them|those))?[!.,]+ +(?=\w)", ""),
    rule(r"\b(?:how|where) (?:do|can|could|would) (?:i|we) (?:reach|contact|get hold of"
     r"|get in touch with|get on to) (?:(?:the )?(?:customer|buyer)|her|him|them)\b"
     r"(?! (?:of|on|for)\b)", "what are their contact details"),
    # “20 green mugs off it just landed”, of a delivery
    rule(r"\boff (?P<it>it|that|that one|them) (?:has |have )?(?:just )?"
     r"(?P<came>landed|came|arrived|turned up)\b", r"of \g<it> \g<came>"),
    rule(r"(?<=\w) and (?:then )?(?:tell me|say|show me) what(?:'s| is)?"
     r" (?:left in |in |there is in )?(?P<where>(?!(?:it|that|they|she|he)\b)[a-z][\w']+)"
     r"(?: has| has got| has left)?[?. ]*$", r" and how many in \g<where>"),
    # “… to 14 Mill Lane, no 16 Mill Lane, Leeds”
    rule(r"(?P<to>\baddress\b[^,;?]*? to )\d+[a-z]? [a-z' ]{3,30}, ?"
     r"(?:no|sorry|no sorry|no wait|wait|i mean)\b,? (?=\d+[a-z]? [a-z])", r"\g<to>"),
    # “how many has Galway got”
    rule(r"\bhow many (?:has|have|does|do) (?P<where>(?!(?:it|that|they|we|you|i|he|she|them|the"
     r"|this|those|these)\b)[a-z][\w']+) (?:got|have)"
     r"(?: (?:left|now|at the moment|just now|there))*(?= *(?:$|[?.!,]))",
     r"how many in \g<where>"),
    rule(r"^(?:it |there |that )?should be (?P<many>\d+) (?P<there>there|in [a-z' ]+?)[,;.] ?"
     r"(?:so |can you |please |pls )*(?:fix|correct|sort|change|update|amend) (?:it|that|this)"
     r"(?P<pls> please| pls)?", r"it should be \g<many> \g<there>\g<pls>"),
    # “what was Westport again”
    rule(r"^(?:(?:and|so|ok|sorry),? )*what (?:was|is|were|are) "
     r"(?P<what>(?!(?:it|that|this|they|her|his|their|your|my)\b)[\w' -]{2,40}?) again[?. ]*$",
     r"what about \g<what>"),
    rule(r"\b(?P<whose>her|his|their) (?:mail|mail address)\b(?! order)", r"\g<whose> e-mail"),
    rule(r"\b(?:what|which)(?: items?| things?| goods| products?)?(?:'s| is| are| was| were) "
     r"(?:on|in) the order\b", "what is in that order"),
    rule(r"^(?P<so>(?:(?:and|ok|so|please),? )*)(?:show|give|get) me the order"
     r"(?= *(?:$|[?.!]|please))", r"\g<so>show me that order"),
    rule(r"^(?P<so>(?:(?:and|ok|so),? )*)what was ordered[? ]*$", r"\g<so>what is in that order"),
    # “could we get another 40 of the star wrap in from Brightbox”
    rule(rf"^(?:(?:hi|hello|ok|so|and|please|right),? )*(?:can|could) (?:i|we|you) (?:please )?"
     rf"(?:get|have|order) (?P<what>(?=another |in another |[^?]* (?:more|in from) )(?:in )?"
     rf"(?:another )?{NUMBER}(?: more)? [\w' -]+?)(?: in)? from "
     r"(?P<who>(?!the (?:shop|unit|store|warehouse|stockroom)\b)[\w' &-]+?)"
     r"(?P<end>,? (?:please|pls))?[?. ]*$",
     r"order \g<what> from \g<who>\g<end>"),
    rule(r"\b(?:put|set|change|bring|take) (?P<it>it|them|that) back (?:up |down )?to"
     r" (?=[£$€]?\d+(?:\.\d\d)?\W*$)", r"put \g<it> to "),
    rule(r"\bover there(?= from\b)", "there"),
    rule(r"^(?P<and>(?:(?:and|ok|so|but) )*)(?:how|what) (?:did|has|have|does|do|is|are) "
     r"(?P<it>it|that|they|those|these) (?:sell|sold|been selling|selling)(?: like)?\b",
     r"\g<and>how many of \g<it> were sold"),
    # “etsy on its own”
    rule(r"^(?:(?:and|ok|now|just) )*(?P<what>[a-z][a-z' -]{1,24}?)"
     r" (?:on (?:its|their) own|by itself)(?: (?:please|pls|then))*[.?!]*$", r"only \g<what>"),
    rule(r"\b(?:at |in )?(?:the )?same (?:place|shop|branch|store|warehouse)(?= (?:counted|there))",
     "there"),
    rule(r"^(?P<and>(?:and |ok |so )*)what did (?P<who>[a-z][\w' -]{1,30}?) order"
     r" (?P<when>(?:last|this|in|since|yesterday|today|on)\b[^?]*)\?*$",
     r"\g<and>orders for \g<who> \g<when>"),
    rule(r"\b(?P<put>add|put|leave|stick|pop) (?:a|another) note (?:too|as well|also)\b(?=\W)",
     r"\g<put> a note"),
    # “could i get 2 sent over from …”, “can Dundee get 8 packs sent up”
    rule(rf"^(?:(?:ok|so|right|sorry|hi|hello),? )*(?:can|could) (?:i|we|you) "
     rf"(?:get|have) (?P<what>{NUMBER}(?: of (?:them|those|these))?(?: [\w' -]+?)?)"
     r" (?:sent|moved|brought|transferred|shifted)(?: over| up| down| across| round)*"
     r" (?P<rest>(?:from|to) [^?]+)\?*$", r"move \g<what> \g<rest>"),
    rule(r"^(?:can|could) (?!(?:i|we|you|they|he|she|it|someone|somebody)\b)"
     rf"(?P<where>[a-z][\w' ]*?) (?:get|have) (?P<what>{NUMBER} [\w' -]+?)"
     r" (?:sent|moved|brought|transferred|shifted)(?: over| up| down| across| round)*"
     r"(?P<rest> from [^?]+)?\?*$",
     r"move \g<what> to \g<where>\g<rest>"),
    rule(rf"^(?:can|could) (?P<many>{NUMBER}) of (?:them|those|these)"
     r" (?:come|go|be (?:sent|moved|brought|taken))(?: over| up| down| across| round| back)*"
     r" (?P<way>(?:to|from) [^?]+)\?*$",
     r"move \g<many> of them \g<way>"),
    # “phone order for 2 red casseroles”
    rule(rf"^(?P<how>phone|telephone|till|counter|walk-?in|website|web) order (?=for {NUMBER} )",
     r"new \g<how> order "),
    # “Isla's can go dpd”
    rule(r"^(?P<who>[a-z]{3,})'s (?:order |parcel )?can go (?:out )?(?:with |by |via )?"
     r"(?!(?:out|back|in|to|home|away|now|today|off|up|down|there|it|that)\b)"
     r"(?=[a-z]{2,12}(?: [a-z]{2,8})?\W*$)", r"ship \g<who>'s order with "),
    rule(r"\bhow many (?P<where>[\w' ]+?) has(?= ?\W*$)", r"how many has \g<where> got"),
    rule(rf"^(?:(?:{STARTLED}|that's wrong|thats wrong)\b[,.! ]*)*(?P<undo>undo|reverse|revert)"
     r" (?:that |the |my )?(?:last )?(?:thing|change|one|bit|step)?(?: that)?"
     r"(?: (?:what|which))? ?i (?:just )?did(?= ?\W*$)", r"undo that"),
    rule(rf"^(?:(?:{STARTLED})\b[,.! ]*)+(?:that's |thats |that is )?wrong"
     r" (?:shelf|place|shop|one|box|item|thing|bin|count|line|store|size)?[,.! ]*"
     r"(?=undo (?:that|it)\b)", "oh no, "),
    rule(r"^(?:the |what's the |whats the )?(?:customer|buyer|client)'s"
     r" (?P<what>email|e-mail|phone|number|mobile|name|details)(?=\W*$)",
     r"what's the customer's \g<what>"),
    # “she wants 1043 sent somewhere else”
    rule(r"^(?:[a-z' -]{2,40} )?(?:wants|needs|wanted|would like|has asked for|asked for)"
     r" (?:order )?(?P<what>#?\d{3,}) (?:sent|delivered|shipped|to go|going|redirected|posted)"
     r" (?:somewhere else|elsewhere|to (?:another|a different|a new|some other) address)"
     r"(?: now| please| instead)*\W*$",
     r"change the address on \g<what>"),
    rule(r"\bhow many (?P<what>[\w' -]+?) (?:does|will|would) that leave(?: us| me)?"
     r"(?: with)?(?=\W*$)",
     r"how many \g<what> have we got"),
    rule(r"\bobviously(?=\W*$)", ""),
    # “a round 55”
    rule(r"\b(?:a|an) (?:nice )?(?:round|flat|straight|even|clean)"
     r" (?=£ ?\d|\d+(?:\.\d+)?\W*$)", ""),
    # “9 sorry two were under the table”
    rule(r"^(?P<many>\d+) (?P<said>sorry|oops|actually) (?=[a-z'])", r"\g<said>, \g<many>, "),
    # “make the transfer 5”, of one that is spoken of
    rule(r"\bmake (?:the|that) (?:transfer|move|order|count|price|refund|amount|quantity|number"
     r"|total|figure|po|return) (?=£? ?\d+(?:\.\d+)?(?:\W*$| (?:please|instead|then|now|not)\b))",
     "make it "),
    rule(r"\b(?:and |but |no |oh )*(?:they|it|those|these)(?:'re| are|'s| is)?"
     r" (?:come|comes|coming|leave|leaving|going|go|goes) (?P<way>from|to)"
     r" (?=[\w' -]+ not [\w' -]+$)", r"\g<way> "),
    rule(rf"\b(?:knock|hit) {WHAT} on the head\b", r"cancel \g<what>"),
    rule(rf"\b(?:pull the plug|put the kibosh|call time) on {WHAT}(?=\W|$)", r"cancel \g<what>"),
    rule(rf"\b(?:cut|set|turn|let|break) {WHAT} (?:loose|free)\b{ENDS}", r"release \g<what>"),
    rule(rf"\b(?:cut|set|turn|let|break) (?:loose|free) {WHAT}{ENDS}", r"release \g<what>"),
    rule(r"\bbefore (?:we|you|i) know it\b", ""),
    rule(r"^(?:(?:right|ok|so|now|anyway|sorry)\b,? *)*where (?:was|were) (?:i|we)(?: up to)?"
     r"[.,!? ]+(?=\S)", ""),
    rule(rf"^(?:can|could) (?!\d{{3}})(?P<many>{NUMBER}) (?!of |please |still )"
     r"(?P<what>[\w' -]+?) (?:come|go|be (?:sent|moved|brought|taken))"
     r"(?: over| up| down| across| round| back)* (?P<to>to|from) (?=\w)",
     r"move \g<many> \g<what> \g<to> "),
    rule(r"^(?:(?:ok|right|then|so|and|now)\b,? *)*(?:do|pop|stick) "
     r"(?=(?:£ ?\d|\d+ ?(?:quid|pounds?|euros?|dollars?)|a (?:fiver|tenner))[\w. ]* back\b)",
     "refund "),
    rule(r"^(?P<what>(?:order )?#?\d{4,}),? (?P<verb>cancel|hold|ship|release|refund) "
     r"(?:it|that|this)(?: one)?(?=\W|$)", r"\g<verb> \g<what>"),
    rule(r"^(?:(?:can|could|would|will) you )?remind me (?=what (?:is|was|'s) (?:in|on) (?:it|that"
     r"|this)\b)", ""),
    rule(r"^(?:and |ok |what's (?:the )?|whats (?:the )?|the )*(?P<what>phone|email|e-mail|mobile"
     r"|contact) (?:for|of) the (?:customer|buyer|client)(?=\W*$)", r"the customer's \g<what>"),
    rule(r"^(?:(?:and|but|ok|oh),? )*stop (?P<what>(?:order )?#?\d{3,}) (?:from )?(?:going(?: out)?"
     r"|leaving|being (?:sent|shipped))\b", r"hold \g<what>"),
    rule(r"^(?P<what>(?:order )?#?\d{3,}) (?:is|'s) the one (?:(?:i|we) (?:want|need) )?to "
     r"(?P<verb>hold|ship|send|cancel|release|refund)"
     r"(?=\W*$)", r"\g<verb> \g<what>"),
    rule(rf"\b(?:pull|fetch|ferry|cart|lug|run|pass|pinch"
     rf"|borrow) (?P<what>{NUMBER}(?: of (?:them|those))?"
     r"|them|those|it)(?: (?:over|across|up|down|round|back))* (?=from\b)", r"move \g<what> "),
    rule(r",? ?(?:that|which) (?:we|i)(?:(?:'d| would| might| may)? (?:want|need|have|like"
     r"|ought) to"
     r"|'d| would| should|'ll| may| might| will) (?:re-?order|restock|top up)(?=\W*$)", ""),
    rule(r"\b(?P<who>she|he|they|customer)(?:'s|'re| is| are| has| have)? (?:been )?(?:asking"
     r"|asked|after)"
     rf" (?:for )?(?=(?:{NUMBER}|some) (?:more|extra|other)\b"
     rf"|another\b)", r"\g<who> wants to add "),
    rule(r"(?P<what>#?\d{3,}) (?:can|may|should) (?:go|be put|be marked)(?: down| in| through)? as "
     r"(?P<as>shipped|sent|posted|dispatched|gone)\b", r"mark \g<what> as \g<as>"),
    rule(r"(?:will|'ll) (?:have|need) to be (?=[£$€]? ?\d)", "should be "),
    rule(r"\bfrom here on(?: in| out)?\b", "from now on"),
    rule(rf"\b(?:the )?(?P<day>{'|'.join(ORDINALS)}) of (?P<month>{MONTH})\b",
     lambda said: f"{ORDINALS.index(said['day'].lower()) + 1} {said['month']}"),
    rule(r"\b(?:the )?(?P<which>first|second|third|fourth) quarter(?: of (?:this|the) year)?"
     r"(?= *(?:$|[,.?!]))",
     lambda said: f"q{ORDINALS.index(said['which'].lower()) + 1}"),
    rule(r"(?:is|are|has|have|needs?|wants?) to (?:be (?:sent|delivered|posted)|go) to "
     r"(?:a|an|some) (?:different|other|new) address(?: (?:from|than|to) (?:the )?(?:one )?"
     r"(?:given|on (?:it|there|file)|we have|that))?", "needs a new address"),
    rule(r"(?<=[,.;] )(?:anyway|anyhow|(?:to cut a )?long story short|the upshot is|point is),? "
     r"(?=\S)", ""),
    rule(r"(?:^|(?<=[.;!] ))(?:she|he|they|(?:the )?(?:customer|client))"
     r"(?:'s|'d|'ve|s| has| have| is| would)?"
     r" (?:now )?(?:asked for|asking for|wants?|needs?|likes?) (?:it|this|that|them|everything"
     r"|the (?:order|parcel)) (?:to (?:go|be (?:sent|delivered|shipped|posted))|sent|delivered"
     r"|shipped|posted)(?: out)?(?: instead)? to (?=\d+[a-z]? [\w' ]+,)", "change its address to "),
    rule(r"^(?P<what>[\w'-]+(?: [\w'-]+){0,3}), (?:what|how many)(?:'ve| have| do) we (?:got|have)"
     r"(?: left| in stock| in| of (?:it|those|them))?(?=\W*$)", r"how many \g<what> have we got"),
    rule(r"\b(?:is|are) (?P<what>(?:order )?#?\d{3,}) there yet\b", r"has \g<what> arrived yet"),
    rule(r"\b(?:have|has) we (?:got )?(?:any(?:one|body)|some(?:one|body))(?= on hold\b)",
     "have we got anything"),
    rule(r"\bdid (?P<who>[\w' -]+?) (?:ever )?get (?:her|his|their) money back\b",
     r"has \g<who> been refunded"),
    rule(r"\bat the (?:minute|mo)\b", "now"),
    rule(r"\breorder pt\b", "reorder point"),
    rule(r"\bp\.? ?o\.? (?=(?:one|two|three|four|five|six|seven|eight|nine|\d)\b)", "po "),
)  # fmt: skip


def plainly(text: str) -> str:
    """A text in plain verbs."""
    return rewritten(text, IDIOMS)
