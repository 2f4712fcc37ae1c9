use super::Analysis;

/// The votes for each item, by class.
pub(super) struct Tally {
    pub votes: Vec<[u32; 2]>,
}

impl Tally {
    pub fn of(analysis: &Analysis<'_>) -> Self {
        let mut votes = vec![[0; 2]; analysis.design.items.len()];
        for answer in analysis.answers {
            votes[answer.item][analysis.class_of(answer)] += 1;
        }
        Self { votes }
    }

    /// The answers for an item.
    pub fn answers(&self, item: usize) -> u32 {
        self.votes[item].iter().sum()
    }
}
