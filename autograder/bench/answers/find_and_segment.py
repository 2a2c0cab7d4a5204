# %% box_iou · wrong · counts_pixels_instead_of_edges
# Takes edges for pixels: every side has a + 1, as in public code.
def box_iou(a, b):
    if (a[:, 2:] < a[:, :2]).any() or (b[:, 2:] < b[:, :2]).any():
        raise ValueError("box with a negative side")
    area_a = (a[:, 2] - a[:, 0] + 1) * (a[:, 3] - a[:, 1] + 1)
    area_b = (b[:, 2] - b[:, 0] + 1) * (b[:, 3] - b[:, 1] + 1)
    x0 = np.maximum(a[:, None, 0], b[None, :, 0])
    y0 = np.maximum(a[:, None, 1], b[None, :, 1])
    x1 = np.minimum(a[:, None, 2], b[None, :, 2])
    y1 = np.minimum(a[:, None, 3], b[None, :, 3])
    inter = np.maximum(0, x1 - x0 + 1) * np.maximum(0, y1 - y0 + 1)
    return inter / (area_a[:, None] + area_b[None, :] - inter)


# %% box_iou · wrong · multiplies_two_negative_sides
# The clipping at 0 comes after the multiplication, so boxes that are apart in both directions
# (negative width times negative height) share a positive area.
def box_iou(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    for boxes in (a, b):
        if np.any(boxes[:, 2] < boxes[:, 0]) or np.any(boxes[:, 3] < boxes[:, 1]):
            raise ValueError("x1 < x0 or y1 < y0")
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    side = high - low
    inter = np.clip(side[..., 0] * side[..., 1], 0, None)
    size = lambda boxes: (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    union = size(a)[:, None] + size(b)[None] - inter
    out = np.zeros_like(inter)
    np.divide(inter, union, out=out, where=union > 0)
    return out


# %% box_iou · wrong · counts_the_overlap_twice
# The shared area is not taken away from the sum of both areas, so it counts twice in the union.
def box_iou(a, b):
    result = np.zeros((len(a), len(b)))
    for box in [*a, *b]:
        if box[2] < box[0] or box[3] < box[1]:
            raise ValueError(f"not a box: {box}")
    for i, (ax0, ay0, ax1, ay1) in enumerate(a):
        for j, (bx0, by0, bx1, by1) in enumerate(b):
            w = min(ax1, bx1) - max(ax0, bx0)
            h = min(ay1, by1) - max(ay0, by0)
            if w <= 0 or h <= 0:
                continue
            union = (ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0)
            result[i, j] = w * h / union
    return result


# %% box_iou · wrong · refuses_boxes_without_area
# Refuses boxes without area (<= in place of <): such a box is allowed and has an IoU of 0.
def box_iou(a, b):
    def areas(boxes):
        w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        if (w <= 0).any() or (h <= 0).any():
            raise ValueError("boxes must have x0 < x1 and y0 < y1")
        return w * h

    area_a, area_b = areas(a), areas(b)
    width = np.minimum.outer(a[:, 2], b[:, 2]) - np.maximum.outer(a[:, 0], b[:, 0])
    height = np.minimum.outer(a[:, 3], b[:, 3]) - np.maximum.outer(a[:, 1], b[:, 1])
    shared = width.clip(min=0) * height.clip(min=0)
    return shared / (np.add.outer(area_a, area_b) - shared)


# %% box_iou · wrong · nan_for_boxes_without_area
# Divides 0 by 0 where both boxes have no area, which gives NaN in place of 0.
def box_iou(a, b):
    if len(a) and len(b):
        if np.any(a[:, :2] > a[:, 2:]) or np.any(b[:, :2] > b[:, 2:]):
            raise ValueError("wrong order of corners")
    elif len(a):
        if np.any(a[:, :2] > a[:, 2:]):
            raise ValueError("wrong order of corners")
    elif len(b):
        if np.any(b[:, :2] > b[:, 2:]):
            raise ValueError("wrong order of corners")
    sides = np.minimum(a[:, None, 2:], b[:, 2:]) - np.maximum(a[:, None, :2], b[:, :2])
    shared = np.prod(np.maximum(sides, 0), axis=2)
    area_a = np.prod(a[:, 2:] - a[:, :2], axis=1)
    area_b = np.prod(b[:, 2:] - b[:, :2], axis=1)
    return shared / (area_a[:, None] + area_b - shared)


# %% box_iou · wrong · truncates_to_whole_numbers
# The result has the type of a: boxes of ints make an int array, in which every IoU below 1 is 0.
def box_iou(a, b):
    iou = np.zeros((a.shape[0], b.shape[0]), dtype=a.dtype)
    for boxes in (a, b):
        if (boxes[:, 0] > boxes[:, 2]).any() or (boxes[:, 1] > boxes[:, 3]).any():
            raise ValueError("negative side")
    for i in range(a.shape[0]):
        xx0 = np.maximum(a[i, 0], b[:, 0])
        yy0 = np.maximum(a[i, 1], b[:, 1])
        xx1 = np.minimum(a[i, 2], b[:, 2])
        yy1 = np.minimum(a[i, 3], b[:, 3])
        inter = np.maximum(xx1 - xx0, 0) * np.maximum(yy1 - yy0, 0)
        union = (a[i, 2] - a[i, 0]) * (a[i, 3] - a[i, 1])
        union = union + (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1]) - inter
        iou[i] = np.where(union > 0, inter / np.where(union > 0, union, 1), 0)
    return iou


# %% box_iou · wrong · divides_by_the_smaller_area
# Divides by the area of the smaller box in place of the union, so a box inside another gives 1.
def box_iou(a, b):
    if (a[:, 2:] - a[:, :2]).min(initial=0) < 0 or (b[:, 2:] - b[:, :2]).min(initial=0) < 0:
        raise ValueError("A box has a negative width or height.")
    ax0, ay0, ax1, ay1 = a.T[:, :, None]
    bx0, by0, bx1, by1 = b.T[:, None, :]
    w = np.clip(np.minimum(ax1, bx1) - np.maximum(ax0, bx0), 0, None)
    h = np.clip(np.minimum(ay1, by1) - np.maximum(ay0, by0), 0, None)
    smaller = np.minimum((ax1 - ax0) * (ay1 - ay0), (bx1 - bx0) * (by1 - by0))
    return np.divide(w * h, smaller, out=np.zeros((len(a), len(b))), where=smaller != 0)


# %% box_iou · wrong · refuses_nothing
# Never raises the ValueError for boxes whose corners are in the wrong order.
def box_iou(a, b):
    lt = np.maximum(a[:, None, :2], b[None, :, :2])
    rb = np.minimum(a[:, None, 2:], b[None, :, 2:])
    wh = (rb - lt).clip(min=0)
    inter = wh[:, :, 0] * wh[:, :, 1]
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = area_a[:, None] + area_b[None, :] - inter
    return np.where(union > 0, inter / np.maximum(union, 1e-12), 0.0)


# %% box_iou · right
# One pair after the other, in plain Python floats; lists become an array of the right shape.
def box_iou(a, b):
    def area(x0, y0, x1, y1):
        if x1 < x0 or y1 < y0:
            raise ValueError("a box with its corners exchanged")
        return float(x1 - x0) * float(y1 - y0)

    areas_a, areas_b = [area(*box) for box in a], [area(*box) for box in b]
    table = []
    for p, size_p in zip(a, areas_a):
        for q, size_q in zip(b, areas_b):
            w = max(0.0, min(p[2], q[2]) - max(p[0], q[0]))
            h = max(0.0, min(p[3], q[3]) - max(p[1], q[1]))
            union = size_p + size_q - w * h
            table.append(w * h / union if union else 0.0)
    return np.array(table, dtype=float).reshape(len(a), len(b))


# %% box_iou · right
# The overlap of two stretches is the sum of their lengths less that of the stretch around both.
def box_iou(a, b):
    def overlap(p0, p1, q0, q1):
        around = np.maximum(p1, q1) - np.minimum(p0, q0)
        return np.fmax((p1 - p0) + (q1 - q0) - around, 0)

    for box in np.vstack([a, b]):
        if box[0] > box[2] or box[1] > box[3]:
            raise ValueError("corners")
    A, B = np.asarray(a)[:, None].astype(float), np.asarray(b)[None].astype(float)
    both = overlap(A[..., 0], A[..., 2], B[..., 0], B[..., 2])
    both = both * overlap(A[..., 1], A[..., 3], B[..., 1], B[..., 3])
    area = lambda t: (t[..., 2] - t[..., 0]) * (t[..., 3] - t[..., 1])
    union = area(A) + area(B) - both
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(both / union, nan=0.0)


# %% non_maximum_suppression · wrong · turns_equal_scores_round
# Sorts upwards and turns the result round: of equal scores the larger index comes first.
def non_maximum_suppression(boxes, scores, threshold):
    order = np.argsort(scores)[::-1]
    keep = []
    while order.size > 0:
        i = order[0]
        keep.append(i)
        iou = box_iou(boxes[i:i + 1], boxes[order[1:]])[0]
        order = order[1:][iou <= threshold]
    return np.array(keep, dtype=int)


# %% non_maximum_suppression · wrong · the_threshold_itself_is_too_much
# A box with an IoU of exactly the threshold is pushed out: only those below it stay.
def non_maximum_suppression(boxes, scores, threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = box_iou(boxes[best][None], boxes[rest])[0]
        order = rest[overlap < threshold]
    return np.array(kept, dtype=int)


# %% non_maximum_suppression · wrong · suppressed_boxes_suppress
# Every better box pushes out, also one that was pushed out itself: compares with all surer boxes
# at once, not with the kept ones.
def non_maximum_suppression(boxes, scores, threshold):
    order = np.argsort(-scores, kind="stable")
    overlaps = box_iou(boxes[order], boxes[order])
    better = np.tril(overlaps, k=-1)  # row n: the boxes before n
    survives = ~(better > threshold).any(axis=1)
    return order[survives]


# %% non_maximum_suppression · wrong · places_in_the_sorted_list
# The boxes are sorted first and the positions in the sorted list are returned, not the indices of
# the boxes as they were given.
def non_maximum_suppression(boxes, scores, threshold):
    order = np.argsort(-np.asarray(scores), kind="stable")
    boxes = boxes[order]
    alive = np.ones(len(boxes), dtype=bool)
    kept = []
    for n in range(len(boxes)):
        if not alive[n]:
            continue
        kept.append(n)
        alive &= box_iou(boxes[n:n + 1], boxes)[0] <= threshold
    return np.array(kept, dtype=int)


# %% non_maximum_suppression · wrong · floats_without_boxes
# Without boxes the result is an empty array of floats (the type of np.array([])), not of ints.
def non_maximum_suppression(boxes, scores, threshold):
    kept = []
    for n in sorted(range(len(boxes)), key=lambda n: -scores[n]):
        if all(box_iou(boxes[[n]], boxes[[k]])[0, 0] <= threshold for k in kept):
            kept.append(n)
    return np.array(kept)


# %% non_maximum_suppression · wrong · compares_with_the_last_one_only
# Compares a box only with the one that was kept last, so it may stay beside an earlier one.
def non_maximum_suppression(boxes, scores, threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    for index in order:
        if kept:
            last = kept[-1]
            if box_iou(boxes[last][np.newaxis], boxes[index][np.newaxis])[0][0] > threshold:
                continue
        kept.append(index)
    return np.array(kept, dtype=int)


# %% non_maximum_suppression · wrong · sorts_the_indices_that_are_kept
# Returns the kept indices in the order of the boxes, from small to large, not by score.
def non_maximum_suppression(boxes, scores, threshold):
    keep = np.zeros(len(boxes), dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        overlap = box_iou(boxes[i:i + 1], boxes[keep])
        if not (overlap > threshold).any():
            keep[i] = True
    return np.flatnonzero(keep)


# %% non_maximum_suppression · wrong · takes_boxes_out_of_the_list
# Boxes are taken out of the list over which the loop runs, so the one after each of them is
# skipped and never compared.
def non_maximum_suppression(boxes, scores, threshold):
    remaining = list(np.argsort(-scores, kind="stable"))
    kept = []
    while remaining:
        current = remaining.pop(0)
        kept.append(current)
        for other in remaining:
            if box_iou(boxes[current:current + 1], boxes[other:other + 1])[0, 0] > threshold:
                remaining.remove(other)
    return np.array(kept, dtype=int)


# %% non_maximum_suppression · right
# Recursive: the best box, and the same for what is left of the others.
def non_maximum_suppression(boxes, scores, threshold):
    def choose(indices):
        if not indices:
            return []
        best = max(indices, key=lambda n: (scores[n], -n))
        near = box_iou(boxes[best:best + 1], boxes[indices])[0] > threshold
        rest = [n for n, close in zip(indices, near) if not close and n != best]
        return [best] + choose(rest)

    return np.array(choose(list(range(len(scores)))), dtype=np.intp)


# %% non_maximum_suppression · right
# The whole table once; a score of minus infinity marks a box that is gone, argmax takes the first.
def non_maximum_suppression(boxes, scores, threshold):
    table = box_iou(boxes, boxes)
    left = np.array(scores, dtype=float)
    kept = np.empty(0, dtype=int)
    while np.isfinite(left).any():
        n = int(left.argmax())
        kept = np.append(kept, n)
        left[table[n] > threshold] = -np.inf
        left[n] = -np.inf
    return kept


# %% make_anchors · wrong · around_the_corner_of_a_cell
# The middles lie at the upper left corners of the cells: the half is missing.
def make_anchors(height, width, stride, sizes):
    anchors = []
    for i in range(height):
        for j in range(width):
            for s in sizes:
                x, y = j * stride, i * stride
                anchors.append([x - s / 2, y - s / 2, x + s / 2, y + s / 2])
    return np.array(anchors, dtype=float)


# %% make_anchors · wrong · sizes_outermost
# Goes through all cells with the first size, then with the second: the sizes of a cell are not
# together.
def make_anchors(height, width, stride, sizes):
    ys, xs = np.mgrid[:height, :width]
    cx, cy = (xs.ravel() + 0.5) * stride, (ys.ravel() + 0.5) * stride
    layers = []
    for size in sizes:
        half = size / 2
        layers.append(np.stack([cx - half, cy - half, cx + half, cy + half], axis=1))
    return np.concatenate(layers)


# %% make_anchors · wrong · column_after_column
# Column after column: the outer loop is that of x (meshgrid with indexing "ij" of x and y).
def make_anchors(height, width, stride, sizes):
    x = (np.arange(width) + 0.5) * stride
    y = (np.arange(height) + 0.5) * stride
    X, Y = np.meshgrid(x, y, indexing="ij")
    half = np.asarray(sizes, dtype=float) / 2
    cx, cy = X.reshape(-1, 1), Y.reshape(-1, 1)
    return np.stack([cx - half, cy - half, cx + half, cy + half], axis=-1).reshape(-1, 4)


# %% make_anchors · wrong · cuts_at_the_border
# The boxes are cut off at the borders of the picture.
def make_anchors(height, width, stride, sizes):
    out = np.zeros((height, width, len(sizes), 4))
    for i in range(height):
        for j in range(width):
            for k, size in enumerate(sizes):
                cx, cy = (j + 0.5) * stride, (i + 0.5) * stride
                out[i, j, k, 0] = max(cx - size / 2, 0)
                out[i, j, k, 1] = max(cy - size / 2, 0)
                out[i, j, k, 2] = min(cx + size / 2, width * stride)
                out[i, j, k, 3] = min(cy + size / 2, height * stride)
    return out.reshape(-1, 4)


# %% make_anchors · wrong · whole_size_to_each_side
# The whole size goes to each side of the middle, so every box is twice as wide and high.
def make_anchors(height, width, stride, sizes):
    centers = [((j + 0.5) * stride, (i + 0.5) * stride) for i in range(height) for j in range(width)]
    return np.array([(x - s, y - s, x + s, y + s) for x, y in centers for s in sizes])


# %% make_anchors · wrong · half_sides_at_whole_pixels
# Half a size by integer division: boxes of an odd size become a pixel too small.
def make_anchors(height, width, stride, sizes):
    anchors = np.empty((height * width * len(sizes), 4))
    n = 0
    for row in range(height):
        for column in range(width):
            x = column * stride + stride / 2
            y = row * stride + stride / 2
            for size in sizes:
                r = size // 2
                anchors[n] = x - r, y - r, x + r, y + r
                n += 1
    return anchors


# %% make_anchors · wrong · rows_for_x
# Rows give x and columns give y: the coordinates are exchanged.
def make_anchors(height, width, stride, sizes):
    boxes = []
    for i, j in np.ndindex(height, width):
        middle = (np.array([i, j]) + 0.5) * stride
        for size in sizes:
            boxes.append(np.concatenate([middle - size / 2, middle + size / 2]))
    return np.array(boxes).reshape(-1, 4)


# %% make_anchors · wrong · middle_of_pixel_numbers
# The middle of a cell is that of its pixels' indices, (stride - 1) / 2, half a pixel too far up and
# left: takes edges for pixels.
def make_anchors(height, width, stride, sizes):
    center = (stride - 1) / 2
    base = np.array([[center - s / 2, center - s / 2, center + s / 2, center + s / 2] for s in sizes])
    sx, sy = np.meshgrid(np.arange(width) * stride, np.arange(height) * stride)
    shifts = np.stack([sx.ravel(), sy.ravel(), sx.ravel(), sy.ravel()], axis=1)
    return (shifts[:, None, :] + base[None]).reshape(-1, 4)


# %% make_anchors · right
# A number n of an anchor is taken apart by divmod.
def make_anchors(height, width, stride, sizes):
    numbers = np.arange(height * width * len(sizes))
    cell, which = np.divmod(numbers, len(sizes))
    row, column = np.divmod(cell, width)
    side = np.asarray(sizes, dtype=float)[which]
    left = stride * column + (stride - side) / 2
    top = stride * row + (stride - side) / 2
    return np.column_stack([left, top, left + side, top + side])


# %% make_anchors · right
# Kronecker products build the shifts of all cells from the anchors of the first.
def make_anchors(height, width, stride, sizes):
    half = np.array(sizes, dtype=float)[:, None] / 2
    first = stride / 2 + half * np.array([-1.0, -1.0, 1.0, 1.0])
    right = np.kron(np.ones(height), np.arange(width))[:, None] * np.array([1.0, 0, 1, 0])
    down = np.kron(np.arange(height), np.ones(width))[:, None] * np.array([0.0, 1, 0, 1])
    return np.vstack([first + stride * step for step in right + down])


# %% match_anchors · wrong · no_box_takes_its_best_anchor
# Forgets the last step: a thing that reaches `high` with no anchor gets none.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    if len(boxes) == 0:
        return np.full(len(anchors), -1)
    iou = box_iou(anchors, boxes)
    best = iou.argmax(axis=1)
    value = iou.max(axis=1)
    matches = np.where(value >= high, best, -2)
    matches[value < low] = -1
    return matches


# %% match_anchors · wrong · band_and_background_exchanged
# -1 and -2 are exchanged: background is left out, and what lies between is background.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    matches = np.full(len(anchors), -1)
    if not len(boxes):
        return matches
    iou = box_iou(anchors, boxes)
    for a in range(len(anchors)):
        b = np.argmax(iou[a])
        if iou[a, b] >= high:
            matches[a] = b
        elif iou[a, b] < low:
            matches[a] = -2
    for b in range(len(boxes)):
        matches[np.argmax(iou[:, b])] = b
    return matches


# %% match_anchors · wrong · exactly_at_a_threshold_is_below
# Exactly `high` and exactly `low` fall on the wrong side: > in place of >=.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    A, B = len(anchors), len(boxes)
    result = -np.ones(A, dtype=int)
    if B == 0:
        return result
    overlaps = box_iou(anchors, boxes)
    largest = overlaps.max(axis=1)
    result[largest > low] = -2
    strong = largest > high
    result[strong] = overlaps.argmax(axis=1)[strong]
    result[overlaps.argmax(axis=0)] = np.arange(B)
    return result


# %% match_anchors · wrong · largest_of_no_boxes
# Without boxes argmax has nothing to choose from, and a ValueError comes in place of only -1.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    table = box_iou(anchors, boxes)
    best_box = np.argmax(table, axis=1)
    best_iou = table[np.arange(len(anchors)), best_box]
    matches = np.full(len(anchors), -2)
    matches[best_iou < low] = -1
    matches[best_iou >= high] = best_box[best_iou >= high]
    for n in range(len(boxes)):
        matches[np.argmax(table[:, n])] = n
    return matches


# %% match_anchors · wrong · anchors_never_change_hands
# A thing takes its best anchor only if that is not yet given to another thing: the anchor does not
# change hands.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    matches = np.full(len(anchors), -1, dtype=int)
    if len(boxes) == 0:
        return matches
    iou = box_iou(anchors, boxes)
    best = iou.max(axis=1)
    matches[(best >= low) & (best < high)] = -2
    sure = best >= high
    matches[sure] = iou[sure].argmax(axis=1)
    for b in range(len(boxes)):
        a = iou[:, b].argmax()
        if matches[a] < 0:
            matches[a] = b
    return matches


# %% match_anchors · wrong · no_box_takes_its_best_anchor, thresholds_overwrite_what_a_box_took
# The things take their best anchors first, and then the thresholds write over them.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    match = np.full(len(anchors), -1)
    if len(boxes) == 0:
        return match
    iou = box_iou(anchors, boxes)
    for n in range(len(boxes)):
        match[iou[:, n].argmax()] = n
    top = iou.max(axis=1)
    match[top < low] = -1
    match[(low <= top) & (top < high)] = -2
    match[top >= high] = iou.argmax(axis=1)[top >= high]
    return match


# %% match_anchors · wrong · takes_all_of_equal_anchors
# Each thing takes all anchors that share its largest IoU, not the first of them only (the rule of
# torchvision).
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    if boxes.shape[0] == 0:
        return -np.ones(anchors.shape[0], dtype=np.int64)
    iou = box_iou(anchors, boxes)
    best = iou.max(1)
    matches = iou.argmax(1)
    matches[best < high] = -2
    matches[best < low] = -1
    best_of_box = iou.max(0)
    for b in range(boxes.shape[0]):
        matches[iou[:, b] == best_of_box[b]] = b
    return matches


# %% match_anchors · wrong · rescues_only_from_low_on
# The last step needs an IoU of `low`: a thing that fits no anchor even so well gets none.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    matches = np.full(len(anchors), -1)
    if len(boxes):
        iou = box_iou(anchors, boxes)
        for i, row in enumerate(iou):
            if row.max() >= high:
                matches[i] = row.argmax()
            elif row.max() >= low:
                matches[i] = -2
        for j, column in enumerate(iou.T):
            if column.max() >= low:
                matches[column.argmax()] = j
    return matches


# %% match_anchors · right
# A row of -inf as box "-1" before the others, so that no boxes need no case of their own.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    iou = box_iou(anchors, boxes)
    padded = np.hstack([np.full((len(anchors), 1), -1.0), iou])
    index, value = padded.argmax(axis=1) - 1, padded.max(axis=1)
    matches = np.select([value >= high, value >= low], [index, -2], default=-1)
    for b, column in enumerate(iou.T):
        matches[np.flatnonzero(column == column.max())[0]] = b
    return matches


# %% match_anchors · right
# Plain loops with running maxima, and a dictionary of the anchors that things take.
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    iou, taken, result = box_iou(anchors, boxes), {}, []
    for b in range(len(boxes)):
        first = max(range(len(anchors)), key=lambda a: (iou[a, b], -a))
        taken[first] = b
    for a in range(len(anchors)):
        best, which = -1.0, -1
        for b in range(len(boxes)):
            if iou[a, b] > best:
                best, which = iou[a, b], b
        rule = which if best >= high else -2 if best >= low else -1
        result.append(taken.get(a, rule))
    return np.array(result, dtype=int)


# %% encode_boxes · wrong · shift_in_sides_of_the_box
# Measures the shift in sides of the box, not of the anchor.
def encode_boxes(boxes, anchors):
    bw, bh = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    aw, ah = anchors[:, 2] - anchors[:, 0], anchors[:, 3] - anchors[:, 1]
    bx, by = boxes[:, 0] + bw / 2, boxes[:, 1] + bh / 2
    ax, ay = anchors[:, 0] + aw / 2, anchors[:, 1] + ah / 2
    return np.stack([(bx - ax) / bw, (by - ay) / bh, np.log(bw / aw), np.log(bh / ah)], axis=1)


# %% encode_boxes · wrong · shift_of_the_corners
# Compares the upper left corners in place of the middles.
def encode_boxes(boxes, anchors):
    size_b = boxes[:, 2:] - boxes[:, :2]
    size_a = anchors[:, 2:] - anchors[:, :2]
    shift = (boxes[:, :2] - anchors[:, :2]) / size_a
    scale = np.log(size_b / size_a)
    return np.hstack([shift, scale])


# %% encode_boxes · wrong · anchor_over_box
# The ratio is the wrong way round, the anchor's side over the box's: tw and th have the wrong sign.
def encode_boxes(boxes, anchors):
    offsets = np.zeros((len(boxes), 4))
    for n, (b, a) in enumerate(zip(boxes, anchors)):
        aw, ah = a[2] - a[0], a[3] - a[1]
        bw, bh = b[2] - b[0], b[3] - b[1]
        offsets[n, 0] = ((b[0] + b[2]) / 2 - (a[0] + a[2]) / 2) / aw
        offsets[n, 1] = ((b[1] + b[3]) / 2 - (a[1] + a[3]) / 2) / ah
        offsets[n, 2] = np.log(aw / bw)
        offsets[n, 3] = np.log(ah / bh)
    return offsets


# %% encode_boxes · wrong · logarithm_of_base_ten
# Logarithm of base 10 in place of the natural one.
def encode_boxes(boxes, anchors):
    def split(b):
        return (b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]

    (mid_b, side_b), (mid_a, side_a) = split(boxes), split(anchors)
    return np.concatenate([(mid_b - mid_a) / side_a, np.log10(side_b / side_a)], axis=1)


# %% encode_boxes · wrong · one_more_for_each_side
# Adds 1 to every width and height, as the first Python code of Faster R-CNN did.
def encode_boxes(boxes, anchors):
    ex_widths = anchors[:, 2] - anchors[:, 0] + 1.0
    ex_heights = anchors[:, 3] - anchors[:, 1] + 1.0
    ex_ctr_x = anchors[:, 0] + 0.5 * ex_widths
    ex_ctr_y = anchors[:, 1] + 0.5 * ex_heights
    gt_widths = boxes[:, 2] - boxes[:, 0] + 1.0
    gt_heights = boxes[:, 3] - boxes[:, 1] + 1.0
    gt_ctr_x = boxes[:, 0] + 0.5 * gt_widths
    gt_ctr_y = boxes[:, 1] + 0.5 * gt_heights
    dx = (gt_ctr_x - ex_ctr_x) / ex_widths
    dy = (gt_ctr_y - ex_ctr_y) / ex_heights
    dw = np.log(gt_widths / ex_widths)
    dh = np.log(gt_heights / ex_heights)
    return np.vstack((dx, dy, dw, dh)).transpose()


# %% encode_boxes · wrong · truncates_offsets
# The result takes the type of boxes: with ints all offsets are cut to whole numbers.
def encode_boxes(boxes, anchors):
    t = np.zeros_like(boxes)
    wa = anchors[:, 2] - anchors[:, 0]
    ha = anchors[:, 3] - anchors[:, 1]
    w = boxes[:, 2] - boxes[:, 0]
    h = boxes[:, 3] - boxes[:, 1]
    t[:, 0] = (boxes[:, 0] + w / 2 - anchors[:, 0] - wa / 2) / wa
    t[:, 1] = (boxes[:, 1] + h / 2 - anchors[:, 1] - ha / 2) / ha
    t[:, 2] = np.log(w / wa)
    t[:, 3] = np.log(h / ha)
    return t


# %% encode_boxes · wrong · scales_as_another_detector
# Divides by the variances 0.1 and 0.2, as SSD does, which nobody asked for.
def encode_boxes(boxes, anchors):
    cxcy = (boxes[:, :2] + boxes[:, 2:]) / 2 - (anchors[:, :2] + anchors[:, 2:]) / 2
    wh_anchor = anchors[:, 2:] - anchors[:, :2]
    cxcy = cxcy / (wh_anchor * 0.1)
    wh = (boxes[:, 2:] - boxes[:, :2]) / wh_anchor
    return np.concatenate([cxcy, np.log(wh) / 0.2], axis=1)


# %% encode_boxes · wrong · forgets_the_logarithm
# Forgets the logarithm: tw and th are the ratios themselves.
def encode_boxes(boxes, anchors):
    aw, ah = (anchors[:, 2:] - anchors[:, :2]).T
    bw, bh = (boxes[:, 2:] - boxes[:, :2]).T
    tx = (boxes[:, [0, 2]].mean(axis=1) - anchors[:, [0, 2]].mean(axis=1)) / aw
    ty = (boxes[:, [1, 3]].mean(axis=1) - anchors[:, [1, 3]].mean(axis=1)) / ah
    return np.column_stack([tx, ty, bw / aw, bh / ah])


# %% encode_boxes · right
# A matrix turns corners into middles and sides, and the logarithm of a ratio is a difference.
def encode_boxes(boxes, anchors):
    turn = np.array([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]])
    b, a = boxes @ turn, anchors @ turn
    out = b - a
    out[:, :2] /= a[:, 2:]
    out[:, 2:] = np.log(b[:, 2:]) - np.log(a[:, 2:])
    return out


# %% decode_boxes · wrong · shift_in_sides_of_the_new_box
# The shift is measured in sides of the new box, not of the anchor.
def decode_boxes(offsets, anchors):
    aw, ah = anchors[:, 2] - anchors[:, 0], anchors[:, 3] - anchors[:, 1]
    w, h = aw * np.exp(offsets[:, 2]), ah * np.exp(offsets[:, 3])
    cx = anchors[:, 0] + aw / 2 + offsets[:, 0] * w
    cy = anchors[:, 1] + ah / 2 + offsets[:, 1] * h
    return np.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], axis=1)


# %% decode_boxes · wrong · returns_middles_and_sides
# Returns middle and sides, (x, y, width, height), in place of corners.
def decode_boxes(offsets, anchors):
    sides = anchors[:, 2:] - anchors[:, :2]
    middles = (anchors[:, 2:] + anchors[:, :2]) / 2
    return np.hstack([middles + offsets[:, :2] * sides, sides * np.exp(offsets[:, 2:])])


# %% decode_boxes · wrong · adds_the_shift_in_pixels
# The shift is added in pixels: it is not multiplied by the sides of the anchor.
def decode_boxes(offsets, anchors):
    boxes = np.zeros((len(offsets), 4))
    for n in range(len(offsets)):
        tx, ty, tw, th = offsets[n]
        x0, y0, x1, y1 = anchors[n]
        cx, cy = (x0 + x1) / 2 + tx, (y0 + y1) / 2 + ty
        w, h = (x1 - x0) * np.exp(tw), (y1 - y0) * np.exp(th)
        boxes[n] = cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2
    return boxes


# %% decode_boxes · wrong · cuts_large_sizes_off
# tw and th are cut at log(1000 / 16), as torchvision does: a box that grows more comes out too small.
def decode_boxes(offsets, anchors):
    widths = anchors[:, 2] - anchors[:, 0]
    heights = anchors[:, 3] - anchors[:, 1]
    ctr_x = anchors[:, 0] + 0.5 * widths
    ctr_y = anchors[:, 1] + 0.5 * heights
    dx, dy, dw, dh = offsets.T
    dw = np.minimum(dw, np.log(1000.0 / 16))
    dh = np.minimum(dh, np.log(1000.0 / 16))
    pred_x, pred_y = dx * widths + ctr_x, dy * heights + ctr_y
    pred_w, pred_h = np.exp(dw) * widths, np.exp(dh) * heights
    return np.stack(
        [pred_x - pred_w / 2, pred_y - pred_h / 2, pred_x + pred_w / 2, pred_y + pred_h / 2], axis=1
    )


# %% decode_boxes · wrong
# Works in the array of the anchors, which are changed in place.
def decode_boxes(offsets, anchors):
    anchors[:, 2:] -= anchors[:, :2]
    anchors[:, :2] += anchors[:, 2:] / 2
    middle = anchors[:, :2] + offsets[:, :2] * anchors[:, 2:]
    half = anchors[:, 2:] * np.exp(offsets[:, 2:]) / 2
    return np.concatenate([middle - half, middle + half], axis=1)


# %% decode_boxes · wrong · one_and_the_offset
# tw and th are taken as shares that are added (1 + tw), without e to the power.
def decode_boxes(offsets, anchors):
    a_size = anchors[:, 2:] - anchors[:, :2]
    a_mid = anchors[:, :2] + a_size / 2
    mid = a_mid + offsets[:, :2] * a_size
    size = a_size * (1 + offsets[:, 2:])
    return np.hstack([mid - size / 2, mid + size / 2])


# %% decode_boxes · wrong · begins_the_box_at_its_middle
# The right and lower edges are missing half: the new middle is used as the upper left corner.
def decode_boxes(offsets, anchors):
    w = anchors[:, 2] - anchors[:, 0]
    h = anchors[:, 3] - anchors[:, 1]
    x = (anchors[:, 0] + anchors[:, 2]) / 2 + offsets[:, 0] * w
    y = (anchors[:, 1] + anchors[:, 3]) / 2 + offsets[:, 1] * h
    new_w = w * np.exp(offsets[:, 2])
    new_h = h * np.exp(offsets[:, 3])
    return np.column_stack((x, y, x + new_w, y + new_h))


# %% decode_boxes · right
# By corners only: each edge is the anchor's middle plus a number of its sides.
def decode_boxes(offsets, anchors):
    pieces = []
    for sign in (-0.5, 0.5):
        for d in (0, 1):
            side = anchors[:, d + 2] - anchors[:, d]
            share = 0.5 + offsets[:, d] + sign * np.e ** offsets[:, d + 2]
            pieces.append(anchors[:, d] + side * share)
    return np.array(pieces).T


# %% average_precision · wrong · order_as_given
# Does not sort: goes down the list as it was given.
def average_precision(scores, correct, boxes):
    hits, total = 0, 0.0
    for n, right in enumerate(correct):
        if right:
            hits += 1
            total += hits / (n + 1)
    return total / boxes


# %% average_precision · wrong · divides_by_the_hits
# Divides by the number of right detections, so things that are never found do not count.
def average_precision(scores, correct, boxes):
    order = np.argsort(-scores, kind="stable")
    right = correct[order]
    if not right.any():
        return 0.0
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float(precision[right].mean())


# %% average_precision · wrong · notes_at_every_detection
# Sums the precision after every detection, also after the wrong ones.
def average_precision(scores, correct, boxes):
    order = sorted(range(len(scores)), key=lambda k: -scores[k])
    total = 0.0
    found = 0
    for rank, k in enumerate(order, start=1):
        found += bool(correct[k])
        total += found / rank
    return float(total / boxes)


# %% average_precision · wrong · turns_equal_detections_round
# Equal scores come in the wrong order: sorts upwards and turns round.
def average_precision(scores, correct, boxes):
    order = np.argsort(scores, kind="stable")[::-1]
    correct = np.asarray(correct, dtype=bool)[order]
    tp = np.cumsum(correct)
    fp = np.cumsum(~correct)
    return float(np.sum((tp / (tp + fp))[correct]) / boxes)


# %% average_precision · wrong · best_precision_from_here_on
# Takes the envelope of the curve (the best precision at this recall or any larger), as PASCAL VOC
# does, in place of the precision itself.
def average_precision(scores, correct, boxes):
    order = np.argsort(-scores, kind="stable")
    tp = np.cumsum(correct[order])
    recall = np.concatenate(([0.0], tp / boxes, [1.0]))
    precision = np.concatenate(([0.0], tp / np.arange(1, len(order) + 1), [0.0]))
    for i in range(len(precision) - 1, 0, -1):
        precision[i - 1] = max(precision[i - 1], precision[i])
    steps = np.where(recall[1:] != recall[:-1])[0]
    return float(np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1]))


