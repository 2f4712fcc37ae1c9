use std::io;
use std::path::PathBuf;

use bytesize::ByteSize;

use crate::files::Digest;

/// Why something was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The command that downloads is not there.
    #[error("`curl` was not found: install it")]
    NoCurl,
    /// It does not start.
    #[error("curl could not be started: {0}")]
    NotStarted(io::Error),
    /// The server does not give it: what curl says.
    #[error("{0}")]
    Refused(String),
    /// The connection broke again and again.
    #[error("it broke off after {got} bytes: {why}")]
    Cut {
        /// Bytes that are there.
        got: u64,
        /// What curl says.
        why: String,
    },
    /// It does not end where it should.
    #[error("it is larger than {}", stated(*.most, *.is_stated))]
    TooLarge {
        /// Bytes it may have.
        most: u64,
        /// Whether the spec states so many.
        is_stated: bool,
    },
    /// It is something else.
    #[error("it has {got} bytes and the SHA-256 {}, and {wanted} was stated", .is.as_str())]
    OtherBytes {
        /// Its size.
        got: u64,
        /// Its digest.
        is: Digest,
        /// The digest that was stated.
        wanted: String,
    },
    /// The archive is damaged, or holds what no data need.
    #[error("the archive is not unpacked: {0}")]
    BadArchive(String),
    /// The archive is larger than may be unpacked.
    #[error("the archive unpacks to more than {}", ByteSize(*.0))]
    TooMuch(u64),
    /// Another file has its name.
    #[error(
        "{} is there with the SHA-256 {}, and {wanted} was stated",
        .path.display(), .is.as_ref().map_or("of nothing that can be read", Digest::as_str)
    )]
    InTheWay {
        /// Where.
        path: PathBuf,
        /// Its digest, where it can be read.
        is: Option<Digest>,
        /// The digest that was stated.
        wanted: String,
    },
    /// A file that is to be used cannot be read.
    #[error("{} cannot be read: {error}", .path.display())]
    Unread {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Another process writes the same file.
    #[error("another process is fetching it: {} is locked", .0.display())]
    Busy(PathBuf),
    /// It would be written outside of its folder.
    #[error("{} leaves the folder of its dataset through a link", .0.display())]
    Outside(PathBuf),
    /// The disk does not take it.
    #[error("{} cannot be written: {error}", .path.display())]
    Unwritten {
        /// Where.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

fn stated(most: u64, is_stated: bool) -> String {
    if is_stated {
        format!("the {most} bytes stated")
    } else {
        format!("the limit of {}", ByteSize(most))
    }
}

impl FetchError {
    /// Writing to a path failed.
    pub(super) fn unwritten(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self::Unwritten { path, error }
    }

    /// Reading a path failed.
    pub(super) fn unread(path: &std::path::Path, error: io::Error) -> Self {
        let path = path.to_owned();
        Self::Unread { path, error }
    }

    /// What to do about it; none where getting it in some other way helps.
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::OtherBytes { .. } => Some(
                "it is not what was stated: do not use it; where its publisher replaced it, state the new `sha256`",
            ),
            Self::TooLarge {
                is_stated: true, ..
            } => Some("it is not what was stated: correct `bytes`, or do not use it"),
            Self::TooLarge { .. } => Some("state its size as `bytes`, or raise --limit"),
            Self::TooMuch(_) => Some("raise --limit where that is what it should hold"),
            Self::InTheWay { .. } => {
                Some("--force replaces it; or move it away, or correct `sha256`")
            }
            Self::Unread { .. } => Some("make it readable, or leave --from out"),
            Self::BadArchive(_) => {
                Some("do not use it, or unpack it by hand once you have looked at it")
            }
            Self::Busy(_) => Some("wait for it to end"),
            Self::Outside(_) => Some("set `root` to the folder that the link leads to"),
            Self::Unwritten { .. } => Some(
                "set `root` (or the environment variable it names) to a folder that you may write to and that has room",
            ),
            Self::Cut { .. } => Some("run the same again: it goes on from there"),
            Self::NoCurl | Self::NotStarted(_) | Self::Refused(_) => None,
        }
    }
}
