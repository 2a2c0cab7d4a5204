"""Right answers for lesson 14, each written in another way, as strings as students write them."""

VARIANTS = {
    "box_iou": [
        """
def box_iou(a, b):
    for box in list(a) + list(b):
        if box[2] < box[0] or box[3] < box[1]:
            raise ValueError("no box")
    result = np.zeros((len(a), len(b)))
    for n in range(len(a)):
        for m in range(len(b)):
            w = min(a[n, 2], b[m, 2]) - max(a[n, 0], b[m, 0])
            h = min(a[n, 3], b[m, 3]) - max(a[n, 1], b[m, 1])
            if w <= 0 or h <= 0:
                continue
            inter = w * h
            area1 = (a[n, 2] - a[n, 0]) * (a[n, 3] - a[n, 1])
            area2 = (b[m, 2] - b[m, 0]) * (b[m, 3] - b[m, 1])
            result[n, m] = inter / (area1 + area2 - inter)
    return result
""",
        """
def box_iou(a, b):
    ax0, ay0, ax1, ay1 = a.T[:, :, None]
    bx0, by0, bx1, by1 = b.T[:, None, :]
    if np.any(ax1 < ax0) or np.any(ay1 < ay0) or np.any(bx1 < bx0) or np.any(by1 < by0):
        raise ValueError(f"impossible box in {a} or {b}")
    iw = np.clip(np.minimum(ax1, bx1) - np.maximum(ax0, bx0), 0, None)
    ih = np.clip(np.minimum(ay1, by1) - np.maximum(ay0, by0), 0, None)
    inter = iw * ih
    union = (ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - inter
    return inter / np.maximum(union, 1e-12)
""",
        """
class BadBox(ValueError):
    pass

def box_iou(a, b):
    # single precision, and NaN mended afterwards
    a, b = np.asarray(a, np.float32), np.asarray(b, np.float32)
    if ((a[:, 2:] - a[:, :2]) < 0).any() or ((b[:, 2:] - b[:, :2]) < 0).any():
        raise BadBox
    def overlap(i):
        return np.maximum(0, np.minimum.outer(a[:, i + 2], b[:, i + 2])
                          - np.maximum.outer(a[:, i], b[:, i]))
    both = overlap(0) * overlap(1)
    sizes = [(c[:, 2] - c[:, 0]) * (c[:, 3] - c[:, 1]) for c in (a, b)]
    return np.nan_to_num(both / (np.add.outer(*sizes) - both))
""",
        """
def box_iou(a, b):
    def area(x0, y0, x1, y1):
        return (x1 - x0) * (y1 - y0) if x1 > x0 and y1 > y0 else 0

    def check(box):
        x0, y0, x1, y1 = box
        if not (x0 <= x1 and y0 <= y1):
            raise ValueError("the box ends before it begins")

    [check(box) for box in np.vstack([a, b])]
    out = np.empty((a.shape[0], b.shape[0]))
    for (n, m), _ in np.ndenumerate(out):
        p, q = a[n], b[m]
        shared = area(max(p[0], q[0]), max(p[1], q[1]), min(p[2], q[2]), min(p[3], q[3]))
        union = area(*p) + area(*q) - shared
        out[n, m] = shared / union if union else 0
    return out
""",
    ],
    "non_maximum_suppression": [
        """
def non_maximum_suppression(boxes, scores, threshold):
    # take the best, throw away what it covers, again
    def iou(p, q):
        w = max(0, min(p[2], q[2]) - max(p[0], q[0]))
        h = max(0, min(p[3], q[3]) - max(p[1], q[1]))
        union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - w * h
        return w * h / union if union > 0 else 0
    left = sorted(range(len(boxes)), key=lambda i: (-scores[i], i))
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        left = [i for i in left if iou(boxes[best], boxes[i]) <= threshold]
    return np.array(kept, dtype=int)
""",
        """
def non_maximum_suppression(boxes, scores, threshold):
    x0, y0, x1, y1 = boxes.T
    area = (x1 - x0) * (y1 - y0)
    order = np.argsort(-scores, kind="mergesort")
    keep = []
    while order.size > 0:
        i, rest = order[0], order[1:]
        keep.append(i)
        w = np.maximum(0.0, np.minimum(x1[i], x1[rest]) - np.maximum(x0[i], x0[rest]))
        h = np.maximum(0.0, np.minimum(y1[i], y1[rest]) - np.maximum(y0[i], y0[rest]))
        ovr = w * h / (area[i] + area[rest] - w * h)
        order = rest[np.where(ovr <= threshold)[0]]
    return keep
""",
        """
def non_maximum_suppression(boxes, scores, threshold):
    # a copy of the scores, in which those that are done with are crossed out
    scores = scores.astype(float).copy()
    kept = []
    while len(scores) and scores.max() > -np.inf:
        best = int(np.argmax(scores))
        kept.append(best)
        for i in range(len(boxes)):
            sides = np.minimum(boxes[i, 2:], boxes[best, 2:]) - np.maximum(
                boxes[i, :2], boxes[best, :2])
            both = np.prod(np.clip(sides, 0, None))
            areas = [np.prod(b[2:] - b[:2]) for b in (boxes[i], boxes[best])]
            if i == best or both > threshold * (sum(areas) - both):
                scores[i] = -np.inf
    return np.int64(kept)
""",
        """
def non_maximum_suppression(boxes, scores, threshold):
    # the whole table of IoUs first
    n = len(boxes)
    if n == 0:
        return np.empty(0, dtype=np.int64)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    sides = (high - low).clip(min=0)
    both = sides[:, :, 0] * sides[:, :, 1]
    area = np.diag(both)
    table = both / (area[:, None] + area[None, :] - both)
    gone = np.zeros(n, bool)
    kept = []
    for i in np.lexsort((np.arange(n), -scores)):
        if gone[i]:
            continue
        kept.append(i)
        gone |= table[i] > threshold
    return np.array(kept)
""",
    ],
    "make_anchors": [
        """
def make_anchors(height, width, stride, sizes):
    anchors = []
    for i in range(height):
        for j in range(width):
            for size in sizes:
                x, y = (j + 0.5) * stride, (i + 0.5) * stride
                anchors.append([x - size / 2, y - size / 2, x + size / 2, y + size / 2])
    return np.array(anchors)
""",
        """
def make_anchors(height, width, stride, sizes):
    half = np.array(sizes) / 2
    around = np.stack([-half, -half, half, half], axis=1)
    j, i = np.meshgrid(np.arange(width), np.arange(height))
    middle = np.stack([j, i, j, i], axis=-1).reshape(-1, 1, 4) * stride + stride / 2
    return (middle + around).reshape(-1, 4)
""",
        """
import itertools

def make_anchors(height, width, stride, sizes):
    cells = itertools.product(range(height), range(width), sizes)
    return [
        ((2 * j + 1) * stride / 2 + dx * s / 2, (2 * i + 1) * stride / 2 + dy * s / 2,
         (2 * j + 1) * stride / 2 - dx * s / 2, (2 * i + 1) * stride / 2 - dy * s / 2)
        for i, j, s in cells for dx, dy in [(-1, -1)]
    ]
""",
        """
def make_anchors(height, width, stride, sizes):
    k = len(sizes)
    n = np.arange(height * width * k)
    size = np.asarray(sizes, dtype=np.float32)[n % k]
    x = (n // k % width + 0.5) * stride
    y = (n // (k * width) + 0.5) * stride
    out = np.zeros((len(n), 4))
    out[:, 0], out[:, 1] = x - size / 2, y - size / 2
    out[:, 2:] = out[:, :2] + size[:, None]
    return out
""",
    ],
    "match_anchors": [
        """
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    def iou(p, q):
        w = max(0, min(p[2], q[2]) - max(p[0], q[0]))
        h = max(0, min(p[3], q[3]) - max(p[1], q[1]))
        return w * h / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - w * h)
    result = []
    for anchor in anchors:
        best, which = 0, -1
        for k, box in enumerate(boxes):
            if iou(anchor, box) > best:
                best, which = iou(anchor, box), k
        result.append(which if best >= high else -2 if best >= low else -1)
    for k, box in enumerate(boxes):
        overlaps = [iou(anchor, box) for anchor in anchors]
        result[overlaps.index(max(overlaps))] = k
    return np.array(result)
""",
        """
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    A, B = len(anchors), len(boxes)
    out = -np.ones(A, dtype=int)
    if not B:
        return out
    w = np.minimum.outer(anchors[:, 2], boxes[:, 2]) - np.maximum.outer(anchors[:, 0], boxes[:, 0])
    h = np.minimum.outer(anchors[:, 3], boxes[:, 3]) - np.maximum.outer(anchors[:, 1], boxes[:, 1])
    inter = np.where((w > 0) & (h > 0), w * h, 0)
    area = lambda c: (c[:, 2] - c[:, 0]) * (c[:, 3] - c[:, 1])
    ious = inter / (area(anchors)[:, None] + area(boxes) - inter)
    arg = np.argmax(ious, 1)
    top = ious[np.arange(A), arg]
    out[(low <= top) & (top < high)] = -2
    sure = top >= high
    out[sure] = arg[sure]
    for k in range(B):
        out[np.argmax(ious[:, k])] = k
    return out
""",
        """
def match_anchors(anchors, boxes, low=0.4, high=0.5):
    # a last column of zeros stands for the background, so that no boxes are no special case
    table = np.zeros((len(anchors), len(boxes) + 1))
    for k, (x0, y0, x1, y1) in enumerate(boxes):
        w = np.clip(np.minimum(anchors[:, 2], x1) - np.maximum(anchors[:, 0], x0), 0, None)
        h = np.clip(np.minimum(anchors[:, 3], y1) - np.maximum(anchors[:, 1], y0), 0, None)
        sizes = (anchors[:, 2] - anchors[:, 0]) * (anchors[:, 3] - anchors[:, 1])
        table[:, k] = w * h / (sizes + (x1 - x0) * (y1 - y0) - w * h)
    best = table.max(axis=1)
    matches = np.select([best >= high, best >= low], [table.argmax(axis=1), -2], -1)
    for k in range(len(boxes)):
        matches[table[:, k].argmax()] = k
    return matches
""",
    ],
    "encode_boxes": [
        """
def encode_boxes(boxes, anchors):
    out = []
    for (x0, y0, x1, y1), (a0, b0, a1, b1) in zip(boxes, anchors):
        w, h, aw, ah = x1 - x0, y1 - y0, a1 - a0, b1 - b0
        tx = ((x0 + w / 2) - (a0 + aw / 2)) / aw
        ty = ((y0 + h / 2) - (b0 + ah / 2)) / ah
        out.append([tx, ty, np.log(w / aw), np.log(h / ah)])
    return np.array(out)
""",
        """
def encode_boxes(boxes, anchors):
    b, a = boxes.astype(np.float32), anchors.astype(np.float32)
    to_middle = np.array([[1, 0, -1, 0], [0, 1, 0, -1], [1, 0, 1, 0], [0, 1, 0, 1]])
    to_middle = to_middle * np.array([0.5, 0.5, 1, 1])
    b, a = b @ to_middle, a @ to_middle
    t = np.empty(b.shape)
    t[:, :2] = (b[:, :2] - a[:, :2]) / a[:, 2:]
    t[:, 2:] = np.log(b[:, 2:]) - np.log(a[:, 2:])
    return t
""",
        """
import math

def encode_boxes(boxes, anchors):
    t = np.zeros((len(boxes), 4))
    for n in range(len(boxes)):
        for k in range(2):
            unit = anchors[n][k + 2] - anchors[n][k]
            twice = boxes[n][k] + boxes[n][k + 2] - anchors[n][k] - anchors[n][k + 2]
            t[n, k] = twice / 2 / unit
            t[n, k + 2] = math.log((boxes[n][k + 2] - boxes[n][k]) / unit)
    return t
""",
    ],
    "decode_boxes": [
        """
def decode_boxes(offsets, anchors):
    out = []
    for (tx, ty, tw, th), (a0, b0, a1, b1) in zip(offsets, anchors):
        aw, ah = a1 - a0, b1 - b0
        cx, cy = a0 + aw / 2 + tx * aw, b0 + ah / 2 + ty * ah
        w, h = aw * np.exp(tw), ah * np.exp(th)
        out.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return np.array(out)
""",
        """
def decode_boxes(offsets, anchors):
    t = offsets.T
    w, h = anchors[:, 2] - anchors[:, 0], anchors[:, 3] - anchors[:, 1]
    x = t[0] * w + anchors[:, 0] + 0.5 * w
    y = t[1] * h + anchors[:, 1] + 0.5 * h
    W, H = np.exp(t[2]) * w, np.exp(t[3]) * h
    boxes = np.column_stack([x - W / 2, y - H / 2, np.zeros_like(W), np.zeros_like(H)])
    boxes[:, 2] = boxes[:, 0] + W
    boxes[:, 3] = boxes[:, 1] + H
    return boxes
""",
        """
import math

def decode_boxes(offsets, anchors):
    boxes = [[0.0] * 4 for _ in anchors]
    for n, anchor in enumerate(anchors.tolist()):
        for k in (0, 1):
            side = anchor[k + 2] - anchor[k]
            middle = anchor[k] + side * (0.5 + offsets[n][k])
            half = side * math.e ** float(offsets[n][k + 2]) / 2
            boxes[n][k], boxes[n][k + 2] = middle - half, middle + half
    return boxes
""",
    ],
    "transposed_output_size": [
        """
def transposed_output_size(size, kernel, stride, padding, output_padding):
    if not output_padding < stride:
        raise ValueError("output padding too large")
    out = stride * (size - 1) + kernel - 2 * padding + output_padding
    if out <= 0:
        raise ValueError("nothing left")
    return out
""",
        """
def transposed_output_size(size, kernel, stride, padding, output_padding):
    # lay the filters down one by one
    if output_padding >= stride:
        raise ValueError
    covered = set()
    for i in range(size):
        covered |= set(range(i * stride, i * stride + kernel))
    length = max(covered) + 1 + output_padding - padding - padding
    if length < 1:
        raise ValueError(length)
    return length
""",
        """
def transposed_output_size(size, kernel, stride, padding, output_padding):
    # spread the pixels out, pad by kernel - 1 - padding, convolve with stride 1
    spread = size + (size - 1) * (stride - 1)
    result = np.int64(spread + 2 * (kernel - 1 - padding) + output_padding - kernel + 1)
    if result < 1 or output_padding - stride >= 0:
        raise ValueError("no such output")
    return result
""",
        """
def transposed_output_size(size, kernel, stride, padding, output_padding):
    # the size from which a convolution comes to this one, with so much left over
    if output_padding not in range(stride):
        raise ValueError("left over is less than a stride")
    for result in range(1, size * stride + kernel + stride + 1):
        steps, left = divmod(result + 2 * padding - kernel, stride)
        if steps + 1 == size and left == output_padding:
            return result
    raise ValueError("no image is so small")
""",
    ],
    "mean_iou": [
        """
def mean_iou(predicted, target, classes):
    inter, union = [0] * classes, [0] * classes
    for p, t in zip(predicted.flatten(), target.flatten()):
        if t == -1:
            continue
        if p == t:
            inter[p] += 1
            union[p] += 1
        else:
            union[p] += 1
            union[t] += 1
    values = [i / u for i, u in zip(inter, union) if u]
    if not values:
        raise ValueError("no labels")
    return sum(values) / len(values)
""",
        """
def mean_iou(predicted, target, classes):
    ok = target >= 0
    if ok.sum() == 0:
        raise ValueError("no labels")
    confusion = np.bincount(target[ok] * classes + predicted[ok], minlength=classes**2)
    confusion = confusion.reshape(classes, classes)
    both = np.diag(confusion)
    either = confusion.sum(0) + confusion.sum(1) - both
    with np.errstate(invalid="ignore"):
        return np.nanmean(both / either)
""",
        """
def mean_iou(predicted, target, classes):
    places = np.argwhere(target != -1)
    if len(places) == 0:
        raise ValueError("there is nothing to compare")
    shares = []
    for k in range(classes):
        drawn = {tuple(p) for p in places if predicted[tuple(p)] == k}
        there = {tuple(p) for p in places if target[tuple(p)] == k}
        if drawn | there:
            shares.append(len(drawn & there) / len(drawn | there))
    return np.float32(np.mean(shares))
""",
        """
def mean_iou(predicted, target, classes):
    p = np.where(target == -1, -1, predicted).ravel()
    t = target.ravel()
    found = [c for c in np.unique(np.concatenate([p, t])) if c >= 0]
    if not found:
        raise ValueError("all of it is unknown")
    total = 0
    for c in found:
        total += np.logical_and(p == c, t == c).sum() / np.logical_or(p == c, t == c).sum()
    return total / len(found)
""",
    ],
    "keypoint_heatmaps": [
        """
import math

def keypoint_heatmaps(points, height, width, sigma):
    maps = np.zeros((len(points), height, width))
    for k, (x, y) in enumerate(points):
        if math.isnan(x) or math.isnan(y):
            continue
        for i in range(height):
            for j in range(width):
                d2 = (j + 0.5 - x) ** 2 + (i + 0.5 - y) ** 2
                maps[k, i, j] = math.exp(-d2 / (2 * sigma**2))
    return maps
""",
        """
def keypoint_heatmaps(points, height, width, sigma):
    # the spot is a product: along the columns times along the rows
    def along(places, length):
        return np.exp(-((np.arange(length) + 0.5 - places[:, None]) / sigma) ** 2 / 2)
    maps = np.einsum("ki,kj->kij", along(points[:, 1], height), along(points[:, 0], width))
    maps[np.isnan(points).any(axis=1)] = 0
    return maps
""",
        """
def keypoint_heatmaps(points, height, width, sigma):
    y, x = np.mgrid[0.5:height, 0.5:width]
    out = []
    for p in points:
        if np.isnan(p).any():
            out.append(np.zeros((height, width)))
        else:
            d = np.hypot(x - p[0], y - p[1])
            out.append(np.exp(-0.5 * (d / sigma) ** 2))
    return np.stack(out).astype(np.float32)
""",
        """
def keypoint_heatmaps(points, height, width, sigma):
    i, j = np.indices((height, width))
    middles = np.stack([j, i], axis=-1) + 0.5
    d = np.linalg.norm(middles[None] - points[:, None, None, :], axis=-1)
    return np.where(np.isnan(d), 0, np.exp(-(d**2) / (2 * sigma * sigma)))
""",
    ],
    "keypoints_from_heatmaps": [
        """
def keypoints_from_heatmaps(maps):
    points = []
    for m in maps:
        best, point = 0, [float("nan"), float("nan")]
        for i in range(m.shape[0]):
            for j in range(m.shape[1]):
                if m[i, j] > best:
                    best, point = m[i, j], [j + 0.5, i + 0.5]
        points.append(point)
    return np.array(points)
""",
        """
def keypoints_from_heatmaps(maps):
    K, H, W = maps.shape
    points = np.full((K, 2), np.nan)
    for k in range(K):
        i, j = np.unravel_index(np.argmax(maps[k]), (H, W))
        if maps[k, i, j] > 0:
            points[k] = j + 0.5, i + 0.5
    return points
""",
        """
def keypoints_from_heatmaps(maps):
    best = maps.max(axis=(1, 2), keepdims=True)
    out = []
    for m, top in zip(maps, best):
        rows, columns = np.where(m == top)
        if top[0, 0] <= 0:
            out.append((np.nan, np.nan))
        else:
            out.append((columns[0] + 0.5, rows[0] + 0.5))
    return out
""",
        """
def keypoints_from_heatmaps(maps):
    index = maps.reshape(maps.shape[0], -1).argmax(1)
    x, y = index % maps.shape[-1] + 0.5, index // maps.shape[-1] + 0.5
    seen = (maps > 0).any(axis=(1, 2))
    return np.where(seen[:, None], np.c_[x, y], np.nan)
""",
    ],
    "percentage_correct_keypoints": [
        """
import math

def percentage_correct_keypoints(predicted, target, radius):
    visible = right = 0
    for (px, py), (tx, ty) in zip(predicted, target):
        if math.isnan(tx) or math.isnan(ty):
            continue
        visible += 1
        if math.hypot(px - tx, py - ty) <= radius:
            right += 1
    if visible == 0:
        raise ValueError("nothing to see")
    return right / visible
""",
        """
def percentage_correct_keypoints(predicted, target, radius):
    d = np.linalg.norm(predicted - target, axis=1)
    visible = ~np.isnan(target[:, 0])
    if visible.sum() == 0:
        raise ValueError("no visible target")
    return np.sum(d[visible] <= radius) / np.sum(visible)
""",
        """
def percentage_correct_keypoints(predicted, target, radius):
    keep = [k for k in range(len(target)) if not np.isnan(target[k]).any()]
    if len(keep) < 1:
        raise ValueError
    guess = np.where(np.isnan(predicted[keep]), np.inf, predicted[keep])
    squared = np.sum(np.square(guess - target[keep]), axis=-1)
    return float(np.mean(squared <= radius**2))
""",
    ],
    "average_precision": [
        """
def average_precision(scores, correct, boxes):
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    hits = total = 0
    for place, i in enumerate(order, 1):
        if correct[i]:
            hits += 1
            total += hits / place
    return total / boxes
""",
        """
def average_precision(scores, correct, boxes):
    order = np.argsort(-scores, kind="stable")
    places = np.flatnonzero(correct[order]) + 1
    return np.sum(np.arange(1, len(places) + 1) / places) / boxes
""",
        """
def average_precision(scores, correct, boxes):
    # the area under the steps of precision over recall
    if len(scores) == 0:
        return 0
    ranked = correct[np.lexsort((np.arange(len(scores)), -scores))].astype(float)
    recall = np.concatenate([[0], ranked.cumsum() / boxes])
    precision = ranked.cumsum() / (1 + np.arange(len(ranked)))
    return float(np.sum(np.diff(recall) * precision))
""",
        """
def average_precision(scores, correct, boxes):
    result = 0.0
    for k in range(len(scores)):
        if not correct[k]:
            continue
        before = [m for m in range(len(scores))
                  if scores[m] > scores[k] or (scores[m] == scores[k] and m <= k)]
        result += sum(bool(correct[m]) for m in before) / len(before) / boxes
    return result
""",
    ],
}
