"""Reads all MATLAB files that scipy tests itself with, and compares each array with what scipy finds in it.

    cargo build -p ganglion-recordings --example dump
    /tmp/fixtures/bin/python tests/recordings/compare_with_scipy.py target/debug/examples/dump

The files stay where scipy has them. Printed are, for each file, how many arrays agree, differ, or are refused and why.
"""

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy.io
import scipy.sparse

warnings.simplefilter("ignore")


def checksum(values):
    digest = 0xCBF29CE484222325
    for byte in np.asarray(values, "<f8").tobytes():
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return f"{digest:016x}"


def flat(name, value, found):
    """Arrays by the names that they have here; nothing for what is refused."""
    if isinstance(value, np.ndarray) and value.dtype.names and not isinstance(value, scipy.io.matlab.MatlabObject):
        for index, record in enumerate(value.ravel("F")):
            where = name if value.size == 1 else f"{name}({index + 1})"
            for field in value.dtype.names:
                flat(f"{where}.{field}", record[field], found)
    elif isinstance(value, np.ndarray) and value.dtype == object and type(value) is np.ndarray:
        for index, inner in enumerate(value.ravel("F")):
            flat(f"{name}{{{index + 1}}}", inner, found)
    elif scipy.sparse.issparse(value) or not isinstance(value, np.ndarray):
        found[name] = None
    elif value.dtype.kind in "biuf":
        found[name] = (list(value.shape), checksum(value.ravel("F")))
    elif value.dtype.kind == "U":
        found[name] = (list(value.shape), checksum([ord(c) if c else 32 for c in value.ravel("F")]))
    else:
        found[name] = None


def expected(path):
    try:
        variables = scipy.io.loadmat(path, chars_as_strings=False)
    except Exception as err:
        return f"{type(err).__name__}: {str(err)[:70]}"
    found = {}
    for name, value in variables.items():
        if not name.startswith("__"):
            flat(name, value, found)
    return found


def main():
    folder = Path(scipy.io.__file__).parent / "matlab" / "tests" / "data"
    paths = sorted(folder.glob("*.mat"))
    lines = subprocess.run([sys.argv[1], *paths], capture_output=True, text=True, check=True).stdout.splitlines()
    dumps = {}
    for kind, *rest in (line.split("\t") for line in lines):
        if kind == "file":
            current = dumps[rest[0]] = []
        else:
            current.append((kind, *rest))
    totals = dict.fromkeys(["files", "agree", "differ", "refused", "only here", "only scipy"], 0)
    for path in paths:
        theirs, dump = expected(path), dumps[str(path)]
        totals["files"] += 1
        notes = []
        if isinstance(theirs, str):
            notes.append(f"scipy: {theirs}")
            theirs = {}
        agree = 0
        for kind, *rest in dump:
            if kind != "array":
                totals["refused"] += 1
                notes.append(f"{kind}: {rest[0].replace(str(path), '')[:110]}")
                continue
            name = rest[0].split(" / ", 1)[1]
            mine = (eval(rest[1]), rest[2])
            if name not in theirs:
                totals["only here"] += 1
                notes.append(f"only here: {name} {mine[0]}")
            elif theirs.pop(name) == mine:
                agree += 1
            else:
                totals["differ"] += 1
                notes.append(f"DIFFERS: {name} {mine[0]}")
        left = [name for name, value in theirs.items() if value is not None]
        totals["only scipy"] += len(left)
        notes += [f"only scipy: {name} {theirs[name][0]}" for name in left]
        totals["agree"] += agree
        print(f"{path.name:42} {agree:3} agree  {'; '.join(notes)}")
    print(totals)


if __name__ == "__main__":
    main()
