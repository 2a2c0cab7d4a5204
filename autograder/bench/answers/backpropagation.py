# %% numerical_gradient · wrong · moves_whole_rows
# range(len(x)) and x[i] walk along the first axis only, so with two or more axes a whole row is
# turned at once, and each of its entries gets the sum of the slopes of the row. Right for vectors.
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros_like(x)
    for i in range(len(x)):
        up = x.copy()
        down = x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


# %% numerical_gradient · wrong · moves_one_array_to_and_fro
# Both names stand for the array x itself and not for copies, so h is added and taken away in the
# same place, f is called twice with the same numbers, and every slope is 0. (Rounding may leave x
# slightly changed.)
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        plus = x
        minus = x
        plus[place] += h
        minus[place] -= h
        grad[place] = (f(plus) - f(minus)) / (2 * h)
    return grad


# %% numerical_gradient · wrong · comes_back_flat
# f gets a flat vector instead of an array shaped like x, and the slopes come back flat too. Right
# for vectors.
def numerical_gradient(f, x, h=1e-5):
    flat = x.flatten()
    slopes = []
    for i in range(flat.size):
        old = flat[i]
        flat[i] = old + h
        f1 = f(flat)
        flat[i] = old - h
        f2 = f(flat)
        flat[i] = old
        slopes.append((f1 - f2) / (2 * h))
    return np.array(slopes)


# %% numerical_gradient · wrong · divides_one_side_by_two_steps
# After the step up only h is taken away instead of 2h, so the second call is at x itself. The
# difference over h is divided by 2h, and every slope is half of what it should be.
def numerical_gradient(f, x, h=1e-5):
    y = x.copy()
    grad = np.zeros_like(y)
    for idx in np.ndindex(y.shape):
        y[idx] += h
        above = f(y)
        y[idx] -= h
        below = f(y)
        grad[idx] = (above - below) / (2 * h)
    return grad


# %% numerical_gradient · right
# A stack of arrays that are h in one place and 0 elsewhere.
def numerical_gradient(f, x, h=1e-5):
    steps = (h * np.eye(x.size)).reshape((x.size,) + x.shape)
    slopes = [(f(x + s) - f(x - s)) / (h + h) for s in steps]
    return np.array(slopes, dtype=float).reshape(x.shape)


# %% relative_error · wrong · divides_once_for_all_places
# The largest difference is divided by the largest size, which may be in different places, instead
# of taking the largest of the fractions.
def relative_error(a, b):
    difference = np.max(np.abs(a - b))
    size = np.max(np.abs(a) + np.abs(b))
    return float(difference / max(1e-8, size))


# %% relative_error · wrong · compares_whole_arrays
# Python's max cannot compare a number with an array: a ValueError about the truth value of an
# array. Only arrays with one element work.
def relative_error(a, b):
    return float(np.max(np.abs(a - b) / max(1e-8, np.abs(a) + np.abs(b))))


# %% relative_error · wrong · forgets_the_size_of_the_difference
# The difference has no absolute value, so places where a is below b count as negative and lose
# against smaller errors.
def relative_error(a, b):
    scale = np.maximum(1e-8, np.abs(a) + np.abs(b))
    return float(np.max((a - b) / scale))


# %% relative_error · wrong · divides_by_the_larger
# The difference is divided by the larger of the two sizes instead of by their sum, so errors are
# up to twice as large as they should be.
def relative_error(a, b):
    worst = 0.0
    for p, q in zip(a.flatten(), b.flatten()):
        error = abs(p - q) / max(1e-8, abs(p), abs(q))
        if error > worst:
            worst = error
    return float(worst)


# %% Value · wrong · passes_on_unfinished_sums_again
# There is no order: every value hands its whole gradient on each time that something arrives, so a
# value that is used twice passes its first part on twice (12 instead of 9 in the diamond).
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        return Value(max(0.0, self.data), ((self, float(self.data > 0)),))

    def exp(self):
        e = np.exp(self.data)
        return Value(e, ((self, e),))

    def log(self):
        return Value(np.log(self.data), ((self, 1 / self.data),))

    def backward(self):
        self.grad = 1.0
        self.pass_on()

    def pass_on(self):
        for parent, slope in self.parents:
            parent.grad += self.grad * slope
            parent.pass_on()


