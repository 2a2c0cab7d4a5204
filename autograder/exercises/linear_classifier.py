"""Lesson 1, linear classifier: solutions, test cases and known mistakes."""

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn


def flatten_images(images):
    """Every image as one long vector.

    images: (N, ...), any shape after the first axis and any number type.
    Returns (N, D) of the same type, a row an image: D is how many numbers an image has.
    The numbers keep their order, with the last axis running fastest.
    """
    return images.reshape(len(images), -1)


def flattens_the_whole_batch(images):
    """All images together became one long vector. The first axis counts the images and has to
    stay, whether there are many of them or one."""
    return images.flatten()


def deals_the_numbers_out(images):
    """The shape is right, but the numbers are dealt out like cards: every image gets some of
    each. That comes from making D rows first and transposing. Plot a row as an image to see it."""
    return images.reshape(-1, len(images)).T


def a_row_a_pixel_place(images):
    """The shape is (D, N), and each row holds numbers of one image only by chance. Images go into
    rows: the first side of the new shape is how many images there are."""
    return images.reshape(-1, len(images))


def flattens_the_first_image(images):
    """Only the first image came out. The answer has a row for each image of the batch."""
    return images[:1].reshape(1, -1)


def images_in_columns(images):
    """Each image is a column here. Nothing is lost, but the docstring wants a row for each image,
    and every later function of this lesson counts on it."""
    return images.reshape(len(images), -1).T


def first_axis_runs_fastest(images):
    """The numbers of an image come out in another order: down the columns before along the rows.
    NumPy has the wanted order, last axis fastest, where no order is given."""
    return images.reshape(len(images), -1, order="F")


def drops_a_batch_of_one(images):
    """A batch of one image comes back without its first axis. squeeze() removes every axis of
    length 1, also the one that counts the images."""
    return images.reshape(len(images), -1).squeeze()


def a_row_a_pixel(images):
    """Only the last axis is left as it was, so each row holds one pixel, or one line of pixels,
    and not one image. All axes but the first have to be merged."""
    return images.reshape(-1, images.shape[-1])


def merges_the_last_two_axes(images):
    """Two axes were merged and the others left. Whatever comes after the first axis belongs to
    the image, so the answer always has two axes."""
    return images.reshape(*images.shape[:-2], -1)


def puts_the_colours_first(images):
    """The colour planes come one after the other here. Keep the order in which the numbers lie:
    the last axis, the colours, runs fastest, so the three numbers of a pixel stay together."""
    if images.ndim == 4:
        images = images.transpose(0, 3, 1, 2)
    return images.reshape(len(images), -1)


def multiplies_two_sides(images):
    """D is worked out from two sides, height and width. A colour image has a third one, and the
    docstring allows any number of them. reshape can work out one side by itself."""
    return images.reshape(images.shape[0], images.shape[1] * images.shape[2])


def unpacks_three_sides(images):
    """Your first line expects exactly three axes. Colour images have four: use only the length of
    the first axis, and let NumPy work out the rest."""
    count, height, width = images.shape
    return images.reshape(count, height * width)


def unpacks_four_sides(images):
    """Your first line expects exactly four axes. Grey images have three: use only the length of
    the first axis, and let NumPy work out the rest."""
    count, height, width, channels = images.shape
    return images.reshape(count, height * width * channels)


def gives_its_input_a_new_shape(images):
    """The caller's array has changed its shape. Give back a reshaped array and leave the one that
    came in alone."""
    images.shape = (len(images), -1)
    return images


def linear_scores(X, W, b):
    """A score for each class, for every image of a batch.

    X: (N, D), a row an image; W: (C, D), a row a class; b: (C,).
    Returns (N, C): row n holds W x + b for the image x = X[n].
    """
    return X @ W.T + b


def forgets_the_bias(X, W, b):
    """The bias makes no difference to this answer. With X full of zeros, every row of the scores
    must be b."""
    return X @ W.T


def multiplies_without_transposing(X, W, b):
    """Write the shapes under the symbols: (N, D) times (C, D) does not fit. Where C and D are
    equal it runs, and adds up down the columns of W, though each class is a row."""
    return X @ W + b


def weights_in_front(X, W, b):
    """In W x the x is one column, but X holds its images in rows: (C, D) times (N, D) fits only
    by chance. Which order of the two, and which transpose, gives (N, C)?"""
    return W @ X + b


def transposes_both(X, W, b):
    """Both arrays were transposed until the shapes agreed: (D, N) times (D, C) fits only where N
    and D are equal, and then it mixes the images. The axis to sum over is D in both."""
    return X.T @ W.T + b


def scores_in_columns(X, W, b):
    """The scores are right, but lie the wrong way round: this is (C, N), a column an image. Every
    row of X, an image, has to become a row of scores."""
    return W @ X.T + b[:, None]


def transposed_scores_plus_bias(X, W, b):
    """The product is (C, N), one column an image, and to that b does not fit: it has a number a
    class, which here is a row. Arrange the product so that it is (N, C)."""
    return W @ X.T + b


def adds_the_bias_down_the_column(X, W, b):
    """The bias is added image by image instead of class by class. As a column it changes with the
    row of the scores; each class, a column of them, needs its own number."""
    return X @ W.T + b[:, None]


def adds_the_bias_at_every_number(X, W, b):
    """The bias is added once for each of the D numbers of an image. It belongs after the sum: one
    bias a score."""
    return X @ W.T + X.shape[1] * b


def subtracts_the_bias(X, W, b):
    """The bias is subtracted. A class with a large bias starts with a higher score."""
    return X @ W.T - b


def adds_every_bias(X, W, b):
    """Every score gets the sum of all biases. Class c has its own one, b[c]."""
    return X @ W.T + b.sum()


def returns_the_best_class(X, W, b):
    """This is the number of the best class of each image. That is the prediction; here the scores
    of all classes are asked for."""
    return np.argmax(X @ W.T + b, axis=1)


def scores_the_first_image(X, W, b):
    """Only the first image has got scores. X is a batch: one row of scores for each of its rows,
    in a batch of one as well."""
    return W @ X[0] + b


def squeezes_the_scores(X, W, b):
    """A batch of one image comes back as a plain vector of scores. N may be 1: keep that axis."""
    return (X @ W.T + b).squeeze()


def scores_of_the_type_of_the_images(X, W, b):
    """The scores lost their fractions, because they are stored in the number type of X, which may
    be whole numbers. Store them as floats."""
    return (X @ W.T + b).astype(X.dtype)


def append_bias(X):
    """The bias trick: a last column of ones, so that one matrix holds weights and bias.

    X: (N, D) floats.
    Returns (N, D + 1).
    """
    return np.hstack([X, np.ones((len(X), 1))])


def ones_in_front(X):
    """The ones stand in the first column. With them in the last one, the bias is the last column
    of the matrix of weights, and the weights keep their places."""
    return np.hstack([np.ones((len(X), 1)), X])


def adds_a_row_of_ones(X):
    """This is a row more, that is, another image. Every image needs one number more, at the end
    of its row."""
    return np.vstack([X, np.ones((1, X.shape[1]))])


def appends_to_a_flat_array(X):
    """np.append without an axis first makes everything one long vector. The answer has two axes,
    and one column more than X."""
    return np.append(X, 1)


def joins_a_flat_array_of_ones(X):
    """The ones are an array with one axis, and X has two, so NumPy does not join them. Which
    shape has a single column of N numbers?"""
    return np.hstack([X, np.ones(len(X))])


def a_column_of_zeros(X):
    """The new column holds zeros. Whatever weight it meets, the product is 0, and no bias comes
    out. By which number must the bias be multiplied to come out as it is?"""
    return np.hstack([X, np.zeros((len(X), 1))])


def writes_over_the_last_column(X):
    """The last column of X was replaced, and a number of every image is lost. Make the array one
    column wider."""
    copy = X.copy()
    copy[:, -1] = 1
    return copy


def adds_one_to_every_number(X):
    """X + 1 adds 1 to every number. A further column is asked for, and X itself stays as it is."""
    return X + 1


def as_many_ones_as_numbers(X):
    """This puts a whole array of ones beside X, as wide as X itself. There is one bias a class,
    so one column is enough."""
    return np.hstack([X, np.ones_like(X)])


def softmax(scores):
    """Probabilities of the classes from scores, row by row.

    scores: (N, C), any size: rows with 1000 and -1000 in them must work too.
    Returns (N, C), each row positive or zero and adding up to 1.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def exponentials_of_raw_scores(scores):
    """exp(1000) is too large for a float and exp(-1000) too small, so inf / inf or 0 / 0 comes
    out as nan. The same number taken off all scores of a row changes no probability: which number
    keeps every exponential at 1 or below?"""
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_largest_of_all(scores):
    """The largest score of the whole batch is taken off everywhere. A row that lies far below it
    becomes 0 / 0. Each row needs a largest score of its own."""
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_largest_of_each_class(scores):
    """The maximum is taken over the images, so every class is shifted by another number, and that
    changes the probabilities. Only one number for a whole row cancels out."""
    powers = np.exp(scores - scores.max(axis=0))
    return powers / powers.sum(axis=1, keepdims=True)


def probabilities_down_the_columns(scores):
    """Here each column adds up to 1. The classes lie along a row: print the sum of each row, and
    choose the axis that makes it 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


def one_sum_for_the_batch(scores):
    """The whole batch adds up to 1, because max and sum without an axis go over everything. Each
    image has probabilities of its own: both run over the classes of one row."""
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def one_sum_after_a_shift_of_each_row(scores):
    """The maximum is taken along each row, and the sum over the whole batch. The sum needs the same
    axis: every row has to add up to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum()


def divides_by_a_flat_sum(scores):
    """The sums of the rows are a plain vector, which NumPy lines up with the columns. That fails,
    or, with as many rows as classes, divides by the wrong sums. Keep the sums a column."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


def subtracts_a_flat_maximum(scores):
    """The maxima of the rows are a plain vector, which NumPy lines up with the columns. That
    fails, or, with as many rows as classes, shifts by the wrong maxima. Keep them a column."""
    powers = np.exp(scores - scores.max(axis=1))
    return powers / powers.sum(axis=1, keepdims=True)


def flat_maximum_and_flat_sum(scores):
    """Both the maxima and the sums of the rows are plain vectors, which NumPy lines up with the
    columns. It fails, or goes wrong in silence where N and C are equal. Both need to stay
    columns."""
    powers = np.exp(scores - scores.max(axis=1))
    return powers / powers.sum(axis=1)


def shifts_its_input(scores):
    """The caller's scores were shifted in place by `-=`. They are still needed as they were: make a
    new array."""
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def returns_logarithms(scores):
    """These are logarithms of probabilities, all of them 0 or below. The probabilities themselves
    are asked for."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def never_divides(scores):
    """The exponentials are there, but a row does not add up to 1 yet. Divide it by its sum."""
    return np.exp(scores - scores.max(axis=1, keepdims=True))


def divides_the_scores_themselves(scores):
    """The scores are divided by their sum without exp. Scores may be negative, and then so are
    these shares. exp makes them positive first."""
    return scores / scores.sum(axis=1, keepdims=True)


def a_sigmoid_for_each_score(scores):
    """This squeezes every score by itself into 0 to 1, and a row does not add up to 1. In softmax
    the classes share: when one score rises, the other probabilities fall."""
    return 1 / (1 + np.exp(-scores))


def divides_by_the_largest_score(scores):
    """The scores are divided by the largest one. That changes the ratios of their exponentials;
    taking a number off all of them does not."""
    powers = np.exp(scores / scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def favours_the_smallest_score(scores):
    """The smallest score gets the largest probability: look at the sign inside exp."""
    powers = np.exp(scores.max(axis=1, keepdims=True) - scores)
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_smallest_score(scores):
    """The smallest score of a row is taken off, so what stays is 0 or more, and exp of 2000 is
    inf. Take off the number that leaves nothing above 0."""
    powers = np.exp(scores - scores.min(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_mean_score(scores):
    """The mean of a row is taken off, which is right for the ratios, but a score far above the
    mean still makes exp overflow. Which other number of the row is never exceeded?"""
    powers = np.exp(scores - scores.mean(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_largest_size(scores):
    """The largest absolute value of a row is taken off. In a row of -1000 that leaves -2000, and
    all exponentials are 0. Leave the signs in, and look for the largest score."""
    powers = np.exp(scores - np.abs(scores).max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def turns_nan_into_zero(scores):
    """nan_to_num puts a 0 where inf / inf or 0 / 0 came out, and then the row does not add up to 1.
    Do not let exp overflow in the first place: only the differences within a row matter."""
    powers = np.exp(scores)
    return np.nan_to_num(powers / powers.sum(axis=1, keepdims=True))


def clips_the_scores(scores):
    """Clipping makes different scores equal: 1000 and 1001 are then the same, and so are their
    probabilities. Shifting a row keeps the differences, on which alone softmax depends."""
    powers = np.exp(np.clip(scores, -500, 500))
    return powers / powers.sum(axis=1, keepdims=True)


def adds_a_little_to_the_sum(scores):
    """A small number in the sum hides 0 / 0, and the row of -1000 then adds up to 0. exp(1000)
    still overflows. Shift the row first; after that its sum is never below 1."""
    powers = np.exp(scores)
    return powers / (powers.sum(axis=1, keepdims=True) + 1e-8)


def cross_entropy(scores, y):
    """The mean of -log(probability of the right class), in nats, as a float.

    scores: (N, C), any size: the loss stays finite for scores of 1000 and -1000.
    y: (N,), the right class of each row, ints from 0 to C - 1.
    """
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def logarithms(scores):
    """The logarithm of the softmax of each row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def sums_raw_exponentials(scores, y):
    """exp of a raw score of 1000 is inf and of -1000 is 0, and from then on nothing can be
    mended. Take the largest score of each row off its scores before exp; the loss stays the
    same."""
    log_sums = np.log(np.exp(scores).sum(axis=1))
    return float(np.mean(log_sums - scores[np.arange(len(y)), y]))


