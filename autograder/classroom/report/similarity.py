"""Pairs of answers that are more alike than the class gives reason to expect.

Winnowing (Schleimer, Wilkerson and Aiken: Winnowing, local algorithms for document fingerprinting,
SIGMOD 2003) on tokens. Two right answers to a small exercise look alike by themselves, so what
counts is only what is rare: passages of the release, of the solutions and of the known mistakes
are taken out, those that many in the class wrote too, and the rest weighs the more the fewer
wrote it. What a class's pairs share without copying is estimated from that class.
"""

from __future__ import annotations

import builtins
import keyword
import math
import re
import statistics
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from operator import itemgetter

GRAM = 10  # tokens that are compared as one: about a line and a half
WINDOW = 4  # of every so many neighbouring grams at least one is kept
MAX_CHARACTERS = 20_000  # of one cell
COMMON_SHARE, COMMON_AT_LEAST = 0.05, 3  # what more students than this wrote is common
ALIKE_SHARE = 2 / 3  # of what is rare in a cell; students who wrote alone seldom share more
LEAST_BITS, SPREADS = 60.0, 8.0  # spreads: median absolute deviations above the median
MAX_PAIRS, SHOWN_CHARACTERS = 20, 2_000

TOKEN = re.compile(
    r"""
    (?P<gap> \#[^\n]* | \s+ | \\\n | [rRbBfFuU]{0,2}(?:\"{3}.*?(?:\"{3}|\Z) | '{3}.*?(?:'{3}|\Z)) )
  | (?P<text> [rRbBfFuU]{0,2}(?:"(?:\\.|[^"\\\n])*["\n]? | '(?:\\.|[^'\\\n])*['\n]?) )
  | (?P<number> \.?\d[\w.]* )
  | (?P<attribute> (?<=\.)[^\W\d]\w* )
  | (?P<name> [^\W\d]\w* )
  | (?P<sign> \*\*=? | //=? | [-+*/%@&|^=!<>:]= | -> | . )
    """,
    re.VERBOSE | re.DOTALL,
)
KEPT = {*keyword.kwlist, *dir(builtins)}


@dataclass(frozen=True)
class Passage:
    """The longest passage that a pair shares: the cell and the lines of each of the two."""

    cells: tuple[str, str]
    texts: tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two students whose answers share what hardly anybody else wrote.

    bits: how rare it is, all taken together. cells: where, most of it first.
    """

    students: tuple[str, str]
    bits: float
    cells: tuple[str, ...]
    passage: Passage


@dataclass(frozen=True)
class Comparison:
    """A class compared with itself.

    pairs: the unusual ones, the most unusual first; left_out: how many more there are.
    nearest: for each student the bits shared with the one who shares most; least: where unusual
    begins.
    """

    pairs: tuple[Pair, ...]
    left_out: int
    nearest: dict[str, float]
    least: float


@dataclass(frozen=True)
class _Place:
    """Where a fingerprint of a student stands: a cell, and there a stretch of its text."""

    cell: str
    start: int
    end: int


def compare_class(
    answers: Mapping[str, Mapping[str, str]], known: Iterable[str] = ()
) -> Comparison:
    """Find the unusual pairs of a class.

    answers: the source of each cell that a student wrote, by student and by the cell's name.
    known: sources that everybody has, or may have thought of alone.
    """
    given = {gram for source in known for gram, _ in _grams(_tokens(source))}
    prints = {student: _fingerprints(cells, given) for student, cells in answers.items()}
    writers = defaultdict(list)
    for student, own in prints.items():
        for gram in own:
            writers[gram].append(student)
    most = max(COMMON_AT_LEAST, COMMON_SHARE * len(answers))
    bits_of = {
        gram: math.log2(len(answers) / len(students))
        for gram, students in writers.items()
        if len(students) <= most
    }
    shared = defaultdict(list)
    for gram in bits_of:
        for pair in combinations(writers[gram], 2):
            shared[pair].append(gram)
    own = {student: _bits_by_cell(of, of, bits_of) for student, of in prints.items()}
    bits = {
        pair: min(
            _alike(_bits_by_cell(grams, prints[student], bits_of), own[student]) for student in pair
        )
        for pair, grams in shared.items()
    }
    nearest = dict.fromkeys(answers, 0.0)
    for pair, value in bits.items():
        for student in pair:
            nearest[student] = max(nearest[student], value)
    least = _least_bits(list(nearest.values()))
    unusual = sorted((p for p in bits if bits[p] >= least), key=lambda p: (-bits[p], p))
    pairs = [_describe(p, bits[p], shared[p], prints, answers) for p in unusual[:MAX_PAIRS]]
    return Comparison(tuple(pairs), max(0, len(unusual) - MAX_PAIRS), nearest, least)


def _bits_by_cell(
    grams: Iterable[int], places: dict[int, _Place], bits_of: dict[int, float]
) -> Counter[str]:
    bits = Counter()
    for gram in grams:
        if gram in bits_of:
            bits[places[gram].cell] += bits_of[gram]
    return bits


def _alike(common: Counter[str], own: Counter[str]) -> float:
    """Bits in common, of those cells in which more than ALIKE_SHARE of what is rare is shared."""
    return sum(
        max(0.0, (common[cell] - ALIKE_SHARE * own[cell]) / (1 - ALIKE_SHARE)) for cell in common
    )


def _least_bits(nearest: list[float]) -> float:
    """Where unusual begins: far above what the typical student shares with their nearest."""
    if not nearest:
        return LEAST_BITS
    middle = statistics.median(nearest)
    spread = statistics.median(abs(value - middle) for value in nearest)
    return max(LEAST_BITS, middle + SPREADS * spread)


def _tokens(source: str) -> list[tuple[str, int, int]]:
    """The tokens with their places: names and texts made alike, comments and layout left out.

    Names after a point, of builtins and keywords stay: their meaning is not the author's choice.
    """
    tokens = []
    for match in TOKEN.finditer(source[:MAX_CHARACTERS]):
        kind, word = match.lastgroup, match.group()
        if kind == "gap":
            continue
        if kind == "text" or (kind == "name" and word not in KEPT):
            word = kind
        tokens.append((word, *match.span()))
    return tokens


def _grams(tokens: list[tuple[str, int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each run of GRAM tokens as a number, and where it starts and ends in the source."""
    words = [zlib.crc32(word.encode()) for word, _, _ in tokens]
    for i in range(len(words) - GRAM + 1):
        yield hash(tuple(words[i : i + GRAM])), (tokens[i][1], tokens[i + GRAM - 1][2])


