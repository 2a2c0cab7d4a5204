# %% discounted_returns · wrong · sums_what_came_before
# Adds up forwards: the return of a step is made of the rewards before it, not of those after it.
def discounted_returns(rewards, gamma):
    result = np.zeros(len(rewards), dtype=np.float64)
    running = 0.0
    for t in range(len(rewards)):
        running = rewards[t] + gamma * running
        result[t] = running
    return result


# %% discounted_returns · wrong · left_in_reverse
# Goes backwards and appends, but the list is never turned round: the last step stands first.
def discounted_returns(rewards, gamma):
    returns, g = [], 0.0
    for r in rewards[::-1]:
        g = r + gamma * g
        returns.append(g)
    return np.array(returns, dtype=float)


# %% discounted_returns · wrong · cut_to_ints
# zeros_like takes the type of the rewards: with ints every return is cut to a whole number.
def discounted_returns(rewards, gamma):
    rewards = np.asarray(rewards)
    returns = np.zeros_like(rewards)
    running = 0
    for t in range(len(rewards) - 1, -1, -1):
        running = running * gamma + rewards[t]
        returns[t] = running
    return returns


# %% discounted_returns · wrong · far_from_the_start
# Discounts from the first step of the game for all steps (gamma ** t): what a later step earns is
# shrunk by the steps before it, too.
def discounted_returns(rewards, gamma):
    rewards = np.asarray(rewards, dtype=float)
    discounted = rewards * gamma ** np.arange(len(rewards))
    return np.cumsum(discounted[::-1])[::-1]


# %% discounted_returns · wrong · divides_by_powers
# Without a loop: divides by gamma ** t, which is 0 / 0 for gamma = 0.
def discounted_returns(rewards, gamma):
    powers = float(gamma) ** np.arange(len(rewards))
    tail = np.cumsum((np.asarray(rewards, dtype=float) * powers)[::-1])[::-1]
    return tail / powers


# %% discounted_returns · wrong · starts_anew_at_each_reward
# From Karpathy's Pong: the sum starts anew wherever a reward is not 0, as if a game ended there.
def discounted_returns(rewards, gamma):
    discounted = np.zeros(len(rewards))
    running_add = 0
    for t in reversed(range(len(rewards))):
        if rewards[t] != 0:
            running_add = 0
        running_add = running_add * gamma + rewards[t]
        discounted[t] = running_add
    return discounted


# %% discounted_returns · wrong · writes_into_rewards
# Writes the returns into the array of rewards, which belongs to the caller.
def discounted_returns(rewards, gamma):
    returns = np.asarray(rewards, dtype=np.float64)
    for t in range(len(returns) - 2, -1, -1):
        returns[t] += gamma * returns[t + 1]
    return returns


# %% discounted_returns · wrong · needs_a_step
# Starts from the last step, which is not there in a game without a step: IndexError.
def discounted_returns(rewards, gamma):
    G = np.empty(len(rewards))
    G[-1] = rewards[-1]
    for t in range(len(rewards) - 2, -1, -1):
        G[t] = rewards[t] + gamma * G[t + 1]
    return G


# %% discounted_returns · right
# A matrix of discounts, gamma ** (k - t) above the diagonal.
def discounted_returns(rewards, gamma):
    steps = np.arange(len(rewards))
    later = steps[None, :] - steps[:, None]
    discounts = np.where(later >= 0, float(gamma) ** np.maximum(later, 0), 0.0)
    return np.einsum("tk,k->t", discounts, np.asarray(rewards, dtype=float))


# %% discounted_returns · right
# itertools.accumulate over the rewards from the back.
from itertools import accumulate


def discounted_returns(rewards, gamma):
    backwards = accumulate(list(rewards)[::-1], lambda after, r: r + gamma * after)
    return np.array(list(backwards), dtype=np.float64)[::-1]


# %% epsilon_greedy · wrong · first_of_equals
# argmax takes the first of several that look equally good.
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(np.argmax(values))


# %% epsilon_greedy · wrong · explores_all_but_one
# Explores among the others only: the best one is left out, so it comes with 1 - epsilon.
def epsilon_greedy(values, epsilon, rng):
    values = np.asarray(values)
    best = rng.choice(np.flatnonzero(values == values.max()))
    if rng.random() < epsilon and len(values) > 1:
        others = [a for a in range(len(values)) if a != best]
        return int(rng.choice(others))
    return int(best)


