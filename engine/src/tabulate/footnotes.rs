use indexmap::IndexSet;

use super::{Absence, Content, Footnote};

/// The remarks made so far; the same remark is made once.
#[derive(Debug, Default)]
pub struct Footnotes {
    texts: IndexSet<String>,
}

impl Footnotes {
    /// The letters of the footnotes a cell needs: the first message of a failure, the first reason of no value.
    pub fn letters_for(&mut self, content: &Content) -> Vec<String> {
        let Content::Missing {
            absence, reasons, ..
        } = content
        else {
            return Vec::new();
        };
        let Some(reason) = reasons.first() else {
            return Vec::new();
        };
        let text = match absence {
            Absence::Failed => format!("failed: {reason}"),
            Absence::Undefined => format!("not defined: {reason}"),
            Absence::NotRun => return Vec::new(),
        };
        vec![self.letter_for(text)]
    }

    /// The letter of a remark.
    pub fn letter_for(&mut self, text: String) -> String {
        let (index, _) = self.texts.insert_full(text);
        letter(index)
    }

    /// The footnotes in the order of their letters.
    pub fn into_vec(self) -> Vec<Footnote> {
        self.texts
            .into_iter()
            .enumerate()
            .map(|(index, text)| Footnote {
                letter: letter(index),
                text,
            })
            .collect()
    }
}

/// a, b, ..., z, aa, ab, ...
fn letter(index: usize) -> String {
    const ALPHABET: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let last = char::from(ALPHABET[index % 26]);
    match index / 26 {
        0 => last.to_string(),
        rest => format!("{}{last}", letter(rest - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn letters_go_on_after_z() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702]
            .into_iter()
            .map(letter)
            .collect();
        assert_eq!(letters, ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }
}
