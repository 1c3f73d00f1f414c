"""Speed of `stnmf` on one thread, on the ensembles that `benches/methods.rs` factorizes.

The same 20,000 spikes, from random first modules: 20 modules and 200 iterations with no other end, at the same sparsity, which the peer wants
in units of the frames. Of a consensus of 5 sparsities and 30 runs of 1000 iterations with 10 modules only one run at each sparsity is timed, and
its time taken 30 times; what 1000 spikes then have in common is timed as it is. Reads the folder of the data, writes one
`"key": number` a line, in seconds, the best of some rounds.
"""

import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402, after the number of threads is set
from stnmf import STNMF  # noqa: E402
from stnmf.callbacks.consensus import cpcc  # noqa: E402

ROUNDS = 2
SPARSITIES = [0.0, 0.02, 0.04, 0.06, 0.08]
NUM_RUNS = 30
NUM_COMPARED = 1000


def seconds(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def factorize(spikes, num_modules, sparsity, num_iter):
    """Modules of unit norm explain `size` each, about: by that a sparsity without units becomes one in units of the frames."""
    side = round(spikes.shape[1] ** 0.5)
    ensemble = spikes.T.reshape(side, side, -1)
    size = np.sqrt((spikes.astype(np.float64) ** 2).sum() / spikes.shape[1])
    return STNMF(
        ensemble, r=num_modules, init="random", sparsity=sparsity * size, seed=1, num_iter=num_iter, disp=False
    )


def consensus(spikes):
    total, members = 0.0, []
    for sparsity in SPARSITIES:
        one, found = seconds(lambda: factorize(spikes, 10, sparsity, 1000))
        total += NUM_RUNS * one
        members.append(np.abs(found.weights[:, :NUM_COMPARED]).argmax(axis=0))
    agreement = np.array([members[run % len(members)] for run in range(NUM_RUNS)], dtype=np.float32)
    return total + len(SPARSITIES) * seconds(lambda: cpcc(agreement))[0]


def main():
    folder, file = sys.argv[1:]
    numbers = {}
    for size in (64, 256):
        spikes = np.load(f"{folder}/spikes_{size}.npy")
        one = min(seconds(lambda: factorize(spikes, 20, 0.01, 200))[0] for _ in range(ROUNDS))
        numbers[f"peer_stnmf_{size}_secs"] = one
        numbers[f"peer_consensus_{size}_secs"] = consensus(spikes)
    with open(file, "w", encoding="utf-8") as to:
        json.dump(numbers, to, indent=2)


main()