# %% Value · wrong · exp_is_differentiated_like_a_power
# The derivative of exp follows the rule for powers, x·e^(x-1), instead of being e^x again. All else
# is right.
class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        slope = 1 if self.data > 0 else 0
        return Value(self.data * slope, (self,), (slope,))

    def exp(self):
        slope = self.data * np.exp(self.data - 1)
        return Value(np.exp(self.data), (self,), (slope,))

    def log(self):
        return Value(np.log(self.data), (self,), (1 / self.data,))

    def backward(self):
        order = []

        def visit(value):
            if value in order:
                return
            for parent in value.parents:
                visit(parent)
            order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in zip(value.parents, value.slopes):
                parent.grad += value.grad * slope


# %% Value · wrong · counts_the_same_operand_once
# The local slopes are kept in a dict with the values as keys, so where both inputs are the same
# value, as in x * x or x + x, one of the two slopes is lost.
class Value:
    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0
        self.slopes = {}

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        result = Value(self.data + other.data)
        result.slopes = {self: 1.0, other: 1.0}
        return result

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        result = Value(self.data * other.data)
        result.slopes = {self: other.data, other: self.data}
        return result

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        result = Value(self.data if self.data > 0 else 0.0)
        result.slopes = {self: 1.0 if self.data > 0 else 0.0}
        return result

    def exp(self):
        result = Value(np.exp(self.data))
        result.slopes = {self: result.data}
        return result

    def log(self):
        result = Value(np.log(self.data))
        result.slopes = {self: 1.0 / self.data}
        return result

    def backward(self):
        order, seen = [], set()

        def add(v):
            if v not in seen:
                seen.add(v)
                for parent in v.slopes:
                    add(parent)
                order.append(v)

        add(self)
        self.grad = 1.0
        for v in order[::-1]:
            for parent, slope in v.slopes.items():
                parent.grad += slope * v.grad


# %% Value · wrong · takes_the_nearest_values_first
# backward goes through the graph level by level from the end, and each value hands on when it is
# first reached, so a value that is also used further away passes on too little.
class Value:
    def __init__(self, data, made_from=[]):
        self.data = float(data)
        self.grad = 0.0
        self.made_from = made_from

    def __add__(self, other):
        if isinstance(other, (int, float)):
            other = Value(other)
        return Value(self.data + other.data, [(self, 1), (other, 1)])

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            other = Value(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        if self.data > 0:
            return Value(self.data, [(self, 1)])
        return Value(0, [(self, 0)])

    def exp(self):
        y = np.exp(self.data)
        return Value(y, [(self, y)])

    def log(self):
        return Value(np.log(self.data), [(self, 1 / self.data)])

    def backward(self):
        self.grad = 1.0
        queue = [self]
        done = []
        while queue:
            value = queue.pop(0)
            if value in done:
                continue
            done.append(value)
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad
                queue.append(parent)


# %% Value · wrong · knows_no_plain_numbers
# Plain numbers are not turned into Values: x + 1 and 2 * x raise an AttributeError, since an int
# has no data. With Values only all is right.
class Value:
    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0
        self._prev = []
        self._back = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data)
        out._prev = [self, other]

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out._back = back
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data)
        out._prev = [self, other]

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._back = back
        return out

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        out = Value(max(self.data, 0))
        out._prev = [self]

        def back():
            self.grad += (self.data > 0) * out.grad

        out._back = back
        return out

    def exp(self):
        out = Value(np.exp(self.data))
        out._prev = [self]

        def back():
            self.grad += out.data * out.grad

        out._back = back
        return out

    def log(self):
        out = Value(np.log(self.data))
        out._prev = [self]

        def back():
            self.grad += out.grad / self.data

        out._back = back
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for p in v._prev:
                    build(p)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._back()


