"""A small census of the shape that the pipeline gives: a dozen well-known subjects, claims and ids consistent.

Figures are those that public documents state; the places are as one would cite them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from flopwatch import analysis, classification, cost, sources
from flopwatch.audit.findings import Finding
from flopwatch.catalogue import Catalogue, Owners
from flopwatch.census import Census
from flopwatch.classification.thresholds import Crossing
from flopwatch.domain.claims import Claim, Source, check_claim
from flopwatch.domain.curated_rows import Cluster, ComputeStock, Threshold
from flopwatch.domain.decimals import canonical, exact
from flopwatch.domain.fields import field
from flopwatch.domain.units import to_base
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.receipt_lines import Line, Receipt, Words
from flopwatch.estimation.results import Doubted, Estimate, Input, MethodResult
from flopwatch.records.results import Conflict, FieldKey, FieldValue, Record
from flopwatch.statistics.lognormal import LogNormal, product

SOURCES = (
    Source(
        id="epoch-1e25",
        title="Over 20 AI models have been trained at the scale of GPT-4",
        url="https://epoch.ai/data-insights/models-over-1e25-flop",
        licence="CC BY 4.0",
        date="2025-01-30",
        group="epoch",
    ),
    Source(
        id="epoch-2024",
        title="Tracking Large-Scale AI Models",
        url="https://epoch.ai/blog/tracking-large-scale-ai-models",
        licence="CC BY 4.0",
        date="2024-04-05",
        group="epoch",
    ),
    Source(
        id="awesome-huge-models",
        title="awesome-huge-models",
        url="https://github.com/zhengzangw/awesome-huge-models",
        licence="MIT",
        group="awesome-huge-models",
    ),
    Source(
        id="parameter-counts",
        title="Parameter counts in Machine Learning",
        url="https://alignmentforum.org/posts/GzoWcYibWYwJva8aL/parameter-counts-in-machine-learning",
        date="2021-06-19",
        group="parameter-counts",
        note="Facts only.",
    ),
    Source(
        id="llama-3-paper",
        title="The Llama 3 Herd of Models",
        url="https://arxiv.org/abs/2407.21783",
        date="2024-07-31",
    ),
)
OWNERS = Owners(
    (
        Cluster(
            name="Iowa campus",
            row=2,
            status="existing",
            certainty="confirmed",
            source="epoch-gpu-clusters-2026-04",
            owner="Microsoft,OpenAI",
            developers=("OpenAI",),
            chip="NVIDIA A100",
            chips="25000",
            h100_equivalents="7900",
            power_mw="20",
            power="calculated",
            operational="2022-08",
        ),
        Cluster(
            name='<img src=x onerror="alert(1)">',
            row=3,
            status="planned",
            certainty="unlikely",
            source="epoch-gpu-clusters-2026-04",
            h100_equivalents="20000",
            operational="2030",
        ),
    ),
    (
        ComputeStock(
            name="OpenAI end-2024",
            row=2,
            developers=("OpenAI",),
            date="2024-12-31",
            p5="276938",
            p50="386219",
            p95="540000",
            source="epoch-lab-compute-2026-09",
        ),
    ),
)
THRESHOLDS = (
    Threshold(flop="1e23", label="large-scale", meaning="What Epoch AI calls large-scale.", source="epoch-2024"),
    Threshold(
        flop="1e25",
        label="EU AI Act, systemic risk",
        source="https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
        meaning="General-purpose models above it are presumed to have high-impact capabilities.",
    ),
    Threshold(
        flop="1e26",
        label="US order of 2023, reporting",
        source="Executive Order 14110, section 4.2(b)",
        meaning="Models above it had to be reported while the order stood.",
    ),
)


class Builder:
    """Collects claims and turns them into records whose fields cite them."""

    def __init__(self) -> None:
        self.claims: dict[str, Claim] = {}
        self.records: dict[str, Record] = {}
        self.estimates: dict[str, Estimate | Unknown] = {}

    def record(
        self,
        record_id: str,
        name: str,
        said: Iterable[tuple[str, ...] | Claim],
        *,
        kind: str = "model",
        source: str = "epoch-2024",
        aliases: tuple[str, ...] = (),
        base: str = "",
        unknown: Mapping[str, str] | None = None,
        rivals: Mapping[str, Claim] | None = None,
    ) -> Record:
        """A record; `said` holds (field, value[, unit[, words]]) or whole claims."""
        by_field: dict[str, list[str]] = {}
        mine: dict[str, Claim] = {}
        for item in said:
            if isinstance(item, Claim):
                claim = item
            else:
                name_, value, unit, words = (*item, "", "")[:4]
                claim = Claim(
                    subject=name,
                    field=name_,
                    value=value,
                    source=source,
                    locator=f"entry {name}",
                    as_written=words or f"{name_}: {value}",
                    unit=unit,
                    kind=kind,
                    entry=name,
                )
            claim_id = check_claim(claim).id_in(claim.source)
            mine[claim_id] = claim
            by_field.setdefault(claim.field, []).append(claim_id)
        fields = {}
        for field_name, ids in by_field.items():
            first = mine[ids[0]]
            if first.relation == "unknown":
                continue
            about = field(field_name)
            quantity = about.kind == "quantity"
            values = tuple(dict.fromkeys(mine[i].value for i in ids)) if about.many else (first.value,)
            if quantity:
                values = (canonical(to_base(exact(first.value), first.unit)[0]),)
            agreeing = tuple(i for i in ids if about.many or mine[i].value == first.value)
            fields[field_name] = FieldValue(
                key=FieldKey(field_name),
                values=values,
                unit=to_base(exact(first.value), first.unit)[1] if quantity else "",
                relation=first.relation,
                high=canonical(exact(first.high)) if first.high else "",
                rule="the only statement" if len(ids) == 1 else "the source nearest to the developer wins",
                claims=agreeing,
                rivals=tuple(i for i in ids if i not in agreeing),
            )
        self.claims.update(mine)
        record = Record(
            id=record_id,
            kind=kind,
            name=name,
            aliases=aliases,
            fields=fields,
            unknown=dict(unknown or {}),
            claims=mine,
            base=base,
        )
        self.records[record_id] = record
        return record

    def estimate(self, record: Record, *methods: MethodResult, confidence: str = "", doubted: str = "") -> None:
        """The first method's figure is the published one."""
        compute = methods[0].compute_flop
        low, high = compute.interval()
        medians = [m.compute_flop.median for m in methods]
        text = (
            f"{record.name}      {compute.median:.1e} FLOP   (90%: {low:.1e} to {high:.1e})\n  {methods[0].formula}"
        ).replace("e+", "e")
        made = Estimate(
            compute_flop=compute,
            methods=methods,
            rule=f"the {methods[0].method} figure, the most trusted",
            agreement=max(medians) / min(medians),
            confidence=confidence,
            doubted=doubted,
            receipt=Receipt(tuple(Line("figure", (Words(line),)) for line in text.split("\n"))),
            sensitivity="tokens seen" if len(methods) == 1 else "utilisation",
        )
        self.estimates[record.id] = Doubted(doubted, "doubted", made) if doubted else made

    def used(self, record: Record, symbol: str, name: str, value: LogNormal) -> Input:
        """An input that rests on the record's claim for a field."""
        found = record.fields[name]
        return Input(symbol=symbol, name=name.replace("_", " "), value=value, unit=found.unit, claims=found.claims)