def logs_raw_probabilities(scores, y):
    """Probabilities are made from raw scores, where exp overflows, and then a logarithm is taken
    of what may be 0. Work with the logarithm all the way: shifted score minus the log of the sum
    of exponentials."""
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    return float(np.mean(-np.log(p[np.arange(len(y)), y])))


def logs_a_probability_of_zero(scores, y):
    """The scores are shifted, and still the loss is inf where the right class lies far behind:
    its probability is rounded to 0 before the logarithm. Write log(a / b) as a difference, and no
    probability has to be made."""
    p = softmax(scores)
    return float(np.mean(-np.log(p[np.arange(len(y)), y])))


def multiplies_zero_by_infinity(scores, y):
    """One-hot times log p gives nan where a wrong class has probability 0: 0 times -inf is no
    number, and for the right class -inf stays. Work out log p from the shifted scores, as a
    difference, so that it is always finite."""
    with_zeros = one_hot(scores, y) * np.log(softmax(scores))
    return float(-with_zeros.sum() / len(y))


def adds_a_hundred_millionth(scores, y):
    """Adding 1e-8 to the probability caps the loss of a row at 18.4, where it should be 1000, and
    with it the slope is gone. With the log of the sum of exponentials, nothing has to be added."""
    p = softmax(scores)
    return float(np.mean(-np.log(p[np.arange(len(y)), y] + 1e-8)))


def stops_at_23(scores, y):
    """No row can cost more than 23.0 here, because a probability below 1e-10 counts as 1e-10.
    Take the logarithm before the probability is rounded: subtract logarithms, do not divide."""
    p = softmax(scores)
    return float(np.mean(-np.log(p[np.arange(len(y)), y] + 1e-10)))


def stops_at_27_6(scores, y):
    """No row can cost more than 27.6 here, because a probability below 1e-12 counts as 1e-12.
    That hides how wrong the scores are. Work out log p from the scores and not from p."""
    p = softmax(scores)
    return float(np.mean(-np.log(np.maximum(p[np.arange(len(y)), y], 1e-12))))


def stops_at_34_5(scores, y):
    """No row can cost more than 34.5 here, because a probability below 1e-15 counts as 1e-15. The
    true loss grows with the gap between the scores, without an end; log p can be had without p."""
    p = softmax(scores)
    return float(np.mean(-np.log(np.maximum(p[np.arange(len(y)), y], 1e-15))))


def a_maximum_for_the_batch(scores, y):
    """One maximum is taken for the whole batch. The exponentials of a row far below it are all 0,
    and log(0) is -inf. Every row needs its own maximum."""
    shifted = scores - scores.max()
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def a_sum_for_the_batch(scores, y):
    """The probabilities of the whole batch add up to 1, since max and sum have no axis. The loss
    grows with the number of rows that way: each row is a question of its own, with its own sum."""
    shifted = scores - scores.max()
    p = np.exp(shifted) / np.exp(shifted).sum()
    return float(np.mean(-np.log(p[np.arange(len(y)), y])))


def lines_maxima_up_with_classes(scores, y):
    """The maxima of the rows are a vector of N numbers, and NumPy takes them for one a class. With
    N other than C it is an error, otherwise a wrong number. A column of N maxima is needed."""
    shifted = scores - scores.max(axis=1)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def shifts_only_the_sum(scores, y):
    """The maximum was taken off inside the sum of exponentials, but not off the score of the right
    class, so the loss can even be negative. Take it off both, or add it again."""
    log_sums = np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1))
    return float(np.mean(log_sums - scores[np.arange(len(y)), y]))


def adds_up_the_batch(scores, y):
    """This is the sum over the rows. The loss is their mean: a batch twice as large must not cost
    twice as much."""
    return cross_entropy(scores, y) * len(y)


def counts_in_bits(scores, y):
    """This is the loss in bits, with the logarithm to base 2. In nats it is the natural one: two
    equal scores cost 0.693 and not 1."""
    return cross_entropy(scores, y) / np.log(2)


def takes_the_logarithm_to_base_ten(scores, y):
    """This is the logarithm to base 10. In nats it is the natural one: two equal scores cost 0.693
    and not 0.301."""
    return cross_entropy(scores, y) / np.log(10)


def averages_over_all_classes(scores, y):
    """The answer does not depend on y: all classes of a row enter. Only the probability of the
    right class counts, one number a row."""
    return float(-logarithms(scores).mean())


def a_yes_or_no_for_each_class(scores, y):
    """Here each class is asked by itself, right or not, with log(1 - p) for the wrong ones. That
    is binary cross-entropy. The probabilities of a row already share a total of 1, so -log p of
    the right class is the whole cost."""
    p = softmax(scores)
    right = np.eye(scores.shape[1])[y]
    return float(-np.mean(right * np.log(p) + (1 - right) * np.log(1 - p)))


def adds_the_wrong_classes_to_the_cost(scores, y):
    """The wrong classes cost something too, -log(1 - p) each. They are already in the loss: they
    are what the probability of the right class is divided by."""
    p = softmax(scores)
    right = np.eye(scores.shape[1])[y]
    costs = right * np.log(p) + (1 - right) * np.log(1 - p)
    return float(-costs.sum() / len(y))


def divides_by_the_classes_too(scores, y):
    """The sum is divided by N times C. There are zeros for the wrong classes in it, which are no
    costs: divide by the number of rows."""
    return cross_entropy(scores, y) / scores.shape[1]


def squares_the_distance(scores, y):
    """This is the squared distance between probabilities and right answers, the Brier score. It
    is never above 2, however wrong the scores. Cross-entropy takes a logarithm."""
    p = softmax(scores)
    return float(np.sum((p - np.eye(scores.shape[1])[y]) ** 2) / len(y))


def pairs_every_row_with_every_label(scores, y):
    """[:, y] picks, for every row, the columns of all labels: N times N numbers. Each row has one
    label, so row numbers and labels have to be given in pairs."""
    return float(-logarithms(scores)[:, y].mean())


def picks_rows_by_label(scores, y):
    """p[y] picks rows: it takes the labels for numbers of images. A label says which column, and
    every row has its own."""
    return float(-logarithms(scores)[y].mean())


def a_negative_loss(scores, y):
    """The loss is negative. The logarithm of a probability is 0 or below: a minus belongs in
    front."""
    return -cross_entropy(scores, y)


def leaves_out_the_logarithm(scores, y):
    """This is the mean probability of the right class, without the logarithm. What is asked for
    grows beyond any bound when that probability goes to 0."""
    return float(np.mean(softmax(scores)[np.arange(len(y)), y]))


def costs_what_is_missing_to_one(scores, y):
    """A row costs 1 - p here, at most 1. -log p is near that for a p close to 1, and grows
    without an end for a p close to 0."""
    return float(np.mean(1 - softmax(scores)[np.arange(len(y)), y]))


def takes_the_logarithm_of_the_mean(scores, y):
    """The probabilities are averaged first and the logarithm is taken afterwards. It is the other
    way round: every row has its -log p, and these are averaged."""
    return float(-np.log(np.mean(softmax(scores)[np.arange(len(y)), y])))


def a_loss_for_each_row(scores, y):
    """These are the costs of the rows, an array. The loss is one number, their mean."""
    return -logarithms(scores)[np.arange(len(y)), y]


def counts_classes_from_one(scores, y):
    """y - 1 is taken as the class, and class 0 becomes the last one. Classes count from 0 here,
    as columns do."""
    return cross_entropy(scores, (y - 1) % scores.shape[1])


def takes_scores_for_probabilities(scores, y):
    """The logarithm is taken of the scores themselves, which may be negative. First they have to
    become probabilities, by softmax."""
    return float(np.mean(-np.log(scores[np.arange(len(y)), y])))


def negates_the_right_score(scores, y):
    """The mean of minus the right score: this is half of the loss. The other half is the logarithm
    of the sum that softmax divides by."""
    return float(-np.mean(scores[np.arange(len(y)), y]))


def applies_softmax_twice(scores, y):
    """Softmax has been applied twice: what goes into the second one is between 0 and 1 already,
    so the loss cannot come near 0, however good the scores are. Once is enough."""
    return cross_entropy(softmax(scores), y)


def normalises_over_the_batch(scores, y):
    """The probabilities add up to 1 down the columns, over the images. They have to do so along
    each row, over the classes."""
    return float(-np.mean(logarithms(scores.T).T[np.arange(len(y)), y]))


def shifts_the_scores_of_the_caller(scores, y):
    """The scores came back changed, by `-=` or by writing into them. The gradient will need them as
    they were: keep the shifted ones in a new array."""
    scores -= scores.max(axis=1, keepdims=True)
    return cross_entropy(scores, y)


def cross_entropy_gradient(scores, y):
    """How the mean cross-entropy changes with each score.

    scores: (N, C); y: (N,), ints from 0 to C - 1.
    Returns (N, C), the gradient of cross_entropy(scores, y).
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(y)), y] -= 1
    return gradient / len(y)


def one_hot(scores, y):
    """A row for each label, shaped like scores, with a 1 at the label and 0 elsewhere."""
    return np.eye(scores.shape[1])[y]


def gradient_of_the_sum(scores, y):
    """This is the gradient of the sum of the costs. The loss is their mean, so each row has only
    its share in it: one part in N."""
    return cross_entropy_gradient(scores, y) * len(y)


def divides_by_n_twice(scores, y):
    """The gradient is divided by N twice. The mean divides once, and its gradient does too."""
    return cross_entropy_gradient(scores, y) / len(y)


def divides_by_all_numbers(scores, y):
    """The gradient is divided by N times C. The loss is a mean over the rows, not over all
    scores."""
    return cross_entropy_gradient(scores, y) / scores.shape[1]


def returns_the_probabilities(scores, y):
    """These are the probabilities, divided by N, and y has no part in them. At the right class
    something is still to be taken off: a row of the gradient adds up to 0."""
    return softmax(scores) / len(y)


def turns_the_sign_of_the_gradient(scores, y):
    """Every sign is turned round. Raising the score of the right class lowers the loss, so the
    gradient is negative there."""
    return -cross_entropy_gradient(scores, y)


def takes_one_off_whole_columns(scores, y):
    """[:, y] takes 1 off in whole columns, for every row, and once only where a label repeats.
    Each row has one place to change: pair the row numbers with the labels."""
    gradient = softmax(scores)
    gradient[:, y] -= 1
    return gradient / len(y)


def gradient_of_raw_exponentials(scores, y):
    """The probabilities inside turn nan for scores of 1000 or -1000. Shift each row by its largest
    score before exp, as in softmax; the gradient stays the same."""
    powers = np.exp(scores)
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(scores, y)) / len(y)


def gradient_with_one_maximum(scores, y):
    """The shift inside exp uses the largest score of the batch, and rows far below it turn nan.
    The maximum is to be taken along each row."""
    powers = np.exp(scores - scores.max())
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(scores, y)) / len(y)


def gradient_with_one_sum(scores, y):
    """The probabilities of the whole batch add up to 1 here, since max and sum have no axis. Each
    row needs its own, so that a row of the gradient adds up to 0."""
    powers = np.exp(scores - scores.max())
    return (powers / powers.sum() - one_hot(scores, y)) / len(y)


def gradient_divides_by_flat_sums(scores, y):
    """The sums of the rows form a vector, not a column, so NumPy lines them up with the classes:
    an error, or wrong numbers where N and C are equal."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1) - one_hot(scores, y)) / len(y)


def gradient_over_the_batch(scores, y):
    """The probabilities in this gradient add up to 1 down the columns. Classes lie along the
    rows, so each row of probabilities has to."""
    return (softmax(scores.T).T - one_hot(scores, y)) / len(y)


def subtracts_the_labels_themselves(scores, y):
    """The label is taken off every probability of its row, as if the number of a class were a
    quantity. It is a place: only the probability at that place changes, by 1."""
    return (softmax(scores) - y[:, None]) / len(y)


def divides_only_the_one(scores, y):
    """Only the 1 that is taken off is divided by N. The probabilities belong to the mean as
    well: divide the whole gradient."""
    return softmax(scores) - one_hot(scores, y) / len(y)


def divides_only_the_probabilities(scores, y):
    """The probabilities are divided by N, and the whole 1 is taken off after that. It belongs to
    the mean as well: take it off first, then divide."""
    return softmax(scores) / len(y) - one_hot(scores, y)


def takes_two_off(scores, y):
    """At the right class the 1 is taken off twice. Perhaps it gets its turn once in a line for
    all classes and once in a line of its own."""
    return (softmax(scores) - 2 * one_hot(scores, y)) / len(y)