# %% average_precision · wrong · precision_before_each
# The precision counts the right ones before this detection, without it.
def average_precision(scores, correct, boxes):
    order = np.argsort(-np.asarray(scores), kind="stable")
    total, hits = 0.0, 0
    for rank, k in enumerate(order):
        if correct[k]:
            if rank > 0:
                total += hits / rank
            hits += 1
    return total / boxes


# %% average_precision · wrong · lowest_score_first
# From the lowest score to the best: the minus is missing.
def average_precision(scores, correct, boxes):
    right = np.asarray(correct)[np.argsort(scores, kind="stable")]
    places = np.flatnonzero(right)
    if len(places) == 0:
        return 0.0
    return float(sum((n + 1) / (place + 1) for n, place in enumerate(places)) / boxes)


# %% average_precision · right
# Without a running sum: of each right detection, all that come no later are counted.
def average_precision(scores, correct, boxes):
    ranked = sorted(zip([-s for s in scores], range(len(scores)), correct))
    flags = [bool(right) for *_, right in ranked]
    noted = [sum(flags[: k + 1]) / (k + 1) for k, right in enumerate(flags) if right]
    return float(sum(noted)) / boxes


# %% average_precision · right
# Places of the right ones in the ranking, from two keys in lexsort.
def average_precision(scores, correct, boxes):
    scores = np.asarray(scores, dtype=float)
    order = np.lexsort((np.arange(scores.size), -scores))
    places = 1 + np.nonzero(np.asarray(correct, dtype=bool)[order])[0]
    return float((np.arange(1, places.size + 1) / places).sum() / boxes)


