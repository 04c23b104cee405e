"""What is gone from a pack has to be shown as erased: an excuse nobody can check would hide what a rule found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.audit.actions_pack import make_pack
from services.audit.checkpointing import sign_newest
from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.errors import ErasureNotSigned
from services.audit.service import DEFINITION
from services.audit.signing import read_public
from shared.canonical import canonical_json
from shared.desk import Desk
from shared.events import nomination, review
from shared.events.council import MemberRecused
from shared.events.erasure import ErasedName, ErasureAsked
from shared.keys import destroy_keys
from shared.rows import insert_rows
from shared.tables import erased_record
from shared.verdicts import Consequence, Verdict
from tests.support.desks import make_desk
from tests.unit.audit.decided import BIRTHS, DAY, DECISION, FAILED_CASE, MEMBERS, NAMES, SESSION, decide
from tests.unit.audit.said import (
    CASE,
    HOLDS,
    OTHER_CASE,
    SECRETARY,
    TOP_STEP,
    UNIT,
    Speakers,
    hear,
    stage_opened,
)
from tests.unit.audit.test_packs import SUBJECTS, evidence, files_of, forged
from tests.unit.audit.test_said_beside_a_case import ASKED, ERASED, ERASURE, ONE, TWO

ELSEWHERE = "00000000-0000-7000-8000-0000000000c9"
HOLD = "00000000-0000-7000-8000-0000000000aa"
RULING = "00000000-0000-7000-8000-0000000000ab"
ASKED_TYPE, ERASED_TYPE = "nomination.erasure_asked", "nomination.person_erased"
# As they are said today: what goes, and by which names the person is known again.
REQUEST = replace(ASKED, holds=(), standing=(), kept_sha256="c" * 64)
CONFIRMED = replace(ERASED, names=(ErasedName(spoken="d" * 64, unit=UNIT.id),))
STRIPPED = "personal data gone, no erasure here"
OF_TWO_CASES = {"cases": (CASE, ELSEWHERE)}
BESIDE_A_NAMESAKE = {"standing": (ELSEWHERE,)}

Parts = Callable[[str, str], bool]
"""Whether a part is taken out, by its path and whose it is."""


@pytest.fixture
def speakers() -> Speakers:
    return Speakers()


@pytest.fixture
def desk(tmp_path: Path, speakers: Speakers) -> Iterator[Desk]:
    """After a decision about three cases, two of whom it awards."""
    made = make_desk(DEFINITION, tmp_path)
    decide(made, speakers)
    yield made
    made.database.close()


def erase(desk: Desk, speakers: Speakers, **differs: Any) -> None:
    """Asked by one and confirmed by another; of the case unless something else is said."""
    of_request = {name: value for name, value in differs.items() if name in ErasureAsked.__dataclass_fields__}
    asked, done = replace(REQUEST, **of_request), replace(CONFIRMED, **differs)
    hear(desk, [speakers.say(ERASURE, asked, ONE), speakers.say(ERASURE, done, TWO)])


def packed(desk: Desk, name: str) -> bytes:
    with desk.database.reading() as tx:
        return make_pack(desk, tx, name).archive


def made_of(desk: Desk, name: str) -> dict[str, bytes]:
    """The files of a pack under a checkpoint over everything heard; it has to hold."""
    sign_newest(desk)
    archive = packed(desk, name)
    assert said_of(desk, archive) == (enclosed.HOLDS, "")
    return files_of(archive)


def said_of(desk: Desk, archive: bytes) -> tuple[int, str]:
    """The exit code of the enclosed verifier, and its words where it refuses."""
    try:
        enclosed.verify(archive, keys_of(desk), [])
    except enclosed.Refused as refused:
        return int(refused.args[0]), str(refused.args[1])
    return enclosed.HOLDS, ""


def keys_of(desk: Desk) -> list[enclosed.Key]:
    return [enclosed.Key(one.vkey()) for one in read_public(desk.settings.ledger_key)]


def commented() -> review.Commented:
    return review.Commented(case=CASE, unit=UNIT, step=TOP_STEP, comment="Đề nghị xét.")


def types_in(files: dict[str, bytes]) -> list[str]:
    return [json.loads(files[name])["type"] for name in sorted(files) if name.startswith("events/")]


def stripped(files: dict[str, bytes], goes: Parts) -> bytes:
    """The pack of a forger who takes parts out, as an erasure would, and everything that sets them out for reading."""
    kept = {name: content for name, content in files.items() if not name.startswith("contents/")}
    taken = 0
    for name in [one for one in kept if one.startswith("events/")]:
        event = json.loads(kept[name])
        opened, sealed = event.get("personal", {}), event.get("sealed", {})
        gone = [path for path in opened if goes(path, sealed[path][0])]
        event |= {"personal": {path: opened[path] for path in opened if path not in gone}} if opened else {}
        kept[name], taken = canonical_json(event).encode(), taken + len(gone)
    assert taken
    return forged(kept)


def without_leaf(files: dict[str, bytes], kind: str) -> bytes:
    """The pack of a forger who takes all events of a type out, and claims the less for it."""
    ledger, manifest = json.loads(files["ledger.json"]), json.loads(files["manifest.json"])
    (out,) = [leaf for leaf in ledger["leaves"] if leaf["entry"]["type"] == kind]
    ledger["leaves"].remove(out)
    kept = {name: content for name, content in files.items() if name != f"events/{out['index']:09d}.json"}
    kept["ledger.json"] = canonical_json(ledger).encode()
    return forged(kept, streams=[one for one in manifest["streams"] if one[1] != ERASURE])


WAYS: dict[str, Parts] = {
    "evaluations of one case": lambda path, owner: (path, owner) == ("evaluations", CASE),
    "a birth of the list": lambda path, owner: path.endswith("nominee_birth"),
    "all that tells of one": lambda path, owner: owner == CASE,
    "everything": lambda path, owner: True,
    "the name an award keeps": lambda path, owner: owner.startswith("award:"),
}


@pytest.mark.parametrize(("kind", "way"), [
    (kind, way) for kind in sorted(SUBJECTS) for way in WAYS if (kind, way) != ("case", "a birth of the list")
])  # fmt: skip
def test_what_was_taken_out_though_nobody_was_erased_is_refused(kind: str, way: str) -> None:
    archive = stripped(files_of(evidence().packs[kind]), WAYS[way])

    with pytest.raises(enclosed.Refused) as refused:
        enclosed.verify(archive, [evidence().key], [])
    assert refused.value.args[0] == enclosed.INCOMPLETE
    assert STRIPPED in refused.value.args[1]


def test_a_rule_that_blocked_is_not_hidden_by_taking_it_out(desk: Desk, speakers: Speakers) -> None:
    blocked = replace(HOLDS, rule="G08", verdict=Verdict.FAILS, consequence=Consequence.BLOCK, facts={"open_holds": 1})
    passed = review.StagePassed(
        case=CASE, unit=UNIT, step=TOP_STEP, opinion="Đồng ý.", evaluations=(blocked,), next_step=None
    )
    policy = desk.policies.current("hung_yen_2026", DAY)
    hear(desk, [speakers.say(CASE, passed, SECRETARY, policy=policy.hash)])
    sign_newest(desk)
    archive = packed(desk, CASE)

    told = [said_of(desk, one)[0] for one in (archive, stripped(files_of(archive), WAYS["evaluations of one case"]))]
    assert told == [enclosed.CONTRADICTORY, enclosed.INCOMPLETE]


@pytest.mark.parametrize("name", [CASE, DECISION, "2026-08"])
@pytest.mark.parametrize("differs", [{}, OF_TWO_CASES, BESIDE_A_NAMESAKE, {"holds": (HOLD,)}])
def test_a_pack_shows_the_erasure_that_took_what_is_missing_from_it(
    desk: Desk, speakers: Speakers, differs: dict[str, Any], name: str
) -> None:
    hear(desk, [speakers.say(ELSEWHERE, stage_opened(ELSEWHERE, receipt="HY-2026-0009"))])
    erase(desk, speakers, **differs)

    files = made_of(desk, name)

    assert types_in(files)[-2:] == [ASKED_TYPE, ERASED_TYPE]
    assert BIRTHS[CASE].encode() not in b"".join(files.values())
    _, still_open = enclosed.verify(packed(desk, name), keys_of(desk), [])
    assert [line for line in still_open if "personal data erased, left out" in line] != []


def test_the_erasure_of_a_namesake_gives_nobody_away(desk: Desk, speakers: Speakers) -> None:
    erase(desk, speakers, standing=(OTHER_CASE,))

    files = made_of(desk, OTHER_CASE)

    assert not {ASKED_TYPE, ERASED_TYPE} & set(types_in(files))
    assert [found for found in (CASE, "key-c1", NAMES[CASE]) if found.encode() in b"".join(files.values())] == []


def test_one_erasure_excuses_nobody_else_and_no_name_an_award_keeps(desk: Desk, speakers: Speakers) -> None:
    erase(desk, speakers)
    files = made_of(desk, DECISION)

    assert said_of(desk, stripped(files, lambda path, owner: owner == OTHER_CASE))[0] == enclosed.INCOMPLETE
    assert said_of(desk, stripped(files, lambda path, owner: owner == f"award:{CASE}"))[0] == enclosed.INCOMPLETE


@pytest.mark.parametrize("name", [CASE, DECISION, "2026-09"])
def test_a_pack_from_which_the_erasure_was_taken_is_refused(desk: Desk, speakers: Speakers, name: str) -> None:
    speakers.at += timedelta(days=40)
    hear(desk, [speakers.say(CASE, commented())])
    speakers.at += timedelta(days=40)
    erase(desk, speakers)
    files = made_of(desk, name)

    code, words = said_of(desk, without_leaf(files, ERASED_TYPE))
    assert (code, STRIPPED in words) == (enclosed.INCOMPLETE, True)


@pytest.mark.parametrize("days", [40, -40])
def test_a_period_shows_an_erasure_of_other_days_and_nothing_else_of_them(
    desk: Desk, speakers: Speakers, days: int
) -> None:
    """What was said later of somebody erased lacks the same parts."""
    speakers.at += timedelta(days=40)
    hear(desk, [speakers.say(ELSEWHERE, stage_opened(ELSEWHERE, receipt="HY-2026-0009"))])
    if days < 0:
        erase(desk, speakers)
    speakers.at += timedelta(days=40)
    hear(desk, [speakers.say(CASE, commented())])
    if days > 0:
        speakers.at += timedelta(days=40)
        erase(desk, speakers)

    files = made_of(desk, "2026-10")

    assert sorted(types_in(files)) == [ERASED_TYPE, "review.commented"]
    manifest, ledger = (json.loads(files[name]) for name in ("manifest.json", "ledger.json"))
    (first, last), at = manifest["range"], [leaf["index"] for leaf in ledger["leaves"]]
    assert (first == last, sorted({*at} - {first})) == (True, [one for one in at if (one - first) * days > 0])


def test_a_leaf_of_other_days_that_is_no_erasure_belongs_to_no_period(desk: Desk, speakers: Speakers) -> None:
    speakers.at += timedelta(days=40)
    hear(desk, [speakers.say(ELSEWHERE, stage_opened(ELSEWHERE, receipt="HY-2026-0009"))])
    files, more = made_of(desk, "2026-08"), made_of(desk, "2026-08..2026-09")
    longer = {name: content for name, content in more.items() if name not in ("manifest.json", "README.md")}
    archive = forged({**files, **longer}, streams=json.loads(more["manifest.json"])["streams"])

    assert said_of(desk, archive)[0] == enclosed.INCOMPLETE


def test_somebody_voted_on_in_the_same_session_is_erased(desk: Desk, speakers: Speakers) -> None:
    """Not on the list, and named by the session alone."""
    recused = MemberRecused(
        session=SESSION, case=FAILED_CASE, member=MEMBERS[0], ground="Chị ruột", decided="recused"
    )
    hear(desk, [speakers.say(SESSION, recused, SECRETARY)])
    erase(desk, speakers, cases=(FAILED_CASE, ELSEWHERE))

    files = made_of(desk, DECISION)

    assert types_in(files)[-1] == ERASED_TYPE
    assert types_in(made_of(desk, CASE)).count(ERASED_TYPE) == 0


def test_somebody_of_whom_only_a_hold_told_is_erased(desk: Desk, speakers: Speakers) -> None:
    """A ruling that a nominee is somebody else than the one held lacks the other's key."""
    ruled = nomination.IdentityRuled(
        case=CASE, other_case=HOLD, nominee_key="key-c1", other_key="key-c1", are_same=False, is_from_above=True,
        weight=90, reason="Khác đơn vị",
    )  # fmt: skip
    hear(desk, [speakers.say(RULING, ruled, SECRETARY)])
    erase(desk, speakers, cases=(), holds=(HOLD,))

    files = made_of(desk, CASE)

    assert types_in(files)[-2:] == ["nomination.identity_ruled", ERASED_TYPE]


