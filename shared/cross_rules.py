"""The checks that hold at every stage: what a transition must say, what an evaluation must say, what is never assumed.

Owns: X01, X03, X04, X05 (domain.md §5). Promises: asked at the one place where every service writes transitions and
evaluations. Leaves to others: X02, a reason people can work with, which is asked where reasons are given.
"""

from __future__ import annotations

from shared.acts import ACTS
from shared.events.place_names import name_of
from shared.verdicts import Consequence, Finding, fails, holds, rule
from shared.vocabulary import STATES, worded


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
        vi, en = ", ".join(_OF_A_STEP[name] for name in missing), f"this step does not say: {', '.join(missing)}"
        return fails(f"Bước này thiếu: {vi}.", en).said_once_as(f"Bước này thiếu: {', '.join(missing)}.", en)
    before = worded(STATES, from_state).vi if from_state else "–"
    en = f"{action}: {from_state or '–'} → {to_state}."
    return holds(f"{worded(ACTS, action).vi}: {before} → {worded(STATES, to_state).vi}.", en).said_once_as(en, en)


_OF_A_STEP = {
    "actor": "người thực hiện", "role": "vai trò", "unit": "đơn vị", "action": "việc đã làm",
    "to_state": "trạng thái mới", "at": "thời điểm",
}  # fmt: skip


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
        named, once = ", ".join(_place(one) for one in places), ", ".join(places)
        why = "Người được đề nghị đã rõ qua họ tên, ngày sinh và đơn vị."
        en = f"Take the identity number out of: {once}. Name, birth and unit say who is meant."
        return fails(f"Bỏ số định danh cá nhân khỏi: {named}. {why}", en).said_once_as(
            f"Bỏ số định danh cá nhân khỏi: {once}. {why}", en
        )
    return holds("Hồ sơ không chứa số định danh cá nhân.", "The dossier holds no identity number.")


def _place(place: str) -> str:
    """“Sáng kiến thứ 1”, “Tài liệu thứ 2”; of what stands once in a dossier its name."""
    part, _, rest = place.partition(".")
    number = rest.partition(".")[0]
    if not number.isdecimal():
        return name_of(place).vi
    return f"{'Tài liệu' if part == 'papers' else name_of(part).vi} thứ {int(number) + 1}"


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
