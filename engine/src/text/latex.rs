//! Any text as LaTeX that prints it.

use std::fmt::Write as _;

/// Letters beyond ASCII that every font encoding of pdfLaTeX composes.
const LETTERS: &str = "\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ\
    ĆćČčĚěĞğİıŁłŃńŇňŐőŒœŘřŚśŞşŠšŮůŰűŹźŻżŽž";

/// The text as LaTeX prints it, safe in cells, captions and notes.
///
/// What pdfLaTeX has no letter for is given to `XeLaTeX` and `LuaLaTeX` as it is, and to pdfLaTeX as its code point, so
/// that the document compiles with all of them.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut foreign = String::new();
    let mut before = None;
    for character in text.chars() {
        let plain = plain(character, before);
        if plain.is_some() || character == ' ' {
            push_foreign(&mut escaped, &mut foreign);
        }
        match plain {
            Some(plain) => escaped.push_str(&plain),
            None => foreign.push(character),
        }
        before = Some(character);
    }
    push_foreign(&mut escaped, &mut foreign);
    escaped
}

/// How pdfLaTeX prints the character, if it can.
fn plain(character: char, before: Option<char>) -> Option<String> {
    let text = match character {
        '\\' => r"\textbackslash{}",
        '~' => r"\textasciitilde{}",
        '^' => r"\textasciicircum{}",
        '<' => r"\textless{}",
        '>' => r"\textgreater{}",
        '|' => r"\textbar{}",
        // Some languages of babel make the bare character a command.
        '"' => r"\symbol{34}",
        '{' | '}' | '$' | '&' | '#' | '_' | '%' => return Some(format!(r"\{character}")),
        // After `\\` these would be an argument.
        '[' | ']' | '*' => return Some(format!("{{{character}}}")),
        // Two of them would become one other character, as `--` does, and ?` and !`.
        '-' | '\'' | ',' if before == Some(character) => return Some(format!("{{}}{character}")),
        '`' => r"{}\textasciigrave{}",
        '±' => r"$\pm$",
        '×' => r"$\times$",
        '·' => r"$\cdot$",
        '−' => r"$-$",
        '≈' => r"$\approx$",
        '≤' => r"$\leq$",
        '≥' => r"$\geq$",
        '→' => r"$\rightarrow$",
        '←' => r"$\leftarrow$",
        '↔' => r"$\leftrightarrow$",
        '↑' => r"$\uparrow$",
        '↓' => r"$\downarrow$",
        '∞' => r"$\infty$",
        '°' => r"$^{\circ}$",
        'µ' | 'μ' => r"$\mu$",
        'α' => r"$\alpha$",
        'β' => r"$\beta$",
        'γ' => r"$\gamma$",
        'δ' => r"$\delta$",
        'ε' => r"$\epsilon$",
        'λ' => r"$\lambda$",
        'σ' => r"$\sigma$",
        'τ' => r"$\tau$",
        'Δ' => r"$\Delta$",
        '–' => "--",
        '—' => "---",
        '…' => r"\ldots{}",
        '‘' => "`",
        '’' => "'",
        '“' => "``",
        '”' => "''",
        '†' => r"\dag{}",
        '‡' => r"\ddag{}",
        '§' => r"\S{}",
        '\u{a0}' => "~",
        // LuaTeX takes it for damaged UTF-8.
        char::REPLACEMENT_CHARACTER => "?",
        character
            if character.is_ascii_graphic() || character == ' ' || LETTERS.contains(character) =>
        {
            return Some(character.to_string());
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// Moves a run of characters that pdfLaTeX cannot print. `\Umathcode` is what `XeLaTeX` and `LuaLaTeX` have and it has not.
fn push_foreign(escaped: &mut String, foreign: &mut String) {
    if foreign.is_empty() {
        return;
    }
    let codes: Vec<String> = foreign
        .chars()
        .map(|character| format!("U+{:04X}", u32::from(character)))
        .collect();
    let codes = codes.join(" ");
    let _ = write!(
        escaped,
        r"{{\ifdefined\Umathcode {foreign}\else {codes}\fi}}"
    );
    foreign.clear();
}

/// The label with every character that `\label` or `\ref` could stumble over replaced.
pub fn label(label: &str) -> String {
    label
        .chars()
        .map(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ':' | '.' | '_' | '-' | '/' => character,
            _ => '-',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{escape, label};

    #[test]
    fn specials_are_escaped() {
        assert_eq!(
            escape(r"50% of $x_1$ & {a}#~^\"),
            r"50\% of \$x\_1\$ \& \{a\}\#\textasciitilde{}\textasciicircum{}\textbackslash{}"
        );
    }

    #[test]
    fn ligatures_and_optional_arguments_cannot_form() {
        assert_eq!(escape("a--b"), "a-{}-b");
        assert_eq!(escape("[a]*"), "{[}a{]}{*}");
    }

    #[test]
    fn letters_without_a_font_are_named_for_pdflatex() {
        assert_eq!(
            escape("aש b"),
            r"a{\ifdefined\Umathcode ש\else U+05E9\fi} b"
        );
        assert_eq!(escape("naïve ± 1"), r"naïve $\pm$ 1");
    }

    #[test]
    fn labels_keep_only_what_ref_accepts() {
        assert_eq!(label("tab:a_b{}%ü"), "tab:a_b----");
    }
}
