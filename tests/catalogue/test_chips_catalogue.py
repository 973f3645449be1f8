"""The chips catalogue: it knows every chip the base names, its figures are its sources', and what cannot be is
refused.
"""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from helpers.bundled import bundled_curated

from flopwatch.bundled_data import curated_folder
from flopwatch.catalogue.chips import Chips
from flopwatch.catalogue.prices import Offer, Offers
from flopwatch.domain.curated_rows import Chip
from flopwatch.domain.decimals import exact
from flopwatch.domain.errors import BadInput
from flopwatch.sources.curated.load import Curated, load_curated

TENSOR, HALF = "Tensor-FP16/BF16 performance (FLOP/s)", "FP16 (half precision) performance (FLOP/s)"
COLUMNS = {
    "bf16": (TENSOR,),
    "fp16": (TENSOR, HALF),
    "tf32": ("TF32 (TensorFloat-32) performance (FLOP/s)",),
    "fp32": ("FP32 (single precision) performance (FLOP/s)",),
    "fp64": ("FP64 (double precision) performance (FLOP/s)",),
    "fp8": ("FP8 performance (FLOP/s)",),
    "fp4": ("FP4 performance (FLOP/s)",),
    "int8": ("INT8 performance (OP/s)",),
}
PRICES = {
    "on_demand": "Price per chip-hour (on-demand)",
    "one_year": "Price per chip-hour (1-year CUD)",
    "three_year": "Price per chip-hour (3-year CUD)",
    "purchase": "Price (hardware purchase)",
}
# Makers' data sheets: the dense peak of the matrix units in the 16-bit format; each sheet also prints its double, for
# sparse ones.
DENSE = {
    "A100": "3.12e14",
    "H100": "9.894e14",
    "H100 PCIe": "7.56e14",
    "H200": "9.895e14",
    "B200": "2.25e15",
    "L40": "1.81e14",
    "L4": "1.21e14",
    "L40S": "3.6205e14",
    "RTX A6000": "1.548e14",
    "RTX 6000 Ada": "3.642e14",
    # GeForce cards: with sums in fp32, half of those with sums in fp16.
    "RTX 4090": "1.652e14",
    "RTX 4080": "9.75e13",
    "RTX 3090 Ti": "8e13",
    "RTX 3090": "7.1e13",
    "RTX 3080": "5.95e13",
    "RTX 2080 Ti": "5.69e13",
    "A40": "1.497e14",
    "H20": "1.48e14",
    "MI300X": "1.3074e15",
    "V100": "1.25e14",
    "T4": "6.513e13",
    "MI250X": "3.83e14",
    "TPU v4": "2.75e14",
    "TPU v5p": "4.59e14",
}
# The same sheets in fp8: half of what each prints with sparsity.
DENSE_FP8 = {
    "H100": "1.979e15",
    "H100 PCIe": "1.513e15",
    "H200": "1.979e15",
    "L4": "2.425e14",
    "L40": "3.62e14",
    "L40S": "7.33e14",
    "RTX 4090": "3.303e14",
    "MI300X": "2.6149e15",
}


@pytest.fixture(scope="module")
def curated() -> Curated:
    return bundled_curated()


@pytest.fixture(scope="module")
def chips(curated: Curated) -> Chips:
    return Chips(curated.chips)