# %% epsilon_greedy · wrong · seldom_takes_the_best
# The comparison is the wrong way round: explores with probability 1 - epsilon.
def epsilon_greedy(values, epsilon, rng):
    values = np.asarray(values)
    if rng.random() > epsilon:
        return int(rng.integers(0, len(values)))
    return int(rng.choice(np.where(values == np.max(values))[0]))


# %% epsilon_greedy · wrong · draws_from_np_random
# Draws from the global generator of NumPy and leaves rng alone.
def epsilon_greedy(values, epsilon, rng):
    values = np.asarray(values)
    if np.random.rand() < epsilon:
        return int(np.random.randint(len(values)))
    best = np.flatnonzero(values == values.max())
    return int(np.random.choice(best))


# %% epsilon_greedy · wrong · last_action_never_tried
# Takes the end of rng.integers for included: the last action is never tried by chance.
def epsilon_greedy(values, epsilon, rng):
    n = len(values)
    if rng.random() < epsilon:
        return int(rng.integers(0, n - 1))
    ties = [i for i in range(n) if values[i] == max(values)]
    return ties[int(rng.integers(len(ties)))]


# %% epsilon_greedy · wrong · noise_on_the_values
# Breaks ties by adding noise to all values, so a worse action that is close may win.
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    noisy = np.asarray(values, dtype=float) + 0.01 * rng.random(len(values))
    return int(noisy.argmax())


# %% epsilon_greedy · wrong · makes_a_new_generator
# Makes a generator of its own with a fixed seed: each call draws the same.
def epsilon_greedy(values, epsilon, rng):
    rng = np.random.default_rng(0)
    values = np.array(values)
    if rng.random() < epsilon:
        return int(rng.choice(len(values)))
    return int(rng.choice(np.argwhere(values == values.max()).ravel()))


# %% epsilon_greedy · wrong · returns_a_float, returns_a_number_of_numpy
# One of the ties or any action, but it gives what the action is worth and not which it is.
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return rng.choice(values)
    return max(values)


# %% epsilon_greedy · right
# The probability of every action, and one draw.
def epsilon_greedy(values, epsilon, rng):
    values = np.asarray(values)
    is_best = values == values.max()
    p = epsilon / len(values) + (1 - epsilon) * is_best / is_best.sum()
    return int(rng.choice(len(values), p=p / p.sum()))


# %% epsilon_greedy · right
# Puts the actions in an order by chance, and takes the first of the best in this order.
def epsilon_greedy(values, epsilon, rng):
    order = rng.permutation(len(values)).tolist()
    explores = rng.uniform() < epsilon
    return order[0] if explores else max(order, key=lambda action: values[action])


# %% td_targets · wrong · multiplies_by_zero
# Multiplies by 1 - done: after the end 0 * NaN is NaN.
def td_targets(rewards, next_values, done, gamma):
    return rewards + gamma * np.max(next_values, axis=1) * (1 - done)


# %% td_targets · wrong · best_of_all
# The axis is forgotten: all steps get the largest of all values in the batch.
def td_targets(rewards, next_values, done, gamma):
    best = np.max(next_values)
    return np.where(done, rewards, rewards + gamma * best).astype(np.float64)


# %% td_targets · wrong · mean_of_the_next
# The mean over the moves and not the largest.
def td_targets(rewards, next_values, done, gamma):
    rewards = np.asarray(rewards, dtype=np.float64)
    return np.where(done, rewards, rewards + gamma * np.mean(next_values, axis=1))


# %% td_targets · wrong · future_at_the_end_alone
# where has both cases exchanged: what comes next counts only where the game is over.
def td_targets(rewards, next_values, done, gamma):
    return np.where(done, rewards + gamma * next_values.max(axis=-1), rewards).astype(float)


# %% td_targets · wrong · begins_the_search_at_zero
# The search for the largest begins at 0, so values that are all negative count as 0.
def td_targets(rewards, next_values, done, gamma):
    targets = np.zeros(len(rewards))
    for i in range(len(rewards)):
        best = 0
        if not done[i]:
            for v in next_values[i]:
                if v > best:
                    best = v
        targets[i] = rewards[i] + gamma * best
    return targets


# %% td_targets · wrong · future_after_the_end, nan_is_the_end
# Takes NaN for the mark of the end and never looks at done: a game that is over with numbers
# behind it goes on.
def td_targets(rewards, next_values, done, gamma):
    best = np.nan_to_num(next_values).max(axis=1)
    return rewards + gamma * best


