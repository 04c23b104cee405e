"""How the register's rows follow from what was said, and what of them no event tells.

Owns: the list of both. Promises: a table or column is compared, or stands here with the reason. Leaves to others: what
each event writes (`told_awards`, `told_after`, `told_unions`), comparing (`shared.accounts`).
"""

from __future__ import annotations

from services.registry.told_after import AFTER
from services.registry.told_awards import AWARDS, HEARD, unlike_its_number
from services.registry.told_unions import UNIONS
from shared.accounts import Silent, Told

SILENT: Silent = {"decisions": {"recorded_at": "when the machinery entered it"}}

_BOUND = "stays in the register, bound by a hash in the event since 22 November 2026; not of an erased person"
_EARLIER = "of what was said before 22 November 2026 no event tells it"
_OF_A_CORRECTION = "of a corrected entry bound by a hash in the event since 22 November 2026; not of an erased person"
_OLD_UNION = "may both be empty: a release before 22 November 2026 heard of the union and kept neither"
_FOUND_BY = "follows from the number; releases before 23 November 2026 left it empty, or with the number's noughts"
PARTLY = {
    "decisions": {"folded_number": _FOUND_BY},
    "awards": dict.fromkeys(("salt", "nominee_birth"), _OF_A_CORRECTION),
    "figures": {"id": "figures without one were stated before 22 November 2026, and no event tells of them"},
    "initiative_authors": dict.fromkeys(("key_salt", "key", "salt", "name", "birth"), _BOUND),
    "prize_returns": {"id": _EARLIER, "document": _BOUND},
    "known_unions": dict.fromkeys(("name", "block"), _OLD_UNION),
    "remedies": {
        **dict.fromkeys(("reason", "documents", "changes", "complaint_id", "statement"), _BOUND),
        **dict.fromkeys(("ground_vi", "ground_en", "is_unverified"), _EARLIER),
    },
    "complaints": {
        "is_unverified": _EARLIER,
        **dict.fromkeys(("earlier_id", "complainant", "unit_id", "content", "learned_on", "reason"), _BOUND),
        **dict.fromkeys(("is_complex", "is_remote"), "of one accepted before 22 November 2026 no event tells it"),
    },
    "initiatives": dict.fromkeys(("unit_name", "block", "title", "recognised_by"), _BOUND),
    "reports_received": dict.fromkeys(("unit_name", "document"), _BOUND),
    "recoveries": {
        "loss_document": _BOUND,
        "money": "of an award cancelled before 22 November 2026 it is told with the notice to the holder, not before",
        "is_unverified": _EARLIER,
    },
}

TOLD = Told(
    own={**AWARDS, **AFTER},
    heard={**HEARD, **UNIONS},
    silent=SILENT,
    partly=PARTLY,
    spoken={"figures": "id IS NOT NULL"},
    within={"decisions": unlike_its_number},
)
