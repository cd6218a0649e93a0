"""The words of a yes and of a no, and what may stand beside them."""

from __future__ import annotations

from assistant.understanding.word_lists import phrases

YES = phrases("""
i am sure | i am certain | yes to the | yes to that | yes to it | yes to this | yes to that one |
yes to this one | yes for that | yes for this | yes for that one | yes for this one | yes on that
one | yes on that | yes for that one too | yes for that one as well | yes to that one too | yes to
that as well | yes to that too |

that too | that one too | that as well | let's do that | lets do that | let us do that |
yessir | yes sir | yeh | pls do | plz do | exactly that |
yes | yess | yesss | yeahh | yepp | yass | y | ye | mhm | mmhm | mm hm | uh huh | yeah that | yes
that | okey doke | okie doke | oki | alright | all right | that's reyt | now you've got it |
you've got it | that's the lot do it | got it in one | put it on | put it through | put them
through | do them | sorted yes | that's correct now | thank you do | yep | yeah | yup | yea |
confirm | confirmed | ok | okay | okey dokey | k | do it | do that | go ahead | sure | for sure |
go for it | please do | correct | that's right | looks good | looks right | looks fine | lgtm |
fine | absolutely | go on | go on then | confirm it | sounds good | sounds right | go | aye | all
good | definitely | by all means | proceed | carry on | crack on | agreed | that's the one |
that's it | that's fine | that's correct | that's good | make it so | get it done | get on with it
| please confirm | i'm sure | im sure | of course | you may | indeed | go ahead with | go on with
| carry on with | proceed with | happy with that | that works | works for me | that'll do | thatll
do | all yours | spot on | bang on | off you go | in it goes | save | apply | apply it | apply
that | submit | submit it | submit that | fire it off | send it off | get it sent | that's what
they want | that's what she wants | that's what he wants | save | deal | done deal | it is a deal
| use that | use that one | go with that | yes do | do please | save it | save that | that's the
ticket | go right ahead | fire away | right you are | righto | roger | roger that | you bet |
certainly | approved | approve it | accepted | good to go | let's do it | lets do it | let us do
it | affirmative | i confirm | yes i do | ya | yh | yeh | so is good | is good | is good so | is
ok | is right | is correct | it is good | okie dokie | ok do | yup do | go ahead and do it | make
it happen | go on and do it | that's fine by me | fine by me | happy to proceed | i agree | agree
| i am agree | accept | it's right | it's correct | this is right | this is correct | that's
perfect | that looks about right | that sounds about right | looks about right | sounds about
right | might as well | sure thing | be my guest | you can do that | you do that | do that one |
that'll do nicely | that will do | let's go | lets go | let's go with that | full steam ahead |
green light | tick | kk | ideal | that's what's there | that's what i want | that's what i meant |
that's what we want | that's the right one | that's the one i want | that's the one i meant | yes
that one | that's everything | that's all correct | i'm certain | im certain | consider it
approved | it's a yes | you got it | bob on | right on | no problem do it | no worries do it | you
may proceed | you can proceed | you may go ahead | you can go ahead | you can do it | you may do
it | you can do so | you may do so | you can save it | you may save it | so be it | let it be so |
just so | quite so | quite right | quite correct | quite alright | sound | away you go | away with
you | work away | work away so | go on so | go ahead so | do it so | do so | do that so | fire
away so | do it like so | do it like this | do it like that | please to do | please to do it |
please to make | please to make it | please to send | please to send it | please to save | please
to save it | this is the one | this is the good one | that's the good one | that's how i want it |
that's how it should be | it agrees | agrees | all agrees | it's agreed | that's agreed | it's
good | it's right now | knock yourself out | have at it | carry on so | pop it through | put it
through so | you have my blessing | i'm happy with that | i'm happy with it | we're happy with
that | happy days do it | see to it | get to it | hop to it | have it so | very good do | do by
all means | i approve | it has my approval | all correct | that's all right now | that's her |
that's him | that's them
""")
NO = phrases("""
no | n | nope | leave them where they are | leave it where it is | leave them as they are | keep
them where they are | keep it where it is | leave them where they were | leave it where it was |
leave everything as it is | leave things where they are | nvm | hold fire on that | hold off on
that | hold off | scrub that | scrub it | never mind any of it | never mind all that | forget all
that | scrap the lot | none of it | none of that | nah | cancel | stop | don't | dont | forget it
| forget that | forget about it | never mind | nevermind | leave it | leave that | leave it for
now | leave it be | keep it | keep it as it is | keep it like it is | scrap that | scrap it |
cancel that | cancel it | don't bother | dont bother |
not now | not yet | abort | drop it | drop that | stop that | don't do it | don't do that | dont
do it | dont do that | do not | ignore that | disregard | disregard that | skip it | skip that |
bin that | bin it | on second thoughts no | second thoughts no | hold fire | hang fire | changed
my mind | i've changed my mind | ive changed my mind | wait no | hold on no | hang on no | no stop
| let's not | lets not | rather not | better not | no hang on | no hold on | hang on don't | hold
on don't | hang on dont | hold on dont | wait don't | wait dont | leave how it is | leave how it
was | leave it how it is | leave it how it was | leave it like it is | leave it like it was |
leave it like that | leave it like this | leave it so | leave it standing | leave like it is |
leave as it was | leave as it is | leave it with me | leave it with us | let it be | let it lie |
let it stay | let it stay as it is | leave well alone | leave it well alone | think no more of it
| say no more about it | pay it no heed | pay no heed | don't mind it | dont mind it | never mind
it | never you mind | strike that | strike it | withdraw it | withdraw that | i withdraw that | i
take it back | i take that back | no need | don't worry | don't worry about it | leave them alone
| leave it alone | leave that alone | leave them | leave them be | keep it as it was | keep it as
it is | keep them as they are | leave it as it is | leave it as it was | leave it as is | leave as
is | keep as is | as you were | no change | leave things | leave it there | leave things as they
are | not that one | pass on that | maybe later | not right now | another time | later | do it
later | i'll do it later | i will do it later | some other time | ignore me | leave it out | leave
it alone for now | not that | naw | nay | let's leave it | lets leave it | better leave it | best
leave it | i'd rather not | id rather not | forget i asked | forget i said that | forget i said
anything | ignore that last one | ignore the last one | no deal | not today | don't want it | dont
want it | not any more | not anymore | no longer needed | not needed | not necessary | no point |
no use | what's the point | don't need it | dont need it
""")
DRESS = phrases("""
brill | brilliant stuff | cracking | lovely jubbly |
x | xx | xxx |
in that case | also correct | also right |
anyway | anyhow | like this | like that | eh | meh | lad | lass | son | pet | friend | my friend |
again | sorted | reyt | do | mind you | mm | mmm | erm | please | pls | plz | thanks | thank you |
thank u | thankyou | thx u | final answer | that's final |
ta | cheers | then | now | mate | ok | okay | oh | right | and | but | so | it | that | lovely |
great | perfect | brilliant | good | very good | nice one | just | for now | for the moment |
today | actually | hmm | hm | well | sorry | love | ah | um | er | on second thoughts | after all
| with it | with that | nice | much appreciated | to be safe | to be honest | all | me | this one
| that one |
quickly | asap | duck | pal | to me | och | ach | aye well | blimey | very much | ever so much |
so much | a lot | thx | ty | fab | super | cool | excellent | awesome | wonderful | smashing | ace
| grand | champion | lush | amazing | magic | marvellous | it's fine | that's great | that's
perfect | that's lovely | that's ok | that's okay | that's grand | on reflection | thinking about
it | come to think of it | you know what | tell you what | now i think of it | now i think about
it | certain | better | that's better | that's more like it | phew | legend | you're a star | you
star | you're a legend | you're the best | you beauty | bless you | thanks for that | thanks for
checking | boss | chief | sir | madam | guys | team | very well | i'm back | im back | plenty |
plenty of them | loads | loads of them | that's plenty | that's enough | back now | back again | i
am back | quick | sharpish | pronto | fast | damn | dang | blast | shame | argh | aargh | ugh |
gah | doh | kindly | i see | ah i see | i understand | understood | gotcha | fair enough | good to
know | as i thought | thought so | pray | quite | if you please | really | truly | honestly | now
you can | already you can | you can now | you can already | at once | right away | straight away |
forthwith | as agreed | as discussed | as i said | much better | no problem | no worries | even
better | hurrah | yay | whew | fantastic | superb | at last | why not | makes sense | exactly |
precisely | that'd be wonderful | that would be wonderful | that'd be great | that would be great
| that'd be lovely | that would be lovely | that'd be perfect | that would be perfect | that'd be
grand | that would be grand | that'd be brilliant | that would be brilliant | that'd be good |
that would be good | that's kind | that is kind | how kind | very kind | kind of you | that's kind
of you
""")
"""What may stand beside a yes or a no and is neither."""
CONTENT = phrases("""
grand so | lovely so | perfect so | please do so | if you would | if you could | perfect | lovely
| excellent | brilliant | splendid | marvellous | superb | smashing | grand | fantastic |
wonderful | magic | belting | champion | lovely stuff | lovely job | that's lovely | that's
brilliant | that's great | that's excellent | that's grand | looks perfect | looks lovely | looks
great | looks spot on | perfect that | just right | just the job | just the ticket
""")
"""Agrees to the one change that was shown just before, and is thanks wherever else it is said."""
