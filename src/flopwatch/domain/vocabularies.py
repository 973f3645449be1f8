"""The vocabularies: each term with the words that sources use for it. Developers and models are data, not code."""

from __future__ import annotations

import re
from functools import cache

from flopwatch.domain.natural_languages import NATURAL_LANGUAGES
from flopwatch.domain.terms import Term, terms

VOCABULARIES: dict[str, tuple[Term, ...]] = {
    "language": NATURAL_LANGUAGES,
    "quality": terms("better = Better | superior", "equal = Equal | similar", "worse = Worse | inferior"),
    "domain": terms(
        "language = Language | text | reading | code generation | natural language | nlp",
        "multimodal = Multimodal | language-vision | vision-language | vision language | language, vision | multimodal",
        "vision = Vision | computer vision | image recognition | image",
        "image-generation = Image generation | text to image | drawing",
        "video = Video | video generation",
        "speech = Speech | speech recognition",
        "audio = Audio | music",
        "biology = Biology | medicine | materials science",
        "games = Games | gaming | go | chess",
        "reinforcement-learning = Reinforcement learning",
        "robotics = Robotics | embodied",
        "driving = Driving | self driving | self-driving",
        "recommendation = Recommendation | recommender | recommender system | recommender systems | recsys",
        "search = Search",
        "mathematics = Mathematics | math | maths",
        "earth-science = Earth science | weather | climate",
        "physics = Physics | astronomy",
        "cybersecurity = Cybersecurity",
        "3d = 3D modeling | 3d",
        "other = Other | other",
    ),
    "kind_of_system": terms(
        "neural-network = Neural network | ann | deep learning",
        "statistical-model = Statistical model | statistical",
        "support-vector-machine = Support vector machine | svm",
        "bayesian-network = Bayesian network | bayes net",
        "decision-tree = Decision tree or forest | random forest | gradient boosting",
        "evolutionary = Evolutionary or genetic | genetic algorithm",
        "tabular-rl = Tabular reinforcement learning | q-learning",
        "rule-based = Rule-based or search | expert system",
        "other = Other",
    ),
    "organization_category": terms(
        "industry = Industry | company",
        "academia = Academia | university",
        "government = Government",
        "research-collective = Research collective | research collective | nonprofit | non-profit",
        "individual = Individual | personal",
    ),
    "access": terms(
        "open-weights-unrestricted = Open weights (unrestricted) | open source | permissive license (depr.) | fully "
        "open-source "
        "| permissive license | fully open source | fully open-source (depr.)",
        "open-weights-restricted = Open weights (restricted use) | open access (restricted use) | weights available "
        "| weights available (depr.)",
        "open-weights-non-commercial = Open weights (non-commercial) | open access (non-commercial) "
        "| non-commercial weights available (depr.) | open (non-commercial) | noncommercial weights available",
        "open-weights = Open weights, terms unstated | open | downloadable | open access | open weights",
        "api = API access | api access | api accessible",
        "hosted = Hosted access (no API) | hosted access (no api) | limited access",
        "unreleased = Unreleased | unreleased",
        "closed = Closed, manner unstated | close | closed | closed source",
    ),
    "code_access": terms(
        "open-source = Open source | open source",
        "open-restricted = Open (restricted use) | open (restricted use) | open access (restricted use)",
        "open-non-commercial = Open (non-commercial) | open (non-commercial) | open access (non-commercial)",
        "unreleased = Unreleased | unreleased | closed",
    ),
    "publication_status": terms(
        "peer-reviewed = Peer-reviewed | journal | conference",
        "preprint = Preprint | preprint | arxiv",
        "report = Technical report | technical report",
        "announcement = Announcement | blog | press release | news",
        "unpublished = Unpublished",
    ),
    "notability": terms(
        "sota = State of the art | SOTA improvement | sota improvement | discretionary sota",
        "highly-cited = Highly cited | highly cited | >1000 citations",
        "historical = Historical significance | historical relevance | important",
        "training-cost = Training cost | training cost",
        "record = Largest of its date",
        "award = Award | award | best paper | test of time | competition winner",
        "seminal = Called seminal by a survey | seminal",
        "significant-use = Significant use | significant use",
        "discretionary = Discretionary",
    ),
    "architecture": terms(
        "transformer = Transformer | transformers",
        "encoder = Transformer encoder | en | encoder",
        "decoder = Transformer decoder | de | decoder",
        "encoder-decoder = Transformer encoder-decoder | en-de | encoder/decoder | encoder-decoder",
        "mixture-of-experts = Mixture of experts | moe",
        "convolution = Convolutional network | cnn | convolution | convnet",
        "recurrent = Recurrent network | rnn | lstm | gru",
        "diffusion = Diffusion | latent diffusion",
        "gan = Generative adversarial network | gan",
        "vae = Variational autoencoder | vae | dvae | vq-vae",
        "state-space = State-space model | ssm | mamba",
        "hybrid = Hybrid",
        "other = Other",
    ),
    "objective": terms(
        "ltr = Left-to-right language modelling | ltr | causal language modeling",
        "mlm = Masked language modelling | mlm",
        "nsp = Next sentence prediction | nsp",
        "plm = Permuted language modelling | plm",
        "ic = Image captioning | ic | caption prediction",
        "vlm = Vision-language matching | vlm",
        "cmcl = Cross-modal contrastive learning | cmcl | clip contrastive | clip constrastive",
        "mae = Masked autoencoding | mae",
        "mim = Masked image modelling | mim",
        "supervised = Supervised | supervised",
        "weakly-supervised = Weakly supervised | weakly supervised | weakly-supervised",
        "swav = SwAV | swav",
        "rl = Reinforcement learning | reinforcement learning",
        "dae = Denoising autoencoding | dae (more concretely gsg) | denoising autoencoder",
    ),
    "approach": terms(
        "self-supervised = Self-supervised learning | self-supervised",
        "supervised = Supervised | supervised learning",
        "unsupervised = Unsupervised | unsupervised learning",
        "semi-supervised = Semi-supervised learning | semi-supervised",
        "supervised-fine-tuning = Supervised fine-tuning | supervised fine-tuning (sft) | sft",
        "reinforcement-learning = Reinforcement learning | rl",
    ),
    "number_format": terms(
        "bf16 = BF16 | bfloat16",
        "fp16 = FP16 | float16 | half",
        "fp32 = FP32 | float32 | single",
        "tf32 = TF32",
        "fp8 = FP8 | e4m3",
        "fp64 = FP64 | double",
        "int8 = INT8",
        "fp4 = FP4 | nvfp4 | mxfp4",
        "mixed = Mixed precision",
    ),
    "compute_method": terms(
        "reported = Reported | reported",
        "operations = Operation counting | operation counting",
        "hardware = Hardware | hardware",
        "cost = Cost | cost",
        "relative = Comparison with other models | comparison with other models",
        "imputed = Benchmarks | benchmarks",
        "third-party = Third-party estimation | third-party estimation",
        "other = Other | other",
    ),
    "confidence": terms(
        "High-precision = High-precision",
        "Low-precision = Low-precision",
        "Confident = Confident",
        "Likely = Likely",
        "Speculative = Speculative",
        "Unverified = Unverified",
        "Unknown = Unknown",
        "Wrong = Wrong",
    ),
    "product_use": terms(
        "confirmed = Uses the model, confirmed",
        "suspected = May use the model",
        "excluded = Does not use a model of its own",
    ),
    "country": terms(
        "AE = United Arab Emirates | uae",
        "AM = Armenia",
        "AR = Argentina",
        "AT = Austria",
        "AU = Australia",
        "BD = Bangladesh",
        "BE = Belgium",
        "BG = Bulgaria",
        "BR = Brazil",
        "CA = Canada",
        "CH = Switzerland",
        "CL = Chile",
        "CN = China | people's republic of china",
        "CO = Colombia",
        "CY = Cyprus",
        "CZ = Czechia | czech republic",
        "DE = Germany",
        "DK = Denmark",
        "EE = Estonia",
        "EG = Egypt",
        "ES = Spain",
        "FI = Finland",
        "FR = France",
        "GB = United Kingdom | united kingdom of great britain and northern ireland | uk | great britain | england",
        "GR = Greece",
        "HK = Hong Kong | china, hong kong special administrative region | hong kong sar",
        "HR = Croatia",
        "HU = Hungary",
        "ID = Indonesia",
        "IE = Ireland",
        "IL = Israel",
        "IN = India",
        "IR = Iran | iran (islamic republic of) | iran, islamic republic of",
        "IS = Iceland",
        "IT = Italy",
        "JP = Japan",
        "KR = South Korea | korea (republic of) | republic of korea | korea, republic of | korea",
        "KZ = Kazakhstan",
        "LB = Lebanon",
        "LK = Sri Lanka",
        "LT = Lithuania",
        "LU = Luxembourg",
        "LV = Latvia",
        "MA = Morocco",
        "MO = Macao | china, macao special administrative region",
        "MX = Mexico",
        "MY = Malaysia",
        "NG = Nigeria",
        "NL = Netherlands | the netherlands | netherlands (kingdom of the)",
        "NO = Norway",
        "NZ = New Zealand",
        "PH = Philippines",
        "PK = Pakistan",
        "PL = Poland",
        "PT = Portugal",
        "QA = Qatar",
        "RO = Romania",
        "RS = Serbia",
        "RU = Russia | russian federation",
        "SA = Saudi Arabia",
        "SE = Sweden",
        "SG = Singapore",
        "SI = Slovenia",
        "SK = Slovakia",
        "SU = Soviet Union | ussr",
        "TH = Thailand",
        "TN = Tunisia",
        "TR = Turkey | türkiye",
        "TW = Taiwan | taiwan, province of china",
        "UA = Ukraine",
        "US = United States | united states of america | usa | u.s.",
        "VN = Vietnam | viet nam",
        "ZA = South Africa",
        "XX = Multinational | multinational | international",
    ),
}


