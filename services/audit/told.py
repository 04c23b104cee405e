"""How the ledger's rows follow from what was said: they are what was said, and verified as such.

Owns: that list. Leaves to others: verifying them (`queries_verification`).
"""

from __future__ import annotations

from shared.accounts import Told

_VERIFIED = "the ledger itself: recomputed row by row, beside the logs and the witnesses"
_TABLES = (
    "leaves", "leaf_cases", "leaf_marks", "tile_hashes", "tree_heads", "tree_tip", "checkpoints", "cosignatures",
)  # fmt: skip

TOLD = Told(silent=dict.fromkeys(_TABLES, _VERIFIED))
