# %% he_initialize · wrong · counts_the_outputs
# n is taken from the first axis, the number of outputs (or filters), instead of the numbers that
# meet in one output.
def he_initialize(shape, rng):
    n = shape[0]
    return rng.normal(0, np.sqrt(2 / n), shape)


# %% he_initialize · wrong · counts_the_channels_only
# n is shape[1] in every case. That is right for a fully connected layer, but for filters it leaves
# out the KH * KW pixels of a window.
def he_initialize(shape, rng):
    fan_in = shape[1]
    std = (2.0 / fan_in) ** 0.5
    return std * rng.standard_normal(shape)


# %% he_initialize · wrong · divides_by_n_without_a_root
# rng.normal is given the variance 2 / n; the root is missing.
def he_initialize(shape, rng):
    n = 1
    for side in shape[1:]:
        n *= side
    return rng.normal(0, 2 / n, size=shape)


# %% he_initialize · wrong · forgets_what_relu_takes
# The spread is sqrt(1 / n): the factor 2 that makes up for ReLU is missing.
def he_initialize(shape, rng):
    n = int(np.prod(shape[1:]))
    weights = rng.normal(loc=0.0, scale=1 / np.sqrt(n), size=shape)
    return weights


# %% he_initialize · wrong
# Draws from np.random.randn and not from rng, so the generator that is passed in has no effect and
# the same seed gives other weights each time.
def he_initialize(shape, rng):
    n = np.prod(shape[1:])
    return np.random.randn(*shape) * np.sqrt(2 / n)


# %% he_initialize · right
# The size of the first output's weights gives n; standard normal numbers are scaled.
def he_initialize(shape, rng):
    w = rng.normal(size=shape)
    w *= np.sqrt(2.0 / w[0].size)
    return w


# %% initial_loss · wrong · returns_the_probability
# Returns the probability of the true class, not minus its logarithm.
def initial_loss(classes):
    return 1 / classes


# %% initial_loss · wrong · takes_the_logarithm_of_the_probability
# The sign is wrong: log(1 / C) is negative.
def initial_loss(classes):
    p = 1.0 / classes
    return float(np.log(p))


# %% initial_loss · wrong · takes_the_logarithm_of_two
# The logarithm has the base 2, so the loss is in bits instead of nats.
def initial_loss(classes):
    return float(np.log2(classes))


# %% initial_loss · wrong · always_answers_for_ten
# The loss of ten classes is hard-coded; the argument is not used.
def initial_loss(classes):
    return -np.log(0.1)


# %% initial_loss · wrong · divides_by_the_classes
# Only one term of the entropy, -p log p, instead of -log p: C times too small.
def initial_loss(classes):
    import math
    p = 1 / classes
    return -p * math.log(p)


# %% initial_loss · right
# The cross-entropy of equal scores by way of log-sum-exp.
def initial_loss(classes):
    scores = np.zeros(classes)
    log_sum = np.log(np.exp(scores).sum())
    return float(log_sum - scores[0])


