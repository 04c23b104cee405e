"""A last day that still counts is never called “before” it: “trước ngày D” is strictly before (domain.md §1)."""

from __future__ import annotations

import re

import pytest

from services.notification.rules.templates import TEMPLATES

_STRICTLY_BEFORE = re.compile(r"trước (hết )?(ngày )?\{")


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_no_message_says_before_a_day_that_counts(template: str) -> None:
    words = (TEMPLATES[template].title, TEMPLATES[template].text)

    assert [one.vi for one in words if _STRICTLY_BEFORE.search(one.vi)] == []
    assert [one.en for one in words if "before {" in one.en] == []
