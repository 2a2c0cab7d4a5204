"""Wrong answers of lessons 8 to 11 as students write them, and what each is told: the name of its
mistake, or none where no known mistake is true of it. Right ones pass.
"""

from __future__ import annotations

import importlib
import time
from functools import cache
from typing import ClassVar

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from helpers import networks
from helpers.checking.check import check_sheet
from helpers.checking.sheet import Sheet

pytestmark = pytest.mark.thorough

PASSES = "passes"


@cache
def sheet_of(lesson: str, name: str) -> Sheet:
    module = importlib.import_module(f"autograder.exercises.{lesson}.{name}")
    return answer_sheet(module.EXERCISE, PUBLIC_SEED)


ANSWERS = []


def told(lesson: str, name: str, expected: str | None):
    """Declares an answer, and what its author should hear."""

    def add(answer):
        ANSWERS.append(pytest.param(lesson, name, answer, expected, id=answer.__name__))
        return answer

    return add


# Lesson 8, fast convolution.


def unrolled(x, kh, kw, stride, padding):
    """A student's columns, by loops, and the sides of the maps."""
    n, c, h, w = x.shape
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    padded[:, :, padding : h + padding, padding : w + padding] = x
    oh, ow = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    out = np.zeros((n, c * kh * kw, oh * ow))
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + kh, left : left + kw]
            out[:, :, i * ow + j] = window.reshape(n, -1)
    return out, oh, ow


@told("fast_convolution", "conv_forward_fast", "bias_for_every_place")
def bias_along_the_places(x, w, b, stride=1, padding=0):
    columns, oh, ow = unrolled(x, *w.shape[2:], stride, padding)
    product = np.matmul(w.reshape(w.shape[0], -1), columns)
    product = product + b
    return product.reshape(len(x), len(w), oh, ow)


@told("fast_convolution", "conv_forward_fast", "bias_for_every_image")
def bias_along_the_images(x, w, b, stride=1, padding=0):
    columns, oh, ow = unrolled(x, *w.shape[2:], stride, padding)
    maps = np.matmul(w.reshape(w.shape[0], -1), columns).reshape(len(x), len(w), oh, ow)
    return maps + b.reshape(-1, 1, 1, 1)


@told("fast_convolution", "conv_forward_fast", "sizes_of_maps_by_division")
def maps_of_a_float_size(x, w, b, stride=1, padding=0):
    (n, _, h, wd), (f, _, kh, kw) = x.shape, w.shape
    out = np.empty(
        (n, f, (h + 2 * padding - kh) / stride + 1, (wd + 2 * padding - kw) / stride + 1)
    )
    return out + b[:, None, None]


