"""The bundle of one petition: its exact events, their proofs, what they rest on, and a rendering for people."""

from __future__ import annotations

from collections.abc import Sequence

from domain.events import Line
from projections.replaying import replayed
from service.bundles import grounds
from service.bundles.covering import chosen, keys_txt
from service.bundles.events import FOUNDING, OFFICE, PETITION, StoredEvent, of_office, of_stream, proved
from service.bundles.history import history_json, withheld
from service.bundles.packing import Made, bundled
from service.bundles.rendering import history_txt
from service.ledger.application import MATTERS
from service.readmodels import petition as petitions
from service.readmodels.asking import Question
from service.readmodels.petition import Case, UnknownPetition
from service.runtime import Instance

SAYS = {
    False: "个人信息未公开 personal values are left out",
    True: "个人信息为机构所称，证明只及其密文 personal values are the office's word: proved is their ciphertext",
}


class NotYet(UnknownPetition):
    """There is such a petition, and it was received after the position asked about."""

    def __init__(self, said: str, position: int) -> None:
        message = f"petition {said!r} was not yet there at position {position} (位置 {position} 时尚无此件 {said!r})"
        LookupError.__init__(self, message)


def bundle(instance: Instance, asked: Question, said: str, made: Made, *, opened: bool = False) -> bytes:
    """The zip of the petition that has this id or number, as known at the position asked about.

    With `opened` the rendering shows personal values. Raises as `petition.seen` and `petition.case`; NotYet;
    Unprovable; what `Checkpoints.current` raises.
    """
    return _bundled(instance, asked, _case(instance, asked, said), made, opened=opened)


def _case(instance: Instance, asked: Question, said: str) -> Case:
    petition = petitions.seen(instance, asked, said)
    try:
        return petitions.case(instance, asked, petition)
    except UnknownPetition:
        lines = [line for line in instance.ledger.log(asked.id).stream(petition) if isinstance(line, Line)]
        if lines and lines[0].position > asked.position:
            raise NotYet(said, asked.position) from None
        raise UnknownPetition(said) from None


def _bundled(instance: Instance, asked: Question, case: Case, made: Made, *, opened: bool) -> bytes:
    petition, office = case.petition, asked.office
    with instance.pool.connection() as connection:
        events = of_stream(connection, asked.id, petition.id, asked.position)
        own = of_office(connection, asked.id, asked.position)
    rest = grounds.grounds(instance.offices, office, events, own)
    behind = [*(event for event in own if event.version == FOUNDING), *grounds.adopted(own, rest.books)]
    note = chosen(instance, asked.id, max(event.position for event in (*events, *behind)))
    told = {
        "office": asked.id,
        "office_name": office.profile.name,
        "log": MATTERS,
        "replayed": office.replayed,
        "petition": str(petition.id),
        "number": petition.number,
        "versions": len(events),
        "positions": [event.position for event in events],
        "known_at": asked.position,
        "opened": opened,
        **rest.told,
    }
    with instance.pool.connection() as connection:
        content = proved(connection, asked.id, PETITION, events, note)
        content |= proved(connection, asked.id, OFFICE, behind, note)
    content |= rest.files | _readable(instance, asked, case, events, opened=opened)
    content["keys.txt"] = keys_txt(instance, asked.id, note)
    return bundled("petition", told, content, note, made)


def _readable(
    instance: Instance, asked: Question, case: Case, events: Sequence[StoredEvent], *, opened: bool
) -> dict[str, bytes]:
    """The history as data and in words: as it is stored, without what is sealed, or opened."""
    petition, zone = case.petition, asked.office.zone
    stored = instance.ledger.log(asked.id).stream(petition.id, up_to=asked.position)
    lines = case.lines if opened else tuple(line for line in stored if isinstance(line, Line))
    time = "，重放时间 replayed time" if asked.office.replayed else ""
    head = (
        f"{asked.office.profile.name} {asked.id}：{petition.number or petition.id}\n"
        f"位置 position {asked.position}{time}，{len(events)} 步 steps\n{SAYS[opened]}"
    )
    return {
        "history.json": history_json(events, tuple(map(withheld, lines)), opened=opened),
        "history.txt": history_txt(head, replayed(lines, zone), zone, asked.office.books),
    }
