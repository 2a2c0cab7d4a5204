"""What is true of every scene that `helpers.shapes` draws."""

import re

import numpy as np
import pytest

from helpers.shapes import CLASSES, COLORS, KEYPOINTS, LARGE, SMALL, Thing, images, scene

SCENES = [(seed, size, things) for seed in range(25) for size in (32, 64) for things in (1, 2, 3)]


@pytest.fixture(scope="module")
def scenes():
    return [scene(*arguments) for arguments in SCENES]


def test_there_are_ten_classes_of_five_key_points():
    assert len(CLASSES) == len(set(CLASSES)) == 10
    assert set(KEYPOINTS) == set(CLASSES)
    assert {len(names) for names in KEYPOINTS.values()} == {5}


def test_a_picture_is_square_and_in_range(scenes):
    for (_, size, things), drawn in zip(SCENES, scenes, strict=True):
        assert drawn.image.shape == (size, size, 3)
        assert drawn.image.dtype == np.float64
        assert drawn.image.min() >= 0
        assert drawn.image.max() <= 1
        assert len(drawn.things) == things


def test_the_same_seed_gives_the_same_scene():
    once, again = scene(7, 64, 3), scene(7, 64, 3)
    np.testing.assert_array_equal(once.image, again.image)
    assert once.caption == again.caption
    for one, other in zip(once.things, again.things, strict=True):
        assert (one.name, one.color, one.box) == (other.name, other.color, other.box)
        np.testing.assert_array_equal(one.mask, other.mask)
        np.testing.assert_array_equal(one.keypoints, other.keypoints)


def test_a_scene_is_the_same_at_every_size():
    small, large = scene(5, 32, 2), scene(5, 64, 2)
    for one, other in zip(small.things, large.things, strict=True):
        assert (one.name, one.color) == (other.name, other.color)
        np.testing.assert_allclose(2 * np.array(one.box), other.box, atol=2.5)
        np.testing.assert_allclose(2 * one.keypoints, other.keypoints)
    halved = large.image.reshape(32, 2, 32, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - small.image).mean() < 0.05


def test_another_seed_gives_another_picture():
    assert len({scene(seed).image.tobytes() for seed in range(50)}) == 50
    assert not np.array_equal(images(10, seed=0)[0], images(10, seed=1)[0])


def test_global_random_state_is_left_alone():
    before = np.random.get_state()
    scene(0)
    images(3)
    after = np.random.get_state()
    np.testing.assert_array_equal(before[1], after[1])
    assert before[2:] == after[2:]


def test_boxes_are_tight_around_the_masks(scenes):
    for thing in (thing for drawn in scenes for thing in drawn.things):
        x0, y0, x1, y1 = thing.box
        inside = thing.mask[y0:y1, x0:x1]
        assert inside.sum() == thing.mask.sum()
        assert inside[0].any() and inside[-1].any()
        assert inside[:, 0].any() and inside[:, -1].any()


def test_masks_are_disjoint_and_can_be_seen(scenes):
    for drawn in scenes:
        masks = np.array([thing.mask for thing in drawn.things])
        assert masks.dtype == bool
        assert masks.shape[1:] == drawn.image.shape[:2]
        assert masks.sum(axis=0).max() == 1
        assert masks.mean(axis=(1, 2)).min() > 0.015


def test_a_thing_differs_from_what_is_behind_it(scenes):
    for drawn in scenes:
        nothing = ~np.any([thing.mask for thing in drawn.things], axis=0)
        for thing in drawn.things:
            inside, outside = drawn.image[thing.mask], drawn.image[nothing]
            assert np.abs(np.median(inside, axis=0) - np.median(outside, axis=0)).max() > 0.1


def test_key_points_lie_on_their_masks(scenes):
    for drawn in scenes:
        for thing in drawn.things:
            assert thing.keypoints.shape == (5, 2)
            x, y = thing.keypoints[~np.isnan(thing.keypoints).any(axis=1)].astype(int).T
            assert len(x) >= 2
            assert near(thing.mask)[y, x].all()


def test_one_thing_alone_shows_all_its_key_points(scenes):
    alone = [drawn.things[0] for drawn in scenes if len(drawn.things) == 1]
    assert not any(np.isnan(thing.keypoints).any() for thing in alone)


def test_a_key_point_that_is_covered_is_not_a_number():
    things = [thing for seed in range(60) for thing in scene(seed, 64, 3).things]
    hidden = [thing for thing in things if np.isnan(thing.keypoints).any()]
    assert 0 < len(hidden) < len(things) / 4
    for thing in hidden:
        x, y = np.isnan(thing.keypoints).T
        np.testing.assert_array_equal(x, y)


def test_names_and_colors_are_known_and_colors_differ(scenes):
    for drawn in scenes:
        colors = [thing.color for thing in drawn.things]
        assert set(colors) <= set(COLORS)
        assert len(set(colors)) == len(colors)
        assert {thing.name for thing in drawn.things} <= set(CLASSES)


