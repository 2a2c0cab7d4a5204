# %% normalize_filters · wrong · one_range_for_all_filters
# The smallest and the largest number are those of the whole bank, so all filters share one scale;
# each filter should have its own.
def normalize_filters(w):
    w = w.astype(float)
    low, high = w.min(), w.max()
    if high == low:
        return np.full(w.transpose(0, 2, 3, 1).shape, 0.5)
    return ((w - low) / (high - low)).transpose(0, 2, 3, 1)


# %% normalize_filters · wrong · each_channel_by_itself
# Each channel of a filter is stretched for itself (minimum and maximum over height and width only),
# which loses the colour.
def normalize_filters(w):
    lo = w.min(axis=(2, 3), keepdims=True)
    hi = w.max(axis=(2, 3), keepdims=True)
    width = hi - lo
    flat = width == 0
    pictures = np.where(flat, 0.5, (w - lo) / np.where(flat, 1, width))
    return np.moveaxis(pictures, 1, -1)


# %% normalize_filters · wrong · puts_zero_in_the_middle
# Keeps zero at middle grey: divides by twice the largest absolute value and adds 0.5, so that only
# one end of the range is reached. Asked for is from 0 at the smallest to 1 at the largest.
def normalize_filters(w):
    pictures = []
    for filt in w:
        biggest = np.abs(filt).max()
        if filt.max() == filt.min():
            picture = np.full(filt.shape, 0.5)
        else:
            picture = 0.5 + filt / (2 * biggest)
        pictures.append(picture.transpose(1, 2, 0))
    return np.array(pictures)


# %% normalize_filters · wrong · makes_flat_filters_black
# A small number in the denominator instead of the rule for filters whose numbers are all equal:
# these come out as 0, not as 0.5.
def normalize_filters(w):
    out = np.zeros((w.shape[0], w.shape[2], w.shape[3], w.shape[1]))
    for f in range(len(w)):
        span = w[f].max() - w[f].min()
        scaled = (w[f] - w[f].min()) / (span + 1e-12)
        out[f] = np.transpose(scaled, (1, 2, 0))
    return out


# %% normalize_filters · wrong · reshapes_to_move_the_axis
# Channels are brought to the end with reshape, which does not move the axis: the numbers land at
# other places.
def normalize_filters(w):
    F, C, KH, KW = w.shape
    flat = w.reshape(F, -1)
    low = flat.min(axis=1, keepdims=True)
    span = flat.max(axis=1, keepdims=True) - low
    scaled = np.full(flat.shape, 0.5)
    np.divide(flat - low, span, out=scaled, where=span > 0)
    return scaled.reshape(F, KH, KW, C)


# %% normalize_filters · wrong · swaps_rows_and_columns
# The transposition also exchanges height and width: (0, 3, 2, 1) in place of (0, 2, 3, 1), so each
# filter is mirrored at its diagonal.
def normalize_filters(w):
    def stretch(a):
        lo, hi = a.min(), a.max()
        return np.full(a.shape, 0.5) if lo == hi else (a - lo) / (hi - lo)

    return np.stack([stretch(a) for a in w]).transpose(0, 3, 2, 1)


# %% normalize_filters · wrong · changes_the_weights_in_place
# Subtracts the minimum and divides with -= and /= in w itself, so the caller's weights are changed.
def normalize_filters(w):
    for n in range(w.shape[0]):
        w[n] -= w[n].min()
        top = w[n].max()
        if top > 0:
            w[n] /= top
        else:
            w[n] = 0.5
    return w.transpose(0, 2, 3, 1)


# %% normalize_filters · right
# np.interp does the stretching, filter by filter, on channels that were moved to the end before.
def normalize_filters(w):
    last = np.moveaxis(np.asarray(w, dtype=float), 1, 3)
    result = np.empty(last.shape)
    for picture, here in zip(last, result):
        ends = picture.min(), picture.max()
        here[...] = 0.5 if ends[0] == ends[1] else np.interp(picture, ends, (0, 1))
    return result


# %% normalize_filters · right
# Vectorised: 0 / 0 is allowed to give NaN, and every NaN is then replaced by 0.5.
def normalize_filters(w):
    x = np.einsum("fchw->fhwc", w).astype(float)
    x = x - np.amin(x, axis=(1, 2, 3), keepdims=True)
    with np.errstate(invalid="ignore"):
        x = x / np.amax(x, axis=(1, 2, 3), keepdims=True)
    return np.where(np.isnan(x), 0.5, x)


# %% layer_activations · wrong · keeps_what_the_next_layer_overwrites
# The hook keeps the output itself, not a copy: an in-place ReLU that follows writes into it, and
# the negative numbers are gone.
def layer_activations(model, name, images):
    import torch

    kept = []
    layer = dict(model.named_modules())[name]
    modes = [(m, m.training) for m in model.modules()]
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output.detach()))
    model.eval()
    try:
        with torch.no_grad():
            model(images)
    finally:
        handle.remove()
        for m, mode in modes:
            m.training = mode
    return kept[0]


# %% layer_activations · wrong · leaves_the_hook
# The handle is thrown away, so the hook stays in the model and goes on being called.
def layer_activations(model, name, images):
    import torch

    result = {}

    def hook(module, inputs, output):
        result["out"] = output.detach().clone()

    layers = dict(model.named_modules())
    layers[name].register_forward_hook(hook)
    before = {m: m.training for m in model.modules()}
    model.eval()
    with torch.no_grad():
        model(images)
    for m in before:
        m.training = before[m]
    return result["out"]


# %% layer_activations · wrong · stays_in_evaluation_mode
# Calls model.eval() and never goes back, so a model that came in training mode is in evaluation
# mode afterwards.
def layer_activations(model, name, images):
    import torch

    module = dict(model.named_modules())[name]
    box = []
    h = module.register_forward_hook(lambda m, i, o: box.append(o.clone()))
    model.eval()
    with torch.no_grad():
        model(images)
    h.remove()
    return box.pop()


# %% layer_activations · wrong · forgets_evaluation_mode
# Believes that no_grad() is enough: the model is never put into evaluation mode, so dropout drops,
# and batch normalisation uses the batch and moves its running mean.
def layer_activations(model, name, images):
    import torch

    found = None

    def remember(module, args, output):
        nonlocal found
        found = output.detach().clone()

    handle = dict(model.named_modules())[name].register_forward_hook(remember)
    with torch.no_grad():
        model(images)
    handle.remove()
    return found


# %% layer_activations · wrong · keeps_the_graph
# The output is cloned but not detached, and there is no no_grad(): what is returned hangs on the
# graph.
def layer_activations(model, name, images):
    outputs = []
    layer = dict(model.named_modules())[name]
    was_training = {m: m.training for m in model.modules()}
    model.eval()
    handle = layer.register_forward_hook(lambda mod, inp, out: outputs.append(out.clone()))
    model(images)
    handle.remove()
    for m, flag in was_training.items():
        m.training = flag
    return outputs[0]


