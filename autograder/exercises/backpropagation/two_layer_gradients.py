"""two_layer_gradients: mean cross-entropy of a two-layer network with ReLU, and all its
gradients.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def two_layer_gradients(X, y, W1, b1, W2, b2):
    """Mean cross-entropy of a two-layer network with ReLU, and all its gradients.

    X: (N, D); y: (N,), ints from 0 to C - 1; W1: (H, D); b1: (H,); W2: (C, H); b2: (C,).
    Returns the loss, a float, then dW1, db1, dW2, db2, each shaped like its parameter. The
    gradient of ReLU at 0 is 0; scores around 1000 must work too.
    """
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2

    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), y].mean()

    dscores = np.exp(log_p)
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dW2, db2 = dscores.T @ hidden, dscores.sum(axis=0)
    dbefore = (dscores @ W2) * (before > 0)
    dW1, db1 = dbefore.T @ X, dbefore.sum(axis=0)
    return float(loss), dW1, db1, dW2, db2


def _steps(X, y, W1, b1, W2, b2):
    """What comes up on the way: before ReLU, after it, scores, probabilities, their gradient."""
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return before, hidden, scores, p, (p - np.eye(len(b2))[y]) / len(X)


def _back(X, W2, hidden, gate, dscores):
    """The four gradients, from that of the scores."""
    dbefore = dscores @ W2 * gate
    return dbefore.T @ X, dbefore.sum(axis=0), dscores.T @ hidden, dscores.sum(axis=0)


def _from(dscores, X, y, W1, b1, W2, b2):
    """The right loss, and the gradients that follow from another gradient of the scores."""
    before, hidden, *_ = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, before > 0, dscores)


def _but_for(network, **changed):
    """All of it, but for some values. network: the six arguments."""
    names = ("loss", "dW1", "db1", "dW2", "db2")
    values = dict(zip(names, two_layer_gradients(*network), strict=True))
    return tuple((values | changed).values())


def _floored(X, y, W1, b1, W2, b2, floor):
    """All of it, with a loss in which no probability is smaller than a floor."""
    p = _steps(X, y, W1, b1, W2, b2)[3][np.arange(len(X)), y]
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return float(-np.log(np.maximum(p, floor)).mean()), *gradients


def forgets_the_gate(X, y, W1, b1, W2, b2):
    """The gradient passes hidden units that were switched off. On its way back through ReLU it is
    stopped wherever the number before ReLU was not above 0."""
    _, hidden, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, 1, dscores)


def gates_by_the_gradient(X, y, W1, b1, W2, b2):
    """On the way back through ReLU, the sign of the gradient decides what passes. It is the number
    before ReLU that says whether the gate was open."""
    _, hidden, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, dscores @ W2 > 0, dscores)


def opens_the_gate_at_zero(X, y, W1, b1, W2, b2):
    """The gradient passes where the number before ReLU was exactly 0, as it is for an input of
    zeros without a bias. There the gate counts as closed."""
    before, hidden, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, before >= 0, dscores)


def multiplies_by_what_passed_relu(X, y, W1, b1, W2, b2):
    """On the way back through ReLU the gradient is multiplied by the hidden numbers. The slope of
    an open gate is 1, whatever number went through it."""
    _, hidden, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, hidden, dscores)


def forgets_relu_altogether(X, y, W1, b1, W2, b2):
    """There is no ReLU in this network, neither forwards nor backwards, so its two layers are one
    linear layer in the end."""
    hidden = X @ W1.T + b1
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = (np.exp(log_p) - np.eye(len(b2))[y]) / len(X)
    loss = float(-log_p[np.arange(len(X)), y].mean())
    return loss, *_back(X, W2, hidden, 1, dscores)


def applies_relu_to_the_scores(X, y, W1, b1, W2, b2):
    """The scores go through ReLU as well. They must be free to be negative: ReLU stands between the
    two layers only."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    same = np.eye(len(b2))
    loss = two_layer_gradients(scores, y, same, 0 * b2, same, 0 * b2)[0]
    p = np.exp(np.maximum(0, scores) - np.maximum(0, scores).max(axis=1, keepdims=True))
    dscores = (p / p.sum(axis=1, keepdims=True) - same[y]) / len(X) * (scores > 0)
    return loss, *_back(X, W2, hidden, before > 0, dscores)


