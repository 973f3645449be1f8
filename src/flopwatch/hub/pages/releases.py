"""The pages of releases: the list, each release with its changes, and each model as published and as now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from flopwatch.exports import write_release_notes
from flopwatch.history import DATE, ModelThen, StatedThen, Values, model_change
from flopwatch.releases import Kept, Releases, path_at_release, write_kept
from flopwatch.wording import date_words, model_path, stated_amount

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


def write_releases(site: Site) -> None:
    """Write the list of releases and, for each release, its record, its values and its pages.

    Old pages are rendered in every build: the release's own values never change, but the current state does.
    """
    releases = site.releases
    write_kept(releases, site.folder)
    site.common["stated"] = stated_html
    notes = write_release_notes(site.folder, releases.kept, site.common["census"].sources, site.base_url)
    site.page(
        "releases.html",
        "releases.html",
        listed=[notes[one.entry.number] for one in reversed(releases.kept)],
    )
    since: dict[str, tuple[int, ModelThen]] = {}
    for one in releases.kept:
        number = one.entry.number
        site.page(
            f"releases/{number}/index.html",
            "release.html",
            entry=one.entry,
            values=one.values,
            notes=notes[number],
        )
        # A model unchanged since the release before links there: a release costs space only for its changes.
        since = {
            key: since[key] if key in since and since[key][1] == model else (number, model)
            for key, model in one.values.models.items()
        }
        _write_models(site, releases, one, {key: first for key, (first, _) in since.items()})


def _write_models(site: Site, releases: Releases, one: Kept, since: dict[str, int]) -> None:
    names = {model.name: key for key, model in releases.now.models.items()}
    for key, model in one.values.models.items():
        today_id, today = _today(key, model, releases.now, names)
        path = path_at_release(one.entry.number, key)
        site.page(
            path,
            "release-model.html",
            entry=one.entry,
            key=key,
            model=model,
            today=today,
            today_id=today_id,
            change=model_change(model, today, one.values, releases.now) if today else None,
            since=since[key],
            index="../" * model_path(key).count("/") + "index.html",
        )


def _today(key: str, model: ModelThen, now: Values, names: dict[str, str]) -> tuple[str, ModelThen | None]:
    """Return the model as it is now: by its id, else by its name, because an id can be corrected."""
    found = key if key in now.models else names.get(model.name, "")
    return found, now.models.get(found)


def stated_html(value: StatedThen) -> Markup:
    """Return a value as a release published it, for pages."""
    # The unit decides, not the field: an old release may hold fields that no longer exist.
    if value.unit == DATE:
        return escape(date_words(value.value))
    if not value.unit:
        return escape(value.value)
    return stated_amount(value.relation, value.value, value.high, value.unit)
