"""The census as a graph: RDF with the provenance of each value (PROV), its SHACL shapes, and schema.org JSON-LD.

Identifiers are names (`urn:flopwatch:…`), the same wherever the site is, so that two copies of the graph agree.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flopwatch.census import Census, behind, estimate_of
from flopwatch.domain import FIELDS, Claim, exact, field, released_number
from flopwatch.exports.citations import LICENCE, public_address
from flopwatch.exports.orkg_comparison import LABEL_OF_FIELD
from flopwatch.exports.turtle_terms import iri, quoted, resource
from flopwatch.products import PROSE, label, released_claims
from flopwatch.records import FieldValue, Record
from flopwatch.wording import anchor, model_path, web_link

PREFIXES = """\
@prefix fw: <urn:flopwatch:term:> .
@prefix model: <urn:flopwatch:model:> .
@prefix claim: <urn:flopwatch:claim:> .
@prefix source: <urn:flopwatch:source:> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def turtle(census: Census) -> str:
    """Return the graph as Turtle: terms, sources, claims, and each model with its values and estimate."""
    parts = [PREFIXES, f'<urn:flopwatch:census> dct:issued "{census.as_of.isoformat()}"^^xsd:date ; ']
    parts.append(f"dct:license <{LICENCE}> .\n")
    parts += _terms()
    for key, source in sorted(census.sources.items()):
        about = [f"a prov:Entity ; dct:title {quoted(source.title)}"]
        about += [f"rdfs:seeAlso <{iri(link)}>"] if (link := web_link(source.url)) else []
        about += [f"dct:issued {_date(source.date)}"] if source.date else []
        parts.append(f"<urn:flopwatch:source:{anchor(key)}> {' ; '.join(about)} .\n")
    released = released_claims(census)
    parts += [_claim(key, one) for key, one in released.items()]
    for record in census.models():
        parts += _model(census, record, released)
    return "".join(parts)


def _terms() -> Iterator[str]:
    for one in FIELDS:
        if one.name in PROSE:
            continue
        orkg = f" ; fw:orkgLabel {quoted(LABEL_OF_FIELD[one.name])}" if one.name in LABEL_OF_FIELD else ""
        unit = f" ; fw:unit {quoted(one.units[0])}" if len(one.units) == 1 else ""
        yield f"fw:{one.name} a rdf:Property ; rdfs:label {quoted(one.name.replace('_', ' '))} ; "
        yield f"rdfs:comment {quoted(one.meaning)}{unit}{orkg} .\n"


def _claim(key: str, one: Claim) -> str:
    lead = f" ; prov:hadPrimarySource <{iri(link)}>" if (link := web_link(one.reported_from)) else ""
    return (
        f"claim:{key} a prov:Entity, fw:Claim ; prov:wasQuotedFrom <urn:flopwatch:source:{anchor(one.source)}> ; "
        f"fw:words {quoted(one.as_written)} ; fw:where {quoted(one.locator)}{lead} .\n"
    )


def _model(census: Census, record: Record, released: dict[str, Claim]) -> Iterator[str]:
    name = f"<{resource(record.id)}>"
    yield f"{name} a fw:Model ; rdfs:label {quoted(record.name)}"
    yield "".join(f" ; fw:alias {quoted(one)}" for one in record.aliases)
    if record.base:
        yield f" ; fw:base <{resource(record.base)}>"
    yield " .\n"
    for key, value in record.fields.items():
        claims = [one for one in behind(value) if one in released]
        if value.field in PROSE or not claims:
            continue
        node = f"<{resource(record.id)}#{anchor(key)}>"
        shown = ", ".join(_value(value, one) for one in value.values)
        yield f"{name} fw:{value.field} {shown} ; fw:value {node} .\n{node} a fw:Value ; fw:field fw:{value.field} ; "
        yield f"rdf:value {shown} ; fw:relation {quoted(value.relation)}"
        yield f" ; fw:unit {quoted(value.unit)}" if value.unit else ""
        yield f" ; fw:high {_number(value.high)}" if value.high else ""
        yield f" ; prov:wasDerivedFrom {', '.join(f'claim:{one}' for one in claims)} .\n"
    estimate = estimate_of(census, record.id)
    if estimate is not None:
        node = f"<{resource(record.id)}#estimate>"
        used = dict.fromkeys(key for m in estimate.methods for i in m.inputs for key in i.claims if key in released)
        found = estimate.compute_flop
        yield f"{name} fw:estimate {node} .\n{node} a fw:Estimate ; fw:p5 {_float(found.quantile(0.05))} ; "
        yield f"fw:p50 {_float(found.median)} ; fw:p95 {_float(found.quantile(0.95))} ; fw:unit {quoted('FLOP')}"
        yield f" ; prov:wasDerivedFrom {', '.join(f'claim:{one}' for one in used)} .\n" if used else " .\n"


