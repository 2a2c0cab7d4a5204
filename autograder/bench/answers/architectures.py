# %% top_k_accuracy · wrong · takes_the_k_smallest
# The sort is ascending, and the first k of it are taken: these are the k LOWEST scores.
def top_k_accuracy(scores, y, k=5):
    n, c = scores.shape
    if k < 1 or k > c:
        raise ValueError("k must be between 1 and the number of classes")
    best = np.argsort(scores, axis=1, kind="stable")[:, :k]
    hits = (best == y[:, None]).any(axis=1)
    return float(hits.mean())


# %% top_k_accuracy · wrong · takes_the_last_of_equals
# Sorts ascending and turns the order round, so of equal scores the LARGER index comes first.
def top_k_accuracy(scores, y, k=5):
    C = scores.shape[1]
    if not 1 <= k <= C:
        raise ValueError(f"k = {k} does not fit {C} classes")
    right = 0
    for row, label in zip(scores, y):
        order = sorted(range(C), key=lambda c: row[c])[::-1]
        if label in order[:k]:
            right += 1
    return right / len(y)


# %% top_k_accuracy · wrong · ranks_by_greater_alone
# Counts only the scores that are really higher than that of the right class; of equal scores every
# one is treated as the first, so a net that gives all the same score is always right.
def top_k_accuracy(scores, y, k=5):
    if k not in range(1, scores.shape[1] + 1):
        raise ValueError("1 ≤ k ≤ C")
    own = scores[np.arange(len(y)), y][:, np.newaxis]
    rank = np.sum(scores > own, axis=1)
    return float(np.mean(rank < k))


# %% top_k_accuracy · wrong · divides_hits_by_guesses
# The mean goes over all N · k comparisons instead of over the N rows: the share is k times too small.
def top_k_accuracy(scores, y, k=5):
    if k < 1 or k > scores.shape[1]:
        raise ValueError("bad k")
    top = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return float(np.mean(top == y.reshape(-1, 1)))


# %% top_k_accuracy · wrong · says_the_top_k_error
# Returns the top-k error (1 minus the accuracy), which is what the competition reported.
def top_k_accuracy(scores, y, k=5):
    classes = scores.shape[1]
    if not (1 <= k <= classes):
        raise ValueError("k out of range")
    wrong = 0
    for i in range(len(scores)):
        guesses = np.argsort(-scores[i], kind="stable")[:k]
        if y[i] not in guesses:
            wrong += 1
    return wrong / len(scores)


# %% top_k_accuracy · wrong · refuses_as_many_guesses_as_classes
# k equal to the number of classes, which is allowed (and gives 1), raises a ValueError.
def top_k_accuracy(scores, y, k=5):
    if not 1 <= k < scores.shape[1]:
        raise ValueError("k has to be smaller than the number of classes")
    order = np.argsort(-scores, axis=1, kind="stable")
    found = 0
    for guesses, label in zip(order, y):
        found += int(label in guesses[:k])
    return found / len(y)


# %% top_k_accuracy · wrong · ranks_the_rows_of_each_class
# Sorts along the images (axis 0) instead of along the classes: the "best classes" are row numbers.
def top_k_accuracy(scores, y, k=5):
    if k < 1 or k > scores.shape[1]:
        raise ValueError("k must be from 1 to C")
    order = np.argsort(-scores, axis=0, kind="stable")
    top = order[:, :k]
    return float(np.any(top == y[:, None], axis=1).mean())


# %% top_k_accuracy · right
# Counts, for the right class, who stands before it: higher scores, and equal ones further to the left.
def top_k_accuracy(scores, y, k=5):
    rows, columns = scores.shape
    if k <= 0 or columns < k:
        raise ValueError(f"{k} guesses among {columns} classes")
    own = np.take_along_axis(scores, y[:, None], axis=1)
    left = np.arange(columns)[None, :] < y[:, None]
    before = (scores > own) | ((scores == own) & left)
    return (before.sum(1) < k).mean().item()


# %% top_k_accuracy · right
# Pulls one guess after the other: argmax gives the first of equal ones, which is then struck out.
def top_k_accuracy(scores, y, k=5):
    if not 0 < k <= scores.shape[1]:
        raise ValueError("k")
    rest = np.array(scores, dtype=float)
    hit = np.zeros(len(y), dtype=bool)
    struck = np.zeros(rest.shape, dtype=bool)
    for _ in range(k):
        guess = np.ma.masked_array(rest, struck).argmax(axis=1)
        hit |= guess == y
        struck[np.arange(len(y)), guess] = True
    return float(hit.sum() / hit.size)


# %% AlexNet · wrong · pools_without_overlap
# Pooling has windows of 2×2. With stride 2 the sides come out the same (27, 13, 6), but the windows
# no longer overlap.
from torch import nn
from torch.nn import functional


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2)
        self.conv2 = nn.Conv2d(64, 192, kernel_size=5, padding=2)
        self.conv3 = nn.Conv2d(192, 384, kernel_size=3, padding=1)
        self.conv4 = nn.Conv2d(384, 256, kernel_size=3, padding=1)
        self.conv5 = nn.Conv2d(256, 256, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(256 * 6 * 6, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, 1000)

    def forward(self, x):
        x = self.pool(functional.relu(self.conv1(x)))
        x = self.pool(functional.relu(self.conv2(x)))
        x = functional.relu(self.conv3(x))
        x = functional.relu(self.conv4(x))
        x = self.pool(functional.relu(self.conv5(x)))
        x = x.flatten(1)
        x = functional.relu(self.fc1(x))
        x = functional.relu(self.fc2(x))
        return self.fc3(x)


# %% AlexNet · wrong · bends_the_scores
# The scores go through ReLU as well: no score can be below 0.
from torch import nn


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for i, o, k, s, p, pool in [
            (3, 64, 11, 4, 2, True),
            (64, 192, 5, 1, 2, True),
            (192, 384, 3, 1, 1, False),
            (384, 256, 3, 1, 1, False),
            (256, 256, 3, 1, 1, True),
        ]:
            layers += [nn.Conv2d(i, o, k, stride=s, padding=p), nn.ReLU()]
            if pool:
                layers.append(nn.MaxPool2d(3, stride=2))
        layers.append(nn.Flatten())
        for i, o in [(9216, 4096), (4096, 4096), (4096, 1000)]:
            layers += [nn.Linear(i, o), nn.ReLU()]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


# %% AlexNet · wrong · takes_the_widths_of_the_paper
# The widths of the paper of 2012 (96, 256, 384, 384, 256) instead of those of today's version.
import torch
from torch import nn


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(0.5),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, 1000),
        )

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


# %% AlexNet · wrong · drops_in_evaluation_too
# functional.dropout is called without training=self.training, so numbers are dropped in evaluation
# mode too.
from torch import nn
from torch.nn import functional


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 64, 11, 4, 2)
        self.c2 = nn.Conv2d(64, 192, 5, 1, 2)
        self.c3 = nn.Conv2d(192, 384, 3, 1, 1)
        self.c4 = nn.Conv2d(384, 256, 3, 1, 1)
        self.c5 = nn.Conv2d(256, 256, 3, 1, 1)
        self.l1 = nn.Linear(9216, 4096)
        self.l2 = nn.Linear(4096, 4096)
        self.l3 = nn.Linear(4096, 1000)

    def forward(self, x):
        f = functional
        x = f.max_pool2d(f.relu(self.c1(x)), 3, 2)
        x = f.max_pool2d(f.relu(self.c2(x)), 3, 2)
        x = f.relu(self.c4(f.relu(self.c3(x))))
        x = f.max_pool2d(f.relu(self.c5(x)), 3, 2)
        x = x.view(x.shape[0], -1)
        x = f.relu(self.l1(f.dropout(x, 0.5)))
        x = f.relu(self.l2(f.dropout(x, 0.5)))
        return self.l3(x)


