"""Where a proposal, a recovery or a complaint stands, as an officer would say it.

Owns: those words, and the refusal of an act that belongs to another step. Promises: it says where the thing stands and
at which step the act is possible. Leaves to others: the steps themselves, versions (`shared.versions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from services.registry.models_after import ComplaintState, RecoveryState, RemedyState
from shared.errors import Conflict
from shared.words import Words

STEPS: Mapping[StrEnum, Words] = {
    RemedyState.HEARING: Words("chờ giải trình", "waiting for the awardee to be heard"),
    RemedyState.READY: Words("chờ ký", "waiting for signature"),
    RemedyState.SIGNED: Words("đã ký, chờ số", "signed, waiting for its number"),
    RemedyState.IN_EFFECT: Words("đã có hiệu lực", "in effect"),
    RemedyState.DECLINED: Words("đã bị bác", "declined"),
    RecoveryState.TO_NOTIFY: Words("chờ thông báo", "waiting to be notified"),
    RecoveryState.RUNNING: Words("đang thu hồi", "running"),
    RecoveryState.RECOVERED: Words("đã thu hồi xong", "complete"),
    ComplaintState.LODGED: Words("chờ thụ lý", "waiting to be taken up"),
    ComplaintState.ACCEPTED: Words("đang giải quyết", "being settled"),
    ComplaintState.REJECTED: Words("không được thụ lý", "not taken up"),
    ComplaintState.SETTLED: Words("đã giải quyết", "settled"),
}


def refuse_at_another(refusal: type[Conflict], of: Words, now: StrEnum, *possible: StrEnum) -> None:
    """`refusal` unless what stands at `now` stands at one of the steps the act is `possible` at."""
    if now in possible:
        return
    here, there = STEPS[now], [STEPS[step] for step in possible]
    raise refusal(
        f"{of.vi} {here.vi}; việc này chỉ làm được khi {of.vi.lower()} {' hoặc '.join(one.vi for one in there)}.",
        f"{of.en} is {here.en}; this is possible while it is {' or '.join(one.en for one in there)}.",
    )
