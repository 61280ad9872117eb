"""Passwords and codes as they come in: typed without being shown, or a line of a pipe; never an argument."""

from __future__ import annotations

import sys

import click


def secret(prompt: str, *, again: bool = False) -> str:
    """What is typed, twice if `again`, or the next line of standard input. Raises click.UsageError for none."""
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        message = f"nothing on standard input for: {prompt} (标准输入中没有内容)"
        raise click.UsageError(message)
    return line