# %% AlexNet · wrong · flattens_the_batch_too
# flatten() without the axis at which to begin: the images of the batch are joined to one long row.
# One image comes out without its batch axis, and two do not fit the full layer at all.
from torch import nn


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(64, 192, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(384, 256, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(3, 2),
        )
        self.full = nn.Sequential(
            nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(),
            nn.Linear(4096, 1000),
        )

    def forward(self, x):
        maps = self.maps(x)
        return self.full(maps.flatten())


# %% AlexNet · wrong · pads_nothing_at_first, gives_the_full_layers_another_count
# The padding of 2 in the first convolution is forgotten: sides 54, 26, 12, 5, and the first full
# layer, which waits for 9,216 numbers, gets 6,400.
import torch
from torch import nn


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.ModuleList([
            nn.Conv2d(3, 64, 11, stride=4),
            nn.Conv2d(64, 192, 5, padding=2),
            nn.Conv2d(192, 384, 3, padding=1),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.Conv2d(256, 256, 3, padding=1),
        ])
        self.full = nn.ModuleList([nn.Linear(256 * 6 * 6, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)])
        self.pool = nn.MaxPool2d(3, stride=2)

    def forward(self, x):
        for i, conv in enumerate(self.conv):
            x = torch.relu(conv(x))
            if i in (0, 1, 4):
                x = self.pool(x)
        x = torch.flatten(x, start_dim=1)
        x = torch.relu(self.full[0](x))
        x = torch.relu(self.full[1](x))
        return self.full[2](x)


# %% AlexNet · wrong · bends_only_what_is_pooled
# The three 3×3 convolutions follow each other without ReLU between them (only one before the pooling).
from torch import nn


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.block1 = nn.Sequential(nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2))
        self.block2 = nn.Sequential(nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2))
        self.block3 = nn.Sequential(
            nn.Conv2d(192, 384, 3, padding=1),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.Conv2d(256, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
        )
        self.full1 = nn.Linear(9216, 4096)
        self.full2 = nn.Linear(4096, 4096)
        self.full3 = nn.Linear(4096, 1000)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(x)))
        x = x.reshape(len(x), 9216)
        x = self.full1(x).relu()
        x = self.full2(x).relu()
        return self.full3(x)


# %% AlexNet · right
# As the library writes it, with a mean over 6×6 places that changes nothing at 224 pixels.
import torch
from torch import nn


class AlexNet(nn.Module):
    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(64, 192, kernel_size=5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(192, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


# %% AlexNet · right
# ReLU is written as clamp, and comes after the pooling where there is one: the largest of numbers
# cut off at 0 is the largest number, cut off at 0.
import torch
from torch import nn
from torch.nn import functional


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [(3, 64, 11, 4, 2), (64, 192, 5, 1, 2), (192, 384, 3, 1, 1)]
        sizes += [(384, 256, 3, 1, 1), (256, 256, 3, 1, 1)]
        for number, size in enumerate(sizes, 1):
            setattr(self, f"conv{number}", nn.Conv2d(*size))
        for number, (a, b) in enumerate([(9216, 4096), (4096, 4096), (4096, 1000)], 1):
            setattr(self, f"full{number}", nn.Linear(a, b))

    def forward(self, x):
        for number in range(1, 6):
            x = getattr(self, f"conv{number}")(x)
            if number not in (3, 4):
                x = functional.max_pool2d(x, kernel_size=3, stride=2)
            x = torch.clamp(x, min=0)
        x = torch.clamp(self.full1(x.view(-1, 9216)), min=0)
        return self.full3(torch.clamp(self.full2(x), min=0))


# %% VGG16 · wrong · hides_convolutions_in_a_list
# The convolutions are kept in a plain Python list, so the module does not know them: their weights
# are no parameters of the net and are never trained.
from torch import nn


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        plan = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
        self.layers = []
        depth = 3
        for step in plan:
            if step == "M":
                self.layers.append(nn.MaxPool2d(2, 2))
            else:
                self.layers.append(nn.Conv2d(depth, step, 3, padding=1))
                self.layers.append(nn.ReLU())
                depth = step
        self.fc = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)
        )

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.fc(x.flatten(1))


# %% VGG16 · wrong · bends_once_a_stage
# ReLU only once per stage, before each pooling: the convolutions inside a stage follow each other
# without one.
import torch
from torch import nn


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for maps, times in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
            for _ in range(times):
                layers.append(nn.Conv2d(channels, maps, 3, padding=1))
                channels = maps
            layers.append(nn.ReLU())
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.fc1 = nn.Linear(512 * 7 * 7, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, 1000)

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


# %% VGG16 · wrong · builds_configuration_c
# Configuration C of the paper: the third convolution of each of the last three stages is 1×1 and
# not 3×3.
from torch import nn


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()

        def stage(inputs, outputs, sizes):
            parts = []
            for size in sizes:
                parts += [nn.Conv2d(inputs, outputs, size, padding=size // 2), nn.ReLU(inplace=True)]
                inputs = outputs
            return parts + [nn.MaxPool2d(2, 2)]

        self.maps = nn.Sequential(
            *stage(3, 64, [3, 3]),
            *stage(64, 128, [3, 3]),
            *stage(128, 256, [3, 3, 1]),
            *stage(256, 512, [3, 3, 1]),
            *stage(512, 512, [3, 3, 1]),
        )
        self.scores = nn.Sequential(
            nn.Flatten(),
            nn.Linear(25088, 4096), nn.ReLU(), nn.Dropout(),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
            nn.Linear(4096, 1000),
        )

    def forward(self, x):
        return self.scores(self.maps(x))


# %% VGG16 · wrong · calls_one_convolution_five_times
# The last convolution of the 512 stages is one and the same module that is called again and again
# (shared weights), where each layer should have its own.
from torch import nn
from torch.nn import functional


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, padding=1)
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1)
        self.conv3 = nn.Conv2d(64, 128, 3, padding=1)
        self.conv4 = nn.Conv2d(128, 128, 3, padding=1)
        self.conv5 = nn.Conv2d(128, 256, 3, padding=1)
        self.conv6 = nn.Conv2d(256, 256, 3, padding=1)
        self.conv7 = nn.Conv2d(256, 256, 3, padding=1)
        self.conv8 = nn.Conv2d(256, 512, 3, padding=1)
        self.conv512 = nn.Conv2d(512, 512, 3, padding=1)
        self.pool = nn.MaxPool2d(2, stride=2)
        self.fc1 = nn.Linear(512 * 7 * 7, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, 1000)

    def forward(self, x):
        relu = functional.relu
        x = self.pool(relu(self.conv2(relu(self.conv1(x)))))
        x = self.pool(relu(self.conv4(relu(self.conv3(x)))))
        x = self.pool(relu(self.conv7(relu(self.conv6(relu(self.conv5(x)))))))
        x = relu(self.conv8(x))
        x = relu(self.conv512(x))
        x = relu(self.conv512(x))
        x = self.pool(x)
        for _ in range(3):
            x = relu(self.conv512(x))
        x = self.pool(x)
        x = x.view(x.size(0), -1)
        return self.fc3(relu(self.fc2(relu(self.fc1(x)))))


