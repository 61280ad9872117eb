"""Loads what the demo shows: once; what is there already is not loaded again."""

from __future__ import annotations

from collections.abc import Callable

from service.demo import story
from service.exchange.importing import import_files
from service.exchange.mappings import load_mapping
from service.exchange.samples import sample
from service.runtime import Instance

REGISTER = "uk-questions"
MAPPING = "uk-written-questions"
SAMPLE = "uk_wpq/2024-09.changes.csv"

Progress = Callable[[int, int], None]


def load_register(instance: Instance, progress: Progress) -> str:
    """A month of a real register: written questions to ministers, from mySociety's daily observations."""
    import_files(instance, load_mapping(MAPPING), [sample(SAMPLE)], REGISTER, progress=progress, reached=_unsaid)
    return REGISTER


def load_story(instance: Instance, progress: Progress) -> str:
    """An invented office under R5, in replayed time."""
    return story.load(instance, progress)


def _unsaid(_observed_at: str, _position: int) -> None:
    """The demo does not list the observations."""