# %% layer_activations · right
# Goes back with model.train(was_training), which puts all layers into the mode of the whole: a
# layer that had been frozen in evaluation mode inside a model in training mode no longer is.
def layer_activations(model, name, images):
    import torch

    was_training = model.training
    layer = dict(model.named_modules())[name]
    activations = {}

    def hook(module, input, output):
        activations[name] = output.detach().clone()

    handle = layer.register_forward_hook(hook)
    model.eval()
    try:
        with torch.no_grad():
            model(images)
    finally:
        handle.remove()
        model.train(was_training)
    return activations[name]


# %% layer_activations · wrong · raises_another_error
# Looks the layer up with get_submodule, which raises an AttributeError for a name that is not
# there, and not the KeyError that is asked for.
def layer_activations(model, name, images):
    import torch

    layer = model.get_submodule(name)
    modes = {module: module.training for module in model.modules()}
    store = []
    handle = layer.register_forward_hook(lambda _m, _i, out: store.append(out.detach().clone()))
    try:
        model.eval()
        with torch.no_grad():
            model(images)
    finally:
        handle.remove()
        for module, mode in modes.items():
            module.training = mode
    return store[-1]


# %% layer_activations · wrong · keeps_the_input
# Keeps what goes into the layer, not what comes out of it: the second argument of the hook in place
# of the third.
def layer_activations(model, name, images):
    import torch

    seen = []

    def look(module, inputs, output):
        seen.append(inputs[0].detach().clone())

    handle = dict(model.named_modules())[name].register_forward_hook(look)
    modes = [m.training for m in model.modules()]
    model.eval()
    with torch.no_grad():
        model(images)
    handle.remove()
    for m, mode in zip(model.modules(), modes):
        m.training = mode
    return seen[0]


# %% layer_activations · right
# Works on a deep copy of the model, so there is nothing to undo.
def layer_activations(model, name, images):
    import copy

    import torch

    twin = copy.deepcopy(model).eval()
    kept = {}
    layer = dict(twin.named_modules())[name]
    layer.register_forward_hook(lambda m, i, o: kept.update(out=o.detach().clone()))
    with torch.no_grad():
        twin(images.detach().clone())
    return kept["out"]


# %% layer_activations · right
# The hook raises an exception of its own as soon as the layer has run, so nothing after it is
# computed and nothing can be overwritten.
def layer_activations(model, name, images):
    import torch

    class Enough(Exception):
        pass

    def stop(module, inputs, output):
        raise Enough(output)

    layer = dict(model.named_modules())[name]
    modes = [(module, module.training) for module in model.modules()]
    handle = layer.register_forward_hook(stop)
    model.eval()
    try:
        with torch.no_grad():
            model(images)
    except Enough as message:
        return message.args[0].detach().clone()
    finally:
        handle.remove()
        for module, mode in modes:
            module.training = mode


# %% top_patches · wrong · all_places_in_one_list
# Takes the k strongest places of all maps together, so an image with two strong places gives two
# patches; it should give one.
def top_patches(activations, images, size, k):
    N, h, w = activations.shape
    _, C, H, W = images.shape
    if k > N:
        raise ValueError("k is larger than the number of images")
    s = H / h
    order = np.argsort(-activations.reshape(-1), kind="stable")[:k]
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (size, size), (size, size)))
    patches = np.zeros((k, C, size, size))
    for p, flat in enumerate(order):
        n, i, j = np.unravel_index(flat, activations.shape)
        top = int(np.floor((i + 0.5) * s - size / 2)) + size
        left = int(np.floor((j + 0.5) * s - size / 2)) + size
        patches[p] = padded[n, :, top:top + size, left:left + size]
    return patches


# %% top_patches · wrong · strongest_last
# argsort()[-k:] takes the right images but leaves them in rising order: the strongest comes last.
def top_patches(activations, images, size, k):
    N, h, w = activations.shape
    if k > N:
        raise ValueError
    C, H, W = images.shape[1:]
    s = H / h
    best = activations.max(axis=(1, 2))
    chosen = best.argsort(kind="stable")[-k:]
    result = []
    for n in chosen:
        i, j = divmod(activations[n].argmax(), w)
        r0 = int(np.floor((i + 0.5) * s - size / 2))
        c0 = int(np.floor((j + 0.5) * s - size / 2))
        patch = np.zeros((C, size, size))
        for r in range(size):
            for c in range(size):
                if 0 <= r0 + r < H and 0 <= c0 + c < W:
                    patch[:, r, c] = images[n, :, r0 + r, c0 + c]
        result.append(patch)
    return np.array(result)


# %% top_patches · wrong · later_images_win_ties, turns_equal_images_round
# Sorts upwards and turns the order round with [::-1], which puts the larger index first among
# images that are equally excited.
def top_patches(activations, images, size, k):
    n_images = len(images)
    if k > n_images:
        raise ValueError("not so many images")
    s = images.shape[2] / activations.shape[1]
    order = np.argsort(activations.max(axis=(1, 2)), kind="stable")[::-1][:k]
    pad = size
    padded = np.pad(images, ((0, 0), (0, 0), (pad, pad), (pad, pad))).astype(float)
    out = []
    for n in order:
        i, j = np.unravel_index(np.argmax(activations[n]), activations[n].shape)
        y = int(np.floor((i + 0.5) * s - size / 2)) + pad
        x = int(np.floor((j + 0.5) * s - size / 2)) + pad
        out.append(padded[n, :, y:y + size, x:x + size])
    return np.stack(out)


# %% top_patches · wrong · middle_at_the_cells_corner
# The middle of the patch is put at i * s, the corner of the cell, and not at (i + 1/2) * s: half a
# cell too far up and to the left.
def top_patches(activations, images, size, k):
    N, h, w = activations.shape
    _, C, H, W = images.shape
    if k > N:
        raise ValueError(f"k = {k} is more than {N} images")
    sy, sx = H / h, W / w
    strength = activations.reshape(N, h * w).max(axis=1)
    order = np.argsort(-strength, kind="stable")[:k]
    padded = np.zeros((N, C, H + 2 * size, W + 2 * size))
    padded[:, :, size:size + H, size:size + W] = images
    patches = np.empty((k, C, size, size))
    for row, n in enumerate(order):
        i, j = np.unravel_index(activations[n].argmax(), (h, w))
        y0 = int(np.floor(i * sy - size / 2)) + size
        x0 = int(np.floor(j * sx - size / 2)) + size
        patches[row] = padded[n, :, y0:y0 + size, x0:x0 + size]
    return patches


