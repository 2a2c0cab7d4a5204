# %% count_parameters · wrong · leaves_frozen_ones_out
# Only parameters with requires_grad are counted, so frozen ones are left out.
def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


# %% count_parameters · wrong · counts_what_is_remembered
# Goes through the state_dict, which also holds what is not learned, such as the running averages of
# batch normalisation.
def count_parameters(model):
    total = 0
    for name, tensor in model.state_dict().items():
        total += tensor.numel()
    return total


# %% count_parameters · wrong · counts_tensors
# Counts the parameter tensors and not the numbers in them: 2 for a convolution with a bias.
def count_parameters(model):
    return len(list(model.parameters()))


# %% LeNet5 · wrong · bends_with_relu
# ReLU stands in all places where tanh should be.
import torch
from torch import nn


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = x.flatten(1)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


# %% LeNet5 · wrong · pools_before_it_bends
# The mean is taken before tanh in both blocks; tanh should come first.
import torch
from torch import nn


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, kernel_size=5)
        self.c3 = nn.Conv2d(6, 16, kernel_size=5)
        self.c5 = nn.Linear(16 * 5 * 5, 120)
        self.f6 = nn.Linear(120, 84)
        self.out = nn.Linear(84, 10)

    def forward(self, x):
        mean = nn.functional.avg_pool2d
        x = torch.tanh(mean(self.c1(x), 2))
        x = torch.tanh(mean(self.c3(x), 2))
        x = torch.tanh(self.c5(x.flatten(1)))
        x = torch.tanh(self.f6(x))
        return self.out(x)


# %% LeNet5 · wrong · gives_probabilities
# A softmax follows the last layer, so the network gives probabilities instead of scores.
from torch import nn


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(400, 120), nn.Tanh(),
            nn.Linear(120, 84), nn.Tanh(),
            nn.Linear(84, 10), nn.Softmax(dim=1),
        )

    def forward(self, x):
        return self.net(x)


# %% train_epoch · wrong · leaves_old_gradients
# zero_grad is missing, so every step goes by the sum of all gradients since the beginning.
from torch.nn import functional


