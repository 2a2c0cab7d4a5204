# %% sgd_step · wrong · writes_into_w
# w -= changes the array of the caller instead of making a new one.
def sgd_step(w, dw, rate):
    w -= rate * dw
    return w


# %% sgd_step · wrong · returns_the_step_only
# Only the step is returned, -rate·dw, and not the new weights.
def sgd_step(w, dw, rate):
    step = -rate * dw
    return step


# %% sgd_step · wrong · averages_over_the_weights
# The gradient is divided by the number of weights along the first axis, which makes the step too
# short (and a single number raises a TypeError).
def sgd_step(w, dw, rate):
    return w - rate * dw / len(w)


# %% gradient_descent · wrong · walks_off_with_the_start
# x -= changes one and the same array, and the path holds that array steps + 1 times, so every row
# is the last point. start is changed as well (and a start of whole numbers raises a TypeError).
def gradient_descent(A, b, start, rate, steps):
    x = start
    path = [x]
    for _ in range(steps):
        x -= rate * (A @ x - b)
        path.append(x)
    return np.array(path)


# %% gradient_descent · wrong · keeps_the_half
# The one half of the height was carried over to the gradient: ½ A x - b instead of A x - b.
def gradient_descent(A, b, start, rate, steps):
    path = np.zeros((steps + 1, len(start)))
    path[0] = start
    for t in range(steps):
        grad = 0.5 * A @ path[t] - b
        path[t + 1] = path[t] - rate * grad
    return path


# %% gradient_descent · wrong · moves_one_coordinate_after_the_other
# The coordinates are changed one after the other in the same array, so the slope of the second is
# computed at a place where the first has moved already.
def gradient_descent(A, b, start, rate, steps):
    x = np.array(start, dtype=float)
    path = [x.copy()]
    for _ in range(steps):
        for i in range(len(x)):
            x[i] = x[i] - rate * (A[i] @ x - b[i])
        path.append(x.copy())
    return np.array(path)


# %% gradient_descent · wrong · cuts_the_points_to_whole_numbers
# The path has the number type of start, so from a start of whole numbers every point is cut off to
# whole numbers. Right for floats.
def gradient_descent(A, b, start, rate, steps):
    path = np.empty((steps + 1, start.size), dtype=start.dtype)
    path[0] = start
    for k in range(1, steps + 1):
        last = path[k - 1]
        path[k] = last - rate * (np.dot(A, last) - b)
    return path


# %% gradient_descent · right
# A step is a single matrix, since a 1 is appended to the point.
def gradient_descent(A, b, start, rate, steps):
    d = len(start)
    M = np.eye(d + 1)
    M[:d, :d] -= rate * np.asarray(A)
    M[:d, d] = rate * np.asarray(b)
    points = [np.append(start, 1.0)]
    while len(points) <= steps:
        points.append(M @ points[-1])
    return np.vstack(points)[:, :d]


# %% largest_stable_rate · wrong · reads_the_diagonal
# The numbers on the diagonal are taken for the curvatures, which is right only if A is a diagonal
# matrix; the largest eigenvalue is larger otherwise.
def largest_stable_rate(A):
    return float(2 / np.max(np.diag(A)))


# %% largest_stable_rate · wrong · takes_the_fastest_rate
# 2 / (smallest + largest eigenvalue) is the rate that converges fastest, not the largest one that
# converges.
def largest_stable_rate(A):
    eigenvalues = np.linalg.eigvalsh(A)
    return float(2 / (eigenvalues[0] + eigenvalues[-1]))


# %% largest_stable_rate · wrong · measures_all_elements
# np.linalg.norm is the root of the sum of all squares, not the largest eigenvalue, so the rate is
# too small unless d is 1.
def largest_stable_rate(A):
    curvature = np.linalg.norm(A)
    return float(2.0 / curvature)