def _fingerprints(cells: Mapping[str, str], given: set[int]) -> dict[int, _Place]:
    """The grams that winnowing keeps, but for given ones: in each window the smallest, of equals
    the last."""
    kept = {}
    for cell, source in cells.items():
        grams = list(_grams(_tokens(source)))
        for i in range(len(grams) - WINDOW + 1):
            gram, (start, end) = min(reversed(grams[i : i + WINDOW]), key=itemgetter(0))
            if gram not in given:
                kept.setdefault(gram, _Place(cell, start, end))
    return kept


def _describe(
    pair: tuple[str, str],
    bits: float,
    grams: list[int],
    prints: dict[str, dict[int, _Place]],
    answers: Mapping[str, Mapping[str, str]],
) -> Pair:
    places = [(prints[pair[0]][gram], prints[pair[1]][gram]) for gram in grams]
    cells = Counter(first.cell for first, _ in places)
    longest = max(_runs(places), key=lambda run: sum(place.end - place.start for place in run))
    texts = [_lines(answers[name][at.cell], at) for name, at in zip(pair, longest, strict=True)]
    return Pair(
        pair,
        bits,
        tuple(cell for cell, _ in cells.most_common()),
        Passage(tuple(place.cell for place in longest), tuple(texts)),
    )


def _runs(places: list[tuple[_Place, _Place]]) -> Iterator[tuple[_Place, _Place]]:
    """Passages that overlap in both texts, joined to one."""
    run = None
    for first, second in sorted(places, key=lambda both: (both[0].cell, both[0].start)):
        if run is not None and _follows(run[0], first) and _follows(run[1], second):
            run = tuple(
                _Place(old.cell, old.start, max(old.end, new.end))
                for old, new in zip(run, (first, second), strict=True)
            )
            continue
        if run is not None:
            yield run
        run = first, second
    yield run


def _follows(old: _Place, new: _Place) -> bool:
    return old.cell == new.cell and old.start <= new.start <= old.end


def _lines(source: str, place: _Place) -> str:
    """The whole lines that a passage touches, as far as they are shown."""
    start = source.rfind("\n", 0, place.start) + 1
    end = source.find("\n", place.end)
    return source[start : end if end >= 0 else None][:SHOWN_CHARACTERS]