# %% VGG16 · wrong · forgets_the_last_pooling_and_fits
# The last M is missing (pooling only between the stages), so the full layer reads 14×14 places.
from torch import nn


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        before = 3
        for number, (count, width) in enumerate([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]):
            if number > 0:
                layers.append(nn.MaxPool2d(2))
            for _ in range(count):
                layers += [nn.Conv2d(before, width, 3, 1, 1), nn.ReLU()]
                before = width
        layers += [nn.Flatten(), nn.Linear(512 * 14 * 14, 4096), nn.ReLU()]
        layers += [nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% VGG16 · wrong · normalises_each_convolution
# Batch normalisation after each convolution (the libraries' vgg16_bn), which VGG of 2014 does not have.
import torch
from torch import nn


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        cfg = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
        layers = []
        in_channels = 3
        for v in cfg:
            if v == "M":
                layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
            else:
                conv2d = nn.Conv2d(in_channels, v, kernel_size=3, padding=1)
                layers += [conv2d, nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
                in_channels = v
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(4096, 1000),
        )

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


# %% VGG16 · wrong · ends_in_softmax
# Returns chances, by a softmax at the end, where scores are asked for.
from torch import nn
from torch.nn import functional


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        widths = "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M".split()
        depth, parts = 3, []
        for w in widths:
            if w == "M":
                parts.append(nn.MaxPool2d(2, 2))
                continue
            parts.append(nn.Conv2d(depth, int(w), 3, padding="same"))
            parts.append(nn.ReLU())
            depth = int(w)
        self.convs = nn.Sequential(*parts)
        self.fc1, self.fc2 = nn.Linear(7 * 7 * 512, 4096), nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, 1000)

    def forward(self, x):
        x = self.convs(x).flatten(start_dim=1)
        x = functional.relu(self.fc1(x))
        x = functional.relu(self.fc2(x))
        return functional.softmax(self.fc3(x), dim=1)


# %% VGG16 · right
# The net is itself a Sequential, filled by a generator; forward is inherited.
from torch import nn


class VGG16(nn.Sequential):
    def __init__(self):
        def layers():
            depth = 3
            for stage, maps in zip((2, 2, 3, 3, 3), (64, 128, 256, 512, 512), strict=True):
                for _ in range(stage):
                    yield nn.Conv2d(depth, maps, kernel_size=(3, 3), padding=(1, 1))
                    yield nn.ReLU()
                    depth = maps
                yield nn.MaxPool2d((2, 2))
            yield nn.Flatten()
            for a, b in ((25088, 4096), (4096, 4096)):
                yield nn.Linear(a, b)
                yield nn.ReLU()
                yield nn.Dropout(0.5)
            yield nn.Linear(4096, 1000)

        super().__init__(*layers())


# %% VGG16 · right
# Only the layers with weights are modules. One loop eats them and pools where the next one is wider
# or the stage ends; dropout knows the mode.
import torch
from torch import nn
from torch.nn import functional


class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
        self.filters = nn.ModuleList(nn.Conv2d(a, b, 3, 1, 1) for a, b in zip(widths, widths[1:]))
        sides = [512 * 7**2, 4096, 4096, 1000]
        self.full = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sides, sides[1:]))

    def forward(self, x):
        for number, layer in enumerate(self.filters):
            x = torch.max(layer(x), torch.zeros((), device=x.device))
            if number in {1, 3, 6, 9, 12}:
                x = functional.max_pool2d(x, 2)
        x = x.reshape(x.shape[0], -1)
        *hidden, last = self.full
        for layer in hidden:
            x = functional.dropout(functional.relu(layer(x)), 0.5, self.training)
        return last(x)


# %% multiply_adds · wrong · ignores_groups
# Uses in_channels for the size of a filter; with groups a filter reads only in_channels / groups.
import torch
from torch import nn


def multiply_adds(model, shape):
    total = 0

    def count(layer, inputs, output):
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            kh, kw = layer.kernel_size
            places = output.shape[2] * output.shape[3]
            total += layer.out_channels * layer.in_channels * kh * kw * places
        else:
            total += layer.in_features * output.numel()

    hooks = []
    modes = [(m, m.training) for m in model.modules()]
    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            hooks.append(m.register_forward_hook(count))
    model.eval()
    with torch.no_grad():
        model(torch.zeros(1, *shape, device=next(model.parameters()).device))
    for h in hooks:
        h.remove()
    for m, mode in modes:
        m.training = mode
    return total


# %% multiply_adds · wrong · counts_places_of_the_input
# The places are taken from what goes INTO a convolution, not from what comes out of it: too many
# where there is a stride or no padding.
import torch
from torch import nn


