#!/usr/bin/env python3
"""Write GGUF files with the `gguf` package of llama.cpp, and what other programs read out of them.

    pip install gguf sentencepiece torch transformers safetensors
    python make_gguf_reference.py PACK OUT

OUT/
  llama3-q8_0.gguf       PACK/models/llama3 in Q8_0: grouped heads, tied head, LLaMA-3.1 rotary divisors, byte-level tokenizer
  sentencepiece.gguf     a random one-layer model in F16 with the vocabulary of a SentencePiece model trained here
  reference.json         llama3: token ids by tokenizers, logits and greedy tokens by transformers on the dequantised weights;
                         sentencepiece: token ids by sentencepiece itself
No tokenizer.json is kept in either file.
"""
import argparse, importlib.metadata, io, json, math, random
from pathlib import Path

import gguf
import numpy as np
import sentencepiece
import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from make_reference import sentence

NAMES = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
         "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
         "post_attention_layernorm": "ffn_norm"}
TOP = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight", "lm_head.weight": "output.weight"}
ODD_TEXTS = ["", " ", "  two  spaces ", "\n\nlines\n", "Ünïcödé 左乳腺癌 🙂", "12345 Gy/ 5 fx", "don't DON'T", "a\tb\r\nc", "</s> <s> <unk>",
             "<0x41>", "cT1N0M0,PSA 4.5", "▁already", "x" * 40]


def texts(rng):
    return ODD_TEXTS + [part for _ in range(60) for part in sentence(rng)]


def permute(w, heads):
    return w.reshape(heads, 2, w.shape[0] // heads // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)


def gguf_name(name):
    if name in TOP:
        return TOP[name]
    _, _, layer, rest = name.split(".", 3)
    return f"blk.{layer}.{NAMES[rest.rsplit('.', 1)[0]]}.weight"


def write_sizes(w, c):
    w.add_block_count(c["num_hidden_layers"]); w.add_context_length(c["max_position_embeddings"]); w.add_embedding_length(c["hidden_size"])
    w.add_feed_forward_length(c["intermediate_size"]); w.add_head_count(c["num_attention_heads"]); w.add_head_count_kv(c["num_key_value_heads"])
    w.add_layer_norm_rms_eps(c["rms_norm_eps"]); w.add_rope_freq_base(c["rope_theta"]); w.add_rope_dimension_count(c["head_dim"])
    w.add_vocab_size(c["vocab_size"])


def rope_factors(c):
    """`generate_extra_tensors` of llama.cpp's converter."""
    scaling, factors = c["rope_scaling"], []
    low, high = (scaling["original_max_position_embeddings"] / scaling[k] for k in ("low_freq_factor", "high_freq_factor"))
    for pair in range(0, c["head_dim"], 2):
        wavelength = 2 * math.pi * c["rope_theta"] ** (pair / c["head_dim"])
        if wavelength < high:
            factors.append(1.0)
        elif wavelength > low:
            factors.append(scaling["factor"])
        else:
            smooth = (scaling["original_max_position_embeddings"] / wavelength - scaling["low_freq_factor"]) / (scaling["high_freq_factor"] - scaling["low_freq_factor"])
            factors.append(1 / ((1 - smooth) / scaling["factor"] + smooth))
    return np.array(factors, dtype=np.float32)


def llama3(pack, out, rng):
    folder = pack / "models" / "llama3"
    c = json.loads((folder / "config.json").read_text())
    tok = json.loads((folder / "tokenizer.json").read_text())
    kind = gguf.GGMLQuantizationType.Q8_0
    w = gguf.GGUFWriter(out / "llama3-q8_0.gguf", "llama")
    write_sizes(w, c)
    special = {t["id"] for t in tok["added_tokens"]}
    words = {i: s for s, i in tok["model"]["vocab"].items()} | {t["id"]: t["content"] for t in tok["added_tokens"]}
    w.add_tokenizer_model("gpt2"); w.add_tokenizer_pre("llama-bpe")
    w.add_token_list([words[i] for i in range(c["vocab_size"])])
    w.add_token_types([gguf.TokenType.CONTROL if i in special else gguf.TokenType.NORMAL for i in range(c["vocab_size"])])
    w.add_token_merges([" ".join(m) for m in tok["model"]["merges"]])
    w.add_bos_token_id(c["bos_token_id"]); w.add_eos_token_id(c["eos_token_id"])
    w.add_chat_template((folder / "chat_template.jinja").read_text())
    w.add_tensor("rope_freqs.weight", rope_factors(c))
    state = {}
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, "pt") as f:
            for name in f.keys():
                t = f.get_tensor(name).to(torch.float32).numpy()
                if t.ndim == 1:
                    state[name] = torch.from_numpy(t)
                    w.add_tensor(gguf_name(name), t)
                    continue
                packed = gguf.quants.quantize(t, kind)
                state[name] = torch.from_numpy(gguf.quants.dequantize(packed, kind).astype(np.float32))
                heads = {"q_proj": c["num_attention_heads"], "k_proj": c["num_key_value_heads"]}.get(name.split(".")[-2])
                w.add_tensor(gguf_name(name), permute(packed, heads) if heads else packed, raw_dtype=kind)
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    model = LlamaForCausalLM(LlamaConfig(**{k: v for k, v in c.items() if k not in ("architectures", "torch_dtype", "dtype")})).to(torch.float32).eval()
    state["lm_head.weight"] = state["model.embed_tokens.weight"]
    model.load_state_dict(state)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # Whole words first, as LLaMA-3's own file says and llama.cpp does for this split.
    spelled = json.loads((folder / "tokenizer.json").read_text()); spelled["model"]["ignore_merges"] = True
    tokenizer = Tokenizer.from_str(json.dumps(spelled))
    cases = []
    for text in ["invasive ductal carcinoma of the left breast, grade 2", "plan 60.0 Gy / 30 fx photons. primary", "larynx"]:
        ids = tokenizer.encode(text).ids
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, -1]
            greedy = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids)), do_sample=False, max_new_tokens=24, pad_token_id=0)[0, len(ids):]
        cases.append(dict(ids=ids, last_logits=logits.tolist(), greedy=greedy.tolist()))
    return dict(texts=[dict(text=t, ids=tokenizer.encode(t).ids) for t in texts(rng)], cases=cases)


