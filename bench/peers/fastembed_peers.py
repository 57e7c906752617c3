"""The fastembed package itself on a local folder: batches of 256 in the order given, filled up to the longest."""

import json
import tempfile
from pathlib import Path

import numpy as np
from fastembed import ImageEmbedding, TextEmbedding
from fastembed.common.model_description import ModelSource, PoolingType

NAME = "local/text"


def view(model, file, **changes):
    """A folder of links in which some settings of one JSON file are others: fastembed has no options for them."""
    folder = Path(tempfile.mkdtemp(prefix="fastembed-"))
    for entry in model.iterdir():
        if entry.name != file:
            (folder / entry.name).symlink_to(entry.resolve())
    (folder / file).write_text(json.dumps({**json.loads((model / file).read_text()), **changes}))
    return str(folder)


class Text:
    def __init__(self, model, threads, maxTokens=128, batchSize=256, file="onnx/model.onnx"):
        dimensions = json.loads((model / "config.json").read_text())["dim"]
        TextEmbedding.add_custom_model(NAME, pooling=PoolingType.CLS, normalization=False, sources=ModelSource(hf="local/text"),
                                       dim=dimensions, model_file=file)
        self.model = TextEmbedding(NAME, threads=threads, specific_model_path=view(model, "tokenizer_config.json", model_max_length=maxTokens))
        self.batch_size = batchSize

    def __call__(self, texts):
        return np.stack(list(self.model.embed(texts, batch_size=self.batch_size)))


class Images:
    """fastembed normalises image vectors to length 1; nothing turns that off."""

    def __init__(self, model, threads, batchSize=256):
        # The name that this processor had before; fastembed knows only that one.
        folder = view(model, "preprocessor_config.json", image_processor_type="ConvNextFeatureExtractor")
        self.model = ImageEmbedding("Qdrant/resnet50-onnx", threads=threads, specific_model_path=folder)
        self.batch_size = batchSize

    def __call__(self, files):
        return np.stack(list(self.model.embed(files, batch_size=self.batch_size)))
