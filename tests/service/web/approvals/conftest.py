"""The office of tests/service/access/story.py: letters on their way, an accusation, people of every role."""

from tests.service.access.conftest import client, door, told
from tests.service.conftest import instance

__all__ = ["client", "door", "instance", "told"]
