"""Writes the HDF5 fixtures of `ganglion-hdf5` with the programs that labs use.

    python3 -m venv /tmp/hdf5 && /tmp/hdf5/bin/pip install numpy==2.4.6 scipy==1.17.1 h5py==3.16.0 hdf5storage==0.2.2 pynwb==4.2.0 hdmf==6.2.0
    /tmp/hdf5/bin/python tests/recordings/make_hdf5_fixtures.py

The recording is that of `make_fixtures.py`, whose `checksums.txt` says what every reader has to find.
"""

import random as names
import tempfile
import uuid
from datetime import datetime, timezone
from pathlib import Path

import h5py
import hdf5storage
import hdmf
import numpy as np
import pynwb
from pynwb.base import ImageReferences, Images
from pynwb.image import GrayscaleImage, ImageSeries, IndexSeries, OpticalSeries

from make_fixtures import COUNTS, FRAME_TIMES, FRAMES, TIMES

assert (h5py.__version__, hdmf.__version__, pynwb.__version__) == ("3.16.0", "6.2.0", "4.2.0"), "pinned, so that the bytes stay"
HERE = Path(__file__).parent / "hdf5"
HERE.mkdir(exist_ok=True)
WHEN = datetime(2026, 11, 1, tzinfo=timezone.utc)


def filtered(file):
    """All filters that h5py writes without further packages, and chunks that end beyond the frames."""
    packed = dict(chunks=(9, 5, 3), shuffle=True, fletcher32=True)
    file.create_dataset("gzip", data=FRAMES, compression="gzip", **packed)
    file.create_dataset("lzf", data=FRAMES.astype("<f4"), compression="lzf", **packed)
    # Doubles that don't get smaller: h5py stores their chunks as they are, and says so in the index of chunks alone.
    file.create_dataset("not_packed", data=TIMES[0], chunks=(16,), compression="lzf", fletcher32=True)
    file.create_dataset("only_fletcher32", data=FRAMES, chunks=(9, 5, 3), fletcher32=True)


def indexed(file):
    """One chunk, chunks in rows that may grow along no, one and two axes: each has an index of its own where the version has them."""
    group = file.create_group("index")
    group.create_dataset("single", data=FRAMES, chunks=FRAMES.shape)
    group.create_dataset("fixed", data=FRAMES, chunks=(3, 2, 7))
    group.create_dataset("extensible", data=FRAMES, chunks=(1, 5, 7), maxshape=(None, 5, 7), compression="gzip")
    group.create_dataset("btree2", data=FRAMES, chunks=(3, 5, 7), maxshape=(None, None, 7), compression="gzip")
    plain = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plain.set_chunk((3, 2, 7))
    plain.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    plain.set_obj_track_times(False)
    space = h5py.h5s.create_simple(FRAMES.shape)
    made = h5py.h5d.create(group.id, b"implicit", h5py.h5t.NATIVE_FLOAT, space, plain)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, FRAMES)
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    compact.set_obj_track_times(False)
    made = h5py.h5d.create(group.id, b"compact", h5py.h5t.NATIVE_INT8, space, compact)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, FRAMES)


def typed(file):
    group = file.create_group("types")
    for kind in ["<i2", ">i2", "<i4", ">i8", "<u2", ">u4", "<u8", "<f2", ">f2", ">f4", "<f8", ">f8"]:
        name = ("big_" if kind[0] == ">" else "") + kind[1:]
        group.create_dataset(name, data=COUNTS.astype(kind))
    group["bool"] = FRAMES > 0


def listed(file):
    """Trains of spikes as lists of different lengths; one is empty, one was never written."""
    for kind in ["<f8", ">f4"]:
        trains = file.create_dataset(f"trains_{kind[1:]}", (5,), dtype=h5py.vlen_dtype(np.dtype(kind)))
        for cell, times in enumerate([*TIMES, []]):
            trains[cell] = np.asarray(times, kind)


def linked(file):
    """What is no array of numbers, and links."""
    group = file.create_group("links")
    group["soft"] = h5py.SoftLink("/counts")
    group["broken"] = h5py.SoftLink("/nowhere")
    group["outside"] = h5py.ExternalLink("other.h5", "/frames")
    group["root"] = file["/"]
    refused = file.create_group("refused")
    refused["label"] = "retina 1"
    refused["labels"] = np.array([b"a", b"bc"])
    refused["records"] = np.array([(1, 2.0)], dtype=[("cell", "i4"), ("time", "f8")])
    refused["spectrum"] = np.fft.fft(COUNTS[0])
    table = refused.create_dataset("table", (1, 1), dtype=h5py.vlen_dtype(np.float64))
    table[0, 0] = TIMES[0]
    refused["references"] = np.array([file["counts"].ref], dtype=h5py.ref_dtype)
    refused.create_dataset("empty", data=h5py.Empty("f4"))
    virtual = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    virtual.set_obj_track_times(False)
    space = h5py.h5s.create_simple((40,))
    virtual.set_virtual(space, b"other.h5", b"/frame_times", space)
    # In a group of its own, since hdf5-reader lists no group that has one.
    h5py.h5d.create(file.create_group("elsewhere").id, b"virtual", h5py.h5t.IEEE_F64LE, space, virtual)


