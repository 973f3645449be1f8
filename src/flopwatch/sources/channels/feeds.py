"""Announcements of developers: Atom, RSS and JSON feeds of their blogs, GitHub releases and READMEs, model cards."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import email.utils
import html
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from flopwatch.domain import BadInput, Quarantined, Skip
from flopwatch.sources.channels.announced import figures_in, is_large, model_named, snippet
from flopwatch.sources.channels.cells import date_in, text_of
from flopwatch.sources.channels.contract import Channel, Evidence, Find, Parsed, Plan
from flopwatch.sources.channels.from_places import channel_of_files
from flopwatch.sources.channels.papers import Row, held_whole, parsed_rows
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.conditional import Busy
from flopwatch.sources.wire.decode import decoded
from flopwatch.sources.wire.polite import Polite
from flopwatch.sources.wire.safe_xml import Element, load_xml

# Feeds of developers that announce models there; others are given on the command line.
FEEDS: tuple[tuple[str, str], ...] = (
    ("OpenAI", "https://openai.com/news/rss.xml"),
    ("Google DeepMind", "https://deepmind.google/blog/rss.xml"),
    ("Google", "https://blog.google/technology/ai/rss/"),
    ("Microsoft", "https://www.microsoft.com/en-us/research/feed/"),
    ("Alibaba", "https://qwenlm.github.io/blog/index.xml"),
    ("NVIDIA", "https://blogs.nvidia.com/feed/"),
    ("Apple", "https://machinelearning.apple.com/rss.xml"),
    ("", "https://huggingface.co/blog/feed.xml"),
)
# Organisations on GitHub whose newest repositories are looked at.
ORGANISATIONS: tuple[tuple[str, str], ...] = (
    ("DeepSeek", "deepseek-ai"),
    ("Alibaba", "QwenLM"),
    ("Meta AI", "meta-llama"),
    ("Mistral AI", "mistralai"),
    ("Google DeepMind", "google-deepmind"),
    ("OpenAI", "openai"),
    ("Zhipu AI", "zai-org"),
    ("Moonshot AI", "MoonshotAI"),
    ("MiniMax", "MiniMax-AI"),
    ("Shanghai AI Lab", "InternLM"),
    ("Baichuan", "baichuan-inc"),
    ("Tencent", "Tencent-Hunyuan"),
    ("01.AI", "01-ai"),
    ("xAI", "xai-org"),
    ("NVIDIA", "NVIDIA"),
    ("Allen Institute for AI", "allenai"),
)
GITHUB_VARIABLE = "FLOPWATCH_GITHUB_ENDPOINT"
MAX_BYTES = 32 * 2**20
_MOST_TEXT = 20_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_FRONT = re.compile(r"\A---\n.{0,20000}?\n---\n", re.DOTALL)
_HEADING = re.compile(r"^#{1,2}[ \t]+(.{1,300})$|<h1[^<>]{0,300}>(.{1,300}?)</h1>", re.MULTILINE | re.IGNORECASE)
_MARKS = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)|[*_`#]")
_OWNED = re.compile(
    r"(?:github\.com|huggingface\.co|raw\.githubusercontent\.com)/(?:repos/)?([\w.-]{1,100})/([\w.-]{1,150})"
)
_NO_HEADING = re.compile(
    r"\b(?:introduction|overview|readme|news|abstract|model card|table of contents|highlights?|model details|usage)\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return a text without HTML tags, scripts and character references, capped.

    Example:
        >>> plain("<p>Of 7B&nbsp;parameters.</p><script>alert(1)</script>")
        ' Of 7B\\xa0parameters.   '
    """
    return html.unescape(_TAG.sub(" ", _without_code(text[: 4 * _MOST_TEXT])))[:_MOST_TEXT]


