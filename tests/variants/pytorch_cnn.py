"""Right answers to lesson 10, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "count_parameters": [
        """
def count_parameters(model):
    total = 0
    for name, p in model.named_parameters():
        total += int(np.prod(p.shape))
    return total
""",
        """
import torch

def count_parameters(model):
    return torch.cat([p.detach().reshape(-1) for p in model.parameters()]).numel()
""",
        """
def count_parameters(model):
    # by hand, through all layers
    n = sum(p.nelement() for p in model.parameters(recurse=False))
    for child in model.children():
        n = n + count_parameters(child)
    return n
""",
        """
import math
from torch.nn.utils import parameters_to_vector

def count_parameters(model):
    return len(parameters_to_vector(model.parameters()))
""",
    ],
    "LeNet5": [
        """
import torch
import torch.nn as nn
import torch.nn.functional as F

class LeNet5(nn.Module):
    def __init__(self):
        super(LeNet5, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2)
        x = x.view(x.size(0), -1)
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)
""",
        """
from torch import nn

class LeNet5(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2, 2),
            nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2, 2),
            nn.Conv2d(16, 120, 5), nn.Tanh(),  # as in the paper: C5 is a convolution
            nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
        )
""",
        """
import torch
from torch import nn

class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        # the last layers first
        self.full = nn.ModuleList([nn.Linear(84, 10), nn.Linear(120, 84), nn.Linear(400, 120)])
        self.convolutions = nn.ModuleDict({"c3": nn.Conv2d(6, 16, 5), "c1": nn.Conv2d(1, 6, 5)})
        self.pool = nn.AdaptiveAvgPool2d

    def forward(self, x):
        for name, side in ("c1", 14), ("c3", 5):
            x = self.pool(side)(self.convolutions[name](x).tanh())
        x = x.reshape(len(x), 400)
        for layer in self.full[:0:-1]:
            x = layer(x).tanh()
        return self.full[0](x)
""",
        """
import torch
from torch import nn
from torch.nn import functional as F

