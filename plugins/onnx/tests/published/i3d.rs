use crate::files::assert_same;

/// Colours x 16 frames x 224 x 224 in -1 to 1, as `video` in golden/make.py.
fn video() -> Vec<f32> {
    let mut pixels = Vec::with_capacity(3 * 16 * 224 * 224);
    for c in 0..3_u32 {
        for t in 0..16 {
            for h in 0..224 {
                for w in 0..224 {
                    let byte = (7 * c + 5 * t + 3 * h + 11 * w + h * w / 16) % 256;
                    pixels.push(byte as f32 / 127.5 - 1.0);
                }
            }
        }
    }
    pixels
}

#[test]
fn i3d_gives_what_jax_gives() {
    let stack = [3, 16, 224, 224];
    for output in ["features", "logits"] {
        let golden = format!("i3d_{output}.f32");
        assert_same("i3d-kinetics-400", output, &stack, &video(), &golden);
    }
}
