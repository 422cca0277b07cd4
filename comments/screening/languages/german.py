"""German. The examples of comments are written for this site."""

import re

from comments.screening.languages.language import Language

RED_FLAGS = """\
Operation
operiert
Rückenmark
taub
Taubheit
kein Gefühl
Lähmung
Blase
Darm
Brustschmerzen
Schmerzen in der Brust
Atemnot
keine Luft
Dauerschmerz
ständig Schmerzen
ständige Schmerzen
unerträgliche Schmerzen
starke Schmerzen
schwanger
Schwangerschaft
Fehlgeburt
Bruch
gebrochen
Tumor
Krebs
Schlaganfall
Krampfanfall
ohnmächtig
Thrombose
Blutgerinnsel
Herzinfarkt
Herzfehler
Herzkrank
Fieber
Suizid
nicht mehr leben"""

SENSITIVE = """\
Verletzung
verletzt
Bandscheibe
Bandscheibenvorfall
Hexenschuss
Ischias
Arthrose
Arthritis
Diabetes
Depression
Angststörung
Essstörung
Medikamente
Tabletten
Arzt
Ärztin
Orthopäde
Diagnose
Physio
Physiotherapie
Akupunktur
Rückbildung
Wochenbett
Wechseljahre
Skoliose
Osteoporose"""

WISHES = """\
anmelden
anmeldung
mitmachen
wie viel kostet
was kostet
wie teuer
Preis
Preise
Kosten
coachst du
trainierst du
mich coachen
mich trainieren
mit dir arbeiten
mit dir trainieren
Einzeltraining
Einzelcoaching
Personal Training
Termin buchen
Platz frei
kaufen
buchen
wo bekomme ich
bewerben"""

QUESTIONS = """\
unsicher
nicht sicher
frage mich
wo anfangen
womit anfangen
hast du einen Tipp
hast du Tipps
einen Rat
bitte hilf
kannst du
könntest du
soll ich
sollte ich
wie kann ich
weiß nicht"""

SPAM = """\
Schaut mal auf meinem Kanal vorbei, jede Woche neue Workouts!
Bitte abonniert meinen Kanal, ich abonniere zurück, danke!
Hallo Leute, ich habe gerade eine Seite über Fitness gestartet, schaut vorbei: https://www.example.com/seite
Folgt mir auf Instagram für tägliche Motivation, folge dir zurück
Abo gegen Abo, wer macht mit?
Besucht meinen Blog für mehr Tipps http://example.org
https://example.com/ref/77120
Toller Beitrag! Darüber schreibe ich auch auf meiner Website www.example.com, schaut gern vorbei
Sehr informativer Artikel, weiter so. Besuchen Sie unsere Seite: http://billige-pillen.example
Helft mir, bis Ende des Monats 1000 Follower zu bekommen, das würde mir so viel bedeuten
Verdiene 500 € am Tag von zu Hause, ganz ohne Vorkenntnisse. Hier registrieren http://example.com/start
Gratis Gutscheine! Klicke auf den Link und hol dir deinen https://example.com/gratis
Echtes Geld online verdienen mit diesem System, kostenlos anmelden und jede Woche Auszahlung
10 Kilo in zwei Wochen abnehmen mit dieser Wunderpille, jetzt bestellen auf www.example.org
Viagra und Cialis günstig ohne Rezept online kaufen, schnelle Lieferung
Bestes Online-Casino, 100 % Bonus auf die erste Einzahlung, jetzt spielen
Sie brauchen einen Kredit? Darlehen mit niedrigen Zinsen, Kontakt: kredit@example.com oder WhatsApp +49 555 0100
Mein Geld war weg, dieser Hacker hat meine Bitcoins in zwei Tagen zurückgeholt, schreibt ihm auf Telegram @example
Ein Zauberer hat mir meinen Mann zurückgebracht, schreibt ihm per E-Mail hilfe@example.com
Wir bieten SEO und Gastbeiträge mit Backlinks, damit Ihre Website bei Google auf Seite eins steht, kontaktieren Sie uns
Bitte stimmt für mich ab, es dauert nur eine Sekunde! http://example.com/abstimmung/77
Bitte spendet und teilt das, jeder Euro hilft https://www.example.com/spenden
Ich bin Sängerin, hört euch meinen neuen Song an und sagt mir eure Meinung, Link im Profil
Lade unsere neue App kostenlos herunter: https://example.com/app/download?id=fit
Wir verkaufen Proteinpulver und Shirts mit Rabattcode, schaut in unseren Shop
Hallo zusammen, schaut mein neues Video und lasst ein Like da
Gebt meiner Seite auf Facebook ein Like, danke https://www.facebook.example/meine-seite
Heiße Singles aus deiner Nähe warten heute Nacht, hier klicken
Wem das gefällt, der sollte in meine Musik reinhören, ich mache Beats und Covers
Gewinne ein neues iPhone! Teile das und gib deine E-Mail-Adresse ein, um den Preis zu gewinnen
Werde Teil unseres Teams und verdiene nebenbei, schreib mir eine Nachricht für Details"""

