"""The networks that are measured, as PyTorch modules with NetGen's layer names.

Declared for NetGen in benchmarks/NetGen.Benchmarks/Networks.cs.
"""
from collections import namedtuple

import torch
import torch.nn as nn
import torch.nn.functional as F

SEED = 1234


class Mlp(nn.Module):
    """Dense layers with ReLU between them, and a softmax behind the last where asked for."""

    def __init__(self, sizes, softmax=False):
        super().__init__()
        self.softmax = softmax
        self.depth = len(sizes) - 1
        for i in range(self.depth):
            self.add_module(f'Dense{i + 1}', nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(1, self.depth + 1):
            x = getattr(self, f'Dense{i}')(x)
            if i < self.depth:
                x = F.relu(x)
        return F.softmax(x, 1) if self.softmax else x


class LeNet(nn.Module):
    """LeNet-5 on 28 x 28 pictures."""

    def __init__(self):
        super().__init__()
        self.Conv1, self.Conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.Dense1, self.Dense2, self.Dense3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.Conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.Conv2(x)), 2).flatten(1)
        return self.Dense3(F.relu(self.Dense2(F.relu(self.Dense1(x)))))


class FourConvolutions(nn.Module):
    """3 x 32 x 32, 3 x 3 convolutions with 32, 32, 64 and 64 filters, dense 256 and 10."""

    def __init__(self):
        super().__init__()
        for i, (channels, filters) in enumerate(((3, 32), (32, 32), (32, 64), (64, 64))):
            self.add_module(f'Conv{i + 1}', nn.Conv2d(channels, filters, 3, padding=1))
        self.Dense1, self.Dense2 = nn.Linear(4096, 256), nn.Linear(256, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.Conv2(F.relu(self.Conv1(x)))), 2)
        x = F.max_pool2d(F.relu(self.Conv4(F.relu(self.Conv3(x)))), 2).flatten(1)
        return self.Dense2(F.relu(self.Dense1(x)))


def statistics(norm):
    """Running statistics that do something."""
    with torch.no_grad():
        norm.running_mean.uniform_(-0.2, 0.2)
        norm.running_var.uniform_(0.6, 1.4)
    return norm


class Body(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.Conv1 = nn.Conv2d(channels, filters, 3, stride=stride, padding=1, bias=False)
        self.BatchNorm1 = statistics(nn.BatchNorm2d(filters))
        self.Conv2 = nn.Conv2d(filters, filters, 3, padding=1, bias=False)
        self.BatchNorm2 = statistics(nn.BatchNorm2d(filters))

    def forward(self, x):
        return self.BatchNorm2(self.Conv2(F.relu(self.BatchNorm1(self.Conv1(x)))))


class Projection(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.Conv1 = nn.Conv2d(channels, filters, 1, stride=stride, bias=False)
        self.BatchNorm1 = statistics(nn.BatchNorm2d(filters))

    def forward(self, x):
        return self.BatchNorm1(self.Conv1(x))


class Projected(nn.Module):
    """A residual layer whose shortcut is projected."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.body, self.shortcut = Body(channels, filters, stride), Projection(channels, filters, stride)

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


class Plain(Body):
    """A residual layer that adds its input."""

    def forward(self, x):
        return super().forward(x) + x


class ResNet20(nn.Module):
    """ResNet-20 for pictures of 32 x 32, with projections where the shape changes."""

    def __init__(self):
        super().__init__()
        self.Conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.BatchNorm1 = statistics(nn.BatchNorm2d(16))
        channels = 16
        for i in range(9):
            filters = 16 << i // 3
            self.add_module(f'Residual{i + 1}', Plain(channels, filters, 1) if channels == filters else Projected(channels, filters, 2))
            channels = filters
        self.Dense1 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.BatchNorm1(self.Conv1(x)))
        for i in range(9):
            x = F.relu(getattr(self, f'Residual{i + 1}')(x))
        return self.Dense1(x.mean((2, 3)))


# inputs: the shape of a sample; batches: of inference; training: the batch of a training step and its loss ('classes' or 'values'), or None
Network = namedtuple('Network', 'make inputs outputs batches training')

NETWORKS = {
    'iris': Network(lambda: Mlp((4, 16, 16, 3), True), (4,), 3, (1,), None),
    'digits': Network(lambda: Mlp((784, 128, 64, 10)), (784,), 10, (1, 64), (64, 'classes')),
    'wide': Network(lambda: Mlp((1024, 1024, 1024, 1024)), (1024,), 1024, (1, 128), (128, 'values')),
    'policy': Network(lambda: Mlp((64, 64, 64)), (64,), 64, (1000,), None),
    'lenet': Network(LeNet, (1, 28, 28), 10, (1, 64), (64, 'classes')),
    'convolutions': Network(FourConvolutions, (3, 32, 32), 10, (1, 32), (32, 'classes')),
    'resnet': Network(ResNet20, (3, 32, 32), 10, (1, 32), (32, 'classes')),
}


def module(name):
    """The network with the weights that every contender starts from."""
    torch.manual_seed(SEED)
    return NETWORKS[name].make()


def inputs(name, batch):
    generator = torch.Generator().manual_seed(SEED + batch)
    return torch.randn(batch, *NETWORKS[name].inputs, generator=generator)


def targets(name):
    batch, kind = NETWORKS[name].training
    generator = torch.Generator().manual_seed(SEED - batch)
    classes = NETWORKS[name].outputs
    return torch.randint(classes, (batch,), generator=generator) if kind == 'classes' \
        else torch.randn(batch, classes, generator=generator)


def loss(name, outputs, wanted):
    return F.cross_entropy(outputs, wanted) if NETWORKS[name].training[1] == 'classes' else F.mse_loss(outputs, wanted)
