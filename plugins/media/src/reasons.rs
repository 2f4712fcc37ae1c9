use emospec_decode::{Failure, Span};
use emospec_sdk::Error;

/// Seconds that may lack at a segment's end: streams are some frames longer or shorter than the file says.
const SLACK: f64 = 0.1;

/// The views of the rows of one file, or why they have none.
pub type Views = Vec<Result<Vec<f32>, String>>;

/// Writes the view of each span that `pieces` gives to its place; where decoding ends early, the spans that are left have
/// its reason.
pub fn collect<P>(
    count: usize,
    pieces: impl Iterator<Item = Result<P, Failure>>,
    mut view: impl FnMut(P) -> (usize, Result<Vec<f32>, String>),
) -> Result<Views, Error> {
    let mut views: Vec<Option<Result<Vec<f32>, String>>> = vec![None; count];
    let mut rest = "it was not decoded".to_owned();
    for piece in pieces {
        match piece {
            Ok(piece) => {
                let (place, view) = view(piece);
                views[place] = Some(view);
            }
            Err(failure) => rest = failure.blames_file()?.to_string(),
        }
    }
    let rest = || Err(rest.clone());
    Ok(views
        .into_iter()
        .map(|view| view.unwrap_or_else(rest))
        .collect())
}

/// Why a span of which only so many seconds were there has no view, where too many lack.
pub fn cut_short(what: &str, span: Span, seconds: f64) -> Result<(), String> {
    let wanted = span.end - span.start;
    if seconds <= 0.0 {
        return Err(format!("there is no {what} in it"));
    }
    if seconds < wanted - SLACK {
        return Err(format!(
            "its {what} ends after {seconds:.1} of {wanted:.1} seconds"
        ));
    }
    Ok(())
}