GOOD = """\
Vielen Dank dafür! Ich mache die Übungen für die Hüfte jeden Morgen, und meinem Rücken geht es schon besser.
Ich liebe diesen Artikel.
Gute Tipps, wie immer.
Sehr hilfreich, danke!
Da musste ich lächeln :)
Wo fange ich an, wenn ich noch nie Gewichte gehoben habe? Ich bin 54 und habe ein bisschen Angst vor dem Studio.
Welche Gewichte würdest du für die zweite Übung nehmen? Ich habe zu Hause nur zwei Kurzhanteln.
Ich wurde letztes Jahr am Knie operiert und komme bei der Kniebeuge immer noch nicht tief. Gibt es etwas anderes?
Meine Physiotherapeutin meinte, ich soll erst dich fragen. Coachst du auch online, und was kostet das?
Wie melde ich mich für den nächsten Kurs an?
Ich wollte nur noch einmal den Teil über die Atmung nachlesen, und es klappt.
Ich schaue jede Woche auf diese Seite, das hält mich bei der Stange.
Ich lese seit 2015 mit, und das ist immer noch mein Lieblingsartikel.
Ich habe deinen Newsletter abonniert, aber die erste Mail kam nie an. Kannst du mir helfen?
Ich habe das meiner Schwester geschickt, sie hat dasselbe Problem.
Dazu gibt es eine gute Studie: https://pubmed.example/12345/ - was denkst du?
Ich habe das Video zweimal gesehen, bei 2:15 gehen deine Knie etwas nach innen, oder liegt das an der Kamera?
Haha, genau so geht es mir am Montagmorgen
Wow!!! Einfach wow
Das sehe ich anders. Laufen hat noch keinem Knie geschadet, und deine Zahlen sind alt.
Das ist der schlechteste Plan, den ich je gesehen habe, tut mir leid.
Wird noch jemandem schwindlig bei dieser Übung?
Wer das liest und nicht weiterkommt: Es wird besser, versprochen.
Bitte schreib mehr über Schlaf! Uns mit kleinen Kindern würde das viel bedeuten.
Welches Lied läuft da im Video?
Kannst du dasselbe bitte auch für die Schultern machen?
Ich habe seit Juni Schmerzen, und nichts hilft. An manchen Tagen komme ich nicht in meine Schuhe.
Die erste Woche ist geschafft. Noch drei, dann versuche ich die schwerere Version.
Meine Tochter und ich machen das zusammen, sie nennt es den Elefantentanz.
Ist es normal, dass meine Hüfte dabei knackt?
Im letzten Artikel hast du gesagt, Pausentage sind wichtiger. Wie viele würdest du nach einem langen Lauf machen?
Zwei Jahre ist es her, und ich komme immer noch hierher zurück.
Ich habe die Bänder gekauft, die du empfohlen hast, und sie sind nach einem Tag gerissen. Was habe ich falsch gemacht?
Schöne Bilder, und so wahr.
Am besten gefällt mir der Teil über das Gehen, weil es nichts kostet und alle es können.
Glückwunsch zum neuen Buch! Ich habe es im Zug in einem Rutsch gelesen.
Danke für deine Mühe, man merkt, wie viel Arbeit darin steckt.
Ich mache das jetzt seit drei Wochen und merke den Unterschied beim Treppensteigen."""

STOP_WORDS = frozenset(
    "aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese dieser du ein eine einem einen "
    "einer er es für habe haben hat ich ihr im in ist ja man mit nach nicht noch nur oder sein sich sie sind so über "
    "um und uns von vor war was wenn wer wie wir wird zu zum zur".split()
)

_REQUEST_VERBS = (
    r"(?:abonnier\w*|folg(?:e|t|en)|besuch(?:e|t|en)|schau(?:t|en)?|klick(?:e|t|en)?|hört?|seht|stimmt?|spende(?:t|n)?"
    r"|teil(?:e|t|en)|lad(?:e|et)|kauf(?:e|t|en)|bestell(?:e|t|en)|registrier\w*|komm(?:t|en)?|helft|gebt|lasst"
    r"|schreib(?:e|t|en)?|kontaktier\w*|hol(?:e|t|en)?|gewinne?|verdiene?)"
)
_OWN_CHANNELS = (
    r"(?:kan[aä]le?|videos?|seiten?|website|blog|songs?|covers?|musik|profil|account|konto|shop|buch|app|team)"
)
_OWN = r"(?:mein|unser|uns)(?:e[mnrs]?)?"
_GREETINGS = r"(?:bitte|hey|hi|hallo|leute|zusammen|ihr|alle|einfach|jetzt|hier|und|mal)"
ADVERTISING_PATTERNS = {
    "*asks": re.compile(rf"^\W*(?:{_GREETINGS}\W+)*{_REQUEST_VERBS}\b"),
    "*asks for oneself": re.compile(rf"\b{_REQUEST_VERBS}\b(?:\W+\w+){{0,4}}?\W+(?:{_OWN}|mir|mich)\b"),
    "*one's own": re.compile(rf"\b{_OWN}\b(?:\W+\w+){{0,2}}?\W+{_OWN_CHANNELS}\b"),
    "*crowd": re.compile(r"\b(?:hey|hi|hallo|liebe)\W+(?:leute|zusammen|alle|freunde|ihr lieben)\b"),
    "*pleads": re.compile(r"\bbitte\b|\b(?:so )?viel bedeuten\b|\bwürde mich (?:so |sehr )?freuen\b"),
    "*money": re.compile(
        r"\d\s?[$€£]|[$€£]\s?\d|\b(?:gratis|kostenlos|geld|gutscheine?|verdien\w*|paypal|bitcoins?|kredite?|darlehen"
        r"|casino|billig\w*|günstig|rabatt\w*|gewinn\w*|auszahlung|euro)\b"
    ),
}

GERMAN = Language(
    RED_FLAGS, SENSITIVE, WISHES, QUESTIONS, SPAM.splitlines(), GOOD.splitlines(), STOP_WORDS, ADVERTISING_PATTERNS
)
