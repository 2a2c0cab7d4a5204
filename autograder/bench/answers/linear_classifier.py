# %% flatten_images · wrong
# The length of a vector is computed as H·W, without the channels, so colour images come back as
# 3N rows of H·W numbers, and batches of vectors raise an IndexError. Grey images are right.
def flatten_images(images):
    return images.reshape(-1, images.shape[1] * images.shape[2])


# %% flatten_images · wrong · first_axis_runs_fastest
# Every image is transposed before it is flattened, so the first axis runs fastest instead of the
# last: a grey image is read column by column.
def flatten_images(images):
    return np.array([image.T.ravel() for image in images])


# %% flatten_images · wrong
# squeeze removes axes of length 1, so a batch of one image loses its first axis and the rows of
# the image become rows of the result: (H, W) instead of (1, H·W).
def flatten_images(images):
    images = np.squeeze(images)
    return images.reshape(images.shape[0], -1)


# %% flatten_images · right
# Copies row by row into an empty array of the right type.
def flatten_images(images):
    n = images.shape[0]
    out = np.empty((n, images.size // n), images.dtype)
    for i in range(n):
        for d, value in enumerate(images[i].flat):
            out[i, d] = value
    return out


# %% linear_scores · wrong · adds_the_bias_at_every_number
# The bias is added inside the innermost loop, once for every number of the image, so each score
# contains D times its bias.
def linear_scores(X, W, b):
    N, D = X.shape
    C = W.shape[0]
    scores = np.zeros((N, C))
    for n in range(N):
        for c in range(C):
            for d in range(D):
                scores[n, c] += X[n, d] * W[c, d] + b[c]
    return scores


# %% linear_scores · wrong · scores_in_columns
# The scores are right but transposed: (C, N), a row for each class instead of a row for each
# image.
def linear_scores(X, W, b):
    scores = W @ X.T
    scores = scores + b[:, np.newaxis]
    return scores


# %% linear_scores · wrong · adds_the_bias_down_the_column
# The bias is made a column, so it is added to each row of the result (image) instead of to each
# column (class): an error from broadcasting unless N equals C (or one of them is 1).
def linear_scores(X, W, b):
    return X @ W.T + b.reshape(-1, 1)


# %% append_bias · wrong · adds_a_row_of_ones
# A row of ones is stacked below X instead of a column at its right: (N + 1, D).
def append_bias(X):
    ones = np.ones((1, X.shape[1]))
    return np.vstack([X, ones])


# %% append_bias · wrong · joins_a_flat_array_of_ones
# The ones are a vector of one axis, (N,), which hstack cannot join with a matrix: a ValueError
# about the number of dimensions.
def append_bias(X):
    ones = np.ones(len(X))
    return np.hstack([X, ones])


# %% append_bias · wrong · a_column_of_zeros
# Unfinished: the new array starts as zeros and X is copied into it, but the last column is never
# set to 1 and stays 0.
def append_bias(X):
    N, D = X.shape
    new = np.zeros((N, D + 1))
    new[:, :D] = X
    return new


# %% append_bias · right
# np.pad with a constant on one side of one axis.
def append_bias(X):
    return np.pad(X, [(0, 0), (0, 1)], mode="constant", constant_values=1)


# %% accuracy · wrong · counts_every_tie_as_right
# A row counts as right whenever the right class reaches the highest score, also when an earlier
# class has the same score; of equal scores only the first should count.
def accuracy(scores, y):
    right_scores = scores[np.arange(len(y)), y]
    return float(np.mean(right_scores == scores.max(axis=1)))


# %% accuracy · wrong · takes_no_score_below_zero
# The search for the best class starts with a best score of 0, so in a row without a score above 0
# class 0 is always the answer.
def accuracy(scores, y):
    correct = 0
    for row, label in zip(scores, y):
        best_score = 0
        best_class = 0
        for c in range(len(row)):
            if row[c] > best_score:
                best_score = row[c]
                best_class = c
        if best_class == label:
            correct += 1
    return correct / len(y)


# %% accuracy · wrong · never_counts_the_last_row
# The loop ends one row early, so the last row never counts as right, but the division is by all
# N rows.
def accuracy(scores, y):
    n_right = 0
    for i in range(len(y) - 1):
        if np.argmax(scores[i]) == y[i]:
            n_right = n_right + 1
    return n_right / len(y)


# %% accuracy · wrong · best_row_of_each_class
# argmax runs along axis 0 and gives the best image of each class, C numbers, instead of the best
# class of each image: an error from comparing different shapes, or a wrong share if N equals C.
def accuracy(scores, y):
    predictions = np.argmax(scores, axis=0)
    return float(np.mean(predictions == y))


# %% softmax · wrong · shifts_by_the_largest_of_all
# The largest score of the whole batch is subtracted instead of that of each row, so in a row that
# lies far below it all powers are 0 and 0/0 gives nan.
def softmax(scores):
    shifted = scores - np.max(scores)
    e = np.exp(shifted)
    return e / e.sum(axis=1, keepdims=True)


# %% softmax · wrong · clips_the_scores
# Overflow is avoided by cutting the scores off at -500 and 500, so scores beyond become equal:
# 1000 and 800 get the same probability.
def softmax(scores):
    safe = np.clip(scores, -500, 500)
    e = np.exp(safe)
    return e / np.sum(e, axis=1, keepdims=True)


# %% softmax · wrong · softmax_of_each_column
# The maximum and the sum are taken along axis 0, so the columns add up to 1 and not the rows.
def softmax(scores):
    m = scores.max(axis=0, keepdims=True)
    powers = np.exp(scores - m)
    return powers / powers.sum(axis=0, keepdims=True)


# %% softmax · wrong · shifts_below_the_line_only
# The largest score is subtracted in the sum below but not in the power above, so the rows do not
# add up to 1, and a score of 1000 gives inf.
def softmax(scores):
    largest = scores.max(axis=1, keepdims=True)
    total = np.sum(np.exp(scores - largest), axis=1, keepdims=True)
    return np.exp(scores) / total


# %% softmax · right
# One over the sum of the powers of all differences; a power that is infinite gives 0.
def softmax(scores):
    differences = scores[:, None, :] - scores[:, :, None]
    with np.errstate(over="ignore"):
        return 1 / np.exp(differences).sum(axis=2)


# %% cross_entropy · wrong · stops_at_27_6
# A small number is added to the probabilities so that the logarithm stays finite, but that
# limits the loss of a picture to about 27.6, where the true value may be 2000.
def cross_entropy(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    losses = []
    for i in range(len(y)):
        losses.append(-np.log(p[i, y[i]] + 1e-12))
    return float(np.mean(losses))


# %% cross_entropy · wrong · pairs_every_row_with_every_label
# log_p[:, y] takes the columns of all right classes from every row, an (N, N) array, instead of
# one number a row, so each picture is also charged for the right classes of the others.
def cross_entropy(scores, y):
    s = scores - np.max(scores, axis=1, keepdims=True)
    log_p = s - np.log(np.sum(np.exp(s), axis=1, keepdims=True))
    return float(-np.mean(log_p[:, y]))


# %% cross_entropy · wrong · shifts_only_the_sum
# The largest score is subtracted within the logarithm of the sum but not from the score of the
# right class, so the loss of each row is too small by its largest score.
def cross_entropy(scores, y):
    n = len(y)
    largest = scores.max(axis=1)
    log_sum = np.log(np.exp(scores - largest[:, None]).sum(axis=1))
    return float(np.mean(log_sum - scores[np.arange(n), y]))


# %% cross_entropy · wrong · takes_the_logarithm_of_the_mean
# Two mistakes. It is the logarithm of the mean probability instead of the mean of the logarithms;
# and the probabilities are computed first, so where all of them are 0 the loss is infinite.
def cross_entropy(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    right = p[np.arange(len(y)), y]
    return float(-np.log(right.mean()))


# %% cross_entropy_gradient · wrong · takes_one_off_whole_columns
# p[:, y] -= 1 subtracts 1 in every row at the columns of all right classes, instead of in each
# row at its own right class only.
def cross_entropy_gradient(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[:, y] -= 1
    return p / len(y)


# %% cross_entropy_gradient · wrong · divides_only_the_probabilities
# Only the probabilities are divided by N; the 1 at the right class is subtracted afterwards and
# is not divided. Right only for a batch of one.
def cross_entropy_gradient(scores, y):
    N = scores.shape[0]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    grad = e / e.sum(axis=1, keepdims=True) / N
    grad[np.arange(N), y] -= 1
    return grad


# %% cross_entropy_gradient · wrong
# The one-hot rows always have ten entries, so any number of classes other than 10 raises a
# ValueError from broadcasting.
def cross_entropy_gradient(scores, y):
    one_hot = np.eye(10)[y]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return (p - one_hot) / len(scores)


# %% cross_entropy_gradient · right
# Log-probabilities first, and a one-hot array from a comparison.
def cross_entropy_gradient(scores, y):
    z = scores - scores.max(1)[:, None]
    log_p = z - np.log(np.exp(z).sum(1))[:, None]
    is_right = np.arange(scores.shape[1])[None, :] == np.reshape(y, (-1, 1))
    return (np.exp(log_p) - is_right) / scores.shape[0]


# %% linear_gradients · wrong · averages_the_bias_gradient
# db is the mean over the batch instead of the sum. The division by N is in g already, so db is
# divided by N twice; dW is right.
def linear_gradients(X, W, b, y):
    scores = X @ W.T + b
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    g = e / e.sum(axis=1, keepdims=True)
    g[np.arange(len(y)), y] -= 1
    g /= len(y)
    dW = g.T @ X
    db = g.mean(axis=0)
    return dW, db


# %% linear_gradients · wrong · keeps_the_last_image_only
# Inside the loop dW and db are assigned with = instead of +=, so only the contribution of the
# last picture is left.
def linear_gradients(X, W, b, y):
    N = len(X)
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    for n in range(N):
        s = W @ X[n] + b
        p = np.exp(s - s.max())
        p = p / p.sum()
        p[y[n]] -= 1
        g = p / N
        dW = np.outer(g, X[n])
        db = g
    return dW, db


# %% linear_gradients · wrong · scores_without_the_bias
# The bias is left out of the scores, so the probabilities, and with them both gradients, are
# those of a classifier whose b is 0.
def linear_gradients(X, W, b, y):
    scores = X @ W.T
    scores = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    one_hot = np.eye(len(W))[y]
    g = (p - one_hot) / len(X)
    return g.T @ X, g.sum(axis=0)


# %% linear_gradients · wrong · takes_one_off_the_scores
# The softmax is missing: the one-hot rows are subtracted from the scores themselves, which is the
# gradient of half the squared error and not that of the cross-entropy.
def linear_gradients(X, W, b, y):
    N = X.shape[0]
    scores = X @ W.T + b
    g = scores.copy()
    g[np.arange(N), y] -= 1
    g = g / N
    dW = np.dot(g.T, X)
    db = np.sum(g, axis=0)
    return dW, db


# %% l2_penalty · wrong · leaves_the_half_out_of_both
# The factor one half is missing: the penalty is strength times the sum of the squares, and the
# gradient 2·strength·W belongs to it. Both are twice as large as they should be.
def l2_penalty(W, strength):
    penalty = strength * np.sum(W**2)
    return float(penalty), 2 * strength * W


# %% l2_penalty · wrong · takes_the_root
# The norm of W is not squared: it is the root of the sum of the squares. The gradient is right.
def l2_penalty(W, strength):
    norm = np.linalg.norm(W)
    return float(0.5 * strength * norm), strength * W


# %% l2_penalty · wrong · adds_up_along_one_axis
# Python's own sum adds up along the first axis only, so for W with two or more axes the penalty is
# an array instead of a number. Right for vectors.
def l2_penalty(W, strength):
    penalty = strength / 2 * sum(W * W)
    gradient = strength * W
    return penalty, gradient


# %% l2_penalty · right
# vdot flattens what it gets.
def l2_penalty(weights, strength):
    half = 0.5 * strength
    return float(half * np.vdot(weights, weights)), half * weights + half * weights


# %% hinge_loss · wrong · always_takes_a_margin_of_one
# The margin is always 1: the argument margin is never used. Right with the default only.
def hinge_loss(scores, y, margin=1.0):
    n = scores.shape[0]
    correct = scores[np.arange(n), y].reshape(-1, 1)
    costs = np.maximum(0, scores - correct + 1)
    costs[np.arange(n), y] = 0
    return float(costs.sum() / n)


# %% hinge_loss · wrong · averages_over_the_classes
# The mean is taken over all classes as well, so the loss is too small by the factor C: the costs
# of a row should be added up.
def hinge_loss(scores, y, margin=1.0):
    rows = np.arange(len(y))
    correct = scores[rows, y][:, None]
    costs = np.maximum(0, scores - correct + margin)
    costs[rows, y] = 0
    return float(np.mean(costs))


# %% hinge_loss · wrong · pays_for_the_worst_class_only
# Each row is charged only for its best wrong class (the formula of Crammer and Singer) instead of
# for all wrong classes that are too close.
def hinge_loss(scores, y, margin=1.0):
    total = 0
    for s, label in zip(scores, y):
        worst = 0
        for j in range(len(s)):
            if j != label:
                worst = max(worst, s[j] - s[label] + margin)
        total += worst
    return float(total / len(y))


# %% hinge_loss · wrong · cuts_off_after_adding_up
# The maximum with 0 is taken of the whole sum of a row instead of each class, so classes that are
# far behind pay with their negative cost for those that are too close.
def hinge_loss(scores, y, margin=1.0):
    losses = []
    for i in range(len(y)):
        diff = scores[i] - scores[i, y[i]] + margin
        diff[y[i]] = 0
        losses.append(max(0, diff.sum()))
    return float(np.mean(losses))


# %% hinge_gradient · wrong · pulls_the_right_class_once
# The right class gets -1 wherever some wrong class costs something, instead of -1 for each wrong
# class that does.
def hinge_gradient(scores, y, margin=1.0):
    N, C = scores.shape
    grad = np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            if j == y[i]:
                continue
            if scores[i, j] - scores[i, y[i]] + margin > 0:
                grad[i, j] = 1
                grad[i, y[i]] = -1
    return grad / N


# %% hinge_gradient · wrong · uses_the_cost_as_the_slope
# The slope of a wrong class is its cost instead of 1, as if the cost were squared and halved; the
# right class gets minus the sum of the costs.
def hinge_gradient(scores, y, margin=1.0):
    n = len(y)
    correct = scores[np.arange(n), y][:, None]
    grad = np.maximum(0, scores - correct + margin)
    grad[np.arange(n), y] = 0
    grad[np.arange(n), y] = -grad.sum(axis=1)
    return grad / n


# %% hinge_gradient · wrong · counts_itself_in_the_pull
# When the classes that cost something are counted, the right class counts as well, since its
# difference to itself is 0 and 0 + margin is above 0: its slope is too low by 1/N.
def hinge_gradient(scores, y, margin=1.0):
    n = scores.shape[0]
    correct = scores[range(n), y].reshape(n, 1)
    grad = (scores - correct + margin > 0).astype(float)
    count = grad.sum(axis=1)
    grad[range(n), y] = -count
    return grad / n


# %% hinge_gradient · wrong · keeps_slopes_as_true_and_false
# The array of slopes is boolean, so the negative count that is written to the right class becomes
# True: the right class gets +1/N (or 0) instead of minus the count over N.
def hinge_gradient(scores, y, margin=1.0):
    n = len(y)
    rows = np.arange(n)
    correct = scores[rows, y][:, None]
    mask = scores - correct + margin > 0
    mask[rows, y] = False
    mask[rows, y] = -np.sum(mask, axis=1)
    return mask / n


# %% hinge_gradient · wrong · counts_a_cost_of_zero
# >= 0 instead of > 0: a wrong class whose cost is exactly 0 gets a slope of 1/N too, and the right
# class one more -1/N.
def hinge_gradient(scores, y, margin=1.0):
    rows = np.arange(len(scores))
    costs = scores - scores[rows, y][:, None] + margin
    grad = np.where(costs >= 0, 1.0, 0.0)
    grad[rows, y] = 0
    grad[rows, y] = -grad.sum(axis=1)
    return grad / len(scores)


# %% hinge_gradient · right
# The slopes collected as the difference of two arrays made by comparison.
def hinge_gradient(scores, y, margin=1.0):
    N, C = scores.shape
    right = np.zeros((N, C), dtype=bool)
    right[range(N), list(y)] = True
    ahead = np.einsum("nc,nc->n", scores, right)
    costly = (scores - ahead[:, None] + margin > 0) & ~right
    how_many = costly @ np.ones(C)
    return costly / N - np.einsum("n,nc->nc", how_many / N, right)


# %% perceptron_predict · wrong · takes_the_bias_for_a_threshold
# b is used as a threshold that w·x must exceed, so it has the wrong sign: the answer is 1 where
# w·x - b is above 0.
def perceptron_predict(x, w, b):
    if np.dot(w, x) > b:
        return 1
    return 0


# %% perceptron_predict · wrong · asks_an_array_for_one_truth
# The products are not added up, so the score is an array, and if raises a ValueError about the
# truth value of an array. Right only for D = 1.
def perceptron_predict(x, w, b):
    score = w * x + b
    if score > 0:
        return 1
    else:
        return 0


# %% perceptron_predict · wrong · adds_the_bias_for_every_input
# The bias is added to each product before the sum, so it counts D times instead of once.
def perceptron_predict(x, w, b):
    return int(np.sum(x * w + b) > 0)


# %% perceptron_predict · wrong · returns_a_sign_as_an_int
# The sign of the score is returned, so where the score is below 0 the answer is -1 instead of 0.
def perceptron_predict(x, w, b):
    return int(np.sign(w @ x + b))


# %% perceptron_update · wrong · ignores_the_rate_for_the_bias
# The rate is missing in the step of the bias: it changes by target - answer. Right only at rate 1.
def perceptron_update(x, target, w, b, rate):
    answer = 1 if w @ x + b > 0 else 0
    error = target - answer
    new_w = w + rate * error * x
    new_b = b + error
    return new_w, new_b


# %% perceptron_update · wrong · learns_from_the_raw_sum
# The target is compared with the score itself instead of with the answer 0 or 1 (the rule of
# Widrow and Hoff), so the weights change even where the answer is right.
def perceptron_update(x, target, w, b, rate):
    prediction = np.dot(w, x) + b
    delta = rate * (target - prediction)
    return w + delta * x, b + delta


# %% perceptron_update · wrong · adds_the_input_for_every_mistake
# At a wrong answer the example is always added, also where the target is 0 and it should be taken
# away.
def perceptron_update(x, target, w, b, rate):
    answer = int(np.dot(x, w) + b > 0)
    if answer != target:
        w = w + rate * x
        b = b + rate
    return w, b


# %% perceptron_update · wrong · predicts_again_for_the_bias
# The answer is computed again with the new w before b is updated, so b does not change where the
# new weights alone already mend the answer.
def perceptron_update(x, target, w, b, rate):
    def answer(weights):
        return 1 if np.dot(weights, x) + b > 0 else 0

    w_new = w + rate * (target - answer(w)) * x
    b_new = b + rate * (target - answer(w_new))
    return w_new, b_new


# %% perceptron_update · right
# One vector with the bias appended, and a step only at a mistake.
def perceptron_update(x, target, w, b, rate):
    all_w = np.append(w, b).astype(float)
    all_x = np.append(x, 1)
    fires = all_w[:-1].dot(x) + all_w[-1] > 0
    if fires and not target:
        all_w = all_w - rate * all_x
    elif target and not fires:
        all_w = all_w + rate * all_x
    return all_w[:-1], all_w[-1]


# %% flatten_images · wrong · multiplies_two_sides
# Multiplies only axes 1 and 2 for the length of a row, so it works for grey images; colour images
# crash in reshape (ValueError), and images without a third axis with an IndexError.
def flatten_images(images):
    n = images.shape[0]
    height = images.shape[1]
    width = images.shape[2]
    return images.reshape(n, height * width)


# %% flatten_images · wrong · puts_the_colours_first
# Moves the channels of colour images to the front before flattening (the order of PyTorch): first
# all red numbers, then all green, then all blue. The order of the numbers is not kept.
def flatten_images(images):
    if images.ndim == 4:
        images = images.transpose(0, 3, 1, 2)
    return images.reshape(len(images), -1)


# %% linear_scores · wrong · adds_the_bias_down_the_column
# The biases are made a column, (C, 1), so they are added along the images and not along the
# classes: a ValueError for most sizes, wrong numbers for N = C, a wrong shape for N = 1.
def linear_scores(X, W, b):
    scores = np.dot(X, W.T)
    return scores + b[:, None]


# %% linear_scores · wrong · scores_of_the_type_of_the_images
# The result gets the number type of X. Where X holds whole numbers, as pictures from 0 to 255 do,
# every score is cut down to a whole number.
def linear_scores(X, W, b):
    N, C = len(X), len(W)
    scores = np.zeros((N, C), dtype=X.dtype)
    for i in range(N):
        for c in range(C):
            scores[i, c] = np.sum(W[c] * X[i]) + b[c]
    return scores


# %% append_bias · wrong
# np.insert at position -1 puts the ones before the last column, not after it.
def append_bias(X):
    return np.insert(X, -1, 1, axis=1)


# %% append_bias · right
# Pads one column on the right with the constant 1.
def append_bias(X):
    return np.pad(X, ((0, 0), (0, 1)), constant_values=1.0)


# %% accuracy · wrong · counts_every_tie_as_right
# A row counts as right where the right class reaches the maximum, so a tie with an earlier class
# counts as right too. Of equal scores only the first may count.
def accuracy(scores, y):
    right_scores = scores[np.arange(len(y)), y]
    best_scores = scores.max(axis=1)
    return float(np.mean(right_scores == best_scores))


# %% accuracy · wrong · rounds_the_share
# The share is rounded to two decimal places.
def accuracy(scores, y):
    correct = 0
    for row, label in zip(scores, y):
        if np.argmax(row) == label:
            correct += 1
    return round(correct / len(y), 2)


# %% softmax · wrong · shifts_by_the_mean_score
# Subtracts the mean of each row instead of its largest score. With scores far apart, such as 1000
# and -1000, the exponential still overflows and inf / inf gives nan.
def softmax(scores):
    centred = scores - scores.mean(axis=1, keepdims=True)
    e = np.exp(centred)
    return e / e.sum(axis=1, keepdims=True)


# %% softmax · wrong · clips_the_scores
# Clips the scores to -500 … 500 to avoid the overflow. Different scores beyond that become equal,
# so that 1000 and 999 get the same probability.
def softmax(scores):
    safe = np.clip(scores, -500, 500)
    e = np.exp(safe)
    return e / np.sum(e, axis=1, keepdims=True)


# %% softmax · right
# Subtracts the logarithm of the sum of exponentials, from logaddexp, and takes exp once.
def softmax(scores):
    log_sum = np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return np.exp(scores - log_sum)


# %% cross_entropy · wrong · pairs_every_row_with_every_label
# scores[:, y] takes, for every row, the columns of the right classes of all rows: an (N, N) table.
# The mean is then over all pairs of images instead of each image with its own class.
def cross_entropy(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    log_p = shifted[:, y] - log_sum
    return float(-log_p.mean())


# %% cross_entropy · wrong · shifts_only_the_sum
# The largest score is subtracted inside the exponentials, but the score of the right class is taken
# from the unshifted scores. The loss is too small by the largest score of each row.
def cross_entropy(scores, y):
    m = np.max(scores, axis=1, keepdims=True)
    log_sum = np.log(np.sum(np.exp(scores - m), axis=1))
    losses = []
    for i in range(len(y)):
        losses.append(log_sum[i] - scores[i, y[i]])
    return float(np.mean(losses))


# %% cross_entropy_gradient · wrong · divides_only_the_probabilities
# Only the probabilities are divided by N; the 1 at the right class is subtracted undivided, so the
# right class is off for every batch of more than one row.
def cross_entropy_gradient(scores, y):
    N, C = scores.shape
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    onehot = np.eye(C)[y]
    return p / N - onehot


# %% cross_entropy_gradient · wrong · takes_one_off_whole_columns
# p[:, y] -= 1 subtracts 1 in the whole column of every class that occurs in y, for all rows,
# instead of in one place of each row.
def cross_entropy_gradient(scores, y):
    p = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    p /= np.sum(p, axis=1, keepdims=True)
    p[:, y] -= 1
    return p / len(y)


# %% linear_gradients · wrong
# dW is computed as X.T @ g, which is (D, C), and forced into the shape of W with reshape. That does
# not transpose: the numbers stand in the wrong places.
def linear_gradients(X, W, b, y):
    scores = X @ W.T + b
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    g = e / e.sum(axis=1, keepdims=True)
    g[np.arange(len(y)), y] -= 1
    g /= len(y)
    dW = (X.T @ g).reshape(W.shape)
    db = g.sum(axis=0)
    return dW, db


# %% linear_gradients · wrong · averages_the_bias_gradient
# db takes the mean over the images although g is divided by N already: db is too small by the
# factor N. dW is right.
def linear_gradients(X, W, b, y):
    N = X.shape[0]
    scores = X.dot(W.T) + b
    scores = scores - scores.max(axis=1)[:, None]
    probs = np.exp(scores) / np.exp(scores).sum(axis=1)[:, None]
    probs[range(N), y] -= 1
    g = probs / N
    dW = g.T.dot(X)
    db = g.mean(axis=0)
    return dW, db


# %% linear_gradients · right
# Adds up the outer product of each image in a loop, with the division by N at the end.
def linear_gradients(X, W, b, y):
    dW = np.zeros(W.shape)
    db = np.zeros(len(b))
    for image, label in zip(X, y):
        s = W @ image + b
        e = np.exp(s - max(s))
        g = e / sum(e)
        g[label] = g[label] - 1
        for c in range(len(W)):
            dW[c] += g[c] * image
        db += g
    return dW / len(X), db / len(X)


# %% l2_penalty · wrong · takes_the_largest_singular_value
# np.linalg.norm(W, 2) is the spectral norm where W is a matrix (the largest singular value), not
# the root of the sum of squares; it is right for vectors and crashes for three or more axes.
def l2_penalty(W, strength):
    norm = np.linalg.norm(W, 2)
    penalty = 0.5 * strength * norm**2
    return float(penalty), strength * W


# %% l2_penalty · wrong · doubles_the_gradient
# The gradient is that of the strength times the sum of squares, 2 · strength · W, although the
# penalty has the factor one half: the gradient is twice too large.
def l2_penalty(W, strength):
    cost = 0.0
    for w in W.flatten():
        cost += w * w
    return strength / 2 * float(cost), 2 * strength * W


# %% hinge_loss · wrong · pays_for_the_worst_class_only
# Only the most dangerous wrong class of each row costs something (the hinge of Crammer and Singer),
# instead of all wrong classes added up.
def hinge_loss(scores, y, margin=1.0):
    rows = np.arange(len(y))
    right = scores[rows, y]
    others = scores.astype(float)
    others[rows, y] = -np.inf
    worst = others.max(axis=1)
    return float(np.mean(np.maximum(0, worst - right + margin)))


# %% hinge_loss · wrong · leaves_out_level_classes
# Leaves out the right class by comparing scores instead of class numbers: a wrong class with the
# same score as the right one is skipped, though it costs the margin.
def hinge_loss(scores, y, margin=1.0):
    loss = 0.0
    for row, label in zip(scores, y):
        right = row[label]
        for s in row:
            if s == right:
                continue
            loss += max(0.0, s - right + margin)
    return float(loss / len(scores))


# %% hinge_gradient · wrong · uses_the_cost_as_the_slope
# Uses the cost of each class as its slope, where the slope is 1 for every class that costs
# something, however much it costs.
def hinge_gradient(scores, y, margin=1.0):
    rows = np.arange(len(y))
    right = scores[rows, y][:, None]
    grad = np.maximum(0, scores - right + margin)
    grad[rows, y] = 0
    grad[rows, y] = -grad.sum(axis=1)
    return grad / len(y)


# %% hinge_gradient · wrong · slope_at_a_margin_of_one
# Asks for a margin of 1 whatever the argument margin says, so it is right for the default only.
def hinge_gradient(scores, y, margin=1.0):
    N, C = scores.shape
    dscores = np.zeros((N, C))
    for n in range(N):
        for c in range(C):
            if c == y[n]:
                continue
            if scores[n, c] - scores[n, y[n]] + 1 > 0:
                dscores[n, c] += 1
                dscores[n, y[n]] -= 1
    return dscores / N


# %% perceptron_predict · wrong · adds_the_bias_for_every_input
# The bias stands inside the sum over the entries, so it is added D times instead of once.
def perceptron_predict(x, w, b):
    score = np.sum(w * x + b)
    return int(score > 0)


# %% perceptron_predict · right
# The sign is turned from -1, 0, 1 into 0, 0, 1.
def perceptron_predict(x, w, b):
    total = float(b)
    for i in range(len(x)):
        total += float(w[i]) * float(x[i])
    return max(0, int(np.sign(total)))


# %% perceptron_update · wrong · learns_from_the_raw_sum
# The error is the target minus the raw score, not minus the thresholded answer (the delta rule of
# Adaline), so the weights change even where the prediction is right.
def perceptron_update(x, target, w, b, rate):
    output = np.dot(w, x) + b
    error = target - output
    return w + rate * error * x, b + rate * error


# %% perceptron_update · wrong · learns_from_missed_ones_only
# Where the answer is wrong, target · x is added. That is the rule for targets -1 and +1: with the
# target 0 nothing is taken away, so false alarms are never corrected.
def perceptron_update(x, target, w, b, rate):
    answer = 1 if np.dot(w, x) + b > 0 else 0
    new_w = w.copy()
    new_b = b
    if answer != target:
        new_w = new_w + rate * target * x
        new_b = new_b + rate * target
    return new_w, new_b
