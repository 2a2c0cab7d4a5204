"""grad_cam: where in a layer's maps lies what speaks for one class."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def grad_cam(activations, gradients):
    """Where in a layer's maps lies what speaks for a class: Grad-CAM.

    activations: (C, h, w), the maps of a layer for one image; gradients: (C, h, w), of
    the score of the class by these maps. A map's weight is the mean of its gradients
    over all places. The maps are added up with these weights, and what is negative in
    the sum becomes 0.
    Returns floats (h, w), not scaled any further: where nothing speaks for the class,
    all of them are 0. Neither argument is changed.

    Source: Selvaraju et al., "Grad-CAM", 2017.
    """
    weights = gradients.mean(axis=(1, 2))
    return np.maximum(0, np.tensordot(weights, activations, axes=1))


def _weighted(weights, activations, bend=True):
    """The sum of the maps, each times one weight, for the mistakes."""
    summed = (weights[:, None, None] * activations).sum(axis=0)
    return np.maximum(0, summed) if bend else summed


def leaves_out_the_relu(activations, gradients):
    """Your map has negative numbers where something speaks against the class. Only what speaks for
    it is asked for."""
    return _weighted(gradients.mean(axis=(1, 2)), activations, bend=False)


def takes_the_magnitude_of_the_sum(activations, gradients):
    """What speaks against the class lights up as much as what speaks for it. Of the sum, the
    negative numbers become 0; they do not change their sign."""
    return np.abs(_weighted(gradients.mean(axis=(1, 2)), activations, bend=False))


def bends_the_gradients(activations, gradients):
    """Negative gradients are gone before their mean is taken, so nothing can speak against the
    class any more. Bend the sum, not its parts."""
    return _weighted(np.maximum(0, gradients).mean(axis=(1, 2)), activations)


def bends_the_weights(activations, gradients):
    """Maps with a negative weight are left out. They count against the class where they are bright:
    bend the sum, and not the weights."""
    return _weighted(np.maximum(0, gradients.mean(axis=(1, 2))), activations)


def bends_each_map_by_itself(activations, gradients):
    """Each weighted map loses its negative numbers before the maps are added, so what one map says
    for the class is not weighed against what another says. First the sum, then the ReLU."""
    return np.maximum(0, gradients.mean(axis=(1, 2))[:, None, None] * activations).sum(axis=0)


def weighs_by_the_activations(activations, gradients):
    """A map's weight is worked out from the map itself. It should say how the score depends on the
    map, and that is in the other argument."""
    return _weighted(activations.mean(axis=(1, 2)), activations)


def exchanges_maps_and_gradients(activations, gradients):
    """Activations and gradients have changed places: the weights come from the maps, and the
    gradients are added up. Which of the two is to be looked at, and which says how much it
    matters?"""
    return _weighted(activations.mean(axis=(1, 2)), gradients)


def multiplies_place_by_place(activations, gradients):
    """Each place has a weight of its own, its gradient there. That is another method: here a whole
    map has one weight, the mean over its places."""
    return np.maximum(0, (activations * gradients).sum(axis=0))


def sums_the_gradients(activations, gradients):
    """Your map is h · w times too large: the gradients are added up. A map's weight is their
    mean, else larger maps would weigh more."""
    return _weighted(gradients.sum(axis=(1, 2)), activations)


def takes_the_largest_gradient(activations, gradients):
    """A map's weight is its largest gradient. One place would decide for all: take the mean."""
    return _weighted(gradients.max(axis=(1, 2)), activations)


def averages_the_maps(activations, gradients):
    """You average over the maps, and the result is C times too small. They are added up."""
    return grad_cam(activations, gradients) / len(activations)


def scales_to_one(activations, gradients):
    """Your map is divided by its largest number. Leave it as it is: an empty map would be 0 / 0,
    and two maps could no longer be compared."""
    heat = grad_cam(activations, gradients)
    return heat / heat.max() if heat.max() > 0 else heat


def takes_magnitudes_of_gradients(activations, gradients):
    """The signs of the gradients are gone before their mean is taken. A map that lowers the score
    should count against the class, so the sign stays."""
    return _weighted(np.abs(gradients).mean(axis=(1, 2)), activations)


