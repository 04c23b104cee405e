"""Who acts at the wrong step reads where the thing stands and when the act is possible, and no word of the wire."""

from __future__ import annotations

from enum import StrEnum

import pytest

from services.registry.errors import ComplaintNotThere, RecoveryNotThere, RemedyNotThere
from services.registry.models_after import ComplaintState, RecoveryState, RemedyState
from services.registry.steps import STEPS, refuse_at_another
from shared.errors import Conflict
from shared.words import Words


@pytest.mark.parametrize(
    ("refusal", "steps"),
    [(RemedyNotThere, RemedyState), (RecoveryNotThere, RecoveryState), (ComplaintNotThere, ComplaintState)],
)
def test_every_step_is_told_in_words(refusal: type[Conflict], steps: type[StrEnum]) -> None:
    first, *others = steps
    refuse_at_another(refusal, Words("Việc này", "This"), first, first)
    for now in others:
        with pytest.raises(refusal) as refused:
            refuse_at_another(refusal, Words("Việc này", "This"), now, first)
        said = refused.value.said
        assert (STEPS[now].vi in said.vi, STEPS[first].vi in said.vi) == (True, True)
        assert not [step for step in steps if "_" in step and step in said.en]
        assert "“" not in said.vi


def test_several_steps_are_joined() -> None:
    with pytest.raises(RemedyNotThere) as refused:
        refuse_at_another(
            RemedyNotThere, Words("Đề nghị", "The proposal"), RemedyState.IN_EFFECT, RemedyState.READY,
            RemedyState.HEARING,
        )  # fmt: skip
    assert refused.value.said == Words(
        "Đề nghị đã có hiệu lực; việc này chỉ làm được khi đề nghị chờ ký hoặc chờ giải trình.",
        "The proposal is in effect; this is possible while it is waiting for signature or waiting for the awardee to be"
        " heard.",
    )
