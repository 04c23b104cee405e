"""What was given back, corrected births, words of the policy, unions heard of: beside what was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from services.registry.models import Award
from services.registry.service import DEFINITION
from shared.comparable import UNTOLD, kept_hash
from shared.events.envelope import Envelope
from shared.events.nomination import UnitRegistered
from shared.events.terms import Block, UnitKind
from tests.support.comparing import faults_by, faults_of, said_in, tamper
from tests.unit.audit.said import SIGNER
from tests.unit.registry.office import CORRECTION, TODAY, Office, grievance
from tests.unit.registry.test_after import recovery_of

NEW = {
    "registry.remedy_proposed": ("ground_name", "is_unverified"), "registry.award_revoked": ("money",),
    "registry.return_demanded": ("is_unverified",), "registry.prize_returned": ("prize_return", "kept_sha256"),
    "registry.complaint_lodged": ("is_unverified",), "registry.award_recorded": ("kept_sha256",),
}  # fmt: skip


def is_given_back(office: Office) -> None:
    """Everything an award gave, in two parts on one day; and somebody complains."""
    recovery = recovery_of(office)
    path = f"recoveries/{recovery['id']}"
    office.done(office.secretary, f"{path}/notice", {"notified_on": TODAY}, seen=1)
    for seen, (money, document) in enumerate(((1_800_000, "Phiếu thu 11"), (2_000_000, "Phiếu thu 12")), start=2):
        part = {"returned_on": TODAY, "certificate": seen == 2, "money": money, "document": document}
        office.done(office.secretary, f"{path}/returns", part, seen=seen)
    office.done(office.secretary, "complaints", grievance(office.entry("revoked")))


def log_of(office: Office) -> list[Envelope]:
    with office.desk.database.reading() as tx:
        return said_in(tx)


def as_told_before(said: Sequence[Envelope]) -> list[Envelope]:
    """The same events as the release before said them."""
    return [
        replace(one, data={name: value for name, value in one.data.items() if name not in NEW.get(one.type, ())})
        for one in said
    ]


def faults(office: Office, table: str, said: list[Envelope] | None = None) -> list[str]:
    if said is None:
        return faults_of(office.desk, DEFINITION, table)
    with office.desk.database.reading() as tx:
        return faults_by(tx, DEFINITION, table, said)


@pytest.mark.parametrize(
    ("column", "value"),
    [("id", "id || 'x'"), ("document", "'Phiếu thu 13'"), ("recorded_by", "'ai-do'"), ("returned_on", "'2026-08-02'")],
)
def test_what_was_given_back_is_bound_with_its_paper(office: Office, column: str, value: str) -> None:
    is_given_back(office)
    assert faults(office, "prize_returns") == []

    tamper(office.desk, f"UPDATE prize_returns SET {column} = {value} WHERE document = 'Phiếu thu 12'")
    assert len(faults(office, "prize_returns")) == (2 if column == "id" else 1)


def test_no_paper_stands_in_the_event_that_binds_it(office: Office) -> None:
    is_given_back(office)
    first, second = [one for one in log_of(office) if one.type == "registry.prize_returned"]

    assert "Phiếu thu" not in first.body() + second.body()
    assert {part.path for part in first.parts} == {"kept_sha256"}
    assert first.data["kept_sha256"] != second.data["kept_sha256"]


def test_what_the_release_before_said_of_returns_counts_them(office: Office) -> None:
    is_given_back(office)
    before = as_told_before(log_of(office))
    tamper(office.desk, "UPDATE prize_returns SET document = 'Phiếu thu 13'")
    assert faults(office, "prize_returns", before) == []

    tamper(office.desk, "UPDATE prize_returns SET recorded_by = 'ai-do' WHERE money = 2000000")
    put_in, gone = faults(office, "prize_returns", before)
    assert (put_in.endswith("no event speaks of this row"), gone.endswith("is gone")) == (True, True)


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("remedies", "ground_vi = 'Căn cứ khác'"), ("remedies", "ground_en = 'another'"),
        ("remedies", "is_unverified = 1 - is_unverified"), ("complaints", "is_unverified = 1 - is_unverified"),
        ("recoveries", "is_unverified = 1 - is_unverified"), ("recoveries", "opened_on = '2026-08-01'"),
    ],
)  # fmt: skip
def test_words_and_marks_of_the_policy_are_as_they_were_acted_on(office: Office, table: str, changed: str) -> None:
    is_given_back(office)
    column, old = changed.partition(" = ")[0], as_told_before(log_of(office))

    def named(said: list[Envelope] | None = None) -> list[str]:
        """Decisions are review's, and not heard here: what follows from them is left out."""
        return [one for one in faults(office, table, said) if column in one]

    assert (named(), named(old)) == ([], [])
    tamper(office.desk, f"UPDATE {table} SET {changed}")
    assert (len(named()), len(named(old))) == (1, int(column == "opened_on"))