def bends_the_activations(activations, gradients):
    """The maps lose their negative numbers before they are added up. Take them as they are: only
    the sum is bent."""
    return _weighted(gradients.mean(axis=(1, 2)), np.maximum(0, activations))


def takes_the_brightest_of_the_maps(activations, gradients):
    """At each place only the largest of the weighted maps is left. All of them have a say: add
    them up."""
    weighted = gradients.mean(axis=(1, 2))[:, None, None] * activations
    return np.maximum(0, weighted.max(axis=0))


def keeps_the_last_map_only(activations, gradients):
    """Only the last map is left: each one takes the place of those before. Add it to them."""
    return np.maximum(0, gradients[-1].mean() * activations[-1])


def adds_the_maps_without_weights(activations, gradients):
    """The maps are added up as they are, whichever class was asked for. How much a map matters to
    the class is told by its gradients."""
    return np.maximum(0, activations.sum(axis=0))


def stretches_from_its_darkest_place(activations, gradients):
    """Your map always runs from 0 to 1, so its darkest place is 0 even where that place speaks for
    the class, and a flat map is 0 / 0. Leave it as the ReLU makes it."""
    heat = grad_cam(activations, gradients)
    return (heat - heat.min()) / (heat.max() - heat.min())


def divides_by_zero_where_nothing_is_left(activations, gradients):
    """You scale the map so that its largest number is 1, and where nothing speaks for the class
    that is 0 / 0. The map is not to be scaled at all."""
    heat = grad_cam(activations, gradients)
    return heat / heat.max()


def means_over_channels_and_rows(activations, gradients):
    """Your mean runs over the channels and the rows, so a number for each column is left. A weight
    belongs to a map: C of them should be left, which C = w hides."""
    return _weighted(gradients.mean(axis=(0, 1)), activations)


def means_over_channels_and_columns(activations, gradients):
    """Your mean runs over the channels and the columns, so a number for each row is left. A weight
    belongs to a map: C of them should be left, which C = h hides."""
    return _weighted(gradients.mean(axis=(0, 2)), activations)


def one_weight_for_all_maps(activations, gradients):
    """One number is left as the weight of all maps: the mean ran over the channels too. Each map
    has its own weight."""
    return np.maximum(0, (gradients.mean() * activations).sum(axis=0))


def weighs_each_place_by_the_mean_map(activations, gradients):
    """Your mean runs over the channels, so each place gets a weight. It should run over the places,
    so that each channel gets one."""
    return np.maximum(0, (gradients.mean(axis=0) * activations).sum(axis=0))


def weighs_columns(activations, gradients):
    """C weights times maps (C, h, w) meet at the last axis, so each column gets the weight of a
    map. Give the weights two more axes."""
    return np.maximum(0, (gradients.mean(axis=(1, 2)) * activations).sum(axis=0))


def weighs_rows(activations, gradients):
    """Weights (C, 1) times maps (C, h, w) meet at the rows, so each row gets the weight of a map.
    They need one axis more."""
    return np.maximum(0, (gradients.mean(axis=(1, 2))[:, None] * activations).sum(axis=0))


def adds_rows_instead_of_maps(activations, gradients):
    """The sum runs over the rows of each map, and the channels stay. Add the maps up: which axis
    counts them?"""
    return np.maximum(0, (gradients.mean(axis=(1, 2))[:, None, None] * activations).sum(axis=1))


def adds_places_too(activations, gradients):
    """The sum runs over the places too, and a single number is left. Add up the maps only: at each
    place a number should stay."""
    return np.maximum(0, (gradients.mean(axis=(1, 2))[:, None, None] * activations).sum())


def leaves_the_maps_apart(activations, gradients):
    """The weighted maps are still apart, C of them. Add them up, along the channels."""
    return np.maximum(0, gradients.mean(axis=(1, 2))[:, None, None] * activations)


def keeps_an_axis_for_the_channels(activations, gradients):
    """The numbers are right, and one axis too many stands in front. The map has rows and columns
    only."""
    return grad_cam(activations, gradients)[None]


def turns_the_heat_over(activations, gradients):
    """Rows and columns of your map have changed places."""
    return grad_cam(activations, gradients).T


def weighs_the_maps_in_place(activations, gradients):
    """`*=` writes into the activations themselves. Make a new array, without the equals sign."""
    heat = grad_cam(activations, gradients)
    activations *= gradients.mean(axis=(1, 2))[:, None, None]
    return heat


