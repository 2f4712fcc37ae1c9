use super::node::Node;
use super::pointer::join;

/// How far a dotted path (`models.net.params.rate`) leads into a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Reach {
    /// The pointer of the deepest value on the path.
    pub pointer: String,
    /// How many of the path's words lead there.
    pub words: usize,
}

/// Follows a dotted path as far as it goes. Names may contain dots, so words are joined where that leads further.
pub fn reach(root: &Node, words: &[&str]) -> Reach {
    let mut best = Reach {
        pointer: String::new(),
        words: 0,
    };
    for count in 1..=words.len() {
        let key = words[..count].join(".");
        let Some(child) = root.child(&key) else {
            continue;
        };
        let below = reach(child, &words[count..]);
        if count + below.words > best.words {
            best = Reach {
                pointer: join("", key) + &below.pointer,
                words: count + below.words,
            };
        }
    }
    best
}
