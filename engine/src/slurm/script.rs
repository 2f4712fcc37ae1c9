//! The script that Slurm runs for every element of a batch.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The script's bytes: it becomes the engine, which reads what to do in the folder of the batch.
pub(super) fn script(engine: &Path, cache: &Path, folder: &Path) -> Vec<u8> {
    let mut text =
        b"#!/bin/sh\n# Runs one trial of the batch whose folder it names; Slurm says which one.\n"
            .to_vec();
    // Nodes may set variables of their own.
    text.extend_from_slice(b"EMOSPEC_CACHE_DIR=");
    text.extend(quoted(cache.as_os_str()));
    text.extend_from_slice(b"\nexport EMOSPEC_CACHE_DIR\nexec ");
    text.extend(quoted(engine.as_os_str()));
    text.extend_from_slice(b" slurm-element ");
    text.extend(quoted(folder.as_os_str()));
    text.push(b'\n');
    text
}

/// A word of the shell, whatever bytes it has.
fn quoted(word: &OsStr) -> Vec<u8> {
    let mut text = vec![b'\''];
    for &byte in word.as_bytes() {
        if byte == b'\'' {
            text.extend_from_slice(b"'\\''");
        } else {
            text.push(byte);
        }
    }
    text.push(b'\'');
    text
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::*;

    #[test]
    fn any_path_reaches_the_engine_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let name = OsStr::from_bytes(b"it's \"a\" $(touch gone) `b`\n#SBATCH --wrap=no\\ %A *\xff");
        let folder = home.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let engine = folder.join("engine");
        std::fs::write(
            &engine,
            "#!/bin/sh\nprintf '%s|%s|%s' \"$EMOSPEC_CACHE_DIR\" \"$1\" \"$2\"\n",
        )
        .unwrap();
        std::fs::set_permissions(&engine, std::fs::Permissions::from_mode(0o755)).unwrap();
        let file = home.path().join("script");
        std::fs::write(&file, script(&engine, &folder, &folder)).unwrap();
        let output = Command::new("/bin/sh")
            .arg(&file)
            .current_dir(home.path())
            .output()
            .unwrap();
        let mut wanted = folder.as_os_str().as_bytes().to_vec();
        wanted.extend_from_slice(b"|slurm-element|");
        wanted.extend_from_slice(folder.as_os_str().as_bytes());
        assert_eq!(output.stdout, wanted);
        assert!(!home.path().join("gone").exists());
    }

    #[test]
    fn directives_end_before_the_first_path() {
        let text = script(
            Path::new("/e"),
            Path::new("/c\n#SBATCH --hold"),
            Path::new("/f"),
        );
        let text = String::from_utf8(text).unwrap();
        let command = text
            .lines()
            .position(|line| !line.starts_with('#'))
            .unwrap();
        let directive = text
            .lines()
            .position(|line| line.starts_with("#SBATCH"))
            .unwrap();
        // sbatch reads directives up to the first command.
        assert!(command < directive);
    }
}
