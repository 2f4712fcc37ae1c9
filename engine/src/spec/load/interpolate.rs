use std::collections::BTreeMap;

use super::dotted::reach;
use super::node::{Content, Node};
use super::pointer;
use super::segment::{Segment, segments};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, nearest, quoted};

/// The longest text an interpolation may give, in bytes.
const LONGEST: usize = 64 << 10;
/// What all interpolations of a spec may give together, in bytes: as much as a spec may have.
const LONGEST_TOGETHER: usize = 4 << 20;
/// Interpolations that may refer to one another.
const DEEPEST: usize = 64;

/// Reads an environment variable; none when it is not set or not UTF-8.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Fills in `${dotted.path}`, `${env:VAR}` and `${env:VAR:-default}` in every text of a document, and `$$` as `$`.
///
/// Text without quotes that is one interpolation and nothing else takes the kind of what it stands for: a number
/// stays a number, and so does a variable that reads like a number or boolean. Everything else is text.
///
/// Returns the places of the texts that could not be filled in, because of them or of what they refer to.
pub fn interpolate(
    root: &mut Node,
    environment: Environment<'_>,
    found: &mut Diagnostics,
) -> Vec<Place> {
    let mut texts = Vec::new();
    collect(root, String::new(), &mut texts);
    let mut filling = Filling {
        root,
        environment,
        found,
        filled: BTreeMap::new(),
        open: Vec::new(),
        length: 0,
    };
    for pointer in &texts {
        filling.fill(pointer);
    }
    let filled = filling.filled;
    let mut unfilled = Vec::new();
    for (pointer, content) in filled {
        let Some(node) = root.get_mut(&pointer) else {
            continue;
        };
        match content {
            Some(content) => node.content = content,
            None => unfilled.push(
                found
                    .texts()
                    .place(node.mark.text, node.mark.start..node.mark.end),
            ),
        }
    }
    unfilled
}

/// The pointers of texts that have a `$`.
fn collect(node: &Node, pointer: String, texts: &mut Vec<String>) {
    match &node.content {
        Content::Text(text) if text.contains('$') => texts.push(pointer),
        Content::List(_) | Content::Map(_) => {
            for key in node.keys() {
                if let Some(child) = node.child(&key) {
                    collect(child, pointer::join(&pointer, key), texts);
                }
            }
        }
        _ => {}
    }
}

struct Filling<'a> {
    root: &'a Node,
    environment: Environment<'a>,
    found: &'a mut Diagnostics,
    /// What each text became; none where something is wrong, which has been reported.
    filled: BTreeMap<String, Option<Content>>,
    /// The texts being filled in, each for the sake of the one before.
    open: Vec<String>,
    /// Bytes of the texts that were filled in.
    length: usize,
}