def pairs_every_row_with_every_label(X, y, W1, b1, W2, b2):
    """[:, y] takes the columns y of every row, so each row is judged by the labels of all the
    others. Each row has one label: give a row number with each of them."""
    before, hidden, scores, dscores, _ = _steps(X, y, W1, b1, W2, b2)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores[:, y] -= 1
    return float(-log_p[:, y].mean()), *_back(X, W2, hidden, before > 0, dscores / len(X))


def adds_up_instead_of_averaging(X, y, W1, b1, W2, b2):
    """Loss and gradients are sums over the examples. The loss is a mean: twice the examples must
    not mean twice the loss."""
    return tuple(len(X) * value for value in two_layer_gradients(X, y, W1, b1, W2, b2))


def averages_the_loss_only(X, y, W1, b1, W2, b2):
    """The loss is a mean, and its gradients are those of the sum. What you divide by on the way
    forward you divide by on the way back."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(len(X) * gradient for gradient in gradients)


def averages_the_gradients_only(X, y, W1, b1, W2, b2):
    """The gradients are those of the mean loss, and the loss itself is a sum over the examples.
    Divide it by their number too."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return len(X) * loss, *gradients


def divides_the_gradients_twice(X, y, W1, b1, W2, b2):
    """The gradients are divided by the number of examples twice over. Derive them from the loss
    that you return, and the 1/N comes in once."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(gradient / len(X) for gradient in gradients)


def averages_the_probabilities_alone(X, y, W1, b1, W2, b2):
    """The probabilities are divided by N before the 1 is subtracted at the right class, so that
    the 1 counts N times as much. Subtract first, then divide."""
    before, hidden, _, p, _ = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, before > 0, p / len(X) - np.eye(len(b2))[y])


def never_subtracts_the_truth(X, y, W1, b1, W2, b2):
    """The probabilities go back as they are. The gradient of the scores is smaller by 1 at the
    right class, which is how the network learns what was right."""
    before, hidden, _, p, _ = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, before > 0, p / len(X))


def turns_all_gradients_round(X, y, W1, b1, W2, b2):
    """All gradients have the wrong sign: a step against them makes the loss larger. For the scores
    it is the probabilities minus the truth, and not the other way round."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(-gradient for gradient in gradients)


def turns_the_loss_round(X, y, W1, b1, W2, b2):
    """The loss has the wrong sign. The log of a probability is below 0, and the loss is minus
    that."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return -loss, *gradients


def charges_for_the_likeliest_class(X, y, W1, b1, W2, b2):
    """The loss looks at the largest probability of each row, so that a network that is surely wrong
    pays nothing. It looks at the probability of the right class, y."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return float(-np.log(p.max(axis=1)).mean()), *gradients


def leaves_a_loss_for_each_row(X, y, W1, b1, W2, b2):
    """There is a loss for every row. One float is asked for, the mean of them."""
    losses = [
        two_layer_gradients(X[i : i + 1], y[i : i + 1], W1, b1, W2, b2)[0] for i in range(len(X))
    ]
    return np.array(losses), *two_layer_gradients(X, y, W1, b1, W2, b2)[1:]


