"""caption_match: whether a caption is right, nearly right or wrong."""

import collections
import difflib

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some


def caption_match(predicted, target):
    """Whether a caption is right, nearly right or wrong.

    predicted, target: texts of words, with one or more blanks between them. A capital
    counts as the small letter, and the words "a" and "an" are left out of both texts.
    An edit replaces a word, adds one anywhere, or leaves one out. What counts is how
    few edits make predicted the same as target.
    Returns "right" where it takes none, "nearly" where one is enough, else "wrong".
    """
    had, wanted = (
        [word for word in text.lower().split() if word not in ("a", "an")]
        for text in (predicted, target)
    )
    edits = list(range(len(wanted) + 1))  # from no word to the first words of target
    for i, word in enumerate(had, 1):
        before, edits = edits, [i]
        for j, other in enumerate(wanted, 1):
            edits.append(min(before[j] + 1, edits[-1] + 1, before[j - 1] + (word != other)))
    return {0: "right", 1: "nearly"}.get(edits[-1], "wrong")


def is_article(word):
    return word in ("a", "an")


def words_of(text):
    return [word for word in text.lower().split() if not is_article(word)]


def fewest_edits(had, wanted, replacing=1, exchanging=2):
    """How few edits make one list, or text, the other. exchanging: what it costs to exchange two
    neighbours."""
    table = {(i, 0): i for i in range(len(had) + 1)} | {(0, j): j for j in range(len(wanted) + 1)}
    for i in range(1, len(had) + 1):
        for j in range(1, len(wanted) + 1):
            table[i, j] = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + replacing * (had[i - 1] != wanted[j - 1]),
            )
            if i > 1 and j > 1 and had[i - 2 : i] == wanted[j - 2 : j][::-1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + exchanging)
    return table[len(had), len(wanted)]


def verdict(edits):
    return "wrong" if edits > 1 else "nearly" if edits else "right"


def judged(had, wanted):
    return verdict(fewest_edits(had, wanted))


def looks_at_sets_of_words(predicted, target):
    """The order of the words makes no difference to you. "red star above blue fish" is not "blue
    fish above red star"."""
    had, wanted = {*words_of(predicted)}, {*words_of(target)}
    return verdict(max(len(had - wanted), len(wanted - had)))


def looks_at_counts_of_words(predicted, target):
    """You count how often each word is there, and not where. "red star above blue fish" is not
    "blue fish above red star"."""
    had, wanted = (collections.Counter(words_of(text)) for text in (predicted, target))
    return verdict(max((had - wanted).total(), (wanted - had).total()))


def compares_place_by_place(predicted, target):
    """You compare place by place. One word that is left out moves all behind it: count edits, of
    which leaving out is one."""
    had, wanted = words_of(predicted), words_of(target)
    differing = sum(a != b for a, b in zip(had, wanted, strict=False))
    return verdict(differing + abs(len(had) - len(wanted)))


def stops_at_the_shorter_text(predicted, target):
    """You compare place by place, as far as the shorter text goes. What the longer one has beyond
    is never looked at, and a missing word moves all behind it."""
    pairs = zip(words_of(predicted), words_of(target), strict=False)
    return verdict(sum(a != b for a, b in pairs))


def refuses_other_lengths(predicted, target):
    """Texts of unlike length are wrong to you. To add a word, or to leave one out, is one edit."""
    had, wanted = words_of(predicted), words_of(target)
    same = len(had) == len(wanted)
    return verdict(sum(a != b for a, b in zip(had, wanted, strict=True))) if same else "wrong"


def forgives_no_missing_word(predicted, target):
    """A word that is missing in predicted makes it wrong to you. To add one is an edit, as much as
    to leave one out."""
    had, wanted = words_of(predicted), words_of(target)
    return "wrong" if len(had) < len(wanted) else judged(had, wanted)


def forgives_no_word_too_many(predicted, target):
    """A word that predicted has too many makes it wrong to you. To leave one out is an edit, as
    much as to add one."""
    had, wanted = words_of(predicted), words_of(target)
    return "wrong" if len(had) > len(wanted) else judged(had, wanted)


def gives_up_at_the_first_difference(predicted, target):
    """All words from the first difference on count as wrong. Behind it the texts may agree
    again."""
    had, wanted = words_of(predicted), words_of(target)
    same = 0
    while same < min(len(had), len(wanted)) and had[same] == wanted[same]:
        same += 1
    return verdict(max(len(had), len(wanted)) - same)


