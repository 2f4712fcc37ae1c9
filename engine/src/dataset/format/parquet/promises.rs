//! What a footer and a page's header promise, looked at before the crate makes room for it.

use std::ops::ControlFlow::{Break, Continue};

use super::known::{Found, KnownWalk};
use super::structures::{CHILDREN, DICTIONARY, FILE, PACKED, PAGE, SCHEMA, UNPACKED, VALUES};
use super::thrift::{MOST_DEPTH, Stop, Walk};

/// Snappy, the only compression read here, makes 64 bytes of three at most.
const MOST_EXPANSION: u64 = 64 / 3 + 1;

/// Whether a footer is one of the format, and its schema a tree of as many nodes as it lists, no deeper than the crate can walk.
pub(super) fn footer_is_whole(footer: &[u8]) -> bool {
    let mut children = Vec::new();
    let mut tell = |path: &[u64], found| match (path, found) {
        ([SCHEMA], Found::Structure) => children.push(0),
        ([SCHEMA, CHILDREN], Found::Number(count)) => {
            if let Some(last) = children.last_mut() {
                *last = count;
            }
        }
        _ => {}
    };
    let walked = KnownWalk::new(&mut Walk { rest: footer }, &mut tell).fields(FILE);
    walked == Continue(()) && is_tree(&children)
}

/// Whether nodes, each with so many children and those after it, are one tree.
fn is_tree(children: &[u64]) -> bool {
    let mut open = vec![1_u64];
    for &children in children {
        while open.last() == Some(&0) {
            open.pop();
        }
        let Some(due) = open.last_mut() else {
            return false;
        };
        *due -= 1;
        if open.len() > MOST_DEPTH {
            return false;
        }
        open.push(children);
    }
    open.iter().all(|&due| due == 0)
}

/// Whether the header of a page promises no more than its bytes can hold, and its dictionary no more values than bytes.
///
/// Bytes that end before the header does are bounded as far as they go, and those that are no header as far as they are one.
pub(super) fn page_is_bounded(header: &[u8]) -> bool {
    let (mut unpacked, mut packed, mut values) = (0, 0, 0);
    let mut tell = |path: &[u64], found| {
        if let Found::Number(number) = found {
            match path {
                [UNPACKED] => unpacked = number,
                [PACKED] => packed = number,
                [DICTIONARY, VALUES] => values = number,
                _ => {}
            }
        }
    };
    let walked = KnownWalk::new(&mut Walk { rest: header }, &mut tell).fields(PAGE);
    let room = packed.saturating_mul(MOST_EXPANSION).saturating_add(64);
    walked != Break(Stop::Unbounded) && unpacked <= room && values <= unpacked.min(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A version, and a schema whose elements have a name and so many children.
    fn footer(children: &[u8]) -> Vec<u8> {
        let count = u8::try_from(children.len()).unwrap();
        let mut footer = vec![0x15, 4, 0x19, 0xfc, count];
        for children in children {
            footer.extend([0x48, 1, b'a', 0x15, 2 * children, 0]);
        }
        footer.push(0);
        footer
    }

    #[test]
    fn schema_has_as_many_nodes_as_its_nodes_have_children() {
        assert!(footer_is_whole(&footer(&[2, 0, 0])));
        assert!(footer_is_whole(&footer(&[2, 1, 0, 1, 0])));
        for children in [&[][..], &[1], &[2, 0], &[1, 0, 0], &[0, 0], &[63]] {
            assert!(!footer_is_whole(&footer(children)), "{children:?}");
        }
    }

    #[test]
    fn schema_may_be_as_deep_as_the_crate_walks() {
        let chain = |depth: usize| {
            let mut children = vec![1; depth - 1];
            children.push(0);
            footer(&children)
        };
        assert!(footer_is_whole(&chain(MOST_DEPTH)));
        assert!(!footer_is_whole(&chain(MOST_DEPTH + 1)));
    }

    #[test]
    fn fields_are_of_the_types_and_in_the_order_of_the_format() {
        let element = |fields: &[u8]| [&[0x15, 4, 0x19, 0x1c], fields, &[0, 0]].concat();
        assert!(footer_is_whole(&element(&[0x15, 2, 0x38, 1, b'a'])));
        // An integer of eight bits without a sign, and an unknown field.
        let integer = [0xac, 0xac, 0x13, 8, 0x12, 0, 0, 0x18, 1, b'a'];
        assert!(footer_is_whole(&element(&integer)));
        // A type that is a text, a number of children that is a flag, and one before the name.
        for fields in [&[0x18, 1, b'a'][..], &[0x51], &[0x55, 0, 0x08, 8, 1, b'a']] {
            assert!(!footer_is_whole(&element(fields)), "{fields:?}");
        }
    }

    /// The header of a page of 4 bytes.
    fn page(unpacked: u8, rest: &[u8]) -> Vec<u8> {
        [&[0x15, 0, 0x15, 2 * unpacked, 0x15, 8], rest].concat()
    }

    #[test]
    fn page_holds_what_its_bytes_can() {
        assert!(page_is_bounded(&page(4, &[0])));
        assert!(page_is_bounded(&page(
            60,
            &[0x2c, 0x15, 0xff, 0xff, 3, 0, 0]
        )));
        assert!(!page_is_bounded(&[
            0x15, 0, 0x15, 0xff, 0xff, 3, 0x15, 8, 0
        ]));
        // A size below zero, and one that is a text.
        assert!(!page_is_bounded(&[0x15, 0, 0x15, 1, 0x15, 8, 0]));
        assert!(!page_is_bounded(&[0x15, 0, 0x18, 1, 0]));
        assert!(page_is_bounded(&[]));
    }

    #[test]
    fn dictionary_has_no_more_values_than_bytes() {
        let dictionary = |values: u8| page(4, &[0x4c, 0x15, 2 * values, 0x15, 0, 0, 0]);
        assert!(page_is_bounded(&dictionary(4)));
        assert!(!page_is_bounded(&dictionary(5)));
    }
}
