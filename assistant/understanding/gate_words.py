"""Words that speak against a change, or belong to asking for one."""

from __future__ import annotations

from assistant.understanding.word_lists import listed, phrases

NEGATIONS = listed("""
don't not never no n't doesn't didn't won't can't cannot shouldn't isn't aren't wouldn't without
nobody couldn't mustn't mustnt needn't neednt haven't hasn't hadn't wasn't weren't neither nor none
nope stop avoid refuse
refused unable dont doesnt didnt wont cant shouldnt isnt arent wouldnt couldnt havent hasnt ain't
aint
""")
NOT_YET = phrases(
    """
hang on | hold on | hold off | hold fire | wait before | wait until | wait till | not yet | before
you | before we | before i | instead of shipping | rather than | leave it | forget it | never mind
| no need | for nothing | nothing to do | on second thoughts | no rush | no action | no longer |
ignore | scratch that | for example | e.g
"""
)
ASKING = listed("""
what what's whats who who's whose whom when where where's why how how's which is are was were am
do does did has have had should shall may might would could can will whether if wonder wondering
isn't aren't wasn't won't can't don't didn't doesn't haven't hasn't couldn't shouldn't wouldn't
any anyone anybody
""")
SUPPOSING = listed("""
if unless would might may maybe perhaps possibly could suppose supposing assuming imagine
hypothetically whether wonder wondering considering thinking think thought reckon reckons guess
considered consider tempted probably likely potentially provided otherwise wish hopefully hoping
hope expect expecting worried worry afraid tricky debating pondering toying
""")
TOLD = listed("""
said says saying say told tells asked asks asking mentioned mentions claims claimed claim heard
apparently complained complains complaining suggested suggests suggest rumour rumours reported
reports reportedly promised insist insisted insists swear swears swore moaning argued joked jokes
joking explained announced hinted emailed wrote writes tweeted posted_about remember remembers
remind reminds reminded forgot forgotten according quoted
""")
LATER = listed("""
later eventually someday sometime tomorrow tonight soon next-week afterwards planning plan plans
going intend intends intending meant supposed meaning soonish postpone already used ages almost
nearly tried trying try
""")
LATER_PHRASES = phrases(
    """
next time | next week | next month | at some point | in future | in the future | one day | some
day | after lunch | first thing | in a bit | in a minute | as soon as | once the | once we | once
they | when the | when we | when they | when it | when i | when she | when he | after the | after
we | after they | need to remember | about to | in case | only if | depending on | the other day |
last week | last month | last year | last time | yesterday | a while ago | years ago | weeks ago |
days ago | used to | by mistake | by accident | i will | i'll | we will | we'll | he will | she
will | they will | i'm going | was going | i was | we were | they were | he was | she was
"""
)
EVERYTHING = listed("""
all others everything everyone everybody every any anything whatever entire each both most several
""")
AIDES = phrases(
    """
i need | we need | pls to | please to | kindly | go ahead and | i would like to | i want to | we
want to | i need to | we need to | need to | got to | i got to | we got to | i have got to | we have
got to | i would like you to | i need you to | i want you to |
we should | let us | let's | time to | want to | would like to | would you mind | feel free to |
make sure to | you can | you should | you need to | must | have to | i have to | we have to | we
must | can you | could you | would you | will you | can u | can someone | could u | do you mind | if
you could | if you can | i | we | be sure to | so can you | and | ok can you | help me | help me to
| may i | you | could i get you to | can i get | can we get | can i | can we | i just | we just |
now | quick | urgent | urgently | i have just | we have just | i have | we have | just | next |
first | sorry | try to | actually | oh | hi | also
"""
)
"""What stands before the verb of a request."""
TELLING = listed("""
she he they someone somebody everyone everybody people customers imagine pretend suppose supposing
nobody once if unless instead before after without i we anyone you
""")
"""Words with which a sentence begins that tells or supposes."""
JOINING = listed("""
to for of on in at from with by and or as it is be are was has have had do that this them they
then there i we you me us my your their her his its she he up out off over so because due reason
will would can could want need wants needs like get go going been being not but if one ones some
any more please no number now today again back into onto via through about customer customers
hers theirs mine ours yours ought
order orders stock item items
""")
UNSURE_ASKING = phrases("""
ok to | okay to | possible to | allowed to | happens if | how come | safe to | right to | wise to |
sensible to | late to | without | instead | before
""")
"""Phrases with which somebody asks whether to do something."""
POSSIBLE = listed("""
hypothetical hypothetically idea possible wise worth allowed supposed policy
""")
MODAL = listed("""
should would could can might may shall must
""")
CALLS = listed("""
sorry oops yes no right urgent great strewth crikey blimey argh aargh ugh oh ah aha god gosh damn
bugger whoops ach och jeez heck rats flip aye nah nope ok well hmm wow yikes shoot dang darn crap
bother cripes blast cor eek hell heavens ta cheers thanks
""")
"""What may stand before a comma and is nobody's name."""
BREAKS = frozenset({",", ".", ";", "-", "!", ":", "(", "?"})
"""Marks that end a part of a sentence."""
REASONING = frozenset({"because", "since", "as", "so", "then"})
"""Words that begin another part of it."""
CONDITIONS = listed("""
once when whenever unless until till after before while whilst provided as-soon-as
""")
"""Words that make what was asked for wait for something."""
SUBJECTS = listed("""
she he they it we i shes hes theyre customer client someone somebody
""")
"""Who did something, which is why another thing is asked for."""
WANTING = phrases("""
wants to | want to | would like to | needs to | need to | has asked to | asked to | would like |
wants | want | need | needs | prefers | prefer | is to | are to | to be |
phoned to | rang to | called to | emailed to | messaged to | texted to | wrote to | rung to |
just phoned to | just rang to | just called to | just emailed to | just messaged to | has phoned
to | has rung to | has emailed to | rung up to | rang up to
""")
"""What a customer, or a thing, does before the verb of what is asked for."""
THANKING = frozenset({("thanks", "for"), ("cheers", "for"), ("ta", "for"), ("thank", "you")})
"""How a message begins that is grateful for what was done."""
FINITE = listed("""
was were is are isn't wasn't has had hasn't got gets looks looked seems seemed came went never
took takes made makes did didn't
""")
"""Verbs that make what stands before them the one who acts: “ship 1043 was late”."""
LINKS = listed("""
on for order return is are has in from was have been needs wants would like to customer be now can
should and it
""")
"""What may stand between a known thing and the verb."""
ALWAYS = phrases("""
minimum order | min order | next door | across the road | down the road | over the road | up the
road | round the corner | or not | or no | or what | or wait | or should | yes or no | not sure |
do not | don't | not now
""")
"""Phrases that no command may mean."""
REQUESTS = phrases("""
can we send | could we send | can we order | could we order | can we move | could we move |
can we book | can i book | can i add | can i put | can i order |
could we exchange | could we refund | could we cancel | could we release | could we return | could
we book | could we pop | could we stick | can we exchange | can we pop | can we stick | can we
pause | can we hold | can we park | can we freeze | could we hold | could we pause | can we give |
can we put | can we add | can we set | can we change | can we swap | can we mark | could we give |
could we put | could we add | could we set | could we change | could we swap | could we mark | can
you | could you | would you | will you | can u | could u | can someone | can we get | can i get |
can we please | can i please | could we please | could someone | could somebody | can somebody |
could we kill | can we kill | could we bin | can we bin | could we scrap | can we scrap |
would someone | would somebody | can anyone | could anyone | can anybody | any chance you could |
any chance you can | could i ask you to | can i ask you to
""")
"""Questions in form, requests in meaning."""

