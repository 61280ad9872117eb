"""Which roles there are, what they are beside, and as whom the service works."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from service import roles
from service.doctor.checks import Check, Service, listed, missing, names, ok, one, skipped
from service.roles import APP, OWNER, PROJECTOR, READER, ROLES

MEND = "运行 zhuoluo doctor --mend"
MEND_EN = "run zhuoluo doctor --mend"
PRESENT = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
MIGHTY = """
SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)
    AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls) ORDER BY rolname
"""
ACTING_AS_OWNER = """
SELECT r.rolname FROM pg_roles r WHERE r.rolcanlogin AND NOT r.rolsuper
    AND pg_has_role(r.oid, to_regrole(%s), %s) ORDER BY r.rolname
"""
MAY_READ = "SELECT coalesce(pg_has_role(to_regrole(%s)::oid, to_regrole(%s)::oid, %s), false)"
POLICIES = ("admitted", "audited")
"""The policies of a read model with content (projections/tables/headings_policies.sql)."""
BARE = """
SELECT c.oid::regclass FROM projector.projection p
JOIN pg_namespace n ON n.nspname = p.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'headings'
WHERE NOT c.relrowsecurity OR %s <> (SELECT count(*) FROM pg_policy o WHERE o.polrelid = c.oid AND o.polname = ANY(%s))
    OR EXISTS (SELECT FROM pg_policy o WHERE o.polrelid = c.oid AND o.polname <> ALL(%s)) ORDER BY 1
"""
CAN_LOG_IN = "SELECT rolcanlogin FROM pg_roles WHERE rolname = %s"
SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = %s"
OWNS = """
SELECT pg_has_role(%s, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'ledger'
"""


def present(connection: Connection[Any]) -> Check:
    """The five roles."""
    found = names(connection, PRESENT, list(ROLES))
    lacking = [role for role in ROLES if role not in found]
    if lacking:
        text = listed(lacking)
        return skipped(
            "roles",
            f"没有角色 {text}：迁移者无权创建；请设 ZHUOLUO_OWNER_URL 为可创建角色者，再{MEND}",
            f"no role {text}: who migrated may not make roles; set ZHUOLUO_OWNER_URL to who may, then {MEND_EN}",
        )
    return ok("roles", listed(ROLES), listed(ROLES))


def powers(connection: Connection[Any]) -> Check:
    """None of them is a superuser, or may make roles or databases, replicate, or pass row level security."""
    mighty = names(connection, MIGHTY, list(ROLES))
    if mighty:
        text = listed(mighty)
        how = "ALTER ROLE … NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS"
        return missing("powers", f"{text} 权力过大：{how}", f"{text} may too much: {how}")
    return ok("powers", "没有角色是超级用户或可创建角色", "no role is a superuser or may make roles")


def owner_is_nobody(connection: Connection[Any]) -> Check:
    """Nobody logs in as the owner of the ledger, or can take the role on."""
    if one(connection, "SELECT to_regrole(%s)", OWNER) is None:
        return skipped("owner", f"没有角色 {OWNER}", f"there is no role {OWNER}")
    found = names(connection, ACTING_AS_OWNER, OWNER, roles.right_to_act(connection))
    if found:
        text = listed(found)
        return missing(
            "owner",
            f"{text} 可充当 {OWNER}：REVOKE {OWNER} FROM …，或 ALTER ROLE {OWNER} NOLOGIN",
            f"{text} can act as {OWNER}: REVOKE {OWNER} FROM …, or ALTER ROLE {OWNER} NOLOGIN",
        )
    return ok("owner", f"无人能以 {OWNER} 登录", f"nobody can log in as {OWNER}")


def acting(connection: Connection[Any], service: Service) -> Check:
    """The committer acts as zhuoluo_app, everything else as zhuoluo_projector."""
    who, grant = service.login, f"GRANT {APP}, {PROJECTOR} TO {service.login}"
    if not roles.may_act(connection):
        return skipped(
            "acting",
            f"一切以 {who} 的身份进行：角色缺失，或它不能充当；{MEND}，并 {grant}",
            f"all is done as {who}: the roles are missing, or it may not act as them; {MEND_EN}, and {grant}",
        )
    how, how_en = "各自登录", "by logins of their own"
    if not service.embedded:
        how, how_en = f"由 {who} 以 SET ROLE 充当", f"taken on by {who} with SET ROLE"
    elif barred := [role for role in (APP, PROJECTOR) if not one(connection, CAN_LOG_IN, role)]:
        text = listed(barred)
        return missing("acting", f"{text} 不能登录；{MEND}", f"{text} cannot log in; {MEND_EN}")
    return ok("acting", f"{APP}, {PROJECTOR}：{how}", f"{APP}, {PROJECTOR}: {how_en}")


def reading(connection: Connection[Any]) -> Check:
    """What viewers ask is read as zhuoluo_reader, and policies lie on every read model with content."""
    how = roles.right_to_act(connection)
    if not roles.may_act(connection) or not one(connection, MAY_READ, PROJECTOR, READER, how):
        return skipped(
            "reading",
            f"查询只按条件过滤，无行级安全：没有角色 {READER}，或服务不能充当；{MEND}，再重启服务",
            f"reads go on with the predicate alone, without row level security: no role {READER}, or the service may "
            f"not act as it; {MEND_EN}, then start the service again",
        )
    bare = names(connection, BARE, len(POLICIES), list(POLICIES), list(POLICIES))
    if bare:
        text = listed(bare)
        zh, en = "停服后删除该模式，启动时重建", "drop the schema while the service is down, it is made anew"
        return missing("reading", f"行级安全不全 {text}；{zh}", f"row level security is not whole: {text}; {en}")
    return ok("reading", f"查询以 {READER} 的身份进行，行级安全已启用", f"read as {READER}, under row level security")


def login(connection: Connection[Any], service: Service) -> Check:
    """The login of the service is no superuser and does not own the ledger, or the roles it takes on are no walls."""
    who = service.login
    if service.embedded:
        return ok("login", f"超级用户 {who} 只用于迁移", f"the superuser {who} is used for migrations only")
    advice, advice_en = "给服务一个单独的登录（docs/walls.md）", "give the service a login of its own (docs/walls.md)"
    if one(connection, SUPERUSER, who):
        return missing(
            "login",
            f"{who} 是超级用户，可脱下任何角色；{advice}",
            f"{who} is a superuser and can take any role off again; {advice_en}",
        )
    if one(connection, OWNS, who):
        return skipped(
            "login",
            f"{who} 拥有账本的表，可停用触发器；{advice}，迁移另用 ZHUOLUO_OWNER_URL",
            f"{who} owns the tables of the ledger and can disable triggers; {advice_en}, and ZHUOLUO_OWNER_URL another",
        )
    return ok("login", f"{who} 不是超级用户，也不拥有账本", f"{who} is no superuser and does not own the ledger")
