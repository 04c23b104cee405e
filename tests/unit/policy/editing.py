"""The shape of the fixture that edits one place of a copied policy file."""

from __future__ import annotations

from collections.abc import Callable

Edit = Callable[[str, str, str], int]
