"""NF4 with double quantisation by bitsandbytes: codes, nested codes, nested scales, offset and values.

Writes tests/golden/nf4_nested.safetensors. Run: python make_nf4_nested.py tests/golden/nf4_nested.safetensors
bitsandbytes 0.50.2, torch 2.15.0, on the CPU. Its CPU kernel places a nested code by a table of 65,536 places, so near the
middle between two entries of the map it may take the neighbour of the nearest one; `exact_codes` are the nearest ones.
"""
import sys

import bitsandbytes.functional as bnb
import torch
from safetensors.torch import save_file

torch.manual_seed(11)
weight = torch.randn(100, 192) * torch.rand(100, 1)
packed, state = bnb.quantize_4bit(weight, blocksize=64, quant_type="nf4", compress_statistics=True)
_, plain = bnb.quantize_4bit(weight, blocksize=64, quant_type="nf4", compress_statistics=False)
rest = plain.absmax - state.offset
exact = []
for block in rest.split(256):
    scaled = block * (1 / block.abs().max())
    exact.append((scaled[:, None] - state.state2.code[None, :]).abs().argmin(1).to(torch.uint8))
save_file(dict(weight=weight, packed=packed.flatten().contiguous(), absmax=plain.absmax.contiguous(), nested_codes=state.absmax.contiguous(),
               exact_codes=torch.cat(exact), nested_scales=state.state2.absmax.contiguous(), map=state.state2.code.contiguous(),
               offset=state.offset.reshape(1).contiguous(), dequantised=bnb.dequantize_4bit(packed, state).contiguous()), sys.argv[1])
