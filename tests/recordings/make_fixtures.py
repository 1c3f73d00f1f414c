"""Writes the fixtures of `ganglion-recordings` with the programs that labs use.

    python3 -m venv /tmp/fixtures && /tmp/fixtures/bin/pip install numpy==2.4.6 scipy==1.17.1
    /tmp/fixtures/bin/python tests/recordings/make_fixtures.py

One simulated recording, in every format: 40 frames of 5x7 checkers, the spikes of 3 cells as counts and as times, the times of the
frames. `checksums.txt` says what every reader has to find. Where no program writes a form that MATLAB writes, the bytes are put
together here, after "MAT-File Format" (The MathWorks, R2023b).
"""

import csv
import struct
import zlib
from pathlib import Path

import numpy as np
import scipy.io

assert (np.__version__, scipy.__version__) == ("2.4.6", "1.17.1"), "pinned, so that the bytes stay"
# The head of a MATLAB file says when it was written; the same bytes should come out each time.
scipy.io.matlab._mio5.time = type("Clock", (), {"asctime": staticmethod(lambda: "Sun Nov  1 00:00:00 2026")})
HERE = Path(__file__).parent / "fixtures"
HERE.mkdir(exist_ok=True)

random = np.random.RandomState(7)
FRAMES = (2 * random.random_sample((40, 5, 7)).round() - 1).astype("i1")
COUNTS = random.poisson(0.8, (3, 40)).astype("u1")
FRAME_TIMES = 0.5 + np.arange(40) / 60
TIMES = [
    np.sort(np.concatenate([FRAME_TIMES[t] + random.random_sample(n) / 60 for t, n in enumerate(cell)]))
    for cell in COUNTS
]
assert len({len(times) for times in TIMES}) == 3, "ragged"


def checksum(values):
    """FNV-1a over the bytes of doubles, as the Rust test has it."""
    digest = 0xCBF29CE484222325
    for byte in np.ascontiguousarray(values, "<f8").tobytes():
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return f"{digest:016x}"


def checksums():
    lines = [f"frames {checksum(FRAMES)}", f"counts {checksum(COUNTS)}", f"frame_times {checksum(FRAME_TIMES)}"]
    lines += [f"times{cell + 1} {checksum(times)}" for cell, times in enumerate(TIMES)]
    (HERE / "checksums.txt").write_text("\n".join(lines) + "\n")


def npy(name, array, version=(1, 0)):
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version, allow_pickle=True)


def npys():
    npy("frames_i1.npy", FRAMES)
    npy("frames_i1_fortran.npy", np.asfortranarray(FRAMES))
    npy("frames_bool.npy", FRAMES > 0)
    npy("frames_u1.npy", (FRAMES > 0).astype("u1"))
    npy("frames_f4_version2.npy", FRAMES.astype("f4"), (2, 0))
    npy("frames_f2_version3.npy", FRAMES.astype(">f2"), (3, 0))
    for kind in [">i2", "<i4", ">i8", "<u2", ">u4", "<u8", "<f2", ">f4", "<f8", ">f8"]:
        name = ("big_" if kind[0] == ">" else "") + kind[1:]
        npy(f"counts_{name}.npy", COUNTS.astype(kind))
    npy("times1_column.npy", np.asfortranarray(TIMES[0][:, None]))
    npy("frame_times.npy", FRAME_TIMES)


