//! Descriptions of files for datasets that come from elsewhere.

use indexmap::IndexMap;
use serde_json::{Map, json};

use super::format::{Address, Format};
use super::{Dataset, Values};
use crate::spec::{
    ColumnSpec, DatasetSpec, FILES, FileColumn, FileSpec, Name, Place, SPEC_VERSION, to_yaml,
};

/// Files that hold every column of a dataset, with the names of its columns: one for each part, in HDF5 and Parquet. NPZ
/// holds no texts, which lie in `PART.csv` beside; CSV and TSV hold no views, which lie in `PART/VIEW.npy`.
pub fn plain_layout(dataset: &Dataset, format: Format) -> DatasetSpec {
    let columns = dataset.columns.iter().map(|(name, kind)| {
        let mut parts = dataset.parts.values();
        let width = parts.find_map(|part| part.columns.get(name)?.width());
        let described = ColumnSpec {
            role: kind.role,
            classes: kind.classes.clone(),
            width,
            from: None,
            pattern: None,
        };
        (name.clone(), described)
    });
    let parts = dataset.parts.iter().map(|(part, held)| {
        let mut files = Files::of(part, format);
        for (name, values) in &held.columns {
            files.add(dataset, name, values);
        }
        (part.clone(), files.done())
    });
    DatasetSpec {
        columns: columns.collect(),
        parts: parts.collect(),
        ..empty()
    }
}

/// A spec with a dataset of files that lie beside it, and the classes of its targets in the order of their ids: file names
/// and texts.
pub fn description(name: &Name, spec: &DatasetSpec) -> [(&'static str, String); 2] {
    let mut datasets = Map::new();
    datasets.insert(
        name.to_string(),
        serde_json::to_value(spec).unwrap_or_default(),
    );
    let document = json!({"version": SPEC_VERSION, "name": name, "datasets": datasets});
    let yaml = format!(
        "# Written by `emospec data export`; `emospec data describe dataset.yaml {name}` reads it back.\n{}",
        to_yaml(&document)
    );
    let classes = spec.columns.iter();
    let classes: IndexMap<_, _> = classes
        .filter_map(|(column, described)| Some((column, described.classes.as_ref()?)))
        .collect();
    let classes = format!("{:#}\n", json!(classes));
    [("dataset.yaml", yaml), ("classes.json", classes)]
}

fn empty() -> DatasetSpec {
    DatasetSpec {
        kind: FILES.into(),
        title: None,
        obtain: None,
        about: None,
        root: None,
        source: None,
        verify: None,
        only: None,
        make: None,
        extract: IndexMap::new(),
        labels: IndexMap::new(),
        columns: IndexMap::new(),
        parts: IndexMap::new(),
        from: IndexMap::new(),
        divide: None,
        pairs: None,
        params: Map::new(),
    }
}

/// The files of a part.
struct Files<'a> {
    part: &'a Name,
    format: Format,
    /// The file in the format asked for.
    main: FileSpec,
    /// Texts that it cannot hold.
    texts: FileSpec,
    /// Views that it cannot hold.
    views: Vec<FileSpec>,
}

impl<'a> Files<'a> {
    fn of(part: &'a Name, format: Format) -> Self {
        let ending = match format {
            Format::Hdf5 => "h5",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Npy | Format::Npz => "npz",
            Format::Parquet => "parquet",
        };
        let is_text = matches!(format, Format::Csv | Format::Tsv);
        Self {
            part,
            format,
            main: file(format!("{part}.{ending}"), is_text),
            texts: file(format!("{part}.csv"), true),
            views: Vec::new(),
        }
    }

    fn add(&mut self, dataset: &Dataset, name: &Name, values: &Values) {
        let key = Address::Key(name.to_string());
        let holds_text = !matches!(self.format, Format::Npz | Format::Npy);
        let is_table = matches!(self.format, Format::Csv | Format::Tsv);
        let at = FileColumn::At(key.clone());
        match values {
            Values::Matrix { .. } if is_table => {
                let mut view = file(format!("{}/{name}.npy", self.part), false);
                view.columns
                    .insert(name.clone(), FileColumn::At(Address::Index(0)));
                self.views.push(view);
            }
            Values::Text(_) if !holds_text => {
                self.texts.columns.insert(name.clone(), at);
            }
            Values::Classes(_) if is_table => {
                // Beside the id stands the name, unless another column is called so.
                let names = format!("{name}_class");
                let is_free = !dataset.columns.contains_key(names.as_str());
                let place = Place {
                    at: Some(key),
                    names_at: is_free.then_some(Address::Key(names)),
                    names: None,
                };
                self.main
                    .columns
                    .insert(name.clone(), FileColumn::Described(place));
            }
            _ => {
                self.main.columns.insert(name.clone(), at);
            }
        }
    }