def multiply_adds(model, shape):
    work = []

    def hook(module, given, made):
        x = given[0]
        if isinstance(module, nn.Conv2d):
            work.append(module.weight.numel() * x.shape[-2] * x.shape[-1])
        else:
            work.append(module.weight.numel() * (made.numel() // made.shape[-1]))

    layers = [m for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    handles = [layer.register_forward_hook(hook) for layer in layers]
    states = {m: m.training for m in model.modules()}
    device = next(model.parameters()).device
    try:
        model.eval()
        with torch.no_grad():
            model(torch.zeros(1, *shape, device=device))
    finally:
        for handle in handles:
            handle.remove()
        for m in model.modules():
            m.training = states[m]
    return sum(work)


# %% multiply_adds · wrong · counts_in_training_mode
# The model stays in the mode in which it came: in training mode batch normalisation moves its
# running averages (and a single number per map raises an error).
import torch
from torch import nn


def multiply_adds(model, shape):
    total = [0]

    def hook(layer, given, made):
        total[0] += made[0].numel() * layer.weight[0].numel()

    hooks = [
        layer.register_forward_hook(hook)
        for layer in model.modules()
        if isinstance(layer, nn.Conv2d) or isinstance(layer, nn.Linear)
    ]
    image = torch.zeros(1, *shape, device=next(model.parameters()).device)
    with torch.no_grad():
        model(image)
    for h in hooks:
        h.remove()
    return total[0]


# %% multiply_adds · wrong · leaves_the_hooks
# The hooks are never removed: the model goes on counting in every later call.
import torch
from torch import nn


def multiply_adds(model, shape):
    result = {"n": 0}

    def add(layer, given, made):
        result["n"] += made.numel() * layer.weight[0].numel()

    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            m.register_forward_hook(add)
    modes = {m: m.training for m in model.modules()}
    model.eval()
    x = torch.zeros(1, *shape, device=next(model.parameters()).device)
    with torch.no_grad():
        model(x)
    for m, mode in modes.items():
        m.training = mode
    return result["n"]


# %% multiply_adds · wrong · counts_each_layer_once
# Notes the output shape of each layer in a dictionary and counts afterwards: a layer that is called
# twice has one entry and counts once.
import torch
from torch import nn


def multiply_adds(model, shape):
    outputs = {}

    def remember(layer, given, made):
        outputs[layer] = made.shape

    layers = [m for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    hooks = [layer.register_forward_hook(remember) for layer in layers]
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        model(torch.zeros(1, *shape, device=next(model.parameters()).device))
    for m, mode in modes:
        m.training = mode
    for hook in hooks:
        hook.remove()
    total = 0
    for layer, size in outputs.items():
        places = 1
        for n in size:
            places *= n
        total += places * layer.weight[0].numel()
    return int(total)


# %% multiply_adds · wrong · feeds_an_image_of_the_cpu
# The image of zeros is always made on the processor; a model on the device "meta" cannot take it.
import torch
from torch import nn


def multiply_adds(model, shape):
    total = 0

    def count(layer, given, made):
        nonlocal total
        total += made.numel() * layer.weight.numel() // layer.weight.shape[0]

    modes = {m: m.training for m in model.modules()}
    hooks = [m.register_forward_hook(count) for m in model.modules() if type(m) in (nn.Conv2d, nn.Linear)]
    model.eval()
    with torch.no_grad():
        model(torch.zeros(1, *shape))
    for h in hooks:
        h.remove()
    for m in modes:
        m.training = modes[m]
    return total


# %% multiply_adds · wrong · leaves_it_in_training_mode
# Ends with model.train(), whatever the mode was before: a model that came in evaluation mode is
# in training mode afterwards.
import torch
from torch import nn


def multiply_adds(model, shape):
    counts = []

    def hook(module, inputs, outputs):
        if isinstance(module, nn.Conv2d):
            n_filters, depth, kh, kw = module.weight.shape
            counts.append(n_filters * depth * kh * kw * outputs.shape[2] * outputs.shape[3])
        elif isinstance(module, nn.Linear):
            counts.append(outputs.numel() * module.in_features)

    hooks = [m.register_forward_hook(hook) for m in model.modules()]
    model.eval()
    device = next(model.parameters()).device
    with torch.no_grad():
        model(torch.zeros((1, *shape), device=device))
    for h in hooks:
        h.remove()
    model.train()
    return sum(counts)


# %% multiply_adds · right
# Works on a deep copy, so nothing has to be put back.
import torch
from torch import nn


def multiply_adds(model, shape):
    import copy

    double = copy.deepcopy(model).eval()
    total = 0

    def count(layer, _, made):
        nonlocal total
        total += made.numel() * layer.weight[0].numel()

    for layer in double.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(count)
    somewhere = next(double.parameters(), torch.zeros(0)).device
    with torch.inference_mode():
        double(torch.zeros(shape, device=somewhere)[None])
    return total


# %% multiply_adds · right
# Hooks that run before the layer, with the rule for the size of an output written out.
import torch
from torch import nn
from torch.nn import functional


def multiply_adds(model, shape):
    from contextlib import ExitStack

    found = []

    def convolution(layer, given):
        maps = layer.out_channels
        with torch.no_grad():
            sides = functional.conv2d(
                torch.empty(given[0].shape, device="meta"),
                torch.empty(layer.weight.shape, device="meta"),
                None, layer.stride, layer.padding, layer.dilation, layer.groups,
            ).shape[2:]
        filters = layer.weight.numel() // maps
        found.append(maps * filters * sides[0] * sides[1])

    def full(layer, given):
        found.append(given[0].numel() * layer.out_features)

    before = [(part, part.training) for part in model.modules()]
    with ExitStack() as stack:
        for part, _ in before:
            part.training = False
            if isinstance(part, nn.Conv2d):
                stack.callback(part.register_forward_pre_hook(convolution).remove)
            elif isinstance(part, nn.Linear):
                stack.callback(part.register_forward_pre_hook(full).remove)
        where = [p.device for p in model.parameters()][:1] or ["cpu"]
        with torch.no_grad():
            model(torch.zeros(1, *shape, device=where[0]))
    for part, mode in before:
        part.training = mode
    return int(sum(found))


# %% InceptionBlock · wrong · bends_at_the_end_alone
# No ReLU after the two 1×1 convolutions that make the stack thin; only the ends of the branches have one.
import torch
from torch import nn
from torch.nn import functional


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.a = nn.Conv2d(depth, ones, 1)
        self.b1 = nn.Conv2d(depth, before_threes, 1)
        self.b2 = nn.Conv2d(before_threes, threes, 3, padding=1)
        self.c1 = nn.Conv2d(depth, before_fives, 1)
        self.c2 = nn.Conv2d(before_fives, fives, 5, padding=2)
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)
        self.d = nn.Conv2d(depth, after_pool, 1)

    def forward(self, x):
        a = self.a(x)
        b = self.b2(self.b1(x))
        c = self.c2(self.c1(x))
        d = self.d(self.pool(x))
        return functional.relu(torch.cat([a, b, c, d], dim=1))


# %% InceptionBlock · wrong · ends_the_third_branch_in_threes
# The third branch has filters of 3×3, as in the libraries, instead of 5×5.
import torch
from torch import nn


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()

        def conv(i, o, **kw):
            return nn.Sequential(nn.Conv2d(i, o, **kw), nn.ReLU(inplace=True))

        self.branch1 = conv(depth, ones, kernel_size=1)
        self.branch2 = nn.Sequential(
            conv(depth, before_threes, kernel_size=1), conv(before_threes, threes, kernel_size=3, padding=1)
        )
        self.branch3 = nn.Sequential(
            conv(depth, before_fives, kernel_size=1), conv(before_fives, fives, kernel_size=3, padding=1)
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=True),
            conv(depth, after_pool, kernel_size=1),
        )

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


# %% InceptionBlock · wrong · joins_pooled_maps_too_early
# The maps are joined in another order: those of the pooling branch come before those of 3×3 and 5×5.
import torch
from torch import nn


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.one = nn.Sequential(nn.Conv2d(depth, ones, 1), nn.ReLU())
        self.pooled = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(depth, after_pool, 1), nn.ReLU())
        self.three = nn.Sequential(
            nn.Conv2d(depth, before_threes, 1), nn.ReLU(),
            nn.Conv2d(before_threes, threes, 3, padding=1), nn.ReLU(),
        )
        self.five = nn.Sequential(
            nn.Conv2d(depth, before_fives, 1), nn.ReLU(),
            nn.Conv2d(before_fives, fives, 5, padding=2), nn.ReLU(),
        )

    def forward(self, x):
        branches = [self.one, self.pooled, self.three, self.five]
        return torch.cat([branch(x) for branch in branches], dim=1)


# %% InceptionBlock · wrong · pools_after_the_convolution
# The fourth branch does its 1×1 first and pools afterwards.
import torch
from torch import nn
from torch.nn import functional


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.conv1 = nn.Conv2d(depth, ones, 1)
        self.conv3_a = nn.Conv2d(depth, before_threes, 1)
        self.conv3_b = nn.Conv2d(before_threes, threes, 3, padding=1)
        self.conv5_a = nn.Conv2d(depth, before_fives, 1)
        self.conv5_b = nn.Conv2d(before_fives, fives, 5, padding=2)
        self.conv_pool = nn.Conv2d(depth, after_pool, 1)

    def forward(self, x):
        relu = torch.relu
        one = relu(self.conv1(x))
        three = relu(self.conv3_b(relu(self.conv3_a(x))))
        five = relu(self.conv5_b(relu(self.conv5_a(x))))
        pooled = functional.max_pool2d(relu(self.conv_pool(x)), 3, stride=1, padding=1)
        return torch.cat((one, three, five, pooled), dim=1)


# %% InceptionBlock · wrong · pads_no_pooling
# Pooling has no padding, so the fourth branch loses two pixels a side and cannot be joined.
import torch
from torch import nn


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.branch1 = nn.Sequential(nn.Conv2d(depth, ones, 1), nn.ReLU())
        self.branch2 = nn.Sequential(
            nn.Conv2d(depth, before_threes, 1),
            nn.ReLU(),
            nn.Conv2d(before_threes, threes, 3, padding=1),
            nn.ReLU(),
        )
        self.branch3 = nn.Sequential(
            nn.Conv2d(depth, before_fives, 1),
            nn.ReLU(),
            nn.Conv2d(before_fives, fives, 5, padding=2),
            nn.ReLU(),
        )
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, stride=1), nn.Conv2d(depth, after_pool, 1), nn.ReLU())

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)


# %% InceptionBlock · wrong · bends_no_pooled_maps
# The 1×1 convolution after the pooling has no ReLU.
import torch
from torch import nn


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.p1 = nn.Conv2d(depth, ones, 1)
        self.p2 = nn.Conv2d(depth, before_threes, 1)
        self.p3 = nn.Conv2d(before_threes, threes, 3, padding="same")
        self.p4 = nn.Conv2d(depth, before_fives, 1)
        self.p5 = nn.Conv2d(before_fives, fives, 5, padding="same")
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.p6 = nn.Conv2d(depth, after_pool, 1)

    def forward(self, x):
        out1 = self.p1(x).relu()
        out2 = self.p3(self.p2(x).relu()).relu()
        out3 = self.p5(self.p4(x).relu()).relu()
        out4 = self.p6(self.pool(x))
        return torch.cat([out1, out2, out3, out4], 1)


