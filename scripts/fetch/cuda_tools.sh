#!/usr/bin/env bash
# Puts readers of GPU code, a disassembler and a lister of images, under build/cuda_tools, unless both are on the PATH
# or there already.
source "$(dirname "$0")/../common.sh"

for tool in nvdisasm cuobjdump; do
    if ! command -v "$tool" >/dev/null && [ -z "$(find build/cuda_tools -path "*/bin/$tool" 2>/dev/null)" ]; then
        need python3-pip
        # Both: pip replaces what is in the folder.
        python3 -m pip install --quiet --no-deps --upgrade --target build/cuda_tools \
            "nvidia-cuda-nvdisasm>=13,<14" "nvidia-cuda-cuobjdump>=13,<14"
        exit
    fi
done
