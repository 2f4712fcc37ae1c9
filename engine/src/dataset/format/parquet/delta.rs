//! How many lengths texts in the delta encodings promise.

use std::ops::ControlFlow::{Break, Continue};

use super::thrift::{Step, Stop, Walk};

/// How many lengths there are in `DELTA_BINARY_PACKED`, and what follows them.
pub(super) fn lengths(bytes: &[u8]) -> Step<(u64, &[u8])> {
    let mut walk = Walk { rest: bytes };
    let block = walk.number()?;
    let in_block = walk.number()?;
    let count = walk.number()?;
    let _first = walk.number()?;
    let Some(in_miniblock) = block.checked_div(in_block) else {
        return Break(Stop::Malformed);
    };
    let mut left = count.saturating_sub(1);
    while left > 0 {
        let _least = walk.number()?;
        let widths = walk.rest;
        walk.skip(in_block)?;
        for &width in &widths[..widths.len() - walk.rest.len()] {
            if left == 0 {
                break;
            }
            walk.skip(in_miniblock.saturating_mul(width.into()) / 8)?;
            left = left.saturating_sub(in_miniblock);
        }
    }
    Continue((count, walk.rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_end_where_their_last_miniblock_does() {
        // Blocks of 128 in 4 miniblocks.
        let header = |count: u8| [128, 1, 4, count, 0];
        assert_eq!(lengths(&header(0)), Continue((0, &[][..])));
        assert_eq!(lengths(&header(1)), Continue((1, &[][..])));
        // 34 lengths after the first: a miniblock of a bit, one of two, and two that are not there.
        let widths = [0, 1, 2, 9, 9];
        let whole = [&header(35)[..], &widths, &[0; 4 + 8], &[7]].concat();
        assert_eq!(lengths(&whole), Continue((35, &[7][..])));
        assert_eq!(lengths(&whole[..16]), Break(Stop::Malformed));
    }

    #[test]
    fn header_without_miniblocks_or_end_is_malformed() {
        for bytes in [&[][..], &[128, 1, 0, 2, 0], &[0, 4, 2, 0], &[128, 1, 4, 2]] {
            assert_eq!(lengths(bytes), Break(Stop::Malformed), "{bytes:?}");
        }
    }
}