# %% top_patches · wrong · moves_the_patch_inside
# A patch that would reach over the edge is pushed back into the image, so that it is filled with
# pixels and not with zeros.
def top_patches(activations, images, size, k):
    N, h, w = activations.shape
    _, C, H, W = images.shape
    if k > N:
        raise ValueError("k > N")
    s = H / h
    order = np.argsort(-activations.max(axis=(1, 2)), kind="stable")[:k]
    patches = np.zeros((k, C, size, size))
    for m, n in enumerate(order):
        i, j = np.unravel_index(activations[n].argmax(), (h, w))
        top = int(np.floor((i + 0.5) * s - size / 2))
        left = int(np.floor((j + 0.5) * s - size / 2))
        top = min(max(top, 0), max(H - size, 0))
        left = min(max(left, 0), max(W - size, 0))
        part = images[n, :, top:top + size, left:left + size]
        patches[m, :, :part.shape[1], :part.shape[2]] = part
    return patches


# %% top_patches · wrong · rounds_towards_zero
# Rounds with int(), which cuts towards zero: a corner at -1.5 becomes -1 instead of -2, so patches
# that begin between pixels outside of the image are moved by one.
def top_patches(activations, images, size, k):
    N = activations.shape[0]
    if k > N:
        raise ValueError("There are not that many images.")
    C, H, W = images.shape[1:]
    h, w = activations.shape[1:]
    scale = H / h
    ranking = sorted(range(N), key=lambda n: -activations[n].max())
    patches = np.zeros((k, C, size, size))
    for p in range(k):
        n = ranking[p]
        i, j = np.unravel_index(np.argmax(activations[n]), (h, w))
        top = int((i + 0.5) * scale - size / 2)
        left = int((j + 0.5) * scale - size / 2)
        r1, r2 = max(top, 0), min(top + size, H)
        c1, c2 = max(left, 0), min(left + size, W)
        if r1 < r2 and c1 < c2:
            patches[p, :, r1 - top:r2 - top, c1 - left:c2 - left] = images[n, :, r1:r2, c1:c2]
    return patches


# %% top_patches · wrong · halves_the_side_by_itself
# Takes the middle as a whole pixel and goes back size // 2 from there: for patches with an odd side
# the corner is often one pixel too far down and right, since size / 2 was rounded for itself.
def top_patches(activations, images, size, k):
    N, h, w = activations.shape
    if k > N:
        raise ValueError("too few images")
    H = images.shape[2]
    s = H / h
    half = size // 2
    order = np.argsort(-activations.max(axis=(1, 2)), kind="stable")[:k]
    padded = np.pad(images, [(0, 0), (0, 0), (size, size), (size, size)])
    out = np.zeros((k, images.shape[1], size, size))
    for q, n in enumerate(order):
        i, j = np.unravel_index(activations[n].argmax(), (h, w))
        middle_y, middle_x = int((i + 0.5) * s), int((j + 0.5) * s)
        a, b = middle_y - half + size, middle_x - half + size
        out[q] = padded[n, :, a:a + size, b:b + size]
    return out


# %% top_patches · wrong · strongest_on_the_whole
# Ranks the images by the mean of their map; what counts is the largest activation.
def top_patches(activations, images, size, k):
    N, h, w = activations.shape
    if k > N:
        raise ValueError(f"only {N} images")
    s = images.shape[-1] / w
    order = np.argsort(-activations.mean(axis=(1, 2)), kind="stable")
    big = np.pad(images.astype(float), ((0, 0), (0, 0), (size,) * 2, (size,) * 2))

    def cut(n):
        i, j = np.unravel_index(activations[n].argmax(), (h, w))
        y, x = (int(np.floor((p + 0.5) * s - size / 2)) + size for p in (i, j))
        return big[n, :, y:y + size, x:x + size]

    return np.stack([cut(n) for n in order[:k]])


