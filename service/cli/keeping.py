"""`zhuoluo rebuild` and `migrate`: for those who keep the service."""

from __future__ import annotations

import click

from service.cli.opening import opened
from service.cli.printing import format_option, print_facts
from service.cli.progress import bar
from service.projector.following import rebuild


@click.command("rebuild")
@format_option
def rebuilt(kind: str) -> None:
    """Fold all read models anew from the ledger and put them in the place of the old ones."""
    with opened() as instance, bar("重建 rebuild") as progress:
        events = rebuild(instance.pool, lambda _office, done, total: progress(done, total))
        instance.sums.catch_up()
        instance.likeness.rebuild()
        instance.gate.rebuild()
        instance.exchange.rebuild()
    print_facts(kind, {"events": events})


@click.command("migrate")
@format_option
def migrated(kind: str) -> None:
    """Bring the database to the schema of this program; every other command does so too."""
    with opened() as instance:
        applied = instance.database.applied
    print_facts(kind, {"applied": list(applied)} if kind == "json" else {"applied": ", ".join(applied) or "-"})
