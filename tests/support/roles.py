"""Those who walk the road of a nomination, in the words of their office: officer, head, reviewer, secretary, signer.

Owns: what each of them does, over HTTP. Promises: every verb is one act of one person and answers with the house's own
JSON; a refusal raises `Problem`; what another service has to hear first is waited for, bounded. Leaves to others:
connections (`people`), dossiers, who there is in a province (`road`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.dossiers import FULL_PAPERS, Nominee, pdf
from tests.support.people import Person, Problem, Upload
from tests.support.waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from tests.support.road import Season

NOMINATIONS = "/api/nomination/v1/nominations"
LISTS = "/api/nomination/v1/lists"
UNITS = "/api/nomination/v1/units"
HOLDS = "/api/nomination/v1/holds"
CASES = "/api/review/v1/cases"
COUNCILS = "/api/review/v1/councils"
NOTICES = "/api/review/v1/notices"
SESSIONS = "/api/review/v1/sessions"
DECISIONS = "/api/review/v1/decisions"
REGISTER = "/api/registry/v1"
TOLD = "/api/notification/v1"
AUDIT = "/api/audit/v1"


_SHEETS = itertools.count(1)


@dataclass(frozen=True)
class Case:
    """One nomination on its road, by its id everywhere."""

    id: str
    nominee: Nominee


class Reader(Person):
    """Whoever may look at a case."""

    def looks_up(self, case: Case) -> Any:
        """The case as review has it: `case`, `stages`, `transitions`, `evaluations`, `comments`."""
        return self.get(f"{CASES}/{case.id}")

    def state_of(self, case: Case) -> str:
        """The state in review's words; empty while review has not heard of the case."""
        try:
            return str(self.looks_up(case)["case"]["state"])
        except Problem as problem:
            if problem.status != 404:
                raise
            return ""

    def waits_until(self, case: Case, state: str, *, timeout: float = PATIENCE) -> Any:
        """The case once review has it in this state."""
        seen: dict[str, str] = {}

        def is_there() -> bool:
            seen["state"] = self.state_of(case)
            return seen["state"] == state

        wait_until(
            is_there, f"case {case.id} to be {state}", timeout=timeout,
            evidence=lambda: f"it is {seen}\n{self.house.last_words()}",
        )  # fmt: skip
        return self.looks_up(case)["case"]

    def withdraws(self, case: Case, reason: str = "Đoàn viên đã chuyển công tác.", *, seen: int | None = None) -> Any:
        """The head of the proposing unit takes it back; a draft also its officer."""
        path = f"{NOMINATIONS}/{case.id}"
        version = seen if seen is not None else int(self.get(path)["version"])
        return self.post(f"{path}/withdraw", {"reason": reason}, seen=version).body

    def objects(self, case: Case, reason: str, **more: Any) -> str:
        """An objection to the published name; its id."""
        return str(self.post(f"{CASES}/{case.id}/objections", {"reason": reason} | more).body["id"])

    def reads_public_notice(self, case: Case) -> Any:
        return self.get(f"{CASES}/{case.id}/notice")

    def reads_notices(self) -> list[Any]:
        """One's own list of notices in the application, newest first."""
        return self.each(f"{TOLD}/notices")

    def waits_for_notice(self, case: Case, template: str, *, timeout: float = PATIENCE) -> Any:
        """The notice about a case, once it is in the list."""

        def found() -> Any:
            told = (notice for notice in self.reads_notices() if notice["case_id"] == case.id)
            return next((notice for notice in told if notice["template"] == template), None)

        return wait_until(
            found, f"{self} to be told “{template}” of {case.id}", timeout=timeout, evidence=self.house.last_words
        )

    def marks_read(self, notice: Any) -> None:
        self.post(f"{TOLD}/notices/{notice['id']}/read")

    def marks_all_read(self) -> None:
        self.post(f"{TOLD}/notices/read")


