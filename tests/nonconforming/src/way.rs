#![expect(
    clippy::print_stdout,
    reason = "one of these does what a plugin should not"
)]

use std::sync::PoisonError;
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use emospec_sdk::{Error, Progress, Rows, Run};

use crate::line::Line;

/// Rows that are many.
const MANY: usize = 16;

/// One way to behave.
#[derive(Clone, Copy)]
pub struct Way {
    /// The rule that is broken.
    pub name: &'static str,
    pub summary: &'static str,
    /// What happens at the end of a fit to that many rows.
    pub fit: fn(&mut Line, u64, usize, &Run<'_>) -> Result<(), Error>,
    /// The probability of the second class, row by row.
    pub predict: fn(&Line, &Rows<'_>) -> Result<Vec<f32>, Error>,
    /// What a row of probabilities sums to.
    pub sum: f32,
}

const GOOD: Way = Way {
    name: "good",
    summary: "Keeps every rule.",
    fit: |line, seed, _, run| {
        line.weight = 1.0 + (seed % 97) as f32;
        for epoch in 1..=3 {
            run.progress(&progress(epoch))?;
        }
        Ok(())
    },
    predict: |line, rows| Ok(line.heights(&line.elements(rows)?)),
    sum: 1.0,
};

pub const WAYS: [Way; 15] = [
    GOOD,
    Way {
        name: "manifest",
        summary: "Says what it is without a full stop",
        ..GOOD
    },
    Way {
        name: "parameters",
        summary: "Takes any parameter.",
        ..GOOD
    },
    Way {
        name: "outputs",
        summary: "Returns probabilities that sum to one half.",
        sum: 0.5,
        ..GOOD
    },
    Way {
        name: "same-seed",
        summary: "Draws from the number of its process.",
        fit: |line, _, _, _| {
            line.weight = process::id() as f32 / 1e4;
            Ok(())
        },
        ..GOOD
    },
    Way {
        name: "other-seed",
        summary: "Is declared stochastic, and ignores the seed.",
        fit: |line, _, _, _| {
            line.weight = 1.0;
            Ok(())
        },
        ..GOOD
    },
    Way {
        name: "threads",
        summary: "Depends on the number of threads.",
        fit: |line, seed, rows, run| {
            (GOOD.fit)(line, seed, rows, run)?;
            line.weight += run.threads() as f32 / 8.0;
            Ok(())
        },
        ..GOOD
    },
    Way {
        name: "save-load",
        summary: "Loses something when it is saved.",
        fit: |line, seed, rows, run| {
            line.unsaved = 1.0;
            (GOOD.fit)(line, seed, rows, run)
        },
        ..GOOD
    },
    Way {
        name: "row-order",
        summary: "Returns for many rows what it returned for as many before.",
        predict: |line, rows| {
            let heights = (GOOD.predict)(line, rows)?;
            if heights.len() < MANY {
                return Ok(heights);
            }
            let mut memo = line.memo.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(memo.get_or_insert(heights).clone())
        },
        ..GOOD
    },
    Way {
        name: "batch-size",
        summary: "Measures each row by the largest of its batch.",
        predict: |line, rows| {
            let mut elements = line.elements(rows)?;
            let largest = elements.iter().copied().fold(1.0, f32::max);
            for element in &mut elements {
                *element /= largest;
            }
            Ok(line.heights(&elements))
        },
        ..GOOD
    },
    Way {
        name: "progress",
        summary: "Counts its epochs down.",
        fit: |line, seed, rows, run| {
            run.progress(&progress(1))?;
            run.progress(&progress(0))?;
            (GOOD.fit)(line, seed, rows, run)
        },
        ..GOOD
    },
    Way {
        name: "cancellation",
        summary: "Does not hear that it is asked to stop while it fits many rows.",
        fit: |line, seed, rows, run| {
            let started = Instant::now();
            while rows > 1000 && started.elapsed() < Duration::from_millis(1500) {
                let _ = run.progress(&progress(1));
                thread::sleep(Duration::from_millis(50));
            }
            (GOOD.fit)(line, seed, rows, run)
        },
        ..GOOD
    },
    Way {
        name: "degenerate",
        summary: "Aborts where there is one row to learn from.",
        fit: |line, seed, rows, run| {
            if rows == 1 {
                process::abort();
            }
            (GOOD.fit)(line, seed, rows, run)
        },
        ..GOOD
    },
    Way {
        name: "scratch",
        summary: "Leaves a file in the folder for temporary files.",
        fit: |line, seed, rows, run| {
            fs::write(env::temp_dir().join("left"), "")?;
            (GOOD.fit)(line, seed, rows, run)
        },
        ..GOOD
    },
    Way {
        name: "stderr-only",
        summary: "Prints to standard output.",
        fit: |line, seed, rows, run| {
            println!("fitting");
            (GOOD.fit)(line, seed, rows, run)
        },
        ..GOOD
    },
];

fn progress(epoch: usize) -> Progress {
    Progress {
        epoch,
        epochs: Some(3),
        ..Progress::default()
    }
}