# %% minibatches · wrong · adds_an_empty_batch
# n // size + 1 batches are made, which is one too many where n is a multiple of size: the last
# batch is empty.
def minibatches(n, size, rng):
    order = rng.permutation(n)
    batches = []
    for i in range(n // size + 1):
        batches.append(order[i * size : (i + 1) * size])
    return batches


# %% minibatches · wrong · spreads_the_rest
# np.array_split makes batches of about equal size (7 in batches of 3 gives 3, 2, 2) instead of full
# ones and a smaller rest (3, 3, 1).
def minibatches(n, size, rng):
    number = -(-n // size)
    return np.array_split(rng.permutation(n), number)


# %% minibatches · wrong · draws_every_batch_from_all
# Each batch is drawn anew from all n numbers, so within an epoch some numbers are in several
# batches and others in none.
def minibatches(n, size, rng):
    batches = []
    left = n
    while left > 0:
        k = min(size, left)
        batches.append(rng.choice(n, size=k, replace=False))
        left -= k
    return batches


# %% minibatches · wrong · draws_from_another_source
# The shuffling comes from np.random and not from rng, so the same seed does not give the same
# batches.
def minibatches(n, size, rng):
    idx = np.arange(n)
    np.random.shuffle(idx)
    return [idx[i : i + size] for i in range(0, n, size)]


# %% minibatches · right
# Shuffles by sorting random numbers, and cuts pieces off the front.
def minibatches(n, size, rng):
    order = np.argsort(rng.random(n))
    batches = []
    while len(order):
        head, order = order[:size], order[size:]
        batches.append(head)
    return batches


# %% momentum_step · wrong · leaves_the_rate_out_of_the_velocity
# The convention of PyTorch: the velocity collects the gradients without rate and sign, and the
# rate is applied when w moves. From velocity 0 w is right, but the velocity that comes back is not.
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    velocity = momentum * velocity + dw
    w = w - rate * velocity
    return w, velocity


# %% momentum_step · wrong · looks_ahead
# Nesterov's momentum: w moves by momentum times the new velocity and once more by the gradient,
# instead of by the new velocity. The velocity is right.
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    v = momentum * velocity - rate * dw
    return w + momentum * v - rate * dw, v


# %% momentum_step · wrong · changes_the_velocity_in_place
# The velocity is changed in place by *= and -=, so the array of the caller is overwritten. The
# returned numbers are right.
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    velocity *= momentum
    velocity -= rate * dw
    return w + velocity, velocity


# %% rmsprop_step · wrong · rmsprop_puts_epsilon_under_the_root
# epsilon is added under the root instead of after it.
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    square = decay * square + (1 - decay) * dw**2
    w = w - rate * dw / np.sqrt(square + epsilon)
    return w, square


# %% rmsprop_step · wrong · rmsprop_loses_the_brackets
# Brackets are missing around 1 - decay: it computes decay·square + 1 - decay·dw², which may even be
# negative.
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    square = decay * square + 1 - decay * dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


# %% rmsprop_step · wrong · rmsprop_steps_with_the_old_square
# w is updated before square, so the step is divided by the root of the old mean; from square = 0 it
# is divided by epsilon alone.
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    w = w - rate * dw / (np.sqrt(square) + epsilon)
    square = decay * square + (1 - decay) * np.square(dw)
    return w, square


# %% rmsprop_step · right
# The mean as a step towards the new square.
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    square = square + (1 - decay) * (np.square(dw) - square)
    scale = rate / (square**0.5 + epsilon)
    return w + np.negative(scale * dw), square


# %% adadelta_step · wrong · adadelta_adds_epsilon_after_the_roots
# epsilon is added after both roots instead of under them.
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    square = decay * square + (1 - decay) * dw**2
    step = -(np.sqrt(delta) + epsilon) / (np.sqrt(square) + epsilon) * dw
    delta = decay * delta + (1 - decay) * step**2
    return w + step, square, delta


# %% adadelta_step · wrong · adadelta_goes_uphill
# The step is negative already and is subtracted from w, so w moves uphill. square and delta are
# right.
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    square = decay * square + (1 - decay) * dw * dw
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    delta = decay * delta + (1 - decay) * step * step
    w = w - step
    return w, square, delta


# %% adadelta_step · wrong · adadelta_keeps_gradients_in_delta
# delta is the running mean of the squared gradient instead of that of the squared step. w and
# square are right in this step.
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    new_square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt((delta + epsilon) / (new_square + epsilon)) * dw
    new_delta = decay * delta + (1 - decay) * dw**2
    return w + step, new_square, new_delta


# %% adam_step · wrong · adam_stores_the_corrected_means
# m and v are returned after the division by 1 - betaᵗ instead of before it. w is right.
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    w = w - rate * m / (np.sqrt(v) + epsilon)
    return w, m, v


# %% adam_step · wrong · adam_multiplies_beta_by_t
# In the corrections beta is multiplied by t instead of raised to the power t. Right for t = 1 only.
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1 * t)
    v_hat = v / (1 - beta2 * t)
    w = w - rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return w, m, v


# %% adam_step · wrong · adam_squares_the_mean
# v is the running mean of m² instead of that of dw².
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * m**2
    mhat = m / (1 - beta1**t)
    vhat = v / (1 - beta2**t)
    return w - rate * mhat / (np.sqrt(vhat) + epsilon), m, v


# %% adam_step · wrong · adam_corrects_v_with_beta1
# v is corrected with beta1 instead of beta2 (1 - beta1ᵗ in both places).
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw * dw
    correction = 1 - beta1**t
    step = rate * (m / correction) / (np.sqrt(v / correction) + epsilon)
    return w - step, m, v


# %% adam_step · right
# Both corrections are put into the rate and into epsilon.
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    root = float(np.sqrt(1 - beta2**t))
    rate_t = rate * root / (1 - beta1**t)
    return w - rate_t * m / (np.sqrt(v) + epsilon * root), m, v


# %% train_two_layer · wrong · starts_all_hidden_units_alike
# All weights start at 0, so the hidden units give 0, no gradient reaches W1 or W2, and only b2 is
# learned: every example gets the same class.
def train_two_layer(X, y, hidden, rng):
    from helpers import networks

    C = y.max() + 1
    weights = [
        np.zeros((hidden, X.shape[1])),
        np.zeros(hidden),
        np.zeros((C, hidden)),
        np.zeros(C),
    ]
    for epoch in range(30):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start : start + 32]
            _, grads = networks.loss_and_gradients(X[batch], y[batch], *weights)
            for i in range(4):
                weights[i] = weights[i] - 0.1 * grads[i]
    return tuple(weights)


