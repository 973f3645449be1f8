from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.claims import Source
from flopwatch.domain.errors import BadInput, FlopwatchError
from flopwatch.domain.fields import field
from flopwatch.sources import reader
from flopwatch.sources.headers import closest_key
from flopwatch.sources.lists.fields import LIST_KEYS
from flopwatch.sources.lists.heading_lines import claims_of_heading_line
from flopwatch.sources.lists.orkg_keys import FIELD_OF_LABEL
from flopwatch.sources.lists.yaml_blocks import parse_block

READER = reader("awesome-list")
SOURCE = Source(id="list", title="a list")


def read(text: str):
    return READER.read(text.encode(), SOURCE)


def values(reading, name, subject=None):
    return [one.value for one in reading.claims if one.field == name and subject in (None, one.subject)]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("document", "blocks", "entries", "frameworks", "surveys", "quarantined"),
    [("003", 89, 85, 39, 5, 0), ("004", 102, 100, 0, 0, 2)],
)
def test_both_lists_are_read_whole(shared, document, blocks, entries, frameworks, surveys, quarantined):
    path = next((shared / "seeds").glob(f"{document}*"))
    reading = READER.read(path.read_bytes(), READER.describe(path.name, path.read_bytes()))
    assert reading.read == reading.claimed + len(reading.skipped) + len(reading.quarantined)
    counts = reading.counts
    assert (counts["blocks"], counts["entries_model"], counts["frameworks"], counts["surveys"]) == (
        blocks,
        entries,
        frameworks,
        surveys,
    )
    assert len(reading.quarantined) == quarantined
    assert not reading.notes
    assert not [one for one in reading.claims if "unread" in one.flags or "unknown-key" in one.flags]


@pytest.mark.shared
def test_the_orphan_blocks_are_quarantined_and_never_given_to_google(shared):
    path = next((shared / "seeds").glob("004*"))
    reading = READER.read(path.read_bytes(), SOURCE)
    assert ["40B" in one.item for one in reading.quarantined] == [True, False]
    assert all("does not say who made it" in one.reason for one in reading.quarantined)
    assert not [one for one in reading.claims if one.subject in ("Google", "Google, and CMU")]
    assert not [one for one in reading.claims if "RefinedWeb" in one.value]


@pytest.mark.shared
def test_two_blocks_that_are_no_yaml_are_read_line_by_line_and_marked(shared):
    path = next((shared / "seeds").glob("004*"))
    reading = READER.read(path.read_bytes(), SOURCE)
    assert {one.subject for one in reading.claims if "lenient" in one.flags} == {"GPT-2", "GLIDE"}
    assert values(reading, "title", "GLIDE")[0].startswith("GLIDE: Towards")


@pytest.mark.shared
@pytest.mark.parametrize("document", ["003", "004"])
def test_strict_and_lenient_reading_agree_on_every_block_that_is_yaml(shared, document):
    from flopwatch.sources.lists.list_scan import _scan
    from flopwatch.sources.lists.yaml_blocks import _by_lines

    text = next((shared / "seeds").glob(f"{document}*")).read_text(encoding="utf-8")
    checked = 0
    for entry in _scan(text):
        if entry.block is None:
            continue
        strict = parse_block("\n".join(entry.block))
        if not strict.lenient:
            checked += 1
            assert _by_lines("\n".join(entry.block), "").pairs == strict.pairs
    assert checked == {"003": 89, "004": 100}[document]


ITEM = """# awesome-x

## Models

### Language Model

- **Some Model** [[Lab A, Lab B]](https://lab.example) Mar. 2023 [[open]](https://huggingface.co/x/y)
   A Paper About It [[ICLR'23]](https://arxiv.org/abs/2301.00001)

{block}
"""


def item(block: str) -> str:
    return ITEM.format(block=block)


def test_an_item_line_states_developers_date_access_links_title_and_venue():
    reading = read(item("  ```yaml\n  Field: Language\n  ```"))
    assert values(reading, "developer") == ["Lab A", "Lab B"]
    assert values(reading, "published") == ["2023-03"]
    assert values(reading, "access") == ["open-weights"]
    assert values(reading, "weights") == ["https://huggingface.co/x/y"]
    assert values(reading, "title") == ["A Paper About It"]
    assert values(reading, "venue") == ["ICLR'23"]
    assert values(reading, "publication_status") == ["peer-reviewed"]
    assert values(reading, "listed_under") == ["Language Model"]


@pytest.mark.parametrize(
    "block",
    [
        "```yaml\n  Params: 7B\n  ```",
        "    ```yaml\n    Params: 7B\n    ```",
        "      ```yaml\n      Params: 7B\n      ```",
        "~~~\nParams: 7B\n~~~",
    ],
)
def test_a_fence_belongs_to_the_item_above_however_it_is_indented(block):
    assert values(read(item(block)), "parameters", "Some Model") == ["7000000000"]


