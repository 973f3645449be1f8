"""Results of this room: a Record per model, each field with its claims and the rule that chose its value."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from flopwatch.domain import Claim, has_open_weights


class FieldKey(msgspec.Struct, frozen=True):
    """Key of one value of a record: a field, or a comparable part of a field.

    Args:
        name: The field, a name of `FIELDS`.
        part: Component, or benchmark and harness; "" for the whole.
        unit: Unit it is counted in, where the field is stated in several and this is not the leading one; "" otherwise.

    Example:
        >>> FieldKey("dataset_size", unit="bytes").label, FieldKey("parameters").label
        ('dataset_size (bytes)', 'parameters')
    """

    name: str
    part: str = ""
    unit: str = ""

    @property
    def label(self) -> str:
        """The key as `Record.fields`, pages and tables name it. It is never read back."""
        details = ", ".join(one for one in (self.part, self.unit) if one)
        return f"{self.name} ({details})" if details else self.name


class FieldValue(msgspec.Struct, frozen=True):
    """The value of one field of one model.

    Args:
        key: The field, or the part of it.
        values: The chosen value or values, canonical (several only for fields with `many`).
        unit: The base unit of a quantity.
        relation: As the winning claim states it.
        high: Upper end where the relation is `range`, in the base unit.
        rule: Why this value won, in a sentence.
        claims: Ids of the claims that state the chosen value, the winner first.
        rivals: Ids of the claims that state another value.
        contested: Whether people have accepted rival claims.
        corrected: The reason, where a correction set the value; "" otherwise.
        shares: For each of several values the share of the whole that a claim states, a fraction; "" where none does.
    """

    key: FieldKey
    values: tuple[str, ...]
    unit: str
    relation: str
    high: str
    rule: str
    claims: tuple[str, ...]
    rivals: tuple[str, ...] = ()
    contested: bool = False
    corrected: str = ""
    shares: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The first (or only) value."""
        return self.values[0]

    @property
    def name(self) -> str:
        """The key's label: `dataset_size (bytes)`."""
        return self.key.label

    @property
    def field(self) -> str:
        """The field it is a value of: `dataset_size` for the part `dataset_size (bytes)`."""
        return self.key.name


@dataclass(frozen=True)
class Record:
    """One subject: a model, framework, survey, product, finding or recipe.

    Args:
        id: `developer/name`, lower-case, stable.
        kind: Kind of subject.
        name: The name it is shown under.
        aliases: Every other name that a claim uses for it, sorted.
        fields: Values by the label of their key; the leading value of a field has the field's name.
        unknown: Why a field of interest has no value, by field name.
        claims: Every claim about it by id, the unused ones too.
        base: Id of the model this is a variant of and folds under; "" for a base model.
        derivation: How it was made from another model (`tune`, `adapter`, `merge`, `quantisation`, `pruned`,
            `system`), or "".
        derived_from: Its direct base as a source names it; "" if only the vocabulary does.
        past: Earlier statements of tables that were imported in several states: the state's date and the claim.
        gone: Tables that no longer list it: source, date of the last state with it, date of the first known without.
    """

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    fields: dict[str, FieldValue]
    unknown: dict[str, str]
    claims: dict[str, Claim]
    base: str = ""
    derivation: str = ""
    derived_from: str = ""
    past: tuple[tuple[str, Claim], ...] = ()
    gone: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_variant(self) -> bool:
        """True if built upon another model, so that counts of base models leave it out."""
        return bool(self.base or self.derivation)

    def values(self, name: str) -> tuple[str, ...]:
        """Return all values of a field, or ()."""
        found = self.fields.get(name)
        return found.values if found else ()

    def value(self, name: str) -> str:
        """Return the first value of a field, or ""."""
        found = self.fields.get(name)
        return found.value if found else ""

    def counting(self, *fields: str) -> dict[str, Claim]:
        """Return the claims on fields that count, by id: not those rejected, withdrawn or replaced by a later one."""
        kept = {key for one in self.fields.values() if one.field in fields for key in (*one.claims, *one.rivals)}
        return {key: self.claims[key] for key in sorted(kept) if key in self.claims}

    @property
    def has_open_weights(self) -> bool | None:
        """True if anyone can get its weights, under any terms; None if no source says."""
        return has_open_weights(self.value("access"))

    @property
    def is_sparse(self) -> bool:
        """True if sources state a mixture of experts: by that term, or by a count of active parameters."""
        return "mixture-of-experts" in self.values("architecture") or bool(self.value("active_parameters"))


@dataclass(frozen=True)
class Conflict:
    """Claims of independent sources that differ on one field of one model: each value with its claim ids.

    Values are canonical; a quantity is in its base unit, to four digits, and the least comes first.
    """

    model: str
    key: FieldKey
    values: dict[str, tuple[str, ...]]
