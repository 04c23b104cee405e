"""What the register refuses.

Owns: its errors with their stable codes. Leaves to others: their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict
from shared.words import Words


class NoSuchAward(Absent):
    code = "registry.award_unknown"
    words = Words("Sổ khen thưởng không có mục này.", "The register has no such award.")


class NoSuchDecision(Absent):
    code = "registry.decision_unknown"
    words = Words("Sổ khen thưởng không có quyết định này.", "The register has no such decision.")


class AlreadyPresented(Conflict):
    code = "registry.already_presented"
    words = Words("Khen thưởng này đã được trao.", "This award has been presented already.")
