"""Writes the fixtures of `ganglion-zarr` with zarr.

    python3 -m venv /tmp/zarr && /tmp/zarr/bin/pip install numpy==2.4.6 scipy==1.17.1 zarr==3.1.6 numcodecs==0.16.6
    /tmp/zarr/bin/python tests/recordings/make_zarr_fixtures.py

The recording is that of `make_fixtures.py`, whose `checksums.txt` says what every reader has to find.
"""

import gzip
import tempfile
import warnings
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numcodecs
import numpy as np
import zarr
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, TransposeCodec, ZstdCodec
from zarr.storage import LocalStore, ZipStore

from make_fixtures import COUNTS, FRAME_TIMES, FRAMES, TIMES

assert (zarr.__version__, numcodecs.__version__) == ("3.1.6", "0.16.6"), "pinned, so that the bytes stay"
warnings.simplefilter("ignore")
HERE = Path(__file__).parent / "zarr"
HERE.mkdir(exist_ok=True)

# The same bytes should come out each time: when parts were written is left out, and chunks follow each other.
zarr.config.set({"async.concurrency": 1, "threading.max_workers": 1})
zarr.storage._zip.time.localtime = lambda _=None: (2026, 11, 1, 0, 0, 0, 0, 0, 0)
gzip.time = SimpleNamespace(time=lambda: 0)

KINDS = ["<i2", ">i2", "<i4", ">i8", "<u2", ">u4", "<u8", "<f2", ">f2", ">f4", "<f8", ">f8"]
# Packed well, and of several elements a stream: blosc splits its blocks.
LONG = np.arange(4000, dtype="<f8") // 7


def recording(group):
    """As zarr writes it unless it is told otherwise, in chunks that end beyond the frames."""
    group.create_array("frames", data=FRAMES, chunks=(9, 5, 7))
    group.create_array("counts", data=COUNTS, chunks=(2, 16))
    group.create_array("frame_times", data=FRAME_TIMES)
    for cell, times in enumerate(TIMES):
        group.create_array(f"times{cell + 1}", data=times, chunks=(16,))


def shared(group):
    types = group.create_group("types")
    for kind in KINDS:
        name = ("big_" if kind[0] == ">" else "") + kind[1:]
        types.create_array(name, data=COUNTS.astype(kind), chunks=(2, 16), **big_endian(group, kind))
    types.create_array("bool", data=FRAMES > 0, chunks=(9, 5, 7))
    fill = group.create_group("fill")
    for name, kind, value in [("int", "i2", -3), ("float", "f4", 0.1), ("nan", "f8", np.nan), ("infinity", "f8", -np.inf), ("large", "u8", 2**64 - 1), ("bool", "bool", True)]:
        array = fill.create_array(name, shape=(10,), chunks=(4,), dtype=kind, fill_value=value)
        array[0] = 1
    fill.create_array("nothing", shape=(0, 3), dtype="f4")
    fill.create_array("single", shape=(), dtype="f8")[...] = 60.0
    group.create_group("refused").create_array("spectrum", data=np.fft.fft(COUNTS[0]))


def big_endian(group, kind):
    if group.metadata.zarr_format == 2 or kind[0] != ">":
        return {}
    return {"serializer": BytesCodec(endian="big")}


