"""The sign-in page: Chinese with an English switch, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import UploadFile

from service.api import problems
from service.api.problems import Refusal
from service.api.signing_in import address_of, cookie
from service.runtime import Instance
from service.signin import demo, oidc_settings
from service.signin.errors import BadProviders, Busy, SignInFailed, TooMany
from service.signin.identity import Identity, identity
from service.signin.oidc_settings import Provider
from service.signin.signing_in import Said, sign_in

ADDRESS = "/signin"
STATIC = {"signin.css": "text/css; charset=utf-8"}
LARGEST = 16 * 1024
"""Bytes of a form."""
FORM = "application/x-www-form-urlencoded"
ZH, EN = "zh-CN", "en"
WORDS: Mapping[str, Mapping[str, str]] = {
    ZH: {
        "title": "登录", "login": "用户名", "password": "密码", "code": "动态码或者恢复码",
        "code_hint": "已设置第二因素的账号须填写", "submit": "登录", "other": "English", "with": "使用统一身份认证登录",
        "demo": "演示账号", "demo_hint": "本实例仅供演示：以下账号的密码公开。", "role": "角色", "person": "姓名",
        "signed_in": "已登录：", "failed": "用户名、密码或动态码不正确。",
        "too_many": "尝试次数过多，请在{seconds}秒后重试。", "busy": "登录繁忙，请稍后重试。",
    },
    EN: {
        "title": "Sign in", "login": "Login", "password": "Password", "code": "Code of the authenticator, or recovery",
        "code_hint": "for accounts with a second factor", "submit": "Sign in", "other": "中文",
        "with": "Sign in with", "demo": "Demo accounts",
        "demo_hint": "This instance is a demo: the passwords below are public.", "role": "Role", "person": "Person",
        "signed_in": "Signed in: ", "failed": "The sign-in details do not fit.",
        "too_many": "Too many failed attempts: try again in {seconds} s.", "busy": "Busy: try again in a moment.",
    },
}  # fmt: skip


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("service.web"), autoescape=True, undefined=StrictUndefined)


def router(instance: Instance) -> APIRouter:
    """The sign-in page and its style sheet."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(ADDRESS, _shown(instance), methods=["GET"], name="signin_page")
    routes.add_api_route(ADDRESS, _posted(instance), methods=["POST"], name="signin_form")
    routes.add_api_route("/static/{name}", static, methods=["GET"], name="signin_static")
    return routes


def static(name: str) -> Response:
    if name not in STATIC:
        raise Refusal(problems.NOT_FOUND)
    body = (files("service.web") / "static" / name).read_bytes()
    return Response(body, headers={"Cache-Control": "no-cache"}, media_type=STATIC[name])


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        failed = "failed" if "failed" in request.query_params else ""
        return _page(instance, request, failed)

    return shown


def _posted(instance: Instance) -> Callable[..., Any]:
    async def posted(request: Request) -> Response:
        said = await _form(request)
        return await to_thread.run_sync(_signed_in, instance, request, said)

    return posted


async def _form(request: Request) -> Said:
    """What was typed. Raises Refusal: 413, 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Refusal(problems.WRONG_TYPE, f"a form is {FORM}")
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > LARGEST:
        raise Refusal(problems.TOO_LARGE)
    form = await request.form(max_files=0, max_fields=10)
    login, password, code = (_text(form.get(name)) for name in ("login", "password", "code"))
    return Said(login, password, code)


def _text(value: str | UploadFile | None) -> str:
    return value if isinstance(value, str) else ""


def _signed_in(instance: Instance, request: Request, said: Said) -> Response:
    try:
        opened = sign_in(instance, said, address_of(request), datetime.now(UTC))
    except SignInFailed:
        return _page(instance, request, "failed", status=401)
    except TooMany as many:
        return _page(instance, request, "too_many", status=429, seconds=many.seconds)
    except Busy:
        return _page(instance, request, "busy", status=503, seconds=2)
    _end_before(instance, identity())
    return RedirectResponse("/", 303, {"Set-Cookie": cookie(opened.token)})


def _end_before(instance: Instance, who: Identity | None) -> None:
    """Whoever was signed in in this browser before is so no more."""
    if who is not None and who.session is not None:
        with instance.pool.connection() as connection:
            connection.execute("DELETE FROM signin.session WHERE id = %s", [who.session])


def _offered(home: Path) -> tuple[Provider, ...]:
    """The providers to choose from; none while their file is wrong, which must not keep others out."""
    try:
        return oidc_settings.providers(home)
    except BadProviders:
        return ()


def _page(instance: Instance, request: Request, failure: str = "", *, status: int = 200, seconds: int = 0) -> Response:
    language = EN if request.query_params.get("lang") == EN else ZH
    words = WORDS[language]
    home = instance.settings.home
    page = (
        _templates()
        .get_template("signin.html")
        .render(
            language=language,
            words=words,
            action=f"{ADDRESS}?lang={language}",
            other=f"{ADDRESS}?lang={ZH if language == EN else EN}",
            failure=words[failure].format(seconds=seconds) if failure else "",
            csrf=getattr(request.state, "csrf", ""),
            who=identity(),
            providers=_offered(home),
            demo=demo.shown(home),
        )
    )
    return HTMLResponse(page, status, {"Retry-After": str(seconds)} if seconds else {})
