"""Who is mailed what, and when: one mail for all that is new, in office hours, nothing that is not theirs to know."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection

from domain import commands as c
from domain import office as o
from domain.access_record import AccessRecorded
from domain.values import Details, Person
from service.jobs.queue import Job, jobs
from service.jobs.runner import Runner
from service.mailing.digest import Item, Recipient, message
from service.runtime import Instance
from service.signin import accounts, mailboxes
from tests.service.jobs.desks import CLERK, FRIDAY, HOLDER, OFFICE, VIA, Clock, answered, done, founded, letter, told
from tests.service.jobs.test_period_reminding import LATE
from tests.service.mailing.conftest import SENDER, Staff, Work
from tests.service.mailing.smtp import Post, Taken

NINE, LATER = "2026-01-14 09:00", "2026-01-14 09:02"
TITLE = "道路积水"


def the_mail(smtp: Post) -> Taken:
    (mail,) = smtp.taken
    return mail


def of_mail(connection: Connection[Any]) -> list[Job]:
    return [job for job in jobs(connection) if job.kind == "mail"]


def mailed(connection: Connection[Any]) -> int:
    (count,) = connection.execute("SELECT count(*) FROM jobs.mailed").fetchone() or (0,)
    return int(count)


def letter_with(instance: Instance, **details: Any) -> UUID:
    petition = uuid4()
    receive = c.Receive(channel="letter", details=Details(title=TITLE, due_on=FRIDAY, **details))
    done(instance, petition, receive, c.Register(), on=date(2026, 1, 5))
    return petition


@pytest.mark.usefixtures("holder")
def test_what_went_out_is_mailed_as_one_readable_digest_with_a_way_to_the_pages(
    instance: Instance, work: Work, smtp: Post
) -> None:
    letter(instance)
    letter(instance)
    letter(instance, due=date(2026, 1, 13))
    letter(instance, due=date(2026, 1, 14))
    work(NINE)
    assert smtp.taken == [], "a little later, so that what other jobs write goes with it"
    work(LATER)
    mail = the_mail(smtp)
    assert (mail.sender, mail.to) == ("noreply@example.org", "nihong@example.org")
    assert mail.message["Subject"] == "移民局催办提醒：已超期1项，今日到期1项，即将到期2项"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message.get_content_charset() == "utf-8"
    assert mail.text.startswith("倪虹，您好！")
    assert "· 即将到期2项\n  登记号：2026-000001、2026-000002\n" in mail.text
    assert "https://xinfang.example.gov.cn/" in mail.text
    assert TITLE not in mail.text
    assert mail.raw.isascii(), "any server takes it"


@pytest.mark.usefixtures("holder")
def test_nothing_is_mailed_twice_and_a_new_tier_is_new(
    instance: Instance, work: Work, smtp: Post, connection: Connection[Any]
) -> None:
    letter(instance)
    for said in (NINE, LATER, "2026-01-15 09:00", "2026-01-15 09:02"):
        work(said)
    assert len(smtp.taken) == 1
    work("2026-01-26 09:00")
    work("2026-01-26 09:02")
    assert [mail.message["Subject"] for mail in smtp.taken] == [
        "移民局催办提醒：即将到期1项",
        "移民局催办提醒：已超期1项",
    ]
    assert mailed(connection) == 2
    assert smtp.taken[0].message["Message-ID"] != smtp.taken[1].message["Message-ID"]


@pytest.mark.usefixtures("holder")
def test_no_mail_leaves_while_the_office_is_closed_and_the_next_morning_sends_it(
    instance: Instance, work: Work, smtp: Post, connection: Connection[Any]
) -> None:
    """Written at a minute before five, it would leave at a minute past: it waits for the next day."""
    letter(instance)
    work("2026-01-14 16:59")
    work("2026-01-14 17:01")
    assert smtp.taken == []
    assert [job.state for job in of_mail(connection)] == ["finished"]
    work("2026-01-15 09:00")
    work("2026-01-15 09:02")
    assert len(smtp.taken) == 1


@pytest.mark.usefixtures("holder")
def test_what_is_done_since_is_not_mailed(instance: Instance, work: Work, smtp: Post) -> None:
    petition = letter(instance)
    work(NINE)
    answered(instance, petition, date(2026, 1, 14))
    work(LATER)
    assert smtp.taken == []


def test_only_whoever_may_sign_in_has_an_address_and_wants_mail_gets_any(
    instance: Instance, staff: Staff, work: Work, smtp: Post
) -> None:
    """All of them serve in the unit that is reminded."""
    told(
        instance,
        o.UnitSet(name="信访科", kind="petition_section"),
        o.RoleFilled(role="coordinating_department", who="信访科"),
    )
    staff.has("none", "甲", unit="信访科")
    staff.has("yes", "乙", unit="信访科", address="yes@example.org")
    unwanting = staff.has("unwanting", "丙", unit="信访科", address="unwanting@example.org")
    blocked = staff.has("blocked", "丁", unit="信访科", address="blocked@example.org")
    staff.has("other", "戊", address="other@example.org")
    mailboxes.want(instance, unwanting, wanted=False)
    accounts.change(instance, OFFICE, o.AccountBlocked(account=blocked, reason="调离"), CLERK, VIA)
    letter(instance)
    work(NINE)
    work(LATER)
    assert smtp.recipients == ["yes@example.org"]


def test_an_address_under_a_lost_key_is_none_and_holds_up_nobody(
    instance: Instance, staff: Staff, work: Work, smtp: Post, connection: Connection[Any]
) -> None:
    staff.has("nihong", HOLDER, address="nihong@example.org")
    other = staff.has("other", "戊", address="other@example.org")
    connection.execute("UPDATE signin.mailbox SET address = '\\x00' WHERE account = %s", [other])
    assert mailboxes.mailbox(instance, other) is None
    letter(instance)
    work(NINE)
    work(LATER)
    assert smtp.recipients == ["nihong@example.org"]


def test_an_address_that_came_while_the_account_was_closed_is_gone_with_the_next_look(
    instance: Instance, staff: Staff, connection: Connection[Any]
) -> None:
    gone = staff.has("gone", "己", address="gone@example.org")
    (kept,) = connection.execute("SELECT address FROM signin.mailbox WHERE account = %s", [gone]).fetchone() or (b"",)
    accounts.change(instance, OFFICE, o.AccountClosed(account=gone, reason="调离"), CLERK, VIA)
    connection.execute("INSERT INTO signin.mailbox (account, address) VALUES (%s, %s)", [gone, kept])
    accounts.mend(instance, OFFICE)
    assert connection.execute("SELECT count(*) FROM signin.mailbox WHERE account = %s", [gone]).fetchone() == (0,)


def test_of_a_duty_that_somebody_is_reminded_of_by_two_names_the_last_reminder_counts(
    instance: Instance, staff: Staff, work: Work, smtp: Post, connection: Connection[Any]
) -> None:
    staff.has("nihong", HOLDER, address="nihong@example.org")
    letter(instance)
    work(NINE)
    copied = "recipient, office, petition, entry, discriminator, act, why, holder, due_on, goes_out_at"
    told(
        instance,
        o.UnitSet(name="信访科", kind="petition_section"),
        o.PersonAppointed(person=HOLDER, post="petition_section", unit="信访科", since=date(2025, 1, 1)),
    )
    connection.execute(
        f"INSERT INTO jobs.reminder (tier, {copied}) "
        f"SELECT tier - 1, '信访科', {copied.partition(', ')[2]} FROM jobs.reminder"
    )
    work(LATER)
    assert "即将到期1项" in str(the_mail(smtp).message["Subject"])


def test_whoever_is_barred_gets_no_trace_of_it(
    instance: Instance, staff: Staff, work: Work, smtp: Post, connection: Connection[Any]
) -> None:
    """The head may see everything but what complains of the head's brother, though the head is reminded of it."""
    staff.has("nihong", HOLDER, post="head", address="nihong@example.org")
    told(instance, o.KinshipDeclared(person=HOLDER, relative="倪刚", since=date(2025, 1, 1)))
    letter_with(instance, purpose="accusation", accused=(Person(id=uuid4(), name="倪刚"),))
    work(NINE)
    work(LATER)
    assert connection.execute("SELECT recipient FROM jobs.reminder").fetchall() == [(HOLDER,)]
    assert smtp.taken == []
    letter(instance)
    work("2026-01-15 09:00")
    work("2026-01-15 09:02")
    mail = the_mail(smtp)
    assert mail.message["Subject"] == "移民局催办提醒：即将到期1项"
    assert "2026-000002" in mail.text
    assert "2026-000001" not in mail.text


