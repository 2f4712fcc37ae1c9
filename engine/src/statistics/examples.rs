//! Published worked examples, as counts: units x categories.

/// Fleiss 1971, table 1: 30 patients, each diagnosed by 6 psychiatrists into 5 categories.
pub(super) const FLEISS_1971: [[u32; 5]; 30] = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
    [0, 0, 5, 0, 1],
    [3, 0, 0, 1, 2],
    [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0],
    [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6],
    [0, 1, 0, 5, 0],
    [0, 2, 0, 1, 3],
    [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1],
    [0, 5, 0, 1, 0],
    [4, 0, 0, 0, 2],
    [0, 2, 0, 4, 0],
    [1, 0, 5, 0, 0],
    [0, 0, 0, 0, 6],
];

/// The worked example of "Fleiss' kappa" in Wikipedia: 10 subjects, 14 raters, 5 categories.
pub(super) const FOURTEEN_RATERS: [[u32; 5]; 10] = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
];

/// Krippendorff 2011, section C: 12 units, 4 observers, 5 categories, 7 values missing.
pub(super) const KRIPPENDORFF_2011: [[u32; 5]; 12] = [
    [3, 0, 0, 0, 0],
    [0, 3, 1, 0, 0],
    [0, 0, 4, 0, 0],
    [0, 0, 4, 0, 0],
    [0, 4, 0, 0, 0],
    [1, 1, 1, 1, 0],
    [0, 0, 0, 4, 0],
    [3, 1, 0, 0, 0],
    [0, 4, 0, 0, 0],
    [0, 0, 0, 0, 3],
    [2, 0, 0, 0, 0],
    [0, 0, 1, 0, 0],
];

/// The worked example of "Krippendorff's alpha" in Wikipedia: 15 units, 3 coders, 4 categories, units with one value or
/// none among them.
pub(super) const THREE_CODERS: [[u32; 4]; 15] = [
    [1, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 2, 0, 0],
    [2, 0, 0, 0],
    [0, 0, 2, 0],
    [0, 0, 2, 1],
    [0, 0, 0, 3],
    [1, 0, 1, 0],
    [0, 2, 0, 0],
    [2, 0, 0, 0],
    [2, 0, 0, 0],
    [0, 0, 2, 0],
    [0, 0, 2, 0],
    [0, 0, 0, 0],
    [0, 0, 1, 1],
];

/// Differences of two models over ten seeds, made up: what SciPy and statsmodels say of them stands with each test.
pub(super) const TEN_DIFFERENCES: [f64; 10] = [
    0.021, 0.013, -0.004, 0.032, 0.017, 0.008, 0.025, -0.011, 0.019, 0.015,
];

/// Demšar 2006, Statistical Comparisons of Classifiers over Multiple Data Sets, table 6, AUC of four classifiers on 14
/// data sets, one value with a digit more so that the ranks stay those of the table.
pub(super) const DEMSAR_2006: [[f64; 4]; 14] = [
    [0.763, 0.768, 0.771, 0.798],
    [0.599, 0.591, 0.590, 0.569],
    [0.954, 0.971, 0.968, 0.967],
    [0.628, 0.661, 0.654, 0.657],
    [0.882, 0.888, 0.886, 0.898],
    [0.936, 0.931, 0.916, 0.931],
    [0.661, 0.668, 0.609, 0.685],
    [0.583, 0.583, 0.563, 0.625],
    [0.775, 0.838, 0.866, 0.875],
    [1.0, 1.0, 1.0, 1.0],
    [0.940, 0.962, 0.965, 0.962],
    [0.619, 0.666, 0.614, 0.669],
    [0.972, 0.981, 0.9751, 0.975],
    [0.957, 0.978, 0.946, 0.970],
];
