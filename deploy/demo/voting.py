"""The council and the signer: notice, sessions, ballots, tallies, signature, handing over.

Owns: the scenes at the province. Promises: every ballot is cast by its member; what is signed is the list the signer
was shown. Leaves to others: who votes how (`casting`, planted).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from deploy.demo.casting import Entry
from deploy.demo.client import Person
from deploy.demo.crowd import in_parallel
from deploy.demo.people import COUNCIL_SIZE, members_of, secretary_of, signer_of
from deploy.demo.stage import Season, Stage
from deploy.demo.tellings import ballot_mode, council_kind, needs_notice
from deploy.demo.waiting import wait_until
from shared.events.terms import CouncilKind
from shared.vocabulary import BALLOT_MODES, worded

_REVIEW = "/api/review/v1"
_AWARDS = "/api/registry/v1/awards"
_COUNCIL = {CouncilKind.FEDERATION: "công đoàn", CouncilKind.STATE: "nhà nước"}


def publish_notice(stage: Stage, season: Season) -> None:
    """Names are published for opinions; what needs no notice (plaques) goes straight to the council."""
    secretary = stage.person(secretary_of(season.campaign.province.id))
    waiting = [case for case in secretary.each(f"{_REVIEW}/work") if case["state"] == "stage_passed"]
    named = [case["id"] for case in waiting if needs_notice(case["award"])]
    secretary.post(f"{_REVIEW}/notices", {"cases": named, "place": "Trang thông tin điện tử của LĐLĐ tỉnh"})
    stage.tell(f"công khai {len(named)} trường hợp, 10 ngày làm việc")


def hold_sessions(stage: Stage, season: Season) -> None:
    """One secret session of each council and an open one for plaques."""
    secretary = stage.person(secretary_of(season.campaign.province.id))
    ready = [case for case in secretary.each(f"{_REVIEW}/work") if case["state"] in ("stage_passed", "public_notice")]
    entry_of = {case: entry for entry, case in season.entries()}
    agendas: dict[tuple[CouncilKind, str], list[str]] = {}
    for case in ready:
        agendas.setdefault((council_kind(case["award"]), ballot_mode(case["award"])), []).append(case["id"])
    season.seen["sessions"] = {}
    for (kind, mode), cases in sorted(agendas.items()):
        session = _hold(stage, season, secretary, kind, mode, {case: entry_of[case] for case in cases})
        season.seen["sessions"][session] = (kind.value, mode)


def _hold(
    stage: Stage, season: Season, secretary: Person, kind: CouncilKind, mode: str, agenda: dict[str, Entry]
) -> str:
    council = season.seen[f"council:{kind.value}"]
    opened = secretary.post(f"{_REVIEW}/sessions", {"council": council, "cases": list(agenda), "mode": mode})
    session, path = str(opened.body["id"]), f"{_REVIEW}/sessions/{opened.body['id']}"
    members = members_of(season.campaign.province.id, kind)
    version = _gather_quorum(season, secretary, path, members, opened.version)
    version = secretary.post(f"{path}/voting", seen=version).version
    in_parallel(
        [partial(_vote, stage.person(member), path, place, agenda) for place, member in enumerate(members, start=1)],
        at_once=COUNCIL_SIZE,
    )
    version = secretary.ask("GET", path).version
    closed = secretary.post(f"{path}/closing", seen=version)
    tallies = secretary.get(f"{path}/tallies")["items"]
    season.seen.setdefault("tallies", []).extend(tallies)
    secretary.post(f"{path}/sending", seen=closed.version)
    passed = sum(tally["passed"] for tally in tallies)
    by = worded(BALLOT_MODES, mode).vi
    stage.tell(f"hội đồng {_COUNCIL[kind]}, {by}: {passed} thông qua, {len(tallies) - passed} không")
    return session


def _gather_quorum(
    season: Season, secretary: Person, path: str, members: tuple[str, ...], version: int | None
) -> int | None:
    """Five of nine are no quorum of two thirds (P04); the vote opens when eight are there, the ninth writes."""
    few = secretary.post(f"{path}/attendance", {"present": list(members[:5])}, seen=version)
    refused = secretary.post(f"{path}/voting", seen=few.version, expect=422)
    blocked = {place["code"] for place in refused.body["places"]}
    season.seen["without_quorum"] = season.seen.get("without_quorum", 0) + (blocked == {"P04"})
    return secretary.post(f"{path}/attendance", {"present": list(members[:-1])}, seen=few.version).version


def _vote(member: Person, path: str, place: int, agenda: dict[str, Entry]) -> None:
    """The last `9 - yes` members vote against; the ninth is absent and writes."""
    choices = {case: "yes" if place <= entry.yes_votes else "no" for case, entry in agenda.items()}
    member.post(f"{path}/ballots", {"choices": choices, "in_writing": place == COUNCIL_SIZE})


def sign(stage: Stage, season: Season) -> None:
    """A decision on the federation's votes, a letter on the state council's, whose awards the chair of the people's
    committee decides. A list with a name dropped is refused first (P09)."""
    signer = stage.person(signer_of(season.campaign.province.id))
    season.seen["decisions"], season.seen["short_list_refused"] = [], 0
    for kind in CouncilKind:
        sessions = [session for session, (of, _) in season.seen["sessions"].items() if of == kind.value]
        listed = [
            case
            for session in sessions
            for one in signer.get(f"{_REVIEW}/sessions/{session}/lists-to-sign")["items"]
            for case in one["cases"]
        ]
        document = "decisions" if kind is CouncilKind.FEDERATION else "submissions"
        short = signer.post(f"{_REVIEW}/{document}", {"sessions": sessions, "cases": listed[1:]}, expect=422)
        blocked = {place["code"] for place in short.body["places"]}
        season.seen["short_list_refused"] += blocked == {"P09"}
        signed = signer.post(f"{_REVIEW}/{document}", {"sessions": sessions, "cases": listed}).body
        if kind is CouncilKind.STATE:
            signed = _granted(stage, season, signed, listed)
        season.seen["decisions"].append(signed)
        stage.tell(f"Quyết định {signed['number']} ngày {signed['dated']}: {len(signed['items'])} trường hợp")


def _granted(stage: Stage, season: Season, letter: dict[str, Any], listed: list[str]) -> dict[str, Any]:
    """The chair of the people's committee grants the whole letter on its own day; the decision as the demo shows it."""
    secretary = stage.person(secretary_of(season.campaign.province.id))
    answer = {
        "cases": listed, "office": "peoples_committee_chair", "answer": "granted", "document": "QĐ 2001/QĐ-UBND",
        "number": "2001/QĐ-UBND", "signatory": "Chủ tịch UBND tỉnh", "dated": letter["dated"],
    }  # fmt: skip
    shown = secretary.post(f"{_REVIEW}/submissions/{letter['id']}/answers", answer).body
    stage.tell(f"Tờ trình {letter['number']}: {len(listed)} trường hợp được Chủ tịch UBND tỉnh quyết định")
    return {**shown, "number": "2001/QĐ-UBND", "items": shown["cases"]}


def await_register(stage: Stage, season: Season) -> None:
    """Until every name of the decisions stands in the public register."""
    due = sum(len(decision["items"]) for decision in season.seen["decisions"])
    found = wait_until(
        "sổ khen thưởng / the register", lambda: awards_of(stage, season), lambda awards: len(awards) >= due
    )
    stage.tell(f"{len(found)} trường hợp vào sổ khen thưởng")


def awards_of(stage: Stage, season: Season) -> list[dict[str, Any]]:
    """The register's entries of this campaign."""
    reader = stage.person(secretary_of(season.campaign.province.id))
    found = reader.each(_AWARDS, year=season.campaign.year)
    return [award for award in found if award["plan"] == season.campaign.plan]


def present(stage: Stage, season: Season) -> None:
    """Certificates are handed over."""
    secretary = stage.person(secretary_of(season.campaign.province.id))
    given = {
        "presented_on": season.campaign.days.presented.isoformat(),
        "occasion": season.campaign.occasion,
    }
    awards = awards_of(stage, season)
    in_parallel(
        [partial(secretary.post, f"{_AWARDS}/{award['id']}/present", given, seen=award["version"]) for award in awards]
    )
    stage.tell(f"trao {len(awards)} trường hợp")