def counts_common_words_twice(predicted, target):
    """You count the words in common at the front and at the back, and where they repeat one word is
    at both. Leave those at the front out before you look at the back."""
    had, wanted = words_of(predicted), words_of(target)
    if had == wanted:
        return "right"
    shorter, common = min(len(had), len(wanted)), 0
    for first, second in ((had, wanted), (had[::-1], wanted[::-1])):
        same = [a == b for a, b in zip(first, second, strict=False)]
        common += same.index(False) if False in same else shorter
    return "nearly" if max(len(had), len(wanted)) - common <= 1 else "wrong"


def starts_the_table_with_zeros(predicted, target):
    """The first row and column of your table are 0, so that words at the front can be left out or
    added for nothing. To make a text of none takes an edit for each word."""
    had, wanted = words_of(predicted), words_of(target)
    before = [0] * (len(wanted) + 1)
    for word in had:
        row = [0]
        for j, other in enumerate(wanted, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (word != other)))
        before = row
    return verdict(before[-1])


def counts_letters(predicted, target):
    """You count edits of letters. A wrong word is one edit, however many letters it has."""
    return judged(" ".join(words_of(predicted)), " ".join(words_of(target)))


def lets_replacing_cost_two(predicted, target):
    """To replace a word costs two with you, one to leave it out and one to add the other. It is an
    edit by itself, and costs one."""
    return verdict(fewest_edits(words_of(predicted), words_of(target), replacing=2))


def lets_exchanging_cost_one(predicted, target):
    """Two neighbours that changed places are one edit to you. No edit exchanges words: it takes
    two."""
    return verdict(fewest_edits(words_of(predicted), words_of(target), exchanging=1))


def counts_a_run_of_edits_once(predicted, target):
    """Several edits in a row are one to you, as to difflib. Each word that is replaced, added or
    left out is an edit by itself."""
    runs = difflib.SequenceMatcher(None, words_of(predicted), words_of(target)).get_opcodes()
    return verdict(sum(kind != "equal" for kind, *_ in runs))


def forgives_two_edits(predicted, target):
    """Two edits are still "nearly" to you. One is."""
    edits = fewest_edits(words_of(predicted), words_of(target))
    return "nearly" if edits == 2 else verdict(edits)


def knows_no_nearly(predicted, target):
    """You never return "nearly". One edit is enough for it."""
    return "right" if words_of(predicted) == words_of(target) else "wrong"


def is_content_with_a_part(predicted, target):
    """A text that is part of the other is "right" to you. What is missing, or too much, counts as
    edits."""
    had, wanted = words_of(predicted), words_of(target)
    one, other = (f" {' '.join(words)} " for words in (had, wanted))
    return "right" if one in other or other in one else judged(had, wanted)


def minds_capitals(predicted, target):
    """A capital is another letter to you. Make all of them small first."""
    had, wanted = (
        [word for word in text.split() if not is_article(word.lower())]
        for text in (predicted, target)
    )
    return judged(had, wanted)


def minds_articles(predicted, target):
    """The words "a" and "an" count with you. Leave them out first: "an orange star" for "a red
    star" is one slip, not two."""
    return judged(predicted.lower().split(), target.lower().split())


def knows_a_and_not_an(predicted, target):
    """You leave out "a", and "an" stays. Both go."""
    had, wanted = (
        [word for word in text.lower().split() if word != "a"] for text in (predicted, target)
    )
    return judged(had, wanted)


def leaves_out_the_first_article_only(predicted, target):
    """An article goes only where the text begins with it. They may stand anywhere."""
    had, wanted = (text.lower().split() for text in (predicted, target))
    had, wanted = (
        words[1:] if words and is_article(words[0]) else words for words in (had, wanted)
    )
    return judged(had, wanted)


def looks_for_articles_before_making_them_small(predicted, target):
    """An article with a capital stays. Make the letters small first, and leave the articles out
    then."""
    had, wanted = (
        [word.lower() for word in text.split() if not is_article(word)]
        for text in (predicted, target)
    )
    return judged(had, wanted)


def looks_for_articles_between_blanks(predicted, target):
    """An article goes only where a blank stands on both sides of it. At the front and at the end
    there is none: split first, and leave out whole words."""
    had, wanted = (
        text.lower().replace(" a ", " ").replace(" an ", " ").split()
        for text in (predicted, target)
    )
    return judged(had, wanted)