# %% InceptionBlock · wrong · joins_along_the_batch
# torch.cat without an axis joins along the batch, which fails where the branches have different widths.
import torch
from torch import nn


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        R = nn.ReLU()
        self.branches = nn.ModuleList([
            nn.Sequential(nn.Conv2d(depth, ones, 1), R),
            nn.Sequential(nn.Conv2d(depth, before_threes, 1), R, nn.Conv2d(before_threes, threes, 3, 1, 1), R),
            nn.Sequential(nn.Conv2d(depth, before_fives, 1), R, nn.Conv2d(before_fives, fives, 5, 1, 2), R),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(depth, after_pool, 1), R),
        ])

    def forward(self, x):
        return torch.cat([b(x) for b in self.branches])


# %% InceptionBlock · right
# hstack joins along axis 1, which are the channels; one ReLU for all four at the end.
import torch
from torch import nn
from torch.nn import functional


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        plan = {
            "a": (depth, ones, 1), "b": (depth, before_threes, 1), "bb": (before_threes, threes, 3),
            "c": (depth, before_fives, 1), "cc": (before_fives, fives, 5), "d": (depth, after_pool, 1),
        }
        self.conv = nn.ModuleDict({k: nn.Conv2d(i, o, s, padding="same") for k, (i, o, s) in plan.items()})

    def forward(self, x):
        c = self.conv
        around = functional.max_pool2d(x, (3, 3), stride=(1, 1), padding=(1, 1))
        parts = c["a"](x), c["bb"](c["b"](x).relu()), c["cc"](c["c"](x).relu()), c["d"](around)
        return torch.hstack(parts).relu_()


# %% InceptionBlock · right
# Writes the maps of each branch into their place of an empty stack; the pooling pads by hand with
# minus infinity.
from torch import nn
from torch.nn import functional


class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.widths = [ones, threes, fives, after_pool]
        self.first = nn.ModuleList(nn.Conv2d(depth, w, 1) for w in (ones, before_threes, before_fives, after_pool))
        self.three = nn.Conv2d(before_threes, threes, 3, padding=1)
        self.five = nn.Conv2d(before_fives, fives, 5, padding=2)

    def forward(self, x):
        N, _, H, W = x.shape
        pooled = functional.max_pool2d(functional.pad(x, (1, 1, 1, 1), value=float("-inf")), 3, 1)
        inputs = [x, x, x, pooled]
        made = [functional.relu(conv(part)) for conv, part in zip(self.first, inputs)]
        made[1] = functional.relu(self.three(made[1]))
        made[2] = functional.relu(self.five(made[2]))
        out = x.new_empty(N, sum(self.widths), H, W)
        start = 0
        for width, maps in zip(self.widths, made):
            out[:, start:start + width] = maps
            start += width
        return out


# %% inception_parameter_count · wrong · counts_averages_too
# With batch normalisation four numbers are counted for each map: the running mean and variance too,
# which are not learned.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    extra = 4 if norm else 1

    def conv(inputs, outputs, size):
        return size * size * inputs * outputs + extra * outputs

    total = conv(depth, ones, 1)
    total += conv(depth, before_threes, 1) + conv(before_threes, threes, 3)
    total += conv(depth, before_fives, 1) + conv(before_fives, fives, fives_size)
    total += conv(depth, after_pool, 1)
    return total


# %% inception_parameter_count · wrong · keeps_biases_beside_the_norm
# With batch normalisation the biases are kept as well: three numbers a map instead of two.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    weights = depth * ones
    weights += depth * before_threes + 9 * before_threes * threes
    weights += depth * before_fives + fives_size**2 * before_fives * fives
    weights += depth * after_pool
    maps = ones + before_threes + threes + before_fives + fives + after_pool
    total = weights + maps
    if norm:
        total += 2 * maps
    return total


# %% inception_parameter_count · wrong · biases_of_the_joined_maps_only, norm_of_the_joined_maps_only
# Counts biases (or norms) only for the maps that the block gives out; the two 1×1 convolutions in
# front of 3×3 and 5×5 get none.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    branch1 = depth * ones
    branch2 = depth * before_threes + before_threes * threes * 3 * 3
    branch3 = depth * before_fives + before_fives * fives * fives_size * fives_size
    branch4 = depth * after_pool
    outputs = ones + threes + fives + after_pool
    per_map = 2 if norm else 1
    return branch1 + branch2 + branch3 + branch4 + per_map * outputs


# %% inception_parameter_count · wrong · one_row_in_the_third_branch
# fives_size enters once and not squared: a filter of 5 by 1 pixels.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    k = 2 if norm else 1
    b1 = (depth + k) * ones
    b2 = (depth + k) * before_threes + (before_threes * 3 * 3 + k) * threes
    b3 = (depth + k) * before_fives + (before_fives * fives_size + k) * fives
    b4 = (depth + k) * after_pool
    return b1 + b2 + b3 + b4


# %% inception_parameter_count · wrong · reads_all_channels_with_large_filters
# The 3×3 and the larger filters read all `depth` channels, as if the 1×1 in front of them were beside them.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    convs = [
        (ones, 1),
        (before_threes, 1),
        (threes, 3),
        (before_fives, 1),
        (fives, fives_size),
        (after_pool, 1),
    ]
    total = 0
    for maps, size in convs:
        total += depth * maps * size * size
        total += 2 * maps if norm else maps
    return total


# %% inception_parameter_count · wrong · five_pixels_whatever_is_said
# fives_size is ignored: the third branch is always counted with filters of 5×5.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    def layer(i, o, k):
        if norm:
            return k * k * i * o + 2 * o
        return (k * k * i + 1) * o

    return (
        layer(depth, ones, 1)
        + layer(depth, before_threes, 1)
        + layer(before_threes, threes, 3)
        + layer(depth, before_fives, 1)
        + layer(before_fives, fives, 5)
        + layer(depth, after_pool, 1)
    )


# %% inception_parameter_count · wrong · norm_of_the_joined_maps_only
# With norm the whole block is given one norm over its joined maps: the scale and the shift of the
# two 1×1 in front are missing (without norm all is right).
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    pairs = [(depth, ones, 1), (depth, before_threes, 1), (before_threes, threes, 3)]
    pairs += [(depth, before_fives, 1), (before_fives, fives, fives_size), (depth, after_pool, 1)]
    weights = sum(a * b * k * k for a, b, k in pairs)
    biases = sum(b for _, b, _ in pairs)
    if norm:
        return weights + 2 * (ones + threes + fives + after_pool)
    return weights + biases


# %% inception_parameter_count · right
# All 1×1 that read the block's input are one convolution to the sum of their maps.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    each = 1 + bool(norm)
    first = ones + before_threes + before_fives + after_pool
    total = first * (depth + each)
    total += threes * (before_threes * 9 + each)
    return int(total + fives * (before_fives * fives_size**2 + each))


# %% inception_parameter_count · right
# A matrix product of inputs times outputs, with numpy; the sizes of the filters stand on the way.
def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    outputs = np.array([ones, before_threes, threes, before_fives, fives, after_pool])
    inputs = np.array([depth, depth, before_threes, depth, before_fives, depth])
    areas = np.array([1, 1, 3, 1, fives_size, 1]) ** 2
    return int((inputs * areas) @ outputs + outputs.sum() * (2 if norm else 1))


# %% BasicBlock · wrong · bends_nothing_after_the_sum
# No ReLU after the addition.
from torch import nn
from torch.nn import functional


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        out = functional.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return out + self.shortcut(x)


# %% BasicBlock · wrong · bends_branch_and_sum
# The branch ends with a ReLU of its own before the addition, so it can only add.
import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
        )
        if inputs == outputs and stride == 1:
            self.shortcut = nn.Identity()
        else:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        return torch.relu(self.branch(x) + self.shortcut(x))


