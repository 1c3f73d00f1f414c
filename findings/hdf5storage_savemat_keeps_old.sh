#!/usr/bin/env bash
# GUESS (written down before the run): hdf5storage.savemat(name, dict) writes a MAT v7.3 file that holds what is in dict, as
# scipy.io.savemat and MATLAB's save do; an older file of that name is replaced. It is the v7.3 stand-in for scipy's.
# SEEN, hdf5storage 0.2.2 with h5py 3.16.0: variables of the older file that the new dict lacks STAY, and every reader
# returns them. truncate_existing=True replaces the file; its default is False, and the docstring describes the option
# without a word that the default keeps old variables. The same function with fmt='5' hands over to scipy and replaces.
# Second, met while testing that (my guess was that scipy's format='5' writes v5, since the docstring speaks of `format` and
# says that arguments keep scipy's names): format= is swallowed without a word and v7.3 written, as any unknown keyword is.
# WHY IT MATTERS: who exports again after sorting again, with 2 cells instead of 4, hands out a file with 4 cells, two of
# them from the old sorting; repeats of another stimulus or old frame times survive in the same way. Everything in the
# file is valid and nobody is told.
# WHAT TO DO: pass truncate_existing=True or delete the file first, and write fmt=, not format=. A reader can compare the
# number of spike trains with the cell list and the spike times with the frame times, and should name the variables that
# it did not expect.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
"$py" -m pip install -q --disable-pip-version-check --only-binary :all: \
  'hdf5storage==0.2.2' 'h5py==3.16.0' 'numpy==2.4.6' 'scipy==1.17.1' 'mat73==0.65'
cat > "$dir/a.py" <<'PY'
import sys
import h5py, hdf5storage, mat73, numpy as np, scipy, scipy.io
d = sys.argv[1]
print(f"hdf5storage {hdf5storage.__version__}, h5py {h5py.__version__}, scipy {scipy.__version__}, numpy {np.__version__}")
rng = np.random.default_rng(0)
def sorting(cells, seconds):
    out = {f"cell_{i}": np.sort(rng.uniform(0, seconds, 50 + i)) for i in range(1, cells + 1)}
    return out | {"frame_times": np.arange(0, seconds, 1 / 30)}
old, new = sorting(4, 60.0), sorting(2, 10.0)
old["triggers"] = np.arange(60.0)
def names(path, reader):
    return sorted(k for k in reader(path) if not k.startswith("__"))
got = {}
for label, save, reader in (
        ("scipy.io.savemat", scipy.io.savemat, scipy.io.loadmat),
        ("hdf5storage.savemat, fmt='5'", lambda p, v: hdf5storage.savemat(p, v, fmt="5"), scipy.io.loadmat),
        ("hdf5storage.savemat", hdf5storage.savemat, mat73.loadmat),
        ("hdf5storage.savemat, truncate_existing", lambda p, v: hdf5storage.savemat(p, v, truncate_existing=True),
         hdf5storage.loadmat)):
    path = f"{d}/{len(got)}.mat"
    save(path, old)
    save(path, new)
    got[label] = names(path, reader)
    print(f"{label:40} {got[label]}")
hdf5storage.savemat(d + "/f.mat", new, format="5", formatt="typing error")
kind = {f: h5py.is_hdf5(f"{d}/{f}.mat") for f in ("1", "f")}
print(f"HDF5 inside: with fmt='5' {kind['1']}, with format='5' {kind['f']}")
last = mat73.loadmat(f"{d}/2.mat")
print(f"the new recording ends at {last['frame_times'][-1]:.2f} s, cell_4 has spikes until {last['cell_4'][-1]:.2f} s")
want = sorted(new)
assert got["scipy.io.savemat"] == want and got["hdf5storage.savemat, fmt='5'"] == want
assert kind == {"1": False, "f": True}
assert got["hdf5storage.savemat"] == sorted(old) and want != sorted(old)
assert got["hdf5storage.savemat, truncate_existing"] == want
assert np.array_equal(last["cell_4"], old["cell_4"]) and np.array_equal(last["cell_1"], new["cell_1"])
PY
"$py" -W ignore "$dir/a.py" "$dir"
echo "OK: variables of the file before are still there, and format= is ignored"
