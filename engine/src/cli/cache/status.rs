use std::fmt::Write;
use std::io;

use bytesize::ByteSize;
use serde_json::json;

use super::shown;
use crate::cache::{Cache, Kind};
use crate::cli::Ended;
use crate::cli::screen::Screen;

/// Says what the cache holds.
pub(super) fn act(cache: &Cache, screen: &Screen) -> io::Result<Ended> {
    let inventory = cache.inventory()?;
    let of = |kind: Kind| {
        let stored = inventory.stored.iter().filter(|stored| stored.kind == kind);
        stored.fold((0, 0), |(count, bytes), stored| {
            (count + 1, bytes + stored.bytes)
        })
    };
    let (entries, pieces) = (of(Kind::Entry), of(Kind::Piece));
    let limit = cache.limit().map_err(io::Error::other)?;
    if screen.json() {
        screen.print_json(&json!({
            "path": cache.root(),
            "entries": {"count": entries.0, "bytes": entries.1},
            "pieces": {"count": pieces.0, "bytes": pieces.1},
            "other_bytes": inventory.other_bytes,
            "limit_bytes": limit,
            "free_bytes": cache.free_bytes(),
            "engines": inventory.engines,
            "claims": inventory.claims,
        }));
        return Ok(Ended::Good);
    }
    let limit = limit.map_or_else(
        || "none (`emospec cache gc --limit SIZE --keep` sets one)".to_owned(),
        |limit| ByteSize(limit).to_string(),
    );
    let free = cache
        .free_bytes()
        .map_or_else(String::new, |free| ByteSize(free).to_string());
    let mut text = format!(
        "path           {}\nentries        {}\npieces         {}\nall else       {}\nlimit          {limit}\n\
         free on disk   {free}\nbeing fitted   {}\nengines        {}\n",
        cache.root().display(),
        shown(entries),
        shown(pieces),
        ByteSize(inventory.other_bytes),
        inventory.claims,
        inventory.engines.len(),
    );
    for engine in &inventory.engines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "               {engine}");
    }
    screen.print(&text);
    Ok(Ended::Good)
}
