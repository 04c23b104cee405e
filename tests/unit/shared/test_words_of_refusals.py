"""Who is refused reads what they did and in which state the record is, in words and not in codes."""

from __future__ import annotations

import pytest

from shared.acts import ACTS
from shared.errors import Forbidden
from shared.events.envelope import Actor
from shared.events.terms import CaseState, Role
from shared.permissions import Jurisdiction, Permission, WrongState, authorize, table
from shared.vocabulary import STATES

HEAD = Actor(subject="head", role=Role.GRASSROOTS_HEAD, unit="cdcs")
ROWS = table(
    (
        Permission(
            "submit", frozenset({Role.GRASSROOTS_HEAD}), Jurisdiction.OWN_UNIT, frozenset({CaseState.DRAFT})
        ),
    )
)


def test_a_role_that_may_not_is_told_what_it_may_not() -> None:
    with pytest.raises(Forbidden) as refused:
        authorize(ROWS, "return_for_supplement", HEAD)

    assert refused.value.said.vi == "Vai trò của bạn không được thực hiện việc này: trả lại để bổ sung."


@pytest.mark.parametrize("state", [one for one in CaseState if one is not CaseState.DRAFT])
def test_a_wrong_state_is_told_by_its_name(state: CaseState) -> None:
    with pytest.raises(WrongState) as refused:
        authorize(ROWS, "submit", HEAD, own_unit="cdcs", state=state)

    assert refused.value.said.vi == f"Không thể thực hiện khi hồ sơ ở trạng thái “{STATES[state].vi}”."


def test_a_name_is_no_code() -> None:
    assert [one for one, name in ACTS.items() if "_" in name.vi or name.vi == one] == []
