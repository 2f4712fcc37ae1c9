//! Fetching: what an address serves becomes a file only once it is what was stated.
//!
//! A download goes to a hidden file beside its target, named after its digest, and goes on from where it broke off. It has
//! the target's name once it has its digest. The names in an archive are judged before any of it is written, it is unpacked
//! to a folder of its own, and its files are placed once all of them are there.

mod curl;
mod download;
mod entries;
mod error;
mod fetch_watcher;
mod fetched;
mod fetcher;
mod limits;
mod member;
mod placed;
mod placing;
mod tar_headers;
mod unpack;

pub use download::{Wanted, download};
pub use error::FetchError;
pub use fetch_watcher::FetchWatcher;
pub use fetched::Fetched;
pub use fetcher::Fetcher;
pub use limits::Limits;
pub use member::{Member, member};
pub use placed::{Placed, PlacedFile};
pub use placing::Standing;
pub use unpack::{Unpacked, unpack};
