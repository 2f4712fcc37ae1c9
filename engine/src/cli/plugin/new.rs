use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::language::Language;
use super::workspace::Workspace;
use crate::cli::Ended;
use crate::cli::screen::Screen;

/// Where plugins of a project without a Cargo workspace lie.
const OWN_FOLDER: &str = ".emospec/plugins";

#[derive(Debug, Args)]
pub(in crate::cli) struct New {
    /// What the plugin, its folder and its first model are called: a lower-case letter, then such letters, digits and `-`
    #[arg(value_name = "NAME", value_parser = plugin_name)]
    name: String,
    /// The language it is written in
    #[arg(short, long, value_enum, default_value_t = Language::Rust)]
    language: Language,
    /// The folder its own folder is made in; `plugins` of the Cargo workspace around the current folder, else
    /// `.emospec/plugins`, when left out
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

fn plugin_name(text: &str) -> Result<String, String> {
    let is_plain =
        |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    let is_name = text.len() <= 40
        && text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && text.bytes().all(is_plain);
    if is_name {
        return Ok(text.to_owned());
    }
    Err(
        "a name is a lower-case letter, then such letters, digits and `-`, at most 40 in all"
            .to_owned(),
    )
}

impl New {
    pub fn act(&self, screen: &Screen) -> Ended {
        match self.write() {
            Ok(written) => {
                screen.print(&written);
                Ended::Good
            }
            Err(message) => {
                screen.tell(&format!("error: {message}"));
                Ended::Unusable
            }
        }
    }

    /// Writes the plugin, and returns what to do with it.
    fn write(&self) -> Result<String, String> {
        let here = env::current_dir().map_err(|error| error.to_string())?;
        let workspace = Workspace::around(&here);
        let parent = match (&self.folder, &workspace) {
            (Some(folder), _) => folder.clone(),
            (None, Some(workspace)) => workspace.root().join("plugins"),
            (None, None) => PathBuf::from(OWN_FOLDER),
        };
        let folder = parent.join(&self.name);
        let shown = shown(&folder, &here);
        let failed = |error: io::Error| format!("failed to write {shown}: {error}");
        if folder.exists() {
            return Err(format!(
                "{shown} exists already: choose another name, or remove it"
            ));
        }
        fs::create_dir_all(&folder).map_err(failed)?;
        // Only a package inside the workspace is a member of it.
        let inside = fs::canonicalize(&folder).map_err(failed)?;
        let workspace = workspace.filter(|workspace| inside.starts_with(workspace.root()));
        let ident = self.name.replace('-', "_");
        let mut lines = Vec::new();
        for file in self.language.templates(&ident) {
            let mut text = file
                .text
                .replace("NAME", &self.name)
                .replace("IDENT", &ident);
            if file.path == "Cargo.toml" {
                text = package(&text, workspace.as_ref());
            }
            let path = folder.join(&file.path);
            let made = path.parent().map_or(Ok(()), fs::create_dir_all);
            made.and_then(|()| fs::write(&path, text)).map_err(failed)?;
            lines.push(format!("wrote {shown}/{}", file.path));
        }
        if let (Language::Rust, Some(workspace)) = (self.language, &workspace)
            && workspace.add_member(&inside)?
        {
            lines.push("added it to the members of the workspace in Cargo.toml".to_owned());
        }
        lines.push("\nNext:".to_owned());
        lines.extend(
            self.language
                .preparation(&shown)
                .map(|line| format!("  {line}")),
        );
        let name = &self.name;
        let path = match &self.folder {
            Some(folder) => format!(" --plugin-path {}", folder.display()),
            None => String::new(),
        };
        lines.push(format!("  emospec plugin check {shown}"));
        lines.push(format!("  emospec plugin info {name}{path}"));
        lines.push(format!(
            "and in a spec, under `models`:\n  {name}: {{type: {name}/{name}}}"
        ));
        Ok(lines.join("\n"))
    }
}

/// A folder as it is best typed from here.
fn shown(folder: &Path, here: &Path) -> String {
    folder
        .strip_prefix(here)
        .unwrap_or(folder)
        .display()
        .to_string()
}

/// A package's manifest with the SDK where it is to be had: from the workspace, or from where this engine was built.
fn package(text: &str, workspace: Option<&Workspace>) -> String {
    if workspace.is_some_and(Workspace::has_sdk) {
        return text.replace("emospec-sdk = SDK", "emospec-sdk.workspace = true");
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/sdk");
    let sdk = match fs::canonicalize(beside) {
        Ok(folder) => format!("{{ path = {:?} }}", folder.display().to_string()),
        Err(_) => format!("{:?}", env!("CARGO_PKG_VERSION")),
    };
    let text = text.replace("SDK", &sdk);
    match workspace {
        Some(_) => text,
        // A workspace of its own, wherever the folder lies.
        None => format!("{text}\n[workspace]\n"),
    }
}
