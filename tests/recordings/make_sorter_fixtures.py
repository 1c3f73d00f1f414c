"""Writes the folders of spike sorters that tests open, as Kilosort 2 (MATLAB, npy-matlab) and Kilosort 4 (Python) lay them out.

    python3 -m venv /tmp/fixtures && /tmp/fixtures/bin/pip install numpy==2.4.6 scipy==1.17.1
    /tmp/fixtures/bin/python tests/recordings/make_sorter_fixtures.py

The recording is that of `make_fixtures.py`, whose `checksums.txt` says what every reader has to find; a fourth cluster is not good.
npy-matlab writes columns in Fortran order and spike times as uint64; Kilosort 4 writes rows, and int64.
"""

from pathlib import Path

import numpy as np

from make_fixtures import FRAME_TIMES, FRAMES, TIMES

HERE = Path(__file__).parent / "sorter"
RATE = 30000
CLUSTERS = [7, 12, 45]

random = np.random.RandomState(12)
NOISE = np.sort(random.uniform(0.5, 1.16, 30))
ALL = sorted(
    [(int(time * RATE), cluster) for cluster, times in zip(CLUSTERS, TIMES) for time in times] + [(int(time * RATE), 9) for time in NOISE]
)
SAMPLES = np.array([sample for sample, _ in ALL])
OF_CLUSTER = np.array([cluster for _, cluster in ALL])


def save(folder, name, array, is_matlab):
    array = np.asfortranarray(array[:, None]) if is_matlab and array.ndim == 1 else array
    np.save(folder / f"{name}.npy", array)


def tables(folder):
    labels = {7: "good", 9: "mua", 12: "good", 45: "good"}
    for column in ["KSLabel", "group"]:
        # A person has looked again.
        lines = [f"{cluster}\t{'good' if column == 'KSLabel' else label}" for cluster, label in labels.items()]
        (folder / f"cluster_{column}.tsv").write_text("\n".join([f"cluster_id\t{column}", *lines]) + "\n")


def kilosort(name, is_matlab):
    folder = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    num = len(SAMPLES)
    save(folder, "spike_times", SAMPLES.astype("<u8" if is_matlab else "<i8"), is_matlab)
    save(folder, "spike_clusters", OF_CLUSTER.astype("<i4"), False)
    save(folder, "spike_templates", OF_CLUSTER.astype("<u4" if is_matlab else "<i4"), is_matlab)
    save(folder, "amplitudes", random.uniform(10, 30, num).astype("<f8" if is_matlab else "<f4"), is_matlab)
    save(folder, "templates", random.normal(size=(4, 20, 4)).astype("<f4"), is_matlab)
    save(folder, "pc_features", random.normal(size=(num, 6, 4)).astype("<f4"), is_matlab)
    save(folder, "whitening_mat", np.eye(4), is_matlab)
    path = "'rec.dat'" if is_matlab else "['rec.bin']"
    lines = [f"dat_path = {path}", "n_channels_dat = 4", "dtype = 'int16'", "offset = 0", f"sample_rate = {RATE}.", "hp_filtered = False"]
    (folder / "params.py").write_text("\n".join(lines) + "\n")
    tables(folder)
    # What the sorter does not know.
    np.save(folder / "stimulus.npy", FRAMES)
    np.save(folder / "trigger_samples.npy", np.round(FRAME_TIMES * RATE).astype("<i8"))


def main():
    kilosort("kilosort2", True)
    kilosort("kilosort4", False)
    files = [path for path in HERE.rglob("*") if path.is_file()]
    print(len(files), "files,", sum(path.stat().st_size for path in files), "bytes")


if __name__ == "__main__":
    main()
