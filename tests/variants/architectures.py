"""Right answers to lesson 12, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "AlexNet": [
        """
import torch
import torch.nn as nn
import torch.nn.functional as F

class AlexNet(nn.Module):
    def __init__(self):
        super(AlexNet, self).__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2)
        self.conv2 = nn.Conv2d(64, 192, kernel_size=5, padding="same")
        self.conv3 = nn.Conv2d(192, 384, kernel_size=3, padding="same")
        self.conv4 = nn.Conv2d(384, 256, kernel_size=3, padding="same")
        self.conv5 = nn.Conv2d(256, 256, kernel_size=3, padding="same")
        self.fc1 = nn.Linear(256 * 6 * 6, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, 1000)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 3, 2)
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.relu(self.conv5(x))
        x = F.max_pool2d(x, 3, 2)
        x = x.view(x.size(0), -1)
        x = F.dropout(F.relu(self.fc1(x)), training=self.training)
        x = F.dropout(F.relu(self.fc2(x)), training=self.training)
        return self.fc3(x)
""",
        """
import torch
from torch import nn

class AlexNet(nn.Module):
    # as in torchvision
    def __init__(self, num_classes: int = 1000, dropout: float = 0.5) -> None:
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
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
                nn.init.zeros_(m.bias)
            elif isinstance(m, nn.Linear):
                m.weight.data.normal_(0, 0.01)
                m.bias.data.fill_(0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)
""",
        """
from torch import nn

class AlexNet(nn.Sequential):
    # fully connected layers as convolutions, pooling before the bend, lazy layers
    def __init__(self):
        super().__init__(
            nn.ZeroPad2d(2), nn.Conv2d(3, 64, 11, 4), nn.MaxPool2d(3, 2), nn.ReLU(),
            nn.Conv2d(64, 192, 5, padding=2), nn.MaxPool2d(3, 2), nn.ReLU(),
            nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1), nn.MaxPool2d(3, 2), nn.ReLU(), nn.Dropout2d(),
            nn.Conv2d(256, 4096, 6), nn.ReLU(), nn.Dropout(),
            nn.Conv2d(4096, 4096, 1), nn.ReLU(),
            nn.Conv2d(4096, 1000, 1), nn.Flatten(),
        )
""",
        """
import torch
from torch import nn
from torch.nn import functional as F

class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        shapes = [(64, 3, 11, 11), (192, 64, 5, 5), (384, 192, 3, 3), (256, 384, 3, 3)]
        shapes += [(256, 256, 3, 3), (4096, 9216), (4096, 4096), (1000, 4096)]
        self.w = nn.ParameterList([nn.Parameter(torch.randn(*s) * 0.01) for s in shapes])
        self.b = nn.ParameterList([nn.Parameter(torch.zeros(s[0])) for s in shapes])

    def forward(self, x):
        for i in range(5):
            x = F.conv2d(x, self.w[i], None, 4 if i == 0 else 1, [2, 2, 1, 1, 1][i])
            x = (x + self.b[i][None, :, None, None]).clamp(min=0)
            if i in (0, 1, 4):
                x, _ = F.max_pool2d(x, 3, 2, return_indices=True)
        x = x.flatten(start_dim=1)
        for i in (5, 6):
            x = x @ self.w[i].T + self.b[i]
            x = torch.maximum(x, torch.zeros_like(x))
        return torch.addmm(self.b[7], x, self.w[7].t())
""",
    ],
    "VGG16": [
        """
import torch
from torch import nn

cfg = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]

class VGG16(nn.Module):
    def __init__(self, num_classes=1000, init_weights=True):
        super().__init__()
        self.features = self._make_layers(cfg)
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(True), nn.Dropout(),
            nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(),
            nn.Linear(4096, num_classes),
        )
        if init_weights:
            self._initialize_weights()

    def _make_layers(self, cfg):
        layers, c = [], 3
        for v in cfg:
            if v == "M":
                layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
            else:
                layers += [nn.Conv2d(c, v, kernel_size=3, padding=1), nn.ReLU(inplace=True)]
                c = v
        return nn.Sequential(*layers)

    def _initialize_weights(self):
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0)
            elif isinstance(m, nn.Linear):
                nn.init.trunc_normal_(m.weight, 0, 0.01)
                nn.init.constant_(m.bias, 0)

    def forward(self, x):
        x = self.avgpool(self.features(x))
        return self.classifier(x.view(x.size(0), -1))
""",
        """
import torch
import torch.nn as nn
import torch.nn.functional as F

