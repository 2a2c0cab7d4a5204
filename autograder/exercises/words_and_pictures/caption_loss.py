"""caption_loss: the cross-entropy of captions of unequal lengths."""

import numpy as np
import torch
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some, tensor, tensor_of
from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import DIFFERENTIABLE


def caption_loss(scores, words, end):
    """The mean cross-entropy of captions that do not end at the same place.

    scores: (N, T, V), a float tensor: scores[n, t] belongs to word t of caption n, as
    it comes from the network, before softmax; words: (N, T), an int tensor, the right
    words, from 0 to V - 1; end: an int, the sign for the end, which is itself a word.
    In each caption the words up to and with the first end count, or all where there is
    no end. What follows is filling and counts for nothing, whatever its number.
    Returns the mean over all words that count, in whatever caption: a tensor without
    axes, which leads gradients back to scores.
    """
    ends = words == end
    counts = ends.cumsum(1) - ends.long() == 0
    losses = functional.cross_entropy(scores.transpose(1, 2), words, reduction="none")
    return losses[counts].mean()


def losses(scores, words):
    """The cross-entropy (N, T) of each word."""
    return functional.cross_entropy(scores.transpose(1, 2), words, reduction="none")


def counting(words, end):
    """Whether a word counts (N, T)."""
    ends = words == end
    return ends.cumsum(1) - ends.long() == 0


def counts_the_filling(scores, words, end):
    """All T words of a caption count. What follows the first end is filling: nobody is judged by
    it."""
    return losses(scores, words).mean()


def counts_no_end(scores, words, end):
    """The first end does not count, so the network never learns to stop. It is a word to be guessed
    like any other; the filling begins after it."""
    return losses(scores, words)[(words == end).cumsum(1) == 0].mean()


def leaves_out_every_end(scores, words, end):
    """The sign for the end is left out wherever it stands, and all else counts. What matters is the
    place: the first end counts, and nothing behind it does."""
    return losses(scores, words)[words != end].mean()


def leaves_out_every_zero(scores, words, end):
    """The word 0 is taken for filling. It is a word like any other, and filling can have any
    number: only its place tells it."""
    return losses(scores, words)[words != 0].mean()


def leaves_out_every_two(scores, words, end):
    """The word 2 is taken for filling, as in the lesson's own list of words. Here filling can have
    any number: only its place tells it."""
    return losses(scores, words)[words != 2].mean()


def rolls_the_last_place_to_the_front(scores, words, end):
    """The first word of a caption with an end does not count: roll brings the last place to the
    front. In front of the first word there has been no end."""
    return losses(scores, words)[(words == end).cumsum(1).roll(1, 1) == 0].mean()


def takes_all_ends_for_first_ones(scores, words, end):
    """You go through all ends of the batch as if there were one in each caption. Some have none,
    and some have more in their filling: look for the end caption by caption."""
    places = (words == end).nonzero()[: len(words), 1] + 1
    counts = torch.full((len(words),), words.shape[1])
    counts[: len(places)] = places
    return losses(scores, words)[torch.arange(words.shape[1]) < counts[:, None]].mean()


def counts_one_word_of_filling(scores, words, end):
    """One word too many counts, the one behind the end."""
    ends = words == end
    later = functional.pad(ends.cumsum(1)[:, :-1], (1, 0)) - functional.pad(
        ends.long()[:, :-1], (1, 0)
    )
    return losses(scores, words)[later == 0].mean()


def counts_up_to_the_last_end(scores, words, end):
    """Captions go up to their last end here. Filling may hold the sign for the end as well: the
    first one is the end."""
    ends = words == end
    from_behind = ends.flip(1).cumsum(1).flip(1)
    return losses(scores, words)[(from_behind > 0) | ~ends.any(1, keepdim=True)].mean()


def counts_up_to_the_second_end(scores, words, end):
    """Captions go on behind their first end, up to a second one or to the last place. One end so
    far also holds for the filling: where does the count have to stand before a word?"""
    return losses(scores, words)[(words == end).cumsum(1) <= 1].mean()


def takes_no_end_for_an_early_one(scores, words, end):
    """Of a caption without end one word alone counts. Where nothing is True, argmax says 0: ask
    first whether there is an end."""
    first = (words == end).int().argmax(1, keepdim=True)
    return losses(scores, words)[torch.arange(words.shape[1]) <= first].mean()


def fails_without_an_end(scores, words, end):
    """Where a caption has no end your code looks for its place all the same, and fails. Ask first
    whether there is one; if not, all words count."""
    count = [(row == end).nonzero()[0].item() + 1 for row in words]
    costs = losses(scores, words)
    return sum(row[:n].sum() for row, n in zip(costs, count, strict=True)) / sum(count)


def takes_the_length_of_the_first_caption(scores, words, end):
    """All captions count as far as the first one goes. Each has a length of its own."""
    counts = counting(words, end)[:1].expand(words.shape)
    return losses(scores, words)[counts].mean()


