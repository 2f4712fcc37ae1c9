//! The page of an experiment, as a file and in a browser.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use emospec::dataset::format::Stored;
use emospec::page::{
    Classes, Gallery, GalleryModel, GalleryView, Page, PageTable, PageTrial, Run, State,
};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::sandbox::{Sandbox, ran, repository};

/// Titles of people who mean harm.
const TITLES: [&str; 3] = [
    "<img src=x onerror=\"window.hacked=1\"></script><script>window.hacked=1</script>",
    "=cmd()|' /C calc'!A0 $\\input{x}$ & 100%",
    "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f600}",
];

/// A sandbox with two tasks and three models, whose titles and ids mean harm.
fn with_retrieval() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "models:\n",
        "  finding: {type: retrieval, split: official, views: [left, right], target: match, \
         relevance: {left: colour, right: colour}, metrics: [map, map_excluding_partner]}\nmodels:\n",
    );
    sandbox.edit(
        "study.yaml",
        "  chance: {type: reference/chance}\n",
        "  chance: {type: reference/chance, title: 'CHANCE'}\n  \
           pairs: {type: retrieval/infonce, title: 'PAIRS', tasks: [finding], params: {epochs: 2}}\n",
    );
    sandbox.edit("study.yaml", "net: {", "net: {title: 'NET', ");
    for (place, title) in ["NET", "CHANCE", "PAIRS"].iter().zip(TITLES) {
        let quoted = title.replace('\'', "''");
        sandbox.edit("study.yaml", place, &quoted);
    }
    sandbox.edit(
        "study.yaml",
        "columns: [metric]}\n",
        "columns: [metric], where: {task: pairing}}\n  \
         found: {rows: [model], columns: [query, metric], where: {task: finding}}\n",
    );
    let study = sandbox.read("study.yaml");
    let figures =
        "figures:\n  roc: {type: roc, caption: 'Told <b>apart</b>.', where: {task: pairing}}\n";
    sandbox.write("study.yaml", format!("{study}{figures}"));
    let ids = (0..12).map(|row| match row {
        0 => "<b>val0</b></script>".to_owned(),
        1 => "x".repeat(300),
        _ => format!("val{row}"),
    });
    let classes =
        |step: usize| Stored::Text((0..12).map(|row| (row / step % 2).to_string()).collect());
    sandbox.store(
        "data/labels_val.csv",
        emospec::dataset::format::Format::Csv,
        &[
            (0.into(), Stored::Text(ids.collect())),
            (1.into(), classes(1)),
            (2.into(), classes(2)),
        ],
    );
    sandbox
}

/// A document that the page holds.
fn data(page: &str, id: &str) -> Value {
    let (_, after) = page.split_once(&format!("id=\"{id}\">")).unwrap();
    let (document, _) = after.split_once("</script>").unwrap();
    serde_json::from_str(document).unwrap()
}

#[test]
fn a_run_writes_the_page_that_report_writes_again() {
    let sandbox = with_retrieval();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let page = sandbox.read("results/study/report.html");
    let told = sandbox
        .run(&["report", "study.yaml", "--out", "again/page.html"])
        .ended(0);
    assert_eq!(told.out.trim(), "again/page.html");
    assert_eq!(page, sandbox.read("again/page.html"));
    assert_eq!(
        data(&page, "trials-data")["rows"].as_array().unwrap().len(),
        8
    );
    for format in ["LaTeX", "Markdown", "CSV"] {
        assert!(data(&page, "texts-data")["found"][format].is_string());
    }
    assert_eq!(
        data(&page, "texts-data")["main"]["CSV"].as_str().unwrap(),
        sandbox.read("results/study/main.csv")
    );
    for never in [
        "http:",
        "https:",
        "<script src=",
        "<iframe",
        "<link rel=\"stylesheet\"",
        "@import",
        "url(",
    ] {
        let is_namespace = page.replace("http://www.w3.org/", "");
        assert!(!is_namespace.contains(never), "the page says {never}");
    }
    assert!(!page.contains("<img") && !page.contains('\u{202e}'));
    sandbox
        .run(&["table", "study.yaml", "main", "--format", "html"])
        .ended(0);
}

#[test]
fn a_page_says_what_has_no_results() {
    let sandbox = with_retrieval();
    let told = sandbox.run(&["report", "study.yaml"]).ended(1);
    assert!(
        told.err.contains("8 of 8 trials have no results yet"),
        "{}",
        told.err
    );
    let page = sandbox.read("results/study/report.html");
    assert!(page.contains("<strong>8 of them not run</strong>"));
    assert!(!page.contains("id=\"explorer-data\""));
    let told = sandbox.run(&["report", "study.yaml", "--json"]).ended(1);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        told,
        json!({"report": "results/study/report.html", "missing": 8})
    );
}

