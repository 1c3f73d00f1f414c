"""Writes `seeds.txt` beside it: frames of stimuli that are only a seed, drawn by the programs that labs use.

    python3 -m venv /tmp/fixtures && /tmp/fixtures/bin/pip install numpy==2.4.6 retinawhitenoise==1.0.1
    /tmp/fixtures/bin/python tests/recordings/make_seed_fixtures.py

It needs a JVM (17 or later) for Java's generator. A line is a description, a bar, and the frames as rows from the top: bits, the first
one lowest, as hexadecimal bytes; or contrasts of Gaussian noise, in SDs.

MATLAB can't be run here. Its `rand` of a Mersenne twister is NumPy's legacy `random_sample` of the same seed (MathWorks, `RandStream`:
mt19937ar by Matsumoto and Nishimura), and seed 0 stands for 5489 there.
"""

import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import retinawhitenoise as rwn
from retinawhitenoise import binarystimulus, gaussianstimulus

assert (np.__version__, version("retinawhitenoise")) == ("2.4.6", "1.0.1"), "pinned, so that the bytes stay"
LINES = []

JAVA = """
public class Draw extends java.util.Random {
    Draw(long seed) { super(seed); }
    public static void main(String[] args) {
        Draw random = new Draw(Long.parseLong(args[0]));
        int bits = Integer.parseInt(args[1]);
        StringBuilder text = new StringBuilder();
        for (int i = Integer.parseInt(args[2]); i > 0; i--) text.append(random.next(bits)).append(' ');
        System.out.println(text);
    }
}
"""


def note(description, frames):
    """Frames as (T, rows, columns)."""
    if frames.dtype.kind == "f":
        shown = " ".join(f"{value:.6f}" for value in frames.ravel())
    else:
        shown = np.packbits(frames.ravel() > 0, bitorder="little").tobytes().hex()
    LINES.append(f"{description} | {shown}")


def java(seed, bits, number):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Draw.java"
        path.write_text(JAVA)
        done = subprocess.run(["java", path, str(seed), str(bits), str(number)], check=True, capture_output=True)
    return np.array(done.stdout.split(), int)


def gollisch():
    """(x, y, T) of each trial: y is the fastest; the MATLAB code counts it from the bottom."""
    for seed in [-1000, -10000, -20000, -1, -2147483646]:
        trials = [stim.copy() for stim in binarystimulus.recreate(seed, (13, 11), 4, 3)]
        frames = np.concatenate([np.moveaxis(stim, (2, 1, 0), (0, 1, 2)) for stim in trials])
        note(f"ran1 seed={seed} 13x11 columns trials=3 running=4", frames)
        note(f"ran1 seed={seed} 13x11 columns up trials=3 running=4", frames[:, ::-1])
        note(f"ran1 seed={seed} 13x11 columns up left inverted trials=3 running=4", -frames[:, ::-1, ::-1])
        note(f"ran1 seed={seed} 13x11 columns blinks=2 running=12", frames.repeat(2, 0))
    (flicker,) = [stim.copy() for stim in binarystimulus.recreate(-1000, (), 300, 1)]
    note("ran1 seed=-1000 1x1 running=300", flicker[:, None, None])
    for seed in [-1000, -10000]:
        trials = [stim.copy() for stim in gaussianstimulus.recreate(seed, (5, 3), 4, 2)]
        frames = np.concatenate([np.moveaxis(stim, (2, 1, 0), (0, 1, 2)) for stim in trials])
        note(f"gasdev seed={seed} 5x3 columns trials=2 running=4", frames.astype(float))
    # Running and frozen frames in turns: each has a generator, and the running one runs on.
    running, frozen = rwn.Rng(-10000), np.reshape(rwn.Rng(-20000).ranb(2 * 35), (2, 5, 7))
    parts = [part for _ in range(3) for part in (np.reshape(running.ranb(3 * 35), (3, 5, 7)), frozen)]
    frames = np.moveaxis(np.concatenate(parts), 2, 1)
    note("ran1 seed=-10000 5x7 columns trials=3 running=3 frozen=2 frozen-seed=-20000", frames)


