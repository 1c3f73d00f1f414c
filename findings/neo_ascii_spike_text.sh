#!/usr/bin/env bash
# GUESS (written down before the run): neo's AsciiSpikeTrainIO writes one line of spike times a train, all digits, and reads
# its own file back: the same times in float64, a silent train as an empty train.
# SEEN, neo 0.14.6 with quantities 0.16.4:
# 1. it can't read its own file: the unit is written after each number ("0.5 s"), the reader takes bare numbers only;
# 2. the reader parses every number to float32 and then hands out float64: after three hours a spike is up to half a
#    millisecond off, spikes 0.3 ms apart share one time, and the dtype shows nothing of it;
# 3. an empty line, the natural form of a silent train, ends the reading with IndexError;
# 4. t_stop is the last spike of each train, so mean rates of the same recording refer to different durations.
# WHY IT MATTERS: one text line a train is the most common exchange form, and neo is what people use to read it. A spike
# near a frame time moves to the other frame; refractory gaps below 1 ms become zero, so a clean cell seems contaminated.
# WHAT TO DO: read text with numpy.loadtxt or float(), a line at a time, and give t_stop by hand. In a file from neo,
# expect units in the text. Many zero intervals late in a long recording mean that it passed through float32.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
"$py" -m pip install -q --disable-pip-version-check --only-binary :all: \
  'neo==0.14.6' 'quantities==0.16.4' 'numpy==2.4.6'
cat > "$dir/a.py" <<'PY'
import sys
import neo, numpy as np, quantities as pq
from neo.io import AsciiSpikeTrainIO
print(f"neo {neo.__version__}, quantities {pq.__version__}, numpy {np.__version__}")
path = sys.argv[1] + "/spikes.txt"
seg = neo.Segment()
seg.spiketrains.append(neo.SpikeTrain([0.5, 1.25], units="s", t_stop=10.0))
AsciiSpikeTrainIO(path).write_segment(seg)
with open(path) as f:
    print("neo writes", repr(f.read()))
def read(text):
    with open(path, "w") as f:
        f.write(text)
    return AsciiSpikeTrainIO(path).read_segment().spiketrains
errors = []
for what, text in (("its own file", open(path).read()), ("a silent train", "0.5\t1.25\n\n0.75\n")):
    try:
        read(text)
        errors.append(None)
    except Exception as e:
        errors.append(type(e).__name__)
    print(f"reading {what}: {errors[-1]}")
frames = 30000.0
samples = np.sort(np.random.default_rng(0).choice(np.arange(0, int(3 * 3600 * frames)), 100000, replace=False))
samples[1::2] = samples[::2] + 9                          # pairs 0.3 ms apart
true = np.sort(samples) / frames
train, other = read("\t".join(f"{t:.9f}" for t in true) + "\n1.5\t2.5\n")
got = train.magnitude
late = true > 9000
print(f"{len(got)} spikes in 3 h, dtype {got.dtype}, largest error {1000 * abs(got - true).max():.3f} ms")
zeros = [int(np.sum(np.diff(x[late]) == 0)) for x in (true, got)]
print(f"intervals of zero after 2.5 h: {zeros[0]} in the text, {zeros[1]} as read")
print(f"t_stop of the two trains of one recording: {float(train.t_stop):.3f} s and {float(other.t_stop):.3f} s")
assert errors == ["ValueError", "IndexError"]
assert len(got) == len(true) and got.dtype == np.float64
assert np.array_equal(got, np.float32([float(f"{t:.9f}") for t in true]).astype(float))
assert 0.4e-3 < abs(got - true).max() < 0.6e-3
assert zeros[0] < 5 and zeros[1] > 1000
assert float(other.t_stop) == 2.5
PY
"$py" -W ignore "$dir/a.py" "$dir"
echo "OK: neo does not read its own text, and reads ours in single precision"