def overflows_in_softmax(X, y, W1, b1, W2, b2):
    """For scores around 1000 exp is inf, and what comes after it is nan. Take the largest score of
    each row away first, as in lesson 1."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    p = np.exp(scores)
    p /= p.sum(axis=1, keepdims=True)
    dscores = (p - np.eye(len(b2))[y]) / len(X)
    loss = float(-np.log(p[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, hidden, before > 0, dscores)


def takes_the_log_of_an_infinite_sum(X, y, W1, b1, W2, b2):
    """The log of the sum of exponentials, less the right score, is a good form of the loss, and
    for scores around 1000 the sum is inf already. Take the largest score of each row away from
    the row before exp."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    sums = np.exp(scores).sum(axis=1, keepdims=True)
    dscores = (np.exp(scores) / sums - np.eye(len(b2))[y]) / len(X)
    loss = float((np.log(sums[:, 0]) - scores[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, hidden, before > 0, dscores)


def takes_one_maximum_for_all_rows(X, y, W1, b1, W2, b2):
    """The largest score of the whole batch is taken away from every row. A row whose scores all lie
    far below it has nothing but zeros left after exp: each row needs its own largest."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    shifted = scores - scores.max()
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    dscores = (np.exp(shifted) / sums - np.eye(len(b2))[y]) / len(X)
    loss = float(-(shifted - np.log(sums))[np.arange(len(X)), y].mean())
    return loss, *_back(X, W2, hidden, before > 0, dscores)


def shares_one_probability_among_all_rows(X, y, W1, b1, W2, b2):
    """The exponentials are divided by their sum over the whole batch, so that all rows share one
    probability of 1. Every example has probabilities of its own: add up along its row."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    p = np.exp(scores - scores.max())
    p /= p.sum()
    dscores = (p - np.eye(len(b2))[y]) / len(X)
    loss = float(-np.log(p[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, hidden, before > 0, dscores)


def takes_the_log_of_zero(X, y, W1, b1, W2, b2):
    """Where the right class has no chance at all, exp gives 0 and the loss is the log of it. The
    log of a softmax can be written without ever taking the log of a probability."""
    return _floored(X, y, W1, b1, W2, b2, 0)


def lets_the_log_see_1e_7(X, y, W1, b1, W2, b2):
    """The log never sees less than 1e-7, so no example can cost more than 16.1, where it should be
    thousands. Written as the log of a sum of exponentials, less the right score, the loss needs no
    such number."""
    return _floored(X, y, W1, b1, W2, b2, 1e-7)


def puts_a_floor_under_the_log(X, y, W1, b1, W2, b2):
    """The 1e-8 keeps the log away from 0, and hides how wrong the network is: no example can cost
    more than 18.4, where it should be thousands. Written as the log of a sum of exponentials, less
    the right score, the loss needs no such number."""
    return _floored(X, y, W1, b1, W2, b2, 1e-8)


def lets_the_log_see_1e_9(X, y, W1, b1, W2, b2):
    """The 1e-9 keeps the log away from 0, and no example can cost more than 20.7. Where the network
    is thoroughly wrong the loss is thousands: write it as the log of a sum of exponentials, less
    the right score."""
    return _floored(X, y, W1, b1, W2, b2, 1e-9)


def lets_the_log_see_1e_10(X, y, W1, b1, W2, b2):
    """The log never sees less than 1e-10, so no example can cost more than 23.0. The loss of a
    network that is sure and wrong is far larger; as the log of a sum of exponentials, less the
    right score, it needs no floor."""
    return _floored(X, y, W1, b1, W2, b2, 1e-10)


def puts_a_lower_floor_under_the_log(X, y, W1, b1, W2, b2):
    """The log never sees less than 1e-12, so no example can cost more than 27.6. That hides a loss
    in the thousands. The log of a softmax is the score less the log of a sum of exponentials, with
    the largest score taken away first."""
    return _floored(X, y, W1, b1, W2, b2, 1e-12)


def lets_the_log_see_1e_15(X, y, W1, b1, W2, b2):
    """The log never sees less than 1e-15, so no example can cost more than 34.5, however wrong the
    network is. Take the log of the sum of exponentials, less the right score: no floor is needed
    then."""
    return _floored(X, y, W1, b1, W2, b2, 1e-15)


def lets_the_log_see_1e_20(X, y, W1, b1, W2, b2):
    """The 1e-20 keeps the log away from 0, and no example can cost more than 46.1, where it should
    be thousands. The log of a softmax is the score less the log of a sum of exponentials, and no
    probability comes into it."""
    return _floored(X, y, W1, b1, W2, b2, 1e-20)


def feeds_dW2_what_came_before_relu(X, y, W1, b1, W2, b2):
    """dW2 is worked out with the numbers from before ReLU. What the second layer got were the
    numbers after it."""
    before, _, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    loss, dW1, db1, _, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1, db1, dscores.T @ before, db2


def leaves_b1_out_of_the_network(X, y, W1, b1, W2, b2):
    """b1 is not added on the way forward. It decides, before ReLU, which hidden units are on."""
    return two_layer_gradients(X, y, W1, 0 * b1, W2, b2)


def leaves_b2_out_of_the_network(X, y, W1, b1, W2, b2):
    """b2 is not added on the way forward. It belongs to the scores, and so to the loss."""
    return two_layer_gradients(X, y, W1, b1, W2, 0 * b2)


def averages_the_bias_gradients(X, y, W1, b1, W2, b2):
    """db1 and db2 are means over the examples. The 1/N of the loss has come along already: add up
    over the examples."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1, db1 / len(X), dW2, db2 / len(X)


def leaves_bias_gradients_for_each_row(X, y, W1, b1, W2, b2):
    """db1 and db2 have a row for each example. All examples share the biases, so add up over
    them."""
    before, _, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    loss, dW1, _, dW2, _ = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1, dscores @ W2 * (before > 0), dW2, dscores


def keeps_an_axis_in_the_bias_gradients(X, y, W1, b1, W2, b2):
    """db1 and db2 have the right numbers in one row of a matrix. A bias has one axis, and so has
    its gradient: keepdims is for what goes on into another product."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1, db1[None], dW2, db2[None]


def squeezes_the_gradients(X, y, W1, b1, W2, b2):
    """With one input, one hidden unit or one class an axis is lost, as squeeze loses it. Each
    gradient has the shape of its parameter, axes of length one included."""
    return tuple(np.squeeze(value)[()] for value in two_layer_gradients(X, y, W1, b1, W2, b2))


def transposes_the_weight_gradients(X, y, W1, b1, W2, b2):
    """dW1 and dW2 are lying on their side. Each has the shape of its weights, (out, in)."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1.T, db1, dW2.T, db2


def reads_the_weights_as_in_by_out(X, y, W1, b1, W2, b2):
    """This is a network whose weights are (in, out), as some other courses have them. Here a row
    of W1 belongs to a hidden unit and a row of W2 to a class."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1.T, b1, W2.T, b2)
    return loss, dW1.T, db1, dW2.T, db2


def goes_back_through_the_transpose(X, y, W1, b1, W2, b2):
    """On the way back to the hidden layer W2 is the wrong way round, which only shows where there
    are as many classes as hidden units. Write the shapes down: (N, C) times something gives
    (N, H)."""
    before, hidden, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2.T, hidden, before > 0, dscores)


def counts_the_classes_in_y(X, y, W1, b1, W2, b2):
    """The number of classes is read off the labels, and a batch need not hold the highest class.
    W2 has a row for every class there is."""
    before, hidden, _, p, _ = _steps(X, y, W1, b1, W2, b2)
    dscores = (p - np.eye(y.max() + 1)[y]) / len(X)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return loss, *_back(X, W2, hidden, before > 0, dscores)


def returns_the_gradients_backwards(X, y, W1, b1, W2, b2):
    """The gradients come back in the order in which they were found. The docstring has those of
    the first layer first."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW2, db2, dW1, db1


def returns_the_weights_before_the_biases(X, y, W1, b1, W2, b2):
    """Both weight gradients come first and both bias gradients after them. Each bias follows its
    own weights: dW1, db1, dW2, db2."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1, dW2, db1, db2


def returns_the_loss_last(X, y, W1, b1, W2, b2):
    """The loss comes back behind the gradients. The docstring has it first."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return *gradients, loss


def returns_no_loss(X, y, W1, b1, W2, b2):
    """The four gradients come back, and the loss does not. Return it with them, in front."""
    return two_layer_gradients(X, y, W1, b1, W2, b2)[1:]


def returns_the_loss_alone(X, y, W1, b1, W2, b2):
    """The loss comes back, and no gradient. That was the way forward; go back through its lines
    now."""
    return two_layer_gradients(X, y, W1, b1, W2, b2)[0]


def leaves_db1_for_each_row(X, y, W1, b1, W2, b2):
    """db1 has a row for each example. The examples share b1: add up over them."""
    before, _, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    dbefore = dscores @ W2 * (before > 0)
    return _but_for((X, y, W1, b1, W2, b2), db1=dbefore)


def averages_db1(X, y, W1, b1, W2, b2):
    """db1 is a mean over the examples, and the 1/N of the loss is in it already: add up."""
    db = two_layer_gradients(X, y, W1, b1, W2, b2)[2]
    return _but_for((X, y, W1, b1, W2, b2), db1=db / len(X))


def adds_db1_up_to_one_number(X, y, W1, b1, W2, b2):
    """db1 is one number. Each hidden unit has its own bias: add up over the examples only."""
    db = two_layer_gradients(X, y, W1, b1, W2, b2)[2]
    return _but_for((X, y, W1, b1, W2, b2), db1=db.sum())


def adds_db1_over_the_units(X, y, W1, b1, W2, b2):
    """db1 has a number for each example: it was added up along the rows. Add up along the
    columns."""
    before, _, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    dbefore = dscores @ W2 * (before > 0)
    return _but_for((X, y, W1, b1, W2, b2), db1=dbefore.sum(axis=1))


def transposes_dW1(X, y, W1, b1, W2, b2):
    """dW1 is lying on its side. It has the shape of W1, (H, D)."""
    dW = two_layer_gradients(X, y, W1, b1, W2, b2)[1]
    return _but_for((X, y, W1, b1, W2, b2), dW1=dW.T)


def leaves_db2_for_each_row(X, y, W1, b1, W2, b2):
    """There is a row for each example in db2. All of them use the same b2, so their rows are added
    up."""
    dscores = _steps(X, y, W1, b1, W2, b2)[4]
    return _but_for((X, y, W1, b1, W2, b2), db2=dscores)


def averages_db2(X, y, W1, b1, W2, b2):
    """db2 is divided by N once too often. The gradient of the scores has the 1/N already, so the
    rows are only added up."""
    db = two_layer_gradients(X, y, W1, b1, W2, b2)[4]
    return _but_for((X, y, W1, b1, W2, b2), db2=db / len(X))


def adds_db2_up_to_one_number(X, y, W1, b1, W2, b2):
    """db2 is one number. Each class has its own bias: add up over the examples only."""
    db = two_layer_gradients(X, y, W1, b1, W2, b2)[4]
    return _but_for((X, y, W1, b1, W2, b2), db2=db.sum())


def adds_db2_over_the_classes(X, y, W1, b1, W2, b2):
    """db2 is added up over the classes, and has a number for each example. It is the examples that
    share a bias: add up over them."""
    dscores = _steps(X, y, W1, b1, W2, b2)[4]
    return _but_for((X, y, W1, b1, W2, b2), db2=dscores.sum(axis=1))


def transposes_dW2(X, y, W1, b1, W2, b2):
    """dW2 is lying on its side. It has the shape of W2, (C, H)."""
    dW = two_layer_gradients(X, y, W1, b1, W2, b2)[3]
    return _but_for((X, y, W1, b1, W2, b2), dW2=dW.T)


def forgets_the_gate_in_dW1(X, y, W1, b1, W2, b2):
    """db1 has gone through ReLU and dW1 has not. Both belong to the numbers before ReLU: use the
    gradient that passed the gate for both."""
    _, _, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    return _but_for((X, y, W1, b1, W2, b2), dW1=(dscores @ W2).T @ X)


def forgets_the_gate_in_db1(X, y, W1, b1, W2, b2):
    """dW1 has gone through ReLU and db1 has not. The bias is added before ReLU too: use the
    gradient that passed the gate."""
    _, _, _, _, dscores = _steps(X, y, W1, b1, W2, b2)
    return _but_for((X, y, W1, b1, W2, b2), db1=(dscores @ W2).sum(axis=0))


def averages_the_first_layer_again(X, y, W1, b1, W2, b2):
    """dW1 and db1 are divided by N once too often. The gradient of the scores was divided, and all
    that follows from it has the 1/N."""
    _, dW1, db1, _, _ = two_layer_gradients(X, y, W1, b1, W2, b2)
    return _but_for((X, y, W1, b1, W2, b2), dW1=dW1 / len(X), db1=db1 / len(X))


def averages_the_weight_gradients_again(X, y, W1, b1, W2, b2):
    """dW1 and dW2 are divided by N once too often: the gradient of the scores has brought the 1/N
    along."""
    _, dW1, _, dW2, _ = two_layer_gradients(X, y, W1, b1, W2, b2)
    return _but_for((X, y, W1, b1, W2, b2), dW1=dW1 / len(X), dW2=dW2 / len(X))


def adds_the_bias_gradients_up(X, y, W1, b1, W2, b2):
    """db1 and db2 are one number each. Every hidden unit and every class has a bias of its own: add
    up over the examples only."""
    _, _, db1, _, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return _but_for((X, y, W1, b1, W2, b2), db1=db1.sum(), db2=db2.sum())


def leaves_the_first_layer_zero(X, y, W1, b1, W2, b2):
    """The second layer is done, and dW1 and db1 are still zero. Go on: from the scores through W2,
    through the gate of ReLU, and then as in the second layer."""
    _, dW1, db1, _, _ = two_layer_gradients(X, y, W1, b1, W2, b2)
    return _but_for((X, y, W1, b1, W2, b2), dW1=0 * dW1, db1=0 * db1)


def leaves_all_gradients_zero(X, y, W1, b1, W2, b2):
    """The loss is done, and all gradients are still zero. Begin with that of the scores: the
    probabilities, less 1 at the right class, divided by N."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(0 * gradient for gradient in gradients)


def charges_for_every_class(X, y, W1, b1, W2, b2):
    """The loss is the mean of -log p over all classes, and y has no part in it. Only the
    probability of the right class counts."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    return _but_for((X, y, W1, b1, W2, b2), loss=float(-np.log(p).mean()))


def pays_one_minus_the_probability(X, y, W1, b1, W2, b2):
    """The loss is 1 less the probability of the right class. It is minus the logarithm of that
    probability."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    return _but_for((X, y, W1, b1, W2, b2), loss=float(1 - p[np.arange(len(X)), y].mean()))


def takes_the_logarithm_to_base_ten(X, y, W1, b1, W2, b2):
    """The loss has a logarithm to the base 10 in it. Here it is the natural one, to which the
    gradients belong."""
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return _but_for((X, y, W1, b1, W2, b2), loss=loss / np.log(10))


def takes_the_logarithm_to_base_two(X, y, W1, b1, W2, b2):
    """The loss has a logarithm to the base 2 in it. Here it is the natural one, to which the
    gradients belong."""
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    return _but_for((X, y, W1, b1, W2, b2), loss=loss / np.log(2))


def pairs_rows_and_labels_in_the_loss_only(X, y, W1, b1, W2, b2):
    """In the loss, [:, y] takes the columns y of every row, also those that are the labels of
    others. Give a row number with each label."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    return _but_for((X, y, W1, b1, W2, b2), loss=float(-np.log(p[:, y]).mean()))


def returns_the_probabilities_first(X, y, W1, b1, W2, b2):
    """The first value is an array of probabilities. Make the loss of them: the mean of -log p of
    the right classes."""
    return _but_for((X, y, W1, b1, W2, b2), loss=_steps(X, y, W1, b1, W2, b2)[3])


def pairs_rows_and_labels_in_the_gradient_only(X, y, W1, b1, W2, b2):
    """In the gradient of the scores, [:, y] -= 1 subtracts from the columns y of every row, also
    where they are the labels of others. Give a row number with each label."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    p[:, y] -= 1
    return _from(p / len(X), X, y, W1, b1, W2, b2)


def takes_labels_for_rows(X, y, W1, b1, W2, b2):
    """[y] -= 1 subtracts from whole rows, those with the numbers in y. A row number and a label
    together say which place is meant."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    p[y % len(X)] -= 1
    return _from(p / len(X), X, y, W1, b1, W2, b2)


def subtracts_one_everywhere(X, y, W1, b1, W2, b2):
    """1 is subtracted at every class. Only at the right one the gradient is smaller by 1: in each
    row the numbers add up to 0."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    return _from((p - 1) / len(X), X, y, W1, b1, W2, b2)


def adds_one_at_the_right_class(X, y, W1, b1, W2, b2):
    """1 is added at the right class, where it should be subtracted: the score of the right class is
    to grow, so its gradient is below 0."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    return _from((p + np.eye(len(b2))[y]) / len(X), X, y, W1, b1, W2, b2)


def writes_over_the_right_probability(X, y, W1, b1, W2, b2):
    """At the right class the gradient is -1, whatever the probability was. Subtract 1 from the
    probability: where the network is sure and right, 0 is left."""
    p = _steps(X, y, W1, b1, W2, b2)[3]
    p[np.arange(len(X)), y] = -1
    return _from(p / len(X), X, y, W1, b1, W2, b2)


def divides_by_the_number_of_classes(X, y, W1, b1, W2, b2):
    """The gradient of the scores is divided by the number of classes. The loss is a mean over the
    examples: divide by N."""
    dscores = _steps(X, y, W1, b1, W2, b2)[4]
    return _from(dscores * len(X) / len(b2), X, y, W1, b1, W2, b2)


def divides_by_rows_and_classes(X, y, W1, b1, W2, b2):
    """The gradient of the scores is divided by the number of classes too. The loss is a mean over
    the examples alone."""
    dscores = _steps(X, y, W1, b1, W2, b2)[4]
    return _from(dscores / len(b2), X, y, W1, b1, W2, b2)


def forgets_keepdims_in_the_sums(X, y, W1, b1, W2, b2):
    """Each number is divided by the sum of another row, or NumPy cannot match the shapes: a sum
    over axis 1 has lost that axis. keepdims=True keeps it."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1)
    loss = float(-np.log(p[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, hidden, before > 0, (p - np.eye(len(b2))[y]) / len(X))


def forgets_keepdims_in_the_maxima(X, y, W1, b1, W2, b2):
    """From each number the maximum of another row is taken away, or NumPy cannot match the shapes:
    a maximum over axis 1 has lost that axis. keepdims=True keeps it."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    e = np.exp(scores - scores.max(axis=1))
    p = e / e.sum(axis=1, keepdims=True)
    loss = float(-np.log(p[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, hidden, before > 0, (p - np.eye(len(b2))[y]) / len(X))


def shares_probabilities_down_the_columns(X, y, W1, b1, W2, b2):
    """The exponentials are divided by their sum over the examples. The probabilities of one
    example, along its row, add up to 1."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=0)
    loss = float(-np.log(p[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, hidden, before > 0, (p - np.eye(len(b2))[y]) / len(X))


def loses_rows_far_below_the_batch(X, y, W1, b1, W2, b2):
    """The largest score of the whole batch is taken away from every row, and in a row far below it
    all exponentials are 0, so that 0 is divided by 0. Each row needs its own largest."""
    before, hidden, scores, *_ = _steps(X, y, W1, b1, W2, b2)
    p = np.exp(scores - scores.max())
    p /= p.sum(axis=1, keepdims=True)
    loss = float(-np.log(p[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, hidden, before > 0, (p - np.eye(len(b2))[y]) / len(X))


def forgets_relu_on_the_way_forward(X, y, W1, b1, W2, b2):
    """ReLU is missing on the way forward, and its gate is there on the way back. What is stopped
    going back must have been 0 going forward."""
    before = X @ W1.T + b1
    scores = before @ W2.T + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    loss = float(-np.log(p[np.arange(len(X)), y]).mean())
    return loss, *_back(X, W2, before, before > 0, (p - np.eye(len(b2))[y]) / len(X))


def bends_with_a_sigmoid_instead(X, y, W1, b1, W2, b2):
    """The hidden layer goes through a sigmoid. The docstring says ReLU."""
    hidden = 0.5 * (1 + np.tanh((X @ W1.T + b1) / 2))
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = (np.exp(log_p) - np.eye(len(b2))[y]) / len(X)
    loss = float(-log_p[np.arange(len(X)), y].mean())
    return loss, *_back(X, W2, hidden, hidden * (1 - hidden), dscores)


def returns_each_bias_first(X, y, W1, b1, W2, b2):
    """Each bias gradient stands before that of its weights. The docstring has the weights first."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, db1, dW1, db2, dW2


def returns_the_gradients_in_a_dict(X, y, W1, b1, W2, b2):
    """The gradients are in a dict, as some other courses have them. Here five values are returned,
    with commas between them."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def returns_the_gradients_in_a_list(X, y, W1, b1, W2, b2):
    """The gradients are in a list or tuple of their own, so that two values come back. Return five,
    the loss and each gradient."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, gradients


def network(rng: np.random.Generator, n: int, inputs: int, hidden: int, classes: int) -> Call:
    """Some hidden units are off and some on."""
    X = rng.normal(size=(n, inputs)).round(2)
    y = rng.permutation(np.arange(n) % classes)
    W1, b1 = rng.normal(size=(hidden, inputs)).round(2), rng.normal(size=hidden).round(2)
    W2, b2 = rng.normal(size=(classes, hidden)).round(2), rng.normal(size=classes).round(2)
    return call(X, y, W1, b1, W2, b2)


def small_network(rng: np.random.Generator) -> Call:
    """No probability is so small that a floor under the logarithm shows."""
    sizes = (int(size) for size in rng.permutation([2, 3, 4]))
    X, y, W1, b1, W2, b2 = network(rng, 5, *sizes).args
    return call(X, y, W1, b1, (W2 / 3).round(2), b2)


def network_with_huge_scores(rng: np.random.Generator) -> Call:
    """Some rows are thousands above the others, and all but the first have the worst class."""
    X, _, W1, b1, W2, b2 = network(rng, 4, 3, 4, 3).args
    b1, W2 = np.abs(b1) + 0.5, 1000 * W2
    X[:2] *= [[0.0], [3.0]]
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    y = scores.argmin(axis=1)
    y[0] = scores[0].argmax()
    return call(X, y, W1, b1, W2, b2)


HAND_NETWORK = call(
    np.array([[1.0, 2.0]]),
    np.array([0]),
    np.array([[1.0, 0.0], [0.0, -1.0], [1.0, 1.0]]),
    np.array([0.0, 1.0, -1.0]),
    np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]]),
    np.array([0.0, 0.5]),
)


WIDER_NETWORK = network(np.random.default_rng(1), 6, 3, 5, 4)


HUGE_NETWORK = network_with_huge_scores(np.random.default_rng(1))


# As many examples and inputs as hidden units and classes.
SQUARE_NETWORK = call(
    np.array([[1.0, 2.0], [-1.0, 3.0]]),
    np.array([1, 0]),
    np.array([[1.0, -1.0], [2.0, 0.5]]),
    np.array([2.0, 0.75]),
    np.array([[0.5, -1.0], [1.0, 3.0]]),
    np.array([0.0, 0.25]),
)


# One input and one hidden unit, which stands at exactly 0 for the second example.
THIN_NETWORK = call(
    np.array([[2.0], [0.0]]),
    np.array([1, 0]),
    np.array([[1.5]]),
    np.array([0.0]),
    np.array([[1.0], [-0.5], [0.5]]),
    np.array([0.5, 0.0, -1.0]),
)


ONE_CLASS = call(
    np.array([[1.0, 2.0]]),
    np.array([0]),
    np.array([[1.0, 1.0], [2.0, -1.0]]),
    np.array([0.0, 1.0]),
    np.array([[3.0, -1.0]]),
    np.array([0.5]),
)


FIXED_NETWORKS = [HAND_NETWORK, WIDER_NETWORK, SQUARE_NETWORK, THIN_NETWORK]


# A single row with scores around 1000.
HUGE_ROW = call(
    np.array([[2.0, 1.0]]),
    np.array([1]),
    np.array([[1.0, 0.0], [-1.0, 1.0]]),
    np.array([0.0, 0.5]),
    np.array([[500.0, 0.0], [501.0, 1.0], [499.5, 2.0]]),
    np.array([0.0, 0.5, 1.0]),
)


NETWORKS = [*FIXED_NETWORKS, drawn(small_network, 4)]


EXERCISE = Exercise(
    solution=two_layer_gradients,
    parts=[
        Part("the loss", NETWORKS, item=0),
        Part("dW1", NETWORKS, item=1),
        Part("db1", NETWORKS, item=2),
        Part("dW2", [*NETWORKS, ONE_CLASS], item=3),
        Part("db2", [*NETWORKS, ONE_CLASS], item=4),
        Part(
            "all of it, with large scores too",
            [*FIXED_NETWORKS, HUGE_ROW, HUGE_NETWORK, drawn(network_with_huge_scores, 3)],
        ),
    ],
    hints=[
        "Write the forward pass first and give every intermediate result a name. Then go "
        "through its lines from the last to the first, with one gradient for each name.",
        "The gradient of the scores is the probabilities, less 1 at the right class, divided "
        "by N. From there on it is two affine backward passes with a ReLU gate between them.",
        "dW2 needs what the second layer got, which is the output of ReLU; dW1 needs the "
        "gradient of what was there before ReLU.",
    ],
)
