#!/usr/bin/env bash
# GUESS (written down before the run): a pure-Rust reader of HDF5 that has no virtual datasets says so of the one dataset that is virtual.
# The plain datasets beside it are listed and read as always, by name at least.
# SEEN, hdf5-reader 0.12.1, file by h5py 3.16.0: a group that holds one virtual dataset can't be listed at all: members(), member_names()
# and datasets() of that group end with the same error. The plain dataset beside it can still be opened if its name is known beforehand;
# a group that holds none is listed.
# WHY IT MATTERS: virtual datasets are how sessions that were recorded in pieces are joined without a copy, and they stand beside the
# spikes. A program that lists before it reads finds neither, and blames the file.
# WHAT TO DO: list each group by itself and go on with the others; name the virtual dataset in the message, and have it copied into a plain one
# (f['plain'] = f['virtual'][...]).
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
"$py" -m pip install -q --disable-pip-version-check --only-binary :all: 'h5py==3.16.0' 'numpy==2.4.6'
cat > "$dir/write.py" <<'PY'
import sys
import h5py, numpy as np
print(f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}")
with h5py.File(sys.argv[1] + "/piece.h5", "w") as f:
    f["frames"] = np.arange(10, dtype="u1")
with h5py.File(sys.argv[1] + "/x.h5", "w") as f:
    f["joined/counts"] = np.arange(5, dtype="u2")
    f["alone/counts"] = np.arange(5, dtype="u2")
    layout = h5py.VirtualLayout((10,), "u1")
    layout[:] = h5py.VirtualSource("piece.h5", "frames", (10,))
    f["joined"].create_virtual_dataset("frames", layout)
with h5py.File(sys.argv[1] + "/x.h5") as f:
    assert f["joined/frames"][:].tolist() == list(range(10)), "the file is sound"
PY
"$py" "$dir/write.py" "$dir"
mkdir -p "$dir/probe/src"
cat > "$dir/probe/Cargo.toml" <<'TOML'
[package]
name = "probe"
version = "0.0.0"
edition = "2024"
[dependencies]
hdf5-reader = { version = "=0.12.1", default-features = false }
[workspace]
TOML
cat > "$dir/probe/src/main.rs" <<'RS'
use hdf5_reader::Hdf5File;

fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let root = Hdf5File::open(path).expect("it opens").root_group().expect("it has a root");
    let (groups, _) = root.members().expect("the root is listed");
    for group in groups {
        let listed = group.member_names().map(|(_, datasets)| datasets).map_err(|err| err.to_string());
        let counts = group.dataset("counts").map(|found| found.shape().to_vec()).map_err(|err| err.to_string());
        println!("{}: datasets {listed:?}, counts by name {counts:?}", group.name());
    }
}
RS
cargo run -q --manifest-path "$dir/probe/Cargo.toml" --target-dir "$dir/target" -- "$dir/x.h5" | tee "$dir/said"
grep -q '^alone: datasets Ok(\["counts"\]), counts by name Ok(\[5\])' "$dir/said"
grep -q '^joined: datasets Err(.*), counts by name Ok(\[5\])' "$dir/said"
echo "OK: one virtual dataset hides the others of its group from a listing"