def changes_the_right_class_only(scores, y):
    """At the right classes the gradient is right, and elsewhere it is 0. A higher score of a wrong
    class raises the loss as well, as much as that class is believed in."""
    return cross_entropy_gradient(scores, y) * one_hot(scores, y)


def differentiates_by_the_probability(scores, y):
    """-1 / p is how the loss changes with the probability of the right class. Go one step further,
    to the scores: each of them moves all probabilities of its row."""
    return -one_hot(scores, y) / softmax(scores) / len(y)


def multiplies_by_the_slope_again(scores, y):
    """p minus one-hot already is the gradient with respect to the scores. The slope of softmax,
    p (1 - p), is contained in it and must not be multiplied in once more."""
    p = softmax(scores)
    return (p - one_hot(scores, y)) * p * (1 - p) / len(y)


def subtracts_from_the_scores(scores, y):
    """The 1 is taken off the scores. Take it off the probabilities: without softmax the gradient
    of a good score would be large."""
    return (scores - one_hot(scores, y)) / len(y)


def gradient_with_classes_from_one(scores, y):
    """The 1 is taken off one class too far to the left, as if the classes counted from 1. They
    count from 0, and class 0 is the first column."""
    return cross_entropy_gradient(scores, (y - 1) % scores.shape[1])


def averages_the_rows_of_the_gradient(scores, y):
    """One row is left, the mean of all. Every image has its own scores, and so its own row in the
    gradient: the shape stays (N, C)."""
    return cross_entropy_gradient(scores, y).sum(axis=0)


def writes_the_gradient_into_the_scores(scores, y):
    """The gradient was worked out in the caller's array, and the scores are gone. Begin with a new
    array."""
    scores[:] = cross_entropy_gradient(scores, y)
    return scores


