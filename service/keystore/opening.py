"""Opens the key store that the settings name: the key folder, or a server."""

from __future__ import annotations

from itertools import islice

from service.keystore import server
from service.keystore.files import BadKey
from service.keystore.folder import FolderShelf
from service.keystore.server import KEYS_URL
from service.keystore.shredlist import ShredList
from service.keystore.store import KeyStore
from service.keystore.wrapping import KekFiles, KekFolder, Kekring
from service.settings import Settings


def kekring(settings: Settings) -> Kekring:
    """The KEKs: files named by ZHUOLUO_KEK_FILE, else `kek/` below the home."""
    return KekFiles(settings.kek_files) if settings.kek_files else KekFolder(settings.home / "kek")


def key_store(settings: Settings, ledger: str) -> KeyStore:
    """The store; `ledger` says how to connect to the ledger, which must not lie in the cluster of the keys.

    Raises: BadKey, MissingKek, service.database.DatabaseRefused, service.migrations.MigrationError.
    """
    folder = FolderShelf(settings.home / "keys")
    listed = ShredList(settings.shred_list) if settings.shred_list else None
    if settings.keys_url is None:
        if moved := folder.moved():
            message = f"the keys of this home were moved to {moved}: set {KEYS_URL} (密钥已迁移，请设置{KEYS_URL})"
            raise BadKey(message)
        store = KeyStore(folder, kekring(settings), shred_list=listed)
    else:
        if next(islice(folder.kids(), 1), None):
            message = f"{folder.place} still holds keys: run 'zhuoluo keys move' first (请先迁移密钥)"
            raise BadKey(message)
        store = KeyStore(server.opened(settings.keys_url, ledger), kekring(settings), shred_list=listed)
    try:
        store.check()
    except BadKey:
        store.close()
        raise
    return store
