# %% autoencoder_loss · wrong · averages_the_numbers_of_an_image
# PyTorch's own loss: the mean over all numbers, pixels too, in place of their sum within an image.
from torch.nn import functional


def autoencoder_loss(x, reconstruction):
    return functional.mse_loss(reconstruction, x)


# %% autoencoder_loss · wrong · adds_up_the_images
# Everything is added up, over the images as well: the mean over the N images is missing.
def autoencoder_loss(x, reconstruction):
    difference = x - reconstruction
    return (difference**2).sum()


# %% autoencoder_loss · wrong · adds_up_one_axis_only
# Adds up along the second axis only, which is right for (N, D). Where an image has channels, rows
# and columns, the mean is then taken over rows and columns too.
def autoencoder_loss(x, reconstruction):
    per_image = (x - reconstruction).pow(2).sum(dim=1)
    return per_image.mean()


# %% autoencoder_loss · wrong · takes_the_distance
# The distance of each image: a root is drawn of the sum of squares.
import torch


def autoencoder_loss(x, reconstruction):
    difference = (x - reconstruction).flatten(1)
    return torch.linalg.norm(difference, dim=1).mean()


# %% autoencoder_loss · wrong · takes_absolute_differences
# Absolute differences in place of squares.
def autoencoder_loss(x, reconstruction):
    n = x.shape[0]
    return (x - reconstruction).abs().sum() / n


# %% autoencoder_loss · wrong · takes_half_of_it
# Half of the loss: the 1/2 that textbooks put in front of squares.
def autoencoder_loss(x, reconstruction):
    error = (reconstruction - x).flatten(start_dim=1)
    return 0.5 * (error * error).sum(1).mean()


# %% autoencoder_loss · wrong · averages_inside_and_adds_up_outside
# Adds up over the images and takes the mean over the pixels: the axes are the wrong way round.
def autoencoder_loss(x, reconstruction):
    squares = (x - reconstruction) ** 2
    return squares.sum(dim=0).mean()


# %% autoencoder_loss · wrong · loses_the_graph
# Collects plain floats with item(), so the tensor that comes back leads no gradient anywhere.
import torch


def autoencoder_loss(x, reconstruction):
    total = 0.0
    for a, b in zip(x, reconstruction):
        total += ((a - b) ** 2).sum().item()
    return torch.tensor(total / len(x))


# %% autoencoder_loss · wrong · counts_on_four_axes
# Adds up over axes 1 to 3, which fails where images are rows of numbers.
def autoencoder_loss(x, reconstruction):
    return ((x - reconstruction) ** 2).sum(dim=(1, 2, 3)).mean()


# %% autoencoder_loss · wrong · loses_the_graph
# Everything in NumPy, with the graph left behind by detach.
import torch


def autoencoder_loss(x, reconstruction):
    d = x.numpy() - reconstruction.detach().numpy()
    return torch.tensor((d.reshape(len(d), -1) ** 2).sum(1).mean())


# %% autoencoder_loss · right
# An einsum of the differences with themselves.
import torch


def autoencoder_loss(x, reconstruction):
    d = (reconstruction - x).reshape(x.shape[0], -1)
    return torch.einsum("nd,nd->n", d, d).mean()


# %% autoencoder_loss · right
# A loop over the images, stacked again; PyTorch's loss with another reduction.
import torch
import torch.nn.functional as F


def autoencoder_loss(x, reconstruction):
    losses = []
    for image, back in zip(x, reconstruction):
        losses.append(F.mse_loss(back, image, reduction="sum"))
    return torch.stack(losses).mean()


# %% pca_reconstruct · wrong · knows_no_mean
# The mean is never taken off: directions through the origin instead of through the mean.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("too many components")
    u, s, vt = np.linalg.svd(train, full_matrices=False)
    P = vt[:components]
    return other @ P.T @ P


# %% pca_reconstruct · wrong · centres_other_at_its_own_mean
# The other images are centred by their own mean, which is also what is added at the end.
def pca_reconstruct(train, other, components):
    M, D = train.shape
    if components > M or components > D:
        raise ValueError
    u, s, vt = np.linalg.svd(train - train.mean(axis=0), full_matrices=False)
    vt = vt[:components]
    middle = other.mean(axis=0)
    code = (other - middle) @ vt.T
    return code @ vt + middle


# %% pca_reconstruct · wrong · never_comes_back
# The mean is not added again at the end.
def pca_reconstruct(train, other, components):
    if components > train.shape[0] or components > train.shape[1]:
        raise ValueError("components")
    mean = train.mean(axis=0)
    u, s, vt = np.linalg.svd(train - mean, full_matrices=False)
    directions = vt[:components]
    codes = (other - mean) @ directions.T
    return codes @ directions


# %% pca_reconstruct · wrong · takes_columns_for_rows
# Takes the first columns of vt for the directions: they are its rows.
def pca_reconstruct(train, other, components):
    if components > min(len(train), train.shape[1]):
        raise ValueError("more components than there are")
    mean = np.mean(train, axis=0)
    u, s, v = np.linalg.svd(train - mean, full_matrices=False)
    v = v[:, :components]
    return (other - mean) @ v @ v.T + mean


# %% pca_reconstruct · wrong · takes_the_last_directions
# eigh gives the eigenvalues in ascending order, so the first columns are the shortest directions.
def pca_reconstruct(train, other, components):
    if components > train.shape[0] or components > train.shape[1]:
        raise ValueError("components must be at most M and D")
    mean = train.mean(axis=0)
    covariance = np.cov(train, rowvar=False)
    values, vectors = np.linalg.eigh(np.atleast_2d(covariance))
    P = vectors[:, :components]
    return mean + (other - mean) @ P @ P.T


# %% pca_reconstruct · wrong · stops_on_the_way_down
# Returns the codes (N, components), without the way back.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError
    mean = train.mean(axis=0)
    vt = np.linalg.svd(train - mean, full_matrices=False)[2]
    return (other - mean) @ vt[:components].T


# %% pca_reconstruct · wrong · takes_one_mean_of_all_numbers
# The mean of train as a single number, over all pixels, because axis=0 is missing.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("components is too large")
    mean = train.mean()
    u, s, vt = np.linalg.svd(train - mean, full_matrices=False)
    way = vt[:components].T @ vt[:components]
    return (other - mean) @ way + mean


# %% pca_reconstruct · wrong · divides_by_the_deviations
# Divides by the deviation of each pixel first, as one standardises data: other directions come out.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("components")
    mean, std = train.mean(axis=0), train.std(axis=0) + 1e-8
    z = (train - mean) / std
    u, s, vt = np.linalg.svd(z, full_matrices=False)
    V = vt[:components]
    back = ((other - mean) / std) @ V.T @ V
    return back * std + mean


# %% pca_reconstruct · wrong · counts_the_columns_only
# Compares components with D only. With fewer images than that, no error comes.
def pca_reconstruct(train, other, components):
    if components > train.shape[1]:
        raise ValueError("cannot keep more numbers than an image has")
    mean = train.mean(axis=0)
    u, s, vt = np.linalg.svd(train - mean, full_matrices=False)
    code = (other - mean) @ vt[:components].T
    return mean + code @ vt[:components]


# %% pca_reconstruct · wrong · learns_from_other
# Mean and directions come from the images other: it fits what should only pass.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError
    mean = other.mean(axis=0)
    u, s, vt = np.linalg.svd(other - mean, full_matrices=False)
    return (other - mean) @ vt[:components].T @ vt[:components] + mean


# %% pca_reconstruct · wrong · centres_train_in_place, centres_other_in_place
# Takes the mean off in place, and so changes train and other.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("too many")
    mean = train.mean(axis=0)
    train -= mean
    other -= mean
    u, s, vt = np.linalg.svd(train, full_matrices=False)
    return other @ vt[:components].T @ vt[:components] + mean


# %% pca_reconstruct · wrong
# np.linalg.eig gives the directions in no order, and the first ones are not the longest.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("components")
    mean = train.mean(axis=0)
    centred = train - mean
    values, vectors = np.linalg.eig(centred.T @ centred / len(train))
    V = np.real(vectors[:, :components])
    return mean + (other - mean) @ V @ V.T


# %% pca_reconstruct · wrong · multiplies_by_singular_values
# The singular values are multiplied in on the way up, as in u @ s @ vt.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("components")
    mean = train.mean(axis=0)
    u, s, vt = np.linalg.svd(train - mean, full_matrices=False)
    P = vt[:components]
    return ((other - mean) @ P.T * s[:components]) @ P + mean


# %% pca_reconstruct · wrong · gives_train_back
# Gives back what is left of train: u, s and vt put together again, and other is not used.
def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("components")
    mean = train.mean(axis=0)
    u, s, vt = np.linalg.svd(train - mean, full_matrices=False)
    k = components
    return u[:, :k] @ np.diag(s[:k]) @ vt[:k] + mean