# %% convnet_loss_and_gradients · wrong · forgets_n_in_the_gradients
# dscores is not divided by N, so all gradients belong to the sum of the losses and are N times too
# large; the loss itself is the mean.
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    N = len(X)
    pad = params["W1"].shape[-1] // 2
    maps = networks.conv_forward(X, params["W1"], params["b1"], pad)
    active = np.maximum(0, maps)
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(N, -1)
    scores = flat @ params["W2"].T + params["b2"]

    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), y].mean()

    dscores = np.exp(log_p)
    dscores[np.arange(N), y] -= 1
    dW2 = dscores.T @ flat
    db2 = dscores.sum(axis=0)
    dflat = dscores @ params["W2"]
    dactive = networks.max_pool_backward(dflat.reshape(pooled.shape), active)
    dmaps = dactive * (maps > 0)
    _, dW1, db1 = networks.conv_backward(dmaps, X, params["W1"], pad)
    return float(loss), {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% convnet_loss_and_gradients · wrong · exponentiates_bare_scores
# exp is taken of the scores without subtracting the largest one first: scores of some hundreds
# overflow, and the loss becomes nan or inf. For small scores all is right.
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    W1, b1, W2, b2 = (params[k] for k in ["W1", "b1", "W2", "b2"])
    n, p = X.shape[0], W1.shape[2] // 2
    z = networks.conv_forward(X, W1, b1, p)
    a = np.maximum(z, 0)
    pool = networks.max_pool_forward(a)
    h = pool.reshape(n, -1)
    s = h.dot(W2.T) + b2
    e = np.exp(s)
    probs = e / np.sum(e, axis=1, keepdims=True)
    loss = -np.mean(np.log(probs[range(n), y]))
    ds = probs.copy()
    ds[range(n), y] -= 1
    ds /= n
    dh = ds.dot(W2)
    da = networks.max_pool_backward(dh.reshape(pool.shape), a)
    dz = np.where(z > 0, da, 0)
    dX, dW1, db1 = networks.conv_backward(dz, X, W1, p)
    return loss, dict(W1=dW1, b1=db1, W2=ds.T.dot(h), b2=ds.sum(0))


# %% convnet_loss_and_gradients · wrong · lets_everything_through_the_gate
# The backward pass leaves out ReLU: the gradient goes on to the convolution also where the map was
# 0 or less. dW1 and db1 are wrong, the rest is right.
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    N = X.shape[0]
    padding = params["W1"].shape[-1] // 2
    maps = networks.conv_forward(X, params["W1"], params["b1"], padding)
    active = np.maximum(0, maps)
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(N, -1)
    scores = flat @ params["W2"].T + params["b2"]
    scores = scores - scores.max(axis=1, keepdims=True)
    logsum = np.log(np.sum(np.exp(scores), axis=1))
    loss = np.mean(logsum - scores[np.arange(N), y])
    grads = {}
    one_hot = np.eye(scores.shape[1])[y]
    dscores = (np.exp(scores - logsum[:, None]) - one_hot) / N
    grads["W2"] = dscores.T @ flat
    grads["b2"] = dscores.sum(axis=0)
    dpooled = (dscores @ params["W2"]).reshape(pooled.shape)
    dactive = networks.max_pool_backward(dpooled, active)
    _, grads["W1"], grads["b1"] = networks.conv_backward(dactive, X, params["W1"], padding)
    return float(loss), grads


# %% convnet_loss_and_gradients · wrong · always_pads_by_one
# The padding is fixed at 1, which keeps the size for filters of 3×3 only; with filters of another
# side the maps have another size and the last layer fails with a ValueError.
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    n = len(y)
    maps = networks.conv_forward(X, params["W1"], params["b1"], 1)
    active = maps * (maps > 0)
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(n, -1)
    scores = flat @ params["W2"].T + params["b2"]
    scores -= scores.max(axis=1)[:, None]
    log_probs = scores - np.log(np.exp(scores).sum(axis=1))[:, None]
    loss = -log_probs[np.arange(n), y].sum() / n
    d = np.exp(log_probs)
    d[np.arange(n), y] -= 1
    d /= n
    dpool = (d @ params["W2"]).reshape(pooled.shape)
    dmaps = networks.max_pool_backward(dpool, active) * (maps > 0)
    _, dW1, db1 = networks.conv_backward(dmaps, X, params["W1"], 1)
    return float(loss), {"W1": dW1, "b1": db1, "W2": d.T @ flat, "b2": d.sum(axis=0)}


# %% convnet_loss_and_gradients · wrong · turns_the_last_weights
# dW2 is flat.T @ dscores, the transposed of what it should be: its shape is (D, K) and not that of
# W2, (K, D).
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    N = len(X)
    p = (params["W1"].shape[3] - 1) // 2
    maps = networks.conv_forward(X, params["W1"], params["b1"], p)
    active = np.maximum(0, maps)
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(N, -1)
    scores = flat @ params["W2"].T + params["b2"]
    top = scores.max(axis=1, keepdims=True)
    lse = top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    logp = scores - lse
    loss = -float(np.mean(logp[np.arange(N), y]))
    dscores = np.exp(logp)
    dscores[np.arange(N), y] -= 1
    dscores = dscores / N
    dW2 = flat.T @ dscores
    db2 = dscores.sum(axis=0)
    dflat = dscores @ params["W2"]
    dmaps = networks.max_pool_backward(dflat.reshape(pooled.shape), active)
    dmaps[maps <= 0] = 0
    dX, dW1, db1 = networks.conv_backward(dmaps, X, params["W1"], p)
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% convnet_loss_and_gradients · right
# NumPy only: windows by sliding_window_view, pooling over a reshaped array, winners by argmax.
def convnet_loss_and_gradients(params, X, y):
    W1, W2 = params["W1"], params["W2"]
    F, C, k, _ = W1.shape
    N, _, H, W = X.shape
    r = k // 2
    framed = np.pad(X, ((0, 0), (0, 0), (r, r), (r, r)))
    views = np.lib.stride_tricks.sliding_window_view(framed, (k, k), axis=(2, 3))
    maps = np.einsum("ncijuv,fcuv->nfij", views, W1) + params["b1"][:, None, None]
    relu = np.where(maps > 0, maps, 0.0)
    cells = relu.reshape(N, F, H // 2, 2, W // 2, 2).swapaxes(3, 4).reshape(N, F, -1, 4)
    flat = cells.max(axis=3).reshape(N, -1)
    scores = flat @ W2.T + params["b2"]
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    one_hot = np.arange(len(W2)) == np.asarray(y)[:, None]
    loss = -np.sum(log_p[one_hot]) / N

    g = (np.exp(log_p) - one_hot) / N
    first = np.arange(4) == cells.argmax(axis=3)[..., None]
    dcells = first * (g @ W2).reshape(N, F, -1, 1)
    dmaps = dcells.reshape(N, F, H // 2, W // 2, 2, 2).swapaxes(3, 4).reshape(maps.shape)
    dmaps = dmaps * (maps > 0)
    return float(loss), {
        "b2": g.sum(axis=0),
        "W2": np.einsum("nk,nd->kd", g, flat),
        "b1": dmaps.sum(axis=(0, 2, 3)),
        "W1": np.einsum("nfij,ncijuv->fcuv", dmaps, views),
    }


# %% train_convnet · wrong
# The size of the last layer is hard-coded for images of 8×8 and ten classes: other images crash
# (the matrices do not fit), and other numbers of classes get ten scores.
from helpers import networks


def train_convnet(X, y, rng):
    params = {
        "W1": rng.normal(0, np.sqrt(2 / 9), (16, X.shape[1], 3, 3)),
        "b1": np.zeros(16),
        "W2": rng.normal(0, 0.05, (10, 16 * 4 * 4)),
        "b2": np.zeros(10),
    }
    for epoch in range(25):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 25):
            part = order[start:start + 25]
            _, grads = networks.convnet_loss_and_gradients(params, X[part], y[part])
            for key in params:
                params[key] = params[key] - 0.1 * grads[key]
    return params


# %% train_convnet · wrong · runs_away
# The step goes up the gradient (+=) instead of down, so the loss grows and the network learns
# nothing.
from helpers import networks


def train_convnet(X, y, rng):
    N, C, H, W = X.shape
    K = y.max() + 1
    params = {
        "W1": rng.normal(0, np.sqrt(2 / (9 * C)), (12, C, 3, 3)),
        "b1": np.zeros(12),
        "W2": rng.normal(0, 0.05, (K, 12 * (H // 2) * (W // 2))),
        "b2": np.zeros(K),
    }
    for _ in range(6):
        for batch in np.array_split(rng.permutation(N), max(1, N // 20)):
            loss, grads = networks.convnet_loss_and_gradients(params, X[batch], y[batch])
            for name in params:
                params[name] += 0.1 * grads[name]
    return params


# %% train_convnet · wrong
# X and y are shuffled in place before each epoch, so the caller's arrays are changed. The training
# itself works.
from helpers import networks


def train_convnet(X, y, rng):
    N, C, H, W = X.shape
    classes = int(y.max()) + 1
    params = dict(
        W1=rng.normal(0, np.sqrt(2 / (9 * C)), (16, C, 3, 3)),
        b1=np.zeros(16),
        W2=rng.normal(0, 0.05, (classes, 16 * (H // 2) * (W // 2))),
        b2=np.zeros(classes),
    )
    for epoch in range(20):
        order = rng.permutation(N)
        X[:] = X[order]
        y[:] = y[order]
        for i in range(0, N, 20):
            _, g = networks.convnet_loss_and_gradients(params, X[i:i + 20], y[i:i + 20])
            params = {k: params[k] - 0.15 * g[k] for k in params}
    return params


# %% train_convnet · right
# Momentum with a rate that falls to 0, all parameters handled as a list.
from helpers import networks


def train_convnet(X, y, rng):
    n, c, h, w = X.shape
    filters, classes = 16, int(np.max(y)) + 1
    names = ["W1", "b1", "W2", "b2"]
    inputs = filters * (h // 2) * (w // 2)
    values = [
        rng.standard_normal((filters, c, 3, 3)) * (2 / (9 * c)) ** 0.5,
        np.zeros(filters),
        rng.standard_normal((classes, inputs)) * inputs**-0.5,
        np.zeros(classes),
    ]
    speed = [np.zeros_like(v) for v in values]
    epochs, size = 25, 20
    total, done = epochs * -(-n // size), 0
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, size):
            rows = order[k:k + size]
            params = dict(zip(names, values))
            _, grads = networks.convnet_loss_and_gradients(params, X[rows], y[rows])
            rate = 0.05 * (1 - done / total)
            speed = [0.9 * s - rate * grads[name] for s, name in zip(speed, names)]
            values = [v + s for v, s in zip(values, speed)]
            done += 1
    return dict(zip(names, values))


# %% dropout_forward · wrong · turns_the_comparison_round
# keep is taken as the probability of being dropped: a number stays where the draw is above keep.
# The scale is still 1 / keep.
def dropout_forward(x, keep, rng, train):
    if not train:
        return x, np.ones(x.shape)
    mask = (rng.random(x.shape) > keep) / keep
    return x * mask, mask


# %% dropout_forward · wrong · does_not_make_up_for_the_loss
# What stays is not divided by keep, so the numbers get smaller on average; the mask is 0 or 1.
def dropout_forward(x, keep, rng, train):
    if train:
        mask = np.where(rng.random(x.shape) < keep, 1.0, 0.0)
    else:
        mask = np.ones_like(x)
    out = x * mask
    return out, mask


# %% dropout_forward · wrong · returns_a_mask_without_the_scale
# out is scaled, but the mask that is returned holds 0 and 1 and not the 0 and 1 / keep that x was
# multiplied by.
def dropout_forward(x, keep, rng, train):
    if train:
        mask = (rng.random(x.shape) < keep).astype(float)
        out = x * mask / keep
        return out, mask
    return x, np.ones(x.shape)


# %% dropout_forward · wrong · scales_at_prediction_instead
# The older form of dropout: nothing is scaled in training, and at prediction x is multiplied by
# keep instead of coming back as it is.
def dropout_forward(x, keep, rng, train):
    if train:
        mask = 1.0 * (rng.random(x.shape) < keep)
    else:
        mask = np.full(x.shape, keep)
    return x * mask, mask


# %% dropout_forward · wrong · drops_in_place
# Works in place: x *= mask changes the caller's array (and fails for whole numbers).
def dropout_forward(x, keep, rng, train):
    mask = np.ones(x.shape)
    if train:
        mask = (rng.random(x.shape) < keep) / keep
    x *= mask
    return x, mask


# %% dropout_forward · right
# The mask begins as ones, is divided by keep, and is set to 0 at the dropped places.
def dropout_forward(x, keep, rng, train):
    mask = np.ones(x.shape)
    if train:
        draws = rng.random(x.shape)
        mask /= keep
        mask[~(draws < keep)] = 0
    return np.multiply(x, mask), mask


# %% batchnorm_forward · wrong · runs_with_n
# The running variance is fed with the sum of squares divided by n; it should be n - 1. out is
# right.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    axes = 0 if x.ndim == 2 else (0, 2, 3)
    shape = (-1,) if x.ndim == 2 else (-1, 1, 1)
    if train:
        mean, var = x.mean(axis=axes), x.var(axis=axes)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    z = (x - mean.reshape(shape)) / np.sqrt(var.reshape(shape) + epsilon)
    out = gamma.reshape(shape) * z + beta.reshape(shape)
    return out, running_mean, running_var


# %% batchnorm_forward · wrong · turns_momentum_round
# momentum is taken as the share of the old running value (running * momentum + (1 - momentum) *
# new); here it is the share of the new one.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    g = gamma if x.ndim == 2 else gamma[:, None, None]
    b = beta if x.ndim == 2 else beta[:, None, None]
    if train:
        m = np.mean(x, axis=axes, keepdims=True)
        v = np.var(x, axis=axes, keepdims=True)
        running_mean = momentum * running_mean + (1 - momentum) * m.ravel()
        unbiased = np.var(x, axis=axes, ddof=1)
        running_var = momentum * running_var + (1 - momentum) * unbiased
    else:
        m, v = running_mean.reshape(g.shape), running_var.reshape(g.shape)
    out = g * (x - m) / np.sqrt(v + epsilon) + b
    return out, running_mean, running_var


# %% batchnorm_forward · wrong · knows_vectors_only
# Written for vectors only: mean and variance are taken over axis 0 alone, so for images every pixel
# has its own, and gamma, beta and the running values meet the columns instead of the channels: a
# ValueError, or wrong numbers where width and channels agree.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    if train:
        mu = x.mean(axis=0)
        sigma2 = x.var(axis=0)
        n = x.shape[0]
        running_mean = (1 - momentum) * running_mean + momentum * mu
        running_var = (1 - momentum) * running_var + momentum * sigma2 * n / (n - 1)
    else:
        mu = running_mean
        sigma2 = running_var
    out = gamma * (x - mu) / np.sqrt(sigma2 + epsilon) + beta
    return out, running_mean, running_var


# %% batchnorm_forward · wrong · always_uses_the_batch
# train is ignored where the numbers are normalised: at prediction too mean and variance come from
# the batch and not from the running values (which do stay as they are).
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    if x.ndim == 4:
        axes, shape = (0, 2, 3), (1, -1, 1, 1)
    else:
        axes, shape = (0,), (1, -1)
    mean = x.mean(axis=axes, keepdims=True)
    var = x.var(axis=axes, keepdims=True)
    out = gamma.reshape(shape) * (x - mean) / np.sqrt(var + epsilon) + beta.reshape(shape)
    if train:
        running_mean = running_mean + momentum * (mean.reshape(-1) - running_mean)
        running_var = running_var + momentum * (x.var(axis=axes, ddof=1) - running_var)
    return out, running_mean, running_var


# %% batchnorm_forward · wrong · adds_epsilon_to_the_root
# epsilon is added to the standard deviation, outside the root, instead of to the variance.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    image = x.ndim == 4
    axes = (0, 2, 3) if image else 0

    def wide(v):
        return v[None, :, None, None] if image else v[None, :]

    if train:
        mean = x.mean(axis=axes)
        std = x.std(axis=axes)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=axes, ddof=1)
    else:
        mean = running_mean
        std = np.sqrt(running_var)
    out = wide(gamma) * (x - wide(mean)) / (wide(std) + epsilon) + wide(beta)
    return out, running_mean, running_var


# %% batchnorm_forward · right
# Images become rows of C numbers, are treated as vectors, and are put back; sums instead of var.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    last = np.moveaxis(x, 1, -1)
    rows = last.reshape(-1, x.shape[1])
    n = len(rows)
    mean, var = running_mean, running_var
    if train:
        mean = rows.sum(axis=0) / n
        squares = ((rows - mean) ** 2).sum(axis=0)
        var = squares / n
        running_mean = running_mean - momentum * (running_mean - mean)
        running_var = running_var - momentum * (running_var - squares / (n - 1))
    scale = gamma * (var + epsilon) ** -0.5
    out = beta + (rows - mean) * scale
    return np.moveaxis(out.reshape(last.shape), -1, 1), running_mean, running_var


# %% batchnorm_backward · wrong · takes_mean_and_spread_for_constants
# Mean and variance are treated as constants: dx is gamma / s * dout, and the roads through the
# mean and the spread are missing. dgamma and dbeta are right.
def batchnorm_backward(dout, x, gamma, epsilon):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    mean = x.mean(axis=axes, keepdims=True)
    s = np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    z = (x - mean) / s
    g = gamma.reshape(mean.shape)
    dx = g / s * dout
    return dx, (dout * z).sum(axis=axes), dout.sum(axis=axes)


# %% batchnorm_backward · wrong · leaves_out_the_spread
# The term of the spread, z · mean of (dout · z), is missing in dx; only the road through the mean
# is subtracted.
def batchnorm_backward(dout, x, gamma, epsilon):
    if x.ndim == 2:
        axes, shape = 0, (1, -1)
    else:
        axes, shape = (0, 2, 3), (1, -1, 1, 1)
    mean = x.mean(axis=axes).reshape(shape)
    s = np.sqrt(x.var(axis=axes).reshape(shape) + epsilon)
    z = (x - mean) / s
    dbeta = dout.sum(axis=axes)
    dgamma = (dout * z).sum(axis=axes)
    dx = gamma.reshape(shape) / s * (dout - dout.mean(axis=axes).reshape(shape))
    return dx, dgamma, dbeta


# %% batchnorm_backward · wrong · divides_by_the_images
# The sums of dout and of dout · z are divided by N = x.shape[0] for images too; there n is
# N · H · W. Right for vectors.
def batchnorm_backward(dout, x, gamma, epsilon):
    N = x.shape[0]
    axes = (0, 2, 3) if x.ndim == 4 else (0,)
    mu = x.mean(axis=axes, keepdims=True)
    s = np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    z = (x - mu) / s
    dbeta = dout.sum(axis=axes, keepdims=True)
    dgamma = np.sum(dout * z, axis=axes, keepdims=True)
    dx = gamma.reshape(mu.shape) / s * (dout - dbeta / N - z * dgamma / N)
    return dx, dgamma.reshape(gamma.shape), dbeta.reshape(gamma.shape)


# %% batchnorm_backward · wrong · multiplies_dgamma_by_x
# dgamma is the sum of dout · x; it needs the normalised number z in place of x. dx and dbeta are
# right.
def batchnorm_backward(dout, x, gamma, epsilon):
    axes = tuple(a for a in range(x.ndim) if a != 1)
    mean = x.mean(axes, keepdims=True)
    std = np.sqrt(x.var(axes, keepdims=True) + epsilon)
    z = (x - mean) / std
    dz = dout * gamma.reshape(mean.shape)
    dx = (dz - dz.mean(axes, keepdims=True) - z * (dz * z).mean(axes, keepdims=True)) / std
    dgamma = np.sum(dout * x, axis=axes)
    dbeta = np.sum(dout, axis=axes)
    return dx, dgamma, dbeta


# %% batchnorm_backward · wrong · keeps_the_gradients_as_rows
# dgamma and dbeta keep the axes of length 1, (1, D) or (1, C, 1, 1), instead of the shape of gamma.
def batchnorm_backward(dout, x, gamma, epsilon):
    axes = (0, 2, 3) if x.ndim == 4 else (0,)
    mean = np.mean(x, axis=axes, keepdims=True)
    var = np.var(x, axis=axes, keepdims=True)
    s = np.sqrt(var + epsilon)
    z = (x - mean) / s
    dbeta = np.sum(dout, axis=axes, keepdims=True)
    dgamma = np.sum(dout * z, axis=axes, keepdims=True)
    n = x.size / x.shape[1]
    dx = gamma.reshape(mean.shape) / s * (dout - dbeta / n - z * dgamma / n)
    return dx, dgamma, dbeta


# %% batchnorm_backward · right
# Link by link through the graph: normalised number, variance, mean, on rows of C numbers.
def batchnorm_backward(dout, x, gamma, epsilon):
    channels = x.shape[1]
    g = np.moveaxis(dout, 1, -1).reshape(-1, channels)
    rows = np.moveaxis(x, 1, -1).reshape(-1, channels)
    n = len(rows)
    centred = rows - rows.mean(axis=0)
    var = (centred**2).mean(axis=0)
    inverse = 1 / np.sqrt(var + epsilon)
    dz = g * gamma
    dvar = np.sum(dz * centred, axis=0) * -0.5 * inverse**3
    dmean = -np.sum(dz, axis=0) * inverse
    drows = dz * inverse + dvar * 2 * centred / n + dmean / n
    moved = np.moveaxis(x, 1, -1).shape
    dx = np.moveaxis(drows.reshape(moved), -1, 1)
    return dx, np.einsum("nc,nc->c", g, centred * inverse), g.sum(axis=0)


# %% he_initialize · wrong · divides_by_inputs_and_outputs
# Glorot's (Xavier's) spread, with the mean of the numbers of inputs and outputs, instead of He's
# with the inputs alone: sqrt(2 / (inputs + outputs)).
def he_initialize(shape, rng):
    field = int(np.prod(shape[2:]))
    fan_in = shape[1] * field
    fan_out = shape[0] * field
    return rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), shape)


# %% he_initialize · wrong · draws_evenly_about_zero
# Draws from a uniform distribution (with the right standard deviation) instead of the normal one.
def he_initialize(shape, rng):
    n = np.prod(shape[1:])
    limit = np.sqrt(6 / n)
    return rng.uniform(-limit, limit, size=shape)


# %% initial_loss · wrong · divides_by_the_classes
# Multiplies -log(p) by p, as in the entropy, but for one class only: the result is too small by the
# factor classes. The loss of an image is -log(p) itself.
def initial_loss(classes):
    p = 1 / classes
    return float(-p * np.log(p))


# %% convnet_loss_and_gradients · wrong · lets_everything_through_the_gate
# ReLU's backward pass asks whether the map after ReLU is >= 0, which is true everywhere. The
# gradient also passes where the map was negative (where whole windows were below 0).
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    pad = W1.shape[-1] // 2
    N = len(X)
    active = np.maximum(0, networks.conv_forward(X, W1, b1, pad))
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(N, -1)
    scores = flat @ W2.T + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    logp = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(N), y].mean()
    dscores = np.exp(logp)
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dflat = dscores @ W2
    dactive = networks.max_pool_backward(dflat.reshape(pooled.shape), active)
    dmaps = dactive * (active >= 0)
    _, dW1, db1 = networks.conv_backward(dmaps, X, W1, pad)
    grads = {"W1": dW1, "b1": db1, "W2": dscores.T @ flat, "b2": dscores.sum(axis=0)}
    return float(loss), grads


# %% convnet_loss_and_gradients · wrong · always_pads_by_one
# The padding is always 1, which keeps the size for filters of 3×3 only: other filters give maps
# whose flat rows do not fit W2 (ValueError).
from helpers import networks


def convnet_loss_and_gradients(params, X, y):
    maps = networks.conv_forward(X, params["W1"], params["b1"], padding=1)
    active = np.where(maps > 0, maps, 0)
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(pooled.shape[0], -1)
    scores = flat.dot(params["W2"].T) + params["b2"]
    m = scores.max(axis=1)
    lse = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    rows = np.arange(len(y))
    loss = float(np.mean(lse - scores[rows, y]))
    g = np.exp(scores - lse[:, None])
    g[rows, y] -= 1
    g = g / len(y)
    grads = {}
    grads["W2"] = g.T.dot(flat)
    grads["b2"] = g.sum(axis=0)
    dpooled = g.dot(params["W2"]).reshape(pooled.shape)
    dmaps = networks.max_pool_backward(dpooled, active)
    dmaps[maps <= 0] = 0
    dX, grads["W1"], grads["b1"] = networks.conv_backward(dmaps, X, params["W1"], padding=1)
    return loss, grads


# %% convnet_loss_and_gradients · right
# NumPy only: shifted images for the convolution, blocks of 2×2 for the pooling, and one mask that
# holds the winners above 0.
def convnet_loss_and_gradients(params, X, y):
    W1, b1, W2, b2 = (np.asarray(params[k], float) for k in ("W1", "b1", "W2", "b2"))
    F, C, k, _ = W1.shape
    N, _, H, W = X.shape
    p = k // 2
    Xp = np.pad(np.asarray(X, float), ((0, 0), (0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(Xp, (k, k), axis=(2, 3))
    maps = np.einsum("ncijuv,fcuv->nfij", windows, W1) + b1[:, None, None]
    blocks = (
        maps.reshape(N, F, H // 2, 2, W // 2, 2).swapaxes(3, 4).reshape(N, F, H // 2, W // 2, 4)
    )
    blocks = np.maximum(blocks, 0)
    winner = blocks.argmax(axis=-1)
    pooled = blocks.max(axis=-1)
    flat = pooled.reshape(N, -1)
    scores = flat @ W2.T + b2
    log_sum = np.logaddexp.reduce(scores, axis=1)
    loss = float(np.mean(log_sum - scores[np.arange(N), y]))
    d = (np.exp(scores - log_sum[:, None]) - np.eye(len(b2))[y]) / N
    dpooled = (d @ W2).reshape(pooled.shape) * (pooled > 0)
    dblocks = (np.arange(4) == winner[..., None]) * dpooled[..., None]
    dmaps = dblocks.reshape(N, F, H // 2, W // 2, 2, 2).swapaxes(3, 4).reshape(N, F, H, W)
    return loss, {
        "W1": np.einsum("nfij,ncijuv->fcuv", dmaps, windows),
        "b1": dmaps.sum(axis=(0, 2, 3)),
        "W2": d.T @ flat,
        "b2": d.sum(axis=0),
    }


# %% train_convnet · wrong
# The last layer is made for ten classes and images of 8×8 whatever the data are: other sizes crash,
# and fewer classes give a W2 and b2 with too many rows.
from helpers import networks


def train_convnet(X, y, rng):
    params = {
        "W1": rng.normal(0, np.sqrt(2 / (9 * X.shape[1])), (16, X.shape[1], 3, 3)),
        "b1": np.zeros(16),
        "W2": rng.normal(0, np.sqrt(2 / 256), (10, 256)),
        "b2": np.zeros(10),
    }
    for epoch in range(12):
        order = rng.permutation(len(X))
        for i in range(0, len(X), 20):
            rows = order[i : i + 20]
            loss, grads = networks.convnet_loss_and_gradients(params, X[rows], y[rows])
            for key in params:
                params[key] = params[key] - 0.1 * grads[key]
    return params


# %% train_convnet · wrong · always_starts_from_one_seed
# Makes its own generator with the seed 0 and never uses rng: every call gives the same network for
# the same data, whatever rng is.
from helpers import networks


def train_convnet(X, y, rng):
    rng = np.random.default_rng(0)
    N, C, H, W = X.shape
    K = int(y.max()) + 1
    F = 16
    n = F * (H // 2) * (W // 2)
    params = dict(
        W1=rng.normal(0, np.sqrt(2 / (C * 9)), (F, C, 3, 3)),
        b1=np.zeros(F),
        W2=rng.normal(0, np.sqrt(2 / n), (K, n)),
        b2=np.zeros(K),
    )
    speed = {key: np.zeros_like(value) for key, value in params.items()}
    for epoch in range(15):
        order = rng.permutation(N)
        for start in range(0, N, 32):
            batch = order[start : start + 32]
            _, grads = networks.convnet_loss_and_gradients(params, X[batch], y[batch])
            for key in params:
                speed[key] = 0.9 * speed[key] - 0.02 * grads[key]
                params[key] = params[key] + speed[key]
    return params


# %% dropout_forward · wrong · returns_a_mask_without_the_scale
# The mask that comes back holds True and False, not what x was multiplied by: in training the
# division by keep is missing in it. out is right.
def dropout_forward(x, keep, rng, train):
    if not train:
        return x, np.ones(x.shape)
    mask = rng.random(x.shape) < keep
    out = x * mask / keep
    return out, mask


# %% dropout_forward · wrong · returns_none_for_a_mask_at_prediction
# Outside training None comes back instead of a mask of ones.
def dropout_forward(x, keep, rng, train):
    mask = None
    if train:
        mask = (rng.random(x.shape) < keep) / keep
        out = x * mask
    else:
        out = x
    return out, mask


# %% dropout_forward · right
# The mask is a choice from a table of two numbers; outside training keep counts as 1.
def dropout_forward(x, keep, rng, train):
    if train:
        stays = (rng.random(x.shape) < keep).astype(int)
        mask = np.array([0.0, 1.0 / keep])[stays]
    else:
        mask = np.full(np.shape(x), 1.0)
    return np.multiply(x, mask), mask


# %% batchnorm_forward · wrong · takes_the_examples_for_n
# The factor n / (n - 1) of the running variance takes the number of images for n also where x is a
# batch of images, whose channels have N · H · W numbers each.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    shape = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)
    if train:
        mean = x.mean(axis=axes)
        var = x.var(axis=axes)
        N = len(x)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    z = (x - mean.reshape(shape)) / np.sqrt(var.reshape(shape) + epsilon)
    out = gamma.reshape(shape) * z + beta.reshape(shape)
    return out, running_mean, running_var


# %% batchnorm_forward · wrong · reshapes_without_turning
# Images are reshaped to rows of C numbers without moving the channels to the end, so each "feature"
# mixes pixels of all channels. Vectors are right.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    shape = x.shape
    x = x.reshape(-1, shape[1])
    if train:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    out = gamma * (x - mean) / np.sqrt(var + epsilon) + beta
    return out.reshape(shape), running_mean, running_var


# %% batchnorm_forward · right
# Brings the channels to the front, one row a feature, and turns them back at the end.
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    front = np.swapaxes(x, 0, 1).astype(float)
    rows = front.reshape(front.shape[0], -1)
    mean, var = running_mean, running_var
    if train:
        n = rows.shape[1]
        mean = np.array([row.sum() / n for row in rows])
        squares = np.array([((row - m) ** 2).sum() for row, m in zip(rows, mean)])
        var = squares / n
        running_mean = running_mean + momentum * (mean - running_mean)
        running_var = running_var + momentum * (squares / (n - 1) - running_var)
    slope = gamma / np.sqrt(var + epsilon)
    out = slope[:, None] * rows + (beta - slope * mean)[:, None]
    return np.swapaxes(out.reshape(front.shape), 0, 1), running_mean, running_var


# %% batchnorm_backward · wrong · divides_by_the_images
# The two means over the batch are computed as sums divided by the number of images, also for images
# where H · W numbers of each belong to a channel: they are too large by the factor H · W.
def batchnorm_backward(dout, x, gamma, epsilon):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    N = x.shape[0]
    g = gamma if x.ndim == 2 else gamma[:, None, None]
    mean = x.mean(axis=axes, keepdims=True)
    s = np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    z = (x - mean) / s
    dbeta = dout.sum(axis=axes)
    dgamma = (dout * z).sum(axis=axes)
    mean_d = dout.sum(axis=axes, keepdims=True) / N
    mean_dz = (dout * z).sum(axis=axes, keepdims=True) / N
    dx = g / s * (dout - mean_d - z * mean_dz)
    return dx, dgamma, dbeta


# %% batchnorm_backward · wrong · multiplies_dgamma_by_x
# dgamma is the sum of dout · x, with the numbers as they came in, instead of the sum of dout times
# the normalised numbers z.
def batchnorm_backward(dout, x, gamma, epsilon):
    if x.ndim == 4:
        axes = (0, 2, 3)
        gamma = gamma.reshape(1, -1, 1, 1)
    else:
        axes = 0
    mu = np.mean(x, axis=axes, keepdims=True)
    std = np.sqrt(np.var(x, axis=axes, keepdims=True) + epsilon)
    xhat = (x - mu) / std
    dbeta = np.sum(dout, axis=axes)
    dgamma = np.sum(dout * x, axis=axes)
    m1 = np.mean(dout, axis=axes, keepdims=True)
    m2 = np.mean(dout * xhat, axis=axes, keepdims=True)
    return gamma * (dout - m1 - xhat * m2) / std, dgamma, dbeta
