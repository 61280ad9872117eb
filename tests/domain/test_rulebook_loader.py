"""Rulebooks as data: what loads, what is refused and how it is named, what a book inherits."""

from __future__ import annotations

from datetime import date

import pytest

from domain.documents.issuing import Numbering, numbering
from domain.rulebook import DutyRule, Requirement, Trigger
from domain.rulebook_kinds import KINDS
from domain.rulebook_reader import BadRulebook
from tests.domain.small_book import DUTY, HEAD, SERIES, WHOLE, load, mistakes


def test_a_whole_small_book_loads() -> None:
    book = load(WHOLE)
    assert book.reference == "T@2024-01-01"
    assert book.duties == (
        DutyRule(
            id="answer",
            clause="T.1",
            opens=(Trigger("Registered"),),
            start="received",
            amount=15,
            unit="calendar",
            met_by=(Trigger("Answered"),),
        ),
    )
    assert book.guards[0].require == (Requirement("count_at_least", ("receivers", 2)),)
    assert book.forms[0].not_givable == {"call": ("name",)}
    assert [len(getattr(book, kind.field)) for kind in KINDS.values()] == [1] * len(KINDS)


OF_OPINIONS = """
[[series]]
id = "opinions"
clause = "T.9"
of = "DocumentIssued"
document_kind = "opinion"
pattern = "处〔{year}〕{number}号"
"""


def test_documents_are_numbered_as_the_book_says_and_else_as_usual() -> None:
    other = OF_OPINIONS.replace('"opinions"', '"slips"').replace('"opinion"', '"slip"')
    book, day = load(WHOLE + OF_OPINIONS + other), date(2026, 3, 5)
    own, usual = numbering("opinion", book, day), numbering("acceptance", book, day)
    assert own == Numbering("opinions", "2026", "处〔{year}〕{number}号")
    assert own.written("yimin", 7) == "处〔2026〕7号"
    assert usual == Numbering("document-acceptance", "2026", "信受告〔{year}〕{number}号")
    assert numbering("registration", book, day) is None, "its number is that of the petition"


# What is put in the place of what (nothing: added at the end), then the entry and the word that are named.
CLOSED_WORDS = {
    "a key": ("amount = 15", "amount = 15\ncolour = 1", "duty answer", "colour"),
    "a unit": ('"calendar"', '"weeks"', "duty answer", "weeks"),
    "an event": ('["Answered"]', '["Replied"]', "duty answer", "Replied"),
    "an event no verb makes": ('["Answered"]', '["Corrected"]', "duty answer", "Corrected"),
    "a verb": ('verb = "Register"', 'verb = "Enter"', "guard two", "Enter"),
    "a condition where none belongs": ("", "when = {urgent = true}", "schedule monday", "when"),
    "a fact": ("amount", "when = {weather = true}\namount", "duty answer", "weather"),
    "a value of a fact": ("amount", 'when = {channel = "pigeon"}\namount', "duty answer", "pigeon"),
    "no value of a fact": ("amount", "when = {channel = []}\namount", "duty answer", "channel"),
    "a truth value as text": ("amount", 'when = {urgent = "true"}\namount', "duty answer", "true"),
    "a number as truth value": ("amount", "when = {urgent = 1}\namount", "duty answer", "1"),
    "a role": ("amount", 'holder = "king"\namount', "duty answer", "king"),
    "a post": ('"Registered"}', '"Registered", posts = ["king"]}', "route letter", "king"),
    "a requirement": ("count_at_least", "count_about", "guard two", "count_about"),
    "a relation": ("{count", '{target_not = ["cousin"], count', "guard two", "cousin"),
    "a setting": ("", "[settings]\nminutes = 5", "settings", "minutes"),
    "a key of the book": ('id = "T"', 'id = "T"\nbasis = "x"', "book", "basis"),
    "a kind of entry": ("", "[[wish]]\nid = 'w'", "the file", "wish"),
}

SHAPES = {
    "no TOML": ("", "[[", "the file", "TOML"),
    "no book": (HEAD, "", "book", "id"),
    "a date in quotes": ("2024-01-01", '"2024-01-01"', "book", "2024-01-01"),
    "no clause": ('clause = "T.1"', "", "duty answer", "clause"),
    "an empty clause": ('"T.1"', '" "', "duty answer", " "),
    "no id": ('id = "answer"', "", "duty #1", "id"),
    "an id in capitals": ('"answer"', '"Answer"', "duty Answer", "Answer"),
    "a text for a list": ('["Answered"]', '"Answered"', "duty answer", "Answered"),
    "a list for a table": ('{count_at_least = {field = "receivers", n = 2}}', "[]", "guard two", "[]"),
    "a number out of all bounds": ("15", "99999", "duty answer", "99999"),
    "an entry that is no list": ("[[outcome]]", "[outcome]", "the file", "outcome"),
    "an id twice": ("", DUTY, "duty answer", "answer"),
}