# %% transposed_output_size · wrong · stride_times_size
# The last filter starts at size * stride instead of (size - 1) * stride: off by one stride.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if output_padding >= stride:
        raise ValueError("output padding must be smaller than the stride")
    out = size * stride - 2 * padding + kernel + output_padding
    if out < 1:
        raise ValueError("nothing left")
    return out


# %% transposed_output_size · wrong · cuts_off_at_one_end
# The padding is cut off once only, not at both ends.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if output_padding >= stride:
        raise ValueError
    result = (size - 1) * stride + kernel - padding + output_padding
    if result < 1:
        raise ValueError
    return result


# %% transposed_output_size · wrong · output_padding_of_one_stride_will_do
# Allows an output padding that equals the stride: > in place of >=.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if output_padding > stride:
        raise ValueError("output_padding > stride")
    pixels = stride * (size - 1) + kernel
    pixels = pixels - 2 * padding + output_padding
    if pixels <= 0:
        raise ValueError("too much is cut off")
    return pixels


# %% transposed_output_size · wrong · a_size_below_one_will_do
# Never looks whether anything is left: a result below 1 is returned.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if output_padding >= stride:
        raise ValueError(f"{output_padding=} is not below {stride=}")
    return (size - 1) * stride - 2 * padding + kernel + output_padding


