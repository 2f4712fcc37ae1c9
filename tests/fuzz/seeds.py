"""Makes the seeds of files of columns, in the folder `corpus` beside it; h5py 3.16, NumPy 2.4, pyarrow 26."""
import io
import struct
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CORPUS = Path(__file__).parent / "corpus"
MATRIX = np.arange(12, dtype="f4").reshape(4, 3) / 8 - 0.5
LABELS = np.array([3, -1, 0, 2])


def kept(target, name, content):
    (CORPUS / target).mkdir(parents=True, exist_ok=True)
    (CORPUS / target / name).write_bytes(content)


def hdf5(name, fill, **options):
    held = io.BytesIO()
    with h5py.File(held, "w", **options) as file:
        fill(file)
    kept("hdf5", name, held.getvalue())
    return held.getvalue()


def chunked(file, **options):
    file.create_dataset("data", data=np.tile(MATRIX, (3, 1)), chunks=(4, 2), **options)


def compact(file):
    create = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    create.set_layout(h5py.h5d.COMPACT)
    create.set_obj_track_times(False)
    space = h5py.h5s.create_simple((4,))
    h5py.h5d.create(file.id, b"labels", h5py.h5t.STD_I16LE, space, create).write(
        h5py.h5s.ALL, h5py.h5s.ALL, LABELS.astype("i2"))


def kinds(file):
    file["data"] = MATRIX.astype(">f8")
    file["left"] = np.array([True, False, True, True])
    file["labels"] = np.array([1, 2, 3, 2**63 - 1], "u8")
    file["names"] = ["ann", "bób", "", "d"]


def fixed(file):
    file["names"] = np.array([b"ann", b"bo", b"", b"d"])
    file["group/inner"] = LABELS.astype("i1")
    file["left"] = np.zeros((2, 2, 2), "f4")
    file["labels"] = 1.0


def ring(file):
    group = file.create_group("group")
    group["group"] = file["/"]
    group["soft"] = h5py.SoftLink("/group/group")
    file["data"] = h5py.ExternalLink("/etc/passwd", "data")
    file["left"] = h5py.SoftLink("/left")


def many(file):
    for number in range(20):
        file.create_dataset(f"group/{number:02}", data=np.int8(1))
    file["group/inner"] = MATRIX


hdf5("plain.h5", lambda file: file.create_dataset("data", data=MATRIX))
hdf5("kinds.h5", kinds)
hdf5("fixed.h5", fixed)
hdf5("compact.h5", compact)
hdf5("deflated.h5", lambda file: chunked(file, compression="gzip", shuffle=True, fletcher32=True))
hdf5("single_chunk.h5", lambda file: file.create_dataset("data", data=MATRIX, chunks=(4, 3), compression="gzip"),
     libver="latest")
hdf5("fixed_array.h5", lambda file: chunked(file, compression="gzip"), libver="latest")
hdf5("extensible_array.h5", lambda file: chunked(file, maxshape=(None, 3)), libver="latest")
hdf5("btree_v2.h5", lambda file: chunked(file, maxshape=(None, None)), libver="latest")
hdf5("scaled.h5", lambda file: file.create_dataset("labels", data=LABELS, chunks=(4,), scaleoffset=0))
hdf5("ring.h5", ring)
hdf5("many.h5", many, libver="latest")
hdf5("never_written.h5", lambda file: file.create_dataset("data", (1 << 20, 1 << 20), "f4", chunks=(1 << 10, 1 << 10)))
plain = hdf5("plain.h5", lambda file: file.create_dataset("data", data=MATRIX))
kept("hdf5", "promises_terabytes.h5", plain.replace(struct.pack("<2Q", 4, 3), struct.pack("<2Q", 1 << 42, 3)))
kept("hdf5", "cut.h5", plain[:1000])


def shared():
    """A file whose texts are all the same long piece of it."""
    texts = ["x" * 6000] + [f"text {at}" for at in range(400)]
    held = hdf5("shared_text.h5", lambda file: file.create_dataset("names", data=texts))
    first = held.index(struct.pack("<IQ", 6000, held.index(b"GCOL")))
    piece = held[first:first + 16]
    return held[:first] + piece * len(texts) + held[first + 16 * len(texts):]


