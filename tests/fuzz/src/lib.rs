//! What the targets share: a bound on the memory that a call may take.

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Calls a target with an input, and sees that it never holds more memory than `fixed` bytes and `factor` times the input.
///
/// # Panics
/// Where it does, or where the target finds a rule broken.
pub fn within(fixed: usize, factor: usize, target: fn(&[u8]), input: &[u8]) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    target(input);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    let most = fixed + factor * input.len();
    assert!(
        taken <= most,
        "{taken} bytes of memory for an input of {}, at most {most} may be taken",
        input.len()
    );
}

/// A mebibyte.
pub const MIB: usize = 1 << 20;

/// Lets crates panic where the engine makes an error of it. The hook that is set for fuzzing ends the process at any panic;
/// without it, one that nobody catches still does.
pub fn let_crates_panic() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(std::panic::Location::file);
        if place.is_none_or(|file| !file.contains("/registry/")) {
            eprintln!("{panic}");
        }
    }));
}
