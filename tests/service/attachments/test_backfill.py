"""Paper scanned in stacks finds its petitions, once, or is rejected by file and page with the reason."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it comes without types
import pytest
import zxingcpp
from PIL import Image

from domain.access import CONSOLE
from domain.attachments import Attachment
from domain.events import Attached
from domain.values import Actor
from service.attachments import handing_out
from service.attachments.backfill import filing, marks, pages, separators
from service.attachments.backfill.filing import ATTACHED, KNOWN, REJECTED, WOULD, Filed, Filing
from service.attachments.backfill.marks import Mark
from service.database import Database
from service.runtime import Instance
from service.settings import Attaching
from tests.service.attachments import scans
from tests.service.attachments.conftest import Sender

ROOT = Path(__file__).resolve().parents[3]
NUMBERS = ("2026-00001", "2026-00002")
CODE_128 = zxingcpp.BarcodeFormat.Code128


@pytest.fixture
def limits() -> Attaching:
    return Attaching(most=50, largest=2_000_000)


@pytest.fixture
def numbered(office: Sender) -> dict[str, UUID]:
    """Two petitions by the numbers that a stack of paper calls them."""
    return {number: UUID(office.received()) for number in NUMBERS}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    made.mkdir()
    return made


Backfill = Callable[..., list[Filed]]


@pytest.fixture
def backfill(instance: Instance, office: Sender, numbered: dict[str, UUID], folder: Path) -> Backfill:
    def run(*, dry: bool = False, name: str = "扫描员") -> list[Filed]:
        wanted = Filing(office.office, Actor(name), "letter", numbered.get, dry)
        return list(filing.file_all(instance, wanted, folder))

    return run


def kept(instance: Instance, office: Sender, petition: UUID) -> list[Attachment]:
    return list(handing_out.listed(instance, CONSOLE, office.office, petition))


def content(instance: Instance, office: Sender, petition: UUID, each: Attachment) -> bytes:
    handed = handing_out.handed_out(instance, CONSOLE, office.office, petition, str(each.id))
    return b"".join(handed.blocks)


# ---- codes


@pytest.mark.parametrize("degrees", [0, 3, -5, 90, 180, 270, 187])
@pytest.mark.parametrize("shrink", [1, 0.5])
def test_a_separator_sheet_is_read_however_it_lay_and_at_a_hundred_dots_to_the_inch(
    degrees: int, shrink: float
) -> None:
    wanted = Mark("desk", "2026-00012", "evidence")
    (sheet,) = scans.printed(separators.printed("移民局", [wanted], datetime(2026, 3, 2, tzinfo=UTC)))
    found = marks.seen(scans.scanned(sheet, degrees=degrees, shrink=shrink))
    assert marks.same(found.marks) == wanted


@pytest.mark.parametrize("degrees", [0, 4, -7, 90, 180])
def test_bars_are_read_askew_too(degrees: int) -> None:
    sheet = scans.with_code("2026-00012", CODE_128, height=150)
    assert marks.seen(scans.scanned(sheet, degrees=degrees)).texts == ("2026-00012",)


def test_a_sheet_whose_one_code_is_spoilt_is_read_by_the_other() -> None:
    wanted = Mark("desk", "2026-00012", "letter")
    (sheet,) = scans.printed(separators.printed("移民局", [wanted], datetime(2026, 3, 2, tzinfo=UTC)))
    sheet.paste(0, (0, 0, sheet.width, sheet.height // 2))
    assert marks.same(marks.seen(sheet).marks) == wanted


def test_a_page_without_a_code_says_nothing() -> None:
    assert marks.seen(scans.scanned(scans.page("2026-00012"))) == marks.Seen()


def test_a_number_with_signs_of_chinese_stands_in_the_code_as_it_is() -> None:
    wanted = Mark("desk", "信访〔2026〕12号", "letter")
    (sheet,) = scans.printed(separators.printed("移民局", [wanted], datetime(2026, 3, 2, tzinfo=UTC)))
    assert marks.same(marks.seen(scans.scanned(sheet, degrees=2)).marks) == wanted


@pytest.mark.parametrize(
    "text", ["", "zhuoluo-separator/1", "zhuoluo-separator/2\ndesk\nletter\n1", scans.mark("1", paper="x")]
)
def test_a_code_that_is_none_of_ours_is_no_separator(text: str) -> None:
    assert marks.read(text) is None
    assert marks.read(scans.mark("1")) == Mark("desk", "1", "letter")


# ---- stacks


@pytest.mark.parametrize("name", ["2026-00001.pdf", "2026-00001_来信.png", "2026-00001 2.jpg", "２０２６-00001.tif"])
def test_a_file_goes_to_the_petition_that_its_name_says(
    backfill: Backfill, instance: Instance, office: Sender, numbered: dict[str, UUID], folder: Path, name: str
) -> None:
    file = scans.saved(folder / name, [scans.page()])
    (filed,) = backfill()
    assert (filed.outcome, filed.number) == (ATTACHED, "2026-00001")
    (attachment,) = kept(instance, office, numbered["2026-00001"])
    assert content(instance, office, numbered["2026-00001"], attachment) == file.read_bytes()
    assert attachment.pages == 1


@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix, CODE_128])
def test_a_file_goes_to_the_petition_that_a_code_on_a_page_says(
    backfill: Backfill, numbered: dict[str, UUID], folder: Path, kind: zxingcpp.BarcodeFormat
) -> None:
    scans.saved(folder / "SCAN0001.pdf", [scans.page(), scans.with_code("2026-00002", kind, height=200)])
    (filed,) = backfill()
    assert (filed.outcome, filed.petition, filed.last) == (ATTACHED, numbered["2026-00002"], 2)


@pytest.mark.parametrize("suffix", [".pdf", ".tif"])
def test_a_stack_is_cut_at_its_separators_which_are_no_papers(
    backfill: Backfill, instance: Instance, office: Sender, numbered: dict[str, UUID], folder: Path, suffix: str
) -> None:
    one, two = (
        scans.with_code(scans.mark(number, paper=paper))
        for number, paper in zip(NUMBERS, ("letter", "evidence"), strict=True)
    )
    scans.saved(folder / f"stack{suffix}", [one, scans.page(), scans.page(), two, scans.page()])
    first, second = backfill()
    assert [(each.first, each.last, each.paper, each.outcome) for each in (first, second)] == [
        (2, 3, "letter", ATTACHED),
        (5, 5, "evidence", ATTACHED),
    ]
    (attachment,) = kept(instance, office, numbered[NUMBERS[0]])
    cut = content(instance, office, numbered[NUMBERS[0]], attachment)
    assert attachment.pages == 2
    assert count(cut, suffix) == 2


def count(content: bytes, suffix: str) -> int:
    if suffix == ".pdf":
        return len(pdfium.PdfDocument(content))
    return int(getattr(Image.open(io.BytesIO(content)), "n_frames", 1))


def rejected(filed: list[Filed]) -> list[tuple[str, int, str]]:
    assert all(each.zh for each in filed if each.outcome == REJECTED)
    return [(each.file, each.first, each.en) for each in filed if each.outcome == REJECTED]


def test_what_cannot_be_placed_is_rejected_with_file_page_and_reason_and_the_rest_is_taken(
    backfill: Backfill, folder: Path
) -> None:
    scans.saved(folder / "a unknown.png", [scans.page()])
    (folder / "b.pdf").write_bytes(b"%PDF-1.7\nbroken")
    stack = [
        scans.page(),
        scans.with_code(scans.mark("2026-99999")),
        scans.page(),
        scans.with_code(scans.mark("2026-00001", office="other")),
        scans.page(),
        scans.with_code(scans.mark("2026-00001")),
        scans.page(),
        scans.with_code(scans.mark("2026-00002")),
    ]
    scans.saved(folder / "c.pdf", stack)
    both = scans.with_code("2026-00001")
    scans.saved(folder / "2026-00002.png", [both])
    filed = backfill()
    assert [each.outcome for each in filed].count(ATTACHED) == 1
    assert rejected(filed) == [
        ("2026-00002.png", 1, "it names several petitions: 2026-00001、2026-00002"),
        ("a unknown.png", 1, "neither its name nor a bar code is a register number"),
        ("b.pdf", 1, "no PDF that can be read, or one with a password"),
        ("c.pdf", 1, "neither its name nor a bar code is a register number"),
        ("c.pdf", 3, "no petition, or more than one, has 2026-99999"),
        ("c.pdf", 5, "the separator sheet is of the office other"),
        ("c.pdf", 8, "nothing follows the separator sheet of 2026-00002"),
    ]


def test_what_the_limits_of_attachments_refuse_is_rejected_here_too(backfill: Backfill, folder: Path) -> None:
    noise = Image.frombytes("L", scans.A4, random.Random(7).randbytes(scans.A4[0] * scans.A4[1]))
    scans.saved(folder / "2026-00001.png", [noise])
    scans.saved(folder / "2026-00002.png", [scans.page()])
    assert [each.outcome for each in backfill()] == [REJECTED, ATTACHED]


def test_what_would_take_more_than_there_is_to_open_is_rejected_before(
    backfill: Backfill, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans.saved(folder / "2026-00001.png", [Image.new("1", (10_000, 9_000))])
    scans.saved(folder / "2026-00002.pdf", [scans.page(), scans.page(), scans.page()])
    monkeypatch.setattr(pages, "MOST", 2)
    assert rejected(backfill()) == [
        ("2026-00001.png", 1, "the picture has more than 89000000 pixels"),
        ("2026-00002.pdf", 1, "it has 3 pages, not 1 to 2"),
    ]


def test_the_same_scan_again_adds_nothing_under_whatever_name(
    backfill: Backfill, instance: Instance, office: Sender, numbered: dict[str, UUID], folder: Path
) -> None:
    file = scans.saved(folder / "2026-00001.png", [scans.page()])
    stack = scans.saved(folder / "stack.pdf", [scans.with_code(scans.mark("2026-00001")), scans.page()])
    assert [each.outcome for each in backfill()] == [ATTACHED, ATTACHED]
    file.rename(folder / "2026-00001 again.png")
    stack.rename(folder / "again.pdf")
    assert [each.outcome for each in backfill(name="别人")] == [KNOWN, KNOWN]
    assert len(kept(instance, office, numbered["2026-00001"])) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(backfill: Backfill, office: Sender, folder: Path) -> None:
    scans.saved(folder / "2026-00001.png", [scans.page()])
    scans.saved(folder / "nobody.png", [scans.page()])
    size = office.size()
    assert [each.outcome for each in backfill(dry=True)] == [WOULD, REJECTED]
    assert office.size() == size
    assert [each.outcome for each in backfill()] == [ATTACHED, REJECTED]
    assert [each.outcome for each in backfill(dry=True)] == [KNOWN, REJECTED]


def test_who_took_it_in_is_on_record(
    backfill: Backfill, instance: Instance, office: Sender, numbered: dict[str, UUID], folder: Path
) -> None:
    scans.saved(folder / "2026-00001.png", [scans.page()])
    backfill()
    *_, line = instance.ledger.log(office.office).stream(numbered["2026-00001"])
    assert isinstance(line.event, Attached)
    assert line.actor.name == "扫描员"


def test_hidden_files_and_other_kinds_are_passed_over(backfill: Backfill, folder: Path) -> None:
    (folder / "2026-00001.txt").write_text("x", encoding="utf-8")
    scans.saved(folder / ".2026-00001.png", [scans.page()])
    assert backfill() == []


# ---- killed in the middle

PROGRAM = """
import sys
from pathlib import Path
from uuid import UUID
from domain.values import Actor
from service.attachments.backfill import filing
from service.attachments.backfill.filing import Filing
from service.database import Database
from service.runtime import assembled
from service.settings import Attaching, Settings