def _maps(rng: np.random.Generator, *shape: int, negative: bool = False) -> np.ndarray:
    """Activations as after a ReLU, some of them 0; or of both signs, as before one."""
    numbers = rng.integers(-40 if negative else -10, 60, shape) / 10
    return numbers if negative else np.maximum(0, numbers)


def _slopes(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Of both signs in every map, with means that are far from 0."""
    towards = rng.permutation(np.arange(shape[0]) % 2 * 2 - 1) * rng.uniform(0.5, 1.5, shape[0])
    return (rng.integers(-20, 21, shape) / 10 + towards[:, None, None]).round(1)


def _case(seed: int, *shape: int, negative: bool = False) -> Call:
    rng = np.random.default_rng(seed)
    return call(_maps(rng, *shape, negative=negative), _slopes(rng, *shape))


def one_map(rng: np.random.Generator) -> Call:
    shape = 1, *(int(side) for side in rng.choice([2, 3, 4], 2, replace=False))
    return call(_maps(rng, *shape, negative=True), np.abs(_slopes(rng, *shape)))


def several_maps(rng: np.random.Generator) -> Call:
    shape = [int(side) for side in rng.choice([2, 3, 4, 5], 3, replace=False)]
    return call(_maps(rng, *shape, negative=bool(rng.integers(2))), _slopes(rng, *shape))


def nothing_left(rng: np.random.Generator) -> Call:
    """In one map of two places more speaks against the class than for it, or everything does."""
    maps = rng.integers(1, 60, (2, 2, 3)) / 10
    return call(maps, (_slopes(rng, 2, 2, 3) - rng.choice([0.4, 4.0])).round(1))


def as_many_maps(rng: np.random.Generator) -> Call:
    C, other = (int(side) for side in rng.choice([2, 3, 4], 2, replace=False))
    shape = [(C, C, other), (C, other, C), (C, C, C)][rng.integers(3)]
    return call(_maps(rng, *shape), _slopes(rng, *shape))


EXERCISE = Exercise(
    solution=grad_cam,
    parts=[
        Part(
            "one map",
            [
                call(np.array([[[1.0, 0.0, 3.0]]]), np.array([[[0.5, -0.2, 0.9]]])),
                call(np.array([[[2.0, 1.0], [4.0, 3.0]]]), np.array([[[0.5, 1.5], [-0.5, 0.1]]])),
                _case(1, 1, 2, 3, negative=True),
                drawn(one_map, 2),
            ],
        ),
        Part(
            "several maps",
            [
                call(
                    np.array([[[1.0, 2.0, 3.0]], [[4.0, 0.0, 1.0]]]),
                    np.array([[[1.0, -0.5, 2.5]], [[-1.0, 0.5, -1.0]]]),
                ),
                _case(2, 2, 3, 4),
                _case(3, 4, 3, 2, negative=True),
                _case(4, 3, 2, 1),
                drawn(several_maps, 3),
            ],
        ),
        Part(
            "nothing left",
            [
                call(np.array([[[1.0, 2.0]]]), np.array([[[-1.0, -0.5]]])),
                call(
                    np.array([[[1.0, 2.0]], [[2.0, 1.0]]]), np.array([[[-3.0, 1.0]], [[-0.5, 1.5]]])
                ),
                call(
                    np.array([[[4.0, 1.0], [0.0, 2.0]], [[1.0, 3.0], [2.0, 1.0]]]),
                    np.array([[[3.0, -1.0], [0.5, 1.5]], [[-3.0, 1.0], [-4.0, -2.0]]]),
                ),
                drawn(nothing_left, 2),
            ],
        ),
        Part(
            "as many maps as rows or columns",
            [_case(6, 2, 2, 3), _case(7, 2, 3, 2), _case(8, 3, 3, 3), drawn(as_many_maps, 3)],
        ),
    ],
    hints=[
        "Two steps: one weight for each map, a number that says how much the score would gain if "
        "the whole map became brighter; then the sum of the maps, each times its weight.",
        "gradients.mean over the axes of the places leaves C weights. Shaped (C, 1, 1), they can "
        "be multiplied by the maps (C, h, w), and the channels are then added up.",
        "Last of all np.maximum(0, ...) takes away what speaks against the class. No division "
        "follows.",
    ],
)
