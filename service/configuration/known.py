"""Everything that can be set: its key in zhuoluo.toml, its environment variable, what kind of value it takes."""

from __future__ import annotations

from msgspec import Struct

TEXT, PATH, PATHS, NUMBER, SWITCH, LIST = "text", "path", "paths", "number", "switch", "list"
HOME, CONFIG, PREFIX = "ZHUOLUO_HOME", "ZHUOLUO_CONFIG", "ZHUOLUO_"


class Known(Struct, frozen=True, kw_only=True):
    """One setting. `usual`: what holds where nothing is said, as the variable would say it; "" for nothing.

    `secret`: a connection string, which may hold a password.
    """

    key: str
    variable: str
    kind: str = TEXT
    usual: str = ""
    secret: bool = False
    zh: str
    en: str

    @property
    def table(self) -> str:
        return self.key.rpartition(".")[0]

    @property
    def name(self) -> str:
        return self.key.rpartition(".")[2]


KNOWN = (
    Known(key="home", variable=HOME, kind=PATH, zh="数据目录", en="where everything is kept"),
    Known(key="server.port", variable="ZHUOLUO_PORT", kind=NUMBER, usual="8000", zh="端口", en="port on 127.0.0.1"),
    Known(
        key="server.hosts", variable="ZHUOLUO_HOSTS", kind=LIST, usual="127.0.0.1,::1,localhost",
        zh="可用主机名", en="names under which the server may be asked",
    ),
    Known(
        key="server.proxies", variable="ZHUOLUO_PROXIES", kind=LIST,
        zh="可信代理", en="addresses and networks of proxies that are believed",
    ),
    Known(
        key="server.address_rate", variable="ZHUOLUO_ADDRESS_RATE", usual="50/200",
        zh="每地址每秒请求数/突发数", en="requests a second and at once of an address",
    ),
    Known(
        key="server.session_rate", variable="ZHUOLUO_SESSION_RATE", usual="20/100",
        zh="每会话每秒请求数/突发数", en="requests a second and at once of a session",
    ),
    Known(
        key="server.drain_seconds", variable="ZHUOLUO_DRAIN_SECONDS", kind=NUMBER, usual="0",
        zh="停止前继续应答的秒数", en="seconds for which it answers on after SIGTERM, while /ready says 503",
    ),
    Known(
        key="server.api_docs", variable="ZHUOLUO_API_DOCS", kind=SWITCH,
        zh="接口文档页；不设则仅本机时开启", en="/api/docs; else on while only loopback is named",
    ),
    Known(
        key="log.access", variable="ZHUOLUO_ACCESS_LOG", kind=SWITCH,
        zh="每请求一行；不设则仅本机时关闭", en="a line a request; else off while only loopback is named",
    ),
    Known(
        key="log.format", variable="ZHUOLUO_LOG_FORMAT", usual="text",
        zh="日志格式 text 或 json", en="text, or json: an object a line",
    ),
    Known(
        key="metrics.token_file", variable="ZHUOLUO_METRICS_TOKEN_FILE", kind=PATH,
        zh="指标令牌文件", en="file with the token that opens /metrics to other computers",
    ),
    Known(
        key="database.url", variable="ZHUOLUO_DATABASE_URL", secret=True,
        zh="数据库；不设则自带", en="the database; else one below home is started",
    ),
    Known(
        key="database.owner_url", variable="ZHUOLUO_OWNER_URL", secret=True,
        zh="迁移所用登录", en="the login that makes and changes tables",
    ),
    Known(
        key="database.pg_bin", variable="ZHUOLUO_PG_BIN", kind=PATH,
        zh="PostgreSQL 程序目录", en="the programs of PostgreSQL",
    ),
    Known(
        key="database.pg_osuser", variable="ZHUOLUO_PG_OSUSER",
        zh="数据库进程账户", en="the account that runs the database of our own",
    ),
    Known(
        key="keys.url", variable="ZHUOLUO_KEYS_URL", secret=True,
        zh="密钥服务器；不设则用密钥目录", en="the server of keys; else the key folder",
    ),
    Known(
        key="keys.kek_files", variable="ZHUOLUO_KEK_FILE", kind=PATHS,
        zh="主密钥文件，先用者在前", en="key-encryption keys, the one to use first",
    ),
    Known(
        key="keys.shred_list", variable="ZHUOLUO_SHRED_LIST", kind=PATH,
        zh="已销毁密钥清单", en="list of what was erased, apart from backups",
    ),
    Known(
        key="evidence.origin", variable="ZHUOLUO_ORIGIN",
        zh="日志名的开头", en="what the names of logs begin with",
    ),
    Known(
        key="attachments.folder", variable="ZHUOLUO_ATTACHMENTS", kind=PATH,
        zh="附件目录；不设则在数据目录下", en="files of attachments; else below home",
    ),
    Known(
        key="attachments.scanner", variable="ZHUOLUO_SCANNER",
        zh="病毒扫描 clamd", en="clamd, as unix:/path or tcp:host:port",
    ),
    Known(
        key="attachments.file_mib", variable="ZHUOLUO_ATTACHMENT_MIB", kind=NUMBER, usual="50",
        zh="附件大小上限（MiB）", en="MiB a file",
    ),
    Known(
        key="attachments.recording_mib", variable="ZHUOLUO_RECORDING_MIB", kind=NUMBER, usual="500",
        zh="录音录像大小上限（MiB）", en="MiB a recording",
    ),
    Known(
        key="attachments.each", variable="ZHUOLUO_ATTACHMENTS_EACH", kind=NUMBER, usual="200",
        zh="每件附件数上限", en="files a petition",
    ),
    Known(
        key="mail.server", variable="ZHUOLUO_SMTP",
        zh="邮件服务器", en="smtp://host or smtps://user@host:port",
    ),
    Known(key="mail.sender", variable="ZHUOLUO_MAIL_FROM", zh="发件地址", en="whom e-mail comes from"),
    Known(
        key="mail.password_file", variable="ZHUOLUO_SMTP_PASSWORD_FILE", kind=PATH,
        zh="邮件密码文件", en="file with the password of the mail server",
    ),
    Known(
        key="webhooks.networks", variable="ZHUOLUO_WEBHOOK_NETWORKS", kind=LIST,
        zh="推送可达的内网网段", en="networks besides public addresses that deliveries may go to",
    ),
)  # fmt: skip
BY_KEY = {each.key: each for each in KNOWN}
BY_VARIABLE = {each.variable: each for each in KNOWN}
OF_COMMANDS = frozenset({CONFIG, "ZHUOLUO_DEBUG", "ZHUOLUO_PURPOSE", "ZHUOLUO_WITNESS_HOME"})
"""Variables that one command reads, or that are told of elsewhere: no settings of an instance."""
