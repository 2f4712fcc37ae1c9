//! Statistics: intervals, agreement, and comparison of models. Pure functions that use nothing of the engine.
//!
//! Votes are counted before they come here: for each unit that people judged, how many chose each category.
//!
//! | of votes and units | gives | source |
//! | --- | --- | --- |
//! | [`wilson`] | the interval of a proportion | Wilson 1927 |
//! | [`majority`] | the category most chose | |
//! | [`fleiss_kappa`] | agreement beyond chance | Fleiss 1971; Gwet 2014 for unequal numbers of raters |
//! | [`krippendorff_alpha`] | agreement beyond chance, nominal, with missing data | Krippendorff 2011 |
//! | [`quantile`], [`quartiles`] | quantiles; median and interquartile range | Hyndman and Fan 1996, type 7 |
//! | [`bootstrap`] | the percentile interval of any statistic of units | Efron 1979 |
//! | [`t_interval`] | the interval of a mean | Student 1908 |
//!
//! Models are compared pair by pair: [`differences`] of their scores over seeds or folds, or of their values of items, are
//! what the tests of two models take. Every p is two-sided.
//!
//! | of differences | tests, or gives | source | effect that goes with it |
//! | --- | --- | --- | --- |
//! | [`paired_t`] | the mean, over seeds | Student 1908 | [`cohen_d`], [`hedges_g`] |
//! | [`corrected_resampled_t`] | the mean, over folds that share training rows | Nadeau and Bengio 2003 | [`cohen_d`], [`hedges_g`] |
//! | [`wilcoxon`] | symmetry around 0, by ranks | Wilcoxon 1945 | [`rank_biserial`] |
//! | [`sign_flip`], [`sign_flip_of_groups`] | symmetry around 0, by the mean | Fisher 1935; Phipson and Smyth 2010 | the mean itself |
//! | [`mcnemar_exact`], [`mcnemar_chi_squared`] | who is right alone more often | McNemar 1947; Edwards 1948 | the difference of rates |
//! | [`mean_bootstrap`], [`mean_bootstrap_of_groups`] | the interval of the mean, over items | Efron 1979; Davison and Hinkley 1997 | |
//! | [`least_difference`] | what a t test would show | Cohen 1988 | |
//! | [`cliffs_delta`] | overlap, without pairing | Cliff 1993 | |
//!
//! | of several tests or models | gives | source |
//! | --- | --- | --- |
//! | [`holm`] | p adjusted against any false claim | Holm 1979 |
//! | [`benjamini_hochberg`] | p adjusted against a share of false claims | Benjamini and Hochberg 1995 |
//! | [`friedman`], [`Friedman::iman_davenport`] | whether models differ over data sets, average ranks | Friedman 1937; Iman and Davenport 1980 |
//! | [`nemenyi`], [`critical_difference`] | which pairs of them do | Nemenyi 1963; Demšar 2006 |

mod adjust;
mod bootstrap;
mod cliffs_delta;
mod cohen_d;
mod corrected_resampled_t;
mod differences;
mod fleiss_kappa;
mod friedman;
mod groups;
mod interval;
mod krippendorff_alpha;
mod least_difference;
mod majority;
mod mcnemar;
mod mean_bootstrap;
mod nemenyi;
mod paired_t;
mod quantile;
mod quartiles;
mod rank_biserial;
mod ranks;
mod sample;
mod sign_flip;
mod studentized_range;
mod t_interval;
mod t_test;
mod undefined;
mod votes;
mod wilcoxon;
mod wilson;

pub use adjust::{benjamini_hochberg, holm};
pub use bootstrap::{Resampling, bootstrap};
pub use cliffs_delta::cliffs_delta;
pub use cohen_d::{cohen_d, hedges_g};
pub use corrected_resampled_t::corrected_resampled_t;
pub use differences::differences;
pub use fleiss_kappa::fleiss_kappa;
pub use friedman::{Friedman, ImanDavenport, friedman};
pub use interval::Interval;
pub use krippendorff_alpha::krippendorff_alpha;
pub use least_difference::least_difference;
pub use majority::majority;
pub use mcnemar::{McNemar, mcnemar_chi_squared, mcnemar_exact};
pub use mean_bootstrap::{mean_bootstrap, mean_bootstrap_of_groups};
pub use nemenyi::{critical_difference, nemenyi};
pub use paired_t::paired_t;
pub use quantile::quantile;
pub use quartiles::{Quartiles, quartiles};
pub use rank_biserial::rank_biserial;
pub use sign_flip::{Flipping, SignFlip, sign_flip, sign_flip_of_groups};
pub use t_interval::t_interval;
pub use t_test::TTest;
pub use undefined::Undefined;
pub use wilcoxon::{Wilcoxon, wilcoxon};
pub use wilson::wilson;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod simulated;