    fn done(self) -> Vec<FileSpec> {
        let files = [self.main, self.texts].into_iter().chain(self.views);
        files.filter(|file| !file.columns.is_empty()).collect()
    }
}

fn file(path: String, header: bool) -> FileSpec {
    FileSpec {
        file: path,
        format: None,
        header,
        columns: IndexMap::new(),
        source: None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dataset::{ColumnKind, DatasetFacts, FilesDataset, Part, export};
    use crate::diagnostic::Diagnostics;
    use crate::spec::Role;
    use crate::spec::load::load_datasets;

    const FORMATS: [Format; 5] = [
        Format::Hdf5,
        Format::Csv,
        Format::Tsv,
        Format::Npz,
        Format::Parquet,
    ];

    /// What `export` wrote in `format`, read by its own description.
    fn read_back(dataset: &Dataset, format: Format) -> Dataset {
        let folder = tempfile::tempdir().unwrap();
        let layout = plain_layout(dataset, format);
        export(dataset, &layout, folder.path()).unwrap();
        let name = Name::from("pairs");
        for (file, text) in description(&name, &layout) {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let loaded = load_datasets(&folder.path().join("dataset.yaml"), &[]).unwrap();
        let files = FilesDataset {
            name: &name,
            spec: &loaded.spec.datasets["pairs"],
            folder: &loaded.folder,
            source: &loaded.source,
            absent: &[],
        };
        let mut found = Diagnostics::default();
        let read = files.read(&mut found);
        read.unwrap_or_else(|| panic!("{format}: {}", found.render(false, 100)))
    }

    /// Two texts, a view, a class and a number.
    type Row = (String, String, [f32; 3], i64, f64);

    fn part() -> impl Strategy<Value = Part> {
        let text = "[ -~é漢,\"\n\t]{0,6}";
        let row = (
            text,
            text,
            [proptest::num::f32::NORMAL; 3],
            0..2_i64,
            proptest::num::f64::NORMAL | proptest::num::f64::ZERO,
        );
        (proptest::collection::vec(row, 1..6), any::<bool>()).prop_map(|(rows, has_number)| {
            let texts = |text: fn(&Row) -> &String| {
                Values::Text(rows.iter().map(|row| text(row).clone()).collect())
            };
            let mut columns = vec![
                ("id", texts(|row| &row.0)),
                ("origin", texts(|row| &row.1)),
                (
                    "wide",
                    Values::Matrix {
                        width: 3,
                        data: rows.iter().flat_map(|row| row.2).collect(),
                    },
                ),
                (
                    "narrow",
                    Values::Matrix {
                        width: 1,
                        data: rows.iter().map(|row| row.2[0]).collect(),
                    },
                ),
                (
                    "match",
                    Values::Classes(rows.iter().map(|row| row.3).collect()),
                ),
            ];
            if has_number {
                let numbers = rows.iter().map(|row| row.4).collect();
                columns.push(("length", Values::Numbers(numbers)));
            }
            Part {
                rows: rows.len(),
                columns: columns
                    .into_iter()
                    .map(|(name, values)| (Name::from(name), values))
                    .collect(),
            }
        })
    }

    fn dataset(parts: Vec<Part>, classes: &[String; 2]) -> Dataset {
        let kind = |name: &str, role, classes| (Name::from(name), ColumnKind { role, classes });
        let columns = [
            kind("id", Role::Id, None),
            kind("origin", Role::Group, None),
            kind("wide", Role::View, None),
            kind("narrow", Role::View, None),
            kind("match", Role::Target, Some(classes.to_vec())),
            kind("length", Role::Target, None),
        ];
        let names = ["train", "val"].map(Name::from);
        Dataset {
            columns: columns.into_iter().collect(),
            parts: names.into_iter().zip(parts).collect(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_written_in_any_format_reads_back_with_equal_digests(
            parts in proptest::collection::vec(part(), 2),
            class in "[ -~é$]{1,5}",
        ) {
            let classes = [class.clone(), format!("{class}2")];
            let dataset = dataset(parts, &classes);
            for format in FORMATS {
                let read = read_back(&dataset, format);
                prop_assert_eq!(
                    DatasetFacts::from(&read), DatasetFacts::from(&dataset), "{}", format
                );
            }
        }
    }

    #[test]
    fn a_class_that_looks_like_an_interpolation_or_a_truth_value_stays_itself() {
        let part = Part {
            rows: 1,
            columns: [(Name::from("match"), Values::Classes(vec![1]))]
                .into_iter()
                .collect(),
        };
        for class in [
            "${env:HOME}",
            "$$",
            "true",
            "null",
            "1.0",
            "no",
            "# x",
            "a: b",
        ] {
            let dataset = dataset(vec![part.clone()], &[class.to_owned(), "other".to_owned()]);
            let read = read_back(&dataset, Format::Parquet);
            assert_eq!(read.columns["match"], dataset.columns["match"], "{class}");
        }
    }
}