home, conninfo, folder, office, petition, keyed = sys.argv[1:]
if keyed == "no":
    filing._known = lambda *_: False
    filing._Open.key = lambda *_: ""
with assembled(Settings(Path(home), attachments=Attaching(most=50)), Database(conninfo)) as instance:
    wanted = Filing(office, Actor("扫描员"), "letter", lambda _: UUID(petition))
    for each in filing.file_all(instance, wanted, Path(folder)):
        print(each.outcome, flush=True)
"""
SCANS = 6


def interrupted(home: Path, database: Database, folder: Path, office: Sender, keyed: str) -> None:
    """Run until two are in and killed; then run again to the end."""
    words = [str(home), database.conninfo, str(folder), office.office, office.petition, keyed]
    command = [sys.executable, "-c", PROGRAM, *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert [running.stdout.readline() for _ in range(2)] == ["attached\n", "attached\n"]
        os.kill(running.pid, signal.SIGKILL)
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


@pytest.mark.faults
@pytest.mark.parametrize("keyed", ["yes", "no"])
def test_killed_in_the_middle_it_is_finished_by_the_next_run_and_nothing_is_there_twice(
    instance: Instance, database: Database, home: Path, office: Sender, folder: Path, keyed: str
) -> None:
    """The control knows no keys, and attaches again what was attached before."""
    for number in range(SCANS):
        scans.saved(folder / f"{number}.png", [scans.page(str(number))])
    interrupted(home, database, folder, office, keyed)
    found = kept(instance, office, UUID(office.petition))
    assert {str(each.file_name) for each in found} == {f"{number}.png" for number in range(SCANS)}
    assert (len(found) > SCANS) == (keyed == "no")
