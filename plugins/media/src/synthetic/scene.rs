use super::character::Look;
use super::draw::Draw;

/// Pixels of a row.
pub const WIDTH: usize = 160;
/// Rows.
pub const HEIGHT: usize = 120;
/// Frames a second.
pub const RATE: u32 = 12;
/// Things that move in a scene.
const THINGS: usize = 4;
/// Least length of a scene, in seconds.
const SHORTEST: f64 = 0.4;

/// A colour: red, green and blue, from 0 to 1.
type Rgb = [f32; 3];

/// What is seen from one cut to the next: a background that turns from one colour into another, and discs that move.
#[derive(Debug)]
pub struct Scene {
    top: Rgb,
    bottom: Rgb,
    things: Vec<Thing>,
    /// Seconds it lasts.
    pub length: f64,
}

#[derive(Debug)]
struct Thing {
    colour: Rgb,
    radius: f64,
    place: [f64; 2],
    speed: [f64; 2],
}

impl Scene {
    /// Draws a scene.
    pub fn draw(look: &Look, draw: &mut Draw) -> Self {
        let things = (0..THINGS)
            .map(|_| {
                let speed = look.motion * draw.between(0.5, 1.5);
                let along = draw.between(-1.0, 1.0);
                let across =
                    (1.0 - along * along).sqrt() * if draw.chance(0.5) { 1.0 } else { -1.0 };
                Thing {
                    colour: colour(look, 0.25, draw),
                    radius: draw.between(0.08, 0.22),
                    place: [draw.between(0.0, 1.0), draw.between(0.0, 0.75)],
                    speed: [speed * along, speed * across],
                }
            })
            .collect();
        Self {
            top: colour(look, 0.0, draw),
            bottom: colour(look, -0.15, draw),
            things,
            // Exponential, by inversion.
            length: SHORTEST - draw.between(1e-9, 1.0).ln() / look.cuts,
        }
    }

    /// Renders what is seen `seconds` after the cut: red, green and blue bytes, row by row.
    pub fn render(&self, seconds: f64, frame: &mut [u8]) {
        for (row, line) in frame.chunks_exact_mut(WIDTH * 3).enumerate() {
            let share = row as f32 / HEIGHT as f32;
            let ground: Rgb = std::array::from_fn(|channel| {
                self.top[channel] + share * (self.bottom[channel] - self.top[channel])
            });
            let bytes = ground.map(byte);
            for pixel in line.chunks_exact_mut(3) {
                pixel.copy_from_slice(&bytes);
            }
        }
        for thing in &self.things {
            thing.render(seconds, frame);
        }
    }
}

impl Thing {
    /// Draws the disc over what is there; it turns back at the edges.
    fn render(&self, seconds: f64, frame: &mut [u8]) {
        let at =
            |axis: usize, edge: f64| mirrored(self.place[axis] + self.speed[axis] * seconds, edge);
        let width = WIDTH as f64;
        let (x, y) = (at(0, 1.0) * width, at(1, 0.75) * width);
        let radius = self.radius * width;
        for (row, line) in frame.chunks_exact_mut(WIDTH * 3).enumerate() {
            let down = row as f64 - y;
            if down.abs() > radius {
                continue;
            }
            for (column, pixel) in line.chunks_exact_mut(3).enumerate() {
                let distance = (down * down + (column as f64 - x).powi(2)) / (radius * radius);
                if distance < 1.0 {
                    pixel.copy_from_slice(&self.colour.map(byte));
                }
            }
        }
    }
}

/// A position that turns back at 0 and at `edge`.
fn mirrored(position: f64, edge: f64) -> f64 {
    let turned = position.rem_euclid(2.0 * edge);
    turned.min(2.0 * edge - turned)
}

/// A colour of a look, lighter by `lift`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "colours have no more digits"
)]
fn colour(look: &Look, lift: f64, draw: &mut Draw) -> Rgb {
    let hue = (look.hue + 25.0 * draw.normal()).rem_euclid(360.0);
    let saturation = (look.saturation + 0.1 * draw.normal()).clamp(0.0, 1.0);
    let value = (look.brightness + lift + 0.08 * draw.normal()).clamp(0.02, 1.0);
    [5.0, 3.0, 1.0].map(|offset| {
        let sector = (offset + hue / 60.0) % 6.0;
        let away = sector.min(4.0 - sector).clamp(0.0, 1.0);
        (value - value * saturation * away) as f32
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates"
)]
fn byte(value: f32) -> u8 {
    (value * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_turns_back_at_the_edges() {
        for (position, mirrored_at) in [(0.2, 0.2), (1.2, 0.8), (-0.2, 0.2), (2.1, 0.1)] {
            assert!((mirrored(position, 1.0) - mirrored_at).abs() < 1e-9);
        }
    }

    #[test]
    fn a_colour_has_the_hue_of_its_look() {
        let look = Look {
            hue: 120.0,
            saturation: 0.9,
            brightness: 0.5,
            motion: 0.1,
            cuts: 0.1,
        };
        let mut draw = Draw::new(0, 0);
        let mut sums = [0.0; 3];
        for _ in 0..100 {
            for (sum, channel) in sums.iter_mut().zip(colour(&look, 0.0, &mut draw)) {
                *sum += channel;
            }
        }
        assert!(
            sums[1] > 2.0 * sums[0] && sums[1] > 2.0 * sums[2],
            "{sums:?}"
        );
    }
}
