"""Texts with PyTorch: as the notebook does it, in batches, and with sentence-transformers. CLS vectors."""

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer


class Torch:
    def __init__(self, model, threads, maxTokens=128, batchSize=32):
        torch.set_num_threads(threads)
        self.tokenizer = AutoTokenizer.from_pretrained(model)
        self.model = AutoModel.from_pretrained(model).eval()
        self.max_tokens, self.batch_size = maxTokens, batchSize

    @torch.inference_mode()
    def cls(self, texts, padding):
        encoded = self.tokenizer(texts, padding=padding, truncation=True, max_length=self.max_tokens, return_tensors="pt")
        hidden = self.model(input_ids=encoded["input_ids"], attention_mask=encoded["attention_mask"]).last_hidden_state
        return hidden[:, 0].numpy()


class OneByOne(Torch):
    """One text at a time, always filled up to the limit."""

    def __call__(self, texts):
        return np.concatenate([self.cls([text], "max_length") for text in texts])


class Batched(Torch):
    """In the order given, filled up to the longest of the batch."""

    def __call__(self, texts):
        size = self.batch_size
        return np.concatenate([self.cls(texts[start:start + size], True) for start in range(0, len(texts), size)])


class SentenceTransformers:
    """Sorts by length itself, then batches."""

    def __init__(self, model, threads, maxTokens=128, batchSize=32):
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Pooling, Transformer

        torch.set_num_threads(threads)
        transformer = Transformer(str(model), max_seq_length=maxTokens)
        dimensions = transformer.auto_model.config.hidden_size
        self.model = SentenceTransformer(modules=[transformer, Pooling(dimensions, pooling_mode="cls")], device="cpu")
        self.batch_size = batchSize

    def __call__(self, texts):
        with torch.inference_mode():
            return self.model.encode(texts, batch_size=self.batch_size, show_progress_bar=False, convert_to_numpy=True,
                                     normalize_embeddings=False)
