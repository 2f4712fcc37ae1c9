use std::thread::available_parallelism;

use crate::spec::ExecutionSpec;

/// How many trials run at once, and with how many threads each: together never more than there are cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    /// Trials, or files, at once.
    pub jobs: usize,
    /// Threads of each.
    pub threads: usize,
    /// Trials that were asked for, where fewer run at once.
    pub asked: Option<usize>,
}

impl Budget {
    /// As asked for, as the spec says, or as many as the cores have threads for.
    pub fn of(asked: Option<u16>, execution: &ExecutionSpec) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self::on(
            cores,
            asked.map(usize::from).or(execution.jobs),
            execution.threads,
        )
    }

    fn on(cores: usize, asked: Option<usize>, threads: usize) -> Self {
        let jobs = asked.unwrap_or(cores / threads).clamp(1, cores);
        Self {
            jobs,
            threads: threads.min(cores / jobs),
            asked: asked.filter(|asked| *asked > jobs),
        }
    }
}

/// Memory that workers may hold where the spec does not say: nine tenths of the machine's, or of what its control group may
/// hold, so that a plugin that allocates without end is ended before anything else is.
pub(super) fn memory_of_machine() -> u64 {
    let machine = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|facts| {
            let total = facts.lines().find(|line| line.starts_with("MemTotal:"))?;
            let kibibytes = total.split_whitespace().nth(1)?.parse::<u64>().ok()?;
            Some(kibibytes * 1024)
        });
    let group = std::fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|limit| limit.trim().parse::<u64>().ok());
    let least = machine.into_iter().chain(group).min();
    least.map_or(u64::MAX, |bytes| bytes / 10 * 9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_times_threads_never_exceeds_the_cores() {
        for cores in 1..9 {
            for asked in [None, Some(1), Some(3), Some(100)] {
                for threads in 1..12 {
                    let budget = Budget::on(cores, asked, threads);
                    assert!(
                        (1..=cores).contains(&(budget.jobs * budget.threads)),
                        "{budget:?}"
                    );
                }
            }
        }
        let of = |jobs, threads, asked| Budget {
            jobs,
            threads,
            asked,
        };
        assert_eq!(Budget::on(8, None, 1), of(8, 1, None));
        assert_eq!(Budget::on(8, None, 3), of(2, 3, None));
        assert_eq!(Budget::on(8, Some(4), 4), of(4, 2, None));
        assert_eq!(Budget::on(8, Some(12), 1), of(8, 1, Some(12)));
    }
}
