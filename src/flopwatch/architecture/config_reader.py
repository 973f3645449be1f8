"""Keys: what a config states, read strictly. A count is a whole number within bounds or an error, never a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flopwatch.architecture.family_defaults import defaults_of
from flopwatch.domain import BadInput

# Far above anything built (the largest vocabulary is about 1e6, the widest layer about 1e6): a larger number is a slip
# or an attack, and products of numbers below it stay quick.
LARGEST_COUNT = 1 << 31
MOST_LAYERS = 10_000
_SHOWN = 60


class Keys:
    """The keys of one config, or of a part nested in one.

    Args:
        values: The parsed mapping. Numbers are Python ints; anything else where a count belongs is refused.
        model_type: The family the keys are read for; named in errors.
        place: Where the keys are (`config`, `text_config`); named in errors.
        nested: Whether this is a nested part. Nested parts are saved as differences from the family's own defaults, so
            that a size absent there *is* the default; at the top an absent size is an error.
        headless: Whether the part is used without the head it would have alone.

    Example:
        >>> keys = Keys({"hidden_size": 4096, "num_attention_heads": 32}, "llama")
        >>> keys.size("hidden_size"), keys.default(32, "num_key_value_heads")
        (4096, 32)
        >>> keys.defaults
        {'num_key_value_heads': 32}
        >>> keys.size("vocab_size")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        flopwatch.domain.errors.BadInput: ...
    """

    __slots__ = ("_values", "defaults", "headless", "model_type", "nested", "place")

    def __init__(
        self,
        values: Mapping[str, object],
        model_type: str,
        place: str = "config",
        nested: bool = False,
        headless: bool = False,
    ) -> None:
        self._values = values
        self.model_type = model_type
        self.place = place
        self.nested = nested
        self.headless = headless
        self.defaults: dict[str, object] = {}

    def size(self, name: str, *others: str, nested: int | None = None) -> int:
        """Return a count of at least 1 that the config must state, under any of its names.

        Args:
            name: The key.
            others: Other names of the same key in configs of this family.
            nested: The family's own default, which counts where a nested part leaves the key out.

        Raises:
            BadInput: If it is absent, no whole number, out of bounds, or stated twice with different values.
        """
        value = self._values.get(name)
        if type(value) is int and 0 < value < LARGEST_COUNT and self._values.keys().isdisjoint(others):
            return value
        found = self._found(name, others)
        if found is None:
            own = self._own(name, others) if nested is None else nested
            if self.nested and type(own) is int:
                self.defaults[name] = own
                return own
            raise self.missing(name, others)
        return self._count(*found, low=1)

    def known(self, name: str, *others: str, low: int = 1) -> int:
        """Return a count, or the recorded family default if the config leaves it out even at the top.

        Raises:
            BadInput: If it is invalid, or is absent and the family has no default for it.
        """
        found = self._found(name, others)
        if found is not None:
            return self._count(*found, low=low)
        own = self._own(name, others)
        if type(own) is not int:
            raise self.missing(name, others)
        self.defaults[name] = own
        return own

    def maybe(self, name: str, low: int = 1) -> int | None:
        """Return a count; None if the config sets it to null, or leaves it out and the family has no default."""
        if name in self._values:
            return self.optional(name, low=low)
        own = self._own(name, ())
        if type(own) is not int:
            return None
        self.defaults[name] = own
        return own

    def default(self, value: int, name: str, *others: str, low: int = 1) -> int:
        """Return a count; if left out or null, the default `value` of the family's own code, which is
        recorded.
        """
        stated = self._values.get(name)
        if type(stated) is int and low <= stated < LARGEST_COUNT and self._values.keys().isdisjoint(others):
            return stated
        found = self._found(name, others) if stated is not None or others else None
        if found is None:
            self.defaults[name] = value
            return value
        return self._count(*found, low=low)

    def optional(self, name: str, *others: str, low: int = 1) -> int | None:
        """Return a count, or None where the config leaves it out or sets it to null."""
        found = self._found(name, others)
        return None if found is None else self._count(*found, low=low)

    def unless_null(self, value: int, name: str) -> int | None:
        """Return a count; None if the config sets it to null; if left out, the family's own default, which is
        recorded.
        """
        return self.optional(name) if name in self._values else self.default(value, name)

    def first(self, *names: str) -> int | None:
        """Return the count under the first of these names that the config has; None where it has none."""
        for name in names:
            if self._values.get(name) is not None:
                return self._count(name, self._values[name], low=1)
        return None

    def flag(self, name: str, value: bool | None = None) -> bool:
        """Return the boolean under a key; if the config lacks it, the family's default, which is recorded.

        Args:
            name: The key.
            value: The default; None for the family's own, or False if the family has none.
        """
        stated = self._values.get(name)
        if stated is True or stated is False:
            return stated
        if stated is None:
            own = self._own(name, ()) is True if value is None else value
            self.defaults[name] = own
            return own
        raise self.refused(name, stated, "is not true or false")

    def number(self, name: str) -> float | None:
        """Return a positive factor; None if the config sets it to null; if left out, the family's own default."""
        stated = self._values.get(name) if name in self._values else self._own(name, ())
        if stated is None:
            return None
        if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 < stated < LARGEST_COUNT:
            raise self.refused(name, stated, f"is not a number between 0 and {LARGEST_COUNT}")
        return float(stated)

    def word(self, name: str, value: str) -> str:
        """Return a word; if left out, the family's own default, which is recorded."""
        stated = self._values.get(name)
        if stated is None:
            self.defaults[name] = value
            return value
        if not isinstance(stated, str) or len(stated) > 200:
            raise self.refused(name, stated, "is not a word")
        return stated

    def has_default(self, name: str) -> bool:
        """Return whether the family's own code has a default for a key."""
        return name in defaults_of(self.model_type)

    def changed(self, values: Mapping[str, object]) -> Keys:
        """Return the same keys with some replaced; defaults that are used are recorded in both."""
        other = Keys({**self._values, **values}, self.model_type, self.place, self.nested, self.headless)
        other.defaults = self.defaults
        return other

    def states(self, name: str) -> bool:
        """Return whether the config has the key, null included."""
        return name in self._values

    def raw(self, name: str) -> object:
        """Return the value unchecked; None if there is none."""
        return self._values.get(name)

    def counts(self, name: str, low: int = 0) -> list[int] | None:
        """Return a list of counts; None where there is none."""
        stated = self._list(name)
        if stated is None:
            return None
        return [self._count(f"{name}[{index}]", one, low=low) for index, one in enumerate(stated)]

    def words(self, name: str, known: Mapping[str, str], length: int | None = None) -> list[str] | None:
        """Return a list of known words, each translated by `known`; None if there is none.

        Raises:
            BadInput: If a word is not known, or the list has not `length` entries.
        """
        stated = self._list(name)
        if stated is None:
            return None
        if length is not None and len(stated) != length:
            raise self.refused(name, stated, f"has {len(stated)} entries for {length} layers")
        out = []
        for one in stated:
            if not isinstance(one, str) or one not in known:
                raise self.refused(name, one, f"is not one of {', '.join(known)}")
            out.append(known[one])
        return out

    def part(self, name: str, model_type: str = "") -> Keys:
        """Return the keys nested under `name`.

        Raises:
            BadInput: If there are none.
        """
        stated = self._values.get(name)
        if not isinstance(stated, Mapping):
            raise self.missing(name, ()) if stated is None else self.refused(name, stated, "is not an object")
        return Keys(stated, model_type or self.model_type, name, nested=True)

    def parts(self, name: str, length: int) -> list[Keys]:
        """Return the keys of each entry of a list of `length` objects.

        Raises:
            BadInput: If it is absent, of another length, or an entry is not an object.
        """
        stated = self._list(name)
        if stated is None:
            raise self.missing(name, ())
        if len(stated) != length:
            raise self.refused(name, f"{len(stated)} entries", f"has not one for each of {length} layers")
        out = []
        for index, one in enumerate(stated):
            if not isinstance(one, Mapping):
                raise self.refused(f"{name}[{index}]", one, "is not an object")
            out.append(Keys(one, self.model_type, f"{name}[{index}]", nested=True))
        return out

    def _own(self, name: str, others: Sequence[str]) -> object:
        """Return the family's own default for a key, under any of its names; None where it has none."""
        table = defaults_of(self.model_type)
        for one in (name, *others):
            if table.get(one) is not None:
                return table[one]
        return None

    def missing(self, name: str, others: Sequence[str]) -> BadInput:
        """Return the error for an absent key."""
        names = " or ".join(repr(one) for one in (name, *others))
        return BadInput(
            f"{self.model_type}: {self.place} lacks {names}, and it cannot be inferred. Is this the model's whole "
            "config.json?"
        )

    def refused(self, name: str, value: object, why: str) -> BadInput:
        """Return the error for an impossible value."""
        shown = repr(value)
        shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
        return BadInput(f"{self.model_type}: {self.place}.{name} = {shown} {why}. Correct the config.")

    def _found(self, name: str, others: Sequence[str]) -> tuple[str, object] | None:
        found: tuple[str, object] | None = None
        for one in (name, *others):
            value = self._values.get(one)
            if value is None:
                continue
            if found is not None and value != found[1]:
                raise self.refused(one, value, f"contradicts {found[0]} = {str(found[1])[:_SHOWN]}")
            found = found or (one, value)
        return found

    def _count(self, name: str, value: object, low: int) -> int:
        # bool is an int in Python: a config that says true where a size belongs must not count as 1.
        if type(value) is not int:
            raise self.refused(name, value, "is not a whole number")
        if not low <= value < LARGEST_COUNT:
            raise self.refused(name, value, f"is outside {low} to {LARGEST_COUNT - 1}")
        return value

    def _list(self, name: str) -> list[object] | None:
        stated = self._values.get(name)
        if stated is None:
            return None
        if not isinstance(stated, (list, tuple)):
            raise self.refused(name, stated, "is not a list")
        if len(stated) > MOST_LAYERS:
            raise self.refused(name, f"{len(stated)} entries", f"is longer than {MOST_LAYERS}")
        return list(stated)


