"""Images with PyTorch: ResNet-50, decoded and resized by Pillow through torchvision's transforms."""

import json

import numpy as np
import torch
from PIL import Image
from torchvision import transforms
from transformers import ResNetModel


def centre(image, size):
    """Like the Hub's processors; torchvision's CenterCrop rounds an odd margin the other way, one pixel off."""
    left, top = (image.width - size) // 2, (image.height - size) // 2
    return image.crop((left, top, left + size, top + size))


def preprocessing(model):
    settings = json.loads((model / "preprocessor_config.json").read_text())
    crop = settings["size"]["shortest_edge"]
    return transforms.Compose([
        transforms.Resize(int(crop / settings["crop_pct"]), interpolation=transforms.InterpolationMode.BICUBIC),
        lambda image: centre(image, crop), transforms.ToTensor(), transforms.Normalize(settings["image_mean"], settings["image_std"])])


class Batched:
    def __init__(self, model, threads, batchSize=32):
        torch.set_num_threads(threads)
        self.model, self.transform, self.batch_size = ResNetModel.from_pretrained(model).eval(), preprocessing(model), batchSize

    def read(self, file):
        with Image.open(file) as image:
            return self.transform(image.convert("RGB"))

    @torch.inference_mode()
    def __call__(self, files):
        found = []
        for start in range(0, len(files), self.batch_size):
            pixels = torch.stack([self.read(file) for file in files[start:start + self.batch_size]])
            found.append(self.model(pixels).pooler_output.flatten(1).numpy())
        return np.concatenate(found)


class OneByOne(Batched):
    """As the notebook does it."""

    def __init__(self, model, threads):
        super().__init__(model, threads, batchSize=1)