@told("fast_convolution", "conv_forward_fast", "stride_for_the_columns")
def rows_of_windows_one_apart(x, w, b, stride=1, padding=0):
    f, _, kh, kw = w.shape
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    rows = range(padded.shape[2] - kh + 1)
    columns = range(0, padded.shape[3] - kw + 1, stride)
    out = np.zeros((len(x), f, len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = padded[:, :, top : top + kh, left : left + kw].reshape(len(x), -1)
            out[:, :, i, j] = window @ w.reshape(f, -1).T + b
    return out


@told("fast_convolution", "conv_forward_fast", "frame_of_one_pixel_at_most")
def pads_by_one_if_at_all(x, w, b, stride=1, padding=0):
    columns, oh, ow = unrolled(x, *w.shape[2:], stride, 1 if padding else 0)
    out = np.einsum("fk,nkl->nfl", w.reshape(len(w), -1), columns) + b.reshape(1, -1, 1)
    return out.reshape(len(x), len(w), oh, ow)


@told("fast_convolution", "im2col", "reshapes_rows_into_columns")
def rows_in_the_shape_of_columns(x, kernel, stride=1, padding=0):
    columns, oh, ow = unrolled(x, *kernel, stride, padding)
    rows = np.moveaxis(columns, 2, 1).copy()
    return rows.reshape(len(x), -1, oh * ow)


@told("fast_convolution", "im2col", "makes_places_by_division")
def rounds_nothing(x, kernel, stride=1, padding=0):
    rows = (x.shape[2] + 2 * padding - kernel[0]) / stride + 1
    out = []
    for i in range(rows):
        out.append(x[:, :, i * stride])
    return np.array(out)


@told("fast_convolution", "im2col", "drops_a_batch_of_one")
def squeezes_columns(x, kernel, stride=1, padding=0):
    return unrolled(x, *kernel, stride, padding)[0].squeeze()


def unrolled_back(columns, shape, kernel, stride, padding):
    """A student's images from columns, with their frame."""
    n, c, h, w = shape
    kh, kw = kernel
    ow = (w + 2 * padding - kw) // stride + 1
    total = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for k in range(columns.shape[2]):
        top, left = k // ow * stride, k % ow * stride
        window = columns[:, :, k].reshape(n, c, kh, kw)
        total[:, :, top : top + kh, left : left + kw] += window
    return total


@told("fast_convolution", "col2im", "crops_behind_a_frame_of_one")
def crops_from_one_on(columns, shape, kernel, stride=1, padding=0):
    total = unrolled_back(columns, shape, kernel, stride, padding)
    return total[:, :, 1 : shape[2] + 1, 1 : shape[3] + 1]


@told("fast_convolution", "col2im", "adds_up_whole_numbers")
def adds_into_ints(columns, shape, kernel, stride=1, padding=0):
    n, c, h, w = shape
    total = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=int)
    ow = (w + 2 * padding - kernel[1]) // stride + 1
    for k in range(columns.shape[2]):
        top, left = k // ow * stride, k % ow * stride
        window = columns[:, :, k].reshape(n, c, *kernel).astype(int)
        total[:, :, top : top + kernel[0], left : left + kernel[1]] += window
    return total[:, :, padding : padding + h, padding : padding + w]


def gradients(dout, x, w, stride, padding):
    """A student's three gradients, right."""
    f, _, kh, kw = w.shape
    columns = unrolled(x, kh, kw, stride, padding)[0]
    flat = dout.reshape(len(x), f, -1)
    dw = np.einsum("nfl,nkl->fk", flat, columns).reshape(w.shape)
    dcolumns = np.einsum("fk,nfl->nkl", w.reshape(f, -1), flat)
    framed = unrolled_back(dcolumns, x.shape, (kh, kw), stride, padding)
    dx = framed[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, dout.sum((0, 2, 3))


@told("fast_convolution", "conv_backward_fast", PASSES)
def right_gradients(dout, x, w, stride=1, padding=0):
    return gradients(dout, x, w, stride, padding)


@told("fast_convolution", "conv_backward_fast", "db_without_its_axis")
def db_squeezed(dout, x, w, stride=1, padding=0):
    dx, dw, _ = gradients(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(0, 2, 3), keepdims=True).squeeze()


@told("fast_convolution", "conv_backward_fast", "dw_without_axes_of_one")
def dw_squeezed(dout, x, w, stride=1, padding=0):
    dx, dw, db = gradients(dout, x, w, stride, padding)
    return dx, dw.squeeze(), db


@told("fast_convolution", "conv_backward_fast", "whole_numbers_in_dw")
def dw_of_the_type_of_w(dout, x, w, stride=1, padding=0):
    dx, dw, db = gradients(dout, x, w, stride, padding)
    own = np.empty_like(w)
    own[...] = dw
    return dx, own, db


@told("fast_convolution", "conv_backward_fast", "dx_behind_a_frame_of_one")
def dx_from_row_one(dout, x, w, stride=1, padding=0):
    _, dw, db = gradients(dout, x, w, stride, padding)
    dcolumns = np.einsum("fk,nfl->nkl", w.reshape(len(w), -1), dout.reshape(*dout.shape[:2], -1))
    framed = unrolled_back(dcolumns, x.shape, w.shape[2:], stride, padding)
    return framed[:, :, 1 : 1 + x.shape[2], 1 : 1 + x.shape[3]], dw, db


@told("fast_convolution", "conv_backward_fast", "dx_on_top_of_x")
def dx_begun_with_x(dout, x, w, stride=1, padding=0):
    dx, dw, db = gradients(dout, x, w, stride, padding)
    start = np.array(x, float)
    start += dx
    return start, dw, db


@told("fast_convolution", "im2col", "reshapes_channels_into_places")
def channels_behind_windows(x, kernel, stride=1, padding=0):
    windows = []
    for n in range(len(x)):
        columns, oh, ow = unrolled(x[n : n + 1], *kernel, stride, padding)
        by_channel = columns.reshape(x.shape[1], -1, oh * ow).transpose(0, 2, 1)
        windows.append(by_channel.reshape(oh * ow, -1).T)
    return np.array(windows)


@told("fast_convolution", "im2col", "pads_half_a_frame")
def counts_one_side_of_the_frame(x, kernel, stride=1, padding=0):
    """The images are padded right: no name may say that two sides got no zeros."""
    columns, oh, ow = unrolled(x, *kernel, stride, padding)
    rows = (x.shape[2] + padding - kernel[0]) // stride + 1
    across = (x.shape[3] + padding - kernel[1]) // stride + 1
    return columns.reshape(*columns.shape[:2], oh, ow)[:, :, :rows, :across].reshape(
        *columns.shape[:2], -1
    )


@told("fast_convolution", "conv_forward_fast", "reshapes_filters_into_places")
def filters_last_in_the_reshape(x, w, b, stride=1, padding=0):
    columns, oh, ow = unrolled(x, *w.shape[2:], stride, padding)
    product = w.reshape(len(w), -1) @ columns + b[:, None]
    return np.moveaxis(product.reshape(len(x), oh, ow, len(w)), 3, 1)


@told("fast_convolution", "conv_forward_fast", None)
def bias_before_the_product(x, w, b, stride=1, padding=0):
    columns, oh, ow = unrolled(x, *w.shape[2:], stride, padding)
    return (w.reshape(len(w), -1) @ (columns + b[0])).reshape(len(x), len(w), oh, ow)


@told("fast_convolution", "conv_backward_fast", "leaves_dx_at_zero")
def dx_still_to_come(dout, x, w, stride=1, padding=0):
    _, dw, db = gradients(dout, x, w, stride, padding)
    return np.zeros(x.shape), dw, db


@told("fast_convolution", "conv_backward_fast", "overwrites_dout")
def dout_in_place(dout, x, w, stride=1, padding=0):
    result = gradients(dout, x, w, stride, padding)
    dout[dout > 0] *= 3
    return result


@told("fast_convolution", "col2im", "slices_on_to_the_border")
def slices_without_an_end(columns, shape, kernel, stride=1, padding=0):
    n, c, h, w = shape
    kh, kw = kernel
    oh, ow = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    total = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    pieces = columns.reshape(n, c, kh, kw, oh, ow)
    for i in range(kh):
        for j in range(kw):
            total[:, :, i::stride, j::stride] += pieces[:, :, i, j]
    return total[:, :, padding : padding + h, padding : padding + w]


@told("fast_convolution", "strided_windows", "slides_over_channels_and_rows")
def windows_along_axes_one_and_two(x, kernel, stride=1):
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, (1, 2))
    return view[:, :, ::stride][:, :, :, ::stride]


@told("fast_convolution", "strided_windows", "steps_sideways_only")
def windows_at_every_row(x, kernel, stride=1):
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, (-2, -1))
    return view[..., ::stride, :, :]