class Pipe:
    """Where nobody can go back: zip then writes sizes behind each file, and none in front of it."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def read(self, size):
        """NumPy takes what has no such method for a path."""
        raise OSError("written only")

    def write(self, data):
        return self.file.write(data)

    def flush(self):
        self.file.flush()


def npzs():
    arrays = {"frames": FRAMES, "counts": COUNTS, "frame_times": FRAME_TIMES}
    arrays |= {f"times{cell + 1}": times for cell, times in enumerate(TIMES)}
    np.savez(HERE / "stored.npz", **arrays)
    np.savez_compressed(HERE / "deflated.npz", **arrays)
    np.savez_compressed(Pipe(HERE / "piped.npz"), **arrays)
    turned = {name: np.asfortranarray(array) for name, array in arrays.items()}
    turned["frames"] = np.asfortranarray(FRAMES > 0)
    np.savez_compressed(HERE / "fortran.npz", **turned)
    np.savez(
        HERE / "refused.npz",
        counts=COUNTS,
        label=np.array("cell 1"),
        labels=np.array([b"a", b"bc"]),
        trains=np.array(TIMES, dtype=object),
        records=np.array([(1, 2.0)], dtype=[("cell", "i4"), ("time", "f8")]),
        date=np.array("2026-11-01", dtype="M8[s]"),
        spectrum=np.fft.fft(COUNTS[0]),
    )


def cells():
    cell = np.empty((1, 3), dtype=object)
    cell[0, :] = TIMES
    return cell


def mats():
    # As MATLAB's users keep them: y, x, frame; cells in columns.
    arrays = {
        "frames": FRAMES.transpose(1, 2, 0),
        "counts": COUNTS.T.astype("f8"),
        "frame_times": FRAME_TIMES[:, None],
        "spike_times": cells(),
        "label": "retina 1",
    }
    scipy.io.savemat(HERE / "plain5.mat", arrays)
    scipy.io.savemat(HERE / "compressed5.mat", arrays, do_compression=True)
    data = {
        "frames": FRAMES.transpose(1, 2, 0) > 0,
        "counts": COUNTS.T,
        "cells": cells(),
        "info": {"frame_times": FRAME_TIMES[None, :], "rig": "B"},
    }
    scipy.io.savemat(HERE / "struct5.mat", {"data": data}, do_compression=True)
    scipy.io.savemat(HERE / "refused5.mat", {
        "counts": COUNTS.T,
        "spectrum": np.fft.fft(COUNTS[0]),
        "sparse": scipy.sparse.csc_matrix(COUNTS),
    })
    flat = {"frames": FRAMES.reshape(40, 35).astype("f8"), "counts": COUNTS.T.astype("i2"), "frame_times": FRAME_TIMES}
    flat |= {f"times{cell + 1}": times for cell, times in enumerate(TIMES)} | {"label": "retina 1"}
    scipy.io.savemat(HERE / "little4.mat", flat, format="4")


def big4():
    """Version 4 by a workstation: big-endian, bytes and doubles."""
    parts = []
    arrays = {"frames": (5, (FRAMES > 0).astype("u1").reshape(40, 35)), "counts": (5, COUNTS.T), "frame_times": (0, FRAME_TIMES[None, :])}
    arrays |= {f"times{cell + 1}": (0, times[None, :]) for cell, times in enumerate(TIMES)}
    for name, (kind, array) in arrays.items():
        rows, columns = array.shape
        parts.append(struct.pack(">5i", 1000 + 10 * kind, rows, columns, 0, len(name) + 1))
        parts.append(name.encode() + b"\0" + array.astype(">u1" if kind else ">f8").tobytes("F"))
    (HERE / "big4.mat").write_bytes(b"".join(parts))


def element(order, kind, data):
    """An element of version 5; short ones stand within their tag."""
    if 0 < len(data) <= 4:
        return struct.pack(order + "I", len(data) << 16 | kind) + data.ljust(4, b"\0")
    return struct.pack(order + "2I", kind, len(data)) + data + bytes(-len(data) % 8)


def matrix(order, name, array, stored):
    """A matrix of class double whose elements are stored as another type."""
    kinds = {"u1": 2, "i1": 1, "u2": 4, "f8": 9}
    contents = element(order, 6, struct.pack(order + "2I", 6, 0))
    contents += element(order, 5, struct.pack(f"{order}{array.ndim}i", *array.shape))
    contents += element(order, 1, name.encode())
    contents += element(order, kinds[stored], array.astype(order + stored).tobytes("F"))
    return struct.pack(order + "2I", 14, len(contents)) + contents


def made5():
    """Version 5 as MATLAB itself writes it: doubles that are whole are stored as small integers."""
    arrays = {"frames": (FRAMES.transpose(1, 2, 0), "i1"), "counts": (COUNTS.T, "u1"), "frame_times": (FRAME_TIMES[:, None], "f8")}
    arrays |= {f"t{cell + 1}": (times[:, None], "f8") for cell, times in enumerate(TIMES)}
    arrays |= {"one": (np.array([[3.0]]), "u1"), "none": (np.zeros((0, 0)), "f8")}
    for order, mark in [("<", b"\0\1IM"), (">", b"\1\0MI")]:
        head = b"MATLAB 5.0 MAT-file, Platform: GLNXA64, Created on: Sun Nov  1 00:00:00 2026".ljust(124) + mark
        parts = [matrix(order, name, array, stored) for name, (array, stored) in arrays.items()]
        name = "little" if order == "<" else "big"
        (HERE / f"{name}_small_integers5.mat").write_bytes(head + b"".join(parts))
        packed = [zlib.compress(part) for part in parts]
        packed = [struct.pack(order + "2I", 15, len(part)) + part for part in packed]
        (HERE / f"{name}_small_integers7.mat").write_bytes(head + b"".join(packed))


def texts():
    np.savetxt(HERE / "frame_times.txt", FRAME_TIMES, fmt="%.17g")
    np.savetxt(HERE / "times1_line.txt", TIMES[0][None, :], fmt="%.17g")
    np.savetxt(HERE / "times2.txt", TIMES[1], header="spike times, seconds", comments="% ", fmt="%.17g")
    np.savetxt(HERE / "counts_blanks.txt", COUNTS.T, fmt="%5d", header="cell1 cell2 cell3")
    np.savetxt(HERE / "counts_tabs.tsv", COUNTS.T, fmt="%d", delimiter="\t", header="cell1\tcell2\tcell3", comments="")
    np.savetxt(HERE / "counts_comma.csv", COUNTS.T, fmt="%d", delimiter=",")
    np.savetxt(HERE / "frames.txt", FRAMES.reshape(40, 35), fmt="%d")
    longest = max(len(times) for times in TIMES)
    ragged = [[repr(float(times[i])) if i < len(times) else "" for times in TIMES] for i in range(longest)]
    with open(HERE / "times_ragged.csv", "w", newline="") as file:
        csv.writer(file).writerows([["cell 1 (s)", "cell 2 (s)", "cell 3 (s)"], *ragged])
    # As a spreadsheet set to German saves it.
    lines = ["cell 1 (s);cell 2 (s);cell 3 (s)", *(";".join(row).replace(".", ",") for row in ragged)]
    (HERE / "times_german.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    german = "".join(f"{value:.17g}\n".replace(".", ",") for value in FRAME_TIMES)
    (HERE / "frame_times_german.txt").write_text("time\n" + german)


def in_trials():
    """Counts of [trial, time, cell], and triggers once every four frames with the times of the first cell's spikes."""
    random = np.random.RandomState(8)
    frames = random.random_sample((800, 5, 7)).round().astype("u1")
    counts = random.poisson(0.6, (8, 100, 3)).astype("u1")
    starts = 2 + np.arange(800) / 60
    first = counts[:, :, 0].reshape(800)
    spikes = np.sort(np.concatenate([starts[t] + random.random_sample(n) / 61 for t, n in enumerate(first)]))
    np.savez_compressed(HERE / "in_trials.npz", stimulus=frames, response=counts)
    np.savez_compressed(HERE / "triggers.npz", stimulus=frames, ttl=starts[::4], unit_1=spikes)


