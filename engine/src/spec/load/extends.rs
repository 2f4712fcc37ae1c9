use std::path::{Path, PathBuf};

use super::node::{Content, Node};
use super::parse::parse;
use super::read::read;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, quoted};

/// The key that names the spec a spec extends.
pub const EXTENDS: &str = "extends";

/// Specs that may extend one another.
const LONGEST: usize = 16;

/// Reads a spec and the specs it extends into one tree without `extends`. None when something is wrong that
/// leaves no tree; what is wrong is added to `found`.
///
/// `extends` is a path relative to the file it stands in, or a list of such paths. Maps are merged key by key; of anything
/// else the value of the later file takes the place of the earlier one's: a list is laid down in its order, the extending
/// spec on top. Keys keep the order in which they first occur.
pub fn read_extended(file: &Path, found: &mut Diagnostics) -> Option<Node> {
    let mut reading = Reading {
        found,
        above: Vec::new(),
        laid: Vec::new(),
        files: 0,
    };
    reading.tree(file, None)
}

struct Reading<'a> {
    found: &'a mut Diagnostics,
    /// The files that extend the one being read.
    above: Vec<PathBuf>,
    /// The files that are laid down.
    laid: Vec<PathBuf>,
    files: usize,
}

impl Reading<'_> {
    fn tree(&mut self, file: &Path, named: Option<Place>) -> Option<Node> {
        let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        self.refuse_circle(file, &real, named.as_ref())?;
        let text = read(file, named, self.found)?;
        let length = self.found.texts().text(text).len();
        let mut own = parse(text, 0..length, self.found)?;
        let Content::Map(entries) = &mut own.content else {
            let refused = not_a_map(&own, self.found);
            self.found.push(refused);
            return None;
        };
        let Some(entry) = entries.shift_remove(EXTENDS) else {
            self.laid.push(real);
            return Some(own);
        };
        self.above.push(real.clone());
        let mut tree: Option<Node> = None;
        for (base, place) in self.bases(file, &entry.value)? {
            // What several bases extend lies under all of them, once.
            let real = base.canonicalize().unwrap_or_else(|_| base.clone());
            if self.laid.contains(&real) {
                continue;
            }
            let over = self.tree(&base, Some(place))?;
            match &mut tree {
                None => tree = Some(over),
                Some(tree) => lay_over(tree, over),
            }
        }
        self.above.pop();
        self.laid.push(real);
        match tree {
            None => Some(own),
            Some(mut tree) => {
                lay_over(&mut tree, own);
                Some(tree)
            }
        }
    }

    fn refuse_circle(&mut self, file: &Path, real: &PathBuf, named: Option<&Place>) -> Option<()> {
        self.files += 1;
        let message = if self.above.contains(real) {
            format!("{} extends itself", quoted(&file.to_string_lossy()))
        } else if self.files > LONGEST {
            format!("more than {LONGEST} specs extend one another")
        } else {
            return Some(());
        };
        let refused = Diagnostic::error(Code::BadBase, message).at(named.cloned());
        self.found.push(refused);
        None
    }

    /// The files that a value of `extends` means, and where each is named.
    fn bases(&mut self, file: &Path, value: &Node) -> Option<Vec<(PathBuf, Place)>> {
        let named = match &value.content {
            Content::List(items) => items.iter().collect(),
            _ => vec![value],
        };
        let bases = named.into_iter().map(|value| self.base(file, value));
        bases.collect()
    }

    fn base(&mut self, file: &Path, value: &Node) -> Option<(PathBuf, Place)> {
        let place = place_of(value, self.found);
        let (message, help) = match &value.content {
            Content::Text(base) if Path::new(base).is_relative() => {
                let folder = file.parent().unwrap_or(Path::new(""));
                return Some((folder.join(base), place));
            }
            Content::Text(_) => (
                "`extends` takes a path relative to this file",
                "an absolute path would not hold on another machine",
            ),
            _ => (
                "`extends` takes the path of a spec, or a list of paths",
                "write `extends: base.yaml`",
            ),
        };
        let refused = Diagnostic::error(Code::BadBase, message);
        self.found.push(refused.at(place).help(help.to_owned()));
        None
    }
}

fn not_a_map(tree: &Node, found: &Diagnostics) -> Diagnostic {
    let message = match &tree.content {
        Content::Null => "the spec is empty",
        Content::List(_) => "a spec is a map of keys, and this is a list",
        _ => "a spec is a map of keys, and this is a single value",
    };
    Diagnostic::error(Code::NotAMap, message)
        .at(place_of(tree, found))
        .help(
            "begin with `version: 1` and `name: NAME`; `emospec init` writes a whole spec"
                .to_owned(),
        )
}

fn place_of(node: &Node, found: &Diagnostics) -> Place {
    found
        .texts()
        .place(node.mark.text, node.mark.start..node.mark.end)
}

fn lay_over(under: &mut Node, over: Node) {
    match (&mut under.content, over.content) {
        (Content::Map(below), Content::Map(above)) => {
            under.mark = over.mark;
            for (key, entry) in above {
                if let Some(below) = below.get_mut(&key) {
                    below.key = entry.key;
                    lay_over(&mut below.value, entry.value);
                } else {
                    below.insert(key, entry);
                }
            }
        }
        (content, above) => {
            *content = above;
            under.mark = over.mark;
        }
    }
}
