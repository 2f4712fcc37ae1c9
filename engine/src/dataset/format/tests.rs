//! Rules that hold for every format: what is written reads back, what others write reads, and
//! no damage does worse than an error.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use tempfile::TempDir;

use super::*;

const PLAIN: CsvOptions = CsvOptions {
    header: false,
    delimiter: b',',
};
const HEADED: CsvOptions = CsvOptions {
    header: true,
    delimiter: b',',
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/format")
        .join(name)
}

fn column(name: &str, address: impl Into<Address>) -> Result<Stored, FormatError> {
    let path = fixture(name);
    let format = Format::of_path(&path).unwrap();
    let mut columns = format.read(&path, &HEADED, &[address.into()])?;
    Ok(columns.remove(0))
}

fn keys(names: &[&str]) -> Vec<Address> {
    names.iter().map(|name| Address::from(*name)).collect()
}

/// The matrix that the fixtures hold, repeated.
fn matrix(copies: usize) -> Stored {
    let once = (0..12_u8).map(|value| f32::from(value) / 8.0 - 0.5);
    let data = once.cycle().take(12 * copies).collect();
    Stored::Matrix {
        rows: 4 * copies,
        width: 3,
        data,
    }
}

fn labels() -> Stored {
    Stored::Integers(vec![3, -1, 0, 2])
}

fn texts(values: &[&str]) -> Stored {
    Stored::Text(values.iter().map(|&text| text.to_owned()).collect())
}

fn read_bytes(
    format: Format,
    bytes: &[u8],
    options: CsvOptions,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    format.read(file.path(), &options, wanted)
}

/// Bit patterns rather than values, so that NaN equals itself.
fn bits(stored: &Stored) -> (usize, Vec<u64>) {
    match stored {
        Stored::Matrix { width, data, .. } => {
            (*width, data.iter().map(|v| v.to_bits().into()).collect())
        }
        Stored::Numbers(values) => (1, values.iter().map(|v| v.to_bits()).collect()),
        other => panic!("not numbers: {other:?}"),
    }
}

#[test]
fn hdf5_that_is_read_in_blocks_reads_as_written() {
    let (rows, width) = (701, 1500);
    let data = (0..rows * width).map(|at| (at % 8191) as f32).collect();
    let written = Stored::Matrix { rows, width, data };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.h5");
    let options = CsvOptions::default();
    let bytes = Format::Hdf5.encode(&options, &[("data".into(), &written)]);
    std::fs::write(&path, bytes.unwrap()).unwrap();
    let read = Format::Hdf5
        .read(&path, &options, &["data".into()])
        .unwrap();
    assert!(read == [written]);
}

#[test]
fn hdf5_of_h5py_reads_as_written() {
    let file = "h5py.h5";
    for key in [
        "single",
        "double",
        "big_endian",
        "group/inner",
        "/group/inner",
    ] {
        assert_eq!(column(file, key).unwrap(), matrix(1), "{key}");
    }
    assert_eq!(column(file, "zipped").unwrap(), matrix(20));
    assert_eq!(column("latest.h5", "data").unwrap(), matrix(1));
    assert_eq!(column(file, "labels").unwrap(), labels());
    assert_eq!(
        column(file, "bytes").unwrap(),
        Stored::Integers(vec![1, 2, 3, 255])
    );
    assert_eq!(
        column(file, "flags").unwrap(),
        Stored::Integers(vec![1, 0, 1, 1])
    );
    assert_eq!(
        column(file, "names").unwrap(),
        texts(&["ann", "bób", "", "d"])
    );
    assert_eq!(
        column(file, "fixed").unwrap(),
        texts(&["ann", "bo", "", "d"])
    );
    let line = Stored::Matrix {
        rows: 4,
        width: 1,
        data: vec![1.5, 2.5, 3.5, 4.5],
    };
    assert_eq!(column(file, "line").unwrap(), line);
    let counts = Stored::Matrix {
        rows: 4,
        width: 3,
        data: (0..12_u8).map(f32::from).collect(),
    };
    assert_eq!(column(file, "counts").unwrap(), counts);
    let (_, numbers) = bits(&column(file, "numbers").unwrap());
    assert_eq!(numbers[..3], [0.1_f64, 0.2, 0.3].map(f64::to_bits));
    assert!(f64::from_bits(numbers[3]).is_nan());
}

