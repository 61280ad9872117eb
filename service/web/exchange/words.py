"""The words of the exchange on its pages."""

from __future__ import annotations

from service.web.marking import N_

PACKAGE = "service.web.exchange"
VIEWS = {
    "all": N_("Everything"),
    "pending": N_("Waiting for acknowledgement"),
    "out": N_("Outgoing"),
    "in": N_("Incoming"),
}
WHAT = {
    "petition": N_("petition"),
    "signed": N_("signed for"),
    "result": N_("result"),
    "returned": N_("return"),
    "delay": N_("explanation of delay"),
    "pressed": N_("pressing"),
    "report_returned": N_("report sent back"),
    "recalled": N_("taken back"),
    "statistics": N_("report of figures"),
    "receipt": N_("receipt"),
}
SENT_AS = {
    "forward": N_("forwarded"),
    "assign": N_("assigned"),
    "order": N_("ordered"),
    "copy": N_("for information"),
    "assist": N_("to assist"),
}
STATES = {
    "waiting": N_("not acknowledged yet"),
    "acknowledged": N_("acknowledged"),
    "declined": N_("declined"),
    "taken": N_("taken"),
}
RELATION_WORDS = {"above": N_("above"), "below": N_("below"), "beside": N_("beside")}
WAYS = {"local": N_("in this installation"), "http": N_("over HTTP"), "medium": N_("on a medium")}
VERDICTS = {
    "agrees": N_("stands there so"),
    "differs": N_("stands there otherwise"),
    "elsewhere": N_("that office is not here"),
}
WORDS = {
    "views": VIEWS, "what": WHAT, "sent_as": SENT_AS, "states": STATES, "relations": RELATION_WORDS, "ways": WAYS,
    "verdicts": VERDICTS,
}  # fmt: skip