# %% train_two_layer · wrong · always_makes_ten_classes
# The number of classes is always 10, so with fewer classes W2 and b2 have too many rows (and with
# more a label is out of range).
def train_two_layer(X, y, hidden, rng):
    from helpers import networks

    D = X.shape[1]
    W1 = rng.normal(size=(hidden, D)) * np.sqrt(2 / D)
    b1 = np.zeros(hidden)
    W2 = rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)
    b2 = np.zeros(10)
    velocity = [np.zeros_like(a) for a in (W1, b1, W2, b2)]
    for epoch in range(40):
        order = rng.permutation(len(X))
        for i in range(0, len(X), 32):
            rows = order[i : i + 32]
            _, grads = networks.loss_and_gradients(X[rows], y[rows], W1, b1, W2, b2)
            velocity = [0.9 * v - 0.05 * g for v, g in zip(velocity, grads)]
            W1, b1, W2, b2 = [w + v for w, v in zip((W1, b1, W2, b2), velocity)]
    return W1, b1, W2, b2


# %% train_two_layer · right
# Adam with its own gradients, the whole training set in each step.
def train_two_layer(X, y, hidden, rng):
    N, D = X.shape
    C = int(y.max()) + 1
    X1 = np.hstack([X, np.ones((N, 1))])
    targets = np.eye(C)[y]
    V1 = np.hstack([rng.standard_normal((hidden, D)) * (2 / D) ** 0.5, np.zeros((hidden, 1))])
    V2 = np.hstack([rng.standard_normal((C, hidden)) / hidden**0.5, np.zeros((C, 1))])
    params = [V1, V2]
    m = [np.zeros_like(p) for p in params]
    v = [np.zeros_like(p) for p in params]
    for t in range(1, 301):
        A = np.maximum(X1 @ params[0].T, 0)
        A1 = np.hstack([A, np.ones((N, 1))])
        s = A1 @ params[1].T
        s -= s.max(axis=1, keepdims=True)
        p = np.exp(s)
        g = (p / p.sum(axis=1, keepdims=True) - targets) / N
        dA = (g @ params[1])[:, :-1] * (A > 0)
        for i, dw in enumerate((dA.T @ X1, g.T @ A1)):
            m[i] = 0.9 * m[i] + 0.1 * dw
            v[i] = 0.999 * v[i] + 0.001 * dw**2
            step = m[i] / (1 - 0.9**t) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
            params[i] = params[i] - 0.02 * step
    V1, V2 = params
    return V1[:, :-1].copy(), V1[:, -1].copy(), V2[:, :-1].copy(), V2[:, -1].copy()


