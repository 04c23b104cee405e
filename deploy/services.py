"""The one place that knows all services."""

from __future__ import annotations

from importlib import import_module

from shared.desk import Definition


def definition_of(name: str) -> Definition:
    """The definition of a service, imported only when it is wanted: a process loads what it serves."""
    definition: Definition = import_module(f"services.{name}.service").DEFINITION
    return definition