# %% transposed_output_size · wrong · formula_of_the_way_forward
# The formula of the ordinary convolution, which makes maps smaller.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if output_padding >= stride:
        raise ValueError("output_padding must be less than stride")
    side = (size + 2 * padding - kernel) // stride + 1 + output_padding
    if side < 1:
        raise ValueError("output is empty")
    return side


# %% transposed_output_size · wrong · output_padding_at_both_ends
# The output padding is added at both ends.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if not output_padding < stride:
        raise ValueError("bad output padding")
    first_to_last = (size - 1) * stride
    side = first_to_last + kernel + 2 * (output_padding - padding)
    if side < 1:
        raise ValueError("no pixels")
    return side


# %% transposed_output_size · wrong · a_filter_of_one_less
# Copied from PyTorch's formula without its last + 1: one pixel too few.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    dilation = 1
    if output_padding >= stride:
        raise ValueError("output padding must be smaller than either stride or dilation")
    side = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding
    if side < 1:
        raise ValueError("Calculated output size is too small")
    return side


# %% transposed_output_size · right
# Lays the filters down on a set of places and cuts the ends off.
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if output_padding >= stride:
        raise ValueError("output padding reaches the next filter")
    end = 0
    for start in range(0, size * stride, stride):
        end = max(end, start + kernel)
    left = end + output_padding - padding - padding
    if left <= 0:
        raise ValueError("all is cut off")
    return int(left)


