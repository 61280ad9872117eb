"""Whether everything that refuses a change stands: triggers, their functions, event triggers, the owner of it all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from service.doctor.acting import MEND, MEND_EN
from service.doctor.checks import Check, listed, missing, names, ok, one, skipped
from service.migrations import read_migrations
from service.roles import OWNER

CHANGES = {"UPDATE": 16, "DELETE": 8, "TRUNCATE": 32}
"""Bits of pg_trigger.tgtype; 1 is FOR EACH ROW, 2 is BEFORE."""
OTHERWISE = {("head", "UPDATE"): "refuse_shrinking", ("series", "UPDATE"): "refuse_lowering"}
"""Where a change is not refused outright: a head may grow, and a counter with it."""
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1"
GUARDED = """
SELECT EXISTS (
    SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = to_regclass('ledger.' || quote_ident(%(table)s)) AND p.pronamespace = 'ledger'::regnamespace
    AND p.proname = %(function)s AND t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgattr = ''::int2vector
    AND t.tgtype & %(bit)s <> 0 AND t.tgtype & 3 = CASE %(bit)s WHEN 32 THEN 2 ELSE 3 END
)
"""
# A trigger, rule or policy of others, or a table that inherits: each could swallow or feign events.
BESIDE = """
SELECT pg_describe_object(found.class, found.oid, 0) FROM (
    SELECT 'pg_trigger'::regclass, t.oid, t.tgrelid FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND (p.pronamespace <> 'ledger'::regnamespace OR p.proname !~ '^refuse_')
    UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, r.ev_class FROM pg_rewrite r
    UNION ALL SELECT 'pg_policy'::regclass, o.oid, o.polrelid FROM pg_policy o
    UNION ALL SELECT 'pg_class'::regclass, i.inhrelid, i.inhparent FROM pg_inherits i
) AS found (class, oid, of) JOIN pg_class c ON c.oid = found.of
WHERE c.relnamespace = 'ledger'::regnamespace ORDER BY 1
"""
# What compares must do so by the operators of pg_catalog; refuse_change compares nothing.
FUNCTIONS = """
SELECT p.oid::regprocedure::text, p.prosrc,
    p.prosecdef = (p.proname = 'open_access_log')
    AND (p.proname = 'refuse_change' OR 'search_path=pg_catalog, pg_temp' = ANY(p.proconfig))
