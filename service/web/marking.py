"""Marks a message for the catalogues where it is written, to be translated where it is shown."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - what gettext calls it
    """The message itself; `pybabel extract -k N_` finds it."""
    return message
