//! Studies, from the spec to questionnaires in a browser and back to tables.

use std::collections::BTreeMap;
use std::f32::consts::TAU;
use std::fmt::Write as _;

use crate::browser::Browser;
use crate::sandbox::{Sandbox, ran};

const STUDIES: &str = r"
studies:
  labels:
    title: Listening together
    dataset: pairs
    parts: val
    target: match
    question: 'Do left & right <belong> together?'
    pairs: 8
    balance: [match, colour]
    participants: 4
    ratings: 2
    stimulus: {type: as-is, root: clips, paths: {file: id}}
";

/// A tone of a few tenths of a second as a WAV file.
fn tone(pitch: f32) -> Vec<u8> {
    let samples: Vec<i16> = (0..1600)
        .map(|at| {
            #[expect(clippy::cast_possible_truncation, reason = "a quarter of the range")]
            let sample = ((at as f32 * pitch * TAU / 8000.0).sin() * 8000.0) as i16;
            sample
        })
        .collect();
    let size = u32::try_from(samples.len() * 2).unwrap();
    let mut wave = b"RIFF".to_vec();
    wave.extend((36 + size).to_le_bytes());
    wave.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wave.extend(8000u32.to_le_bytes());
    wave.extend(16000u32.to_le_bytes());
    wave.extend(b"\x02\0\x10\0data");
    wave.extend(size.to_le_bytes());
    wave.extend(samples.into_iter().flat_map(i16::to_le_bytes));
    wave
}

/// A sandbox with a study of twelve rows, each with a tone. Its classes have names that occur nowhere else.
fn with_studies() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit("study.yaml", "[other, same]", "[lonesome, befitting]");
    sandbox.write(
        "study.yaml",
        format!("{}{STUDIES}", sandbox.read("study.yaml")),
    );
    for row in 0..12u8 {
        sandbox.write(
            &format!("clips/val{row}"),
            tone(300.0 + 40.0 * f32::from(row)),
        );
    }
    sandbox
}

/// The fields of a CSV without quotes, by column.
fn records(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    lines
        .map(|line| header.iter().copied().zip(line).collect())
        .collect()
}

/// The answers that `say` gives to the questions of participants in the design.
fn answers(
    design: &str,
    people: &[&str],
    say: impl Fn(&BTreeMap<&str, &str>) -> Option<bool>,
) -> String {
    let mut text = "participant,id,answer,confidence,seconds,played\n".to_owned();
    for question in records(design) {
        if people.contains(&question["participant"])
            && let Some(yes) = say(&question)
        {
            let answer = if yes { "yes" } else { "no" };
            writeln!(
                text,
                "{},{},{answer},4,9.5,1",
                question["participant"], question["id"]
            )
            .unwrap();
        }
    }
    text
}

const EVERYONE: [&str; 4] = ["p01", "p02", "p03", "p04"];

#[test]
fn design_is_balanced_and_the_same_bytes_for_the_same_seed() {
    let sandbox = with_studies();
    let design = sandbox
        .run(&["study", "design", "study.yaml", "labels", "out"])
        .ended(0);
    assert_eq!(design.out.lines().count(), 5, "{}", design.out);
    let text = sandbox.read("out/design.csv");
    let questions = records(&text);
    assert_eq!(questions.len(), 16);
    let mut raters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut cells: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for question in &questions {
        raters
            .entry(question["id"])
            .or_default()
            .push(question["participant"]);
        *cells
            .entry((question["label.match"], question["balance.colour"]))
            .or_default() += 1;
    }
    assert_eq!(raters.len(), 8);
    assert!(
        raters
            .values()
            .all(|raters| raters.len() == 2 && raters[0] != raters[1]),
        "{raters:?}"
    );
    assert_eq!(cells.into_values().collect::<Vec<_>>(), [4; 4]);

    sandbox
        .run(&["study", "design", "study.yaml", "again"])
        .ended(0);
    assert_eq!(sandbox.results("out"), sandbox.results("again"));
    let other = [
        "study",
        "design",
        "study.yaml",
        "other",
        "--set",
        "studies.labels.seed=1",
    ];
    sandbox.run(&other).ended(0);
    assert_ne!(
        sandbox.read("out/design.csv"),
        sandbox.read("other/design.csv")
    );
}

