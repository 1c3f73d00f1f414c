#!/usr/bin/env bash
# GUESS (written down before the run): with h5py's scaleoffset=4 a float dataset keeps 4 decimals. Spike times padded with
# NaN to a matrix (trials x most spikes) come back with every NaN in its place, or the NaN make it fail. Reading the
# dataset right after writing it shows what the file holds.
# SEEN, h5py 3.16.0 with HDF5 2.0: every NaN comes back as an ordinary number, the smallest of its chunk. The padding
# becomes extra spikes, all at the time of the first one, and nothing is said. Reading back from the dataset just written,
# while its handle lives, shows all NaN in place and the exact times (the chunk cache, before the filter), so a writer that
# checks its own output passes. h5py 3.13.0 with HDF5 1.14.6 does the same. Padding with infinity instead: HDF5 2.0
# switches the filter off for that chunk (exact values), 1.14.6 writes it without an error and then can't read it at all.
# The docs call the filter lossy in the number of decimals only.
# WHY IT MATTERS: a reader gets valid HDF5 in which missing spikes, dropped frames or untested cells are numbers. Rates
# rise, and all repeats seem to share one precisely locked spike.
# WHAT TO DO: readers of HDF5 should look for filter 6 (scaleoffset) on float data and warn when one value repeats many
# times; writers use gzip and shuffle, or store lengths instead of NaN, and check after closing and opening the file.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
pip() { "$py" -m pip install -q --disable-pip-version-check --only-binary :all: "$@"; }
cat > "$dir/a.py" <<'PY'
import sys
import h5py, numpy as np
print(f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}, numpy {np.__version__}")
rng = np.random.default_rng(0)
counts = rng.poisson(12, 20)
spikes = np.full((20, counts.max()), np.nan)
for row, n in zip(spikes, counts):
    row[:n] = np.sort(rng.uniform(0.2, 10, n))
pad = np.isnan(spikes)
with_inf = np.where(pad, np.inf, spikes)
path = sys.argv[1] + "/x.h5"
with h5py.File(path, "w") as f:
    written = f.create_dataset("spikes", data=spikes, chunks=spikes.shape, scaleoffset=4)
    early = written[:]
    f.create_dataset("gzip", data=spikes, chunks=spikes.shape, compression="gzip")
    f.create_dataset("inf", data=with_inf, chunks=spikes.shape, scaleoffset=4)
with h5py.File(path, "r") as f:
    late, gzip = f["spikes"][:], f["gzip"][:]
    try:
        inf = "exact" if np.array_equal(f["inf"][:], with_inf) else "changed"
    except OSError as e:
        inf = f"OSError ({e})"
print(f"20 trials, {counts.sum()} spikes, {pad.sum()} NaN as padding")
print(f"before closing: {np.isnan(early).sum()} NaN, largest error {np.nanmax(abs(early - spikes)):g}")
print(f"after opening:  {np.isnan(late).sum()} NaN, largest error of a true spike {np.nanmax(abs(late - spikes)):.1e}")
print(f"the padding now reads {np.unique(late[pad])}; the first spike of all is {np.nanmin(spikes):.6f}")
print(f"spikes per trial: {np.isfinite(spikes).sum(1).mean():.2f} written, {np.isfinite(late).sum(1).mean():.2f} read")
print("gzip keeps everything:", np.array_equal(gzip, spikes, equal_nan=True), "| padded with infinity:", inf)
assert pad.any() and np.array_equal(early, spikes, equal_nan=True)
assert not np.isnan(late).any() and np.nanmax(abs(late - spikes)) <= 5.1e-5
assert np.all(late[pad] == np.nanmin(spikes))
assert np.array_equal(gzip, spikes, equal_nan=True) and inf.startswith(sys.argv[2])
PY
pip 'h5py==3.13.0' 'numpy==2.4.6'
"$py" "$dir/a.py" "$dir" OSError
echo
pip 'h5py==3.16.0'
"$py" "$dir/a.py" "$dir" exact
echo "OK: NaN became spikes, and reading before closing did not show it"