def takes_the_longest_length(scores, words, end):
    """All captions count as far as the longest one goes. In the shorter ones that is filling."""
    counts = counting(words, end).any(0, keepdim=True).expand(words.shape)
    return losses(scores, words)[counts].mean()


def leaves_out_captions_without_end(scores, words, end):
    """A caption without end does not count at all. All of its words do: it was cut off."""
    counts = counting(words, end) & (words == end).any(1, keepdim=True)
    return losses(scores, words)[counts].mean()


def leaves_out_the_first_word(scores, words, end):
    """The first word does not count, as if it were a sign for the beginning. The words come without
    one: score 0 is for word 0."""
    counts = counting(words, end)
    return losses(scores, words)[:, 1:][counts[:, 1:]].mean()


def averages_caption_by_caption(scores, words, end):
    """You take a mean for each caption and then the mean of those, so that a word of a short
    caption weighs more. Each word weighs the same: one mean over all that count."""
    counts = counting(words, end).float()
    return ((losses(scores, words) * counts).sum(1) / counts.sum(1)).mean()


def adds_up_the_words(scores, words, end):
    """You return the sum. It grows with the batch and with the length of captions: take the mean
    over the words that count."""
    return losses(scores, words)[counting(words, end)].sum()


def divides_by_the_captions(scores, words, end):
    """The sum over the words is divided by the number of captions. How many words are in it?"""
    return losses(scores, words)[counting(words, end)].sum() / len(words)


def divides_by_all_places(scores, words, end):
    """The filling adds nothing to the sum, and still you divide by all N times T places. Divide by
    how many words count."""
    return (losses(scores, words) * counting(words, end)).mean()


def makes_the_scores_of_filling_zero(scores, words, end):
    """The scores of the filling are 0, and it still counts: equal scores for all words are a guess,
    and cost log V. Leave these places out of the mean."""
    return losses(scores * counting(words, end)[:, :, None], words).mean()


def guesses_the_next_word(scores, words, end):
    """The scores of a place are held against the word of the next. They have been moved before:
    scores[n, t] belongs to words[n, t]."""
    counts = counting(words, end)
    return losses(scores[:, :-1], words[:, 1:])[counts[:, 1:]].mean()


def applies_softmax_twice(scores, words, end):
    """cross_entropy gets probabilities, and applies softmax to them once more. It takes the scores
    as they are."""
    return losses(scores.softmax(2), words)[counting(words, end)].mean()


def makes_exponentials_by_hand(scores, words, end):
    """Where a score is large your loss is no number: its exponential overflows. cross_entropy and
    logsumexp know how to avoid that."""
    shares = scores.exp() / scores.exp().sum(2, keepdim=True)
    return -shares.log().gather(2, words[:, :, None])[:, :, 0][counting(words, end)].mean()


def takes_the_logarithm_of_softmax(scores, words, end):
    """Where a word was nearly ruled out your loss is infinite: softmax gives 0, and then you take
    the logarithm. log_softmax does both at once, and so does cross_entropy."""
    logs = scores.softmax(2).log().gather(2, words[:, :, None])[:, :, 0]
    return -logs[counting(words, end)].mean()


def applies_softmax_over_places(scores, words, end):
    """Your softmax goes over the places of a caption. At each place the words compete with each
    other: which axis are they?"""
    logs = scores.log_softmax(1).gather(2, words[:, :, None])[:, :, 0]
    return -logs[counting(words, end)].mean()


def forgets_the_logarithm(scores, words, end):
    """You take the probabilities of the right words without their logarithm. A word that was ruled
    out must cost far more than one that was doubted."""
    chances = scores.softmax(2).gather(2, words[:, :, None])[:, :, 0]
    return -chances[counting(words, end)].mean()


def forgets_the_minus(scores, words, end):
    """Your loss is below 0, and gets smaller the worse the guess is. A sign is missing."""
    return -caption_loss(scores, words, end)


def reshapes_to_move_the_words(scores, words, end):
    """reshape deals the scores out in their old order, so that they belong to other words and
    places. To move an axis is another operation."""
    N, T, V = scores.shape
    mixed = functional.cross_entropy(scores.reshape(N, V, T), words, reduction="none")
    return mixed[counting(words, end)].mean()


def takes_places_for_words(scores, words, end):
    """cross_entropy takes the second axis for the classes, which are the places here; unless T and
    V are equal it fails. The words have to come second, or places and captions have to be one
    axis."""
    return functional.cross_entropy(scores, words, reduction="none")[counting(words, end)].mean()


def loses_the_graph_of_the_words(scores, words, end):
    """PyTorch does not know where your result came from, so no network can learn from it. Leave out
    what cuts it off: item, numpy, detach, torch.tensor, no_grad."""
    return caption_loss(scores.detach(), words, end)


