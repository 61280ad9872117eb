"""What passed between this office and another about a petition; asked for in events.py, with the others.

The logs of both offices cite each other by these: who takes cites the sender's event, who has sent cites the taker's.
"""

from __future__ import annotations

from domain.verbs.transferring import AcknowledgeTransfer, TakeTransfer


class TransferTaken(TakeTransfer, frozen=True, tag="TransferTaken/1"):
    """接收交换件."""


class TransferAcknowledged(AcknowledgeTransfer, frozen=True, tag="TransferAcknowledged/1"):
    """交换回执."""
