"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.types.health import Alive, Ready, Status

__all__ = (
    "health", "ready", "status",
)  # fmt: skip


def health() -> Call[Alive]:
    """活着 Alive."""
    return asked("/health", (), Alive)


def ready() -> Call[Ready]:
    """就绪 Ready."""
    return asked("/ready", (), Ready)


def status() -> Call[Status]:
    """运行状态 Status."""
    return asked("/status", (), Status)