def frozen():
    """Frozen frames beside running ones, counts of their repeats, and trials in seconds; as NumPy and as MATLAB keep them."""
    random = np.random.RandomState(9)
    running = random.random_sample((700, 5, 7)).round().astype("u1")
    frozen = random.random_sample((60, 5, 7)).round().astype("u1")
    # Cells follow a checker by three frames; what a repeat begins with is a response to its end.
    rates = [0.1 + 1.5 * np.roll(frames[:, 1:4, 3], 3, axis=0) for frames in (running, frozen)]
    counts = random.poisson(rates[0]).astype("u1")
    repeats = random.poisson(rates[1], (8, 60, 3)).astype("u1")
    times = 2 + np.arange(700) / 60
    times[350:] += 5
    trials = np.array([[times[0], times[349] + 1 / 60], [times[350], times[699] + 1 / 60]])
    arrays = {"running_stimulus": running, "frozen_stimulus": frozen, "counts": counts, "frozen_counts": repeats}
    arrays |= {"frame_times": times, "trial_times": trials}
    np.savez_compressed(HERE / "frozen.npz", **arrays)
    turned = {name: array.transpose(1, 2, 0) for name, array in arrays.items() if "stimulus" in name}
    turned |= {"counts": counts.T, "frozen_counts": repeats.transpose(2, 0, 1)}
    scipy.io.savemat(HERE / "frozen5.mat", arrays | turned, do_compression=True)