#[test]
fn hdf5_refuses_what_is_no_column() {
    assert!(matches!(
        column("h5py.h5", "huge_double"),
        Err(FormatError::Overflow { .. })
    ));
    assert!(matches!(
        column("h5py.h5", "huge_count"),
        Err(FormatError::Overflow { .. })
    ));
    assert!(matches!(
        column("h5py.h5", "cube"),
        Err(FormatError::Unsupported { .. })
    ));
    assert!(matches!(
        column("h5py.h5", "scalar"),
        Err(FormatError::Unsupported { .. })
    ));
    assert!(matches!(
        column("h5py.h5", "group"),
        Err(FormatError::Missing { .. })
    ));
    assert!(matches!(
        column("h5py.h5", 0),
        Err(FormatError::Unaddressable { .. })
    ));
}

#[test]
fn numpy_arrays_read_as_written() {
    assert_eq!(column("single.npy", 0).unwrap(), matrix(1));
    assert_eq!(column("fortran.npy", 0).unwrap(), matrix(1));
    assert_eq!(column("labels.npy", 0).unwrap(), labels());
    for file in ["stored.npz", "deflated.npz"] {
        assert_eq!(column(file, "left").unwrap(), matrix(1));
        assert_eq!(column(file, "labels.npy").unwrap(), labels());
    }
    assert_eq!(
        column("deflated.npz", "flags").unwrap(),
        Stored::Integers(vec![1, 0, 1, 1])
    );
    for file in ["names.npy", "big_endian.npy"] {
        assert!(
            matches!(column(file, 0), Err(FormatError::Unsupported { .. })),
            "{file}"
        );
    }
    assert!(matches!(
        column("single.npy", "left"),
        Err(FormatError::Unaddressable { .. })
    ));
}

#[test]
fn parquet_of_pyarrow_reads_as_written() {
    let file = "pyarrow.parquet";
    for key in ["left", "right", "fixed"] {
        assert_eq!(column(file, key).unwrap(), matrix(1), "{key}");
    }
    assert_eq!(column(file, "id").unwrap(), texts(&["a", "b", "c", "d"]));
    assert_eq!(column(file, "label").unwrap(), labels());
    assert_eq!(
        column(file, "flag").unwrap(),
        Stored::Integers(vec![1, 0, 1, 1])
    );
    let unsigned = Stored::Integers(vec![i64::from(u32::MAX), 0, 1, 2]);
    assert_eq!(column(file, "unsigned").unwrap(), unsigned);
    let Stored::Numbers(score) = column(file, "score").unwrap() else {
        panic!("not numbers")
    };
    assert!(score[1].is_nan() && score[2..] == [0.3, 0.4]);
}

#[test]
fn parquet_refuses_what_is_no_column() {
    let file = "pyarrow.parquet";
    assert!(matches!(
        column(file, "hole"),
        Err(FormatError::Null { row: 1, .. })
    ));
    assert!(matches!(
        column(file, "broken"),
        Err(FormatError::Null { row: 1, .. })
    ));
    for key in ["ragged", "day", "both"] {
        assert!(
            matches!(column(file, key), Err(FormatError::Unsupported { .. })),
            "{key}"
        );
    }
    assert!(matches!(
        column("zstd.parquet", "id"),
        Err(FormatError::Damaged { .. })
    ));
}

#[test]
fn a_wrong_key_lists_the_keys_the_file_has() {
    let told = |file: &str| column(file, "lft").unwrap_err().to_string();
    let (h5, npz) = (fixture("plain.h5"), fixture("stored.npz"));
    let no_dataset = format!("no dataset `lft` in {}; it has `data`", h5.display());
    assert_eq!(told("plain.h5"), no_dataset);
    let no_member = format!(
        "no member `lft` in {}; it has `labels`, `left`",
        npz.display()
    );
    assert_eq!(told("stored.npz"), no_member);
    assert!(told("zstd.parquet").ends_with("it has `id`, `left`"));
}

#[test]
fn a_file_that_is_absent_or_a_folder_is_unreadable() {
    let folder = TempDir::new().unwrap();
    for path in [folder.path(), &folder.path().join("absent")] {
        let read = Format::Hdf5.read(path, &PLAIN, &keys(&["data"]));
        assert!(matches!(read, Err(FormatError::Unreadable { .. })));
    }
}