def test_what_is_owed_is_told_when_the_award_is_cancelled(office: Office) -> None:
    recovery_of(office)
    assert faults(office, "recoveries") == []

    tamper(office.desk, "UPDATE recoveries SET money = 0")
    (named,) = faults(office, "recoveries")
    assert named.endswith(": money: not what was said")
    assert faults(office, "recoveries", as_told_before(log_of(office))) == []


def test_the_birth_of_a_corrected_entry_is_bound_and_in_no_event(office: Office) -> None:
    changes = {"nominee_name": "Nguyễn Thị Hường", "nominee_birth": "09/3/1988"}
    office.numbered(office.signed(office.secretary, **CORRECTION | {"changes": changes}))
    said = [one for one in log_of(office) if one.type == "registry.award_recorded"]
    with office.desk.database.reading() as tx:
        new = tx.scalars(select(Award).where(Award.replaces.is_not(None))).one()
        entry, birth = new.id, new.nominee_birth
    assert birth == "1988-03-09"
    assert said[0].data["kept_sha256"] is None
    assert said[1].data["kept_sha256"] not in (None, kept_hash(Award.__table__, nominee_birth=birth))
    assert not any("1988-03-09" in one.body() for one in log_of(office))
    assert [one for one in faults(office, "awards") if one.startswith(entry)] == []

    tamper(office.desk, "UPDATE awards SET nominee_birth = '1988-03-10' WHERE id = :entry", entry=entry)
    assert [one for one in faults(office, "awards") if one.startswith(entry)] == [
        f"{entry}: salt, nominee_birth: not what was said"
    ]
    for erased in (as_told_before(log_of(office)), [replace(one, data=_without_hash(one)) for one in log_of(office)]):
        assert not any(entry in one and "birth" in one for one in faults(office, "awards", erased))


def _without_hash(said: Envelope) -> dict[str, object]:
    """As `shared.accounting` hears an event of an erased person."""
    is_bound = said.type == "registry.award_recorded" and said.data["kept_sha256"] is not None
    return said.data | ({"kept_sha256": UNTOLD} if is_bound else {})


def test_a_union_an_earlier_release_heard_of_may_lack_both_its_name_and_its_block(office: Office) -> None:
    fact = UnitRegistered(
        unit="cdcs-co-bi", name="CĐCS Trường THCS Cổ Bi", kind=UnitKind.GRASSROOTS, block=Block.PUBLIC_SERVICE,
        parent=None, valid_from=date(2026, 1, 1),
    )  # fmt: skip
    said = [office.speakers.say("cdcs-co-bi", fact, SIGNER)]
    office.hears(*said)
    assert faults(office, "known_unions", said) == []

    tamper(office.desk, "UPDATE known_unions SET name = NULL, block = NULL WHERE id = 'cdcs-co-bi'")
    assert faults(office, "known_unions", said) == []
    for changed in ("name = 'CĐCS khác'", "name = 'CĐCS Trường THCS Cổ Bi'", "name = NULL, block = 'block_enterprise'"):
        tamper(office.desk, f"UPDATE known_unions SET {changed} WHERE id = 'cdcs-co-bi'")
        (named,) = faults(office, "known_unions", said)
        assert named.endswith("name, block: not what was said")