class Officer(Reader):
    """The grassroots union's officer: prepares, submits, supplements, takes back."""

    season: Season
    unit_name: str
    block: str

    def drafts(self, nominee: Nominee | None = None, **changes: Any) -> Case:
        """A draft without papers; `changes` replace parts of the form."""
        nominee = nominee or self.season.somebody()
        made = self.post(NOMINATIONS, self.season.form(nominee, self.unit_name, **changes))
        return Case(made.body["id"], nominee)

    def attaches(self, case: Case, *kinds: str) -> None:
        """Papers written for the purpose: no two of them are the same."""
        for kind in kinds:
            self.upload(f"{NOMINATIONS}/{case.id}/papers", pdf(f"{kind} {case.id} {next(_SHEETS)}"), kind=kind)

    def prepares(
        self, nominee: Nominee | None = None, *, papers: Sequence[str] = FULL_PAPERS, **changes: Any
    ) -> Case:
        """A draft with its papers."""
        case = self.drafts(nominee, **changes)
        self.attaches(case, *papers)
        return case

    def reads(self, case: Case) -> Any:
        """The proposer's view: state, who holds it, what was returned, every version."""
        return self.get(f"{NOMINATIONS}/{case.id}")

    def checks(self, case: Case) -> Any:
        """What submitting now would find; nothing is written."""
        return self.post(f"{NOMINATIONS}/{case.id}/check").body

    def edits(self, case: Case, *, seen: int | None = None, **changes: Any) -> Any:
        form = self.season.form(case.nominee, self.unit_name, **changes)
        return self.put(f"{NOMINATIONS}/{case.id}", form, seen=seen or self.version_of(case)).body

    def version_of(self, case: Case) -> int:
        return int(self.reads(case)["version"])

    def submits(self, case: Case, *, seen: int | None = None) -> Any:
        return self._acts(case, "submit", seen=seen)

    def resubmits(self, case: Case, *, seen: int | None = None, **answers: str) -> Any:
        """Sends the supplement; `answers` are words by place, with `__` where the place has a dot."""
        said = [{"part": part.replace("__", "."), "words": words} for part, words in answers.items()]
        return self._acts(case, "resubmit", {"answers": said} if said else None, seen=seen)

    def records_initiative(self, plan: str, author: Nominee, title: str, recognised_on: str, **more: Any) -> Any:
        made = {
            "unit": self.unit, "unit_name": self.unit_name, "block": self.block, "title": title,
            "scope": "base", "recognised_on": recognised_on, "recognised_by": "Hội đồng sáng kiến của đơn vị",
            "authors": [{"full_name": author.name, "birth": author.birth}],
        }  # fmt: skip
        return self.post(f"{REGISTER}/plans/{plan}/initiatives", made | more).body

    def enters_in_portal(self, initiative: Any, registry: str, number: str, entered_on: str) -> Any:
        body = {"registry": registry, "number": number, "entered_on": entered_on}
        path = f"{REGISTER}/initiatives/{initiative['id']}/external-entry"
        return self.post(path, body, seen=initiative["version"]).body

    def sees(self, case: Case, state: str, *, timeout: float = PATIENCE) -> Any:
        """The proposer's view once it shows this state."""
        last: dict[str, Any] = {}

        def is_there() -> bool:
            last.update(self.reads(case))
            return bool(last["state"] == state)

        wait_until(
            is_there, f"the union to see {case.id} {state}", timeout=timeout,
            evidence=lambda: f"it is {last.get('state')}\n{self.house.last_words()}",
        )  # fmt: skip
        return last

    def sends_list(self, file: Upload, *, year: int | None = None) -> Any:
        """Hands in a workbook; its drafts and its row report."""
        form = {"plan": self.season.plan} | ({"year": str(year)} if year else {})
        return self.upload(LISTS, file, **form).body

    def _acts(self, case: Case, act: str, body: Any = None, *, seen: int | None = None) -> Any:
        path = f"{NOMINATIONS}/{case.id}/{act}"
        return self.post(path, body, seen=seen if seen is not None else self.version_of(case)).body