#[test]
fn failures_of_the_last_run_are_on_the_page_with_the_last_words() {
    let sandbox = with_retrieval();
    sandbox.edit(
        "study.yaml",
        "models:\n",
        "models:\n  guest: {type: hostile/panic, tasks: [pairing]}\n",
    );
    let tests = repository().join("tests");
    let run = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        ran(&command.arg("--plugin-path").arg(&tests).output().unwrap())
    };
    run(&["run", "study.yaml", "-k"]).ended(1);
    let page = sandbox.read("results/study/report.html");
    run(&["report", "study.yaml"]).ended(1);
    assert_eq!(page, sandbox.read("results/study/report.html"));
    assert!(page.contains("of them failed</strong>"), "{page}");
    assert!(page.contains("pairs/pairing/official/0/guest/0"));
    let failures = sandbox.read("results/study/failures.json");
    let failures: Vec<BTreeMap<String, Value>> = serde_json::from_str(&failures).unwrap();
    assert!(!failures.is_empty());
    // A run without the model removes what is known of its failures.
    sandbox.edit(
        "study.yaml",
        "  guest: {type: hostile/panic, tasks: [pairing]}\n",
        "",
    );
    sandbox.run(&["run", "study.yaml"]).ended(0);
    assert!(!sandbox.path().join("results/study/failures.json").exists());
    assert!(
        !sandbox
            .read("results/study/report.html")
            .contains("id=\"failures\"")
    );
}

/// The text of an element, whether or not it is laid out.
fn content(browser: &Browser, css: &str) -> String {
    let text = browser.run(&format!(
        "return document.querySelector({css:?}).textContent"
    ));
    text.as_str()
        .unwrap_or_else(|| panic!("{css}: {text}"))
        .trim()
        .to_owned()
}

/// The texts of one column of a table's rows, from the left.
fn column(browser: &Browser, table: &str, column: usize) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll('{table} tbody tr')].map((row) => row.cells[{column}].textContent)"
    );
    let texts = browser.run(&script);
    let texts = texts.as_array().unwrap().iter();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// Types a text into an input.
fn fill(browser: &Browser, input: &str, text: &str) {
    browser.run(&format!(
        "const input = document.querySelector({input:?}); input.value = {text:?}; \
         input.dispatchEvent(new Event('input'))"
    ));
}

const TAB: char = '\u{e004}';
const ENTER: &str = "\u{e007}";

#[test]
fn the_page_is_read_in_a_browser() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sandbox = with_retrieval();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    browser.open(&sandbox.path().join("results/study/report.html"));
    assert_eq!(content(&browser, "h1"), "study");

    // The first key leads past the contents.
    browser.press(&format!("{TAB}{ENTER}"));
    browser.wait_for("return document.activeElement.id === 'main'");

    // Sorted by a column: up, down, and as it was.
    let table = "#table-main table";
    let accuracies = || -> Vec<f64> {
        let script = format!(
            "return [...document.querySelectorAll('{table} tbody tr')].map((row) => Number(row.cells[1].dataset.value))"
        );
        let values = browser.run(&script);
        values
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value.as_f64().unwrap())
            .collect()
    };
    let before = accuracies();
    let heading = "#table-main th[data-column='1']";
    let sorting = || {
        browser.run(&format!(
            "return document.querySelector(\"{heading}\").getAttribute('aria-sort')"
        ))
    };
    assert_eq!(sorting(), "none");
    browser.click(&format!("{heading} button"));
    assert_eq!(sorting(), "ascending");
    assert!(accuracies().is_sorted(), "{:?}", accuracies());
    // The button has the focus: the keyboard goes on.
    browser.press(ENTER);
    assert_eq!(sorting(), "descending");
    assert!(accuracies().iter().rev().is_sorted());
    browser.press(" ");
    assert_eq!((sorting(), accuracies()), (json!("none"), before));

    // Filtered by words; how many rows match is said.
    let counted = || content(&browser, "#table-main output");
    assert_eq!(counted(), "2 rows");
    fill(&browser, "#table-main input", "calc");
    assert_eq!(counted(), "1 of 2 rows");
    assert_eq!(column(&browser, table, 0), [TITLES[1]]);
    fill(&browser, "#table-main input", "");

    // Copied and saved.
    browser.click("button[data-copy='main'][data-format='LaTeX']");
    browser
        .wait_for("return document.getElementById('said').textContent === 'LaTeX of main copied'");
    browser.click("#trials-save");
    assert_eq!(browser.saved("trials.csv").lines().count(), 9);

    browser.click("button[data-figure='roc'][data-format='csv']");
    assert_eq!(
        browser.saved("roc.csv"),
        sandbox.read("results/study/figures/roc.csv")
    );
    browser.click("button[data-figure='roc'][data-format='svg']");
    assert!(browser.saved("roc.svg").starts_with("<svg"));
    assert_eq!(
        content(&browser, "#figure-roc figcaption"),
        "Told <b>apart</b>."
    );

    // Trials sort and filter, too.
    fill(&browser, "#trials-filter", "finding chance");
    assert_eq!(content(&browser, "#trials-count"), "2 of 8 trials");
    browser.click("#trials-table th[data-column='5'] button");
    browser.press(ENTER);
    assert_eq!(column(&browser, "#trials-table", 5), ["1", "0"]);

    explores(&browser, &sandbox);

    // Nothing ran that came with a text, and nothing was asked of a network.
    assert_eq!(
        browser.run(
            "return window.hacked === undefined && document.querySelector('main img') === null"
        ),
        true
    );
    let asked = browser.run("return performance.getEntriesByType('resource').filter((entry) => !entry.name.startsWith('data:') && !entry.name.startsWith('blob:')).length");
    assert_eq!(asked, 0);
    let refused = browser.run(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked=1\">'); \
         const script = document.createElement('script'); script.textContent = 'window.hacked=1'; \
         document.body.append(script); return window.hacked === undefined",
    );
    assert_eq!(
        refused, true,
        "the policy lets a script run that came with a text"
    );

    for (width, name) in [(1280, "report-desktop.png"), (400, "report-phone.png")] {
        browser.resize(width, 900);
        browser.wait_for("return document.documentElement.scrollWidth <= window.innerWidth");
        browser.photograph(name);
    }
}