# %% top_patches · right
# Whole numbers only: the corner is ((2 i + 1) H - size h) // (2 h), and pixels are picked by index
# with a mask for those outside.
def top_patches(activations, images, size, k):
    n, h, w = activations.shape
    height, width = images.shape[2:]
    if k > n:
        raise ValueError("k must not be larger than the number of images.")
    flat = activations.reshape(n, h * w)
    place = flat.argmax(axis=1)
    chosen = np.lexsort((np.arange(n), -flat.max(axis=1)))[:k]
    i, j = place[chosen] // w, place[chosen] % w
    rows = (((2 * i + 1) * height - size * h) // (2 * h))[:, None] + np.arange(size)
    cols = (((2 * j + 1) * width - size * w) // (2 * w))[:, None] + np.arange(size)
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((cols >= 0) & (cols < width))[:, None]
    picked = images[
        chosen[:, None, None], :, rows.clip(0, height - 1)[:, :, None],
        cols.clip(0, width - 1)[:, None, :]
    ]
    return np.moveaxis(picked * inside[..., None], -1, 1).astype(float)


# %% top_patches · right
# Everything by hand: k times the best image that is left, pixel by pixel.
def top_patches(activations, images, size, k):
    import math

    N, h, w = activations.shape
    C, H, W = images.shape[1:]
    if k > N:
        raise ValueError("k")
    best = []
    for n in range(N):
        value, where = None, None
        for i in range(h):
            for j in range(w):
                if value is None or activations[n, i, j] > value:
                    value, where = activations[n, i, j], (i, j)
        best.append((value, where))
    left_over = list(range(N))
    out = np.zeros((k, C, size, size))
    for place in range(k):
        winner = max(left_over, key=lambda n: best[n][0])
        left_over.remove(winner)
        i, j = best[winner][1]
        y0 = math.floor((2 * i + 1) * H / (2 * h) - size / 2)
        x0 = math.floor((2 * j + 1) * W / (2 * w) - size / 2)
        for y in range(max(y0, 0), min(y0 + size, H)):
            for x in range(max(x0, 0), min(x0 + size, W)):
                out[place, :, y - y0, x - x0] = images[winner, :, y, x]
    return out


# %% occlusion_map · wrong · piles_up_squares
# The image is copied once, before the loops: the squares stay, and each answer is about all that
# was covered so far.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    C, H, W = image.shape
    covered = image.clone()
    ys, xs = range(0, H - size + 1, stride), range(0, W - size + 1, stride)
    result = torch.zeros(len(ys), len(xs), dtype=image.dtype)
    with torch.no_grad():
        score = model(image[None])[0, label]
        for a, y in enumerate(ys):
            for b, x in enumerate(xs):
                covered[:, y:y + size, x:x + size] = fill
                result[a, b] = score - model(covered[None])[0, label]
    return result


# %% occlusion_map · wrong · turns_the_sign
# The difference is taken the wrong way round: with the square minus without it.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    _, H, W = image.shape
    rows = []
    with torch.no_grad():
        base = model(image.unsqueeze(0))[0, label]
        for top in range(0, H - size + 1, stride):
            row = []
            for left in range(0, W - size + 1, stride):
                x = image.clone()
                x[:, top:top + size, left:left + size] = fill
                row.append(model(x.unsqueeze(0))[0, label] - base)
            rows.append(torch.stack(row))
    return torch.stack(rows)


# %% occlusion_map · wrong · maps_the_probability
# Compares probabilities: a softmax stands behind the scores.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch
    from torch.nn import functional

    def probability(x):
        return functional.softmax(model(x[None]), dim=1)[0, label].item()

    _, H, W = image.shape
    with torch.no_grad():
        before = probability(image)
        losses = []
        for i in range(0, H - size + 1, stride):
            losses.append([])
            for j in range(0, W - size + 1, stride):
                hidden = image.clone()
                hidden[:, i:i + size, j:j + size] = fill
                losses[-1].append(before - probability(hidden))
    return torch.tensor(losses)


# %% occlusion_map · wrong · leaves_out_the_last_place
# The range ends one too early, at H - size without + 1: the last place that fits is left out.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    H, W = image.shape[1], image.shape[2]
    tops = list(range(0, H - size, stride))
    lefts = list(range(0, W - size, stride))
    out = torch.zeros((len(tops), len(lefts)), dtype=image.dtype)
    with torch.no_grad():
        original = model(image[None])[0][label]
        for r in range(len(tops)):
            for c in range(len(lefts)):
                copy = image.clone()
                copy[:, tops[r]:tops[r] + size, lefts[c]:lefts[c] + size] = fill
                out[r, c] = original - model(copy[None])[0][label]
    return out


# %% occlusion_map · wrong · goes_over_the_border
# The square begins at every place of the image and hangs over at the right and lower edge, where
# only a part of it covers something.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    _, H, W = image.shape
    with torch.no_grad():
        full = model(image[None])[0, label]
        grid = []
        for y in range(0, H, stride):
            batch = []
            for x in range(0, W, stride):
                other = image.clone()
                other[:, y:min(y + size, H), x:min(x + size, W)] = fill
                batch.append(other)
            grid.append(full - model(torch.stack(batch))[:, label])
    return torch.stack(grid)


# %% occlusion_map · wrong · covers_with_black
# Covers with black: fill is never used.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    C, H, W = image.shape
    nrows, ncols = (H - size) // stride + 1, (W - size) // stride + 1
    heat = torch.empty(nrows, ncols, dtype=image.dtype)
    with torch.no_grad():
        reference = model(image[None])[0, label]
        for r in range(nrows):
            for c in range(ncols):
                mask = torch.ones(H, W, dtype=image.dtype)
                mask[r * stride:r * stride + size, c * stride:c * stride + size] = 0
                heat[r, c] = reference - model((image * mask)[None])[0, label]
    return heat


# %% occlusion_map · wrong · maps_the_winner
# Looks at the class that the model itself thinks most likely; label is not used.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    H, W = image.shape[-2:]
    with torch.no_grad():
        scores = model(image[None])[0]
        best, k = scores.max(dim=0)
        answer = []
        for i in range(0, H - size + 1, stride):
            line = []
            for j in range(0, W - size + 1, stride):
                z = image.clone()
                z[:, i:i + size, j:j + size] = fill
                line.append((best - model(z[None])[0, k]).item())
            answer.append(line)
    return torch.tensor(answer)


# %% occlusion_map · wrong · covers_the_given_image, piles_up_squares
# The square is written into the given image. What stood there is kept as a view and not as a copy,
# so nothing is put back: squares pile up, and the image of the caller is grey afterwards.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    _, H, W = image.shape
    rows = (H - size) // stride + 1
    cols = (W - size) // stride + 1
    loss = torch.zeros(rows, cols)
    with torch.no_grad():
        whole = model(image[None])[0, label]
        for r in range(rows):
            for c in range(cols):
                window = (slice(None), slice(r * stride, r * stride + size),
                          slice(c * stride, c * stride + size))
                old = image[window]
                image[window] = fill
                loss[r, c] = whole - model(image[None])[0, label]
                image[window] = old
    return loss


# %% occlusion_map · right
# All covered pictures at once, by a mask for each place that is the product of a mask of rows and
# one of columns.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    def strips(n):
        start = torch.arange(0, n - size + 1, stride)[:, None]
        return (torch.arange(n) >= start) & (torch.arange(n) < start + size)

    rows, cols = strips(image.shape[1]), strips(image.shape[2])
    mask = rows[:, None, :, None] & cols[None, :, None, :]
    mask = mask.flatten(0, 1)[:, None]
    with torch.no_grad():
        covered = torch.where(mask, torch.full_like(image, fill)[None], image[None])
        scores = torch.cat([model(part)[:, label] for part in covered.split(32)])
        return (model(image[None])[0, label] - scores).view(len(rows), len(cols))


# %% occlusion_map · right
# Unfold counts the places; each square is put in and taken out of one working copy.
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    import torch

    work = image.detach().clone()
    windows = work.unfold(1, size, stride).unfold(2, size, stride)  # a view of work
    places = windows.shape[1:3]
    losses = torch.empty(places, dtype=work.dtype)
    with torch.no_grad():
        whole = model(work[None])[0, label].clone()
        for i in range(places[0]):
            for j in range(places[1]):
                saved = windows[:, i, j].clone()
                windows[:, i, j] = fill
                losses[i, j] = whole - model(work[None])[0, label]
                windows[:, i, j] = saved
    return losses


# %% saliency_map · wrong · asks_for_the_probability
# Asks about the probability: a softmax stands before the gradient is taken.
def saliency_map(model, image, label):
    import torch

    x = image.detach().clone().requires_grad_()
    p = torch.softmax(model(x[None]), dim=1)[0, label]
    (g,) = torch.autograd.grad(p, x)
    return g.abs().amax(dim=0)


# %% saliency_map · wrong · drops_the_sign_too_late
# The largest over the channels is taken before the absolute value: a channel that pulls down
# strongly loses against one that pushes up a little.
def saliency_map(model, image, label):
    import torch

    x = image.detach().clone()
    x.requires_grad_(True)
    score = model(x.unsqueeze(0))[0][label]
    gradient = torch.autograd.grad(score, x)[0]
    return gradient.max(dim=0).values.abs()


# %% saliency_map · wrong · averages_the_channels
# The absolute values are averaged over the channels, not the largest taken.
def saliency_map(model, image, label):
    import torch

    inputs = image[None].detach().clone().requires_grad_()
    scores = model(inputs)
    grad = torch.autograd.grad(scores[0, label], inputs)[0]
    return grad.abs().mean(dim=1)[0]


# %% saliency_map · wrong · fills_the_parameters_with_gradients
# score.backward() also writes gradients into all parameters of the model, and they stay there.
def saliency_map(model, image, label):
    x = image.detach().clone()
    x.requires_grad = True
    out = model(x[None])
    out[0, label].backward()
    return x.grad.abs().max(0).values


# %% saliency_map · wrong · makes_the_image_ask_for_gradients
# Makes the given image itself require a gradient, and leaves it so.
def saliency_map(model, image, label):
    import torch

    image.requires_grad_()
    score = model(image[None])[0, label]
    g = torch.autograd.grad(score, image)[0]
    s, _ = torch.max(torch.abs(g), dim=0)
    return s


# %% saliency_map · wrong · asks_for_the_loss
# Takes the gradient of the cross-entropy, not of the score.
def saliency_map(model, image, label):
    import torch
    from torch.nn import functional

    x = image.detach().clone().requires_grad_(True)
    loss = functional.cross_entropy(model(x[None]), torch.tensor([label]))
    grad, = torch.autograd.grad(loss, x)
    return grad.abs().amax(0)


# %% saliency_map · wrong · asks_for_the_winner
# Always takes the highest score, whatever the label is, as in an example from the web.
def saliency_map(model, image, label):
    import torch

    x = image.detach().clone().requires_grad_()
    scores = model(x[None])
    index = scores.argmax(dim=1).item()
    slopes = torch.autograd.grad(scores[0, index], x)[0]
    return slopes.abs().max(dim=0)[0]


# %% saliency_map · wrong · stretches_the_map
# Divides by the largest number, so the map runs up to 1; nobody asked for a scale.
def saliency_map(model, image, label):
    import torch

    picture = image.clone().detach().requires_grad_(True)
    (d,) = torch.autograd.grad(model(picture[None])[0, label], picture)
    m = d.abs().amax(dim=0)
    return m / (m.max() + 1e-8)


# %% saliency_map · right
# torch.func.grad of a function of the picture, and the largest of g and -g.
def saliency_map(model, image, label):
    import torch

    slope = torch.func.grad(lambda x: model(x[None])[0, label])(image.detach())
    return torch.maximum(slope.amax(dim=0), -slope.amin(dim=0)).detach()


# %% saliency_map · right
# backward() restricted to the picture, by its argument inputs.
def saliency_map(model, image, label):
    import torch

    leaf = torch.tensor(image.detach().numpy(), requires_grad=True)
    scores = model(leaf.view(1, *leaf.shape))
    one_hot = torch.zeros_like(scores)
    one_hot[0, label] = 1
    scores.backward(gradient=one_hot, inputs=[leaf])
    return torch.linalg.vector_norm(leaf.grad, ord=float("inf"), dim=0)


# %% grad_cam · wrong · leaves_out_the_relu
# What is negative in the sum stays: the ReLU at the end is missing.
def grad_cam(activations, gradients):
    weights = gradients.mean(axis=(1, 2))
    return (weights[:, None, None] * activations).sum(axis=0)


# %% grad_cam · wrong · takes_the_magnitude_of_the_sum
# The absolute value at the end in place of the ReLU, so what speaks against the class is lit too.
def grad_cam(activations, gradients):
    C, h, w = activations.shape
    cam = np.zeros((h, w))
    for c in range(C):
        cam += gradients[c].mean() * activations[c]
    return np.abs(cam)


# %% grad_cam · wrong · sums_the_gradients
# A map's weight is the sum of its gradients, not the mean: everything is h * w times too large.
def grad_cam(activations, gradients):
    alpha = gradients.sum(axis=(1, 2))
    cam = np.tensordot(alpha, activations, axes=1)
    return np.maximum(cam, 0)


# %% grad_cam · wrong · multiplies_place_by_place
# Gradients are multiplied with the maps place by place; they are not averaged to one weight a map.
def grad_cam(activations, gradients):
    heat = (activations * gradients).sum(axis=0)
    heat[heat < 0] = 0
    return heat


# %% grad_cam · wrong · bends_each_map_by_itself
# The ReLU is applied to each weighted map before they are added, so maps that speak against the
# class cannot take anything away.
def grad_cam(activations, gradients):
    w = gradients.mean(axis=2).mean(axis=1)
    weighted = activations * w.reshape(-1, 1, 1)
    return np.clip(weighted, 0, None).sum(axis=0)


# %% grad_cam · wrong · scales_to_one
# Scales the result to 0 .. 1, as for drawing; it should not be scaled any further.
def grad_cam(activations, gradients):
    weights = np.mean(gradients, axis=(1, 2), keepdims=True)
    cam = np.maximum((weights * activations).sum(0), 0)
    if cam.max() > 0:
        cam = cam / cam.max()
    return cam


# %% grad_cam · wrong · weighs_the_maps_in_place
# The weighting is done with *= in activations itself, so the caller's maps are changed.
def grad_cam(activations, gradients):
    pooled = gradients.mean(axis=(1, 2))
    for i in range(activations.shape[0]):
        activations[i] *= pooled[i]
    return np.maximum(activations.sum(axis=0), 0)


# %% grad_cam · wrong · averages_the_maps
# The mean over the channels in place of their sum, as in a tutorial: everything is C times too
# small.
def grad_cam(activations, gradients):
    weights = gradients.mean(axis=(1, 2))
    weighted = np.array([a * g for a, g in zip(activations, weights)])
    heatmap = weighted.mean(axis=0)
    return np.where(heatmap > 0, heatmap, 0)


# %% grad_cam · right
# One matrix product of the flat gradients' means with the flat maps.
def grad_cam(activations, gradients):
    c, h, w = activations.shape
    means = gradients.reshape(c, h * w) @ np.full(h * w, 1 / (h * w))
    total = means @ activations.reshape(c, h * w)
    return (total * (total > 0)).reshape(h, w)


# %% grad_cam · right
# By hand, number by number.
def grad_cam(activations, gradients):
    channels, height, width = activations.shape
    weights = [sum(map(float, g.flat)) / (height * width) for g in gradients]
    return np.array([
        [max(0.0, sum(weights[k] * float(activations[k, i, j]) for k in range(channels)))
         for j in range(width)]
        for i in range(height)
    ])


# %% nearest_neighbors · wrong · farthest_first
# Sorts downwards, so the farthest rows come first.
def nearest_neighbors(features, query, k):
    if k > len(features):
        raise ValueError("k is too large")
    distances = np.linalg.norm(features - query, axis=1)
    return np.argsort(-distances, kind="stable")[:k]


# %% nearest_neighbors · wrong · adds_absolute_differences
# The distance is the sum of the absolute differences (L1), not the Euclidean one.
def nearest_neighbors(features, query, k):
    N, D = features.shape
    if k > N:
        raise ValueError(f"k must be at most {N}")
    dist = np.abs(features - query).sum(axis=1)
    return np.argsort(dist, kind="stable")[:k]


# %% nearest_neighbors · wrong · compares_directions_only
# Takes the cosine of the angle for nearness: how long the rows are no longer counts.
def nearest_neighbors(features, query, k):
    if k > features.shape[0]:
        raise ValueError("k > N")
    lengths = np.linalg.norm(features, axis=1) * np.linalg.norm(query)
    similarity = features @ query / (lengths + 1e-12)
    return np.argsort(-similarity, kind="stable")[:k]


# %% nearest_neighbors · wrong · leaves_the_k_nearest_unsorted, equals_in_no_order
# argpartition finds the k nearest but does not sort them.
def nearest_neighbors(features, query, k):
    if k > len(features):
        raise ValueError("fewer rows than k")
    d2 = ((features - query) ** 2).sum(axis=1)
    return np.argpartition(d2, k - 1)[:k]


# %% nearest_neighbors · wrong · leaves_out_the_nearest
# Believes that the first one is the query itself and leaves it out: the k after the nearest are
# returned.
def nearest_neighbors(features, query, k):
    if k > len(features):
        raise ValueError("too many neighbours wanted")
    differences = features - query[None, :]
    distances = np.sqrt(np.sum(differences ** 2, axis=1))
    order = np.argsort(distances, kind="stable")
    return order[1:k + 1]


# %% nearest_neighbors · wrong · needs_one_row_more
# Refuses k == N as well: the comparison is >= in place of >.
def nearest_neighbors(features, query, k):
    n = features.shape[0]
    if k >= n:
        raise ValueError("k must be smaller than the number of rows")
    distance = [np.sqrt(((row - query) ** 2).sum()) for row in features]
    return np.array(sorted(range(n), key=distance.__getitem__)[:k], dtype=np.int64)


# %% nearest_neighbors · wrong · returns_distances
# Gives the distances of the k nearest and not which rows they are.
def nearest_neighbors(features, query, k):
    if k > len(features):
        raise ValueError("k")
    distances = np.linalg.norm(features - query, axis=1)
    return np.sort(distances)[:k]


# %% nearest_neighbors · wrong · shows_k_only_of_those_there
# For k > N there is no error: the slice simply gives fewer indices.
def nearest_neighbors(features, query, k):
    diff = features - query
    return np.einsum("nd,nd->n", diff, diff).argsort(kind="stable")[:k]


# %% nearest_neighbors · wrong · later_ones_win_ties, turns_equals_round
# Of rows that are equally far the larger index comes first: sorts the negative distances and turns
# the order round.
def nearest_neighbors(features, query, k):
    if k > len(features):
        raise ValueError("k is larger than N")
    closeness = -np.sum((features - query) ** 2, axis=1)
    return np.argsort(closeness, kind="stable")[::-1][:k].copy()


# %% nearest_neighbors · right
# A heap of pairs (distance, index): with equal distances the pair with the smaller index is smaller.
def nearest_neighbors(features, query, k):
    import heapq
    import math

    if k > len(features):
        raise ValueError("Not so many rows.")
    pairs = ((math.dist(row, query), n) for n, row in enumerate(features.tolist()))
    return np.array([n for _, n in heapq.nsmallest(k, pairs)], dtype=np.int64)


# %% nearest_neighbors · right
# Picks the nearest k times, and puts infinity in its place.
def nearest_neighbors(features, query, k):
    if len(features) < k:
        raise ValueError("k is larger than the number of rows.")
    left = np.array([float(np.dot(way, way)) for way in features - query])
    found = np.zeros(k, dtype=np.int64)
    for place in range(k):
        found[place] = left.argmin()
        left[found[place]] = np.inf
    return found


# %% linear_probe · wrong · gives_one_class_to_all
# Learns from standardised features and returns W and b as they are, so that they fit the
# standardised features only, and not those that come.
def linear_probe(features, y):
    mean, std = features.mean(axis=0), features.std(axis=0)
    std[std == 0] = 1
    X = (features - mean) / std
    N, D = X.shape
    C = y.max() + 1
    W, b = np.zeros((C, D)), np.zeros(C)
    target = np.eye(C)[y]
    for _ in range(500):
        scores = X @ W.T + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        d = (p - target) / N
        W -= 0.5 * d.T @ X
        b -= 0.5 * d.sum(axis=0)
    return W, b


# %% linear_probe · wrong · divides_by_no_deviation
# Divides by the standard deviation without a thought for a column that never varies: 0 / 0 makes
# every weight NaN.
def linear_probe(features, y):
    mu = features.mean(0)
    sigma = features.std(0)
    Z = (features - mu) / sigma
    C = len(np.unique(y))
    W = np.zeros((C, Z.shape[1]))
    b = np.zeros(C)
    for step in range(400):
        s = Z @ W.T + b
        s -= s.max(1, keepdims=True)
        p = np.exp(s) / np.exp(s).sum(1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        W -= 0.3 * (p.T @ Z / len(y))
        b -= 0.3 * p.mean(0)
    W = W / sigma
    return W, b - W @ mu


# %% linear_probe · wrong · stops_too_early, leaves_two_classes_together, small_columns_count_too_little, large_columns_have_all_the_say
# Plain gradient descent on the features as they are, with the small step that large columns force:
# after 300 steps next to nothing has been learned from the small columns.
def linear_probe(features, y):
    n, d = features.shape
    c = int(y.max()) + 1
    W, b = np.zeros((c, d)), np.zeros(c)
    Y = np.eye(c)[y]
    for _ in range(300):
        scores = features @ W.T + b
        scores = scores - scores.max(axis=1, keepdims=True)
        P = np.exp(scores)
        P = P / P.sum(axis=1, keepdims=True)
        W = W - 1e-4 * (P - Y).T @ features / n
        b = b - 1e-4 * (P - Y).mean(axis=0)
    return W, b


# %% linear_probe · wrong · returns_W_transposed
# W comes out as (D, C), one column a class, as in lesson 1's X @ W.
def linear_probe(features, y):
    m, s = features.mean(axis=0), features.std(axis=0)
    s = np.where(s > 0, s, 1.0)
    X = (features - m) / s
    X = np.hstack([X, np.ones((len(X), 1))])
    Y = np.eye(y.max() + 1)[y]
    solution = np.linalg.solve(X.T @ X + 0.1 * np.eye(X.shape[1]), X.T @ Y)
    W, b = solution[:-1] / s[:, None], solution[-1]
    return W, b - m @ W


# %% linear_probe · wrong · gives_one_class_to_all
# The weights are brought back to the scale of the features, but b is not: the mean that had been
# subtracted is forgotten.
def linear_probe(features, y):
    mean = features.mean(axis=0)
    scale = features.std(axis=0)
    scale[scale < 1e-12] = 1
    x = (features - mean) / scale
    classes = int(y.max()) + 1
    w, b = np.zeros((classes, x.shape[1])), np.zeros(classes)
    onehot = (y[:, None] == np.arange(classes)).astype(float)
    for _ in range(600):
        z = x @ w.T + b
        e = np.exp(z - z.max(axis=1, keepdims=True))
        error = e / e.sum(axis=1, keepdims=True) - onehot
        w -= 0.5 * (error.T @ x) / len(x)
        b -= 0.5 * error.mean(axis=0)
    return w / scale, b


# %% linear_probe · right
# Linear discriminant analysis: the means of the classes and one covariance, in closed form.
def linear_probe(features, y):
    classes = int(y.max()) + 1
    counts = np.bincount(y, minlength=classes)
    means = np.array([features[y == k].mean(axis=0) for k in range(classes)])
    scale = features.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    rest = (features - means[y]) / scale
    covariance = rest.T @ rest / len(y) + 1e-2 * np.eye(len(scale))
    W = np.linalg.solve(covariance, (means / scale).T).T / scale
    b = np.log(counts / len(y)) - 0.5 * np.sum(W * means, axis=1)
    return W, b


# %% linear_probe · right
# Softmax regression with momentum on standardised features, folded back into W and b at the end.
def linear_probe(features, y):
    def softmax(s):
        e = np.exp(s - s.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    n, d = features.shape
    centre, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread < 1e-9] = 1.0
    x = np.c_[(features - centre) / spread, np.ones(n)]
    target = np.eye(y.max() + 1)[y]
    theta = np.zeros((target.shape[1], d + 1))
    velocity = np.zeros_like(theta)
    rate = 4 / np.linalg.norm(x.T @ x / n, 2) / 4
    for _ in range(400):
        slope = (softmax(x @ theta.T) - target).T @ x / n + 1e-3 * theta
        velocity = 0.9 * velocity - rate * slope
        theta = theta + velocity
    W = theta[:, :d] / spread
    return W, theta[:, d] - W @ centre


# %% adversarial_image · wrong · lowers_the_loss
# Goes down the loss: minus in place of plus.
def adversarial_image(model, image, label, epsilon):
    import torch
    from torch.nn import functional

    x = image.detach().clone().requires_grad_()
    loss = functional.cross_entropy(model(x[None]), torch.tensor([label]))
    (g,) = torch.autograd.grad(loss, x)
    return (image - epsilon * g.sign()).clamp(0, 1).detach()


# %% adversarial_image · wrong · leaves_the_range
# The result is not cut off: pixels below 0 or above 1 remain.
def adversarial_image(model, image, label, epsilon):
    import torch
    from torch import nn

    x = image.detach().clone()
    x.requires_grad_(True)
    criterion = nn.CrossEntropyLoss()
    loss = criterion(model(x.unsqueeze(0)), torch.tensor([label]))
    gradient = torch.autograd.grad(loss, x)[0]
    return image.detach() + epsilon * gradient.sign()


# %% adversarial_image · wrong · steps_by_the_direction
# Moves along the gradient itself, scaled to length 1, and not along its signs: most pixels hardly
# move.
def adversarial_image(model, image, label, epsilon):
    import torch
    from torch.nn import functional

    x = image.detach().clone().requires_grad_(True)
    loss = functional.cross_entropy(model(x[None]), torch.tensor([label]))
    grad, = torch.autograd.grad(loss, x)
    grad = grad / grad.norm().clamp(min=1e-12)
    return torch.clamp(image.detach() + epsilon * grad, 0.0, 1.0)


# %% adversarial_image · wrong · lowers_the_score
# Lowers the score of the class in place of raising the loss: the other classes do not take part,
# and the signs are others.
def adversarial_image(model, image, label, epsilon):
    import torch

    x = image.detach().clone().requires_grad_()
    score = model(x[None])[0, label]
    direction = torch.autograd.grad(score, x)[0].sign()
    return (x.detach() - epsilon * direction).clamp(0, 1)


# %% adversarial_image · wrong · trusts_the_models_answer
# The loss is that of the class which the model itself gives; label is not used.
def adversarial_image(model, image, label, epsilon):
    import torch
    from torch.nn import functional

    x = image[None].detach().clone().requires_grad_()
    output = model(x)
    prediction = output.argmax(dim=1)
    loss = functional.cross_entropy(output, prediction)
    data_grad = torch.autograd.grad(loss, x)[0]
    perturbed = x + epsilon * data_grad.sign()
    return torch.clamp(perturbed, 0, 1).detach()[0]


# %% adversarial_image · wrong · leaves_gradients_in_the_weights
# loss.backward() leaves gradients in all parameters of the model.
def adversarial_image(model, image, label, epsilon):
    import torch
    import torch.nn.functional as F

    x = image.clone().detach()
    x.requires_grad = True
    loss = F.cross_entropy(model(x[None]), torch.tensor([label]))
    loss.backward()
    return torch.clamp(x.detach() + epsilon * x.grad.sign(), 0, 1)


# %% adversarial_image · right
# Clears up with model.zero_grad(), which also throws away gradients that the model had before.
def adversarial_image(model, image, label, epsilon):
    import torch
    import torch.nn.functional as F

    x = image.clone().detach().requires_grad_(True)
    model.zero_grad()
    F.cross_entropy(model(x[None]), torch.tensor([label])).backward()
    result = torch.clamp(x.detach() + epsilon * torch.sign(x.grad), 0, 1)
    model.zero_grad()
    return result


# %% adversarial_image · wrong · applies_softmax_twice
# A softmax stands before cross_entropy, which has one inside already: the gradient is another one.
def adversarial_image(model, image, label, epsilon):
    import torch
    from torch.nn import functional

    x = image.detach().clone().requires_grad_()
    probabilities = functional.softmax(model(x[None]), dim=1)
    loss = functional.cross_entropy(probabilities, torch.tensor([label]))
    (slope,) = torch.autograd.grad(loss, x)
    moved = image.detach() + epsilon * torch.sign(slope)
    return moved.clamp(min=0, max=1)


# %% adversarial_image · right
# No loss at all: softmax minus one-hot is its gradient by the scores, and goes backwards from there.
def adversarial_image(model, image, label, epsilon):
    import torch

    x = image.detach()[None].clone().requires_grad_()
    scores = model(x)
    with torch.no_grad():
        slope = scores.softmax(dim=1)
        slope[0, label] -= 1
    (g,) = torch.autograd.grad(scores, x, grad_outputs=slope)
    step = torch.where(g > 0, epsilon, torch.where(g < 0, -epsilon, 0.0))
    return torch.minimum(torch.maximum(x.detach() + step, x.new_zeros(())), x.new_ones(()))[0]


# %% adversarial_image · right
# torch.func.grad of minus the logarithm of the probability.
def adversarial_image(model, image, label, epsilon):
    import torch

    def loss(x):
        return -torch.log_softmax(model(x.unsqueeze(0)), dim=1)[0, label]

    original = image.detach()
    uphill = torch.func.grad(loss)(original).detach().sign()
    return original.add(uphill, alpha=epsilon).clamp_(0, 1)


# %% ascend_input · wrong · goes_down
# Goes downhill: minus in place of plus.
def ascend_input(model, start, unit, steps, rate):
    import torch

    x = start.detach().clone()
    for _ in range(steps):
        x.requires_grad_(True)
        g = torch.autograd.grad(model(x[None])[0, unit], x)[0]
        n = g.norm()
        x = x.detach()
        if n > 0:
            x = (x - rate * g / n).clamp(0, 1)
    return x


# %% ascend_input · wrong · clips_once_at_the_end
# The picture is cut off once at the end, not after each step: on the way it leaves the range from
# 0 to 1.
def ascend_input(model, start, unit, steps, rate):
    import torch

    x = start.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        (g,) = torch.autograd.grad(model(leaf[None])[0, unit], leaf)
        length = g.pow(2).sum().sqrt()
        if length > 0:
            x = x + rate * g / length
    return x.clamp(0, 1)


# %% ascend_input · wrong · divides_by_the_mean_square
# Divides by the root of the mean of the squares, as many programs do, and not of their sum: steps
# are longer by the root of the number of pixels.
def ascend_input(model, start, unit, steps, rate):
    import torch

    x = start.detach().clone()
    for step in range(steps):
        x = x.detach().requires_grad_()
        score = model(x[None])[0, unit]
        grad = torch.autograd.grad(score, x)[0]
        rms = torch.sqrt(torch.mean(grad ** 2))
        if rms > 0:
            grad = grad / rms
        x = (x + rate * grad).detach().clamp(0, 1)
    return x.detach()


# %% ascend_input · wrong · divides_zero_by_zero
# Divides without looking: where the gradient is 0 everywhere, 0 / 0 makes the picture NaN.
def ascend_input(model, start, unit, steps, rate):
    import torch

    image = start.clone().detach()
    for i in range(steps):
        image = image.requires_grad_(True)
        activation = model(image.unsqueeze(0))[0, unit]
        gradient = torch.autograd.grad(activation, image)[0]
        gradient = gradient / torch.linalg.norm(gradient)
        image = torch.clamp(image.detach() + rate * gradient, 0, 1)
    return image


# %% ascend_input · wrong · keeps_the_first_gradient
# The gradient is taken once, at the start, and all steps go along it.
def ascend_input(model, start, unit, steps, rate):
    import torch

    first = start.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(model(first[None])[0, unit], first)
    norm = g.norm()
    direction = g / norm if norm > 0 else g
    x = start.detach().clone()
    for _ in range(steps):
        x = torch.clip(x + rate * direction, 0, 1)
    return x


# %% ascend_input · wrong · climbs_the_probability
# Raises the probability, behind a softmax, and not the score.
def ascend_input(model, start, unit, steps, rate):
    import torch
    from torch.nn import functional

    x = start.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        p = functional.softmax(model(x[None])[0], dim=0)[unit]
        g = torch.autograd.grad(p, x)[0]
        size = g.square().sum().sqrt()
        with torch.no_grad():
            x = torch.clamp(x + rate * g / size, 0, 1) if size > 0 else x.detach()
    return x.detach()


# %% ascend_input · wrong · takes_a_length_for_each_channel
# Divides by the length of each channel for itself, not of the whole picture.
def ascend_input(model, start, unit, steps, rate):
    import torch

    x = start.detach().clone()
    for _ in range(steps):
        z = x.clone().requires_grad_()
        g = torch.autograd.grad(model(z[None])[0, unit], z)[0]
        lengths = g.pow(2).sum(dim=(1, 2), keepdim=True).sqrt()
        lengths[lengths == 0] = 1
        x = (x + rate * g / lengths).clamp(0, 1)
    return x


# %% ascend_input · wrong · changes_the_start
# detach() without clone() shares the memory, and += and clamp_ write into it: start is changed.
def ascend_input(model, start, unit, steps, rate):
    import torch

    x = start.detach()
    for _ in range(steps):
        x.requires_grad_()
        grad = torch.autograd.grad(model(x[None])[0, unit], x)[0]
        length = grad.norm()
        x = x.detach()
        if length > 0:
            x += rate * grad / length
            x.clamp_(0, 1)
    return x.clone()


# %% ascend_input · wrong
# A small number is added to the length against a division by 0; for a gradient that is itself as
# small as that, the step is much too short, though each should have the same length.
def ascend_input(model, start, unit, steps, rate):
    import torch

    x = start.detach().clone()
    for _ in range(steps):
        x = x.requires_grad_()
        loss = model(x[None])[0, unit]
        grads, = torch.autograd.grad(loss, x)
        grads = grads / (torch.sqrt(torch.sum(grads * grads)) + 1e-5)
        x = (x + rate * grads).clamp(0, 1).detach()
    return x


# %% ascend_input · right
# Recursive, with torch.func.grad and functional.normalize, which leaves zeros as zeros.
def ascend_input(model, start, unit, steps, rate):
    import torch

    x = start.detach().clone()
    if steps == 0:
        return x
    g = torch.func.grad(lambda image: model(image[None])[0, unit])(x)
    length = torch.linalg.vector_norm(g)
    if length != 0:
        x = (x + rate * (g / length)).clamp(0, 1)
    return ascend_input(model, x, unit, steps - 1, rate)


# %% ascend_input · right
# One leaf whose numbers are overwritten at each step; the gradient goes through backward(inputs=…).
def ascend_input(model, start, unit, steps, rate):
    import torch

    canvas = start.detach().clone().requires_grad_(True)
    for _ in range(steps):
        canvas.grad = None
        model(canvas[None])[0, unit].backward(inputs=[canvas])
        uphill = canvas.grad / canvas.grad.abs().max().clamp(min=1e-38)
        length = uphill.square().sum().sqrt()
        if length > 0:
            with torch.no_grad():
                canvas.add_(uphill, alpha=rate / length.item()).clamp_(0, 1)
    return canvas.detach().clone()
