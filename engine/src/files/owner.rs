use std::fmt;
use std::fs;
use std::sync::LazyLock;

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
    started: started(std::process::id()).unwrap_or_default(),
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

    /// Whether the process runs; none where that cannot be seen from this machine.
    pub fn runs(&self) -> Option<bool> {
        (self.place == OWN.place).then(|| started(self.process) == Some(self.started))
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

/// When a process started; none where there is no such process, or it has ended and only waits to be reaped.
fn started(process: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in parentheses, may hold anything; the state and 18 other fields stand before the start.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    let state = fields.next()?;
    (state != "Z" && state != "X").then(|| fields.nth(18)?.parse().ok())?
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
    fn processes_of_other_machines_cannot_be_seen() {
        let name = mark().replacen('~', "x~", 1) + "-0";
        assert_eq!(Owner::in_name(&name).unwrap().runs(), None);
        for wrong in ["", "-", "run-abc", "host~2-3", "h~b~s~x~1-0"] {
            assert_eq!(Owner::in_name(wrong), None, "{wrong}");
        }
    }
}