class Reviewer(Reader):
    """Whoever holds a case at a stage: the union's head, the body in between, the province's secretary."""

    def receives(self, case: Case, *, seen: int | None = None, **more: Any) -> Any:
        """Takes the case in hand, once it lies here."""
        return self._acts(case, "receive", more, seen=seen, after="submitted")

    def passes(
        self, case: Case, opinion: str = "Tập thể nhất trí đề nghị.", *, seen: int | None = None, **more: Any
    ) -> Any:
        return self._acts(case, "pass", {"opinion": opinion} | more, seen=seen)

    def passes_list(self, cases: Iterable[Case], **more: Any) -> list[Any]:
        """Many in one request; what became of each, in the order given."""
        wanted = [{"case": case.id, "version": self.looks_up(case)["case"]["version"]} for case in cases]
        given = {"cases": wanted, "opinion": {"opinion": "Ban Thường vụ nhất trí đề nghị."} | more}
        results: list[Any] = self.post(f"{CASES}/pass", given).body["results"]
        return results

    def takes_and_passes(self, case: Case, **more: Any) -> Any:
        self.receives(case)
        return self.passes(case, **more)

    def returns(
        self, case: Case, reason: str, *parts: str, due_on: str | None = None, seen: int | None = None
    ) -> Any:
        """Sends it back for these places (the minutes, unless others are named)."""
        words = {"vi": reason, "en": "To be mended."}
        items = [{"part": part, "words": words} for part in parts or ("papers.minutes",)]
        return self._acts(case, "return", {"reason": reason, "items": items, "due_on": due_on}, seen=seen)

    def refuses(self, case: Case, reason: str, *, seen: int | None = None) -> Any:
        return self._acts(case, "refuse", {"reason": reason}, seen=seen)

    def extends(self, case: Case, due_on: str, reason: str) -> Any:
        return self._acts(case, "extend", {"due_on": due_on, "reason": reason})

    def holds(self, case: Case, kind: str, document: str, *, seen: int | None = None) -> Any:
        return self._acts(case, "hold", {"kind": kind, "document": document}, seen=seen)

    def releases(self, case: Case, document: str, *, seen: int | None = None) -> Any:
        return self._acts(case, "release", {"document": document}, seen=seen)

    def _acts(
        self, case: Case, act: str, body: Mapping[str, Any], *, seen: int | None = None, after: str | None = None
    ) -> Any:
        if after is not None and seen is None:
            def lies_here() -> bool:
                found = self.looks_up(case)["case"] if self.state_of(case) else {}
                return bool(found.get("state") == after and found.get("body") == self.unit)

            wait_until(lies_here, f"{case.id} to lie at {self.unit}", evidence=self.house.last_words)
        version = seen if seen is not None else self.looks_up(case)["case"]["version"]
        return self.post(f"{CASES}/{case.id}/{act}", dict(body), seen=version).body


class AreaOfficer(Reader):
    """Helps; decides nothing."""

    def comments(self, case: Case, words: str) -> Any:
        return self.post(f"{CASES}/{case.id}/comment", {"words": words}).body


