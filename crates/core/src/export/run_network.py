"""Runs a network of Ganglion in plain NumPy: does its prediction correlate with the spikes as it is reported?

    ganglion frames LINK FOLDER
    python run_network.py filters-04.npz FOLDER/frames.npz
"""
import json
import sys

import numpy as np

network, shown = (dict(np.load(path)) for path in sys.argv[1:3])
about = json.loads(str(network["metadata"]))
filters = network["filters"]
if about["channels"] == "filtered":  # One channel: frames seen through the temporal filter.
    courses, filters = network["temporal_filter"][None], filters[:, None]
else:  # A channel for each course of time, or for each lag.
    courses = network.get("courses", np.eye(filters.shape[1]))


def layer(maps, weights, biases):
    """Maps [frames, maps, rows, columns] of a convolutional layer, rectified."""
    tiles = np.lib.stride_tricks.sliding_window_view(maps, weights.shape[2:], axis=(2, 3))
    sums = np.tensordot(tiles, weights, axes=((1, 4, 5), (1, 2, 3)))
    return np.maximum(sums + biases, 0).transpose(0, 3, 1, 2)


def predict(rows):
    """Expected spikes at some frames, each of which is seen with its history."""
    lags = [shown["frames"][rows - lag] for lag in range(courses.shape[1])]
    maps = np.stack([sum(w * frames for w, frames in zip(course, lags)) for course in courses], axis=1)
    maps = layer(maps, filters, network["filter_biases"])
    for name in ("layer2", "layer3"):
        if f"{name}_weights" in network:
            weights = network[f"{name}_weights"]
            margin = weights.shape[-1] // 3  # Around 3x3 there are zeros.
            maps = np.pad(maps, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
            maps = layer(maps, weights, network[f"{name}_biases"])
    z = np.tensordot(maps, network["dense_weights"], axes=3) + network["output_bias"]
    a, b = network.get("softplus", (1, 1))
    return 1 / (1 + np.exp(-z)) if about["output"] == "sigmoid" else a * np.logaddexp(0, b * z) + 1e-7


parts = np.array_split(shown["rows"], len(shown["rows"]) // 500 + 1)
found = np.corrcoef(np.concatenate([predict(rows) for rows in parts]), shown["counts"])[0, 1]
reported = float(about["correlation"])
print(f"correlation {found:.6f}, reported {reported:.6f}")
sys.exit(0 if abs(found - reported) < 1e-5 else "These are not the test frames of this network, or not its weights.")
