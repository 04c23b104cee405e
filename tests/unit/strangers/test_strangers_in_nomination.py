"""Nomination: every row of its permissions refuses whoever it does not name, and leaves nothing but the refusal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.nomination import actions_policies
from shared.permissions import Jurisdiction
from tests.support.doors import Doors
from tests.unit.nomination.house import MINH_ANH, PDF, PHU_CU, PLAN, PROVINCE, House, file_part
from tests.unit.nomination.test_drafts import body
from tests.unit.nomination.test_launches import SETTLED
from tests.unit.nomination.test_lists import list_of
from tests.unit.nomination.test_overrides import form
from tests.unit.nomination.workbooks import official, person

READ = "read_own read_from_above read_all"
JUDGE = "rule_on_likeness rule_on_likeness_from_above"
ROUTES = {
    "POST /nominations": "create",
    "GET /nominations": "read_own read_all",
    "GET /nominations/{nomination_id}": READ,
    "GET /nominations/{nomination_id}/explanation": READ,
    "GET /nominations/{nomination_id}/versions/{number}/changes": READ,
    "GET /nominations/{nomination_id}/papers/{paper_id}": READ,
    "GET /nominations/{nomination_id}/duplicates": READ,
    "PUT /nominations/{nomination_id}": "edit",
    "POST /nominations/{nomination_id}/papers": "attach_paper",
    "DELETE /nominations/{nomination_id}/papers/{paper_id}": "remove_paper",
    "POST /nominations/{nomination_id}/check": "check",
    "POST /nominations/{nomination_id}/submit": "submit",
    "POST /nominations/{nomination_id}/resubmit": "resubmit",
    "POST /nominations/{nomination_id}/withdraw": "withdraw",
    "POST /nominations/{nomination_id}/withdraw draft": "drop_draft",
    "POST /nominations/{nomination_id}/duplicates/{other_id}/same-person": JUDGE,
    "POST /nominations/{nomination_id}/duplicates/{other_id}/different-people": JUDGE,
    "POST /lists": "import_list",
    "GET /lists": "read_own read_all",
    "GET /lists/{list_id}": "read_own read_all",
    "POST /lists/{list_id}/papers": "attach_list_paper",
    "DELETE /lists/{list_id}/papers/{paper_id}": "remove_list_paper",
    "POST /lists/{list_id}/meeting": "record_meeting",
    "POST /lists/{list_id}/submit": "submit_list",
    "POST /units": "register_unit",
    "POST /units/{unit_id}/move": "move_unit",
    "POST /units/{unit_id}/close": "close_unit",
    "POST /units/{unit_id}/merge": "merge_unit",
    "POST /units/{unit_id}/split": "split_unit",
    "POST /units/{unit_id}/succession/retraction": "take_back_succession",
    "POST /launches": "launch_movement",
    "POST /launches/{launch_id}/end": "end_launch",
    "POST /launches/{launch_id}/withdrawal": "withdraw_launch",
    "POST /unit-plans": "register_plan",
    "GET /holds": "read_holds",
    "POST /holds": "enter_hold",
    "POST /holds/{hold_id}/lift": "lift_hold",
    "GET /chain-overrides": "read_overrides",
    "POST /chain-overrides": "override_chain",
    "POST /chain-overrides/{override_id}/retraction": "take_back_override",
    "GET /erasures": "read_own_erasures read_erasures",
    "POST /erasures": "ask_erasure",
    "GET /erasures/{erasure_id}": "read_own_erasures read_erasures",
    "POST /erasures/{erasure_id}/confirm": "confirm_erasure",
    "POST /erasures/{erasure_id}/decline": "take_back_erasure decline_erasure",
}
AT_HOME = frozenset({"POST /nominations", "GET /nominations", "POST /lists", "GET /lists"})
EVERYBODY = "everybody who can sign in"
OPEN = dict.fromkeys(
    (
        "GET /units", "GET /units/{unit_id}", "GET /units/{unit_id}/parent", "GET /units/{unit_id}/quotas",
        "GET /launches", "GET /launches/{launch_id}", "GET /launch-standings", "GET /unit-plans/{plan}/{unit_id}",
        "GET /lists/template.xlsx",
    ),
    EVERYBODY,
)  # fmt: skip
LAUNCH = {
    "plan": PLAN, "unit": MINH_ANH, "name": "Giờ cao điểm", "scope": "workforce", "settled": SETTLED,
    "document": "KH 5/KH-CĐ",
}  # fmt: skip
CALLS = {
    "activate_policy": lambda desk, work: actions_policies.activate(
        desk, work, desk.policies.policies, governs_from=date(2026, 9, 1), document="CV 1"
    ),
}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Two drafts, a case that was sent, a list and a launch of one union, and another union beside it."""
    directory: Path = tmp_path_factory.mktemp("doors")
    house = House(directory)
    draft, other = house.draft(), house.draft(full_name="Nguyễn Thị Hường")
    sent = house.draft(full_name="Lò Văn Phương", birth="1970-01-02")
    assert house.submit(sent).status_code == 200
    shown = house.call("GET", f"/nominations/{draft}").json
    kept = list_of(house, person(1, "Trần Văn Đức"))
    launched = house.call("POST", "/launches", body=LAUNCH)
    assert launched.status_code == 201, launched.json
    paper = {"kind": "minutes"}
    yield Doors(
        desk=house.desk, directory=directory, routes=ROUTES, open=OPEN, calls=CALLS, of_oneself=AT_HOME,
        shut=dict.fromkeys(("read_units", "read_launches"), EVERYBODY),
        at={Jurisdiction.OWN_UNIT: MINH_ANH, Jurisdiction.AREA: PROVINCE},
        known={
            "nomination_id": draft, "other_id": other, "paper_id": shown["papers"][0]["id"], "list_id": kept,
            "launch_id": launched.json["id"], "unit_id": MINH_ANH, "unit": MINH_ANH, "number": 1, "plan": PLAN,
            "parent": PROVINCE, "successor": PHU_CU, "successors": [PHU_CU, PROVINCE], "birth": "1980",
            "award": "merit_cert_federation", "year": 2026,
        },
        known_at={"POST /nominations/{nomination_id}/withdraw": {"nomination_id": sent}},
        body_at={
            **dict.fromkeys(("POST /nominations", "PUT /nominations/{nomination_id}"), body()),
            "POST /units": {
                "name": "CĐCS mới", "kind": "grassroots_union", "block": "block_enterprise",
                "parent": PROVINCE, "valid_from": "2026-08-03",
            },
            "POST /launches": LAUNCH, "POST /chain-overrides": form(unit=MINH_ANH),
        },
        form_at={
            "POST /lists": lambda: {"plan": PLAN, "file": file_part(official(person(1, "Lò Văn Pa")), "ds.xlsx")},
            **{
                f"POST /{where}/papers": lambda: paper | {"file": file_part(PDF, "bien-ban.pdf")}
                for where in ("nominations/{nomination_id}", "lists/{list_id}")
            },
        },
        seen={one: house.row(one).version for one in (draft, sent)},
    )  # fmt: skip
    house.desk.database.close()


def test_every_row_has_its_door(doors: Doors) -> None:
    doors.all_are_there()


@pytest.mark.parametrize("door", [*ROUTES, *CALLS])
def test_whoever_a_row_does_not_name_is_refused(doors: Doors, door: str) -> None:
    doors.refuse_strangers(door)