class Secretary(Reviewer):
    """The council's secretary: the province's stage, and everything around a session but the votes."""

    def settles(self, case: Case, objection: str, finding: str, *, is_founded: bool = False) -> Any:
        return self._acts(case, f"objections/{objection}/settlement", {"finding": finding, "is_founded": is_founded})

    def consults(self, case: Case, consulted: str, document: str) -> int:
        """The number of the consultation."""
        return int(self._acts(case, "consultations", {"consulted": consulted, "document": document})["number"])

    def records_opinion(self, case: Case, number: int, opinion: str, document: str) -> Any:
        return self._acts(case, f"consultations/{number}/answer", {"opinion": opinion, "document": document})

    def publishes_notice(self, cases: Iterable[Case], place: str = "Trang thông tin điện tử Công đoàn tỉnh") -> Any:
        return self.post(NOTICES, {"cases": [case.id for case in cases], "place": place}).body

    def opens_session(self, council: str, cases: Iterable[Case], **more: Any) -> str:
        """The id of the new session on this agenda."""
        return str(self.post(SESSIONS, {"council": council, "cases": [case.id for case in cases]} | more).body["id"])

    def records_attendance(self, session: str, present: Iterable[Person], **more: Any) -> Any:
        return self._steps(session, "attendance", {"present": [member.subject for member in present]} | more)

    def opens_voting(self, session: str) -> Any:
        return self._steps(session, "voting")

    def closes(self, session: str, *, without_paper: Iterable[Person] = (), seen: int | None = None) -> Any:
        """Whoever is present and has cast no paper is named."""
        named = [member.subject for member in without_paper]
        return self._steps(session, "closing", {"without_paper": named} if named else None, seen=seen)

    def sends_for_signature(self, session: str) -> Any:
        return self._steps(session, "sending")

    def reads_session(self, session: str) -> Any:
        return self.get(f"{SESSIONS}/{session}")

    def reads_tallies(self, session: str) -> dict[str, Any]:
        """The tally of each case, by case id."""
        return {item["case"]: item for item in self.get(f"{SESSIONS}/{session}/tallies")["items"]}

    def reads_minutes(self, session: str) -> Any:
        return self.get(f"{SESSIONS}/{session}/minutes")

    def _steps(self, session: str, step: str, body: Any = None, *, seen: int | None = None) -> Any:
        seen = seen if seen is not None else self.reads_session(session)["version"]
        return self.post(f"{SESSIONS}/{session}/{step}", body, seen=seen).body


class Member(Person):
    """A member of the council."""

    def votes(self, session: str, choices: Mapping[Case, str], *, in_writing: bool = False) -> Any:
        """One ballot: a choice (yes, no, abstain) for every case of the session."""
        body = {"choices": {case.id: choice for case, choice in choices.items()}, "in_writing": in_writing}
        return self.post(f"{SESSIONS}/{session}/ballots", body).body


class Signer(Reader):
    """The competent person; signs the voted list or refuses with a reason, adds nobody."""

    def reads_list(self, session: str) -> list[str]:
        """The cases that wait for a signature, in the order they were voted on."""
        return [case for found in self.get(f"{SESSIONS}/{session}/lists-to-sign")["items"] for case in found["cases"]]

    def signs(self, session: str, cases: Sequence[str] | None = None, **more: Any) -> Any:
        listed = list(cases) if cases is not None else self.reads_list(session)
        return self.post(DECISIONS, {"sessions": [session], "cases": listed} | more).body

    def lets_go(self, case: Case, reason: str, document: str) -> Any:
        """Consents to the unit's letter in which it takes the case back after the vote."""
        version = self.looks_up(case)["case"]["version"]
        body = {"reason": reason, "document": document}
        return self.post(f"{CASES}/{case.id}/consent-to-withdrawal", body, seen=version).body

    def refuses_to_sign(self, case: Case, reason: str) -> Any:
        version = self.looks_up(case)["case"]["version"]
        return self.post(f"{CASES}/{case.id}/refuse-signature", {"reason": reason}, seen=version).body


class Auditor(Reader):
    """Reads everything, changes nothing."""

    def traces(self, case: Case) -> list[Any]:
        """The chapters of the case's story, in order; empty while the witness has heard nothing."""
        try:
            return list(self.get(f"{AUDIT}/cases/{case.id}/trace")["chapters"])
        except Problem as problem:
            if problem.status != 404:
                raise
            return []

    def waits_for_chapter(self, case: Case, event: str, *, timeout: float = PATIENCE) -> Any:
        """The chapter of an event, once the witness has it."""
        return wait_until(
            lambda: next((chapter for chapter in self.traces(case) if chapter["type"] == event), None),
            f"the witness to hear {event} of {case.id}", timeout=timeout, evidence=self.house.last_words,
        )  # fmt: skip


