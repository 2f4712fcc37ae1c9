//! What a footer and a page's header promise, looked at before the crate makes room for it.
//!
//! The crate takes a field of a known number for what the format says it is, whatever type stands beside it. Here both must
//! agree, so that what is looked at is what the crate reads.

use std::ops::ControlFlow::{Break, Continue};

use super::thrift::{
    BINARY, BYTE, FALSE, I16, I64, LIST, MOST_DEPTH, STRUCT, Step, Stop, TRUE, Walk, unsigned,
};

/// What the format says of a field.
enum Field {
    Number,
    Byte,
    Flag,
    Text,
    Structure(Fields),
}

/// The known fields of a structure by their numbers; the crate skips others by the types that stand beside them.
type Fields = &'static [(u64, Field)];

const EMPTY: Field = Field::Structure(&[]);

const TIME: Field = Field::Structure(&[
    (1, Field::Flag),
    (2, Field::Structure(&[(1, EMPTY), (2, EMPTY), (3, EMPTY)])),
]);

/// `LogicalType` of parquet.thrift.
const LOGICAL_TYPE: Fields = &[
    (1, EMPTY),
    (2, EMPTY),
    (3, EMPTY),
    (4, EMPTY),
    (
        5,
        Field::Structure(&[(1, Field::Number), (2, Field::Number)]),
    ),
    (6, EMPTY),
    (7, TIME),
    (8, TIME),
    (10, Field::Structure(&[(1, Field::Byte), (2, Field::Flag)])),
    (11, EMPTY),
    (12, EMPTY),
    (13, EMPTY),
    (14, EMPTY),
    (15, EMPTY),
    (16, Field::Structure(&[(1, Field::Byte)])),
    (17, Field::Structure(&[(1, Field::Text)])),
    (
        18,
        Field::Structure(&[(1, Field::Text), (2, Field::Number)]),
    ),
    (19, EMPTY),
];

/// `SchemaElement` of parquet.thrift.
const SCHEMA_ELEMENT: Fields = &[
    (1, Field::Number),
    (2, Field::Number),
    (3, Field::Number),
    (4, Field::Text),
    (CHILDREN, Field::Number),
    (6, Field::Number),
    (7, Field::Number),
    (8, Field::Number),
    (9, Field::Number),
    (10, Field::Structure(LOGICAL_TYPE)),
];

/// `SchemaElement::num_children`.
const CHILDREN: u64 = 5;

/// `PageHeader` of parquet.thrift.
const PAGE_HEADER: Fields = &[
    (1, Field::Number),
    (UNPACKED, Field::Number),
    (PACKED, Field::Number),
    (4, Field::Number),
    (
        5,
        Field::Structure(&[
            (VALUES, Field::Number),
            (2, Field::Number),
            (3, Field::Number),
            (4, Field::Number),
        ]),
    ),
    (6, EMPTY),
    (
        DICTIONARY,
        Field::Structure(&[
            (VALUES, Field::Number),
            (2, Field::Number),
            (3, Field::Flag),
        ]),
    ),
    (
        8,
        Field::Structure(&[
            (VALUES, Field::Number),
            (2, Field::Number),
            (3, Field::Number),
            (4, Field::Number),
            (5, Field::Number),
            (6, Field::Number),
            (7, Field::Flag),
        ]),
    ),
];

/// `PageHeader::uncompressed_page_size`.
const UNPACKED: u64 = 2;

/// `PageHeader::compressed_page_size`.
const PACKED: u64 = 3;

/// `PageHeader::dictionary_page_header`.
const DICTIONARY: u64 = 7;

/// `num_values` of the header of any kind of page.
const VALUES: u64 = 1;

/// Snappy, the only compression read here, makes 64 bytes of three at most.
const MOST_EXPANSION: u64 = 64 / 3 + 1;

/// The crate takes larger numbers of fields for smaller ones.
const MOST_FIELD: u64 = i16::MAX.unsigned_abs() as u64;