# %% Value · right
# No recursion: it counts how often each value is used, and a value hands on when all of its users
# have done so.
class Value:
    def __init__(self, data, inputs=None):
        self.data = float(data)
        self.grad = 0.0
        self.inputs = inputs or []

    @staticmethod
    def _wrap(thing):
        return thing if isinstance(thing, Value) else Value(thing)

    def __add__(self, other):
        other = Value._wrap(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = Value._wrap(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__ = __add__
    __rmul__ = __mul__

    def relu(self):
        is_open = self.data > 0
        return Value(self.data if is_open else 0, [(self, 1.0 if is_open else 0.0)])

    def exp(self):
        result = Value(np.exp(self.data))
        result.inputs.append((self, result.data))
        return result

    def log(self):
        return Value(np.log(self.data), [(self, self.data**-1)])

    def backward(self):
        uses, todo = {id(self): 0}, [self]
        while todo:
            for value, _ in todo.pop().inputs:
                if id(value) not in uses:
                    uses[id(value)] = 0
                    todo.append(value)
                uses[id(value)] += 1
        self.grad = 1.0
        ready = [self]
        while ready:
            user = ready.pop()
            for value, slope in user.inputs:
                value.grad += slope * user.grad
                uses[id(value)] -= 1
                if uses[id(value)] == 0:
                    ready.append(value)


# %% affine_forward · wrong · squeezes_the_output
# squeeze removes all axes of length 1 from the result, so a batch of one example gives (M,), and a
# single output gives (N,).
def affine_forward(x, W, b):
    flat = x.reshape(x.shape[0], -1)
    out = flat @ W.T + b
    return np.squeeze(out)


# %% affine_forward · wrong
# The number of inputs is computed from exactly three axes, as for grey images: other shapes raise
# an IndexError (two axes) or a ValueError (colour images).
def affine_forward(x, W, b):
    N = x.shape[0]
    x = x.reshape(N, x.shape[1] * x.shape[2])
    return np.dot(x, W.T) + b


# %% affine_forward · wrong · reads_pixels_by_columns
# The batch is flattened by way of x.T, which reverses all axes, so each image is read with its
# first axis running fastest. Rows without further axes are right.
def affine_forward(x, W, b):
    columns = x.T.reshape(-1, len(x))
    return (W @ columns).T + b


# %% affine_backward · wrong · leaves_dx_flat
# dx stays flat, (N, D): it is not brought back to the shape of x where the examples are images.
def affine_backward(dout, x, W):
    x_flat = x.reshape(len(x), -1)
    dx = dout @ W
    dW = dout.T @ x_flat
    db = dout.sum(axis=0)
    return dx, dW, db


# %% affine_backward · wrong · keeps_an_axis_in_db
# db has the shape (1, M) instead of (M,), because keepdims is set in the sum.
def affine_backward(dout, x, W):
    N = x.shape[0]
    dx = np.dot(dout, W).reshape(x.shape)
    dW = np.dot(dout.T, x.reshape(N, -1))
    db = np.sum(dout, axis=0, keepdims=True)
    return dx, dW, db


# %% affine_backward · wrong · multiplies_sums_for_dW
# dW is the outer product of the sum of dout and the sum of x over the batch, instead of the sum of
# the outer products of the examples. Right for a batch of one.
def affine_backward(dout, x, W):
    flat = x.reshape(len(x), -1)
    db = dout.sum(axis=0)
    dW = np.outer(db, flat.sum(axis=0))
    dx = (dout @ W).reshape(x.shape)
    return dx, dW, db


# %% affine_backward · wrong · averages_dW_and_db
# dW and db are divided by N, the number of examples, although the 1/N of a mean is in dout already.
def affine_backward(dout, x, W):
    N = len(dout)
    rows = x.reshape(N, -1)
    dW = dout.T @ rows / N
    db = dout.sum(axis=0) / N
    dx = (dout @ W).reshape(x.shape)
    return dx, dW, db


# %% affine_backward · right
# Example by example.
def affine_backward(dout, x, W):
    dx = np.empty(x.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(W.shape[0])
    for n, g in enumerate(dout):
        db += g
        dW += g[:, None] * x[n].ravel()[None, :]
        dx[n] = np.sum(g[:, None] * W, axis=0).reshape(x[n].shape)
    return dx, dW, db


# %% relu_backward · wrong · applies_relu_to_x
# dout is multiplied by max(0, x), the value of the ReLU, instead of by its slope 0 or 1.
def relu_backward(dout, x):
    out = np.maximum(0, x)
    return dout * out


# %% relu_backward · wrong · writes_into_dout
# The gradient is set to 0 in dout itself, so the array of the caller is changed. What comes back is
# right.
def relu_backward(dout, x):
    dx = dout
    dx[x <= 0] = 0
    return dx


# %% relu_backward · wrong · stops_negative_gradients
# A ReLU is applied to the gradient as well, so negative gradients are stopped even where x is
# above 0.
def relu_backward(dout, x):
    mask = (x > 0).astype(float)
    return np.maximum(0, dout) * mask


# %% relu_backward · wrong · lets_zero_through
# The gate is open at 0 too: >= instead of >.
def relu_backward(dout, x):
    return np.where(x >= 0, dout, 0)


# %% sigmoid_backward · wrong · slope_in_terms_of_the_input
# The slope is written as x(1 - x), as if x were the output of the sigmoid and not what went in.
def sigmoid_backward(dout, x):
    return dout * x * (1 - x)


# %% sigmoid_backward · wrong · loses_the_brackets_of_the_slope
# Brackets are missing: dout·s·1 - s instead of dout·s·(1 - s).
def sigmoid_backward(dout, x):
    from scipy.special import expit

    s = expit(x)
    return dout * s * 1 - s


# %% sigmoid_backward · wrong · overflows_far_to_the_left
# e^-x / (1 + e^-x)² overflows for large negative x: inf / inf gives nan at -1000.
def sigmoid_backward(dout, x):
    e = np.exp(-x)
    return dout * e / (1 + e) ** 2


# %% sigmoid_backward · right
# By way of the hyperbolic cosine; where its square is infinite the slope becomes 0.
def sigmoid_backward(dout, x):
    with np.errstate(over="ignore"):
        return dout / (2 * np.cosh(x / 2)) ** 2


# %% two_layer_gradients · wrong · forgets_the_gate
# The ReLU is left out on the way back: the gradient of A is used for H as it is, so dW1 and db1 get
# contributions from hidden units that are closed.
def two_layer_gradients(X, y, W1, b1, W2, b2):
    N = len(X)
    H = X @ W1.T + b1
    A = np.maximum(0, H)
    scores = A @ W2.T + b2
    z = scores - scores.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = float(-log_p[np.arange(N), y].mean())
    d = np.exp(log_p)
    d[np.arange(N), y] -= 1
    d /= N
    dW2 = d.T @ A
    db2 = d.sum(axis=0)
    dH = d @ W2
    dW1 = dH.T @ X
    db1 = dH.sum(axis=0)
    return loss, dW1, db1, dW2, db2


# %% two_layer_gradients · wrong · returns_the_weights_before_the_biases
# The gradients come back in the order dW1, dW2, db1, db2 instead of dW1, db1, dW2, db2.
def two_layer_gradients(X, y, W1, b1, W2, b2):
    rows = np.arange(X.shape[0])
    hidden = np.maximum(X @ W1.T + b1, 0)
    scores = hidden @ W2.T + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(scores).sum(axis=1))
    loss = float(np.mean(log_sum - scores[rows, y]))
    dscores = np.exp(scores - log_sum[:, None])
    dscores[rows, y] -= 1
    dscores = dscores / len(rows)
    dW2, db2 = dscores.T @ hidden, dscores.sum(axis=0)
    dhidden = (dscores @ W2) * (hidden > 0)
    dW1, db1 = dhidden.T @ X, dhidden.sum(axis=0)
    return loss, dW1, dW2, db1, db2


# %% two_layer_gradients · wrong · feeds_dW2_what_came_before_relu
# dW2 is computed with H, the hidden numbers before the ReLU, instead of with A, those after it.
def two_layer_gradients(X, y, W1, b1, W2, b2):
    N = X.shape[0]
    H = np.dot(X, W1.T) + b1
    A = np.maximum(0, H)
    scores = np.dot(A, W2.T) + b2
    scores -= np.max(scores, axis=1, keepdims=True)
    p = np.exp(scores)
    total = np.sum(p, axis=1, keepdims=True)
    loss = float(np.mean(np.log(total[:, 0]) - scores[range(N), y]))
    p /= total
    p[range(N), y] -= 1
    p /= N
    dW2 = np.dot(p.T, H)
    db2 = np.sum(p, axis=0)
    dH = np.dot(p, W2)
    dH[H <= 0] = 0
    dW1 = np.dot(dH.T, X)
    db1 = np.sum(dH, axis=0)
    return loss, dW1, db1, dW2, db2


# %% two_layer_gradients · wrong · averages_the_gradients_only
# The loss is the sum over the batch instead of the mean; the gradients are those of the mean, as
# asked.
def two_layer_gradients(X, y, W1, b1, W2, b2):
    N, C = len(y), len(b2)
    H = X @ W1.T + b1
    A = H * (H > 0)
    S = A @ W2.T + b2
    loss = 0.0
    dS = np.zeros((N, C))
    for i in range(N):
        s = S[i] - S[i].max()
        log_total = np.log(np.exp(s).sum())
        loss += log_total - s[y[i]]
        dS[i] = np.exp(s - log_total)
        dS[i, y[i]] -= 1
    dS /= N
    dH = (dS @ W2) * (H > 0)
    return float(loss), dH.T @ X, dH.sum(axis=0), dS.T @ A, dS.sum(axis=0)


# %% two_layer_gradients · wrong · averages_db1
# Two mistakes. The probabilities are computed before the logarithm is taken, so for large scores
# the loss is infinite; and db1 is the mean over the batch instead of the sum.
def two_layer_gradients(X, y, W1, b1, W2, b2):
    N = len(X)
    H = X @ W1.T + b1
    A = np.maximum(0, H)
    scores = A @ W2.T + b2
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = float(np.mean(-np.log(p[np.arange(N), y])))
    dscores = (p - np.eye(len(b2))[y]) / N
    dW2 = dscores.T @ A
    db2 = dscores.sum(axis=0)
    dH = np.where(H > 0, dscores @ W2, 0)
    dW1 = dH.T @ X
    db1 = dH.mean(axis=0)
    return loss, dW1, db1, dW2, db2


# %% numerical_gradient · wrong · moves_whole_rows
# Walks over the first axis only: for arrays with more axes it shifts whole rows at once, and each
# row gets the sum of its slopes. Right for one axis.
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        plus = x.copy()
        plus[i] += h
        minus = x.copy()
        minus[i] -= h
        grad[i] = (f(plus) - f(minus)) / (2 * h)
    return grad


# %% numerical_gradient · wrong · adds_the_slopes_of_earlier_elements
# The two copies are made once, before the loop, and never restored: from the second entry on, all
# earlier entries are shifted too, so each slope includes those before it.
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros_like(x)
    up, down = x.copy(), x.copy()
    for place in np.ndindex(x.shape):
        up[place] += h
        down[place] -= h
        grad[place] = (f(up) - f(down)) / (2 * h)
    return grad


# %% numerical_gradient · right
# One shifted copy for each entry of the flat array, by rows of the identity matrix.
def numerical_gradient(f, x, h=1e-5):
    shifts = h * np.eye(x.size)
    slopes = []
    for shift in shifts:
        shift = shift.reshape(x.shape)
        slopes.append((f(x + shift) - f(x - shift)) / (2 * h))
    return np.array(slopes).reshape(x.shape)


# %% relative_error · wrong · divides_once_for_all_places
# Divides the largest difference by the largest size, which may belong to different places; a large
# relative error at small numbers is hidden by large numbers elsewhere.
def relative_error(a, b):
    difference = np.abs(a - b).max()
    size = (np.abs(a) + np.abs(b)).max()
    return float(difference / max(1e-8, size))


# %% relative_error · wrong · lets_signs_cancel
# The denominator is |a + b| instead of |a| + |b|: where the signs differ it is far too small, and
# the error can exceed 1.
def relative_error(a, b):
    bottom = np.maximum(1e-8, np.abs(a + b))
    return float(np.max(np.abs(a - b) / bottom))


# %% Value · wrong · counts_the_same_operand_once
# The parents and their local slopes are kept in a dict with the parent as key. In x + x and x * x
# both parents are the same object, so one entry is lost and x counts once instead of twice.
import math


class Value:
    def __init__(self, data, parents=None):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents if parents is not None else {}

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, {self: 1.0, other: 1.0})

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, {self: other.data, other: self.data})

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        return Value(max(0.0, self.data), {self: 1.0 if self.data > 0 else 0.0})

    def exp(self):
        e = math.exp(self.data)
        return Value(e, {self: e})

    def log(self):
        return Value(math.log(self.data), {self: 1 / self.data})

    def backward(self):
        order = []

        def visit(v):
            if v in order:
                return
            for p in v.parents:
                visit(p)
            order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for p, slope in v.parents.items():
                p.grad += slope * v.grad


