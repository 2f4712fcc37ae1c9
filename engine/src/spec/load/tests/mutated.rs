//! Whatever the bytes are, loading ends in a spec or in errors whose places lie inside the file.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{WHOLE, folder, loaded_at};

/// Loads bytes and checks every place.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let folder = folder(&[("spec.yaml", bytes)]);
    let found = match loaded_at(&folder.path().join("spec.yaml"), &[]) {
        Ok(loaded) => {
            for pointer in [
                "",
                "/models/net/params",
                "/tasks/pairing/metrics/1/name",
                "/x/y",
            ] {
                prop_assert!(loaded.source.place(pointer).is_some());
                prop_assert!(loaded.source.key_place(pointer).is_some());
            }
            return Ok(());
        }
        Err(found) => found,
    };
    prop_assert!(!found.is_empty());
    for one in &found {
        prop_assert!(!one.message.is_empty());
        let Some(place) = &one.place else { continue };
        let text = found.texts().of(&place.file).unwrap();
        prop_assert!(
            place.start <= place.end && place.end <= text.len(),
            "{one:?}"
        );
        prop_assert!(
            text.is_char_boundary(place.start) && text.is_char_boundary(place.end),
            "{one:?}"
        );
        let line = text.split('\n').nth(place.line - 1);
        prop_assert!(
            line.is_some_and(|line| place.column <= line.chars().count() + 1),
            "{one:?}"
        );
    }
    let shown = found.render(false, 80);
    prop_assert!(shown.matches("error[E").count() >= found.len());
    Ok(())
}

/// One change of a text: bytes at a place are replaced.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize, String)> {
    let pieces = vec![
        "",
        " ",
        "\n",
        "\t",
        "\r\n",
        "  ",
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "'",
        "\"",
        "&a ",
        "*a",
        "<<: *a",
        "!!str ",
        "# ",
        "|\n",
        "? ",
        "${",
        "}",
        "${name}",
        "${env:X}",
        "$$",
        "~",
        "null",
        "true",
        "yes",
        "0",
        "-1",
        "1e999",
        ".inf",
        "é",
        "\u{1f600}",
        "\u{202e}",
        "\0",
        "---\n",
        "...",
        "%YAML",
        "extends: spec.yaml\n",
        "a: 1\n",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
    ];
    (
        any::<prop::sample::Index>(),
        0..12_usize,
        prop::sample::select(pieces).prop_map(str::to_owned),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
    }

    #[test]
    fn random_text_never_panics(text in "[a-c:\\-\\[\\]{}&*!|>'\"%@`#,? \n\t\r$é]{0,80}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn changed_specs_never_panic(changes in vec(change(), 1..5)) {
        let mut text = WHOLE.to_owned();
        for (at, removed, piece) in changes {
            let start = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.ceil_char_boundary((start + removed).min(text.len()));
            text.replace_range(start..end, &piece);
        }
        check(text.as_bytes())?;
    }

    #[test]
    fn any_override_ends_in_a_spec_or_a_placed_error(one in "[a-z.=\\[\\]{}$é ]{0,30}|(models|seeds|tasks.pairing|execution)(\\.[a-z0-9]{1,6}){0,3}=.{0,12}") {
        let folder = folder(&[("spec.yaml", WHOLE.as_bytes())]);
        if let Err(found) = loaded_at(&folder.path().join("spec.yaml"), &[&one]) {
            for one in &found {
                let place = one.place.as_ref().unwrap();
                prop_assert!(found.texts().of(&place.file).is_some_and(|text| place.end <= text.len()));
            }
            prop_assert!(!found.render(true, 40).is_empty());
        }
    }
}