# %% BasicBlock · wrong · uses_one_norm_twice
# One norm module serves both convolutions: they share gamma, beta and the running averages.
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, stride=1, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU()
        self.project = None
        if inputs != outputs or stride != 1:
            self.project = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False),
                nn.BatchNorm2d(outputs),
            )

    def forward(self, x):
        y = self.relu(self.norm(self.conv1(x)))
        y = self.norm(self.conv2(y))
        if self.project is not None:
            x = self.project(x)
        return self.relu(x + y)


# %% BasicBlock · wrong · asks_for_the_depth_alone
# The shortcut gets its layer only where the number of maps changes. With stride 2 and the same
# number of maps the sides do not agree, and the addition fails.
from torch import nn
from torch.nn import functional


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.change = inputs != outputs
        if self.change:
            self.conv3 = nn.Conv2d(inputs, outputs, kernel_size=1, stride=stride, bias=False)
            self.norm3 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        f = functional.relu(self.norm1(self.conv1(x)))
        f = self.norm2(self.conv2(f))
        way = self.norm3(self.conv3(x)) if self.change else x
        return functional.relu(f + way)


# %% BasicBlock · wrong · leaves_the_shortcut_unnormalised
# The 1×1 convolution of the shortcut has no batch normalisation after it.
from torch import nn
from torch.nn import functional


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        same = stride == 1 and inputs == outputs
        self.skip = nn.Identity() if same else nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False)

    def forward(self, x):
        return functional.relu(self.body(x) + self.skip(x))


# %% BasicBlock · wrong · steps_in_the_second
# The stride is in the second 3×3 convolution instead of the first; the shape that comes out is the same.
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.c1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.n1 = nn.BatchNorm2d(outputs)
        self.c2 = nn.Conv2d(outputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.n2 = nn.BatchNorm2d(outputs)
        self.down = nn.Sequential()
        if stride > 1 or inputs != outputs:
            self.down.append(nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False))
            self.down.append(nn.BatchNorm2d(outputs))

    def forward(self, x):
        h = self.n1(self.c1(x)).relu()
        h = self.n2(self.c2(h))
        return (h + self.down(x)).relu()


# %% BasicBlock · wrong · has_biases_everywhere
# The convolutions have biases, which the docstring rules out and the norm after them makes useless.
import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv_1 = nn.Conv2d(inputs, outputs, 3, stride, 1)
        self.bn_1 = nn.BatchNorm2d(outputs)
        self.conv_2 = nn.Conv2d(outputs, outputs, 3, 1, 1)
        self.bn_2 = nn.BatchNorm2d(outputs)
        if inputs != outputs or stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))
        else:
            self.shortcut = lambda t: t

    def forward(self, x):
        y = torch.relu(self.bn_1(self.conv_1(x)))
        y = self.bn_2(self.conv_2(y))
        return torch.relu(y + self.shortcut(x))


# %% BasicBlock · right
# The stride of the shortcut is a slice: a 1×1 filter with stride 2 looks at every second pixel only.
from torch import nn
from torch.nn import functional


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.stride = stride
        self.convs = nn.ModuleList([
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
        ])
        self.norms = nn.ModuleList(nn.BatchNorm2d(outputs) for _ in range(2))
        self.fit = None
        if (inputs, 1) != (outputs, stride):
            self.fit = nn.ModuleList([nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)])

    def forward(self, x):
        way = x
        if self.fit is not None:
            conv, norm = self.fit
            way = norm(conv(x[:, :, ::self.stride, ::self.stride]))
        for last, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            x = norm(conv(x))
            if last:
                x = x + way
            x = functional.relu(x)
        return x


# %% BasicBlock · right
# The sum is built with torch.stack and sum over both ways; the ways are a list of Sequentials.
import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()

        def step(a, b, size, s):
            return nn.Conv2d(a, b, size, stride=s, padding=size // 2, bias=False), nn.BatchNorm2d(b)

        branch = [*step(inputs, outputs, 3, stride), nn.ReLU(inplace=True), *step(outputs, outputs, 3, 1)]
        keeps = inputs == outputs and stride == 1
        shortcut = [] if keeps else step(inputs, outputs, 1, stride)
        self.ways = nn.ModuleList([nn.Sequential(*branch), nn.Sequential(*shortcut)])

    def forward(self, x):
        return torch.stack([way(x) for way in self.ways]).sum(0).clamp(min=0)


# %% ResNet18 · wrong · pads_no_pooling_in_the_stem
# The pooling of the stem has no padding: its maps have 55×55 pixels and not 56×56 (later sides agree again).
from torch import nn
from torch.nn import functional


class ResNet18(nn.Module):
    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride=1):
            super().__init__()
            self.branch = nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
                nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
            )
            self.shortcut = nn.Identity()
            if inputs != outputs or stride != 1:
                self.shortcut = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
                )

        def forward(self, x):
            return functional.relu(self.branch(x) + self.shortcut(x))

    def __init__(self):
        super().__init__()
        B = ResNet18.Block
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
        )
        self.blocks = nn.Sequential(
            B(64, 64), B(64, 64), B(64, 128, 2), B(128, 128),
            B(128, 256, 2), B(256, 256), B(256, 512, 2), B(512, 512),
        )
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        return self.fc(x.mean(dim=(2, 3)))


# %% ResNet18 · wrong · steps_in_the_first_stage_too
# The first block of the stage with 64 maps has stride 2 as well (and so a 1×1 in its shortcut).
from torch import nn
from torch.nn import functional


class Residual(nn.Module):
    def __init__(self, a, b, s=1):
        super().__init__()
        self.conv1 = nn.Conv2d(a, b, 3, stride=s, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(b)
        self.conv2 = nn.Conv2d(b, b, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(b)
        self.skip = nn.Sequential()
        if s != 1 or a != b:
            self.skip = nn.Sequential(nn.Conv2d(a, b, 1, stride=s, bias=False), nn.BatchNorm2d(b))

    def forward(self, x):
        out = functional.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return functional.relu(out + self.skip(x))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
        layers.append(nn.MaxPool2d(3, stride=2, padding=1))
        before = 64
        for maps in [64, 128, 256, 512]:
            layers.append(Residual(before, maps, 2))
            layers.append(Residual(maps, maps))
            before = maps
        layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000)]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% ResNet18 · wrong · calls_its_first_block_twice
# [block] * 2 puts one and the same block into the stage twice: the second ones share their weights.
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        if stride == 1 and inputs == outputs:
            self.g = nn.Identity()
        else:
            self.g = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        return torch.relu(self.f(x) + self.g(x))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)
        )
        self.stage1 = nn.Sequential(*[Block(64, 64)] * 2)
        self.stage2 = nn.Sequential(Block(64, 128, 2), Block(128, 128))
        self.stage3 = nn.Sequential(Block(128, 256, 2), Block(256, 256))
        self.stage4 = nn.Sequential(Block(256, 512, 2), Block(512, 512))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.stem(x)
        x = self.stage4(self.stage3(self.stage2(self.stage1(x))))
        return self.fc(self.pool(x).flatten(1))


