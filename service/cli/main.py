"""`zhuoluo`: one command line for officers, supervisors, auditors and those who run the service."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version

import click

from service.cli import (
    access,
    accountability,
    accounts,
    attaching,
    backing,
    benching,
    bundling,
    cases,
    configuring,
    doctoring,
    documents,
    erasing,
    exchange,
    explaining,
    figures,
    heads,
    imports,
    issuing,
    issuing_many,
    jobs,
    keeping,
    keys,
    keystore,
    layouts,
    lists,
    log,
    mining,
    numbers,
    offices,
    own_calendar,
    query_codes,
    repeats,
    replaying,
    reports,
    restoring,
    rulebooks,
    scenarios,
    serving,
    status,
    templates,
    tokens,
    verifying,
    versions,
    webhooks,
    witness,
)
from service.cli.failures import INTERRUPTED, OK, told

COMMANDS = (
    serving.serve,
    serving.demo,
    offices.office,
    offices.calendar,
    offices.clock,
    imports.imported,
    lists.listed,
    mining.export,
    cases.show,
    replaying.replay,
    attaching.attach,
    attaching.attachments,
    attaching.attachment,
    bundling.bundled,
    bundling.verifier,
    documents.document,
    issuing.issued,
    issuing_many.issued_many,
    templates.templates,
    repeats.candidates,
    rulebooks.rulebook,
    numbers.numbered,
    query_codes.query_code,
    explaining.explain,
    figures.stats,
    reports.report,
    accountability.accountability,
    jobs.jobs,
    status.told,
    doctoring.doctor,
    configuring.config,
    backing.backup,
    restoring.restored,
    restoring.resumed,
    log.logs,
    witness.witness,
    keeping.rebuilt,
    versions.versions,
    access.access,
    verifying.verified,
    keys.keys,
    accounts.account,
    accounts.session,
    tokens.token,
    webhooks.webhooks,
    exchange.exchange,
    *erasing.COMMANDS,
    keeping.migrated,
    scenarios.scenarios,
    benching.bench,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("zhuoluo"), prog_name="zhuoluo")
def zhuoluo() -> None:
    """着落: 来信来访的登记、期限和审计记录. The register of letters, visits and calls.

    Everything is kept under ZHUOLUO_HOME; with ZHUOLUO_DATABASE_URL the database is that PostgreSQL. `zhuoluo config`
    tells what else can be set.
    """


for command in heads.COMMANDS:
    log.logs.add_command(command)
for command in own_calendar.COMMANDS:
    offices.calendar.add_command(command)
for command in keystore.COMMANDS:
    keys.keys.add_command(command)
for command in layouts.COMMANDS:
    reports.report.add_command(command)
for command in COMMANDS:
    zhuoluo.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and exits: 0 done, 1 refused or damaged, 2 wrongly asked, 3 database or clock unavailable."""
    try:
        code = zhuoluo.main(args=arguments, standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        code = OK
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a sentence and a code
        code = told(error)
    sys.exit(code or OK)


if __name__ == "__main__":
    main()
