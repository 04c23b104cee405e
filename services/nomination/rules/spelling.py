"""How Vietnamese offices write the same name: word order, legal forms of units.

Owns: the forms in which two spellings are compared. Promises: pure and idempotent; nothing here is ever stored as a
name. Leaves to others: the stored, the folded and the spoken form (`shared.names`), what likeness means (`likeness`).
"""

from __future__ import annotations

import re

from shared.events.terms import SubjectKind
from shared.names import fold

# Longest first, so that “cong ty co phan” does not stop at “cong ty”.
_FORMS = (
    "lien doan lao dong", "ldld", "cong doan co so", "cong doan", "cdcs", "cd",
    "tong cong ty co phan", "tong cong ty", "tct", "tap doan",
    "cong ty trach nhiem huu han", "cong ty tnhh", "cty tnhh", "tnhh", "trach nhiem huu han",
    "cong ty co phan", "cong ty cp", "cty co phan", "cty cp", "ctcp", "cong ty", "cty",
    "mot thanh vien", "hai thanh vien tro len", "hai thanh vien", "mtv", "1 thanh vien", "2 thanh vien", "1tv", "2tv",
    "doanh nghiep tu nhan", "doanh nghiep", "dntn", "dn", "hop tac xa", "htx",
)  # fmt: skip
_FORM = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _FORMS), key=len, reverse=True)) + r")\b")
_UNION = re.compile(r"(?:lien doan lao dong|ldld|cong doan|cdcs|cd)\b")
_SHORT = {"thpt": "trung hoc pho thong", "thcs": "trung hoc co so", "th": "tieu hoc", "mn": "mam non",
          "bv": "benh vien", "ttyt": "trung tam y te", "ubnd": "uy ban nhan dan", "tp": "thanh pho"}  # fmt: skip


def name_key(name: str) -> str:
    """The folded words of a name in alphabetical order: the same whatever the order they are written in."""
    return " ".join(sorted(fold(name).split()))


def bare_unit(name: str) -> str:
    """The folded name of a unit without legal form and union prefix; abbreviated kinds of school are spelt out.

    >>> bare_unit("CĐCS Công ty TNHH MTV May Minh Anh") == bare_unit("Cty May Minh Anh")
    True
    """
    words = " ".join(re.findall(r"[a-z0-9]+", fold(name)))
    spelt = " ".join(_SHORT.get(word, word) for word in words.split())
    stripped = _until_still(spelt)
    return stripped or spelt  # a unit called nothing but its legal form keeps it


def names_the_union(name: str, union: str) -> bool:
    """Whether a collective's name is that of a union body: not its company's or school's, which may outlive it.

    >>> names_the_union("Công đoàn cơ sở Cty May Minh Anh", "CĐCS Công ty TNHH May Minh Anh")
    True
    >>> names_the_union("Công ty TNHH May Minh Anh", "CĐCS Công ty TNHH May Minh Anh")
    False
    """
    return _UNION.match(fold(name)) is not None and bare_unit(name) == bare_unit(union)


def compared_name(kind: SubjectKind, name: str) -> str:
    """By which candidates for one subject are found: a person's words in any order, a collective's bare name."""
    return name_key(name if kind is SubjectKind.INDIVIDUAL else bare_unit(name))[:200]


def _until_still(text: str) -> str:
    """Taking a form away may bring two words together that are a form again."""
    while (shorter := " ".join(_FORM.sub(" ", text).split())) != text:
        text = shorter
    return text
