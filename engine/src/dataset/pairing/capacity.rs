use super::{Rows, Settings};

/// Classes up to which every set of them is looked at.
const MOST_CLASSES: usize = 14;

/// Which classes may be mismatched with each other.
#[derive(Debug, Clone)]
pub(super) struct Allowed {
    table: Vec<Vec<bool>>,
}

/// How many swaps can be made at most, and the classes that stand in the way of more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Capacity {
    pub swaps: usize,
    /// Classes all of whose rows are used by the most swaps there can be: the others run out of partners.
    pub scarce: Vec<usize>,
}

impl Allowed {
    pub fn of(rows: Rows<'_>, settings: &Settings) -> Self {
        let count = rows.names.len();
        let mut table: Vec<Vec<bool>> = (0..count)
            .map(|class| (0..count).map(|other| other != class).collect())
            .collect();
        for &[one, other] in &settings.forbid {
            if one < count && other < count {
                table[one][other] = false;
                table[other][one] = false;
            }
        }
        Self { table }
    }

    pub fn contains(&self, one: usize, other: usize) -> bool {
        self.table
            .get(one)
            .and_then(|row| row.get(other))
            .is_some_and(|&allowed| allowed)
    }

    /// The most swaps of so many rows of each class.
    ///
    /// A swap is an edge between two rows, so this is the size of a maximum matching of the graph in which each class is
    /// an independent set, by the formula of Tutte and Berge: the least, over sets U of classes, of the rows in U and half
    /// the rows of each connected set of the other classes, rounded down, where a class alone counts nothing.
    /// (Rows of a class are alike, so U need not split one.)
    pub fn capacity(&self, counts: &[usize]) -> Capacity {
        let present: Vec<usize> = (0..counts.len())
            .filter(|&class| counts[class] > 0)
            .collect();
        let mut least = self.bound(counts, &present, 0);
        let sets: Box<dyn Iterator<Item = u64>> = if present.len() <= MOST_CLASSES {
            Box::new(1..1u64 << present.len())
        } else {
            // Too many to look at all: those that leave one class alone, or one class with those it may not meet.
            Box::new((0..present.len().min(63)).map(|place| self.partners(&present, place)))
        };
        for set in sets {
            let bound = self.bound(counts, &present, set);
            if bound.swaps < least.swaps {
                least = bound;
            }
        }
        least
    }

    /// The set of the classes that one may be mismatched with.
    fn partners(&self, present: &[usize], place: usize) -> u64 {
        let met = |&(_, &other): &(usize, &usize)| self.contains(present[place], other);
        let places = present.iter().enumerate().filter(met);
        places.fold(0, |set, (place, _)| set | 1 << place.min(63))
    }

    fn bound(&self, counts: &[usize], present: &[usize], set: u64) -> Capacity {
        let is_in = |place: usize| set >> place.min(63) & 1 == 1;
        let places = 0..present.len();
        let (used, mut left): (Vec<_>, Vec<_>) = places.partition(|&place| is_in(place));
        let scarce: Vec<usize> = used.iter().map(|&place| present[place]).collect();
        let mut swaps: usize = scarce.iter().map(|&class| counts[class]).sum();
        while let Some(start) = left.pop() {
            let mut component = vec![present[start]];
            let mut at = 0;
            while let Some(&class) = component.get(at) {
                at += 1;
                let (met, rest): (Vec<_>, Vec<_>) = left
                    .into_iter()
                    .partition(|&place| self.contains(class, present[place]));
                component.extend(met.iter().map(|&place| present[place]));
                left = rest;
            }
            if component.len() > 1 {
                swaps += component.iter().map(|&class| counts[class]).sum::<usize>() / 2;
            }
        }
        Capacity { swaps, scarce }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(classes: usize, forbidden: &[(usize, usize)]) -> Allowed {
        let table = (0..classes).map(|one| {
            let row = (0..classes).map(|other| {
                one != other
                    && !forbidden.contains(&(one, other))
                    && !forbidden.contains(&(other, one))
            });
            row.collect()
        });
        Allowed {
            table: table.collect(),
        }
    }

    #[test]
    fn a_class_beyond_half_runs_out_of_partners() {
        let all = allowed(3, &[]);
        assert_eq!(all.capacity(&[4, 3, 3]).swaps, 5);
        let capacity = all.capacity(&[10, 1, 2]);
        assert_eq!((capacity.swaps, capacity.scarce), (3, vec![1, 2]));
    }

    #[test]
    fn forbidden_classes_share_their_partners() {
        let some = allowed(5, &[(1, 2), (3, 4)]);
        assert_eq!(some.capacity(&[1, 4, 5, 0, 0]).swaps, 1);
        assert_eq!(some.capacity(&[2, 2, 2, 2, 2]).swaps, 5);
        assert_eq!(allowed(2, &[(0, 1)]).capacity(&[5, 5]).swaps, 0);
    }

    #[test]
    fn it_is_what_trying_every_matching_gives() {
        /// The most edges, by trying.
        fn tried(allowed: &Allowed, counts: &mut Vec<usize>) -> usize {
            let mut most = 0;
            for one in 0..counts.len() {
                for other in one + 1..counts.len() {
                    if allowed.contains(one, other) && counts[one] > 0 && counts[other] > 0 {
                        counts[one] -= 1;
                        counts[other] -= 1;
                        most = most.max(1 + tried(allowed, counts));
                        counts[one] += 1;
                        counts[other] += 1;
                    }
                }
            }
            most
        }
        let graphs = [
            allowed(4, &[]),
            allowed(4, &[(0, 1)]),
            allowed(4, &[(0, 1), (2, 3)]),
            allowed(4, &[(0, 1), (1, 2), (2, 3)]),
            allowed(4, &[(0, 1), (0, 2), (0, 3)]),
        ];
        for graph in graphs {
            for code in 0..256usize {
                let mut counts: Vec<_> = (0..4).map(|at| code >> (2 * at) & 3).collect();
                if counts.iter().sum::<usize>() <= 8 {
                    assert_eq!(
                        graph.capacity(&counts).swaps,
                        tried(&graph, &mut counts),
                        "{counts:?}"
                    );
                }
            }
        }
    }
}