def _value(value: FieldValue, one: str) -> str:
    about = field(value.field)
    if about.kind == "quantity":
        return _number(one)
    if about.kind == "date":
        return _date(one)
    if about.kind == "link" and (link := web_link(one)):
        return f"<{iri(link)}>"
    return quoted(label(value.field, one))


def _number(text: str) -> str:
    """Return an exact decimal as xsd:decimal: the census's numbers are never floats."""
    return f'"{exact(text):f}"^^xsd:decimal'


def _float(value: float) -> str:
    return f'"{released_number(float(value))!r}"^^xsd:double'


def _date(text: str) -> str:
    return f'"{text}"^^xsd:{_DATES[len(text)]}' if len(text) in _DATES else quoted(text)


SHAPES = (
    PREFIXES
    + """
fw:ValueShape a sh:NodeShape ; sh:targetClass fw:Value ;
  sh:property [ sh:path prov:wasDerivedFrom ; sh:minCount 1 ; sh:class fw:Claim ;
    sh:message "a value without a claim behind it" ] ;
  sh:property [ sh:path rdf:value ; sh:minCount 1 ] ;
  sh:property [ sh:path fw:relation ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( "=" "≥" "≤" "≈" "range" ) ] .
fw:ClaimShape a sh:NodeShape ; sh:targetClass fw:Claim ;
  sh:property [ sh:path prov:wasQuotedFrom ; sh:minCount 1 ; sh:maxCount 1 ; sh:class prov:Entity ] ;
  sh:property [ sh:path fw:where ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] .
fw:EstimateShape a sh:NodeShape ; sh:targetClass fw:Estimate ;
  sh:property [ sh:path fw:p5 ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:double ;
    sh:lessThanOrEquals fw:p50 ] ;
  sh:property [ sh:path fw:p50 ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:double ;
    sh:lessThanOrEquals fw:p95 ] ;
  sh:property [ sh:path fw:p95 ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:double ] .
fw:ModelShape a sh:NodeShape ; sh:targetClass fw:Model ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path fw:base ; sh:maxCount 1 ; sh:class fw:Model ] .
"""
)


def schema_org(census: Census, site: str) -> bytes:
    """Return the models as JSON-LD in the words of schema.org."""
    root = f"{base}/" if (base := public_address(site)) else ""
    items = []
    for record in census.models():
        one: dict[str, object] = {
            "@type": "SoftwareApplication",
            "@id": resource(record.id),
            "applicationCategory": "AI model",
            "name": record.name,
            "alternateName": record.aliases,
            "creator": [{"@type": "Organization", "name": label("developer", d)} for d in record.values("developer")],
            "keywords": [label("domain", d) for d in record.values("domain")],
        }
        if published := record.value("published"):
            one["datePublished"] = published
        if root:
            one["url"] = root + model_path(record.id)
        links = [web_link(link) for name in ("paper", "announcement", "homepage") for link in record.values(name)]
        if links := [link for link in links if link]:
            one["subjectOf"] = [{"@type": "WebPage", "url": link} for link in links]
        if record.base:
            one["isBasedOn"] = {"@id": resource(record.base)}
        items.append({key: value for key, value in one.items() if value})
    return msgspec.json.encode({"@context": "https://schema.org/", "@graph": items}) + b"\n"