# %% td_targets · wrong · zero_at_the_end
# At the end the target is 0: the reward, which is the whole point, is lost there.
def td_targets(rewards, next_values, done, gamma):
    targets = np.zeros(len(rewards))
    goes_on = ~np.asarray(done)
    targets[goes_on] = rewards[goes_on] + gamma * next_values[goes_on].max(axis=1)
    return targets


# %% td_targets · wrong · writes_into_the_rewards
# Adds into the array of rewards, which belongs to the caller.
def td_targets(rewards, next_values, done, gamma):
    targets = np.asarray(rewards, dtype=float)
    targets[~done] += gamma * next_values[~done].max(axis=1)
    return targets


# %% td_targets · right
# One step at a time, in a comprehension.
def td_targets(rewards, next_values, done, gamma):
    steps = zip(rewards, next_values, done, strict=True)
    return np.array([r if over else r + gamma * max(q) for r, q, over in steps], dtype=float)


# %% td_targets · right
# Overwrites the rows after the end in a copy with zeros, and then needs no case.
def td_targets(rewards, next_values, done, gamma):
    values = np.array(next_values, dtype=np.float64)
    values[done] = 0
    return np.add(rewards, gamma * np.sort(values, axis=1)[:, -1], dtype=np.float64)


# %% train_catcher · wrong · never_sets_the_seed
# The games depend on the seed, but the first weights and the order of the batches do not: no
# torch.manual_seed.
import torch
from torch import nn
from torch.nn import functional

from helpers import catch


def train_catcher(seed):
    net = nn.Sequential(nn.Flatten(), nn.Linear(200, 128), nn.ReLU(), nn.Linear(128, 3))
    game = catch.Catch(500, seed)
    xs, ys = [], []
    while not game.is_over:
        xs.append(game.pictures())
        ys.append(catch.teacher(game))
        game.step(ys[-1])
    x, y = torch.from_numpy(np.concatenate(xs)), torch.from_numpy(np.concatenate(ys))
    opt = torch.optim.Adam(net.parameters(), lr=0.003)
    for epoch in range(12):
        for chosen in torch.randperm(len(x)).split(64):
            opt.zero_grad()
            functional.cross_entropy(net(x[chosen]), y[chosen]).backward()
            opt.step()
    return net


# %% train_catcher · wrong · learns_nothing
# Plays by chance to see more pictures, and then writes down the moves of chance as labels, not
# those of the teacher.
import torch
from torch import nn
from torch.nn import functional

from helpers import catch


def train_catcher(seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = nn.Sequential(nn.Flatten(), nn.Linear(200, 128), nn.ReLU(), nn.Linear(128, 3))
    game = catch.Catch(400, seed)
    pictures, moves = [], []
    while not game.is_over:
        pictures.append(game.pictures())
        move = rng.integers(0, 3, 400)
        moves.append(move)
        game.step(move)
    pictures = torch.from_numpy(np.concatenate(pictures))
    moves = torch.from_numpy(np.concatenate(moves))
    opt = torch.optim.Adam(net.parameters(), lr=0.002)
    for _ in range(8):
        for chosen in torch.randperm(len(moves)).split(64):
            loss = functional.cross_entropy(net(pictures[chosen]), moves[chosen])
            opt.zero_grad()
            loss.backward()
            opt.step()
    return net


# %% train_catcher · wrong · one_seed_for_all
# The seed is never used: everything is seeded with 0, so all seeds give the same model.
import torch
from torch import nn
from torch.nn import functional

from helpers import catch, finding


def train_catcher(seed):
    torch.manual_seed(0)
    game, pictures, moves = catch.Catch(400, 0), [], []
    while not game.is_over:
        pictures.append(game.pictures())
        moves.append(catch.teacher(game))
        game.step(moves[-1])
    X, y = torch.tensor(np.concatenate(pictures)), torch.tensor(np.concatenate(moves))
    net = nn.Sequential(nn.Flatten(), nn.Linear(200, 96), nn.ReLU(), nn.Linear(96, 3))
    finding.fit(
        net,
        len(X),
        lambda i: functional.cross_entropy(net(X[i]), y[i]),
        epochs=8,
        peak_rate=0.01,
        batch_size=64,
    )
    return net


# %% train_catcher · wrong · channels_do_not_fit
# Keeps only the picture of now, so the model wants one channel and cannot take the two that a
# player is given.
import torch
from torch import nn
from torch.nn import functional

from helpers import catch


def train_catcher(seed):
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(1600, 3)
    )
    game, pictures, moves = catch.Catch(300, seed), [], []
    while not game.is_over:
        pictures.append(game.pictures()[:, :1])
        moves.append(catch.teacher(game))
        game.step(moves[-1])
    pictures = torch.from_numpy(np.concatenate(pictures))
    moves = torch.from_numpy(np.concatenate(moves))
    opt = torch.optim.Adam(net.parameters(), lr=0.003)
    for _ in range(4):
        for chosen in torch.randperm(len(moves)).split(64):
            loss = functional.cross_entropy(net(pictures[chosen]), moves[chosen])
            opt.zero_grad()
            loss.backward()
            opt.step()
    return net


