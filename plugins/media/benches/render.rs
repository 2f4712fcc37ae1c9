//! Renders the corpora that `side_by_side.sh` describes: `cargo bench -p emospec-media --bench render -- FOLDER FILES SECONDS`.
#![expect(clippy::expect_used, reason = "what fails ends the measurement")]
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::env;
use std::path::Path;
use std::time::Instant;

use emospec_media::{SyntheticParams, render_corpus};
use emospec_sdk::Run;

fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|one| !one.starts_with("--"))
        .collect();
    let [folder, files, seconds] = arguments.as_slice() else {
        println!("skipped: name a folder, a number of files and their length in seconds");
        return;
    };
    let params = SyntheticParams {
        files: files.parse().expect("a number of files"),
        seconds: seconds.parse().expect("a number of seconds"),
        ..SyntheticParams::default()
    };
    let since = Instant::now();
    render_corpus(&params, Path::new(folder), &Run::detached()).expect("it is rendered");
    println!(
        "{files} files of {seconds} s: {:.1} s on one thread",
        since.elapsed().as_secs_f64()
    );
}
