"""How a case stood at a moment, told by events alone, and what differs between two moments.

Owns: what each event changes in the standing of a case. Promises: pure; the same as the services' own rows say, without
asking them; what no event says is None. Leaves to others: finding events and ordering them (`queries_trace`, `story`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.events.supplement import compare
from shared.events.terms import CaseState
from shared.words import Words

Data = Mapping[str, Any]


class Event(Protocol):
    @property
    def type(self) -> str: ...
    @property
    def time(self) -> datetime: ...
    @property
    def policy(self) -> str | None: ...
    @property
    def data(self) -> Data | None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """A case at a moment. `step` is the stage with the body that holds it, `dossier` the version last sent.

    `hold` is why it waits, `resumes_in` where it goes on then; `awards` are the entries of the register in force.
    """

    state: CaseState | None = None
    receipt: str | None = None
    plan: str | None = None
    unit: Data | None = None
    road: Data | None = None
    step: Data | None = None
    policy: str | None = None
    version: int | None = None
    dossier: Data | None = None
    due_on: str | None = None
    hold: Data | None = None
    resumes_in: CaseState | None = None
    session: str | None = None
    tally: Data | None = None
    decision: str | None = None
    awards: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `at`: a name of `Standing`, or a place of the dossier; values are plain."""

    at: str
    name: Words
    before: Any
    after: Any


def standing_at(events: Iterable[Event], moment: datetime) -> Standing:
    """The case after the last event up to `moment`, that instant included; `events` in the order of the story."""
    standing = Standing()
    for event in events:
        if event.time <= moment and event.data is not None and event.type in _CHANGES:
            standing = dataclasses.replace(standing, **_CHANGES[event.type](event.data, standing))
            if event.policy is not None and "policy" not in event.data:
                standing = dataclasses.replace(standing, policy=event.policy)
    return standing


def differences(before: Standing, after: Standing) -> tuple[Difference, ...]:
    """Everything that differs, the dossier place by place."""
    plain = [name for name in _NAMES if getattr(before, name) != getattr(after, name)]
    found = [Difference(name, _NAMES[name], getattr(before, name), getattr(after, name)) for name in plain]
    changes = compare(before.dossier or {}, after.dossier or {}, ())
    return (*found, *(Difference(f"dossier.{one.at}", one.name, one.before, one.after) for one in changes))


_NAMES: Mapping[str, Words] = {
    "state": Words("trạng thái", "state"),
    "receipt": Words("số tiếp nhận", "receipt number"),
    "plan": Words("kế hoạch", "plan"),
    "unit": Words("đơn vị đề nghị", "proposing unit"),
    "road": Words("tuyến xét", "chain of stages"),
    "step": Words("cấp đang giữ hồ sơ", "where the case lies"),
    "policy": Words("quy định áp dụng", "policy"),
    "version": Words("bản hồ sơ", "version of the dossier"),
    "due_on": Words("hạn", "due on"),
    "hold": Words("lý do tạm dừng", "why it is on hold"),
    "resumes_in": Words("sẽ tiếp tục ở", "goes on in"),
    "session": Words("phiên họp", "session"),
    "tally": Words("kết quả biểu quyết", "tally"),
    "decision": Words("quyết định", "decision"),
    "awards": Words("mục trong sổ khen thưởng", "entries of the register"),
    "reason": Words("lý do", "reason"),
}

Change = Callable[[Data, Standing], dict[str, Any]]


def _to(state: CaseState, *taken: str) -> Change:
    """Moves the case to `state`, to where the event says it lies, and takes over what else it names."""

    def change(data: Data, standing: Standing) -> dict[str, Any]:
        step = {"step": data["step"]} if "step" in data else {}
        return {"state": state, **step, **{name: data[name] for name in taken}}

    return change


def _submitted(data: Data, standing: Standing) -> dict[str, Any]:
    names = ("receipt", "plan", "unit", "road", "version", "dossier")
    # Review may have spoken before this was heard; it says where the case is.
    return {"state": standing.state or CaseState.SUBMITTED, **{name: data[name] for name in names}}


def _passed(data: Data, standing: Standing) -> dict[str, Any]:
    above = data["next_step"]
    state = CaseState.STAGE_PASSED if above is None else CaseState.SUBMITTED
    return {"state": state, "step": above or data["step"], "due_on": None}