def pictures():
    """Smooth pictures that cells of a 5x7 field were shown, with counts of [picture, trial, cell]; as NumPy and as MATLAB keep them."""
    random = np.random.RandomState(10)
    frames = random.random_sample((400, 5, 7)).round().astype("u1")
    counts = random.poisson(0.6, (400, 2)).astype("u1")
    rough = random.random_sample((12, 5, 7))
    images = np.round(255 * np.kron(rough, np.ones((1, 4, 4)))).astype("u1")
    answers = random.poisson(4 * rough[:, 2, 3, None, None], (12, 6, 2)).astype("u1")
    arrays = {"stimulus": frames, "counts": counts, "images": images, "image_counts": answers, "flash_ms": np.float64(200)}
    np.savez_compressed(HERE / "pictures.npz", **arrays)
    turned = {"stimulus": frames.transpose(1, 2, 0), "images": (images / 255).transpose(1, 2, 0), "image_counts": answers.transpose(2, 0, 1)}
    scipy.io.savemat(HERE / "pictures5.mat", arrays | turned, do_compression=True)


def vision():
    """Spikes and triggers as Vision keeps them: its own format, written after the description that comes with Vision."""
    samples = [np.round(20_000 * np.asarray(times)).astype(">i4") for times in [FRAME_TIMES, *TIMES]]
    empty = -(2**31)
    slots = [(-1, 0, samples[0]), (99, empty, samples[0][:0])]
    slots += [(3 * cell + 4, 7, times) for cell, times in enumerate(samples[1:])]
    file = struct.pack(">iiiiq128x", 32, len(slots), 40_000, 20_000, 0)
    place = len(file) + 16 * len(slots)
    for neuron, electrode, times in slots:
        file += struct.pack(">iiq", neuron, electrode, place)
        place += 4 + times.nbytes
    for _, _, times in slots:
        file += struct.pack(">i", len(times)) + times.tobytes()
    (HERE / "vision.neurons").write_bytes(file)


def qdspy():
    """Noise as QDSpy reads it: columns, rows and frames in the first line, then a line for each frame."""
    lines = ["7,5,40", *(",".join(map(str, (frame > 0).astype(int).ravel())) for frame in FRAMES)]
    (HERE / "qdspy_noise.txt").write_bytes("".join(line + "\r\n" for line in lines).encode())


def bit_files():
    """Stored noise: columns, rows, frames and bits of a checker, then a bit or a byte for each checker."""
    shown = (FRAMES > 0).astype("u1")
    head = struct.pack("<HHH", 7, 5, 40)
    (HERE / "bytes.bin").write_bytes(head + struct.pack("<H", 8) + shown.tobytes())
    for order in ["little", "big"]:
        packed = np.packbits(shown.ravel(), bitorder=order).tobytes()
        (HERE / f"bits_{order}.bin").write_bytes(head + struct.pack("<H", 1) + packed)


def main():
    checksums()
    npys()
    npzs()
    mats()
    big4()
    made5()
    texts()
    in_trials()
    frozen()
    pictures()
    vision()
    qdspy()
    bit_files()
    print(len(list(HERE.iterdir())), "files,", sum(path.stat().st_size for path in HERE.iterdir()), "bytes")


if __name__ == "__main__":
    main()