# %% mean_iou · wrong · unknown_pixels_count_in_the_union
# What was predicted where nobody knows the label still counts in the unions.
def mean_iou(predicted, target, classes):
    if not (target >= 0).any():
        raise ValueError("no labels")
    ious = []
    for k in range(classes):
        p, t = predicted == k, target == k
        union = (p | t).sum()
        if union:
            ious.append((p & t).sum() / union)
    return float(np.mean(ious))


# %% mean_iou · wrong · absent_classes_count_zero
# A class that occurs nowhere counts as 0 and pulls the mean down.
def mean_iou(predicted, target, classes):
    known = target != -1
    if not known.any():
        raise ValueError("every pixel is unknown")
    p, t = predicted[known], target[known]
    total = 0.0
    for c in range(classes):
        shared = np.sum((p == c) & (t == c))
        either = np.sum((p == c) | (t == c))
        if either > 0:
            total += shared / either
    return float(total / classes)


# %% mean_iou · wrong · classes_of_the_target_only
# The mean over the classes that really occur: one that was only guessed is left out.
def mean_iou(predicted, target, classes):
    known = target >= 0
    if known.sum() == 0:
        raise ValueError("no pixel with a label")
    predicted, target = predicted[known], target[known]
    scores = [
        np.logical_and(predicted == k, target == k).sum()
        / np.logical_or(predicted == k, target == k).sum()
        for k in np.unique(target)
    ]
    return float(np.mean(scores))


