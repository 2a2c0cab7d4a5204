"""Wrong answers of lessons 8 to 11 as students write them, and what each is told: the name of its
mistake, or none where no known mistake is true of it. Right ones pass.
"""

from __future__ import annotations

import importlib
from functools import cache

import numpy as np
import pytest

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from helpers.checking.check import check_sheet
from helpers.checking.sheet import Sheet

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


@pytest.mark.parametrize("lesson, name, answer, expected", ANSWERS)
def test_an_answer_is_told_its_mistake(lesson, name, answer, expected):
    report = check_sheet(sheet_of(lesson, name), answer)
    if expected == PASSES:
        assert report.passed, report.text()
    else:
        assert not report.passed
        assert report.mistake == (expected or ""), report.text()