FACTS_OF_EVENTS = {
    "not carried by the opening": (
        "amount",
        'when = {document = "opinion"}\namount',
        "duty answer",
        "document",
    ),
    "not carried by the trigger": (
        '["Answered"]',
        '[{event = "Answered", when = {document = "opinion"}}]',
        "duty answer",
        "document",
    ),
    "deep in a condition": (
        "amount",
        'when = {any = [{not = {notice = "delay"}}]}\namount',
        "duty answer",
        "notice",
    ),
    "in a route": ("steps =", "when = {on_spot = true}\nsteps =", "route letter", "on_spot"),
    "not carried by the verb": (
        '"Register"\nr',
        '"Register"\nwhen = {mode = "order"}\nr',
        "guard two",
        "mode",
    ),
    "in a requirement": (
        "{count",
        '{event_seen = [{event = "Notified", when = {mode = "copy"}}], count',
        "guard two",
        "mode",
    ),
    "a target where nothing is handed over": (
        "{count",
        '{target_not = ["accused"], count',
        "guard two",
        "target_not",
    ),
    "a free field of the same name": (
        '["Answered"]',
        '[{event = "Submitted", when = {to = "leader"}}]',
        "duty answer",
        "to",
    ),
    "a duty of no book": (
        '["Answered"]',
        '[{event = "Extended", when = {duty = "handle"}}]',
        "duty answer",
        "handle",
    ),
    "an outcome of no book": (
        '["Answered"]',
        '[{event = "Closed", when = {outcome = "won"}}]',
        "duty answer",
        "won",
    ),
}

DATED = 'amount = 15\nunit = "calendar"'
EXTENSION = 'extension = {mode = "total", days = 30, by = ["head"]}'
DUTIES = {
    "given without a field": (DATED, 'unit = "given"', "duty answer", "field"),
    "a field without given": ("amount", 'field = "reply_by"\namount', "duty answer", "field"),
    "a field that holds no date": (DATED, 'unit = "given"\nfield = "title"', "duty answer", "title"),
    "a duty without a date": (DATED, "", "duty answer", "none"),
    "an aim with a date": ("amount", 'nature = "aim"\namount', "duty answer", "calendar"),
    "an amount of nothing": ('"calendar"', '"same_day"', "duty answer", "amount"),
    "no days to count": ("amount = 15", "", "duty answer", "amount"),
    "nothing meets it": ('met_by = ["Answered"]', "met_by = []", "duty answer", "met_by"),
    "nothing opens it": ('opens = ["Registered"]', "opens = []", "duty answer", "opens"),
    "a start before acceptance": ('"received"', '"accepted"', "duty answer", "start"),
    "a start before service": ('"received"', '"served"', "duty answer", "start"),
    "a start before registration": (
        'opens = ["Registered"]\nstart = "received"',
        'opens = ["Opened"]\nstart = "registered"',
        "duty answer",
        "start",
    ),
    "it may not be met late": ("amount", 'late = "refuse"\namount', "duty answer", "late"),
    "a target nobody names": ("amount", 'per = "target"\namount', "duty answer", "per"),
    "after what is no duty": ("amount", 'after = "handle"\namount', "duty answer", "handle"),
    "after itself": ('start = "received"', 'after = "answer"', "duty answer", "answer"),
    "after another, from a start of its own": (
        "",
        DUTY.replace('"answer"', '"next"') + 'after = "answer"',
        "duty next",
        "after",
    ),
    "extended by nobody": ("amount", EXTENSION.replace('"head"', "") + "\namount", "duty answer", "by"),
    "extended to no more days": ("amount", EXTENSION.replace("30", "15") + "\namount", "duty answer", "days"),
    "extended in no mode": (
        "amount",
        EXTENSION.replace('mode = "total", ', "") + "\namount",
        "duty answer",
        "mode",
    ),
    "extended without a date": (DATED, f'nature = "aim"\n{EXTENSION}', "duty answer", "extension"),
}

