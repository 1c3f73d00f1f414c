"""Training speed of PyTorch on one thread, for the networks that `benches/engine.rs` trains.

Whole steps: frames of the batch are gathered, forward, Poisson loss with L1 on the filters, backward, Adam. Each network is written in two
forms, as a convolution and as a product with a matrix of all patches; the faster one counts. Prints one `"key": number` a line, in
million samples a second, the best of many rounds.
"""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import torch  # noqa: E402, after the number of threads is set

torch.set_num_threads(1)

NUM_FRAMES = 20_000
# Key, side of the field, side of a filter, filters, batch.
NETWORKS = [
    ("peer_n4_msamples_per_sec", 8, 7, 4, 300),
    ("peer_n16_msamples_per_sec", 8, 7, 16, 300),
    ("peer_population_msamples_per_sec", 16, 15, 32, 500),
]
ROUNDS = 30
STEPS = 10


def speed(side, filter_side, num_filters, batch, is_convolution):
    torch.manual_seed(1)
    frames = torch.randn(NUM_FRAMES, side * side)
    counts = torch.poisson(torch.full((NUM_FRAMES,), 0.06))
    positions, weights = (side - filter_side + 1) ** 2, filter_side**2
    filters = torch.nn.Parameter(0.03 * torch.randn(num_filters, weights))
    biases = torch.nn.Parameter(torch.zeros(num_filters))
    dense = torch.nn.Parameter(0.1 * torch.rand(num_filters * positions))
    offset = torch.nn.Parameter(torch.tensor(-2.0))
    adam = torch.optim.Adam([filters, biases, dense, offset], lr=1e-3)

    def signal(shown):
        if is_convolution:
            images = shown.view(batch, 1, side, side)
            kernels = filters.view(num_filters, 1, filter_side, filter_side)
            maps = torch.nn.functional.conv2d(images, kernels, biases)
        else:
            patches = shown.view(batch, side, side).unfold(1, filter_side, 1).unfold(2, filter_side, 1)
            maps = torch.addmm(biases, patches.reshape(batch * positions, weights), filters.t())
            maps = maps.view(batch, positions * num_filters)
        return maps.view(batch, -1).relu() @ dense + offset

    def step():
        rows = torch.randint(NUM_FRAMES, (batch,))
        rate = torch.nn.functional.softplus(signal(frames[rows]))
        loss = (rate - counts[rows] * (rate + 1e-7).log()).mean() + 1e-3 * filters.abs().sum()
        adam.zero_grad()
        loss.backward()
        adam.step()

    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(STEPS):
            step()
        best = min(best, time.perf_counter() - start)
    return STEPS * batch / best / 1e6


def main():
    numbers = {}
    for key, *network in NETWORKS:
        numbers[key] = max(speed(*network, is_convolution) for is_convolution in (False, True))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(numbers, file, indent=2)


main()
