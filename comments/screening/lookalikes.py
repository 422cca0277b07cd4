"""Compare names by how they look: names that look the same have the same skeleton.

A short version of Unicode's confusables (UTS #39), for names in Latin letters.
"""

import unicodedata

# A letter and the Latin letter that it looks like. Capitals are separate: Greek Η looks like H, but η like n.
_TAKEN_FOR = """
    Аa Вb Сc Еe Нh Іi Јj Кk Мm Оo Рp Ԛq Ѕs Тt Ѵv Ԝw Хx Уy Үy Һh Ӏi Ԍg
    аa ьb сc ԁd еe һh іi јj кk мm пn оo рp ԛq гr ѕs тt ѵv ԝw хx уy үy ӏi ԍg вb нh
    Αa Βb Ϲc Εe Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx Ζz
    αa βb ϲc εe γy ηn ιi κk νv οo ρp σo ςc τt υu χx ωw
    օo սu ոn հh ցg զq ıi ɩi łi øo đd ɑa ɡg ʟi ᴀa ʙb ᴄc ᴅd ᴇe ɢg ʜh ɪi ᴊj ᴋk ᴍm ɴn ᴏo ᴘp ʀr ᴛt ᴜu ᴠv ᴡw ʏy ᴢz
    0o 1i 3e 5s 8b |i !i $s @a
"""
_LOOKS = str.maketrans({pair[0]: pair[1] for pair in _TAKEN_FOR.split()})
_SHAPES = (("rn", "m"), ("vv", "w"), ("l", "i"))


def skeleton(name: str) -> str:
    """Return ``name`` without regard to case, accents, spacing and alphabet. It may be empty."""
    letters = name
    # Twice: first for capitals, then for the letters that decomposition and lower case produce.
    for _turn in range(2):
        letters = unicodedata.normalize("NFKD", letters.translate(_LOOKS)).casefold()
    seen = "".join(char for char in letters if char.isalnum())
    for shape, taken_for in _SHAPES:
        seen = seen.replace(shape, taken_for)
    return seen
