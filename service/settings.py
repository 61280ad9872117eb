"""Where the service keeps its data and which database it uses, read once from environment and settings file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.configuration.file import BadSettingsFile
from service.configuration.gathering import Said, gathered
from service.feeds.networks import VARIABLE, Network, networks
from service.hosts import WrongHost, following
from service.mailing.configured import Mailing, MailSettingsError, mail_settings
from service.web_guard.configured import WebSettings, WebSettingsError, web_settings

ROOT_HOME = Path("/var/lib/zhuoluo")
"""Default home for root: the unprivileged account of the database cannot enter root's own home directory."""
LAST_PORT = 65535
LOCAL = WebSettings()
MOST = 100_000
"""No limit is set higher: MiB a file, files a petition."""
MEBIBYTE = 1024 * 1024
SCANNER = re.compile(r"unix:/.+|tcp:(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*(/[A-Za-z0-9._-]+)*")


class SettingsError(ValueError):
    """An environment variable, or a key of the settings file, holds something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Attaching:
    """Attachments: another folder than that below `home`, the scanner, and what is taken at most.

    `scanner`: clamd, as unix:/run/clamav/clamd.ctl or tcp:host:port. `largest` and `largest_recording` in bytes.
    """

    folder: Path | None = None
    scanner: str | None = None
    largest: int = 50 * MEBIBYTE
    largest_recording: int = 500 * MEBIBYTE
    most: int = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set. Without `database_url` the service starts a PostgreSQL below `home`.

    `origin`: what the names of logs in checkpoints begin with. `owner_url`: the login that makes and changes the tables
    of `database_url`, when that of the service may not. `web`: how the server is reached. `json_log`: what is logged is
    an object a line. `metrics_token_file`: holds the token with which other computers may read the metrics.
    `kek_files`: key-encryption keys, the one to use first.
    `keys_url`: the server of the keys of persons and petitions, when it is not the key folder. `shred_list`: where the
    subjects stand whose keys were destroyed, apart from every backup. `mail`: how reminders
    go out by e-mail; None: they stand in the pages only. `webhook_networks`: where deliveries of subscriptions may go
    besides public addresses.
    """

    home: Path
    database_url: str | None = None
    pg_bin: Path | None = None
    pg_osuser: str | None = None
    port: int = 8000
    origin: str | None = None
    owner_url: str | None = None
    web: WebSettings = LOCAL
    attachments: Attaching = Attaching()

    @property
    def attachment_folder(self) -> Path:
        """Where the files of attachments lie."""
        return self.attachments.folder or self.home / "attachments"

    @property
    def template_folder(self) -> Path:
        """Where offices have templates of their own, each in a folder of its id."""
        return self.home / "templates"

    kek_files: tuple[Path, ...] = ()
    keys_url: str | None = None
    shred_list: Path | None = None
    mail: Mailing | None = None
    webhook_networks: tuple[Network, ...] = ()
    json_log: bool = False
    metrics_token_file: Path | None = None

    @property
    def address(self) -> str:
        """Where people find the pages: https under the public name, else on this computer."""
        public = f"[{self.web.public}]" if ":" in self.web.public else self.web.public
        return f"https://{public}/" if public else f"http://localhost:{self.port}/"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process, the environment before the file; an empty variable counts as not set.

        Raises: SettingsError naming the variable, or the file and its key.
        """
        return cls.of(said_in(os.environ if environ is None else environ))

    @classmethod
    def of(cls, said: Said) -> Settings:
        """The settings that are said. Raises SettingsError as `from_environment`."""
        try:
            return _settings(said.values)
        except SettingsError as error:
            raise SettingsError(said.located(str(error))) from None


def said_in(environ: Mapping[str, str]) -> Said:
    """What the environment and the settings file say. Raises SettingsError."""
    try:
        return gathered(environ, _home)
    except BadSettingsFile as error:
        raise SettingsError(str(error)) from None


def _settings(given: Mapping[str, str]) -> Settings:
    return Settings(
        home=_home(given),
        database_url=_database("ZHUOLUO_DATABASE_URL", given),
        pg_bin=_optional_path("ZHUOLUO_PG_BIN", given),
        pg_osuser=given.get("ZHUOLUO_PG_OSUSER"),
        port=_port(given.get("ZHUOLUO_PORT", "8000")),
        owner_url=_database("ZHUOLUO_OWNER_URL", given),
        origin=_origin(given.get("ZHUOLUO_ORIGIN")),
        web=_web(given),
        attachments=_attaching(given),
        kek_files=_paths("ZHUOLUO_KEK_FILE", given.get("ZHUOLUO_KEK_FILE", "")),
        keys_url=_database("ZHUOLUO_KEYS_URL", given),
        shred_list=_optional_path("ZHUOLUO_SHRED_LIST", given),
        mail=_mail(given),
        webhook_networks=_webhook_networks(given.get(VARIABLE, "")),
        json_log=_is_json(given.get("ZHUOLUO_LOG_FORMAT", "text")),
        metrics_token_file=_optional_path("ZHUOLUO_METRICS_TOKEN_FILE", given),
    )


def _home(given: Mapping[str, str]) -> Path:
    return _optional_path("ZHUOLUO_HOME", given) or _default_home()


def _database(variable: str, given: Mapping[str, str]) -> str | None:
    """A connection string; of several hosts the one that takes writes."""
    url = given.get(variable)
    try:
        return url and following(url)
    except WrongHost as error:
        raise SettingsError(f"{variable} names {error} (须连接可写主库)") from None


def _web(given: Mapping[str, str]) -> WebSettings:
    try:
        return web_settings(given)
    except WebSettingsError as error:
        raise SettingsError(str(error)) from None


def _mail(given: Mapping[str, str]) -> Mailing | None:
    try:
        return mail_settings(given)
    except MailSettingsError as error:
        raise SettingsError(str(error)) from None


def _webhook_networks(text: str) -> tuple[Network, ...]:
    try:
        return networks(text)
    except ValueError:
        message = f"{VARIABLE}={text!r} is no list of networks such as 10.20.0.0/16,127.0.0.1 (网段有误)"
        raise SettingsError(message) from None


def _default_home() -> Path:
    return ROOT_HOME if os.geteuid() == 0 else Path.home() / ".zhuoluo"


def _path(variable: str, text: str) -> Path:
    """Refuses a relative path: it would name another directory in each place the program is started from."""
    path = Path(text).expanduser()
    if not path.is_absolute():
        message = f"{variable}={text!r} is a relative path; give it in full, beginning with /"
        raise SettingsError(message)
    return path


def _optional_path(variable: str, given: Mapping[str, str]) -> Path | None:
    return _path(variable, given[variable]) if variable in given else None


def _paths(variable: str, text: str) -> tuple[Path, ...]:
    return tuple(_path(variable, each) for each in text.split(os.pathsep) if each.strip())


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= LAST_PORT:
        message = f"ZHUOLUO_PORT={text!r} is not a port number; give one from 1 to 65535"
        raise SettingsError(message)
    return int(text)


def _is_json(text: str) -> bool:
    if text not in ("text", "json"):
        message = f"ZHUOLUO_LOG_FORMAT={text!r} is neither text nor json"
        raise SettingsError(message)
    return text == "json"


def _origin(text: str | None) -> str | None:
    """What the names of logs begin with: an address without scheme, such as xinfang.example.gov.cn."""
    if text is not None and not NAME.fullmatch(text):
        message = f"ZHUOLUO_ORIGIN={text!r} is not a name without scheme and spaces, such as xinfang.example.gov.cn"
        raise SettingsError(message)
    return text


def _attaching(given: Mapping[str, str]) -> Attaching:
    return Attaching(
        folder=_optional_path("ZHUOLUO_ATTACHMENTS", given),
        scanner=_scanner(given.get("ZHUOLUO_SCANNER")),
        largest=_count("ZHUOLUO_ATTACHMENT_MIB", given, 50) * MEBIBYTE,
        largest_recording=_count("ZHUOLUO_RECORDING_MIB", given, 500) * MEBIBYTE,
        most=_count("ZHUOLUO_ATTACHMENTS_EACH", given, 200),
    )


def _scanner(text: str | None) -> str | None:
    if text is not None and not SCANNER.fullmatch(text):
        message = f"ZHUOLUO_SCANNER={text!r} is neither unix:/path/of/clamd.ctl nor tcp:host:port"
        raise SettingsError(message)
    return text


def _count(variable: str, given: Mapping[str, str], usual: int) -> int:
    text = given.get(variable, str(usual))
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= MOST:
        message = f"{variable}={text!r} is not a number from 1 to {MOST}"
        raise SettingsError(message)
    return int(text)
