#!/usr/bin/env bash
# GUESS (written down before the run): a recording that zarr has put into one zip file is opened by its path, as a folder is:
# zarr.open("rec.zip", mode="r") gives the group, zarr.load("rec.zip/frames") the array. Version 2 took the ending for it.
# SEEN, zarr 3.1.6 with numpy 2.4.6:
# 1. no function opens it by its path: with mode="r" they say that there is no group or array in it (GroupNotFoundError,
#    ArrayNotFoundError), as of a damaged or foreign file;
# 2. without a mode, and in zarr.load, which only reads, they take the zip for the place of a new folder: FileExistsError;
# 3. the same file through zarr.storage.ZipStore has everything: frames, attributes.
# WHY IT MATTERS: one file is how a zarr recording is mailed and archived. The messages speak of a missing group, so it is
# taken for corrupt, or for something that another package wrote.
# WHAT TO DO: open by ZipStore(path, mode="r"). Whether a zip is a zarr, Python's zipfile tells: it lists zarr.json.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
py="$dir/venv/bin/python"
"$py" -m pip install -q --disable-pip-version-check --only-binary :all: 'zarr==3.1.6' 'numpy==2.4.6'
cat > "$dir/a.py" <<'PY'
import os, sys, warnings
import numpy as np, zarr
from zarr.storage import ZipStore
warnings.simplefilter("ignore")
os.chdir(sys.argv[1])
print(f"zarr {zarr.__version__}, numpy {np.__version__}")
frames = np.random.default_rng(0).integers(0, 2, (100, 5, 7)).astype("i1")
def write(store):
    group = zarr.create_group(store)
    array = group.create_array("frames", shape=frames.shape, chunks=(10, 5, 7), dtype="i1")
    array[:] = frames
    group.attrs["refresh_rate_hz"] = 30.0
with ZipStore("rec.zip", mode="w") as store:
    write(store)
before = open("rec.zip", "rb").read()
def error(call):
    try:
        call()
        return None
    except Exception as err:
        return type(err).__name__
seen = {
    "open, mode r": error(lambda: zarr.open("rec.zip", mode="r")),
    "open_group, mode r": error(lambda: zarr.open_group("rec.zip", mode="r")),
    "open_array, mode r": error(lambda: zarr.open_array("rec.zip", mode="r", path="frames")),
    "open": error(lambda: zarr.open("rec.zip")),
    "load": error(lambda: zarr.load("rec.zip", path="frames")),
}
for what, name in seen.items():
    print(f"{what}: {name}")
assert open("rec.zip", "rb").read() == before
group = zarr.open_group(ZipStore("rec.zip", mode="r"), mode="r")
print("by ZipStore:", group["frames"].shape, dict(group.attrs))
assert np.array_equal(group["frames"][:], frames)
assert dict(group.attrs) == {"refresh_rate_hz": 30.0}
assert seen == {
    "open, mode r": "GroupNotFoundError",
    "open_group, mode r": "GroupNotFoundError",
    "open_array, mode r": "ArrayNotFoundError",
    "open": "FileExistsError",
    "load": "FileExistsError",
}
PY
"$py" "$dir/a.py" "$dir"
echo "OK: zarr 3 does not open its own zip files by their paths"
