"""Writes the networks for every contender: NAME/*.bin (weights, inputs and their shapes, outputs and targets, raw little-endian float32 or int32)
and NAME/b<batch>.onnx (opset 13, static shapes).

    /usr/bin/python3 export.py DIRECTORY
"""
import os
import sys
import warnings

import torch

import networks

warnings.filterwarnings('ignore')


def write(path, tensor):
    tensor = tensor.to(torch.int32) if tensor.dtype == torch.int64 else tensor
    tensor.detach().contiguous().numpy().tofile(path)


def main():
    torch.set_num_threads(1)
    for name, network in networks.NETWORKS.items():
        directory = os.path.join(sys.argv[1], name)
        os.makedirs(directory, exist_ok=True)
        module = networks.module(name).eval()
        for key, value in module.state_dict().items():
            write(os.path.join(directory, key + '.bin'), value.float())
        if network.training:
            write(os.path.join(directory, 'targets.bin'), networks.targets(name))
        for batch in network.batches:
            x = networks.inputs(name, batch)
            base = os.path.join(directory, f'b{batch}')
            with torch.no_grad():
                write(base + '.output.bin', module(x))
                torch.onnx.export(module, x, base + '.onnx', opset_version=13, do_constant_folding=True,
                                  input_names=['input'], output_names=['output'])
            write(base + '.input.bin', x)
            write(base + '.shape.bin', torch.tensor(x.shape))
        print(name, network.inputs, network.outputs, 'batches', network.batches)


if __name__ == '__main__':
    main()