# %% pca_reconstruct · wrong · knows_no_mean
# TruncatedSVD of sklearn, which takes no mean off, with the error by hand.
from sklearn.decomposition import TruncatedSVD


def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise ValueError("components")
    algorithm = "arpack" if components < min(train.shape) else "randomized"
    svd = TruncatedSVD(components, algorithm=algorithm)
    svd.fit(train)
    return svd.inverse_transform(svd.transform(other))


# %% pca_reconstruct · right
# The eigenvectors of the covariance, sorted the other way round.
def pca_reconstruct(train, other, components):
    m, d = train.shape
    if components > m or components > d:
        raise ValueError("components")
    mu = train.mean(0)
    centred = train - mu
    values, vectors = np.linalg.eigh(centred.T @ centred)
    best = np.argsort(values)[::-1][:components]
    P = vectors[:, best]
    return np.array([mu + P @ (P.T @ (row - mu)) for row in other]).reshape(other.shape)


# %% pca_reconstruct · right
# What libraries have: PCA of sklearn, which refuses too many components itself.
from sklearn.decomposition import PCA


def pca_reconstruct(train, other, components):
    pca = PCA(n_components=components, svd_solver="full").fit(train)
    return pca.inverse_transform(pca.transform(other))


# %% pca_reconstruct · right
# One direction after the other, each added by an outer product.
def pca_reconstruct(train, other, components):
    if components > min(*train.shape):
        raise ValueError(f"at most {min(*train.shape)}")
    mean = train.mean(axis=0)
    directions = np.linalg.svd(train - mean)[2]
    back = np.tile(mean, (len(other), 1)).astype(float)
    for k in range(components):
        back += np.outer((other - mean).dot(directions[k]), directions[k])
    return back


# %% rnn_step · wrong · takes_both_by_their_columns
# The matrices are not transposed: x @ Wx only works where D is H, and means something else then.
def rnn_step(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx + h @ Wh + b)


# %% rnn_step · wrong · takes_wh_by_its_columns
# Wx is transposed and Wh, which is square, is not.
def rnn_step(x, h, Wx, Wh, b):
    return np.tanh(np.dot(x, Wx.T) + np.dot(h, Wh) + b)


# %% rnn_step · wrong · forgets_the_shift
# b is forgotten.
def rnn_step(x, h, Wx, Wh, b):
    new = x @ Wx.T + h @ Wh.T
    return np.tanh(new)


# %% rnn_step · wrong · adds_the_shift_after_tanh
# b is added after the tanh.
def rnn_step(x, h, Wx, Wh, b):
    h = np.tanh(x @ Wx.T + h @ Wh.T) + b
    return h


# %% rnn_step · wrong · squashes_nothing
# No tanh: the sum is returned as it is.
def rnn_step(x, h, Wx, Wh, b):
    from_x = np.einsum("nd,hd->nh", x, Wx)
    from_h = np.einsum("nk,hk->nh", h, Wh)
    return from_x + from_h + b


# %% rnn_step · wrong · takes_the_sigmoid
# The sigmoid in place of the tanh.
def rnn_step(x, h, Wx, Wh, b):
    z = x @ Wx.T + h @ Wh.T + b
    return 1 / (1 + np.exp(-z))


# %% rnn_step · wrong · squashes_each_part
# A tanh around each of the two parts, and none around the sum.
def rnn_step(x, h, Wx, Wh, b):
    seen = np.tanh(x @ Wx.T + b)
    remembered = np.tanh(h @ Wh.T)
    return seen + remembered


# %% rnn_step · wrong · adds_to_the_old_state
# The old memory is added to the new one, like a shortcut.
def rnn_step(x, h, Wx, Wh, b):
    return h + np.tanh(x @ Wx.T + h @ Wh.T + b)


# %% rnn_step · wrong · adds_the_shift_twice
# b is added to both parts, as nn.RNNCell has a bias for each.
def rnn_step(x, h, Wx, Wh, b):
    i = x @ Wx.T + b
    hh = h @ Wh.T + b
    return np.tanh(i + hh)


# %% rnn_step · wrong · takes_exponentials_that_overflow
# tanh by two exponentials that overflow for large sums and give nan.
def rnn_step(x, h, Wx, Wh, b):
    z = x @ Wx.T + h @ Wh.T + b
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


# %% rnn_step · wrong · overwrites_the_state
# h is overwritten row by row.
def rnn_step(x, h, Wx, Wh, b):
    for n in range(len(x)):
        h[n] = np.tanh(Wx @ x[n] + Wh @ h[n] + b)
    return h


# %% rnn_step · wrong · returns_the_state_lying_down
# Returns the new state with one example in each column.
def rnn_step(x, h, Wx, Wh, b):
    return np.tanh(Wx @ x.T + Wh @ h.T + b[:, None])


# %% rnn_step · right
# One matrix for both, beside each other.
def rnn_step(x, h, Wx, Wh, b):
    W = np.hstack([Wx, Wh])
    both = np.concatenate((x, h), axis=-1)
    return np.tanh((W @ both.T).T + b)


# %% rnn_step · right
# Loops over batch and state, and the tanh made of exponentials that cannot grow too large.
import math


def rnn_step(x, h, Wx, Wh, b):
    new = np.empty(h.shape)
    for n in range(len(x)):
        for k in range(len(b)):
            z = sum(x[n] * Wx[k]) + sum(h[n] * Wh[k]) + b[k]
            e = math.exp(-2 * abs(z))
            new[n, k] = math.copysign((1 - e) / (1 + e), z)
    return new


# %% greedy_caption · wrong · puts_end_into_the_caption
# The end is appended before the loop stops.
def greedy_caption(step, start, end, length):
    words = []
    word, state = start, None
    while len(words) < length:
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        words.append(word)
        if word == end:
            break
    return words


# %% greedy_caption · wrong · throws_the_state_away
# The state is not handed on: each step gets None.
def greedy_caption(step, start, end, length):
    words = []
    word = start
    for _ in range(length):
        scores, _ = step(word, None)
        word = int(np.argmax(scores))
        if word == end:
            return words
        words.append(word)
    return words


# %% greedy_caption · wrong · feeds_start_each_time
# Every step gets start: the word that was chosen does not go back in.
def greedy_caption(step, start, end, length):
    state, caption = None, []
    for i in range(length):
        scores, state = step(start, state)
        best = int(scores.argmax())
        if best == end:
            break
        caption.append(best)
    return caption


# %% greedy_caption · wrong · puts_start_into_the_caption, counts_start_as_a_word, counts_start_and_leaves_it_in
# The caption begins with start, and start takes a place of the length.
def greedy_caption(step, start, end, length):
    words, state = [start], None
    while len(words) < length:
        scores, state = step(words[-1], state)
        word = int(np.argmax(scores))
        if word == end:
            break
        words.append(word)
    return words


# %% greedy_caption · wrong · writes_one_word_more
# One word too many: the loop goes on while length is reached, not only below it.
def greedy_caption(step, start, end, length):
    words = []
    scores, state = step(start, None)
    word = int(np.argmax(scores))
    while word != end and len(words) <= length:
        words.append(word)
        scores, state = step(word, state)
        word = int(np.argmax(scores))
    return words


# %% greedy_caption · wrong
# Draws the next word by chance, by a softmax of the scores, in place of taking the best.
def greedy_caption(step, start, end, length):
    rng = np.random.default_rng()
    word, state, words = start, None, []
    for _ in range(length):
        scores, state = step(word, state)
        p = np.exp(scores - np.max(scores))
        word = int(rng.choice(len(p), p=p / p.sum()))
        if word == end:
            break
        words.append(word)
    return words


# %% greedy_caption · wrong · takes_the_last_of_equal_scores
# Of equal scores the last one wins, because of >=.
def greedy_caption(step, start, end, length):
    words, word, state = [], start, None
    for _ in range(length):
        scores, state = step(word, state)
        best, word = -float("inf"), None
        for number, score in enumerate(scores):
            if score >= best:
                best, word = score, number
        if word == end:
            break
        words.append(word)
    return words


# %% greedy_caption · wrong · goes_on_behind_the_end
# The end is left out of the list but does not stop the caption: it goes on for length steps.
def greedy_caption(step, start, end, length):
    word, state, words = start, None, []
    for _ in range(length):
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        words.append(word)
    return [w for w in words if w not in (start, end)]


# %% greedy_caption · wrong · counts_start_as_a_word
# One word too few: the end is counted among the length words.
def greedy_caption(step, start, end, length):
    words, word, state = [], start, None
    for _ in range(length - 1):
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        if word == end:
            break
        words.append(word)
    return words