def operations(build: Builder, record: Record, spread: float = 0.04, passes: int = 6) -> MethodResult:
    """Parameters × tokens × 6."""
    size = "active_parameters" if "active_parameters" in record.fields else "parameters"
    data = "tokens_seen" if "tokens_seen" in record.fields else "dataset_size"
    n = LogNormal(median=float(record.value(size)))
    d = LogNormal(median=float(record.value(data)), sigma_dex=spread)
    inputs = (build.used(record, "N", size, n), build.used(record, "D", data, d))
    formula = f"{passes} × {record.value(size)} × {record.value(data)}"
    return MethodResult("operations", product([LogNormal(median=passes), n, d]), formula, inputs)


def reported(build: Builder, record: Record, low: float, high: float) -> MethodResult:
    """The figure a source states, with an interval."""
    value = LogNormal.from_interval(low=low, high=high)
    return MethodResult(
        "reported",
        value,
        f"stated: {record.value('training_compute')} FLOP",
        (build.used(record, "C", "training_compute", value),),
    )


def classify(model: str, threshold: Threshold, estimate: Estimate | Unknown | None, believed: str = "") -> Crossing:
    """The class by DESIGN's rule, for this sample."""
    flop = float(exact(threshold.flop))
    if isinstance(estimate, Estimate):
        p = estimate.compute_flop.prob_above(flop)
        name = "confirmed" if p >= 0.95 else "likely" if p >= 0.5 else "cannot-rule-out" if p >= 0.05 else "below"
        return Crossing(model, flop, name, p, estimate.confidence, f"P = {p:.2f} of the estimate", "probability")
    if believed and flop <= 1e25:
        return Crossing(model, flop, "likely", None, "Speculative", believed, "bare statement")
    return Crossing(model, flop, "unknown", None, "", "", "no statement")


