//! Statistics of counts and votes: intervals, majorities, agreement. Pure functions that use nothing of the engine.
//!
//! Votes are counted before they come here: for each unit that people judged, how many chose each category.
//!
//! | function | gives | source |
//! | --- | --- | --- |
//! | [`wilson`] | the interval of a proportion | Wilson 1927 |
//! | [`majority`] | the category most chose | |
//! | [`fleiss_kappa`] | agreement beyond chance | Fleiss 1971; Gwet 2014 for unequal numbers of raters |
//! | [`krippendorff_alpha`] | agreement beyond chance, nominal, with missing data | Krippendorff 2011 |
//! | [`quantile`] | a quantile of sorted values | Hyndman and Fan 1996, type 7 |
//! | [`bootstrap`] | the percentile interval of any statistic of units | Efron 1979 |

mod bootstrap;
mod fleiss_kappa;
mod interval;
mod krippendorff_alpha;
mod majority;
mod quantile;
mod undefined;
mod votes;
mod wilson;

pub use bootstrap::{Resampling, bootstrap};
pub use fleiss_kappa::fleiss_kappa;
pub use interval::Interval;
pub use krippendorff_alpha::krippendorff_alpha;
pub use majority::majority;
pub use quantile::quantile;
pub use undefined::Undefined;
pub use wilson::wilson;

#[cfg(test)]
mod examples;
