"""Whether the roles may do what they must, and nobody more than that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psycopg import Connection

from service.doctor.acting import MEND, MEND_EN, PRESENT
from service.doctor.checks import Check, listed, missing, names, ok, skipped
from service.roles import APP, AUDITOR, PROJECTOR

Grant = tuple[str, str, str, str]
"""Who, on what, which column ("" for all of it), which privilege."""
READERS = (APP, PROJECTOR, AUDITOR)
INSERTED: Mapping[str, str] = {
    "head": "office log replayed",
    "event": "office log position stream version topic recorded_at content stamp mac leaf command request events",
    "series": "office log series period last",
    "checkpoint": "office log generation size note",
    "cosignature": "office log generation size witness line",
    "tile": "office log level nth hashes root",
    "refusal": "office log refused_by size reason",
}
"""The columns that the application may fill in of each table of the ledger."""
UPDATED: Mapping[str, str] = {
    "head": "replayed size edge recorded_at accepted_last accepted_skew closed",
    "series": "last",
}
SIGN_IN = "account credential recovery code session known_network failure token identity flow mailbox"
SIGN_IN += " subscription_secret calendar_link"
"""The tables of sign-in (migrations 0060, 0090, 0100, 0110), which the projector's role alone may read and write."""
ACCESS = """
SELECT relname FROM pg_class
WHERE relnamespace = 'ledger'::regnamespace AND relkind = 'r' AND relname ~ '^access-[0-9]{4}/'
"""
# The owner is left out, and what PUBLIC has of every schema public: USAGE.
FOUND = """
WITH given (what, field, owner, acl) AS (
    SELECT n.nspname || '.' || c.relname, '', c.relowner, c.relacl
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('ledger', 'signin')
    UNION ALL SELECT n.nspname || '.' || c.relname, a.attname, c.relowner, a.attacl
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE n.nspname IN ('ledger', 'signin') AND NOT a.attisdropped
    UNION ALL SELECT 'schema ' || nspname, '', nspowner, nspacl
        FROM pg_namespace WHERE nspname IN ('ledger', 'public', 'signin')
    UNION ALL SELECT 'public.schema_migration', '', relowner, relacl FROM pg_class
        WHERE oid = to_regclass('public.schema_migration')
)
SELECT coalesce(r.rolname, 'PUBLIC'), g.what, g.field, a.privilege_type
FROM given g CROSS JOIN aclexplode(g.acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE a.grantee <> g.owner AND NOT (g.what = 'schema public' AND a.privilege_type = 'USAGE')
"""


def expected(access: Sequence[str] = ()) -> set[Grant]:
    """What the migrations grant there and for sign-in; `access`: the tables of access records that there are."""
    return set(_expected(access))


def _expected(access: Sequence[str]) -> Iterator[Grant]:
    inserted = {**INSERTED, **dict.fromkeys(access, INSERTED["event"])}
    for role in READERS:
        yield role, "schema ledger", "", "USAGE"
        yield role, "public.schema_migration", "", "SELECT"
        for table in inserted:
            yield role, f"ledger.{table}", "", "SELECT"
    yield PROJECTOR, "schema signin", "", "USAGE"
    for table in SIGN_IN.split():
        for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            yield PROJECTOR, f"signin.{table}", "", privilege
    for privilege, tables in (("INSERT", inserted), ("UPDATE", UPDATED)):
        for table, columns in tables.items():
            for column in columns.split():
                yield APP, f"ledger.{table}", column, privilege


def grants(connection: Connection[Any]) -> Check:
    """The grants on the ledger and on sign-in are those expected, no fewer and no more."""
    if len(names(connection, PRESENT, list(READERS))) < len(READERS):
        return skipped("grants", "角色缺失，无从授权", "roles are missing, nothing is granted")
    found = {(role, what, field, privilege) for role, what, field, privilege in connection.execute(FOUND)}
    wanted = expected(names(connection, ACCESS))
    lacking, beyond = _told(wanted - found), _told(found - wanted)
    if beyond:
        text = listed(beyond)
        return missing(
            "grants", f"授权过多 {text}；{MEND}，或 REVOKE", f"more than expected: {text}; {MEND_EN}, or REVOKE"
        )
    if lacking:
        text = listed(lacking)
        return missing("grants", f"授权不足 {text}；{MEND}", f"less than expected: {text}; {MEND_EN}")
    return ok("grants", "账本上的授权不多不少", "the grants on the ledger are as expected")


def _told(grants_: set[Grant]) -> list[str]:
    return sorted(
        f"{privilege}{f' ({field})' if field else ''} {what} → {role}" for role, what, field, privilege in grants_
    )