impl Filling<'_> {
    fn fill(&mut self, pointer: &str) -> Option<Content> {
        if let Some(filled) = self.filled.get(pointer) {
            return filled.clone();
        }
        let node = self.root.get(pointer)?;
        let Content::Text(text) = &node.content else {
            return Some(node.content.clone());
        };
        if !text.contains('$') {
            return Some(node.content.clone());
        }
        if self.length > LONGEST_TOGETHER {
            self.filled.insert(pointer.to_owned(), None);
            return None;
        }
        self.open.push(pointer.to_owned());
        let filled = self.text(node, text);
        self.open.pop();
        let filled = self.counted(node, filled);
        self.filled.insert(pointer.to_owned(), filled.clone());
        filled
    }

    /// What a text became, unless all of them together grow too large.
    fn counted(&mut self, node: &Node, filled: Option<Content>) -> Option<Content> {
        let Some(Content::Text(text)) = &filled else {
            return filled;
        };
        let fitted = self.length <= LONGEST_TOGETHER;
        self.length += text.len();
        if self.length <= LONGEST_TOGETHER {
            return filled;
        }
        if fitted {
            let message = "the interpolated texts grow too large together";
            self.report(node, Code::TooExpanded, message, None);
        }
        None
    }

    fn text(&mut self, node: &Node, text: &str) -> Option<Content> {
        let segments = match segments(text) {
            Ok(segments) => segments,
            Err(message) => {
                self.report(node, Code::BadInterpolation, &message, None);
                return None;
            }
        };
        if self.is_plain(node, text) {
            match &*segments {
                [Segment::Path(path)] => return self.referred(node, path),
                [Segment::Variable { name, default }] => {
                    return self.variable(node, name, default.as_deref()).map(scalar);
                }
                _ => {}
            }
        }
        let mut whole = String::new();
        for segment in &segments {
            match segment {
                Segment::Literal(literal) => whole.push_str(literal),
                Segment::Path(path) => whole.push_str(&written(&self.referred(node, path)?)),
                Segment::Variable { name, default } => {
                    whole.push_str(&self.variable(node, name, default.as_deref())?);
                }
            }
            if whole.len() > LONGEST {
                self.report(
                    node,
                    Code::TooExpanded,
                    "the interpolated text grows too large",
                    None,
                );
                return None;
            }
        }
        Some(Content::Text(whole))
    }

    fn referred(&mut self, node: &Node, path: &str) -> Option<Content> {
        let words: Vec<_> = path.split('.').collect();
        let reached = reach(self.root, &words);
        let target = self.root.get(&reached.pointer)?;
        if reached.words < words.len() {
            let missing = words[reached.words];
            let keys = target.keys();
            let label = nearest(missing, keys.iter().map(String::as_str))
                .map(|key| format!("did you mean {}?", quoted(key)));
            let message = format!("there is no {} in the spec", quoted(path));
            self.report(node, Code::BadInterpolation, &message, label);
            return None;
        }
        if matches!(
            target.content,
            Content::Null | Content::List(_) | Content::Map(_)
        ) {
            let message = format!("{} is no single value", quoted(path));
            self.report(node, Code::BadInterpolation, &message, None);
            return None;
        }
        if self.open.contains(&reached.pointer) || self.open.len() > DEEPEST {
            let circle: Vec<_> = self
                .open
                .iter()
                .chain([&reached.pointer])
                .map(|one| pointer::dotted(one))
                .collect();
            let message = "interpolations refer to each other in a circle";
            self.report(
                node,
                Code::InterpolationCycle,
                message,
                Some(circle.join(" → ")),
            );
            return None;
        }
        self.fill(&reached.pointer)
    }

    fn variable(&mut self, node: &Node, name: &str, default: Option<&str>) -> Option<String> {
        let value = (self.environment)(name).filter(|value| default.is_none() || !value.is_empty());
        let Some(value) = value.or_else(|| default.map(str::to_owned)) else {
            let message = format!("the environment variable {} is not set", quoted(name));
            let label = format!("set it, or give a default: `${{env:{name}:-default}}`");
            self.report(node, Code::NotSet, &message, Some(label));
            return None;
        };
        Some(value)
    }

    /// Whether a text stands in the file without quotes.
    fn is_plain(&self, node: &Node, text: &str) -> bool {
        self.found
            .texts()
            .text(node.mark.text)
            .get(node.mark.start..node.mark.end)
            == Some(text)
    }

    fn report(&mut self, node: &Node, code: Code, message: &str, label: Option<String>) {
        let place = self
            .found
            .texts()
            .place(node.mark.text, node.mark.start..node.mark.end);
        self.found
            .push(Diagnostic::error(code, message).at(place).label(label));
    }
}

/// A variable's value: a number where it is one in JSON's spelling, a boolean, or text.
fn scalar(value: String) -> Content {
    match (value.parse(), &*value) {
        (Ok(number), _) => Content::Number(number),
        (Err(_), "true") => Content::Bool(true),
        (Err(_), "false") => Content::Bool(false),
        (Err(_), _) => Content::Text(value),
    }
}

/// A single value within other text.
fn written(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Bool(truth) => truth.to_string(),
        Content::Number(number) => number.to_string(),
        Content::Null | Content::List(_) | Content::Map(_) => String::new(),
    }
}
