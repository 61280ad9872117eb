"""How a receiver is called: over TLS that is checked, at addresses that are allowed, not for ever, and nowhere else."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from service.feeds import networks, posting
from service.feeds.networks import NotAllowed, may_go, reached
from service.feeds.posting import Undelivered, post
from service.settings import Settings, SettingsError
from tests.service.certificates import self_signed
from tests.service.feeds.receiver import Receiver, receiving

LOOPBACK = networks.networks("127.0.0.0/8")
HEADERS = {"Content-Type": "application/json", "webhook-id": "msg_1"}


def refused(url: str, named: Any = LOOPBACK) -> str:
    """Why a delivery was not taken."""
    with pytest.raises(Undelivered) as raised:
        post(url, b"{}", HEADERS, named)
    return raised.value.why


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key."""
    return self_signed("127.0.0.1", tmp_path / "hooks.pem")


@pytest.fixture
def secure(certificate: Path) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiving(tls=context) as made:
        yield made


def test_a_receiver_whose_certificate_is_trusted_is_spoken_to_over_tls(
    secure: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post(secure.url, b'{"type":"x"}', HEADERS, LOOPBACK)
    (came,) = secure.came
    assert (came.path, came.body, came.id) == ("/hooks/zhuoluo", b'{"type":"x"}', "msg_1")
    assert came.headers["host"] == f"127.0.0.1:{secure.port}"


def test_one_whose_certificate_nobody_trusts_or_that_is_of_another_name_gets_nothing(
    secure: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(secure.url) == "certificate"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert refused(secure.url.replace("127.0.0.1", "localhost")) == "certificate"
    assert secure.came == []


def test_no_redirect_is_followed(receiver: Receiver) -> None:
    with receiving() as other:
        for status in (301, 302, 303, 307, 308):
            receiver.says(status, Location=other.url)
            assert refused(receiver.url) == f"status {status}"
        assert (other.came, other.refused) == ([], [])


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_answer_of_success_is_one(receiver: Receiver, status: int) -> None:
    receiver.says(status)
    post(receiver.url, b"{}", HEADERS, LOOPBACK)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "::1", "::", "169.254.169.254", "fe80::1", "100.100.100.200",  # noqa: S104
        "10.0.0.7", "172.16.0.1", "192.168.1.1", "fd00:ec2::254", "224.0.0.1", "ff02::1", "255.255.255.255",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.2.1",
        "::127.0.0.1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "fec0::1", "5f00::1", "3fff::1", "168.63.129.16",
        "192.88.99.1", "fe80::1%eth0",
    ],
)  # fmt: skip
def test_nothing_goes_to_what_is_not_public_unless_its_network_was_named(address: str) -> None:
    """169.254.169.254, 100.100.100.200 and fd00:ec2::254 tell rented computers about themselves."""
    assert not may_go(ip_address(address), ())
    assert may_go(ip_address(address), networks.networks("0.0.0.0/0,::/0"))


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1"])
def test_public_addresses_need_no_naming(address: str) -> None:
    assert may_go(ip_address(address), ())


def test_a_name_is_looked_at_by_what_it_leads_to_and_called_at_that_address(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere the second time it is asked for is asked for once."""
    asked: list[str] = []

    def leads(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", leads)
    asked.append("before")
    with pytest.raises(NotAllowed):
        reached("hooks.example.org", 443, LOOPBACK, 5)
    asked.clear()
    monkeypatch.setattr(socket, "create_connection", connecting := Connecting(receiver.port))
    post(f"http://hooks.example.org:{receiver.port}/x", b"{}", HEADERS, LOOPBACK)
    assert asked == ["hooks.example.org"]
    assert connecting.to == ["127.0.0.1"]
    assert receiver.came[0].headers["host"] == f"hooks.example.org:{receiver.port}"


class Connecting:
    """Connects to an address without looking a name up."""

    def __init__(self, port: int) -> None:
        self.port, self.to = port, list[str]()

    def __call__(self, address: tuple[str, int], timeout: float) -> socket.socket:
        self.to.append(address[0])
        made = socket.socket()
        made.settimeout(timeout)
        made.connect((address[0], self.port))
        return made


def leading(*addresses: str) -> Any:
    return lambda _host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]


def test_of_several_addresses_one_that_does_not_answer_is_no_end(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens at 127.9.9.9; 10.0.0.7 may not be called, and is not."""
    with socket.socket() as nobody:
        nobody.bind(("127.9.9.9", receiver.port))  # taken, and not listened at
        monkeypatch.setattr(socket, "getaddrinfo", leading("10.0.0.7", "127.9.9.9", "127.0.0.1"))
        called: list[str] = []

        def connecting(address: tuple[str, int], timeout: float) -> socket.socket:
            called.append(address[0])
            made = socket.socket()
            made.settimeout(timeout)
            try:
                made.connect(address)
            except OSError:
                made.close()
                raise
            return made

        monkeypatch.setattr(socket, "create_connection", connecting)
        post(f"http://hooks.example.org:{receiver.port}/x", b"{}", HEADERS, LOOPBACK)
        assert called == ["127.9.9.9", "127.0.0.1"]
        monkeypatch.setattr(socket, "getaddrinfo", leading("127.9.9.9"))
        assert refused(f"http://hooks.example.org:{receiver.port}/x") == "unreachable", "the control"


def test_a_resolver_that_takes_for_ever_is_waited_for_as_long_as_a_receiver(monkeypatch: pytest.MonkeyPatch) -> None:
    for_ever = Event()
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: for_ever.wait())
    try:
        assert refused("https://hooks.example.org/x") == "timeout"
    finally:
        for_ever.set()