# %% Value · wrong · takes_equal_numbers_for_one_value
# The set of visited values remembers their numbers (data) and not the objects: two different values
# with the same number count as one, and the second one never hands its gradient back.
class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        return Value(self.data if self.data > 0 else 0, (self,), (float(self.data > 0),))

    def exp(self):
        result = np.exp(self.data)
        return Value(result, (self,), (float(result),))

    def log(self):
        return Value(np.log(self.data), (self,), (1 / self.data,))

    def backward(self):
        order, visited = [], set()

        def build(value):
            if value.data not in visited:
                visited.add(value.data)
                for parent in value.parents:
                    build(parent)
                order.append(value)

        build(self)
        self.grad = 1.0
        for value in order[::-1]:
            for parent, slope in zip(value.parents, value.slopes):
                parent.grad += slope * value.grad


# %% Value · right
# No topological sort by depth-first search: it counts how many uses of each value still wait, and a
# value hands its gradient back when none is left.
import math


class Value:
    def __init__(self, data, made_from=()):
        self.data = float(data)
        self.grad = 0.0
        self.made_from = list(made_from)

    def __add__(self, other):
        if isinstance(other, Value):
            return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])
        return Value(self.data + other, [(self, 1.0)])

    def __mul__(self, other):
        if isinstance(other, Value):
            return Value(self.data * other.data, [(self, other.data), (other, self.data)])
        return Value(self.data * other, [(self, float(other))])

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        if self.data > 0:
            return Value(self.data, [(self, 1.0)])
        return Value(0.0, [(self, 0.0)])

    def exp(self):
        y = math.exp(self.data)
        return Value(y, [(self, y)])

    def log(self):
        return Value(math.log(self.data), [(self, 1.0 / self.data)])

    def backward(self):
        uses, seen, todo = {}, {id(self)}, [self]
        while todo:
            v = todo.pop()
            for parent, _ in v.made_from:
                uses[id(parent)] = uses.get(id(parent), 0) + 1
                if id(parent) not in seen:
                    seen.add(id(parent))
                    todo.append(parent)
        self.grad = 1.0
        ready = [self]
        while ready:
            v = ready.pop()
            for parent, slope in v.made_from:
                parent.grad += v.grad * slope
                uses[id(parent)] -= 1
                if uses[id(parent)] == 0:
                    ready.append(parent)


