"""The office of the intake's tests, and a letter that has been registered in it."""

from tests.service.web.petition.conftest import (
    book,
    clock,
    instance,
    letter,
    people,
    quick,
    registrar,
    somebody,
)

__all__ = ["book", "clock", "instance", "letter", "people", "quick", "registrar", "somebody"]