def linear_gradients(X, W, b, y):
    """How the mean cross-entropy of a linear classifier changes with its weights and biases.

    X: (N, D); W: (C, D); b: (C,); y: (N,), ints from 0 to C - 1.
    Returns dW (C, D) and db (C,).
    """
    scores = X @ W.T + b
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    dscores = powers / powers.sum(axis=1, keepdims=True)
    dscores[np.arange(len(y)), y] -= 1
    dscores /= len(y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradient_of_scores(X, W, b, y):
    """How the mean cross-entropy changes with each score of the linear classifier."""
    return cross_entropy_gradient(X @ W.T + b, y)


def dw_with_a_row_a_number(X, W, b, y):
    """dW lies the wrong way round: it has a row for each number of an image. A gradient has the
    shape of what it belongs to, and W has a row for each class."""
    dW, db = linear_gradients(X, W, b, y)
    return dW.T, db


def sums_the_gradients_of_the_batch(X, W, b, y):
    """This is N times too large in a batch of N: it belongs to the sum of the costs, and the loss
    is their mean."""
    dW, db = linear_gradients(X, W, b, y)
    return dW * len(y), db * len(y)


def divides_dw_and_db_by_n_twice(X, W, b, y):
    """There is one division by N too many. The mean asks for one, in the gradient of the scores;
    from there on the layer adds up over the batch and divides no more."""
    dW, db = linear_gradients(X, W, b, y)
    return dW / len(y), db / len(y)


def divides_dw_by_n_again(X, W, b, y):
    """dW is divided by N once more than it should be. The gradient of the scores holds the 1/N of
    the mean already."""
    dW, db = linear_gradients(X, W, b, y)
    return dW / len(y), db


def a_bias_gradient_for_each_image(X, W, b, y):
    """db still has an axis for the images. All images use the same biases, so what they want of a
    bias is added up, and that axis goes."""
    dscores = gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores


def keeps_the_axis_of_the_sum(X, W, b, y):
    """db has two axes, (1, C). A gradient has the shape of its parameter, and b is a plain vector:
    leave keepdims out."""
    dW, db = linear_gradients(X, W, b, y)
    return dW, db[None]


def sums_the_bias_gradient_of_the_batch(X, W, b, y):
    """dW has the 1/N of the mean and db has not. Divide the gradient of the scores by N once, and
    both get it from there."""
    dW, db = linear_gradients(X, W, b, y)
    return dW, db * len(y)


def averages_the_bias_gradient(X, W, b, y):
    """db is a mean over the images of something that holds the 1/N already. That divides by N
    twice: add up instead."""
    dscores = gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores.mean(axis=0)


def one_gradient_for_all_biases(X, W, b, y):
    """db is a single number, the sum over images and classes. There is one bias a class: add up
    over the images alone."""
    dscores = gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores.sum()


def adds_up_over_the_classes(X, W, b, y):
    """db is added up along the wrong axis: over the classes, which leaves a number an image, and
    that number is always 0. The biases belong to the classes."""
    dscores = gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores.sum(axis=1)


def adds_up_dw_for_db(X, W, b, y):
    """db is made by adding up dW over the numbers of an image. A bias is a weight whose input is
    always 1, so the pixels have no part in its gradient."""
    dW, _ = linear_gradients(X, W, b, y)
    return dW, dW.sum(axis=1)


def leaves_the_bias_gradient_zero(X, W, b, y):
    """db is 0, so the biases would never be learned. They move the scores as the weights do, with
    an input that is always 1."""
    dW, db = linear_gradients(X, W, b, y)
    return dW, np.zeros_like(db)


def goes_on_from_the_probabilities(X, W, b, y):
    """The right answers y are not used: the gradient goes on from the probabilities themselves.
    At the right class of each row 1 has to be taken off them first."""
    dscores = softmax(X @ W.T + b) / len(y)
    return dscores.T @ X, dscores.sum(axis=0)


def climbs_uphill(X, W, b, y):
    """The sign is turned round: going against these numbers would raise the loss. Probability minus
    one-hot, in this order."""
    dW, db = linear_gradients(X, W, b, y)
    return -dW, -db


def scores_without_the_bias(X, W, b, y):
    """b has no part in this answer. It belongs to the scores, and through them to the
    probabilities on which both gradients depend."""
    return linear_gradients(X, W, 0 * b, y)


def returns_db_first(X, W, b, y):
    """The two gradients come back in the other order. First dW, then db, as their parameters stand
    in the call."""
    dW, db = linear_gradients(X, W, b, y)
    return db, dW


def returns_dw_alone(X, W, b, y):
    """Only one array comes back. Two are asked for, dW and db, separated by a comma after
    return."""
    return linear_gradients(X, W, b, y)[0]


def returns_dx_for_dw(X, W, b, y):
    """The first array says how the loss changes with the pixels: it has a row an image. For the
    weights, multiply the gradient of the scores with X and not with W."""
    dscores = gradient_of_scores(X, W, b, y)
    return dscores @ W, dscores.sum(axis=0)


def takes_whole_columns_off(X, W, b, y):
    """Inside, [:, y] takes 1 off in whole columns of the probabilities. Only one place of each row
    belongs to its label."""
    scores = X @ W.T + b
    dscores = takes_one_off_whole_columns(scores, y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradients_of_raw_exponentials(X, W, b, y):
    """Large pixels or weights make large scores, and for those exp overflows: nan. Shift each row
    of the scores by its largest one first."""
    dscores = gradient_of_raw_exponentials(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradients_with_one_maximum(X, W, b, y):
    """One maximum for the whole batch is taken off the scores. Where another image has far lower
    scores, all its exponentials are 0 and its probabilities nan: a maximum a row is needed."""
    dscores = gradient_with_one_maximum(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def takes_a_step_already(X, W, b, y):
    """These are the parameters after a step of descent, W - dW and b - db. The gradients
    themselves are asked for; how long the step is, somebody else decides."""
    dW, db = linear_gradients(X, W, b, y)
    return W - dW, b - db


def l2_penalty(W, strength):
    """What large weights cost: half of strength times the sum of their squares.

    W: an array of any shape; strength: a number, 0 or more.
    Returns the penalty, a float, and its gradient, shaped like W.
    """
    return float(0.5 * strength * np.sum(W**2)), strength * W


def forgets_the_half(W, strength):
    """The penalty is twice as large as it should be. The half in front of it is there to make the
    gradient plain."""
    penalty, gradient = l2_penalty(W, strength)
    return 2 * penalty, gradient


def doubles_the_gradient(W, strength):
    """The gradient is twice as large as it should be. The 2 that comes from the square meets the
    half in front."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, 2 * gradient


def leaves_the_half_out_of_both(W, strength):
    """Penalty and gradient agree with each other, and both lack the half. That is a convention
    too; here the penalty is half of strength times the sum of squares."""
    penalty, gradient = l2_penalty(W, strength)
    return 2 * penalty, 2 * gradient


def halves_the_gradient_too(W, strength):
    """The gradient is half of what it should be. The square has brought a 2 down, and with the half
    in front nothing is left to divide by."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, 0.5 * gradient


def forgets_the_strength(W, strength):
    """The strength makes no difference to this answer. With strength 0 there is no penalty, and
    no gradient."""
    return l2_penalty(W, 1)


def forgets_the_strength_in_the_penalty(W, strength):
    """The penalty does not grow with the strength. With strength 0 weights must cost nothing."""
    return l2_penalty(W, 1)[0], l2_penalty(W, strength)[1]


def forgets_the_strength_in_the_gradient(W, strength):
    """The gradient does not grow with the strength. Differentiate the line of the penalty: the
    strength stays in front as a factor."""
    return l2_penalty(W, strength)[0], l2_penalty(W, 1)[1]


def sums_a_matrix_product(W, strength):
    """W.T @ W is a product of matrices: it multiplies different weights with one another. Here
    every weight is multiplied with itself alone, element by element."""
    return float(0.5 * strength * np.sum(W.T @ W)), strength * W


def sums_a_product_of_rows(W, strength):
    """W @ W.T is a product of matrices: it multiplies each row with every other one. Only its
    diagonal belongs to the sum of squares, which needs no product of matrices."""
    return float(0.5 * strength * np.sum(W @ W.T)), strength * W


def squares_the_sum(W, strength):
    """The weights are added up and then squared, so positive and negative ones cancel. Square
    first, then add up."""
    return float(0.5 * strength * np.sum(W) ** 2), strength * W


def takes_the_root(W, strength):
    """The penalty holds the length of W, which is the root of the sum of squares. The sum itself is
    asked for, without a root."""
    return float(0.5 * strength * np.linalg.norm(W)), strength * W


def averages_the_squares(W, strength):
    """The squares are averaged. They are to be added up: a larger classifier has more to pay."""
    return float(0.5 * strength * np.mean(W**2)), strength * W


def adds_up_absolute_values(W, strength):
    """This is the L1 penalty, which adds up absolute values and whose slope knows only signs. L2
    takes squares, and its slope grows with the weight."""
    return float(strength * np.sum(np.abs(W))), strength * np.sign(W)


def adds_up_along_one_axis(W, strength):
    """The penalty is an array, since the squares were added up along one axis only. Python's own
    sum() does that, and so does axis=0; the penalty is one number for the whole of W."""
    return 0.5 * strength * sum(W**2), strength * W


def points_downhill(W, strength):
    """The gradient has the sign of the step. It says where the penalty grows, and a positive
    weight makes it grow; the minus comes with the descent."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, -gradient


def adds_up_the_gradient(W, strength):
    """The gradient is one number. Every weight has its own slope: the gradient has the shape of
    W, nothing is added up in it."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, gradient.sum()


def returns_the_gradient_first(W, strength):
    """The two come back in the other order: first the penalty, then its gradient."""
    penalty, gradient = l2_penalty(W, strength)
    return gradient, penalty


def returns_the_penalty_alone(W, strength):
    """Only the penalty comes back. Its gradient is asked for as well, after a comma."""
    return l2_penalty(W, strength)[0]


def scales_the_weights_of_the_caller(W, strength):
    """W itself was multiplied: `*=` writes into the caller's array, and the classifier would have
    lost its weights."""
    penalty = l2_penalty(W, strength)[0]
    W *= strength
    return penalty, W


def hinge_loss(scores, y, margin=1.0):
    """The multiclass hinge loss, a float: the mean over the rows of what each row costs.

    A row costs, for each wrong class j, max(0, its score - score of the right class + margin),
    all wrong classes added up.
    scores: (N, C); y: (N,), ints from 0 to C - 1.
    """
    rows = np.arange(len(y))
    costs = np.maximum(0, scores - scores[rows, y][:, None] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y))


def lead_of_each_class(scores, y):
    """By how much each score is above the score of the right class of its row."""
    return scores - scores[np.arange(len(y)), y][:, None]


def hinge_costs(scores, y, margin=1.0):
    """What each class costs in each row, 0 for the right one."""
    costs = np.maximum(0, lead_of_each_class(scores, y) + margin)
    return costs * (1 - one_hot(scores, y))


def counts_the_right_class(scores, y, margin=1.0):
    """The loss is too large by the margin: the right class is compared with itself as well, and
    that difference of 0 costs the whole margin. Only wrong classes cost something."""
    return hinge_loss(scores, y, margin) + max(0, margin)


def takes_one_off_for_the_right_class(scores, y, margin=1.0):
    """You let the right class cost its margin and take 1 off at the end. The margin is an argument
    and need not be 1. Leave the right class out from the start."""
    return hinge_loss(scores, y, margin) + margin - 1


def turns_the_difference_round(scores, y, margin=1.0):
    """The two scores stand the wrong way round: good scores cost much here. The cost grows when
    the wrong class gets the higher score."""
    costs = np.maximum(0, margin - lead_of_each_class(scores, y))
    return float(np.sum(costs * (1 - one_hot(scores, y))) / len(y))


def leaves_out_the_margin(scores, y, margin=1.0):
    """The margin is missing: as soon as the right class is level with the others, nothing is left
    to pay, and for scores that are all 0 the loss is 0. The right class should lead by the
    margin."""
    return hinge_loss(scores, y, 0.0)


def always_takes_a_margin_of_one(scores, y, margin=1.0):
    """The margin that was given makes no difference: 1 is written where its name should stand."""
    return hinge_loss(scores, y)


def subtracts_the_margin(scores, y, margin=1.0):
    """The margin is subtracted, so a wrong class may lead by that much and cost nothing. It is
    the right class that should lead: a margin makes the cost larger."""
    return hinge_loss(scores, y, -margin)


def pays_for_the_worst_class_only(scores, y, margin=1.0):
    """A row pays for its most expensive class only. That loss was published too, by Crammer and
    Singer; here the costs of all wrong classes are added up."""
    return float(hinge_costs(scores, y, margin).max(axis=1).mean())


def averages_over_the_classes(scores, y, margin=1.0):
    """The costs are averaged over the classes too, as some libraries do. Within a row they are
    added up; the mean is over the rows alone."""
    return hinge_loss(scores, y, margin) / scores.shape[1]


def averages_over_the_wrong_classes(scores, y, margin=1.0):
    """The costs are divided by the number of wrong classes. Within a row the docstring adds them
    up, and only over the rows there is a mean."""
    return hinge_loss(scores, y, margin) / (scores.shape[1] - 1)


def adds_up_the_costs_of_the_batch(scores, y, margin=1.0):
    """The costs of all rows are added up. The loss is their mean: divide by how many rows there
    are."""
    return hinge_loss(scores, y, margin) * len(y)


def squares_the_costs(scores, y, margin=1.0):
    """The costs are squared. The squared hinge loss exists, but here a cost is max(0, ...) as it
    is."""
    return float(np.sum(hinge_costs(scores, y, margin) ** 2) / len(y))


def lets_costs_be_negative(scores, y, margin=1.0):
    """Classes far behind lower the loss here, since their cost is negative. A class that is far
    enough behind costs 0 and pays nothing back: the max is missing."""
    costs = (lead_of_each_class(scores, y) + margin) * (1 - one_hot(scores, y))
    return float(costs.sum() / len(y))


def cuts_off_after_adding_up(scores, y, margin=1.0):
    """The wrong classes of a row are added up first, and the negative total is cut off afterwards.
    So one class far behind pays for another. Every class has its own max(0, ...)."""
    costs = (lead_of_each_class(scores, y) + margin) * (1 - one_hot(scores, y))
    return float(np.maximum(0, costs.sum(axis=1)).mean())


def adds_up_class_numbers(scores, y, margin=1.0):
    """The numbers of the classes are added up, from argmax, and not what they cost. argmax says
    where the largest cost is; the loss needs how large the costs are."""
    return float(hinge_costs(scores, y, margin).argmax(axis=1).mean())


def counts_classes_that_cost(scores, y, margin=1.0):
    """This is how many classes cost something. Add up what they cost."""
    return float(np.sum(hinge_costs(scores, y, margin) > 0) / len(y))


def a_cost_for_each_row(scores, y, margin=1.0):
    """These are the costs of the rows, an array. One number is asked for: take their mean."""
    return hinge_costs(scores, y, margin).sum(axis=1)


def lines_right_scores_up_with_classes(scores, y, margin=1.0):
    """The scores of the right classes are a vector with a number a row, and NumPy lines it up with
    the columns: an error, or the wrong scores where N and C are equal. Make it a column first."""
    rows = np.arange(len(y))
    costs = np.maximum(0, scores - scores[rows, y] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y))


def compares_with_every_label(scores, y, margin=1.0):
    """scores[:, y] holds, for every row, the scores of the labels of all rows: N times N numbers.
    Each row has one right class: row numbers and labels go in pairs."""
    costs = np.maximum(0, scores - scores[:, y] + margin)
    costs[np.arange(len(y)), y] = 0
    return float(costs.sum() / len(y))


def right_class_one_to_the_left(scores, y, margin=1.0):
    """The column to the left of the right class is taken for the right one, as if classes counted
    from 1. They count from 0, as columns do."""
    return hinge_loss(scores, (y - 1) % scores.shape[1], margin)


def overwrites_the_right_scores(scores, y, margin=1.0):
    """The scores of the right classes were written over in the caller's array. Leave these classes
    out by changing your own array of costs."""
    loss = hinge_loss(scores, y, margin)
    scores[np.arange(len(y)), y] = -np.inf
    return loss


def hinge_gradient(scores, y, margin=1.0):
    """How the multiclass hinge loss changes with each score.

    scores: (N, C); y: (N,), ints from 0 to C - 1. A wrong class whose cost is exactly 0 adds
    nothing.
    Returns (N, C), the gradient of hinge_loss(scores, y, margin).
    """
    rows = np.arange(len(y))
    costs = scores - scores[rows, y][:, None] + margin
    gradient = (costs > 0).astype(float)
    gradient[rows, y] = 0
    gradient[rows, y] = -gradient.sum(axis=1)
    return gradient / len(y)


def costly_classes(scores, y, margin=1.0):
    """1 for the wrong classes that cost something, 0 for all others."""
    return (hinge_costs(scores, y, margin) > 0).astype(float)


def pulls_the_right_class_once(scores, y, margin=1.0):
    """The right class gets -1 whether one class costs something or several. It stands in the cost
    of each of them, so each of them pulls it once."""
    costly = costly_classes(scores, y, margin)
    some = costly.any(axis=1, keepdims=True)
    return (costly - one_hot(scores, y) * some) / len(y)


def pulls_the_right_class_in_every_row(scores, y, margin=1.0):
    """The right class gets -1 in every row, even where no wrong class costs anything. Count the
    classes of the row that do; there may be none."""
    return (costly_classes(scores, y, margin) - one_hot(scores, y)) / len(y)


def pulls_for_all_wrong_classes(scores, y, margin=1.0):
    """The right class is pulled by all C - 1 wrong ones, which is true only at the start, when the
    scores are near 0. Later some are far enough behind: count those that still cost something."""
    costly, right = costly_classes(scores, y, margin), one_hot(scores, y)
    return (costly - right * (scores.shape[1] - 1)) / len(y)


def counts_itself_in_the_pull(scores, y, margin=1.0):
    """At the right class the gradient is too low by one part in N. Its own margin is above 0 and
    was counted among the classes that cost something: leave it out before you count."""
    costly, right = costly_classes(scores, y, margin), one_hot(scores, y)
    return (costly - right * (costly.sum(axis=1, keepdims=True) + 1)) / len(y)


def uses_the_cost_as_the_slope(scores, y, margin=1.0):
    """The costs themselves stand in the gradient. The slope of max(0, m) is 1 wherever m is above
    0, however large m is: it matters which classes cost something and not how much."""
    costs, right = hinge_costs(scores, y, margin), one_hot(scores, y)
    return (costs - right * costs.sum(axis=1, keepdims=True)) / len(y)


def uses_the_slope_of_the_square(scores, y, margin=1.0):
    """This is the gradient of the squared hinge loss, with twice the cost for a slope. Here
    nothing is squared: the slope of max(0, m) is either 0 or 1."""
    costs, right = hinge_costs(scores, y, margin), one_hot(scores, y)
    return 2 * (costs - right * costs.sum(axis=1, keepdims=True)) / len(y)


def counts_a_cost_of_zero(scores, y, margin=1.0):
    """A wrong class whose cost is exactly 0 takes part here. At the kink the docstring decides: it
    adds nothing. Look at > and >=."""
    costly = lead_of_each_class(scores, y) + margin >= 0
    costly = costly * (1 - one_hot(scores, y))
    return (costly - one_hot(scores, y) * costly.sum(axis=1, keepdims=True)) / len(y)


def slope_of_the_sum(scores, y, margin=1.0):
    """These are the slopes of the sum over the batch. The loss is a mean, and a row has only one
    part in N of it."""
    return hinge_gradient(scores, y, margin) * len(y)


def slope_divided_by_n_twice(scores, y, margin=1.0):
    """The division by N happens twice. The mean asks for one."""
    return hinge_gradient(scores, y, margin) / len(y)


def slope_divided_by_the_classes(scores, y, margin=1.0):
    """The gradient is divided by the number of classes as well. The costs within a row are added
    up, so nothing there is divided."""
    return hinge_gradient(scores, y, margin) / scores.shape[1]


def forgets_to_pull_the_right_class(scores, y, margin=1.0):
    """The wrong classes are right, and the right class stays 0. Its score stands in the costs too,
    with a minus: when it rises, they all fall."""
    return costly_classes(scores, y, margin) / len(y)


def pulls_the_right_class_alone(scores, y, margin=1.0):
    """Only the right class has a slope here. A wrong class that costs something would cost more if
    its own score rose."""
    return hinge_gradient(scores, y, margin) * one_hot(scores, y)


def pushes_where_its_own_margin_is_positive(scores, y, margin=1.0):
    """Only the right class changes, by its own margin, which is always above 0: that is the class
    compared with itself. Each wrong class that costs something has +1, and takes 1 from the right
    one."""
    return one_hot(scores, y) / len(y)


def turns_the_slope_round(scores, y, margin=1.0):
    """All signs are turned round. Where a wrong class costs something, a higher score of it costs
    more, so its slope is positive."""
    return -hinge_gradient(scores, y, margin)


def slope_without_a_margin(scores, y, margin=1.0):
    """The margin is missing: classes that are behind, but by less than the margin, still cost
    something and have a slope."""
    return hinge_gradient(scores, y, 0.0)


def slope_at_a_margin_of_one(scores, y, margin=1.0):
    """Which classes cost something is decided with a margin of 1, whatever is given. Use the
    argument."""
    return hinge_gradient(scores, y)


def slope_with_the_difference_turned_round(scores, y, margin=1.0):
    """The classes are chosen by the difference the wrong way round: those that cost something are
    the ones with high scores, not with low ones."""
    costly = (margin - lead_of_each_class(scores, y) > 0) * (1 - one_hot(scores, y))
    return (costly - one_hot(scores, y) * costly.sum(axis=1, keepdims=True)) / len(y)


def slope_of_the_worst_class(scores, y, margin=1.0):
    """Only the most expensive class of a row has a slope. The loss adds up the costs of all wrong
    classes, and each of them that is above 0 has its part."""
    costs = hinge_costs(scores, y, margin)
    costly = np.eye(scores.shape[1])[costs.argmax(axis=1)] * (costs > 0)
    return (costly - one_hot(scores, y) * costly.sum(axis=1, keepdims=True)) / len(y)


def pulls_whole_columns(scores, y, margin=1.0):
    """[:, y] writes into whole columns, for every row. A row has one right class: index with row
    numbers and labels in pairs."""
    costly = costly_classes(scores, y, margin)
    gradient = costly.copy()
    for label, count in zip(y, costly.sum(axis=1), strict=True):
        gradient[:, label] = -count
    return gradient / len(y)


def accuracy(scores, y):
    """The share of rows, 0 to 1, in which the right class has the highest score.

    scores: (N, C); y: (N,), ints from 0 to C - 1. Of equal scores the first counts.
    Returns a float.
    """
    return float(np.mean(scores.argmax(axis=1) == y))


def best_row_of_each_class(scores, y):
    """The maximum is taken down the columns: the best image for each class. What is wanted is the
    best class for each image, along the rows."""
    return float(np.mean(scores.argmax(axis=0) == y))


def counts_right_rows(scores, y):
    """This is how many rows are right. A share is that number divided by how many rows there
    are."""
    return int(np.sum(scores.argmax(axis=1) == y))


def returns_a_percentage(scores, y):
    """This is a percentage. The docstring asks for a share from 0 to 1."""
    return 100 * accuracy(scores, y)


def returns_the_share_of_errors(scores, y):
    """This is the share of the rows that are wrong. The two add up to 1; the right ones are asked
    for."""
    return 1 - accuracy(scores, y)


def compares_scores_with_labels(scores, y):
    """The highest score of each row is compared with the label. A label is the number of a class,
    so ask where the highest score stands, not how high it is."""
    return float(np.mean(scores.max(axis=1) == y))


def takes_the_lowest_score(scores, y):
    """The class with the lowest score is taken for the answer. It is the highest that counts."""
    return float(np.mean(scores.argmin(axis=1) == y))


def takes_the_last_of_equals(scores, y):
    """Of equal scores the last one wins here, as it does after sorting upwards. The docstring lets
    the first one count."""
    last = scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1)
    return float(np.mean(last == y))


def counts_every_tie_as_right(scores, y):
    """A row counts as right as soon as no score is higher than that of the right class. Where
    several are equal only the first is the answer, so that a classifier that always says 0 does
    not win everywhere."""
    right = scores[np.arange(len(y)), y]
    return float(np.mean(right == scores.max(axis=1)))


def counts_no_tie_as_right(scores, y):
    """A row with equal highest scores never counts as right here. The first of them is the answer,
    and where it is the right class, the row is right."""
    right = one_hot(scores, y) == 1
    others = np.where(right, -np.inf, scores).max(axis=1)
    return float(np.mean(scores[np.arange(len(y)), y] > others))


def right_or_wrong_for_each_row(scores, y):
    """This says of each row whether it is right. One number is asked for, the share of those that
    are."""
    return scores.argmax(axis=1) == y


def all_or_nothing(scores, y):
    """Only 1 or 0 comes out: 1 if every row is right, otherwise 0. Either all rows are compared at
    once, or the share is cut off to a whole number by // or int(). A part of them may be right."""
    return float(np.array_equal(scores.argmax(axis=1), y))


def one_best_place_in_the_batch(scores, y):
    """argmax without an axis gives a single place in the whole batch, counted through all rows.
    Every row has a highest score of its own."""
    return float(np.mean(scores.argmax() == y))


def divides_by_the_number_of_classes(scores, y):
    """The number of right rows is divided by the number of classes. A share of the rows is meant:
    divide by N."""
    return float(np.sum(scores.argmax(axis=1) == y) / scores.shape[1])


def calls_the_first_class_one(scores, y):
    """The predicted classes count from 1 and the labels from 0. The place that argmax gives is the
    class, and nothing has to be added."""
    return float(np.mean(scores.argmax(axis=1) + 1 == y))


def perceptron_predict(x, w, b):
    """The perceptron's answer: the int 1 where w·x + b is above 0, otherwise the int 0.

    x, w: (D,); b: a number.
    """
    return int(w @ x + b > 0)


def fires_at_zero(x, w, b):
    """At exactly 0 the perceptron answers 1 here. Only above 0 it fires: with weights that are all
    zero it would otherwise say 1 to everything."""
    return int(w @ x + b >= 0)


def predicts_without_a_bias(x, w, b):
    """b has no part in the answer. It moves the line off the origin: add it before you
    compare."""
    return int(w @ x > 0)


def takes_the_bias_for_a_threshold(x, w, b):
    """w·x is compared with b. That is a threshold; a bias is added, so a large b makes a 1 more
    likely and not less."""
    return int(w @ x > b)


def adds_the_bias_for_every_input(x, w, b):
    """b is added to each product, and so once for every input. It belongs to the sum, once."""
    return int(np.sum(w * x + b) > 0)


def returns_true_or_false(x, w, b):
    """A comparison gives True or False. The docstring asks for the int 1 or 0, with which one can
    calculate: turn it into one."""
    return bool(w @ x + b > 0)


def returns_the_sum_itself(x, w, b):
    """This is w·x + b itself. The answer is only whether it is above 0: 1 or 0."""
    return float(w @ x + b)


def answers_minus_one(x, w, b):
    """1 and -1 are the answers of another convention. Here they are 1 and 0."""
    return 1 if w @ x + b > 0 else -1


def returns_a_sign(x, w, b):
    """np.sign gives 1.0, -1.0, and 0.0 for exactly 0. The perceptron of this lesson says 0 for
    everything that is not above 0, and says it as an int."""
    return np.sign(w @ x + b)


def answers_with_a_float(x, w, b):
    """1.0 and 0.0 are floats. The answer is a class, so an int."""
    return float(w @ x + b > 0)


def an_answer_for_every_input(x, w, b):
    """There is an answer for every input, since nothing has been added up. The products of w and
    x become one sum, and that gives one answer."""
    return (w * x + b > 0).astype(int)


def answers_the_wrong_way_round(x, w, b):
    """The answer is 1 where it should be 0, and the other way round."""
    return 1 - int(w @ x + b > 0)


def perceptron_update(x, target, w, b, rate):
    """One step of the perceptron's learning rule, for one example.

    x, w: (D,); b: a number; target: 0 or 1; rate: a number above 0.
    Returns the new w (D,) and the new b. Where the prediction is right they are as before.
    """
    prediction = int(w @ x + b > 0)
    change = rate * (target - prediction)
    return w + change * x, b + change


def updates_on_every_example(x, target, w, b, rate):
    """Examples that are predicted correctly change the weights as well. The error, target minus
    prediction, is 0 for them: predict first, and let the error decide."""
    return w + rate * target * x, b + rate * target


def moves_on_every_example(x, target, w, b, rate):
    """Every example moves the weights, towards x or away from it by its target, right or not. An
    example that is predicted correctly should change nothing."""
    change = rate * (2 * target - 1)
    return w + change * x, b + change


def walks_the_wrong_way(x, target, w, b, rate):
    """The sign is turned round. Where the target was 1 and the prediction 0, the sum w·x + b has to
    grow: is it larger with your new values than with the old ones?"""
    change = rate * (perceptron_predict(x, w, b) - target)
    return w + change * x, b + change


def never_updates_the_bias(x, target, w, b, rate):
    """The bias stays as it was. It is a weight too, with an input that is always 1, and learns by
    the same rule."""
    return perceptron_update(x, target, w, b, rate)[0], b


def moves_the_bias_the_wrong_way(x, target, w, b, rate):
    """The bias moves the wrong way. Like the weights it has to make the sum larger where the target
    is 1 and the prediction 0."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return new_w, b - (new_b - b)


def learns_from_the_raw_sum(x, target, w, b, rate):
    """The error is target minus the sum w·x + b. That is another algorithm, the delta rule. The
    perceptron compares the target with its answer, which is 0 or 1."""
    change = rate * (target - (w @ x + b))
    return w + change * x, b + change


def learns_from_a_sigmoid(x, target, w, b, rate):
    """The error is target minus a sigmoid, which is never quite 0. That is logistic regression.
    The perceptron answers 0 or 1, and where that is right it learns nothing."""
    change = rate * (target - 1 / (1 + np.exp(-(w @ x + b))))
    return w + change * x, b + change


def predicts_one_at_zero(x, target, w, b, rate):
    """A sum of exactly 0 counts as the answer 1 here. With weights that are all zero, examples of
    target 1 would then never be learned. Above 0 only."""
    change = rate * (target - int(w @ x + b >= 0))
    return w + change * x, b + change


def ignores_the_rate(x, target, w, b, rate):
    """The rate makes no difference: every step is as long as with rate 1. It belongs in front of
    the error."""
    return perceptron_update(x, target, w, b, 1.0)


def ignores_the_rate_for_the_bias(x, target, w, b, rate):
    """The bias moves by 1, whatever the rate. One rule serves weights and bias, and the rate is a
    factor in both."""
    new_w, _ = perceptron_update(x, target, w, b, rate)
    return new_w, perceptron_update(x, target, w, b, 1.0)[1]


def bias_moves_by_the_input(x, target, w, b, rate):
    """The change of the weights was added to the bias too, so it is an array now. The input that
    belongs to the bias is always 1."""
    new_w, _ = perceptron_update(x, target, w, b, rate)
    return new_w, b + (new_w - w)


def decides_without_the_bias(x, target, w, b, rate):
    """Whether the prediction is right is decided without the bias. It has a part in the prediction,
    and here it turns a 1 into a 0."""
    change = rate * (target - int(w @ x > 0))
    return w + change * x, b + change


def adds_the_input_for_every_mistake(x, target, w, b, rate):
    """Both kinds of mistake move the weights the same way, towards x. A 0 that should have been a
    1 needs a larger sum, a 1 that should have been a 0 a smaller one: the error has a sign."""
    change = rate * abs(target - perceptron_predict(x, w, b))
    return w + change * x, b + change


def learns_from_missed_ones_only(x, target, w, b, rate):
    """Something is learned only where the target is 1. A 1 that should have been a 0 is a mistake
    too: then the weights have to move away from x."""
    if target == 0:
        return w, b
    return perceptron_update(x, target, w, b, rate)


def moves_twice_as_far(x, target, w, b, rate):
    """The steps are twice as long as they should be. With answers 1 and -1 the error of a mistake
    is 2; with 1 and 0, as here, it is 1."""
    return perceptron_update(x, target, w, b, 2 * rate)


def returns_the_changes_alone(x, target, w, b, rate):
    """These are the changes. The new w and the new b are asked for: what was there before, plus
    its change."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return new_w - w, new_b - b


def returns_the_bias_first(x, target, w, b, rate):
    """The two come back in the other order. First the new w, then the new b."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return new_b, new_w


def returns_the_weights_alone(x, target, w, b, rate):
    """Only the weights come back. The new b is asked for as well, after a comma."""
    return perceptron_update(x, target, w, b, rate)[0]


def updates_the_weights_in_place(x, target, w, b, rate):
    """`+=` on an array writes into the caller's w, which is then no longer the old one. A sum with
    + makes a new array."""
    change = rate * (target - perceptron_predict(x, w, b))
    w += change * x
    return w, b + change


def linear_parameter_count():
    """Weights and biases of a linear classifier of 32×32 colour images in 10 classes."""
    numbers_of_an_image = 32 * 32 * 3
    classes = 10
    return classes * numbers_of_an_image + classes


def counts_the_weights_only():
    """These are the weights. Every class has a bias besides."""
    return 10 * 32 * 32 * 3


def counts_one_bias_for_all():
    """One bias was counted for the whole classifier. Each class has its own."""
    return 10 * 32 * 32 * 3 + 1


def counts_a_bias_for_every_input():
    """A bias was counted for each number of the image. Biases belong to the outputs: one a
    class."""
    return 10 * 32 * 32 * 3 + 32 * 32 * 3


def counts_a_bias_for_every_weight():
    """Every weight got a bias of its own here. A class adds its bias once, after its weighted
    sum."""
    return 2 * 10 * 32 * 32 * 3


def counts_grey_images():
    """That is right for grey images. A pixel in colour has three numbers."""
    return 10 * 32 * 32 + 10


def counts_one_class():
    """That is one class: its weights and its bias. There are ten of them."""
    return 32 * 32 * 3 + 1


def counts_the_inputs_of_a_class():
    """That is how many numbers an image has. Each class has a weight for every one of them, and
    there are ten classes."""
    return 32 * 32 * 3


def adds_classes_to_inputs():
    """The number of inputs and the number of classes were added. Every class is joined to every
    input: multiply, then count the biases."""
    return 32 * 32 * 3 + 10


def counts_one_side_of_the_image():
    """Only one side of the image was counted. It has 32 rows of 32 pixels each."""
    return 10 * 32 * 3 + 10


def matrix(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=float)


def vector(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


def labels(*numbers: int) -> np.ndarray:
    return np.array(numbers)


def counting(*shape: int) -> np.ndarray:
    """1, 2, 3 ... in an array of that shape."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def images_of(rng: np.random.Generator, count: int, sides: int) -> Call:
    """So many images of random sides; not for all sides to be 1."""
    return call(rng.random((count, *rng.integers(2, 4, size=sides))).round(2))


def some_gray_images(rng: np.random.Generator) -> Call:
    return images_of(rng, int(rng.integers(2, 5)), 2)


def some_colour_images(rng: np.random.Generator) -> Call:
    shape = (*rng.integers(2, 4, size=3), 3)
    return call(rng.integers(0, 256, size=shape, dtype=np.uint8))


def a_single_image(rng: np.random.Generator) -> Call:
    return images_of(rng, 1, int(rng.integers(2, 4)))


def images_of_one_side(rng: np.random.Generator) -> Call:
    return images_of(rng, int(rng.integers(2, 5)), 1)


def images_of_four_sides(rng: np.random.Generator) -> Call:
    return images_of(rng, 2, 4)


def different_sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Sizes from 2 to 5, no two of them equal."""
    return [int(size) for size in rng.permutation([2, 3, 4, 5])[:count]]


def layer(rng: np.random.Generator, n: int, d: int, c: int) -> tuple[np.ndarray, ...]:
    """X, W and b of random numbers with one decimal."""
    shapes = (n, d), (c, d), (c,)
    return tuple(rng.uniform(-2, 2, size=shape).round(1) for shape in shapes)


def layer_without_bias(rng: np.random.Generator) -> Call:
    X, W, b = layer(rng, *different_sizes(rng, 3))
    return call(X, W, 0 * b)


def layer_for_one_image(rng: np.random.Generator) -> Call:
    return call(*layer(rng, 1, *different_sizes(rng, 2)))


def layer_for_a_batch(rng: np.random.Generator) -> Call:
    return call(*layer(rng, *different_sizes(rng, 3)))


def layer_with_as_many_images_as_classes(rng: np.random.Generator) -> Call:
    n, d = different_sizes(rng, 2)
    return call(*layer(rng, n, d, n))


def layer_of_one_size(rng: np.random.Generator) -> Call:
    return call(*layer(rng, *different_sizes(rng, 1) * 3))


def layer_for_whole_numbers(rng: np.random.Generator) -> Call:
    X, W, b = layer(rng, *different_sizes(rng, 3))
    return call((5 * X).astype(int), W, b)


def rows_and_columns(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 2)).round(1))


def as_many_rows_as_columns(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 1) * 2).round(1))


def one_row_of_numbers(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=(1, *different_sizes(rng, 1))).round(1))


def scores_of(rng: np.random.Generator, n: int, c: int) -> np.ndarray:
    """Moderate scores in quarters: exact in any float type, however large a number is added."""
    return rng.integers(-8, 9, size=(n, c)) / 4


def one_row(rng: np.random.Generator) -> np.ndarray:
    return scores_of(rng, 1, *different_sizes(rng, 1))


def several_rows(rng: np.random.Generator) -> np.ndarray:
    return scores_of(rng, *different_sizes(rng, 2))


def square(rng: np.random.Generator) -> np.ndarray:
    return scores_of(rng, *different_sizes(rng, 1) * 2)


def one_large_row(rng: np.random.Generator) -> np.ndarray:
    return one_row(rng) + rng.choice([-1000.0, 1000.0])


def large_and_small_rows(rng: np.random.Generator) -> np.ndarray:
    scores = several_rows(rng)
    scores[0] += 1000
    scores[1] += rng.choice([-1000.0, 0.0])
    return scores


def one_class_far_behind(rng: np.random.Generator) -> Call:
    scores = several_rows(rng)
    scores[:, 0] = -1000 - rng.integers(0, 500)
    return call(scores, np.zeros(len(scores), int))


def with_labels(draw):
    """The same scores with a random label for each row."""

    def labelled(rng: np.random.Generator) -> Call:
        scores = draw(rng)
        return call(scores, rng.integers(scores.shape[1], size=len(scores)))

    return labelled


def alone(draw):
    def unlabelled(rng: np.random.Generator) -> Call:
        return call(draw(rng))

    return unlabelled


def with_layer_labels(draw):
    """The same layer with a random label for each image."""

    def labelled(rng: np.random.Generator) -> Call:
        X, W, b = draw(rng).args
        return call(X, W, b, rng.integers(len(b), size=len(X)))

    return labelled


def layer_with_large_scores(rng: np.random.Generator) -> Call:
    """The right class is far behind in every row, so that no gradient is 0."""
    X, W, b = layer(rng, *different_sizes(rng, 3))
    X, W = 100 * X, 10 * W
    return call(X, W, b, (X @ W.T + b).argmin(axis=1))


def weights_and_strength(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 2)).round(1), strength(rng))


def weights_at_strength_one(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 2)).round(1), 1.0)


def weights_of_any_shape(rng: np.random.Generator) -> Call:
    shape = rng.integers(2, 4, size=rng.integers(1, 5))
    return call(rng.uniform(-3, 3, size=shape).round(1), strength(rng))


def strength(rng: np.random.Generator) -> float:
    return float(rng.choice([0.01, 0.1, 0.5, 3.0]))


def off_the_kink(draw):
    """Labelled scores whose differences are multiples of 0.75: no cost is exactly 0."""

    def labelled(rng: np.random.Generator) -> Call:
        scores, y = with_labels(draw)(rng).args
        return call(3 * scores, y)

    return labelled


def hinge_with_a_margin(rng: np.random.Generator) -> Call:
    return call(*off_the_kink(several_rows)(rng).args, margin=float(rng.choice([0.5, 2.0])))


def hinge_at_the_kink(rng: np.random.Generator) -> Call:
    """Scores in whole numbers, and in the first row one cost is exactly 0 and another is not."""
    n, c = different_sizes(rng, 2)
    scores = rng.integers(-2, 3, size=(n, c + 1)).astype(float)
    scores[0, :3] = scores[0, 0] - [0, 1, -1]
    return call(scores, np.r_[0, rng.integers(c + 1, size=n - 1)])


def some_right_some_wrong(rng: np.random.Generator, n: int, c: int) -> Call:
    """No two scores of a row are equal; the first row is right and the last one wrong."""
    scores = rng.permuted(np.tile(np.arange(c) - 1.5, (n, 1)), axis=1)
    y = rng.integers(c, size=n)
    y[0], y[-1] = scores[0].argmax(), scores[-1].argmin()
    return call(scores, y)


def accuracy_of_several_rows(rng: np.random.Generator) -> Call:
    return some_right_some_wrong(rng, *different_sizes(rng, 2))


def accuracy_of_a_square(rng: np.random.Generator) -> Call:
    return some_right_some_wrong(rng, *different_sizes(rng, 1) * 2)


def accuracy_with_equal_scores(rng: np.random.Generator) -> Call:
    scores, y = some_right_some_wrong(rng, *different_sizes(rng, 2)).args
    return call(np.maximum(scores, 0.5), y)


def neuron(rng: np.random.Generator, fires: bool, bias: float) -> tuple[np.ndarray, np.ndarray]:
    """x and w with a product of at least 1 in size, which the bias may turn round or not."""
    while True:
        d = int(rng.integers(2, 5))
        x, w = rng.integers(-3, 4, size=d) * 1.0, rng.integers(-6, 7, size=d) / 2
        if abs(w @ x) >= 1 and w @ x + bias != 0 and (w @ x + bias > 0) == fires:
            return x, w


def neuron_without_bias(fires: bool):
    return lambda rng: call(*neuron(rng, fires, 0.0), 0.0)


def neuron_with_bias(fires: bool):
    def draw(rng: np.random.Generator) -> Call:
        b = float(rng.choice([-4.5, -3.5, -2.5, 2.5, 3.5, 4.5]))
        return call(*neuron(rng, fires, b), b)

    return draw


def balanced_neuron(rng: np.random.Generator) -> Call:
    x, w = neuron(rng, bool(rng.integers(2)), 0.0)
    return call(x, w, float(-w @ x))


def example(rng: np.random.Generator, target: int, is_right: bool, rate: float) -> Call:
    """The bias is too small to turn the prediction round."""
    b = float(rng.choice([-0.25, 0.25]))
    x, w = neuron(rng, bool(target) == is_right, b)
    return call(x, target, w, b, rate)


def missed_example(rng: np.random.Generator) -> Call:
    return example(rng, int(rng.integers(2)), False, 1.0)


def missed_example_at_a_rate(rng: np.random.Generator) -> Call:
    return example(rng, int(rng.integers(2)), False, float(rng.choice([0.1, 0.25, 0.5, 2.0])))


def right_example(rng: np.random.Generator) -> Call:
    return example(rng, int(rng.integers(2)), True, 1.0)


def balanced_example(target: int):
    def draw(rng: np.random.Generator) -> Call:
        x, w, b = balanced_neuron(rng).args
        return call(x, target, w, b, 1.0)

    return draw


EXERCISES = [
    Exercise(
        solution=flatten_images,
        parts=[
            Part(
                "grey images",
                [
                    call(counting(2, 2, 2)),
                    call(counting(3, 2, 4).astype(np.uint8)),
                    drawn(some_gray_images, 3),
                ],
            ),
            Part(
                "colour images",
                [
                    call(counting(2, 1, 2, 3)),
                    call(counting(2, 3, 2, 3) / 4),
                    drawn(some_colour_images, 3),
                ],
            ),
            Part(
                "one image",
                [call(counting(1, 2, 3)), call(counting(1, 3, 2, 2)), drawn(a_single_image, 3)],
            ),
            Part(
                "any shape",
                [
                    call(counting(2, 3)),
                    call(counting(2, 2, 1, 2, 3)),
                    drawn(images_of_one_side, 1),
                    drawn(images_of_four_sides, 2),
                ],
            ),
        ],
        mistakes=[
            flattens_the_whole_batch,
            deals_the_numbers_out,
            a_row_a_pixel_place,
            flattens_the_first_image,
            images_in_columns,
            first_axis_runs_fastest,
            drops_a_batch_of_one,
            a_row_a_pixel,
            merges_the_last_two_axes,
            puts_the_colours_first,
            multiplies_two_sides,
            unpacks_three_sides,
            unpacks_four_sides,
            gives_its_input_a_new_shape,
        ],
        hints=[
            "How many rows has the answer, and how many numbers are in each? The number of images "
            "is len(images).",
            "reshape moves no number, it only says where a row ends. One side may be -1: NumPy "
            "works that side out from the others.",
        ],
    ),
    Exercise(
        solution=linear_scores,
        parts=[
            Part(
                "weights",
                [
                    call(matrix([2, 3]), matrix([1, 0], [0, 1], [2, -1]), vector(0, 0, 0)),
                    call(
                        matrix([1, 2, 0], [0, 1, -1]),
                        matrix([1, 0, 2], [0, 1, 0], [3, -1, 1], [1, 1, 1]),
                        vector(0, 0, 0, 0),
                    ),
                    drawn(layer_without_bias, 3),
                ],
            ),
            Part(
                "bias",
                [
                    call(matrix([2, 3]), matrix([1, 0], [0, 1], [2, -1]), vector(1, 2, -1)),
                    call(
                        matrix([1, 2, 0], [0, 1, -1]),
                        matrix([1, 0, 2], [0, 1, 0], [3, -1, 1], [1, 1, 1]),
                        vector(0.5, -1, 2, 3),
                    ),
                    drawn(layer_for_one_image, 1),
                    drawn(layer_for_a_batch, 3),
                ],
            ),
            Part(
                "as many images as classes",
                [
                    call(matrix([1, 2, 0], [0, 1, -1]), counting(2, 3), vector(10, 20)),
                    call(counting(3, 2), matrix([1, 0], [2, 1], [0, -1]), vector(1, 2, -4)),
                    drawn(layer_with_as_many_images_as_classes, 3),
                ],
            ),
            Part(
                "square arrays",
                [
                    call(matrix([1, 2], [3, 5]), matrix([0, 1], [2, -1]), vector(10, 20)),
                    call(
                        matrix([1, 2, 0], [0, 1, -1], [4, 0, 3]),
                        matrix([1, 0, 2], [0, 1, 0], [3, -1, 1]),
                        vector(1, 2, -4),
                    ),
                    drawn(layer_of_one_size, 3),
                ],
            ),
            Part(
                "whole numbers",
                [
                    call(
                        np.array([[1, 3], [2, 5], [4, 4]]),
                        matrix([0.5, 0], [0.25, 1]),
                        vector(0.5, 0.25),
                    ),
                    drawn(layer_for_whole_numbers, 3),
                ],
            ),
        ],
        mistakes=[
            forgets_the_bias,
            multiplies_without_transposing,
            weights_in_front,
            transposes_both,
            scores_in_columns,
            transposed_scores_plus_bias,
            adds_the_bias_down_the_column,
            adds_the_bias_at_every_number,
            subtracts_the_bias,
            adds_every_bias,
            returns_the_best_class,
            scores_the_first_image,
            squeezes_the_scores,
            scores_of_the_type_of_the_images,
        ],
        hints=[
            "Do one image and one class by hand: multiply, add up, add the bias. Which row of X "
            "and which row of W did you use?",
            "A product of matrices adds up over the last axis of the first array and the first "
            "axis of the second. D has to be both.",
            "(N, D) times (D, C) gives (N, C). W.T is (D, C), and b, with C numbers, lines up with "
            "the last axis by itself.",
        ],
    ),
    Exercise(
        solution=append_bias,
        parts=[
            Part(
                "one row", [call(matrix([5])), call(matrix([2, 3])), drawn(one_row_of_numbers, 3)]
            ),
            Part(
                "several rows",
                [
                    call(matrix([2, 3], [4, 5], [6, 7])),
                    call(counting(2, 4) / 2),
                    drawn(rows_and_columns, 3),
                ],
            ),
            Part(
                "as many rows as columns",
                [call(matrix([2, 3], [4, 5])), drawn(as_many_rows_as_columns, 3)],
            ),
        ],
        mistakes=[
            ones_in_front,
            adds_a_row_of_ones,
            appends_to_a_flat_array,
            joins_a_flat_array_of_ones,
            a_column_of_zeros,
            writes_over_the_last_column,
            adds_one_to_every_number,
            as_many_ones_as_numbers,
        ],
        hints=[
            "One column of ones for N rows has the shape (N, 1).",
            "np.hstack puts arrays side by side that have equally many rows; it takes them as one "
            "list.",
        ],
    ),
    Exercise(
        solution=softmax,
        parts=[
            Part(
                "one row",
                [
                    call(matrix([0, 0])),
                    call(matrix([1, 2])),
                    call(matrix([1, 2, 4])),
                    drawn(alone(one_row), 3),
                ],
            ),
            Part(
                "several rows",
                [
                    call(matrix([1, 2, 4], [0, 3, 0])),
                    call(matrix([1, 2], [0, -1], [3, 1])),
                    drawn(alone(several_rows), 3),
                ],
            ),
            Part(
                "as many rows as classes",
                [
                    call(matrix([1, 3], [2, 0])),
                    call(matrix([1, 2, 4], [0, 3, 0], [-1, 0, 1])),
                    drawn(alone(square), 3),
                ],
            ),
            Part(
                "large scores",
                [
                    call(matrix([1000, 1000])),
                    call(matrix([999, 1000])),
                    call(matrix([-1000, -1001])),
                    call(matrix([1000, 0, -1000])),
                    drawn(alone(one_large_row), 4),
                ],
            ),
            Part(
                "large and small rows",
                [
                    call(matrix([1000, 999, 1000], [1, 2, 4])),
                    call(matrix([1, 2], [1001, 1000], [-1000, -1001])),
                    drawn(alone(large_and_small_rows), 3),
                ],
            ),
        ],
        mistakes=[
            exponentials_of_raw_scores,
            shifts_by_the_largest_of_all,
            shifts_by_the_largest_of_each_class,
            probabilities_down_the_columns,
            one_sum_for_the_batch,
            one_sum_after_a_shift_of_each_row,
            divides_by_a_flat_sum,
            subtracts_a_flat_maximum,
            flat_maximum_and_flat_sum,
            shifts_its_input,
            returns_logarithms,
            never_divides,
            divides_the_scores_themselves,
            a_sigmoid_for_each_score,
            divides_by_the_largest_score,
            favours_the_smallest_score,
            shifts_by_the_smallest_score,
            shifts_by_the_mean_score,
            shifts_by_the_largest_size,
            turns_nan_into_zero,
            clips_the_scores,
            adds_a_little_to_the_sum,
        ],
        hints=[
            "Two steps: exp makes every number positive, and dividing by the sum of its row makes "
            "the row add up to 1.",
            "With axis=1 a sum goes along each row. With keepdims=True it stays a column of shape "
            "(N, 1) and lines up with the rows.",
            "softmax of [1000, 1001] is softmax of [0, 1]. Subtract from each row its largest "
            "score before exp.",
        ],
    ),
    Exercise(
        solution=cross_entropy,
        parts=[
            Part(
                "one row",
                [
                    call(matrix([0, 0]), labels(0)),
                    call(matrix([1, 2, 4]), labels(1)),
                    call(matrix([-2.85, 0.86, 0.28]), labels(2)),
                    drawn(with_labels(one_row), 3),
                ],
            ),
            Part(
                "several rows",
                [
                    call(matrix([1, 2, 4], [0, 3, 0]), labels(2, 0)),
                    call(matrix([1, 2, 0], [0, -1, 1], [3, 1, 1], [0, 0, 2]), labels(1, 0, 1, 2)),
                    drawn(with_labels(several_rows), 3),
                ],
            ),
            Part(
                "as many rows as classes",
                [
                    call(matrix([1, 3], [2, 1]), labels(1, 1)),
                    call(matrix([1, 2, 4], [0, 3, 0], [-1, 0, 1]), labels(2, 1, 0)),
                    drawn(with_labels(square), 3),
                ],
            ),
            Part(
                "large scores",
                [
                    call(matrix([1000, 1001]), labels(0)),
                    call(matrix([-1000, -1001, -1000]), labels(2)),
                    drawn(with_labels(one_large_row), 4),
                ],
            ),
            Part(
                "a right class far behind",
                [
                    call(matrix([0, -1000]), labels(1)),
                    call(matrix([1000, 0, 999], [1000, 1, -1000]), labels(1, 2)),
                    drawn(one_class_far_behind, 3),
                ],
            ),
            Part(
                "large and small rows",
                [
                    call(matrix([1000, 1001, 1000], [0, 1, 2]), labels(0, 1)),
                    call(matrix([1, 2], [1001, 1000], [-1000, -1001]), labels(0, 1, 1)),
                    drawn(with_labels(large_and_small_rows), 3),
                ],
            ),
        ],
        mistakes=[
            logs_a_probability_of_zero,
            sums_raw_exponentials,
            logs_raw_probabilities,
            multiplies_zero_by_infinity,
            adds_a_hundred_millionth,
            stops_at_23,
            stops_at_27_6,
            stops_at_34_5,
            a_maximum_for_the_batch,
            a_sum_for_the_batch,
            lines_maxima_up_with_classes,
            shifts_only_the_sum,
            adds_up_the_batch,
            counts_in_bits,
            takes_the_logarithm_to_base_ten,
            averages_over_all_classes,
            a_yes_or_no_for_each_class,
            adds_the_wrong_classes_to_the_cost,
            divides_by_the_classes_too,
            squares_the_distance,
            pairs_every_row_with_every_label,
            picks_rows_by_label,
            a_negative_loss,
            leaves_out_the_logarithm,
            costs_what_is_missing_to_one,
            takes_the_logarithm_of_the_mean,
            a_loss_for_each_row,
            counts_classes_from_one,
            takes_scores_for_probabilities,
            negates_the_right_score,
            applies_softmax_twice,
            normalises_over_the_batch,
            shifts_the_scores_of_the_caller,
        ],
        hints=[
            "With two equal scores the right class has probability 1/2, and the loss is log 2, "
            "0.693. Only one number of each row enters: that of its right class.",
            "The logarithm of a quotient is a difference. So -log p is the logarithm of the row's "
            "sum of exponentials, minus the score of the right class; no p is needed.",
            "Shift each row by its maximum first. scores[np.arange(len(y)), y] picks one score "
            "from each row.",
        ],
    ),
    Exercise(
        solution=cross_entropy_gradient,
        parts=[
            Part(
                "one row",
                [
                    call(matrix([0, 0]), labels(0)),
                    call(matrix([1, 2, 4]), labels(1)),
                    drawn(with_labels(one_row), 3),
                ],
            ),
            Part(
                "several rows",
                [
                    call(matrix([1, 2, 4], [0, 3, 0]), labels(2, 0)),
                    call(matrix([1, 2, 0], [0, -1, 1], [3, 1, 1], [0, 0, 2]), labels(1, 0, 1, 2)),
                    drawn(with_labels(several_rows), 3),
                ],
            ),
            Part(
                "as many rows as classes",
                [
                    call(matrix([1, 3], [2, 1]), labels(1, 1)),
                    call(matrix([1, 2, 4], [0, 3, 0], [-1, 0, 1]), labels(2, 1, 0)),
                    drawn(with_labels(square), 3),
                ],
            ),
            Part(
                "large scores",
                [
                    call(matrix([1000, 1001]), labels(0)),
                    call(matrix([-1000, -1001, -1000]), labels(2)),
                    call(matrix([1000, 0, -1000]), labels(1)),
                    drawn(with_labels(one_large_row), 4),
                ],
            ),
            Part(
                "large and small rows",
                [
                    call(matrix([1000, 1001, 1000], [0, 1, 2]), labels(0, 1)),
                    call(matrix([1, 2], [1001, 1000], [-1000, -1001]), labels(0, 1, 1)),
                    drawn(with_labels(large_and_small_rows), 3),
                ],
            ),
        ],
        mistakes=[
            gradient_of_the_sum,
            divides_by_n_twice,
            divides_by_all_numbers,
            returns_the_probabilities,
            turns_the_sign_of_the_gradient,
            takes_one_off_whole_columns,
            gradient_of_raw_exponentials,
            gradient_with_one_maximum,
            gradient_with_one_sum,
            gradient_divides_by_flat_sums,
            gradient_over_the_batch,
            subtracts_the_labels_themselves,
            divides_only_the_one,
            divides_only_the_probabilities,
            takes_two_off,
            changes_the_right_class_only,
            differentiates_by_the_probability,
            multiplies_by_the_slope_again,
            subtracts_from_the_scores,
            gradient_with_classes_from_one,
            averages_the_rows_of_the_gradient,
            writes_the_gradient_into_the_scores,
        ],
        hints=[
            "Write the loss of one row as log of the sum of exponentials, minus the score of the "
            "right class, and differentiate the two terms one by one.",
            "The first term gives the probabilities. The second gives a 1 less, in one place of "
            "the row.",
            "Probabilities [0.2, 0.3, 0.5] with right class 1 give [0.2, -0.7, 0.5] for a batch "
            "of one. The mean then divides by the number of rows.",
        ],
    ),
    Exercise(
        solution=linear_gradients,
        parts=[
            Part(
                "dW of one image",
                [
                    call(matrix([1, 2]), matrix([0, 0], [0, 0]), vector(0, 0), labels(0)),
                    call(
                        matrix([1, 2]),
                        matrix([1, 0], [0, 1], [1, -1]),
                        vector(0, 1, 2),
                        labels(1),
                    ),
                    drawn(with_layer_labels(layer_for_one_image), 3),
                ],
                item=0,
            ),
            Part(
                "db of one image",
                [
                    call(matrix([1, 2]), matrix([0, 0], [0, 0]), vector(0, 0), labels(0)),
                    call(
                        matrix([1, 2]),
                        matrix([1, 0], [0, 1], [1, -1]),
                        vector(0, 1, 2),
                        labels(1),
                    ),
                    drawn(with_layer_labels(layer_for_one_image), 3),
                ],
                item=1,
            ),
            Part(
                "dW of a batch",
                [
                    call(
                        matrix([1, 2], [0, 1], [3, -1]),
                        matrix([1, 0], [0, 1], [1, -1], [0, 0]),
                        vector(0, 1, 2, 0),
                        labels(1, 3, 1),
                    ),
                    drawn(with_layer_labels(layer_for_a_batch), 3),
                ],
                item=0,
            ),
            Part(
                "db of a batch",
                [
                    call(
                        matrix([1, 2], [0, 1], [3, -1]),
                        matrix([1, 0], [0, 1], [1, -1], [0, 0]),
                        vector(0, 1, 2, 0),
                        labels(1, 3, 1),
                    ),
                    drawn(with_layer_labels(layer_for_a_batch), 3),
                ],
                item=1,
            ),
            Part(
                "square arrays",
                [
                    call(
                        matrix([1, 2], [3, -1]),
                        matrix([0, 1], [1, -1]),
                        vector(0.5, 1),
                        labels(1, 1),
                    ),
                    call(
                        matrix([1, 2, 0], [0, 1, -1], [2, 0, 1]),
                        matrix([1, 0, 2], [0, 1, 0], [1, -1, 1]),
                        vector(0, 1, -1),
                        labels(2, 0, 2),
                    ),
                    drawn(with_layer_labels(layer_of_one_size), 3),
                ],
            ),
            Part(
                "large scores",
                [
                    call(
                        matrix([10, 0]),
                        matrix([100, 0], [-100, 0], [100, 1]),
                        vector(0, 1, 2),
                        labels(1),
                    ),
                    call(
                        matrix([10, 1], [0, 1], [-10, 2]),
                        matrix([100, 2], [100, 1]),
                        vector(0, 1),
                        labels(1, 0, 1),
                    ),
                    drawn(layer_with_large_scores, 3),
                ],
            ),
        ],
        mistakes=[
            dw_with_a_row_a_number,
            sums_the_gradients_of_the_batch,
            divides_dw_and_db_by_n_twice,
            divides_dw_by_n_again,
            a_bias_gradient_for_each_image,
            keeps_the_axis_of_the_sum,
            sums_the_bias_gradient_of_the_batch,
            averages_the_bias_gradient,
            one_gradient_for_all_biases,
            adds_up_over_the_classes,
            adds_up_dw_for_db,
            leaves_the_bias_gradient_zero,
            goes_on_from_the_probabilities,
            climbs_uphill,
            scores_without_the_bias,
            returns_db_first,
            returns_dw_alone,
            returns_dx_for_dw,
            takes_whole_columns_off,
            gradients_of_raw_exponentials,
            gradients_with_one_maximum,
            takes_a_step_already,
        ],
        hints=[
            "First the gradient of the scores, (N, C): your cross_entropy_gradient gives it for "
            "the scores of linear_scores.",
            "The weight W[c, d] touches the score of class c through number d of every image. So "
            "add up, over the images, the gradient of that score times that number.",
            "That sum over images is a product of two matrices: (C, N) times (N, D) gives (C, D). "
            "The bias has 1 in place of the number of the image.",
        ],
    ),
    Exercise(
        solution=l2_penalty,
        parts=[
            Part(
                "penalty at strength 1",
                [
                    call(matrix([1, 2]), 1.0),
                    call(matrix([3, -1], [0, 2], [1, 1]), 1.0),
                    drawn(weights_at_strength_one, 3),
                ],
                item=0,
            ),
            Part(
                "gradient at strength 1",
                [
                    call(matrix([1, 2]), 1.0),
                    call(matrix([3, -1], [0, 2], [1, 1]), 1.0),
                    drawn(weights_at_strength_one, 3),
                ],
                item=1,
            ),
            Part(
                "penalty at any strength",
                [
                    call(matrix([1, 2]), 3.0),
                    call(matrix([3, -1], [0, 2], [1, 1]), 0.1),
                    call(matrix([3, -1], [0, 2]), 0.0),
                    drawn(weights_and_strength, 3),
                ],
                item=0,
            ),
            Part(
                "gradient at any strength",
                [
                    call(matrix([1, 2]), 3.0),
                    call(matrix([3, -1], [0, 2], [1, 1]), 0.1),
                    call(matrix([3, -1], [0, 2]), 0.0),
                    drawn(weights_and_strength, 3),
                ],
                item=1,
            ),
            Part(
                "any shape",
                [
                    call(vector(1, -2, 3), 2.0),
                    call(counting(2, 1, 2), 0.5),
                    call(counting(2, 3, 2) - 5, 0.1),
                    drawn(weights_of_any_shape, 3),
                ],
            ),
        ],
        mistakes=[
            forgets_the_half,
            doubles_the_gradient,
            leaves_the_half_out_of_both,
            halves_the_gradient_too,
            forgets_the_strength,
            forgets_the_strength_in_the_penalty,
            forgets_the_strength_in_the_gradient,
            sums_a_matrix_product,
            sums_a_product_of_rows,
            squares_the_sum,
            takes_the_root,
            averages_the_squares,
            adds_up_absolute_values,
            adds_up_along_one_axis,
            points_downhill,
            adds_up_the_gradient,
            returns_the_gradient_first,
            returns_the_penalty_alone,
            scales_the_weights_of_the_caller,
        ],
        hints=[
            "Two weights, 1 and 2, at strength 1: the squares are 1 and 4, and the penalty is 2.5.",
            "Only one term of the sum holds a given weight. What is the derivative of half of its "
            "square?",
            "W**2 squares every element, whatever the shape of W, and np.sum without an axis adds "
            "up all of them.",
        ],
    ),
    Exercise(
        solution=hinge_loss,
        parts=[
            Part(
                "one row",
                [
                    call(matrix([0, 0, 0]), labels(0)),
                    call(matrix([3, 1, 5.5]), labels(0)),
                    call(matrix([1, 2, 4]), labels(1)),
                    drawn(off_the_kink(one_row), 3),
                ],
            ),
            Part(
                "several rows",
                [
                    call(matrix([3, 1, 5.5], [0.5, 3, 0]), labels(0, 1)),
                    call(matrix([1, 2, 0], [0, -1, 1], [3, 1, 1], [0, 0, 2]), labels(1, 0, 1, 2)),
                    drawn(off_the_kink(several_rows), 3),
                ],
            ),
            Part(
                "as many rows as classes",
                [
                    call(matrix([1, 3], [2, 0.5]), labels(0, 0)),
                    call(matrix([0.5, 2, 4], [0, 3, 0], [-1, 0, 1]), labels(1, 0, 0)),
                    drawn(off_the_kink(square), 3),
                ],
            ),
            Part(
                "another margin",
                [
                    call(matrix([0, 0, 0]), labels(0), margin=2.0),
                    call(matrix([3, 1, 5.5], [0.5, 3, 0]), labels(0, 1), margin=0.5),
                    call(matrix([1, 2, 0], [0, -1, 3]), labels(1, 0), margin=4.0),
                    drawn(hinge_with_a_margin, 3),
                ],
            ),
        ],
        mistakes=[
            counts_the_right_class,
            takes_one_off_for_the_right_class,
            turns_the_difference_round,
            leaves_out_the_margin,
            always_takes_a_margin_of_one,
            subtracts_the_margin,
            pays_for_the_worst_class_only,
            averages_over_the_classes,
            averages_over_the_wrong_classes,
            adds_up_the_costs_of_the_batch,
            squares_the_costs,
            lets_costs_be_negative,
            cuts_off_after_adding_up,
            adds_up_class_numbers,
            counts_classes_that_cost,
            a_cost_for_each_row,
            lines_right_scores_up_with_classes,
            compares_with_every_label,
            right_class_one_to_the_left,
            overwrites_the_right_scores,
        ],
        hints=[
            "Scores [3, 1, 5.5] with right class 0 cost max(0, 1 - 3 + 1) + max(0, 5.5 - 3 + 1), "
            "which is 3.5. A batch costs the mean of its rows.",
            "Pick the score of the right class of every row, as in cross_entropy, and make it a "
            "column, so that it lines up with the rows.",
            "Work out the costs of all classes at once with np.maximum, then set those of the "
            "right classes to 0 and add up.",
        ],
    ),
    Exercise(
        solution=hinge_gradient,
        parts=[
            Part(
                "one row",
                [
                    call(matrix([0, 0, 0]), labels(0)),
                    call(matrix([3, 1, 5.5]), labels(0)),
                    call(matrix([3, 1, 5.5, 4.5]), labels(3)),
                    drawn(off_the_kink(one_row), 3),
                ],
            ),
            Part(
                "several rows",
                [
                    call(matrix([3, 1, 5.5], [0.5, 3, 0]), labels(0, 1)),
                    call(
                        matrix([1, 2.5, 0], [0, -1.5, 1.5], [3, 1.5, 1], [0, 0, 2]),
                        labels(1, 0, 1, 2),
                    ),
                    drawn(off_the_kink(several_rows), 3),
                ],
            ),
            Part(
                "as many rows as classes",
                [
                    call(matrix([1, 3], [2, 0.5]), labels(0, 0)),
                    call(matrix([1, 2.5, 4], [0, 3, 0], [-1, 0.5, 1]), labels(1, 0, 0)),
                    drawn(off_the_kink(square), 3),
                ],
            ),
            Part(
                "another margin",
                [
                    call(matrix([0, 1, 0.5]), labels(1), margin=2.0),
                    call(matrix([3, 3.75, 2.25], [0.5, 3, 0]), labels(0, 1), margin=0.5),
                    call(matrix([1, 2, 0], [0, -1, 3]), labels(1, 0), margin=4.0),
                    drawn(hinge_with_a_margin, 3),
                ],
            ),
            Part(
                "a cost of exactly 0",
                [
                    call(matrix([1, 2, 4]), labels(1)),
                    call(matrix([1, 0, 2], [0, 1, 0], [0, 0, 0.5]), labels(0, 1, 0)),
                    drawn(hinge_at_the_kink, 3),
                ],
            ),
        ],
        mistakes=[
            pulls_the_right_class_once,
            pulls_the_right_class_in_every_row,
            pulls_for_all_wrong_classes,
            counts_itself_in_the_pull,
            uses_the_cost_as_the_slope,
            uses_the_slope_of_the_square,
            counts_a_cost_of_zero,
            slope_of_the_sum,
            slope_divided_by_n_twice,
            slope_divided_by_the_classes,
            forgets_to_pull_the_right_class,
            pulls_the_right_class_alone,
            pushes_where_its_own_margin_is_positive,
            turns_the_slope_round,
            slope_without_a_margin,
            slope_at_a_margin_of_one,
            slope_with_the_difference_turned_round,
            slope_of_the_worst_class,
            pulls_whole_columns,
        ],
        hints=[
            "Raise one score of [3, 1, 5.5] a little, right class 0: the loss of 3.5 rises with "
            "the last score, falls with the first, and the second has no part in it.",
            "Each wrong class that costs something has slope 1, and each of them gives the right "
            "class -1. How many of them are in the row?",
            "Make an array that is 1.0 where the cost is above 0, and 0 at the right classes; put "
            "minus the sum of each row there; divide by the number of rows.",
        ],
    ),
    Exercise(
        solution=accuracy,
        parts=[
            Part(
                "several rows",
                [
                    call(matrix([1, 3, 2], [4, 0, 1]), labels(1, 0)),
                    call(matrix([1, 3, 2], [4, 0, 1], [0, 1, 2], [5, 3, 9]), labels(1, 2, 2, 2)),
                    call(matrix([-1, -2], [-3, -1], [-4, -5]), labels(1, 1, 1)),
                    drawn(accuracy_of_several_rows, 3),
                ],
            ),
            Part(
                "as many rows as classes",
                [
                    call(matrix([1, 3, 2], [4, 0, 1], [0, 7, 2]), labels(1, 0, 2)),
                    call(
                        matrix([1, 3, 2, 0], [4, 0, 1, 2], [0, 1, 2, 7], [5, 3, 1, 4]),
                        labels(1, 2, 2, 0),
                    ),
                    call(matrix([1, 3, 2], [4, 5, 1], [0, 7, 2]), labels(0, 1, 0)),
                    drawn(accuracy_of_a_square, 3),
                ],
            ),
            Part(
                "equal scores",
                [
                    call(matrix([1, 1], [0, 2], [3, 3]), labels(1, 1, 1)),
                    call(matrix([2, 2, 0], [5, 1, 5], [0, 3, 3], [1, 1, 1]), labels(0, 0, 1, 2)),
                    drawn(accuracy_with_equal_scores, 3),
                ],
            ),
        ],
        mistakes=[
            best_row_of_each_class,
            counts_right_rows,
            returns_a_percentage,
            returns_the_share_of_errors,
            compares_scores_with_labels,
            takes_the_lowest_score,
            takes_the_last_of_equals,
            counts_every_tie_as_right,
            counts_no_tie_as_right,
            right_or_wrong_for_each_row,
            all_or_nothing,
            one_best_place_in_the_batch,
            divides_by_the_number_of_classes,
            calls_the_first_class_one,
        ],
        hints=[
            "np.argmax gives the place of the largest number, and of equal ones the first. Along "
            "which axis do the classes lie?",
            "Compare the predicted classes with y: True counts as 1 and False as 0, so the mean "
            "of the comparison is the share.",
        ],
    ),
    Exercise(
        solution=perceptron_predict,
        parts=[
            Part(
                "weights",
                [
                    call(vector(1, 2), vector(3, -1), 0.0),
                    call(vector(1, 2), vector(-3, 1), 0.0),
                    drawn(neuron_without_bias(True), 5),
                    drawn(neuron_without_bias(False), 5),
                ],
            ),
            Part(
                "bias",
                [
                    call(vector(1, 1), vector(1, 1), -1.5),
                    call(vector(0, 1), vector(1, 1), -1.5),
                    call(vector(1, 2), vector(-1, -1), 4.0),
                    call(vector(1, 1), vector(1, 1), 4.0),
                    drawn(neuron_with_bias(True), 5),
                    drawn(neuron_with_bias(False), 5),
                ],
            ),
            Part(
                "a sum of exactly 0",
                [
                    call(vector(1, 1), vector(0, 0), 0.0),
                    call(vector(1, 1), vector(1, 1), -2.0),
                    call(vector(2, 1), vector(1, 1), -2.0),
                    call(vector(1, 1), vector(1, 1), -1.75),
                    call(vector(1, 1), vector(1, 1), -2.25),
                    drawn(balanced_neuron, 3),
                    drawn(neuron_with_bias(True), 5),
                    drawn(neuron_with_bias(False), 2),
                ],
            ),
        ],
        mistakes=[
            fires_at_zero,
            predicts_without_a_bias,
            takes_the_bias_for_a_threshold,
            adds_the_bias_for_every_input,
            returns_true_or_false,
            returns_the_sum_itself,
            answers_minus_one,
            returns_a_sign,
            answers_with_a_float,
            an_answer_for_every_input,
            answers_the_wrong_way_round,
        ],
        hints=[
            "Multiply each input with its weight, add up the products and the bias, and look at "
            "which side of 0 the sum is.",
            "w @ x is the sum of the products of two vectors. int(True) is 1 and int(False) is 0.",
        ],
    ),
    Exercise(
        solution=perceptron_update,
        parts=[
            Part(
                "weights after a mistake",
                [
                    call(vector(1, 2), 1, vector(-1, 0), 0.0, 1.0),
                    call(vector(1, 2), 0, vector(1, 1), 0.5, 1.0),
                    drawn(missed_example, 4),
                ],
                item=0,
            ),
            Part(
                "bias after a mistake",
                [
                    call(vector(1, 2), 1, vector(-1, 0), 0.0, 1.0),
                    call(vector(1, 2), 0, vector(1, 1), 0.5, 1.0),
                    drawn(missed_example, 4),
                ],
                item=1,
            ),
            Part(
                "weights at any rate",
                [
                    call(vector(1, 2), 1, vector(-1, 0), 0.0, 0.5),
                    call(vector(1, 2, 3), 0, vector(1, 1, 0), 0.5, 0.1),
                    drawn(missed_example_at_a_rate, 4),
                ],
                item=0,
            ),
            Part(
                "bias at any rate",
                [
                    call(vector(1, 2), 1, vector(-1, 0), 0.0, 0.5),
                    call(vector(1, 2, 3), 0, vector(1, 1, 0), 0.5, 0.1),
                    drawn(missed_example_at_a_rate, 4),
                ],
                item=1,
            ),
            Part(
                "a right prediction",
                [
                    call(vector(1, 2), 1, vector(1, 1), 0.5, 1.0),
                    call(vector(1, 1), 0, vector(1, 0), -2.0, 1.0),
                    call(vector(1, 2), 1, vector(-1, 0), 0.0, 1.0),
                    call(vector(1, 2), 0, vector(1, 1), 0.5, 1.0),
                    drawn(right_example, 3),
                    drawn(missed_example, 1),
                ],
            ),
            Part(
                "a sum of exactly 0",
                [
                    call(vector(1, 2), 1, vector(0, 0), 0.0, 1.0),
                    call(vector(1, 1), 0, vector(1, 1), -2.0, 1.0),
                    drawn(balanced_example(1), 2),
                    drawn(balanced_example(0), 1),
                ],
            ),
        ],
        mistakes=[
            updates_on_every_example,
            moves_on_every_example,
            walks_the_wrong_way,
            never_updates_the_bias,
            moves_the_bias_the_wrong_way,
            learns_from_the_raw_sum,
            learns_from_a_sigmoid,
            predicts_one_at_zero,
            ignores_the_rate,
            ignores_the_rate_for_the_bias,
            bias_moves_by_the_input,
            decides_without_the_bias,
            adds_the_input_for_every_mistake,
            learns_from_missed_ones_only,
            moves_twice_as_far,
            returns_the_changes_alone,
            returns_the_bias_first,
            returns_the_weights_alone,
            updates_the_weights_in_place,
        ],
        hints=[
            "Predict first. The error is target minus prediction, one of 1, 0 and -1.",
            "With error 1 the sum w·x + b was too small and has to grow; adding x to w does that, "
            "since x·x is not negative. With error -1 it is the other way round.",
            "Both changes are rate times error times input, and the input of the bias is always 1.",
        ],
    ),
    Exercise(
        solution=linear_parameter_count,
        mistakes=[
            counts_the_weights_only,
            counts_one_bias_for_all,
            counts_a_bias_for_every_input,
            counts_a_bias_for_every_weight,
            counts_grey_images,
            counts_one_class,
            counts_the_inputs_of_a_class,
            adds_classes_to_inputs,
            counts_one_side_of_the_image,
        ],
        hints=[
            "How many numbers are in one image of 32 by 32 pixels, if each pixel has three?",
            "W has a row for each class, as long as an image. How many numbers are in W, and how "
            "many in b?",
        ],
        probe="value",
    ),
]