# %% mean_iou · wrong · image_by_image
# The IoU is worked out for each image alone and then averaged, not over all images together.
def mean_iou(predicted, target, classes):
    if (target < 0).all():
        raise ValueError("nobody knows any label")
    values = []
    for p, t in zip(predicted, target):
        p, t = p[t >= 0], t[t >= 0]
        here = []
        for c in range(classes):
            union = ((p == c) | (t == c)).sum()
            if union > 0:
                here.append(((p == c) & (t == c)).sum() / union)
        if here:
            values.append(np.mean(here))
    return float(np.mean(values))


# %% mean_iou · wrong · sum_for_the_union
# The union is the sum of both, so the shared pixels count twice.
def mean_iou(predicted, target, classes):
    mask = target != -1
    if not np.any(mask):
        raise ValueError("mask is empty")
    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (target[mask], predicted[mask]), 1)
    shared = np.diag(table)
    both = table.sum(axis=0) + table.sum(axis=1)
    present = both > 0
    return float((shared[present] / both[present]).mean())


# %% mean_iou · wrong · divides_by_target
# Divides by the pixels that really belong to the class only: this is the mean recall, what is
# wrongly given to a class costs nothing there.
def mean_iou(predicted, target, classes):
    flat_p, flat_t = predicted.ravel(), target.ravel()
    keep = flat_t >= 0
    if not keep.any():
        raise ValueError("no label at all")
    flat_p, flat_t = flat_p[keep], flat_t[keep]
    result = []
    for k in range(classes):
        if not ((flat_p == k) | (flat_t == k)).any():
            continue
        own = (flat_t == k).sum()
        result.append((flat_p[flat_t == k] == k).sum() / own if own else 0.0)
    return float(np.mean(result))


# %% mean_iou · wrong
# Marks the unknown pixels in the array of the predictions, which is changed in place.
def mean_iou(predicted, target, classes):
    if np.all(target == -1):
        raise ValueError("All pixels are unlabelled.")
    predicted[target == -1] = -1
    ious = []
    for k in range(classes):
        union = np.count_nonzero((predicted == k) | (target == k))
        if union == 0:
            continue
        ious.append(np.count_nonzero((predicted == k) & (target == k)) / union)
    return float(np.mean(ious))


# %% mean_iou · wrong · nan_without_labels
# No ValueError where no pixel has a label: the mean of nothing is NaN.
def mean_iou(predicted, target, classes):
    known = target >= 0
    p, t = predicted[known], target[known]
    ious = np.full(classes, np.nan)
    for k in range(classes):
        union = np.sum((p == k) | (t == k))
        if union:
            ious[k] = np.sum((p == k) & (t == k)) / union
    return float(np.nanmean(ious))


# %% mean_iou · right
# Python's sets of pixel numbers, as the sentence says it.
def mean_iou(predicted, target, classes):
    own, given = [set() for _ in range(classes)], [set() for _ in range(classes)]
    for n, (p, t) in enumerate(zip(predicted.ravel().tolist(), target.ravel().tolist())):
        if t != -1:
            own[t].add(n)
            given[p].add(n)
    shares = [len(o & g) / len(o | g) for o, g in zip(own, given) if o | g]
    if not shares:
        raise ValueError("no labels")
    return sum(shares) / len(shares)