#[test]
fn questionnaire_shows_nothing_of_the_label_and_needs_nothing_else() {
    let sandbox = with_studies();
    sandbox
        .run(&["study", "design", "study.yaml", "out"])
        .ended(0);
    for person in EVERYONE {
        let page = sandbox.read(&format!("out/{person}.html"));
        for hidden in [
            "lonesome",
            "befitting",
            "\"val",
            "study.yaml",
            "http:",
            "https:",
            "src=",
        ] {
            // Programs and encoded bytes may hold anything; what is looked for is text of the data.
            let told = page.split("<script type=\"text/plain\"").next().unwrap();
            assert!(!told.contains(hidden), "{person}.html holds {hidden}");
        }
        assert!(
            page.contains("Do left & right \\u003cbelong> together?"),
            "the question is escaped"
        );
        assert_eq!(page.matches("data:audio/x-wav;base64,").count(), 4);
    }
}

#[test]
fn unanimous_answers_give_the_accuracies_they_must() {
    let sandbox = with_studies();
    sandbox
        .run(&["study", "design", "study.yaml", "out"])
        .ended(0);
    let design = sandbox.read("out/design.csv");
    // Everyone hears what the label says, but for the red rows that are `befitting`.
    let say = |question: &BTreeMap<&str, &str>| {
        Some(question["label.match"] == "befitting" && question["balance.colour"] != "red")
    };
    sandbox.write("one.csv", answers(&design, &EVERYONE[..2], say));
    sandbox.write("two.csv", answers(&design, &EVERYONE[2..], say));
    let told = sandbox
        .run(&[
            "study",
            "analyse",
            "study.yaml",
            "labels",
            "one.csv",
            "two.csv",
        ])
        .ended(0);
    // statsmodels 0.15.0: proportion_confint(2, 4, method="wilson") and (4, 8)
    assert!(
        told.row("lonesome").contains("100.0 [51.0, 100.0]"),
        "{}",
        told.out
    );
    assert!(
        told.row("befitting").contains("50.0 [15.0, 85.0]"),
        "{}",
        told.out
    );
    assert!(
        told.row("befitting").contains("50.0 [21.5, 78.5]"),
        "{}",
        told.out
    );
    assert!(
        told.row("Fleiss' kappa").contains("1.000 ["),
        "{}",
        told.out
    );
    for table in [
        "accuracy",
        "strata",
        "agreement",
        "confidence",
        "votes",
        "screening",
    ] {
        for extension in ["txt", "md", "csv", "tex", "json"] {
            assert!(
                !sandbox
                    .read(&format!("results/study/labels-{table}.{extension}"))
                    .is_empty()
            );
        }
    }
    let strata = sandbox.read("results/study/labels-strata.csv");
    assert!(strata.contains("\nbefitting,red,2,4,0,0,"), "{strata}");
    assert!(strata.contains("\nbefitting,green,2,4,0,1,"), "{strata}");
}

