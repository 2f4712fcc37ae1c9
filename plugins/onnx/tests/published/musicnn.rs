use crate::files::{assert_others_do_not_matter, assert_same};

/// 187 frames x 96 bands of 0 to 4, as `patch` in golden/make.py.
fn patch() -> Vec<f32> {
    let places = (0..187_u16).flat_map(|t| (0..96).map(move |f| (t, f)));
    let parts = places.map(|(t, f)| (13 * t + 7 * f + t * f) % 101);
    parts.map(|part| f32::from(part) / 25.0).collect()
}

#[test]
fn musicnn_gives_what_tensorflow_gives() {
    for output in ["tags", "penultimate"] {
        let golden = format!("MTT_musicnn_{output}.f32");
        assert_same("MTT_musicnn", output, &[187, 96], &patch(), &golden);
    }
}

#[test]
fn musicnns_vgg_gives_what_tensorflow_gives() {
    for output in ["tags", "pool5"] {
        let golden = format!("MTT_vgg_{output}.f32");
        assert_same("MTT_vgg", output, &[187, 96], &patch(), &golden);
    }
}

#[test]
fn others_in_a_batch_do_not_matter() {
    for (name, output) in [("MTT_musicnn", "penultimate"), ("MTT_vgg", "pool5")] {
        assert_others_do_not_matter(name, output, &[187, 96], &patch());
    }
}