/// Whether the schema in a footer is a tree of as many nodes as it lists, and no deeper than the crate can walk.
///
/// Anything else than a version before the schema is refused: writers keep the fields in order.
pub(super) fn schema_is_whole(footer: &[u8]) -> bool {
    let mut walk = Walk { rest: footer };
    let children = match children(&mut walk) {
        Continue(children) => children,
        Break(_) => return false,
    };
    let mut open = vec![1_u64];
    for children in children {
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

/// How many children each node of the schema in a footer says to have.
fn children(walk: &mut Walk<'_>) -> Step<Vec<u64>> {
    let Some((1, I16..=I64)) = walk.field(0)? else {
        return Break(Stop::Malformed);
    };
    let _version = walk.number()?;
    let Some((2, LIST)) = walk.field(1)? else {
        return Break(Stop::Malformed);
    };
    let (size, kind) = walk.list_header()?;
    if kind != STRUCT || size > walk.rest.len() as u64 {
        return Break(Stop::Unbounded);
    }
    let mut children = Vec::new();
    for _ in 0..size {
        let mut promised = 0;
        walk.known_fields(SCHEMA_ELEMENT, &mut |path, value| {
            if path == [CHILDREN] {
                promised = value;
            }
        })?;
        children.push(promised);
    }
    Continue(children)
}

/// Whether the header of a page promises no more than its bytes can hold, and its dictionary no more values than bytes.
///
/// Bytes that end before the header does are bounded as far as they go, and those that are no header as far as they are one.
pub(super) fn page_is_bounded(header: &[u8]) -> bool {
    let (mut unpacked, mut packed, mut values) = (0, 0, 0);
    let mut walk = Walk { rest: header };
    let walked = walk.known_fields(PAGE_HEADER, &mut |path, value| match path {
        [UNPACKED] => unpacked = value,
        [PACKED] => packed = value,
        [DICTIONARY, VALUES] => values = value,
        _ => {}
    });
    let room = packed.saturating_mul(MOST_EXPANSION).saturating_add(64);
    !matches!(walked, Break(Stop::Unbounded)) && unpacked <= room && values <= unpacked.min(room)
}

impl Walk<'_> {
    /// Walks a structure whose known fields are of the types that the format says, and tells of its numbers by the path of
    /// their fields.
    fn known_fields(&mut self, known: Fields, number: &mut dyn FnMut(&[u64], u64)) -> Step {
        let mut last = 0;
        while let Some((id, kind)) = self.field(last)? {
            if id <= last || id > MOST_FIELD {
                return Break(Stop::Unbounded);
            }
            last = id;
            let Some((_, field)) = known.iter().find(|(known, _)| *known == id) else {
                self.value(kind, MOST_DEPTH)?;
                continue;
            };
            match (field, kind) {
                (Field::Number, I16..=I64) => number(&[id], unsigned(self.number()?)),
                (Field::Byte, BYTE) | (Field::Flag, TRUE | FALSE) | (Field::Text, BINARY) => {
                    self.value(kind, MOST_DEPTH)?;
                }
                (Field::Structure(fields), STRUCT) => {
                    self.known_fields(fields, &mut |path, value| {
                        number(&[&[id], path].concat(), value);
                    })?;
                }
                _ => return Break(Stop::Unbounded),
            }
        }
        Continue(())
    }
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
        footer
    }

    #[test]
    fn schema_has_as_many_nodes_as_its_nodes_have_children() {
        assert!(schema_is_whole(&footer(&[2, 0, 0])));
        assert!(schema_is_whole(&footer(&[2, 1, 0, 1, 0])));
        for children in [&[][..], &[1], &[2, 0], &[1, 0, 0], &[0, 0], &[63]] {
            assert!(!schema_is_whole(&footer(children)), "{children:?}");
        }
    }

    #[test]
    fn schema_may_be_as_deep_as_the_crate_walks() {
        let chain = |depth: usize| {
            let mut children = vec![1; depth - 1];
            children.push(0);
            footer(&children)
        };
        assert!(schema_is_whole(&chain(MOST_DEPTH)));
        assert!(!schema_is_whole(&chain(MOST_DEPTH + 1)));
    }

    #[test]
    fn fields_are_of_the_types_and_in_the_order_of_the_format() {
        let element = |fields: &[u8]| [&[0x15, 4, 0x19, 0x1c], fields, &[0]].concat();
        assert!(schema_is_whole(&element(&[0x15, 2, 0x38, 1, b'a'])));
        // An integer of eight bits without a sign, and an unknown field.
        let integer = [0xac, 0xac, 0x13, 8, 0x12, 0, 0, 0x18, 1, b'a'];
        assert!(schema_is_whole(&element(&integer)));
        // A type that is a text, a number of children that is a flag, and one before the name.
        for fields in [&[0x18, 1, b'a'][..], &[0x51], &[0x55, 0, 0x08, 8, 1, b'a']] {
            assert!(!schema_is_whole(&element(fields)), "{fields:?}");
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
