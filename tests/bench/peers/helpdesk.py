"""django-helpdesk under gunicorn, two workers of four threads, in an environment of its own (`make bench-peers`).

What must leave a trace is done as its own clerks do it: a PATCH of the ticket over REST changes queue and date without
a line in the history, so forward and extend go through the form. A follow-up with a `title` renames the ticket.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from tests.bench.casework import NOTE, REPLY, TEXT, Case
from tests.bench.client import Http
from tests.bench.lab import PEERS, Lab, answers, carried_out, free_port, program
from tests.bench.peers.side import Running, Side

NAME = "django-helpdesk"
DATABASE = "helpdesk"
SITE = "tests.bench.peers.helpdesk_site"
HOME = PEERS / "helpdesk"
WORDS = "only-to-measure-with"
OPEN, CLOSED = 1, 4
ASKED = "import importlib.metadata as m; print(*(m.version(n) for n in ('django-helpdesk', 'django', 'gunicorn')))"


class Ticket(Struct, frozen=True):
    """What its form wants to be told again each time."""

    id: int
    made: Case


class HelpdeskDesk:
    """A clerk with a session, as a browser has it."""

    def __init__(self, place: str) -> None:
        self._http = Http(place, {"Referer": f"{place}/", "Accept": "application/json, text/html"})
        self._http("GET", "/login/")
        self._form("/login/", {"username": "admin", "password": WORDS})

    def create(self, made: Case) -> Ticket:
        said = {"title": made.title, "description": TEXT, "queue": made.unit, "priority": 3}
        said |= {"submitter_email": f"{made.reporter.replace(' ', '.').lower()}@bench.invalid"}
        said |= {"due_date": made.due.isoformat(), **_fields(made)}
        return Ticket(self._rest("/api/tickets/", said)["id"], made)

    def leave(self) -> None:
        self._http.close()

    def comment(self, handle: object, _made: Case) -> object:
        return self._follow(handle, comment=NOTE, public=False)

    def forward(self, handle: object, made: Case) -> object:
        return self._update(handle, made, made.due.isoformat())

    def extend(self, handle: object, made: Case) -> object:
        return self._update(handle, made, made.later.isoformat())

    def reply(self, handle: object, _made: Case) -> object:
        return self._follow(handle, comment=REPLY, public=True)

    def close(self, handle: object, _made: Case) -> object:
        return self._follow(handle, comment=REPLY, public=True, new_status=CLOSED)

    def _follow(self, handle: object, **said: object) -> object:
        assert isinstance(handle, Ticket)
        return self._rest("/api/followups/", {"ticket": handle.id, **said})

    def _update(self, handle: object, made: Case, due: str) -> object:
        assert isinstance(handle, Ticket)
        said = {"title": made.title, "queue": made.next_unit, "priority": 3, "new_status": OPEN, "due_date": due}
        said |= {"owner": made.next_unit + 1, "comment": NOTE, **_fields(made)}
        return self._form(f"/tickets/{handle.id}/update/", said)

    def _rest(self, path: str, said: dict[str, object]) -> dict[str, int]:
        self._http.headers["X-CSRFToken"] = self._http.cookies.get("csrftoken", "")
        answer: dict[str, int] = self._http.json("POST", path, said)
        return answer

    def _form(self, path: str, said: dict[str, object]) -> object:
        """Sent back where it came from: taken. A page with what is wrong in it would be 200."""
        self._http.headers["X-CSRFToken"] = self._http.cookies.get("csrftoken", "")
        return self._http.form(path, said)


def _fields(made: Case) -> dict[str, object]:
    return {"custom_reporter_name": made.reporter, "custom_channel": made.channel}


@contextmanager
def started(lab: Lab) -> Iterator[Running]:
    port, log, where = free_port(), lab.folder / "helpdesk.log", lab.place(DATABASE)
    place = f"http://127.0.0.1:{port}"
    given = {
        "DJANGO_SETTINGS_MODULE": f"{SITE}.settings",
        "PYTHONPATH": ".",
        "HELPDESK_DATABASE": where["dbname"],
        "HELPDESK_USER": where["user"],
        "HELPDESK_HOST": where["host"],
        "HELPDESK_PORT": where["port"],
        "HELPDESK_PASSWORD": WORDS,
    }
    python = str(HOME / "bin" / "python")
    serve = [str(HOME / "bin" / "gunicorn"), f"{SITE}.wsgi", "--bind", f"127.0.0.1:{port}"]
    with lab.database(DATABASE):
        carried_out([python, "-m", "django", "migrate", "-v", "0"], log, given)
        carried_out([python, "-m", "django", "loaddata", "emailtemplate.json", "-v", "0"], log, given)
        carried_out([python, "-m", f"{SITE}.first"], log, given)
        with program([*serve, "--workers", "2", "--threads", "4", "--timeout", "120"], log, given) as pid:
            answers(place, "/login/", log, pid)
            yield Running(place, (pid,), DATABASE, lambda _client: HelpdeskDesk(place))


def _missing() -> str:
    return "" if (HOME / "bin" / "gunicorn").exists() else f"not installed in {HOME}: make bench-peers PEERS=helpdesk"


def _versions() -> dict[str, str]:
    said = subprocess.run([HOME / "bin" / "python", "-c", ASKED], capture_output=True, text=True, check=True)
    return dict(zip(("django-helpdesk", "django", "gunicorn"), said.stdout.split(), strict=True))


HELPDESK = Side(NAME, _missing, _versions, started)
