"""How the register's rows follow from what was said, and what of them no event tells.

Owns: the list of both. Promises: a table or column is compared, or stands here with the reason. Leaves to others: what
each event writes (`told_awards`, `told_after`, `told_unions`), comparing (`shared.accounts`).
"""

from __future__ import annotations

from services.registry.told_after import AFTER
from services.registry.told_awards import AWARDS, HEARD
from services.registry.told_unions import UNIONS
from shared.accounts import Silent, Told

_STAYS = "stays in the register: the event says that it was written, not what"
_POLICY = "words and marks of the policy, which the event names by ground and basis"

SILENT: Silent = {
    "figures": "what a unit states of itself; no event tells of it",
    "initiative_authors": _STAYS,
    "decisions": {"recorded_at": "when the machinery entered it"},
    "remedies": {
        **dict.fromkeys(("ground_vi", "ground_en", "is_unverified"), _POLICY),
    },
    "recoveries": {"is_unverified": _POLICY},
    "prize_returns": {"id": "no event repeats it", "document": _STAYS},
    "complaints": {
        "is_unverified": _POLICY,
    },
}

_BOUND = "stays in the register, bound by a hash in the event since 22 November 2026; not of an erased person"
_OLD_WORDS = "of a corrected entry: what was changed stays in the register"
PARTLY = {
    "awards": {
        "nominee_birth": _OLD_WORDS,
    },
    "remedies": dict.fromkeys(("reason", "documents", "changes", "complaint_id", "statement"), _BOUND),
    "complaints": {
        **dict.fromkeys(("earlier_id", "complainant", "unit_id", "content", "learned_on", "reason"), _BOUND),
        **dict.fromkeys(("is_complex", "is_remote"), "of one accepted before 22 November 2026 no event tells it"),
    },
    "initiatives": dict.fromkeys(("unit_name", "block", "title", "recognised_by"), _BOUND),
    "reports_received": dict.fromkeys(("unit_name", "document"), _BOUND),
    "recoveries": {
        "loss_document": _BOUND,
        "money": "told with the notice to the holder, not before",
        "opened_on": "the day of the machinery that heard the number",
    },
}

TOLD = Told(
    own={**AWARDS, **AFTER},
    heard={**HEARD, **UNIONS},
    silent=SILENT,
    partly=PARTLY,
    bags=frozenset({"prize_returns"}),
)