# %% greedy_caption · wrong · keeps_the_first_state
# Every later step gets the state of the first one: the new state has another name, and never goes
# back in.
def greedy_caption(step, start, end, length):
    scores, state = step(start, None)
    words = []
    while len(words) < length:
        word = int(np.argmax(scores))
        if word == end:
            break
        words.append(word)
        scores, new_state = step(word, state)
    return words


# %% greedy_caption · wrong · throws_the_state_away
# The state is only handed on where it is true: a state of 0 is lost.
def greedy_caption(step, start, end, length):
    words, word, state = [], start, None
    for _ in range(length):
        scores, state = step(word, state if state else None)
        word = int(np.argmax(scores))
        if word == end:
            break
        words.append(word)
    return words


# %% greedy_caption · wrong · knows_no_limit
# The loop ends at the sign for the end and forgets the limit.
def greedy_caption(step, start, end, length):
    caption = []
    scores, state = step(start, None)
    best = int(np.argmax(scores))
    while best != end:
        caption.append(best)
        scores, state = step(best, state)
        best = int(np.argmax(scores))
    return caption


# %% greedy_caption · wrong · gives_up_long_captions
# Too long captions are not cut but given up: an empty list comes back.
def greedy_caption(step, start, end, length):
    words, word, state = [], start, None
    for _ in range(length):
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        if word == end:
            return words
        words.append(word)
    return []


# %% greedy_caption · right
# Recursion: the first word, and then what comes after it.
def greedy_caption(step, start, end, length):
    def after(word, state, left):
        if left == 0:
            return []
        scores, state = step(word, state)
        best = max(range(len(scores)), key=lambda k: scores[k])
        return [] if best == end else [best, *after(best, state, left - 1)]

    return after(start, None, length)


# %% greedy_caption · right
# A generator, cut off by takewhile and islice.
from itertools import islice, takewhile


def greedy_caption(step, start, end, length):
    def endless(word, state=None):
        while True:
            scores, state = step(word, state)
            word = np.argsort(-np.asarray(scores), kind="stable")[0].item()
            yield word

    return list(islice(takewhile(lambda w: w != end, endless(start)), length))


# %% greedy_caption · right
# The words are numbers of NumPy, not of Python, as np.argmax gives them.
def greedy_caption(step, start, end, length):
    words = []
    word, state = start, None
    while True:
        scores, state = step(word, state)
        word = np.argmax(scores)
        if word == end or len(words) == length:
            return words
        words.append(word)


# %% caption_loss · wrong · counts_the_filling
# The cross-entropy of the whole table, filling too.
from torch.nn import functional


def caption_loss(scores, words, end):
    return functional.cross_entropy(scores.flatten(0, 1), words.flatten())


# %% caption_loss · wrong · counts_no_end
# The end itself does not count: only the words before it do.
from torch.nn import functional


def caption_loss(scores, words, end):
    counts = (words == end).cumsum(dim=1) == 0
    return functional.cross_entropy(scores[counts], words[counts])


# %% caption_loss · wrong · averages_caption_by_caption
# A mean for each caption, and then the mean of these: words of short captions weigh more.
import torch
from torch.nn import functional


def caption_loss(scores, words, end):
    losses = []
    for s, w in zip(scores, words):
        ends = (w == end).nonzero()
        last = int(ends[0]) + 1 if len(ends) else len(w)
        losses.append(functional.cross_entropy(s[:last], w[:last]))
    return torch.stack(losses).mean()


# %% caption_loss · wrong · leaves_out_every_two
# Takes filling to be always number 2, as in the lesson's own list of words.
from torch.nn import functional


def caption_loss(scores, words, end):
    return functional.cross_entropy(scores.transpose(1, 2), words, ignore_index=2)


# %% caption_loss · wrong · counts_up_to_the_second_end
# Counts ends with cumsum, and lets one through. After the first end the count stays 1, so what
# follows it counts too, up to the next end.
from torch.nn import functional


def caption_loss(scores, words, end):
    counts = (words == end).cumsum(1) <= 1
    losses = functional.cross_entropy(scores.transpose(1, 2), words, reduction="none")
    return losses[counts].mean()


# %% caption_loss · wrong · takes_no_end_for_an_early_one
# argmax finds place 0 where there is no end, so of such a caption only the first word counts.
import torch
from torch.nn import functional


def caption_loss(scores, words, end):
    where = (words == end).int().argmax(dim=1)
    counts = torch.arange(words.shape[1]) <= where[:, None]
    return functional.cross_entropy(scores[counts], words[counts])


# %% caption_loss · wrong · divides_by_all_places
# What does not count is set to 0, but still divides: the mean is over N times T.
from torch.nn import functional


def caption_loss(scores, words, end):
    is_end = (words == end).int()
    mask = (is_end.cumsum(1) - is_end == 0).float()
    losses = functional.cross_entropy(scores.permute(0, 2, 1), words, reduction="none")
    return (losses * mask).mean()


# %% caption_loss · wrong · applies_softmax_twice
# A softmax first, and cross_entropy makes another one.
import torch
from torch.nn import functional


def caption_loss(scores, words, end):
    p = torch.softmax(scores, dim=-1)
    is_end = (words == end).long()
    counts = is_end.cumsum(1) - is_end < 1
    return functional.cross_entropy(p[counts], words[counts])


# %% caption_loss · wrong · adds_up_the_words
# The sum over the words that count, without a mean.
import torch


def caption_loss(scores, words, end):
    log_p = torch.log_softmax(scores, dim=2)
    total = 0
    for n in range(words.shape[0]):
        for t in range(words.shape[1]):
            total = total - log_p[n, t, words[n, t]]
            if words[n, t] == end:
                break
    return total


# %% caption_loss · wrong · reshapes_to_move_the_words
# reshape in place of transpose brings the scores into (N, V, T) with the numbers mixed up.
from torch.nn import functional


def caption_loss(scores, words, end):
    N, T, V = scores.shape
    losses = functional.cross_entropy(scores.reshape(N, V, T), words, reduction="none")
    is_end = (words == end).long()
    return losses[(is_end.cumsum(1) - is_end) == 0].mean()


# %% caption_loss · wrong · leaves_out_every_end
# Leaves out the end words and keeps the filling: the mask is words != end.
from torch.nn import functional


def caption_loss(scores, words, end):
    mask = words != end
    return functional.cross_entropy(scores[mask], words[mask])


# %% caption_loss · wrong · takes_the_length_of_the_first_caption
# Every caption is cut at the place where the first caption ends.
from torch.nn import functional


def caption_loss(scores, words, end):
    last = words[0].tolist().index(end) + 1 if end in words[0] else words.shape[1]
    return functional.cross_entropy(scores[:, :last].flatten(0, 1), words[:, :last].flatten())


# %% caption_loss · wrong · rolls_the_last_place_to_the_front
# roll brings the count of the last place to the first one: the first word of a caption with an end
# does not count.
from torch.nn import functional


def caption_loss(scores, words, end):
    before = (words == end).cumsum(1).roll(1, dims=1)
    counts = before == 0
    return functional.cross_entropy(scores[counts], words[counts])


# %% caption_loss · wrong · takes_all_ends_for_first_ones
# Takes the n-th end of the whole table for that of caption n: wrong where one has none, or several.
import torch
from torch.nn import functional


def caption_loss(scores, words, end):
    places = (words == end).nonzero()[:, 1]
    kept, targets = [], []
    for n in range(len(words)):
        last = int(places[n]) + 1 if n < len(places) else words.shape[1]
        kept.append(scores[n, :last])
        targets.append(words[n, :last])
    return functional.cross_entropy(torch.cat(kept), torch.cat(targets))


# %% caption_loss · wrong · makes_exponentials_by_hand
# The logarithm of a softmax made by hand: exp overflows for large scores.
import torch


def caption_loss(scores, words, end):
    p = torch.exp(scores) / torch.exp(scores).sum(dim=-1, keepdim=True)
    chosen = -torch.log(p.gather(2, words.long()[:, :, None])[:, :, 0])
    is_end = (words == end).long()
    counts = is_end.cumsum(1) - is_end == 0
    return chosen[counts].mean()


# %% caption_loss · wrong · counts_one_word_of_filling
# Stops one place too late: the word behind the end counts as well.
from torch.nn import functional


def caption_loss(scores, words, end):
    total, count = 0, 0
    for s, w in zip(scores, words):
        ended = False
        for t in range(len(w)):
            total = total + functional.cross_entropy(s[t : t + 1], w[t : t + 1])
            count += 1
            if ended:
                break
            ended = bool(w[t] == end)
    return total / count


# %% caption_loss · right
# The filling gets a number of its own, which cross_entropy ignores.
from torch.nn import functional


def caption_loss(scores, words, end):
    over = (words == end).cumsum(dim=1).roll(1, dims=1)
    over[:, 0] = 0
    target = words.masked_fill(over > 0, -100)
    return functional.cross_entropy(scores.transpose(1, 2), target, ignore_index=-100)


