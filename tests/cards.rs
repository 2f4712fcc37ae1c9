//! Dataset cards.

use serde_json::Value;

use crate::sandbox::{Ran, Sandbox, emomv_folder, ran, repository};

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn card_of_a_dataset_is_the_same_in_every_run_and_fits_the_terminal() {
    let sandbox = Sandbox::with_study();
    let first = sandbox.run(&["data", "describe", "study.yaml"]).ended(0);
    let again = sandbox.run(&["data", "describe", "study.yaml"]).ended(0);
    assert_eq!(first.out, again.out);
    assert!(first.out.lines().all(|line| line.chars().count() <= 100));
    for text in ["Rows", "Classes", "colour", "train.h5", "Shared by parts"] {
        assert!(first.out.contains(text), "{}", first.out);
    }
    let card = sandbox.run(&["data", "describe", "study.yaml", "--json"]);
    let card = json(&card.ended(0));
    assert_eq!(card["parts"]["train"]["rows"], 12);
    assert_eq!(card["classes"][0]["parts"]["val"], Value::from([6, 6]));
}

#[test]
fn cards_are_written_in_every_format() {
    let sandbox = Sandbox::with_study();
    let arguments = ["data", "describe", "study.yaml", "pairs", "--out", "cards"];
    sandbox.run(&arguments).ended(0);
    let written: Vec<_> = sandbox.results("cards");
    let names: Vec<_> = written
        .iter()
        .map(|(path, _)| path.to_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "pairs.croissant.json",
            "pairs.json",
            "pairs.md",
            "pairs.txt"
        ]
    );
    let printed = |format| {
        let arguments = [
            "data",
            "describe",
            "study.yaml",
            "pairs",
            "--format",
            format,
        ];
        sandbox.run(&arguments).ended(0).out
    };
    assert_eq!(sandbox.read("cards/pairs.md"), printed("markdown"));
    assert_eq!(
        sandbox.read("cards/pairs.croissant.json"),
        printed("croissant")
    );
}

#[test]
fn dataset_that_is_not_there_is_told_with_the_nearest() {
    let sandbox = Sandbox::with_study();
    sandbox
        .run(&["data", "describe", "study.yaml", "pair"])
        .ended(2)
        .says(&["there is no dataset `pair`", "did you mean `pairs`?"]);
}

#[test]
fn pairs_are_counted_with_the_files_that_their_rows_come_from() {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "splits:",
        "  made:
    type: pairs
    from: {train: pairs/train}
    pairs:
      type: swap
      by: colour
      balance: 0.5
      sides:
        one: {first: left, first_colour: colour}
        two: {second: right, second_colour: colour}
splits:",
    );
    let card = json(
        &sandbox
            .run(&["data", "describe", "study.yaml", "made", "--json"])
            .ended(0),
    );
    let matrices = card["pairs"].as_array().unwrap();
    let of = |class: &str| {
        let mut found = matrices.iter().filter(|one| one["of"]["class"] == class);
        let counts = &found.next().unwrap()["counts"];
        [[0, 0], [0, 1], [1, 0], [1, 1]]
            .map(|[first, second]| counts[first][second].as_u64().unwrap())
    };
    let [red, mixed, other, green] = of("mismatched");
    assert_eq!((red, green), (0, 0));
    assert!(mixed == other && mixed > 0);
    let [.., mixed, other, _] = of("matched");
    assert_eq!((mixed, other), (0, 0));
    assert_eq!(card["files"].as_array().unwrap().len(), 6);
}

/// Rows of each class of a target in a part.
fn counts(card: &Value, target: &str, part: &str) -> Vec<u64> {
    let mut of_target = card["classes"].as_array().unwrap().iter();
    let of_target = of_target.find(|one| one["target"] == target).unwrap();
    let counts = of_target["parts"][part].as_array();
    let counts = counts.unwrap_or_else(|| panic!("{target} of {part}: {card:#}"));
    counts.iter().map(|count| count.as_u64().unwrap()).collect()
}

#[test]
fn released_emomv_files_have_the_counts_that_are_known_and_no_forbidden_pair() {
    let Some(folder) = emomv_folder() else { return };
    let sandbox = Sandbox::new();
    let card = |letter: &str| {
        let spec = repository().join(format!("specs/emomv-{letter}.yaml"));
        let name = format!("emomv-{letter}");
        let arguments = [
            "data",
            "describe",
            spec.to_str().unwrap(),
            &name,
            "--skip-missing",
            "--json",
        ];
        let mut command = sandbox.command(&arguments);
        let output = command.env("EMOSPEC_EMOMV_DIR", &folder).output().unwrap();
        json(&ran(&output).ended(0))
    };
    // Mismatched, then matched; then the items of the gallery by emotion.
    let released = [
        (
            "c",
            vec![("train", [180, 180]), ("val", [48, 48])],
            [33, 7, 11, 22, 23],
        ),
        (
            "b",
            vec![("train", [248, 248]), ("val", [60, 60])],
            [44, 12, 14, 24, 26],
        ),
        (
            "a",
            vec![
                ("train", [1902, 2208]),
                ("val", [246, 310]),
                ("test", [124, 124]),
            ],
            [50; 5],
        ),
    ];
    for (letter, parts, gallery) in released {
        if letter != "c"
            && !folder
                .join(if letter == "a" {
                    "DS1_EmoMV_A"
                } else {
                    "DS2_EmoMV_B"
                })
                .is_dir()
        {
            println!("skipped: there is no EmoMV-{letter}");
            continue;
        }
        let card = card(letter);
        for (part, rows) in &parts {
            assert_eq!(counts(&card, "match", part), rows, "{letter} {part}");
        }
        for side in ["video_emotion", "music_emotion"] {
            assert_eq!(counts(&card, side, "gallery"), gallery, "{letter}");
        }
        let matrices = card["pairs"].as_array().unwrap();
        assert_eq!(matrices.len(), 2 * parts.len() + 1, "{letter}");
        for matrix in matrices {
            let at = |[row, column]: [usize; 2]| matrix["counts"][row][column].as_u64().unwrap();
            let is_mismatch = matrix["of"]["class"] == "mismatched";
            for row in 0..5 {
                for column in 0..5 {
                    let is_diagonal = row == column;
                    assert!(
                        is_diagonal != is_mismatch || at([row, column]) == 0,
                        "{matrix}"
                    );
                }
            }
            // 1 fear, 2 tense; 3 sad, 4 relax.
            for pair in [[1, 2], [2, 1], [3, 4], [4, 3]] {
                assert_eq!(at(pair), 0, "{matrix}");
            }
        }
    }
}
