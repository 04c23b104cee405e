"""A return or a refusal gives its reason (X02).

Owns: how long a reason has to be. Promises: pure. Leaves to others: the number (the rulebook's parameter).
"""

from __future__ import annotations

from shared.verdicts import Consequence, Finding, fails, holds, rule


@rule(
    "X02", stage="all", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 35 khoản 4 (vận dụng)",
    vi="Trả lại hoặc không xét phải có lý do", en="A return or refusal gives its reason",
)  # fmt: skip
def reason_is_given(*, characters: int, least: int) -> Finding:
    """`characters` of the reason without surrounding blanks."""
    if characters < least:
        return fails(
            f"Lý do phải có ít nhất {least} ký tự; mới có {characters}.",
            f"A reason has at least {least} characters; there are {characters}.",
        )
    return holds("Đã ghi lý do.", "A reason is given.")