# %% sgd_step · wrong · makes_the_gradient_one_long
# The gradient is divided by its length first, so every step is exactly rate long however steep the
# slope is (and a gradient of 0 gives nan).
def sgd_step(w, dw, rate):
    direction = dw / np.linalg.norm(dw)
    return w - rate * direction


# %% gradient_descent · wrong
# The loop runs from 1 to steps - 1, one step too few: the last row of the path is never filled and
# stays 0.
def gradient_descent(A, b, start, rate, steps):
    path = np.zeros((steps + 1, len(start)))
    path[0] = start
    for k in range(1, steps):
        gradient = A @ path[k - 1] - b
        path[k] = path[k - 1] - rate * gradient
    return path


# %% gradient_descent · wrong · writes_every_point_over_the_last
# The same array is appended each time and then changed in place, so all rows of the path are the
# last point.
def gradient_descent(A, b, start, rate, steps):
    x = np.array(start, dtype=float)
    path = [x]
    for _ in range(steps):
        x -= rate * (A @ x - b)
        path.append(x)
    return np.array(path)


# %% gradient_descent · right
# Works with the distance from the bottom, which each step multiplies by I - rate · A.
def gradient_descent(A, b, start, rate, steps):
    bottom = np.linalg.solve(A, b) if np.linalg.matrix_rank(A) == len(A) else None
    points = [np.asarray(start, float)]
    shrink = np.eye(len(A)) - rate * np.asarray(A, float)
    while len(points) <= steps:
        if bottom is None:
            points.append(shrink @ points[-1] + rate * np.asarray(b, float))
        else:
            points.append(bottom + shrink @ (points[-1] - bottom))
    return np.stack(points)


# %% largest_stable_rate · wrong · reads_the_diagonal
# Uses the largest entry of A as its largest curvature. That is right for diagonal matrices only;
# otherwise the largest eigenvalue is larger.
def largest_stable_rate(A):
    return float(2 / np.max(A))


# %% largest_stable_rate · wrong · takes_the_fastest_rate
# 2 / (smallest + largest eigenvalue) is the rate with the fastest convergence, not the edge, which
# is 2 / largest.
def largest_stable_rate(A):
    curvatures = np.linalg.eigvalsh(A)
    return float(2 / (curvatures[0] + curvatures[-1]))


# %% largest_stable_rate · right
# For a symmetric matrix with positive eigenvalues the spectral norm is the largest of them.
def largest_stable_rate(A):
    return 2.0 / float(np.linalg.norm(A, ord=2))


