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


# batches: of inference; training: the batch of a training step and its loss ('classes' or 'values'), or None
Network = namedtuple('Network', 'sizes softmax batches training')

NETWORKS = {
    'iris': Network((4, 16, 16, 3), True, (1,), None),
    'digits': Network((784, 128, 64, 10), False, (1, 64), (64, 'classes')),
    'wide': Network((1024, 1024, 1024, 1024), False, (1, 128), (128, 'values')),
    'policy': Network((64, 64, 64), False, (1000,), None),
}


def module(name):
    """The network with the weights that every contender starts from."""
    torch.manual_seed(SEED)
    network = NETWORKS[name]
    return Mlp(network.sizes, network.softmax)


def inputs(name, batch):
    generator = torch.Generator().manual_seed(SEED + batch)
    return torch.randn(batch, NETWORKS[name].sizes[0], generator=generator)


def targets(name):
    batch, kind = NETWORKS[name].training
    generator = torch.Generator().manual_seed(SEED - batch)
    classes = NETWORKS[name].sizes[-1]
    return torch.randint(classes, (batch,), generator=generator) if kind == 'classes' \
        else torch.randn(batch, classes, generator=generator)


def loss(name, outputs, wanted):
    return F.cross_entropy(outputs, wanted) if NETWORKS[name].training[1] == 'classes' else F.mse_loss(outputs, wanted)
