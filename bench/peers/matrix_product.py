"""The machine's peak in 32-bit matrix products, the yardstick for what an encoder reaches."""

import time

import torch


def peak(size, seconds, threads):
    """Best of the products of two [size, size] matrices within a time, in 10^9 operations a second."""
    torch.set_num_threads(threads)
    left, right, made = (torch.randn(size, size) for _ in range(3))
    torch.mm(left, right, out=made)
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        started = time.perf_counter()
        torch.mm(left, right, out=made)
        best = min(best, time.perf_counter() - started)
    return 2 * size**3 / best / 1e9
