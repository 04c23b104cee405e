"""Where an award comes from: the parts of a case's story an auditor asks for, each with the leaf that says it.

Owns: which events are an entry of the register, a decision, a session, a level's letter, a version, an evaluation.
Promises: pure; nothing is inferred – every part names its leaf; what was superseded stays, in order.
Leaves to others: finding the story (`queries_tracing`), sentences (`telling`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Data = Mapping[str, Any]


class Chapter(Protocol):
    @property
    def index(self) -> int: ...
    @property
    def event_id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def time(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def on_behalf_of(self) -> str | None: ...
    @property
    def policy(self) -> str | None: ...
    @property
    def data(self) -> Data | None: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One thing said: by whom, when, at which leaf, under which policy; `said` are the event's own words."""

    leaf: int
    event_id: str
    type: str
    time: datetime
    actor: str
    on_behalf_of: str | None
    policy: str | None
    said: Data


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session that had the case on its agenda: how it went, and the tally of this case if it came to a vote."""

    session: str
    course: tuple[Part, ...]
    vote: Part | None


@dataclass(frozen=True, slots=True)
class Origin:
    """`register`: entries and what became of them; `letters`: what each level wrote, lowest level first in time."""

    case_id: str
    register: tuple[Part, ...]
    decisions: tuple[Part, ...]
    sittings: tuple[Sitting, ...]
    letters: tuple[Part, ...]
    versions: tuple[Part, ...]
    evaluations: tuple[Part, ...]


_VERSIONS = ("nomination.submitted", "nomination.resubmitted")
_DECISIONS = (
    "review.decision_signed", "review.outside_decision_entered", "registry.later_decision_signed",
    "review.later_decision_numbered",
)  # fmt: skip
_LETTERS = (
    "review.stage_passed", "review.returned", "review.refused", "review.commented", "review.opinion_asked",
    "review.opinion_recorded", "review.sent_for_signature", "review.submission_signed", "review.escalated",
    "review.endorsed", "review.sent_back",
)  # fmt: skip
_COURSE = (
    "review.session_opened", "review.attendance_recorded", "review.voting_opened", "review.member_recused",
    "review.recusal_decided", "review.cases_deferred", "review.session_adjourned", "review.ballot_cast",
    "review.session_closed",
)  # fmt: skip
_PAPERS = ("submission_letter", "minutes")


def origin_of(case_id: str, chapters: Sequence[Chapter]) -> Origin:
    """The parts of a story; `chapters` in its order."""
    return Origin(
        case_id=case_id,
        register=tuple(_part(one) for one in chapters if one.type.startswith("registry.award_")),
        decisions=tuple(_decision(one, case_id) for one in chapters if one.type in _DECISIONS),
        sittings=tuple(_sittings(chapters)),
        letters=tuple(_letters(chapters)),
        versions=tuple(_part(one) for one in chapters if one.type in _VERSIONS),
        evaluations=tuple(_evaluations(chapters)),
    )


def _part(chapter: Chapter, said: Data | None = None) -> Part:
    told = said if said is not None else _without_evaluations(chapter.data or {})
    return Part(
        chapter.index, chapter.event_id, chapter.type, chapter.time, chapter.actor, chapter.on_behalf_of,
        chapter.policy, told,
    )  # fmt: skip


def _without_evaluations(data: Data) -> Data:
    return {name: value for name, value in data.items() if name != "evaluations"}


def _decision(chapter: Chapter, case_id: str) -> Part:
    """The decision with the line of this case; the other lines are other people's."""
    said = dict(_without_evaluations(chapter.data or {}))
    if "items" in said:
        said["lines"] = len(said["items"])
        said["items"] = [item for item in said["items"] if item["case"] == case_id]
    return _part(chapter, said)


def _sittings(chapters: Sequence[Chapter]) -> Iterator[Sitting]:
    sessions = dict.fromkeys(one.subject for one in chapters if one.type == "review.session_opened")
    for session in sessions:
        course = tuple(_part(one) for one in chapters if one.type in _COURSE and one.subject == session)
        votes = [one for one in chapters if one.type == "review.council_voted" and _session(one) == session]
        yield Sitting(session, course, _part(votes[-1]) if votes else None)


def _session(chapter: Chapter) -> str | None:
    return (chapter.data or {}).get("session")


def _letters(chapters: Sequence[Chapter]) -> Iterator[Part]:
    """The unit's own letter and minutes lie in its dossier; the levels above write theirs as they act."""
    for one in chapters:
        if one.type in _VERSIONS and one.data is not None:
            # An erasure leaves the version and takes the dossier.
            papers = (one.data["dossier"] or {}).get("papers", ())
            kept = [paper for paper in papers if paper["kind"] in _PAPERS]
            yield _part(one, {"version": one.data["version"], "papers": kept})
        elif one.type in _LETTERS:
            yield _part(one)


def _evaluations(chapters: Sequence[Chapter]) -> Iterator[Part]:
    for one in chapters:
        for asked in (one.data or {}).get("evaluations") or ():
            yield _part(one, asked)
