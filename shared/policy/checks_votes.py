"""Contradictions inside one vote law, and between the laws of one council.

Owns: what cannot be counted by, and which of two laws would never be asked. Promises: each is refused at the line that
states it. Leaves to others: the awards and plans the laws stand in (`checks_rulebook`, `checks_plan`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.policy.awards import Award
from shared.policy.checks import refuse_no_percentage, refuse_reversed
from shared.policy.votes import CouncilVote, VoteLaw
from shared.policy.yaml_source import SourceFile


def refuse_bad_vote(source: SourceFile, path: str, vote: VoteLaw) -> None:
    refuse_no_percentage(source, f"{path}.threshold_percent", vote.threshold_percent)
    if not 0 < vote.quorum_numerator <= vote.quorum_denominator:
        source.refuse(f"{path}.quorum_numerator", "Túc số phải từ trên 0 đến 1.", "A quorum lies in (0, 1].")
    if vote.written_opinion_working_days is not None and not vote.absent_members_write:
        source.refuse(
            f"{path}.written_opinion_working_days",
            "Không có ý kiến bằng văn bản thì không có hạn cho nó.",
            "Where absent members do not write there is no day to write by.",
        )
    if isinstance(vote, CouncilVote):
        refuse_reversed(source, path, vote.first, vote.last)


def refuse_laws_at_once(source: SourceFile, laws: Sequence[tuple[str, object, CouncilVote]]) -> None:
    """Laws by path and award: where two of one council hold on a day, the later one would never be asked."""
    for index, (path, award, law) in enumerate(laws):
        if any(award == other and _meet(law, earlier) for _, other, earlier in laws[:index]):
            source.refuse(
                path,
                f"Trong một ngày, một hội đồng ({law.council}) chỉ có một quy định biểu quyết cho một hình thức; ghi"
                " từ ngày nào (first) đến ngày nào (last), hoặc bỏ một.",
                f"An award has one law for a council ({law.council}) on one day; say from when (first) to when (last),"
                " or take one out.",
            )  # fmt: skip


def refuse_law_replaced(source: SourceFile, path: str, award: Award) -> None:
    """A further law of the very council that votes holds for some days; without any the award's own is never asked."""
    for index, other in enumerate(award.other_councils):
        if other.council is award.council and other.first is None and other.last is None:
            source.refuse(
                f"{path}.other_councils[{index}].council",
                f"Hội đồng {other.council} đã có quy định ở vote; ghi từ ngày nào, đến ngày nào, hoặc sửa vote.",
                f"The law of the council {other.council} is `vote`; mend that, or say from which day on, up to which.",
            )


def _meet(one: CouncilVote, other: CouncilVote) -> bool:
    starts = max(one.first or date.min, other.first or date.min)
    ends = min(one.last or date.max, other.last or date.max)
    return one.council is other.council and starts <= ends
