"""The query's addresses put together."""

from __future__ import annotations

from fastapi import APIRouter

from service.runtime import Instance
from service.web.query import api, pages
from service.web.query.asking import PetitionerQuery, Record


def router(instance: Instance, record: Record | None = None) -> APIRouter:
    """The JSON addresses, to stand under /api/v1. `record` is told of every attempt; else a row is written."""
    return api.router(instance, PetitionerQuery(instance, record))


def page_router(instance: Instance, record: Record | None = None) -> APIRouter:
    """GET and POST /query."""
    return pages.router(PetitionerQuery(instance, record))
