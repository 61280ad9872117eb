"""The operating-system account that runs PostgreSQL, which refuses to be run by root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.postgres.errors import INSTEAD, ServerStuck, Unreachable

UNPRIVILEGED = ("postgres", "nobody")
"""Tried in this order when root starts the server; no account is ever created."""

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""Nothing of the caller's: messages stay English, so they can be matched, and no PG* variable gets in."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server. `switch` is empty when that is the account of this process itself."""

    name: str
    uid: int
    gid: int
    switch: dict[str, Any]

    def run(
        self, command: Sequence[str | Path], timeout: float = 60, holding: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program as this account, in a session of its own so that Ctrl-C does not reach it.

        The files `holding` stay open in it, and with them their locks, should this process be killed.

        Units: timeout in seconds. Raises: OSError when the account may not execute the program, ServerStuck.
        """
        try:
            return subprocess.run(  # noqa: S603 - fixed programs, arguments as a list, no shell
                [os.fspath(part) for part in command],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                cwd="/",
                encoding="utf-8",
                env=ENVIRONMENT,
                errors="replace",
                pass_fds=holding,
                start_new_session=True,
                timeout=timeout,
                umask=0o077,
                **self.switch,
            )
        except subprocess.TimeoutExpired as error:
            raise ServerStuck(f"{command[0]} has not ended within {timeout:.0f} s; end it, {INSTEAD}") from error

    def own(self, path: Path) -> None:
        """Gives the path to the account; nothing to do when it is the account of this process."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_enter(self, directory: Path) -> bool:
        """Whether the account can reach and write the directory."""
        probe = 'cd -- "$1" && test -w . && test -x .'
        return self.run(["/bin/sh", "-c", probe, "sh", directory]).returncode == 0


def choose(name: str | None) -> Account:
    """The account for the server: `name` (ZHUOLUO_PG_OSUSER) or postgres or nobody for root, else oneself.

    Raises: Unreachable when there is no such account, or it cannot be switched to.
    """
    if os.geteuid() != 0:
        return _oneself(name)
    for candidate in (name,) if name else UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(candidate)
        except KeyError:
            continue
        return _switched(entry)
    wanted = f"no account {name!r} (ZHUOLUO_PG_OSUSER)" if name else "neither an account postgres nor nobody"
    message = (
        f"PostgreSQL does not run as root, and there is {wanted} on this machine; "
        f"set ZHUOLUO_PG_OSUSER to an existing unprivileged account, {INSTEAD}"
    )
    raise Unreachable(message)


def _switched(entry: pwd.struct_passwd) -> Account:
    if entry.pw_uid == 0:
        message = f"PostgreSQL does not run as root: set ZHUOLUO_PG_OSUSER to another than {entry.pw_name!r}"
        raise Unreachable(message)
    switch = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch)


def _oneself(name: str | None) -> Account:
    uid = os.geteuid()
    try:
        own = pwd.getpwuid(uid).pw_name
    except KeyError:
        message = (
            f"user id {uid} has no entry in the password file, so PostgreSQL cannot make a database for it; "
            f"add the user (in a container: run with a named user), {INSTEAD}"
        )
        raise Unreachable(message) from None
    if name is not None and name != own:
        message = f"only root can run the database as {name!r}: unset ZHUOLUO_PG_OSUSER, or start as {name!r}"
        raise Unreachable(message)
    return Account(own, uid, os.getegid(), {})
