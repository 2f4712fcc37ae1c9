//! Drives the `emospec` command as a user would.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test ends where something is not as it should be, and says when it is skipped"
)]

mod audits;
mod bad_input;
mod browser;
mod cache;
mod cards;
mod compare;
mod conformance;
mod construct;
mod crash;
mod emomv;
mod explain;
mod export;
mod fetch;
mod fetch_archives;
mod figures;
mod folders;
mod isolation;
mod missing;
mod new_plugin;
mod plugins;
mod python;
mod report;
mod results;
mod rooms;
mod sandbox;
mod shipped;
mod slurm;
mod splits;
mod starter;
mod study;
mod tables;
mod web;
mod weights;