FROM pg_proc p WHERE p.pronamespace IN (to_regnamespace('ledger'), to_regnamespace('guard')) ORDER BY 1
"""
# By name: who may not enter the schema of the guard cannot have its functions looked up.
EVENT_TRIGGERS = {"ledger_is_not_dropped": "refuse_drop", "ledger_is_not_altered": "refuse_alter"}
STANDING = """
SELECT e.evtname FROM unnest(%s::text[], %s::text[]) AS wanted (name, function)
JOIN pg_event_trigger e ON e.evtname = wanted.name JOIN pg_proc p ON p.oid = e.evtfoid AND p.proname = wanted.function
JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'guard'
JOIN pg_roles r ON r.oid = e.evtowner AND r.rolsuper
WHERE e.evtenabled = 'A' AND e.evttags IS NULL
"""
OF_OTHERS = """
SELECT owned.what FROM (
    SELECT 'schema ledger', nspowner FROM pg_namespace WHERE nspname = 'ledger'
    UNION ALL SELECT c.oid::regclass::text, c.relowner FROM pg_class c
        WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r'
    UNION ALL SELECT p.oid::regprocedure::text, p.proowner FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.prorettype = 'trigger'::regtype
) AS owned (what, owner) WHERE owned.owner <> to_regrole(%s) ORDER BY 1
"""


def triggers(connection: Connection[Any]) -> Check:
    """Every table of the ledger refuses UPDATE, DELETE and TRUNCATE, ENABLE ALWAYS."""
    open_to = list(_unguarded(connection))
    if open_to:
        text = listed(open_to)
        how = "ALTER TABLE … ENABLE ALWAYS TRIGGER …"
        return missing(
            "triggers", f"未被拒绝 {text}：{how}，或恢复备份", f"not refused: {text}; {how}, or restore a backup"
        )
    return ok(
        "triggers", "更改、删除、清空均被拒绝 (ENABLE ALWAYS)", "change, delete, truncate refused (ENABLE ALWAYS)"
    )


def _unguarded(connection: Connection[Any]) -> Iterator[str]:
    for table in names(connection, TABLES):
        for change, bit in CHANGES.items():
            function = OTHERWISE.get((table, change), "refuse_change")
            named = {"table": table, "function": function, "bit": bit}
            if connection.execute(GUARDED, named).fetchone() != (True,):
                yield f"{change} ledger.{table}"


def nothing_beside(connection: Connection[Any]) -> Check:
    """No foreign trigger, rule, policy or inheriting table hangs on the ledger."""
    found = names(connection, BESIDE)
    if found:
        text = listed(found)
        return missing(
            "beside", f"账本上挂有他物 {text}；查明后删除", f"hangs on the ledger: {text}; find out why, then drop"
        )
    return ok("beside", "账本的表上没有别的触发器、规则或继承表", "no other trigger, rule or inheriting table")


def functions(connection: Connection[Any]) -> Check:
    """What the functions of the ledger do is written in a migration, word for word."""
    written = "\n".join(migration.body.decode() for migration in read_migrations())
    rows = connection.execute(FUNCTIONS).fetchall()
    changed = [name for name, source, sure in rows if not sure or f"$${source}$$" not in written]
    if changed:
        text = listed(changed)
        return missing("functions", f"不同于迁移 {text}；恢复原文", f"not as in the migrations: {text}; put it back")
    return ok("functions", f"{len(rows)} 个函数与迁移一致", f"{len(rows)} functions as in the migrations")


def event_triggers(connection: Connection[Any]) -> Check:
    """DROP and ALTER are refused to whoever is no superuser."""
    standing = names(connection, STANDING, list(EVENT_TRIGGERS), list(EVENT_TRIGGERS.values()))
    lacking = [name for name in EVENT_TRIGGERS if name not in standing]
    if not lacking:
        return ok("event_triggers", "DROP、ALTER 仅限超级用户", "DROP and ALTER are for superusers only")
    text = listed(lacking)
    if not standing and not _given_away(connection):
        return skipped(
            "event_triggers",
            f"没有 {text}：须由超级用户建立；请设 ZHUOLUO_OWNER_URL 为超级用户，再{MEND}；托管服务器上无法建立",
            f"no {text}: only a superuser makes them; set ZHUOLUO_OWNER_URL to one and {MEND_EN}; not to be had where "
            "the server is managed by others",
        )
    return missing(
        "event_triggers", f"缺失或停用 {text}；以超级用户{MEND}", f"gone or disabled: {text}; {MEND_EN} as a superuser"
    )


def owned(connection: Connection[Any]) -> Check:
    """The ledger belongs to the role as which nobody logs in."""
    if _given_away(connection):
        others = names(connection, OF_OTHERS, OWNER)
        if others:
            text = listed(others)
            return missing("owned", f"不属于 {OWNER}：{text}；{MEND}", f"not of {OWNER}: {text}; {MEND_EN}")
        return ok("owned", f"账本属于 {OWNER}", f"the ledger belongs to {OWNER}")
    return skipped(
        "owned",
        f"账本不属于 {OWNER}：迁移者不是超级用户；请设 ZHUOLUO_OWNER_URL 为超级用户，再{MEND}",
        f"the ledger is not of {OWNER}: who migrated is no superuser; set ZHUOLUO_OWNER_URL to one, then {MEND_EN}",
    )


def _given_away(connection: Connection[Any]) -> bool:
    """Whether a superuser has once given the schema of the ledger to its owner."""
    return bool(one(connection, "SELECT nspowner = to_regrole(%s) FROM pg_namespace WHERE nspname = 'ledger'", OWNER))