class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1_1 = nn.Conv2d(3, 64, 3, padding=1)
        self.conv1_2 = nn.Conv2d(64, 64, 3, padding=1)
        self.conv2_1 = nn.Conv2d(64, 128, 3, padding=1)
        self.conv2_2 = nn.Conv2d(128, 128, 3, padding=1)
        self.conv3_1 = nn.Conv2d(128, 256, 3, padding=1)
        self.conv3_2 = nn.Conv2d(256, 256, 3, padding=1)
        self.conv3_3 = nn.Conv2d(256, 256, 3, padding=1)
        self.conv4_1 = nn.Conv2d(256, 512, 3, padding=1)
        self.conv4_2 = nn.Conv2d(512, 512, 3, padding=1)
        self.conv4_3 = nn.Conv2d(512, 512, 3, padding=1)
        self.conv5_1 = nn.Conv2d(512, 512, 3, padding=1)
        self.conv5_2 = nn.Conv2d(512, 512, 3, padding=1)
        self.conv5_3 = nn.Conv2d(512, 512, 3, padding=1)
        self.maxpool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(25088, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, 1000)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        x = F.relu(self.conv1_1(x))
        x = F.relu(self.conv1_2(x))
        x = self.maxpool(x)
        x = F.relu(self.conv2_1(x))
        x = F.relu(self.conv2_2(x))
        x = self.maxpool(x)
        x = torch.relu(self.conv3_1(x))
        x = torch.relu(self.conv3_2(x))
        x = torch.relu(self.conv3_3(x))
        x = self.maxpool(x)
        x = self.conv4_1(x).relu()
        x = self.conv4_2(x).relu_()
        x = self.conv4_3(x).relu()
        x = self.maxpool(x)
        x = F.relu(self.conv5_1(x), inplace=True)
        x = F.threshold(self.conv5_2(x), 0, 0)
        x = self.conv5_3(x)
        x = self.maxpool(x * (x > 0))
        x = x.reshape(x.shape[0], -1)
        x = self.dropout(F.relu(self.fc1(x)))
        x = self.dropout(F.relu(self.fc2(x)))
        return self.fc3(x)
""",
        """
from torch import nn

class VGG16(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = nn.ModuleDict()
        width = [3, 64, 128, 256, 512, 512]
        for s in range(1, 6):
            for k in range(2 if s < 3 else 3):
                inputs = width[s - 1] if k == 0 else width[s]
                self.stages[f"{s}{k}"] = nn.Conv2d(inputs, width[s], (3, 3), padding=(1, 1))
        self.full = nn.ModuleList([nn.LazyConv2d(4096, 7), nn.LazyConv2d(4096, 1)])
        self.last = nn.LazyLinear(1000)
        self.forward(__import__("torch").zeros(1, 3, 224, 224))

    def forward(self, x):
        for name, layer in self.stages.items():
            if name in ("20", "30", "40", "50"):
                x = nn.functional.adaptive_max_pool2d(x, x.shape[-1] // 2)
            x = layer(x).clamp_min(0)
        x = nn.functional.max_pool2d(x, [2, 2], ceil_mode=True)
        for layer in self.full:
            x = layer(x).relu()
        return self.last(x.squeeze(-1).squeeze(-1))
""",
    ],
    "InceptionBlock": [
        """
import torch
import torch.nn as nn
import torch.nn.functional as F

class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.b4 = nn.Conv2d(depth, after_pool, kernel_size=1)
        self.b3_2 = nn.Conv2d(before_fives, fives, kernel_size=5, padding=2)
        self.b3_1 = nn.Conv2d(depth, before_fives, kernel_size=1)
        self.b2_2 = nn.Conv2d(before_threes, threes, kernel_size=3, padding=1)
        self.b2_1 = nn.Conv2d(depth, before_threes, kernel_size=1)
        self.b1 = nn.Conv2d(depth, ones, kernel_size=1)

    def forward(self, x):
        p4 = F.relu(self.b4(F.max_pool2d(x, kernel_size=3, stride=1, padding=1)))
        p3 = F.relu(self.b3_2(F.relu(self.b3_1(x))))
        p2 = F.relu(self.b2_2(F.relu(self.b2_1(x))))
        p1 = F.relu(self.b1(x))
        return torch.cat((p1, p2, p3, p4), dim=1)
""",
        """
import torch
from torch import nn

def conv(a, b, k):
    return nn.Sequential(nn.Conv2d(a, b, k, padding="same"), nn.ReLU(inplace=True))

class InceptionBlock(nn.Module):
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.branches = nn.ModuleList([
            conv(depth, ones, 1),
            nn.Sequential(conv(depth, before_threes, 1), conv(before_threes, threes, 3)),
            nn.Sequential(conv(depth, before_fives, 1), conv(before_fives, fives, 5)),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(depth, after_pool, 1)),
        ])

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], -3)
""",
        """
