"""One Python peer as a process that answers JSON lines, so that a driver can take turns between several of them.

    {"cmd": "load", "peer": "sentence-transformers", "model": DIR, "threads": 2}  -> {"seconds": ...}
    {"cmd": "encode", "inputs": FILE or LIST, "save": FILE (optional)}          -> {"seconds": ..., "count": ..., "dimensions": ...}
    {"cmd": "matrix-product", "size": 2048, "seconds": 2, "threads": 2}          -> {"gflops": ...}
    {"cmd": "quit"}                                                              -> {"peakRssMb": ...}

`inputs` is a list or a JSON file of one: texts for text peers, image files for image peers (a folder stands for its files
by name). `load` takes further options of the peer (batchSize, maxTokens, file). A failure answers {"error": ...}.
Loading and reading the list are not timed with `encode`; tokenising, decoding, arithmetic and pooling are.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error", HF_HUB_DISABLE_PROGRESS_BARS="1")


def peak_rss_mb():
    """High-water mark of the resident set, in units of 2^20 bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


def listed(inputs):
    if isinstance(inputs, list):
        return inputs
    path = Path(inputs)
    if path.is_dir():
        return [str(file) for file in sorted(path.iterdir())]
    return json.loads(path.read_text())


class Worker:
    def __init__(self):
        self.peer = None

    def load(self, peer, model, threads=2, **options):
        import peers

        started = time.perf_counter()
        self.peer = peers.create(peer, Path(model), threads, options)
        return {"seconds": time.perf_counter() - started}

    def encode(self, inputs, save=None):
        if self.peer is None:
            raise ValueError("load a peer first")
        items = listed(inputs)
        started = time.perf_counter()
        vectors = self.peer(items)
        seconds = time.perf_counter() - started
        if len(vectors) != len(items):
            raise RuntimeError(f"{len(vectors)} vectors for {len(items)} inputs")
        if save:
            vectors.astype("<f4").tofile(save)
        return {"seconds": seconds, "count": len(items), "dimensions": int(vectors.shape[1])}

    def matrix_product(self, size=2048, seconds=2, threads=2):
        import matrix_product

        return {"gflops": matrix_product.peak(size, seconds, threads)}

    def quit(self):
        return {"peakRssMb": peak_rss_mb()}


def main():
    # Libraries print to standard output now and then; answers must stay alone there.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    worker = Worker()
    commands = {"load": worker.load, "encode": worker.encode, "matrix-product": worker.matrix_product, "quit": worker.quit}
    for line in sys.stdin:
        if not line.strip():
            continue
        request = {}
        try:
            request = json.loads(line)
            answer = commands[request.pop("cmd")](**request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers)
        if "peakRssMb" in answer:
            return


if __name__ == "__main__":
    main()
