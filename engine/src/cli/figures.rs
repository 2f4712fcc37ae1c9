//! From what trials left to figures.

use std::collections::BTreeMap;

use super::gathered::{Gathered, Trials};
use super::session::Prepared;
use crate::choose::Choice;
use crate::dataset::Values;
use crate::diagnostic::Diagnostics;
use crate::execute::{Outcome, Predictions};
use crate::figure::{
    Block, Body, Embedded, Figure, Panel, Runs, Shown, Width, calibration, confusion,
    critical_difference, distribution, embedding, precision_recall, retrieval_curve,
    retrieval_matrix, roc, training,
};
use crate::files::Digest;
use crate::metric::{
    ClassificationInput, Direction, MatrixRef, OwnPartner, Ranking, RetrievalInput, Similarity,
    Undefined, find,
};
use crate::score::Score;
use crate::spec::{FigureKind, FigureSpec, FigureWidth, Name, TaskSpec};
use crate::validate::ValidatedFigure;

impl Prepared {
    /// The figures of the spec, in its order, from what trials left and [`scores`](Self::scores) made of it. Trials that
    /// failed or were not run are left out, and the figures say so.
    ///
    /// # Errors
    /// None that a validated spec gives cause to.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "figures are made where tables are, which can fail"
    )]
    pub fn figures(
        &self,
        outcomes: &BTreeMap<Digest, Outcome>,
        scored: &(Vec<Score>, Vec<Choice>),
    ) -> Result<Vec<Figure>, Diagnostics> {
        let figures = self.valid.spec.figures.iter().filter_map(|(name, spec)| {
            let valid = self.valid.figures.get(name)?;
            let task = self.valid.spec.tasks.get(&valid.task)?;
            let making = Making {
                prepared: self,
                outcomes,
                scored,
                spec,
                valid,
                task,
            };
            Some(making.figure(name))
        });
        Ok(figures.collect())
    }
}

/// A figure under way.
struct Making<'a> {
    prepared: &'a Prepared,
    outcomes: &'a BTreeMap<Digest, Outcome>,
    scored: &'a (Vec<Score>, Vec<Choice>),
    spec: &'a FigureSpec,
    valid: &'a ValidatedFigure,
    task: &'a TaskSpec,
}