/// Looks into rankings, and compares them with the predictions on the page's own data and with scores.
fn explores(browser: &Browser, sandbox: &Sandbox) {
    let page = sandbox.read("results/study/report.html");
    let galleries = data(&page, "explorer-data");
    let gallery = &galleries[0];
    let (models, ids) = (
        gallery["models"].as_array().unwrap(),
        gallery["ids"].as_array().unwrap(),
    );
    let titles: Vec<_> = models
        .iter()
        .map(|model| model["title"].as_str().unwrap())
        .collect();
    assert!(titles.contains(&TITLES[1]), "{titles:?}");

    // What is shown comes to the score: the mean average precision over queries is `map` of the same trial.
    let scores = sandbox.read("results/study/scores.csv");
    for (side, query) in ["left", "right"].into_iter().enumerate() {
        for (metric, place) in [("map", 0), ("map_excluding_partner", 1)] {
            let line = format!("pairs,finding,official,0,pairs,0,{query},{metric},,");
            let line = scores
                .lines()
                .find_map(|row| row.strip_prefix(&line))
                .unwrap();
            let expected: f64 = line.parse().unwrap();
            let of = titles
                .iter()
                .position(|title| title.contains('\u{5e9}'))
                .unwrap();
            let values = &models[of]["runs"][side]["precision"][place][1];
            let values: Vec<f64> = serde_json::from_value(values.clone()).unwrap();
            let mean = values.iter().sum::<f64>() / values.len() as f64 / 10_000.0;
            assert!(
                (mean - expected).abs() < 1e-4,
                "{query} {metric}: {mean}, not {expected}"
            );
        }
    }

    // By constant embeddings all items tie, in the order of rows.
    let choose = |select: &str, option: usize| {
        browser.run(&format!(
            "const select = document.getElementById('explorer-{select}'); select.selectedIndex = {option}; \
             select.dispatchEvent(new Event('change'))"
        ));
    };
    let chance = titles.iter().position(|title| *title == TITLES[1]).unwrap();
    choose("model", chance);
    let answers = "#explorer-answers > div:first-child table";
    assert_eq!(column(browser, answers, 0), vec!["1="; 10]);
    assert_eq!(column(browser, answers, 4), vec!["1.000"; 10]);

    // A query that is looked for, and the ranks that the page's data have for it.
    let other = 1 - chance.min(1);
    choose("model", other);
    choose("other", chance + 1);
    assert_eq!(
        browser.run("return document.querySelectorAll('#explorer-answers table').length"),
        2
    );
    fill(browser, "#explorer-search", "val7");
    assert_eq!(content(browser, "#explorer-count"), "1 of 12 queries");
    assert!(
        content(browser, "#explorer-asked").starts_with("val7 · "),
        "{}",
        content(browser, "#explorer-asked")
    );
    let items = &models[other]["runs"][0]["items"].as_array().unwrap()[70..80];
    let expected: Vec<_> = items
        .iter()
        .map(|item| {
            ids[usize::try_from(item.as_u64().unwrap()).unwrap()]
                .as_str()
                .unwrap()
        })
        .collect();
    let shown = column(browser, answers, 2);
    for (shown, expected) in shown.iter().zip(&expected) {
        assert_eq!(shown.trim_end_matches("own partner"), *expected);
    }
    fill(browser, "#explorer-search", "");

    // On and back, by pointer and by keys.
    browser.click("#explorer-next");
    assert!(content(browser, "#explorer-asked").starts_with("val8"));
    browser.press("np");
    browser.press("p");
    assert!(content(browser, "#explorer-asked").starts_with("val7"));
    choose("view", 1);
    assert_eq!(content(browser, "#explorer-sides"), "right asks for left");
}

