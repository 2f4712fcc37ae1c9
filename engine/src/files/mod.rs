//! The one door to the file system: atomic writes, exclusive creation, placing, digests, and a memo of digests.
//!
//! The memo (`memo/digests.json` in the cache) keeps the SHA-256 of files by path, together with their stamp: device,
//! inode, size, modification *and change* time. The change time cannot be set back by a program, so a byte changed in
//! place is seen even where the modification time was restored.

mod digest;
mod memo;
mod owner;
mod place;
mod stamp;
mod write;

pub use digest::Digest;
pub use memo::DigestMemo;
pub use owner::{Owner, mark};
pub use place::place;
pub use stamp::Stamp;
pub use write::{
    create_exclusive, read_sealed, seal, tidy, unseal, write_atomic, write_changed, write_durable,
    write_sealed,
};
