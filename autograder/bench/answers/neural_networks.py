# %% relu · wrong · takes_the_largest_along_an_axis
# np.max(x, 0) is the largest number along axis 0, not the larger of x and 0, so the first axis is
# lost.
def relu(x):
    return np.max(x, 0)


# %% relu · wrong · asks_once_for_the_whole_array
# A Python if decides for the whole array at once: arrays with more than one element raise a
# ValueError about their truth value.
def relu(x):
    if x > 0:
        return x
    else:
        return 0


# %% relu · wrong · sets_zeros_in_its_input
# out is the same array as x and not a copy, so the negative numbers of the array that was passed
# in are overwritten.
def relu(x):
    out = x
    out[out < 0] = 0
    return out


# %% relu · right
# Starts from zeros and copies the positive numbers one by one.
def relu(x):
    result = np.zeros(np.shape(x))
    for place, value in np.ndenumerate(x):
        if value > 0:
            result[place] = value
    return result


# %% two_layer_scores · wrong · bias_after_the_relu
# b1 is added after the ReLU instead of before it.
def two_layer_scores(X, W1, b1, W2, b2):
    hidden = np.maximum(0, X @ W1.T) + b1
    return hidden @ W2.T + b2


# %% two_layer_scores · wrong · ends_with_a_relu
# The ReLU is applied to the scores as well, so none is below 0.
def two_layer_scores(X, W1, b1, W2, b2):
    h = np.maximum(0, np.dot(X, W1.T) + b1)
    out = np.maximum(0, np.dot(h, W2.T) + b2)
    return out


# %% two_layer_scores · wrong · multiplies_as_in_the_formula
# The formula for a single point is used for the whole batch: W1 @ X has shapes that do not fit
# (or, if N equals D, the rows of X are taken for the columns).
def two_layer_scores(X, W1, b1, W2, b2):
    hidden = W1 @ X + b1
    hidden[hidden < 0] = 0
    return W2 @ hidden + b2


# %% merge_linear_layers · wrong · returns_weights_transposed
# W comes back transposed, (D, C): W1ᵀ W2ᵀ instead of W2 W1. The bias is right.
def merge_linear_layers(W1, b1, W2, b2):
    W = W1.T @ W2.T
    b = W2 @ b1 + b2
    return W, b


# %% merge_linear_layers · wrong · leaves_b2_out
# b2 is missing: the bias is only W2 b1.
def merge_linear_layers(W1, b1, W2, b2):
    W = np.dot(W2, W1)
    b = np.dot(W2, b1)
    return W, b


# %% merge_linear_layers · wrong · adds_up_all_of_w2_times_b1
# The products W2·b1 are added up over the whole matrix instead of row by row, so the same number is
# added to each entry of b2. Right only for C = 1.
def merge_linear_layers(W1, b1, W2, b2):
    W = W2 @ W1
    b = np.sum(W2 * b1) + b2
    return W, b


# %% merge_linear_layers · right
# Asks the two layers: the bias is what 0 gives, each column what a unit vector gives without the
# biases.
def merge_linear_layers(W1, b1, W2, b2):
    def both(x):
        return W2 @ (W1 @ x + b1) + b2

    bias = both(np.zeros(W1.shape[1]))
    columns = [W2 @ (W1 @ unit) for unit in np.eye(W1.shape[1])]
    return np.transpose(columns), bias


# %% sigmoid · wrong · divides_only_the_one
# Brackets are missing: 1 / 1 + exp(-x) is 1 + exp(-x), never below 1.
def sigmoid(x):
    return 1 / 1 + np.exp(-x)


# %% sigmoid · wrong · cuts_the_values_to_integers
# np.zeros_like takes over the type of x, so for an array of whole numbers the results are cut off
# to 0 (or 1). Floats are right.
def sigmoid(x):
    out = np.zeros_like(x)
    positive = x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    out[~positive] = e / (1 + e)
    return out


# %% sigmoid · wrong · cuts_off_where_it_still_rises
# x is cut off at -10 and 10 to avoid an overflow, so all numbers beyond give the sigmoid of ±10:
# about 0.0000454 instead of 0 at -1000.
def sigmoid(x):
    z = np.clip(x, -10, 10)
    return 1 / (1 + np.exp(-z))


# %% sigmoid · wrong · takes_one_number_only
# math.exp takes a single number: a TypeError for arrays.
def sigmoid(x):
    import math

    return 1 / (1 + math.exp(-x))


# %% tanh · wrong · stretches_the_height_only
# The sigmoid is stretched upwards but not sideways: sigmoid(x) instead of sigmoid(2x).
def tanh(x):
    def sigmoid(z):
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, e) / (1 + e)

    return 2 * sigmoid(x) - 1


