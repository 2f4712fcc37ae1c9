//! Synthetic music videos, from rendering to features; skipped without ffmpeg.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test ends where something is not as it should be, and says when it is skipped"
)]

mod corpus;
mod robustness;
mod stimuli;
