"""English. The examples of comments are written for this site."""

import re

from comments.screening.languages.language import Language

RED_FLAGS = """\
surgery
operation
spinal cord
numb
no feeling
bladder
bowel
chest pain
short of breath
constant pain
pain constantly
unbearable pain
severe pain
pregnant
miscarriage
fracture
broken bone
tumor
cancer
stroke
seizure
faint
blood clot
heart attack
heart condition
fever
suicidal"""

SENSITIVE = """\
injury
herniated
slipped disc
disc
sciatica
arthritis
diabetes
depression
anxiety
eating disorder
medication
pills
doctor
diagnosis
physio
acupuncture
postpartum
menopause
scoliosis
osteoporosis"""

WISHES = """\
sign up
join
how much
price
pricing
what does it cost
do you coach
do you train
coach me
train me
work with you
personal training
one on one
enroll
book a call
buy
where can I get
apply for coaching"""

QUESTIONS = """\
unsure
not sure
wondering
where to start
any advice
any tips
please help
can you
could you
should I
how do I"""

SPAM = """\
Check out my channel, I post new workouts every week!
Please subscribe to my channel and I will subscribe back, thanks!
Hey guys, I just started a page about fitness, come and have a look: https://www.example.com/page
Follow me on Instagram for daily motivation, follow for follow
Sub to my channel, I sub back
Visit my blog for more tips http://example.org
https://example.com/ref/48213
http://www.example.net/photo.php?id=1287
Great post! I also write about this on my website www.example.com, please check it out
Very informative article, keep up the good work. Visit my site: http://cheap-pills.example
Help me reach 1000 followers by the end of the month, it would mean so much to me
Earn money from home, $500 a day, no experience needed. Register here http://example.com/join
Free gift cards! Click the link and get yours now https://example.com/free
Make real money online with this system, it is free to join and you get paid every week
Lose 20 pounds in two weeks with this amazing pill, order now at www.example.org
Buy cheap Viagra and Cialis online without prescription, fast delivery
Best online casino, 100% bonus on your first deposit, play now
Need a loan? We offer loans with low interest, contact us at loans@example.com or WhatsApp +1 555 0100
I lost my money and this hacker got my bitcoin back in two days, write to him on Telegram @example
A spell caster brought my husband back, contact him by e-mail drhelp@example.com
We offer SEO services and guest posts with backlinks to rank your website on page one of Google, contact us
Please vote for me in this contest, it only takes a second! http://example.com/vote/77
Please donate and share, every dollar helps https://www.example.com/fundraiser
I am a singer and a producer, listen to my new song and tell me what you think, link on my profile
Download our new app for free: https://example.com/app/download?id=fit
We sell protein powder and shirts with a discount code, look at our shop
Hi everyone, watch my new video and leave a like
Like my page on Facebook, thank you https://www.facebook.example/my-page
Meet hot singles in your area tonight, click here
Anyone who likes this should look at my music, I make beats and covers
Win a new iPhone! Share this and enter your e-mail to win the prize
Join our team and earn extra income, message me for details"""

GOOD = """\
Thank you so much for this! I have been doing the hip openers every morning and my back feels better already.
I love this article.
Great advice, as always.
So helpful, thanks!
This made me smile :)
Where do I start if I have never lifted anything before? I am 54 and a little scared of the gym.
Which weights would you use for the second exercise? I only have two dumbbells at home.
I had surgery on my knee last year and I still can't squat below parallel. Is there something else to do instead?
My physio told me to check with you first. Do you coach people online, and how much is it?
How do I sign up for the next course?
I just came here to check the breathing part again, and it works.
I check this page every week, it keeps me going.
Been following you since 2015 and this is still my favourite post.
I subscribed to your newsletter but the first mail never came. Can you help me?
I shared this with my sister, she has the same problem.
There is a good study about it: https://pubmed.example/12345/ - what do you think?
I watched the video twice and at 2:15 your knees go in a little, or is that the camera?
Haha, that is exactly me on Monday mornings
Wow!!! Just wow
I don't agree with this. Running never hurt anybody's knees, and the numbers you give are old.
This is the worst plan I have ever seen, sorry.
Does anybody else get dizzy when they do this one?
If you are reading this and you feel stuck: it gets better, I promise.
Please write more about sleep! It would mean a lot to those of us with small children.
What song is it that you play in the video?
Can you do the same one for shoulders, please?
I have been in pain since June and nothing that I try makes a difference. Some days I can't put on my own shoes.
First week done. Three more to go and then I am going to try the harder one.
My daughter and I do these together and she calls it the elephant dance.
Is it normal that my hip clicks when I do it?
You said in the last article that rest days matter more. How many would you take after a long run?
It has been two years and I still come back to this.
I bought the bands that you told us about and they broke after a day, what did I do wrong?
Beautiful pictures, and so true.
I like the part about walking best, because it costs nothing and everyone can do it.
Congratulations on the new book! I read it on the train in one go."""

STOP_WORDS = frozenset(
    "a an and are as at be been but by did do does for from had has have he how i i'm in is it its not of on one or "
    "she so that the their them then there they those to too very was were what when which who why with".split()
)

_REQUEST_VERBS = (
    r"(?:subs?|su[bs]*cri\w*|follow|visit|check|click|watch|listen|look|join|vote|donate|share|download|buy|order"
    r"|register|go|come|help|add|read|try|contact)"
)
_OWN_CHANNELS = (
    r"(?:chan+el+s?|vide?os?|vids?|pages?|site|website|blog|songs?|covers?|music|profile|account|shop|store|book|app)"
)
_GREETINGS = r"(?:please|pls|plz|hey|hi|hello|guys|every(?:one|body)|people|come|go|and|just|can|you)"
ADVERTISING_PATTERNS = {
    "*asks": re.compile(rf"^\W*(?:{_GREETINGS}\W+)*{_REQUEST_VERBS}\b"),
    "*asks for oneself": re.compile(rf"\b{_REQUEST_VERBS}\b(?:\W+\w+){{0,4}}?\W+(?:my|our|me|us)\b"),
    "*one's own": re.compile(rf"\b(?:my|our)\b(?:\W+\w+){{0,2}}?\W+{_OWN_CHANNELS}\b"),
    "*crowd": re.compile(r"\b(?:hey|hi|hello|dear)\W+(?:guys|every(?:one|body)|all|people|friends?|there)\b"),
    "*pleads": re.compile(r"\bpl+(?:e+a+)?[sz]+e*\b|\bmean (?:a lot|so much|the world)\b|\bappreciate"),
    "*money": re.compile(
        r"[$€£]\s?\d|\b(?:free|money|gift|earn|cash|paypal|bitcoins?|loans?|casino|cheap|discount|win|prize|income)\b"
    ),
}

ENGLISH = Language(
    RED_FLAGS, SENSITIVE, WISHES, QUESTIONS, SPAM.splitlines(), GOOD.splitlines(), STOP_WORDS, ADVERTISING_PATTERNS
)