def photons():
    """x is the fastest; 0 stands for the brighter value."""
    for seed in [11111, 22222, 0, -5]:
        frames = 1 - java(seed, 1, 6 * 77).reshape(6, 7, 11)
        note(f"java seed={seed} 11x7 rows running=6", frames)
        colors = java(seed, 3, 6 * 77).reshape(6, 7, 11)
        for bit in range(3):
            note(f"java-bit{bit} seed={seed} 11x7 rows running=6", 1 - (colors >> bit & 1))
    from statistics import NormalDist

    levels = np.array([NormalDist().inv_cdf(i / 257) for i in range(1, 257)])
    note("java-normal seed=11111 5x3 rows running=6", levels[java(11111, 8, 90)].reshape(6, 3, 5))


def twister():
    """rand([Y, X]): columns; a seed for each trial."""
    for seed in [1, 5489, 4294967295]:
        frames = np.random.RandomState(seed).random_sample((6, 11, 7)) > 0.5
        note(f"numpy-rand seed={seed} 7x11 rows running=6", frames)
        columns = np.moveaxis(frames.reshape(6, 7, 11), 2, 1)
        note(f"matlab-rand seed={seed} 7x11 columns running=6", columns)
    note("matlab-rand seed=0 7x11 columns running=6", np.moveaxis((np.random.RandomState(5489).random_sample((6, 7, 11)) > 0.5), 2, 1))
    each = [np.random.RandomState(seed).random_sample((2, 7, 11)) > 0.5 for seed in [7, 1, 8, 1]]
    note("matlab-rand seeds=7,1,8,1 7x11 columns running=2", np.moveaxis(np.concatenate(each), 2, 1))
    each = [np.random.RandomState(seed).random_sample((2, 7, 11)) > 0.5 for seed in [7, 8, 9]]
    note("matlab-rand seed=7 step=1 7x11 columns trials=3 running=2", np.moveaxis(np.concatenate(each), 2, 1))
    note("numpy-randn seed=3 5x3 rows running=6", np.random.RandomState(3).randn(6, 3, 5))


def integers():
    """A type may use a word for several numbers, whose rest is thrown away with each call."""
    shape, num = (15, 15), 6
    for name, kind in [("", np.int64), ("-int16", np.int16), ("-int16", np.uint16), ("-int8", np.int8), ("-int8", np.uint8), ("-bool", bool), ("", np.int32)]:
        # NumPy takes seeds of 64 bits, not of more, from one number here.
        for legacy, seed in [(True, 1), (True, 4000000000), (False, 1), (False, 0), (False, 2**40 + 7)]:
            begin = np.random.RandomState if legacy else np.random.default_rng
            word = f"numpy-randint{name}" if legacy else f"pcg64-integers{name}"
            random = begin(seed)
            draw = random.randint if legacy else random.integers
            note(f"{word} seed={seed} 15x15 rows call=frame running=6", np.stack([draw(0, 2, shape, dtype=kind) for _ in range(num)]))
            random = begin(seed)
            draw = random.randint if legacy else random.integers
            once = np.concatenate([draw(0, 2, (3, *shape), dtype=kind) for _ in range(2)])
            note(f"{word} seed={seed} 15x15 rows call=trial trials=2 running=3", once)
    note("numpy-randint seed=9 15x15 rows running=6", np.random.RandomState(9).choice([0, 1], (6, 15, 15)))
    note("pcg64-integers seed=9 15x15 rows running=6", np.random.default_rng(9).choice([0, 1], (6, 15, 15)))
    note("pcg64-random seed=9 15x15 rows running=6", np.random.default_rng(9).random((6, 15, 15)) > 0.5)


gollisch()
photons()
twister()
integers()
(Path(__file__).parent / "seeds.txt").write_text("\n".join(LINES) + "\n")