def layers_of(keys: Keys, name: str = "num_hidden_layers", *others: str, nested: int | None = None) -> int:
    """Return the number of layers: at most `MOST_LAYERS`, since some families are described layer by layer."""
    layers = keys.size(name, *others, nested=nested)
    if layers > MOST_LAYERS:
        raise keys.refused(name, layers, f"is more than {MOST_LAYERS} layers")
    return layers


def head_width(keys: Keys, width: int, heads: int, name: str = "head_dim") -> int:
    """Return `head_dim`, or hidden size / heads, recorded, in families whose code uses it if absent or null.

    Raises:
        BadInput: If it is absent and the quotient is not whole.
    """
    stated = keys.raw(name)
    if stated is None and width % heads:
        raise BadInput(
            f"{keys.model_type}: {keys.place} lacks '{name}', and hidden size {width} is not a multiple of {heads} "
            "heads. State head_dim."
        )
    return keys.default(width // heads, name)


def per_head(keys: Keys, width: int, heads: int) -> int:
    """Return hidden size / heads, for a family whose own code knows no other head width.

    Raises:
        BadInput: If the quotient is not whole.
    """
    if width % heads:
        raise BadInput(
            f"{keys.model_type}: hidden size {width} is not a multiple of {heads} attention heads. Correct the config."
        )
    return width // heads