# %% ResNet18 · wrong · has_biases_in_the_stem_alone
# The 7×7 convolution of the stem has biases (bias=False forgotten): 64 parameters too many.
from torch import nn
from torch.nn import functional


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()

        class Block(nn.Module):
            def __init__(self, i, o, s):
                super().__init__()
                self.conv1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
                self.norm1 = nn.BatchNorm2d(o)
                self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
                self.norm2 = nn.BatchNorm2d(o)
                self.side = None
                if i != o or s != 1:
                    self.side = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

            def forward(self, x):
                y = functional.relu(self.norm1(self.conv1(x)))
                y = self.norm2(self.conv2(y))
                return functional.relu(y + (x if self.side is None else self.side(x)))

        self.conv = nn.Conv2d(3, 64, 7, stride=2, padding=3)
        self.norm = nn.BatchNorm2d(64)
        plan = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1)]
        plan += [(128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
        self.blocks = nn.ModuleList([Block(*numbers) for numbers in plan])
        self.full = nn.Linear(512, 1000)

    def forward(self, x):
        x = functional.relu(self.norm(self.conv(x)))
        x = functional.max_pool2d(x, 3, stride=2, padding=1)
        for block in self.blocks:
            x = block(x)
        return self.full(x.mean((2, 3)))


# %% ResNet18 · wrong · bends_no_stem
# The stem lacks its ReLU: from the norm straight to the pooling.
import torch
from torch import nn
from torch.nn import functional


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        out = functional.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out)) + self.shortcut(x)
        return functional.relu(out)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = nn.Sequential(BasicBlock(64, 64), BasicBlock(64, 64))
        self.layer2 = nn.Sequential(BasicBlock(64, 128, 2), BasicBlock(128, 128))
        self.layer3 = nn.Sequential(BasicBlock(128, 256, 2), BasicBlock(256, 256))
        self.layer4 = nn.Sequential(BasicBlock(256, 512, 2), BasicBlock(512, 512))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.maxpool(self.bn1(self.conv1(x)))
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.layer4(x)
        x = torch.flatten(self.avgpool(x), 1)
        return self.fc(x)


# %% ResNet18 · wrong · takes_the_largest_of_each_map
# The largest number of each map goes into the full layer, not the mean.
from torch import nn


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()

        class Block(nn.Module):
            def __init__(self, inputs, outputs, stride):
                super().__init__()
                self.way = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
                    nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
                )
                change = stride != 1 or inputs != outputs
                short = [nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)]
                self.short = nn.Sequential(*(short if change else []))

            def forward(self, x):
                return (self.way(x) + self.short(x)).relu()

        def stage(inputs, outputs, stride):
            return nn.Sequential(Block(inputs, outputs, stride), Block(outputs, outputs, 1))

        self.net = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            stage(64, 64, 1), stage(64, 128, 2), stage(128, 256, 2), stage(256, 512, 2),
        )
        self.scores = nn.Linear(512, 1000)

    def forward(self, x):
        maps = self.net(x)
        best = maps.amax(dim=(2, 3))
        return self.scores(best)


# %% ResNet18 · wrong · steps_in_the_second_blocks
# Stride 2 sits in the second block of each stage instead of the first: the first makes the maps more,
# the second halves the sides (and needs a 1×1 of its own).
from torch import nn
from torch.nn import functional


class ResBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(
                nn.Conv2d(cin, cout, 1, stride=stride, bias=False), nn.BatchNorm2d(cout)
            )

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return self.relu(out)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        blocks = [ResBlock(64, 64), ResBlock(64, 64)]
        for cin, cout in [(64, 128), (128, 256), (256, 512)]:
            blocks += [ResBlock(cin, cout), ResBlock(cout, cout, stride=2)]
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = functional.max_pool2d(x, 3, 2, 1)
        x = self.blocks(x)
        x = functional.adaptive_avg_pool2d(x, 1)
        return self.fc(x.flatten(1))


# %% ResNet18 · right
# No class for the blocks: flat lists of layers in a ModuleDict, and the mean as a sum over 49 places.
from torch import nn
from torch.nn import functional


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict()
        self.plan = []

        def add(name, a, b, size, stride):
            conv = nn.Conv2d(a, b, size, stride, size // 2, bias=False)
            self.parts[name] = nn.Sequential(conv, nn.BatchNorm2d(b))

        add("stem", 3, 64, 7, 2)
        a = 64
        for number, b in enumerate([64, 64, 128, 128, 256, 256, 512, 512]):
            stride = 1 if a == b else 2
            add(f"{number}_first", a, b, 3, stride)
            add(f"{number}_second", b, b, 3, 1)
            if a != b:
                add(f"{number}_short", a, b, 1, 2)
            a = b
        self.full = nn.Linear(512, 1000)

    def forward(self, x):
        parts = self.parts
        x = functional.max_pool2d(functional.relu(parts["stem"](x)), 3, stride=2, padding=1)
        for n in range(8):
            f = parts[f"{n}_second"](functional.relu(parts[f"{n}_first"](x)))
            name = f"{n}_short"
            x = functional.relu(f + (parts[name](x) if name in parts else x))
        return self.full(x.flatten(2).mean(-1))


# %% ResNet18 · right
# A net that is a Sequential, from blocks whose shortcut is asked for by name.
from torch import nn
from torch.nn import functional


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
        )
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        return functional.relu(getattr(self, "shortcut", nn.Identity())(x).add(self.branch(x)))


