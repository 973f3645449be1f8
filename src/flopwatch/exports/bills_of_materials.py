"""Bills of materials of one model: CycloneDX 1.6 with a model card, and SPDX 3.0.1 with the AI profile."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from flopwatch.census import Census, estimate_of
from flopwatch.domain import exact
from flopwatch.exports.citations import AUTHOR
from flopwatch.products import label
from flopwatch.records import Record
from flopwatch.wording import amount_text, web_link

_NAMESPACE = uuid.UUID("0b4e7c1a-5d6f-5a57-9b8e-7c5f0d6a1e33")  # of serial numbers; never to be altered
_LINKS = {"paper": "documentation", "announcement": "release-notes", "weights": "distribution", "source_code": "vcs"}
_WH_PER_KWH = 1000


def _instant(census: Census) -> str:
    return f"{census.as_of.isoformat()}T00:00:00Z"


def _serial(census: Census, record: Record) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{record.id} {census.as_of.isoformat()}")


def _facts(census: Census, record: Record) -> dict[str, str]:
    """Return the figures of a model that neither format has a place for, by name."""
    found: dict[str, str] = {
        name: record.fields[name].value
        for name in ("parameters", "active_parameters", "tokens_seen", "chip_count", "training_time")
        if name in record.fields
    }
    if estimate := estimate_of(census, record.id):
        q = estimate.compute_flop.quantile
        for name, at in (("p5", 0.05), ("p50", 0.5), ("p95", 0.95)):
            found[f"training_compute_flop_{name}"] = amount_text(q(at))
    return found


def _energy_kwh(record: Record) -> float | None:
    stated = record.fields.get("training_energy")
    return float(exact(stated.value)) / _WH_PER_KWH if stated and stated.unit == "Wh" else None


def cyclonedx(census: Census, record: Record) -> bytes:
    """Return a CycloneDX 1.6 document whose component is the model."""
    parameters: dict[str, Any] = {}
    if task := record.values("task"):
        parameters["task"] = ", ".join(task)
    if architecture := record.value("architecture"):
        parameters["architectureFamily"] = label("architecture", architecture)
    datasets = [{"type": "dataset", "name": one} for one in record.values("dataset")]
    if datasets:
        parameters["datasets"] = datasets
    component: dict[str, Any] = {
        "type": "machine-learning-model",
        "bom-ref": f"flopwatch:{record.id}",
        "name": record.name,
        "version": record.value("published") or "unknown",
        "modelCard": {"modelParameters": parameters} if parameters else {},
        "properties": [{"name": f"flopwatch:{key}", "value": one} for key, one in _facts(census, record).items()],
    }
    if developers := record.values("developer"):
        component["supplier"] = {"name": label("developer", developers[0])}
        component["authors"] = [{"name": label("developer", one)} for one in developers]
    if licence := record.value("license"):
        component["licenses"] = [{"license": {"name": licence}}]
    links = [(kind, web_link(link)) for name, kind in _LINKS.items() for link in record.values(name)]
    if links := [(kind, link) for kind, link in links if link]:
        component["externalReferences"] = [{"type": kind, "url": link} for kind, link in links]
    if not component["modelCard"]:
        del component["modelCard"]
    found = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{_serial(census, record)}",
        "version": 1,
        "metadata": {"timestamp": _instant(census), "authors": [{"name": AUTHOR}]},
        "components": [component],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def spdx(census: Census, record: Record) -> bytes:
    """Return an SPDX 3.0.1 document with the model as an AI package."""
    base = f"urn:uuid:{_serial(census, record)}"
    info = {
        "type": "CreationInfo",
        "@id": "_:creationinfo",
        "specVersion": "3.0.1",
        "created": _instant(census),
        "createdBy": [f"{base}#creator"],
    }
    developers = [label("developer", one) for one in record.values("developer")]
    package: dict[str, Any] = {
        "type": "ai_AIPackage",
        "spdxId": f"{base}#model",
        "creationInfo": "_:creationinfo",
        "name": record.name,
        "software_packageVersion": record.value("published") or "unknown",
        "software_primaryPurpose": "model",
        "ai_domain": [label("domain", one) for one in record.values("domain")],
        "ai_hyperparameter": [
            {"type": "DictionaryEntry", "key": key, "value": one} for key, one in _facts(census, record).items()
        ],
    }
    if len(date := record.value("published")) == 10:
        package["releaseTime"] = f"{date}T00:00:00Z"
    if architecture := record.value("architecture"):
        package["ai_typeOfModel"] = [label("architecture", architecture)]
    if link := next((link for one in record.values("weights") if (link := web_link(one))), ""):
        package["software_downloadLocation"] = link
    if (energy := _energy_kwh(record)) is not None:
        amount = {"type": "ai_EnergyConsumptionDescription", "ai_energyQuantity": energy}
        amount["ai_energyUnit"] = "kilowattHour"
        package["ai_energyConsumption"] = {"type": "ai_EnergyConsumption", "ai_trainingEnergyConsumption": [amount]}
    agents = [(f"{base}#creator", AUTHOR)]
    if developers:
        package["suppliedBy"] = f"{base}#supplier"
        agents.append((f"{base}#supplier", ", ".join(developers)))
    return _spdx_document(base, [info], agents, {key: one for key, one in package.items() if one not in ([], "")})


def _spdx_document(
    base: str, graph: list[dict[str, Any]], agents: list[tuple[str, str]], package: dict[str, Any]
) -> bytes:
    graph += [
        {"type": "Organization", "spdxId": key, "creationInfo": "_:creationinfo", "name": name} for key, name in agents
    ]
    graph.append(package)
    graph.append(
        {
            "type": "SpdxDocument",
            "spdxId": f"{base}#document",
            "creationInfo": "_:creationinfo",
            "profileConformance": ["core", "software", "ai"],
            "rootElement": [f"{base}#model"],
            "element": [*(key for key, _ in agents), f"{base}#model"],
        }
    )
    found = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"
