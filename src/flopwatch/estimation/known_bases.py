"""Base models, found by name among the records, and the order in which estimates can be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from flopwatch.domain import Unknown, exact
from flopwatch.estimation.methods.tokens_seen import amounts_of_text
from flopwatch.estimation.results import AtLeast, Doubted, Estimate
from flopwatch.estimation.run_facts import RunFacts, facts_of
from flopwatch.identity import fold_name
from flopwatch.records import Record


class Bases:
    """Index of base models by the names that claims give them.

    Args:
        records: Every record by id.
    """

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._records = {key: one for key, one in records.items() if one.kind == "model"}
        self._by_name: dict[str, str] = {}
        for key, one in self._records.items():
            for name in (one.name, *one.aliases):
                self._by_name.setdefault(fold_name(name), key)

    def of(self, record: Record) -> list[str]:
        """Return the ids of the records a model was built upon; names without a record are left out."""
        found = (self._by_name.get(fold_name(name)) for name in record.values("base_model"))
        return [key for key in dict.fromkeys(found) if key is not None and key != record.id]

    def in_order(self, others: Callable[[str], Iterable[str]] = lambda _: ()) -> list[str]:
        """Return the ids of all models in topological order, each after its base models; a cycle is cut where it
        closes.

        Args:
            others: For a model's id, further models that it must come after.
        """
        out: dict[str, None] = {}
        for first in self._records:
            open_, stack = {first}, [first]
            while stack:  # a chain of bases is as long as outside files make it: no recursion
                key = stack[-1]
                before = (*self.of(self._records[key]), *others(key))
                todo = [one for one in before if one not in out and one not in open_]
                if todo:
                    open_.add(todo[0])
                    stack.append(todo[0])
                else:
                    stack.pop()
                    out.setdefault(key)
        return list(out)

    def with_base(self, facts: RunFacts, record: Record, estimates: Mapping[str, Estimate | Unknown]) -> RunFacts:
        """Return the facts with the base's compute, or the reason why it is unknown. Of several, the largest counts."""
        if not facts.base_models:
            return facts
        known = [(one, key) for key in self.of(record) if isinstance(one := estimates.get(key), Estimate)]
        if known:
            largest, key = max(known, key=lambda pair: pair[0].compute_flop.median)
            size = self._records[key].value("parameters")
            return msgspec.structs.replace(
                facts,
                base=largest.compute_flop.for_products,
                base_parameters=float(exact(size)) if size else None,
                base_data=amounts_of_text(facts_of(self._records[key])),
            )
        reason = "whose compute is not known" if self.of(record) else "which is not among the records"
        if any(isinstance(estimates.get(key), Doubted) for key in self.of(record)):
            reason = "whose compute is in doubt"
        elif any(isinstance(estimates.get(key), AtLeast) for key in self.of(record)):
            reason = "of whose compute only a lower end is known"
        return msgspec.structs.replace(facts, base_unknown=reason)