def test_a_second_fence_is_an_orphan_of_its_own():
    reading = read(item("```yaml\nParams: 7B\n```\n\n```yaml\nParams: 8B\n```"))
    assert values(reading, "parameters") == ["7000000000"]
    assert len(reading.quarantined) == 1


def test_a_fence_after_a_heading_is_an_orphan_even_where_the_heading_names_an_organisation():
    reading = read("# x\n\n#### Google\n\n```yaml\nField: Language\nParams: 40B\n```\n\n- **A** [[B]]() 2023\n")
    assert len(reading.quarantined) == 1
    assert "Google" in reading.quarantined[0].item
    assert {one.subject for one in reading.claims} == {"A"}


@pytest.mark.parametrize(
    ("key", "meaning"),
    [
        ("Achitecture", "architecture"),
        ("Architecutre", "architecture"),
        ("Obective", "objective"),
        ("Generatioon", "generation"),
        ("Context-Length", "context length"),
    ],
)
def test_misspelt_keys_are_read_and_marked(key, meaning):
    found, misspelt = closest_key(key, LIST_KEYS)
    assert found == meaning
    assert misspelt == (key != "Context-Length")


def test_an_unknown_key_is_kept_as_a_note():
    reading = read(item("```yaml\nParams: 7B\nZodiac: Leo\n```"))
    assert values(reading, "notes") == ["Zodiac: Leo"]


def test_a_value_nobody_can_read_is_kept_as_words():
    reading = read(item("```yaml\nTraining petaFLOPs: plenty\n```"))
    note = next(one for one in reading.claims if one.field == "notes")
    assert (note.value, note.flags) == ("Training petaFLOPs: plenty", ("unread",))


def test_a_stated_unknown_is_a_value():
    reading = read(item("```yaml\nParams: N/A\n```"))
    stated = next(one for one in reading.claims if one.field == "parameters")
    assert (stated.relation, stated.as_written) == ("unknown", "N/A")


def test_bytes_and_tokens_of_one_cell_are_two_claims():
    reading = read(item("```yaml\nTraining Data: 4TB (1.4T tokens)\n```"))
    assert [(one.value, one.unit) for one in reading.claims if one.field == "dataset_size"] == [
        ("4", "TB"),
        ("1400000000000", "tokens"),
    ]


def test_a_training_cost_in_chips_and_days_loses_neither():
    reading = read(item("```yaml\nTraining Cost: 1,022,362 (2048 80G-A100 x 21 days)\n```"))
    found = {
        one.field: (one.value, one.unit, one.flags)
        for one in reading.claims
        if one.field in ("chip_hours", "chip_count", "training_time", "chip")
    }
    assert found["chip_count"][:2] == ("2048", "chips")
    assert found["training_time"][:2] == ("21", "days")
    assert found["chip_hours"] == ("1022362", "chip-hours", ("unit-missing",))
    assert found["chip"][0] == "80G-A100"


def test_one_bad_value_leaves_the_entry_standing_and_is_listed():
    reading = read(item("```yaml\nParams: 7B\nTraining petaFLOPs: 9e40\n```"))
    assert values(reading, "parameters") == ["7000000000"]
    assert len(reading.notes) == 1
    assert "outside" in reading.notes[0]


def test_duplicates_keep_places_of_their_own():
    twice = item("```yaml\nParams: 7B\n```") + "\n- **Some Model** [[Lab]]() 2024\n\n```yaml\nParams: 8B\n```\n"
    reading = read(twice)
    assert len({one.entry for one in reading.claims}) == 2
    assert reading.counts["entries_model"] == 2


def test_prices_in_the_keys_section_are_facts_about_chips():
    reading = read(
        item("") + "\n## Keys Explanations\n\n- Training cost\n  - TPUv2 hour: $4.5\n  - V100 GPU hour: $0.55 (2022)\n"
    )
    prices = [(one.subject, one.value, one.qualifiers) for one in reading.claims if one.kind == "chip"]
    assert prices == [("TPUv2", "4.5", {}), ("V100", "0.55", {"usd_year": "2022"})]


def test_frameworks_and_surveys_are_kinds_of_their_own():
    reading = read(
        "# x\n\n## Survey\n\n- [A Survey](https://arxiv.org/abs/2203.14101)\n\n## Distributed Training Framework\n\n"
        "- **Fast** [[Lab]]() Oct. 2020 [[open]](https://github.com/x/y)\n\n### Inference Frameworks\n\n- Plain "
        "[[Lab]]() May 2022\n"
    )
    assert {(one.kind, one.subject) for one in reading.claims} == {
        ("survey", "A Survey"),
        ("framework", "Fast"),
        ("framework", "Plain"),
    }
    assert values(reading, "code_access") == ["open-source"]


HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "nul": b"- **A**\x00 [[B]]()\n",
    "three megabytes in one line": b"- **" + b"x" * 3_000_000 + b"**\n",
    "an endless fence": b"- **A** [[B]]() 2023\n\n```yaml\nParams: 7B\n",
    "no list at all": b"Dear reader, there is nothing here.\n",
    "not utf-8": "- **Modèle** [[B]]()".encode("latin-1"),
    "nine megabytes": b"- **A** [[B]]() 2023\n" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_refused_in_words(name):
    with pytest.raises(BadInput, match=r"Nothing|nothing"):
        READER.read(HOSTILE[name], SOURCE)


BOMBS = [
    "Params: &a [*a]",
    "? [x]\n: y",
    "a: !!python/object/apply:os.system [ls]",
    "[" * 5000,
    "a: {b: {c: " * 100,
    "Params: 7B\nParams: 8B",
    "%TAG ! x\n---\na: b",
    "<<: *x",
    "- a\n- b",
    "a: " + "9" * 5000,
]


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_in_a_block_harms_nothing_but_its_own_entry(bomb):
    reading = read(item(f"```yaml\n{bomb}\n```") + "\n- **Good** [[Lab]]() May 2023\n\n```yaml\nParams: 7B\n```\n")
    assert values(reading, "parameters", "Good") == ["7000000000"]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "A\u202eB", "A\u2066B", "=HYPERLINK(1)", "x" * 199])
def test_hostile_names_are_kept_as_harmless_text(name):
    reading = read(f"# x\n\n## Models\n\n- **{name}** [[Lab]]() May 2023\n\n```yaml\nParams: 7B\n```\n")
    assert reading.claimed == 1
    assert not set("\u202e\u2066\n") & set(reading.claims[0].subject)


lines = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "# a",
                "### Vision Models",
                "- **M** [[L]]() May 2023 [[open]]()",
                "```yaml",
                "```",
                "  Params: 7B",
                "Training Data: (3B images)",
                "      ```yaml",
            ]
        ),
        st.text(max_size=60),
    ),
    max_size=25,
)


@given(lines)
def test_any_text_is_read_with_balanced_counts_or_refused_in_words(some):
    try:
        reading = read("\n".join(some))
    except FlopwatchError:
        return
    assert reading.read == reading.claimed + len(reading.skipped) + len(reading.quarantined)


def test_every_key_of_both_formats_leads_to_a_typed_field():
    special = {
        "data",
        "spending",
        "training_flop",
        "text_encoder_and_image_decoder",
        "name",
        "parameters_million",
    }
    for meaning in (*LIST_KEYS.values(), *FIELD_OF_LABEL.values()):
        assert meaning in special or field(meaning)


def test_a_name_is_found_without_bold_and_with_an_escaped_star():
    assert claims_of_heading_line(["**PyTorch\\*** [[Meta]](https://x.org) Sept. 2016"], "framework")[0] == "PyTorch"
    assert claims_of_heading_line(["Petals [[BigScience]]() Dec. 2022"], "framework")[0] == "Petals"


def test_an_orkg_comparison_is_read_in_either_orientation():
    across = b"has model,number of parameters,date created\nGPT-1,117M,2018-06-01\nNameless,,\n"
    down = b"has model,GPT-1,Nameless\nnumber of parameters,117M,\ndate created,2018-06-01,\n"
    for data in (across, down):
        reading = reader("orkg").read(data, SOURCE)
        assert values(reading, "parameters", "GPT-1") == ["117000000"]
        assert (reading.read, reading.claimed) == (2, 2)
    with pytest.raises(BadInput, match="neither the first row"):
        reader("orkg").read(b"a,b\n1,2\n", SOURCE)
    with pytest.raises(BadInput, match="UTF-8"):
        reader("orkg").read(b"\xff\xfe\x00", SOURCE)


INLINE = """# Models

## Language

- DeepSeek-V3 | 671B | 14.8T tokens | 3.3e26 FLOP
- **Llama 3.1 405B** (Meta, 2024-07-23): 405B parameters, 15.6T tokens, 3.8e25 FLOP
- [Qwen2.5-72B](https://qwen.example) - 72 billion parameters trained on 18 trillion tokens
- **Tiny** (7B), unlike the 70B model
* Baichuan
  * 简介：在大约1.2万亿tokens上训练的70亿参数模型，上下文窗口长度为4096
* Small
  * 百亿参数的模型

## Datasets

- **RefinedWeb** 600B tokens
"""


