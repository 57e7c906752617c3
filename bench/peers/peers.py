"""The peers by name. Each module is imported only when one of its peers is asked for: memory is measured too."""

import importlib

PEERS = {
    "notebook-text": ("text_torch", "OneByOne"),
    "transformers": ("text_torch", "Batched"),
    "sentence-transformers": ("text_torch", "SentenceTransformers"),
    "fastembed": ("fastembed_peers", "Text"),
    "fastembed-image": ("fastembed_peers", "Images"),
    "torch-train": ("train_torch", "Head"),
    "torch-train-compiled": ("train_torch", "Compiled"),
    "keras-train": ("train_keras", "Head"),
    "notebook-image": ("image_torch", "OneByOne"),
    "torch-image": ("image_torch", "Batched"),
    "onnxruntime-image": ("image_onnx", "Batched"),
}


def create(name, model, threads, options):
    if name not in PEERS:
        raise ValueError(f"unknown peer {name!r}; there are {', '.join(PEERS)}")
    module, member = PEERS[name]
    return getattr(importlib.import_module(module), member)(model, threads, **options)
