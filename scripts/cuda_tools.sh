#!/usr/bin/env bash
# Puts a disassembler of GPU code under build/cuda_tools, if there is none on the PATH or in the CUDA toolkit.
source "$(dirname "$0")/common.sh"

if command -v nvdisasm >/dev/null || [ -n "$(find build/cuda_tools -path '*/bin/nvdisasm' 2>/dev/null)" ]; then
    exit 0
fi
need python3-pip
python3 -m pip install --quiet --no-deps --target build/cuda_tools nvidia-cuda-nvdisasm
