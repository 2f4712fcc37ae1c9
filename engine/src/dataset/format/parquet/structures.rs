//! The structures of `parquet.thrift` that the crate reads.

use super::known::Field::{Byte, Double, Flag, List, Number, Structure, Text};
use super::known::{Field, Fields};

const EMPTY: Field = Structure(&[]);

const TIME: Field = Structure(&[
    (1, Flag),
    (2, Structure(&[(1, EMPTY), (2, EMPTY), (3, EMPTY)])),
]);

const LOGICAL_TYPE: Fields = &[
    (1, EMPTY),
    (2, EMPTY),
    (3, EMPTY),
    (4, EMPTY),
    (5, Structure(&[(1, Number), (2, Number)])),
    (6, EMPTY),
    (7, TIME),
    (8, TIME),
    (10, Structure(&[(1, Byte), (2, Flag)])),
    (11, EMPTY),
    (12, EMPTY),
    (13, EMPTY),
    (14, EMPTY),
    (15, EMPTY),
    (16, Structure(&[(1, Byte)])),
    (17, Structure(&[(1, Text)])),
    (18, Structure(&[(1, Text), (2, Number)])),
    (19, EMPTY),
];

/// `SchemaElement::name`.
pub(super) const NAME: u64 = 4;

/// `SchemaElement::num_children`.
pub(super) const CHILDREN: u64 = 5;

const SCHEMA_ELEMENT: Fields = &[
    (1, Number),
    (2, Number),
    (3, Number),
    (NAME, Text),
    (CHILDREN, Number),
    (6, Number),
    (7, Number),
    (8, Number),
    (9, Number),
    (10, Structure(LOGICAL_TYPE)),
];

const STATISTICS: Fields = &[
    (1, Text),
    (2, Text),
    (3, Number),
    (4, Number),
    (5, Text),
    (6, Text),
    (7, Flag),
    (8, Flag),
    (9, Number),
];

const BOUNDING_BOX: Fields = &[
    (1, Double),
    (2, Double),
    (3, Double),
    (4, Double),
    (5, Double),
    (6, Double),
    (7, Double),
    (8, Double),
];

const KEY_VALUE: Field = Structure(&[(1, Text), (2, Text)]);

const COLUMN_META_DATA: Fields = &[
    (1, Number),
    (2, List(&Number)),
    (3, List(&Text)),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, List(&KEY_VALUE)),
    (9, Number),
    (10, Number),
    (11, Number),
    (12, Structure(STATISTICS)),
    (
        13,
        List(&Structure(&[(1, Number), (2, Number), (3, Number)])),
    ),
    (14, Number),
    (15, Number),
    (
        16,
        Structure(&[(1, Number), (2, List(&Number)), (3, List(&Number))]),
    ),
    (
        17,
        Structure(&[(1, Structure(BOUNDING_BOX)), (2, List(&Number))]),
    ),
];

const COLUMN_CHUNK: Fields = &[
    (1, Text),
    (2, Number),
    (3, Structure(COLUMN_META_DATA)),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Number),
];

const ROW_GROUP: Fields = &[
    (1, List(&Structure(COLUMN_CHUNK))),
    (2, Number),
    (3, Number),
    (4, List(&Structure(&[(1, Number), (2, Flag), (3, Flag)]))),
    (5, Number),
    (6, Number),
    (7, Number),
];

/// `FileMetaData::schema`.
pub(super) const SCHEMA: u64 = 2;

/// `FileMetaData`.
pub(super) const FILE: Fields = &[
    (1, Number),
    (SCHEMA, List(&Structure(SCHEMA_ELEMENT))),
    (3, Number),
    (4, List(&Structure(ROW_GROUP))),
    (5, List(&KEY_VALUE)),
    (6, Text),
    (7, List(&Structure(&[(1, EMPTY), (2, EMPTY), (3, EMPTY)]))),
];

/// `PageHeader::uncompressed_page_size`.
pub(super) const UNPACKED: u64 = 2;

/// `PageHeader::compressed_page_size`.
pub(super) const PACKED: u64 = 3;

/// `PageHeader::dictionary_page_header`.
pub(super) const DICTIONARY: u64 = 7;

/// `num_values` of the header of any kind of page.
pub(super) const VALUES: u64 = 1;

/// `PageHeader`.
pub(super) const PAGE: Fields = &[
    (1, Number),
    (UNPACKED, Number),
    (PACKED, Number),
    (4, Number),
    (
        5,
        Structure(&[(VALUES, Number), (2, Number), (3, Number), (4, Number)]),
    ),
    (6, EMPTY),
    (
        DICTIONARY,
        Structure(&[(VALUES, Number), (2, Number), (3, Flag)]),
    ),
    (
        8,
        Structure(&[
            (VALUES, Number),
            (2, Number),
            (3, Number),
            (4, Number),
            (5, Number),
            (6, Number),
            (7, Flag),
        ]),
    ),
];