@told("fast_convolution", "conv_multiply_adds", "counts_additions_between_the_products")
def counts_products_and_sums(shape, filters, kernel, stride=1, padding=0):
    n, c, h, w = shape
    oh, ow = (
        (h + 2 * padding - kernel[0]) // stride + 1,
        (w + 2 * padding - kernel[1]) // stride + 1,
    )
    products = c * kernel[0] * kernel[1]
    return n * filters * oh * ow * (products + products - 1)


# Lesson 9, a ConvNet from scratch.


@told("cnn_from_scratch", "he_initialize", "divides_by_inputs_and_outputs")
def as_glorot(shape, rng):
    field = int(np.prod(shape[2:])) if len(shape) == 4 else 1
    fan = shape[1] * field + shape[0] * field
    return rng.standard_normal(shape) * (2.0 / fan) ** 0.5


@told("cnn_from_scratch", "he_initialize", "adds_the_sides_up")
def sum_of_the_sides(shape, rng):
    n = 0
    for side in shape[1:]:
        n += side
    return np.sqrt(2 / n) * rng.normal(size=shape)


@told("cnn_from_scratch", "he_initialize", "loses_sides_of_one")
def weights_squeezed(shape, rng):
    return rng.normal(scale=np.sqrt(2 / np.prod(shape[1:])), size=shape).squeeze()


@told("cnn_from_scratch", "he_initialize", None)
def weights_of_nobodys_generator(shape, rng):
    return np.random.default_rng().normal(0, np.sqrt(2 / np.prod(shape[1:])), shape)


@told("cnn_from_scratch", "initial_loss", "rounds_the_loss")
def loss_with_two_digits(classes):
    return float(f"{-np.log(1 / classes):.2f}")