# %% minibatches · wrong · makes_larger_batches
# array_split makes n // size parts of nearly equal length. Where n leaves a rest, the first batches
# are larger than size instead of the last one smaller; for n < size it asks for 0 parts.
def minibatches(n, size, rng):
    order = rng.permutation(n)
    return np.array_split(order, n // size)


# %% minibatches · wrong · adds_an_empty_batch
# Always makes n // size + 1 batches: where n is a multiple of size, the last one is empty.
def minibatches(n, size, rng):
    shuffled = rng.permutation(n)
    batches = []
    for k in range(n // size + 1):
        batches.append(shuffled[k * size : (k + 1) * size])
    return batches


# %% momentum_step · wrong · looks_ahead
# Nesterov's variant: w moves by momentum · new velocity - rate · dw instead of by the new velocity
# itself. The velocity that comes back is right.
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    velocity = momentum * velocity - rate * dw
    w = w + momentum * velocity - rate * dw
    return w, velocity


# %% momentum_step · wrong · averages_the_gradients
# The push of the gradient is weighted by 1 - momentum, as in a running mean, so it is ten times too
# weak at the default.
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    v = momentum * velocity - (1 - momentum) * rate * dw
    return w + v, v


# %% rmsprop_step · wrong
# The share of the new square is written as 0.01, which is 1 - decay for the default decay only.
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    square = decay * square + 0.01 * dw * dw
    w = w - rate * dw / (np.sqrt(square) + epsilon)
    return w, square


# %% rmsprop_step · wrong · rmsprop_returns_the_root
# The new square is replaced by its root before it is returned, so the memory of the next step is
# the root mean square. The new w is right.
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    s = decay * square + (1 - decay) * dw**2
    s = np.sqrt(s)
    return w - rate * dw / (s + epsilon), s


# %% adadelta_step · wrong · adadelta_adds_epsilon_to_the_fraction
# A bracket stands wrong: under the root is (delta + epsilon) / square + epsilon, so the second
# epsilon is not added to square (and square = 0 divides by 0).
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt((delta + epsilon) / square + epsilon) * dw
    delta = decay * delta + (1 - decay) * step**2
    return w + step, square, delta


# %% adadelta_step · wrong · adadelta_changes_w
# new is the same array as w, not a copy. += changes the caller's w, and new - w is then 0, so delta
# never gets a squared step.
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    square = decay * square + (1 - decay) * dw**2
    new = w
    new += -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    step = new - w
    delta = decay * delta + (1 - decay) * step**2
    return new, square, delta


# %% adam_step · wrong · adam_counts_one_too_many
# Takes t as counting from 0: the corrections use beta ** (t + 1), so they are too weak at the first
# steps.
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2 ** (t + 1))
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


# %% adam_step · wrong · adam_adds_epsilon_before_the_correction
# Both corrections are put into the rate, as in the paper's faster form, so epsilon is added to the
# root of the uncorrected v: it weighs more than it should in the first steps.
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m_new = beta1 * m + (1 - beta1) * dw
    v_new = beta2 * v + (1 - beta2) * dw * dw
    rate_t = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate_t * m_new / (np.sqrt(v_new) + epsilon), m_new, v_new


# %% adam_step · right
# Moves m and v by a share of their distance to the new values, in an own helper.
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    def toward(old, new, beta):
        mean = old + (1 - beta) * (new - old)
        return mean, mean / (1 - np.power(beta, float(t)))

    m, m_corrected = toward(m, dw, beta1)
    v, v_corrected = toward(v, np.square(dw), beta2)
    return w + (-rate) * m_corrected / (epsilon + v_corrected**0.5), m, v


# %% train_two_layer · wrong · draws_from_another_generator
# The weights and the order are drawn from NumPy's global generator; rng is not used, so the same
# seed does not give the same network.
def train_two_layer(X, y, hidden, rng):
    N, D = X.shape
    C = y.max() + 1
    W1 = np.random.randn(hidden, D) * np.sqrt(2 / D)
    b1 = np.zeros(hidden)
    W2 = np.random.randn(C, hidden) * np.sqrt(2 / hidden)
    b2 = np.zeros(C)
    for epoch in range(40):
        order = np.random.permutation(N)
        for start in range(0, N, 32):
            rows = order[start : start + 32]
            H = X[rows] @ W1.T + b1
            A = np.maximum(0, H)
            s = A @ W2.T + b2
            p = np.exp(s - s.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            p[np.arange(len(rows)), y[rows]] -= 1
            p /= len(rows)
            dH = (p @ W2) * (H > 0)
            W2 = W2 - 0.2 * p.T @ A
            b2 = b2 - 0.2 * p.sum(axis=0)
            W1 = W1 - 0.2 * dH.T @ X[rows]
            b1 = b1 - 0.2 * dH.sum(axis=0)
    return W1, b1, W2, b2


# %% train_two_layer · wrong · returns_weights_as_in_by_out
# Trains well, but keeps the weights as (D, H) and (H, C), to write X @ W1, and returns them so
# instead of (H, D) and (C, H).
def train_two_layer(X, y, hidden, rng):
    N, D = X.shape
    C = int(y.max()) + 1
    W1 = rng.normal(0, np.sqrt(2 / D), (D, hidden))
    W2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, C))
    b1, b2 = np.zeros(hidden), np.zeros(C)
    for epoch in range(30):
        order = rng.permutation(N)
        for k in range(0, N, 20):
            batch = order[k : k + 20]
            x = X[batch]
            h = np.maximum(0, x @ W1 + b1)
            s = h @ W2 + b2
            g = np.exp(s - s.max(axis=1, keepdims=True))
            g = g / g.sum(axis=1, keepdims=True) - np.eye(C)[y[batch]]
            g = g / len(batch)
            dh = (g @ W2.T) * (h > 0)
            W2 -= 0.2 * h.T @ g
            b2 -= 0.2 * g.sum(axis=0)
            W1 -= 0.2 * x.T @ dh
            b1 -= 0.2 * dh.sum(axis=0)
    return W1, b1, W2, b2