def test_every_chip_that_a_claim_names_is_in_the_catalogue(curated: Curated, chips: Chips) -> None:
    named = {claim.value for claim in curated.claims() if claim.field == "chip" and claim.value}
    named |= {claim.qualifiers["chip"] for claim in curated.claims() if "chip" in claim.qualifiers}
    assert len(named) > 35
    without = {name for name in named if not chips.find(name).peak_flop_per_s}
    assert without == {"Cerebras CS-2"}, "its maker states no dense peak, and Epoch AI's table does not hold it"


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("80G-A100", "nvidia-a100"),
        ("40G-A100", "nvidia-a100"),
        ("NVIDIA A100 PCIe", "nvidia-a100"),
        ("TPUv3", "google-tpu-v3"),
        ("TPU v3-8", "google-tpu-v3"),
        ("TPU v5p-8", "google-tpu-v5p"),
        ("TPU v5litepod-16", "google-tpu-v5e"),
        ("TPU v6 lite", "google-tpu-v6e"),
        ("TPU7x", "google-tpu-v7"),
        ("NVIDIA H100 80GB HBM2e", "nvidia-h100-pcie"),
        ("Tesla V100-SXM2-32GB", "nvidia-v100"),
        ("AMD Instinct MI300X OAM", "amd-mi300x"),
        ("TPUv4core", "google-tpu-v4-core"),
        ("H800 SXM5", "nvidia-h800"),
        ("H800", "nvidia-h800"),
        ("NVIDIA H100 SXM5 80GB", "nvidia-h100"),
        ("Nvidia V100 GPU", "nvidia-v100"),
        ("NVIDIA Tesla V100 PCIe 32 GB", "nvidia-v100-pcie"),
        ("H20", "nvidia-h20"),
        ("Ascend 910B", "huawei-ascend-910b"),
        ("Trainium2", "amazon-trainium2"),
        ("Gaudi3", "intel-gaudi3"),
        ("Trillium", "google-tpu-v6e"),
        # As drivers print them.
        ("NVIDIA H100 80GB HBM3", "nvidia-h100"),
        ("NVIDIA H100 80GB PCIe", "nvidia-h100-pcie"),
        ("NVIDIA H100 NVL 94GB", "nvidia-h100-nvl"),
        ("Tesla V100-PCIE-32GB", "nvidia-v100-pcie"),
        ("NVIDIA A100 80GB PCIe", "nvidia-a100"),
        ("NVIDIA GH200 480GB", "nvidia-gh200"),
        ("NVIDIA L40S-48GB GDDR6", "nvidia-l40s"),
    ],
)
def test_the_names_that_sources_use_mean_their_chip(chips: Chips, name: str, identity: str) -> None:
    assert chips.find(name).id == identity


def test_the_catalogue_holds_the_common_accelerators_with_what_a_reader_looks_for(curated: Curated) -> None:
    assert len(curated.chips) >= 100
    stated = [chip for chip in curated.chips if chip.source == "epoch-ml-hardware"]
    assert len(stated) >= 100
    assert all(chip.peak_flop_per_s for chip in stated)
    for name in ("memory_bytes", "tdp_w", "released"):
        lacking = [chip.id for chip in stated if not getattr(chip, name)]
        assert len(lacking) <= 15, (name, lacking)
    assert sum(bool(chip.prices) for chip in curated.chips) >= 55
    assert sum(len(chip.prices) for chip in curated.chips) >= 400


@pytest.mark.parametrize(("name", "peak"), sorted(DENSE.items()))
def test_peaks_are_dense_and_those_of_the_matrix_units(chips: Chips, name: str, peak: str) -> None:
    _, number_format, value = chips.peak(name)
    assert number_format in ("bf16", "fp16")
    assert value == pytest.approx(float(peak), rel=1e-3)


def test_no_format_of_half_the_bits_is_more_than_twice_as_fast_but_fp4_of_the_last_generation(
    curated: Curated,
) -> None:
    for chip in curated.chips:
        peaks = {name: float(value) for name, value in chip.peak_flop_per_s.items()}
        half = peaks.get("bf16") or peaks.get("fp16")
        if half and chip.id != "amazon-trainium3":  # four times in FP8, by its maker
            for name in ("fp8", "int8"):
                # The Kunlun, the MLU and the LPU are built for int8; GeForce halves 16-bit work with sums in fp32.
                built = re.match("baidu|cambricon|groq", chip.id) or "GeForce" in chip.name
                limit = 4.1 if built else 2.3
                assert peaks.get(name, 0) <= limit * half, (chip.id, name)
            assert peaks.get("tf32", 0) <= 1.01 * half, chip.id


def rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "data/epoch-hardware" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> object:
    return exact(cell.replace("e+", "e")) if cell else None


@pytest.mark.shared
def test_every_figure_of_a_chip_is_the_one_of_the_row_it_cites(curated: Curated, shared: Path) -> None:
    table = {row["Hardware name"].strip(): row for row in rows(shared, "ml_hardware_2026-04-27.csv")}
    for chip in curated.chips:
        if chip.source != "epoch-ml-hardware":
            continue
        place = re.match(r"(half of )?row (.+?), 2026-04-27", chip.where)
        assert place, chip.where
        row, share = table[place[2]], 2 if place[1] else 1
        for number_format, peak in chip.peak_flop_per_s.items():
            if chip.peak_source(number_format)[0] != chip.source:
                continue
            cells = [number(row[column]) for column in COLUMNS[number_format]]
            assert exact(peak) * share in cells, (chip.id, number_format)
        assert not chip.tdp_w or exact(chip.tdp_w) == number(row["TDP (W)"]), chip.id
        forms = [table[name] for name in {place[2], chip.name, *chip.aliases} if name in table]
        sizes = {number(form["Memory (bytes)"]) for form in forms} - {None}
        assert {exact(size) for size in chip.memory_bytes} <= sizes, chip.id
        if chip.released:
            dates = sorted(form["Release date"] for form in forms if form["Release date"])
            assert chip.released in dates, chip.id
            # The table dates the bare name "NVIDIA A100" before the chip was shown; its first form is taken.
            assert chip.released == dates[0] or chip.id == "nvidia-a100", chip.id


