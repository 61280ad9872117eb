"""The roles of access, which posts give them, and what each may do.

A role says what somebody's work is in this system; a post says what they are in the office. Some posts give a role;
any role can be granted to a person by a security administrator (domain/access_events.py). The three administrators
are kept apart: nobody has two of them, and none of them sees petitions.
"""

from __future__ import annotations

from collections.abc import Mapping

REGISTRAR = "registrar"
HANDLER = "handler"
COORDINATOR = "coordinator"
LEADER = "leader"
SUPERVISOR = "supervisor"
STATISTICIAN = "statistician"
AUDITOR = "auditor"
SYSTEM_ADMIN = "system_admin"
SECURITY_ADMIN = "security_admin"
AUDIT_ADMIN = "audit_admin"

ROLES = (
    REGISTRAR, HANDLER, COORDINATOR, LEADER, SUPERVISOR, STATISTICIAN, AUDITOR, SYSTEM_ADMIN, SECURITY_ADMIN,
    AUDIT_ADMIN,
)  # fmt: skip
ADMINS = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN})
"""三员: kept apart from each other and from petitions."""
MACHINE = "machine"
"""The role of a program with a token; nobody is given it."""
PETITIONS = (frozenset(ROLES) - ADMINS) | {MACHINE}
"""Roles that may see petitions at all."""
EVERYWHERE = PETITIONS - {HANDLER, MACHINE}
"""Roles whose work is with the petitions of every unit; a handler's is with those of the own unit and below."""
INTAKE = frozenset({REGISTRAR, COORDINATOR})
"""Who finds out who is complained of, until that is known."""

LEVELS = ("internal", "work_secret", "confidential")
"""The levels written on papers, the lowest first (domain.md 5.7). An accusation has the highest."""
HIGHEST = len(LEVELS) - 1

ROLE_OF_POST: Mapping[str, str] = {
    "head": LEADER,
    "deputy_for_petitions": LEADER,
    "deputy_head": LEADER,
    "leader_in_charge": LEADER,
    "petition_section": COORDINATOR,
    "petition_section_head": COORDINATOR,
    "section": HANDLER,
    "section_head": HANDLER,
    "county_body": HANDLER,
    "registrar": REGISTRAR,
    "supervisor": SUPERVISOR,
    "archivist": REGISTRAR,
    "handler": HANDLER,
    "discipline": SUPERVISOR,
    "auditor": AUDITOR,
}
"""The role that comes with a post, held or acted in."""
CLEARED_POSTS = frozenset({"head", "deputy_for_petitions", "discipline"})
"""Posts that come with the highest level: who answers for petitions, and for the discipline of officers."""
ABOVE_THEIR_UNIT = CLEARED_POSTS
"""Posts whose holder an accusation against a colleague of the own unit is not kept from: it comes to them."""

WORKING = frozenset({REGISTRAR, HANDLER, COORDINATOR, LEADER, SUPERVISOR})

ALLOWED: Mapping[str, frozenset[str]] = {
    "petition": PETITIONS,  # one petition, as far as it may be seen
    "list": PETITIONS,  # lists of petitions and duties, as far as they may be seen
    "personal": frozenset(
        {REGISTRAR, HANDLER, COORDINATOR, LEADER, SUPERVISOR, AUDITOR, MACHINE}
    ),  # who wrote, and what
    "receive": frozenset({REGISTRAR, COORDINATOR, MACHINE}),
    "act": WORKING | {MACHINE},  # the rulebook asks for the post besides
    "figures": PETITIONS,
    "draft_report": frozenset({STATISTICIAN}),
    "handle_report": frozenset({STATISTICIAN, LEADER}),
    "check_report": frozenset({STATISTICIAN, AUDITOR}),
    "organise": frozenset({SYSTEM_ADMIN}),
    "rules": frozenset({SYSTEM_ADMIN}),
    "rota": frozenset({COORDINATOR, LEADER, SYSTEM_ADMIN}),
    "hand_over": frozenset({COORDINATOR, LEADER}),
    "office": frozenset(ROLES) | {MACHINE},  # how the office is organised, its rules, calendar and codes
    "evidence": frozenset(ROLES) | {MACHINE},  # what is signed and proved: hashes, and the names of logs
    "leaves": frozenset({AUDITOR, AUDIT_ADMIN}),  # which streams and kinds of events stand where
    "bundle": frozenset({AUDITOR, SUPERVISOR, LEADER}),
    "accounts": frozenset({SECURITY_ADMIN}),
    "grant": frozenset({SECURITY_ADMIN}),
    "readings": frozenset({AUDITOR, AUDIT_ADMIN}),
    "erase": frozenset({SECURITY_ADMIN, LEADER}),
    "operate": frozenset({SYSTEM_ADMIN}),
}
"""What is done, and the roles that may. An action that stands nowhere here nobody may do."""

SCOPES: Mapping[str, frozenset[str]] = {
    "read": frozenset({"petition", "list", "personal", "office", "evidence"}),
    "write": frozenset({"receive", "act"}),
    "figures": frozenset({"figures", "office", "evidence"}),
}
"""What a token may be used for, by its scopes."""
