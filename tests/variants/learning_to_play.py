"""Right answers for lesson 16, each written in another way, as strings as students write them."""

VARIANTS = {
    "discounted_returns": [
        """
def discounted_returns(rewards, gamma):
    T = len(rewards)
    out = np.zeros(T, dtype=np.float64)
    for t in range(T):
        g = 1.0
        for k in range(t, T):
            out[t] += g * rewards[k]
            g *= gamma
    return out
""",
        """
def discounted_returns(rewards, gamma):
    # one matrix of powers, 0 ** 0 is 1
    t = np.arange(len(rewards))
    far = t[None, :] - t[:, None]
    powers = np.where(far >= 0, float(gamma) ** np.maximum(far, 0), 0.0)
    return powers @ np.asarray(rewards, float)
""",
        """
def discounted_returns(rewards, gamma):
    returns = []
    G = 0
    for r in rewards[::-1]:
        G = r + gamma * G
        returns.insert(0, G)
    return np.array(returns, dtype=float)
""",
        """
from itertools import accumulate
def discounted_returns(rewards, gamma):
    back = accumulate((float(r) for r in reversed(rewards)), lambda g, r: r + gamma * g)
    return np.flip(np.fromiter(back, dtype=np.float64, count=len(rewards)))
""",
    ],
    "epsilon_greedy": [
        """
def epsilon_greedy(values, epsilon, rng):
    best = [a for a in range(len(values)) if values[a] == max(values)]
    if rng.uniform() < epsilon:
        best = list(range(len(values)))
    return best[rng.integers(0, len(best))]
""",
        """
def epsilon_greedy(values, epsilon, rng):
    values = np.asarray(values)
    p = np.full(len(values), epsilon / len(values))
    best = np.isclose(values, values.max(), rtol=0, atol=1e-12)
    p[best] += (1 - epsilon) / best.sum()
    return int(rng.choice(len(values), p=p))
""",
        """
def epsilon_greedy(values, epsilon, rng):
    # argmax of a shuffled copy takes one of the equals by chance
    order = rng.permutation(len(values))
    greedy = order[np.argmax(values[order])]
    anything = rng.integers(len(values))
    return anything if rng.random() <= epsilon and epsilon > 0 else greedy
""",
        """
def epsilon_greedy(values, epsilon, rng):
    u = rng.random()
    if u >= epsilon:
        noise = rng.random(len(values))
        return int(np.lexsort((noise, values))[-1])
    return int(u / epsilon * len(values))
""",
    ],
    "td_targets": [
        """
def td_targets(rewards, next_values, done, gamma):
    targets = []
    for r, row, over in zip(rewards, next_values, done):
        targets.append(float(r) if over else r + gamma * max(row))
    return np.array(targets)
""",
        """
def td_targets(rewards, next_values, done, gamma):
    y = rewards.astype(float)
    on = ~done
    y[on] += gamma * next_values[on].max(axis=1)
    return y
""",
        """
def td_targets(rewards, next_values, done, gamma):
    best = next_values.max(1)
    best[done] = 0
    return rewards + gamma * best
""",
    ],
    "train_catcher": [
        """
import torch
from torch import nn
from helpers import catch

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(200, 64)
        self.out = nn.Linear(64, 3)
        self.drop = nn.Dropout(0.1)
    def forward(self, x):
        return self.out(self.drop(torch.relu(self.hidden(x.flatten(1)))))

def train_catcher(seed):
    # no convolution at all
    gen = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    net = Net()
    opt = torch.optim.AdamW(net.parameters(), 5e-3)
    X, Y = [], []
    game = catch.Catch(300, seed)
    for _ in range(3):
        while not game.is_over:
            X.append(torch.tensor(game.pictures()))
            Y.append(torch.tensor(catch.teacher(game)))
            moves = torch.randint(3, (300,), generator=gen)
            moves[:200] = Y[-1][:200]
            game.step(moves)
        game.begin()
    X, Y = torch.cat(X), torch.cat(Y)
    for epoch in range(5):
        for i in torch.randperm(len(X), generator=gen).split(100):
            opt.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(net(X[i]), Y[i]).backward()
            opt.step()
    return net
""",
        """
import collections
import torch
from torch import nn
from torch.nn import functional
from helpers import catch

def train_catcher(seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = lambda: nn.Sequential(
        nn.Conv2d(2, 16, 3, padding=1), nn.ReLU(),
        nn.Conv2d(16, 16, 3, stride=2, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(400, 64), nn.ReLU(), nn.Linear(64, 3))
    model, older = net(), net()
    older.load_state_dict(model.state_dict())
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    game, memory, steps = catch.Catch(32, seed), collections.deque(maxlen=150), 0
    for r in range(120):
        epsilon = max(0.05, 1 - 0.95 * r / 60)
        game.begin()
        while not game.is_over:
            now = torch.from_numpy(game.pictures())
            with torch.no_grad():
                best = model(now).argmax(1).numpy()
            moves = np.where(rng.random(32) < epsilon, rng.integers(0, 3, 32), best)
            rewards = torch.tensor(game.step(moves), dtype=torch.float32)
            then = torch.from_numpy(game.pictures())
            memory.append((now, torch.from_numpy(moves), rewards, then, game.is_over))
            for _ in range(2):
                some = [memory[i] for i in rng.integers(0, len(memory), 2)]
                n, m, w, t = (torch.cat([s[k] for s in some]) for k in range(4))
                over = torch.cat([torch.full((32,), s[4]) for s in some])
                with torch.no_grad():
                    future = older(t).amax(1).masked_fill(over, 0)
                values = model(n).gather(1, m[:, None])[:, 0]
                loss = functional.smooth_l1_loss(values, w + 0.95 * future)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            steps += 1
            if steps % 100 == 0:
                older.load_state_dict(model.state_dict())
    return model
""",
        """
import torch
from torch import nn
from helpers import catch

class Fit(nn.Module):
    def __init__(self, W, U):
        super().__init__()
        self.register_buffer("W", W)
        self.register_buffer("U", U)
    def forward(self, x):
        return torch.relu(x.flatten(1) @ self.W + 0.1) @ self.U

def train_catcher(seed):
    # random features and least squares: nothing is ever differentiated
    g = torch.Generator().manual_seed(seed)
    game, X, Y = catch.Catch(2000, seed), [], []
    while not game.is_over:
        X.append(torch.from_numpy(game.pictures()))
        Y.append(torch.from_numpy(catch.teacher(game)))
        chance = torch.rand(2000, generator=g) < 0.3
        game.step(torch.where(chance, torch.randint(0, 3, (2000,), generator=g), Y[-1]))
    W = 0.5 * torch.randn(200, 1200, generator=g)
    features = torch.relu(torch.cat(X).flatten(1) @ W + 0.1)
    right = nn.functional.one_hot(torch.cat(Y), 3).float()
    U = torch.linalg.solve(features.T @ features + 3.0 * torch.eye(1200), features.T @ right)
    return Fit(W, U)
""",
    ],
    "recall": [
        """
def recall(predicted, target, label):
    hits = misses = 0
    for p, t in zip(predicted, target):
        if t == label:
            if p == t:
                hits += 1
            else:
                misses += 1
    if hits + misses == 0:
        raise ValueError("nothing there")
    return hits / (hits + misses)
""",
        """
def recall(predicted, target, label):
    tp = np.sum((predicted == label) * (target == label))
    fn = np.sum((predicted != label) * (target == label))
    if tp + fn < 1:
        raise ValueError
    return np.float32(tp / (tp + fn))
""",
        """
class NothingThere(ValueError):
    pass

def recall(predicted, target, label):
    try:
        return len(np.intersect1d(*np.where(predicted == label), *np.where(target == label))) / int(
            np.count_nonzero(target == label))
    except ZeroDivisionError as error:
        raise NothingThere(label) from error
""",
    ],
    "precision": [
        """
def precision(predicted, target, label):
    named = [t for p, t in zip(predicted, target) if p == label]
    if not named:
        raise ValueError("none")
    return named.count(label) / len(named)
""",
        """
def precision(predicted, target, label):
    P, T = predicted == label, target == label
    if P.sum() == 0:
        raise ValueError(f"no {label}")
    return (P & T).sum() / P.sum()
""",
        """
def precision(predicted, target, label):
    from sklearn.metrics import confusion_matrix
    table = confusion_matrix(target == label, predicted == label, labels=[False, True])
    if table[:, 1].sum() == 0:
        raise ValueError
    return table[1, 1] / table[:, 1].sum()
""",
    ],
    "class_weights": [
        """
def class_weights(y, classes):
    w = []
    for k in range(classes):
        n = (y == k).sum()
        w.append(len(y) / classes / n if n else 0)
    return np.array(w, dtype=float)
""",
        """
def class_weights(y, classes):
    share = np.eye(classes)[y].mean(axis=0)
    return np.divide(1, classes * share, out=np.zeros(classes), where=share > 0)
""",
        """
def class_weights(y, classes):
    values, counts = np.unique(y, return_counts=True)
    weights = np.zeros(classes)
    weights[values] = y.size / (classes * counts)
    return list(weights)
""",
    ],
    "rotation_average": [
        """
import torch

def rotation_average(model, images):
    N, C, H, W = images.shape
    if H != W:
        raise ValueError(f"{H} is not {W}")
    mode = model.training
    model.eval()
    try:
        total = 0
        with torch.no_grad():
            for k in range(4):
                total = total + torch.nn.functional.softmax(model(images.rot90(k, [2, 3])), dim=-1)
    finally:
        model.train(mode)
    return total / 4
""",
        """
import torch

@torch.inference_mode()
def rotation_average(model, images):
    # all views in one batch, turned the other way round
    if images.shape[-1] != images.shape[-2]:
        raise ValueError
    before = {m: m.training for m in model.modules()}
    model.eval()
    views = torch.cat([torch.rot90(images, -k, (-2, -1)) for k in range(4)])
    p = torch.softmax(model(views), 1).view(4, len(images), -1).mean(0)
    for m, was in before.items():
        m.training = was
    return p.clone()
""",
        """
import torch

def rotation_average(model, images):
    assert images.dim() == 4
    if images.size(2) != images.size(3):
        raise ValueError("square images only")
    was = model.training
    model.train(False)
    quarter = lambda x: x.transpose(2, 3).flip(3)
    views = [images]
    while len(views) < 4:
        views.append(quarter(views[-1]))
    with torch.no_grad():
        scores = [model(v).exp() for v in views]
    if was:
        model.train()
    return sum(s / s.sum(1, keepdim=True) for s in scores) / len(scores)
""",
    ],
    "flip_with_labels": [
        """
def flip_with_labels(images, labels, partner, flip):
    out = np.empty_like(images)
    new = np.empty_like(labels)
    for n in range(len(images)):
        if flip[n]:
            out[n] = np.flip(images[n], axis=2)
            new[n] = partner[labels[n]]
        else:
            out[n] = images[n]
            new[n] = labels[n]
    return out, new
""",
        """
def flip_with_labels(images, labels, partner, flip):
    mirror = images[:, :, :, ::-1]
    return (np.where(flip[:, None, None, None], mirror, images),
            np.where(flip, partner[labels], labels))
""",
        """
def flip_with_labels(images, labels, partner, flip):
    W = images.shape[3]
    columns = np.where(flip[:, None], np.arange(W)[::-1], np.arange(W))
    return (np.take_along_axis(images, columns[:, None, None, :], axis=3),
            np.choose(flip.astype(int), [labels, partner.take(labels)]))
""",
    ],
}
