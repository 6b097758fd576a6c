"""PyTorch as a contender: stays alive and times a block at a time, so that its blocks can be interleaved with others'.

A request is a line, the answer is a line:

    infer <network> <batch> <way> <calls>   →  nanoseconds of that many calls; way: frozen or optimized
    train <network> <batch> <way> <steps>   →  nanoseconds of that many steps from fresh weights, after two that are not timed; way: adam
    losses <network> <batch> <way> <steps>  →  the losses of that many steps from fresh weights
    step adam <count> <way> <calls>         →  nanoseconds of that many steps of Adam over a tensor of count numbers; way: single or foreach

With "-nhwc" behind it, a way keeps pictures with their channels last.
"""
import gc
import sys
import time
import warnings

import torch

import networks

warnings.filterwarnings('ignore')
prepared = {}


def ordered(tensor_or_module, way):
    return tensor_or_module.to(memory_format=torch.channels_last) if way.endswith('-nhwc') else tensor_or_module


def inference(name, batch, way):
    key = (name, batch, way)
    if key not in prepared:
        x = ordered(networks.inputs(name, batch), way)
        with torch.no_grad():
            eager = ordered(networks.module(name).eval(), way)
            module = torch.jit.freeze(torch.jit.trace(eager, x, check_trace=False))
            if way.startswith('optimized'):
                module = torch.jit.optimize_for_inference(module)
            if not torch.allclose(module(x), eager(x), rtol=1e-4, atol=1e-4):
                sys.exit(f'{name}, {way}: the traced module computes something else')
        prepared[key] = module, x
    return prepared[key]


def infer(name, batch, way, calls):
    module, x = inference(name, batch, way)
    with torch.inference_mode():
        for _ in range(3):                      # the jit specializes in its first calls
            module(x)
        start = time.perf_counter_ns()
        for _ in range(calls):
            module(x)
        return time.perf_counter_ns() - start


def trainer(name, batch, way):
    """Fresh weights and optimizer state for every block, so that none runs on a network that has already collapsed."""
    x, wanted = ordered(networks.inputs(name, batch), way), networks.targets(name)
    module = ordered(networks.module(name), way)
    optimizer = torch.optim.Adam(module.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = networks.loss(name, module(x), wanted)
        loss.backward()
        optimizer.step()
        return loss
    return step


def train(name, batch, way, steps):
    step = trainer(name, batch, way)
    for _ in range(2):                          # allocates the optimizer's state
        step()
    start = time.perf_counter_ns()
    for _ in range(steps):
        step()
    return time.perf_counter_ns() - start


def losses(name, batch, way, steps):
    step = trainer(name, batch, way)
    return ' '.join(repr(float(step())) for _ in range(steps))


def step(_, count, way, calls):
    key = (count, way)
    if key not in prepared:
        for other in [k for k in prepared if len(k) == 2]:
            del prepared[other]
        generator = torch.Generator().manual_seed(1)
        parameter = torch.nn.Parameter(torch.rand(count, generator=generator) - 0.5)
        parameter.grad = torch.rand(count, generator=generator) - 0.5
        prepared[key] = torch.optim.Adam([parameter], lr=1e-3, foreach=way == 'foreach')
    optimizer = prepared[key]
    optimizer.step()
    start = time.perf_counter_ns()
    for _ in range(calls):
        optimizer.step()
    return time.perf_counter_ns() - start


def main():
    torch.set_num_threads(1)
    commands = {'infer': infer, 'train': train, 'losses': losses, 'step': step}
    print('ready', torch.__version__, flush=True)
    for line in sys.stdin:
        verb, name, batch, way, number = line.split()
        gc.collect()
        gc.disable()
        answer = commands[verb](name, int(batch), way, int(number))
        gc.enable()
        print(answer, flush=True)


if __name__ == '__main__':
    main()
