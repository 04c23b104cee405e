"""What the witness refuses.

Owns: its errors with their stable codes. Leaves to others: their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, VinhDanhError
from shared.words import Words


class NoSuchCase(Absent):
    code = "audit.case_unknown"
    words = Words("Chưa ghi nhận sự việc nào của hồ sơ này.", "Nothing has been heard about this case.")


class NoSuchLeaf(Absent):
    code = "audit.leaf_unknown"
    words = Words("Không có sự kiện này trong sổ chứng.", "The ledger has no such event.")


class NoSuchTree(Absent):
    code = "audit.tree_unknown"
    words = Words("Sổ chứng chưa có kích thước này.", "The ledger never had this size.")


class LedgerBroken(VinhDanhError):
    """What is stored does not follow from itself; nothing may be appended before a person has looked."""

    code = "audit.ledger_broken"
    words = Words("Sổ chứng không còn nguyên vẹn.", "The ledger is not intact.")
