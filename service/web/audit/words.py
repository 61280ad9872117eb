"""What the codes of reads on record and of logs are called."""

from __future__ import annotations

from collections.abc import Mapping

from domain import access, access_record
from service.web.marking import N_

PACKAGE = "service.web.audit"
VIAS: Mapping[str, str] = {
    "page": N_("page"),
    "api": N_("program interface"),
    "cli": N_("console"),
    "bundle": N_("bundle of evidence"),
    "report": N_("report"),
    "job": N_("background job"),
    "calendar": N_("calendar link"),
}
ACTIONS: Mapping[str, str] = {
    "petition": N_("a petition"),
    "personal": N_("a petition with its people"),
    "list": N_("a list"),
    "receive": N_("the intake"),
    "act": N_("an act"),
    "figures": N_("figures"),
    "bundle": N_("a bundle of evidence"),
    "readings": N_("who has read what"),
    "office": N_("the office"),
    "leaves": N_("leaf records"),
    "check_report": N_("checking a report"),
    "erase": N_("erasure"),
}
REASONS: Mapping[str, str] = {
    access.ACCUSED: N_("complained of, or near to who is"),
    access.RECUSED: N_("recused"),
    access.ELSEWHERE: N_("of another office"),
    access.NO_ROLE: N_("no role for it"),
    access.LEVEL: N_("above the own level"),
    access.QUARANTINED: N_("an accusation of which nobody is named yet"),
    access.OTHER_UNIT: N_("of another unit"),
    "hidden": N_("hidden from who asked"),
    "unknown": N_("there is no such petition"),
    "unseen": N_("nothing that may be told"),
    access_record.OWN_NAME: N_("a search for the own name"),
}
FIELDS: Mapping[str, str] = {
    "person": N_("the people"),
    "narrative": N_("the matter"),
    "attachments": N_("an attachment"),
    "attachment_names": N_("names of attachments"),
    "readings": N_("who has read it"),
    "relations": N_("who may see it"),
    "bundle": N_("a bundle of evidence"),
    "query_code": N_("the query code"),
}
PURPOSES: Mapping[str, str] = {
    access_record.HANDLING: N_("Handling"),
    access_record.VERIFICATION: N_("Checking facts"),
    access_record.SUPERVISION: N_("Supervision"),
    access_record.AUDIT: N_("Audit"),
    access_record.STATISTICS: N_("Statistics"),
    access_record.OTHER: N_("Another purpose"),
}
LISTS: Mapping[str, str] = {
    "my-day": N_("My day"),
    "register": N_("Register"),
    "open": N_("open petitions"),
    "overdue": N_("overdue petitions"),
    "due-soon": N_("petitions due soon"),
    "duties": N_("duties"),
    "breaches": N_("breaches"),
    "entered-late": N_("entered late"),
    "excused": N_("entered although a rule forbade it"),
    "accountability": N_("Accountability"),
    "numbers": N_("register numbers"),
    "repeat-candidates": N_("repeat candidates"),
    "waiting": N_("waiting for a decision"),
    "people": N_("people"),
    "matter": N_("petitions of one matter"),
    "reminders": N_("reminders"),
    "mailed-reminders": N_("reminders sent by e-mail"),
    "orphaned-duties": N_("duties of those who have left"),
    "receptions": N_("receptions of a month"),
    "appointments": N_("appointments"),
    "checklists": N_("checklists of a month"),
    "calendar": N_("own calendar"),
}
"""Lists by the first word of their name; others are told as they are called."""
RULES: Mapping[str, tuple[str, str]] = {
    "many_in_an_hour": (
        N_("Many in an hour"),
        N_("more than 20 petitions in an hour, and more than three times the person's own median of 90 days"),
    ),
    "many_in_a_day": (
        N_("Many in a day"),
        N_("more than 60 petitions in a day, and more than three times the person's own median of 90 days"),
    ),
    "own_case": (N_("Own case"), N_("the reader is petitioner, complained of or recused there")),
    "after_barring": (N_("After being barred"), N_("read or tried after being recused or named")),
    "out_of_hours": (N_("Out of hours"), N_("outside 08:00 to 18:00 of a working day by the office's calendar")),
    "refused_often": (N_("Refused often"), N_("three refused attempts within an hour")),
    "read_by_many": (N_("Read by many"), N_("one petition read by eight people within seven days")),
    "no_purpose": (N_("No purpose"), N_("no purpose was given where one is asked for")),
}
"""Each rule of unusual reading: what it is called, what it finds."""
MODELS: Mapping[str, str] = {
    "current": N_("up to date"),
    "catching-up": N_("catching up"),
    "filling": N_("filling for the first time"),
    "stopped": N_("stopped"),
}


def first_word(name: str) -> str:
    """The word of the name of a list by which it is called."""
    return name.partition(" ")[0]
