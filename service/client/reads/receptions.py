"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.queries.receptions import AppointmentsQuery, InMonth
from service.client.queries.shared import InYear
from service.client.types.receptions import AnalysesSaid, AppointmentsSaid, ChecklistsSaid, ReceptionsSaid

__all__ = (
    "analyses", "appointments", "checklists", "receptions",
)  # fmt: skip


def receptions(office: str, query: InMonth | None = None) -> Call[ReceptionsSaid]:
    """接待日历 The receptions of a month."""
    return asked("/offices/{office}/receptions", (office,), ReceptionsSaid, query)


def checklists(office: str, query: InMonth | None = None) -> Call[ChecklistsSaid]:
    """检查与评价 The checklists of a month."""
    return asked("/offices/{office}/checklists", (office,), ChecklistsSaid, query)


def analyses(office: str, query: InYear | None = None) -> Call[AnalysesSaid]:
    """综合分析 The analyses of a year."""
    return asked("/offices/{office}/analyses", (office,), AnalysesSaid, query)


def appointments(office: str, query: AppointmentsQuery | None = None) -> Call[AppointmentsSaid]:
    """预约接待 Appointments."""
    return asked("/offices/{office}/appointments", (office,), AppointmentsSaid, query)
