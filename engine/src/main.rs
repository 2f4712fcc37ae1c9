//! The `emospec` command.

fn main() -> std::process::ExitCode {
    emospec::cli::main()
}
