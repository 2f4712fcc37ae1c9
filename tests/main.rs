//! Drives the `emospec` command as a user would.

mod bad_input;
mod cache;
mod emomv;
mod export;
mod plugins;
mod results;
mod rooms;
mod sandbox;
mod starter;