def test_the_label_is_the_class_of_the_thing_with_most_pixels(scenes):
    for drawn in scenes:
        assert CLASSES[drawn.label] == largest(drawn.things).name


def test_the_caption_begins_with_the_largest_thing_and_names_each_once(scenes):
    for drawn in scenes:
        phrases = re.findall(r"\ban? (?:small |large )?(\w+ \w+)", drawn.caption)
        assert sorted(phrases) == sorted(f"{thing.color} {thing.name}" for thing in drawn.things)
        main = largest(drawn.things)
        assert phrases[0] == f"{main.color} {main.name}"


def test_size_words_are_true_of_the_boxes(scenes):
    for drawn in scenes:
        for thing in drawn.things:
            x0, y0, x1, y1 = thing.box
            side = max(x1 - x0, y1 - y0) / len(drawn.image)
            words = f"{thing.color} {thing.name}"
            assert (f"small {words}" in drawn.caption) == (side < SMALL)
            assert (f"large {words}" in drawn.caption) == (side > LARGE)


def test_the_captions_words_of_place_are_true_of_the_boxes(scenes):
    seen = set()
    for drawn in scenes:
        main = largest(drawn.things)
        others = {thing.color: thing for thing in drawn.things}
        places = re.findall(
            r"(above|below|left of|right of) an? (?:small |large )?(\w+)", drawn.caption
        )
        assert len(places) == len(drawn.things) - 1
        for place, color in places:
            dx, dy = middle(main) - middle(others[color])
            seen.add(place)
            assert {"left of": dx < 0, "right of": dx > 0, "above": dy < 0, "below": dy > 0}[place]
            assert (abs(dx) > abs(dy)) == place.endswith("of")
    assert len(seen) == 4


def test_articles_fit_the_word_that_follows(scenes):
    for drawn in scenes:
        for article, word in re.findall(r"\b(an?) (\w+)", drawn.caption):
            assert (article == "an") == word.startswith("o")


def test_seeds_keep_their_scenes():
    """A lesson may speak of what one seed shows."""
    assert scene(0, 64, 1).caption == "a blue ball"
    assert scene(1, 64, 2).caption == "an orange house above a small red flower"
    assert (
        scene(2, 64, 3).caption
        == "a small red ball above a small orange heart and above a small pink moon"
    )


def test_images_are_balanced_and_in_mixed_order():
    pictures, labels = images(100, seed=3)
    assert pictures.shape == (100, 32, 32, 3)
    assert pictures.dtype == np.float64
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    assert labels.dtype == np.int64
    np.testing.assert_array_equal(np.bincount(labels), [10] * 10)
    assert len(set(labels[:10])) > 3
    assert (np.diff(labels) < 0).any()


def test_images_are_the_same_for_the_same_seed():
    for one, other in zip(images(20, seed=4), images(20, seed=4), strict=True):
        np.testing.assert_array_equal(one, other)


def test_no_images_and_other_sizes():
    pictures, labels = images(0)
    assert pictures.shape == (0, 32, 32, 3)
    assert labels.shape == (0,)
    assert images(2, size=48)[0].shape == (2, 48, 48, 3)


@pytest.mark.parametrize("things", [0, 4, -1])
def test_a_scene_holds_one_to_three_things(things):
    with pytest.raises(ValueError, match=f"Got {things}"):
        scene(0, things=things)


def test_a_picture_is_32_pixels_or_more():
    with pytest.raises(ValueError, match="Got 16"):
        scene(0, size=16)
    with pytest.raises(ValueError, match="Got 31"):
        images(1, size=31)


def test_a_line_separates_few_pictures_and_their_edges_more():
    """Shape is what tells the classes apart: colours say little, pixels in place not much more."""
    from skimage.feature import hog
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    def accuracy(features: np.ndarray) -> float:
        features = StandardScaler().fit(features[:1000]).transform(features)
        model = LogisticRegression(C=0.0003, max_iter=200).fit(features[:1000], labels[:1000])
        return model.score(features[1000:], labels[1000:])

    pictures, labels = images(1500)
    edges = [hog(picture, 9, (8, 8), (2, 2), channel_axis=2) for picture in pictures]
    assert accuracy(pictures.mean(axis=(1, 2))) < 0.25
    pixels = accuracy(pictures[:, ::2, ::2].reshape(1500, -1))
    assert 0.2 < pixels < 0.5
    assert accuracy(np.array(edges)) > pixels + 0.15


def largest(things: tuple[Thing, ...]) -> Thing:
    return max(things, key=lambda thing: thing.mask.sum())


def middle(thing: Thing) -> np.ndarray:
    x0, y0, x1, y1 = thing.box
    return np.array([x0 + x1, y0 + y1]) / 2


def near(mask: np.ndarray) -> np.ndarray:
    """The mask and the pixels that touch it: the tip of a star covers less than half a pixel."""
    wide = np.pad(mask, 1)
    height, width = mask.shape
    return np.any([wide[i : i + height, j : j + width] for i in range(3) for j in range(3)], axis=0)
