#!/usr/bin/env bash
# Puts ONNX's test data of single operators under build/onnx_data. Debian's libonnx-testdata stop at opset 17, before Mish
# (18), Gelu (20) and Swish (24).
source "$(dirname "$0")/../common.sh"

if [ -d build/onnx_data/node ]; then
    exit 0
fi
need python3-pip
mkdir -p build
work=$(mktemp -d build/onnx_data.XXXXXX)
trap 'rm -rf "$work"' EXIT

# 1.22 is the last version whose package has these data. The package of one system and Python serves all.
python3 -m pip download --quiet --no-deps --only-binary :all: --platform manylinux_2_28_x86_64 --python-version 3.12 \
    --dest "$work" "onnx>=1.22,<1.23"
python3 -m zipfile -e "$work"/onnx-*.whl "$work"
mkdir -p build/onnx_data
mv "$work/onnx/backend/test/data/node" build/onnx_data/