# %% train_catcher · wrong · learns_too_little, wins_half_of_the_games, learns_nothing
# Imitates the teacher, but in ten games only, which are ninety pictures: it knows those by heart
# and wins too few of the others.
import torch
from torch import nn
from torch.nn import functional

from helpers import catch


def train_catcher(seed):
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Conv2d(2, 16, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(1600, 3)
    )
    game, pictures, moves = catch.Catch(10, seed), [], []
    while not game.is_over:
        pictures.append(game.pictures())
        moves.append(catch.teacher(game))
        game.step(moves[-1])
    pictures = torch.from_numpy(np.concatenate(pictures))
    moves = torch.from_numpy(np.concatenate(moves))
    opt = torch.optim.Adam(net.parameters(), lr=0.003)
    for _ in range(200):
        loss = functional.cross_entropy(net(pictures), moves)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return net


# %% train_catcher · right
# A class of its own that reads column sums, taught by squared errors to one-hot moves; games are
# played by chance, and the teacher says what it would have done.
import torch
from torch import nn

from helpers import catch


class Player(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(40, 128), nn.ReLU(), nn.Linear(128, 3))

    def forward(self, pictures):
        now = pictures[:, 0]
        ball, basket = now[:, :-1].sum(dim=1), now[:, -1]
        before = pictures[:, 1]
        return self.body(torch.cat([ball, basket, before[:, :-1].sum(1), before[:, -1]], dim=1))


def train_catcher(seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed + 1)
    game, seen, wanted = catch.Catch(600, seed), [], []
    while not game.is_over:
        seen.append(game.pictures())
        wanted.append(np.eye(3, dtype=np.float32)[catch.teacher(game)])
        game.step(rng.integers(0, 3, 600))
    X, Y = torch.tensor(np.concatenate(seen)), torch.tensor(np.concatenate(wanted))
    player = Player()
    opt = torch.optim.AdamW(player.parameters(), lr=0.005)
    for _ in range(12):
        for i in torch.randperm(len(X)).split(100):
            opt.zero_grad()
            ((player(X[i]) - Y[i]) ** 2).mean().backward()
            opt.step()
    return player


# %% train_catcher · right
# By rewards alone: games that are played by chance only, and targets from an older copy, in large
# batches.
import copy

import torch
from torch import nn
from torch.nn import functional

from helpers import catch


