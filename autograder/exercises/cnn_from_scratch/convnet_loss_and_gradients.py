"""convnet_loss_and_gradients: the mean cross-entropy of a small ConvNet, in nats, and its
gradients.
"""

from collections.abc import Callable

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.cnn_from_scratch.shared import numbers
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    """The mean cross-entropy of a small ConvNet, in nats, and its gradients.

    The layers: convolution with stride 1, padded so that the maps are as large as the
    images; ReLU; max pooling with windows of 2×2 and stride 2; a fully connected layer.
    params: a dict of W1 (F, C, k, k), k odd, b1 (F,), W2 (K, F * H/2 * W/2), b2 (K,).
    X: (N, C, H, W), H and W even; y: (N,), ints from 0 to K - 1.
    Returns the loss, a float, and a dict of gradients, keys and shapes as in params.
    """
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    N, padding = len(X), W1.shape[-1] // 2

    maps = networks.conv_forward(X, W1, b1, padding)
    active = np.maximum(0, maps)
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(N, -1)
    scores = flat @ W2.T + b2

    shifted = scores - scores.max(axis=1, keepdims=True)
    sums = np.exp(shifted).sum(axis=1)
    loss = float(np.mean(np.log(sums) - shifted[np.arange(N), y]))

    dscores = np.exp(shifted) / sums[:, None]
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dflat = dscores @ W2
    dactive = networks.max_pool_backward(dflat.reshape(pooled.shape), active)
    dmaps = dactive * (maps > 0)
    _, dW1, db1 = networks.conv_backward(dmaps, X, W1, padding)
    return loss, {"W1": dW1, "b1": db1, "W2": dscores.T @ flat, "b2": dscores.sum(axis=0)}


