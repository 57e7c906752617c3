"""Images with onnxruntime in Python: Pillow decodes and resizes, numpy normalises."""

import json

import numpy as np
import onnxruntime
from PIL import Image


class Batched:
    def __init__(self, model, threads, batchSize=32, file="model.onnx"):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(model / file), options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name
        settings = json.loads((model / "preprocessor_config.json").read_text())
        self.crop = settings["size"]["shortest_edge"]
        self.edge = int(self.crop / settings["crop_pct"])
        self.mean, self.std = (np.array(settings[name], dtype=np.float32) for name in ("image_mean", "image_std"))
        self.batch_size = batchSize

    def read(self, file):
        with Image.open(file) as image:
            image = image.convert("RGB")
        width, height = image.size
        longer = int(self.edge * max(width, height) / min(width, height))
        image = image.resize((longer, self.edge) if width > height else (self.edge, longer), Image.Resampling.BICUBIC)
        left, top = (image.width - self.crop) // 2, (image.height - self.crop) // 2
        pixels = np.asarray(image.crop((left, top, left + self.crop, top + self.crop)), dtype=np.float32)
        return ((pixels / np.float32(255) - self.mean) / self.std).transpose(2, 0, 1)

    def __call__(self, files):
        found = []
        for start in range(0, len(files), self.batch_size):
            pixels = np.stack([self.read(file) for file in files[start:start + self.batch_size]])
            found.append(self.session.run(None, {self.input: pixels})[0].reshape(len(pixels), -1))
        return np.concatenate(found)
