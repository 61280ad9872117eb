"""What each address is for, by the words of domain/access_roles.py. An address that stands nowhere here nobody may use.

tests/service/api/test_matrix.py holds, cell by cell, who may; a new route without its line here fails there.
"""

from __future__ import annotations

from collections.abc import Mapping

PUBLIC = "public"
"""Asked by anybody: whether the server is there, and what a signed-out person needs to sign in."""

OFFICE = "/offices/{office}"
PETITION = f"{OFFICE}/petitions/{{petition}}"
PERIOD = f"{OFFICE}/statistics/{{period}}"
REPORT = f"{OFFICE}/reports/{{report}}"

READ: Mapping[str, str] = {
    "/health": PUBLIC,
    "/ready": PUBLIC,
    "/status": "operate",
    "/offices": "office",
    OFFICE: "office",
    f"{OFFICE}/codes": "office",
    f"{OFFICE}/codes/{{code_list}}": "office",
    f"{OFFICE}/readings": "office",
    PETITION: "personal",
    f"{PETITION}/duties/{{duty}}/explanation": "petition",
    f"{PETITION}/history": "personal",
    f"{PETITION}/replay": "personal",
    f"{PETITION}/compare": "personal",
    f"{PETITION}/repeat-candidates": "personal",
    f"{PETITION}/bundle": "bundle",
    f"{PETITION}/documents": "personal",
    f"{PETITION}/documents/{{document}}": "personal",
    f"{OFFICE}/register": "list",
    f"{OFFICE}/exports/xes": "list",
    f"{OFFICE}/exports/ocel": "list",
    f"{OFFICE}/open": "list",
    f"{OFFICE}/overdue": "list",
    f"{OFFICE}/due-soon": "list",
    f"{OFFICE}/duties": "list",
    f"{OFFICE}/duties/overdue": "list",
    f"{OFFICE}/duties/due-soon": "list",
    f"{OFFICE}/duties/lapsed": "list",
    f"{OFFICE}/breaches": "list",
    f"{OFFICE}/entered-late": "list",
    f"{OFFICE}/excused": "list",
    f"{OFFICE}/reminders": "list",
    f"{OFFICE}/orphaned-duties": "list",
    f"{OFFICE}/appointments": "list",
    f"{PETITION}/access": "readings",
    f"{PETITION}/seen-by": "readings",
    f"{OFFICE}/access": "readings",
    f"{OFFICE}/access/unusual": "readings",
    f"{OFFICE}/access-log/{{year}}/checkpoint": "evidence",
    f"{OFFICE}/access-log/{{year}}/keys": "evidence",
    f"{OFFICE}/access-log/{{year}}/tile/{{tile:path}}": "readings",
    f"{OFFICE}/access-log/{{year}}/receipts/{{log_position}}": "readings",
    f"{OFFICE}/erasures": "erase",
    f"{OFFICE}/feed": "list",
    f"{OFFICE}/subscriptions": "operate",
    f"{OFFICE}/exchange": "list",
    f"{OFFICE}/exchange/partners": "office",
    f"{OFFICE}/exchange/card": "office",
    f"{OFFICE}/exchange/refusals": "office",
    f"{PETITION}/exchange": "petition",
    f"{OFFICE}/numbers": "figures",
    f"{OFFICE}/receptions": "figures",
    f"{OFFICE}/checklists": "figures",
    f"{OFFICE}/analyses": "figures",
    f"{OFFICE}/period-reminders": "figures",
    PERIOD: "figures",
    f"{PERIOD}/facts": "list",
    f"{PERIOD}/days": "figures",
    f"{PERIOD}/comparison": "figures",
    f"{PERIOD}/rates": "figures",
    f"{PERIOD}/trends": "list",
    f"{PERIOD}/since": "list",
    f"{OFFICE}/reports": "figures",
    REPORT: "figures",
    f"{REPORT}/file": "check_report",
    f"{REPORT}/verification": "check_report",
    f"{REPORT}/bundle": "check_report",
    f"{OFFICE}/accountability": "figures",
    f"{OFFICE}/accountability/{{what}}": "list",
    "/accountability": "figures",
    f"{OFFICE}/log/checkpoint": "evidence",
    f"{OFFICE}/log/keys": "evidence",
    f"{OFFICE}/log/tile/{{tile:path}}": "leaves",
    f"{OFFICE}/log/receipts/{{log_position}}": "leaves",
    f"{PETITION}/attachments": "personal",
    f"{PETITION}/attachments/{{attachment}}/content": "personal",
    f"{PETITION}/query-code": "receive",
    "/session": PUBLIC,  # it answers about whoever asks, and about nobody else
    "/sessions": PUBLIC,
    "/oidc/{provider}/start": PUBLIC,
    "/oidc/{provider}/callback": PUBLIC,
    f"{OFFICE}/accounts": "accounts",
    f"{OFFICE}/accounts/{{account}}/sessions": "accounts",
    f"{OFFICE}/tokens": "accounts",
}

