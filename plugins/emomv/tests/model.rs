//! The model as a plugin's user meets it: tasks, names of outputs, and complaints.

use std::collections::BTreeMap;

use emospec_emomv::{EmoMv, Params};
use emospec_sdk::{Error, Fit, Model, Output, Outputs, Rows, Run, Task, TaskType};

const ROWS: usize = 30;

struct Columns {
    video: Vec<f32>,
    music: Vec<f32>,
    classes: Vec<i64>,
}

impl Columns {
    fn new() -> Self {
        let wave = |at: usize| ((at * 31) as f32).sin();
        Self {
            video: (0..ROWS * 10).map(wave).collect(),
            music: (0..ROWS * 4).map(wave).collect(),
            classes: (0..30).map(|row| row % 2).collect(),
        }
    }

    fn rows(&self) -> Rows<'_> {
        Rows::new(ROWS)
            .with_view("video", 10, &self.video)
            .with_view("music", 4, &self.music)
            .with_classes("match", &self.classes)
            .with_classes("video_class", &self.classes)
            .with_classes("music_class", &self.classes)
    }
}

fn task(kind: TaskType) -> Task {
    let names = |count: usize| {
        (0..count)
            .map(|class| format!("class {class}"))
            .collect::<Vec<_>>()
    };
    let auxiliary = [("video", "video_class"), ("music", "music_class")];
    let classes = [("match", 2), ("video_class", 3), ("music_class", 5)];
    Task {
        kind,
        views: vec!["video".into(), "music".into()],
        target: "match".into(),
        auxiliary: auxiliary
            .map(|(view, target)| (view.into(), target.into()))
            .into(),
        classes: classes
            .map(|(target, count)| (target.into(), names(count)))
            .into(),
    }
}

fn fit(task: &Task, params: &Params, rows: &Rows<'_>) -> Result<EmoMv, Error> {
    let run = Run::detached();
    EmoMv::fit(&Fit {
        params,
        task,
        train: rows,
        validation: Some(rows),
        seed: 1,
        run: &run,
    })
}

fn quick(multi_task: bool) -> Params {
    Params {
        multi_task,
        epochs: 2,
        ..Params::default()
    }
}

fn shapes(outputs: &Outputs) -> BTreeMap<&str, (usize, usize)> {
    let shape = |output: &Output| match output {
        Output::Matrix { width, data } => (data.len() / width, *width),
        _ => (0, 0),
    };
    outputs
        .iter()
        .map(|(name, output)| (name, shape(output)))
        .collect()
}

#[test]
fn outputs_carry_the_names_of_the_task() -> Result<(), Error> {
    let columns = Columns::new();
    let rows = columns.rows();
    let target = ("match", (ROWS, 2));
    let embeddings = [("music", (ROWS, 64)), ("video", (ROWS, 64))];
    let auxiliary = [("music_class", (ROWS, 5)), ("video_class", (ROWS, 3))];
    for (kind, multi_task, expected) in [
        (TaskType::Classification, false, vec![target]),
        (
            TaskType::Classification,
            true,
            [vec![target], auxiliary.to_vec()].concat(),
        ),
        (TaskType::Retrieval, false, embeddings.to_vec()),
        (TaskType::Retrieval, true, [embeddings, auxiliary].concat()),
    ] {
        let model = fit(&task(kind), &quick(multi_task), &rows)?;
        let outputs = model.predict(&rows, &Run::detached())?;
        assert_eq!(shapes(&outputs), expected.into_iter().collect());
        for (name, output) in outputs.iter() {
            let Output::Matrix { width, data } = output else {
                panic!("{name} is no matrix")
            };
            let norm = if expected_to_be_embedding(name) { 2 } else { 1 };
            for row in data.chunks(*width) {
                let total: f32 = row.iter().map(|value| value.powi(norm)).sum();
                assert!(
                    (total - 1.0).abs() < 1e-5,
                    "{name}: a row adds up to {total}"
                );
            }
        }
    }
    Ok(())
}

fn expected_to_be_embedding(name: &str) -> bool {
    name == "video" || name == "music"
}

#[test]
fn a_saved_model_predicts_the_same_bytes() -> Result<(), Error> {
    let columns = Columns::new();
    let rows = columns.rows();
    for kind in [TaskType::Classification, TaskType::Retrieval] {
        let model = fit(&task(kind), &quick(true), &rows)?;
        let loaded = EmoMv::load(&model.save()?)?;
        let run = Run::detached();
        assert_eq!(loaded.predict(&rows, &run)?, model.predict(&rows, &run)?);
        assert_eq!(loaded.save()?, model.save()?);
    }
    Ok(())
}

#[test]
fn what_does_not_suit_the_model_is_said() {
    let columns = Columns::new();
    let rows = columns.rows();
    let complaint = |task: &Task, multi_task| {
        fit(task, &quick(multi_task), &rows)
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };

    let mut without_auxiliary = task(TaskType::Classification);
    without_auxiliary.auxiliary.remove("music");
    let message = complaint(&without_auxiliary, true);
    assert!(
        message.contains("needs a target for the view `music`"),
        "{message}"
    );

    let mut three_classes = task(TaskType::Retrieval);
    three_classes.target = "video_class".into();
    let message = complaint(&three_classes, false);
    assert!(message.contains("retrieval learns from two"), "{message}");

    let mut too_few_names = task(TaskType::Classification);
    too_few_names
        .classes
        .insert("match".into(), vec!["only".into()]);
    let message = complaint(&too_few_names, false);
    assert!(
        message.contains("the target `match` has a row of class 1; its classes are 0 to 0"),
        "{message}"
    );

    let message = complaint(&task(TaskType::Regression), false);
    assert!(message.contains("does not do regression"), "{message}");
}

#[test]
fn a_view_of_another_width_is_refused() -> Result<(), Error> {
    let columns = Columns::new();
    let model = fit(&task(TaskType::Retrieval), &quick(false), &columns.rows())?;
    let rows = Rows::new(ROWS)
        .with_view("video", 4, &columns.music)
        .with_view("music", 4, &columns.music);
    let message = model
        .predict(&rows, &Run::detached())
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("the view `video` is 4 wide, but the network was fitted to 10"),
        "{message}"
    );
    Ok(())
}
