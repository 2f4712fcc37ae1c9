//! The networks of packages against what their original runtimes computed. The files are found as by the extractors, in
//! `EMOSPEC_WEIGHTS_DIR` or the cache's `weights`; a test whose file is not there says so and checks nothing.

mod files;
mod i3d;
mod musicnn;
