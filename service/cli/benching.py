"""`zhuoluo bench`: how fast this machine decides, writes and rebuilds, beside the alternatives, in one run."""

from __future__ import annotations

from collections.abc import Sequence

import click
from msgspec.structs import asdict

from service.bench.access import bench_access
from service.bench.decide import GOAL, bench_decide
from service.bench.documents import bench_documents
from service.bench.evidence import bench_evidence
from service.bench.ledger import THREADS, bench_ledger
from service.bench.pages import bench_pages
from service.bench.read import bench_read
from service.bench.rebuild import bench_rebuild
from service.cli.printing import JSON, format_option, note, print_facts, print_rows
from service.cli.progress import bar
from service.postgres import exit_on_sigterm
from service.projector.sample import YEARS
from service.settings import Settings

COLUMNS = {
    "writer": "写入 writer",
    "threads": "线程 threads",
    "per_second": "每秒 per second",
    "min": "最低 min",
    "max": "最高 max",
    "ratio_to_raw": "与直接写入之比 to raw",
}
WRITTEN = {
    "threads": "线程 threads",
    "without": "无证据 without",
    "with": "有证据 with",
    "ratio": "之比 ratio",
}
DECIDED = {
    "book": "规则 book",
    "rules": "条目 rules",
    "decisions": "决定 decisions",
    "median": "中位 median µs",
    "p99": "p99 µs",
    "within": f"≤{GOAL:.0f} µs",
    "slowest": "最慢 slowest",
    "slowest_median": "其中位 its median µs",
}
READ = {
    "events": "事件 events",
    "question": "查询 question",
    "median": "中位 median",
    "p99": "p99",
    "slowest": "最慢 slowest",
}
COSTS = {
    "question": "查询 question",
    "viewer": "何人 viewer",
    "rows": "行 rows",
    "without_p50": "无 without, p50",
    "without_p99": "p99",
    "with_p50": "有 with, p50",
    "with_p99": "p99",
}
PAGES = {
    "petitions": "件 petitions",
    "page": "页面 page",
    "bytes": "字节 bytes",
    "p50": "p50",
    "p99": "p99",
}
MOST_THREADS = 512


@click.group()
def bench() -> None:
    """测速: decisions in memory, the rest in a database of its own, which is dropped afterwards."""


@bench.command("access")
@click.option("--petitions", type=click.IntRange(100, 1_000_000), default=20_000, show_default=True)
@click.option("--rounds", type=click.IntRange(100, 100_000), default=200, show_default=True)
@format_option
def access(petitions: int, rounds: int, kind: str) -> None:
    """Milliseconds of a page and of a search, for three viewers, with row level security and without."""
    exit_on_sigterm()
    with bar("权限 access") as progress:
        found = bench_access(
            Settings.from_environment(),
            petitions=petitions,
            rounds=rounds,
            progress=lambda _what, done, total: progress(done, total),
        )
    rows = [asdict(measured) for measured in found]
    print_rows(kind, rows, COSTS, "有无行级安全 with row level security and without, milliseconds")
    note(f"{rows[0]['machine']} {rows[0]['versions']}")


@bench.command("decide")
@click.option("--rounds", type=click.IntRange(1, 100_000), default=200, show_default=True)
@format_option
def decide(rounds: int, kind: str) -> None:
    """Microseconds of one decision under each rulebook, over whole lives of petitions, all rules live."""
    with bar("决定 decide") as progress:
        found = bench_decide(rounds=rounds, progress=lambda _what, done, total: progress(done, total))
    rows = [asdict(measured) for measured in found]
    print_rows(kind, rows, DECIDED, "一次决定 one decision, microseconds")
    note(f"{rows[0]['machine']} {rows[0]['versions']}")


@bench.command("documents")
@click.option("--documents", "many", type=click.IntRange(20, 100_000), default=1_000, show_default=True)
@format_option
def documents(many: int, kind: str) -> None:
    """Milliseconds to draw up a notice and to issue one, among so many."""
    exit_on_sigterm()
    with bar("文书 documents") as progress:
        found = bench_documents(
            Settings.from_environment(),
            documents=many,
            progress=lambda _what, done, total: progress(done, total),
        )
    print_facts(kind, asdict(found))