@pytest.mark.shared
def test_an_fp8_peak_of_the_later_table_is_the_one_of_its_row(curated: Curated, shared: Path) -> None:
    with (shared / "data/epoch-2026/ml_hardware_2026-07-19.csv").open(encoding="utf-8-sig", newline="") as file:
        table = {row["Hardware name"].strip(): row for row in csv.DictReader(file)}
    cited = [chip for chip in curated.chips if chip.fp8_source == "epoch-ml-hardware-2026-07"]
    assert cited
    for chip in cited:
        place = chip.fp8_where.removeprefix("row ").removesuffix(", 2026-07-19")
        assert exact(chip.peak_flop_per_s["fp8"]) == number(table[place][COLUMNS["fp8"][0]]), chip.id


@pytest.mark.parametrize(("name", "peak"), sorted(DENSE_FP8.items()))
def test_fp8_peaks_are_dense(chips: Chips, name: str, peak: str) -> None:
    chip = chips.find(name)
    assert float(chip.peak_flop_per_s["fp8"]) == pytest.approx(float(peak), rel=1e-3)
    assert chip.peak_source("fp8")[1]
    assert chips.peak(name, ("fp8",))[1] == "bf16", "a run in fp8 states its share of the 16-bit peak"


@pytest.mark.shared
def test_the_peaks_of_makers_tables_are_what_the_matrix_units_do_at_the_boost_clock(
    curated: Curated, shared: Path
) -> None:
    table = {row["Hardware name"].strip(): row for row in rows(shared, "ml_hardware_2026-04-27.csv")}
    held = 0
    for chip in curated.chips:
        if not chip.matrix_source.startswith("nvidia"):
            continue
        row = table[re.sub(r"^row (.+?), .*", r"\1", chip.where)]
        units, clock = float(row["Tensor cores"] or 568), float(row["Boost clock (MHz)"] or 2505) * 1e6
        # Multiply-adds per unit and clock with sums in fp32: 128 from Ampere on, 64 on Turing; GeForce half of either.
        each = (64 if chip.released < "2020" else 128) / (2 if "GeForce" in chip.name else 1)
        peak = float(chip.peak_flop_per_s.get("bf16") or chip.peak_flop_per_s["fp16"])
        assert peak == pytest.approx(units * each * 2 * clock, rel=0.06), chip.id
        held += 1
    assert held == 12


@pytest.mark.shared
def test_every_price_is_the_one_of_a_row_of_the_table_of_prices(curated: Curated, shared: Path) -> None:
    table: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows(shared, "hardware_prices_head.csv"):
        table.setdefault((row["Hardware model"].strip().casefold(), row["Price date"]), []).append(row)
    for chip in (one for one in curated.chips if one.price_source == "epoch-hardware-prices"):
        for price in chip.prices:
            stated = {name: exact(getattr(price, name)) for name in PRICES if getattr(price, name)}
            candidates = table[(price.of or chip.name).casefold(), price.date]
            assert any(
                {name: number(row[column]) for name, column in PRICES.items() if row[column]} == stated
                and row["Vendor"].strip() == price.vendor
                and row["Location"].strip() == price.place
                for row in candidates
            ), (chip.id, price)


@pytest.mark.shared
def test_every_price_at_release_is_the_one_of_the_table_of_accelerators(curated: Curated, shared: Path) -> None:
    table = {row["Hardware name"]: row for row in rows(shared, "../epoch-2026/ml_hardware_2026-07-19.csv")}
    released = [one for one in curated.chips if one.price_source == "epoch-ml-hardware-2026-07"]
    assert len(released) == 4
    for chip in released:
        [price] = chip.prices
        row = table[price.of]
        assert number(price.purchase) == number(row["Release price (USD)"]), chip.id
        assert price.date == row["Release date"], chip.id
    assert {one.price_source for one in curated.chips} == {"", "epoch-hardware-prices", "epoch-ml-hardware-2026-07"}


