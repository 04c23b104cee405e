"""Whoever sent a supplement has a hand in the case: neither receives nor passes it (M02)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.review.council_errors import MandateConflict
from shared.desk import Desk
from shared.errors import RuleBlocked
from shared.events.envelope import Actor
from tests.unit.review.cases import HEAD, OFFICER, open_case, pass_on, receive
from tests.unit.review.test_mandates import DEPUTY, give, receive_for
from tests.unit.review.test_supplements import give_back
from tests.unit.review.test_supplements_held import supplement


def test_whoever_sent_the_supplement_neither_receives_nor_passes_it(desk: Desk) -> None:
    """The officer sent the first version; the head, who returned it, sent the second."""
    open_case(desk)
    receive(desk, HEAD)
    give_back(desk, HEAD, "minutes")
    supplement(desk, by=HEAD)
    with pytest.raises(RuleBlocked) as refused:
        receive(desk, HEAD)

    assert [(place.at, place.words.vi) for place in refused.value.places] == [
        ("M02", "Người nộp bổ sung hồ sơ không được tiếp nhận, thẩm định."),
    ]  # fmt: skip
    another = replace(HEAD, subject="vice@minh-anh")
    receive(desk, another)
    with pytest.raises(RuleBlocked):
        pass_on(desk, HEAD)
    pass_on(desk, another)


def test_whoever_sent_an_earlier_supplement_neither(desk: Desk) -> None:
    open_case(desk)
    give_back(desk, HEAD, "minutes")
    supplement(desk, by=HEAD)
    give_back(desk, HEAD, "minutes")
    supplement(desk, by=OFFICER)
    with pytest.raises(RuleBlocked):
        receive(desk, HEAD)


def test_without_a_supplement_the_rule_is_told_what_it_was_always_told(desk: Desk) -> None:
    """So an answer given before is asked again with the same facts."""
    open_case(desk)
    [said] = receive(desk, HEAD)
    [first] = [one for one in said.data["evaluations"] if one["rule"] == "M02"]
    assert set(first["facts"]) == {"actor", "submitted_by", "sent_up_by"}


@pytest.mark.parametrize("sender", [DEPUTY, HEAD], ids=["the delegate", "the giver"])
def test_nor_under_a_mandate(desk: Desk, sender: Actor) -> None:
    open_case(desk)
    give_back(desk, HEAD, "minutes")
    supplement(desk, by=sender)
    with pytest.raises(MandateConflict):
        receive_for(desk, give(desk))
