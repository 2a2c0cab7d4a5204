"""Wrong answers to lessons 6 and 7 are told which mistake they are, in whatever dress they come.

An answer is a right one as a student writes it, with some of its text replaced. What is expected is
the name of a mistake, None for a wrong answer that no mistake may claim, or PASSES.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograder.authoring.lessons import find_lesson
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheets
from helpers.checking.check import check_sheet

pytestmark = pytest.mark.thorough

PASSES = "passes"

CONV_FORWARD = """
def conv_forward(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    frame = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    frame[:, :, padding : padding + H, padding : padding + W] = x
    out = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    window = frame[n, :, i*stride : i*stride+KH, j*stride : j*stride+KW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out
"""

CONV_BACKWARD = """
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    _, _, OH, OW = dout.shape
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    g = dout[n, f, i, j]
                    rows = slice(i * stride, i * stride + KH)
                    cols = slice(j * stride, j * stride + KW)
                    dxp[n, :, rows, cols] += g * w[f]
                    dw[f] += g * xp[n, :, rows, cols]
                    db[f] += g
    dx = dxp[:, :, p : p + H, p : p + W]
    return dx, dw, db
"""

CROP = "dxp[:, :, p : p + H, p : p + W]"

MAX_POOL = """
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    h, w = window
    oh, ow = (H - h) // stride + 1, (W - w) // stride + 1
    out = np.zeros((N, C, oh, ow))
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    seen = x[n, c, i*stride:i*stride+h, j*stride:j*stride+w]
                    out[n, c, i, j] = np.max(seen)
    return out
"""

FITS = """
    if (x.shape[2] - window[0]) % stride or (x.shape[3] - window[1]) % stride:
        raise ValueError("no fit")
"""

ASSERTS = """
    assert (x.shape[2] - window[0]) % stride == 0, "no fit"
    assert (x.shape[3] - window[1]) % stride == 0
"""
POOLED = "(H - h) // stride + 1, (W - w) // stride + 1"
IN_FLOATS = "(H - h) / stride + 1, (W - w) / stride + 1"

MAX_POOL_BACKWARD = """
def max_pool_backward(dout, x, window, stride):
    h, w = window
    N, C, H, W = x.shape
    oh, ow = dout.shape[2:]
    dx = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    seen = x[n, c, i*stride:i*stride+h, j*stride:j*stride+w]
                    k = np.argmax(seen)
                    dx[n, c, i*stride + k // w, j*stride + k % w] += dout[n, c, i, j]
    return dx
"""

AVERAGE_POOL = MAX_POOL.replace("max_pool", "average_pool").replace("np.max", "np.mean")

AVERAGE_POOL_BACKWARD = """
def average_pool_backward(dout, x, window, stride):
    h, w = window
    N, C, H, W = x.shape
    oh, ow = dout.shape[2:]
    dx = np.zeros(x.shape)
    for i in range(oh):
        for j in range(ow):
            g = dout[:, :, i, j][:, :, None, None]
            dx[:, :, i*stride:i*stride+h, j*stride:j*stride+w] += g / (h * w)
    return dx
"""

FC_AS_CONV = """
def fc_as_conv(W, shape):
    M = W.shape[0]
    C, rows, columns = shape
    return W.reshape(M, C, rows, columns)
"""

RECEPTIVE_FIELD = """
def receptive_field(layers):
    seen, apart = 1, 1
    for kernel, stride in layers:
        seen = seen + apart * (kernel - 1)
        apart = apart * stride
    return seen
"""

GOING_BACK = """
def receptive_field(layers):
    r = 1
    for kernel, stride in layers[::-1]:
        r = (r - 1) * stride + kernel
    return r
"""

CORRELATE_2D = """
def correlate2d(image, kernel):
    H, W = image.shape
    kh, kw = kernel.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for r in range(H - kh + 1):
        for c in range(W - kw + 1):
            total = 0
            for u in range(kh):
                for v in range(kw):
                    total += image[r + u, c + v] * kernel[u, v]
            out[r, c] = total
    return out
"""

CORRELATE_1D = """
def correlate1d(signal, kernel, stride=1, padding=0):
    K = len(kernel)
    long = np.concatenate([np.zeros(padding), signal, np.zeros(padding)])
    L = (len(long) - K) // stride + 1
    out = np.zeros(L)
    for i in range(L):
        out[i] = sum(long[i * stride : i * stride + K] * kernel)
    return out
"""

ZERO_PAD = """
def zero_pad(x, padding):
    N, C, H, W = x.shape
    out = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    for n in range(N):
        for c in range(C):
            out[n, c, padding : padding + H, padding : padding + W] = x[n, c]
    return out
"""

OUTPUT_SIZE = """
def conv_output_size(size, kernel, stride=1, padding=0):
    way = size + 2 * padding - kernel
    if way < 0 or way % stride != 0:
        raise ValueError("The filter does not fit.")
    return way // stride + 1
"""

FLOOR = """
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    reach = 1 + (kernel - 1) * dilation
    if reach > size + 2 * padding:
        raise ValueError("too large")
    return (size + 2 * padding - reach) // stride + 1
"""

POINTWISE = """
def pointwise_conv(x, w, b):
    N, C, H, W = x.shape
    F = len(w)
    maps = w[:, :, 0, 0] @ x.reshape(N, C, H * W)
    return maps.reshape(N, F, H, W) + b.reshape(F, 1, 1)
"""

PLACE = "padding : padding + H, padding : padding + W"

OF_CONVOLUTION = [
    (CONV_FORWARD, {}, PASSES),
    (
        CONV_FORWARD,
        {"padding : padding + H, padding : padding + W": "padding:-padding, padding:-padding"},
        "fills_the_frame_up_to_minus_padding",
    ),
    (
        CONV_FORWARD,
        {"np.zeros((N, F, OH, OW))": "np.zeros((N, F, OW, OH))"},
        "indices_beyond_turned_maps",
    ),
    (CONV_FORWARD, {"out[n, f, i, j]": "out[n, f, j, i]"}, "stores_row_and_column_turned"),
    (CONV_FORWARD, {"j*stride+KW": "j*stride+KH"}, "cuts_windows_by_the_height"),
    (CONV_FORWARD, {"i*stride+KH": "i*stride+KW"}, "cuts_windows_by_the_width"),
    (CONV_FORWARD, {"F, _, KH, KW": "F, _, KW, KH"}, "reads_the_filter_width_first"),
    (
        CONV_FORWARD,
        {"+ b[f]": "", "np.sum(window * w[f])": "np.sum(window * w[f] + b[f])"},
        "adds_the_bias_for_each_product",
    ),
    (CONV_FORWARD, {"window * w[f]": "window * w"}, "adds_all_filters_up"),
    (CONV_FORWARD, {"frame[n, :,": "frame[:, :,"}, "adds_all_images_up"),
    (CONV_FORWARD, {"window * w[f]": "window @ w[f]"}, "multiplies_windows_as_matrices"),
    (CONV_FORWARD, {"window = frame": "window = x"}, "cuts_windows_from_the_unpadded_image"),
    (
        CONV_FORWARD,
        {"frame = np.zeros": "padding = 1\n    frame = np.zeros"},
        "frames_with_one_pixel",
    ),
    (CONV_FORWARD, {"    N, C": "    padding = 1\n    N, C"}, "pads_by_one_pixel"),
    (CONV_FORWARD, {"i*stride : i*stride+KH": "i : i+KH"}, "rows_without_stride"),
    (CONV_FORWARD, {"j*stride : j*stride+KW": "j : j+KW"}, "columns_without_stride"),
    (CONV_FORWARD, {" // stride + 1": " + 1"}, "counts_places_without_stride"),
    (
        CONV_FORWARD,
        {" - KH) // stride + 1": ") // stride", " - KW) // stride + 1": ") // stride"},
        "counts_places_by_the_stride_alone",
    ),
    (
        CONV_FORWARD,
        {
            " - KH) // stride + 1": " - KH + 1) // stride",
            " - KW) // stride + 1": " - KW + 1) // stride",
        },
        "adds_the_one_before_dividing",
    ),
    (CONV_FORWARD, {"// stride": "/ stride"}, "divides_into_a_float_shape"),
    (
        CONV_FORWARD,
        {"\n    return": "\n                    return"},
        "returns_after_the_first_number",
    ),
    (CONV_FORWARD, {"\n    return": "\n                return"}, "ends_after_the_first_row"),
    (CONV_FORWARD, {"\n    return": "\n            return"}, "returns_after_the_first_map"),
    (CONV_FORWARD, {"\n    return": "\n        return"}, "returns_after_the_first_image"),
    (
        CONV_FORWARD,
        {"np.zeros((N, F, OH, OW))": "np.zeros((N, F, OH, OW), dtype=int)"},
        "cuts_off_fractions_always",
    ),
    (
        CONV_FORWARD,
        {"np.zeros((N, F, OH, OW))": "np.zeros((N, F, OH, OW), dtype=w.dtype)"},
        "cuts_off_fractions_for_whole_weights",
    ),
    (CONV_FORWARD, {"w[f]": "w[:, f]", "F, _,": "_, F,"}, "takes_channels_for_filters"),
    (CONV_FORWARD, {"return out": "return out.squeeze()"}, "drops_axes_of_length_one"),
    (
        CONV_FORWARD,
        {"return out": "return out.transpose(1, 0, 2, 3)"},
        "leaves_filters_before_images",
    ),
    (CONV_FORWARD, {"window * w[f]": "window * w[f, ::-1, ::-1, ::-1]"}, "flips_channels_too"),
    (
        CONV_FORWARD,
        {"range(OH)": "range(OH - 1)", "range(OW)": "range(OW - 1)"},
        "skips_the_last_windows",
    ),
    (
        CONV_FORWARD,
        {"range(OH)": "range(0, OH, stride)", "range(OW)": "range(0, OW, stride)"},
        "skips_places_by_the_stride",
    ),
    (
        CONV_FORWARD,
        {
            "range(OH)": "range(0, OH, stride)",
            "range(OW)": "range(0, OW, stride)",
            "i*stride : i*stride+KH, j*stride : j*stride+KW": "i:i+KH, j:j+KW",
        },
        "takes_places_for_pixels",
    ),
    (
        CONV_FORWARD,
        {"j*stride : j*stride+KW": "i*stride : i*stride+KW"},
        "row_serves_for_the_column",
    ),
    (
        CONV_FORWARD,
        {"i*stride : i*stride+KH": "j*stride : j*stride+KH"},
        "column_serves_for_the_row",
    ),
    (CONV_FORWARD, {"range(N)": "range(N - 1)"}, "leaves_out_the_last_image"),
    (CONV_FORWARD, {"range(F)": "range(F - 1)"}, "leaves_out_the_last_filter"),
    (CONV_FORWARD, {"range(OW)": "range(OW - 1)"}, "leaves_out_the_last_column"),
    (CONV_FORWARD, {"padding + W] = x": "padding + W] + x"}, "sees_zeros_only"),
    (
        CONV_FORWARD,
        {"np.zeros((N, F, OH, OW))": "np.zeros((N, F, H, W))", "in range(OH)": "in range(OH)"},
        "makes_maps_as_large_as_the_image",
    ),
    (CONV_BACKWARD, {}, PASSES),
    (CONV_BACKWARD, {CROP: "dxp[:, :, 1:H+1, 1:W+1]"}, "crops_from_one_pixel_on"),
    (CONV_BACKWARD, {CROP: "np.zeros_like(x, float)"}, "leaves_dx_at_zero"),
    (CONV_BACKWARD, {"dw[f] += g * xp[n, :, rows, cols]": ""}, "leaves_dw_at_zero"),
    (CONV_BACKWARD, {"db[f] += g": ""}, "leaves_db_at_zero"),
    (
        CONV_BACKWARD,
        {"dxp = np.zeros": "xp[:, :, -p:] = 0\n    dxp = np.zeros"},
        "wipes_out_the_unpadded_image",
    ),
    (CONV_BACKWARD, {"dw, db\n": "dw, db.squeeze()\n"}, "drops_axes_of_db"),
    (
        CONV_BACKWARD,
        {
            "    p = padding": "    p = padding\n"
            "    if (H + 2*p - KH) % stride or (W + 2*p - KW) % stride: raise ValueError('no fit')"
        },
        "refuses_what_no_window_reaches",
    ),
    (
        CONV_BACKWARD,
        {
            "_, _, OH, OW = dout.shape": "OH = (H + 2*padding - KH) / stride + 1\n"
            "    OW = (W + 2*padding - KW) / stride + 1"
        },
        "counts_windows_in_floats",
    ),
    (
        CONV_BACKWARD,
        {"(p, p), (p, p)": "(0, 2*p), (0, 2*p)", CROP: "dxp[:, :, :H, :W]"},
        "pads_below_and_on_the_right",
    ),
    (CONV_BACKWARD, {"np.zeros(xp.shape)": "xp.astype(float)"}, "adds_dx_to_the_image"),
    (
        CONV_BACKWARD,
        {
            "dxp[n, :, rows, cols] += g * w[f]": "dw[f] += g * xp[n, :, rows, cols]",
            "dw[f] += g * xp[n, :, rows, cols]": "dxp[n, :, rows, cols] += g * dw[f]",
        },
        "uses_the_growing_dw",
    ),
    (
        CONV_BACKWARD,
        {
            "np.zeros(w.shape)": "np.zeros_like(w)",
            "np.zeros(xp.shape)": "np.zeros_like(xp)",
        },
        "adds_floats_to_both_integer_gradients",
    ),
    (
        CONV_BACKWARD,
        {"np.zeros(xp.shape)": "np.zeros_like(xp)"},
        "adds_floats_to_an_integer_gradient",
    ),
    (CONV_BACKWARD, {"j * stride + KW": "j * stride + KH"}, "cuts_windows_by_the_filter_height"),
    (CONV_BACKWARD, {"i * stride + KH": "i * stride + KW"}, "cuts_windows_by_the_filter_width"),
    (CONV_BACKWARD, {"range(OW)": "range(OH)"}, "visits_as_many_columns_as_rows"),
    (
        CONV_BACKWARD,
        {"_, _, OH, OW = dout.shape": "OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1"},
        "visits_windows_of_the_unpadded_image",
    ),
    (CONV_BACKWARD, {"return dx, dw, db": "return dx"}, "returns_dx_alone"),
    (CONV_BACKWARD, {"db[f] += g": "db[f] = g"}, "keeps_the_last_number_for_db"),
    (
        CONV_BACKWARD,
        {"db[f] += g": "\n                    for c in range(C): db[f] += dout[n, f, i, j]"},
        "counts_db_for_each_channel",
    ),
    (CONV_BACKWARD, {"dxp[n, :,": "dxp[:, :,"}, "sends_dx_to_all_images"),
    (CONV_BACKWARD, {"dw[f] +=": "dw +="}, "adds_dw_to_all_filters"),
    (
        CONV_BACKWARD,
        {"return dx, dw, db": "return dx / N, dw / N, db / N"},
        "averages_all_gradients",
    ),
    (
        CONV_BACKWARD,
        {
            "    dx = ": "                    break\n                break\n            break\n"
            "        break\n    dx = "
        },
        "goes_back_through_the_first_number",
    ),
    (CONV_BACKWARD, {"in range(N)": "in range(1)"}, "goes_back_through_the_first_image"),
    (CONV_BACKWARD, {"return dx, dw, db": "return dx, dw[:, :, ::-1, ::-1], db"}, "turns_dw_round"),
    (
        CONV_BACKWARD,
        {"dxp[n, :, rows, cols] +=": "dxp[n, :, i:i+KH, j:j+KW] +="},
        "sends_dx_back_without_stride",
    ),
    (
        CONV_BACKWARD,
        {"* xp[n, :, rows, cols]": "* xp[n, :, i:i+KH, j:j+KW]"},
        "collects_dw_without_stride",
    ),
    (
        CONV_BACKWARD,
        {
            "dxp[n, :, rows, cols] += g * w[f]": "r0, c0 = i * stride - p, j * stride - p; "
            "r1, c1 = r0 + KH, c0 + KW; "
            "a, b, c, d = max(r0, 0), min(r1, H), max(c0, 0), min(c1, W); "
            "dxp[n, :, a:b, c:d] += g * w[f][:, a-r0:KH-(r1-b), c-c0:KW-(c1-d)]",
            "np.zeros(xp.shape)": "np.zeros(x.shape)",
            CROP: "dxp",
        },
        "clips_windows_to_the_image",
    ),
    (CONV_BACKWARD, {"in range(N)": "in range(N - 1)"}, "sends_nothing_back_from_the_last_image"),
    (CONV_BACKWARD, {"for n in range(N)": "for n in range(0)"}, "leaves_all_gradients_at_zero"),
    (CONV_BACKWARD, {"np.zeros(xp.shape)": "np.zeros(x.shape)"}, "collects_dx_without_the_frame"),
    (CONV_BACKWARD, {CROP: "dxp[:, :, p:H, p:W]"}, "crops_up_to_the_image_height"),
    (CONV_BACKWARD, {"p : p + W]": "p : p + H]"}, "crops_as_wide_as_high"),
    (CONV_BACKWARD, {"g * w[f]": "g"}, "forgets_the_filter_in_dx"),
    (CONV_BACKWARD, {"g * xp[n, :, rows, cols]": "g"}, "forgets_the_window_in_dw"),
    (
        CONV_BACKWARD,
        {"cols = slice(j * stride, j * stride + KW)": "cols = slice(i * stride, i * stride + KW)"},
        "row_serves_for_the_column_going_back",
    ),
    (CONV_BACKWARD, {"g = dout[n, f, i, j]": "g = dout[n, f, j, i]"}, "visits_turned_windows"),
    (CORRELATE_2D, {}, PASSES),
    (
        CORRELATE_2D,
        {"kh, kw = kernel.shape": "kh = kw = kernel.shape[0]"},
        "reads_a_square_of_the_kernel",
    ),
    (
        CORRELATE_2D,
        {"np.zeros((H - kh + 1, W - kw + 1))": "np.zeros((W - kw + 1, H - kh + 1))"},
        "makes_room_for_a_turned_output",
    ),
    (CORRELATE_2D, {"out[r, c]": "out[c, r]"}, "stores_places_turned"),
    (CORRELATE_2D, {"total = 0\n": "total = 0 if r + c == 0 else total\n"}, "goes_on_adding"),
    (CORRELATE_2D, {"\n    return": "\n            return"}, "returns_inside_the_loops"),
    (CORRELATE_2D, {"H - kh + 1": "H - kh", "W - kw + 1": "W - kw"}, "stops_one_window_early"),
    (CORRELATE_2D, {"H - kh + 1": "H - kh"}, "stops_one_row_early"),
    (CORRELATE_2D, {"kernel[u, v]": "kernel[-u - 1, v]"}, "flips_the_kernel_upside_down"),
    (CORRELATE_2D, {"kernel[u, v]": "kernel[-u - 1, -v - 1]"}, "flips_the_kernel"),
    (
        CORRELATE_2D,
        {"np.zeros((H - kh + 1, W - kw + 1))": "np.zeros((H - kh + 1, W - kw + 1), int)"},
        "makes_an_output_of_whole_numbers",
    ),
    (CORRELATE_2D, {"return out": "return total"}, "returns_the_last_number"),
    (CORRELATE_2D, {"total += image": "total = image"}, "stores_the_last_product"),
    (
        CORRELATE_2D,
        {"range(kh)": "range(kh - 1)", "range(kw)": "range(kw - 1)"},
        "leaves_out_the_last_weights",
    ),
    (
        CORRELATE_2D,
        {"image[r + u, c + v] * kernel[u, v]": "image[r + u, c + v]"},
        "adds_pixels_without_weights",
    ),
    (CORRELATE_1D, {}, PASSES),
    (
        CORRELATE_1D,
        {"[np.zeros(padding), signal, np.zeros(padding)]": "[np.zeros(2 * padding), signal]"},
        "zeros_in_front_only",
    ),
    (
        CORRELATE_1D,
        {
            "np.concatenate([np.zeros(padding), signal, np.zeros(padding)])": (
                "np.zeros(len(signal) + 2 * padding); long[padding:-padding] = signal"
            )
        },
        "fills_up_to_minus_padding",
    ),
    (CORRELATE_1D, {"zeros(padding)": "zeros(1)"}, "pads_by_one_zero"),
    (CORRELATE_1D, {"// stride + 1": "// stride"}, "drops_the_last_number"),
    (CORRELATE_1D, {"range(L)": "range(L - 1)"}, "leaves_the_last_number_at_zero"),
    (CORRELATE_1D, {"range(L)": "range(0, L, stride)"}, "leaves_places_out_by_the_stride"),
    (CORRELATE_1D, {" - K) // stride + 1": ") // stride"}, "counts_windows_by_the_stride_alone"),
    (CORRELATE_1D, {" // stride + 1": " + 1"}, "counts_windows_without_stride"),
    (CORRELATE_1D, {"np.zeros(L)": "np.zeros(L, np.int64)"}, "keeps_whole_numbers_only"),
    (
        CORRELATE_1D,
        {
            "range(L)": "range(0, len(long) - K + 1, stride)",
            "i * stride : i * stride + K": "i : i + K",
        },
        "stores_at_the_start_of_the_window",
    ),
    (ZERO_PAD, {}, PASSES),
    (
        ZERO_PAD,
        {PLACE: "padding:-padding, padding:-padding"},
        "fills_a_slice_that_ends_at_minus_zero",
    ),
    (ZERO_PAD, {PLACE: "1 : H + 1, 1 : W + 1"}, "starts_at_one_pixel"),
    (ZERO_PAD, {PLACE: "2*padding:, 2*padding:"}, "pads_top_and_left_only"),
    (ZERO_PAD, {"2 * padding": "padding", PLACE: ":H, :W"}, "pads_bottom_and_right_once"),
    (
        ZERO_PAD,
        {"W + 2 * padding)": "W + 2 * padding), dtype=int"},
        "frames_in_whole_numbers",
    ),
    (ZERO_PAD, {"return": "out[:, :, -padding:] = 0; return"}, "wipes_out_the_image"),
    (ZERO_PAD, {"    return": "        return"}, "frames_the_first_image_only"),
    (OUTPUT_SIZE, {}, PASSES),
    (
        OUTPUT_SIZE,
        {"way // stride + 1": "(size + 2 * padding) // stride - kernel + 1"},
        "divides_before_the_filter_is_taken_off",
    ),
    (
        OUTPUT_SIZE,
        {
            "way < 0 or way % stride != 0": "way < 0",
            "way // stride + 1": "int(np.ceil(way / stride)) + 1",
        },
        "rounds_up_what_is_left_over",
    ),
    (OUTPUT_SIZE, {"way < 0": "way <= 0"}, "refuses_a_filter_of_the_same_size"),
    (
        OUTPUT_SIZE,
        {"way < 0 or way % stride != 0": "False", "way // stride": "int(way / stride)"},
        "cuts_the_size_off",
    ),
    (FLOOR, {}, PASSES),
    (FLOOR, {"reach > size": "reach >= size"}, "refuses_an_exact_fit"),
    (
        FLOOR,
        {" - reach) // stride": ") // stride - reach"},
        "strides_before_the_reach",
    ),
    (POINTWISE, {}, PASSES),
    (POINTWISE, {"b.reshape(F, 1, 1)": "b.reshape(F, 1)"}, "adds_biases_to_rows"),
    (POINTWISE, {"N, F, H, W) +": "N, F, W, H).swapaxes(2, 3) +"}, None),
    (
        CONV_FORWARD,
        {"in range(OH)": "in range(H)", "in range(OW)": "in range(W)"},
        "loops_over_the_image",
    ),
    (
        CONV_BACKWARD,
        {"in range(OH)": "in range(H)", "in range(OW)": "in range(W)"},
        "visits_every_pixel_of_the_image",
    ),
    (
        CONV_BACKWARD,
        {"dw = np": "xp = np.pad(x, [(0, 0), (0, 0), (0, 2*p), (0, 2*p)])\n    dw = np"},
        "pads_x_below_and_on_the_right_for_dw",
    ),
    (
        CONV_FORWARD,
        {"in range(OH)": "in range(OW)", "in range(OW)": "in range(OH)"},
        "loops_over_turned_places",
    ),
    (CONV_BACKWARD, {"return dx, dw, db": "return dx, dw"}, "returns_two_gradients"),
    (CONV_BACKWARD, {"return dx, dw, db": "return dx, 2 * dw"}, None),
]

OF_POOLING = [
    (MAX_POOL, {}, PASSES),
    (
        MAX_POOL,
        {POOLED: IN_FLOATS},
        "counts_places_in_floats",
    ),
    (MAX_POOL, {"    N, C": FITS + "    N, C"}, "insists_on_a_fit"),
    (MAX_POOL, {"np.zeros((N, C, oh, ow))": "np.zeros((N, C, ow, oh))"}, "room_for_turned_maps"),
    (MAX_POOL, {"out[n, c, i, j]": "out[n, c, j, i]"}, "stores_row_and_column_turned"),
    (MAX_POOL, {"(W - w)": "(H - w)"}, "columns_from_the_image_height"),
    (MAX_POOL, {"N, C, H, W": "N, C, W, H"}, "reads_the_image_width_first"),
    (MAX_POOL, {"j*stride+w": "j*stride+h"}, "cuts_windows_as_wide_as_high"),
    (MAX_POOL, {"i*stride+h": "i*stride+w"}, "cuts_windows_as_high_as_wide"),
    (MAX_POOL, {"i*stride+h": "i*stride+w", "j*stride+w": "j*stride+h"}, "cuts_turned_windows"),
    (
        MAX_POOL,
        {POOLED: "(H - h + 1) // stride, (W - w + 1) // stride"},
        "adds_the_one_before_dividing",
    ),
    (
        MAX_POOL,
        {"range(oh)": "range(0, oh, stride)", "range(ow)": "range(0, ow, stride)"},
        "skips_places_by_the_stride",
    ),
    (
        MAX_POOL,
        {
            "range(oh)": "range(0, H - h + 1, stride)",
            "range(ow)": "range(0, W - w + 1, stride)",
            "i*stride:i*stride+h, j*stride:j*stride+w": "i:i+h, j:j+w",
        },
        "stores_at_the_pixel",
    ),
    (
        MAX_POOL,
        {
            "range(oh)": "range(0, H - h + 1, stride)",
            "range(ow)": "range(0, W - w + 1, stride)",
            "i*stride:i*stride+h, j*stride:j*stride+w": "i:i+h, j:j+w",
            "out[n, c, i, j]": "out[n, c, i / stride, j / stride]",
        },
        "divides_to_find_the_place",
    ),
    (MAX_POOL, {"h, w = window": "h = w = window"}, "takes_the_window_for_a_number"),
    (MAX_POOL, {"\n    return": "\n            return"}, "returns_after_the_first_map"),
    (MAX_POOL, {"np.max(seen)": "max(0, *seen.ravel())"}, "starts_from_zero"),
    (MAX_POOL, {"j*stride:j*stride+w": "i*stride:i*stride+w"}, "row_serves_for_the_column"),
    (MAX_POOL, {"range(N)": "range(N - 1)"}, "last_image_stays_zero"),
    (MAX_POOL, {"range(oh)": "range(oh - 1)"}, "last_row_stays_zero"),
    (
        MAX_POOL,
        {"np.zeros((N, C, oh, ow))": "np.zeros((N, C, H, W))"},
        "makes_maps_as_large_as_the_image",
    ),
    (MAX_POOL_BACKWARD, {}, PASSES),
    (
        MAX_POOL_BACKWARD,
        {"dout.shape[2:]": IN_FLOATS},
        "counts_windows_in_floats",
    ),
    (MAX_POOL_BACKWARD, {"    h, w": FITS + "    h, w"}, "insists_on_windows_that_fit"),
    (
        MAX_POOL_BACKWARD,
        {"dout.shape[2:]": "(H - h) // stride + 1, (H - w) // stride + 1"},
        "counts_columns_from_the_image_height",
    ),
    (
        MAX_POOL_BACKWARD,
        {"dout.shape[2:]": "x.shape[2] // h, x.shape[3] // w"},
        "visits_windows_side_by_side",
    ),
    (
        MAX_POOL_BACKWARD,
        {"dout.shape[2:]": "dout.shape[2], dout.shape[2]"},
        "visits_as_many_columns_as_rows",
    ),
    (MAX_POOL_BACKWARD, {"dout.shape[2:]": "dout.shape[:1:-1]"}, "visits_turned_places"),
    (
        MAX_POOL_BACKWARD,
        {"dout.shape[2:]": "-(-(H - h) // stride) + 1, -(-(W - w) // stride) + 1"},
        "goes_back_through_windows_that_hang_over",
    ),
    (
        MAX_POOL_BACKWARD,
        {"range(oh)": "range(oh - 1)", "range(ow)": "range(ow - 1)"},
        "skips_the_last_windows",
    ),
    (MAX_POOL_BACKWARD, {"dout[n, c, i, j]": "dout[n, c, j, i]"}, "reads_dout_turned"),
    (MAX_POOL_BACKWARD, {"np.zeros(x.shape)": "np.zeros_like(dout)"}, "dx_of_the_shape_of_dout"),
    (MAX_POOL_BACKWARD, {"np.zeros(x.shape)": "x"}, "collects_in_x"),
    (MAX_POOL_BACKWARD, {"np.zeros(x.shape)": "x.astype(float)"}, "adds_to_the_image"),
    (
        MAX_POOL_BACKWARD,
        {
            "+= dout[n, c, i, j]": "= 1",
            "    return dx": "    won, dx = dx, np.zeros(x.shape)\n"
            "    for i, j in np.ndindex(oh, ow):\n"
            "        at = np.s_[:, :, i*stride:i*stride+h, j*stride:j*stride+w]\n"
            "        dx[at] += won[at] * dout[:, :, i:i+1, j:j+1]\n"
            "    return dx",
        },
        "winners_count_in_other_windows",
    ),
    (MAX_POOL_BACKWARD, {"k // w": "k // h", "k % w": "k % h"}, "splits_the_index_by_the_height"),
    (MAX_POOL_BACKWARD, {"np.zeros(x.shape)": "np.zeros_like(x)"}, "keeps_whole_numbers_only"),
    (
        MAX_POOL_BACKWARD,
        {"k // w": "k % w", "k % w": "k // w"},
        "exchanges_row_and_column_of_the_winner",
    ),
    (MAX_POOL_BACKWARD, {"range(C)": "range(C - 1)"}, "last_map_sends_nothing_back"),
    (MAX_POOL_BACKWARD, {" + k // w": "", " + k % w": ""}, "sends_it_to_the_corner"),
    (AVERAGE_POOL, {}, PASSES),
    (
        AVERAGE_POOL,
        {POOLED: IN_FLOATS},
        "averages_a_float_number_of_windows",
    ),
    (AVERAGE_POOL, {"np.mean(seen)": "np.sum(seen) / w"}, "divides_by_the_width_only"),
    (AVERAGE_POOL, {"np.mean": "np.median"}, "middle_number_of_the_window"),
    (
        AVERAGE_POOL,
        {"np.zeros((N, C, oh, ow))": "np.zeros((N, C, oh, ow), dtype=x.dtype)"},
        "cuts_the_mean_to_the_type_of_x",
    ),
    (
        AVERAGE_POOL,
        {"i*stride:i*stride+h, j*stride:j*stride+w": "j*stride:j*stride+h, i*stride:i*stride+w"},
        "averages_at_turned_places",
    ),
    (
        AVERAGE_POOL,
        {"range(oh)": "range(oh - 1)", "range(ow)": "range(ow - 1)"},
        "averages_all_but_the_last_windows",
    ),
    (AVERAGE_POOL_BACKWARD, {}, PASSES),
    (
        AVERAGE_POOL_BACKWARD,
        {"dout.shape[2:]": "H // h, W // w"},
        "shares_for_windows_side_by_side",
    ),
    (
        AVERAGE_POOL_BACKWARD,
        {"dout.shape[2:]": IN_FLOATS},
        "shares_among_windows_in_floats",
    ),
    (AVERAGE_POOL_BACKWARD, {"g / (h * w)": "g / (w * w)"}, "shares_by_the_width_squared"),
    (
        AVERAGE_POOL_BACKWARD,
        {"np.zeros(x.shape)": "x.copy().astype(float)"},
        "shares_on_top_of_the_image",
    ),
    (AVERAGE_POOL_BACKWARD, {"(h * w)": "(h * w) / N"}, "shares_by_the_batch"),
    (AVERAGE_POOL_BACKWARD, {"range(oh)": "range(oh - 1)"}, "leaves_the_last_row_out"),
    (FC_AS_CONV, {}, PASSES),
    (FC_AS_CONV, {"M, C, rows": "C, rows"}, "leaves_the_filters_out"),
    (
        FC_AS_CONV,
        {
            "C, rows, columns = shape": "C, rows, W = shape",
            "(M, C, rows, columns)": "(M, C, -1, W)",
        },
        "asks_for_what_a_value_lacks",
    ),
    (FC_AS_CONV, {"W.reshape(": "W.view_as("}, "asks_for_what_a_value_lacks"),
    (RECEPTIVE_FIELD, {}, PASSES),
    (RECEPTIVE_FIELD, {"apart * stride": "apart + (stride - 1)"}, "adds_strides_less_one"),
    (RECEPTIVE_FIELD, {"return seen": "return seen - 1 + apart"}, "lets_the_first_pixel_grow"),
    (GOING_BACK, {}, PASSES),
    (GOING_BACK, {"(r - 1)": "r"}, "goes_back_over_a_stride_too_many"),
    (
        GOING_BACK,
        {"(r - 1) * stride + kernel": "r * stride + kernel - 1"},
        "lets_the_first_pixel_grow",
    ),
    (GOING_BACK, {"layers[::-1]": "layers"}, "goes_through_the_layers_backwards"),
]

ERRORS_OF_CONVOLUTION = [
    (
        CONV_FORWARD,
        {
            "    OH = ": "    assert (H + 2*padding - KH) % stride == 0\n"
            "    assert (W + 2*padding - KW) % stride == 0, 'no'\n    OH = "
        },
        "insists_on_a_fit",
    ),
    (
        CONV_BACKWARD,
        {CROP: "np.zeros(x.shape); dx[:] = dxp[:, :, p:-p, p:-p]"},
        "crops_from_padding_to_minus_padding",
    ),
    (
        CONV_BACKWARD,
        {CROP: "np.zeros(x.shape)\n    for n in range(N): dx[n] += dxp[n, :, p:-p, p:-p]"},
        "crops_from_padding_to_minus_padding",
    ),
    (
        CONV_BACKWARD,
        {"    N, C": "    assert padding < w.shape[2] and padding < w.shape[3]\n    N, C"},
        "refuses_much_padding",
    ),
    (CONV_BACKWARD, {"(p, p), (p, p)": "(p, 0), (p, 0)"}, "pads_one_end_only"),
]

ERRORS_OF_POOLING = [
    (MAX_POOL, {"    N, C": ASSERTS + "    N, C"}, "insists_on_a_fit"),
    (MAX_POOL_BACKWARD, {"    h, w": ASSERTS + "    h, w"}, "insists_on_windows_that_fit"),
    (AVERAGE_POOL, {"    N, C": ASSERTS + "    N, C"}, "refuses_to_leave_pixels_out"),
]


def answer_of(source: str, edits: dict[str, str]):
    """The function that a cell defines, with pieces of its text replaced, all at once."""
    for old in edits:
        assert old in source, f"{old!r} does not stand in the answer"
    for number, old in enumerate(edits):
        source = source.replace(old, f"<{number}>")
    for number, new in enumerate(edits.values()):
        source = source.replace(f"<{number}>", new)
    cell = {"np": np}
    exec(source, cell)
    return cell[source.split("(")[0].split()[-1]]


def told(lesson: str, source: str, edits: dict[str, str]) -> str | None:
    """What an answer is told: the name of a mistake, PASSES, or nothing."""
    answer = answer_of(source, edits)
    report = check_sheet(answer_sheets(find_lesson(lesson), PUBLIC_SEED)[answer.__name__], answer)
    return PASSES if report.passed else report.mistake or None


def of_both(convolution: list, pooling: list) -> pytest.MarkDecorator:
    answers = [("convolution", *one) for one in convolution] + [
        ("pooling", *one) for one in pooling
    ]
    names = [f"{expected}-{number}" for number, (*_, expected) in enumerate(answers)]
    return pytest.mark.parametrize("lesson, source, edits, expected", answers, ids=names)


@of_both(OF_CONVOLUTION, OF_POOLING)
def test_an_answer_is_told_its_mistake(lesson, source, edits, expected):
    assert told(lesson, source, edits) == expected


@of_both(ERRORS_OF_CONVOLUTION, ERRORS_OF_POOLING)
def test_an_error_is_told_by_its_cause_however_it_is_raised(lesson, source, edits, expected):
    assert told(lesson, source, edits) == expected