def test_until_a_checkpoint_covers_an_erasure_there_is_no_pack_of_what_it_took(
    desk: Desk, speakers: Speakers
) -> None:
    sign_newest(desk)
    erase(desk, speakers)

    for name in (CASE, DECISION, "2026-08"):
        with pytest.raises(ErasureNotSigned):
            packed(desk, name)
    assert said_of(desk, packed(desk, OTHER_CASE)) == (enclosed.HOLDS, "")
    assert ERASED_TYPE in types_in(made_of(desk, CASE))


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_key_that_was_lost_is_called_so_by_the_pack(desk: Desk, is_marked: bool) -> None:
    """The pack is made, as evidence of that; a tombstone nobody was told of excuses nothing."""
    with desk.database.transaction() as tx:
        destroy_keys(tx, {CASE})
        if is_marked:
            insert_rows(tx, erased_record, [{"record": CASE, "erasure": ERASURE}])
    sign_newest(desk)

    code, words = said_of(desk, packed(desk, CASE))
    assert (code, STRIPPED in words) == (enclosed.INCOMPLETE, True)


def test_an_older_pack_that_has_the_erasure_as_its_hash_only_is_refused(desk: Desk, speakers: Speakers) -> None:
    """Made by a release that withheld it where it named another case: from a stripped one nothing tells it apart."""
    hear(desk, [speakers.say(ELSEWHERE, stage_opened(ELSEWHERE, receipt="HY-2026-0009"))])
    erase(desk, speakers, **OF_TWO_CASES)
    files = made_of(desk, CASE)
    ledger = json.loads(files["ledger.json"])
    for leaf in ledger["leaves"]:
        if leaf["entry"]["type"] in (ASKED_TYPE, ERASED_TYPE):
            leaf["withheld"] = "names_others"
            del files[f"events/{leaf['index']:09d}.json"]
    files["ledger.json"] = canonical_json(ledger).encode()
    streams = [one for one in json.loads(files["manifest.json"])["streams"] if one[1] != ERASURE]

    assert said_of(desk, forged(files, streams=streams))[0] == enclosed.INCOMPLETE
