"""How fast the programs of labs draw the stimuli of `crates/recordings/examples/seeds.rs`, millions of checkers a second.

    python3 -m venv /tmp/seeds && /tmp/seeds/bin/pip install numpy==2.4.6 retinawhitenoise==1.0.1
    /tmp/seeds/bin/python benches/peers/seeds.py
"""

import time

import numpy as np
from retinawhitenoise import Rng

NUM = 30_000 * 500


def measure(name, draw):
    draw(NUM // 10)
    start = time.perf_counter()
    draw(NUM)
    print(f"{name:20} {NUM / (time.perf_counter() - start) / 1e6:7.0f}")


measure("ran1", Rng(-10000).ranb)
measure("gasdev", Rng(-10000).gasdev)
legacy, pcg = np.random.RandomState(10000), np.random.default_rng(10000)
measure("matlab-rand", lambda num: legacy.random_sample(num) > 0.5)
measure("numpy-randint", lambda num: legacy.randint(0, 2, num))
measure("numpy-randint-int8", lambda num: legacy.randint(0, 2, num, dtype=np.int8))
measure("numpy-randn", legacy.randn)
measure("pcg64-random", lambda num: pcg.random(num) > 0.5)
measure("pcg64-integers-int8", lambda num: pcg.integers(0, 2, num, dtype=np.int8))
