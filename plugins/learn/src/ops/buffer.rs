//! Memory that is used again: every step of a fit needs arrays of the same few sizes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

thread_local! {
    /// The arrays that this thread has dropped, by length.
    static SPARE: RefCell<BTreeMap<usize, Vec<Vec<f32>>>> = const { RefCell::new(BTreeMap::new()) };
}

/// An array whose memory goes back to the thread's spare arrays when it is dropped.
#[derive(Debug, Default)]
pub struct Buffer(Vec<f32>);

impl Buffer {
    /// An array of unspecified values, to be overwritten.
    pub fn stale(length: usize) -> Self {
        let spare = SPARE
            .try_with(|spare| spare.borrow_mut().get_mut(&length)?.pop())
            .ok()
            .flatten();
        Self(spare.unwrap_or_else(|| vec![0.0; length]))
    }

    /// An array of zeros.
    pub fn zeros(length: usize) -> Self {
        let mut buffer = Self::stale(length);
        buffer.fill(0.0);
        buffer
    }

    /// A copy of `values`.
    pub fn copy_of(values: &[f32]) -> Self {
        let mut buffer = Self::stale(values.len());
        buffer.copy_from_slice(values);
        buffer
    }

    /// The array itself, which then no longer goes back.
    pub fn into_vec(mut self) -> Vec<f32> {
        std::mem::take(&mut self.0)
    }
}

impl From<Vec<f32>> for Buffer {
    fn from(values: Vec<f32>) -> Self {
        Self(values)
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Self {
        Self::copy_of(self)
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let values = std::mem::take(&mut self.0);
        if !values.is_empty() {
            // While a thread ends its spare arrays may be gone already: then the memory is simply freed.
            let _ = SPARE.try_with(|spare| {
                spare
                    .borrow_mut()
                    .entry(values.len())
                    .or_default()
                    .push(values);
            });
        }
    }
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_memory_is_used_again() {
        let first = Buffer::zeros(1_234);
        let address = first.as_ptr();
        drop(first);
        assert_eq!(Buffer::stale(1_234).as_ptr(), address);
    }

    #[test]
    fn zeros_are_zero_in_used_memory() {
        let mut first = Buffer::zeros(77);
        first.fill(3.0);
        drop(first);
        assert!(Buffer::zeros(77).iter().all(|value| value.to_bits() == 0));
    }
}