def chain(params, X, y, *faults):
    """Loss and gradients of the network with faults, for the mistakes."""
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    N, _, H, W = X.shape
    F, _, k, _ = W1.shape
    r = k // 2
    padded = np.pad(X, ((0, 0), (0, 0), (r, r), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
    filters = W1[..., ::-1, ::-1] if "turned filters" in faults else W1
    maps = np.einsum("nchwij,fcij->nfhw", windows, filters)
    if "no b1" not in faults:
        maps = maps + b1[:, None, None]
    active = maps if "no ReLU" in faults else np.maximum(0, maps)
    H, W = maps.shape[2:]
    blocks = active.reshape(N, F, H // 2, 2, W // 2, 2).transpose(0, 1, 2, 4, 3, 5)
    blocks = blocks.reshape(N, F, H // 2, W // 2, 4)
    pooled = blocks.mean(axis=-1) if "mean pooling" in faults else blocks.max(axis=-1)
    flat = pooled.transpose(0, 2, 3, 1) if "channels last" in faults else pooled
    flat = flat.reshape(N, -1)
    scores = flat @ W2.T
    if "no b2" not in faults:
        scores = scores + b2
    if "ReLU of scores" in faults:
        scores = np.maximum(0, scores)

    axis = 0 if "softmax along the batch" in faults else 1
    largest = scores.max(axis=axis, keepdims=True)
    if "bare exp" in faults or "one maximum" in faults:
        largest = scores.max() if "one maximum" in faults else 0
    shifted = scores - largest
    p = np.exp(shifted) / np.exp(shifted).sum(axis=axis, keepdims=True)
    true = (
        shifted[np.arange(N), y] - np.log(np.exp(shifted).sum(axis=axis))[y if axis == 0 else ...]
    )
    if "logarithm of p" in faults or "bare exp" in faults:
        true = np.log(p[np.arange(N), y])
    for fault in faults:
        if fault.startswith("floor"):
            true = np.log(np.maximum(p[np.arange(N), y], float(fault.split()[1])))
    loss = -true.sum() if "sum" in faults else -true.mean()
    if "base 2" in faults:
        loss = loss / np.log(2)

    dscores = p.copy()
    if "classes of y" in faults:
        dscores -= np.eye(y.max() + 1)[y]
    elif "no truth" not in faults:
        dscores[slice(None) if "all rows" in faults else np.arange(N), y] -= 1
    if "sum" not in faults and "gradients of the sum" not in faults:
        dscores = dscores / N
    if "divided twice" in faults:
        dscores = dscores / N
    if "ReLU of scores" in faults:
        dscores = dscores * (scores > 0)
    dflat = dscores @ W2
    if "channels last" in faults or "back channels last" in faults:
        dpooled = dflat.reshape(N, H // 2, W // 2, F).transpose(0, 3, 1, 2)
    else:
        dpooled = dflat.reshape(pooled.shape)
    if "mean pooling" in faults or "shared by all four" in faults:
        dblocks = np.repeat(dpooled[..., None] / 4, 4, axis=-1)
    elif "all of it to all four" in faults:
        dblocks = np.repeat(dpooled[..., None], 4, axis=-1)
    else:
        dblocks = np.zeros(blocks.shape)
        np.put_along_axis(dblocks, blocks.argmax(axis=-1)[..., None], dpooled[..., None], -1)
    dactive = dblocks.reshape(N, F, H // 2, W // 2, 2, 2).transpose(0, 1, 2, 4, 3, 5)
    dactive = dactive.reshape(maps.shape)
    dmaps = dactive * (maps > 0)
    if "no gate" in faults or "no ReLU" in faults:
        dmaps = dactive
    if "times the map" in faults:
        dmaps = dactive * active
    if "gate of the gradient" in faults:
        dmaps = np.maximum(0, dactive)
    dW1 = np.einsum("nfhw,nchwij->fcij", dmaps, windows)
    if "turned filters" in faults or "turned dW1" in faults:
        dW1 = dW1[..., ::-1, ::-1]
    db1, db2 = dmaps.sum(axis=(0, 2, 3)), dscores.sum(axis=0)
    if "b2 over classes" in faults:
        db2 = dscores.sum(axis=1)
    if "one db2" in faults:
        db2 = dscores.mean(axis=0)
    if "one db1" in faults:
        db1 = dmaps.mean(axis=(0, 2, 3))
    if "all three in turn" in faults:
        dW1, db1, _ = networks.conv_backward(dmaps, X, W1, r)
    return float(loss), {"W1": dW1, "b1": db1, "W2": dscores.T @ flat, "b2": db2}


def chain_where_it_fits(padding, params, X, y):
    """Loss and gradients, or the error that comes of another padding than W1 needs."""
    maps = networks.conv_forward(X, params["W1"], params["b1"], padding)
    flat = networks.max_pool_forward(np.maximum(0, maps)).reshape(len(X), -1)
    _ = flat @ params["W2"].T
    return chain(params, X, y)


def adds_the_losses_up(params, X, y):
    """Loss and gradients are those of the sum over the images. With the mean, a rate that suits one
    size of batch suits another."""
    return chain(params, X, y, "sum")


def forgets_n_in_the_gradients(params, X, y):
    """The loss is a mean, the gradients are those of a sum. The 1 / N of the mean is a factor like
    any other, and goes back with the rest."""
    return chain(params, X, y, "gradients of the sum")


def divides_by_n_twice(params, X, y):
    """The gradients are divided by the number of images twice. Do it in one place, where the scores
    meet the loss."""
    return chain(params, X, y, "divided twice")


def forgets_the_true_class(params, X, y):
    """All gradients come from the probabilities alone, so that every score is pushed down. Which
    one has to go up?"""
    return chain(params, X, y, "no truth")


def exponentiates_bare_scores(params, X, y):
    """Large scores overflow: exp of 1,000 is inf, and what is made of it inf or nan. Subtract the
    largest score of each image first, which changes no probability."""
    return chain(params, X, y, "bare exp")


def takes_the_logarithm_of_zero(params, X, y):
    """Where the true class is far behind, its probability is rounded to 0 and the loss becomes
    infinite. Take the logarithm of the sum and the score apart: log(p) is a difference."""
    return chain(params, X, y, "logarithm of p")


def clips_probabilities(params, X, y):
    """Where the true class is far behind, the loss stops growing at 27.6, since a tiny number was
    put in place of the probability. Compute log(p) without p."""
    return chain(params, X, y, "floor 1e-12")


def floors_probabilities_at_1e_8(params, X, y):
    """The loss of an image is never above 18.4: something of 1e-8 keeps the probability from 0.
    Take the shifted score minus the logarithm of the sum, and no floor is needed."""
    return chain(params, X, y, "floor 1e-8")


def floors_probabilities_at_1e_10(params, X, y):
    """The loss of an image is never above 23: a floor of 1e-10 lies under the probability. The
    logarithm can be worked out without it, as a difference."""
    return chain(params, X, y, "floor 1e-10")


def floors_probabilities_at_1e_15(params, X, y):
    """The loss of an image is never above 34.5, the logarithm of a floor of 1e-15. Losses may be
    larger: subtract the logarithm of the sum from the shifted score."""
    return chain(params, X, y, "floor 1e-15")


def shifts_by_the_maximum_of_the_batch(params, X, y):
    """One maximum is taken for the whole batch. An image whose scores all lie far below it gets
    sums of 0: each image needs its own, along the classes."""
    return chain(params, X, y, "one maximum", "logarithm of p")


def sums_exponentials_far_below_zero(params, X, y):
    """The scores are shifted by one maximum for the whole batch, so that the sum of an image far
    below it is rounded to 0. Take the largest score of each image, with keepdims."""
    return chain(params, X, y, "one maximum")


def subtracts_one_in_every_row(params, X, y):
    """dscores[:, y] takes the columns of all labels in every row, so that each image loses 1 at the
    classes of the others as well. Name a row for each label."""
    return chain(params, X, y, "all rows")


def counts_the_classes_in_the_labels(params, X, y):
    """You take as many classes as the labels name. A batch need not hold the last class: b2 says
    how many there are."""
    return chain(params, X, y, "classes of y")


def measures_the_loss_in_bits(params, X, y):
    """The logarithm is to base 2. Losses are in nats here, and the gradients that you return belong
    to nats."""
    return chain(params, X, y, "base 2")


def normalises_along_the_batch(params, X, y):
    """Softmax goes along the batch, so images share their probabilities. Those of one image add up
    to 1, over its classes."""
    return chain(params, X, y, "softmax along the batch")


def leaves_the_maps_below_zero(params, X, y):
    """Maps go into pooling as the filters made them. Where is ReLU?"""
    return chain(params, X, y, "no ReLU")


def bends_the_scores_too(params, X, y):
    """Scores below 0 are cut off. After the last layer comes no ReLU: softmax takes any number."""
    return chain(params, X, y, "ReLU of scores")


def lets_everything_through_the_gate(params, X, y):
    """Going back, the gradient passes ReLU where it was shut. What is 0 whatever its input has the
    slope 0."""
    return chain(params, X, y, "no gate")


def bends_the_gradient(params, X, y):
    """You applied ReLU to the gradient. Its sign does not matter; whether a gate is open was
    decided by the map, going forward."""
    return chain(params, X, y, "gate of the gradient")


def multiplies_by_the_map(params, X, y):
    """Going back through ReLU, you multiply by the map. Its slope is 1 where the map is above 0,
    not the map itself."""
    return chain(params, X, y, "times the map")


def pools_the_mean(params, X, y):
    """The loss fits average pooling. Here the largest number of each window goes on."""
    return chain(params, X, y, "mean pooling")


def shares_among_the_window(params, X, y):
    """Going back through pooling, all four numbers of a window get a quarter. Only the largest one
    had a say."""
    return chain(params, X, y, "shared by all four")


def gives_the_whole_window_everything(params, X, y):
    """Going back through pooling, all four numbers of a window get the whole gradient. It belongs
    to the winner alone."""
    return chain(params, X, y, "all of it to all four")


def convolves_with_turned_filters(params, X, y):
    """The filters are turned by half a circle. That is the convolution of mathematicians; the
    layers of this course lay the filter on the image as it is."""
    return chain(params, X, y, "turned filters")


def turns_the_gradient_of_the_filters(params, X, y):
    """The gradient of the filters is turned by half a circle. Filters are turned for the gradient
    of the image, which is not needed here."""
    return chain(params, X, y, "turned dW1")


def convolves_without_padding(params, X, y):
    """Filters wider than one pixel end in an error: somewhere the padding is missing. Forward it
    keeps the maps as large as the images, and backward the filters have to meet the same frame."""
    return chain_where_it_fits(0, params, X, y)


def always_pads_by_one(params, X, y):
    """Padding by 1 suits filters of 3×3, and other sizes end in an error: the maps are not as large
    as the images any more. Work the padding out from W1, forward and backward."""
    return chain_where_it_fits(1, params, X, y)


def forgets_the_first_biases(params, X, y):
    """The loss is that of a network without b1. Each filter adds its bias to the whole map."""
    return chain(params, X, y, "no b1")


def forgets_the_last_biases(params, X, y):
    """The loss is that of a network without b2. Each class adds its bias to its score."""
    return chain(params, X, y, "no b2")


def flattens_channels_last(params, X, y):
    """The numbers go into the last layer pixel by pixel. W2 expects them map by map, as reshape
    gives them when no axis is moved."""
    return chain(params, X, y, "channels last")


def unflattens_channels_last(params, X, y):
    """Loss and last layer are right. Going back, you give the flat gradient a shape in which the
    maps come last: it has to get the shape that was flattened."""
    return chain(params, X, y, "back channels last")


def averages_the_first_biases(params, X, y):
    """The gradient of b1 is a mean over the places. A bias is added at each place, so that what
    comes back from them adds up."""
    return chain(params, X, y, "one db1")


def averages_the_last_biases(params, X, y):
    """The gradient of b2 is divided by the number of images once more. Where the scores meet the
    loss, that was done for all: sum here."""
    return chain(params, X, y, "one db2")


def averages_the_first_biases_over_images(params, X, y):
    """The gradient of b1 is divided by the number of images once more. The scores have been divided
    already: here you sum, over images, rows and columns."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "b1": grads["b1"] / len(X)}


def makes_one_number_of_the_first_biases(params, X, y):
    """The gradient of b1 is a single number. Each filter has a bias, so one axis stays out of the
    sum."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "b1": grads["b1"].sum()}


def sums_the_classes_for_the_last_biases(params, X, y):
    """The gradient of b2 is summed over the classes, which leaves about 0 for each image. Sum over
    the images: a bias belongs to a class."""
    return chain(params, X, y, "b2 over classes")


def turns_the_gradients_round(params, X, y):
    """All gradients have the opposite sign. Of the scores it is the probability minus 1 at the true
    class, and who makes the step subtracts."""
    loss, grads = chain(params, X, y)
    return loss, {name: -grads[name] for name in grads}


def turns_the_loss_round(params, X, y):
    """The loss is negative. The logarithm of a probability is below 0, and the loss is its
    opposite."""
    loss, grads = chain(params, X, y)
    return -loss, grads


def adds_up_the_loss_alone(params, X, y):
    """The gradients are those of the mean, and the loss is a sum over the images. Divide it by
    their number."""
    loss, grads = chain(params, X, y)
    return loss * len(X), grads


def does_the_last_layer_only(params, X, y):
    """The gradients of W1 and b1 are not among those that come back. The dict has the four keys of
    params."""
    loss, grads = chain(params, X, y)
    return loss, {name: grads[name] for name in ("W2", "b2")}


def keeps_axes_of_the_biases(params, X, y):
    """The gradients of the biases have axes of length 1 too many. Sum without keepdims: their
    shapes are (F,) and (K,)."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "b1": grads["b1"][:, None, None], "b2": grads["b2"][None]}


def takes_the_gradient_of_the_images(params, X, y):
    """Under W1 stands the gradient of the images, and under b1 that of the filters. conv_backward
    returns three: that of the images first, which nobody needs here."""
    return chain(params, X, y, "all three in turn")


def forgets_n_on_the_way_to_the_filters(params, X, y):
    """The gradients of the last layer are divided by the number of images, those of the filters are
    not. Divide where the scores meet the loss, and both have it."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "W1": grads["W1"] * len(X), "b1": grads["b1"] * len(X)}


def forgets_n_in_the_last_layer(params, X, y):
    """The gradients of the filters are divided by the number of images, those of W2 and b2 are not.
    All four come from the same dscores: divide it once, before you use it."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "W2": grads["W2"] * len(X), "b2": grads["b2"] * len(X)}


def leaves_the_filters_out(params, X, y):
    """The gradients of the filters and their biases are 0: the chain ends at the last layer. Go on
    through pooling, ReLU and convolution."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "W1": 0 * grads["W1"], "b1": 0 * grads["b1"]}


def turns_the_last_weights(params, X, y):
    """The gradient of W2 is transposed. It has the shape of W2, a row for each class."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "W2": grads["W2"].T}


def adds_a_penalty(params, X, y):
    """A penalty on the weights is in your loss, and in the gradients. This function returns the
    cross-entropy alone."""
    loss, grads = chain(params, X, y)
    penalty = sum(0.005 * np.sum(params[name] ** 2) for name in ("W1", "W2"))
    pulled = {name: grads[name] + 0.01 * params[name] for name in ("W1", "W2")}
    return loss + penalty, {**grads, **pulled}


def looks_at_the_first_image_only(params, X, y):
    """Only the first image counts. Is there a return inside of a loop?"""
    return chain(params, X[:1], y[:1])


def looks_at_the_first_channel_only(params, X, y):
    """Images of several channels are treated as if they had one. A filter reaches through all of
    them."""
    loss, grads = chain({**params, "W1": params["W1"][:, :1]}, X[:, :1], y)
    dW1 = np.zeros(params["W1"].shape)
    dW1[:, :1] = grads["W1"]
    return loss, {**grads, "W1": dW1}


def names_the_gradients_otherwise(params, X, y):
    """The keys of your gradients begin with a d. They are to be those of params, so that one loop
    can step along both."""
    loss, grads = chain(params, X, y)
    return loss, {f"d{name}": grads[name] for name in grads}


def returns_gradients_without_names(params, X, y):
    """The gradients come as a tuple. A dict is asked for, with the keys of params."""
    loss, grads = chain(params, X, y)
    return loss, tuple(grads.values())


def returns_five_things(params, X, y):
    """The loss is followed by four arrays. Two things are asked for: the loss, and a dict."""
    loss, grads = chain(params, X, y)
    return loss, *grads.values()


def returns_the_gradients_first(params, X, y):
    """Gradients and loss have changed places."""
    return chain(params, X, y)[::-1]


def returns_the_loss_only(params, X, y):
    """The loss comes back alone, and with a loss alone nothing can be learned. The gradients are
    the second result."""
    return chain(params, X, y)[0]


def makes_a_step_at_once(params, X, y):
    """The parameters come back changed. Stepping is for the one who trains; here nothing moves."""
    loss, grads = chain(params, X, y)
    for name in grads:
        params[name] -= 0.1 * grads[name]
    return loss, grads


def hands_in_the_stand_in(params, X, y):
    """These are the numbers of networks.convnet_loss_and_gradients. They are rounded, good for a
    training and for nothing else: write the chain of layers yourself."""
    return networks.convnet_loss_and_gradients(params, X, y)


def network(
    rng: np.random.Generator,
    N: int,
    channels: int,
    size: tuple[int, int],
    F: int,
    k: int,
    K: int,
    last: float = 1.0,
) -> Call:
    """A small network and a batch. last: the size of the weights of its last layer; where that is
    large, the true class of each image is the one with the lowest score."""
    flat = F * size[0] * size[1] // 4
    params = {
        "W1": numbers(rng, F, channels, k, k),
        "b1": numbers(rng, F, scale=0.5),
        "W2": numbers(rng, K, flat, scale=last),
        "b2": numbers(rng, K),
    }
    X = numbers(rng, N, channels, *size)
    y = rng.permutation(np.arange(N) % K)
    if last > 1:
        y = networks.convnet_scores(params, X).argmin(axis=1)
    return call(params, X, y)


def drawn_network(*sizes, last: float = 1.0) -> Callable[[np.random.Generator], Call]:
    return lambda rng: network(rng, *sizes[rng.integers(len(sizes))], last=last)


def fixed_networks(*sizes, last: float = 1.0, seed: int = 0) -> list[Call]:
    rng = np.random.default_rng(seed)
    return [network(rng, *size, last=last) for size in sizes]


ONE_IMAGE = [(1, 1, (2, 2), 1, 1, 2), (1, 1, (4, 4), 1, 3, 3)]


SEVERAL = [(3, 2, (4, 4), 2, 3, 3), (4, 2, (4, 4), 3, 3, 3)]


FAR_BEHIND = [(1, 1, (2, 2), 1, 1, 2), (2, 1, (4, 4), 2, 3, 3)]


ALL_FAR_BELOW_ZERO = call(
    {
        "W1": np.array([[[[0.5]]]]),
        "b1": np.array([1.0]),
        "W2": np.array([[1.0], [-1.0]]),
        "b2": np.array([-2000.0, -1998.0]),
    },
    np.array([[[[1.0, -1.0], [0.5, 2.0]]]]),
    np.array([1]),
)


NOT_SQUARE = [(2, 1, (4, 6), 2, 1, 3), (3, 2, (4, 2), 2, 5, 3), (2, 2, (2, 6), 3, 3, 4)]


EXERCISE = Exercise(
    solution=convnet_loss_and_gradients,
    torch=True,
    parts=[
        Part(
            "the loss",
            [
                *fixed_networks(*ONE_IMAGE, *SEVERAL),
                drawn(drawn_network(*SEVERAL), 1),
            ],
            item=0,
        ),
        Part(
            "the loss where scores are large, or far apart",
            [
                *fixed_networks(*FAR_BEHIND, last=900.0, seed=5),
                ALL_FAR_BELOW_ZERO,
                drawn(drawn_network(*FAR_BEHIND, last=900.0), 1),
            ],
            item=0,
        ),
        Part(
            "gradients of the last layer",
            [
                *fixed_networks(*SEVERAL, last=0.0, seed=2),
                drawn(drawn_network(*SEVERAL, last=0.0), 1),
            ],
            item=1,
        ),
        Part(
            "all gradients of one image",
            [
                *fixed_networks(*ONE_IMAGE, *ONE_IMAGE[1:], seed=3),
                drawn(drawn_network(*ONE_IMAGE[1:]), 1),
            ],
            item=1,
        ),
        Part(
            "several images, channels and filters",
            [*fixed_networks(*SEVERAL, seed=4), drawn(drawn_network(*SEVERAL), 1)],
        ),
        Part(
            "images not square, other filters",
            [*fixed_networks(*NOT_SQUARE, seed=17), drawn(drawn_network(*NOT_SQUARE), 1)],
        ),
    ],
    hints=[
        "Go forward in five lines and give every result a name: maps, active, pooled, flat, "
        "scores. Then the loss, then back through the same names in reverse.",
        "Of one image the gradient of the scores is its probabilities, with 1 subtracted at "
        "the true class. Divide by the number of images there, and nowhere else.",
        "Backward: dscores @ W2 has the shape of flat; reshape it to that of pooled; "
        "max_pool_backward gives the shape of active; multiply by (maps > 0); conv_backward "
        "does the rest. W2 and b2 get theirs from dscores and flat.",
    ],
)