# ------------------------------------------------------------------ what is refused

GOOD = """
[[chip]]
id = "zoo-1"
name = "Zoo One"
aliases = ["Z1"]
peak_flop_per_s = { bf16 = "1e14" }
memory_bytes = ["4e10", "8e10"]
tdp_w = "400"
released = "2024-05"
source = "epoch-ml-hardware"
where = "row Zoo One"
price_source = "epoch-hardware-prices"
prices = [
  { date = "2024-06-01", on_demand = "2.5", vendor = "Zoo" },
  { date = "2024-07", purchase = "9000", estimate = true, link = "https://zoo.example/" },
]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("sources.toml", "vocabulary", "thresholds.toml", "frontier.toml", "rules.toml"):
        source = curated_folder() / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        elif source.is_file():
            shutil.copy(source, tmp_path / name)
    (tmp_path / "claims").mkdir()
    return tmp_path


def loaded(folder: Path, text: str) -> tuple[Chip, ...]:
    (folder / "chips.toml").write_text(text, encoding="utf-8")
    return load_curated(folder).chips


def test_a_chip_keeps_what_its_file_says(folder: Path) -> None:
    (chip,) = loaded(folder, GOOD)
    assert (chip.memory_bytes, chip.tdp_w, chip.released) == (("4e10", "8e10"), "400", "2024-05")
    assert [price.on_demand or price.purchase for price in chip.prices] == ["2.5", "9000"]
    assert [price.estimate for price in chip.prices] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"1e14"', '"1e20"', "dense peak"),
        ("bf16 =", "bf17 =", "no number format"),
        ('"4e10"', '"40"', "is the unit right"),
        ('["4e10", "8e10"]', '["8e10", "4e10"]', "the smallest first"),
        ('["4e10", "8e10"]', '["4e10", "4e10"]', "once"),
        ('"400"', '"0.4"', "tdp_w"),
        ('"400"', '"４００"', "decimal"),
        ('"400"', "400", "tdp_w"),
        ('"2024-05"', '"2024-13"', "month 13"),
        ('on_demand = "2.5"', 'on_demand = "2500"', "on_demand of 2024-06-01"),
        ('on_demand = "2.5", ', "", "states none of"),
        ('vendor = "Zoo"', 'seller = "Zoo"', "seller"),
        ('date = "2024-07"', 'date = "2024-05-01"', "earliest first"),
        ('"https://zoo.example/"', '"javascript:alert(1)"', "https://"),
        ('price_source = "epoch-hardware-prices"\n', "", "not in sources.toml"),
        ('"epoch-ml-hardware"', '"nobody"', "not in sources.toml"),
        ("tdp_w", "power_w", "power_w"),
    ],
)
def test_what_no_chip_can_be_is_refused_by_name(folder: Path, old: str, new: str, why: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(BadInput, match=re.escape(why)) as caught:
        loaded(folder, GOOD.replace(old, new))
    assert "chips.toml" in str(caught.value)


def test_two_chips_may_not_share_a_name(folder: Path) -> None:
    other = GOOD.replace('"zoo-1"', '"zoo-2"').replace('"Zoo One"', '"Zoo Two"')
    with pytest.raises(BadInput, match="zoo-1"):
        loaded(folder, GOOD + other)


def test_names_that_read_the_same_may_not_mean_two_chips() -> None:
    def chip(identity: str, name: str) -> Chip:
        return Chip(id=identity, name=name, peak_flop_per_s={"bf16": "1e14"})

    assert Chips([chip("a", "A100"), chip("b", "H100")]).find("Nvidia A100 GPUs").id == "a"
    with pytest.raises(BadInput, match="'NVIDIA A-100' also reads as a name of a"):
        Chips([chip("a", "A100"), chip("b", "NVIDIA A-100")])


def test_rents_by_year_are_medians_of_the_offers_on_demand() -> None:
    offers = Offers(
        [
            Offer("x", "2024-05", "on-demand", 2.0),
            Offer("x", "2024-06-01", "on-demand", 4.0),
            Offer("x", "2025", "on-demand", 1.5),
            Offer("x", "2025", "1-year", 1.0),
            Offer("y", "2025", "purchase", 30_000.0),
        ]
    )
    assert offers.rents_by_year() == {"x": {2024: (3.0, 2), 2025: (1.5, 1)}}