# %% tanh · wrong · takes_one_away_too_early
# The brackets include the 1: 2·(sigmoid(2x) - 1) goes from -2 to 0, so every result is too low
# by 1.
def tanh(x):
    def sigmoid(z):
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, e) / (1 + e)

    return 2 * (sigmoid(2 * x) - 1)


# %% tanh · wrong · divides_two_infinities
# The formula with exponentials overflows for large numbers: inf / inf gives nan, for instance at
# 1000 and -1000.
def tanh(x):
    plus = np.exp(x)
    minus = np.exp(-x)
    return (plus - minus) / (plus + minus)


# %% tanh · right
# The difference of two sigmoids that are mirror images.
def tanh(x):
    def sigmoid(z):
        small = np.exp(-abs(z))
        return np.where(z < 0, small / (1 + small), 1 / (1 + small))

    return sigmoid(2 * x) - sigmoid(-2 * x)


# %% leaky_relu · wrong · takes_the_larger_of_both
# The larger of x and slope·x: that is wrong for a slope above 1, where it chooses slope·x for
# positive x and x for negative x.
def leaky_relu(x, slope=0.1):
    return np.maximum(x, slope * x)


# %% leaky_relu · wrong · bends_upwards
# The negative side has the wrong sign: -slope·x, so -3 becomes 0.3.
def leaky_relu(x, slope=0.1):
    return np.where(x > 0, x, -slope * x)


# %% leaky_relu · wrong · cuts_the_leak_to_integers
# The results are written into a copy of x, so in an array of whole numbers slope·x is cut off to a
# whole number: -3 becomes 0. Floats are right.
def leaky_relu(x, slope=0.1):
    y = x.copy()
    y[x < 0] = slope * x[x < 0]
    return y


# %% elu · wrong · takes_the_larger_branch
# The larger of x and alpha·(exp(x) - 1) is taken, but for positive x the exponential is the larger
# one (at alpha = 1): at 1 it gives 1.718, at 1000 inf.
def elu(x, alpha=1.0):
    return np.maximum(x, alpha * (np.exp(x) - 1))


# %% elu · wrong · multiplies_infinity_by_zero
# The exponential is multiplied by a mask of 0 and 1 to remove it, but at 1000 it is infinite, and
# inf times 0 is nan.
def elu(x, alpha=1.0):
    positive = x > 0
    return positive * x + (1 - positive) * alpha * (np.exp(x) - 1)


# %% elu · wrong · scales_before_subtracting
# Brackets are missing: alpha·exp(x) - 1 instead of alpha·(exp(x) - 1). Right for alpha = 1 only.
def elu(x, alpha=1.0):
    power = np.exp(np.minimum(x, 0))
    return np.where(x > 0, x, alpha * power - 1)


# %% elu · right
# The sum of both sides, each of which is 0 where the other one counts.
def elu(x, alpha=1.0):
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))


# %% maxout · wrong · hands_the_second_map_over_as_an_axis
# np.max takes an array and an axis, not two arrays, so the second map is taken for the axis: a
# TypeError.
def maxout(x, W1, b1, W2, b2):
    first = x @ W1.T + b1
    second = x @ W2.T + b2
    return np.max(first, second)


# %% maxout · wrong · chooses_one_map_for_a_row
# For each row the map with the larger sum is passed on as a whole, instead of the larger number
# element by element.
def maxout(x, W1, b1, W2, b2):
    rows = []
    for n in range(len(x)):
        a = W1 @ x[n] + b1
        b = W2 @ x[n] + b2
        if a.sum() > b.sum():
            rows.append(a)
        else:
            rows.append(b)
    return np.array(rows)


# %% maxout · wrong · adds_the_larger_bias
# The weighted sums and the biases are compared separately, each with a maximum of its own, so the
# bias of one map may be added to the sum of the other.
def maxout(x, W1, b1, W2, b2):
    return np.maximum(x @ W1.T, x @ W2.T) + np.maximum(b1, b2)


# %% count_weights · wrong · multiplies_all_sizes
# All sizes are multiplied with each other instead of adding up the products of neighbours. Right
# for a single layer.
def count_weights(sizes):
    total = 1
    for s in sizes:
        total *= s
    return total


