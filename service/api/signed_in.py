"""Sign-in as the door of the addresses asks for it."""

from __future__ import annotations

from service.runtime import Instance
from service.signin.accounts import accounts_exist
from service.signin.demo import shown
from service.signin.identity import Identity, identity


def sign_in_demanded(instance: Instance) -> bool:
    """Whether there are accounts. In a demo, whose passwords everybody knows, nobody has to use one."""
    return accounts_exist(instance) and not shown(instance.settings.home)


class SignedIn:
    """The door of an installation: open to this computer's console until there is an account."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def demanded(self) -> bool:
        return sign_in_demanded(self._instance)

    def identity(self) -> Identity | None:
        return identity()
