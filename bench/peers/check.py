"""Runs every peer on the same inputs and compares their vectors: python check.py --models DIR [--fastembed PYTHON]."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

LEAST = 0.9999
TEXTS = ["good shoes", "", "love it so much, great colour and fits well", "The sole fell off after two weeks.", "ok",
         " ".join(["it runs small and the stitching came loose after a week"] * 30), "靴 5/5 \U0001F60D", "it&#39;s fine"]


def write_images(folder, count=5):
    random = np.random.default_rng(3)
    for index in range(count):
        coarse = Image.fromarray(random.integers(0, 256, (6, 6, 3), dtype=np.uint8))
        coarse.resize((300 + 40 * index, 280), Image.Resampling.BICUBIC).save(folder / f"{index}.jpg", quality=90)


def environment():
    """Without settings that slow down or pin the numeric libraries."""
    return {name: value for name, value in os.environ.items() if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}


def run(python, peer, model, inputs, folder):
    saved = folder / f"{peer}.f32"
    requests = [{"cmd": "load", "peer": peer, "model": str(model)}, {"cmd": "encode", "inputs": inputs, "save": str(saved)}, {"cmd": "quit"}]
    made = subprocess.run([python, str(Path(__file__).with_name("worker.py"))], input="\n".join(map(json.dumps, requests)) + "\n",
                          stdout=subprocess.PIPE, text=True, env=environment(), check=True)
    answers = [json.loads(line) for line in made.stdout.splitlines()]
    problems = [answer["error"] for answer in answers if "error" in answer]
    if problems:
        raise SystemExit(f"{peer}: {problems[0]}")
    print(f"{peer}: load {answers[0]['seconds']:.1f} s, peak {answers[2]['peakRssMb']:.0f} MB", flush=True)
    return np.fromfile(saved, "<f4").reshape(answers[1]["count"], -1)


def cosines(left, right):
    return (left * right).sum(1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)


def compare(peers, inputs, folder):
    first = None
    for python, peer, model in peers:
        vectors = run(python, peer, model, inputs, folder)
        first = vectors if first is None else first
        least = float(cosines(first, vectors).min())
        print(f"  least cosine to {peers[0][1]}: {least:.7f}", flush=True)
        if not least > LEAST:
            raise SystemExit(f"{peer} disagrees")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="what build_full.py wrote")
    parser.add_argument("--fastembed", help="a Python interpreter with the fastembed package")
    chosen = parser.parse_args()
    texts, checkpoint = chosen.models / "distilbert", chosen.models / "resnet50-checkpoint"
    python, root = sys.executable, chosen.models / "resnet50"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = folder / "images"
        images.mkdir()
        write_images(images)
        text_peers = [(python, peer, texts) for peer in ("notebook-text", "transformers", "sentence-transformers")]
        image_peers = [(python, "notebook-image", checkpoint), (python, "torch-image", checkpoint), (python, "onnxruntime-image", root)]
        if chosen.fastembed:
            text_peers.append((chosen.fastembed, "fastembed", texts))
            image_peers.append((chosen.fastembed, "fastembed-image", root))
        compare(text_peers, TEXTS, folder)
        compare(image_peers, str(images), folder)


if __name__ == "__main__":
    main()
