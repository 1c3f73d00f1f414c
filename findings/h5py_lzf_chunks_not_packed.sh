#!/usr/bin/env bash
# GUESS (written down before the run): in a dataset that says compression='lzf', each chunk is packed by lzf; in one that
# says compression='gzip', each is packed by gzip. So a reader that has the filter's name has what it takes to unpack a chunk.
# SEEN, h5py 3.16.0 with HDF5 2.0: spike times in seconds are stored as they are under 'lzf', since they don't get smaller;
# counts beside them are packed. Nothing in the dataset says so: dset.compression is 'lzf' for both. Only the index of the
# chunks has a bit for it (the filter mask, 1), for each chunk by itself. Under 'gzip' the same times are packed. HDF5
# documents it: a filter may be optional, and leave a chunk as it is.
# WHY IT MATTERS: a reader that leaves the mask out works on stimuli and counts, which pack well, and fails or returns noise
# on the spike times of the same file, or on some chunks of them only.
# WHAT TO DO: readers look at the filter mask of each chunk; tests of readers need a chunk that doesn't get smaller.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
"$py" -m pip install -q --disable-pip-version-check --only-binary :all: 'h5py==3.16.0' 'numpy==2.4.6'
cat > "$dir/a.py" <<'PY'
import sys
import h5py, numpy as np
print(f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}, numpy {np.__version__}")
rng = np.random.default_rng(0)
times = np.sort(rng.uniform(0, 600, 1000))
counts = rng.poisson(0.1, 1000).astype("f8")
with h5py.File(sys.argv[1] + "/x.h5", "w") as f:
    for name in ["lzf", "gzip"]:
        f.create_dataset(f"times_{name}", data=times, chunks=(1000,), compression=name)
        f.create_dataset(f"counts_{name}", data=counts, chunks=(1000,), compression=name)
masks = {}
with h5py.File(sys.argv[1] + "/x.h5") as f:
    for name, dset in f.items():
        mask, stored = dset.id.read_direct_chunk((0,))
        masks[name] = mask
        print(f"{name}: compression {dset.compression}, mask {mask}, {len(stored)} of {dset.nbytes} bytes")
        if name == "times_lzf":
            assert stored == times.tobytes(), "as they are"
assert masks == {"counts_gzip": 0, "counts_lzf": 0, "times_gzip": 0, "times_lzf": 1}, masks
PY
"$py" "$dir/a.py" "$dir"
echo "OK: chunks of one dataset's kind are packed, those of another are not, and both say lzf"