# %% caption_loss · right
# Log-probabilities picked by gather, with a mask of products.
import torch


def caption_loss(scores, words, end):
    log_p = scores - scores.logsumexp(dim=-1, keepdim=True)
    chosen = log_p.gather(-1, words.long().unsqueeze(-1)).squeeze(-1)
    mask = torch.ones_like(chosen)
    mask[:, 1:] = (words != end).long().cumprod(dim=1)[:, :-1].to(chosen.dtype)
    return -(chosen * mask).sum() / mask.sum()


# %% caption_loss · right
# Lists: the pairs that count are gathered in a loop that breaks at the end.
import torch
import torch.nn.functional as F


def caption_loss(scores, words, end):
    kept, targets = [], []
    for row, caption in zip(scores, words.tolist()):
        for score, word in zip(row, caption):
            kept.append(score)
            targets.append(word)
            if word == end:
                break
    return F.cross_entropy(torch.stack(kept), torch.tensor(targets))


# %% caption_match · wrong · compares_place_by_place
# Compares word by word at the same place: a word that is missing at the front shifts all others.
def caption_match(predicted, target):
    p = [w for w in predicted.lower().split() if w not in ("a", "an")]
    t = [w for w in target.lower().split() if w not in ("a", "an")]
    errors = abs(len(p) - len(t)) + sum(x != y for x, y in zip(p, t))
    if errors == 0:
        return "right"
    return "nearly" if errors == 1 else "wrong"


# %% caption_match · wrong · looks_at_sets_of_words
# Compares sets, so neither the order of the words nor how often one occurs matters.
def caption_match(predicted, target):
    p = set(predicted.lower().split()) - {"a", "an"}
    t = set(target.lower().split()) - {"a", "an"}
    edits = max(len(p - t), len(t - p))
    return ["right", "nearly", "wrong"][min(edits, 2)]


# %% caption_match · wrong · counts_letters
# Edits of letters in place of words.
def caption_match(predicted, target):
    def clean(text):
        return " ".join(w for w in text.lower().split() if w not in ("a", "an"))

    p, t = clean(predicted), clean(target)
    d = list(range(len(t) + 1))
    for i in range(1, len(p) + 1):
        last, d[0] = d[0], i
        for j in range(1, len(t) + 1):
            last, d[j] = d[j], min(d[j] + 1, d[j - 1] + 1, last + (p[i - 1] != t[j - 1]))
    return "right" if d[-1] == 0 else "nearly" if d[-1] == 1 else "wrong"


# %% caption_match · wrong · splits_at_every_blank
# split(" ") makes empty words where there are several blanks.
def caption_match(predicted, target):
    a = [w for w in predicted.lower().split(" ") if w not in ["a", "an"]]
    b = [w for w in target.lower().split(" ") if w not in ["a", "an"]]
    D = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    D[:, 0] = np.arange(len(a) + 1)
    D[0, :] = np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            D[i, j] = min(D[i - 1, j] + 1, D[i, j - 1] + 1, D[i - 1, j - 1] + cost)
    if D[-1, -1] == 0:
        return "right"
    elif D[-1, -1] == 1:
        return "nearly"
    return "wrong"


# %% caption_match · wrong · looks_for_articles_before_making_them_small, minds_capitals
# Capitals are not made small: "Red" and "red" are two words, and "A" stays.
def caption_match(predicted, target):
    def distance(a, b):
        if not a or not b:
            return len(a) + len(b)
        if a[0] == b[0]:
            return distance(a[1:], b[1:])
        return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))

    without = lambda text: [w for w in text.split() if w != "a" and w != "an"]
    edits = distance(without(predicted), without(target))
    return "right" if edits == 0 else "nearly" if edits == 1 else "wrong"


# %% caption_match · wrong · cuts_articles_out_of_words
# The articles are cut out of the text by replace, which also hits the ends of other words and
# misses an article at the very end.
def caption_match(predicted, target):
    def words(text):
        return text.lower().replace("an ", "").replace("a ", "").split()

    p, t = words(predicted), words(target)
    row = list(range(len(t) + 1))
    for i, x in enumerate(p):
        new = [i + 1]
        for j, y in enumerate(t):
            new.append(min(new[j] + 1, row[j + 1] + 1, row[j] + (x != y)))
        row = new
    return {0: "right", 1: "nearly"}.get(row[-1], "wrong")


# %% caption_match · wrong · minds_articles
# The articles stay in both texts, and "a" for "an" costs an edit.
def caption_match(predicted, target):
    p, t = predicted.lower().split(), target.lower().split()
    row = list(range(len(t) + 1))
    for i, x in enumerate(p, start=1):
        new = [i]
        for j, y in enumerate(t, start=1):
            new.append(min(new[-1] + 1, row[j] + 1, row[j - 1] + (x != y)))
        row = new
    edits = row[-1]
    return "right" if edits == 0 else "nearly" if edits == 1 else "wrong"


# %% caption_match · wrong · lets_replacing_cost_two
# Replacing a word costs two edits, one to leave it out and one to add: only those two are known.
def caption_match(predicted, target):
    a = [w for w in predicted.lower().split() if w not in ("a", "an")]
    b = [w for w in target.lower().split() if w not in ("a", "an")]
    common = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                common[i + 1, j + 1] = common[i, j] + 1
            else:
                common[i + 1, j + 1] = max(common[i, j + 1], common[i + 1, j])
    edits = len(a) + len(b) - 2 * common[-1, -1]
    return "right" if edits == 0 else "nearly" if edits == 1 else "wrong"


# %% caption_match · wrong · refuses_other_lengths
# A word that is missing or too many is never "nearly": texts of unequal lengths are wrong.
def caption_match(predicted, target):
    p = [w for w in predicted.lower().split() if w not in ("a", "an")]
    t = [w for w in target.lower().split() if w not in ("a", "an")]
    if p == t:
        return "right"
    if len(p) != len(t):
        return "wrong"
    return "nearly" if sum(x != y for x, y in zip(p, t)) == 1 else "wrong"


# %% caption_match · wrong · lets_exchanging_cost_one
# Two neighbours that are exchanged count as one edit.
def caption_match(predicted, target):
    a = [w for w in predicted.lower().split() if w not in ("a", "an")]
    b = [w for w in target.lower().split() if w not in ("a", "an")]
    d = {}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if i == 0 or j == 0:
                d[i, j] = i + j
                continue
            same = a[i - 1] == b[j - 1]
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (not same))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    edits = d[len(a), len(b)]
    return "right" if not edits else "nearly" if edits == 1 else "wrong"


# %% caption_match · wrong · forgives_no_word_too_many
# Only a word too few in predicted is searched for, beside a replaced one; one too many is wrong.
def caption_match(predicted, target):
    p = [w for w in predicted.lower().split() if w not in ("a", "an")]
    t = [w for w in target.lower().split() if w not in ("a", "an")]
    if p == t:
        return "right"
    for k in range(len(t)):
        if t[:k] + t[k + 1 :] == p:
            return "nearly"
        if len(p) == len(t) and p[:k] + p[k + 1 :] == t[:k] + t[k + 1 :]:
            return "nearly"
    return "wrong"


# %% caption_match · wrong · counts_common_words_twice
# Words in common at the beginning and at the end are counted on the whole lists, so one word may be
# counted at both: with "cup cup cup" and "cup" a single word seems to be left.
def caption_match(predicted, target):
    p = [w for w in predicted.lower().split() if w not in ("a", "an")]
    t = [w for w in target.lower().split() if w not in ("a", "an")]
    if p == t:
        return "right"
    first = 0
    while first < min(len(p), len(t)) and p[first] == t[first]:
        first += 1
    last = 0
    while last < min(len(p), len(t)) and p[-1 - last] == t[-1 - last]:
        last += 1
    left = max(len(p), len(t)) - first - last
    return "nearly" if left <= 1 else "wrong"


