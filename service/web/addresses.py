"""What each page is for, by the words of domain/access_roles.py. A page that stands nowhere here nobody may open.

tests/service/web/test_matrix.py holds, cell by cell, who may; a new page without its line here fails there.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

PETITION = "/petitions/{petition}"
SIGN_IN, SIGN_OUT = "/signin", "/signout"
ACCOUNT, REDEEM = "/account", "/redeem"
RECEPTIONS, AUDIT = "/receptions", "/audit"
OWN = "own"
"""What is done with one's own account: for whoever has signed in, also without any role."""
LONGEST = 2000

OFFICE_CHANGES: Mapping[str, str] = {
    "/office/units/set": "organise",
    "/office/people/appoint": "organise",
    "/office/people/leave": "organise",
    "/office/people/field": "organise",
    "/office/people/role": "organise",
    "/office/people/department": "organise",
    "/office/people/delegate": "organise",
    "/office/people/kinship": "grant",
    "/office/rulebooks/publish": "rules",
    "/office/rulebooks/adopt": "rules",
    "/office/calendar/load": "rules",
    "/office/calendar/day": "rules",
    "/office/codes/publish": "rules",
    "/office/accounts/open": "accounts",
    "/office/accounts/block": "accounts",
    "/office/accounts/release": "accounts",
    "/office/accounts/close": "accounts",
    "/office/accounts/reset": "accounts",
    "/office/accounts/sessions/end": "accounts",
    "/office/accounts/link": "accounts",
    "/office/accounts/mail": "accounts",
    "/office/accounts/tokens/issue": "accounts",
    "/office/accounts/tokens/revoke": "accounts",
    "/office/access/grant": "grant",
    "/office/access/revoke": "grant",
    "/office/erasure/restrict": "erase",
    "/office/erasure/lift": "erase",
    "/office/erasure/propose": "erase",
    "/office/erasure/approve": "erase",
    "/office/erasure/refuse": "erase",
    "/office/erasure/execute": "erase",
    "/office/system/clock": "operate",
    "/office/system/offices": "operate",
    "/office/subscriptions/name": "operate",
    "/office/subscriptions/change": "operate",
    "/office/subscriptions/pause": "operate",
    "/office/subscriptions/resume": "operate",
    "/office/subscriptions/secret": "operate",
    "/office/subscriptions/end": "operate",
    "/office/partners/name": "operate",
    "/office/partners/dismiss": "operate",
}
"""Changes of the office: form and deed of each under one address, for the same people."""

RECEPTION_CHANGES: Mapping[str, str] = {
    f"{RECEPTIONS}/rota": "rota",
    f"{RECEPTIONS}/held": "rota",
    f"{RECEPTIONS}/checklists/fill": "rota",
    f"{RECEPTIONS}/analyses/submit": "handle_report",
}

