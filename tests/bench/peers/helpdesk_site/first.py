"""The first things in a fresh site: four queues, who signs in, four clerks, two fields of a ticket."""

from __future__ import annotations

import os

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - its models are there only after setup
from helpdesk.models import CustomField, Queue  # noqa: E402

UNITS = range(1, 5)


def fill() -> None:
    users = get_user_model().objects
    users.create_superuser("admin", "admin@bench.invalid", os.environ["HELPDESK_PASSWORD"], pk=1)
    for unit in UNITS:
        users.create_user(f"clerk{unit}", f"clerk{unit}@bench.invalid", is_staff=True, pk=unit + 1)
        Queue.objects.create(pk=unit, title=f"Q{unit}", slug=f"q{unit}", email_address=f"q{unit}@bench.invalid")
    for nth, name in enumerate(("reporter_name", "channel")):
        CustomField.objects.create(
            name=name, label=name, data_type="varchar", max_length=100, ordering=nth, required=False
        )


if __name__ == "__main__":
    fill()
