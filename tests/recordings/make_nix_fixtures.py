"""Writes the fixtures of NIX and Neo with nixio and neo.

    python3 -m venv /tmp/nix && /tmp/nix/bin/pip install numpy==2.4.6 scipy==1.17.1 h5py==3.16.0 nixio==1.5.4 neo==0.14.6 quantities==0.16.4
    /tmp/nix/bin/python tests/recordings/make_nix_fixtures.py

The recording is that of `make_fixtures.py`, whose `checksums.txt` says what every reader has to find.
"""

import random as names
import uuid
from pathlib import Path

import h5py
import neo
import nixio
import numpy as np
import quantities as pq
from neo.io import neomatlabio, nixio as neonixio

from make_fixtures import COUNTS, FRAME_TIMES, FRAMES, TIMES

assert (h5py.__version__, nixio.__version__, neo.__version__) == ("3.16.0", "1.5.4", "0.14.6"), "pinned, so that the bytes stay"
HERE = Path(__file__).parent / "hdf5"
SOURCE = names.Random(17)

# Names and dates; the same bytes should come out each time.
uuid.uuid4 = lambda: uuid.UUID(int=SOURCE.getrandbits(128), version=4)
neonixio.uuid4 = uuid.uuid4
nixio.util.create_id = lambda: str(uuid.uuid4())
nixio.util.time_to_str = lambda _: "20261101T000000"
neomatlabio.id = lambda _: 16
create_group, of_file = h5py.h5g.create, nixio.file.make_fcpl


def undated(place, name, lcpl=None, gcpl=None):
    gcpl = gcpl or h5py.h5p.create(h5py.h5p.GROUP_CREATE)
    gcpl.set_obj_track_times(False)
    return create_group(place, name, lcpl=lcpl, gcpl=gcpl)


def undated_file():
    plain = of_file()
    plain.set_obj_track_times(False)
    return plain


h5py.h5g.create, nixio.file.make_fcpl = undated, undated_file


def by_nixio():
    """Frames with their times as ticks of their first axis, spikes in milliseconds, a section of metadata."""
    file = nixio.File.open(str(HERE / "plain.nix"), nixio.FileMode.Overwrite)
    block = file.create_block("recording", "retina")
    frames = block.create_data_array("noise", "stimulus", data=FRAMES)
    frames.append_range_dimension(FRAME_TIMES, unit="s", label="time")
    frames.append_set_dimension()
    frames.append_set_dimension()
    block.create_data_array("counts", "response", data=COUNTS)
    for cell, times in enumerate(TIMES):
        spikes = block.create_data_array(f"cell {cell + 1}", "spikes", data=times * 1000, unit="ms")
        spikes.append_range_dimension_using_self()
    gauged = block.create_data_array("gauged", "signal", data=COUNTS[0], unit="mV")
    gauged.polynom_coefficients = [0.5, 2.0]
    rig = file.create_section("rig", "setup")
    rig.create_property("checker", 30.0).unit = "um"
    rig.create_section("screen", "setup")["refresh_hz"] = 60.0
    file.close()


def block(unit, has_movie, has_screen):
    recording = neo.Block(name="recording")
    segment = neo.Segment(name="noise")
    recording.segments.append(segment)
    for cell, times in enumerate(TIMES):
        scaled = times * (1000 if unit is pq.ms else 1)
        segment.spiketrains.append(neo.SpikeTrain(scaled, units=unit, t_stop=(2 * pq.s).rescale(unit), name=f"cell {cell + 1}"))
    clock = dict(units="dimensionless", sampling_rate=60 * pq.Hz, t_start=0.5 * pq.s)
    if has_movie:
        segment.imagesequences.append(neo.ImageSequence(FRAMES, spatial_scale=30 * pq.um, name="stimulus", **clock))
    else:
        segment.analogsignals.append(neo.AnalogSignal(COUNTS.T, name="counts", **clock))
    if has_screen:
        segment.events.append(neo.Event(FRAME_TIMES * pq.s, labels=np.array(["on"] * 40), name="screen"))
    return recording


def by_neo():
    for name, unit, has_movie in [("neo_movie.nix", pq.ms, True), ("neo_signal.nix", pq.s, False)]:
        with neo.NixIO(str(HERE / name), "ow") as file:
            file.write_block(block(unit, has_movie, not has_movie))
    path = HERE.parent / "fixtures" / "neo5.mat"
    neo.NeoMatlabIO(str(path)).write_block(block(pq.s, True, True))
    # Its head says when it was written, on which machine.
    path.write_bytes(b"MATLAB 5.0 MAT-file".ljust(116) + path.read_bytes()[116:])


def main():
    by_nixio()
    by_neo()
    for path in [*sorted(HERE.glob("*.nix")), HERE.parent / "fixtures" / "neo5.mat"]:
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
