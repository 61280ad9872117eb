"""The bill of materials: sbom.cdx.json, in CycloneDX 1.6, made from the lock; the same lock gives the same bytes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from uuid import UUID, uuid5

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tests.supply.licences import licence_of, rules
from tests.supply.lock import BUILD, OURS, ROOT, RUNTIME, Locked, at_run_time, locked

BILL = ROOT / "sbom.cdx.json"
BILLS = UUID("6a1f5c1e-5a0d-5d36-9a55-1c7f5d9f3a11")
"""Chosen once: the serial number of a bill is made from its content below this name."""


def bill(packages: Sequence[Locked]) -> str:
    """The bill of the product as text. Raises Unread."""
    made = _of(packages)
    made.serial_number = uuid5(BILLS, sha256(_text(made).encode()).hexdigest())
    return _text(made)


def _text(made: Bom) -> str:
    return JsonV1Dot6(made).output_as_string(indent=1) + "\n"


def _of(packages: Sequence[Locked]) -> Bom:
    """Without a time and with serial number zero, so that it depends on the lock alone."""
    ours = _ourselves()
    made = Bom(serial_number=UUID(int=0), version=1, metadata=BomMetaData(component=ours, timestamp=None))
    made.metadata.timestamp = None  # type: ignore[assignment]  # the library fills in the time; the schema wants none
    running = at_run_time(packages)
    parts = {each: _component(each, running) for each in packages}
    carried = [_carried(each) for each in rules().carried if not each["where"].startswith("tests/")]
    for part in (*parts.values(), *carried):
        made.components.add(part)
    _joined(made, ours, parts, carried)
    return made


def _ourselves() -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        description=project["description"],
        bom_ref=project["name"],
        licenses=[LicenseExpression(project["license"])],
    )


def _component(package: Locked, running: frozenset[str]) -> Component:
    """A package of the lock. Of the hashes, which the lock names for all systems, the file installed has one."""
    place = XsUri(f"https://pypi.org/simple/{package.name}/")
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes]
    where = [Property(name="zhuoluo:marker", value=package.marker)] if package.marker else []
    url = PackageURL("pypi", None, package.name, package.version)
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        bom_ref=url.to_string(),
        purl=url,
        scope=ComponentScope.REQUIRED if package.name in running else ComponentScope.EXCLUDED,
        licenses=[LicenseExpression(licence_of(package))],
        external_references=[ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=place, hashes=hashes)],
        properties=where,
    )


def _carried(each: Mapping[str, str]) -> Component:
    return Component(
        type=ComponentType.DATA if each["where"].startswith("domain/") else ComponentType.FILE,
        name=each["name"],
        version=each.get("version"),
        bom_ref=each["where"],
        licenses=[LicenseExpression(each["licence"])],
        external_references=[ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(each["from"]))],
        properties=[Property(name="zhuoluo:where", value=each["where"])],
    )


def _joined(made: Bom, ours: Component, parts: Mapping[Locked, Component], carried: Iterable[Component]) -> None:
    """Who needs whom, as the lock tells it."""
    names: dict[str, list[Component]] = {}
    for package, part in parts.items():
        names.setdefault(package.name, []).append(part)
    needs: dict[str, list[Component]] = {}
    for package, part in parts.items():
        for name in package.needed_by:
            if name != BUILD:
                needs.setdefault(name.split(" ", 1)[0], []).append(part)
    made.register_dependency(ours, [*needs.get(OURS, []), *carried])
    for name, needing in names.items():
        for part in needing:
            made.register_dependency(part, needs.get(name, []))


def written() -> str:
    """The bill that the lock of the product gives today."""
    return bill(locked(RUNTIME))