def small_convnet(params, X, y, floor=0.0, shift=None):
    """A student's network, by loops: loss, gradients of the scores and what they are made from."""
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    n, _, height, width = X.shape
    f, _, k, _ = W1.shape
    p = k // 2
    padded = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
    maps = np.zeros((n, f, height + 2 * p - k + 1, width + 2 * p - k + 1))
    for i in range(maps.shape[2]):
        for j in range(maps.shape[3]):
            window = padded[:, None, :, i : i + k, j : j + k]
            maps[:, :, i, j] = (window * W1).sum((2, 3, 4)) + b1
    active = np.where(maps > 0, maps, 0)
    rows, columns = active.shape[2] // 2, active.shape[3] // 2
    pooled = np.zeros((n, f, rows, columns))
    for i in range(rows):
        for j in range(columns):
            pooled[:, :, i, j] = active[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max((2, 3))
    flat = pooled.reshape(n, -1)
    scores = flat.dot(W2.T) + b2
    z = scores - (scores.max(1)[:, None] if shift is None else shift(scores))
    e = np.exp(z)
    probabilities = e / e.sum(1)[:, None]
    if floor:
        loss = -np.log(probabilities[range(n), y] + floor).mean()
    elif shift is None:
        loss = (np.log(e.sum(1)) - z[range(n), y]).mean()
    else:
        loss = -np.log(probabilities[range(n), y]).mean()
    dscores = probabilities.copy()
    dscores[range(n), y] -= 1
    return float(loss), dscores / n, (padded, maps, active, pooled, flat)


def back(params, dscores, made):
    """And the gradients, by loops too."""
    padded, maps, active, pooled, flat = made
    k = params["W1"].shape[2]
    dpooled = (dscores @ params["W2"]).reshape(pooled.shape)
    dactive = np.zeros(active.shape)
    for n, f, i, j in np.ndindex(pooled.shape):
        window = active[n, f, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        r, s = np.unravel_index(window.argmax(), (2, 2))
        dactive[n, f, 2 * i + r, 2 * j + s] += dpooled[n, f, i, j]
    dmaps = dactive * (maps > 0)
    dW1 = np.zeros(params["W1"].shape)
    for i, j in np.ndindex(maps.shape[2:]):
        window = padded[:, None, :, i : i + k, j : j + k]
        dW1 += (dmaps[:, :, i, j][:, :, None, None, None] * window).sum(0)
    grads = {"W1": dW1, "b1": dmaps.sum((0, 2, 3)), "W2": dscores.T @ flat, "b2": dscores.sum(0)}
    return grads


@told("cnn_from_scratch", "convnet_loss_and_gradients", PASSES)
def right_network(params, X, y):
    loss, dscores, made = small_convnet(params, X, y)
    return loss, back(params, dscores, made)


@told("cnn_from_scratch", "convnet_loss_and_gradients", "floors_probabilities_at_1e_10")
def small_number_in_the_logarithm(params, X, y):
    loss, dscores, made = small_convnet(params, X, y, floor=1e-10)
    return loss, back(params, dscores, made)


@told("cnn_from_scratch", "convnet_loss_and_gradients", "exponentiates_bare_scores")
def naive_softmax(params, X, y):
    loss, dscores, made = small_convnet(params, X, y, shift=lambda scores: 0)
    return loss, back(params, dscores, made)


@told("cnn_from_scratch", "convnet_loss_and_gradients", "shifts_by_the_maximum_of_the_batch")
def largest_of_all_scores(params, X, y):
    loss, dscores, made = small_convnet(params, X, y, shift=np.max)
    return loss, back(params, dscores, made)


@told("cnn_from_scratch", "convnet_loss_and_gradients", "subtracts_one_in_every_row")
def columns_of_all_labels(params, X, y):
    loss, dscores, made = small_convnet(params, X, y)
    dscores[range(len(y)), y] += 1 / len(y)
    dscores[:, y] -= 1 / len(y)
    return loss, back(params, dscores, made)


@told("cnn_from_scratch", "convnet_loss_and_gradients", "averages_the_first_biases_over_images")
def first_biases_divided_again(params, X, y):
    loss, dscores, made = small_convnet(params, X, y)
    grads = back(params, dscores, made)
    grads["b1"] = grads["b1"] / X.shape[0]
    return loss, grads


@told("cnn_from_scratch", "convnet_loss_and_gradients", None)
def a_penalty_of_its_own(params, X, y):
    loss, dscores, made = small_convnet(params, X, y)
    return loss + 0.0005 * (params["W1"] ** 2).sum(), back(params, dscores, made)


def with_padding(padding):
    """By networks, with a padding that does not ask how wide the filters are."""

    def answer(params, X, y):
        W1, b1, W2, b2 = (params[key] for key in ("W1", "b1", "W2", "b2"))
        maps = networks.conv_forward(X, W1, b1, padding)
        pooled = networks.max_pool_forward(np.maximum(maps, 0))
        scores = np.matmul(pooled.reshape(len(y), -1), W2.T) + b2
        assert scores.shape == (len(y), len(b2))
        loss, dscores, made = small_convnet(params, X, y)
        return loss, back(params, dscores, made)

    answer.__name__ = f"padding_of_{padding}"
    return answer


told("cnn_from_scratch", "convnet_loss_and_gradients", "always_pads_by_one")(with_padding(1))
told("cnn_from_scratch", "convnet_loss_and_gradients", "convolves_without_padding")(with_padding(0))


@told("cnn_from_scratch", "dropout_forward", "divides_by_the_share_that_goes")
def divided_by_one_minus_keep(x, keep, rng, train):
    mask = np.ones_like(x)
    if train:
        mask = np.where(rng.random(x.shape) < keep, 1 / np.float64(1 - keep), 0.0)
    return x * mask, mask


@told("cnn_from_scratch", "dropout_forward", "scales_the_output_at_prediction_instead")
def first_form_with_a_mask_of_ones(x, keep, rng, train):
    mask = np.ones(x.shape)
    if not train:
        return keep * x, mask
    mask[rng.random(x.shape) >= keep] = 0
    return mask * x, mask


@told("cnn_from_scratch", "dropout_forward", "draws_from_a_bell_without_scale")
def bell_and_no_scale(x, keep, rng, train):
    mask = np.ones(x.shape)
    if train:
        mask = np.asarray(rng.normal(size=x.shape) < keep, float)
    return x * mask, mask


@told("cnn_from_scratch", "dropout_forward", "draws_again_for_the_mask")
def two_draws(x, keep, rng, train):
    if not train:
        return x.copy(), np.ones(x.shape)
    return np.where(rng.random(x.shape) < keep, x / keep, 0), (rng.random(x.shape) < keep) / keep


def normalised(x, gamma, beta, mean, var, epsilon):
    side = (1, -1, 1, 1)[: x.ndim]
    mean, var, gamma, beta = (v.reshape(side) for v in (mean, var, gamma, beta))
    return beta + gamma * (x - mean) * (var + epsilon) ** -0.5


def batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """A student's layer, right."""
    rows = x if x.ndim == 2 else x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])
    if not train:
        out = normalised(x, gamma, beta, running_mean, running_var, epsilon)
        return out, running_mean, running_var
    mean, var, n = rows.mean(0), rows.var(0), len(rows)
    out = normalised(x, gamma, beta, mean, var, epsilon)
    running_mean = running_mean + momentum * (mean - running_mean)
    running_var = running_var + momentum * (var * n / (n - 1) - running_var)
    return out, running_mean, running_var


