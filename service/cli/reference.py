"""The reference of the command line: `python -m service.cli.reference > docs/cli.md`; a test holds them equal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from service.cli.main import zhuoluo

HEAD = """\
# The command line

`zhuoluo COMMAND --help` says the same. Lists and facts go to standard output, as tables or with `--format json`
for scripts; progress, notes and errors go to standard error.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused by a rule, rejected rows, a damaged log, no such office or petition, or a status that calls for somebody |
| 2 | wrongly asked: an unknown option, a date that is none, a setting that cannot be meant |
| 3 | the database cannot be used, the clock is not accepted, the read models are behind, or the port is taken |
| 70 | a fault of the program; `ZHUOLUO_DEBUG=1` shows where |
| 130 | interrupted with Ctrl-C; `serve` and `demo` are ended by it and give 0 |

| variable | meaning |
|---|---|
| `ZHUOLUO_HOME` | where everything is kept; `~/.zhuoluo`, for root `/var/lib/zhuoluo` |
| `ZHUOLUO_CONFIG` | a settings file elsewhere than `zhuoluo.toml` in the home ([operations](operations.md)) |
| `ZHUOLUO_DATABASE_URL` | a PostgreSQL 15 or newer instead of the embedded one; [several hosts](high-availability.md) |
| `ZHUOLUO_OWNER_URL` | another login to the same database, for migrations and `doctor --mend` ([walls](walls.md)) |
| `ZHUOLUO_ORIGIN` | what names of logs in signed heads begin with, as `petitions.example` ([evidence](evidence.md)) |
| `ZHUOLUO_KEK_FILE` | the key-encryption key: one file or more, the one to use first, then `:` ([keys](keystore.md)) |
| `ZHUOLUO_KEYS_URL` | a PostgreSQL on another server for the keys of persons and petitions ([keys](keystore.md)) |
| `ZHUOLUO_SHRED_LIST` | a file apart from all backups: the subjects whose keys were destroyed ([backup](backup.md)) |
| `ZHUOLUO_PORT` | the port on 127.0.0.1, 8000 if not set |
| `ZHUOLUO_DRAIN_SECONDS` | seconds for which `serve` answers on after SIGTERM ([HA](high-availability.md)) |
| `ZHUOLUO_HOSTS`, `ZHUOLUO_PROXIES` | by which names it may be asked, which proxies it believes ([web](web.md)) |
| `ZHUOLUO_ADDRESS_RATE`, `ZHUOLUO_SESSION_RATE` | requests a second and at once ([web](web.md)) |
| `ZHUOLUO_SMTP`, `ZHUOLUO_MAIL_FROM` | the mail server, and who mails [reminders](reminders-by-mail.md) |
| `ZHUOLUO_SMTP_PASSWORD_FILE` | a file with the password of the user in `ZHUOLUO_SMTP`, mode 600 |
| `ZHUOLUO_WEBHOOK_NETWORKS` | networks (a,b) where [deliveries](feeds.md), [packages](exchange.md) may go too |
| `ZHUOLUO_PURPOSE` | what petitions are read for at this console: `handling`, `audit`, … ([reads](access-logs.md)) |
| `ZHUOLUO_API_DOCS`, `ZHUOLUO_ACCESS_LOG` | `on` or `off`: documentation, a line for each request ([web](web.md)) |
| `ZHUOLUO_LOG_FORMAT` | `text` or `json`: what the server logs, as an object a line ([operations](operations.md)) |
| `ZHUOLUO_METRICS_TOKEN_FILE` | the token with which other computers read [metrics](operations.md), mode 600 |
| `ZHUOLUO_WITNESS_HOME` | where a witness keeps its key and what it has seen ([witness](witness.md)) |
| `ZHUOLUO_ATTACHMENTS` | the folder of [attachments](attachments.md); `attachments` below the home if not set |
| `ZHUOLUO_SCANNER` | clamd, as `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310` |
| `ZHUOLUO_ATTACHMENT_MIB` | the largest file in MiB, 50 if not set |
| `ZHUOLUO_RECORDING_MIB` | the largest recording in MiB, 500 if not set |
| `ZHUOLUO_ATTACHMENTS_EACH` | the most attachments of one petition, 200 if not set |
| `ZHUOLUO_PG_BIN` | where the programs of PostgreSQL lie, instead of those of the wheel |
| `ZHUOLUO_PG_OSUSER` | the account that runs the embedded database when zhuoluo is started by root |
"""


def reference() -> str:
    """The whole page."""
    return HEAD + "".join(_commands(zhuoluo, click.Context(zhuoluo, info_name="zhuoluo")))


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.commands[name]
        inner = click.Context(command, parent=context, info_name=name)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)
        else:
            yield _page(command, inner)


def _page(command: click.Command, context: click.Context) -> str:
    usage = command.get_usage(context).removeprefix("Usage: ")
    options = [record for option in command.params if (record := option.get_help_record(context))]
    listed = "".join(f"* `{name}` {_sentence(said)}\n" for name, said in options)
    help_text = "\n".join(line.strip() for line in (command.help or "").strip().splitlines())
    return f"\n## {context.command_path}\n\n    {usage}\n\n{help_text}\n\n{listed}"


def _sentence(said: str) -> str:
    return said.replace("  ", " ").strip()


if __name__ == "__main__":
    click.echo(reference(), nl=False)
