"""Request Tracker 5 of Debian as its package serves it: Starlet with four workers, REST 2, its scrips as shipped.

Signed in as a browser is: with an API token it works bcrypt out anew for every request. Mail is made up and stored as
always, then dropped. Needs the packages that `make bench-peers PEERS=tracker` installs (as root, on Debian).
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.casework import NOTE, REPLY, TEXT, Case
from tests.bench.client import Http, Unexpected
from tests.bench.lab import Lab, answers, carried_out, free_port, program
from tests.bench.peers.side import Running, Side

NAME = "Request Tracker"
DATABASE = "tracker"
SETUP = "/usr/sbin/rt-setup-database-5"
DPKG = "/usr/bin/dpkg"
PACKAGE = "request-tracker5"
FIRST = Path(__file__).with_suffix(".pl")
REST = "/REST/2.0"

CONFIGURED = """\
Set($rtname, 'bench'); Set($Organization, 'bench.invalid'); Set($Timezone, 'UTC');
Set($CorrespondAddress, 'rt@bench.invalid'); Set($CommentAddress, 'rt-comment@bench.invalid');
Set($WebDomain, '127.0.0.1'); Set($WebPort, %(web)s); Set($WebPath, '');
Set($DatabaseType, 'Pg'); Set($DatabaseHost, '%(host)s'); Set($DatabasePort, '%(port)s');
Set($DatabaseUser, 'rt_user'); Set($DatabasePassword, 'none'); Set($DatabaseName, '%(dbname)s');
Set($DatabaseAdmin, '%(user)s');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'warning'); Set($LogToFile, undef);
Set($MailCommand, 'sendmailpipe'); Set($SendmailPath, '%(drop)s'); Set($SendmailArguments, '');
1;
"""


class TrackerDesk:
    """The account that every tracker has, with a session."""

    def __init__(self, place: str) -> None:
        self._http = Http(place, {"Referer": f"{place}/", "Accept": "application/json"})
        self._http.form("/NoAuth/Login.html", {"user": "root", "pass": "password"}, ok=(200, 302))

    def create(self, made: Case) -> int:
        said = {"Queue": f"Q{made.unit}", "Subject": made.title, "Content": TEXT, "ContentType": "text/plain"}
        said |= {"Requestor": f"{made.reporter.replace(' ', '.').lower()}@bench.invalid"}
        fields = {"Reporter": made.reporter, "Channel": made.channel}
        due = f"{made.due.isoformat()} 00:00:00"
        return int(self._http.json("POST", f"{REST}/ticket", {**said, "Due": due, "CustomFields": fields})["id"])

    def leave(self) -> None:
        self._http.close()

    def comment(self, handle: object, _made: Case) -> object:
        return self._said(handle, "comment", Content=NOTE)

    def forward(self, handle: object, made: Case) -> object:
        return self._changed(handle, Queue=f"Q{made.next_unit}", Owner=f"clerk{made.next_unit}")

    def extend(self, handle: object, made: Case) -> object:
        return self._changed(handle, Due=f"{made.later.isoformat()} 00:00:00")

    def reply(self, handle: object, _made: Case) -> object:
        return self._said(handle, "correspond", Content=REPLY)

    def close(self, handle: object, _made: Case) -> object:
        return self._said(handle, "correspond", Content=REPLY, Status="resolved")

    def _said(self, handle: object, how: str, **said: str) -> object:
        return self._http.json("POST", f"{REST}/ticket/{handle}/{how}", {"ContentType": "text/plain", **said})

    def _changed(self, handle: object, **said: str) -> object:
        """Answered with 200 also when nothing was changed: then its words say so."""
        told = self._http.json("PUT", f"{REST}/ticket/{handle}", said)
        if not isinstance(told, list) or not all("changed" in each for each in told):
            raise Unexpected(f"PUT {REST}/ticket/{handle}: {told}")
        return told


@contextmanager
def started(lab: Lab) -> Iterator[Running]:
    port, log, folder = free_port(), lab.folder / "tracker.log", lab.folder / "tracker"
    given = _configured(lab, folder, port)
    serve = [_file("/libexec/rt-server"), "--server", "Starlet", "--host", "127.0.0.1", "--port", str(port)]
    library = str(Path(_file("/lib/RT.pm")).parent)
    place = f"http://127.0.0.1:{port}"
    with lab.database(DATABASE):
        dba = ["--dba", lab.place(DATABASE)["user"], "--dba-password", ""]
        carried_out([SETUP, "--action", "init", "--skip-create", *dba], log, given)
        carried_out(["perl", f"-I{library}", str(FIRST)], log, given)
        with program([*serve, "--max-workers", "4", "--max-reqs-per-child", "1000000"], log, given) as pid:
            answers(place, "/NoAuth/Login.html", log, pid)
            yield Running(place, (pid,), DATABASE, lambda _client: TrackerDesk(place))


def _configured(lab: Lab, folder: Path, web: int) -> dict[str, str]:
    (folder / "site.d").mkdir(parents=True, exist_ok=True)
    drop = folder / "drop_mail"
    drop.write_text("#!/bin/sh\nexec cat > /dev/null\n", encoding="ascii")
    drop.chmod(0o755)
    site = folder / "RT_SiteConfig.pm"
    site.write_text(CONFIGURED % {**lab.place(DATABASE), "web": web, "drop": drop}, encoding="ascii")
    return {"RT_SITE_CONFIG": str(site), "RT_SITE_CONFIG_DIR": str(folder / "site.d")}


def _file(ending: str) -> str:
    """The file of the package that ends like this."""
    files = subprocess.run([DPKG, "-L", PACKAGE], capture_output=True, text=True, check=True).stdout.split()
    return next(each for each in files if each.endswith(ending))


def _missing() -> str:
    return "" if Path(SETUP).exists() else f"{PACKAGE} is not installed: make bench-peers PEERS=tracker"


def _versions() -> dict[str, str]:
    command = [f"{DPKG}-query", "-W", "-f", "${Version}", PACKAGE]
    return {PACKAGE: subprocess.run(command, capture_output=True, text=True, check=True).stdout}


TRACKER = Side(NAME, _missing, _versions, started)