def _held(data: Data, standing: Standing) -> dict[str, Any]:
    hold = {"kind": data["kind"], "document": data["document"]}
    return {"state": CaseState.ON_HOLD, "hold": hold, "resumes_in": CaseState(data["from_state"])}


def _released(data: Data, standing: Standing) -> dict[str, Any]:
    back = CaseState(data["to_state"])
    return {"state": back, "hold": None, "resumes_in": None, "due_on": data["due_on"]}


def _withdrawn(data: Data, standing: Standing) -> dict[str, Any]:
    """It has ended: nothing holds it any more."""
    gone = {"hold": None, "resumes_in": None}
    return {"state": CaseState.WITHDRAWN, "step": data["step"], "reason": data["reason"], **gone}


def _resubmitted(data: Data, standing: Standing) -> dict[str, Any]:
    sent = {"version": data["version"], "dossier": data["dossier"], "reason": None}
    # What is on hold stays so; it goes on with the new version.
    return sent | ({"resumes_in": CaseState.SUBMITTED} if standing.state is CaseState.ON_HOLD else {})


def _endorsed(data: Data, standing: Standing) -> dict[str, Any]:
    """It agrees and sends on; the case still waits for a decision, at the next body."""
    return {"state": CaseState.PENDING_DECISION, "step": data["next_step"], "due_on": data["due_on"]}


def _sent_back(data: Data, standing: Standing) -> dict[str, Any]:
    taken = {name: data[name] for name in ("reason", "due_on")}
    return {"state": CaseState(data["to_state"]), "step": data["to_step"], **taken}


def _back(data: Data, standing: Standing) -> dict[str, Any]:
    return {"state": CaseState(data["to_state"]), "step": data["step"], "session": None}


def _moved(data: Data, standing: Standing) -> dict[str, Any]:
    taken = {name: data[name] for name in ("unit", "step", "road", "policy", "due_on")}
    return {"state": CaseState(data["to_state"]), **taken}


def _recorded(data: Data, standing: Standing) -> dict[str, Any]:
    rest = tuple(one for one in standing.awards if one != data["replaces"])
    return {"state": CaseState.PUBLISHED, "awards": (*rest, data["award_id"])}


def _revoked(data: Data, standing: Standing) -> dict[str, Any]:
    rest = tuple(one for one in standing.awards if one != data["award_id"])
    return {"state": CaseState.CANCELLED, "awards": rest, "reason": data["ground"]}


_CHANGES: Mapping[str, Change] = {
    "nomination.submitted": _submitted,
    "nomination.resubmitted": _resubmitted,
    "nomination.draft_withdrawn": _to(CaseState.WITHDRAWN, "reason"),
    "review.stage_opened": _to(CaseState.SUBMITTED),
    "review.received": _to(CaseState.RECEIVED, "due_on"),
    "review.stage_passed": _passed,
    "review.returned": _to(CaseState.RETURNED, "reason", "due_on"),
    "review.resumed": _to(CaseState.SUBMITTED, "due_on"),
    "review.deadline_extended": lambda data, standing: {"due_on": data["due_on"]},
    "review.held": _held,
    "review.released": _released,
    "review.refused": _to(CaseState.NOT_AWARDED, "reason"),
    "review.withdrawn": _withdrawn,
    "review.notice_published": _to(CaseState.PUBLIC_NOTICE),
    "review.queued": _to(CaseState.COUNCIL_QUEUE, "session"),
    "review.requeued": _back,
    "review.case_moved": _moved,
    "review.council_voted": _to(CaseState.COUNCIL_VOTED, "session", "tally"),
    "review.sent_for_signature": _to(CaseState.PENDING_DECISION, "session"),
    "review.escalated": _to(CaseState.PENDING_DECISION, "due_on"),
    "review.endorsed": _endorsed,
    "review.sent_back": _sent_back,
    "review.case_archived": _to(CaseState.ARCHIVED),
    "review.awarded": _to(CaseState.AWARDED, "decision"),
    "registry.award_recorded": _recorded,
    "registry.award_presented": _to(CaseState.PRESENTED),
    "registry.award_archived": _to(CaseState.ARCHIVED),
    "registry.award_revoked": _revoked,
}
