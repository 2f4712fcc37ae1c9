use clap::ValueEnum;

/// The language a new plugin is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Language {
    /// A Cargo package with the SDK
    Rust,
    /// A file and a Makefile, with the header of the contract
    C,
    /// A script and a plugin.yaml, with the Python package `emospec`
    Python,
}

/// A file of a new plugin: its path in the plugin's folder, and its text.
pub(super) struct Template {
    pub path: String,
    pub text: &'static str,
}

impl Language {
    /// The files of a plugin whose name as an identifier is `ident`.
    pub fn templates(self, ident: &str) -> Vec<Template> {
        let files: &[(&str, &'static str)] = match self {
            Self::Rust => &[
                ("Cargo.toml", include_str!("templates/rust/Cargo.toml")),
                ("src/lib.rs", include_str!("templates/rust/lib.rs")),
                (
                    "tests/conformance.rs",
                    include_str!("templates/rust/conformance.rs"),
                ),
            ],
            Self::C => &[
                ("IDENT.c", include_str!("templates/c/plugin.c")),
                ("Makefile", include_str!("templates/c/Makefile")),
                (
                    "emospec.h",
                    include_str!("../../../../plugins/api/emospec.h"),
                ),
            ],
            Self::Python => &[
                ("plugin.yaml", include_str!("templates/python/plugin.yaml")),
                ("plugin.py", include_str!("templates/python/plugin.py")),
            ],
        };
        files
            .iter()
            .map(|(path, text)| Template {
                path: path.replace("IDENT", ident),
                text,
            })
            .collect()
    }

    /// What has to be done once before the engine can use the plugin.
    pub fn preparation(self, folder: &str) -> Option<String> {
        match self {
            Self::Rust => None,
            Self::C => Some(format!("make -C {folder}")),
            Self::Python => Some(
                "pip install PATH/TO/emospec/plugins/python    # once for each Python; EMOSPEC_PYTHON names another than python3"
                    .to_owned(),
            ),
        }
    }
}
