"""Text of HTML in one pass: what a reader sees of an article, from pages that are well formed or not."""

from __future__ import annotations

import pytest
from helpers.operations import operations

from flopwatch.extraction import read_facts
from flopwatch.sources.corpora.markup import text_of_markup

PAGE = """<!DOCTYPE html><html><head><title>T</title><style>p{a:1e25}</style>
<script>if (a<b) x="<p>9B</p>"</script></head>
<body><NAV><ul><li><a href=/>Home</a></ul></NAV><!-- <p>hidden 9B</p> --><div class="a > b">
<h1>DeepSeek-V3</h1><p>It has <b>671</b>&nbsp;billion
parameters &amp; x <5 flaws.<p>Second<br>line</div>
<ul><li><a href="/1">Qwen3 has 235B parameters</a><li><a href="/2">More</a></ul><footer>9B</footer></body></html>"""


def test_blocks_are_lines_and_menus_scripts_and_comments_are_left_out():
    assert text_of_markup(PAGE).split("\n")[1:] == [
        "DeepSeek-V3",
        "It has 671 billion parameters & x <5 flaws.",
        "Second",
        "line",
    ]


def test_a_table_keeps_the_headings_of_its_columns():
    table = "<table><tr><th>Model<th>Parameters (B)</tr><tr><td><p>X-2</p><td>70,000,000,000</table><p>after"
    assert text_of_markup(table) == "| Model | Parameters (B) |\n| X-2 | 70,000,000,000 |\nafter"
    (fact,) = read_facts(text_of_markup(table))
    assert (fact.kind, fact.value) == ("params", "70000000000")


def test_cells_of_a_layout_are_blocks():
    layout = "<table><tr><td>Left<td><p>First paragraph.</p><p>Second paragraph.</p></tr></table>"
    assert text_of_markup(layout) == "Left\nFirst paragraph.\nSecond paragraph."


@pytest.mark.parametrize("opened", ["<nav>", "<aside><nav>", "<!-- ", "<a name=x>", "<footer class='a'>", "<svg>"])
def test_what_is_never_closed_hides_nothing(opened):
    assert "It has 70 billion parameters" in text_of_markup(f"<p>Start{opened}<p>It has 70 billion parameters</p>")


@pytest.mark.parametrize(
    "piece", ["<", "<a href=x", "<nav>", "<!--", "<td>", "<td><table>", "<a", "&#", "<svg><", "<p x='"]
)
def test_work_grows_no_faster_than_the_page(piece):
    short, long = (piece * (size // len(piece)) for size in (2_000, 8_000))
    assert operations(lambda: text_of_markup(long)) <= 5 * operations(lambda: text_of_markup(short)) + 4_000