class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        shapes = [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,)]
        shapes += [(10, 84), (10,)]
        self.weights = nn.ParameterList([nn.Parameter(torch.randn(s) / 10) for s in shapes])

    def forward(self, x):
        w = self.weights
        for i in (0, 2):
            x = torch.tanh(F.conv2d(x, w[i], w[i + 1]))
            n, c, h, k = x.shape
            x = x.view(n, c, h // 2, 2, k // 2, 2).mean((3, 5))
        x = x.flatten(1)
        for i in (4, 6):
            x = torch.tanh(x @ w[i].T + w[i + 1])
        return x @ w[8].T + w[9]
""",
    ],
    "ConvNetJS": [
        """
import torch.nn as nn
import torch.nn.functional as F

class ConvNetJS(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 5, stride=1, padding=2)
        self.conv2 = nn.Conv2d(16, 20, 5, stride=1, padding=2)
        self.conv3 = nn.Conv2d(20, 20, 5, stride=1, padding=2)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc = nn.Linear(20 * 4 * 4, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2, self.conv3):
            x = F.relu(self.pool(conv(x)))  # the two may change places
        return self.fc(x.view(-1, 320))
""",
        """
from torch import nn

def block(before, after):
    return nn.Sequential(
        nn.Conv2d(before, after, 5, padding="same"), nn.ReLU(inplace=True), nn.MaxPool2d(2)
    )

class ConvNetJS(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[block(*pair) for pair in [(3, 16), (16, 20), (20, 20)]])
        self.head = nn.Conv2d(20, 10, 4)

    def forward(self, x):
        return self.head(self.blocks(x))[:, :, 0, 0]
""",
        """
import torch
from torch import nn
from torch.nn.functional import pad

class ConvNetJS(nn.Module):
    def __init__(self):
        super().__init__()
        depths = [3, 16, 20, 20]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 5) for a, b in zip(depths, depths[1:]))
        self.scores = nn.Linear(320, 10)

    def forward(self, x):
        for conv in self.convs:
            x = conv(pad(x, (2, 2, 2, 2))).clamp(min=0)
            n, c, h, w = x.shape
            x = x.reshape(n, c, h // 2, 2, w // 2, 2).amax((3, 5))
        return torch.einsum("nchw,kchw->nk", x, self.scores.weight.view(10, 20, 4, 4)) + (
            self.scores.bias
        )
""",
    ],
    "shift_and_flip": [
        """
import torch
import torch.nn.functional as F

def shift_and_flip(images, dx, dy, flip):
    N, C, H, W = images.shape
    P = int(max(dx.abs().max(), dy.abs().max()))
    padded = F.pad(images, (P, P, P, P))
    out = []
    for i in range(N):
        top, left = P - int(dy[i]), P - int(dx[i])
        image = padded[i, :, top : top + H, left : left + W]
        if flip[i]:
            image = torch.flip(image, dims=[-1])
        out.append(image)
    return torch.stack(out)
""",
        """
def shift_and_flip(images, dx, dy, flip):
    # pixel by pixel
    out = images.clone() * 0
    N, C, H, W = images.shape
    for n in range(N):
        for i in range(H):
            for j in range(W):
                row, column = i - int(dy[n]), (W - 1 - j if flip[n] else j) - int(dx[n])
                if 0 <= row < H and 0 <= column < W:
                    out[n, :, i, j] = images[n, :, row, column]
    return out
""",
        """
import torch

def shift_and_flip(images, dx, dy, flip):
    # indices for the whole batch at once
    N, C, H, W = images.shape
    columns = torch.arange(W).expand(N, W)
    columns = torch.where(flip[:, None], W - 1 - columns, columns) - dx[:, None]
    rows = torch.arange(H).expand(N, H) - dy[:, None]
    inside = ((rows >= 0) & (rows < H))[:, :, None] & ((columns >= 0) & (columns < W))[:, None, :]
    n = torch.arange(N)[:, None, None]
    picked = images.movedim(1, 3)[n, rows.clamp(0, H - 1)[:, :, None],
                                  columns.clamp(0, W - 1)[:, None, :]]
    return (picked * inside[..., None]).movedim(3, 1)
""",
        """
import torch

def shift_and_flip(images, dx, dy, flip):
    # matrices that move rows and columns
    N, C, H, W = images.shape
    down = torch.stack([torch.diag(torch.ones(max(0, H - abs(int(d)))), -int(d))[:H, :H]
                        if abs(int(d)) < H else torch.zeros(H, H) for d in dy])
    right = torch.stack([torch.diag(torch.ones(max(0, W - abs(int(d)))), int(d))[:W, :W]
                         if abs(int(d)) < W else torch.zeros(W, W) for d in dx])
    moved = torch.einsum("nij,ncjk,nkl->ncil", down, images, right)
    return torch.where(flip.view(-1, 1, 1, 1), moved.flip(-1), moved)
""",
        """
def shift_and_flip(images, dx, dy, flip):
    # in NumPy
    import torch
    out = np.zeros(images.shape, np.float32)
    H, W = images.shape[2:]
    for n, image in enumerate(images.numpy()):
        x, y = int(dx[n]), int(dy[n])
        if abs(x) < W and abs(y) < H:
            rolled = np.roll(image, (y, x), axis=(1, 2)).copy()
            if y > 0: rolled[:, :y] = 0
            if y < 0: rolled[:, y:] = 0
            if x > 0: rolled[:, :, :x] = 0
            if x < 0: rolled[:, :, x:] = 0
            out[n] = rolled[:, :, ::-1] if flip[n] else rolled
    return torch.from_numpy(out)
""",
    ],
    "train_epoch": [
        """
import torch
from torch import nn

def train_epoch(model, loader, optimizer, device):
    criterion = nn.CrossEntropyLoss()
    model.train()
    running_loss = 0.0
    for batch_idx, (data, target) in enumerate(loader):
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        output = model(data)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * data.size(0)
    return running_loss / len(loader.dataset)
""",
        """
import torch
from torch.nn import functional as F

def train_epoch(model, loader, optimizer, device):
    model.train(True)
    optimizer.zero_grad()
    losses = []
    for x, y in loader:
        each = F.cross_entropy(model(x.to(device)), y.to(device), reduction="none")
        each.mean().backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)  # for the next batch
        losses.append(each.detach())
    return torch.cat(losses).mean().item()
""",
        """
import torch