#[test]
fn csv_places_its_errors() {
    let read = |bytes: &[u8], options, address: Address| {
        read_bytes(Format::Csv, bytes, options, &[address]).map(|mut columns| columns.remove(0))
    };
    let ragged = read(b"a,b\nc,d\ne\n", PLAIN, 0.into());
    assert!(matches!(
        ragged,
        Err(FormatError::Ragged {
            line: 3,
            expected: 2,
            found: 1,
            ..
        })
    ));
    let latin = read(b"a,b\nc,d\xe9\n", PLAIN, 0.into());
    assert!(
        matches!(
            latin,
            Err(FormatError::NotUtf8 {
                line: 2,
                column: 1,
                ..
            })
        ),
        "{latin:?}"
    );
    let beyond = read(b"a,b\n", PLAIN, 2.into()).unwrap_err().to_string();
    assert!(
        beyond.contains("no column 2 in") && beyond.ends_with("it has columns 0 to 1"),
        "{beyond}"
    );
    assert!(matches!(
        read(b"a,b\n", PLAIN, "a".into()),
        Err(FormatError::Unaddressable { .. })
    ));
    assert!(matches!(
        read(b"a,a\n", HEADED, "a".into()),
        Err(FormatError::Unaddressable { .. })
    ));
    assert!(matches!(
        read(b"", PLAIN, 0.into()),
        Err(FormatError::Missing { .. })
    ));
    let windows = read(
        b"\xef\xbb\xbfa,b\r\n1,\"x,\"\"y\"\"\"\r\n",
        HEADED,
        "b".into(),
    );
    assert_eq!(windows.unwrap(), texts(&["x,\"y\""]));
    assert_eq!(
        read(b"\xef\xbb\xbfa,b\n", HEADED, "a".into()).unwrap(),
        texts(&[])
    );
}

#[test]
fn csv_is_written_in_column_order_and_without_a_hole() {
    let (left, right) = (texts(&["a", "b c"]), Stored::Numbers(vec![1.0, -0.1]));
    let encode = |options: CsvOptions, columns: &[(Address, &Stored)]| {
        Format::Csv
            .encode(&options, columns)
            .map(|bytes| String::from_utf8(bytes).unwrap())
    };
    let columns = [(1.into(), &right), (0.into(), &left)];
    assert_eq!(encode(PLAIN, &columns).unwrap(), "a,1\nb c,-0.1\n");
    let columns = [("right".into(), &right), ("left".into(), &left)];
    assert_eq!(
        encode(HEADED, &columns).unwrap(),
        "right,left\n1,a\n-0.1,b c\n"
    );
    let hole = encode(PLAIN, &[(0.into(), &left), (2.into(), &right)]);
    assert!(matches!(
        hole,
        Err(FormatError::Hole {
            missing: 1,
            count: 2
        })
    ));
    let wide = matrix(1);
    assert!(matches!(
        encode(PLAIN, &[(0.into(), &wide)]),
        Err(FormatError::Unwritable { .. })
    ));
}

#[test]
fn csv_text_that_begins_with_a_byte_order_mark_reads_back() {
    let (left, right) = (texts(&["\u{feff}a", "\u{feff}"]), texts(&["b", "c"]));
    let columns = [(0.into(), &left), (1.into(), &right)];
    let bytes = Format::Csv.encode(&PLAIN, &columns).unwrap();
    let read = read_bytes(Format::Csv, &bytes, PLAIN, &[0.into(), 1.into()]);
    assert_eq!(read.unwrap(), [left, right]);
}

#[test]
fn columns_that_no_file_can_hold_are_refused() {
    let (four, two) = (labels(), texts(&["a", "b"]));
    let lying = Stored::Matrix {
        rows: 4,
        width: 3,
        data: vec![0.0; 11],
    };
    for format in [
        Format::Hdf5,
        Format::Csv,
        Format::Npy,
        Format::Npz,
        Format::Parquet,
    ] {
        let encode = |columns: &[(Address, &Stored)]| format.encode(&HEADED, columns);
        assert!(matches!(encode(&[]), Err(FormatError::Empty)));
        let uneven = encode(&[("a".into(), &four), ("b".into(), &two)]);
        assert!(matches!(
            uneven,
            Err(FormatError::Uneven {
                expected: 4,
                found: 2,
                ..
            })
        ));
        let repeated = encode(&[("a".into(), &four), ("a".into(), &four)]);
        assert!(matches!(repeated, Err(FormatError::Repeated { .. })));
        assert!(matches!(
            encode(&[("a".into(), &lying)]),
            Err(FormatError::Unwritable { .. })
        ));
    }
    for format in [Format::Npy, Format::Npz] {
        let address = if format == Format::Npy {
            0.into()
        } else {
            "a".into()
        };
        let text = format.encode(&PLAIN, &[(address, &two)]);
        assert!(matches!(text, Err(FormatError::Unwritable { .. })));
    }
}

