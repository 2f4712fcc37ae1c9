//! The file and the address that an error points at.

use std::path::Path;

use super::error::FormatError;
use super::{Address, Format};

/// The file and the address that an error points at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The file being read.
    pub(super) file: &'a Path,
    /// The column being read.
    pub(super) address: &'a Address,
}

impl Place<'_> {
    pub(super) fn unsupported(&self, found: String, remedy: &'static str) -> FormatError {
        FormatError::Unsupported {
            file: self.file.to_owned(),
            address: self.address.clone(),
            found,
            remedy,
        }
    }

    pub(super) fn overflow(
        &self,
        row: usize,
        column: usize,
        value: &impl ToString,
        into: &'static str,
    ) -> FormatError {
        FormatError::Overflow {
            file: self.file.to_owned(),
            address: self.address.clone(),
            row,
            column,
            value: value.to_string(),
            into,
        }
    }

    pub(super) fn null(&self, row: usize) -> FormatError {
        FormatError::Null {
            file: self.file.to_owned(),
            address: self.address.clone(),
            row,
        }
    }

    pub(super) fn missing(&self, kind: &'static str, has: String) -> FormatError {
        FormatError::Missing {
            file: self.file.to_owned(),
            kind,
            address: self.address.clone(),
            has,
        }
    }

    pub(super) fn unaddressable(&self, reason: &str) -> FormatError {
        FormatError::Unaddressable {
            file: self.file.to_owned(),
            address: self.address.clone(),
            reason: reason.to_owned(),
        }
    }

    /// The damage a reader reports in the column's own bytes.
    pub(super) fn damaged(&self, format: Format, reason: &impl ToString) -> FormatError {
        FormatError::Damaged {
            file: self.file.to_owned(),
            format,
            reason: format!("{} ({})", reason.to_string(), self.address),
        }
    }

    /// The name that this address is, for formats whose columns have names only.
    ///
    /// # Errors
    /// The address is a number.
    pub(super) fn key(&self, kind: &str) -> Result<&str, FormatError> {
        match self.address {
            Address::Key(key) => Ok(key),
            Address::Index(_) => Err(self.unaddressable(&format!("address a {kind} by its name"))),
        }
    }
}