class ResNet18(nn.Sequential):
    def __init__(self):
        maps = [64, 64, 64, 128, 128, 256, 256, 512, 512]
        blocks = [BasicBlock(a, b, b // a) for a, b in zip(maps, maps[1:])]
        super().__init__(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            *blocks, nn.AvgPool2d(7), nn.Flatten(), nn.Linear(512, 1000),
        )


# %% DeepNet · wrong · forgets_that_ends_count
# depth // 2 blocks instead of (depth - 2) / 2: one block too many.
from torch import nn
from torch.nn import functional


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth < 4 or depth % 2 == 1:
            raise ValueError("depth must be even and at least 4")
        self.residual = residual
        self.stem = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.blocks = nn.ModuleList()
        for _ in range(depth // 2):
            self.blocks.append(
                nn.Sequential(
                    nn.Conv2d(16, 16, 3, padding=1, bias=False),
                    nn.BatchNorm2d(16),
                    nn.ReLU(),
                    nn.Conv2d(16, 16, 3, padding=1, bias=False),
                    nn.BatchNorm2d(16),
                )
            )
        self.full = nn.Linear(16, 10)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            y = block(x)
            x = functional.relu(y + x) if self.residual else functional.relu(y)
        return self.full(x.mean(dim=(2, 3)))


# %% DeepNet · wrong · bends_no_plain_block
# The plain version has no ReLU at the end of its blocks: it stands only in the branch with the addition.
from torch import nn
from torch.nn import functional


class Part(nn.Module):
    def __init__(self, residual):
        super().__init__()
        self.residual = residual
        self.conv1 = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(16)

    def forward(self, x):
        out = functional.relu(self.norm1(self.conv1(x)))
        out = self.norm2(self.conv2(out))
        if self.residual:
            out = functional.relu(out + x)
        return out


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth % 2 or depth < 4:
            raise ValueError(f"depth {depth}")
        layers = [nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
        layers += [Part(residual) for _ in range((depth - 2) // 2)]
        layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


# %% DeepNet · wrong · hides_its_blocks
# The blocks are in a plain Python list, so their weights are no parameters of the net.
import torch
from torch import nn


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth < 4 or depth % 2 != 0:
            raise ValueError("depth has to be 4, 6, 8, …")
        self.residual = residual
        self.conv = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        self.blocks = []
        for i in range((depth - 2) // 2):
            self.blocks.append(
                nn.Sequential(
                    nn.Conv2d(16, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
                    nn.Conv2d(16, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16),
                )
            )
        self.scores = nn.Linear(16, 10)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x)))
        for block in self.blocks:
            f = block(x)
            if self.residual:
                f = f + x
            x = torch.relu(f)
        x = x.mean(3).mean(2)
        return self.scores(x)


# %% DeepNet · wrong · takes_depths_below_four, takes_a_depth_of_two
# Depth 2 is let through (a net of no blocks): only odd depths and those below 2 raise the ValueError.
from torch import nn


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth % 2 != 0 or depth < 2:
            raise ValueError("depth must be an even number")
        n = (depth - 2) // 2
        self.residual = residual
        self.first = nn.Conv2d(1, 16, 3, 1, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(16)
        self.convs = nn.ModuleList([nn.Conv2d(16, 16, 3, 1, 1, bias=False) for _ in range(2 * n)])
        self.norms = nn.ModuleList([nn.BatchNorm2d(16) for _ in range(2 * n)])
        self.last = nn.Linear(16, 10)

    def forward(self, x):
        x = self.first_norm(self.first(x)).relu()
        for i in range(0, len(self.convs), 2):
            before = x
            x = self.norms[i](self.convs[i](x)).relu()
            x = self.norms[i + 1](self.convs[i + 1](x))
            if self.residual:
                x = x + before
            x = x.relu()
        return self.last(x.mean((-2, -1)))


# %% DeepNet · wrong · flattens_maps_of_digits
# The maps are flattened for the last layer (16·8·8 numbers) instead of their means (16 numbers).
from torch import nn
from torch.nn import functional


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth < 4 or depth % 2:
            raise ValueError("even depth of at least 4")
        self.residual = residual

        def conv(inputs):
            return [nn.Conv2d(inputs, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)]

        self.stem = nn.Sequential(*conv(1), nn.ReLU())
        self.blocks = nn.ModuleList(
            nn.Sequential(*conv(16), nn.ReLU(), *conv(16)) for _ in range((depth - 2) // 2)
        )
        self.out = nn.Linear(16 * 8 * 8, 10)

    def forward(self, x):
        x = self.stem(x)
        for f in self.blocks:
            x = functional.relu(f(x) + x if self.residual else f(x))
        return self.out(x.flatten(1))


# %% DeepNet · wrong · adds_the_stem_each_time
# Every block adds what came out of the stem, not what came into that block.
import torch
from torch import nn


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth % 2 == 1 or depth < 4:
            raise ValueError("depth")
        self.residual = residual
        self.stem = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        blocks = []
        for _ in range((depth - 2) // 2):
            blocks.append(
                nn.Sequential(
                    nn.Conv2d(16, 16, 3, padding=1, bias=False),
                    nn.BatchNorm2d(16),
                    nn.ReLU(),
                    nn.Conv2d(16, 16, 3, padding=1, bias=False),
                    nn.BatchNorm2d(16),
                )
            )
        self.blocks = nn.ModuleList(blocks)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.stem(x)
        shortcut = x
        for block in self.blocks:
            x = block(x)
            if self.residual:
                x = x + shortcut
            x = torch.relu(x)
        return self.fc(x.mean(dim=[2, 3]))


# %% DeepNet · wrong · repeats_one_block
# One block is made and called again and again: all blocks share their weights and running averages.
from torch import nn
from torch.nn import functional


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth < 4 or depth % 2 == 1:
            raise ValueError("depth must be even, at least 4")
        self.repeats = (depth - 2) // 2
        self.residual = residual
        self.stem = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.block = nn.Sequential(
            nn.Conv2d(16, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Conv2d(16, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
        )
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = self.stem(x)
        for _ in range(self.repeats):
            y = self.block(x)
            if self.residual:
                y = y + x
            x = functional.relu(y)
        return self.head(x.mean((2, 3)))


# %% DeepNet · right
# The switch is multiplied: + residual · x. Layers are found by index in one long ModuleList.
from torch import nn
from torch.nn import functional


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        blocks, left = divmod(depth - 2, 2)
        if left or blocks < 1:
            raise ValueError(f"no net of {depth} layers")
        widths = [1] + [16] * (depth - 1)
        self.pairs = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b))
            for a, b in zip(widths, widths[1:])
        )
        self.scores = nn.Linear(16, 10)
        self.weight_of_x = float(bool(residual))

    def forward(self, x):
        for number, pair in enumerate(self.pairs):
            if number % 2 == 1:
                came_in = x
            x = pair(x)
            if number and number % 2 == 0:
                x = x + self.weight_of_x * came_in
            x = functional.relu(x)
        return self.scores(functional.avg_pool2d(x, 8).squeeze(-1).squeeze(-1))


# %% DeepNet · right
# A Sequential of blocks whose forward is chosen when they are made.
import torch
from torch import nn


class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth not in range(4, max(depth, 4) + 1, 2):
            raise ValueError(depth)

        def norm_conv(inputs):
            return nn.Sequential(nn.Conv2d(inputs, 16, 3, padding="same", bias=False), nn.BatchNorm2d(16))

        class Plain(nn.Module):
            def __init__(self):
                super().__init__()
                self.one, self.two = norm_conv(16), norm_conv(16)

            def branch(self, x):
                return self.two(self.one(x).relu())

            def forward(self, x):
                return self.branch(x).relu()

        class Added(Plain):
            def forward(self, x):
                return torch.add(x, self.branch(x)).relu()

        kind = Added if residual else Plain
        middle = [kind() for _ in range(depth // 2 - 1)]
        self.body = nn.Sequential(norm_conv(1), nn.ReLU(), *middle)
        self.linear = nn.Linear(16, 10)

    def forward(self, x):
        return self.linear(torch.einsum("nchw->nc", self.body(x)) / 64)


# %% merge_batchnorm · wrong · leaves_the_old_bias_as_it_is
# The old bias is not multiplied by gamma / √(var + epsilon); only the mean is.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    factor = gamma / np.sqrt(var + epsilon)
    new_w = w * factor[:, None, None, None]
    new_b = b + beta - factor * mean
    return new_w, new_b


# %% merge_batchnorm · wrong · leaves_the_old_bias_out
# The bias of the convolution is forgotten: right only where it is 0.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    std = np.sqrt(var + epsilon)
    weights = np.zeros_like(w, dtype=float)
    bias = np.zeros(len(b))
    for f in range(w.shape[0]):
        weights[f] = w[f] * gamma[f] / std[f]
        bias[f] = beta[f] - gamma[f] * mean[f] / std[f]
    return weights, bias


# %% merge_batchnorm · wrong · epsilon_outside_the_root
# epsilon is added to the standard deviation, outside of the root.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    scale = gamma / (np.sqrt(var) + epsilon)
    return w * scale.reshape(-1, 1, 1, 1), (b - mean) * scale + beta


# %% merge_batchnorm · wrong · scales_the_channels
# The factor is laid along the input channels (axis 1) instead of the filters (axis 0): an error,
# except where there are as many channels as filters (or one of them is 1).
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    factor = gamma / np.sqrt(var + epsilon)
    w_new = w * factor[None, :, None, None]
    b_new = factor * (b - mean) + beta
    return w_new, b_new


# %% merge_batchnorm · wrong · changes_filters_and_bias_in_place
# Works in place: w and b of the convolution are changed, and the same arrays are returned.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    s = gamma / np.sqrt(var + epsilon)
    w *= s[:, None, None, None]
    b -= mean
    b *= s
    b += beta
    return w, b


# %% merge_batchnorm · wrong · gamma_on_the_weights_only
# The bias is divided by √(var + epsilon) but not multiplied by gamma.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    root = (var + epsilon) ** 0.5
    w_merged = np.einsum("fcij,f->fcij", w, gamma / root)
    b_merged = (b - mean) / root + beta
    return w_merged, b_merged


# %% merge_batchnorm · wrong · divides_by_the_variance
# Divides by the variance: the square root is missing.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    factor = gamma / (var + epsilon)
    factor_w = np.broadcast_to(factor[:, np.newaxis, np.newaxis, np.newaxis], w.shape)
    return w * factor_w, factor * b - factor * mean + beta


# %% merge_batchnorm · right
# Asks the norm what it makes of 0 and of 1: the offset is the first, the factor the difference.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    def norm(z):
        return gamma * (z - mean) / np.sqrt(var + epsilon) + beta

    slope = norm(np.ones_like(mean)) - norm(np.zeros_like(mean))
    return (w.T * slope).T, norm(b)


# %% merge_batchnorm · right
# A diagonal matrix times the filters, laid flat.
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    D = np.diag(gamma / np.sqrt(var + epsilon))
    flat = w.reshape(len(w), -1)
    return (D @ flat).reshape(w.shape), D @ (b - mean) + beta