# %% affine_forward · wrong · reads_pixels_by_columns
# x.T reverses all axes, so images of (N, H, W) are read column by column instead of row by row.
# Right for examples that are vectors.
def affine_forward(x, W, b):
    columns = x.T.reshape(W.shape[1], x.shape[0])
    return (W @ columns).T + b


# %% affine_forward · wrong
# np.squeeze removes the batch axis of a batch of one, so its rows are taken for examples: it
# crashes or gives a result of another shape.
def affine_forward(x, W, b):
    x = np.squeeze(x)
    x = x.reshape(x.shape[0], -1)
    return np.dot(x, W.T) + b


# %% affine_backward · wrong · keeps_an_axis_in_db
# db is summed with keepdims=True, so it is (1, M) instead of (M,).
def affine_backward(dout, x, W):
    flat = x.reshape(len(x), -1)
    dW = dout.T @ flat
    db = dout.sum(axis=0, keepdims=True)
    dx = (dout @ W).reshape(x.shape)
    return dx, dW, db


# %% affine_backward · wrong
# Assigning to x.shape flattens the caller's own array, and afterwards the shape of the images is
# lost: dx is (N, D) instead of shaped like x.
def affine_backward(dout, x, W):
    N = x.shape[0]
    x.shape = (N, W.shape[1])
    dx = np.dot(dout, W).reshape(x.shape)
    dW = np.dot(dout.T, x)
    db = np.sum(dout, axis=0)
    return dx, dW, db