def build_census() -> Census:
    """The census."""
    b = Builder()
    llama = b.record(
        "meta/llama-3.1-405b",
        "Llama 3.1 405B",
        [
            ("developer", "Meta AI", "", "Meta AI"),
            ("country", "US", "", "United States"),
            ("domain", "language", "", "Language"),
            Claim(
                subject="Llama 3.1 405B",
                field="published",
                value="2024-07-23",
                source="llama-3-paper",
                locator="page 1",
                as_written="July 23, 2024",
            ),
            Claim(
                subject="Llama 3.1 405B",
                field="parameters",
                value="405e9",
                unit="parameters",
                source="llama-3-paper",
                locator="section 1",
                as_written="405B trainable parameters",
            ),
            Claim(
                subject="Llama 3.1-405B",
                field="parameters",
                value="4.06e11",
                unit="parameters",
                source="awesome-huge-models",
                locator="entry 12",
                as_written="406B",
            ),
            Claim(
                subject="Llama 3.1 405B",
                field="tokens_seen",
                value="15.6e12",
                unit="tokens",
                source="llama-3-paper",
                locator="section 1",
                as_written="15.6T text tokens",
                qualifiers={"component": "pre-training"},
            ),
            Claim(
                subject="Llama 3.1 405B",
                field="training_compute",
                value="3.8e25",
                unit="FLOP",
                source="llama-3-paper",
                locator="section 1",
                as_written="3.8 × 10²⁵ FLOPs",
            ),
            Claim(
                subject="Llama 3.1-405B",
                field="training_compute",
                value="3.8e25",
                unit="FLOP",
                source="epoch-1e25",
                locator="table",
                as_written="3.8e25",
                reported_from="https://arxiv.org/abs/2407.21783",
            ),
            ("chip", "NVIDIA H100 SXM5 80GB"),
            ("chip_count", "16384", "chips", "16K H100 GPUs"),
            ("utilization", "0.38", "fraction", "38-43%"),
            ("access", "open-weights-restricted", "", "Open weights"),
            ("paper", "https://arxiv.org/abs/2407.21783"),
            ("license", "Llama 3.1 Community License"),
        ],
        aliases=("Llama 3.1-405B",),
        unknown={"training_cost": "no source states a cost"},
    )
    chips = LogNormal(median=4.2e25, sigma_dex=0.12)
    hardware = MethodResult(
        "hardware",
        chips,
        "16384 × 72 d × 86400 × 9.89e14 × 0.41",
        (
            b.used(llama, "n", "chip_count", LogNormal(median=16384)),
            b.used(llama, "u", "utilization", LogNormal(median=0.41, sigma_dex=0.03)),
            Input("p", "peak of an H100, dense BF16", LogNormal(median=9.89e14), "FLOP/s", (), "chip table"),
        ),
        ("days are inferred, not stated",),
    )
    b.estimate(
        llama,
        operations(b, llama),
        reported(b, llama, 3.4e25, 4.25e25),
        hardware,
        confidence="High-precision",
    )
    b.record(
        "meta/llama-3.1-405b-instruct",
        "Llama 3.1 405B Instruct",
        [
            ("developer", "Meta AI"),
            ("domain", "language"),
            ("published", "2024-07-23"),
            ("base_model", "Llama 3.1 405B"),
        ],
        base="meta/llama-3.1-405b",
    )
    gpt4 = b.record(
        "openai/gpt-4",
        "GPT-4",
        [
            ("developer", "OpenAI"),
            ("country", "US"),
            ("domain", "multimodal"),
            ("published", "2023-03-14"),
            Claim(
                subject="GPT-4",
                field="training_compute",
                value="2.1e25",
                unit="FLOP",
                source="epoch-2024",
                locator="table 1",
                as_written="2.1e25",
            ),
            ("access", "api"),
            ("confidence", "Speculative"),
        ],
        unknown={"parameters": "not disclosed", "tokens_seen": "not disclosed"},
    )
    b.estimate(gpt4, reported(b, gpt4, 8.2e24, 4.4e25), confidence="Speculative")
    gpt3 = b.record(
        "openai/gpt-3",
        "GPT-3 175B (davinci)",
        [
            ("developer", "OpenAI"),
            ("country", "US"),
            ("domain", "language"),
            ("published", "2020-05-28"),
            ("parameters", "175e9", "parameters", "175B"),
            ("dataset_size", "300e9", "tokens", "300B tokens"),
            ("training_compute", "3.14e23", "FLOP", "3.14e23"),
            ("access", "api"),
            Claim(
                subject="GPT-3",
                field="training_cost",
                value="4.6e6",
                unit="USD",
                source="awesome-huge-models",
                locator="entry 3",
                as_written="$4.6M",
                qualifiers={"usd_year": "2020"},
            ),
        ],
        aliases=("GPT-3",),
    )
    b.estimate(gpt3, operations(b, gpt3), confidence="High-precision")
    bert = b.record(
        "google/bert-large",
        "BERT-Large",
        [
            ("developer", "Google"),
            ("country", "US"),
            ("domain", "language"),
            ("published", "2018-10"),
            ("parameters", "340e6", "parameters", "340M"),
            ("training_compute", "2.85e20", "FLOP", "2.85e20"),
            ("architecture", "encoder"),
            ("paper", "https://arxiv.org/abs/1810.04805"),
            ("access", "open-weights-unrestricted"),
        ],
        source="parameter-counts",
        aliases=("BERT",),
    )
    b.estimate(bert, reported(b, bert, 1.4e20, 5.6e20))
    palm = b.record(
        "google/palm-2",
        "PaLM 2",
        [
            ("developer", "Google"),
            ("country", "US"),
            ("domain", "language"),
            ("published", "2023-05-10"),
            ("parameters", "340e9", "parameters", "340B"),
            ("tokens_seen", "3.6e12", "tokens", "3.6T tokens"),
            ("training_compute", "7.34e24", "FLOP", "7.34e24"),
            ("access", "api"),
            ("confidence", "Likely"),
        ],
    )
    b.estimate(palm, operations(b, palm, spread=0.2), reported(b, palm, 2.3e24, 2.3e25), confidence="Likely")
    neox = b.record(
        "eleutherai/gpt-neox-20b",
        "GPT-NeoX-20B",
        [
            ("developer", "EleutherAI"),
            ("country", "XX"),
            ("domain", "language"),
            ("published", "2022-02-10"),
            ("parameters", "20e9", "parameters", "20B"),
            ("dataset_size", "472e9", "tokens", "472B tokens"),
            Claim(
                subject="GPT-NeoX",
                field="training_compute",
                value="93.2e21",
                unit="FLOP",
                source="awesome-huge-models",
                locator="entry 9",
                as_written="Training petaFLOPs: 93.2M",
            ),
            ("source_code", "https://github.com/EleutherAI/gpt-neox"),
        ],
        source="awesome-huge-models",
    )
    b.estimate(
        neox,
        operations(b, neox),
        doubted="The stated compute is 1.6 times what its own parameters and tokens give.",
    )
    b.record(
        "openai/sora",
        "Sora",
        [
            ("developer", "OpenAI"),
            ("country", "US"),
            ("domain", "video"),
            ("published", "2024-02-15"),
            Claim(
                subject="Sora",
                field="training_compute_believed",
                value="1e25",
                source="epoch-1e25",
                locator="note 3",
                as_written="may exceed 1e25 FLOP",
            ),
            ("access", "unreleased"),
        ],
        source="epoch-1e25",
        unknown={"training_compute": "no source gives a figure"},
    )
    sd = b.record(
        "stability/stable-diffusion",
        "Stable Diffusion (LDM-KL-8-G)",
        [
            ("developer", "Stability AI"),
            ("country", "GB"),
            ("domain", "image-generation"),
            ("published", "2022-04-13"),
            ("parameters", "1.45e9", "parameters", "1.45B"),
            ("training_compute", "5e22", "FLOP", "5e22"),
            ("access", "open-weights-unrestricted"),
            ("weights", "https://huggingface.co/CompVis/stable-diffusion"),
        ],
    )
    b.estimate(sd, reported(b, sd, 2.5e22, 1e23), confidence="Likely")
    zero = b.record(
        "deepmind/alphago-zero",
        "AlphaGo Zero",
        [
            ("developer", "Google DeepMind"),
            ("country", "GB"),
            ("domain", "games"),
            ("published", "2017-10-18"),
            ("parameters", "46400244", "parameters", "46,400,244"),
            ("training_compute", "3.41e23", "FLOP", "3.41e23"),
            Claim(
                subject="AlphaGo Zero",
                field="chip_count",
                value="1e3",
                unit="chips",
                high="4e3",
                relation="range",
                source="parameter-counts",
                locator="row 31",
                as_written="1000 to 4000 TPUs",
            ),
        ],
        source="parameter-counts",
    )
    b.estimate(zero, reported(b, zero, 1.1e23, 1.1e24), confidence="Speculative")
    whisper = b.record(
        "openai/whisper-large",
        "Whisper large",
        [
            ("developer", "OpenAI"),
            ("domain", "speech"),
            ("published", "2022-09-21"),
            ("parameters", "1.55e9", "parameters", "1.55B"),
            ("dataset_size", "680e3", "hours", "680,000 hours"),
            ("training_compute", "4.6e22", "FLOP", "4.6e22"),
            ("source_code", "javascript:alert(1)"),
        ],
    )
    # The country follows from the developer: one claim supports two fields.
    who = whisper.fields["developer"]
    whisper.fields["country"] = msgspec.structs.replace(
        who, key=FieldKey("country"), values=("US",), rule="follows from the developers"
    )
    b.estimate(whisper, reported(b, whisper, 2e22, 9e22), confidence="Likely")
    b.record(
        "nobody/hostile",
        "<script>alert(1)</script>=1+1",
        [
            ("developer", '@Nobody "quoted", Inc.'),
            ("domain", "other"),
            ("published", "2021"),
            ("title", '=HYPERLINK("https://example.org")'),
            ("license", "+1"),
            ("family", "line one, line two"),
        ],
        unknown={"training_compute": "no token count and no chip count"},
    )
    b.record(
        "frameworks/megatron-lm",
        "Megatron-LM",
        [
            ("developer", "NVIDIA"),
            ("source_code", "https://github.com/NVIDIA/Megatron-LM"),
        ],
        kind="framework",
        source="awesome-huge-models",
    )
    b.record(
        "surveys/foundation-models",
        "On the Opportunities and Risks of Foundation Models",
        [
            ("published", "2021-08"),
            ("paper", "https://arxiv.org/abs/2108.07258"),
        ],
        kind="survey",
        source="awesome-huge-models",
    )
    b.record(
        "findings/over-20-models",
        "Over 20 models above 1e25",
        [
            ("statement", "Over 20 models had been trained with more than 1e25 FLOP by January 2025."),
            ("figure", "20", "models"),
        ],
        kind="finding",
        source="epoch-1e25",
    )
    b.record(
        "recipes/leaderboards",
        "Leaderboards",
        [
            ("statement", "Look for models with high scores whose compute nobody has stated."),
        ],
        kind="recipe",
        source="epoch-1e25",
    )
    b.record(
        "products/chatgpt",
        "ChatGPT",
        [("uses_model", "GPT-4"), ("product_use", "confirmed")],
        kind="product",
        source="epoch-2024",
    )
    prose = Claim(
        subject="GPT-4",
        field="abstract",
        value="Words of a paper.",
        source="epoch-2024",
        locator="row 4",
        as_written="Words of a paper.",
    )
    b.claims[prose.id_in(prose.source)] = prose
    gpt4.claims[prose.id_in(prose.source)] = prose
    for model in [r for r in b.records.values() if r.kind == "model"]:
        b.estimates.setdefault(model.id, Unknown("no token count and no chip count"))
    return finish(b)


