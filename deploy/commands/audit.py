"""`vinhdanh audit`: what auditors ask of the ledger.

Owns: which commands there are. Leaves to others: each of them.
"""

from __future__ import annotations

from typing import ClassVar

import click

from deploy.commands.on_demand import OnDemand


class _Audit(OnDemand):
    modules: ClassVar = {
        "trace": "deploy.commands.audit_trace",
        "records": "deploy.commands.audit_tracing",
        "person": "deploy.commands.audit_tracing",
        "origin": "deploy.commands.audit_tracing",
        "state": "deploy.commands.audit_tracing",
        "differences": "deploy.commands.audit_tracing",
        "prove": "deploy.commands.audit_trace",
        "pack": "deploy.commands.audit_pack",
        "export": "deploy.commands.audit_export",
        "verify": "deploy.commands.audit_verify",
        "erase": "deploy.commands.audit_erase",
        "keygen": "deploy.commands.audit_witness",
        "witness": "deploy.commands.audit_witness",
    }


@click.group(cls=_Audit)
def audit() -> None:
    """Trace a case, prove an event, pack the evidence, verify the ledger."""
