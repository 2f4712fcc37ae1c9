//! The released feature files read as h5py reads them.
//!
//! Skipped where the files are not: they are not redistributed here. `EMOSPEC_EMOMV_DIR` names
//! their folder, `shared/emomv` beside the repository being the default.

use std::path::{Path, PathBuf};

use emospec::dataset::format::{Address, CsvOptions, Format, Stored};

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn released() -> Option<PathBuf> {
    let folder = std::env::var_os("EMOSPEC_EMOMV_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/emomv"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no released files in {}", folder.display());
    None
}

#[test]
fn released_features_have_the_sum_that_h5py_finds() {
    let Some(folder) = released() else { return };
    let features = folder.join("DS3_EmoMV_C/extracted_features");
    for (file, key, width, due) in [
        (
            "VGGish_DS3_VAL_MATCH_MISMATCH.h5",
            "data",
            128,
            1_495.119_495_933_971_6,
        ),
        (
            "SlowFast_DS3_VAL_MATCH_MISMATCH.h5",
            "default",
            2304,
            579_313.500_447_544_7,
        ),
    ] {
        let wanted = [Address::Key(key.to_owned())];
        let columns = Format::Hdf5
            .read(&features.join(file), &CsvOptions::default(), &wanted)
            .unwrap();
        let Stored::Matrix {
            rows,
            width: found,
            data,
        } = &columns[0]
        else {
            panic!("{file} is no matrix");
        };
        assert_eq!((*rows, *found), (96, width));
        let sum: f64 = data.iter().copied().map(f64::from).sum();
        assert!((sum - due).abs() < 1e-6, "{file}: {sum}");
    }
}

#[test]
fn released_annotations_are_rewritten_byte_for_byte() {
    let Some(folder) = released() else { return };
    for (file, count) in [
        (
            "DS1_EmoMV_A/annotation/DS1_TRAIN_MATCH_MISMATCH_labels.csv",
            7,
        ),
        (
            "DS1_EmoMV_A/for_retrieval/DS1_from_MVED_test_set_5_classes_for_retrieval.csv",
            3,
        ),
        (
            "DS2_EmoMV_B/annotation/DS2_VAL_MATCH_MISMATCH_labels.csv",
            7,
        ),
        (
            "DS3_EmoMV_C/for_retrieval/DS3_VAL_labels_for_retrieval.csv",
            4,
        ),
    ] {
        let path = folder.join(file);
        let options = CsvOptions::default();
        let addresses: Vec<Address> = (0..count).map(Address::Index).collect();
        let read = Format::Csv.read(&path, &options, &addresses).unwrap();
        let columns: Vec<_> = addresses.into_iter().zip(&read).collect();
        let written = Format::Csv.encode(&options, &columns).unwrap();
        assert!(written == std::fs::read(&path).unwrap(), "{file}");
    }
}
