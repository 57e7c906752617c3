"""Measures what can be predicted from the synthetic sample catalogue: majority, text, picture, both.

    python measure.py FOLDER        (numpy, scipy, scikit-learn and pillow; FOLDER as drawn by drawSampleCatalogue)

Plain models on purpose: TF-IDF and simple picture statistics into logistic regression, 4-fold cross-validation.
"""
import gzip
import json
import sys

import numpy as np
from PIL import Image
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.preprocessing import StandardScaler


def records(path):
    with gzip.open(path, "rt", newline="\n") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record


def address(images):
    first = images[0] if isinstance(images, list) and images else images or {}
    one = lambda value: value[0] if isinstance(value, list) and value else value or None
    return one(first.get("hi_res")) or one(first.get("large")) or one(first.get("thumb"))


def statistics(path):
    """Histograms of colour, orientations and strength of edges on a 4 x 4 grid, sharpness percentiles."""
    image = Image.open(path).convert("RGB").resize((96, 96))
    parts = []
    for space in ("RGB", "HSV"):
        pixels = np.asarray(image.convert(space), float) / 255
        parts += [np.histogram(pixels[..., channel], 8, (0, 1))[0] / 9216 for channel in range(3)]
    light = np.asarray(image, float).mean(2) / 255
    right, down = np.diff(light, axis=1)[:-1], np.diff(light, axis=0)[:, :-1]
    strength, turn = np.hypot(right, down), (np.arctan2(down, right) % np.pi) / np.pi
    for row in range(4):
        for column in range(4):
            cell = np.s_[row * 24 : (row + 1) * 24 - 1, column * 24 : (column + 1) * 24 - 1]
            parts.append(np.histogram(turn[cell], 6, (0, 1), weights=strength[cell])[0] / 100)
            parts.append([strength[cell].mean(), light[cell].std(), light[cell].mean()])
    parts.append(np.percentile(strength, [10, 25, 50, 75, 90, 99]))
    return np.concatenate([np.ravel(part) for part in parts])


folder = sys.argv[1]
pictures = {}
known = set()
for item in records(f"{folder}/meta.jsonl.gz"):
    known.add(item["parent_asin"])
    path = address(item["images"])
    try:
        pictures[item["parent_asin"]] = statistics(f"{folder}/{path}")
    except OSError:
        pass
rows = [r for r in records(f"{folder}/reviews.jsonl.gz") if r["parent_asin"] in known and r["rating"] in (1, 2, 3, 4, 5)]
rows = list({json.dumps(r): r for r in rows}.values())
stars = np.array([r["rating"] for r in rows])
items = np.array([r["parent_asin"] for r in rows])
texts = np.array([f"{r['title']} {r['text']}" for r in rows])
average = np.mean(list(pictures.values()), axis=0)
seen = np.array([pictures.get(item, average) for item in items])
print(f"{len(rows)} rows, {len(set(items))} items; ratings 1-5:", np.round(np.bincount(stars)[1:] / len(rows), 3))

for name, folds in (
    ("stratified", StratifiedKFold(4, shuffle=True, random_state=0).split(seen, stars)),
    ("group-by-item", GroupKFold(4).split(seen, stars, items)),
):
    accuracy = {}
    for train, test in folds:
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit(texts[train])
        scale = StandardScaler().fit(seen[train])
        text = [2 * words.transform(texts[part]) for part in (train, test)]
        picture = [csr_matrix(0.05 * scale.transform(seen[part])) for part in (train, test)]
        both = [hstack(pair).tocsr() for pair in zip(text, picture)]
        accuracy.setdefault("majority", []).append((stars[test] == np.bincount(stars[train]).argmax()).mean())
        for weights in (None, "balanced"):
            for features, matrix in (("text", text), ("picture", picture), ("both", both)):
                model = LogisticRegression(C=1, max_iter=1000, class_weight=weights).fit(matrix[0], stars[train])
                key = features if weights is None else f"{features}, balanced"
                accuracy.setdefault(key, []).append((model.predict(matrix[1]) == stars[test]).mean())
    print(name, {key: round(float(np.mean(values)), 3) for key, values in accuracy.items()})
