//! What tests of tie rules share: the orders that random tie-breaking may give, and a common example.

/// Probabilities of three classes for 12 rows; no row and no column order relevant to a metric is tied.
pub(super) const THREE_CLASSES: [f32; 36] = [
    0.47, 0.35, 0.18, 0.2, 0.05, 0.75, 0.23, 0.64, 0.13, 0.43, 0.36, 0.21, 0.23, 0.28, 0.49, 0.04,
    0.82, 0.14, //
    0.21, 0.75, 0.04, 0.03, 0.59, 0.38, 0.53, 0.12, 0.35, 0.52, 0.23, 0.25, 0.15, 0.52, 0.33, 0.46,
    0.0, 0.54,
];

/// The mean of `measure` over every order of the items by descending score, each tie-break equally likely.
///
/// `measure` receives the places of the items, highest score first. Meant for at most seven items.
pub(super) fn mean_over_tie_breaks(scores: &[u8], mut measure: impl FnMut(&[usize]) -> f64) -> f64 {
    let mut items: Vec<usize> = (0..scores.len()).collect();
    let (mut total, mut orders) = (0.0, 0.0);
    visit_orders(&mut items, 0, &mut |order| {
        if order
            .windows(2)
            .all(|pair| scores[pair[0]] >= scores[pair[1]])
        {
            total += measure(order);
            orders += 1.0;
        }
    });
    total / orders
}

fn visit_orders(items: &mut [usize], fixed: usize, visit: &mut impl FnMut(&[usize])) {
    if fixed == items.len() {
        visit(items);
        return;
    }
    for chosen in fixed..items.len() {
        items.swap(fixed, chosen);
        visit_orders(items, fixed + 1, visit);
        items.swap(fixed, chosen);
    }
}

#[test]
fn every_tie_break_is_visited_once() {
    let mut seen = Vec::new();
    mean_over_tie_breaks(&[1, 2, 1, 1], |order| {
        seen.push(order.to_vec());
        0.0
    });
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 6);
    assert!(seen.iter().all(|order| order[0] == 1));
}
