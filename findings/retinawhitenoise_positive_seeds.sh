#!/usr/bin/env bash
# GUESS (written down before the run): retinawhitenoise, which draws again the noise that the Gollisch lab shows, takes any whole number
# as a seed, and another seed gives other noise. A positive seed gives what its negative gives, as in the lab's MATLAB code, or an error.
# SEEN, retinawhitenoise 1.0.1:
# 1. seeds 1, 5, 1000, 10000 and 0 all give the same noise, that of seed -1, without a word;
# 2. negative seeds differ from each other, as they should.
# WHY IT MATTERS: whoever notes a seed without its sign, or takes one over from MATLAB, where positive seeds are negated, gets noise that
# was never shown. It is good noise: only the average of the spikes, which shows nothing, tells. Two experiments with two positive
# seeds have the same stimulus.
# WHAT TO DO: pass negative seeds. Of a recording with a positive seed, try its negative and -1.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
"$py" -m pip install -q --disable-pip-version-check --only-binary :all: 'numpy==2.4.6' 'h5py==3.16.0' 'tqdm==4.70.1' 'setuptools==75.8.0'
"$py" -m pip install -q --disable-pip-version-check 'pathlib==1.0.1' 'retinawhitenoise==1.0.1'
# A copy of what Python has by itself, for versions from before 2014.
"$py" -m pip uninstall -q -y pathlib
cat > "$dir/a.py" <<'PY'
from importlib.metadata import version
import numpy as np
from retinawhitenoise import binarystimulus
print("retinawhitenoise", version("retinawhitenoise"))
def noise(seed):
    (stim,) = (part.copy() for part in binarystimulus.recreate(seed, (20, 15), 50, 1))
    return stim
for seed in (-1, 1, 5, 1000, 10000, 0, -5, -1000, -10000):
    print(f"{seed:6}", "".join("01"[int(bit > 0)] for bit in noise(seed)[0, :15, 0]), "as -1:", np.array_equal(noise(seed), noise(-1)))
assert all(np.array_equal(noise(seed), noise(-1)) for seed in (1, 5, 1000, 10000, 0))
negative = [noise(seed) for seed in (-1, -5, -1000, -10000)]
assert not any(np.array_equal(a, b) for i, a in enumerate(negative) for b in negative[:i])
assert not np.array_equal(noise(1000), noise(-1000))
PY
"$py" "$dir/a.py"
echo "OK: every positive seed of retinawhitenoise is seed -1"
