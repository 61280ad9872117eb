"""A projection says of a known log what it said when its version was raised last."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from projections.catalog import ALL, Projection
from projections.spans import Row, Rows
from projections.track import Track
from tests.projections import golden


@pytest.mark.parametrize("projection", ALL, ids=lambda projection: projection.schema)
def test_what_a_projection_says_changes_only_with_its_version(projection: Projection) -> None:
    """When this fails: raise VERSION in the projection's module, then run `python -m tests.projections.golden`."""
    assert golden.said(projection).decode() == golden.file(projection).read_text(encoding="utf-8")


@pytest.mark.parametrize("projection", ALL, ids=lambda projection: projection.schema)
def test_control_another_fold_says_something_else(projection: Projection) -> None:
    def other(track: Track) -> Rows:
        return {key: Row((*row.body[:-1], "x"), row.end) for key, row in projection.rows(track).items()}

    assert golden.said(replace(projection, rows=other)) != golden.file(projection).read_bytes()


def test_the_golden_log_tells_of_what_a_correction_takes_back() -> None:
    """Otherwise the golden files would not notice a fold that goes wrong there."""
    assert all(b'"to_pos"' in golden.file(projection).read_bytes() for projection in ALL)
