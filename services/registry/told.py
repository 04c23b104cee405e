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
        **dict.fromkeys(("reason", "documents", "changes", "complaint_id", "statement"), _STAYS),
    },
    "recoveries": {"is_unverified": _POLICY, "loss_document": _STAYS},
    "prize_returns": {"id": "no event repeats it", "document": _STAYS},
    "complaints": {
        **dict.fromkeys(
            ("earlier_id", "complainant", "unit_id", "content", "learned_on", "is_complex", "is_remote", "reason"),
            _STAYS,
        ),
        "is_unverified": _POLICY,
    },
    "initiatives": dict.fromkeys(("unit_name", "block", "title", "recognised_by"), _STAYS),
    "reports_received": dict.fromkeys(("unit_name", "document"), _STAYS),
}

_OLD_WORDS = "of a corrected entry: what was changed stays in the register"
PARTLY = {
    "awards": {
        "nominee_birth": _OLD_WORDS,
    },
    "recoveries": {
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