impl Making<'_> {
    fn figure(&self, name: &Name) -> Figure {
        let kind = self.spec.kind;
        let Shown { shown, notes } = match kind {
            FigureKind::Training => self.training(),
            FigureKind::Embedding => self.embedding(),
            FigureKind::RetrievalMatrix => self.retrieval_matrix(),
            FigureKind::CriticalDifference => self.ranks(),
            FigureKind::PrecisionRecall if self.valid.target.is_none() => self.retrieval_curves(),
            _ => self.of_classes(),
        };
        Figure {
            name: name.to_string(),
            title: title(kind).to_owned(),
            caption: self.spec.caption.clone(),
            notes,
            width: match self.spec.width {
                FigureWidth::Column => Width::Column,
                FigureWidth::Page => Width::Page,
            },
            panels: shown,
        }
    }

    /// What the trials of each model left.
    fn trials(&self) -> Trials<'_> {
        let place = self.valid.places.first();
        Trials {
            prepared: self.prepared,
            outcomes: self.outcomes,
            choices: &self.scored.1,
            task: &self.valid.task,
            place,
        }
    }

    fn title_of<'n>(&'n self, model: &'n Name) -> &'n str {
        self.prepared.title_of_model(model)
    }

    /// Figures of predicted classes.
    fn of_classes(&self) -> Shown<Vec<Panel>> {
        let Some(target) = &self.valid.target else {
            return nothing();
        };
        let columns = [format!("target.{target}"), format!("output.{target}")];
        let gathered: Vec<Gathered> = self
            .valid
            .models
            .iter()
            .map(|model| self.trials().of(model, &columns))
            .collect();
        let mut notes = Vec::new();
        let mut models = Vec::new();
        for of_model in &gathered {
            let title = self.title_of(&of_model.model);
            let runs: Vec<ClassificationInput<'_>> = of_model
                .runs
                .iter()
                .filter_map(|run| classification(&run.predictions, target))
                .collect();
            notes.extend(of_model.note(title));
            if runs.is_empty() && !of_model.runs.is_empty() {
                notes.push(format!("{title} does not predict {target}."));
                continue;
            }
            models.push(Runs {
                title: title.to_owned(),
                runs,
            });
        }
        let (classes, positive) = (&self.valid.classes, self.valid.positive);
        let class = classes.get(positive).map_or("", String::as_str);
        let seeds = gathered.iter().map(Gathered::seeds).max().unwrap_or(0);
        let one = |shown: Shown<Panel>| Shown {
            shown: vec![shown.shown],
            notes: shown.notes,
        };
        let (shown, lines) = match self.spec.kind {
            FigureKind::Roc => (
                one(roc(&models, positive)),
                vec![format!("Class: {class}. The diagonal is chance.")],
            ),
            FigureKind::PrecisionRecall => (
                one(precision_recall(&models, positive)),
                vec![format!(
                    "Class: {class}. The grey line is its share of the rows."
                )],
            ),
            FigureKind::Calibration => (
                calibration(&models),
                vec!["The diagonal is confidence that is right as often as it says.".to_owned()],
            ),
            FigureKind::Distribution => (distribution(&models, positive, classes), Vec::new()),
            _ => (
                confusion(&models, classes, seeds.max(1)),
                vec!["Percent of the rows of each true class.".to_owned()],
            ),
        };
        let has_bands = !matches!(
            self.spec.kind,
            FigureKind::Distribution | FigureKind::Confusion
        );
        let mut said = lines;
        said.extend(means(&gathered, has_bands));
        said.extend(shown.notes.iter().map(|note| format!("{note}.")));
        said.extend(notes);
        Shown {
            shown: shown.shown,
            notes: said,
        }
    }

    fn training(&self) -> Shown<Vec<Panel>> {
        let (mut shown, mut notes, mut without) = (Vec::new(), Vec::new(), Vec::new());
        let mut gathered = Vec::new();
        for model in &self.valid.models {
            let of_model = self.trials().of(model, &[]);
            let title = self.title_of(model);
            let runs = of_model.epochs(&self.prepared.session.cache);
            notes.extend(of_model.note(title));
            match training(title, &runs) {
                Some(panel) => {
                    shown.push(panel);
                    gathered.push(of_model);
                }
                None if of_model.runs.is_empty() => {
                    let body = Body::Nothing("no trial has results".to_owned());
                    shown.push(Panel::new(title, body));
                }
                None => without.push(title.to_owned()),
            }
        }
        let mut said: Vec<String> = means(&gathered, true).into_iter().collect();
        if gathered.iter().any(|of_model| of_model.runs.len() > 1) {
            let ends = "A curve ends where fewer than half of its trials still train.";
            said.push(ends.to_owned());
        }
        if !without.is_empty() {
            said.push(format!("Without losses by epoch: {}.", without.join("; ")));
        }
        said.extend(notes);
        Shown { shown, notes: said }
    }

    fn ranks(&self) -> Shown<Vec<Panel>> {
        let Some(metric) = &self.spec.metric else {
            return nothing();
        };
        let titles: Vec<String> = self
            .valid
            .models
            .iter()
            .map(|model| self.title_of(model).to_owned())
            .collect();
        let blocks = self.blocks(metric);
        let choice = self.task.metrics.iter().find(|it| it.name() == metric);
        let resolved = choice.and_then(|choice| find(choice.metric().as_str()));
        let is_higher_better =
            resolved.is_none_or(|metric| metric.metric.direction == Direction::Higher);
        let named = choice.and_then(|choice| choice.title().map(str::to_owned));
        let name = named
            .or_else(|| resolved.map(|metric| metric.title()))
            .unwrap_or_else(|| metric.to_string());
        let ranked = critical_difference(&titles, &blocks, is_higher_better, &name);
        let (ranks, left_out) = match ranked {
            Ok(ranked) => ranked,
            Err(why) => {
                return Shown {
                    shown: vec![Panel::new("", Body::Nothing(why))],
                    notes: Vec::new(),
                };
            }
        };
        let mut notes = Vec::new();
        let count = ranks.blocks;
        notes.push(format!(
            "Mean ranks by {name} over {count} blocks (dataset, split, fold and query); 1 is best."
        ));
        if ranks.critical_difference.is_some() {
            let said = "Models joined by a bar do not differ significantly (Nemenyi, 5 %).";
            notes.push(said.to_owned());
        }
        if let Some(p) = ranks.p_value {
            notes.push(format!("Friedman test: p = {p:.3}."));
        }
        if left_out > 0 {
            notes.push(format!(
                "Without {left_out} of {} blocks, in which a model has no score.",
                count + left_out
            ));
        }
        Shown {
            shown: vec![Panel::new("", Body::Ranks(ranks))],
            notes,
        }
    }

    /// The mean score over seeds of each model in each block.
    fn blocks(&self, metric: &Name) -> Vec<Block> {
        type Key<'k> = (&'k Name, &'k Name, u32, Option<&'k Name>);
        let mut blocks: BTreeMap<Key<'_>, BTreeMap<&Name, Vec<Option<f64>>>> = BTreeMap::new();
        for score in &self.scored.0 {
            let key = &score.key;
            let is_of_place = self
                .valid
                .places
                .iter()
                .any(|(dataset, split)| *dataset == key.dataset && *split == key.split);
            let is_of_query = key.query.as_ref().is_none_or(|query| {
                self.valid.queries.is_empty() || self.valid.queries.contains(query)
            });
            let is_chosen = key.task == self.valid.task && key.metric == *metric;
            if !is_of_place || !is_of_query || !is_chosen {
                continue;
            }
            let block = (&key.dataset, &key.split, key.fold, key.query.as_ref());
            let of_model = blocks.entry(block).or_default().entry(&key.model);
            of_model
                .or_default()
                .push(score.value.as_ref().ok().copied());
        }
        let mean = |scores: &Vec<Option<f64>>| {
            let scores: Option<Vec<f64>> = scores.iter().copied().collect();
            let scores = scores.filter(|scores| !scores.is_empty())?;
            Some(scores.iter().sum::<f64>() / scores.len() as f64)
        };
        blocks
            .into_values()
            .map(|block| {
                let models = self.valid.models.iter();
                models
                    .map(|model| block.get(model).and_then(mean))
                    .collect()
            })
            .collect()
    }

    fn columns_of_views(&self) -> Vec<String> {
        let outputs = self.task.views.iter().map(|view| format!("output.{view}"));
        let mut columns: Vec<String> = outputs.collect();
        for target in self.task.relevance.values() {
            let column = format!("target.{target}");
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    fn embedding(&self) -> Shown<Vec<Panel>> {
        let (mut shown, mut notes) = (Vec::new(), Vec::new());
        let mut is_scaled = false;
        for model in &self.valid.models {
            let title = self.title_of(model);
            let of_model = self.trials().of(model, &self.columns_of_views());
            let Some(run) = of_model.runs.first() else {
                notes.extend(of_model.note(title));
                let body = Body::Nothing("no trial has results".to_owned());
                shown.push(Panel::new(title, body));
                continue;
            };
            let views: Option<Vec<Embedded<'_>>> = self
                .task
                .views
                .iter()
                .map(|view| {
                    let (rows, classes) = self.embedded(&run.predictions, view).ok()?;
                    Some(Embedded {
                        view: view.to_string(),
                        rows,
                        classes,
                    })
                })
                .collect();
            let similarity = self.prepared.similarity_of(model);
            is_scaled |= similarity == Similarity::Cosine;
            let map = embedding(
                title,
                &views.unwrap_or_default(),
                &self.valid.classes,
                similarity,
            );
            shown.push(map.shown);
            notes.extend(map.notes.iter().map(|note| format!("{note}.")));
        }
        let mut said = vec!["First seed; axes: share of the variance along them.".to_owned()];
        if is_scaled {
            let scaled = "Embeddings that are compared by cosine are scaled to length one.";
            said.push(scaled.to_owned());
        }
        said.extend(notes);
        Shown { shown, notes: said }
    }

    /// The embeddings of a view, and the classes by which its rows are relevant.
    fn embedded<'p>(
        &self,
        predictions: &'p Predictions,
        view: &Name,
    ) -> Result<(MatrixRef<'p>, &'p [i64]), Undefined> {
        let target = self.task.relevance.get(view);
        let classes = target.and_then(|target| predictions.target(target.as_str()));
        match (predictions.output(view.as_str()), classes) {
            (Some(Values::Matrix { width, data }), Some(Values::Classes(classes))) => {
                Ok((matrix(*width, data), classes.as_slice()))
            }
            _ => Err(Undefined::OtherInput),
        }
    }

    /// What a ranking of each gallery is made of.
    fn rankings<'p>(
        &self,
        predictions: &'p Predictions,
        query: &Name,
        similarity: Similarity,
    ) -> Result<Vec<RetrievalInput<'p>>, Undefined> {
        let (of_query, query_class) = self.embedded(predictions, query)?;
        let galleries = self.task.views.iter().filter(|view| *view != query);
        galleries
            .map(|gallery| {
                let (of_gallery, gallery_class) = self.embedded(predictions, gallery)?;
                Ok(RetrievalInput {
                    query: of_query,
                    gallery: of_gallery,
                    query_class,
                    gallery_class,
                    own_partner: OwnPartner::Counted,
                    similarity,
                })
            })
            .collect()
    }

    fn retrieval_matrix(&self) -> Shown<Vec<Panel>> {
        let (mut shown, mut notes, mut undefined) = (Vec::new(), Vec::new(), Vec::new());
        let mut gathered = Vec::new();
        for model in &self.valid.models {
            let title = self.title_of(model);
            let of_model = self.trials().of(model, &self.columns_of_views());
            notes.extend(of_model.note(title));
            let similarity = self.prepared.similarity_of(model);
            for query in &self.valid.queries {
                let runs: Vec<_> = of_model
                    .runs
                    .iter()
                    .map(|run| self.rankings(&run.predictions, query, similarity))
                    .collect();
                let matrix = retrieval_matrix(title, query.as_str(), &runs, &self.valid.classes);
                shown.push(matrix.shown);
                undefined.extend(matrix.notes.iter().map(|note| format!("{note}.")));
            }
            gathered.push(of_model);
        }
        let mut said = vec![
            "Percent of the first 10 items of each class; a query's own partner is an item like the others."
                .to_owned(),
        ];
        said.extend(means(&gathered, false));
        said.extend(undefined);
        said.extend(notes);
        Shown { shown, notes: said }
    }

    fn retrieval_curves(&self) -> Shown<Vec<Panel>> {
        let gathered: Vec<Gathered> = self
            .valid
            .models
            .iter()
            .map(|model| self.trials().of(model, &self.columns_of_views()))
            .collect();
        let (mut shown, mut undefined) = (Vec::new(), Vec::new());
        for query in &self.valid.queries {
            let models: Vec<_> = gathered
                .iter()
                .map(|of_model| {
                    let similarity = self.prepared.similarity_of(&of_model.model);
                    let runs = of_model.runs.iter().map(|run| {
                        let galleries = self.rankings(&run.predictions, query, similarity)?;
                        galleries.iter().map(Ranking::new).collect()
                    });
                    let title = self.title_of(&of_model.model).to_owned();
                    (title, runs.collect::<Vec<Result<Vec<Ranking>, _>>>())
                })
                .collect();
            let curves = retrieval_curve(&format!("query: {query}"), &models);
            shown.push(curves.shown);
            undefined.extend(curves.notes.iter().map(|note| format!("{note}.")));
        }
        let mut said = vec!["Interpolated precision, the mean over queries.".to_owned()];
        said.extend(means(&gathered, true));
        said.extend(undefined);
        let notes = gathered
            .iter()
            .filter_map(|of_model| of_model.note(self.title_of(&of_model.model)));
        said.extend(notes);
        Shown { shown, notes: said }
    }
}