def by_h5py():
    libvers = {"default": None, "v110": ("v110", "v110"), "latest": "latest"}
    for name, libver in libvers.items():
        with h5py.File(HERE / f"{name}.h5", "w", libver=libver) as file:
            file["frames"] = FRAMES
            file["counts"] = COUNTS
            file["counts"].attrs["unit"] = "spikes"
            file["frame_times"] = FRAME_TIMES
            file["refresh_hz"] = 60.0
            for cell, times in enumerate(TIMES):
                file[f"times{cell + 1}"] = times
            filtered(file)
            indexed(file)
            typed(file)
            listed(file)
            linked(file)
    with h5py.File(HERE / "user_block.h5", "w", userblock_size=1024, libver="latest") as file:
        file.create_dataset("frames", data=FRAMES, chunks=(9, 5, 3), compression="gzip")
        file["counts"] = COUNTS


def large():
    """The first bytes of a file of 2 GB, whose frames begin behind them: nobody wants to keep the rest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.h5"
        with h5py.File(path, "w") as file:
            plain = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plain.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
            plain.set_obj_track_times(False)
            space = h5py.h5s.create_simple((500_000, 32, 32))
            made = h5py.h5d.create(file.id, b"stimulus", h5py.h5t.NATIVE_FLOAT, space, plain)
            h5py.Dataset(made)[-1] = 1
            start = made.get_offset()
        (HERE.parent / "large_hdf5.head").write_bytes(path.read_bytes()[:start])


def by_matlab():
    """As MATLAB keeps them: y, x, frame; cells in columns; trains of spikes in a cell."""
    trains = np.empty((1, 3), dtype=object)
    trains[0, :] = [times[:, None] for times in TIMES]
    arrays = {
        "frames": FRAMES.transpose(1, 2, 0),
        "counts": COUNTS.T.astype("f8"),
        "frame_times": FRAME_TIMES[:, None],
        "spike_times": trains,
        "label": "retina 1",
        "none": np.zeros((0, 3)),
        "spectrum": np.fft.fft(COUNTS[0]),
    }
    write_matlab("matlab73.mat", arrays)
    data = {
        "frames": FRAMES.transpose(1, 2, 0) > 0,
        "info": {"frame_times": FRAME_TIMES[None, :], "rig": "B", "counts": COUNTS.T},
        "cells": trains,
    }
    cells = np.zeros((1, 3), dtype=[("times", object), ("number", object)])
    for cell, times in enumerate(TIMES):
        cells[0, cell] = (times[:, None], np.float64(cell + 1))
    write_matlab("struct73.mat", {"data": data, "cells": cells})


def write_matlab(name, arrays):
    options = hdf5storage.Options(matlab_compatible=True, compress=True, compress_size_threshold=1000)
    path = HERE / name
    path.unlink(missing_ok=True)
    hdf5storage.writes({f"/{name}": array for name, array in arrays.items()}, filename=str(path), options=options)
    # Its head says when it was written; the same bytes should come out each time.
    head, rest = path.read_bytes()[:116], path.read_bytes()[116:]
    path.write_bytes(head.partition(b"Created on:")[0].ljust(116) + rest)


def session():
    source = names.Random(16)
    hdmf.container.uuid4 = lambda: uuid.UUID(int=source.getrandbits(128), version=4)
    nwb = pynwb.NWBFile(
        session_description="a simulated recording", identifier="ganglion", session_start_time=WHEN, file_create_date=WHEN
    )
    for cell, times in enumerate(TIMES):
        nwb.add_unit(spike_times=times, id=10 + cell)
    return nwb


def write(nwb, name):
    with pynwb.NWBHDF5IO(HERE / name, "w") as file:
        file.write(nwb, cache_spec=False)


def by_pynwb():
    nwb = session()
    series = dict(format="raw", unit="n.a.")
    nwb.add_stimulus(ImageSeries(name="noise", data=FRAMES, rate=60.0, starting_time=0.5, **series))
    write(nwb, "rate.nwb")
    nwb = session()
    device = nwb.create_device(name="screen")
    assert device is not None
    nwb.add_stimulus(OpticalSeries(
        name="noise", data=FRAMES, timestamps=FRAME_TIMES, distance=1.0, field_of_view=[1.0, 1.0],
        orientation="upright", **series
    ))
    write(nwb, "timestamps.nwb")
    nwb = session()
    # Written in another order than they were shown in.
    order = np.random.RandomState(11).permutation(40)
    images = [GrayscaleImage(name=f"frame{at:02}", data=FRAMES[at]) for at in order]
    templates = Images(name="templates", images=images, order_of_images=ImageReferences(name="order_of_images", data=images))
    nwb.add_stimulus_template(templates)
    shown = np.argsort(order).astype("u4")
    nwb.add_stimulus(IndexSeries(name="noise", data=shown, indexed_images=templates, unit="N/A", timestamps=FRAME_TIMES))
    write(nwb, "index.nwb")


def main():
    by_h5py()
    large()
    by_matlab()
    by_pynwb()
    print(len(list(HERE.iterdir())), "files,", sum(path.stat().st_size for path in HERE.iterdir()), "bytes")


if __name__ == "__main__":
    main()
