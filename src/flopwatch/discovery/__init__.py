"""Discovery: looks for models that the census lacks. What it finds waits in a queue until a person decides."""

from flopwatch.discovery.acceptance import accepted_snapshots, decisions_on, numbered_reason, undone
from flopwatch.discovery.basis import Basis, KnownModels, basis_of, model_of
from flopwatch.discovery.coverage_log import Search, read_searches
from flopwatch.discovery.hub_families import HubFamily, families_of
from flopwatch.discovery.hub_listing import listing_frame, worth_reading
from flopwatch.discovery.hub_search import HubLimits, hub_candidates
from flopwatch.discovery.hub_sizes import HubSize, size_of
from flopwatch.discovery.queue import Candidate, read_queue
from flopwatch.discovery.ranking import THRESHOLD_NAMES, Priors
from flopwatch.discovery.recapture import Unseen, unseen_models, unseen_of
from flopwatch.discovery.recipe_following import Ranked, follow
from flopwatch.discovery.recipe_search import search_recipe
from flopwatch.discovery.recipes import RECIPES, recipe
from flopwatch.discovery.rotation import Turn, alarms, turns
from flopwatch.discovery.searching import Searched, search
from flopwatch.discovery.share_covered import Completeness, completeness

__all__ = [
    "THRESHOLD_NAMES",
    "Basis",
    "Candidate",
    "Completeness",
    "HubFamily",
    "HubLimits",
    "HubSize",
    "KnownModels",
    "Priors",
    "RECIPES",
    "Ranked",
    "Search",
    "Searched",
    "Turn",
    "alarms",
    "turns",
    "Unseen",
    "accepted_snapshots",
    "basis_of",
    "completeness",
    "decisions_on",
    "families_of",
    "follow",
    "hub_candidates",
    "listing_frame",
    "model_of",
    "numbered_reason",
    "read_queue",
    "read_searches",
    "recipe",
    "search",
    "search_recipe",
    "size_of",
    "undone",
    "unseen_models",
    "unseen_of",
    "worth_reading",
]
