use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::text::line;

const HOSTILE: [&str; 7] = [
    "<img src=x onerror=window.hacked=1>",
    "</script><script>window.hacked=1</script><!-- <script>",
    "\" onmouseover=\"window.hacked=1",
    "{sections} {script} ${x} `y`",
    "=cmd()|' /C calc'!A0",
    "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f600} \u{200b}",
    "$\\input{x}$ & 100% \u{1b}[31m",
];

fn hostile(place: usize) -> String {
    HOSTILE[place % HOSTILE.len()].to_owned()
}

/// A page whose every text comes from somebody who means harm.
fn page() -> Page {
    let trial = |place: usize| PageTrial {
        dataset: hostile(place),
        task: hostile(place + 1),
        split: hostile(place + 2),
        fold: (0, place.is_multiple_of(2).then_some(1)),
        model: hostile(place + 3),
        seed: u64::MAX,
        state: [State::Done, State::Failed, State::NotRun][place % 3],
        seconds: Some(1.234_567),
        fingerprint: "ab".repeat(32),
    };
    let classes = Classes {
        names: HOSTILE.map(str::to_owned).to_vec(),
        of: vec![0, 1, -7],
    };
    let run = Run {
        items: vec![0, 1, 1, 2, 2, 0],
        similarity: vec![Some(999), None, Some(-3), Some(0), Some(1), Some(2)],
        ties: vec![0, 2, 4],
        precision: vec![(hostile(0), vec![10_000, -1, 3])],
        partner: vec![1, 2, 3],
    };
    let view = |place| GalleryView {
        name: hostile(place),
        classes: Some(classes.clone()),
    };
    Page {
        title: HOSTILE.join(" "),
        datasets: HOSTILE.map(str::to_owned).to_vec(),
        tasks: HOSTILE.map(str::to_owned).to_vec(),
        models: 2,
        seeds: 1,
        tables: vec![PageTable {
            name: hostile(2),
            table: "<table><thead></thead><tbody></tbody></table>\n".to_owned(),
            notes: String::new(),
            latex: line(&hostile(6)),
            markdown: line(&hostile(1)),
            csv: line(&hostile(4)),
        }],
        figures: vec![PageFigure {
            name: hostile(2),
            caption: Some(hostile(0)),
            notes: vec![hostile(1)],
            svg: "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"
                .to_owned(),
            csv: hostile(1),
        }],
        galleries: vec![Gallery {
            title: hostile(0),
            hint: hostile(1),
            ids: (0..3).map(hostile).collect(),
            views: vec![view(0), view(1)],
            directions: vec![[0, 1]],
            queries: 3,
            cutoff: 2,
            models: vec![GalleryModel {
                title: hostile(1),
                similarity: hostile(0),
                runs: vec![run],
            }],
        }],
        troubles: Troubles {
            failed: vec![Failures {
                cause: hostile(0),
                last_words: HOSTILE.map(str::to_owned).to_vec(),
                trials: HOSTILE.map(str::to_owned).to_vec(),
            }],
            not_run: HOSTILE.map(str::to_owned).to_vec(),
        },
        audits: Audits {
            findings: vec![[hostile(0), hostile(1), hostile(2)]],
            left_out: HOSTILE.map(str::to_owned).to_vec(),
            rejected: vec![RejectedRows {
                dataset: hostile(0),
                count: 3000,
                first: vec![[hostile(0), hostile(1), hostile(2)]],
            }],
        },
        trials: (0..9).map(trial).collect(),
        provenance: PageProvenance {
            facts: vec![(hostile(0), hostile(1))],
            plugins: vec![[hostile(0), hostile(1), hostile(2)]],
            inputs: vec![[hostile(0), hostile(1), hostile(2)]],
        },
        spec: HOSTILE.join("\n  "),
    }
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    assert_eq!(page().html(), page().html());
}

#[test]
fn no_text_becomes_an_element_an_attribute_or_a_script() {
    let html = page().html();
    assert!(!html.contains("<img"), "an element");
    let (written, _) = html.split_once("<script type=").unwrap();
    assert!(!written.contains("\" onmouseover"), "an attribute");
    // The page has one program and four blocks of data; comments open nothing.
    assert_eq!(html.matches("<script").count(), 5);
    assert_eq!(html.matches("</script>").count(), 5);
    assert!(!html.contains("<!--"));
    assert!(!html.contains('\u{202e}') && !html.contains('\u{1b}'));
    // A mark in a text is no mark of the page.
    assert_eq!(html.matches("id=\"tables\"").count(), 1);
    assert!(html.contains("{sections} {script}"));
}

#[test]
fn the_policy_names_the_one_script_and_allows_nothing_else() {
    let html = page().html();
    let (_, script) = html.rsplit_once("<script>").unwrap();
    let (script, _) = script.split_once("</script>").unwrap();
    let digest = STANDARD.encode(Sha256::digest(script));
    assert!(html.contains(&format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )));
    let script = include_str!("page.js");
    for never in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
        "XMLHttp",
    ] {
        assert!(!script.contains(never), "the script says {never}");
    }
}

#[test]
fn an_empty_page_has_what_every_page_has() {
    let html = Page::default().html();
    for wanted in [
        "<main",
        "id=\"audits\"",
        "id=\"provenance\"",
        "Audits found nothing",
    ] {
        assert!(html.contains(wanted), "{wanted}");
    }
    for absent in [
        "id=\"tables\"",
        "id=\"trials\"",
        "id=\"explorer\"",
        "id=\"failures\"",
    ] {
        assert!(!html.contains(absent), "{absent}");
    }
}

#[test]
fn trials_are_said_with_all_their_digits() {
    let html = page().html();
    assert!(
        html.contains(&format!("\"{}\"", u64::MAX)),
        "a seed that a script would round is text"
    );
    assert!(html.contains("1.23,"), "seconds in hundredths");
}
