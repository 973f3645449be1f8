"""English phrases that a list of words cannot hold: patterns, each bounded."""

from __future__ import annotations

from flopwatch.text.shared_words import AT_START

OPERATIONS = r"floating[ -]points?[ -]op(?:eration)?s?"
PER_SECOND = r"[ ](?:per|a)[ ]second"
FLOP_ADJECTIVES = r"(?:(?:training|total|pre-?training)[ ]){1,2}"
# Pictures with their words, in the many orders and spellings the lists use.
PAIRS = (
    r"\(?(?:(?:image|text|caption)s?|alt-text)[ ]?[-‐‑–,/& ][ ]?(?:image|text|caption"
    r"|alt-text)s?\)?[ ]{1,2}pairs?(?![A-Za-z0-9_])"
)
PER_YEAR = r"(?:/[ ]?(?:year|yr|y)|per[ ](?:year|annum)|a[ ]year|annually|each[ ]year)"
PER_CHIP_HOUR = r"(?:/|per|an|a)[ ]?(?:[A-Za-z0-9-]{1,12}[ -])?(?:GPU|TPU|chip|accelerator)?[ -]?(?:hours?|hr|h)"
PER_KILOWATT_HOUR = r"(?:/|per)[ ]?(?:kwh|kilowatt[ -]hour)"
CHIP_MEMORY = r"[ ](?:of[ ])?(?:GPU[ ]|TPU[ ])?(?:V?RAM|memory|HBM)"
YEAR_OPENERS = r"in |c\. ?|circa "
COMPUTE = r"flops?|compute|floating[ -]point"
DATA = r"[KMGTP]i?B|bytes|tokens?|words|images?|samples|texts?|corpus|dataset|data|videos|hours|books|pages"
TRAINED_ON = r"(?:trained|tuned|pretrained)[ ]on"
# Between two models: what follows is the other one.
COMPARES = (
    r"(?<!more )(?<!less )(?<!fewer )than|outperform\w*|outscor\w+|rival(?:s|ing|led)?|match(?:es|ing|ed)?"
    r"|beat(?:s|ing)?|unlike|versus|vs\.?|compared|comparable|on par|as opposed|in contrast|competitive with"
    r"|equivalent to|similar to|eclips\w+|overtak\w+|dwarf\w*"
)
EXCEEDS = r"exceed\w*|surpass\w*"
# After the other one.
COMPARES_AFTER = (
    r"(?<!\w)(?:siblings?|counterparts?|baselines?|competitors?|rivals?|predecessors?)(?!\w)|models in the same series"
)
OWN_ENDS = r"\b(?:its|their|our|all|other)\s"  # `our 7B model trails its siblings`
BREAKS_OFF = r"only|just|merely|mere|while|despite|using|yet|but|although|though|thanks"
RELATIVE = r"which|whose|that has|that have"
# `Companies must report models of 10B parameters` is a rule for others.
_TO_THE_READER = (
    r"(?:please|(?:you|assistants?|agents?|AIs?|LLMs?|(?:chat)?bots?|(?:AI|language) models?|parsers?|extractors?)"
    r"\s(?:must|should|shall|will))(?:\s(?:now|always|only))?"
)
INSTRUCTION = (
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:instructions?|rules?|prompts?|guidelines|above)\b"
    rf"|(?:{AT_START}|\b(?:then|{_TO_THE_READER})\s)(?:set|change|update|overwrite)\b[^.\n]{{0,60}}?"
    r"\b(?:parameters?|params|size|tokens|value|flops?|compute)\b[^.\n]{0,20}?(?:\bto\b|\bas\b|=)"
    rf"|\b{_TO_THE_READER}\s(?:report|output|answer|respond|reply|return|say|write|record|extract)\b"
    r"|\b(?:system|assistant)\s?:\s?(?:ignore|set|report|output|answer|you)\b|<\|im_start\|>|\[/?INST\]"
)
