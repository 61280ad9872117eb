"""A typed client of the API, which needs nothing of the server: docs/client.md shows how it is used."""

from service.client.act import Act, act, correct, receive
from service.client.async_client import AsyncClient
from service.client.call import Call
from service.client.client import Client
from service.client.errors import (
    Changed,
    ClientError,
    Conflict,
    Failed,
    Invalid,
    KeyReused,
    NotAllowed,
    NotChanged,
    NotFound,
    Refused,
    SignedOut,
    TooMany,
    Unavailable,
    Unexpected,
    Unreachable,
)
from service.client.exchange import Answer
from service.client.files import attach
from service.client.retrying import Patience
from service.client.types import Officer, Person

__all__ = (
    "Act", "Answer", "AsyncClient", "Call", "Changed", "Client", "ClientError", "Conflict", "Failed", "Invalid",
    "KeyReused", "NotAllowed", "NotChanged", "NotFound", "Officer", "Patience", "Person", "Refused", "SignedOut",
    "TooMany", "Unavailable", "Unexpected", "Unreachable", "act", "attach", "correct", "receive",
)  # fmt: skip