REFERENCES = {
    "a guard that requires nothing": (
        '{count_at_least = {field = "receivers", n = 2}}',
        "{}",
        "guard two",
        "require",
    ),
    "a count of one thing": ('"receivers"', '"title"', "guard two", "title"),
    "a count of no number": (", n = 2", "", "guard two", "n"),
    "a field no command has": ("{count", '{fields = ["shoe_size"], count', "guard two", "shoe_size"),
    "no field": ("{count", "{fields = [], count", "guard two", "fields"),
    "a form nobody knows": ("{count", '{form_complete = "page", count', "guard two", "page"),
    "alternatives of two": (
        "{count",
        '{any_of = [{fields = ["title"], roles_named = ["head"]}], count',
        "guard two",
        "any_of",
    ),
    "a fault in an alternative": (
        "{count",
        '{any_of = [{fields = ["shoe_size"]}], count',
        "guard two",
        "shoe_size",
    ),
    "a route without steps": (
        "",
        "[[route]]\nid = 'bare'\nclause = 'T.7'\nsteps = []",
        "route bare",
        "steps",
    ),
    "a step that is not there": ('["register"]', '["draft"]', "route letter", "draft"),
    "a step id twice": ('id = "pass"', 'id = "register"', "route letter", "register"),
    "a step to a form nobody knows": (
        '"Registered"}',
        '"Registered", document = "page"}',
        "route letter",
        "page",
    ),
    "targets of what does not forward": (
        '"Registered"}',
        '"Registered", to = ["section"]}',
        "route letter",
        "to",
    ),
    "not givable but not required": ('call = ["name"]', 'call = ["age"]', "form sheet", "age"),
    "not givable by another channel": ("not_givable.call", "not_givable.fax", "form sheet", "fax"),
    "a field of no form": ('"problem"]', '"shoe_size"]', "form sheet", "shoe_size"),
    "a field asked for twice": ('"problem"]', '"name"]', "form sheet", "name"),
    "an outcome that needs what Close has not": ('"legal_basis"', '"luck"', "outcome done", "luck"),
    "a number of what takes none": ('of = "Registered"', 'of = "Closed"', "series register", "Closed"),
    "a part of a number": ("{office}", "{month}", "series register", "month"),
    "a width of a number": (":05", ":x", "series register", "number:x"),
    "a number without number": ("{number:05}", "1", "series register", "{office}-{year}-1"),
    "a pattern left open": ("{number:05}", "{number", "series register", "{office}-{year}-{number"),
    "documents of no kind": ('of = "Registered"', 'of = "DocumentIssued"', "series register", "document_kind"),
    "a kind of what is no document": (
        "",
        OF_OPINIONS.replace("DocumentIssued", "Registered"),
        "series opinions",
        "document_kind",
    ),
    "an unknown kind": ("", OF_OPINIONS.replace('"opinion"', '"poem"'), "series opinions", "poem"),
    "two series of one kind": (
        "",
        OF_OPINIONS + OF_OPINIONS.replace("opinions", "more"),
        "series more",
        "DocumentIssued",
    ),
    "two series of one event": ("", SERIES.replace('"register"', '"second"'), "series second", "Registered"),
}

BAD = {
    f"{group}: {name}": row
    for group, rows in (
        ("closed words", CLOSED_WORDS),
        ("shapes", SHAPES),
        ("facts of events", FACTS_OF_EVENTS),
        ("duties", DUTIES),
        ("references", REFERENCES),
    )
    for name, row in rows.items()
}


@pytest.mark.parametrize(("old", "new", "entry", "word"), BAD.values(), ids=BAD.keys())
def test_a_bad_book_is_refused_with_entry_and_word(old: str, new: str, entry: str, word: str) -> None:
    text = WHOLE.replace(old, new) if old else WHOLE + new
    assert text != WHOLE
    assert (entry, word) in mistakes(text)


def test_all_mistakes_are_told_together_with_file_entry_word_and_what_was_expected() -> None:
    text = (
        WHOLE.replace('"Answered"', '"Replied"')
        .replace('"receivers"', '"title"')
        .replace('["register"]', '["draft"]')
        .replace("[[outcome]]", "[[outcomes]]")
    )
    with pytest.raises(BadRulebook) as refused:
        load(text)
    assert {mistake.word for mistake in refused.value.mistakes} == {"Replied", "title", "draft", "outcomes"}
    lines = str(refused.value).splitlines()
    assert len(lines) == len(refused.value.mistakes)
    assert any(line.startswith("T.toml: duty answer: `Replied`: expected one of Received, ") for line in lines)


def test_an_absent_list_and_an_empty_one_mean_the_same() -> None:
    said, unsaid = load(WHOLE.replace("amount", "cancelled_by = []\namount")), load(WHOLE)
    assert said.duties == unsaid.duties
