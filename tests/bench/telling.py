"""What a run tells while it goes."""

from __future__ import annotations

from collections.abc import Callable

Told = Callable[[str], None]
