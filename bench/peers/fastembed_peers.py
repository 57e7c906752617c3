"""The fastembed package itself on a local folder: batches of 256 in the order given, filled up to the longest."""

import json
import tempfile
from pathlib import Path

import numpy as np
from fastembed import ImageEmbedding, TextEmbedding
from fastembed.common.model_description import ModelSource, PoolingType

NAME = "local/text"


def limited_view(model, limit):
    """A folder of links in which the tokenizer's limit is another: fastembed has no option for it."""
    view = Path(tempfile.mkdtemp(prefix="fastembed-"))
    for file in model.iterdir():
        if file.name != "tokenizer_config.json":
            (view / file.name).symlink_to(file.resolve())
    settings = json.loads((model / "tokenizer_config.json").read_text())
    (view / "tokenizer_config.json").write_text(json.dumps({**settings, "model_max_length": limit}))
    return view


class Text:
    def __init__(self, model, threads, maxTokens=128, batchSize=256, file="onnx/model.onnx"):
        dimensions = json.loads((model / "config.json").read_text())["dim"]
        TextEmbedding.add_custom_model(NAME, pooling=PoolingType.CLS, normalization=False, sources=ModelSource(hf="local/text"),
                                       dim=dimensions, model_file=file)
        self.model = TextEmbedding(NAME, threads=threads, specific_model_path=str(limited_view(model, maxTokens)))
        self.batch_size = batchSize

    def __call__(self, texts):
        return np.stack(list(self.model.embed(texts, batch_size=self.batch_size)))


class Images:
    """fastembed normalises image vectors to length 1; nothing turns that off."""

    def __init__(self, model, threads, batchSize=256):
        self.model = ImageEmbedding("Qdrant/resnet50-onnx", threads=threads, specific_model_path=str(model))
        self.batch_size = batchSize

    def __call__(self, files):
        return np.stack(list(self.model.embed(files, batch_size=self.batch_size)))