def sentence_piece(out, rng):
    corpus = [part for _ in range(3000) for part in sentence(rng)]
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_writer=trained, model_type="bpe", vocab_size=600, byte_fallback=True, character_coverage=1.0,
        normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True, allow_whitespace_only_pieces=True,
        unk_id=0, bos_id=1, eos_id=2, pad_id=-1, num_threads=1, minloglevel=2)
    sp = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    size = sp.vocab_size()
    c = dict(num_hidden_layers=1, max_position_embeddings=128, hidden_size=32, intermediate_size=64, num_attention_heads=2, num_key_value_heads=1,
             rms_norm_eps=1e-5, rope_theta=10000.0, head_dim=16, vocab_size=size)
    w = gguf.GGUFWriter(out / "sentencepiece.gguf", "llama")
    write_sizes(w, c)

    def kind(i):
        if sp.is_unknown(i): return gguf.TokenType.UNKNOWN
        if sp.is_control(i): return gguf.TokenType.CONTROL
        return gguf.TokenType.BYTE if sp.is_byte(i) else gguf.TokenType.NORMAL

    w.add_tokenizer_model("llama"); w.add_tokenizer_pre("default")
    w.add_token_list([sp.id_to_piece(i) for i in range(size)]); w.add_token_scores([sp.get_score(i) for i in range(size)])
    w.add_token_types([kind(i) for i in range(size)])
    w.add_bos_token_id(1); w.add_eos_token_id(2); w.add_unk_token_id(0); w.add_add_bos_token(True); w.add_add_eos_token(False)
    generator = np.random.default_rng(1)
    half = lambda *shape: (generator.standard_normal(shape) * 0.1).astype(np.float16)
    w.add_tensor("token_embd.weight", half(size, 32)); w.add_tensor("output.weight", half(size, 32)); w.add_tensor("output_norm.weight", np.ones(32, np.float32))
    for name, shape in [("attn_q", (32, 32)), ("attn_k", (16, 32)), ("attn_v", (16, 32)), ("attn_output", (32, 32)), ("ffn_gate", (64, 32)), ("ffn_up", (64, 32)), ("ffn_down", (32, 64))]:
        w.add_tensor(f"blk.0.{name}.weight", half(*shape))
    for name in ["attn_norm", "ffn_norm"]:
        w.add_tensor(f"blk.0.{name}.weight", np.ones(32, np.float32))
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    # Written out in a text, special tokens are ids for tokenizers and characters for sentencepiece: such texts are left out.
    plain = [t for t in texts(rng) if "<s>" not in t and t]
    return dict(texts=[dict(text=t, ids=[1] + sp.encode(t)) for t in plain])


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("pack", type=Path)
    ap.add_argument("out", type=Path)
    a = ap.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    versions = {name: importlib.metadata.version(name) for name in ("gguf", "sentencepiece", "tokenizers", "torch", "transformers")}
    reference = dict(versions=versions, llama3=llama3(a.pack, a.out, random.Random(1)), sentencepiece=sentence_piece(a.out, random.Random(2)))
    (a.out / "reference.json").write_text(json.dumps(reference, ensure_ascii=False))


if __name__ == "__main__":
    main()