def removes_one_of_each_article(predicted, target):
    """Of several articles one stays: remove takes away the first that it finds. All of them go."""
    had, wanted = (text.lower().split() for text in (predicted, target))
    for words in (had, wanted):
        for article in ("a", "an"):
            if article in words:
                words.remove(article)
    return judged(had, wanted)


def removes_words_while_looping(predicted, target):
    """Of two articles in a row one stays: you remove words from the list that you are looping over,
    and the next word slips past. Make a new list."""
    had, wanted = (text.lower().split() for text in (predicted, target))
    for words in (had, wanted):
        for word in words:
            if is_article(word):
                words.remove(word)
    return judged(had, wanted)


def leaves_out_the_as_well(predicted, target):
    """You also leave out "the". Only "a" and "an" go."""
    had, wanted = (
        [word for word in words_of(text) if word != "the"] for text in (predicted, target)
    )
    return judged(had, wanted)


def cuts_articles_out_of_words(predicted, target):
    """You cut the letters of "a" and "an" out of the text, also where a longer word ends with them,
    as "sofa" and "swan" do. Split first, and leave out whole words."""
    had, wanted = (
        text.lower().replace("an ", "").replace("a ", "").split() for text in (predicted, target)
    )
    return judged(had, wanted)


def prepares_one_text_only(predicted, target):
    """Only target loses its capitals and articles. Do the same with predicted: a network may write
    any of them."""
    return judged(predicted.split(), words_of(target))


def splits_at_every_blank(predicted, target):
    """split(" ") splits at every single blank, and makes empty words where there are two, and where
    the text is empty. split() without an argument does not."""
    had, wanted = (
        [word for word in text.lower().split(" ") if not is_article(word)]
        for text in (predicted, target)
    )
    return judged(had, wanted)


def calls_empty_texts_wrong(predicted, target):
    """Where a text has no words you return "wrong". Edits can be counted there as well."""
    had, wanted = words_of(predicted), words_of(target)
    return judged(had, wanted) if had and wanted else "wrong"


def returns_the_number_of_edits(predicted, target):
    """You return how many edits it takes. One of three words is asked for."""
    return fewest_edits(words_of(predicted), words_of(target))


COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "white", "gray")
THINGS = ("star", "fish", "house", "swan", "moon", "tree", "boat", "sofa", "key", "cup")
PLACES = ("above", "below", "beside", "behind", "inside", "near")
OTHERS = ("small", "large", "old", "bright", "round", "thin", "wooden", "happy")


def a_caption(rng: np.random.Generator) -> list[str]:
    """Five words, none of them twice."""
    colors, things = (rng.choice(pool, 2, replace=False) for pool in (COLORS, THINGS))
    words = [colors[0], things[0], rng.choice(PLACES), colors[1], things[1]]
    return [str(word) for word in words]


def texts(had: list[str], wanted: list[str]) -> Call:
    return call(" ".join(had), " ".join(wanted))


def with_other_words(rng: np.random.Generator, words: list[str], count: int) -> list[str]:
    """So many words are replaced by ones that are nowhere else."""
    changed = [*words]
    new = rng.choice(OTHERS, count, replace=False)
    for place, word in zip(rng.choice(len(words), count, replace=False), new, strict=True):
        changed[place] = str(word)
    return changed


def replaced(rng: np.random.Generator) -> Call:
    words = a_caption(rng)
    return texts(with_other_words(rng, words, some(rng, 0, 2)), words)


def with_words_less(rng: np.random.Generator, words: list[str], count: int) -> list[str]:
    left_out = rng.choice(len(words), count, replace=False)
    return [word for place, word in enumerate(words) if place not in left_out]


def left_out(rng: np.random.Generator) -> Call:
    """Words are left out in one of the two."""
    words = a_caption(rng)
    pair = [with_words_less(rng, words, some(rng, 0, 2)), words]
    return texts(*(pair if rng.random() < 0.5 else pair[::-1]))


def moved(rng: np.random.Generator) -> Call:
    """The same words in another order, in the same, or with one of them replaced."""
    words = a_caption(rng)
    changed = [*words]
    way = rng.integers(4)
    if way == 0:
        changed = [*words[3:], words[2], *words[:2]]
    elif way == 1:
        place = some(rng, 0, 3)
        changed[place : place + 2] = changed[place : place + 2][::-1]
    elif way == 2:
        changed = with_other_words(rng, words, 1)
    return texts(changed, words)