def test_one_that_answers_when_the_time_is_over_already_gets_nothing(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time ends while there is no connection yet that could be cut: then it is not gone on with."""
    connect, over = socket.create_connection, Event()

    def slow(address: tuple[str, int], timeout: float) -> socket.socket:
        assert over.wait(30)
        return connect(address, timeout)

    cut = posting._Direct.cut

    def cutting(connection: Any) -> None:
        cut(connection)
        over.set()

    monkeypatch.setattr(posting, "SECONDS", 0.2)
    monkeypatch.setattr(socket, "create_connection", slow)
    monkeypatch.setattr(posting._Direct, "cut", cutting)
    assert refused(receiver.url) == "timeout"
    assert receiver.came == []


def test_without_a_setting_this_computer_is_not_called(receiver: Receiver) -> None:
    assert refused(receiver.url, ()) == "not-allowed"
    assert receiver.came == receiver.refused == []


def test_a_name_that_leads_nowhere_and_a_port_where_nobody_listens_have_names() -> None:
    assert refused("https://nowhere.invalid/x") == "unresolved"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert refused(f"http://127.0.0.1:{taken.getsockname()[1]}/") == "unreachable"


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nX: 1\r\n"])
def test_a_receiver_that_goes_on_and_on_is_cut_off(says: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends a byte now and then, for ever: each alone would be in time."""
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    with Dripping(says) as url:
        assert refused(url) == "timeout"


class Dripping:
    """A server that begins an answer and never ends it."""

    def __init__(self, says: bytes) -> None:
        self._says, self._server = says, socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        Thread(target=self._drip, daemon=True).start()
        return f"http://127.0.0.1:{self._server.getsockname()[1]}/"

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _drip(self) -> None:
        connection, _ = self._server.accept()
        with connection:
            connection.settimeout(0.05)
            try:
                connection.sendall(self._says)
                while True:
                    connection.sendall(b"X" if self._says.endswith(b"\r\n") else b"")
                    self._heard(connection)
            except OSError:
                return

    def _heard(self, connection: socket.socket) -> None:
        """Waits a moment for the other to go away."""
        try:
            if not connection.recv(65536):
                raise OSError
        except TimeoutError:
            return


def test_one_that_has_said_yes_and_goes_on_talking_has_said_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    with Dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n") as url:
        post(url, b"{}", HEADERS, LOOPBACK)


def test_of_a_long_answer_no_more_is_read_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LARGEST", 1000)
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 5000
    with Dripping(endless) as url:
        post(url, b"{}", HEADERS, LOOPBACK)


def test_the_networks_that_deliveries_may_go_to_are_said_in_the_environment(tmp_path: Path) -> None:
    given = {"ZHUOLUO_HOME": str(tmp_path), "ZHUOLUO_WEBHOOK_NETWORKS": "10.20.0.0/16, ::1"}
    assert [str(each) for each in Settings.from_environment(given).webhook_networks] == ["10.20.0.0/16", "::1/128"]
    with pytest.raises(SettingsError, match="ZHUOLUO_WEBHOOK_NETWORKS"):
        Settings.from_environment({**given, "ZHUOLUO_WEBHOOK_NETWORKS": "10.20.0.1/16"})