def _without_code(text: str) -> str:
    """Return a text without scripts and styles; what follows one that is never closed is left out."""
    for tag in ("script", "style"):
        parts, low, at = [], text.casefold(), 0
        if len(low) != len(text):  # folding changed offsets: only tags are removed
            continue
        while (start := low.find(f"<{tag}", at)) >= 0:
            parts.append(text[at:start])
            end = low.find(f"</{tag}", start)
            at = len(text) if end < 0 else end
        text = " ".join((*parts, text[at:]))
    return text


def announced(name: str, text: str, *, item: str, url: str, developer: str, published: str) -> Find | Skip:
    """Return the model that a developer's text announces, with the figures in it.

    Args:
        name: The model's name, or "" if the title names none.
        text: Title and text, plain.
        item: The place's own id.
        url: The place.
        developer: Who writes there, or "".
        published: ISO date, or "".
    """
    if not name:
        return Skip(text_of(text)[:100] or item[:100], "its title names no model")
    facts = figures_in(text)
    if not is_large(facts) and not re.search("[0-9]", name):
        return Skip(name, "no large figure in it, and no version in its name")
    facts["announcement"] = url
    return Find(
        item=item[:200],
        name=name,
        developer=developer,
        published=published,
        facts=facts,
        evidence=Evidence(url=url, words=snippet(text)),
    )