def dressed_up(rng: np.random.Generator) -> Call:
    """Articles, capitals and blanks wherever they may be."""

    def dress(words: list[str]) -> str:
        text = ""
        for word in words:
            article = str(rng.choice(["", "", "a ", "an ", "A ", "An "]))
            word = word.capitalize() if rng.random() < 0.3 else word
            text += article + word + str(rng.choice([" ", " ", "  "]))
        return text.rstrip()

    words = a_caption(rng)
    return call(dress(with_other_words(rng, words, some(rng, 0, 2))), dress(words))


def hardly_any(rng: np.random.Generator) -> Call:
    """One of the two has no word but articles."""
    some_words = [str(word) for word in rng.choice([*COLORS, *THINGS], some(rng, 0, 2))]
    pair = [
        " ".join(rng.choice(["a", "an", "A"], some(rng, 0, 2))),
        " ".join(["a"] * some(rng, 0, 1) + some_words),
    ]
    return call(*(pair if rng.random() < 0.5 else pair[::-1]))


EXERCISE = Exercise(
    solution=caption_match,
    parts=[
        Part(
            "another word",
            [
                call("red star", "red star"),
                call("red star", "blue star"),
                call("red star", "blue fish"),
                call("red star above blue fish", "red star above green fish"),
                call("red swan above blue fish", "red fish above blue fish"),
                call("red star", "red stars"),
                call("orange star", "yellow moon"),
                call("green sofa below red key", "white sofa below red cup"),
                drawn(replaced, 4),
            ],
        ),
        Part(
            "a word too few, a word too many",
            [
                call("star", "red star"),
                call("red star", "star"),
                call("red star above", "red star"),
                call("red star", "red star above"),
                call("red star blue fish", "red star above blue fish"),
                call("red star above blue small fish", "red star above blue fish"),
                call("star above fish", "red star above blue fish"),
                call("red star above blue fish", "star above fish"),
                call("red star above blue fish", "red star above"),
                call("white swan near boat", "white swan near red boat"),
                call("red star above red fish", "red star above fish"),
                call("red star above the fish", "red star above fish"),
                call("cup cup cup", "cup"),
                drawn(left_out, 4),
            ],
        ),
        Part(
            "the order of the words",
            [
                call("red star above blue fish", "blue fish above red star"),
                call("star red", "red star"),
                call("red star above blue fish", "red star above blue fish"),
                call("red star above fish blue", "red star above blue fish"),
                call("above red star blue fish", "red star above blue fish"),
                call("blue swan above red star", "blue fish above red star"),
                drawn(moved, 4),
            ],
        ),
        Part(
            "articles, capitals and blanks",
            [
                call("a red star", "red star"),
                call("red star above a blue fish", "a red star above blue fish"),
                call("an orange star", "a red star"),
                call("Red star", "red Star"),
                call("A red star", "red star"),
                call("red star above An orange fish", "red star above orange fish"),
                call("red  star above  blue fish", "red star above blue fish"),
                call("red star beside the key", "a red star beside a key"),
                call("a an red an a star", "red star"),
                call("a red star near a blue key", "red star near blue key"),
                call("a red swan near a blue sofa", "a red moon near a blue sofa"),
                call("a RED star above a fish", "a blue star above a key"),
                call("red star", "A Red Star"),
                call("An old  Sofa below a key", "a wooden cup below a key"),
                call("a red  star", "a blue star"),
                drawn(dressed_up, 5),
            ],
        ),
        Part(
            "hardly any words",
            [
                call("", ""),
                call("", "star"),
                call("red star", ""),
                call("a", ""),
                call("", "an"),
                call("a", "a star"),
                call("key", "a"),
                call("A", "a"),
                call("a an", ""),
                call("A a", ""),
                call("cup cup", "an"),
                drawn(hardly_any, 4),
            ],
        ),
    ],
    hints=[
        "Make a list of words of each text first: lower(), split(), and without the articles.",
        "Only three answers are possible, so no table is needed: equal lists are right. Where one "
        "edit is enough, what do the lists look like in front of it, and behind it?",
        "Leave out how many words the lists have in common at the beginning, then at the end. Of "
        "the rest at most one word may be left on either side.",
    ],
)