def train_catcher(seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng([seed, 1])
    game, parts = catch.Catch(3000, seed), []
    while not game.is_over:
        before, moves = game.pictures(), rng.integers(0, 3, 3000)
        rewards = game.step(moves)
        parts.append((before, moves, rewards, game.pictures(), np.full(3000, game.is_over)))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    before, moves, rewards, after, over = map(torch.from_numpy, columns)

    net = nn.Sequential(nn.Flatten(), nn.Linear(200, 128), nn.ReLU(), nn.Linear(128, 3))
    older = copy.deepcopy(net)
    opt = torch.optim.Adam(net.parameters(), lr=0.002)
    for step in range(2400):
        if step % 150 == 0:
            older = copy.deepcopy(net)
        i = torch.from_numpy(rng.integers(0, len(moves), 128))
        with torch.no_grad():
            best = older(after[i]).max(dim=1).values.masked_fill(over[i], 0)
        goal = rewards[i].float() + 0.95 * best
        loss = functional.smooth_l1_loss(net(before[i])[range(128), moves[i]], goal)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return net


# %% recall · wrong · those_that_were_named, precision_in_all
# Divides by how many were predicted to be label: that is the precision.
def recall(predicted, target, label):
    if not np.any(target == label):
        raise ValueError("there is no such target")
    tp = np.sum((predicted == label) & (target == label))
    fp = np.sum((predicted == label) & (target != label))
    return float(tp / (tp + fp))


# %% recall · wrong · always_label_one
# Asks about 1, whichever label was asked for.
def recall(predicted, target, label=1):
    ill = target == 1
    if ill.sum() == 0:
        raise ValueError("nobody is ill")
    return float((predicted[ill] == 1).sum() / ill.sum())


# %% recall · wrong · zero_where_none_is_there
# Gives 0 where no target is label, in place of the error.
def recall(predicted, target, label):
    there = target == label
    if there.sum() == 0:
        return 0.0
    return float(np.mean(predicted[there] == label))


# %% recall · wrong · right_ones_of_every_label
# Counts all that is right, whatever its label, and divides by the examples of the label.
def recall(predicted, target, label):
    total = (target == label).sum()
    if total == 0:
        raise ValueError("no target has this label")
    return float((predicted == target).sum() / total)


# %% recall · wrong · nan_where_none_is_there, asks_about_the_predictions
# Raises where none was predicted to be label, and not where no target is.
def recall(predicted, target, label):
    if label not in predicted:
        raise ValueError(f"label {label} does not occur")
    found = np.logical_and(predicted == label, target == label).sum()
    return float(found / (target == label).sum())


# %% recall · wrong · labels_as_numbers
# The product of the numbers takes 0 and 1 for no and yes: right for label 1 of two, and for no
# other.
def recall(predicted, target, label):
    if label not in target:
        raise ValueError("no target is label")
    return float((predicted * target).sum() / target.sum())


# %% recall · wrong · rounds_the_share_down
# // rounds down to a whole number: 0 unless all were found.
def recall(predicted, target, label):
    found = missed = 0
    for p, t in zip(predicted, target, strict=True):
        if t == label:
            if p == label:
                found += 1
            else:
                missed += 1
    if found + missed == 0:
        raise ValueError("nothing to find")
    return float(found // (found + missed))


# %% recall · wrong · found_of_all_examples
# Of all examples, and not only of those of the label: the share that was found is divided by N.
def recall(predicted, target, label):
    if (target != label).all():
        raise ValueError("no example of the label")
    hits = (target == label) & (predicted == label)
    return float(hits.mean())


# %% recall · right
# A table of confusion, and one row of it.
def recall(predicted, target, label):
    size = int(max(np.max(predicted), np.max(target), label)) + 1
    confusion = np.zeros((size, size), dtype=int)
    np.add.at(confusion, (target, predicted), 1)
    row = confusion[label]
    if not row.sum():
        raise ValueError(f"No target is {label}.")
    return float(row[label] / row.sum())


# %% recall · right
# Plain Python: a list of yes and no, and its mean; an empty one is no number.
def recall(predicted, target, label):
    found = [int(p) == label for p, t in zip(predicted, target, strict=True) if t == label]
    try:
        return sum(found) / len(found)
    except ZeroDivisionError:
        raise ValueError(f"label {label} is not among the targets") from None


# %% precision · wrong · those_that_are_there, recall_in_all
# Copied from recall: divides by the targets that are label.
def precision(predicted, target, label):
    said = predicted == label
    if not said.any():
        raise ValueError("none was predicted")
    there = target == label
    return float((said & there).sum() / there.sum())


# %% precision · wrong · zero_where_none_is_named
# As scikit-learn does it: 0 where none was predicted to be label.
def precision(predicted, target, label):
    tp = ((predicted == label) & (target == label)).sum()
    fp = ((predicted == label) & (target != label)).sum()
    return float(tp / (tp + fp)) if tp + fp > 0 else 0.0


# %% precision · wrong · error_where_none_is_there
# Raises where no target is label; there the precision is 0, as all that was said is wrong.
def precision(predicted, target, label):
    if not np.any(target == label):
        raise ValueError("no target is label")
    named = predicted == label
    if not np.any(named):
        raise ValueError("nothing was named")
    return float((target[named] == label).mean())


# %% precision · wrong · all_that_is_right
# Counts all that is right, whatever its label, over those that were given the label.
def precision(predicted, target, label):
    count = np.count_nonzero(predicted == label)
    if count == 0:
        raise ValueError("label was never predicted")
    return np.count_nonzero(predicted == target) / count


# %% precision · wrong · right_of_it_and_all_mistakes
# Takes every mistake for a false alarm: those where the label plays no part and those that were
# missed are counted, too.
def precision(predicted, target, label):
    if label not in predicted:
        raise ValueError("label was never predicted")
    true_positives = ((predicted == label) & (target == label)).sum()
    false_positives = (predicted != target).sum()
    return float(true_positives / (true_positives + false_positives))


# %% precision · wrong · nan_where_none_is_named
# Waits for a ZeroDivisionError that NumPy does not raise: 0 / 0 is NaN there, with a warning.
def precision(predicted, target, label):
    hits = np.sum((predicted == label) & (target == label))
    named = np.sum(predicted == label)
    try:
        return float(hits / named)
    except ZeroDivisionError:
        raise ValueError("none was predicted to be label")


# %% precision · wrong · error_where_none_is_right
# Raises where none of those that were named is right, which is a precision of 0.
def precision(predicted, target, label):
    hits = sum(1 for p, t in zip(predicted, target) if p == label and t == label)
    if hits == 0:
        raise ValueError("no hits")
    return hits / sum(1 for p in predicted if p == label)


# %% precision · wrong · calculates_with_labels
# The product takes 0 and 1 for no and yes: it is the precision of 1, whichever label was asked for.
def precision(predicted, target, label):
    if not (predicted == label).any():
        raise ValueError("nobody was called that")
    return float((predicted * target).sum() / predicted.sum())


# %% precision · right
# The recall with the arguments exchanged, which is the same thing.
def precision(predicted, target, label):
    return recall(target, predicted, label)


# %% precision · right
# Weights for a mean: np.average refuses weights that are all 0.
def precision(predicted, target, label):
    try:
        return float(np.average(np.equal(target, label), weights=np.equal(predicted, label)))
    except ZeroDivisionError as error:
        raise ValueError("There is none.") from error


# %% class_weights · wrong · one_over_the_share
# The number of classes is left out: N / count.
def class_weights(y, classes):
    counts = np.bincount(y, minlength=classes)
    return np.divide(len(y), counts, out=np.zeros(classes), where=counts > 0)


# %% class_weights · wrong · frequent_weigh_more
# Upside down: what is frequent weighs more.
def class_weights(y, classes):
    counts = np.bincount(y, minlength=classes)
    return classes * counts / len(y)


# %% class_weights · wrong · up_to_the_largest_label
# bincount without minlength: classes after the last one that occurs are missing.
def class_weights(y, classes):
    counts = np.bincount(y)
    with np.errstate(divide="ignore"):
        weights = len(y) / (classes * counts)
    weights[counts == 0] = 0
    return weights


# %% class_weights · wrong · infinite_for_an_absent_class
# A class that does not occur gets inf.
def class_weights(y, classes):
    counts = np.array([np.sum(y == k) for k in range(classes)])
    return len(y) / (classes * counts)


# %% class_weights · wrong · occurring_classes_in_the_formula
# Divides by how many classes occur, not by how many there are.
def class_weights(y, classes):
    weights = np.zeros(classes)
    present, counts = np.unique(y, return_counts=True)
    weights[present] = len(y) / (len(present) * counts)
    return weights


# %% class_weights · wrong · absent_class_as_if_once
# Counts at least 1 to be safe from 0: a class that does not occur gets the largest weight.
def class_weights(y, classes):
    counts = np.maximum(np.bincount(y, minlength=classes), 1)
    return len(y) / (classes * counts)


# %% class_weights · wrong · others_over_the_class
# As pos_weight in PyTorch: all others over those of the class.
def class_weights(y, classes):
    weights = np.zeros(classes)
    for k in range(classes):
        n = np.sum(y == k)
        if n > 0:
            weights[k] = (len(y) - n) / n
    return weights


# %% class_weights · wrong · adds_up_to_one
# The reciprocals are divided by their sum, so the weights add up to 1.
def class_weights(y, classes):
    counts = np.bincount(y, minlength=classes).astype(float)
    inverse = np.zeros(classes)
    inverse[counts > 0] = 1 / counts[counts > 0]
    return inverse / inverse.sum()


# %% class_weights · right
# Shares by comparing each label with each class, and a division with a place to go.
def class_weights(y, classes):
    shares = (np.asarray(y)[:, None] == np.arange(classes)).mean(axis=0)
    return np.divide(1 / classes, shares, out=np.zeros(classes), where=shares > 0)


# %% class_weights · right
# A Counter and a comprehension.
from collections import Counter


def class_weights(y, classes):
    often = Counter(np.asarray(y).tolist())
    fair = len(y) / classes
    return np.array([fair / often[k] if k in often else 0.0 for k in range(classes)])


# %% rotation_average · wrong · averages_scores
# The mean of the scores, and only then the softmax.
import torch


def rotation_average(model, images):
    if images.shape[2] != images.shape[3]:
        raise ValueError("images must be square")
    mode = model.training
    model.eval()
    with torch.no_grad():
        scores = [model(torch.rot90(images, k, dims=(2, 3))) for k in range(4)]
    model.train(mode)
    return torch.stack(scores).mean(dim=0).softmax(dim=1)


# %% rotation_average · wrong · turns_the_batch
# rot90 without dims turns the first two axes: images and channels.
import torch


def rotation_average(model, images):
    if images.shape[-1] != images.shape[-2]:
        raise ValueError("not square")
    was_training = model.training
    model.eval()
    with torch.no_grad():
        probs = [torch.softmax(model(torch.rot90(images, k)), dim=1) for k in range(4)]
    model.train(was_training)
    return sum(probs) / 4


# %% rotation_average · wrong · turns_the_channels
# Turns axes 1 and 2, the channels into the rows, as if there were no axis of the channels.
import torch


def rotation_average(model, images):
    n, c, h, w = images.shape
    if h != w:
        raise ValueError(f"{h} x {w} is not square")
    training = model.training
    model.eval()
    total = 0
    with torch.no_grad():
        for k in range(4):
            total += torch.softmax(model(images.rot90(k, (1, 2))), 1)
    if training:
        model.train()
    return total / 4


# %% rotation_average · wrong · stays_in_training_mode
# Never goes to evaluation mode: dropout and batch normalisation run as in training.
import torch


@torch.no_grad()
def rotation_average(model, images):
    if images.shape[2] != images.shape[3]:
        raise ValueError("images must be square")
    views = [torch.rot90(images, k, (2, 3)) for k in range(4)]
    return torch.stack([model(v).softmax(1) for v in views]).mean(0)


# %% rotation_average · wrong · is_left_in_evaluation_mode
# Asks for the mode after it has called eval, so the model always stays in evaluation mode.
import torch


def rotation_average(model, images):
    if images.shape[2] != images.shape[3]:
        raise ValueError("images are not square")
    model.eval()
    mode = model.training
    with torch.no_grad():
        mean = sum(model(images.rot90(k, [2, 3])).softmax(dim=1) for k in range(4)) / 4
    model.train(mode)
    return mean


# %% rotation_average · wrong · softmax_over_the_images
# The softmax goes over the images and not over the kinds.
import torch
import torch.nn.functional as F


def rotation_average(model, images):
    if images.size(2) != images.size(3):
        raise ValueError("images must be square")
    before = model.training
    model.eval()
    with torch.no_grad():
        out = torch.stack([model(torch.rot90(images, k, (2, 3))) for k in range(4)])
        probabilities = F.softmax(out, dim=1)
    model.train(before)
    return probabilities.mean(dim=0)


# %% rotation_average · wrong · records_gradients
# No no_grad: the gradients are recorded, and the result hangs on the graph.
import torch


def rotation_average(model, images):
    if images.shape[2] != images.shape[3]:
        raise ValueError("images must be square")
    mode = model.training
    model.eval()
    result = torch.zeros(())
    for k in range(4):
        turned = torch.rot90(images, k, (2, 3))
        result = result + torch.softmax(model(turned), dim=1) / 4
    model.train(mode)
    return result


# %% rotation_average · wrong · mirrors_instead
# Builds its views from flips: as it is, both mirrors and the half turn, no quarter turns.
import torch


def rotation_average(model, images):
    if images.shape[2] != images.shape[3]:
        raise ValueError("images must be square")
    mode = model.training
    model.eval()
    views = [images, images.flip(2), images.flip(3), images.flip(2, 3)]
    with torch.no_grad():
        answer = torch.stack([model(v).softmax(dim=-1) for v in views]).mean(dim=0)
    model.train(mode)
    return answer


# %% rotation_average · right
# All four views in one large batch, in inference mode; the mode goes back in finally.
import torch


def rotation_average(model, images):
    height, width = images.shape[-2:]
    if height != width:
        raise ValueError(f"Expected square images, got {height}×{width}.")
    mode = model.training
    try:
        model.eval()
        with torch.inference_mode():
            views = torch.cat([torch.rot90(images, k, (-2, -1)) for k in range(4)])
            shares = torch.softmax(model(views), dim=-1)
            return torch.einsum("vnk->nk", shares.view(4, len(images), -1)) / 4
    finally:
        model.train(mode)


# %% rotation_average · right
# A copy of the model is put into evaluation mode, and the turns are transposes and flips.
import copy

import torch


@torch.no_grad()
def rotation_average(model, images):
    if images.shape[2] != images.shape[3]:
        raise ValueError("not square")
    quiet = copy.deepcopy(model).eval()
    quarter = images.transpose(2, 3).flip(2)
    views = [images, quarter, images.flip(2, 3), quarter.flip(2, 3)]
    logs = torch.stack([quiet(view).log_softmax(dim=1) for view in views])
    return logs.exp().mean(dim=0)


# %% flip_with_labels · wrong · upside_down
# Upside down: turns the rows round, not the columns.
def flip_with_labels(images, labels, partner, flip):
    images, labels = images.copy(), labels.copy()
    images[flip] = images[flip][:, :, ::-1]
    labels[flip] = partner[labels[flip]]
    return images, labels


# %% flip_with_labels · wrong · channels_reversed
# np.fliplr turns axis 1 round, which here holds the channels.
def flip_with_labels(images, labels, partner, flip):
    out = images.copy()
    out[flip] = np.fliplr(images[flip])
    return out, np.where(flip, partner[labels], labels)


# %% flip_with_labels · wrong · writes_into_both
# [:] is no copy: the caller's images and labels are changed.
def flip_with_labels(images, labels, partner, flip):
    new_images, new_labels = images[:], labels[:]
    new_images[flip] = new_images[flip, :, :, ::-1]
    new_labels[flip] = partner[new_labels[flip]]
    return new_images, new_labels


# %% flip_with_labels · wrong · zero_and_one_change_places
# Knows only the road signs: 0 and 1 change places, whatever partner says.
def flip_with_labels(images, labels, partner, flip):
    images, labels = images.copy(), labels.copy()
    for i in range(len(images)):
        if flip[i]:
            images[i] = images[i, :, :, ::-1]
            if labels[i] < 2:
                labels[i] = 1 - labels[i]
    return images, labels


# %% flip_with_labels · wrong · one_class_after_the_other
# One class after the other in the same array: 0 becomes 1, and then 1 becomes 0 again.
def flip_with_labels(images, labels, partner, flip):
    images = np.where(flip[:, None, None, None], images[..., ::-1], images)
    labels = labels.copy()
    for k in range(len(partner)):
        labels[flip & (labels == k)] = partner[k]
    return images, labels


# %% flip_with_labels · wrong · all_labels_exchanged
# The labels change everywhere, also those of images that were not mirrored.
def flip_with_labels(images, labels, partner, flip):
    images = images.copy()
    images[flip] = images[flip][..., ::-1]
    return images, partner[labels]


# %% flip_with_labels · wrong · columns_overwritten
# Overwrites column by column in the same array: the right half becomes the mirror image of what
# is by then in the left half.
def flip_with_labels(images, labels, partner, flip):
    images, labels = images.copy(), labels.copy()
    width = images.shape[3]
    for n in np.flatnonzero(flip):
        for column in range(width):
            images[n, :, :, column] = images[n, :, :, width - 1 - column]
        labels[n] = partner[labels[n]]
    return images, labels


# %% flip_with_labels · wrong · needs_an_image
# Collects lists and stacks them: np.stack fails where there is no image at all.
def flip_with_labels(images, labels, partner, flip):
    new_images, new_labels = [], []
    for image, label, mirrored in zip(images, labels, flip):
        new_images.append(image[:, :, ::-1] if mirrored else image)
        new_labels.append(partner[label] if mirrored else label)
    return np.stack(new_images), np.array(new_labels)


# %% flip_with_labels · right
# Columns by fancy indices: each image has its own order of the columns, and each label its row of
# a table with both cases.
def flip_with_labels(images, labels, partner, flip):
    width = images.shape[3]
    columns = np.arange(width)
    order = np.where(np.asarray(flip)[:, None], width - 1 - columns, columns)
    both = np.stack([np.arange(len(partner)), partner])
    moved = np.take_along_axis(images, order[:, None, None, :], axis=3)
    return moved, both[np.asarray(flip).astype(int), labels]


# %% flip_with_labels · right
# A loop over the images that are to be mirrored, with a dictionary of partners.
def flip_with_labels(images, labels, partner, flip):
    new_images, new_labels = np.array(images), np.array(labels)
    in_the_mirror = dict(enumerate(np.asarray(partner).tolist()))
    for n, mirrored in enumerate(flip):
        if mirrored:
            new_images[n] = np.flip(images[n], axis=-1)
            new_labels[n] = in_the_mirror[int(labels[n])]
    return new_images, new_labels
