use std::ops::ControlFlow::Continue;

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

use super::delta::lengths;

/// The pages of a column, with an error where they promise more than there may be: the crate makes room for all values of a
/// record at once, and for the lengths of texts in the delta encodings.
pub(super) struct BoundedPages {
    pages: Box<dyn PageReader>,
    column: ColumnDescPtr,
    /// How many more values, nulls and empty lists there may be.
    left: u64,
    /// The page that was read to know whether a record ends before it.
    next: Option<Page>,
}

impl BoundedPages {
    /// Pages that have so many values, nulls and empty lists at most.
    pub fn new(pages: Box<dyn PageReader>, column: ColumnDescPtr, most: u64) -> Self {
        Self {
            pages,
            column,
            left: most,
            next: None,
        }
    }

    fn bounded(&mut self, page: Page) -> Result<Page> {
        let promised = "pages promise more than they can hold";
        let promised = || ParquetError::General(promised.to_owned());
        if page.is_data_page() {
            let left = self.left.checked_sub(page.num_values().into());
            self.left = left.ok_or_else(promised)?;
        }
        if self.has_bounded_lengths(&page) {
            Ok(page)
        } else {
            Err(promised())
        }
    }

    /// Whether texts in a delta encoding are no more than the values of their page.
    fn has_bounded_lengths(&self, page: &Page) -> bool {
        let parts = match page.encoding() {
            Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
            Encoding::DELTA_BYTE_ARRAY => 2,
            _ => return true,
        };
        let mut rest = self.values(page);
        for _ in 0..parts {
            rest = match rest.map(lengths) {
                Some(Continue((count, rest))) if count <= page.num_values().into() => Some(rest),
                _ => None,
            };
        }
        rest.is_some()
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
        if let Some(page) = self.next.take() {
            return Ok(Some(page));
        }
        let page = self.pages.get_next_page()?;
        page.map(|page| self.bounded(page)).transpose()
    }

    /// None: records are never skipped.
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Err(ParquetError::NYI("pages are read in turn".to_owned()))
    }

    /// None: records are never skipped.
    fn skip_next_page(&mut self) -> Result<()> {
        Err(ParquetError::NYI("pages are read in turn".to_owned()))
    }

    /// Looks at the page itself: to look at its header alone, the crate reads from places where no header is.
    fn at_record_boundary(&mut self) -> Result<bool> {
        self.next = self.get_next_page()?;
        Ok(matches!(self.next, None | Some(Page::DataPageV2 { .. })))
    }
}
