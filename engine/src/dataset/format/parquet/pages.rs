use std::ops::ControlFlow::Continue;

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

use super::delta::lengths;

/// The pages of a column, with an error where one promises more texts than there may be: the crate makes room for the
/// lengths of those in delta encodings at once.
pub(super) struct BoundedPages {
    pub pages: Box<dyn PageReader>,
    pub column: ColumnDescPtr,
    /// The most texts of a page.
    pub most: u64,
}

impl BoundedPages {
    fn bounded(&self, page: Page) -> Result<Page> {
        let parts = match page.encoding() {
            Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
            Encoding::DELTA_BYTE_ARRAY => 2,
            _ => return Ok(page),
        };
        let mut rest = self.values(&page);
        for _ in 0..parts {
            rest = match rest.map(lengths) {
                Some(Continue((count, rest))) if count <= self.most => Some(rest),
                _ => None,
            };
        }
        let otherwise = "a page promises more texts than it can hold";
        rest.ok_or_else(|| ParquetError::General(otherwise.to_owned()))?;
        Ok(page)
    }

    /// The values of a page, which follow their levels.
    fn values<'p>(&self, page: &'p Page) -> Option<&'p [u8]> {
        match page {
            Page::DataPage {
                buf,
                def_level_encoding,
                rep_level_encoding,
                ..
            } => {
                let levels = [
                    (self.column.max_rep_level(), *rep_level_encoding),
                    (self.column.max_def_level(), *def_level_encoding),
                ];
                let mut rest = &buf[..];
                for (_, encoding) in levels.into_iter().filter(|(most, _)| *most > 0) {
                    if encoding != Encoding::RLE {
                        return None;
                    }
                    let (length, levels) = rest.split_first_chunk()?;
                    let length = u32::from_le_bytes(*length);
                    rest = levels.get(usize::try_from(length).ok()?..)?;
                }
                Some(rest)
            }
            Page::DataPageV2 {
                buf,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let levels = u64::from(*def_levels_byte_len) + u64::from(*rep_levels_byte_len);
                buf.get(usize::try_from(levels).ok()?..)
            }
            Page::DictionaryPage { buf, .. } => Some(buf),
        }
    }
}

impl Iterator for BoundedPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for BoundedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.map(|page| self.bounded(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}
