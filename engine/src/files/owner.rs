use std::fmt;
use std::fs;
use std::sync::LazyLock;

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

/// Longest part of a machine's name that goes into file names.
const LONGEST_HOST: usize = 64;

/// Which process of which machine something belongs to, as it stands in file names:
/// `HOST~BOOT~SPACE~PROCESS~STARTED`. The number of a process may be given again, its number and start may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The machine, and what tells its boots and its spaces of process numbers apart.
    place: String,
    process: u32,
    /// When the process started, in ticks since the boot.
    started: u64,
}

static OWN: LazyLock<Owner> = LazyLock::new(|| Owner {
    place: place(),
    process: std::process::id(),
    started: match seen(std::process::id()) {
        Seen::Started(started) => started,
        Seen::Ended | Seen::Hidden => 0,
    },
});

/// What marks files of this process.
pub fn mark() -> String {
    OWN.to_string()
}

impl Owner {
    /// The owner that a file name begins with, up to a `-` and a suffix without one.
    pub fn in_name(name: &str) -> Option<Self> {
        let (mark, _) = name.rsplit_once('-')?;
        let mut fields = mark.rsplitn(3, '~');
        let started = fields.next()?.parse().ok()?;
        let process = fields.next()?.parse().ok()?;
        let place = fields.next()?.to_owned();
        Some(Self {
            place,
            process,
            started,
        })
    }

    /// Whether the process runs; none where that cannot be seen: on another machine, or where a machine hides the processes
    /// of other users.
    pub fn runs(&self) -> Option<bool> {
        if self.place != OWN.place {
            return None;
        }
        match seen(self.process) {
            Seen::Started(started) => Some(started == self.started),
            Seen::Ended => Some(false),
            Seen::Hidden => None,
        }
    }

    /// The machine and the process, for people.
    pub fn shown(&self) -> String {
        let host = self.place.split('~').next().unwrap_or_default();
        format!("process {} on {host}", self.process)
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}~{}~{}",
            self.place, self.process, self.started
        )
    }
}

fn place() -> String {
    let system = rustix::system::uname();
    let host = system.nodename().to_string_lossy();
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    let host: String = host.chars().filter(is_plain).take(LONGEST_HOST).collect();
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let boot = boot.get(..8).unwrap_or("0");
    let space = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    let digits = space
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii_digit)
        .collect::<String>();
    format!("{host}~{boot}~{digits}")
}

/// What can be seen of a process.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// When it started.
    Started(u64),
    /// There is none, or it has ended and only waits to be reaped.
    Ended,
    /// It is there, and is another user's on a machine that shows nothing of those.
    Hidden,
}

fn seen(process: u32) -> Seen {
    let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else {
        let process = i32::try_from(process).ok().and_then(Pid::from_raw);
        return match process.map(test_kill_process) {
            None | Some(Err(Errno::SRCH)) => Seen::Ended,
            Some(_) => Seen::Hidden,
        };
    };
    // The name, in parentheses, may hold anything; the state and 18 other fields stand before the start.
    let mut fields = stat
        .rsplit_once(") ")
        .map_or("", |(_, rest)| rest)
        .split(' ');
    match fields.next() {
        Some("Z" | "X") => Seen::Ended,
        _ => fields
            .nth(18)
            .and_then(|started| started.parse().ok())
            .map_or(Seen::Hidden, Seen::Started),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_mark_names_a_process_that_runs() {
        let owner = Owner::in_name(&format!("{}-3", mark())).unwrap();
        assert_eq!(owner, *OWN);
        assert_eq!(owner.runs(), Some(true));
    }

    #[test]
    fn process_that_started_at_another_time_is_another() {
        let later = Owner {
            started: OWN.started + 1,
            ..OWN.clone()
        };
        assert_eq!(later.runs(), Some(false));
    }

    #[test]
    fn process_that_is_not_there_has_ended() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert_eq!(seen(child.id()), Seen::Ended);
        assert!(matches!(seen(1), Seen::Started(_) | Seen::Hidden));
    }

    #[test]
    fn processes_of_other_machines_cannot_be_seen() {
        let name = mark().replacen('~', "x~", 1) + "-0";
        assert_eq!(Owner::in_name(&name).unwrap().runs(), None);
        for wrong in ["", "-", "run-abc", "host~2-3", "h~b~s~x~1-0"] {
            assert_eq!(Owner::in_name(wrong), None, "{wrong}");
        }
    }
}