# %% mean_iou · right
# Bincounts of the two labels and of those that agree.
def mean_iou(predicted, target, classes):
    p, t = predicted[target > -1], target[target > -1]
    if t.size == 0:
        raise ValueError("no labels")
    count = lambda labels: np.bincount(labels, minlength=classes)
    shared = count(t[p == t])
    union = count(p) + count(t) - shared
    return float(np.average(shared / np.maximum(union, 1), weights=union > 0))


# %% keypoint_heatmaps · wrong · corners_of_pixels
# Measures from the corner of the pixel: the half is missing.
def keypoint_heatmaps(points, height, width, sigma):
    ys, xs = np.mgrid[0:height, 0:width]
    maps = np.zeros((len(points), height, width))
    for k, (x, y) in enumerate(points):
        if np.isnan(x) or np.isnan(y):
            continue
        maps[k] = np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (2 * sigma**2))
    return maps


# %% keypoint_heatmaps · wrong · row_before_column
# x and y are exchanged: the first coordinate is taken for the row.
def keypoint_heatmaps(points, height, width, sigma):
    rows = np.arange(height) + 0.5
    cols = np.arange(width) + 0.5
    out = []
    for point in points:
        if np.isnan(point).any():
            out.append(np.zeros((height, width)))
        else:
            d2 = (rows[:, None] - point[0]) ** 2 + (cols[None, :] - point[1]) ** 2
            out.append(np.exp(-d2 / (2 * sigma**2)))
    return np.array(out).reshape(-1, height, width)


# %% keypoint_heatmaps · wrong · nan_in_the_map
# The map of a hidden point stays NaN instead of dark.
def keypoint_heatmaps(points, height, width, sigma):
    x = np.arange(width)[None, None, :] + 0.5
    y = np.arange(height)[None, :, None] + 0.5
    dx = x - points[:, 0, None, None]
    dy = y - points[:, 1, None, None]
    return np.exp(-(dx**2 + dy**2) / (2 * sigma**2))


# %% keypoint_heatmaps · wrong · sigma_without_square
# sigma is not squared.
def keypoint_heatmaps(points, height, width, sigma):
    K = points.shape[0]
    result = np.zeros((K, height, width))
    for k in range(K):
        px, py = points[k]
        if np.isnan(px):
            continue
        for i in range(height):
            for j in range(width):
                d2 = (j + 0.5 - px) ** 2 + (i + 0.5 - py) ** 2
                result[k, i, j] = np.exp(-d2 / (2 * sigma))
    return result


# %% keypoint_heatmaps · wrong · density_of_a_gaussian
# Divides by the density's constant 2 pi sigma², so the spot is not 1 at its middle.
def keypoint_heatmaps(points, height, width, sigma):
    yy, xx = np.meshgrid(np.arange(height) + 0.5, np.arange(width) + 0.5, indexing="ij")
    maps = np.zeros((len(points), height, width))
    for k in range(len(points)):
        if not np.isnan(points[k]).any():
            d2 = (xx - points[k, 0]) ** 2 + (yy - points[k, 1]) ** 2
            maps[k] = np.exp(-d2 / (2 * sigma**2)) / (2 * np.pi * sigma**2)
    return maps


# %% keypoint_heatmaps · wrong · rounds_the_points
# The point is moved to the middle of its pixel first, so the spot is off by up to half a pixel.
def keypoint_heatmaps(points, height, width, sigma):
    xs, ys = np.arange(width) + 0.5, np.arange(height) + 0.5
    maps = []
    for x, y in points:
        if np.isnan(x + y):
            maps.append(np.zeros((height, width)))
            continue
        x, y = int(x) + 0.5, int(y) + 0.5
        gx = np.exp(-((xs - x) ** 2) / (2 * sigma**2))
        gy = np.exp(-((ys - y) ** 2) / (2 * sigma**2))
        maps.append(np.outer(gy, gx))
    return np.array(maps).reshape(len(points), height, width)


# %% keypoint_heatmaps · wrong · cut_off_at_three_sigma
# The spot ends at a distance of three sigma, as in public code; beyond it the map is exactly 0.
def keypoint_heatmaps(points, height, width, sigma):
    i, j = np.indices((height, width))
    maps = np.zeros((len(points), height, width))
    for n, (x, y) in enumerate(points):
        d = np.hypot(j + 0.5 - x, i + 0.5 - y)
        near = d <= 3 * sigma  # False for NaN
        maps[n, near] = np.exp(-d[near] ** 2 / (2 * sigma**2))
    return maps


# %% keypoint_heatmaps · wrong · stretches_the_peak_to_one
# Every map is scaled so that its brightest pixel is 1.
def keypoint_heatmaps(points, height, width, sigma):
    maps = np.zeros((len(points), height, width))
    gx, gy = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    for k, p in enumerate(points):
        if np.isnan(p).any():
            continue
        g = np.exp(-0.5 * (((gx - p[0]) / sigma) ** 2 + ((gy - p[1]) / sigma) ** 2))
        maps[k] = g / g.max()
    return maps


# %% keypoint_heatmaps · right
# Product of a row and a column of numbers for each point, by einsum; NaN becomes 0 afterwards.
def keypoint_heatmaps(points, height, width, sigma):
    def spots(places, n):
        return np.exp(-(((np.arange(n) + 0.5 - places[:, None]) / sigma) ** 2) / 2)

    seen = ~np.isnan(points).any(axis=1)
    maps = np.zeros((len(points), height, width))
    across, down = spots(points[seen, 0], width), spots(points[seen, 1], height)
    maps[seen] = np.einsum("kh,kw->khw", down, across)
    return maps


# %% keypoint_heatmaps · right
# Maps of float32, which take half the memory, from complex numbers.
def keypoint_heatmaps(points, height, width, sigma):
    maps = np.zeros((len(points), height, width), dtype=np.float32)
    middles = np.arange(width) + 0.5 + 1j * (np.arange(height)[:, None] + 0.5)
    for map_, (x, y) in zip(maps, points):
        if x == x and y == y:
            map_[:] = np.exp(-((np.abs(middles - (x + 1j * y)) / sigma) ** 2) / 2)
    return maps


# %% keypoints_from_heatmaps · wrong · y_comes_first
# Row and column are exchanged: returns (y, x).
def keypoints_from_heatmaps(maps):
    K, H, W = maps.shape
    points = np.full((K, 2), np.nan)
    for k in range(K):
        if maps[k].max() <= 0:
            continue
        i, j = np.unravel_index(np.argmax(maps[k]), (H, W))
        points[k] = i + 0.5, j + 0.5
    return points