import torch
from torch import nn
from torch.nn import functional as F

class InceptionBlock(nn.Module):
    # the 1×1 convolutions as one matrix each, and the result written into place
    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        a, b, c = ones, ones + threes, ones + threes + fives
        self.ends = [a, b, c, c + after_pool]
        self.one = nn.Linear(depth, ones)
        self.thin3 = nn.Linear(depth, before_threes)
        self.three = nn.Conv2d(before_threes, threes, 3, 1, 1)
        self.thin5 = nn.Linear(depth, before_fives)
        self.five = nn.Conv2d(before_fives, fives, 5, 1, 2)
        self.last = nn.Linear(depth, after_pool)

    def pixelwise(self, layer, x):
        return layer(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).relu()

    def forward(self, x):
        n, _, h, w = x.shape
        a, b, c, d = self.ends
        y = torch.empty(n, d, h, w)
        y[:, :a] = self.pixelwise(self.one, x)
        y[:, a:b] = F.relu(self.three(self.pixelwise(self.thin3, x)))
        y[:, b:c] = F.relu(self.five(self.pixelwise(self.thin5, x)))
        padded = F.pad(x, (1, 1, 1, 1), value=float("-inf"))
        y[:, c:] = self.pixelwise(self.last, F.max_pool2d(padded, 3, 1))
        return y
""",
    ],
    "BasicBlock": [
        """
import torch
import torch.nn as nn
import torch.nn.functional as F

class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, in_planes, planes, stride=1):
        super().__init__()
        self.shortcut = nn.Sequential()
        if stride != 1 or in_planes != self.expansion * planes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_planes, planes, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(planes),
            )
        self.conv1 = nn.Conv2d(in_planes, planes, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride=1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        out = F.relu(out)
        return out
""",
        """
import torch
from torch import nn

class BasicBlock(nn.Module):
    # as in torchvision: layers in another order, the shortcut first
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.bn2 = nn.BatchNorm2d(outputs)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride > 1 or inputs != outputs:
            self.bn3 = nn.BatchNorm2d(outputs)
            self.downsample = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x):
        identity = x
        if self.downsample is not None:
            identity = self.bn3(self.downsample(x))
        out = self.conv1(x)
        out = self.bn1(out)
        out = self.relu(out)
        out = self.conv2(out)
        out = self.bn2(out)
        return self.relu(identity + out)
""",
        """
import torch
from torch import nn
from torch.nn import functional as F

