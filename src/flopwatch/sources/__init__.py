"""One reader per outside format, and the clients that fetch. The only room that knows a network or a foreign format."""

from flopwatch.bundled_data import curated_folder
from flopwatch.sources.channels.contract import Channel, Evidence, Find, Parsed, Plan
from flopwatch.sources.channels.finds_in_texts import finds_in_text
from flopwatch.sources.channels.hugging_face import TensorFiles, fetch_card, fetch_tensor_files
from flopwatch.sources.channels.register import CHANNELS, channel
from flopwatch.sources.channels.tables import UNSTATED
from flopwatch.sources.corpora.documents import Document, documents_of, has_documents, is_small
from flopwatch.sources.corpora.extra import library_of
from flopwatch.sources.curated.all_faults import read_rows, what_the_loader_says
from flopwatch.sources.curated.benchmarks import load_benchmarks
from flopwatch.sources.curated.claims_toml import write_claims
from flopwatch.sources.curated.keywords import NewsLanguage, load_keywords
from flopwatch.sources.curated.known_names import load_names
from flopwatch.sources.curated.load import Curated, load_curated, load_tables
from flopwatch.sources.curated.rates import load_rates
from flopwatch.sources.epoch.benchmark_labels import is_labels, read_labels
from flopwatch.sources.epoch.benchmark_scores import ScoreReading, merge, read_scores
from flopwatch.sources.epoch.cells import without_epsilon
from flopwatch.sources.epoch.compute_statements import read_epoch_compute, read_versions
from flopwatch.sources.fetched_pages import page_text
from flopwatch.sources.gguf_header import is_gguf, read_gguf_files
from flopwatch.sources.hub_configs import fetch_config
from flopwatch.sources.lists.list_differences import ListDifference, list_differences
from flopwatch.sources.lists.list_faults import ListFault, list_faults, spelt_key
from flopwatch.sources.lists.list_writer import AWESOME, BY_SA, list_markdown, list_of_claims
from flopwatch.sources.lists.listed_entry import ListedEntry, anchor_of
from flopwatch.sources.lists.orkg_keys import ORKG_KEYS, OrkgKey
from flopwatch.sources.lists.written_places import WrittenPlace, WrittenText
from flopwatch.sources.model_endpoint import ModelEndpoint, ask_about
from flopwatch.sources.model_files import read_config_json, read_safetensors_header
from flopwatch.sources.names_file import read_names
from flopwatch.sources.readers import READERS, reader
from flopwatch.sources.series_csv import Columns, read_series
from flopwatch.sources.snapshots import (
    format_of,
    read_audited,
    read_bytes,
    read_epoch_tables,
    read_file,
    read_handed_in,
    reading_of,
    recognised,
)
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.conditional import Busy, Missing, Unreachable, fetch_if_changed
from flopwatch.sources.wire.fetch import fetch
from flopwatch.sources.wire.polite import Polite

__all__ = [
    "ListFault",
    "WrittenPlace",
    "WrittenText",
    "list_faults",
    "spelt_key",
    "AWESOME",
    "Answer",
    "BY_SA",
    "Busy",
    "CHANNELS",
    "Channel",
    "Columns",
    "Curated",
    "Document",
    "Evidence",
    "Find",
    "NewsLanguage",
    "ListDifference",
    "ListedEntry",
    "ORKG_KEYS",
    "OrkgKey",
    "Parsed",
    "Plan",
    "Polite",
    "Missing",
    "ModelEndpoint",
    "READERS",
    "ScoreReading",
    "TensorFiles",
    "UNSTATED",
    "Unreachable",
    "anchor_of",
    "ask_about",
    "channel",
    "curated_folder",
    "documents_of",
    "fetch",
    "fetch_card",
    "fetch_tensor_files",
    "fetch_config",
    "fetch_if_changed",
    "finds_in_text",
    "format_of",
    "has_documents",
    "is_gguf",
    "is_labels",
    "is_small",
    "library_of",
    "list_differences",
    "list_markdown",
    "list_of_claims",
    "load_benchmarks",
    "load_curated",
    "load_keywords",
    "load_names",
    "load_rates",
    "load_tables",
    "merge",
    "page_text",
    "read_audited",
    "read_bytes",
    "read_config_json",
    "read_epoch_compute",
    "read_epoch_tables",
    "read_file",
    "read_handed_in",
    "read_gguf_files",
    "read_labels",
    "read_names",
    "read_rows",
    "read_safetensors_header",
    "read_scores",
    "read_series",
    "read_versions",
    "reader",
    "reading_of",
    "recognised",
    "what_the_loader_says",
    "without_epsilon",
    "write_claims",
]