@bench.command("pages")
@click.option("--petitions", type=click.IntRange(100, 1_000_000), default=20_000, show_default=True)
@click.option("--rounds", type=click.IntRange(100, 100_000), default=100, show_default=True)
@format_option
def pages(petitions: int, rounds: int, kind: str) -> None:
    """Milliseconds of the server for each page, and its bytes."""
    exit_on_sigterm()
    with bar("页面 pages") as progress:
        found = bench_pages(
            Settings.from_environment(),
            petitions=petitions,
            rounds=rounds,
            progress=lambda _what, done, total: progress(done, total),
        )
    rows = [asdict(measured) for measured in found]
    print_rows(kind, rows, PAGES, "页面 pages, milliseconds of the server")
    note(f"{rows[0]['machine']} {rows[0]['versions']}")


@bench.command("evidence")
@click.option("--threads", multiple=True, type=click.IntRange(1, MOST_THREADS), default=(1, 16), show_default=True)
@click.option("--rounds", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=3.0, show_default=True, help="a turn")
@click.option("--events", type=click.IntRange(1_000, 10_000_000), default=100_000, show_default=True)
@format_option
def evidence(threads: Sequence[int], rounds: int, seconds: float, events: int, kind: str) -> None:
    """What MACs and checkpoints cost, beside writing without them; milliseconds of a proof; seconds of verification."""
    exit_on_sigterm()
    with bar("证据 evidence") as progress:
        found = bench_evidence(
            Settings.from_environment(),
            threads=threads,
            rounds=rounds,
            seconds=seconds,
            events=events,
            progress=lambda _what, done, total: progress(done, total),
        )
    if kind == JSON:
        print_facts(kind, asdict(found))
        return
    print_rows(kind, found.written, WRITTEN, "写入 commands a second")
    print_facts(
        kind, {name: told for name, told in asdict(found).items() if name not in ("written", "machine", "versions")}
    )
    note(f"{found.machine} {found.versions}")


@bench.command("ledger")
@click.option("--threads", multiple=True, type=click.IntRange(1, MOST_THREADS), default=THREADS, show_default=True)
@click.option("--rounds", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=3.0, show_default=True, help="a turn")
@format_option
def ledger(threads: Sequence[int], rounds: int, seconds: float, kind: str) -> None:
    """Commands written a second: the ledger, plain inserts of the same bytes, the library's own recorder."""
    exit_on_sigterm()
    with bar("账本 ledger") as progress:
        found = bench_ledger(
            Settings.from_environment(),
            threads=threads,
            rounds=rounds,
            seconds=seconds,
            progress=lambda _what, done, total: progress(done, total),
        )
    rows = [asdict(measured) for measured in found]
    print_rows(kind, rows, COLUMNS, "每秒提交 commits a second, median of the rounds")
    if rows:
        note(f"{rows[0]['machine']} {rows[0]['versions']}")


@bench.command("read")
@click.option(
    "--events", multiple=True, type=click.IntRange(1000, 10_000_000), default=(10_000, 100_000), show_default=True
)
@click.option("--rounds", type=click.IntRange(100, 100_000), default=200, show_default=True)
@click.option("--years", type=click.IntRange(1, 100), default=YEARS, show_default=True)
@format_option
def read(events: Sequence[int], rounds: int, years: int, kind: str) -> None:
    """Milliseconds of one question, now and as of random past moments, over registers of these sizes and years."""
    exit_on_sigterm()
    with bar("查询 read") as progress:
        found = bench_read(
            Settings.from_environment(),
            events=events,
            rounds=rounds,
            years=years,
            progress=lambda _what, done, total: progress(done, total),
        )
    rows = [asdict(measured) for measured in found]
    print_rows(kind, rows, READ, "一次查询 one question, milliseconds")
    note(f"{rows[0]['machine']} {rows[0]['versions']}")


@bench.command("rebuild")
@click.option("--events", type=click.IntRange(100, 10_000_000), default=100_000, show_default=True)
@format_option
def rebuild(events: int, kind: str) -> None:
    """Events a second in a rebuild of all read models with all their indexes."""
    exit_on_sigterm()
    with bar("重建 rebuild") as progress:
        found = bench_rebuild(
            Settings.from_environment(),
            events=events,
            progress=lambda _what, done, total: progress(done, total),
        )
    print_facts(kind, asdict(found))