#[test]
fn screening_leaves_out_by_its_rules_and_says_so() {
    let sandbox = with_studies();
    sandbox.edit(
        "study.yaml",
        "    participants: 4\n    ratings: 2\n",
        "    participants: 6\n    ratings: 6\n    screening: {least_agreement: 0.5, least_answers: 0.8, shortest_seconds: 1}\n",
    );
    sandbox
        .run(&["study", "design", "study.yaml", "out"])
        .ended(0);
    let design = sandbox.read("out/design.csv");
    let right = |question: &BTreeMap<&str, &str>| Some(question["label.match"] == "befitting");
    let mut text = answers(&design, &EVERYONE, right);
    text = text.replacen(",9.5,", ",0.2,", 1);
    sandbox.write("good.csv", text);
    sandbox.write(
        "contrary.csv",
        answers(&design, &["p05"], |question| {
            right(question).map(|yes| !yes)
        }),
    );
    let few = |question: &BTreeMap<&str, &str>| (question["order"] == "1").then_some(true);
    sandbox.write("few.csv", answers(&design, &["p06"], few));
    let told = sandbox
        .run(&[
            "study",
            "analyse",
            "study.yaml",
            "good.csv",
            "contrary.csv",
            "few.csv",
        ])
        .ended(0);
    for expected in [
        "answered in 0.2 s, less than 1 s",
        "1 of 8 questions have an answer, less than 80%",
        "less than 50%",
        "Left out by the rules of screening: 10 of these answers.",
        "from 4 of 6 participants",
    ] {
        assert!(
            told.out.contains(expected),
            "{expected} is not in\n{}",
            told.out
        );
    }
    assert!(told.row("all").contains("100.0 ["), "{}", told.out);
}

#[test]
fn answers_that_are_none_are_refused_with_their_place() {
    let sandbox = with_studies();
    sandbox
        .run(&["study", "design", "study.yaml", "out"])
        .ended(0);
    let text = answers(&sandbox.read("out/design.csv"), &["p01"], |_| Some(true));
    sandbox.write("good.csv", &text);
    sandbox.write("twice.csv", text.replacen(",4,9.5,", ",6,9.5,", 1));
    sandbox
        .run(&["study", "analyse", "study.yaml", "good.csv", "twice.csv"])
        .ended(2)
        .says(&[
            "E082",
            "twice.csv:2:",
            "`confidence` is `6`",
            "answered",
            "before, in good.csv line 3",
        ]);
    sandbox
        .run(&[
            "study",
            "analyse",
            "study.yaml",
            "good.csv",
            "--set",
            "studies.labels.target=colour",
        ])
        .ended(2)
        .says(&["there is no question"]);
    sandbox
        .run(&["study", "analyse", "study.yaml", "absent.csv"])
        .ended(2)
        .says(&["failed to read absent.csv"]);
    sandbox
        .run(&["study", "analyse", "study.yaml", "label", "good.csv"])
        .ended(2)
        .says(&["did you mean `labels`?"]);
    sandbox
        .run(&["study", "analyse", "study.yaml", "labels"])
        .ended(2)
        .says(&["there are no files of answers"]);
}

#[test]
fn what_a_study_cannot_rely_on_is_an_error_of_validation() {
    for (from, to, said) in [
        (
            "dataset: pairs\n    parts: val",
            "dataset: pair\n    parts: val",
            "did you mean `pairs`?",
        ),
        ("parts: val", "parts: vale", "did you mean `val`?"),
        (
            "target: match\n    question",
            "target: mach\n    question",
            "did you mean `match`?",
        ),
        (
            "target: match\n    question",
            "target: left\n    question",
            "there is no target in dataset `pairs` named `left`",
        ),
        (
            "balance: [match, colour]",
            "balance: [match, color]",
            "did you mean `colour`?",
        ),
        (
            "balance: [match, colour]",
            "balance: [left]",
            "there is no column of classes or text",
        ),
        (
            "pairs: 8",
            "pairs: 13",
            "13 rows are to be drawn, and the parts have 12",
        ),
        (
            "ratings: 2",
            "ratings: 5",
            "5 people are to answer for each row, and there are 4",
        ),
        (
            "participants: 4",
            "participants: 40",
            "leave some of 40 participants without a question",
        ),
        (
            "pairs: 8",
            "pairs: 8\n    yes: fitting",
            "did you mean `befitting`?",
        ),
        ("type: as-is", "type: as_is", "did you mean `as-is`?"),
        ("type: as-is", "type: referense/mean", "referense"),
        (
            "paths: {file: id}",
            "paths: {clip: id}",
            "there is no path of a stimulus as it is `clip`",
        ),
        (
            "paths: {file: id}",
            "paths: {file: match}",
            "there is no column of text",
        ),
        (
            "paths: {file: id}",
            "paths: {file: id}, columns: {start: colour}",
            "takes no `columns`",
        ),
        (
            "  main:",
            "  labels-votes:",
            "study `labels` writes a table `labels-votes`, too",
        ),
    ] {
        let sandbox = with_studies();
        sandbox.edit("study.yaml", from, to);
        sandbox
            .run(&["validate", "study.yaml"])
            .ended(2)
            .says(&[said, "study.yaml:"]);
    }
}

