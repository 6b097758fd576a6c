#!/bin/sh
# Fetches what NetGen is measured against into benchmarks/.peers (ignored by git) and exports the networks to it:
# ONNX Runtime's C library from its npm package, and PyTorch and onnx from Debian. The product and its tests need none of this.
set -eu
cd "$(dirname "$0")"
version=1.30.0
mkdir -p .peers
if [ ! -d ".peers/node_modules/onnxruntime-node" ]; then
    npm install --prefix .peers --ignore-scripts --no-audit --no-fund "onnxruntime-node@$version"
fi
if ! /usr/bin/python3 -c 'import torch, onnx' 2>/dev/null; then
    if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
    $as_root apt-get install -y --no-install-recommends python3-torch python3-onnx
fi
# An exported core type would pin OpenBLAS to the kernels of another processor.
env -u OPENBLAS_CORETYPE -u ATEN_CPU_CAPABILITY PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 peers/export.py .peers/models