# %% count_weights · wrong · counts_the_last_layer_only
# total is assigned with = instead of +=, so only the weights of the last layer are counted.
def count_weights(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total = sizes[i] * sizes[i + 1]
    return total


# %% count_weights · wrong · looks_behind_the_end
# The loop goes one step too far: sizes[i + 1] does not exist for the last stage, an IndexError.
def count_weights(sizes):
    count = 0
    for i in range(len(sizes)):
        count += sizes[i] * sizes[i + 1]
    return count


# %% count_weights · right
# The dot product of the list with itself, moved by one.
def count_weights(sizes):
    return int(np.dot(sizes[:-1], sizes[1:]))


# %% count_mlp_parameters · wrong · one_bias_for_a_layer
# One bias is counted for each layer instead of one for each output of a layer.
def count_mlp_parameters(sizes):
    weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
    biases = len(sizes) - 1
    return weights + biases


# %% count_mlp_parameters · wrong · gives_biases_to_the_inputs
# The 1 is added on the wrong side: each layer gets a bias for each of its inputs instead of its
# outputs.
def count_mlp_parameters(sizes):
    n = 0
    for i in range(1, len(sizes)):
        n += sizes[i - 1] * (sizes[i] + 1)
    return n


# %% count_mlp_parameters · wrong · biases_in_hidden_layers_only
# The biases of the last layer are missing: only the hidden stages are counted.
def count_mlp_parameters(sizes):
    weights = 0
    for i in range(len(sizes) - 1):
        weights += sizes[i] * sizes[i + 1]
    return weights + sum(sizes[1:-1])


# %% mlp_scores · wrong
# The return stands inside the loop, so the function ends after the first layer. Right with one
# layer only.
def mlp_scores(X, layers):
    h = X
    for i, (W, b) in enumerate(layers):
        h = h @ W.T + b
        if i < len(layers) - 1:
            h = np.maximum(0, h)
        return h


# %% mlp_scores · wrong · takes_the_layers_out_of_the_list
# The last layer is taken from the list with pop, so the list of the caller is one pair shorter
# after the call. The scores are right.
def mlp_scores(X, layers):
    W_last, b_last = layers.pop()
    h = X
    for W, b in layers:
        h = np.maximum(0, h @ W.T + b)
    return h @ W_last.T + b_last


# %% mlp_scores · wrong · bends_before_every_layer
# The ReLU is applied before each layer, and so to X as well: negative inputs count as 0.
def mlp_scores(X, layers):
    out = X
    for W, b in layers:
        out = np.maximum(0, out) @ W.T + b
    return out


# %% mlp_scores · right
# Recursion from the end of the list.
def mlp_scores(X, layers):
    *before, (W, b) = layers
    if before:
        X = mlp_scores(X, before)
        X = X * (X > 0)
    return np.einsum("nd,od->no", X, W) + b


# %% relu · wrong · never_exceeds_one
# Clips to 0 … 1, as one does with pixels: values above 1 become 1.
def relu(x):
    return np.clip(x, 0, 1)


# %% relu · wrong · takes_the_largest_of_all
# np.max over a pair of arrays gives the single largest number of both, not the larger one in each
# place: a number comes back instead of an array.
def relu(x):
    zeros = np.zeros_like(x)
    return np.max((x, zeros))


# %% relu · right
# Half the sum of x and its absolute value.
def relu(x):
    return (x + np.abs(x)) / 2


# %% two_layer_scores · wrong · bias_after_the_relu
# The bias b1 is added after the bend instead of before it.
def two_layer_scores(X, W1, b1, W2, b2):
    hidden = np.maximum(0, X @ W1.T) + b1
    return hidden @ W2.T + b2


# %% two_layer_scores · wrong · returns_scores_in_columns
# Works with the points as columns, as in the formula, and never turns the result back: it is (C,
# N), a column for each point, instead of (N, C).
def two_layer_scores(X, W1, b1, W2, b2):
    x = X.T
    h = W1 @ x + b1[:, None]
    h = np.maximum(h, 0)
    return W2 @ h + b2[:, None]


# %% merge_linear_layers · wrong · multiplies_b1_from_the_left
# The bias is b1 @ W2 + b2, which multiplies by W2 from the wrong side: it sums over the rows of W2.
# A ValueError unless W2 is square, and wrong numbers then.
def merge_linear_layers(W1, b1, W2, b2):
    W = np.dot(W2, W1)
    b = np.dot(b1, W2) + b2
    return W, b


# %% merge_linear_layers · right
# The bias trick: each layer as one matrix with an extra row and column, then one product.
def merge_linear_layers(W1, b1, W2, b2):
    first = np.block([[W1, b1[:, None]], [np.zeros((1, W1.shape[1])), np.ones((1, 1))]])
    second = np.column_stack([W2, b2])
    both = second @ first
    return both[:, :-1], both[:, -1]


# %% sigmoid · wrong · cuts_the_values_to_integers
# The result has the number type of x. Where x holds whole numbers, such as -1000 and 1000, every
# value between 0 and 1 is cut down to 0.
def sigmoid(x):
    out = np.zeros_like(x)
    pos = x >= 0
    out[pos] = 1 / (1 + np.exp(-x[pos]))
    e = np.exp(x[~pos])
    out[~pos] = e / (1 + e)
    return out


# %% sigmoid · wrong · cuts_off_where_it_still_rises
# Clips x to -10 … 10 against the overflow. That is far too narrow: beyond it the sigmoid stays at
# 0.0000454 or 0.9999546 instead of approaching 0 or 1.
def sigmoid(x):
    x = np.clip(x, -10, 10)
    return 1 / (1 + np.exp(-x))


# %% tanh · wrong · takes_one_away_too_early
# A bracket stands wrong: 2 · (sigmoid(2x) - 1) goes from -2 to 0, instead of 2 · sigmoid(2x) - 1.
def tanh(x):
    s = 1 / (1 + np.exp(-np.clip(2.0 * x, -500, 500)))
    return 2 * (s - 1)


# %% leaky_relu · wrong · takes_the_larger_of_both
# Takes the larger of x and slope · x. That is the leaky ReLU only for slopes up to 1; with a
# steeper slope the two halves are exchanged.
def leaky_relu(x, slope=0.1):
    return np.maximum(x, slope * x)


# %% leaky_relu · wrong · leaks_on_both_sides
# slope · x is added everywhere, not only below 0: positive numbers become (1 + slope) · x.
def leaky_relu(x, slope=0.1):
    positive = np.where(x > 0, x, 0)
    leak = slope * x
    return positive + leak


# %% elu · wrong
# Takes the larger of x and alpha · (exp(x) - 1). For alpha above 1 the curve lies below x for small
# negative x, so x itself comes back there.
def elu(x, alpha=1.0):
    left = alpha * (np.exp(np.minimum(x, 0)) - 1)
    return np.maximum(x, left)


# %% elu · wrong · cuts_fractions_off
# The copy of x keeps its number type: for whole numbers the values of the negative branch, which
# are fractions, are cut down (mostly to 0).
def elu(x, alpha=1.0):
    y = np.array(x)
    below = y < 0
    y[below] = alpha * (np.exp(y[below]) - 1)
    return y


# %% maxout · wrong · adds_the_larger_bias
# The larger product is chosen before the biases are added, and then the larger bias is added: the
# maximum of sums is not the sum of the maxima.
def maxout(x, W1, b1, W2, b2):
    z1 = x @ W1.T
    z2 = x @ W2.T
    return np.maximum(z1, z2) + np.maximum(b1, b2)


# %% maxout · wrong · chooses_one_map_for_a_row
# Decides once for each row which map wins, by the sum of its outputs, instead of comparing the two
# maps element by element.
def maxout(x, W1, b1, W2, b2):
    out = np.zeros((len(x), len(b1)))
    for n in range(len(x)):
        first = W1 @ x[n] + b1
        second = W2 @ x[n] + b2
        out[n] = max(first, second, key=sum)
    return out


# %% count_weights · wrong · joins_the_last_stage_to_the_first
# The loop starts at index 0, where sizes[i - 1] is the last entry: the product of the outputs and
# the inputs is counted too.
def count_weights(sizes):
    total = 0
    for i in range(len(sizes)):
        total += sizes[i - 1] * sizes[i]
    return total


# %% count_mlp_parameters · wrong · gives_biases_to_the_inputs
# Adds a bias for each input of a layer instead of each output: inputs · (outputs + 1).
def count_mlp_parameters(sizes):
    total = 0
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        total += n_in * (n_out + 1)
    return total


# %% count_mlp_parameters · right
# A generator over pairs; each output counts its weights and one bias.
def count_mlp_parameters(sizes):
    return sum(sizes[k + 1] * (1 + sizes[k]) for k in range(len(sizes) - 1))


# %% mlp_scores · wrong · takes_the_layers_out_of_the_list
# The scores are right, but layers.pop() removes the last layer from the caller's list.
def mlp_scores(X, layers):
    W_last, b_last = layers.pop()
    h = X
    for W, b in layers:
        h = np.maximum(0, h @ W.T + b)
    return h @ W_last.T + b_last


# %% mlp_scores · wrong · bends_before_every_layer
# ReLU is applied to what goes into every layer, also to the input X itself, whose negative numbers
# are lost. (Between the layers and after the last one it is right.)
def mlp_scores(X, layers):
    out = X
    for W, b in layers:
        out = np.maximum(out, 0) @ W.T + b
    return out


# %% mlp_scores · right
# Recursive: one layer is linear, more layers are one layer, a bend and the rest.
def mlp_scores(X, layers):
    (W, b), rest = layers[0], layers[1:]
    z = np.einsum("nd,md->nm", X, W) + b
    return mlp_scores(np.where(z > 0, z, 0.0), rest) if rest else z
