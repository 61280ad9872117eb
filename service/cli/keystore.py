"""`zhuoluo keys kek`, `move` and `renew`: the keys of persons and petitions, how wrapped, and where."""

from __future__ import annotations

import click

from service.cli.opening import opened
from service.cli.printing import format_option, note, print_facts
from service.database import DatabaseRefused, found_database
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.keystore import moving, rotating, server
from service.keystore.folder import FolderShelf
from service.keystore.opening import kekring
from service.keystore.server import KEYS_URL
from service.keystore.store import KeyStore
from service.keystore.wrapping import UNWRAPPED
from service.postgres import exit_on_sigterm
from service.settings import Settings


@click.group("kek")
def kek() -> None:
    """主密钥: the key-encryption key that wraps the keys of persons and petitions."""


@kek.command("status")
@format_option
def told(kind: str) -> None:
    """Say which one is in use, how many keys each wraps, and which are at hand."""
    with opened() as instance:
        found = rotating.status(instance.keys.subjects)
    wraps = {name or "未加密 never wrapped": count for name, count in found.wraps.items()}
    if kind == "json":
        print_facts(kind, {"current": found.current, "rotating": found.rotating, "wraps": found.wraps,
                           "at_hand": list(found.at_hand)})  # fmt: skip
        return
    said = ", ".join(f"{name}: {count}" for name, count in wraps.items())
    facts = {"current": found.current, "rotating": found.rotating, "wraps": said, "at_hand": ", ".join(found.at_hand)}
    print_facts(kind, facts)
    if found.rotating or found.wraps.get(UNWRAPPED):
        note("轮换未完成，请运行 not all keys are wrapped by it: run zhuoluo keys kek rotate")


@kek.command("rotate")
@format_option
def rotated(kind: str) -> None:
    """Wrap every key by a new one; what was cut short is finished. The old one stays until it is removed."""
    with opened() as instance:
        done = rotating.rotate(instance.keys.subjects)
    print_facts(kind, {"current": done.current, "rewrapped": done.rewrapped, "resumed": done.resumed})


@kek.command("remove")
@click.argument("identity", metavar="KEK")
@format_option
def removed(identity: str, kind: str) -> None:
    """Remove one that wraps nothing any more: after that older copies of the keys open nothing."""
    with opened() as instance:
        rotating.remove(instance.keys.subjects, identity)
    print_facts(kind, {"removed": identity})


@click.command("renew")
@click.argument("subject")
@format_option
def renewed(subject: str, kind: str) -> None:
    """Make a new key for a subject (person-… or case-…): new values are sealed under it, old ones stay readable."""
    with opened() as instance:
        made = instance.keys.subjects.renew(subject)
    print_facts(kind, {"renewed": subject, "kid": made})


@click.command("move")
@format_option
def moved(kind: str) -> None:
    """Move the keys of persons and petitions from the key folder to the server named by ZHUOLUO_KEYS_URL.

    Every server of this home must be stopped. Cut short, it is finished by being run again.
    """
    exit_on_sigterm()
    settings = Settings.from_environment()
    if settings.keys_url is None:
        message = f"{KEYS_URL} says where to: set it (请设置{KEYS_URL})"
        raise DatabaseRefused(message)
    with found_database(settings) as ledger:
        if ledger is None:
            message = f"there is no database in {settings.home} yet (尚无数据库)"
            raise DatabaseRefused(message)
        own = InstanceKeys(KeyFolder(settings.home / "keys"))
        own.refuse_held(own.mac)
        target = KeyStore(server.opened(settings.keys_url, ledger), kekring(settings))
        try:
            done = moving.move(FolderShelf(settings.home / "keys"), target)
        finally:
            target.close()
    print_facts(kind, {"keys": done.keys, "destroyed": done.destroyed, "to": target.shelf.place})


COMMANDS = (kek, renewed, moved)
