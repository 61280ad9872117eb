"""The endpoint of register numbers: the gap report, which is empty when nothing was left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Struct
from msgspec.structs import asdict

from service.access import recording
from service.api import described
from service.api.basis import BasisSaid, basis, json
from service.api.lists import TAG
from service.api.querying import Judging, asked, asked_by
from service.readmodels import needs, numbers
from service.readmodels.numbers import SeriesReport
from service.runtime import Instance

NUMBERS = "/offices/{office}/numbers"
Judged = Annotated[Judging, Depends(asked_by(Judging))]


class NumbersSaid(Struct, frozen=True):
    """Every series of register numbers; `whole`: no number is missing, doubled or out of turn."""

    basis: BasisSaid
    whole: bool
    series: list[SeriesReport]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    words = described.reading("编号核对 The register's numbers", TAG, Judging, NumbersSaid)
    routes.add_api_route(NUMBERS, _numbers(instance), methods=["GET"], name="numbers", **words)
    return routes


def _numbers(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Judged) -> Response:
        return json(numbers_said(instance, office, said))

    return told


def numbers_said(instance: Instance, office: str, said: Judging) -> NumbersSaid:
    """The report, on record before it leaves."""
    about = asked(instance, office, said, needs=needs.REGISTER)
    found = numbers.report(instance, about)
    void = (given.petition for series in found for given in series.voided)
    recording.named(instance, about, "numbers", asdict(said), void)
    return NumbersSaid(basis(about), all(each.whole for each in found), found)