#[test]
fn a_file_to_be_played_that_is_not_there_or_nothing_to_play_ends_the_design() {
    let sandbox = with_studies();
    let design = [
        "study",
        "design",
        "study.yaml",
        "out",
        "--set",
        "studies.labels.pairs=12",
    ];
    sandbox.write("clips/val3", "no sound");
    sandbox.run(&design).ended(2).says(&[
        "E081",
        "row 3 of part `val`",
        "is no video, sound or picture",
    ]);
    std::fs::remove_file(sandbox.path().join("clips/val3")).unwrap();
    sandbox
        .run(&design)
        .ended(2)
        .says(&["E081", "row 3 of part `val`", "failed to read"]);
    std::os::unix::fs::symlink("/etc/passwd", sandbox.path().join("clips/val3")).unwrap();
    sandbox.run(&design).ended(2).says(&["lies outside"]);
    assert!(!sandbox.path().join("out").exists());
}

/// An extractor in Python without packages: it writes the tone that `path` names, as often as `times` says.
const REPEATER: &str = r#"
import json, pathlib, sys

schema = {"type": "object", "additionalProperties": False, "properties": {"times": {"type": "integer", "default": 2}}}
card = {"name": "repeat", "params_schema": schema}
manifest = {"name": "repeater", "version": "0.1.0", "extractors": [card]}

def extract(call):
    columns = {column["name"]: column for column in call["rows"]["columns"]}
    source = pathlib.Path(pathlib.Path(columns["path"]["file"]).read_text()).read_bytes()
    head, samples = source[:44], source[44:] * call["request"]["params"]["times"]
    outputs = pathlib.Path(call["outputs"])
    sound = outputs / "sound"
    sound.write_bytes(head[:40] + len(samples).to_bytes(4, "little") + samples)
    text = str(sound).encode()
    (outputs / "0").write_bytes(text)
    (outputs / "0.offsets").write_bytes((0).to_bytes(8, "little") + len(text).to_bytes(8, "little"))
    return {"columns": [{"name": "file", "role": "text", "dtype": "u8", "shape": [len(text)],
                         "file": str(outputs / "0"), "offsets": str(outputs / "0.offsets")}]}

print(json.dumps({"ready": 1}), flush=True)
for line in sys.stdin:
    call = json.loads(line)
    if "id" not in call:
        continue
    done = {"documents": {"manifest": manifest}} if call["call"] == "manifest" else extract(call)
    print(json.dumps({"id": call["id"], "done": done}), flush=True)
"#;

#[test]
fn an_extractor_makes_what_is_played() {
    if std::process::Command::new("python3")
        .arg("--version")
        .output()
        .is_err()
    {
        println!("skipped: there is no python3");
        return;
    }
    let sandbox = with_studies();
    sandbox.write(
        "own/repeater/plugin.yaml",
        "command: [python3, plugin.py]\n",
    );
    sandbox.write("own/repeater/plugin.py", REPEATER);
    sandbox.edit(
        "study.yaml",
        "{type: as-is, root: clips, paths: {file: id}}",
        "{type: repeater/repeat, params: {times: 3}, root: clips, paths: {path: id}, columns: {colour: colour}}",
    );
    let mut command = sandbox.command(&[
        "study",
        "design",
        "study.yaml",
        "out",
        "--plugin-path",
        "own",
    ]);
    ran(&command.output().unwrap()).ended(0);
    let page = sandbox.read("out/p01.html");
    let encoded = page.split("data:audio/x-wav;base64,").nth(1).unwrap();
    let length = encoded.split('<').next().unwrap().len();
    assert_eq!(length, (44usize + 3 * 3200).div_ceil(3) * 4);

    sandbox.edit("study.yaml", "times: 3", "time: 3");
    let mut command = sandbox.command(&["validate", "study.yaml", "--plugin-path", "own"]);
    ran(&command.output().unwrap())
        .ended(2)
        .says(&["did you mean `times`?"]);
}