def test_what_is_restricted_is_counted_for_who_may_see_it_and_never_numbered(
    instance: Instance, staff: Staff, work: Work, smtp: Post
) -> None:
    staff.has("nihong", HOLDER, post="head", address="nihong@example.org")
    letter_with(instance, secrecy="work_secret")
    letter(instance)
    work(NINE)
    work(LATER)
    assert "· 即将到期2项\n  登记号：2026-000002\n" in the_mail(smtp).text


def test_who_may_know_is_judged_when_it_is_sent(
    instance: Instance, staff: Staff, work: Work, smtp: Post, connection: Connection[Any]
) -> None:
    """Between the reminder and the mail the letter became a secret of a level that the section has not."""
    staff.has("nihong", HOLDER, address="nihong@example.org")
    petition = letter(instance)
    work(NINE)
    assert connection.execute("SELECT count(*) FROM jobs.reminder").fetchone() == (1,)
    done(instance, petition, c.Restrict(restricted=True, reason="涉密"), on=date(2026, 1, 14))
    work(LATER)
    assert smtp.taken == []


@pytest.mark.usefixtures("holder")
def test_what_a_mail_names_goes_on_record_as_read_before_it_leaves(
    instance: Instance, work: Work, smtp: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = letter(instance)
    record, said = instance.reads.record, []

    def noted(office: str, read: AccessRecorded) -> Any:
        said.append((read.reader.person, read.via, read.listed and read.listed.petitions, len(smtp.taken)))
        return record(office, read)

    monkeypatch.setattr(instance.reads, "record", noted)
    work(NINE)
    work(LATER)
    assert said == [(HOLDER, "job", (petition,), 0)]
    assert len(smtp.taken) == 1


def test_no_name_begins_another_header_or_address() -> None:
    """Whatever an office or a person is called, by whichever way the name came in."""
    to = Recipient(uuid4(), "倪虹\r\nBcc: x@example.net", "移民局\r\nBcc: x@example.net\n\nhello", "nihong@example.org")
    items = [Item(kind="duty", id=7, reason="overdue", number="2026-1\r\n.\r\nMAIL FROM:<x@example.net>")]
    made = message(to, items, SENDER, "https://xinfang.example.gov.cn/", datetime.now(UTC))
    read = message_from_bytes(made.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    assert sorted(read.keys()) == sorted(made.keys())
    assert "Bcc" not in read
    assert read["Subject"].startswith("移民局 Bcc: x@example.net hello催办提醒")
    assert read.get_content().startswith("倪虹 Bcc: x@example.net，您好！")
    assert "登记号：2026-1 . MAIL FROM:<x@example.net>\r\n" in read.get_content()


@pytest.mark.usefixtures("holder")
def test_while_the_server_is_away_all_stays_unsent_and_nothing_is_lost(
    instance: Instance, work: Work, smtp: Post, connection: Connection[Any], clock: Clock
) -> None:
    letter(instance)
    work(NINE)
    smtp.ends_after = 0
    work(LATER)
    (job,) = of_mail(connection)
    assert job.last_error is not None
    assert (job.state, job.last_error.split()[0]) == ("waiting", "MailServerAway")
    assert mailed(connection) == 0
    smtp.ends_after = None
    clock.advance(timedelta(seconds=31))
    assert Runner(instance, clock=clock).once() == 1
    assert (len(smtp.taken), mailed(connection)) == (1, 1)


def test_after_a_break_only_those_are_mailed_who_were_not(
    instance: Instance, staff: Staff, work: Work, smtp: Post, connection: Connection[Any], clock: Clock
) -> None:
    told(
        instance,
        o.UnitSet(name="信访科", kind="petition_section"),
        o.RoleFilled(role="coordinating_department", who="信访科"),
    )
    addresses = [f"{login}@example.org" for login in ("one", "two", "three")]
    for address, person in zip(addresses, ("甲", "乙", "丙"), strict=True):
        staff.has(address.partition("@")[0], person, unit="信访科", address=address)
    letter(instance)
    work(NINE)
    smtp.ends_after = 1
    work(LATER)
    assert (len(smtp.taken), mailed(connection)) == (1, 1)
    smtp.ends_after = None
    clock.advance(timedelta(seconds=31))
    Runner(instance, clock=clock).once()
    assert sorted(smtp.recipients) == sorted(addresses)


@pytest.mark.parametrize(("code", "state", "noted"), [(550, "finished", True), (450, "waiting", False)])
def test_a_refused_recipient_holds_up_nobody_and_is_told_beside_the_address(
    instance: Instance, staff: Staff, work: Work, smtp: Post, connection: Connection[Any], *,
    code: int, state: str, noted: bool,
) -> None:  # fmt: skip
    """For good: the administrator sees it. For now: the job is tried again."""
    told(
        instance,
        o.UnitSet(name="信访科", kind="petition_section"),
        o.RoleFilled(role="coordinating_department", who="信访科"),
    )
    gone = staff.has("gone", "甲", unit="信访科", address="gone@example.org")
    staff.has("here", "乙", unit="信访科", address="here@example.org")
    smtp.refuses["gone@example.org"] = code
    letter(instance)
    work(NINE)
    work(LATER)
    assert smtp.recipients == ["here@example.org"]
    (job,) = of_mail(connection)
    assert job.state == state
    box = mailboxes.mailbox(instance, gone)
    assert box is not None
    assert (box.refused_at is not None) == noted
    del smtp.refuses["gone@example.org"]
    work("2026-01-15 09:00")
    work("2026-01-15 09:02")
    assert smtp.recipients == ["here@example.org", "gone@example.org"]
    again = mailboxes.mailbox(instance, gone)
    assert again is not None
    assert again.refused_at is None


@pytest.mark.usefixtures("holder")
def test_the_log_says_how_many_and_no_address_or_name(
    instance: Instance, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    letter(instance)
    caplog.set_level(logging.INFO, "zhuoluo.mail")
    work(NINE)
    work(LATER)
    assert "mail of yimin: taken for 1, refused for 0" in caplog.text
    assert not any(each in caplog.text for each in ("nihong", HOLDER, "2026-000001"))


def test_reports_of_a_period_are_mailed_to_who_owes_them(
    running: Callable[..., Instance], smtp: Post, clock: Clock
) -> None:
    """An analysis of the first quarter (R3.2.4) that nobody has submitted by 15 April."""
    instance = running()
    founded(instance, "R3")
    Staff(instance).has("nihong", HOLDER, address="nihong@example.org")
    runner = Runner(instance, clock=clock)
    for minute in ("00", "02"):
        clock.set(f"{LATE} 10:{minute}")
        runner.once()
    assert "报告和检查已超期" in the_mail(smtp).message["Subject"]
    assert "登记号" not in the_mail(smtp).text


def test_without_a_mail_server_nothing_is_put_in(
    new_instance: Callable[[], Instance], connection: Connection[Any], clock: Clock
) -> None:
    instance = new_instance()
    founded(instance)
    Staff(instance).has("nihong", HOLDER, address="nihong@example.org")
    letter(instance)
    Runner(instance, clock=clock).once()
    assert of_mail(connection) == []