/// What the trials are that means are over, and what bands are; nothing where every model has one trial alone.
fn means(gathered: &[Gathered], has_bands: bool) -> Option<String> {
    let most = |count: fn(&Gathered) -> usize| gathered.iter().map(count).max().unwrap_or(0);
    let (seeds, folds) = (most(Gathered::seeds), most(Gathered::folds));
    let over = match (seeds, folds) {
        (0 | 1, 0 | 1) => return None,
        (_, 0 | 1) => format!("{seeds} seeds"),
        (0 | 1, _) => format!("{folds} folds"),
        (_, _) => format!("{seeds} seeds in each of {folds} folds"),
    };
    Some(if has_bands {
        format!("Means over {over}; bands: one standard deviation.")
    } else {
        format!("Means over {over}.")
    })
}

fn classification<'p>(
    predictions: &'p Predictions,
    target: &Name,
) -> Option<ClassificationInput<'p>> {
    match (
        predictions.target(target.as_str()),
        predictions.output(target.as_str()),
    ) {
        (Some(Values::Classes(truth)), Some(Values::Matrix { width, data })) => {
            Some(ClassificationInput {
                truth,
                probabilities: matrix(*width, data),
            })
        }
        _ => None,
    }
}

fn matrix(width: usize, data: &[f32]) -> MatrixRef<'_> {
    MatrixRef {
        rows: data.len() / width.max(1),
        width,
        data,
    }
}

fn nothing() -> Shown<Vec<Panel>> {
    Shown {
        shown: Vec::new(),
        notes: Vec::new(),
    }
}

fn title(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Confusion => "Confusion matrices",
        FigureKind::Roc => "Receiver operating characteristics",
        FigureKind::PrecisionRecall => "Precision by recall",
        FigureKind::Training => "Losses by epoch",
        FigureKind::Calibration => "Accuracy by confidence",
        FigureKind::Distribution => "Predicted probabilities by true class",
        FigureKind::Embedding => "Embeddings",
        FigureKind::RetrievalMatrix => "Classes of retrieved items",
        FigureKind::CriticalDifference => "Mean ranks",
    }
}
