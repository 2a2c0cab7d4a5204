"""Captioners say what is seen: with attention, two things as well as one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers import shapes
from helpers.words_and_pictures import captions

UNSEEN = 10**6  # a seed that nothing was trained with
LEAST = 0.65  # of unseen captions, every word right


@pytest.fixture(scope="module")
def unseen():
    """Pictures, captions, and what a captioner gets of them."""
    pictures, texts = captions.scenes(160, UNSEEN)
    return pictures, texts, captions.features(pictures)


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "attending"])
def untrained(request):
    return captions.new(attending=request.param).eval()


def greedy(network: captions.Writer, features: torch.Tensor) -> tuple[list[str], torch.Tensor]:
    """Captions, all at once, by the best word each time, and where each word looked."""
    words = torch.full((len(features), 1), captions.START)
    memory, looks = torch.zeros(len(features), captions.MEMORY), []
    with torch.no_grad():
        seen = network.see(features)
        for _ in range(captions.LENGTH):
            memory, looked = network.next(words[:, -1], seen, memory)
            looks.append(looked)
            words = torch.cat([words, network.scores(memory).argmax(1, keepdim=True)], dim=1)
    return [captions.decode(row) for row in words], torch.stack(looks, dim=1)


def said(caption: str) -> list[str]:
    return [word for word in caption.split() if word not in ("a", "an")]


def test_scenes_have_one_thing_and_two_by_turns(unseen):
    pictures, texts, _ = unseen
    assert pictures.shape == (160, 3, 48, 48) and pictures.dtype == torch.float32
    assert pictures.min() >= 0 and pictures.max() <= 1
    things = [sum(word in shapes.CLASSES for word in text.split()) for text in texts]
    assert things == [1, 2] * 80


def test_scenes_depend_on_the_seed_alone(unseen):
    np.random.seed(1)
    pictures, texts = captions.scenes(4, UNSEEN)
    assert torch.equal(pictures, unseen[0][:4]) and texts == unseen[1][:4]
    assert captions.scenes(4, UNSEEN + 1)[1] != texts


def test_a_caption_is_the_same_after_numbers(unseen):
    texts = unseen[1]
    ids = captions.encode(texts)
    assert ids.shape == (160, captions.LENGTH) and ids.dtype == torch.int64
    assert [captions.decode(row) for row in ids] == texts
    for row, text in zip(ids.tolist(), texts, strict=True):
        end = len(text.split())
        assert row[end] == captions.END and set(row[end + 1 :]) <= {captions.FILLING}


def test_signs_are_not_said():
    star = captions.WORDS.index("star")
    assert captions.decode([captions.START, 3, star, captions.FILLING]) == "a star"
    assert captions.decode(np.array([3, star, captions.END, star])) == "a star"
    assert captions.decode([captions.END]) == ""


def test_every_word_of_a_caption_is_known(unseen):
    assert len(set(captions.WORDS)) == 28
    assert {word for text in unseen[1] for word in text.split()} == set(captions.WORDS[3:])


@pytest.mark.parametrize("text", ["a purple star", " ".join(["a"] * 11)])
def test_other_captions_are_refused(text):
    with pytest.raises(ValueError):
        captions.encode([text])


def test_a_mirror_exchanges_left_and_right(unseen):
    pictures, texts, _ = unseen
    mirror, other = captions.mirrored(pictures, texts)
    assert torch.equal(mirror[:, :, :, 0], pictures[:, :, :, -1])
    assert captions.mirrored(mirror, other)[1] == texts
    left = [" left of " in text for text in texts]
    assert left == [" right of " in text for text in other] and any(left)


def test_features_hold_maps_and_raw_colours(unseen):
    pictures, _, features = unseen
    assert features.shape == (160, captions.SEEN, 6, 6) == (160, 108, 6, 6)
    assert not features.requires_grad
    colors = features[:, -12:].reshape(160, 3, 4, 6, 6).mean(2)
    torch.testing.assert_close(colors, torch.nn.functional.avg_pool2d(pictures, 8))


def test_words_by_steps_are_those_of_the_whole_caption(unseen, untrained):
    features = unseen[2][:1]
    words = captions.encode(unseen[1][:1])
    with torch.no_grad():
        scores = untrained(features, words)[0].numpy()
    step, state = untrained.step_of(features), None
    for word, expected in zip([captions.START, *words[0, :-1].tolist()], scores, strict=True):
        found, state = step(word, state)
        assert found.shape == (28,)
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_no_state_is_the_first_state_and_none_is_changed(unseen, untrained):
    features = unseen[2][:1]
    step, first = untrained.step_of(features), untrained.first(features)
    expected, _ = step(captions.START, None)
    for _ in range(2):
        np.testing.assert_array_equal(step(captions.START, first)[0], expected)


def test_only_the_attending_one_looks_somewhere(unseen, untrained):
    _, state = untrained.step_of(unseen[2][:1])(captions.START, None)
    if isinstance(untrained, captions.AttendingCaptioner):
        assert state.looked.shape == (6, 6)
        assert state.looked.min() >= 0 and state.looked.sum() == pytest.approx(1, abs=1e-5)
    else:
        assert state.looked is None


def test_the_stored_captioner_is_right_about_most_unseen_scenes(unseen):
    _, texts, features = unseen
    found, _ = greedy(captions.load(), features)
    right = np.array([said(a) == said(b) for a, b in zip(found, texts, strict=True)])
    assert right.mean() >= LEAST
    assert right[::2].mean() >= 0.85 and right[1::2].mean() >= 0.4  # one thing; two


def test_it_looks_at_the_thing_that_it_names(unseen):
    """A thing of a scene with two covers few of the 36 places."""
    _, texts, features = unseen
    found, looks = greedy(captions.load(), features)
    rng = np.random.default_rng(UNSEEN)
    scenes = [
        shapes.scene(int(rng.integers(2**32)), captions.SIDE, things=1 + k % 2) for k in range(160)
    ]
    hits = []
    for scene, text, caption, of_caption in zip(scenes, texts, found, looks, strict=True):
        assert scene.caption == text
        things = {thing.name: thing for thing in scene.things}
        for word, look in zip(caption.split(), of_caption, strict=False):
            if word in things and len(things) == 2:
                row, column = divmod(int(look.argmax()), captions.PLACES)
                x0, y0, x1, y1 = things[word].box
                x, y = 8 * column + 4, 8 * row + 4
                hits.append(x0 - 4 <= x <= x1 + 4 and y0 - 4 <= y <= y1 + 4)
    assert len(hits) > 100 and np.mean(hits) >= 0.8


def test_weights_are_stored_in_half_precision_and_loading_leaves_the_global_state():
    assert captions.STORED.stat().st_size < 400_000
    state = torch.get_rng_state()
    network = captions.load()
    assert torch.equal(state, torch.get_rng_state())
    assert not network.training
    assert all(parameter.dtype == torch.float32 for parameter in network.parameters())


def test_a_training_depends_on_its_seed_alone_and_uses_the_loss_that_it_gets():
    asked = []

    def caption_loss(scores, words, end):
        asked.append((scores.shape, words.shape, end))
        return captions._loss(scores, words, end)

    found = []
    for seed, elsewhere in ((0, 1), (0, 2), (1, 2)):
        torch.manual_seed(elsewhere)
        network = captions.train(seed, count=4, epochs=1, caption_loss=caption_loss)
        found.append(network.scores.weight)
    assert torch.equal(found[0], found[1]) and not torch.equal(found[0], found[2])
    assert asked[0] == ((8, 11, 28), (8, 11), captions.END)


@pytest.mark.thorough
def test_a_training_from_its_seed_comes_to_the_same(unseen):
    _, texts, features = unseen
    found, _ = greedy(captions.train_stored(), features)
    right = [said(a) == said(b) for a, b in zip(found, texts, strict=True)]
    assert np.mean(right) >= LEAST


@pytest.mark.thorough
def test_one_vector_is_enough_for_one_thing_and_not_for_two(unseen):
    _, texts, features = unseen
    network = captions.train(count=1500, epochs=12)
    steps = [network.step_of(of_one) for of_one in features.split(1)]
    right = []
    for step, text in zip(steps, texts, strict=True):
        words, state = [captions.START], None
        while words[-1] != captions.END and len(words) <= captions.LENGTH:
            scores, state = step(words[-1], state)
            words.append(int(scores.argmax()))
        right.append(said(captions.decode(words)) == said(text))
    assert np.mean(right[::2]) >= 0.7 and np.mean(right[1::2]) <= 0.2
