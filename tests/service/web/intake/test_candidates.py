"""Repeats are found while a petition is being typed, as whoever types may see them, and are joined with it."""

from __future__ import annotations

from collections.abc import Callable

from domain.events import Joined
from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet

FIRST = {
    "details__petitioner__name": "焦桂英",
    "details__petitioner__phone": "13900001111",
    "details__title": "屋顶渗漏",
    "details__problem": "安置房屋顶漏水，多次报修无人处理。",
}
SCRIPT = {"HX-Request": "true"}
Somebody = Callable[[str], Registrar]


def found(registrar: Registrar, **typed: str) -> str:
    status, part = registrar.post("/intake/candidates", registrar.sheet().filled(**typed), **SCRIPT)
    assert status == 200
    return part


def test_the_same_phone_is_found_while_it_is_typed(registrar: Registrar) -> None:
    first = registrar.register(**FIRST)
    part = found(registrar, details__petitioner__phone="139 0000 1111")
    assert registrar.state(first).number in part
    assert "电话相同" in part
    assert "<html" not in part


def test_a_like_text_is_found_without_a_script_too(registrar: Registrar) -> None:
    first = registrar.register(**FIRST)
    values = registrar.sheet().filled(details__problem="安置房屋顶漏水，报修多次无人处理。")
    status, page = registrar.post("/intake/candidates", values)
    assert status == 200
    assert registrar.state(first).number in page
    assert "内容相似" in page
    assert Sheet(page).values["details.problem"] == values["details.problem"]


def test_nothing_is_looked_for_again_while_the_same_stands_there(registrar: Registrar) -> None:
    sheet = registrar.sheet()
    values = sheet.filled(**FIRST)
    _, part = registrar.post("/intake/candidates", values, **SCRIPT)
    compared = part.partition('name="compared" value="')[2].partition('"')[0]
    again = {**values, "compared": compared, "details.importance": "major"}
    assert registrar.post("/intake/candidates", again, **SCRIPT)[0] == 204


def test_a_candidate_is_looked_at_side_by_side(registrar: Registrar) -> None:
    first = registrar.register(**FIRST)
    values = registrar.sheet().filled(details__title="漏水", **{"with": f"{first}:30"})
    status, page = registrar.post("/intake/compared", values)
    assert status == 200
    assert "安置房屋顶漏水，多次报修无人处理。" in page
    assert Sheet(page).values["details.title"] == "漏水"
    assert registrar.post("/intake/compared", {**values, "with": "nothing"})[0] == 404


def test_what_is_chosen_is_joined_with_the_registration(registrar: Registrar) -> None:
    first = registrar.register(**FIRST)
    petition = registrar.register(**FIRST, join=f"{first}:repeat:90")
    last = registrar.state(petition).lines[-1].event
    assert isinstance(last, Joined)
    assert (str(last.to), last.kind, last.score) == (first, "repeat", 90)
    assert "已与此前信访件关联" in registrar.get(f"/intake/done/{petition}")


def test_what_may_not_be_seen_is_neither_found_nor_joined_to(somebody: Somebody) -> None:
    other, accused = somebody("章程"), somebody("田甜")
    typed = other.sheet().filled(**FIRST, details__purpose="accusation", **ACCUSED)
    status, place = other.post("/intake", typed)
    assert status == 303
    assert place.startswith("/intake/done/"), place
    hidden = place.removeprefix("/intake/done/").partition("?")[0]
    assert "未发现相似的信访件" in found(accused, **FIRST)
    status, page = accused.post("/intake", accused.sheet().filled(**FIRST, join=f"{hidden}:repeat:90"))
    assert status == 404
    assert Sheet(page).values["details.title"] == FIRST["details__title"]


ACCUSED = {"details.accused.0.name": "田甜"}


def test_what_was_found_is_on_record_and_what_was_typed_is_not(registrar: Registrar) -> None:
    registrar.register(**FIRST)
    found(registrar, details__petitioner__phone="13900001111")
    with registrar.instance.pool.connection() as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relname ~ '^access-[0-9]{4}/' AND relkind = 'r'"
            )
        ]
        said = b"".join(
            bytes(content)
            for name in tables
            for (content,) in connection.execute(f'SELECT content FROM ledger."{name}"')
        )
    assert b"repeat-candidates" in said
    assert b"13900001111" not in said
