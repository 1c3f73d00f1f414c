#!/usr/bin/env bash
# GUESS (written down before the run): pymatreader's read_mat hides the file version, as its own description promises (the
# output should be the same for both kinds of files). A cell array spikes{cell, trial} gives the same nested lists from a
# v5 file and from a v7.3 file, outer list = cells, inner list = trials.
# SEEN, pymatreader 1.3.2: numbers agree. A cell array of 2 cells x 3 trials is [[3 trials], [3 trials]] from v5, and from
# v7.3 ONE flat list of 6, in MATLAB's column order: cell 1 and cell 2 of trial 1, then of trial 2, and so on. No
# warning. A 1 x n or n x 1 cell array (the usual test) agrees. mat73 0.65 returns the nested form.
# WHY IT MATTERS: a recording of more than 2 GB forces v7.3, so the script that was right for the small file meets the
# other order. spikes[0] is a whole cell or a single train; reshape(2, 3) of the flat list, right for the nested order,
# mixes the cells among each other, and every train still looks like a spike train.
# WHAT TO DO: take the shape of cell arrays from the file itself (reversed dimensions in v7.3) and never from a flat list;
# for two-dimensional cells use mat73 or h5py; with a flat list, reshape with order='F'.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
"$py" -m pip install -q --disable-pip-version-check --only-binary :all: \
  'pymatreader==1.3.2' 'mat73==0.65' 'hdf5storage==0.2.2' 'h5py==3.16.0' 'numpy==2.4.6' 'scipy==1.17.1'
cat > "$dir/a.py" <<'PY'
import sys
from importlib.metadata import version
import hdf5storage, mat73, numpy as np, scipy.io
from pymatreader import read_mat
print(", ".join(f"{p} {version(p)}" for p in ("pymatreader", "mat73", "hdf5storage", "h5py", "scipy", "numpy")))
cells, trials = 2, 3
spikes = np.empty((cells, trials), dtype=object)
for c in range(cells):
    for t in range(trials):                   # 10 * cell + trial tells where a train belongs
        spikes[c, t] = 10.0 * (c + 1) + t + 1 + np.arange(2 + c + t) / 100
row = spikes[:1]
data = {"spikes": spikes, "row": row, "counts": np.arange(6.0).reshape(2, 3)}
five, seven = sys.argv[1] + "/5.mat", sys.argv[1] + "/7.mat"
scipy.io.savemat(five, data)
hdf5storage.savemat(seven, data, store_python_metadata=False)    # as MATLAB's -v7.3: references, axes reversed
def tag(x):
    return [tag(v) for v in x] if isinstance(x, list) else int(x[0])
a, b, m = read_mat(five), read_mat(seven), mat73.loadmat(seven)
print("numbers agree:", np.array_equal(a["counts"], b["counts"]), "| 1 x 3 cells agree:", tag(a["row"]) == tag(b["row"]))
for label, x in (("v5,   pymatreader", a), ("v7.3, pymatreader", b), ("v7.3, mat73", m)):
    print(f"{label:18} spikes = {tag(x['spikes'])}")
folded = [tag(b["spikes"])[i * trials:(i + 1) * trials] for i in range(cells)]
print(f"flat list folded to {cells} x {trials}: {folded}")
nested = [[11, 12, 13], [21, 22, 23]]
assert np.array_equal(a["counts"], b["counts"]) and tag(a["row"]) == tag(b["row"]) == [11, 12, 13]
assert tag(a["spikes"]) == nested and tag(m["spikes"]) == nested
assert tag(b["spikes"]) == [11, 21, 12, 22, 13, 23] and folded != nested
PY
"$py" "$dir/a.py" "$dir"
echo "OK: one cell array, two structures, by the version of the file"