def finish(b: Builder, as_of: dt.date = dt.date(2025, 1, 30)) -> Census:
    """The census of everything built."""
    crossings = {}
    for model in [r for r in b.records.values() if r.kind == "model"]:
        found = model.fields.get("training_compute_believed")
        believed = b.claims[found.claims[0]].as_written if found else ""
        crossings[model.id] = tuple(classify(model.id, t, b.estimates[model.id], believed) for t in THRESHOLDS)
    findings = []
    if "eleutherai/gpt-neox-20b" in b.records:
        neox = b.records["eleutherai/gpt-neox-20b"].fields["training_compute"].claims
        findings.append(
            Finding(
                rule="compute-against-operations",
                severity="high",
                model="eleutherai/gpt-neox-20b",
                field="training_compute",
                source="awesome-huge-models",
                as_written="Training petaFLOPs: 93.2M",
                message="6 × 20e9 × 472e9 = 5.7e22 FLOP, but 9.3e22 FLOP is stated: 1.6 times as much.",
                proposal="Look whether the stated figure counts recomputation.",
                claims=neox,
            )
        )
    conflicts = []
    if "meta/llama-3.1-405b" in b.records:
        size = b.records["meta/llama-3.1-405b"].fields["parameters"]
        conflicts.append(
            Conflict("meta/llama-3.1-405b", FieldKey("parameters"), {"405e9": size.claims, "4.06e11": size.rivals})
        )
    expected = []
    for index in range(len(THRESHOLDS)):
        here = [c[index] for m, c in crossings.items() if not b.records[m].base]
        sure = sum(c.compute_class == "confirmed" for c in here)
        likely = sum(c.compute_class == "likely" for c in here)
        possible = sum(c.compute_class == "cannot-rule-out" for c in here)
        expected.append((sure, sure + likely, sure + likely + possible))
    curated = sources.curated_folder()
    catalogue = dataclasses.replace(Catalogue.of(sources.load_tables(curated), OWNERS), thresholds=THRESHOLDS)
    return derived(
        Census(
            as_of=as_of,
            sources={s.id: s for s in SOURCES},
            records=dict(sorted(b.records.items())),
            estimates=b.estimates,
            catalogue=catalogue,
            crossings=crossings,
            findings=tuple(findings),
            conflicts=tuple(conflicts),
            benchmarks=sources.load_benchmarks(curated),
            claims=b.claims,
            expected_above=tuple(expected),
        )
    )


