//! What a footer and a page's header promise, looked at before the crate makes room for it.

use std::ops::ControlFlow::Continue;

use super::known::{Found, KnownWalk};
use super::structures::{CHILDREN, DICTIONARY, FILE, NAME, PACKED, PAGE, SCHEMA, UNPACKED, VALUES};
use super::thrift::{MOST_DEPTH, Step, Walk};

/// Snappy, the only compression read here, makes 64 bytes of three at most.
const MOST_EXPANSION: u64 = 64 / 3 + 1;

/// Bytes of all paths to columns: the crate copies the names on the way to each.
const MOST_PATHS: u64 = 1 << 27;

/// A node of a schema.
#[derive(Default)]
struct Node {
    children: u64,
    /// The length of its name.
    name: u64,
}

/// Whether a footer is one of the format, and its schema a tree of as many nodes as it lists that the crate can walk.
pub(super) fn footer_is_whole(footer: &[u8]) -> bool {
    let mut nodes: Vec<Node> = Vec::new();
    let mut tell = |path: &[u64], found| match (path, found, nodes.last_mut()) {
        ([SCHEMA], Found::Structure, _) => nodes.push(Node::default()),
        ([SCHEMA, CHILDREN], Found::Number(count), Some(node)) => node.children = count,
        ([SCHEMA, NAME], Found::Text(length), Some(node)) => node.name = length,
        _ => {}
    };
    let walked = KnownWalk::new(&mut Walk { rest: footer }, &mut tell).fields(FILE);
    walked == Continue(()) && is_tree(&nodes)
}

/// Whether nodes, each before its children, are one tree, neither too deep nor with paths that are too long.
fn is_tree(nodes: &[Node]) -> bool {
    // Of each open node, how many children are due, and the length of its path.
    let mut open = vec![(1_u64, 0_u64)];
    let mut paths = 0_u64;
    for node in nodes {
        while matches!(open.last(), Some((0, _))) {
            open.pop();
        }
        let depth = open.len();
        let Some((due, path)) = open.last_mut() else {
            return false;
        };
        *due -= 1;
        let path = path.saturating_add(node.name);
        if node.children == 0 {
            paths = paths.saturating_add(path);
        }
        if depth > MOST_DEPTH || paths > MOST_PATHS {
            return false;
        }
        open.push((node.children, path));
    }
    open.iter().all(|&(due, _)| due == 0)
}

/// Whether the header of a page promises no more than its bytes can hold, and its dictionary no more values than bytes.
pub(super) fn page_is_bounded(header: &[u8]) -> Step<bool> {
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
    KnownWalk::new(&mut Walk { rest: header }, &mut tell).fields(PAGE)?;
    // The crate takes a larger one for a smaller.
    let is_size = packed <= u64::from(i32::MAX.unsigned_abs());
    let room = packed.saturating_mul(MOST_EXPANSION).saturating_add(64);
    Continue(is_size && unpacked <= room && values <= unpacked)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow::Break;

    use super::*;
    use crate::dataset::format::parquet::thrift::Stop;

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
        let is = |header: &[u8]| page_is_bounded(header);
        assert_eq!(is(&page(4, &[0])), Continue(true));
        let values = [0x2c, 0x15, 0xff, 0xff, 3, 0, 0];
        assert_eq!(is(&page(60, &values)), Continue(true));
        let large = [0x15, 0, 0x15, 0xfe, 0xff, 3, 0x15, 8, 0];
        assert_eq!(is(&large), Continue(false));
        // A size below zero, one of more than 32 bits, and one that is a text.
        assert_eq!(is(&[0x15, 0, 0x15, 1, 0x15, 8, 0]), Continue(false));
        let wide = [0x15, 0, 0x15, 8, 0x16, 0x82, 0x80, 0x80, 0x80, 0x20, 0];
        assert_eq!(is(&wide), Continue(false));
        assert_eq!(is(&[0x15, 0, 0x18, 1, 0]), Break(Stop::Unbounded));
    }

    #[test]
    fn header_that_does_not_end_is_no_header() {
        for header in [&[][..], &page(4, &[]), &[0x15, 0x84, 0x80, 0x80, 0x80]] {
            assert_eq!(page_is_bounded(header), Break(Stop::Malformed));
        }
        let overlong = [&[0x15, 0x84][..], &[0x80; 9], &[0, 0]].concat();
        assert_eq!(page_is_bounded(&overlong), Break(Stop::Malformed));
    }

    #[test]
    fn dictionary_has_no_more_values_than_bytes() {
        let dictionary = |values: u8| page(4, &[0x4c, 0x15, 2 * values, 0x15, 0, 0, 0]);
        assert_eq!(page_is_bounded(&dictionary(4)), Continue(true));
        assert_eq!(page_is_bounded(&dictionary(5)), Continue(false));
    }

    #[test]
    fn paths_to_columns_have_a_limit_together() {
        let node = |children, name| Node { children, name };
        let tree = |leaves: u64, name| {
            let mut nodes = vec![node(1, 6), node(leaves, name)];
            nodes.extend((0..leaves).map(|_| node(0, 1)));
            nodes
        };
        assert!(is_tree(&tree(1000, 1 << 16)));
        assert!(!is_tree(&tree(3000, 1 << 16)));
    }
}