@told("cnn_from_scratch", "batchnorm_forward", PASSES)
def right_batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    return batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)


@told("cnn_from_scratch", "batchnorm_forward", "normalises_by_pixels")
def output_over_axis_0(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    out, *running = batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if train and x.ndim == 4:
        centred = (x - np.mean(x, 0)) / np.sqrt(np.var(x, 0) + epsilon)
        out = gamma[:, None, None] * centred + beta[:, None, None]
    return out, *running


@told("cnn_from_scratch", "batchnorm_forward", "reshapes_back_unturned")
def rows_back_by_reshape(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    rows = x if x.ndim == 2 else np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
    out, *running = batch_norm(
        rows, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out.reshape(x.shape), *running


@told("cnn_from_scratch", "batchnorm_forward", "averages_the_batch_alone")
def axis_0_for_all(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    if not train:
        return batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    side, n = (-1, 1, 1)[: max(1, x.ndim - 1)], len(x)
    mean, var = np.mean(x, 0), np.var(x, 0)
    out = gamma.reshape(side) * (x - mean) / np.sqrt(var + epsilon) + beta.reshape(side)
    var = var * n / (n - 1)
    return (
        out,
        running_mean + momentum * (mean - running_mean),
        running_var + momentum * (var - running_var),
    )


@told("cnn_from_scratch", "batchnorm_forward", "moves_all_means_alike")
def mean_of_the_means(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    out, mean, var = batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, (1 - momentum) * running_mean + momentum * x.mean() if train else mean, var


@told("cnn_from_scratch", "batchnorm_forward", "has_no_epsilon_at_prediction")
def bare_root_at_prediction(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    return batch_norm(
        x, gamma, beta, running_mean, running_var, momentum, epsilon if train else 0, train
    )


@told("cnn_from_scratch", "batchnorm_forward", "omits_epsilon_for_vectors")
def bare_root_for_vectors(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    if x.ndim == 2 and not train:
        root = np.sqrt(running_var)
        return gamma * ((x - running_mean) / root) + beta, running_mean, running_var
    return batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)


@told("cnn_from_scratch", "batchnorm_forward", "turns_round_and_runs_by_n")
def another_courses_habits(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    out, mean, var = batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if train:
        axes = (0,) if x.ndim == 2 else (0, 2, 3)
        mean = momentum * running_mean + (1 - momentum) * x.mean(axes)
        var = momentum * running_var + (1 - momentum) * x.var(axes)
    return out, mean, var


@told("cnn_from_scratch", "batchnorm_forward", "reshapes_channels_first")
def rows_by_reshape(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    c = x.shape[1]
    flat = x if x.ndim == 2 else x.reshape(c, -1).T
    out, *running = batch_norm(
        flat, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out if x.ndim == 2 else out.T.reshape(x.shape), *running


def batch_norm_back(dout, x, gamma, epsilon, in_normal=1, in_scale=1, power=-1.5):
    """A student's gradients, along the three roads."""
    axes, side = (0, *range(2, x.ndim)), (1, -1, 1, 1)[: x.ndim]
    n = dout.size / dout.shape[1]
    mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    normal = (x - mean) / np.sqrt(var + in_normal * epsilon)
    dnormal = dout * gamma.reshape(side)
    dvar = (dnormal * (x - mean)).sum(axes, keepdims=True) * -0.5 * (var + epsilon) ** power
    dmean = -(dnormal / np.sqrt(var + epsilon)).sum(axes, keepdims=True)
    dx = dnormal / np.sqrt(var + in_scale * epsilon) + dvar * 2 * (x - mean) / n + dmean / n
    return dx, (dout * normal).sum(axes), dout.sum(axes)


@told("cnn_from_scratch", "batchnorm_backward", PASSES)
def right_batch_norm_back(dout, x, gamma, epsilon):
    return batch_norm_back(dout, x, gamma, epsilon)


@told("cnn_from_scratch", "batchnorm_backward", "takes_another_power_of_the_variance")
def power_of_a_half(dout, x, gamma, epsilon):
    return batch_norm_back(dout, x, gamma, epsilon, power=-0.5)


@told("cnn_from_scratch", "batchnorm_backward", "multiplies_both_by_gamma")
def dout_scaled_first(dout, x, gamma, epsilon):
    dx, *_ = batch_norm_back(dout, x, gamma, epsilon)
    scaled = dout * gamma.reshape((1, -1, 1, 1)[: x.ndim])
    _, dgamma, dbeta = batch_norm_back(scaled, x, gamma, epsilon)
    return dx, dgamma, dbeta


@told("cnn_from_scratch", "batchnorm_backward", "squeezes_the_gradients")
def gradients_squeezed(dout, x, gamma, epsilon):
    return [array.squeeze() for array in batch_norm_back(dout, x, gamma, epsilon)]


def trained(rate=0.1, epochs=8, classes=None):
    """A student's training, by networks."""

    def answer(X, y, rng):
        K = classes or len(set(y.tolist()))
        wide = 8 * (X.shape[2] // 2) * (X.shape[3] // 2)
        params = {
            "W1": rng.normal(0, 0.3, (8, X.shape[1], 3, 3)),
            "b1": np.zeros(8),
            "W2": rng.normal(0, (2 / wide) ** 0.5, (K, wide)),
            "b2": np.zeros(K),
        }
        for _ in range(epochs):
            for batch in np.array_split(rng.permutation(len(y)), len(y) // 20):
                _, grads = networks.convnet_loss_and_gradients(params, X[batch], y[batch])
                for key in params:
                    params[key] = params[key] - rate * grads[key]
        return params

    return answer


for called, expected, answer in (
    ("tiny_steps", "runs_away", trained(rate=1e-5, epochs=1)),
    ("ten_classes", "always_makes_ten_outputs", trained(classes=10, epochs=1)),
):
    answer.__name__ = called
    told("cnn_from_scratch", "train_convnet", expected)(answer)


# Lesson 10, ConvNets in PyTorch.


class Unpadded(nn.Module):
    """A student's LeNet-5, right as it stands here."""

    first, pool, bend = {}, nn.AvgPool2d, staticmethod(torch.tanh)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, **self.first)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def features(self, x):
        x = self.pool(2, 2)(self.bend(self.conv1(x)))
        x = self.pool(2, 2)(self.bend(self.conv2(x)))
        return self.bend(self.fc1(x.reshape(x.shape[0], -1)))

    def forward(self, x):
        return self.fc3(self.bend(self.fc2(self.features(x))))


told("pytorch_cnn", "LeNet5", PASSES)(Unpadded)


@told("pytorch_cnn", "LeNet5", "keeps_the_largest")
class MaxForMean(Unpadded):
    pool = nn.MaxPool2d


@told("pytorch_cnn", "LeNet5", "gives_the_full_layers_another_count")
class PaddedFirst(Unpadded):
    first: ClassVar = {"padding": 2}


@told("pytorch_cnn", "LeNet5", "forgets_the_last_tanh")
class WithoutTheLastTanh(Unpadded):
    def forward(self, x):
        return self.fc3(self.fc2(self.features(x)))


@told("pytorch_cnn", "LeNet5", "shows_no_parameters")
class InAPlainList(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = [nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)]
        self.full = [nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)]

    def forward(self, x):
        for layer in self.convolutions:
            x = functional.avg_pool2d(torch.tanh(layer(x)), 2)
        x = x.flatten(1)
        for layer in self.full[:-1]:
            x = layer(x).tanh()
        return self.full[-1](x)


class Blocks(nn.Module):
    """A student's network of the demo."""

    depths, padding, ceil, numbers = (16, 20, 20), 2, False, 320

    def __init__(self):
        super().__init__()
        before = 3
        self.convolutions = nn.ModuleList()
        for depth in self.depths:
            self.convolutions.append(nn.Conv2d(before, depth, 5, padding=self.padding))
            before = depth
        self.last = nn.Linear(self.numbers, 10)

    def forward(self, x):
        for convolution in self.convolutions:
            x = functional.max_pool2d(convolution(x).relu(), 2, ceil_mode=self.ceil)
        return self.last(torch.flatten(x, 1))


told("pytorch_cnn", "ConvNetJS", PASSES)(Blocks)


@told("pytorch_cnn", "ConvNetJS", "stops_after_two_convolutions")
class TwoBlocks(Blocks):
    depths, numbers = (16, 20), 20 * 8 * 8


@told("pytorch_cnn", "ConvNetJS", "gives_the_last_layer_another_count")
class TwoBlocksAndTheLastLayerOfThree(Blocks):
    depths = (16, 20)


@told("pytorch_cnn", "ConvNetJS", "pads_nothing_and_rounds_up")
class RoundedUp(Blocks):
    padding, ceil, numbers = 0, True, 20


@told("pytorch_cnn", "evaluate", "finds_the_best_image")
def argmax_of_axis_0(model, loader, device):
    model.eval()
    losses, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x.to(device))
            losses += functional.cross_entropy(out, y, reduction="sum").item()
            right += int((out.argmax(0) == y).sum())
            count += y.numel()
    return losses / count, right / count


def by_roll(images, dx, dy, flip):
    """A student's way: roll, then wipe out what came round."""
    out = images.clone()
    for n, (x, y) in enumerate(zip(dx.tolist(), dy.tolist(), strict=True)):
        height, width = images.shape[2:]
        image = torch.roll(images[n], (y, x), (1, 2))
        image[:, : max(y, 0)] = 0
        image[:, height + min(y, 0) if abs(y) < height else 0 :] = 0
        image[:, :, : max(x, 0)] = 0
        image[:, :, width + min(x, 0) if abs(x) < width else 0 :] = 0
        out[n] = torch.fliplr(image.permute(1, 2, 0)).permute(2, 0, 1) if flip[n] else image
    return out


told("pytorch_cnn", "shift_and_flip", PASSES)(by_roll)


@told("pytorch_cnn", "shift_and_flip", "moves_by_the_first_shift")
def one_shift_for_all(images, dx, dy, flip):
    return by_roll(images, dx[0].expand(len(dx)), dy[0].expand(len(dy)), flip)


@told("pytorch_cnn", "shift_and_flip", "slices_up_to_minus_zero")
def up_to_minus_zero(images, dx, dy, flip):
    out = torch.zeros_like(images)
    for n in range(images.shape[0]):
        moved = torch.zeros_like(images[n])
        x, y = dx[n].item(), dy[n].item()
        if x >= 0:
            moved[..., x:] = images[n][..., :-x]
        else:
            moved[..., :x] = images[n][..., -x:]
        if y >= 0:
            out[n, :, y:] = moved[:, :-y]
        else:
            out[n, :, :y] = moved[:, -y:]
        if flip[n]:
            out[n] = torch.flip(out[n], [-1])
    return out


@told("pytorch_cnn", "shift_and_flip", "cuts_from_a_frame_of_two")
def pad_two_and_cut(images, dx, dy, flip):
    _, _, height, width = images.shape
    framed = functional.pad(images, [2] * 4)
    out = torch.empty_like(images)
    for n in range(len(out)):
        rows = slice(2 - dy[n], 2 - dy[n] + height)
        columns = slice(2 - dx[n], 2 - dx[n] + width)
        out[n] = framed[n, :, rows, columns]
        if flip[n]:
            out[n] = torch.flip(out[n], [-1])
    return out


# Lesson 11, on a GPU.


def looked(step, images, count):
    """A student's clock."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(count):
        step(images)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - begin


@told("on_a_gpu", "images_per_second", "times_one_call_more")
def repeats_and_one(step, images, repeats):
    step(images)
    return images.shape[0] * repeats / looked(step, images, repeats + 1)


@told("on_a_gpu", "images_per_second", "makes_one_call_more")
def counts_repeats_and_one(step, images, repeats):
    step(images)
    return images.shape[0] * (repeats + 1) / looked(step, images, repeats + 1)


@told("on_a_gpu", "average_gradients", "averages_over_axis_one")
def mean_along_the_wrong_axis(gradients):
    found = []
    for place in range(len(gradients[0])):
        found.append(torch.stack([worker[place] for worker in gradients]).mean(1))
    return found


def learning(images, labels, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 16, 5),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 1 + labels.max().item()),
    )
    optimizer = torch.optim.AdamW(model.parameters(), 0.02)

    def step(rows):
        optimizer.zero_grad()
        functional.cross_entropy(model(images[rows]), labels[rows]).backward()
        optimizer.step()

    return model, step


@told("on_a_gpu", "train_fast", PASSES)
def asks_whether_a_step_fits(images, labels, budget_seconds, seed):
    end, longest = time.perf_counter() + budget_seconds, 0.0
    model, step = learning(images, labels, seed)
    while (before := time.perf_counter()) + longest <= end:
        step(torch.randint(len(images), (32,)))
        longest = max(longest, time.perf_counter() - before)
    return model


@told("on_a_gpu", "train_fast", "goes_on_when_the_time_is_over")
def looks_after_the_step(images, labels, budget_seconds, seed):
    begin = time.perf_counter()
    model, step = learning(images, labels, seed)
    while True:
        step(torch.randint(len(images), (32,)))
        if time.perf_counter() - begin >= budget_seconds:
            return model


@told("on_a_gpu", "train_fast", "never_looks_at_the_clock")
def three_epochs(images, labels, budget_seconds, seed):
    model, step = learning(images, labels, seed)
    for _ in range(3):
        for rows in torch.randperm(len(images)).split(16):
            step(rows)
    return model


@told("on_a_gpu", "train_fast", "expects_colour_and_ten_classes")
def network_for_cifar_10(images, labels, budget_seconds, seed):
    begin, longest = time.perf_counter(), 0.0
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    model.append(nn.Linear(8, 10))
    while (before := time.perf_counter()) + 1.2 * longest < begin + budget_seconds:
        functional.cross_entropy(model(images[:32]), labels[:32]).backward()
        longest = max(longest, time.perf_counter() - before)
    return model


@told("on_a_gpu", "pick_device", "asks_for_apple_first")
def last_question_wins():
    names = ["cpu", "cuda" * torch.cuda.is_available(), "mps" * torch.backends.mps.is_available()]
    return torch.device([name for name in names if name][-1])


@told("on_a_gpu", "train_step_mixed_precision", "leaves_only_the_loss_in_float32")
def all_in_bfloat16_but_the_loss(model, images, labels, optimizer):
    scores = model.bfloat16()(images.bfloat16())
    loss = nn.CrossEntropyLoss()(scores.to(torch.float32), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


@told("pytorch_cnn", "train_classifier", "expects_three_colours")
def convnet_for_colour_images(images, labels, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    model.append(nn.Linear(6, len(labels.unique())))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    for rows in torch.arange(len(images)).split(10):
        functional.cross_entropy(model(images[rows]), labels[rows]).backward()
        optimizer.step()
        optimizer.zero_grad()
    return model


def test_who_takes_tiny_steps_is_not_told_to_take_smaller_ones_alone():
    hint = sheet_of("cnn_from_scratch", "train_convnet").mistakes["runs_away"]
    assert "larger steps" in hint


@pytest.mark.parametrize("lesson, name, answer, expected", ANSWERS)
def test_an_answer_is_told_its_mistake(lesson, name, answer, expected):
    report = check_sheet(sheet_of(lesson, name), answer)
    if expected == PASSES:
        assert report.passed, report.text()
    else:
        assert not report.passed
        assert report.mistake == (expected or ""), report.text()