def derived(census: Census) -> Census:
    """The census with what the pipeline derives from its other parts worked out anew."""
    models, estimates, crossings = census.records, census.estimates, census.crossings
    return dataclasses.replace(
        census,
        bills=cost.bills_of(models, estimates, census.catalogue),
        covered=classification.cover(census.catalogue.rules, models, estimates, census.as_of),
        insights=analysis.insights(models, estimates, crossings, census.thresholds, census.conflicts, census.as_of),
    )


def later_census(census: Census) -> Census:
    """The census two years later: BERT is larger, GPT-4 took twice as much, Sora is gone."""
    bert, gpt = census.records["google/bert-large"], census.estimates["openai/gpt-4"]
    assert isinstance(gpt, Estimate)
    parameters = msgspec.structs.replace(bert.fields["parameters"], values=("400000000",))
    low, high = gpt.compute_flop.interval()
    twice = dataclasses.replace(gpt, compute_flop=LogNormal.from_interval(low=2 * low, high=2 * high))
    records, estimates, crossings = (
        {key: one for key, one in some.items() if key != "openai/sora"}
        for some in (census.records, census.estimates, census.crossings)
    )
    records["google/bert-large"] = dataclasses.replace(bert, fields={**bert.fields, "parameters": parameters})
    return derived(
        dataclasses.replace(
            census,
            as_of=census.as_of.replace(year=2027),
            records=records,
            estimates={**estimates, "openai/gpt-4": twice},
            crossings=crossings,
        )
    )
