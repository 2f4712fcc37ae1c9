//! Spans of time as Slurm writes them: `1:00`, `00:01:00`, `1-12:00:00`.

use std::time::Duration;

/// A span for `sbatch --time`.
pub(super) fn written(span: Duration) -> String {
    // Slurm takes whole seconds, and nothing as no limit at all.
    let seconds = span.as_millis().div_ceil(1000).max(1);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let (days, hours) = (hours / 24, hours % 24);
    format!("{days}-{hours:02}:{minutes:02}:{seconds:02}")
}

/// The span that `squeue` or `sacct` prints; none for `UNLIMITED` and its like.
pub(super) fn read(text: &str) -> Option<Duration> {
    let (days, time) = match text.split_once('-') {
        Some((days, time)) => (number(days)?, time),
        None => (0, text),
    };
    let mut pieces = time.split(':').rev();
    let seconds = number(pieces.next()?)?;
    let minutes = number(pieces.next()?)?;
    let hours = pieces.next().map_or(Some(0), number)?;
    if pieces.next().is_some() {
        return None;
    }
    Some(Duration::from_secs(
        ((days * 24 + hours) * 60 + minutes) * 60 + seconds,
    ))
}

fn number(text: &str) -> Option<u64> {
    let is_number = (1..10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (seconds, text) in [
            (1, "0-00:00:01"),
            (5400, "0-01:30:00"),
            (180_061, "2-02:01:01"),
        ] {
            assert_eq!(written(Duration::from_secs(seconds)), text);
            assert_eq!(read(text), Some(Duration::from_secs(seconds)));
        }
        assert_eq!(written(Duration::from_millis(1500)), "0-00:00:02");
        assert_eq!(written(Duration::ZERO), "0-00:00:01");
    }

    #[test]
    fn squeue_and_sacct_write_the_same_span_differently() {
        assert_eq!(read("1:00"), read("00:01:00"));
        for text in [
            "UNLIMITED",
            "Partition_Limit",
            "INVALID",
            "",
            "5",
            "1:2:3:4",
            "-1:00",
            "1-",
            "99999999999:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
