"""What a server's ``robots.txt`` lets us ask for (RFC 9309).

``urllib.robotparser`` takes the first rule that fits and knows no ``*`` within a path; servers mean the longest.
"""

import re
from typing import NamedTuple
from urllib.parse import quote

# In bytes; what comes after is not read (RFC 9309, 2.5).
MOST_BYTES = 500 * 1024
MOST_RULES = 1000

EVERYBODY = "*"

_LINE = re.compile(r"^[ \t]*(user-agent|allow|disallow)[ \t]*:[ \t]*([^#]*)", re.IGNORECASE)


class Rule(NamedTuple):
    is_allowed: bool
    path: str


def rules_for(agent: str, text: str) -> list[Rule]:
    """The rules of ``text`` that are for the product token ``agent``, or else those for everybody."""
    rules: dict[str, list[Rule]] = {}
    wanted, named = {agent.lower(), EVERYBODY}, set[str]()
    is_head = False
    for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")):
        if not (found := _LINE.match(line)):
            continue
        word, value = found[1].lower(), found[2].strip()
        if word == "user-agent":
            named = (named if is_head else set()) | (wanted & {value.lower()})
            rules |= {name: rules.get(name, []) for name in named}
        elif value:
            for name in named:
                rules[name].append(Rule(word == "allow", _encoded(value)))
        is_head = word == "user-agent"
    return rules.get(agent.lower(), rules.get(EVERYBODY, []))[:MOST_RULES]


def is_allowed(rules: list[Rule], path: str) -> bool:
    """May ``path``, with its query, be asked for? The longest rule that fits decides; of two, the one that allows."""
    fitting = [rule for rule in rules if _fits(rule.path, _encoded(path))]
    return max(fitting, key=lambda rule: (len(rule.path), rule.is_allowed), default=Rule(True, "")).is_allowed


def _fits(pattern: str, path: str) -> bool:
    """``*`` is anything, a ``$`` at the end is the end. No regular expression: theirs could take for ever."""
    start, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(start):
        return False
    at = len(start)
    is_whole = pattern.endswith("$")
    last = others.pop() if is_whole and others else None
    for part in others:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return not is_whole or at == len(path)


def _encoded(path: str) -> str:
    """With what is no ASCII in percent signs, as addresses have it."""
    return quote(path, safe="%/*$?=&;:@!+,'()~#[]|", errors="replace")
