"""Writes the tables of the families' own defaults and of their classes from the config classes of transformers.

Run where transformers is installed, which the project itself never needs:

    python tests/architecture/make_defaults.py

Only keys that some family reads are kept: those whose names stand quoted in src/flopwatch/architecture/families.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2] / "src/flopwatch/architecture"
sys.path.insert(0, str(ROOT.parents[1]))

from flopwatch.architecture.family_defaults import SUFFIX_OF  # noqa: E402

# The project keeps a letter for each.
SUFFIXES = tuple(SUFFIX_OF.values())
LETTER_OF = {suffix: letter for letter, suffix in SUFFIX_OF.items()}


# Parts whose defaults are read though they are not families of their own.
TEXT_SIDES = ("siglip_text_model", "siglip2_text_model")


def own_defaults(config_class: Any, wanted: set[str]) -> dict[str, Any]:
    """The fields' defaults as the class states them, before it works anything out from them."""
    out = {}
    for field in dataclasses.fields(config_class):
        value = field.default
        if value is dataclasses.MISSING and field.default_factory is not dataclasses.MISSING:
            value = field.default_factory()
        if isinstance(value, tuple):
            value = list(value)
        short = isinstance(value, list) and len(value) <= 6 and all(type(one) in (int, str) for one in value)
        text = isinstance(value, str) and re.fullmatch(r"[\w.+-]+", value)
        if field.name in wanted and (type(value) in (int, bool, float) or short or text):
            out[field.name] = value
    return out


def suffixes_of(model_type: str, config_name: str, wholes: set[str]) -> tuple[str, ...]:
    """The suffixes a type may have: a whole model's and those of its text and its tower are kept apart."""
    whole = ("Model", "ForConditionalGeneration")
    if "Vision" in config_name:
        return tuple(one for one in SUFFIXES if "Vision" in one)
    if model_type in wholes:
        return whole
    if model_type.removesuffix("_text") in wholes and model_type.endswith("_text"):
        return tuple(one for one in SUFFIXES if one not in whole and "Vision" not in one)
    return SUFFIXES


def line(name: str, values: dict[str, Any]) -> str:
    """One entry of a table: a name, then key=value, wrapped."""
    stated = " ".join(f"{key}={json.dumps(value, separators=(',', ':'))}" for key, value in values.items())
    return textwrap.fill(f"{name} {stated}", 118, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False)


def main() -> None:
    """Write the three tables."""
    import transformers
    from transformers import CONFIG_MAPPING

    from flopwatch.architecture.families.registry import FAMILIES
    from flopwatch.architecture.families.towers import TOWERS
    from flopwatch.architecture.families.wrappers import WRAPPERS

    quoted = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("families/*.py"))
    wanted = set(re.findall(r'"([A-Za-z_][A-Za-z0-9_]*)"', quoted))
    types = sorted({one.model_type for one in (*FAMILIES, *WRAPPERS)} | set(TOWERS) | set(TEXT_SIDES))
    blocks, classes = {}, []
    for model_type in types:
        if model_type not in CONFIG_MAPPING:
            continue
        config_class = CONFIG_MAPPING[model_type]
        blocks[model_type] = line(model_type, own_defaults(config_class, wanted))
        for part, spec in (getattr(config_class, "sub_configs_defaults", None) or {}).items():
            stated = {key: value for key, value in spec.init_kwargs.items() if key in wanted and value is not None}
            own = {"model_type": spec.model_type, "optional": bool(spec.optional), **stated}
            blocks[f"{model_type}/{part}"] = line(f"{model_type}/{part}", own)
        stem = config_class.__name__.removesuffix("Config").removesuffix("Text").removesuffix("Vision")
        suffixes = suffixes_of(model_type, config_class.__name__, {one.model_type for one in WRAPPERS})
        found = [one for one in suffixes if hasattr(transformers, f"{stem}{one}")]
        if found and model_type not in TEXT_SIDES:
            classes.append(f"{stem}:{model_type}:{''.join(LETTER_OF[one] for one in found)}")
    write(
        "defaults_a_to_k",
        "FIRST",
        "Defaults of the families' own code, A to K",
        [t for k, t in blocks.items() if k < "l"],
    )
    write(
        "defaults_l_to_z",
        "SECOND",
        "Defaults of the families' own code, L to Z",
        [t for k, t in blocks.items() if k >= "l"],
    )
    packed = textwrap.wrap(" ".join(classes), 118, break_long_words=False, break_on_hyphens=False)
    write("model_classes", "CLASSES", "Classes of each family: stem, model_type, letters of SUFFIX_OF", packed)


def write(name: str, variable: str, title: str, lines: list[str]) -> None:
    """Write one table as a module."""
    import transformers

    written = f"As in transformers {transformers.__version__}; written by tests/architecture/make_defaults.py."
    head = f'"""{title}.\n\n{written}\n"""'
    (ROOT / f"{name}.py").write_text(f'{head}\n\n{variable} = """\\\n' + "\n".join(lines) + '\n"""\n', encoding="utf-8")


if __name__ == "__main__":
    main()