ENDED: Mapping[str, str] = {
    "/session": PUBLIC,
    "/sessions": PUBLIC,
    "/sessions/{session}": PUBLIC,
    f"{OFFICE}/accounts/{{account}}/sessions": "accounts",
}
"""What is deleted."""

WRITE: Mapping[str, str] = {
    "/offices": "operate",
    f"{OFFICE}/calendars": "rules",
    f"{OFFICE}/clock": "operate",
    f"{OFFICE}/units": "organise",
    f"{OFFICE}/posts": "organise",
    f"{OFFICE}/departures": "organise",
    f"{OFFICE}/fields": "organise",
    f"{OFFICE}/roles": "organise",
    f"{OFFICE}/delegations": "organise",
    f"{OFFICE}/departments": "organise",
    f"{OFFICE}/rota": "rota",
    f"{OFFICE}/receptions": "rota",
    f"{OFFICE}/checklists": "rota",
    f"{OFFICE}/analyses": "handle_report",
    f"{OFFICE}/events": "organise",
    f"{OFFICE}/grants": "grant",
    f"{OFFICE}/revocations": "grant",
    f"{OFFICE}/kinships": "grant",
    f"{OFFICE}/rulebooks": "rules",
    f"{OFFICE}/calendar-days": "rules",
    f"{OFFICE}/handovers": "hand_over",
    f"{OFFICE}/codes": "rules",
    f"{OFFICE}/petitions": "receive",
    f"{PETITION}/{{verb}}": "act",
    f"{PETITION}/documents": "act",
    f"{PETITION}/attachments": "act",
    f"{OFFICE}/reports": "draft_report",
    f"{REPORT}/checks": "check_report",
    f"{REPORT}/returns": "handle_report",
    f"{REPORT}/signatures": "handle_report",
    f"{REPORT}/submissions": "handle_report",
    f"{OFFICE}/received-reports": "handle_report",
    f"{OFFICE}/erasures": "erase",
    f"{OFFICE}/erasures/{{number}}/approvals": "erase",
    f"{OFFICE}/erasures/{{number}}/refusals": "erase",
    f"{OFFICE}/erasures/{{number}}/execution": "erase",
    f"{OFFICE}/restrictions": "erase",
    f"{OFFICE}/restriction-lifts": "erase",
    f"{OFFICE}/subscriptions": "operate",
    f"{OFFICE}/subscriptions/{{subscription}}/changes": "operate",
    f"{OFFICE}/subscriptions/{{subscription}}/pauses": "operate",
    f"{OFFICE}/subscriptions/{{subscription}}/resumptions": "operate",
    f"{OFFICE}/subscriptions/{{subscription}}/secrets": "operate",
    f"{OFFICE}/subscriptions/{{subscription}}/endings": "operate",
    f"{OFFICE}/exchange/partners": "operate",
    f"{OFFICE}/exchange/partners/{{partner}}/dismissals": "operate",
    f"{OFFICE}/exchange/packages": PUBLIC,  # let in by the signature of an office that was named
    "/query": PUBLIC,
    "/session": PUBLIC,
    "/redemptions": PUBLIC,
    "/session/password": PUBLIC,
    "/session/second-factor": PUBLIC,
    "/session/second-factor/confirmation": PUBLIC,
    f"{OFFICE}/accounts": "accounts",
    f"{OFFICE}/accounts/{{account}}/blocks": "accounts",
    f"{OFFICE}/accounts/{{account}}/releases": "accounts",
    f"{OFFICE}/accounts/{{account}}/closures": "accounts",
    f"{OFFICE}/accounts/{{account}}/resets": "accounts",
    f"{OFFICE}/accounts/{{account}}/identities": "accounts",
    f"{OFFICE}/tokens": "accounts",
    f"{OFFICE}/tokens/{{token}}/revocations": "accounts",
}


def action_of(method: str, path: str, verbs: frozenset[str]) -> str | None:
    """What an address is for, by its template without the prefix; None when that has not been said."""
    if method != "POST":
        return (READ if method == "GET" else ENDED).get(path)
    head, _, verb = path.rpartition("/")
    return WRITE.get(f"{PETITION}/{{verb}}" if head == PETITION and verb in verbs else path)