# %% caption_match · wrong · looks_for_articles_between_blanks
# replace(" a ", " ") needs a blank on both sides: an article at the front or at the end stays.
def caption_match(predicted, target):
    def words(text):
        return text.lower().replace(" a ", " ").replace(" an ", " ").split()

    p, t = words(predicted), words(target)
    row = list(range(len(t) + 1))
    for i, x in enumerate(p, 1):
        new = [i]
        for j, y in enumerate(t, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return ["right", "nearly", "wrong"][min(row[-1], 2)]


# %% caption_match · wrong · removes_one_of_each_article
# remove takes only the first article out of each text.
def caption_match(predicted, target):
    p, t = predicted.lower().split(), target.lower().split()
    for text in (p, t):
        for article in ("a", "an"):
            if article in text:
                text.remove(article)
    row = list(range(len(t) + 1))
    for i, x in enumerate(p, 1):
        new = [i]
        for j, y in enumerate(t, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return ["right", "nearly", "wrong"][min(row[-1], 2)]


# %% caption_match · wrong · removes_words_while_looping
# Words are removed from the list that is being looped over, so of two articles in a row one stays.
def caption_match(predicted, target):
    p, t = predicted.lower().split(), target.lower().split()
    for words in (p, t):
        for w in words:
            if w in ("a", "an"):
                words.remove(w)
    row = list(range(len(t) + 1))
    for i, x in enumerate(p, 1):
        new = [i]
        for j, y in enumerate(t, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return ["right", "nearly", "wrong"][min(row[-1], 2)]


# %% caption_match · wrong · starts_the_table_with_zeros
# First row and column of the table hold 0, not 0, 1, 2, …: words that are missing or too many at
# the front are free.
def caption_match(predicted, target):
    p = [w for w in predicted.lower().split() if w not in ("a", "an")]
    t = [w for w in target.lower().split() if w not in ("a", "an")]
    D = np.zeros((len(p) + 1, len(t) + 1), dtype=int)
    for i in range(1, len(p) + 1):
        for j in range(1, len(t) + 1):
            replaced = D[i - 1, j - 1] + (p[i - 1] != t[j - 1])
            D[i, j] = min(D[i - 1, j] + 1, D[i, j - 1] + 1, replaced)
    return ["right", "nearly", "wrong"][min(int(D[-1, -1]), 2)]


# %% caption_match · wrong
# The share of equal words by difflib, with a threshold that fits captions of five words.
from difflib import SequenceMatcher


def caption_match(predicted, target):
    p = [w for w in predicted.lower().split() if w not in ("a", "an")]
    t = [w for w in target.lower().split() if w not in ("a", "an")]
    ratio = SequenceMatcher(None, p, t).ratio()
    if ratio == 1:
        return "right"
    return "nearly" if ratio >= 0.7 else "wrong"


# %% caption_match · right
# The edit distance by recursion that remembers.
from functools import lru_cache


def caption_match(predicted, target):
    p, t = (
        tuple(w for w in text.lower().split() if w not in {"a", "an"})
        for text in (predicted, target)
    )

    @lru_cache(None)
    def edits(i, j):
        if i == len(p) or j == len(t):
            return len(p) - i + len(t) - j
        if p[i] == t[j]:
            return edits(i + 1, j + 1)
        return 1 + min(edits(i + 1, j), edits(i, j + 1), edits(i + 1, j + 1))

    return ("right", "nearly", "wrong")[min(edits(0, 0), 2)]


# %% caption_match · right
# All that one edit can make: a word left out of either side at each place, or of both.
import re


def caption_match(predicted, target):
    def words(text):
        return re.sub(r"\b(an?)\b", " ", text.lower()).split()

    def without_one(some):
        return {(*some[:k], *some[k + 1 :]) for k in range(len(some))}

    p, t = words(predicted), words(target)
    if p == t:
        return "right"
    if tuple(p) in without_one(t) or tuple(t) in without_one(p):
        return "nearly"
    one_replaced = len(p) == len(t) and sum(map(str.__ne__, p, t)) == 1
    return "nearly" if one_replaced else "wrong"


# %% add_noise · wrong · lets_the_rates_add_up_to_one
# The noise rate is 1 - s: the rates add up to 1, not their squares.
def add_noise(image, noise, signal_rate):
    if not 0 <= signal_rate <= 1:
        raise ValueError("signal_rate must be from 0 to 1")
    return signal_rate * image + (1 - signal_rate) * noise


# %% add_noise · wrong · forgets_the_root
# The root is forgotten: the noise is multiplied by 1 - s².
def add_noise(image, noise, signal_rate):
    if signal_rate < 0 or signal_rate > 1:
        raise ValueError
    noise_rate = 1 - signal_rate**2
    return signal_rate * image + noise_rate * noise


# %% add_noise · wrong · exchanges_the_rates
# The rates are exchanged: the image is multiplied by the noise rate.
def add_noise(image, noise, signal_rate):
    if signal_rate < 0 or signal_rate > 1:
        raise ValueError("rate outside of 0 to 1")
    n = np.sqrt(1 - signal_rate**2)
    return n * image + signal_rate * noise


# %% add_noise · wrong · clips_to_the_range_of_images
# Clipped to -1 to 1, where pixels lie.
def add_noise(image, noise, signal_rate):
    if not 0 <= signal_rate <= 1:
        raise ValueError(signal_rate)
    noisy = signal_rate * image + np.sqrt(1 - signal_rate**2) * noise
    return np.clip(noisy, -1, 1)


# %% add_noise · wrong · refuses_both_ends
# Also refuses the rates 0 and 1 themselves.
def add_noise(image, noise, signal_rate):
    if signal_rate <= 0 or signal_rate >= 1:
        raise ValueError("signal_rate must be between 0 and 1")
    return signal_rate * image + (1 - signal_rate**2) ** 0.5 * noise


# %% add_noise · wrong · leaves_it_to_the_root
# Relies on math.sqrt for the error: it comes above 1, but not for a rate from -1 to 0.
import math


def add_noise(image, noise, signal_rate):
    noise_rate = math.sqrt(1 - signal_rate**2)
    return image * signal_rate + noise * noise_rate


# %% add_noise · wrong · takes_the_rate_for_a_square
# The formula of papers whose rate is the squared one: roots of s and of 1 - s.
def add_noise(image, noise, signal_rate):
    if not 0 <= signal_rate <= 1:
        raise ValueError("signal_rate")
    return np.sqrt(signal_rate) * image + np.sqrt(1 - signal_rate) * noise


# %% add_noise · wrong · changes_the_image_in_place, changes_the_noise_in_place
# Works in place, and so changes image and noise.
def add_noise(image, noise, signal_rate):
    if signal_rate < 0 or signal_rate > 1:
        raise ValueError("bad rate")
    image *= signal_rate
    noise *= np.sqrt(1 - signal_rate**2)
    return image + noise


# %% add_noise · wrong
# Draws noise of its own and leaves the one that is given.
def add_noise(image, noise, signal_rate):
    if not (0 <= signal_rate <= 1):
        raise ValueError("signal_rate must lie in [0, 1]")
    noise = np.random.randn(*image.shape)
    return signal_rate * image + np.sqrt(1 - signal_rate**2) * noise


# %% add_noise · wrong · leaves_the_image_as_it_is
# The image is not multiplied: noise is only added on top of it.
def add_noise(image, noise, signal_rate):
    if signal_rate < 0 or signal_rate > 1:
        raise ValueError("signal_rate must be 0..1")
    return image + np.sqrt(1 - signal_rate**2) * noise


# %% add_noise · wrong · takes_any_rate
# "and" in place of "or": no rate is ever refused.
def add_noise(image, noise, signal_rate):
    if signal_rate < 0 and signal_rate > 1:
        raise ValueError("signal_rate")
    return signal_rate * image + np.sqrt(1 - signal_rate**2) * noise


# %% add_noise · wrong · returns_the_error
# The error is returned and not raised.
def add_noise(image, noise, signal_rate):
    if signal_rate < 0 or signal_rate > 1:
        return ValueError("signal_rate must be from 0 to 1")
    return signal_rate * image + np.sqrt(1 - signal_rate**2) * noise


# %% add_noise · right
# Rates as the cosine and the sine of an angle.
def add_noise(image, noise, signal_rate):
    if abs(signal_rate - 0.5) > 0.5:
        raise ValueError("from 0 to 1")
    angle = np.arccos(signal_rate)
    return np.cos(angle) * image + np.sin(angle) * noise


# %% add_noise · right
# Both rates as a vector that is multiplied with a stack.
def add_noise(image, noise, signal_rate):
    if signal_rate < 0:
        raise ValueError("below 0")
    if signal_rate > 1:
        raise ValueError("above 1")
    rates = np.array([signal_rate, ((1 - signal_rate) * (1 + signal_rate)) ** 0.5])
    return np.tensordot(rates, np.stack([image, noise]), axes=1)


# %% denoise_step · wrong · forgets_that_the_image_was_darkened
# The noise is taken off, but what is left is not divided by the rate now.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0:
        raise ValueError("nothing left of the image")
    clean = noisy - np.sqrt(1 - now**2) * predicted_noise
    return then * clean + np.sqrt(1 - then**2) * predicted_noise


# %% denoise_step · wrong · takes_the_noise_away_in_full
# The whole guess is taken off, not multiplied by the noise rate.
def denoise_step(noisy, predicted_noise, rates):
    now, next_rate = rates
    if now == 0:
        raise ValueError
    image = (noisy - predicted_noise) / now
    return add_noise(image, predicted_noise, next_rate)


# %% denoise_step · wrong · exchanges_now_and_next
# The two rates are exchanged.
def denoise_step(noisy, predicted_noise, rates):
    after, now = rates
    if now == 0:
        raise ValueError("now is 0")
    clean = (noisy - (1 - now**2) ** 0.5 * predicted_noise) / now
    return after * clean + (1 - after**2) ** 0.5 * predicted_noise


# %% denoise_step · wrong · stops_at_the_clean_image
# Returns the clean image: half of the step, the noise at the next rate is missing.
def denoise_step(noisy, predicted_noise, rates):
    now = rates[0]
    if now == 0:
        raise ValueError("signal rate 0")
    return (noisy - np.sqrt(1 - now**2) * predicted_noise) / now


# %% denoise_step · wrong · takes_the_difference_of_the_noise_away
# Only takes off the difference of the two noise rates; the image itself does not grow.
def denoise_step(noisy, predicted_noise, rates):
    now, later = rates
    if now == 0:
        raise ValueError("now must be above 0")
    less = np.sqrt(1 - now**2) - np.sqrt(1 - later**2)
    return noisy - less * predicted_noise


# %% denoise_step · wrong · clips_the_clean_image
# The clean image is clipped to -1 to 1 on the way.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0:
        raise ValueError("0")
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    clean = np.clip(clean, -1, 1)
    return add_noise(clean, predicted_noise, then)


# %% denoise_step · wrong
# New noise is drawn for the way back.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0:
        raise ValueError("rate now is 0")
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    noise = np.random.normal(size=noisy.shape)
    return add_noise(clean, noise, then)


# %% denoise_step · wrong · lets_both_rates_add_up_to_one
# 1 - s for the noise rates.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0:
        raise ValueError
    clean = (noisy - (1 - now) * predicted_noise) / now
    return then * clean + (1 - then) * predicted_noise


# %% denoise_step · wrong · refuses_to_go_back_to_noise
# Refuses a next rate of 0 too.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0 or then == 0:
        raise ValueError("rates must be above 0")
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    return add_noise(clean, predicted_noise, then)


# %% denoise_step · wrong · divides_by_zero
# No error where now is 0: NumPy divides by 0 and gives inf or nan.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / np.float64(now)
    return add_noise(clean, predicted_noise, then)


# %% denoise_step · wrong · puts_the_old_amount_of_noise_back
# The noise comes back with the rate of now: the noise rate is worked out once and used twice.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0:
        raise ValueError("nothing to see")
    noise_rate = np.sqrt(1 - now**2)
    clean = (noisy - noise_rate * predicted_noise) / now
    return then * clean + noise_rate * predicted_noise


# %% denoise_step · wrong · takes_the_rates_for_squares
# Takes the rates for squared ones, as alpha bar in the paper, and draws roots of them.
def denoise_step(noisy, predicted_noise, rates):
    a_t, a_prev = rates
    if a_t == 0:
        raise ValueError("alpha is 0")
    x0 = (noisy - np.sqrt(1 - a_t) * predicted_noise) / np.sqrt(a_t)
    return np.sqrt(a_prev) * x0 + np.sqrt(1 - a_prev) * predicted_noise


# %% denoise_step · wrong · divides_by_zero
# Waits for a ZeroDivisionError, which arrays do not raise: nan and inf come out.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    try:
        clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    except ZeroDivisionError:
        raise ValueError("now is 0")
    return add_noise(clean, predicted_noise, then)


# %% denoise_step · wrong · refuses_to_go_back
# Refuses to go to a lower rate.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0 or then <= now:
        raise ValueError("rates must grow")
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    return add_noise(clean, predicted_noise, then)


# %% denoise_step · wrong · divides_the_noise_alone
# Brackets: only the noise is divided by now.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0:
        raise ValueError
    clean = noisy - np.sqrt(1 - now**2) * predicted_noise / now
    return add_noise(clean, predicted_noise, then)


# %% denoise_step · wrong · changes_the_noisy_image_in_place
# Works on the noisy image in place.
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    if now == 0:
        raise ValueError
    noisy -= np.sqrt(1 - now**2) * predicted_noise
    noisy /= now
    return then * noisy + np.sqrt(1 - then**2) * predicted_noise


# %% denoise_step · right
# Solved for the two arrays at once: one factor for noisy, one for the guess.
def denoise_step(noisy, predicted_noise, rates):
    now, then = map(float, rates)
    try:
        grow = then / now
    except ZeroDivisionError:
        raise ValueError("now is 0") from None
    n_now, n_then = (max(0.0, 1 - s * s) ** 0.5 for s in (now, then))
    return grow * noisy + (n_then - grow * n_now) * predicted_noise


# %% denoise_step · right
# Angles: what comes out is a turn in the plane of image and noise.
def denoise_step(noisy, predicted_noise, rates):
    a, b = np.arccos(rates[0]), np.arccos(rates[1])
    if rates[0] == 0:
        raise ValueError("nothing is left")
    return (np.cos(b) * noisy - np.sin(a - b) * predicted_noise) / np.cos(a)


# %% guided_noise · wrong · counts_from_the_guess_with_words
# Starts at the guess with words, so scale 0 already listens: the formula of the paper.
def guided_noise(with_words, without_words, scale):
    return with_words + scale * (with_words - without_words)


# %% guided_noise · wrong · goes_away_from_the_words
# The difference is the wrong way round: goes away from the words.
def guided_noise(with_words, without_words, scale):
    return without_words + scale * (without_words - with_words)


# %% guided_noise · wrong · returns_the_difference_alone
# Only the difference, without the guess it starts from.
def guided_noise(with_words, without_words, scale):
    return scale * (with_words - without_words)


# %% guided_noise · wrong · goes_the_other_way
# The two guesses are exchanged: scale 0 is the one with words.
def guided_noise(with_words, without_words, scale):
    return scale * without_words + (1 - scale) * with_words


# %% guided_noise · wrong · stops_at_both_guesses
# Only between the two guesses: the scale is cut off at 0 and 1.
def guided_noise(with_words, without_words, scale):
    t = np.clip(scale, 0, 1)
    return (1 - t) * without_words + t * with_words


# %% guided_noise · wrong · divides_by_the_weights
# A weighted mean of the two, which never goes beyond the one with words, and scale 1 is the middle.
def guided_noise(with_words, without_words, scale):
    return (without_words + scale * with_words) / (1 + scale)


# %% guided_noise · wrong · takes_the_other_guess_off_once
# Multiplies the guess with words by the scale and takes off the other once, whatever the scale.
def guided_noise(with_words, without_words, scale):
    return scale * with_words - without_words


# %% guided_noise · wrong
# Three scales are told apart, and everything above 1 is treated like 2.
def guided_noise(with_words, without_words, scale):
    if scale == 0:
        return without_words
    if scale <= 1:
        return without_words + scale * (with_words - without_words)
    return with_words + (with_words - without_words)


# %% guided_noise · wrong · overwrites_the_guess_with_words
# The difference is made in place, and so with_words is changed.
def guided_noise(with_words, without_words, scale):
    with_words -= without_words
    return without_words + scale * with_words


# %% guided_noise · wrong · goes_one_step_too_few
# The factor scale - 1 belongs to a start at the guess with words: each scale is one too small.
def guided_noise(with_words, without_words, scale):
    return without_words + (scale - 1) * (with_words - without_words)


# %% guided_noise · wrong · cuts_the_scale
# The scale as a whole number: 7.5 becomes 7, and 0.5 becomes 0.
def guided_noise(with_words, without_words, scale):
    return without_words + int(scale) * (with_words - without_words)


# %% guided_noise · right
# The two weights as a vector.
def guided_noise(with_words, without_words, scale):
    weights = np.array([scale, 1 - scale])
    return np.einsum("k,k...->...", weights, np.array([with_words, without_words]))


# %% guided_noise · right
# Seen from the other end: from the guess with words, scale - 1 further on.
def guided_noise(with_words, without_words, scale):
    words_say = np.subtract(with_words, without_words)
    return np.add(with_words, np.multiply(words_say, scale - 1))


# %% gram_matrix · wrong · never_divides
# Sums in place of means: not divided by the number of places.
def gram_matrix(features):
    rows = features.flatten(2)
    return rows @ rows.transpose(1, 2)


# %% gram_matrix · wrong · divides_by_the_channels_too
# Divides by channels times places, as PyTorch's tutorial does.
import torch


def gram_matrix(features):
    n, c, h, w = features.shape
    f = features.view(n, c, h * w)
    return torch.bmm(f, f.transpose(1, 2)) / (c * h * w)


# %% gram_matrix · wrong · puts_all_images_into_one_axis
# Takes the images together, as the tutorial's view(a * b, c * d) does: channels of one image are
# multiplied with those of another.
import torch


def gram_matrix(features):
    a, b, c, d = features.size()
    rows = features.view(a * b, c * d)
    G = torch.mm(rows, rows.t())
    return G.div(c * d)


# %% gram_matrix · wrong · takes_the_mean_off
# The mean of each channel is taken off first: a covariance.
def gram_matrix(features):
    flat = features.flatten(2)
    flat = flat - flat.mean(dim=2, keepdim=True)
    return flat @ flat.mT / flat.shape[2]


# %% gram_matrix · wrong · reshapes_to_move_the_channels
# reshape in place of a permutation makes rows of C numbers that do not belong to one place.
def gram_matrix(features):
    n, c, h, w = features.shape
    places = features.reshape(n, h * w, c)
    return places.transpose(1, 2) @ places / (h * w)


# %% gram_matrix · wrong · multiplies_pixels_with_pixels
# Places with places: the transpose stands at the wrong side, and (N, H·W, H·W) comes out.
def gram_matrix(features):
    n, c, h, w = features.shape
    rows = features.flatten(2)
    return rows.transpose(1, 2) @ rows / (h * w)


# %% gram_matrix · wrong · adds_up_the_styles
# The einsum has no n in its result: the images are added up.
import torch


def gram_matrix(features):
    H, W = features.shape[2:]
    return torch.einsum("nchw,ndhw->cd", features, features)[None] / (H * W)


# %% gram_matrix · wrong
# Divides by the square of the width, as if images were square.
def gram_matrix(features):
    N, C, H, W = features.shape
    flat = features.reshape(N, C, -1)
    return (flat @ flat.permute(0, 2, 1)) / W**2


# %% gram_matrix · wrong · loses_the_graph_of_the_matrix
# Through NumPy, so no gradient comes back.
import torch


def gram_matrix(features):
    f = features.detach().numpy()
    f = f.reshape(f.shape[0], f.shape[1], -1)
    return torch.from_numpy(np.einsum("nci,ndi->ncd", f, f) / f.shape[2])


# %% gram_matrix · wrong · makes_correlations
# Rows are scaled to length 1 first: the angles between channels, how strong they are is lost.
from torch.nn import functional


def gram_matrix(features):
    rows = functional.normalize(features.flatten(2), dim=2)
    return rows @ rows.transpose(1, 2)


# %% gram_matrix · wrong · multiplies_rows_of_pixels
# A matrix product of height and width, map by map: channels are never multiplied with each other.
def gram_matrix(features):
    n, c, h, w = features.shape
    return (features @ features.transpose(2, 3)) / (h * w)


# %% gram_matrix · wrong
# squeeze at the end: where there is one image, or one channel, axes get lost.
import torch


def gram_matrix(features):
    n, c, h, w = features.shape
    f = features.reshape(n, c, h * w)
    return (torch.bmm(f, f.transpose(1, 2)) / (h * w)).squeeze()


# %% gram_matrix · wrong · looks_at_one_image
# Only the first image: written for (1, C, H, W).
def gram_matrix(features):
    rows = features[0].flatten(1)
    return (rows @ rows.T / rows.shape[1])[None]


# %% gram_matrix · wrong · makes_one_style_of_all_images
# tensordot goes over the images as well: one matrix, the mean of all of them.
import torch


def gram_matrix(features):
    N, C, H, W = features.shape
    return torch.tensordot(features, features, dims=([0, 2, 3], [0, 2, 3])) / (N * H * W)


# %% gram_matrix · wrong · loses_the_graph_of_the_matrix
# A table filled with item(), so no gradient comes back.
import torch


def gram_matrix(features):
    N, C, H, W = features.shape
    out = torch.zeros(N, C, C)
    for n in range(N):
        for i in range(C):
            for j in range(C):
                out[n, i, j] = (features[n, i] * features[n, j]).mean().item()
    return out


# %% gram_matrix · right
# An einsum over rows and columns.
import torch


def gram_matrix(features):
    sums = torch.einsum("nahw,nbhw->nab", features, features)
    return sums / features[0, 0].numel()


# %% gram_matrix · right
# Every channel with every channel by broadcasting, and the mean over the last two axes.
def gram_matrix(features):
    return (features[:, :, None] * features[:, None]).mean(dim=(-1, -2))


# %% gram_matrix · right
# Loops over images and pairs of channels, filled into a table of zeros.
import torch


def gram_matrix(features):
    N, C = features.shape[:2]
    table = torch.zeros(N, C, C, dtype=features.dtype)
    for n in range(N):
        for i in range(C):
            for j in range(i, C):
                table[n, i, j] = table[n, j, i] = (features[n, i] * features[n, j]).mean()
    return table


# %% style_loss · wrong · adds_up_the_squares
# Sums of squares in each layer, in place of their mean.
def style_loss(features, targets):
    loss = 0
    for maps, target in zip(features, targets):
        loss = loss + ((gram_matrix(maps) - target) ** 2).sum()
    return loss


# %% style_loss · wrong · averages_the_layers
# The mean over the layers, in place of their sum.
import torch


def style_loss(features, targets):
    losses = [((gram_matrix(f) - t) ** 2).mean() for f, t in zip(features, targets)]
    return torch.stack(losses).mean()


# %% style_loss · wrong · makes_gram_matrices_of_the_targets
# Makes Gram matrices of the targets too, which are Gram matrices already.
from torch.nn import functional


def style_loss(features, targets):
    total = 0
    for f, t in zip(features, targets):
        total += functional.mse_loss(gram_matrix(f), gram_matrix(t))
    return total


# %% style_loss · wrong · looks_at_the_last_layer
# = in place of +=: only the last layer counts.
def style_loss(features, targets):
    loss = 0
    for maps, wanted in zip(features, targets):
        difference = gram_matrix(maps) - wanted
        loss = (difference**2).mean()
    return loss


# %% style_loss · wrong · looks_at_the_first_layer
# return stands in the loop: only the first layer counts.
def style_loss(features, targets):
    loss = 0
    for maps, wanted in zip(features, targets):
        loss += (gram_matrix(maps) - wanted).pow(2).mean()
        return loss


# %% style_loss · wrong · loses_the_graph_of_the_style
# item() makes floats, so no gradient leads back.
import torch
from torch.nn import functional


def style_loss(features, targets):
    loss = 0.0
    for i in range(len(features)):
        loss += functional.mse_loss(gram_matrix(features[i]), targets[i]).item()
    return torch.tensor(loss)


# %% style_loss · wrong · takes_the_length_of_the_difference
# A root is drawn in each layer: the distance, not the mean of squares.
import torch


def style_loss(features, targets):
    return sum(torch.norm(gram_matrix(f) - t) for f, t in zip(features, targets))


# %% style_loss · wrong · compares_by_absolute_differences
# Absolute differences in place of squares.
def style_loss(features, targets):
    return sum((gram_matrix(f) - t).abs().mean() for f, t in zip(features, targets))


# %% style_loss · wrong
# The loss has an axis of length 1, because it starts as torch.zeros(1).
import torch


def style_loss(features, targets):
    loss = torch.zeros(1)
    for maps, target in zip(features, targets):
        loss = loss + ((gram_matrix(maps) - target) ** 2).mean()
    return loss


# %% style_loss · wrong · averages_all_layers_together
# One mean over the entries of all layers together: large layers weigh more.
import torch


def style_loss(features, targets):
    grams = torch.cat([gram_matrix(f).flatten() for f in features])
    wanted = torch.cat([t.flatten() for t in targets])
    return ((grams - wanted) ** 2).mean()


# %% style_loss · wrong · squares_the_mean_difference
# The mean difference of a layer is squared, instead of the mean of the squares.
def style_loss(features, targets):
    loss = 0
    for f, t in zip(features, targets):
        loss = loss + (gram_matrix(f) - t).mean() ** 2
    return loss


# %% style_loss · wrong · divides_the_mean_by_the_channels_squared
# Divides by the square of the number of channels once more, as if the mean were a sum.
def style_loss(features, targets):
    loss = 0
    for f, t in zip(features, targets):
        channels = f.shape[1]
        loss = loss + ((gram_matrix(f) - t) ** 2).mean() / channels**2
    return loss


# %% style_loss · wrong · begins_with_a_leaf
# The loss begins as a leaf that wants gradients, and += on it fails.
import torch


def style_loss(features, targets):
    loss = torch.tensor(0.0, requires_grad=True)
    for maps, target in zip(features, targets):
        loss += ((gram_matrix(maps) - target) ** 2).mean()
    return loss


# %% style_loss · wrong · takes_the_factor_of_the_paper
# The factor of the paper, 1 / (4 N² M²), on sums of squares.
def style_loss(features, targets):
    loss = 0
    for maps, target in zip(features, targets):
        _, C, H, W = maps.shape
        loss = loss + ((gram_matrix(maps) - target) ** 2).sum() / (4 * C**2 * (H * W) ** 2)
    return loss


# %% style_loss · wrong · returns_a_number_for_each_layer
# Returns a list with a loss for each layer.
from torch.nn import functional


def style_loss(features, targets):
    return [functional.mse_loss(gram_matrix(f), t) for f, t in zip(features, targets)]


# %% style_loss · wrong · divides_the_matrices_by_the_channels
# Gram matrices as in PyTorch's tutorial, divided by the channels too, against targets that are not.
import torch


def style_loss(features, targets):
    loss = 0
    for maps, target in zip(features, targets):
        a, b, c, d = maps.shape
        rows = maps.view(a * b, c * d)
        G = rows @ rows.t() / (a * b * c * d)
        loss = loss + ((G - target[0]) ** 2).mean()
    return loss


# %% style_loss · right
# PyTorch's loss for each layer, by map.
from torch.nn import functional


def style_loss(features, targets):
    return sum(map(functional.mse_loss, map(gram_matrix, features), targets))


# %% style_loss · right
# A Gram matrix of its own by einsum, and a stack of losses.
import torch


def style_loss(features, targets):
    losses = []
    for maps, target in zip(features, targets, strict=True):
        rows = maps.reshape(maps.shape[1], -1)
        d = torch.einsum("ip,jp->ij", rows, rows) / rows.shape[1] - target[0]
        losses.append(torch.dot(d.flatten(), d.flatten()) / d.numel())
    return torch.stack(losses).sum()


# %% total_variation · wrong · averages_each_direction
# Means in place of sums.
def total_variation(image):
    right = (image[:, :, :, 1:] - image[:, :, :, :-1]).abs().mean()
    below = (image[:, :, 1:, :] - image[:, :, :-1, :]).abs().mean()
    return right + below


# %% total_variation · wrong · squares_the_differences
# Squares in place of absolute values.
def total_variation(image):
    dx = image[..., 1:] - image[..., :-1]
    dy = image[..., 1:, :] - image[..., :-1, :]
    return (dx**2).sum() + (dy**2).sum()


# %% total_variation · wrong · looks_along_the_first_axes
# Differences along the first two axes: between images and channels, not between pixels.
def total_variation(image):
    a = (image[1:] - image[:-1]).abs().sum()
    b = (image[:, 1:] - image[:, :-1]).abs().sum()
    return a + b


# %% total_variation · wrong · goes_round_the_edge
# roll goes round: the last column gets the first one as its neighbour, and the last row the first.
import torch


def total_variation(image):
    right = torch.roll(image, -1, dims=3)
    below = torch.roll(image, -1, dims=2)
    return (image - right).abs().sum() + (image - below).abs().sum()


# %% total_variation · wrong · takes_the_length_of_the_slope, cuts_both_ends
# The length of the gradient at each pixel: a root of the two squares. Also leaves out the last row
# and the last column.
import torch


def total_variation(image):
    dx = image[:, :, :-1, 1:] - image[:, :, :-1, :-1]
    dy = image[:, :, 1:, :-1] - image[:, :, :-1, :-1]
    return torch.sqrt(dx**2 + dy**2 + 1e-12).sum()


# %% total_variation · wrong · keeps_the_signs
# The absolute value is forgotten: up and down cancel.
def total_variation(image):
    dx = image[:, :, :, 1:] - image[:, :, :, :-1]
    dy = image[:, :, 1:] - image[:, :, :-1]
    return dx.sum() + dy.sum()


# %% total_variation · wrong · cuts_both_ends
# Leaves out the pixels of the last row and column, to make both tensors one size.
def total_variation(image):
    here = image[:, :, :-1, :-1]
    right = image[:, :, :-1, 1:]
    below = image[:, :, 1:, :-1]
    return ((right - here).abs() + (below - here).abs()).sum()


# %% total_variation · wrong · looks_to_the_right_only
# Only neighbours to the right.
def total_variation(image):
    return (image[:, :, :, :-1] - image[:, :, :, 1:]).abs().sum()


# %% total_variation · wrong · keeps_the_images_apart
# A sum for each image: adds up over the last three axes only.
def total_variation(image):
    dx = (image[..., 1:] - image[..., :-1]).abs().sum(dim=(1, 2, 3))
    dy = (image[..., 1:, :] - image[..., :-1, :]).abs().sum(dim=(1, 2, 3))
    return dx + dy


# %% total_variation · wrong · counts_every_pair_twice
# All four neighbours of each pixel, so every pair counts twice.
import torch
from torch.nn import functional


def total_variation(image):
    padded = functional.pad(image, (1, 1, 1, 1), mode="replicate")
    total = 0
    for dy, dx in ((0, 1), (2, 1), (1, 0), (1, 2)):
        h, w = image.shape[2:]
        neighbour = padded[:, :, dy : dy + h, dx : dx + w]
        total = total + (image - neighbour).abs().sum()
    return total


# %% total_variation · wrong · counts_black_beyond_the_edge
# Zeros are put around the image, and pixels at the edge differ from them.
from torch.nn import functional


def total_variation(image):
    p = functional.pad(image, (0, 1, 0, 1))
    dx = p[:, :, :-1, 1:] - image
    dy = p[:, :, 1:, :-1] - image
    return dx.abs().sum() + dy.abs().sum()


# %% total_variation · wrong · looks_below_in_the_differences
# Differences of the differences: down is taken of what is left of right, so it looks at corners.
def total_variation(image):
    d = image[:, :, :, 1:] - image[:, :, :, :-1]
    d = d[:, :, 1:] - d[:, :, :-1]
    return d.abs().sum()


# %% total_variation · wrong · divides_by_the_images
# The mean over the images: each sum is right, and then it divides by N.
def total_variation(image):
    dx = (image[..., 1:] - image[..., :-1]).abs()
    dy = (image[..., 1:, :] - image[..., :-1, :]).abs()
    return (dx.sum() + dy.sum()) / image.shape[0]


# %% total_variation · wrong · loses_the_graph_of_the_sum
# Loops with float(), so what comes back is a number without gradient.
import torch


def total_variation(image):
    N, C, H, W = image.shape
    total = 0.0
    for n in range(N):
        for c in range(C):
            for i in range(H):
                for j in range(W):
                    if i + 1 < H:
                        total += abs(float(image[n, c, i, j]) - float(image[n, c, i + 1, j]))
                    if j + 1 < W:
                        total += abs(float(image[n, c, i, j]) - float(image[n, c, i, j + 1]))
    return torch.tensor(total)


# %% total_variation · wrong
# The two tensors of differences are added before the sum, and their shapes do not fit.
def total_variation(image):
    dx = (image[:, :, :, 1:] - image[:, :, :, :-1]).abs()
    dy = (image[:, :, 1:, :] - image[:, :, :-1, :]).abs()
    return (dx + dy).sum()


# %% total_variation · wrong · loses_the_graph_of_the_sum
# np.diff on the tensor as an array: no gradient.
import torch


def total_variation(image):
    a = image.detach().numpy()
    return torch.tensor(np.abs(np.diff(a, axis=2)).sum() + np.abs(np.diff(a, axis=3)).sum())


# %% total_variation · wrong · makes_the_image_gray_first
# The colours are averaged to grey first.
def total_variation(image):
    gray = image.mean(dim=1)
    dx = (gray[:, :, 1:] - gray[:, :, :-1]).abs().sum()
    dy = (gray[:, 1:] - gray[:, :-1]).abs().sum()
    return dx + dy


# %% total_variation · wrong · takes_second_differences
# diff over the last axis twice: n=2 takes the difference of the differences.
def total_variation(image):
    return image.diff(n=2, dim=-1).abs().sum() + image.diff(n=2, dim=-2).abs().sum()


# %% total_variation · wrong · looks_at_the_first_of_the_images
# Only the first image of the batch.
def total_variation(image):
    one = image[0]
    return (one[:, 1:] - one[:, :-1]).abs().sum() + (one[:, :, 1:] - one[:, :, :-1]).abs().sum()


# %% total_variation · right
# diff along both axes.
def total_variation(image):
    return sum(image.diff(dim=axis).abs().sum() for axis in (-1, -2))


# %% total_variation · right
# The last row and column are repeated, so that they differ from themselves by nothing.
import torch


def total_variation(image):
    right = torch.cat([image[..., 1:], image[..., -1:]], dim=3)
    below = torch.cat([image[..., 1:, :], image[..., -1:, :]], dim=2)
    return torch.norm(image - right, p=1) + torch.norm(image - below, p=1)


# %% total_variation · right
# A convolution with two filters, on each channel alone.
import torch
from torch.nn import functional


def total_variation(image):
    flat = image.reshape(-1, 1, *image.shape[2:])
    filters = torch.tensor([-1.0, 1.0], dtype=image.dtype)
    across = functional.conv2d(flat, filters.view(1, 1, 1, 2)) if image.shape[3] > 1 else flat[:0]
    down = functional.conv2d(flat, filters.view(1, 1, 2, 1)) if image.shape[2] > 1 else flat[:0]
    return across.abs().sum() + down.abs().sum()
