"""Speed of numpy on one thread, for what `benches/methods.rs` does with the same frames.

The second moment of 20,000 frames in single precision, a projection of all frames on one filter with the curve behind it, and the
spike-triggered covariance with its 39 shifts. All of it begins with frames that are filtered, single precision, in memory. That is where Ganglion begins
with 8x8 checkers; its 16x16 are bits, which it filters whenever it reads them, so for these there is also a row (`packed`) in which numpy unpacks and
filters bits first. Reads the folder of the data, writes one `"key": number` a line, in seconds, the best of some rounds.
"""

import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402, after the number of threads is set

ROUNDS = 3
NUM_BINS = 40
NUM_SHIFTS = 39
NUM_LAGS = 20
BLOCK = 512


def best(work):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def linear(frames, counts, filter_):
    outputs = frames @ filter_
    edges = np.quantile(outputs[:40_000], np.arange(1, NUM_BINS) / NUM_BINS)
    bins = np.searchsorted(edges, outputs)
    shown = np.bincount(bins, minlength=NUM_BINS)
    return np.bincount(bins, outputs, NUM_BINS) / shown, np.bincount(bins, counts, NUM_BINS) / shown


def covariance(frames, counts):
    weight = counts.sum()
    rows = counts > 0
    seen, weights = frames[rows], counts[rows]
    mean = weights @ seen / weight
    weighted = seen * np.sqrt(weights)[:, None]
    return (weighted.T @ weighted - weight * np.outer(mean, mean)) / (weight - 1), mean


def shifted(frames, counts):
    every = frames[:: -(-len(frames) // 40_000)]
    prior = covariance(every, np.ones(len(every), dtype=np.float32))[0]
    spikes, mean = covariance(frames, counts)
    mean = mean / np.linalg.norm(mean)
    across = np.eye(len(mean), dtype=np.float32) - np.outer(mean, mean)
    np.linalg.eigh(across @ (spikes - prior) @ across)
    for shift in range(1, NUM_SHIFTS + 1):
        rolled = np.roll(counts, -shift * len(counts) // (NUM_SHIFTS + 1))
        np.linalg.eigvalsh(across @ (covariance(frames, rolled)[0] - prior) @ across)


def filtered(bits, kernel, size):
    num_frames = len(bits) - len(kernel) + 1
    frames = np.empty((num_frames, size), dtype=np.float32)
    # In blocks that stay near the processor.
    for start in range(0, num_frames, BLOCK):
        block = frames[start : start + BLOCK]
        shown = np.unpackbits(bits[start : start + len(block) + len(kernel) - 1], axis=1).astype(np.float32)
        shown = 2 * shown - 1
        block[:] = 0
        for lag, weight in enumerate(kernel):
            first = len(kernel) - 1 - lag
            block += weight * shown[first : first + len(block)]
    return frames


def main():
    folder, file = sys.argv[1:]
    numbers = {}
    for size in (64, 256):
        spikes, frames, counts = (np.load(f"{folder}/{name}_{size}.npy") for name in ("spikes", "frames", "counts"))
        counts = counts[:, 0]
        mean = spikes.mean(axis=0)
        numbers[f"peer_moment_{size}_secs"] = best(lambda: spikes.T @ spikes)
        numbers[f"peer_ln_{size}_secs"] = best(lambda: linear(frames, counts, mean / np.linalg.norm(mean)))
        numbers[f"peer_stc_{size}_secs"] = best(lambda: shifted(frames, counts))
        if size == 256:
            # Any bits and any filter take the same time.
            random = np.random.default_rng(1)
            bits = random.integers(0, 256, (len(frames) + NUM_LAGS - 1, size // 8), dtype=np.uint8)
            kernel = random.standard_normal(NUM_LAGS, dtype=np.float32)
            reading = best(lambda: filtered(bits, kernel, size))
            for name in ("ln", "stc"):
                numbers[f"peer_{name}_packed_{size}_secs"] = reading + numbers[f"peer_{name}_{size}_secs"]
    with open(file, "w", encoding="utf-8") as to:
        json.dump(numbers, to, indent=2)


main()