prop_compose! {
    fn numbers_of(rows: usize)(
        width in 0..4_usize,
    )(
        width in Just(width),
        data in prop::collection::vec(any::<u32>().prop_map(f32::from_bits), rows * width),
        whole in prop::collection::vec(any::<i64>(), rows),
        numbers in prop::collection::vec(any::<u64>().prop_map(f64::from_bits), rows),
        text in prop::collection::vec("[^\0]{0,5}", rows),
    ) -> [Stored; 4] {
        let rows = numbers.len();
        [
            Stored::Matrix { rows, width, data },
            Stored::Integers(whole),
            Stored::Numbers(numbers),
            Stored::Text(text),
        ]
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_read_back_bit_for_bit(written in (0..5_usize).prop_flat_map(numbers_of)) {
        let names = keys(&["matrix", "whole", "numbers", "text"]);
        for format in [Format::Hdf5, Format::Npz, Format::Parquet] {
            let count = if format == Format::Npz { 3 } else { 4 };
            let columns: Vec<_> = names.iter().cloned().zip(&written).take(count).collect();
            let bytes = format.encode(&PLAIN, &columns).unwrap();
            let read = read_bytes(format, &bytes, PLAIN, &names[..count]).unwrap();
            let (mut width, data) = bits(&written[0]);
            if format == Format::Parquet && written[0].rows() == 0 {
                width = 0;
            }
            prop_assert_eq!(bits(&read[0]), (width, data));
            prop_assert_eq!(&read[1], &written[1]);
            prop_assert_eq!(bits(&read[2]), bits(&written[2]));
            prop_assert!(count == 3 || read[3] == written[3]);
        }
        for stored in &written[..3] {
            let bytes = Format::Npy.encode(&PLAIN, &[(0.into(), stored)]).unwrap();
            let read = read_bytes(Format::Npy, &bytes, PLAIN, &[0.into()]).unwrap();
            prop_assert_eq!(read[0].rows(), stored.rows());
            if matches!(stored, Stored::Integers(_)) {
                prop_assert_eq!(&read[0], stored);
            } else {
                prop_assert_eq!(bits(&read[0]), bits(stored));
            }
        }
    }

    #[test]
    fn csv_text_reads_back(written in (1..5_usize).prop_flat_map(numbers_of)) {
        let [_, whole, numbers, text] = &written;
        for format in [Format::Csv, Format::Tsv] {
            for options in [PLAIN, HEADED] {
                let addresses = if options.header {
                    keys(&["w", "n", "t"])
                } else {
                    vec![0.into(), 1.into(), 2.into()]
                };
                let columns: Vec<_> = addresses.iter().cloned().zip([whole, numbers, text]).collect();
                let bytes = format.encode(&options, &columns).unwrap();
                let read = read_bytes(format, &bytes, options, &addresses).unwrap();
                prop_assert_eq!(&read[2], text);
                let (Stored::Text(found), Stored::Numbers(due)) = (&read[1], numbers) else { panic!() };
                for (found, due) in found.iter().zip(due) {
                    let found: f64 = found.parse().unwrap();
                    prop_assert!(found.to_bits() == due.to_bits() || found.is_nan() && due.is_nan());
                }
            }
        }
    }
}

/// Small files of every format with checked structure, and the addresses of their columns.
fn specimens() -> Vec<(Format, Vec<u8>, Vec<Address>)> {
    let (left, labels, names) = (matrix(1), labels(), texts(&["a", "b", "c", "d"]));
    let columns = [
        ("left".into(), &left),
        ("labels".into(), &labels),
        ("names".into(), &names),
    ];
    let all = keys(&["left", "labels", "names"]);
    let encoded = |format: Format, count: usize| {
        (
            format,
            format.encode(&PLAIN, &columns[..count]).unwrap(),
            all[..count].to_vec(),
        )
    };
    let taken = |name: &str, addresses: Vec<Address>| {
        let path = fixture(name);
        (
            Format::of_path(&path).unwrap(),
            std::fs::read(&path).unwrap(),
            addresses,
        )
    };
    vec![
        encoded(Format::Hdf5, 3),
        encoded(Format::Npz, 2),
        encoded(Format::Parquet, 3),
        taken("plain.h5", keys(&["data"])),
        taken("latest.h5", keys(&["data"])),
        taken("single.npy", vec![0.into()]),
        taken("deflated.npz", keys(&["left", "labels", "flags"])),
        taken(
            "pyarrow.parquet",
            keys(&["id", "label", "score", "left", "fixed", "flag"]),
        ),
    ]
}

#[test]
fn a_file_cut_short_at_any_byte_is_an_error() {
    for (format, bytes, wanted) in specimens() {
        assert!(
            read_bytes(format, &bytes, PLAIN, &wanted).is_ok(),
            "{format}"
        );
        for length in 0..bytes.len() {
            let read = read_bytes(format, &bytes[..length], PLAIN, &wanted);
            assert!(
                read.is_err(),
                "{format} of {} bytes cut to {length}",
                bytes.len()
            );
        }
    }
}

#[test]
fn altered_bytes_never_panic() {
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    for (format, bytes, wanted) in specimens() {
        for _ in 0..400 {
            let mut altered = bytes.clone();
            for _ in 0..=rng.next_u32() % 3 {
                let at = rng.next_u32() as usize % altered.len();
                altered[at] ^= (rng.next_u32() % 255 + 1).to_le_bytes()[0];
            }
            for address in &wanted {
                let read = read_bytes(format, &altered, PLAIN, std::slice::from_ref(address));
                drop(std::hint::black_box(read));
            }
        }
    }
    let mut lines = b"a,b,\"c\"\nd,e,f\n".to_vec();
    for at in 0..lines.len() {
        for byte in 0..=u8::MAX {
            let kept = std::mem::replace(&mut lines[at], byte);
            drop(read_bytes(
                Format::Csv,
                &lines,
                PLAIN,
                &[0.into(), 2.into()],
            ));
            lines[at] = kept;
        }
    }
}

/// The bytes of an NPY file whose header promises more than follows.
fn lying_npy(shape: &str) -> Vec<u8> {
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [
        b"\x93NUMPY\x01\x00",
        &length[..],
        header.as_bytes(),
        &[0; 16],
    ]
    .concat()
}

#[test]
fn a_header_that_promises_terabytes_is_an_error() {
    for shape in [
        "(4000000000, 4000)",
        "(4611686018427387904, 8)",
        "(1, 2, 3000000000000)",
    ] {
        let npy = lying_npy(shape);
        assert!(read_bytes(Format::Npy, &npy, PLAIN, &[0.into()]).is_err());
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file("left.npy", zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(&npy).unwrap();
        let npz = archive.finish().unwrap().into_inner();
        assert!(read_bytes(Format::Npz, &npz, PLAIN, &keys(&["left"])).is_err());
    }
    let mut hdf5 = std::fs::read(fixture("plain.h5")).unwrap();
    let honest: Vec<u8> = [4_u64, 3]
        .iter()
        .flat_map(|side| side.to_le_bytes())
        .collect();
    let mut found = 0;
    for at in 0..hdf5.len() - honest.len() {
        if hdf5[at..].starts_with(&honest) {
            hdf5[at..at + 8].copy_from_slice(&(1_u64 << 42).to_le_bytes());
            found += 1;
        }
    }
    assert!(found > 0, "the fixture keeps its shape in another way");
    let read = read_bytes(Format::Hdf5, &hdf5, PLAIN, &keys(&["data"]));
    assert!(matches!(read, Err(FormatError::Damaged { .. })), "{read:?}");
}

#[test]
fn texts_that_are_one_piece_of_the_file_many_times_are_an_error() {
    let path = fixture("../../../../tests/fuzz/corpus/hdf5/shared_text.h5");
    let read = Format::Hdf5.read(&path, &PLAIN, &keys(&["names"]));
    assert!(matches!(read, Err(FormatError::Damaged { .. })), "{read:?}");
}

#[test]
fn brackets_that_nest_deep_are_refused_at_once() {
    let read = read_bytes(
        Format::Npy,
        &lying_npy(&"(".repeat(500)),
        PLAIN,
        &[0.into()],
    );
    assert!(matches!(read, Err(FormatError::Damaged { .. })));
}
