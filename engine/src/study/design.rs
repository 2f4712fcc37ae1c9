use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use super::assign::assign;
use super::draw::{Shortage, draw};
use super::question_rows::{id_columns, question_rows};
use super::{Item, StudyError};
use crate::dataset::Dataset;
use crate::spec::{Name, StudySpec};

/// Which numbers of the seed's generator draw what, so that one does not move with another.
const DRAWING: u64 = 0;
const ASSIGNING: u64 = 1;
const ORDERING: u64 = 16;

/// Which rows are asked about, and who is asked which in what order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The columns of role `id`, by which rows are known elsewhere.
    pub id_columns: Vec<Name>,
    /// The rows, those of a cell of the balance together.
    pub items: Vec<Item>,
    /// The participants.
    pub participants: Vec<Participant>,
    /// Where the balance could not be kept.
    pub shortages: Vec<Shortage>,
}

/// Someone who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// What they are called: `p01`.
    pub name: String,
    /// The places of their items, in the order they are asked.
    pub items: Vec<usize>,
}

impl Design {
    /// The design of a study on the dataset it names.
    ///
    /// # Errors
    /// Where the dataset has not the columns.
    pub fn of(name: &Name, study: &StudySpec, dataset: &Dataset) -> Result<Self, StudyError> {
        let rows = question_rows(name, study, dataset)?;
        let strata: Vec<Vec<String>> = rows.iter().map(|row| row.strata.clone()).collect();
        let stream = |number: u64| {
            let mut random = ChaCha8Rng::seed_from_u64(study.seed);
            random.set_stream(number);
            random
        };
        let (drawn, shortages) = draw(&strata, study.pairs, &mut stream(DRAWING));
        let items: Vec<Item> = drawn.into_iter().map(|row| rows[row].clone()).collect();
        let given = assign(
            items.len(),
            study.participants,
            study.ratings,
            &mut stream(ASSIGNING),
        );
        let digits = study.participants.to_string().len().max(2);
        let participants = given.into_iter().zip(1u64..).map(|(mut items, number)| {
            items.shuffle(&mut stream(ORDERING + number));
            Participant {
                name: format!("p{number:0digits$}"),
                items,
            }
        });
        Ok(Self {
            id_columns: id_columns(study, dataset).into_iter().cloned().collect(),
            participants: participants.collect(),
            items,
            shortages,
        })
    }

    /// The place of the item with this id.
    pub fn item(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item.id == id)
    }

    /// The place of the participant of this name.
    pub fn participant(&self, name: &str) -> Option<usize> {
        let mut participants = self.participants.iter();
        participants.position(|participant| participant.name == name)
    }
}