/// A page of 1,000 trials and 20 metrics, 40 models, 120 queries.
fn large() -> Page {
    let mut table =
        "<table>\n<thead>\n<tr><th scope=\"col\" data-column=\"0\">model</th>".to_owned();
    for metric in 0..20 {
        let _ = write!(
            table,
            "<th scope=\"col\" class=\"number\" data-column=\"{}\">metric {metric}</th>",
            metric + 1
        );
    }
    table.push_str("</tr>\n</thead>\n<tbody>\n");
    for model in 0..40 {
        let _ = write!(table, "<tr><th scope=\"row\">model {model}</th>");
        for metric in 0..20 {
            let value = f64::from((model * 37 + metric * 11) % 1000) / 1000.0;
            let _ = write!(table, "<td data-value=\"{value}\">{value:.3} ± 0.010</td>");
        }
        table.push_str("</tr>\n");
    }
    table.push_str("</tbody>\n</table>\n");
    let classes = Classes {
        names: ["a", "b", "c"].map(str::to_owned).to_vec(),
        of: (0..120).map(|row| row % 3).collect(),
    };
    let view = |name: &str| GalleryView {
        name: name.to_owned(),
        classes: Some(classes.clone()),
    };
    let run = |shift: usize| Run {
        items: (0..1200).map(|place| (place * 7 + shift) % 120).collect(),
        similarity: (0..1200).map(|place| Some(999 - place % 10)).collect(),
        ties: vec![0; 120],
        precision: vec![("average precision".to_owned(), vec![5000; 120])],
        partner: vec![1; 120],
    };
    let model = |place: usize| GalleryModel {
        title: format!("model {place}"),
        similarity: "cosine similarity".to_owned(),
        runs: vec![run(place), run(place + 1)],
    };
    let trial = |place: u64| PageTrial {
        dataset: "pairs".to_owned(),
        task: "matching".to_owned(),
        split: "official".to_owned(),
        fold: (0, None),
        model: format!("model-{}", place % 40),
        seed: place / 40,
        state: State::Done,
        seconds: Some(0.25),
        fingerprint: format!("{place:064x}"),
    };
    Page {
        title: "A thousand trials".to_owned(),
        models: 40,
        seeds: 25,
        tables: (0..3)
            .map(|place| PageTable {
                name: format!("table-{place}"),
                table: table.clone(),
                notes: String::new(),
                latex: table.clone(),
                markdown: table.clone(),
                csv: table.clone(),
            })
            .collect(),
        galleries: vec![Gallery {
            title: "pairs".to_owned(),
            hint: String::new(),
            ids: (0..120).map(|row| format!("item-{row}")).collect(),
            views: vec![view("left"), view("right")],
            directions: vec![[0, 1], [1, 0]],
            queries: 120,
            cutoff: 10,
            models: (0..40).map(model).collect(),
        }],
        trials: (0..1000).map(trial).collect(),
        ..Page::default()
    }
}

#[test]
fn a_thousand_trials_are_listed_as_they_are_looked_at() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sandbox = Sandbox::new();
    let html = large().html();
    assert!(html.len() < 5 << 20, "{} bytes", html.len());
    sandbox.write("large.html", &html);
    browser.open(&sandbox.path().join("large.html"));
    let milliseconds =
        browser.run("return performance.timing.loadEventEnd - performance.timing.navigationStart");
    println!(
        "1,000 trials, {} bytes: loaded in {milliseconds} ms",
        html.len()
    );
    let shown = || column(&browser, "#trials-table", 0).len();
    assert_eq!(
        (shown(), content(&browser, "#trials-count")),
        (100, "1,000 trials".to_owned())
    );
    assert_eq!(content(&browser, "#trials-more"), "Show 100 more of 900");
    browser.click("#trials-more");
    assert_eq!(shown(), 200);
    fill(&browser, "#trials-filter", "model-39");
    assert_eq!(
        (shown(), content(&browser, "#trials-count")),
        (25, "25 of 1,000 trials".to_owned())
    );
    browser.wait_for("return document.getElementById('trials-more').hidden");
}
