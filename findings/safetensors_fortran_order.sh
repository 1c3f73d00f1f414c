#!/usr/bin/env bash
# GUESS (written down before the run): safetensors.numpy saves the values of an array. A receptive field or movie that is
# not in C order (what scipy.io.loadmat returns, or a transposed view) is copied first, or refused; read back it is equal.
# SEEN, safetensors 0.8.0 with numpy 2.4.6 and scipy 1.17.1: neither. The memory of the array is written as it lies, with
# the array's shape in the header. A square RF comes back transposed (x and y swapped), a movie (T,y,x) comes back
# scrambled; no error, no warning. save() and save_file() both. safetensors 0.7.0 gives the right values, so this came
# with an update. The docstring asks for "contiguous" arrays; to numpy these ARE contiguous (F_CONTIGUOUS).
# WHY IT MATTERS: filters and stimuli that a lab loads from MATLAB and hands on as safetensors (which Burn reads) arrive
# wrong while dtype, shape, mean, variance and file size are all as expected. STA and RF then show the wrong place.
# WHAT TO DO: writers call numpy.ascontiguousarray first. Readers can't see it from the file: compare a known pixel or a
# checksum computed in index order, and name this cause when x and y of somebody's filters are swapped.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"; pip() { "$py" -m pip install -q --disable-pip-version-check --only-binary :all: "$@"; }
cat > "$dir/a.py" <<'PY'
import os, sys
import numpy as np, safetensors, scipy, scipy.io
from safetensors.numpy import load, load_file, save, save_file
d, wrong = sys.argv[1], sys.argv[2] == "wrong"
print(f"safetensors {safetensors.__version__}, numpy {np.__version__}, scipy {scipy.__version__}")
rng = np.random.default_rng(1)
scipy.io.savemat(d + "/lab.mat", {"rf": rng.normal(size=(8, 8)), "movie": rng.choice([-1., 1.], size=(50, 4, 6))})
mat = scipy.io.loadmat(d + "/lab.mat")
rf, movie = mat["rf"], mat["movie"]
print("loadmat gives F order:", rf.flags.f_contiguous and not rf.flags.c_contiguous)
save_file({"rf": rf, "movie": movie}, d + "/x.safetensors")
r = load_file(d + "/x.safetensors")
m = load(save({"movie": movie}))["movie"]
same_rf, same_movie, same_bytes = (np.array_equal(a, b) for a, b in ((r["rf"], rf), (r["movie"], movie), (m, movie)))
print("shapes kept:", r["rf"].shape == rf.shape, r["movie"].shape == movie.shape)
print("rf equal:", same_rf, "| rf transposed:", np.array_equal(r["rf"], rf.T))
print("movie equal:", same_movie, "| by save(): ", same_bytes)
print(f"movie: {np.mean(r['movie'] != movie):.0%} of the pixels differ, sums {movie.sum():g} and {r['movie'].sum():g}")
save_file({"movie": np.ascontiguousarray(movie)}, d + "/y.safetensors")
assert np.array_equal(load_file(d + "/y.safetensors")["movie"], movie)
print("after ascontiguousarray: equal")
assert r["rf"].shape == rf.shape and r["movie"].shape == movie.shape
if wrong:
    assert not same_rf and np.array_equal(r["rf"], rf.T) and not same_movie and not same_bytes
    assert sorted(r["movie"].ravel()) == sorted(movie.ravel())
else:
    assert same_rf and same_movie and same_bytes
PY
pip 'numpy==2.4.6' 'scipy==1.17.1' 'safetensors==0.7.0'
"$py" "$dir/a.py" "$dir" right
echo
pip 'safetensors==0.8.0'
"$py" "$dir/a.py" "$dir" wrong
echo "OK: 0.7.0 keeps the values, 0.8.0 writes the memory order"