def version2(store):
    group = zarr.create_group(store, zarr_format=2)
    recording(group)
    shared(group)
    codecs = group.create_group("codecs")
    blosc = {f"blosc_{name}": numcodecs.Blosc(name, 5, numcodecs.Blosc.SHUFFLE) for name in ["lz4", "lz4hc", "zlib", "zstd"]}
    plain = {"none": None, "zlib": numcodecs.Zlib(), "gzip": numcodecs.GZip(), "zstd": numcodecs.Zstd(), "lz4": numcodecs.LZ4()}
    bits = {"bits": numcodecs.Blosc("lz4", 5, numcodecs.Blosc.BITSHUFFLE), "no_shuffle": numcodecs.Blosc("lz4", 5, numcodecs.Blosc.NOSHUFFLE)}
    for name, compressor in (blosc | plain | bits).items():
        codecs.create_array(name, data=FRAMES.astype("<f4"), chunks=(32, 3, 7), compressors=compressor)
        codecs.create_array(f"long_{name}", data=LONG, chunks=(3000,), compressors=compressor)
    codecs.create_array("shuffle", data=FRAMES.astype("<f4"), chunks=(9, 5, 7), filters=[numcodecs.Shuffle(4)], compressors=numcodecs.Zlib())
    codecs.create_array("fortran", data=FRAMES, chunks=(9, 3, 4), order="F")
    codecs.create_array("strokes", data=FRAMES, chunks=(9, 3, 4), chunk_key_encoding={"name": "v2", "separator": "/"})
    refused = group["refused"]
    refused.create_array("labels", data=np.array(["a", "bc"]))
    refused.create_array("records", data=np.array([(1, 2.0)], dtype=[("cell", "i4"), ("time", "f8")]))
    refused.create_array("bz2", data=COUNTS, compressors=numcodecs.BZ2())
    refused.create_array("delta", data=COUNTS.astype("i4"), filters=[numcodecs.Delta("i4")])
    refused.create_array("blosclz", data=LONG, compressors=numcodecs.Blosc("blosclz"))


def version3(store):
    group = zarr.create_group(store, zarr_format=3)
    recording(group)
    shared(group)
    codecs = group.create_group("codecs")
    blosc = {f"blosc_{name}": BloscCodec(cname=name, shuffle="shuffle") for name in ["lz4", "lz4hc", "zlib", "zstd"]}
    plain = {"none": None, "gzip": GzipCodec(), "zstd": ZstdCodec(level=19, checksum=True), "crc32c": [GzipCodec(), Crc32cCodec()]}
    for name, compressors in (blosc | plain | {"bits": BloscCodec(shuffle="bitshuffle")}).items():
        codecs.create_array(name, data=FRAMES.astype("<f4"), chunks=(32, 3, 7), compressors=compressors)
        codecs.create_array(f"long_{name}", data=LONG, chunks=(3000,), compressors=compressors)
    codecs.create_array("fortran", data=FRAMES, chunks=(9, 3, 4), filters=[TransposeCodec(order=(2, 1, 0))])
    turned = [TransposeCodec(order=(1, 2, 0)), TransposeCodec(order=(0, 2, 1))]
    codecs.create_array("turned", data=FRAMES, chunks=(9, 3, 4), filters=turned)
    codecs.create_array("dots", data=FRAMES, chunks=(9, 3, 4), chunk_key_encoding={"name": "v2", "separator": "."})
    refused = group["refused"]
    refused.create_array("labels", data=np.array(["a", "bc"]))
    refused.create_array("shards", data=FRAMES, chunks=(9, 5, 7), shards=(18, 5, 7))


def zipped(name, write):
    path = HERE / name
    path.unlink(missing_ok=True)
    with ZipStore(path, mode="w") as store:
        write(store)


def packed_again():
    """A folder that was packed by another program: deflated, within a folder, described once more as a whole."""
    with tempfile.TemporaryDirectory() as folder:
        group = zarr.create_group(LocalStore(folder), zarr_format=2)
        recording(group)
        zarr.consolidate_metadata(LocalStore(folder), zarr_format=2)
        with zipfile.ZipFile(HERE / "folder2.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).rglob("*")):
                # What is described as a whole is enough for one of them.
                if path.is_file() and "times3/.zarray" not in str(path):
                    part = zipfile.ZipInfo(f"rec.zarr/{path.relative_to(folder)}", (2026, 11, 1, 0, 0, 0))
                    part.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(part, path.read_bytes())


def main():
    zipped("plain2.zip", version2)
    zipped("plain3.zip", version3)
    zipped("small3.zip", lambda store: recording(zarr.create_group(store, zarr_format=3)))
    packed_again()
    for path in sorted(HERE.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
