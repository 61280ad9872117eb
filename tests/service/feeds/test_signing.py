"""Deliveries are signed as Standard Webhooks 1.0.0 says: by its own vector, and checked by its own library."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.database import Database
from service.feeds import secrets, subscribing
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.feeds.offices import Program, delivered, letter, subscribed
from tests.service.feeds.receiver import Receiver
from tests.service.jobs.desks import CLERK, OFFICE, VIA

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - that of the specification's tests
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_vector_of_the_specification_comes_out() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    said = secrets.signed([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert said == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_another_body_id_or_instant_is_signed_otherwise() -> None:
    """The control: each of the three is under the signature."""
    at = datetime.fromtimestamp(1614265330, UTC)
    said = ("msg_1", at, b"{}")
    others = [("msg_2", at, b"{}"), ("msg_1", at + timedelta(seconds=1), b"{}"), ("msg_1", at, b"{ }")]
    signature = secrets.signed([SECRET], *said)["webhook-signature"]
    assert all(secrets.signed([SECRET], *other)["webhook-signature"] != signature for other in others)


def test_a_secret_is_as_long_as_the_specification_wants() -> None:
    bare = b64decode(secrets.new_secret().removeprefix("whsec_"), validate=True)
    assert 24 <= len(bare) <= 64
    assert secrets.new_secret() != secrets.new_secret()


def test_what_goes_out_is_accepted_by_the_library_of_the_specification(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    delivered(instance, made.id)
    for came in receiver.came:
        assert Webhook(made.secret).verify(came.body, came.headers) == came.item
        with pytest.raises(WebhookVerificationError):
            Webhook(made.secret).verify(came.body + b" ", came.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(secrets.new_secret()).verify(came.body, came.headers)


def test_for_a_day_after_a_change_both_secrets_are_signed_with(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    made = subscribed(instance, receiver.url, program.id)
    new = subscribing.changed_secret(instance, OFFICE, made.id, "定期更换", CLERK, VIA)
    letter(instance)
    delivered(instance, made.id)
    for secret in (made.secret, new):
        Webhook(secret).verify(receiver.came[0].body, receiver.came[0].headers)
    now = datetime.now(UTC)
    with instance.pool.connection() as connection:
        assert secrets.of(connection, instance.keys, made.id, now) == (new, made.secret)
        assert secrets.of(connection, instance.keys, made.id, now + timedelta(days=1, seconds=1)) == (new,)


def test_nothing_goes_out_unsigned_where_the_key_is_another_one(
    instance: Instance, database: Database, tmp_path: Path, receiver: Receiver, program: Program
) -> None:
    """A database that was put back beside keys of another installation."""
    made = subscribed(instance, receiver.url, program.id)
    with instance.pool.connection() as connection:
        connection.execute("UPDATE signin.subscription_secret SET secret = decode(repeat('00', 60), 'hex')")
        assert secrets.of(connection, instance.keys, made.id, datetime.now(UTC)) == ()
    letter(instance)
    assert delivered(instance, made.id) is not None
    assert receiver.came == receiver.refused == []
    with assembled(Settings(tmp_path / "other"), database) as other, other.pool.connection() as connection:
        assert secrets.of(connection, other.keys, uuid4(), datetime.now(UTC)) == ()