class Administrator(Reader):
    """Keeps units, councils, holds and contacts."""

    def registers_unit(self, unit: str, name: str, kind: str, *, valid_from: str = "2010-01-01", **more: Any) -> Any:
        return self.post(UNITS, {"id": unit, "name": name, "kind": kind, "valid_from": valid_from} | more).body

    def moves_unit(self, unit: str, parent: str, valid_from: str, document: str) -> Any:
        seen = self.get(f"{UNITS}/{unit}")["version"]
        body = {"parent": parent, "valid_from": valid_from, "document": document}
        return self.post(f"{UNITS}/{unit}/move", body, seen=seen).body

    def merges_unit(self, unit: str, successor: str, valid_from: str, document: str) -> Any:
        seen = self.get(f"{UNITS}/{unit}")["version"]
        body = {"successor": successor, "valid_from": valid_from, "document": document}
        return self.post(f"{UNITS}/{unit}/merge", body, seen=seen).body

    def splits_unit(self, unit: str, successors: Sequence[str], valid_from: str, document: str) -> Any:
        seen = self.get(f"{UNITS}/{unit}")["version"]
        body = {"successors": list(successors), "valid_from": valid_from, "document": document}
        return self.post(f"{UNITS}/{unit}/split", body, seen=seen).body

    def takes_back_succession(self, unit: str, reason: str, document: str) -> Any:
        """A merger or split entered in error."""
        seen = self.get(f"{UNITS}/{unit}")["version"]
        body = {"reason": reason, "document": document}
        return self.post(f"{UNITS}/{unit}/succession/retraction", body, seen=seen).body

    def seats_council(self, body: str, members: Sequence[Person], secretary: Person, **more: Any) -> str:
        names = [member.subject for member in members]
        seat = {
            "kind": "federation", "body": body, "members": names, "chair": names[0], "secretary": secretary.subject,
            "valid_from": "2020-01-01", "document": "QĐ 01/QĐ-LĐLĐ thành lập hội đồng",
        }  # fmt: skip
        return str(self.post(COUNCILS, seat | more).body["id"])

    def enters_hold(self, nominee: Nominee, kind: str, document: str) -> Any:
        body = {"full_name": nominee.name, "birth": nominee.birth, "kind": kind, "document": document}
        return self.post(HOLDS, body).body

    def keeps_chain_open(self, unit: str, plan: str, chain: str, day: str) -> Any:
        """On a day, until that day."""
        body = {
            "plan": plan, "unit": unit, "chain": chain, "document": "CV 88/LĐLĐ", "dated": day, "last_day": day,
            "reason": "Huyện chưa bàn giao xong.",
        }  # fmt: skip
        return self.post("/api/nomination/v1/chain-overrides", body).body

    def closes_chain_again(self, override: str, document: str) -> Any:
        body = {"document": document, "reason": "Huyện đã bàn giao xong sớm."}
        return self.post(f"/api/nomination/v1/chain-overrides/{override}/retraction", body).body

    def releases(self, case: Case, document: str) -> Any:
        """What a submission brought: the case goes on where it lies."""
        version = self.looks_up(case)["case"]["version"]
        return self.post(f"{CASES}/{case.id}/release", {"document": document}, seen=version).body

    def lifts_hold(self, hold: str, document: str) -> Any:
        return self.post(f"{HOLDS}/{hold}/lift", {"document": document}).body

    def keeps_contact(self, person: Person, email: str | None, language: str = "vi") -> Any:
        body = {"role": person.role.value, "unit": person.unit, "email": email, "language": language}
        return self.put(f"{TOLD}/contacts/{person.subject}", body).body