def overwrites_the_filling(scores, words, end):
    """The words that you were given are changed: the filling has another number afterwards. Make a
    copy first, or a mask: the next epoch needs them as they are."""
    words[~counting(words, end)] = -100
    return functional.cross_entropy(scores.flatten(0, 1), words.flatten())


END = 3


def captions(rng: np.random.Generator, lengths: list, T: int, V: int, filling="any") -> np.ndarray:
    """Words (N, T). lengths: how many words of a caption count, the end among them; T + 1 for one
    without end. filling: a number, or "any"."""
    ordinary = [word for word in range(V) if word != END]
    words = rng.choice(ordinary, (len(lengths), T))
    for row, length in zip(words, lengths, strict=True):
        if length <= T:
            row[length - 1] = END
            rest = T - length
            row[length:] = rng.integers(V, size=rest) if filling == "any" else filling
    return words


def graded(
    rng: np.random.Generator, lengths: list, T: int, V: int, filling="any", learned: bool = False
) -> Call:
    words = captions(rng, lengths, T, V, filling)
    scores = tensor(rng, len(lengths), T, V, learned=learned)
    return call(scores, Tensor(words), END)


def fixed(seed: int, *args, **kwargs) -> Call:
    return graded(np.random.default_rng(seed), *args, **kwargs)


def without_filling(rng: np.random.Generator) -> Call:
    T = some(rng, 3, 4)
    return graded(rng, [T] * some(rng, 1, 3), T, some(rng, 5, 6))


def of_one_length(rng: np.random.Generator) -> Call:
    T = some(rng, 4, 5)
    filling = int(rng.choice([0, 1, END]))
    return graded(rng, [some(rng, 2, T - 1)] * some(rng, 1, 2), T, some(rng, 4, 5), filling)


def of_unequal_lengths(rng: np.random.Generator) -> Call:
    T = some(rng, 4, 5)
    lengths = [int(n) for n in rng.choice(np.arange(1, T + 1), some(rng, 2, 3), replace=False)]
    return graded(rng, lengths, T, some(rng, 4, 6))


def without_end(rng: np.random.Generator) -> Call:
    T = some(rng, 3, 4)
    return graded(rng, [T + 1, some(rng, 2, T - 1)], T, some(rng, 4, 6))


def learned_from(rng: np.random.Generator) -> Call:
    T = some(rng, 2, 3)
    return graded(rng, [T, T - 1][: some(rng, 1, 2)], T, 4, learned=True)


_ONE = tensor_of([[[0, 0, 0, 2], [1, 0, 0, 0], [0, 1, 0, -1]]])


EXERCISE = Exercise(
    solution=caption_loss,
    kind=DIFFERENTIABLE,
    torch=True,
    parts=[
        Part(
            "without filling",
            [
                call(tensor_of([[[0, 0, 0, 0]]]), Tensor(np.array([[3]])), END),
                call(_ONE, Tensor(np.array([[0, 2, 3]])), END),
                call(tensor_of([[[200, 0, 0, 0]]]), Tensor(np.array([[0]])), END),
                call(tensor_of([[[0, -150, 0, 0]]]), Tensor(np.array([[1]])), END),
                fixed(1, [3, 3], 3, 5),
                fixed(2, [4, 4, 4], 4, 4),
                drawn(without_filling, 3),
            ],
        ),
        Part(
            "with filling",
            [
                call(_ONE, Tensor(np.array([[0, 3, 2]])), END),
                call(_ONE, Tensor(np.array([[3, 0, 0]])), END),
                fixed(3, [3], 5, 4, 0),
                fixed(4, [2, 2], 4, 5, END),
                fixed(5, [3, 3], 5, 4, 1),
                drawn(of_one_length, 3),
            ],
        ),
        Part(
            "captions of unequal lengths",
            [
                fixed(6, [1, 4], 4, 5),
                fixed(7, [4, 2, 3], 5, 4, END),
                fixed(8, [2, 5, 3], 5, 6, 0),
                drawn(of_unequal_lengths, 3),
            ],
        ),
        Part(
            "a caption without end",
            [
                fixed(9, [4], 3, 5),
                fixed(10, [5, 2], 4, 4, 0),
                fixed(11, [2, 4, 1], 3, 6, END),
                drawn(without_end, 3),
            ],
        ),
        Part(
            "gradients go back",
            [
                call(tensor_of([[[0, 1, 0, -1]]], learned=True), Tensor(np.array([[1]])), END),
                fixed(12, [2], 3, 4, 0, learned=True),
                fixed(13, [3, 1], 3, 4, 1, learned=True),
                fixed(14, [1, 2], 3, 4, END, learned=True),
                drawn(learned_from, 2),
            ],
        ),
    ],
    hints=[
        "functional.cross_entropy with reduction='none' gives a number for each word, where the "
        "classes are the second axis of the scores.",
        "Which words count? (words == end).cumsum(1) says at each place how many ends there have "
        "been, this one included.",
        "A mask picks them: losses[counts] holds those alone, from all captions, and has one mean.",
    ],
)