#[test]
fn questionnaire_is_answered_in_a_browser_and_its_answers_are_analysed() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sandbox = with_studies();
    sandbox
        .run(&["study", "design", "study.yaml", "out"])
        .ended(0);
    browser.open(&sandbox.path().join("out/p01.html"));
    assert_eq!(browser.text("#start-heading"), "Listening together");
    assert_eq!(
        browser.text("#start-question"),
        "Do left & right <belong> together?"
    );
    browser.photograph("questionnaire-start.png");
    browser.click("#begin");

    // By keyboard alone, once the tone was played to its end.
    assert_eq!(browser.text("#position"), "1 of 4");
    browser.press("\u{e007}");
    assert_eq!(browser.text("#lack"), "Answer yes or no.");
    browser.press("p");
    browser.wait_for("return document.querySelector('audio').ended");
    browser.press("y");
    browser.press("\u{e007}");
    assert_eq!(browser.text("#lack"), "Say how sure you are.");
    browser.press("4");
    browser.photograph("questionnaire-asking.png");
    browser.press("\u{e007}");

    // By pointer, on a phone.
    browser.resize(390, 844);
    assert_eq!(browser.text("#position"), "2 of 4");
    browser.click("input[value=no]");
    browser.click("input[value='2']");
    browser.photograph("questionnaire-phone.png");
    let overflow = "return document.documentElement.scrollWidth <= window.innerWidth";
    browser.wait_for(overflow);
    browser.click("#next");

    // After it was loaded again, it goes on where it was, and what was answered is still there.
    browser.reload();
    assert_eq!(browser.text("#position"), "3 of 4");
    browser.click("#back");
    browser.wait_for("return document.querySelector('input[value=no]').checked");
    browser.press("\u{e007}");
    browser.press("n5\u{e007}");
    browser.press("y1\u{e007}");
    browser.resize(1280, 800);
    assert_eq!(browser.text("#answered"), "You answered all 4 questions.");
    browser.photograph("questionnaire-end.png");
    browser.click("#save");
    let saved = browser.saved("labels-p01.csv");
    let lines = records(&saved);
    let field = |name: &str| lines.iter().map(|line| line[name]).collect::<Vec<_>>();
    assert_eq!(field("answer"), ["yes", "no", "no", "yes"], "{saved}");
    assert_eq!(field("confidence"), ["4", "2", "5", "1"]);
    assert_eq!(field("played"), ["1", "0", "0", "0"]);
    assert!(
        field("seconds")
            .iter()
            .all(|seconds| seconds.parse::<f64>().unwrap() < 120.0),
        "{saved}"
    );
    let design = sandbox.read("out/design.csv");
    let asked: Vec<_> = records(&design)
        .iter()
        .filter(|line| line["participant"] == "p01")
        .map(|line| line["id"].to_owned())
        .collect();
    assert_eq!(field("id"), asked);

    sandbox.write("p01.csv", &saved);
    let told = sandbox
        .run(&["study", "analyse", "study.yaml", "labels", "p01.csv"])
        .ended(0);
    assert!(
        told.out.contains("Answered: 4 of 16 questions."),
        "{}",
        told.out
    );
    // No row has two answers: there is no agreement to tell, and that is said.
    assert!(told.row("Fleiss' kappa").contains("n/a"), "{}", told.out);
    assert!(told.out.contains("no unit has two votes"), "{}", told.out);
}