def train_epoch(model, loader, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        loss = functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count


# %% train_epoch · wrong · averages_the_batches
# The losses of the batches are averaged without regard to their size, so the images of a smaller
# last batch count for too much. The training itself is right.
from torch.nn import functional


def train_epoch(model, loader, optimizer, device):
    model.train()
    losses = []
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% train_epoch · wrong · stays_in_evaluation_mode
# The model is not put into training mode: left in evaluation mode, dropout drops nothing and batch
# normalisation uses its running values.
from torch import nn


def train_epoch(model, loader, optimizer, device):
    criterion = nn.CrossEntropyLoss(reduction="sum")
    running, n = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        (loss / len(images)).backward()
        optimizer.step()
        running += loss.item()
        n += len(images)
    return running / n


# %% evaluate · wrong · trusts_no_grad_alone
# model.eval() is missing (no_grad alone does not change the mode), so dropout drops and batch
# normalisation uses the batch and changes its running values.
import torch
from torch.nn import functional


def evaluate(model, loader, device):
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            scores = model(images)
            loss += functional.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return loss / count, right / count


# %% evaluate · wrong · averages_batches
# Loss and share are averaged over batches instead of over images, so a small last batch counts for
# too much.
import torch
from torch.nn import functional


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    loss, accuracy = 0.0, 0.0
    for x, y in loader:
        scores = model(x.to(device))
        y = y.to(device)
        loss += functional.cross_entropy(scores, y).item()
        accuracy += (scores.argmax(1) == y).float().mean().item()
    return loss / len(loader), accuracy / len(loader)


# %% evaluate · right
# All scores are collected first; loss and share come from one tensor at the end.
import torch
from torch.nn import functional


def evaluate(model, loader, device):
    model.eval()
    scores, labels = [], []
    with torch.inference_mode():
        for batch in loader:
            scores.append(model(batch[0].to(device)).cpu())
            labels.append(batch[1].cpu())
        scores, labels = torch.cat(scores), torch.cat(labels)
        log_p = scores.log_softmax(1)
        loss = -log_p[torch.arange(len(labels)), labels].mean()
        share = (scores.max(1).indices == labels).double().mean()
    return float(loss), float(share)


# %% ConvNetJS · wrong · hides_layers_in_a_list
# The convolutions stand in a plain Python list, so the module does not find them: their weights are
# missing from parameters() and would not be trained.
import torch
from torch import nn


class ConvNetJS(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [3, 16, 20, 20]
        self.convs = [nn.Conv2d(a, b, 5, padding=2) for a, b in zip(sizes, sizes[1:])]
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(20 * 4 * 4, 10)

    def forward(self, x):
        for conv in self.convs:
            x = self.pool(torch.relu(conv(x)))
        return self.fc(x.flatten(1))


# %% ConvNetJS · wrong · cuts_the_scores_off
# A ReLU follows the last layer too, so negative scores become 0.
from torch import nn
import torch.nn.functional as F


class ConvNetJS(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 5, stride=1, padding=2)
        self.conv2 = nn.Conv2d(16, 20, 5, stride=1, padding=2)
        self.conv3 = nn.Conv2d(20, 20, 5, stride=1, padding=2)
        self.fc = nn.Linear(320, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.max_pool2d(F.relu(self.conv3(x)), 2)
        return F.relu(self.fc(x.view(x.size(0), -1)))


# %% ConvNetJS · right
# Pooling before ReLU, which gives the same numbers, and the layers made in a loop.
from torch import nn


class ConvNetJS(nn.Module):
    def __init__(self):
        super().__init__()
        blocks, depth = [], 3
        for maps in (16, 20, 20):
            blocks += [nn.Conv2d(depth, maps, 5, padding="same"), nn.MaxPool2d(2), nn.ReLU()]
            depth = maps
        self.features = nn.Sequential(*blocks)
        self.scores = nn.Linear(depth * 16, 10)

    def forward(self, x):
        return self.scores(self.features(x).reshape(len(x), -1))


# %% shift_and_flip · wrong · rolls_round
# torch.roll brings back at the other side what goes out; it should be lost, and 0 come in.
import torch


def shift_and_flip(images, dx, dy, flip):
    out = torch.empty_like(images)
    for n in range(len(images)):
        moved = torch.roll(images[n], (int(dy[n]), int(dx[n])), dims=(1, 2))
        if flip[n]:
            moved = moved.flip(2)
        out[n] = moved
    return out


# %% shift_and_flip · wrong · mirrors_first
# Mirrors first and moves afterwards, so flipped images with dx other than 0 are moved in the
# opposite direction.
import torch


def shift_and_flip(images, dx, dy, flip):
    N, C, H, W = images.shape
    out = torch.zeros_like(images)
    for n in range(N):
        image = images[n].flip(-1) if flip[n] else images[n]
        a, b = int(dx[n]), int(dy[n])
        for i in range(H):
            for j in range(W):
                if 0 <= i - b < H and 0 <= j - a < W:
                    out[n, :, i, j] = image[:, i - b, j - a]
    return out


# %% shift_and_flip · wrong
# The slices are written for positive shifts only: for a shift of 0 the slice :-0 is empty, which
# ends in a RuntimeError, and for negative shifts only a strip is copied, to the wrong side.
import torch


def shift_and_flip(images, dx, dy, flip):
    result = torch.zeros_like(images)
    for k in range(images.shape[0]):
        x, y = dx[k].item(), dy[k].item()
        result[k, :, y:, x:] = images[k, :, :-y, :-x]
        if flip[k]:
            result[k] = torch.flip(result[k], dims=[2])
    return result


# %% shift_and_flip · right
# The source of every pixel as an index, all images at once; what lies outside is set to 0 by a
# mask.
import torch


def shift_and_flip(images, dx, dy, flip):
    N, C, H, W = images.shape
    j = torch.arange(W).expand(N, W)
    j = torch.where(flip[:, None], W - 1 - j, j)
    columns = j - dx[:, None]
    rows = torch.arange(H).expand(N, H) - dy[:, None]
    inside = ((rows >= 0) & (rows < H))[:, :, None] & ((columns >= 0) & (columns < W))[:, None, :]
    n = torch.arange(N)[:, None, None]
    picked = images[n, :, rows.clamp(0, H - 1)[:, :, None], columns.clamp(0, W - 1)[:, None, :]]
    picked = picked.permute(0, 3, 1, 2)
    return torch.where(inside[:, None], picked, torch.zeros_like(picked))


# %% train_classifier · wrong · never_sets_the_seed
# The seed is not used, so the same call gives another model each time. The network and its training
# are good enough.
import torch
from torch import nn
from torch.nn import functional


def train_classifier(images, labels, seed):
    K = int(labels.max()) + 1
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 24, 5, padding=2), nn.BatchNorm2d(24), nn.ReLU(),
        nn.Conv2d(24, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(32, K),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for epoch in range(12):
        for rows in torch.randperm(len(images)).split(32):
            optimizer.zero_grad()
            functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
    model.eval()
    return model


# %% train_classifier · wrong · expects_three_colours
# Three input channels are hard-coded: images with another number of channels crash with a
# RuntimeError.
import torch
from torch import nn


def train_classifier(images, labels, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
        nn.AdaptiveMaxPool2d(1), nn.Flatten(),
        nn.Linear(32, int(labels.max()) + 1),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.004)
    loss_function = nn.CrossEntropyLoss()
    for _ in range(15):
        order = torch.randperm(len(images))
        for start in range(0, len(images), 32):
            rows = order[start:start + 32]
            loss = loss_function(model(images[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


# %% count_parameters · wrong · counts_the_rows
# len of a parameter is the length of its first axis, so only the filters or outputs are counted and
# not the weights of each.
def count_parameters(model):
    return sum(len(p) for p in model.parameters())


# %% count_parameters · right
# Multiplies the shape of every named parameter.
def count_parameters(model):
    total = 0
    for name, parameter in model.named_parameters():
        numbers = 1
        for side in parameter.shape:
            numbers *= side
        total += numbers
    return total


# %% LeNet5 · wrong · forgets_the_last_tanh
# The tanh after the layer of 84 numbers is missing: the last two fully connected layers follow each
# other with no bend between them.
import torch
from torch import nn


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = x.view(len(x), -1)
        x = torch.tanh(self.fc1(x))
        x = self.fc2(x)
        return self.fc3(x)


# %% LeNet5 · right
# The layers are functional calls on modules kept in a ModuleList.
import torch
from torch import nn
from torch.nn import functional


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.filters = nn.ModuleList([nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)])
        self.full = nn.ModuleList([nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)])

    def forward(self, x):
        for layer in self.filters:
            x = functional.avg_pool2d(layer(x).tanh(), kernel_size=2)
        x = torch.flatten(x, start_dim=1)
        for number, layer in enumerate(self.full):
            x = layer(x if number == 0 else x.tanh())
        return x


# %% train_epoch · wrong · clears_before_the_step
# zero_grad stands between backward and step: the fresh gradients are deleted before the step, so
# the model does not learn.
import torch
from torch.nn import functional


def train_epoch(model, loader, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        loss = functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count


# %% train_epoch · wrong · measures_after_the_step
# The reported loss of each batch is measured once more after the step, not as it was when the batch
# was learned from: it is too low (and batch normalisation and dropout run twice).
import torch
from torch.nn import functional


def train_epoch(model, loader, optimizer, device):
    model.train()
    total = 0.0
    images_seen = 0
    for images, labels in loader:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
        with torch.no_grad():
            loss = functional.cross_entropy(model(images), labels)
        total += loss.item() * images.shape[0]
        images_seen += images.shape[0]
    return total / images_seen


# %% evaluate · wrong · looks_at_the_first_batch
# The return stands inside the loop, so only the first batch is measured.
import torch
from torch.nn import functional


def evaluate(model, loader, device):
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            scores = model(images)
            loss += functional.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
            count += len(labels)
            return loss / count, right / count


# %% ConvNetJS · wrong · forgets_the_last_relu
# There is no ReLU after the third convolution: it goes straight into the pooling.
import torch
from torch import nn


class ConvNetJS(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 16, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 20, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(20, 20, 5, padding=2),
            nn.MaxPool2d(2),
        )
        self.last = nn.Linear(20 * 4 * 4, 10)

    def forward(self, x):
        return self.last(self.layers(x).flatten(1))


# %% shift_and_flip · wrong
# The ends of the slices are computed as H + dy and W + dx, which are negative for shifts larger
# than the image and then count from the other end: such shifts crash instead of giving zeros.
import torch


def shift_and_flip(images, dx, dy, flip):
    N, C, H, W = images.shape
    out = torch.zeros_like(images)
    for n in range(N):
        a, b = int(dx[n]), int(dy[n])
        new_rows = slice(max(b, 0), H + min(b, 0))
        new_cols = slice(max(a, 0), W + min(a, 0))
        old_rows = slice(max(-b, 0), H - max(b, 0))
        old_cols = slice(max(-a, 0), W - max(a, 0))
        out[n, :, new_rows, new_cols] = images[n, :, old_rows, old_cols]
        if flip[n]:
            out[n] = out[n].flip(-1)
    return out


# %% shift_and_flip · wrong · moves_the_given_images
# The new images are written into the tensor that was passed in, which is changed, instead of into a
# new one.
import torch


def shift_and_flip(images, dx, dy, flip):
    N, C, H, W = images.shape
    for n in range(N):
        moved = torch.zeros(C, H, W, dtype=images.dtype)
        for r in range(H):
            for c in range(W):
                r0, c0 = r - int(dy[n]), c - int(dx[n])
                if 0 <= r0 < H and 0 <= c0 < W:
                    moved[:, r, c] = images[n, :, r0, c0]
        images[n] = torch.flip(moved, [2]) if flip[n] else moved
    return images


# %% shift_and_flip · right
# No loop: for every output pixel the row and column that it comes from, and a mask of those inside.
import torch


def shift_and_flip(images, dx, dy, flip):
    N, C, H, W = images.shape
    rows = torch.arange(H)[None, :] - dy.long()[:, None]
    places = torch.arange(W)[None, :].repeat(N, 1)
    places = torch.where(flip[:, None], W - 1 - places, places)
    cols = places - dx.long()[:, None]
    inside = ((rows >= 0) & (rows < H))[:, :, None] & ((cols >= 0) & (cols < W))[:, None, :]
    r = rows.clamp(0, H - 1)[:, :, None]
    c = cols.clamp(0, W - 1)[:, None, :]
    picked = images[torch.arange(N)[:, None, None], :, r, c]  # (N, H, W, C)
    picked = picked.permute(0, 3, 1, 2)
    return torch.where(inside[:, None], picked, torch.zeros_like(picked))


# %% train_classifier · wrong · never_sets_the_seed
# The seed is set after the network was built, so the first weights depend on what was drawn before:
# the same call does not give the same model again.
import torch
from torch import nn
from torch.nn import functional


def train_classifier(images, labels, seed):
    classes = int(labels.max()) + 1
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 24, 5, padding=2),
        nn.ReLU(),
        nn.Conv2d(24, 24, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(24, classes),
    )
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for epoch in range(20):
        order = torch.randperm(len(images))
        for batch in order.split(32):
            optimizer.zero_grad()
            functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    return model.eval()
