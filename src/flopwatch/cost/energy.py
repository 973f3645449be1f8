"""Energy and carbon of a training run, from chip-hours."""

from __future__ import annotations

from flopwatch.statistics import LogNormal, product

# Power of a server per watt of its chips' rated power, by the prefix of the chip's id. Source: Epoch AI,
# training-cost-trends (Cottier et al. 2024, "The rising costs of training frontier AI models"), code and appendix.
CHIP_TO_SERVER: tuple[tuple[str, float], ...] = (
    ("nvidia-h100", 1.82),
    ("nvidia-h800", 1.82),
    ("nvidia-a100", 2.03),
    ("nvidia-a800", 2.03),
    ("nvidia-v100", 1.67),
    ("google-tpu-v1", 2.93),
    ("google-tpu-v2", 1.64),
    ("google-tpu-v3", 1.47),
    ("google-tpu", 1.56),
    ("", 1.8),
)
DRAW = {"tpu": 0.43, "gpu": 0.75}  # average draw as a share of rated power in training; same source
# Facility power per watt of servers: large operators, others; same source.
OVERHEAD_LARGE, OVERHEAD_OTHER = 1.1, 1.25
LARGE_OPERATORS = frozenset({"google", "google-deepmind", "deepmind", "microsoft", "openai", "amazon", "meta"})
# Range of industrial electricity prices in the United States by year, in dollars per kWh; same source.
USD_PER_KWH = LogNormal.from_interval(low=0.067, high=0.083)
# Half-widths of 90% intervals, as factors; ours, because the source gives point values.
SERVER_FACTOR, DRAW_FACTOR, OVERHEAD_FACTOR = 1.15, 1.25, 1.1


def chip_to_server(chip: str) -> LogNormal:
    """Return server power over rated chip power for a chip's id.

    Example:
        >>> chip_to_server("nvidia-a100").median, chip_to_server("google-tpu-v5p").median
        (2.03, 1.56)
    """
    value = next(one for prefix, one in CHIP_TO_SERVER if chip.startswith(prefix))
    return LogNormal.from_factor(median=value, factor=SERVER_FACTOR)


def average_draw(chip: str) -> LogNormal:
    """Return average power in training as a fraction of rated power for a chip's id."""
    kind = "tpu" if chip.startswith("google-tpu") else "gpu"
    return LogNormal.from_factor(median=DRAW[kind], factor=DRAW_FACTOR)


def facility_overhead(*, large_operator: bool | None = None) -> LogNormal:
    """Return power usage effectiveness (facility power over server power); if the operator is unknown, over the range
    of both kinds.
    """
    if large_operator is None:
        return LogNormal.from_interval(low=OVERHEAD_LARGE, high=OVERHEAD_OTHER * OVERHEAD_FACTOR)
    value = OVERHEAD_LARGE if large_operator else OVERHEAD_OTHER
    return LogNormal.from_factor(median=value, factor=OVERHEAD_FACTOR)


def training_energy(
    chip_hours: LogNormal,
    rated_power_w: LogNormal,
    server: LogNormal,
    draw: LogNormal,
    overhead: LogNormal,
) -> LogNormal:
    """Compute the electrical energy of a training run, in kWh.

        energy = chip-hours × rated power × server/chip × average draw × PUE ÷ 1000 W/kW

    Args:
        chip_hours: Accelerator-hours in all.
        rated_power_w: Rated power of one chip (TDP), in W.
        server: Server power over rated chip power.
        draw: Average draw as a share of rated power.
        overhead: Facility power over server power (PUE).

    Returns:
        Energy, in kWh.

    Source:
        Cottier et al. (2024), "The rising costs of training frontier AI models", appendix on energy.

    Example:
        Touvron et al. (2023), "LLaMA", table 15 count the chips alone, at full power, with PUE 1.1: 449 MWh for the 65B
        model.

        >>> one = LogNormal(median=1.0)
        >>> energy = training_energy(LogNormal(median=1_022_362), LogNormal(median=400), one, one,
        ...     LogNormal(median=1.1))
        >>> f"{energy.median / 1000:.0f} MWh"
        '450 MWh'
    """
    return product([chip_hours, rated_power_w, server, draw, overhead, LogNormal(median=1e-3)])


def training_carbon(energy_kwh: LogNormal, grid_kgco2e_per_kwh: LogNormal) -> LogNormal:
    """Compute the emissions of a training run's electricity, in kgCO2e; excludes manufacture of the hardware.

        emissions = energy × carbon intensity of the grid

    Args:
        energy_kwh: Energy, in kWh.
        grid_kgco2e_per_kwh: Carbon intensity at the place and time of the run, in kgCO2e/kWh.

    Returns:
        Emissions, in kgCO2e.

    Source:
        Patterson et al. (2021), "Carbon Emissions and Large Neural Network Training", equation in section 2.

    Example:
        Touvron et al. (2023), table 15: 449 MWh at 0.385 kgCO2e/kWh are 173 t.

        >>> f"{training_carbon(LogNormal(median=449_000), LogNormal(median=0.385)).median / 1000:.0f} t"
        '173 t'
    """
    return energy_kwh * grid_kgco2e_per_kwh
