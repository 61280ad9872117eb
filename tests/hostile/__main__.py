"""`python -m tests.hostile SECONDS [TARGET…]`: readers are given worse and worse input for so long.

With atheris (Apache-2.0, where it installs) coverage leads the way; else seeds are changed at random. What breaks a
reader is written to build/hostile and named; exit code 1.
"""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
import traceback
from hashlib import sha256
from time import monotonic

from tests.hostile.mutating import mutated
from tests.hostile.targets import ROOT, Target, targets

BROKEN = ROOT / "build" / "hostile"


def broken(name: str, target: Target, given: bytes) -> bool:
    """Whether the reader breaks on this; it is kept if so."""
    try:
        target(given)
    except Exception:  # noqa: BLE001 - whatever it is, the reader should have said so in its own words
        BROKEN.mkdir(parents=True, exist_ok=True)
        file = BROKEN / f"{name}-{sha256(given).hexdigest()[:12]}"
        file.write_bytes(given)
        print(f"{name}: {file}", file=sys.stderr)  # noqa: T201 - a command
        traceback.print_exc()
        return True
    return False


def at_random(name: str, target: Target, seconds: float) -> tuple[int, int]:
    """How many inputs were read, and how many of them broke it."""
    chance, ends, runs, wrong = random.Random(), monotonic() + seconds, 0, 0
    while monotonic() < ends and wrong < 10:
        wrong += broken(name, target, mutated(chance.choice(target.seeds), target.seeds, chance))
        runs += 1
    return runs, wrong


def by_coverage(name: str, seconds: float) -> bool:
    """Whether atheris found nothing; each reader in a process of its own, since it ends with the first finding."""
    folder = BROKEN / "corpus" / name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    for nth, seed in enumerate(targets()[name].seeds):
        (folder / f"seed-{nth}").write_bytes(seed)
    command = [sys.executable, "-m", "tests.hostile.guided", name, str(folder), f"-max_total_time={int(seconds)}"]
    options = [f"-artifact_prefix={BROKEN}/{name}-", "-timeout=20", "-rss_limit_mb=2048", "-max_len=65536"]
    with (BROKEN / f"{name}.log").open("wb") as log:
        return subprocess.run([*command, *options], cwd=ROOT, check=False, stdout=log, stderr=log).returncode == 0


def main(seconds: str, *names: str) -> int:
    chosen = names or tuple(targets())
    share, failed = float(seconds) / len(chosen), []
    guided = importlib.util.find_spec("atheris") is not None
    for name in chosen:
        if guided:
            good = by_coverage(name, share)
            told = "nothing found" if good else f"broken, see {BROKEN / name}.log"
            print(f"{name}: {told} ({share:.0f} s, by coverage)", flush=True)  # noqa: T201
        else:
            runs, wrong = at_random(name, targets()[name], share)
            good = not wrong
            print(f"{name}: {runs} inputs, {wrong} broke it")  # noqa: T201
        failed += [] if good else [name]
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