def train_epoch(model, loader, optimizer, device):
    model.train()
    total, n = torch.zeros(()), 0
    for x, y in loader:
        scores = model(x)
        # cross-entropy by hand
        loss = (scores.logsumexp(1) - scores[torch.arange(len(y)), y]).mean()
        for p in model.parameters():
            p.grad = None
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            total += len(y) * loss
        n += len(y)
    return float(total / n)
""",
        """
import torch
import torch.nn.functional as F

def train_epoch(model, loader, optimizer, device):
    model.train()
    sums = counts = 0
    for images, labels in loader:
        def closure():
            optimizer.zero_grad()
            loss = F.nll_loss(F.log_softmax(model(images.to(device)), dim=1), labels.to(device))
            loss.backward()
            return loss
        sums += optimizer.step(closure).item() * labels.numel()
        counts += labels.numel()
    return np.float64(sums / counts)
""",
    ],
    "evaluate": [
        """
import torch
import torch.nn as nn

def evaluate(model, loader, device):
    criterion = nn.CrossEntropyLoss(reduction="sum")
    model.eval()
    test_loss, correct = 0, 0
    with torch.no_grad():
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            output = model(data)
            test_loss += criterion(output, target).item()
            pred = output.max(1, keepdim=True)[1]
            correct += pred.eq(target.view_as(pred)).sum().item()
    n = len(loader.dataset)
    return test_loss / n, correct / n
""",
        """
import torch
from torch.nn.functional import cross_entropy

@torch.inference_mode()
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    scores, labels = zip(*[(model(x.to(device)), y.to(device)) for x, y in loader])
    scores, labels = torch.cat(scores), torch.cat(labels)
    model.train(was)
    accuracy = (scores.argmax(dim=1) == labels).float().mean()
    return [cross_entropy(scores, labels).item(), accuracy.item()]
""",
        """
import torch

@torch.no_grad()
def evaluate(model, loader, device):
    model.train(False)
    losses, hits = [], []
    for x, y in loader:
        log_p = torch.log_softmax(model(x), 1)
        losses += [-row[label].item() for row, label in zip(log_p, y)]
        hits += [bool(row.argmax() == label) for row, label in zip(log_p, y)]
    return float(np.mean(losses)), sum(hits) / len(hits)
""",
    ],
    "train_classifier": [
        """
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

def train_classifier(images, labels, seed):
    torch.manual_seed(seed)
    N, C, H, W = images.shape
    K = len(labels.unique())
    features = nn.Sequential(
        nn.Conv2d(C, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    )
    model = nn.Sequential(features, nn.Linear(32 * (H // 4) * (W // 4), K))
    loader = DataLoader(TensorDataset(images, labels), batch_size=32, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    model.train()
    for epoch in range(14):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
    return model
""",
        """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 24, 5, padding=2, bias=False)
        self.bn1 = nn.BatchNorm2d(24)
        self.conv2 = nn.Conv2d(24, 24, 3, padding=1)
        self.fc = nn.LazyLinear(classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.conv2(x))
        return self.fc(x.amax((2, 3)))

def train_classifier(images, labels, seed):
    torch.manual_seed(seed)
    model = Net(images.size(1), int(max(labels)) + 1)
    model(images[:2])  # so that the lazy layer knows its size
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss = nn.CrossEntropyLoss()
    rng = np.random.default_rng(seed)
    for epoch in range(15):
        order = torch.from_numpy(rng.permutation(len(images)))
        for start in range(0, len(order), 20):
            i = order[start : start + 20]
            opt.zero_grad()
            loss(model(images[i]), labels[i]).backward()
            opt.step()
    return model.eval()
""",
        """
import torch
from torch import nn
from torch.nn.functional import cross_entropy

def train_classifier(images, labels, seed):
    # Adadelta, dropout, and one large batch after the other
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(
            nn.Conv2d(images.shape[1], 20, 5, padding=2), nn.ReLU(), nn.AdaptiveMaxPool2d(1),
            nn.Flatten(), nn.Dropout(0.1), nn.Linear(20, int(labels.max()) + 1),
        )
        optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0, rho=0.95)
        for _ in range(20):
            for chosen in torch.randperm(len(images)).split(32):
                optimizer.zero_grad()
                cross_entropy(model(images[chosen]), labels[chosen]).backward()
                optimizer.step()
        return model
""",
    ],
}