def test_numbers_in_the_words_of_an_item_are_its_models():
    reading = reader("awesome-list").read(INLINE.encode(), SOURCE)
    found = {
        (claim.subject, claim.field): claim.value
        for claim in reading.claims
        if claim.field in ("parameters", "dataset_size", "training_compute", "context_length")
    }
    assert found == {
        ("DeepSeek-V3", "parameters"): "671000000000",
        ("DeepSeek-V3", "dataset_size"): "1.48e13",
        ("DeepSeek-V3", "training_compute"): "3.3e26",
        ("Llama 3.1 405B", "parameters"): "405000000000",
        ("Llama 3.1 405B", "dataset_size"): "1.56e13",
        ("Llama 3.1 405B", "training_compute"): "3.8e25",
        ("Qwen2.5-72B", "parameters"): "72000000000",
        ("Qwen2.5-72B", "dataset_size"): "1.8e13",
        ("Tiny", "parameters"): "7000000000",
        ("Baichuan", "parameters"): "7000000000",
        ("Baichuan", "dataset_size"): "1200000000000",
        ("Baichuan", "context_length"): "4096",
    }


def test_a_colon_after_a_name_and_tags_in_a_heading_are_no_part_of_them():
    text = "# L\n\n## <a name='m'></a>Models\n\n* Moss：\n  * 简介：70亿参数的模型\n"
    found = reader("awesome-list").read(text.encode(), SOURCE).claims
    assert {one.subject for one in found} == {"Moss"}
    assert [one.value for one in found if one.field == "listed_under"] == ["Models"]


def test_items_below_a_label_or_a_summary_are_entries_of_their_own():
    text = (
        "# L\n\n## Open LLM\n\n<details>\n<summary>Acme</summary>\n\n  - [A-1-0.5B|1.5B|7B](https://a.org)\n"
        "  - [A-2 13B](https://b.org)\n\n</details>\n\n- Beta Labs\n  - [B-VL-A3B](https://c.org)\n"
        "  - [B-4-3|7|72B](https://d.org)\n\n- **C** [[Acme]]() 2024\n  - details: 3B\n"
    )
    reading = READER.read(text.encode(), SOURCE)
    stated = {(one.subject, one.field): one.value for one in reading.claims}
    assert list(dict.fromkeys(one.subject for one in reading.claims)) == ["A-1", "A-2 13B", "B-VL-A3B", "B-4", "C"]
    assert stated["A-1", "parameters"] == "7000000000"
    assert stated["A-2 13B", "parameters"] == "13000000000"
    assert stated["B-VL-A3B", "active_parameters"] == "3000000000"
    assert stated["B-4", "parameters"] == "72000000000"
    assert (stated["A-1", "listed_under"], stated["B-4", "listed_under"]) == ("Acme", "Beta Labs")
    assert len([one for one in reading.claims if one.field == "variant_parameters"]) == 4


def test_sizes_of_the_entrys_own_name_are_read_and_those_of_its_base_are_not():
    text = "# L\n\n- TigerBot\n\n  介绍：包括TigerBot-7B, TigerBot-180B\n- Bai\n  发布包含有7B、13B的版本\n"
    text += "- Law：基于Other-33B训练，约 1T 标识符\n"
    reading = READER.read(text.encode(), SOURCE)
    sizes = {one.subject: one.value for one in reading.claims if one.field == "parameters"}
    assert sizes == {"TigerBot": "180000000000", "Bai": "13000000000"}
    data = [(one.subject, one.value, one.unit) for one in reading.claims if one.field == "dataset_size"]
    assert data == [("Law", "1000000000000", "tokens")]


def test_a_table_of_models_between_items_is_read_and_one_of_tools_is_not():
    text = "# L\n\n## Tools\n\n" + "".join(f"- [Tool {i}](https://t{i}.org) - a tool\n" for i in range(30))
    text += "\n| Tool | Stars |\n|---|---|\n| x | 3 |\n\n## Models\n\n| Model | Params | Date |\n|---|---|---|\n"
    text += "| A-1 | 7B | 2024-03 |\n| B-1 | 13B | 2024-04 |\n"
    reading = READER.read(text.encode(), SOURCE)
    sizes = {one.subject: (one.value, one.locator) for one in reading.claims if one.field == "parameters"}
    assert sizes == {"A-1": ("7000000000", "row 44, Params"), "B-1": ("13000000000", "row 45, Params")}
    assert reading.read == reading.claimed + len(reading.skipped) + len(reading.quarantined)
    assert (reading.counts["table_rows"], reading.counts["table_rows_unread"]) == (2, 1)