kept("hdf5", "shared_text.h5", shared())


def array(values):
    held = io.BytesIO()
    np.save(held, values)
    return held.getvalue()


def lying(shape, kind="<f4", version=1):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + bytes(16)


kept("npy", "single.npy", array(MATRIX))
kept("npy", "fortran.npy", array(np.asfortranarray(MATRIX.astype("f8"))))
kept("npy", "labels.npy", array(LABELS.astype("i4")))
kept("npy", "flags.npy", array(np.array([True, False])))
kept("npy", "unsigned.npy", array(np.array([[2**63, 1], [2, 3]], "u8")))
kept("npy", "structure.npy", array(np.zeros(2, [("a", "f4"), ("b", "i2", (2,))])))
kept("npy", "version_2.npy", lying("(2, 2)", version=2))
kept("npy", "version_3.npy", lying("(4,)", version=3))
kept("npy", "promises_terabytes.npy", lying("(4611686018427387904, 8)"))
kept("npy", "promises_nothing.npy", lying("(9223372036854775808, 0)"))
kept("npy", "brackets.npy", lying("(" * 500))
kept("npy", "negative.npy", lying("(-4,)"))


def archive(name, members, **options):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", **options) as file:
        for member, content in members.items():
            file.writestr(zipfile.ZipInfo(member), content, options.get("compression"))
    kept("npz", name, held.getvalue())


both = {"left.npy": array(MATRIX), "labels.npy": array(LABELS)}
archive("stored.npz", both)
archive("deflated.npz", both, compression=zipfile.ZIP_DEFLATED)
archive("bzip2.npz", both, compression=zipfile.ZIP_BZIP2)
archive("expands.npz", {"data.npy": array(np.zeros((1000, 100), "f4"))}, compression=zipfile.ZIP_DEFLATED)
archive("other.npz", {"../left.npy": array(MATRIX), "names.npy": b"no array", "left": b""})
archive("lying.npz", {"data.npy": lying("(4000000000, 4000)")})


def table(name, columns, **options):
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held, store_schema=False, **options)
    kept("parquet", name, held.getvalue())


lists = pa.array(MATRIX.tolist(), pa.list_(pa.float32()))
table("plain.parquet", {"left": lists, "labels": pa.array(LABELS, pa.int32())}, compression="none", use_dictionary=False)
table("snappy.parquet", {"left": lists, "names": ["ann", "bób", "", "d"]}, compression="snappy")
table("nulls.parquet", {"data": pa.array([0.1, None, 0.3]), "labels": pa.array([1, None, 2])}, compression="none")
table("groups.parquet", {"labels": pa.array(range(9), pa.uint32())}, compression="none", row_group_size=4)
table("version_2.parquet", {"data": pa.array([1.0, 2.0, 2.0]), "labels": [True, False, True]}, compression="none",
      data_page_version="2.0")
table("delta.parquet", {"labels": pa.array(range(20)), "names": [f"name {at}" for at in range(20)]}, compression="none",
      use_dictionary=False, column_encoding={"labels": "DELTA_BINARY_PACKED", "names": "DELTA_BYTE_ARRAY"})
table("split.parquet", {"data": pa.array([1.0, 2.0, 3.0])}, compression="none", use_dictionary=False,
      column_encoding={"data": "BYTE_STREAM_SPLIT"})
table("pages.parquet", {"data": [[at, at + 0.5] for at in range(40)], "names": [f"name {at}" for at in range(40)]},
      compression="snappy", use_dictionary=False, data_page_size=64, write_batch_size=8)
table("zstd.parquet", {"labels": LABELS}, compression="zstd")
table("structure.parquet", {"data": [{"x": 1, "y": 2}], "left": [[[1.0]]], "labels": pa.array([0], pa.date32())},
      compression="none")
table("repeated.parquet", {"labels": np.zeros(100_000, "i8")}, compression="none")
