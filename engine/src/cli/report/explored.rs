use std::fmt::Write as _;

use crate::evaluate::Sides;
use crate::execute::Predictions;
use crate::metric::{
    OwnPartner, Ranking, Similarity, TopItem, TopItems, Undefined, find, top_items,
};
use crate::page::Run;
use crate::spec::TaskSpec;

/// How much of a gallery is shown.
pub(super) struct Explored<'a> {
    /// The task.
    pub task: &'a TaskSpec,
    /// Which view asks for which.
    pub directions: &'a [[usize; 2]],
    /// The first items that are queries.
    pub queries: usize,
    /// How many items are ranked for a query.
    pub cutoff: usize,
}

impl Explored<'_> {
    /// What is shown, in a sentence or two.
    pub fn hint(&self, seed: u64, count: usize, lacking: usize) -> String {
        let mut hint = format!(
            "Of each model the first fold with seed {seed}: the first {} of {count} items.",
            self.cutoff
        );
        if self.queries < count {
            let _ = write!(
                hint,
                " Only the first {} of {count} queries are here.",
                self.queries
            );
        }
        if lacking > 0 {
            let _ = write!(hint, " Models without such results: {lacking}.");
        }
        hint
    }

    /// The rankings in each direction.
    pub fn runs(
        &self,
        predictions: &Predictions,
        similarity: Similarity,
    ) -> Result<Vec<Run>, Undefined> {
        let runs = self.directions.iter().map(|&[query, gallery]| {
            let sides = Sides {
                query: &self.task.views[query],
                gallery: &self.task.views[gallery],
            };
            let mut input = sides.input(self.task, predictions, similarity)?;
            let mut run = Run::default();
            for top in top_items(&input, self.queries, self.cutoff)? {
                self.push(&mut run, &top);
            }
            for (own_partner, name) in self.treatments() {
                input.own_partner = own_partner;
                let ranking = Ranking::new(&input)?;
                let mut precision = vec![-1; self.queries];
                for query in ranking.queries() {
                    if let Some(place) = precision.get_mut(query.row) {
                        *place = scaled(query.average_precision, 10_000.0);
                    }
                }
                run.precision.push((name.to_owned(), precision));
            }
            Ok(run)
        });
        runs.collect()
    }

    fn push(&self, run: &mut Run, top: &TopItems) {
        let mut ties = 0;
        for (place, item) in top.items.iter().enumerate() {
            let follows = place > 0 && top.items[place - 1].rank == item.rank;
            ties |= u32::from(follows) << place;
            run.items.push(item.row);
            let similarity = f64::from(item.similarity);
            run.similarity
                .push(similarity.is_finite().then(|| scaled(similarity, 1000.0)));
        }
        let goes_on = |last: &TopItem| last.rank + last.tied > self.cutoff + 1;
        ties |= u32::from(top.items.last().is_some_and(goes_on)) << self.cutoff;
        run.ties.push(ties);
        run.partner.push(top.partner_rank.unwrap_or_default());
    }

    /// How the metrics of the task treat own partners.
    fn treatments(&self) -> Vec<(OwnPartner, &'static str)> {
        let metrics = self.task.metrics.iter();
        let metrics = metrics.filter(|choice| choice.target().is_none());
        let scored: Vec<_> = metrics
            .filter_map(|choice| Some(find(choice.metric().as_str())?.own_partner))
            .collect();
        [
            (OwnPartner::Counted, "average precision"),
            (
                OwnPartner::Excluded,
                "average precision without the own partner",
            ),
        ]
        .into_iter()
        .filter(|(own_partner, _)| scored.contains(own_partner))
        .collect()
    }
}

/// A number as so many parts of one, rounded.
#[expect(clippy::cast_possible_truncation, reason = "the rounding is wanted")]
fn scaled(number: f64, parts: f64) -> i32 {
    (number * parts).round() as i32
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn numbers_are_rounded_to_parts() {
        let parts = [0.1236, -0.0004, 7.0].map(|number| scaled(number, 1000.0));
        assert_eq!(parts, [124, 0, 7000]);
    }
}