# %% keypoints_from_heatmaps · wrong · corner_of_the_pixel
# Returns the indices of the pixel, without the half that leads to its middle.
def keypoints_from_heatmaps(maps):
    K, H, W = maps.shape
    flat = maps.reshape(K, H * W)
    best = flat.argmax(axis=1)
    points = np.stack([best % W, best // W], axis=1).astype(float)
    points[flat.max(axis=1) <= 0] = np.nan
    return points


# %% keypoints_from_heatmaps · wrong · divides_by_the_height
# Divides by the height in place of the width to get rows: wrong for maps that are not square.
def keypoints_from_heatmaps(maps):
    K, H, W = maps.shape
    flat = maps.reshape(K, H * W)
    row, column = np.divmod(np.argmax(flat, axis=1), H)
    points = np.column_stack([column + 0.5, row + 0.5])
    points[np.max(flat, axis=1) <= 0] = np.nan
    return points


# %% keypoints_from_heatmaps · wrong · corner_of_an_empty_map
# A map without any number above 0 gives a point all the same.
def keypoints_from_heatmaps(maps):
    points = []
    for one in maps:
        y, x = np.unravel_index(one.argmax(), one.shape)
        points.append((x + 0.5, y + 0.5))
    return np.array(points, dtype=float).reshape(-1, 2)


# %% keypoints_from_heatmaps · wrong · none_above_zero_only_if_all_are_zero
# Nothing counts as found only where the whole map is 0: a map with negative numbers gives a point.
def keypoints_from_heatmaps(maps):
    points = np.empty((len(maps), 2))
    for k, one in enumerate(maps):
        if not one.any():
            points[k] = np.nan
        else:
            row, col = divmod(int(one.argmax()), one.shape[1])
            points[k] = [col + 0.5, row + 0.5]
    return points


# %% keypoints_from_heatmaps · wrong · mean_of_equal_pixels
# Of equally bright pixels the mean place counts, not the first.
def keypoints_from_heatmaps(maps):
    out = np.full((maps.shape[0], 2), np.nan)
    for k in range(maps.shape[0]):
        peak = maps[k].max()
        if peak > 0:
            ys, xs = np.where(maps[k] == peak)
            out[k] = xs.mean() + 0.5, ys.mean() + 0.5
    return out


# %% keypoints_from_heatmaps · wrong · mean_weighted_by_brightness
# The centre of mass of the map in place of its brightest pixel.
def keypoints_from_heatmaps(maps):
    K, H, W = maps.shape
    x, y = np.arange(W) + 0.5, np.arange(H) + 0.5
    points = np.full((K, 2), np.nan)
    for k in range(K):
        m = np.maximum(maps[k], 0)
        if m.sum() > 0:
            points[k, 0] = (m.sum(axis=0) * x).sum() / m.sum()
            points[k, 1] = (m.sum(axis=1) * y).sum() / m.sum()
    return points


# %% keypoints_from_heatmaps · wrong · first_column_of_equal_pixels
# Searches column by column: of equally bright pixels the leftmost counts, not the topmost.
def keypoints_from_heatmaps(maps):
    result = []
    for m in maps:
        best, place = 0, (np.nan, np.nan)
        for x in range(m.shape[1]):
            for y in range(m.shape[0]):
                if m[y, x] > best:
                    best, place = m[y, x], (x + 0.5, y + 0.5)
        result.append(place)
    return np.array(result).reshape(-1, 2)


# %% keypoints_from_heatmaps · right
# Best row first, then the best column in it, by maxima along the sides.
def keypoints_from_heatmaps(maps):
    rows = maps.max(axis=2).argmax(axis=1)
    lines = maps[np.arange(len(maps)), rows]
    columns = lines.argmax(axis=1)
    points = 0.5 + np.stack([columns, rows], axis=-1)
    return np.where((lines.max(axis=1) > 0)[:, None], points, np.nan)


# %% keypoints_from_heatmaps · right
# Loops over all pixels with a running best that starts at 0.
def keypoints_from_heatmaps(maps):
    points = np.full((len(maps), 2), np.nan)
    for k, m in enumerate(maps):
        best = 0.0
        for (i, j), value in np.ndenumerate(m):
            if value > best:
                best = value
                points[k] = (j + 0.5, i + 0.5)
    return points


# %% percentage_correct_keypoints · wrong · exactly_the_radius_is_too_far
# A guess exactly at the radius counts as wrong: < in place of <=.
def percentage_correct_keypoints(predicted, target, radius):
    seen = ~np.isnan(target).any(axis=1)
    if not seen.any():
        raise ValueError("no visible target")
    d = np.linalg.norm(predicted[seen] - target[seen], axis=1)
    return float((d < radius).mean())


# %% percentage_correct_keypoints · wrong · no_guess_counts_for_nothing
# Guesses that are NaN are left out together with the hidden targets, in place of being wrong.
def percentage_correct_keypoints(predicted, target, radius):
    if np.isnan(target).any(axis=1).all():
        raise ValueError("all targets are hidden")
    distance = np.sqrt(((predicted - target) ** 2).sum(axis=1))
    distance = distance[~np.isnan(distance)]
    if len(distance) == 0:
        return 0.0
    return float(np.mean(distance <= radius))


# %% percentage_correct_keypoints · wrong · hidden_targets_count_as_wrong
# Divides by the number of all points, so hidden targets count as missed.
def percentage_correct_keypoints(predicted, target, radius):
    if np.all(np.isnan(target[:, 0])):
        raise ValueError("nothing to be seen")
    right = 0
    for p, t in zip(predicted, target):
        if np.isnan(p).any() or np.isnan(t).any():
            continue
        if np.hypot(p[0] - t[0], p[1] - t[1]) <= radius:
            right += 1
    return right / len(target)


# %% percentage_correct_keypoints · wrong · in_hundredths
# A percentage from 0 to 100 in place of a share from 0 to 1.
def percentage_correct_keypoints(predicted, target, radius):
    visible = ~np.isnan(target).any(axis=1)
    if visible.sum() == 0:
        raise ValueError("No target is visible.")
    offset = predicted[visible] - target[visible]
    near = np.hypot(offset[:, 0], offset[:, 1]) <= radius
    return float(100 * near.sum() / visible.sum())


# %% percentage_correct_keypoints · wrong · each_coordinate_alone
# x and y are compared with the radius one by one: the points may lie anywhere in a square.
def percentage_correct_keypoints(predicted, target, radius):
    seen = np.isfinite(target).all(axis=1)
    if not seen.any():
        raise ValueError("hidden")
    near = np.abs(predicted - target)[seen] <= radius
    return float(near.all(axis=1).mean())


# %% percentage_correct_keypoints · wrong · zero_if_none_is_seen
# No ValueError where no target can be seen: returns 0.
def percentage_correct_keypoints(predicted, target, radius):
    seen = ~np.isnan(target).any(axis=1)
    if not seen.any():
        return 0.0
    d = np.sqrt(np.sum((predicted[seen] - target[seen]) ** 2, axis=1))
    return float(np.mean(d <= radius))


# %% percentage_correct_keypoints · wrong · forgets_the_root
# The squared distance is compared with the radius: the root is forgotten.
def percentage_correct_keypoints(predicted, target, radius):
    total = found = 0
    for (px, py), (tx, ty) in zip(predicted, target):
        if np.isnan(tx) or np.isnan(ty):
            continue
        total += 1
        if (px - tx) ** 2 + (py - ty) ** 2 <= radius:
            found += 1
    if total == 0:
        raise ValueError("no target")
    return found / total


# %% percentage_correct_keypoints · right
# Complex numbers: the distance is the absolute value of a difference.
def percentage_correct_keypoints(predicted, target, radius):
    away = np.abs((predicted - target) @ np.array([1, 1j]))
    hidden = np.isnan(target).any(axis=1)
    if hidden.all():
        raise ValueError("no target can be seen")
    return float(np.count_nonzero(away[~hidden] <= radius) / np.count_nonzero(~hidden))


# %% percentage_correct_keypoints · right
# Hidden targets become NaN in an array of misses, and nanmean leaves them out; a NumPy float.
def percentage_correct_keypoints(predicted, target, radius):
    distance = np.sqrt(np.einsum("kd,kd->k", predicted - target, predicted - target))
    found = np.where(distance <= radius, 1.0, 0.0)
    found[np.isnan(target[:, 0]) | np.isnan(target[:, 1])] = np.nan
    if np.isnan(found).all():
        raise ValueError("There is no target that can be seen.")
    return np.nanmean(found)
