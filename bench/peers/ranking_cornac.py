"""Recommenders of Cornac and implicit on the split files that the benchmarks of rankers write.

    python ranking_cornac.py PEER FOLDER [--options JSON] [--scores FILE.npy] [--top 20] [--threads 2]

FOLDER holds `sizes.json` ({"users", "items"}), `train.tsv` (user row, item row, weight; numbered from 0) and, where items have embeddings,
`features.npy` (float32 [items, dimensions], all modalities side by side, zeros where absent). Prints one JSON object with
`fitSeconds`, `peakRssMb` (after the fit) and further times in seconds; everything that libraries print goes to standard error.

`--scores` writes float32 [users + 1, items]; the last row is for somebody without interactions: item biases where a model has them,
otherwise zeros. Items that a model cannot know (no training interaction) get less than its lowest score when it has no opinion, and their
content terms with VBPR. `--top` times the best items of every user, seen ones left out, and the answer for one user at a time.
"""

import argparse
import importlib
import json
import os
import sys
import time
from collections import OrderedDict
from pathlib import Path

import numpy as np
import scipy.sparse as sparse


def peak_rss_mb():
    """High-water mark of the resident set, in units of 2^20 bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


class Data:
    def __init__(self, folder):
        sizes = json.loads((folder / "sizes.json").read_text())
        self.users, self.items = sizes["users"], sizes["items"]
        table = np.loadtxt(folder / "train.tsv", delimiter="\t", ndmin=2)
        self.user, self.item = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        self.weight = table[:, 2].astype(np.float32)
        self.features_file = folder / "features.npy"

    def matrix(self):
        shape = (self.users, self.items)
        return sparse.csr_matrix((self.weight, (self.user, self.item)), shape=shape)

    def features(self):
        return np.load(self.features_file)


class Factors:
    """Scores that are dot products and biases; the last row of `user` is for somebody unknown."""

    def __init__(self, user, item, bias):
        self.user, self.item, self.bias = user, item, bias

    def scores(self, rows):
        return (self.user[rows] @ self.item.T + self.bias).astype(np.float32)


class ItemWeights:
    """Scores that are a user's interactions times a matrix of items."""

    def __init__(self, interactions, weights):
        empty = sparse.csr_matrix((1, interactions.shape[1]), dtype=interactions.dtype)
        self.interactions = sparse.vstack([interactions, empty]).tocsr()
        self.weights = weights

    def scores(self, rows):
        scores = self.interactions[rows] @ self.weights
        return np.asarray(scores.todense() if sparse.issparse(scores) else scores, dtype=np.float32)


class Cornac:
    """Cornac numbers users and items by first appearance; this keeps both numberings apart."""

    def __init__(self, data):
        from cornac.data import Dataset

        rows = list(zip(data.user.tolist(), data.item.tolist(), data.weight.tolist()))
        self.data = data
        self.dataset = Dataset.from_uir(rows, seed=1)
        self.known_users = np.array(list(self.dataset.uid_map), dtype=np.int64)
        self.known_items = np.array(list(self.dataset.iid_map), dtype=np.int64)

    def spread(self, table, known, size, fill=0.0):
        """Rows of the library's numbering at their places in ours."""
        shape = (size,) + table.shape[1:]
        whole = np.full(shape, fill, dtype=np.float32)
        whole[known] = table
        return whole

    def bpr(self, threads, k=64, max_iter=200, learning_rate=0.01, lambda_reg=0.01):
        from cornac.models import BPR

        model = BPR(
            k=k,
            max_iter=max_iter,
            learning_rate=learning_rate,
            lambda_reg=lambda_reg,
            num_threads=threads,
            seed=1,
        ).fit(self.dataset)
        user = self.spread(np.asarray(model.u_factors), self.known_users, self.data.users + 1)
        item = self.spread(np.asarray(model.i_factors), self.known_items, self.data.items)
        biases = np.asarray(model.i_biases)
        bias = self.spread(biases, self.known_items, self.data.items, fill=lowest(model.u_factors, model.i_factors, biases))
        return Factors(user, item, bias)

    def vbpr(self, threads, k=32, k2=64, n_epochs=30, batch_size=1024, learning_rate=0.005, lambda_w=0.02, lambda_b=0.02, lambda_e=0.0):
        import torch
        from cornac.data import ImageModality
        from cornac.models import VBPR

        torch.set_num_threads(threads)
        features = self.data.features()
        self.dataset.add_modalities(item_image=ImageModality(features=features[self.known_items]))
        model = VBPR(
            k=k,
            k2=k2,
            n_epochs=n_epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            lambda_w=lambda_w,
            lambda_b=lambda_b,
            lambda_e=lambda_e,
            verbose=False,
            seed=1,
        ).fit(self.dataset)
        vectors = np.concatenate([model.gamma_user, model.theta_user], axis=1)
        user = self.spread(vectors, self.known_users, self.data.users + 1)
        gamma = self.spread(model.gamma_item, self.known_items, self.data.items)
        item = np.concatenate([gamma, features @ model.emb_matrix], axis=1)
        # The library cannot score unknown items; what it learned of content can. Their own bias is the average one.
        own = self.spread(model.beta_item, self.known_items, self.data.items, fill=float(np.mean(model.beta_item)))
        return Factors(user, item, own + (features @ model.beta_prime).ravel())

    def ease(self, threads, lamb=500, posB=False):
        from cornac.models import EASE

        model = EASE(lamb=lamb, posB=posB, verbose=False, seed=1).fit(self.dataset)
        items = self.data.items
        weights = np.zeros((items, items), dtype=np.float32)
        weights[np.ix_(self.known_items, self.known_items)] = model.B
        return ItemWeights(self.data.matrix(), weights)


