//! Models that misbehave, one for each way, and two that do not: what a plugin in Rust can do to a run.
#![expect(
    unsafe_code,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this plugin does what a plugin should not"
)]

use std::ffi::c_char;
use std::hint::{black_box, spin_loop};
use std::path::Path;
use std::process;
use std::ptr;
use std::thread::sleep;
use std::time::Duration;

use emospec_sdk::prelude::*;

/// One way to behave.
#[derive(Clone, Copy)]
struct Way {
    name: &'static str,
    summary: &'static str,
    tasks: &'static [TaskType],
    /// What happens at the end of a fit.
    fit: fn(&mut Known, &Rows<'_>) -> Result<(), Error>,
    /// What is returned for that many rows.
    predict: fn(&Known, usize) -> Result<Outputs, Error>,
}

const NO_WORK: Way = Way {
    name: "no-work",
    summary: "Does nothing wrong, and nothing else: every class is equally probable.",
    tasks: &[TaskType::Classification],
    fit: |_, _| Ok(()),
    predict: |known, rows| known.probabilities(rows, 1.0),
};

const WAYS: [Way; 18] = [
    NO_WORK,
    Way {
        name: "good",
        summary: "Does nothing wrong: the class frequencies of the training rows.",
        fit: |known, train| {
            let classes = train.classes(&known.target)?;
            known.row.fill(0.0);
            for &class in classes {
                known.row[usize::try_from(class)?] += 1.0;
            }
            for count in &mut known.row {
                *count /= classes.len() as f32;
            }
            Ok(())
        },
        ..NO_WORK
    },
    Way {
        name: "panic",
        summary: "Panics while fitting.",
        fit: |_, _| panic!("this fit was bound to panic"),
        ..NO_WORK
    },
    Way {
        name: "panic-in-predict",
        summary: "Panics while predicting.",
        predict: |_, _| panic!("this prediction was bound to panic"),
        ..NO_WORK
    },
    Way {
        name: "abort",
        summary: "Aborts, after a last line.",
        fit: |_, _| {
            eprintln!("last line before the abort");
            process::abort()
        },
        ..NO_WORK
    },
    Way {
        name: "null",
        summary: "Reads from the null pointer.",
        fit: |_, _| {
            let nowhere = black_box(ptr::null::<c_char>());
            // SAFETY: none; reading from nowhere is what this model is for.
            black_box(unsafe { libc::strlen(nowhere) });
            Ok(())
        },
        ..NO_WORK
    },
    Way {
        name: "exit",
        summary: "Ends its process with status 3, after a last line.",
        fit: |_, _| {
            eprintln!("last line before the exit");
            process::exit(3)
        },
        ..NO_WORK
    },
    Way {
        name: "loop",
        summary: "Never returns, whether it is asked to stop or not.",
        fit: |_, _| {
            loop {
                spin_loop();
            }
        },
        ..NO_WORK
    },
    Way {
        name: "allocate",
        summary: "Takes memory without end.",
        fit: |_, _| {
            loop {
                black_box(vec![1_u8; 1 << 20].leak());
            }
        },
        ..NO_WORK
    },
    Way {
        name: "stdout",
        summary: "Prints to standard output.",
        fit: |_, _| {
            // What a worker says when all went well.
            println!("{{\"id\": 1, \"done\": {{}}}}");
            Ok(())
        },
        ..NO_WORK
    },
    Way {
        name: "close",
        summary: "Closes every file of its process, and says that all is well.",
        fit: |_, _| {
            for file in 0..1024 {
                // SAFETY: none; closing what belongs to others is what this model is for.
                unsafe { libc::close(file) };
            }
            Ok(())
        },
        ..NO_WORK
    },
    Way {
        name: "fork",
        summary: "Forks, and returns in both processes.",
        fit: |_, _| {
            // SAFETY: none; a child that goes on with the work of a process of many threads is what this model is for.
            assert!(unsafe { libc::fork() } >= 0, "the fork failed");
            Ok(())
        },
        ..NO_WORK
    },
    Way {
        name: "shape",
        summary: "Returns one row too few.",
        predict: |known, rows| known.probabilities(rows - 1, 1.0),
        ..NO_WORK
    },
    Way {
        name: "dtype",
        summary: "Returns f64 where f32 is due.",
        predict: |known, rows| {
            let mut outputs = Outputs::default();
            outputs.numbers(&known.target, vec![0.5; rows]);
            Ok(outputs)
        },
        ..NO_WORK
    },
    Way {
        name: "nan",
        summary: "Returns probabilities that are not numbers.",
        predict: |known, rows| known.probabilities(rows, f32::NAN),
        ..NO_WORK
    },
    Way {
        name: "sums",
        summary: "Returns probabilities that sum to one half.",
        predict: |known, rows| known.probabilities(rows, 0.5),
        ..NO_WORK
    },
    Way {
        name: "widths",
        summary: "Returns embeddings of another width for each view.",
        tasks: &[TaskType::Retrieval],
        predict: |known, rows| {
            let mut outputs = Outputs::default();
            for (width, view) in (1..).zip(&known.views) {
                outputs.matrix(view, width, vec![1.0; width * rows])?;
            }
            Ok(outputs)
        },
        ..NO_WORK
    },
    Way {
        name: "wait",
        summary: "Waits as long as the file is there that EMOSPEC_HOSTILE_WAIT names.",
        fit: |_, _| {
            let file = std::env::var_os("EMOSPEC_HOSTILE_WAIT");
            while file.as_ref().is_some_and(|file| Path::new(file).exists()) {
                sleep(Duration::from_millis(50));
            }
            Ok(())
        },
        ..NO_WORK
    },
];

/// What every one of these models knows.
#[derive(Serialize, Deserialize)]
struct Known {
    target: String,
    views: Vec<String>,
    /// The probabilities of a row.
    row: Vec<f32>,
}

impl Known {
    /// The probabilities, times `factor`, for each of `rows` rows.
    fn probabilities(&self, rows: usize, factor: f32) -> Result<Outputs, Error> {
        let row: Vec<f32> = self.row.iter().map(|each| each * factor).collect();
        let mut outputs = Outputs::default();
        outputs.matrix(&self.target, row.len(), row.repeat(rows))?;
        Ok(outputs)
    }
}

/// The model that behaves in the way `WAY`.
#[derive(Serialize, Deserialize)]
struct Hostile<const WAY: usize>(Known);

/// No parameters.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoParams {}

impl<const WAY: usize> Model for Hostile<WAY> {
    type Params = NoParams;
    const CARD: ModelCard = ModelCard {
        name: WAYS[WAY].name,
        summary: WAYS[WAY].summary,
        source: "Made up.",
        tasks: WAYS[WAY].tasks,
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, NoParams>) -> Result<Self, Error> {
        let task = fit.task;
        let classes = task.class_count(&task.target)?;
        let mut known = Known {
            target: task.target.clone(),
            views: task.views.clone(),
            row: vec![1.0 / classes as f32; classes],
        };
        (WAYS[WAY].fit)(&mut known, fit.train)?;
        Ok(Self(known))
    }

    fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        (WAYS[WAY].predict)(&self.0, rows.count())
    }
}

emospec_sdk::export_plugin! {
    name: "hostile",
    summary: "Models that misbehave, for the tests.",
    models: [
        Hostile<0>, Hostile<1>, Hostile<2>, Hostile<3>, Hostile<4>, Hostile<5>, Hostile<6>, Hostile<7>, Hostile<8>,
        Hostile<9>, Hostile<10>, Hostile<11>, Hostile<12>, Hostile<13>, Hostile<14>, Hostile<15>, Hostile<16>, Hostile<17>,
    ],
}
