use std::path::Path;

/// Longest sentence that is kept.
const LONGEST: usize = 160;

/// What a program complained of first, as one printable line that is the same in every run: without the file's path,
/// addresses and the part of the program that speaks.
pub fn complaint(stderr: &[u8], path: &Path) -> Option<String> {
    let text = String::from_utf8_lossy(stderr);
    let path = path.to_string_lossy();
    text.lines()
        .map(|line| {
            line.replace(&format!("file:{path}: "), "")
                .replace(&*path, "the file")
        })
        .map(|line| printable(without_speaker(&line)))
        .find(|line| !line.is_empty())
}

/// Without `[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55fe13443400] `.
fn without_speaker(line: &str) -> &str {
    match line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
    {
        Some((speaker, rest)) if speaker.contains(" @ 0x") => without_speaker(rest),
        _ => line,
    }
}

fn printable(line: &str) -> String {
    let line: String = line
        .trim()
        .trim_end_matches('.')
        .chars()
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .take(LONGEST)
        .collect();
    // An address differs between runs.
    match line.find("0x") {
        Some(place) => line[..place].trim_end().to_owned(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(stderr: &str) -> Option<String> {
        complaint(stderr.as_bytes(), Path::new("/data/a.mp4"))
    }

    #[test]
    fn addresses_and_paths_are_left_out() {
        assert_eq!(
            of("[mov,mp4 @ 0x55fe] moov atom not found\nfile:/data/a.mp4: Invalid data\n")
                .as_deref(),
            Some("moov atom not found")
        );
        assert_eq!(
            of("file:/data/a.mp4: Invalid data found\n").as_deref(),
            Some("Invalid data found")
        );
        assert_eq!(
            of("cannot read /data/a.mp4!").as_deref(),
            Some("cannot read the file!")
        );
    }

    #[test]
    fn only_printable_characters_are_kept() {
        assert_eq!(
            of("\u{1b}[31mbad\u{7} \u{fffd}tag.\n").as_deref(),
            Some("[31mbad tag")
        );
        assert_eq!(of("\n  \n"), None);
    }
}
