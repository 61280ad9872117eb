"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.types.shared import LogKeysSaid, Receipt

__all__ = (
    "log_checkpoint", "log_keys", "log_log_position", "log_tile",
)  # fmt: skip


def log_checkpoint(office: str) -> Call[bytes]:
    """最新检查点 The newest signed checkpoint, with its cosignatures (C2SP tlog-checkpoint)."""
    return asked("/offices/{office}/log/checkpoint", (office,), bytes)


def log_tile(office: str, tile: str) -> Call[bytes]:
    """树的块 A tile of the tree or of its entries (C2SP tlog-tiles)."""
    return asked("/offices/{office}/log/tile/{tile}", (office, tile), bytes)


def log_keys(office: str) -> Call[LogKeysSaid]:
    """日志公钥 Name and keys of the log."""
    return asked("/offices/{office}/log/keys", (office,), LogKeysSaid)


def log_log_position(office: str, log_position: str) -> Call[Receipt]:
    """回执 The receipt of an event."""
    return asked("/offices/{office}/log/receipts/{log_position}", (office, log_position), Receipt)
