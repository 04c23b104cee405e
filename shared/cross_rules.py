"""The checks that hold at every stage: what a transition must say, what an evaluation must say, what is never assumed.

Owns: X01, X03, X04, X05 (domain.md §5). Promises: asked at the one place where every service writes transitions and
evaluations. Leaves to others: X02, a reason people can work with, which is asked where reasons are given.
"""

from __future__ import annotations

from shared.verdicts import Consequence, Finding, fails, holds, rule


@rule(
    "X01", stage="all", if_fails=Consequence.BLOCK,
    basis="Kiểm toán: quy định của hệ thống (thiết kế)", once_cited=("Kiểm toán (thiết kế); domain.md §5",),
    vi="Mỗi bước ghi rõ ai, vai trò, lúc nào, từ đâu đến đâu", en="Every step says who, as what, when, from and to",
)  # fmt: skip
def step_is_accounted_for(
    *, actor: str, role: str, unit: str, action: str, from_state: str | None, to_state: str, at: str
) -> Finding:
    """A first step has no `from_state`; nothing else may be missing."""
    said = {"actor": actor, "role": role, "unit": unit, "action": action, "to_state": to_state, "at": at}
    missing = [name for name, value in said.items() if not value]
    if missing:
        return fails(f"Bước này thiếu: {', '.join(missing)}.", f"this step does not say: {', '.join(missing)}")
    return holds(f"{action}: {from_state or '–'} → {to_state}.", f"{action}: {from_state or '–'} → {to_state}.")


@rule(
    "X03", stage="all", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 59 (quy định theo ngày gửi)",
    vi="Mỗi lần xét ghi rõ bản quy định đã áp dụng", en="Every evaluation names the policy it was made under",
)  # fmt: skip
def evaluation_names_its_policy(*, policy: str | None) -> Finding:
    """`policy` is the content hash of the plan and rulebook (64 hexadecimal digits)."""
    if policy is None or len(policy) != 64:
        return fails("Chưa ghi bản quy định đã áp dụng.", "the policy of this evaluation is not named")
    return holds(f"Áp dụng bản quy định {policy[:12]}.", f"made under policy {policy[:12]}")


@rule(
    "X04", stage="all", if_fails=Consequence.BLOCK, basis="Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP",
    vi="Không đưa số định danh cá nhân vào hồ sơ", en="No identity number stands in a dossier",
)  # fmt: skip
def personal_data_is_by_need(*, places: tuple[str, ...]) -> Finding:
    """`places` of the dossier where an identity number was typed; nothing here needs one, so none is kept.

    The facts name the places and never the number.
    """
    if places:
        named = ", ".join(places)
        return fails(
            f"Bỏ số định danh cá nhân khỏi: {named}. Người được đề nghị đã rõ qua họ tên, ngày sinh và đơn vị.",
            f"Take the identity number out of: {named}. Name, birth and unit say who is meant.",
        )
    return holds("Hồ sơ không chứa số định danh cá nhân.", "The dossier holds no identity number.")


@rule(
    "X05", stage="all", if_fails=Consequence.RETURN,
    basis="Quy định của hệ thống (thiết kế)", once_cited=("Thiết kế; domain.md §5",),
    vi="Thiếu chứng cứ thì trả lại để bổ sung, không từ chối", en="Missing evidence is asked for, never held against",
)  # fmt: skip
def refusal_rests_on_evidence(*, unknown_rules: tuple[str, ...], failed_rules: tuple[str, ...]) -> Finding:
    """Rules of the present dossier version that were unknown, and those that failed, when a refusal is asked for."""
    if unknown_rules and not failed_rules:
        named = ", ".join(unknown_rules)
        return fails(
            f"Chưa đủ chứng cứ cho {named}: trả lại để bổ sung, không từ chối.",
            f"evidence for {named} is missing: return the dossier for supplement, do not refuse it",
        )
    return holds("Từ chối không dựa vào chỗ thiếu chứng cứ.", "the refusal does not rest on missing evidence")
