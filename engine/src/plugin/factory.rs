use std::path::PathBuf;
use std::process::Command;

use super::client::Worker;
use super::error::PluginError;
use super::interruption::Interruption;
use super::limits::Limits;
use super::program::Program;
use super::surroundings::Surroundings;

/// The environment variables by which libraries learn how many threads they may use.
const THREADS: [&str; 6] = [
    "EMOSPEC_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "RAYON_NUM_THREADS",
];

/// What makes programs of common languages do the same every time, and leave nothing in their folder.
const REPEATABLE: [(&str, &str); 2] = [("PYTHONHASHSEED", "0"), ("PYTHONDONTWRITEBYTECODE", "1")];

/// Starts workers.
#[derive(Debug, Clone)]
pub struct WorkerFactory {
    /// The command that becomes a worker for a shared library: this engine's own.
    pub command: PathBuf,
    /// Threads each call may use.
    pub threads: usize,
    /// What each trial may use.
    pub limits: Limits,
    /// What ends their calls early.
    pub interruption: Interruption,
    /// Where workers run and what folders they see as the user's; those of the engine where there are none.
    pub surroundings: Option<Surroundings>,
}

impl WorkerFactory {
    /// Workers of the running engine.
    ///
    /// # Errors
    /// Where the path of the running command is not known.
    pub fn of_this_engine(threads: usize, limits: Limits) -> Result<Self, PluginError> {
        // The file of the command may be replaced while it runs, by the build of a plugin; this name stays right.
        let own = PathBuf::from("/proc/self/exe");
        let command = if own.exists() {
            own
        } else {
            std::env::current_exe()
                .map_err(|error| PluginError::system("find the command that runs", &error))?
        };
        Ok(Self {
            command,
            threads,
            limits,
            interruption: Interruption::default(),
            surroundings: None,
        })
    }

    /// Starts a worker for the plugin called `name`.
    ///
    /// # Errors
    /// Where the process cannot be started, or refuses the plugin.
    pub fn start(&self, name: &str, program: &Program) -> Result<Worker, PluginError> {
        Worker::start(self.command_of(name, program)?, name, program, self)
    }

    fn command_of(&self, name: &str, program: &Program) -> Result<Command, PluginError> {
        let mut command = match program {
            Program::Library(library) => {
                let mut command = Command::new(&self.command);
                command.arg("worker").arg(library);
                if let Some(surroundings) = &self.surroundings {
                    command.current_dir(&surroundings.working_folder);
                }
                command
            }
            Program::Executable(executable) => {
                let (program, arguments) = executable.command(name)?;
                let mut command = Command::new(program);
                command.args(arguments).current_dir(executable.folder());
                super::subreaper::tie(&mut command);
                for (variable, value) in REPEATABLE {
                    command.env(variable, value);
                }
                // What is printed before the plugin takes stdout away must stay in a buffer.
                command.env_remove("PYTHONUNBUFFERED");
                command
            }
        };
        // A backtrace would push the message itself out of the last lines that are shown.
        command.env("RUST_BACKTRACE", "0");
        for variable in THREADS {
            command.env(variable, self.threads.to_string());
        }
        if let Some(surroundings) = &self.surroundings {
            command.envs(&surroundings.variables);
        }
        Ok(command)
    }
}
