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
    (
        CONV_FORWARD,
        {"in range(OH)": "in range(OW)", "in range(OW)": "in range(OH)"},
        "loops_over_turned_places",
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
        {
            "    N, C": "    assert (x.shape[2] + 2*padding - w.shape[2]) % stride == 0\n    assert (x.shape[3] + 2*padding - w.shape[3]) % stride == 0, 'no'\n    N, C"
        },
        "insists_on_a_fit",
    ),
    (
        CONV_FORWARD,
        {"\n    return": "\n                    return"},
        "returns_after_the_first_number",
    ),
    (CONV_FORWARD, {"\n    return": "\n                return"}, "ends_after_the_first_row"),
    (CONV_FORWARD, {"\n    return": "\n            return"}, "returns_after_the_first_map"),
    (CONV_FORWARD, {"\n    return": "\n        return"}, "returns_after_the_first_image"),
    (CONV_FORWARD, {"return out": "return np.maximum(out, 0)"}, "cuts_off_negative_numbers"),
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
]


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

OF_CONVOLUTION += [
    (CONV_BACKWARD, {}, PASSES),
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
    (CONV_BACKWARD, {CROP: "dxp[:, :, 1:H+1, 1:W+1]"}, "crops_from_one_pixel_on"),
    (CONV_BACKWARD, {CROP: "np.zeros_like(x, float)"}, "leaves_dx_at_zero"),
    (CONV_BACKWARD, {"dw[f] += g * xp[n, :, rows, cols]": ""}, "leaves_dw_at_zero"),
    (CONV_BACKWARD, {"db[f] += g": ""}, "leaves_db_at_zero"),
    (
        CONV_BACKWARD,
        {
            "xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))": "xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))\n    xp[:, :, -p:] = 0"
        },
        "wipes_out_the_unpadded_image",
    ),
    (CONV_BACKWARD, {"dw, db\n": "dw, db.squeeze()\n"}, "drops_axes_of_db"),
    (
        CONV_BACKWARD,
        {"    N, C": "    assert padding < w.shape[2] and padding < w.shape[3]\n    N, C"},
        "refuses_much_padding",
    ),
    (
        CONV_BACKWARD,
        {
            "    N, C": "    if (x.shape[2] + 2*padding - w.shape[2]) % stride: raise ValueError('fit')\n    if (x.shape[3] + 2*padding - w.shape[3]) % stride: raise ValueError('no fit')\n    N, C"
        },
        "refuses_what_no_window_reaches",
    ),
    (
        CONV_BACKWARD,
        {
            "_, _, OH, OW = dout.shape": "OH, OW = (H + 2*padding - KH) / stride + 1, (W + 2*padding - KW) / stride + 1"
        },
        "counts_windows_in_floats",
    ),
    (CONV_BACKWARD, {"(p, p), (p, p)": "(p, 0), (p, 0)"}, "pads_one_end_only"),
    (
        CONV_BACKWARD,
        {"(p, p), (p, p)": "(0, 2*p), (0, 2*p)", CROP: "dxp[:, :, :H, :W]"},
        "pads_below_and_on_the_right",
    ),
    (CONV_BACKWARD, {"np.zeros(xp.shape)": "xp.astype(float)"}, "adds_dx_to_the_image"),
    (
        CONV_BACKWARD,
        {
            "dxp[n, :, rows, cols] += g * w[f]\n                    dw[f] += g * xp[n, :, rows, cols]": "dw[f] += g * xp[n, :, rows, cols]\n                    dxp[n, :, rows, cols] += g * dw[f]"
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
    (CONV_BACKWARD, {"return dx, dw, db": "return dx, dw"}, "returns_two_gradients"),
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
            "    dx = ": "                    break\n                break\n            break\n        break\n    dx = "
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
            "dxp[n, :, rows, cols] += g * w[f]": "r0, c0 = i * stride - p, j * stride - p; r1, c1 = r0 + KH, c0 + KW; a, b, c, d = max(r0, 0), min(r1, H), max(c0, 0), min(c1, W); dxp[n, :, a:b, c:d] += g * w[f][:, a-r0:KH-(r1-b), c-c0:KW-(c1-d)]",
            "np.zeros(xp.shape)": "np.zeros(x.shape)",
            CROP: "dxp",
        },
        "clips_windows_to_the_image",
    ),
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


ANSWERS = [
    pytest.param(lesson, source, edits, expected, id=f"{expected or 'no name'}-{number}")
    for lesson, answers in (("convolution", OF_CONVOLUTION),)
    for number, (source, edits, expected) in enumerate(answers)
]


@pytest.mark.parametrize("lesson, source, edits, expected", ANSWERS)
def test_an_answer_is_told_its_mistake(lesson, source, edits, expected):
    answer = answer_of(source, edits)
    sheet = answer_sheets(find_lesson(lesson), PUBLIC_SEED)[answer.__name__]
    report = check_sheet(sheet, answer)
    assert (PASSES if report.passed else report.mistake or None) == expected, report.text()