CHANGED_MINDS = listed("""
wanted but except apart besides bar kept anyway instead though although decided ended turns cheap
dear other others elsewhere someone somebody ask thinks look competitors competitor rang called
phoned emailed texted messaged
""")
MANNERS = phrases("""
would you | could you | can you | will you | would u | could u | should be | should get | should
have | should read | should go | could do with | would like | would need | any more | till i say
so | until i say so | til i say so | till i say | until i say | til i say | nearly out of |
almost out of | waiting ages | waitin ages | taking ages | taken ages | ought to be | ought to
read | ought to have | ought to get | ought to go | the hold off
""")
"""Words that suppose, and do not where they stand like this."""
THANKS = frozenset(words[0] for words in THANKING)
BEGINNINGS = ASKING | TELLING | MODAL | THANKS
"""With what a message begins that asks, tells or thanks."""
PRESENT = listed("is are has gets got looks seems came takes makes")
"""Of those, what also says how it is to be: “the price of lamps is £5 now”."""
SPEAKING = (
    NEGATIONS | SUPPOSING | TOLD | LATER | EVERYTHING | (FINITE - PRESENT) | CONDITIONS
    | (MODAL - {"can"}) | CHANGED_MINDS
)  # fmt: skip
"""Words of which any one says that a change may not be asked for."""


REVOKING = listed("""
if unless until till when once whenever not don't dont no stop avoid refuse maybe perhaps possibly
whether wonder wondering might may suppose supposing assuming imagine hypothetically provided
otherwise wish debating pondering toying tempted later eventually someday sometime soon tomorrow
tonight afterwards joke jokes joked joking cannot neither nor none nope
""")
"""Words that speak against a change even where they only say why."""
UNABLE = listed("""
can't cannot won't isn't aren't wasn't doesn't didn't hasn't haven't couldn't cant wont isnt arent
wasnt doesnt didnt hasnt havent couldnt
""")
"""With what a part begins that tells what is not so, where it ends in no question mark."""
REVOKING_FIRST = listed("""
never nobody after before without i'd we'd
""")
QUESTIONING = listed("what what's which who how why where whose whom")
"""With what a part begins that asks, wherever it stands."""
TELLING_OF = TOLD | SUPPOSING | (MODAL - {"can"})
"""Words behind a request which say that it is only told of: “cancel 1043, she said”."""
