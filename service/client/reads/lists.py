"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.queries.lists import (
    BreachesQuery,
    DueSoonQuery,
    DutiesQuery,
    EnteredLateQuery,
    ExcusedQuery,
    ExportsXesQuery,
    PeriodRemindersQuery,
    RegisterQuery,
    RegisterXlsxQuery,
    RemindersQuery,
)
from service.client.queries.shared import AsKnown
from service.client.types.lists import (
    BreachList,
    DutyList,
    ExcusedList,
    LateList,
    NumbersSaid,
    OrphanList,
    PeriodReminderList,
    PetitionList,
    ReminderList,
)

__all__ = (
    "breaches", "due_soon", "duties", "duties_due_soon", "duties_lapsed", "duties_overdue", "entered_late",
    "excused", "exports_ocel", "exports_xes", "numbers", "open_", "orphaned_duties", "overdue", "period_reminders",
    "register", "register_csv", "register_xlsx", "reminders",
)  # fmt: skip


def register(office: str, query: RegisterQuery | None = None) -> Call[PetitionList]:
    """台账 The register: every petition."""
    return asked("/offices/{office}/register", (office,), PetitionList, query)


def open_(office: str, query: RegisterQuery | None = None) -> Call[PetitionList]:
    """未办结 Petitions without a final answer."""
    return asked("/offices/{office}/open", (office,), PetitionList, query)


def overdue(office: str, query: RegisterQuery | None = None) -> Call[PetitionList]:
    """超期 Open petitions with a duty past its end."""
    return asked("/offices/{office}/overdue", (office,), PetitionList, query)


def due_soon(office: str, query: DueSoonQuery | None = None) -> Call[PetitionList]:
    """即将到期 Open petitions with a duty that ends soon."""
    return asked("/offices/{office}/due-soon", (office,), PetitionList, query)


def duties(office: str, query: DutiesQuery | None = None) -> Call[DutyList]:
    """限时事项 Open duties, also those of petitions that are closed."""
    return asked("/offices/{office}/duties", (office,), DutyList, query)


def duties_overdue(office: str, query: DutiesQuery | None = None) -> Call[DutyList]:
    """超期事项 Open duties past their end."""
    return asked("/offices/{office}/duties/overdue", (office,), DutyList, query)


def duties_due_soon(office: str, query: DutiesQuery | None = None) -> Call[DutyList]:
    """即将到期事项 Open duties that end soon."""
    return asked("/offices/{office}/duties/due-soon", (office,), DutyList, query)


def duties_lapsed(office: str, query: DutiesQuery | None = None) -> Call[DutyList]:
    """期满失效的权利 Rights that nobody used before their end."""
    return asked("/offices/{office}/duties/lapsed", (office,), DutyList, query)


def breaches(office: str, query: BreachesQuery | None = None) -> Call[BreachList]:
    """违反期限和规定 Breaches: duties met late, rules broken."""
    return asked("/offices/{office}/breaches", (office,), BreachList, query)


def exports_xes(office: str, query: ExportsXesQuery | None = None) -> Call[bytes]:
    """流程挖掘 The register for process mining, as XES (IEEE 1849-2016)."""
    return asked("/offices/{office}/exports/xes", (office,), bytes, query)


def exports_ocel(office: str, query: ExportsXesQuery | None = None) -> Call[bytes]:
    """流程挖掘 The register for process mining, as OCEL 2.0 in JSON."""
    return asked("/offices/{office}/exports/ocel", (office,), bytes, query)


def register_xlsx(office: str, register: str, query: RegisterXlsxQuery | None = None) -> Call[bytes]:
    """台账 A register as xlsx."""
    return asked("/offices/{office}/registers/{register}/xlsx", (office, register), bytes, query)


def register_csv(office: str, register: str, query: RegisterXlsxQuery | None = None) -> Call[bytes]:
    """台账 A register as csv.zip."""
    return asked("/offices/{office}/registers/{register}/csv", (office, register), bytes, query)


def entered_late(office: str, query: EnteredLateQuery | None = None) -> Call[LateList]:
    """迟补录 Said to be in time, entered late."""
    return asked("/offices/{office}/entered-late", (office,), LateList, query)


def excused(office: str, query: ExcusedQuery | None = None) -> Call[ExcusedList]:
    """补录理由 Entered with a reason, by whom."""
    return asked("/offices/{office}/excused", (office,), ExcusedList, query)


def numbers(office: str, query: AsKnown | None = None) -> Call[NumbersSaid]:
    """编号核对 The register's numbers."""
    return asked("/offices/{office}/numbers", (office,), NumbersSaid, query)


def reminders(office: str, query: RemindersQuery | None = None) -> Call[ReminderList]:
    """提醒 Reminders."""
    return asked("/offices/{office}/reminders", (office,), ReminderList, query)


def period_reminders(office: str, query: PeriodRemindersQuery | None = None) -> Call[PeriodReminderList]:
    """报告和检查的提醒 Reminders of periods."""
    return asked("/offices/{office}/period-reminders", (office,), PeriodReminderList, query)


def orphaned_duties(office: str, query: AsKnown | None = None) -> Call[OrphanList]:
    """责任人已离任的事项 Duties whose holder has left."""
    return asked("/offices/{office}/orphaned-duties", (office,), OrphanList, query)