# %% relu_backward · wrong · turns_what_should_stop
# Multiplies by the sign of x, which is -1 below 0: there the gradient passes with its sign turned,
# instead of being stopped.
def relu_backward(dout, x):
    return dout * np.sign(x)


# %% relu_backward · wrong · leaves_the_closed_gates_out
# Picks the entries with x above 0 by a mask, which gives a shorter list of one axis without the
# zeros, instead of an array of the shape of x.
def relu_backward(dout, x):
    gate = x > 0
    return dout[gate]


# %% sigmoid_backward · wrong · slope_in_terms_of_the_input
# Takes x for the output of the sigmoid: x · (1 - x) without applying the sigmoid first.
def sigmoid_backward(dout, x):
    return dout * x * (1 - x)


# %% sigmoid_backward · right
# The slope as 1 / (4 cosh²(x / 2)), where an overflow just makes the slope 0.
def sigmoid_backward(dout, x):
    with np.errstate(over="ignore"):
        return dout * 0.25 / np.cosh(np.asarray(x) / 2) ** 2


# %% two_layer_gradients · wrong · feeds_dW2_what_came_before_relu
# dW2 is computed with H, the numbers before the bend, instead of A, those after it.
def two_layer_gradients(X, y, W1, b1, W2, b2):
    N = len(X)
    H = X @ W1.T + b1
    A = np.maximum(0, H)
    scores = A @ W2.T + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    logp = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(N), y].mean()
    d = np.exp(logp)
    d[np.arange(N), y] -= 1
    d /= N
    dW2 = d.T @ H
    db2 = d.sum(axis=0)
    dH = (d @ W2) * (H > 0)
    return float(loss), dH.T @ X, dH.sum(axis=0), dW2, db2


# %% two_layer_gradients · wrong · forgets_the_gate_in_db1
# db1 is summed from the gradient of A, before ReLU has stopped anything; only dW1 uses the gradient
# behind the gates.
def two_layer_gradients(X, y, W1, b1, W2, b2):
    N = X.shape[0]
    hidden = X.dot(W1.T) + b1
    active = np.where(hidden > 0, hidden, 0)
    scores = active.dot(W2.T) + b2
    top = scores.max(axis=1)
    log_sum = top + np.log(np.sum(np.exp(scores - top[:, None]), axis=1))
    loss = float(np.mean(log_sum - scores[range(N), y]))
    probs = np.exp(scores - log_sum[:, None])
    dscores = (probs - np.eye(len(b2))[y]) / N
    dW2 = dscores.T.dot(active)
    db2 = dscores.sum(axis=0)
    dactive = dscores.dot(W2)
    db1 = dactive.sum(axis=0)
    dhidden = dactive.copy()
    dhidden[hidden <= 0] = 0
    dW1 = dhidden.T.dot(X)
    return loss, dW1, db1, dW2, db2