READ: Mapping[str, str] = {
    **OFFICE_CHANGES,
    "/office": "office",
    "/office/history": "office",
    "/office/units": "office",
    "/office/people": "office",
    "/office/rulebooks": "office",
    "/office/rulebooks/book": "office",
    "/office/rulebooks/difference": "office",
    "/office/calendar": "office",
    "/office/codes": "office",
    "/office/codes/list": "office",
    "/office/accounts": "accounts",
    "/office/accounts/one": "accounts",
    "/office/access": "grant",
    "/office/erasure": "erase",
    "/office/system": "operate",
    "/office/subscriptions": "operate",
    "/office/partners": "operate",
    "/office/partners/card": "operate",
    "/": "office",
    RECEPTIONS: "figures",
    f"{RECEPTIONS}/day": "figures",
    f"{RECEPTIONS}/day.ics": "figures",
    f"{RECEPTIONS}/appointments": "list",
    f"{RECEPTIONS}/appoint": "act",
    f"{RECEPTIONS}/checklists": "figures",
    f"{RECEPTIONS}/analyses": "figures",
    **RECEPTION_CHANGES,
    AUDIT: "readings",
    f"{AUDIT}/readings": "readings",
    f"{AUDIT}/person": "readings",
    f"{AUDIT}/unusual": "readings",
    f"{AUDIT}/replay": "personal",
    f"{AUDIT}/bundle": "bundle",
    f"{AUDIT}/log": "evidence",
    f"{AUDIT}/checkpoint": "evidence",
    f"{AUDIT}/receipt": "leaves",
    f"{AUDIT}/receipt.json": "leaves",
    f"{AUDIT}/verification": "leaves",
    ACCOUNT: OWN,
    f"{ACCOUNT}/password": OWN,
    f"{ACCOUNT}/second-factor": OWN,
    f"{ACCOUNT}/calendar": OWN,
    "/handover": "hand_over",
    "/manual": "office",
    "/manual/{name}": "office",
    "/manual/pictures/{name}": "office",
    "/overdue": "list",
    "/approvals": "act",
    "/approvals/{petition}": "personal",
    "/register": "list",
    "/register.csv": "list",
    "/register.xlsx": "list",
    "/register.xes": "list",
    "/register.ocel": "list",
    "/register/people": "personal",
    "/find": "list",
    PETITION: "personal",
    f"{PETITION}/compare": "personal",
    f"{PETITION}/candidates": "personal",
    f"{PETITION}/beside/{{other}}": "personal",
    f"{PETITION}/bundle": "bundle",
    f"{PETITION}/documents": "personal",
    f"{PETITION}/documents/{{document}}": "personal",
    f"{PETITION}/duty.ics": "personal",
    f"{PETITION}/print/slip": "receive",
    f"{PETITION}/attachments": "personal",
    f"{PETITION}/attachments/{{attachment}}": "personal",
    f"{PETITION}/correct/{{version}}": "act",
    f"{PETITION}/acts/{{verb}}": "act",
    "/statistics": "figures",
    "/statistics.csv": "figures",
    "/statistics.xlsx": "figures",
    "/statistics/comparison": "figures",
    "/statistics/comparison.csv": "figures",
    "/statistics/comparison.xlsx": "figures",
    "/statistics/days": "figures",
    "/statistics/days.csv": "figures",
    "/statistics/days.xlsx": "figures",
    "/statistics/rates": "figures",
    "/statistics/rates.csv": "figures",
    "/statistics/rates.xlsx": "figures",
    "/statistics/layouts": "figures",
    "/statistics/layouts.xlsx": "figures",
    "/statistics/layouts.csv": "figures",
    "/registers/{register}.xlsx": "list",
    "/registers/{register}.csv": "list",
    "/statistics/trends": "list",
    "/statistics/since": "list",
    "/statistics/facts": "list",
    "/statistics/facts.csv": "list",
    "/statistics/facts.xlsx": "list",
    "/statistics/stock": "list",
    "/reports": "figures",
    "/reports/received/{version}": "figures",
    "/reports/{report}": "figures",
    "/reports/{report}/file": "check_report",
    "/reports/{report}/bundle": "check_report",
    "/reports/{report}/verification": "check_report",
    "/exchange": "list",
    "/exchange/matters/{petition}": "petition",
    "/accountability": "figures",
    "/accountability.csv": "figures",
    "/accountability.xlsx": "figures",
    "/accountability/breaches": "list",
    "/accountability/{what}": "list",
    "/intake": "receive",
    "/intake/channel": "receive",
    "/intake/candidates": "receive",
    "/intake/compared": "receive",
    "/intake/drafts": "receive",
    "/intake/drafts/discarded": "receive",
    "/intake/done/{petition}": "receive",
    f"{PETITION}/print/sheet": "personal",
    f"{PETITION}/print/notice": "receive",
}
"""Pages that are looked at."""

WRITE: Mapping[str, str] = {
    **OFFICE_CHANGES,
    **RECEPTION_CHANGES,
    f"{AUDIT}/verification": "leaves",
    SIGN_OUT: OWN,
    f"{ACCOUNT}/password": OWN,
    f"{ACCOUNT}/second-factor": OWN,
    f"{ACCOUNT}/sessions/end": OWN,
    f"{ACCOUNT}/mail": OWN,
    f"{ACCOUNT}/calendar": OWN,
    "/handover": "hand_over",
    "/overdue/press": "act",
    "/register/forward": "act",
    "/register/sign-for": "act",
    "/register/people": "personal",
    "/register/views": "list",
    "/register/views/forgotten": "list",
    f"{PETITION}/acts/{{verb}}": "act",
    f"{PETITION}/correct/{{version}}": "act",
    f"{PETITION}/attachments": "act",
    f"{PETITION}/documents": "act",
    "/intake": "receive",
    "/intake/channel": "receive",
    "/intake/candidates": "receive",
    "/intake/compared": "receive",
    "/intake/drafts": "receive",
    "/intake/drafts/discarded": "receive",
    "/reports": "draft_report",
    "/reports/received": "handle_report",
    "/reports/{report}/check": "check_report",
    "/reports/{report}/return": "handle_report",
    "/reports/{report}/sign": "handle_report",
    "/reports/{report}/submit": "handle_report",
}
"""Forms that are sent."""


def action_of(method: str, path: str) -> str | None:
    """What a page is for, by its template; None when that has not been said."""
    return (READ if method in ("GET", "HEAD") else WRITE).get(path)


def local(said: str) -> str:
    """The address if it is one of this server, else that of the first page: nobody is sent elsewhere by a link."""
    parts = urlsplit(said)
    sound = said.startswith("/") and not said.startswith(("//", "/\\")) and len(said) <= LONGEST and said.isprintable()
    return said if sound and not parts.scheme and not parts.netloc else "/"


def signing_in(back: str) -> str:
    """The address of the sign-in page, which leads back to where somebody wanted to go."""
    return f"{SIGN_IN}?next={quote(local(back), safe='')}" if local(back) != "/" else SIGN_IN
