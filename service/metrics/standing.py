"""How the parts of an instance stand, as gauges that are looked up when they are read.

What stands in the database is the same whichever server of an installation is asked. Of many offices those that lag
most are listed one by one, so that a province does not make a thousand series of each gauge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import disk_usage
from threading import Lock
from time import monotonic

import psycopg
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.backups.last import last_backup
from service.evidence.standing import HeadStatus
from service.projector.failing import Failures
from service.readiness import looked_at
from service.runtime import Instance
from service.status import OfficeStatus, Status

OFFICES = 200
"""Offices that are listed one by one."""
AGAIN = 5.0
"""Seconds for which what was found in the database is told again, however often somebody asks."""
POOL = {
    "pool_size": ("pool_connections", "Connections to the database that are open."),
    "pool_available": ("pool_idle", "Those of them that are free."),
    "requests_waiting": ("pool_waiting", "Threads that wait for a connection."),
}
POOL_COUNTED = {
    "requests_num": ("pool_requests", "Connections asked for."),
    "requests_errors": ("pool_timeouts", "Connections asked for in vain."),
    "connections_lost": ("pool_lost", "Connections found broken."),
}


def gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"zhuoluo_{name}", said, value=value)


def counter(name: str, said: str, value: float) -> Metric:
    return CounterMetricFamily(f"zhuoluo_{name}", said, value=value)


def labelled(name: str, said: str, label: str, values: Mapping[str, float]) -> Metric:
    """A gauge with one series for each value."""
    family = GaugeMetricFamily(f"zhuoluo_{name}", said, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


class Standing(Collector):
    """The gauges of an instance. Reading them never fails: without a database `zhuoluo_database_up` is 0."""

    def __init__(self, instance: Instance, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._instance = instance
        self._clock = clock
        self._guard = Lock()
        self._found: Status | None = None
        self._found_at = -AGAIN

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that being registered reads nothing."""
        return ()

    def collect(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("zhuoluo_build_info", "The version of the program.", labels=("version",))
        info.add_metric((version("zhuoluo"),), 1)
        yield info
        yield from _pool(self._instance)
        yield labelled("parts_failing", "Offices for which a part fails.", "part", _failing(self._instance))
        yield labelled("disk_free_bytes", "Free on the disk of this folder.", "folder", _free(self._instance))
        yield from self._backup()
        found = self._looked_at()
        yield gauge("database_up", "1 while the database answers.", found is not None)
        if found is not None:
            yield from _told(found, self._clock())

    def _looked_at(self) -> Status | None:
        with self._guard:
            if monotonic() - self._found_at >= AGAIN:
                try:
                    self._found = looked_at(self._instance)
                except psycopg.Error:
                    self._found = None
                self._found_at = monotonic()
            return self._found

    def _backup(self) -> Iterator[Metric]:
        """Absent where no backup was ever taken from this home."""
        last = last_backup(self._instance.settings.home)
        if last is not None:
            yield gauge("backup_age_seconds", "Since the last backup began.", last.age.total_seconds())


def _pool(instance: Instance) -> Iterator[Metric]:
    stats = instance.pool.get_stats()
    yield gauge("pool_most", "Connections that may be open.", stats.get("pool_max", 0))
    for key, (name, said) in POOL.items():
        yield gauge(name, said, stats.get(key, 0))
    for key, (name, said) in POOL_COUNTED.items():
        yield counter(name, said, stats.get(key, 0))
    waited = stats.get("requests_wait_ms", 0) / 1000
    yield counter("pool_wait_seconds", "Waited for connections, all threads together.", waited)


def _failing(instance: Instance) -> dict[str, float]:
    parts: dict[str, Failures] = {
        "read models": instance.projector.failures,
        "sums": instance.sums.failures,
        "checkpoints": instance.signing.failures,
        "witnesses": instance.witnessing.failures,
        "likeness": instance.likeness.failures,
        "access": instance.gate.failures,
        "exchange": instance.exchange.failures,
        "reads on record": instance.access_index.failures,
    }
    return {name: len(failures.said()) for name, failures in parts.items()}


def _free(instance: Instance) -> dict[str, float]:
    """Of a folder that is not there yet, that in which it will be made."""
    folders = {"home": instance.settings.home, "attachments": instance.settings.attachment_folder}
    return {name: disk_usage(_standing(folder)).free for name, folder in folders.items()}


def _standing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _told(found: Status, now: datetime) -> Iterator[Metric]:
    yield gauge("well", "1 while nothing calls for somebody, as zhuoluo status says.", found.well)
    yield gauge("migrations_amiss", "Missing, edited or unknown.", len(found.missing) + len(found.newer))
    jobs = {"waiting": found.jobs.waiting, "due": found.jobs.due, "given_up": found.jobs.failed}
    yield labelled("jobs", "Jobs that are not done.", "state", jobs)
    first = found.jobs.first_at
    late = max((now - first).total_seconds(), 0.0) if first is not None else 0.0
    yield gauge("jobs_late_seconds", "Since when the first job that waits might have run.", late)
    yield gauge("offices", "Offices with events.", len(found.offices))
    yield from _offices(_listed(found.offices))
    yield from _heads(found.heads, now)


def _lag(office: OfficeStatus) -> int:
    return max((model.lag for model in office.models), default=0)


def _listed(offices: Iterable[OfficeStatus]) -> list[OfficeStatus]:
    """Those that lag most, in order of their ids."""
    most = sorted(offices, key=lambda each: (-_lag(each), each.office))[:OFFICES]
    return sorted(most, key=lambda each: each.office)


def _offices(offices: list[OfficeStatus]) -> Iterator[Metric]:
    events = CounterMetricFamily("zhuoluo_events_written", "Events in the ledger of an office.", labels=("office",))
    for each in offices:
        events.add_metric((each.office,), each.position)
    yield events
    lag = {each.office: _lag(each) for each in offices}
    yield labelled("read_models_lag_events", "Events that the furthest read model lacks.", "office", lag)
    seconds = {each.office: max((model.seconds or 0.0 for model in each.models), default=0.0) for each in offices}
    yield labelled("read_models_lag_seconds", "Since the oldest of them was recorded.", "office", seconds)
    stopped = {each.office: sum(model.stopped is not None for model in each.models) for each in offices}
    yield labelled("read_models_stopped", "Read models that cannot fold an event.", "office", stopped)


def _heads(heads: Iterable[HeadStatus], now: datetime) -> Iterator[Metric]:
    """Of all logs of an office that which stands worst; of all offices those that stand worst."""
    unsigned: dict[str, int] = {}
    ages: dict[str, float] = {}
    refused = 0
    for head in heads:
        behind = head.size - head.signed
        unsigned[head.office] = max(behind, unsigned.get(head.office, 0))
        age = (now - head.signed_at).total_seconds() if head.signed_at is not None and behind > 0 else 0.0
        ages[head.office] = max(age, 0.0, ages.get(head.office, 0.0))
        refused += head.refused_by is not None
    most = sorted(sorted(unsigned, key=lambda office: (-ages[office], -unsigned[office], office))[:OFFICES])
    events = {office: unsigned[office] for office in most}
    yield labelled("checkpoint_lag_events", "Events that no checkpoint covers yet.", "office", events)
    seconds = {office: ages[office] for office in most}
    yield labelled("checkpoint_age_seconds", "Of the last one, while events are not covered.", "office", seconds)
    yield gauge("heads_refused", "Logs whose head the signer or a witness refuses.", refused)
