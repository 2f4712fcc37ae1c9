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
/// `extends` is a path relative to the file it stands in. Maps of both are merged key by key; of anything else
/// the extending spec's value takes the place of the extended one's. Keys keep the order of the extended spec.
pub fn read_extended(file: &Path, found: &mut Diagnostics) -> Option<Node> {
    let mut trees = Vec::new();
    let mut seen = Vec::new();
    let mut next = Some((file.to_owned(), None));
    while let Some((file, named)) = next.take() {
        refuse_circle(&file, named.as_ref(), &mut seen, found)?;
        let text = read(&file, named, found)?;
        let length = found.texts().text(text).len();
        let mut tree = parse(text, 0..length, found)?;
        let Content::Map(entries) = &mut tree.content else {
            found.push(not_a_map(&tree, found));
            return None;
        };
        if let Some(entry) = entries.shift_remove(EXTENDS) {
            let place = place_of(&entry.value, found);
            next = Some((base(&file, &entry.value, &place, found)?, Some(place)));
        }
        trees.push(tree);
    }
    let mut tree = trees.pop()?;
    for over in trees.into_iter().rev() {
        lay_over(&mut tree, over);
    }
    Some(tree)
}

fn refuse_circle(
    file: &Path,
    named: Option<&Place>,
    seen: &mut Vec<PathBuf>,
    found: &mut Diagnostics,
) -> Option<()> {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let message = if seen.contains(&real) {
        format!("{} extends itself", quoted(&file.to_string_lossy()))
    } else if seen.len() == LONGEST {
        format!("more than {LONGEST} specs extend one another")
    } else {
        seen.push(real);
        return Some(());
    };
    found.push(Diagnostic::error(Code::BadBase, message).at(named.cloned()));
    None
}

/// The file that a value of `extends` means.
fn base(file: &Path, value: &Node, place: &Place, found: &mut Diagnostics) -> Option<PathBuf> {
    let (message, help) = match &value.content {
        Content::Text(base) if Path::new(base).is_relative() => {
            return Some(file.parent().unwrap_or(Path::new("")).join(base));
        }
        Content::Text(_) => (
            "`extends` takes a path relative to this file",
            "an absolute path would not hold on another machine",
        ),
        _ => (
            "`extends` takes the path of one spec",
            "write `extends: base.yaml`",
        ),
    };
    let refused = Diagnostic::error(Code::BadBase, message);
    found.push(refused.at(place.clone()).help(help.to_owned()));
    None
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