def fetch_feeds(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """Fetch the feeds given, or those of `FEEDS`, as their robots.txt allows; one that fails leaves the others alone.

    Raises:
        BadInput: Naming those that failed.
    """
    ask = Polite(keep, interval=1.0, robots=True)
    _each(plan.places or [address for _, address in FEEDS], ask.get)


def _each(places: Iterable[str], get: Callable[[str], object]) -> None:
    """Ask for each place; at the end say which failed.

    Raises:
        BadInput: Naming those that failed.
        Busy: If a service asks for a pause: then nothing more is asked of it.
    """
    failed = []
    for place in places:
        try:
            get(place)
        except Busy:
            raise
        except BadInput as error:
            failed.append(str(error)[:300])
    if failed:
        raise BadInput(f"{len(failed)} could not be read: {' '.join(failed)[:2000]}")


def parse_feed(answer: Answer) -> Parsed:
    """Read an Atom, RSS or JSON feed.

    Example:
        >>> body = b"<rss><channel><title>Lab</title><item><title>Introducing Atlas 2</title>" \\
        ...     b"<link>https://a.example</link><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"
        >>> page = parse_feed(Answer(url="https://a.example/rss", status=200, headers={}, fetched="", body=body))
        >>> [(one.name, one.published, one.evidence.url) for one in page.found]
        [('Atlas 2', '2026-11-02', 'https://a.example')]
    """
    if urlsplit(answer.url).path == "/robots.txt":
        return Parsed(0)
    owner = next((name for name, address in FEEDS if address == answer.url), "")
    try:
        if answer.body.lstrip()[:1] == b"{":
            whole = json.loads(decoded(answer.body, answer.url[:200], what="a JSON feed", max_bytes=MAX_BYTES))
            rows = whole.get("items")
            if not isinstance(rows, list):
                return held_whole(answer, "no list of items; did the feed change?")
            return parsed_rows(_json_item(at, row, owner or text_of(whole.get("title"))) for at, row in enumerate(rows))
        root = load_xml(answer.body, answer.url[:200], max_bytes=MAX_BYTES)
    except BadInput as error:
        return held_whole(answer, str(error))
    except (ValueError, RecursionError) as error:
        return held_whole(answer, f"not JSON: {str(error)[:100]}")
    if root.name not in ("feed", "rss", "RDF"):
        return held_whole(answer, f"no feed but <{root.name[:40]}>; did the address change?")
    owner = owner or (root.first("channel") or root).said("title")
    entries = [*root.within("entry"), *root.within("item")]
    return parsed_rows(_entry(at, entry, text_of(owner)) for at, entry in enumerate(entries))


def _entry(at: int, entry: Element, owner: str) -> Row:
    title, links = plain(entry.said("title")), entry.every("link")
    addresses = [one.attributes.get("href", "") or one.text.strip() for one in links if _is_page(one)]
    url = text_of(next(filter(None, addresses), "") or entry.said("guid", "id"))
    if not title.strip() or not url.startswith(("https://", "http://")):
        return Quarantined(f"entry {at}: {title[:60]}", "no title, or no link to a page")
    words = plain(entry.said("encoded", "content", "description", "summary"))
    return announced(
        model_named(title),
        f"{title}. {words}",
        item=text_of(entry.said("guid", "id")) or url,
        url=url,
        developer=owner,
        published=_date(entry.said("published", "pubDate", "date", "updated")),
    )


def _is_page(link: Element) -> bool:
    return link.attributes.get("rel", "alternate") == "alternate"


def _json_item(at: int, row: object, owner: str) -> Row:
    row = row if isinstance(row, dict) else {}
    title, url = plain(text_of(row.get("title"))), text_of(row.get("url")) or text_of(row.get("external_url"))
    if not title or not url.startswith(("https://", "http://")):
        return Quarantined(f"item {at}: {title[:60]}", "no title, or no url")
    words = row.get("content_text") or row.get("content_html") or row.get("summary")
    return announced(
        model_named(title),
        f"{title}. {plain(words) if isinstance(words, str) else ''}",
        item=text_of(row.get("id")) or url,
        url=url,
        developer=owner,
        published=_date(text_of(row.get("date_published"))),
    )


def _date(text: str) -> str:
    """Return the ISO date of a feed: ISO, or as e-mail writes it.

    Example:
        >>> _date("Mon, 02 Nov 2026 08:00:00 GMT"), _date("2026-11-02T08:00:00Z"), _date("soon")
        ('2026-11-02', '2026-11-02', '')
    """
    try:
        return email.utils.parsedate_to_datetime(text[:100]).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return dt.datetime.fromisoformat(text[:40]).date().isoformat()
    except ValueError:
        return date_in(text_of(text))


# GitHub: the newest repositories of an organisation; the releases and the README of a repository.


def fetch_github(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """Ask for `owner` (its newest repositories) and `owner/repository` (releases and README), or for `ORGANISATIONS`.

    Raises:
        BadInput: Naming those that could not be read.
    """
    base = (os.environ.get(GITHUB_VARIABLE) or "https://api.github.com").rstrip("/")
    ask = Polite(keep, interval=1.0)
    wanted: list[str] = []
    for place in plan.places or [name for _, name in ORGANISATIONS]:
        named = quote(place.strip("/")[:200], safe="/")
        if "/" in named:
            wanted += [f"{base}/repos/{named}/releases?per_page=100", f"{base}/repos/{named}/readme"]
        else:
            wanted.append(f"{base}/orgs/{named}/repos?sort=created&per_page=100")
    _each(wanted, ask.get)


def parse_github(answer: Answer) -> Parsed:
    """Read repositories, releases, or one README."""
    parts = urlsplit(answer.url).path.strip("/").split("/")
    owner = next((name for name, login in ORGANISATIONS if login in parts), parts[1] if len(parts) > 1 else "")
    try:
        whole = json.loads(decoded(answer.body, answer.url[:200], what="a JSON answer", max_bytes=MAX_BYTES))
    except BadInput as error:
        return held_whole(answer, str(error))
    except (ValueError, RecursionError) as error:
        return held_whole(answer, f"not JSON: {str(error)[:100]}")
    if parts[-1] == "readme" and isinstance(whole, dict):
        return parsed_rows(iter([_readme(whole, owner)]))
    if not isinstance(whole, list):
        return held_whole(answer, "no list of repositories or releases; did the service change?")
    read = _release if parts[-1] == "releases" else _repository
    return parsed_rows(_github_rows(whole, owner, parts[2] if len(parts) > 2 else "", read))


def _github_rows(
    rows: list[Any], owner: str, repository: str, read: Callable[[Mapping[str, Any], str, str], Row]
) -> Iterator[Row]:
    for at, row in enumerate(rows):
        if not isinstance(row, dict) or not text_of(row.get("html_url")):
            yield Quarantined(f"row {at}: {str(row)[:60]}", "no object with an html_url")
        else:
            yield read(row, owner, repository)


def _release(row: Mapping[str, Any], owner: str, repository: str) -> Row:
    if row.get("draft") is True:
        return Skip(text_of(row.get("tag_name")), "a draft")
    title, body = text_of(row.get("name")) or text_of(row.get("tag_name")), row.get("body")
    text = plain(body) if isinstance(body, str) else ""
    is_version = re.fullmatch(r"v?[0-9][0-9.]*\S{0,20}", title) is not None
    name = f"{repository} {title}" if is_version and is_large(figures_in(text)) else "" if is_version else title
    return announced(
        name[:100],
        f"{title}. {text}",
        item=text_of(row.get("html_url")),
        url=text_of(row.get("html_url")),
        developer=owner,
        published=_date(text_of(row.get("published_at"))),
    )


def _repository(row: Mapping[str, Any], owner: str, _: str) -> Row:
    name, about = text_of(row.get("name")), text_of(row.get("description"))
    if row.get("fork") is True:
        return Skip(name, "a fork")
    if not re.search(r"\b(?:models?|LLMs?|MoE)\b|模型", about):
        return Skip(name, "its description speaks of no model")
    return announced(
        name,
        f"{name}. {about}",
        item=text_of(row.get("html_url")),
        url=text_of(row.get("html_url")),
        developer=owner,
        published=_date(text_of(row.get("created_at"))),
    )


def _readme(row: Mapping[str, Any], owner: str) -> Row:
    url = text_of(row.get("html_url"))
    try:
        text = base64.b64decode(str(row.get("content", ""))[: 2 * MAX_BYTES]).decode("utf-8")
    except (binascii.Error, ValueError):
        return Quarantined(url or "README", "its content is not UTF-8 in base64")
    return card_of(text, url, owner)


def card_of(text: str, place: str, developer: str = "") -> Row:
    """Return the model that a README or model card describes, by its first heading or its repository's name."""
    owned = _OWNED.search(place)
    folder = owned[2] if owned else place.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]
    text = _FRONT.sub("", text[: 4 * _MOST_TEXT])
    headings = (_MARKS.sub(r"\1", plain(one[1] or one[2])).strip() for one in _HEADING.finditer(text))
    first = next((one for one in headings if one), "")
    name = (
        text_of(first) if re.search("[0-9]", first) and len(first) <= 60 and not _NO_HEADING.search(first) else folder
    )
    found = announced(
        name,
        plain(text),
        item=place[-200:],
        url=place,
        developer=developer or (owned[1] if owned else ""),
        published="",
    )
    if isinstance(found, Find) and not is_large(found.facts):
        return Skip(name, "states no large figure")
    return found


def read_card(data: bytes, place: str) -> Parsed:
    """Read one model card or README in Markdown."""
    return parsed_rows(iter([card_of(decoded(data, place, what="a model card", max_bytes=2**22), place)]))


FEEDS_CHANNEL = Channel(
    name="feeds",
    version=1,
    summary="Blogs of developers by Atom, RSS and JSON feeds.",
    fetch=fetch_feeds,
    parse=parse_feed,
)
GITHUB = Channel(
    name="github",
    version=1,
    summary="New repositories of developers on GitHub; releases and READMEs of those given.",
    fetch=fetch_github,
    parse=parse_github,
    rest_seconds=3600.0,
)
MODEL_CARDS = channel_of_files(
    "model-cards", "READMEs and model cards in Markdown.", read_card, endings=(".md", ".mdx", ".markdown", ".txt")
)
