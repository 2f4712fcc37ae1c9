//! Running the items of each segment in batches, and pooling what they became.

use emospec_sdk::{Error, Run};

use crate::network::Network;
use crate::pooling::{Pool, Pooling};

/// Items on their way through a network. A batch holds items of one segment alone: an item's place in a batch may change its
/// last bits, and a row shall not depend on which other rows are asked for.
pub(crate) struct Batches<'a> {
    network: &'a Network,
    run: &'a Run<'a>,
    items: Vec<f32>,
    /// The segment of each item that waits.
    waiting: Vec<usize>,
    pools: Vec<Pool>,
}

impl<'a> Batches<'a> {
    /// For a number of segments.
    pub fn new(network: &'a Network, run: &'a Run<'a>, segments: usize) -> Self {
        Self {
            network,
            run,
            items: Vec::new(),
            waiting: Vec::new(),
            pools: vec![Pool::default(); segments],
        }
    }

    /// Takes in an item of a segment.
    ///
    /// # Errors
    /// Where the network fails, or the run is cancelled.
    pub fn push(
        &mut self,
        segment: usize,
        item: impl IntoIterator<Item = f32>,
    ) -> Result<(), Error> {
        if self.waiting.last().is_some_and(|&last| last != segment) {
            self.flush()?;
        }
        self.items.extend(item);
        self.waiting.push(segment);
        if self.waiting.len() < self.network.batch() {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.run.check_cancelled()?;
        let mut items = std::mem::take(&mut self.items);
        // A batch that is not full is filled with silence or black.
        let item = items.len() / self.waiting.len();
        items.resize(item * self.network.batch(), 0.0);
        let outputs = self.network.run(&items)?;
        let outputs = outputs.chunks(self.network.width());
        for (segment, output) in self.waiting.drain(..).zip(outputs) {
            if let Some(pool) = self.pools.get_mut(segment) {
                pool.add(output);
            }
        }
        Ok(())
    }

    /// The row of each segment; `reasons` say why one gave no item, where it did not.
    ///
    /// # Errors
    /// Where the network fails, or the run is cancelled.
    pub fn rows(
        mut self,
        pooling: Pooling,
        reasons: Vec<Option<String>>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, Error> {
        self.flush()?;
        let rows = self.pools.iter().zip(reasons).map(|(pool, reason)| {
            if let Some(reason) = reason {
                return Err(reason);
            }
            let row = pool.row(pooling).ok_or("it has no whole patch or stack")?;
            if row.iter().all(|value| value.is_finite()) {
                Ok(row)
            } else {
                Err("what the network made of it is not finite".to_owned())
            }
        });
        Ok(rows.collect())
    }
}