class Implicit:
    def __init__(self, data):
        self.data = data

    def factors(self, model, biases):
        """BPR of implicit keeps its item bias as a last factor, where users have 1."""
        matrix = self.data.matrix()
        model.fit(matrix, show_progress=False)
        user, item = np.asarray(model.user_factors), np.asarray(model.item_factors)
        unknown = np.zeros((1, user.shape[1]), dtype=np.float32)
        if biases:
            unknown[0, -1] = 1
        return Factors(np.concatenate([user, unknown]), item, np.zeros(len(item), dtype=np.float32))

    def als(self, threads, factors=64, regularization=0.01, alpha=1.0, iterations=15):
        from implicit.als import AlternatingLeastSquares

        model = AlternatingLeastSquares(
            factors=factors,
            regularization=regularization,
            alpha=alpha,
            iterations=iterations,
            num_threads=threads,
            random_state=1,
        )
        return self.factors(model, False)

    def bpr(self, threads, factors=64, learning_rate=0.01, regularization=0.01, iterations=100):
        from implicit.bpr import BayesianPersonalizedRanking

        model = BayesianPersonalizedRanking(
            factors=factors,
            learning_rate=learning_rate,
            regularization=regularization,
            iterations=iterations,
            num_threads=threads,
            random_state=1,
        )
        return self.factors(model, True)

    def item_knn(self, threads, K=100):
        from implicit.nearest_neighbours import CosineRecommender

        model = CosineRecommender(K=K, num_threads=threads)
        model.fit(self.data.matrix(), show_progress=False)
        return ItemWeights(self.data.matrix(), model.similarity)


# What each needs is imported before its fit is timed.
PEERS = {
    "cornac-bpr": (Cornac, "bpr", ["cornac.models"]),
    "cornac-vbpr": (Cornac, "vbpr", ["cornac.models", "torch"]),
    "cornac-ease": (Cornac, "ease", ["cornac.models"]),
    "implicit-als": (Implicit, "als", ["implicit.als"]),
    "implicit-bpr": (Implicit, "bpr", ["implicit.bpr"]),
    "implicit-item-knn": (Implicit, "item_knn", ["implicit.nearest_neighbours"]),
}


def lowest(user, item, bias):
    """Less than any score that these factors can give."""
    reach = np.linalg.norm(user, axis=1).max() * np.linalg.norm(item, axis=1).max()
    return float(np.min(bias) - reach - 1)


def best(scores, seen, count):
    """The best items of each row, best first; `seen` are sparse rows of what is left out."""
    scores = scores.copy()
    scores[seen.nonzero()] = -np.inf
    count = min(count, scores.shape[1])
    chosen = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(scores, chosen, axis=1), axis=1, kind="stable")
    return np.take_along_axis(chosen, order, axis=1)


def time_top(model, data, count, block=512, singles=200):
    seen = data.matrix()
    started = time.perf_counter()
    for first in range(0, data.users, block):
        rows = np.arange(first, min(first + block, data.users))
        best(model.scores(rows), seen[rows], count)
    every = time.perf_counter() - started
    latencies = []
    for user in np.linspace(0, data.users - 1, singles).astype(int):
        started = time.perf_counter()
        best(model.scores(np.array([user])), seen[[user]], count)
        latencies.append(time.perf_counter() - started)
    return {"topSeconds": every, "oneSeconds": float(np.median(latencies))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--options", type=json.loads, default={})
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--top", type=int)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    # Libraries print to standard output now and then; the answer must stay alone there.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    data = Data(given.folder)
    family, name, modules = PEERS[given.peer]
    for module in modules:
        importlib.import_module(module)
    fit = getattr(family(data), name)
    started = time.perf_counter()
    model = fit(given.threads, **given.options)
    result = OrderedDict(peer=given.peer, fitSeconds=time.perf_counter() - started, peakRssMb=peak_rss_mb())
    if given.top:
        result.update(time_top(model, data, given.top))
    if given.scores:
        np.save(given.scores, model.scores(np.arange(data.users + 1)))
    print(json.dumps(result), file=answer)


if __name__ == "__main__":
    sys.exit(main())
