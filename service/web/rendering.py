"""Templates to pages: everything escaped, everything named that a template uses, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from service.web.language import HTML, NAMES, Dates, other, translations
from service.web.statics import static
from service.web.wording import Wording

TYPE = "text/html; charset=utf-8"


@cache
def environment(package: str, language: str) -> Environment:
    """The templates of a package of pages, over those that all share, in one language."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("service.web")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    away = other(language)
    made.globals |= {
        "static": static,
        "language": language,
        "html_language": HTML[language],
        "other_language": {"code": away, "html": HTML[away], "name": NAMES[away]},
        "dates": Dates(language),
        "words": Wording(language),
    }
    return made


def page(
    package: str,
    template: str,
    said: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    language: str,
) -> Response:
    """The page as an answer."""
    text = environment(package, language).get_template(template).render(said)
    return Response(text, status, dict(headers or {}), TYPE)
