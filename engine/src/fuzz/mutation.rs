use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// Numbers that lie where arithmetic breaks.
const EDGES: [u64; 8] = [
    0,
    1,
    0x7f,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 42,
    u64::MAX,
];

/// An input that was changed in one to four places, sometimes with a piece of another.
pub(super) fn mutated(input: &[u8], other: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=below(rng, 4) {
        let at = below(rng, bytes.len() + 1);
        match below(rng, 8) {
            0..3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << below(rng, 8);
                }
            }
            3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = rng.next_u32().to_le_bytes()[0];
                }
            }
            4 => bytes.truncate(at),
            5 => {
                let edge = EDGES[below(rng, EDGES.len())].to_le_bytes();
                let width = 1 << below(rng, 4);
                let end = bytes.len().min(at + width);
                bytes.splice(at..end, edge[..width].iter().copied());
            }
            6 => {
                let piece = piece(other, rng).to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let piece = piece(input, rng).to_vec();
                let end = bytes.len().min(at + piece.len());
                bytes.splice(at..end, piece);
            }
        }
    }
    bytes
}

fn piece<'a>(of: &'a [u8], rng: &mut ChaCha8Rng) -> &'a [u8] {
    let start = below(rng, of.len() + 1);
    let length = below(rng, 65);
    &of[start..of.len().min(start + length)]
}

fn below(rng: &mut ChaCha8Rng, limit: usize) -> usize {
    rng.next_u32() as usize % limit
}
