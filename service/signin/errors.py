"""How sign-in says no; none of these words tells whether an account exists."""

from __future__ import annotations


class SignInFailed(Exception):
    """Login, password, code or identity do not fit, or the account may not be used: always the same words."""

    def __init__(self) -> None:
        super().__init__("the sign-in details do not fit (用户名、密码或动态码不正确)")


class TooMany(Exception):
    """Too many failures from this network or for this login: try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"too many failed attempts: try again in {seconds} s (尝试次数过多，请在{seconds}秒后重试)")


class Busy(Exception):
    """Too many sign-ins at once: nothing was checked, try again."""

    def __init__(self) -> None:
        super().__init__("too many sign-ins at once: try again (登录繁忙，请稍后重试)")


class BadCode(Exception):
    """A one-time code that was never given, was used, or has expired."""

    def __init__(self) -> None:
        super().__init__("the one-time code does not hold (一次性代码无效或者已过期)")


class UnknownAccount(LookupError):
    """The office has no such account, token or session."""

    def __init__(self, said: str) -> None:
        super().__init__(f"there is no {said!r} here (没有“{said}”)")


class UnknownProvider(LookupError):
    """No provider of identities is configured under this name."""

    def __init__(self, said: str) -> None:
        super().__init__(f"no provider {said!r} is configured (没有配置“{said}”)")


class BadProviders(ValueError):
    """`oidc.toml` cannot be used; the message says why."""


class Unreachable(Exception):
    """The provider of identities does not answer, or not as OpenID Connect says."""

    def __init__(self) -> None:
        super().__init__("the provider of identities does not answer (统一身份认证无应答)")
