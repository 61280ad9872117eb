"""What was erased stays erased: keys that came back with a backup are destroyed again, and the files with them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from domain.subjects import petition_of
from service.attachments.erasing import erase_files
from service.erasure.carrying import finish_all
from service.keystore.store import KeyStore
from service.runtime import Instance


class Shredded(Struct, frozen=True):
    """How many subjects a list named, and the keys that were there again and are destroyed.

    `listed` is None where no list was at hand: then nobody knows what was erased after the backup.
    """

    listed: int | None
    kids: tuple[str, ...]


def shredded(instance: Instance, subjects: Sequence[str] | None) -> Shredded:
    """Destroys what the list names, and finishes what the logs say was erased. Run again it changes nothing."""
    store, offices = instance.keys.subjects, instance.offices.ids()
    for office in offices:
        finish_all(instance, office)
    kids = tuple(kid for subject in subjects or () for kid in _destroyed(store, subject))
    for petition in filter(None, map(petition_of, subjects or ())):
        for office in offices:
            erase_files(instance, office, petition)
    return Shredded(None if subjects is None else len(subjects), kids)


def _destroyed(store: KeyStore, subject: str) -> tuple[str, ...]:
    return store.destroy(subject) if store.alive([subject]) or not store.is_destroyed(subject) else ()