class BasicBlock(nn.Module):
    # the stride of the shortcut by slicing, padding by hand, a sum of a list
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.stride = stride
        layers = [nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
        self.way = nn.Sequential(*(layers if (inputs, 1) != (outputs, stride) else []))
        self.first = nn.Conv2d(inputs, outputs, 3, stride, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(outputs) for _ in "ab")

    def forward(self, x):
        y = self.norms[0](self.first(F.pad(x, [1] * 4))).clamp(min=0)
        y = self.norms[1](self.second(F.pad(y, [1] * 4)))
        return sum([y, self.way(x[:, :, :: self.stride, :: self.stride])]).clamp(min=0)
""",
        """
import torch
from torch import nn

class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        b = outputs
        make = lambda a, k, s: [nn.Conv2d(a, b, k, s, k // 2, bias=False), nn.BatchNorm2d(b)]
        self.shape_changes = not (inputs == outputs and stride == 1)
        self.a = nn.Sequential(*make(inputs, 3, stride), nn.ReLU())
        self.b = nn.Sequential(*make(outputs, 3, 1))
        if self.shape_changes:
            self.c = nn.Sequential(*make(inputs, 1, stride))

    def forward(self, x):
        both = torch.stack([self.c(x) if self.shape_changes else x, self.b(self.a(x))])
        return both.sum(0).relu()
""",
    ],
    "ResNet18": [
        """
import torch
import torch.nn as nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(
                nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)

class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.inplanes = 64
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = self._make_layer(64, 2)
        self.layer2 = self._make_layer(128, 2, stride=2)
        self.layer3 = self._make_layer(256, 2, stride=2)
        self.layer4 = self._make_layer(512, 2, stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512, 1000)

    def _make_layer(self, planes, blocks, stride=1):
        layers = [Block(self.inplanes, planes, stride)]
        self.inplanes = planes
        layers += [Block(planes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        x = torch.flatten(self.avgpool(x), 1)
        return self.fc(x)
""",
        """
import torch
from torch import nn
from torch.nn import functional as F

class Residual(nn.Module):
    # the shortcut before the branch
    def __init__(self, c, d, s):
        super().__init__()
        bridge = nn.Sequential(nn.Conv2d(c, d, 1, s, bias=False), nn.BatchNorm2d(d))
        self.bridge = bridge if s == 2 else None
        self.n2, self.n1 = nn.BatchNorm2d(d), nn.BatchNorm2d(d)
        self.c2 = nn.Conv2d(d, d, 3, 1, 1, bias=False)
        self.c1 = nn.Conv2d(c, d, 3, s, 1, bias=False)

    def forward(self, x):
        y = x if self.bridge is None else self.bridge(x)
        return (y + self.n2(self.c2(F.relu(self.n1(self.c1(x)))))).relu()

class ResNet18(nn.Sequential):
    def __init__(self):
        w = [64, 64, 64, 128, 128, 256, 256, 512, 512]
        blocks = [Residual(c, d, 1 + (c != d)) for c, d in zip(w, w[1:])]
        super().__init__(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64),
            nn.MaxPool2d(3, 2, 1), nn.ReLU(),
            *blocks,
            nn.AvgPool2d(7), nn.Flatten(), nn.Linear(512, 1000),
        )
""",
        """
import torch
from torch import nn
from torch.nn import functional as F

class ResNet18(nn.Module):
    # everything in lists of one class
    def __init__(self):
        super().__init__()
        conv = lambda a, b, k, s: nn.Conv2d(a, b, k, s, k // 2, bias=False)
        self.convs = nn.ModuleList([conv(3, 64, 7, 2)])
        c = 64
        for d in (64, 128, 256, 512):
            s = 1 if c == d else 2
            self.convs += [conv(c, d, 3, s), conv(d, d, 3, 1), conv(d, d, 3, 1), conv(d, d, 3, 1)]
            if s == 2:
                self.convs.append(conv(c, d, 1, 2))
            c = d
        self.norms = nn.ModuleList([nn.BatchNorm2d(m.out_channels) for m in self.convs])
        self.w = nn.Parameter(torch.randn(512, 1000))
        self.b = nn.Parameter(torch.randn(1000))

    def forward(self, x):
        layers = iter(list(zip(self.convs, self.norms)))
        def step(x):
            c, n = next(layers)
            return n(c(x))
        x = F.max_pool2d(F.pad(torch.relu(step(x)), (1, 1, 1, 1)), 3, 2)
        for stage in range(4):
            first, second = step(x).relu_, None
            y = step(first())
            a, b = next(layers), next(layers)
            if stage:
                x = step(x)
            x = torch.add(x, y).relu_()
            y = a[1](a[0](x)).relu_()
            x = torch.clamp(b[1](b[0](y)) + x, 0)
        x = x.flatten(2).mean(-1)
        return x @ self.w + self.b
""",
        """
import torch
from torch import nn

class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        def cbr(i, o, k, s, bend=True):
            return nn.Sequential(nn.Conv2d(i, o, k, s, (k - 1) // 2, bias=False), nn.BatchNorm2d(o),
                                 nn.ReLU(True) if bend else nn.Identity())
        self.stem = nn.Sequential(cbr(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1))
        self.body, self.skip = nn.ModuleList(), nn.ModuleDict()
        widths = [64, 64, 64, 128, 128, 256, 256, 512, 512]
        for n, (i, o) in enumerate(zip(widths, widths[1:])):
            s = 2 if o > i else 1
            self.body.append(nn.Sequential(cbr(i, o, 3, s), cbr(o, o, 3, 1, False)))
            if s == 2:
                self.skip[str(n)] = cbr(i, o, 1, 2, False)
        self.out = nn.Conv2d(512, 1000, 1)

    def forward(self, x):
        x = self.stem(x.contiguous(memory_format=torch.channels_last))
        for n, block in enumerate(self.body):
            old = self.skip[str(n)](x) if str(n) in self.skip else x
            x = torch.relu(block(x).add_(old))
        x = x.sum(dim=[2, 3], keepdim=True) / 49
        return self.out(x)[:, :, 0, 0]
""",
    ],
    "DeepNet": [
        """
import torch
import torch.nn as nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, residual):
        super().__init__()
        self.residual = residual
        self.conv1 = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(16)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.residual:
            out = out + x
        return F.relu(out)

class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        super().__init__()
        if depth < 4 or depth % 2 != 0:
            raise ValueError("depth has to be even and at least 4")
        self.conv = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(*[Block(residual) for _ in range((depth - 2) // 2)])
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.bn(self.conv(x)))
        x = self.blocks(x)
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.fc(x)
""",
        """
import torch
from torch import nn

class DeepNet(nn.Module):
    # convolutions in one list, norms in another, both from back to front
    def __init__(self, depth, residual):
        super().__init__()
        if depth % 2 or not depth > 3:
            raise ValueError(depth)
        self.depth, self.residual = depth, residual
        self.full = nn.Linear(16, 10)
        self.norms = nn.ModuleList(nn.BatchNorm2d(16) for _ in range(depth - 1))
        self.convs = nn.ModuleList(
            nn.Conv2d(16 if i < depth - 2 else 1, 16, 3, 1, 1, bias=False) for i in range(depth - 1)
        )

    def layer(self, i, x):
        return self.norms[-1 - i](self.convs[-1 - i](x))

    def forward(self, x):
        x = self.layer(0, x).relu()
        for i in range(1, self.depth - 1, 2):
            keep = x
            x = self.layer(i + 1, self.layer(i, x).relu())
            if self.residual:
                x += keep
            x.relu_()
        return self.full(x.mean(dim=(-2, -1)))
""",
        """
import torch
from torch import nn

class DeepNet(nn.Module):
    def __init__(self, depth, residual):
        blocks, rest = divmod(depth - 2, 2)
        if rest or blocks < 1:
            raise ValueError("no such depth")
        super().__init__()
        self.factor = 1.0 if residual else 0.0
        def conv(n):
            layer = nn.Conv2d(n, 16, 3, padding="same", bias=False)
            return nn.Sequential(layer, nn.BatchNorm2d(16))
        self.first = conv(1)
        self.pairs = nn.ModuleList([nn.ModuleList([conv(16), conv(16)]) for _ in range(blocks)])
        self.last = nn.Sequential(nn.AvgPool2d(8), nn.Flatten(), nn.Linear(16, 10))

    def forward(self, x):
        x = self.first(x).clamp(0)
        for a, b in self.pairs:
            x = (b(a(x).clamp(0)) + self.factor * x).clamp(0)
        return self.last(x)
""",
    ],
    "inception_parameter_count": [
        """
def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    def conv(inputs, outputs, k=1):
        weights = k * k * inputs * outputs
        return weights + (2 * outputs if norm else outputs)
    total = conv(depth, ones)
    total += conv(depth, before_threes) + conv(before_threes, threes, 3)
    total += conv(depth, before_fives) + conv(before_fives, fives, fives_size)
    total += conv(depth, after_pool)
    return total
""",
        """
def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    # all 1x1 layers that read the input are one wide 1x1 layer
    thin = ones + before_threes + before_fives + after_pool
    w = depth * thin + 9 * before_threes * threes + fives_size ** 2 * before_fives * fives
    b = thin + threes + fives
    if norm:
        b *= 2
    return w + b
""",
        """
def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    inputs = np.array([depth, depth, before_threes, depth, before_fives, depth])
    outputs = np.array([ones, before_threes, threes, before_fives, fives, after_pool])
    sizes = np.array([1, 1, 3, 1, fives_size, 1])
    return int(np.sum(sizes ** 2 * inputs * outputs) + (1 + norm) * outputs.sum())
""",
        """
from math import prod

def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    shapes = [(ones, depth, 1, 1), (before_threes, depth, 1, 1), (threes, before_threes, 3, 3),
              (before_fives, depth, 1, 1), (fives, before_fives, fives_size, fives_size),
              (after_pool, depth, 1, 1)]
    return sum(map(prod, shapes)) + sum(s[0] for s in shapes) * (2 if norm else 1)
""",
    ],
    "multiply_adds": [
        """
import torch
from torch import nn

def multiply_adds(model, shape):
    total = 0

    def hook(layer, x, y):
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            n, c, h, w = y.shape
            kh, kw = layer.kernel_size
            total += c * h * w * kh * kw * layer.in_channels // layer.groups
        else:
            total += layer.in_features * layer.out_features

    handles = []
    for layer in model.modules():
        if type(layer) in (nn.Conv2d, nn.Linear):
            handles.append(layer.register_forward_hook(hook))
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            device = next(model.parameters()).device
            model(torch.empty((1,) + tuple(shape), device=device))
    finally:
        for h in handles:
            h.remove()
        model.train(was_training)
    return total
""",
        """
import copy
import torch
from torch import nn

def multiply_adds(model, shape):
    # a copy without numbers: nothing to undo
    model = copy.deepcopy(model).to("meta").eval()
    counts = []
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(
                lambda l, i, o: counts.append(l.weight.numel() * o[0, 0].numel()))
    model(torch.zeros(1, *shape, device="meta"))
    return sum(counts)
""",
        """
import torch
from torch.utils.flop_counter import FlopCounterMode

def multiply_adds(model, shape):
    training = model.training
    x = torch.zeros(1, *shape).to(next(model.parameters()))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.eval()(x)
    model.train(training)
    return counter.get_total_flops() // 2
""",
        """
import torch
from torch.nn.modules.module import register_module_forward_hook

def multiply_adds(model, shape):
    # one hook for all layers that there are, while the model runs
    counts = [0]
    def count(layer, given, made):
        if isinstance(layer, torch.nn.Conv2d):
            counts[0] += made.shape[2] * made.shape[3] * layer.weight.nelement()
        elif isinstance(layer, torch.nn.Linear):
            counts[0] += layer.weight.nelement()
    modes = {m: m.training for m in model.modules()}
    handle = register_module_forward_hook(count)
    model.eval()
    with torch.no_grad():
        model(torch.rand(1, *shape, device=[p for p in model.parameters()][0].device))
    handle.remove()
    for m, mode in modes.items():
        m.training = mode
    return int(counts[0])
""",
    ],
    "top_k_accuracy": [
        """
def top_k_accuracy(scores, y, k=5):
    n, c = scores.shape
    if k < 1 or k > c:
        raise ValueError("k must be between 1 and the number of classes")
    hits = 0
    for i in range(n):
        ranking = sorted(range(c), key=lambda j: (-scores[i, j], j))
        if y[i] in ranking[:k]:
            hits += 1
    return hits / n
""",
        """
def top_k_accuracy(scores, y, k=5):
    if k not in range(1, scores.shape[1] + 1):
        raise ValueError(k)
    own = scores[np.arange(len(y)), y][:, None]
    before = np.arange(scores.shape[1]) < y[:, None]
    rank = np.sum((scores > own) | ((scores == own) & before), axis=1)
    return np.mean(rank < k)
""",
        """
def top_k_accuracy(scores, y, k=5):
    if not 0 < k <= len(scores[0]):
        raise ValueError("bad k")
    left = np.array(scores, dtype=float)
    right = np.zeros(len(y), dtype=bool)
    for _ in range(k):  # the best guess, then the best of the others
        guess = left.argmax(axis=1)
        right |= guess == y
        left[np.arange(len(y)), guess] = -np.inf
    return float(right.sum() / len(right))
""",
        """
def top_k_accuracy(scores, y, k=5):
    if k < 1:
        raise ValueError("k is too small")
    if k > scores.shape[1]:
        raise ValueError("k is too large")
    c = scores.shape[1]
    # read from its end, an ascending order has the last of equals first: so turn the classes round
    order = np.argsort(scores[:, ::-1], axis=1, kind="mergesort")[:, ::-1]
    return float(np.mean([t in row for t, row in zip(y, c - 1 - order[:, :k])]))
""",
    ],
    "merge_batchnorm": [
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    new_w, new_b = np.zeros(w.shape), np.zeros(b.shape)
    for f in range(len(w)):
        std = (var[f] + epsilon) ** 0.5
        new_w[f] = w[f] * gamma[f] / std
        new_b[f] = gamma[f] * (b[f] - mean[f]) / std + beta[f]
    return new_w, new_b
""",
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    k = gamma * (var + epsilon) ** -0.5
    return np.einsum("f,fchw->fchw", k, w), beta + k * b - k * mean
""",
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    scale = (gamma / np.sqrt(var + epsilon)).reshape(-1, 1, 1, 1)
    w = scale * w
    b = scale.ravel() * (b - mean) + beta
    return [w, b]
""",
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    # by what the two layers do: the bias from x = 0, the filters from what is left
    norm = lambda z: gamma * (z - mean) / np.sqrt(var + epsilon) + beta
    bias = norm(b)
    flat = w.reshape(len(w), -1).T
    return (norm(flat + b) - bias).T.reshape(w.shape), bias
""",
    ],
}
