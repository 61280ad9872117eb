"""Who one is here: roles and level with what gives them, posts, sessions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fastapi import Response

from domain.access_grounds import grounds
from domain.access_roles import LEVELS
from domain.staffing import postings
from service.api.signing_in import person, rows_of
from service.readmodels.asking import today
from service.signin import second_factor
from service.signin.calendar_links import link_of
from service.signin.mailboxes import mailbox
from service.signin.passwords import LEAST, LEAST_WITH_FACTOR
from service.web.account.forms import PACKAGE
from service.web.acts.capacities import capacities
from service.web.marking import N_
from service.web.screen import Screen

VIAS = {"password": N_("with a password"), "oidc": N_("by the provider of identities")}
DONE = {
    "password": N_("The password is changed. Every other session has ended."),
    "sessions": N_("The sessions have ended."),
    "mail": N_("What you want is noted."),
}


def account(about: Screen) -> Response:
    """The page of one's own account."""
    who = person()
    factor = second_factor.standing(about.instance, who.account)
    said = {
        "who": who,
        "vias": VIAS,
        "factor": factor,
        "mailbox": mailbox(about.instance, who.account),
        "calendar": link_of(about.instance, who.account),
        "mails": about.instance.settings.mail is not None,
        "least": LEAST_WITH_FACTOR if factor.proved else LEAST,
        "sessions": rows_of(about.instance, who.account, who.session).rows,
        "done": DONE.get(about.request.query_params.get("done", "")),
        "now": datetime.now(UTC),
        **_standing(about, today(about.instance, about.office)),
    }
    return about.page(PACKAGE, "own.html", said)


def _standing(about: Screen, day: date) -> dict[str, Any]:
    """What one is in the office on that day, and why."""
    viewer, profile = about.caller.viewer, about.office.profile
    found = tuple(grounds(profile, viewer.person, about.office.state.access.grants, day))
    level = LEVELS[viewer.clearance]
    return {
        "viewer": viewer,
        "postings": tuple(postings(profile, viewer.person, day)),
        "acting": tuple(each for each in capacities(profile, viewer, day) if each.acting_for),
        "grounds": tuple(each for each in found if each.role in viewer.roles),
        "level": level,
        "clearing": tuple(each for each in found if each.cleared or (each.grant and each.grant.clearance == level)),
    }