def _fold(word: str) -> str:
    return re.sub(r"[\s_]+", " ", word).strip().casefold()


@cache
def _lookup(vocabulary: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for term in VOCABULARIES[vocabulary]:
        for word in (term.id, term.label, *term.words):
            table.setdefault(_fold(word), term.id)
    return table


def term_for(vocabulary: str, words: str) -> str:
    """Return the id of the term that the words name, or "" if the vocabulary has none.

    Example:
        >>> term_for("country", "Korea (Republic of)"), term_for("architecture", "En-De"), term_for("domain", "Zoology")
        ('KR', 'encoder-decoder', '')
    """
    return _lookup(vocabulary).get(_fold(words), "")


def has_open_weights(access: str) -> bool | None:
    """Return whether a term of the vocabulary `access` means downloadable weights, under any terms; None for "".

    Example:
        >>> [has_open_weights(term) for term in ("open-weights-non-commercial", "api", "")]
        [True, False, None]
    """
    return access.startswith("open-weights") if access else None


def label_of(vocabulary: str, term_id: str) -> str:
    """Return the label for people; an open or unknown term is its own label."""
    return _labels(vocabulary).get(term_id, term_id)


@cache
def _labels(vocabulary: str) -> dict[str, str]:
    return {term.id: term.label for term in reversed(VOCABULARIES.get(vocabulary, ()))}
