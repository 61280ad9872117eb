"""Why a rebuild was broken off; the read models in use are then as they were before it."""

from __future__ import annotations


class RebuildBrokenOff(Exception):
    """Nothing was changed; the message says why and what to do."""


class RebuildRunning(RebuildBrokenOff):
    """Another process rebuilds the read models of this database just now."""

    def __init__(self) -> None:
        super().__init__("another rebuild of this database is under way (另一重建正在进行)")


class WorkerLost(RebuildBrokenOff):
    """A process that folded was ended from outside, by the system for want of memory perhaps."""

    def __init__(self) -> None:
        super().__init__(
            "a process of the rebuild was ended from outside; the read models are as they were before, run it again "
            "(重建的一个进程被终止，读模型仍是重建前的样子，请重新运行)"
        )


class LinesMissing(RebuildBrokenOff):
    """The streams of a log do not hold as many lines as its head counts: the ledger is damaged."""

    def __init__(self, office: str, head: int, found: int) -> None:
        super().__init__(
            f"the log of {office} has {head} lines, of which {found} were found; run zhuoluo verify "
            f"(日志应有 {head} 条，只找到 {found} 条，请运行 zhuoluo verify)"
        )
