"""`vinhdanh audit erase`: both people see at their terminal whose records would go; another program is told no name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from deploy.commands.audit import audit
from services.nomination.errors import NoSuchErasure, SeveralPeople
from shared.erasure import ERASED
from shared.events.terms import Role
from shared.tables import looked
from tests.support.desks import bearer
from tests.unit.nomination.house import PHU_CU, PROVINCE, House
from tests.unit.nomination.test_namesakes_erased import HUONG, NAMESAKE, ended


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """One the command line finds, with a token for each of two people."""
    made = House(tmp_path)
    for name, value in (
        ("DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite"), ("KEYS_DIR", str(tmp_path / "keys")),
        ("DATA_DIR", str(tmp_path)),
    ):  # fmt: skip
        monkeypatch.setenv(f"VINHDANH_{name}", value)
    for who, role in (("one", Role.ADMINISTRATOR), ("two", Role.SIGNER)):
        token = bearer(tmp_path, who, role, PROVINCE)["Authorization"].removeprefix("Bearer ")
        (tmp_path / who).write_text(token, encoding="ascii")
    yield made
    made.desk.database.close()


def erase(house: House, who: str, *arguments: str, types: str = "") -> Result:
    return CliRunner().invoke(
        audit, ["erase", *arguments, "--token-file", str(house.directory / who)], input=types
    )


def asked(house: House, *arguments: str) -> Result:
    return erase(house, "one", *arguments, "--basis", "consent_withdrawn", "--document", "Đơn 5")


def test_who_agrees_sees_whose_records_go_and_is_asked_once_more(house: House) -> None:
    case, other = ended(house), ended(house, PHU_CU, full_name=NAMESAKE)
    in_doubt = asked(house, case)
    first = asked(house, case, "--case", case)
    request = first.output.splitlines()[-1].split(":")[0]

    assert isinstance(in_doubt.exception, SeveralPeople)
    assert {place.at for place in in_doubt.exception.places} == {case, other}
    shown = erase(house, "two", "--show", request)
    thought_better = erase(house, "two", "--confirm", request, types="n\n")

    assert (first.exit_code, shown.exit_code, thought_better.exit_code) == (0, 0, 1), first.output + shown.output
    for output in (first.output, shown.output, thought_better.output):
        taken, left = output.split("Cùng khóa, để nguyên:")
        assert HUONG in taken
        assert NAMESAKE in left
    with house.desk.database.reading() as tx:
        looks = tx.execute(select(looked.c.actor, looked.c.view, looked.c.record).distinct()).all()
    assert [tuple(one) for one in looks] == [("two", "audit erase", request)]
    assert house.row(case).nominee_name == HUONG
    assert erase(house, "two", "--confirm", request, types="y\n").exit_code == 0
    assert (house.row(case).nominee_name, house.row(other).nominee_name) == (ERASED, NAMESAKE)


def test_another_program_is_told_no_name_and_asked_nothing(house: House) -> None:
    case = ended(house)
    first = asked(house, case, "--json")
    request = json.loads(first.stdout)["id"]
    done = erase(house, "two", "--confirm", request, "--json")

    assert (json.loads(first.stdout)["cases"], json.loads(done.stdout)["outcome"]) == ([case], "confirmed")
    assert HUONG not in first.output + done.output


def test_who_may_not_agree_is_shown_nothing(house: House) -> None:
    case = ended(house)
    request = json.loads(asked(house, case, "--json").stdout)["id"]
    token = bearer(house.directory, "bon", Role.COUNCIL_MEMBER, PROVINCE)["Authorization"].removeprefix("Bearer ")
    (house.directory / "four").write_text(token, encoding="ascii")

    shown = erase(house, "four", "--show", request)

    assert (shown.exit_code, HUONG in shown.output) == (1, False)
    assert house.said("nomination.command_refused")[-1]["action"] == "read_erasures"


def test_a_secretary_sees_and_takes_back_what_was_asked_by_them_alone(house: House) -> None:
    for who in ("ba", "bon"):
        token = bearer(house.directory, who, Role.COUNCIL_SECRETARY, PROVINCE)["Authorization"]
        (house.directory / who).write_text(token.removeprefix("Bearer "), encoding="ascii")
    asking = ("--basis", "consent_withdrawn", "--document", "Đơn 5", "--json")
    request = json.loads(erase(house, "ba", ended(house), *asking).stdout)["id"]
    back = ("--decline", request, "--reason", "Ghi nhầm số đơn, sẽ đề nghị lại.")

    strange = [erase(house, "bon", *act) for act in (("--show", request), back)]
    own = [erase(house, "ba", *act) for act in (("--show", request), back)]

    assert [isinstance(one.exception, NoSuchErasure) for one in strange] == [True, True]
    assert [HUONG in one.output for one in (*strange, own[0])] == [False, False, True]
    assert [one.exit_code for one in own] == [0, 0]
