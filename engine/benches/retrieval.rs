//! What evaluating a retrieval costs beyond the bare product of the similarities.
//!
//! `cargo bench -p emospec --bench retrieval`: 50,000 queries and 50,000 items of 64 columns and 5 classes, both
//! directions, and each query with one relevant item.
//! `cargo bench -p emospec --bench retrieval -- large`: 10,000 queries and 1,000,000 items, one direction.
//! `cargo bench -p emospec --bench retrieval -- small`: galleries of the usual size.
//!
//! The bare product is that of the `gemm` crate on as many threads, of a block of queries and all items at a time, in
//! double precision, which similarities are defined in, and in single. Ratios are of the time on the clock, and of the
//! time of all threads, which other work on the machine disturbs less.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints what it measured, and ends where something is not as it should be"
)]

use std::fs;
use std::thread::{available_parallelism, scope};
use std::time::Instant;

use emospec::metric::{Input, MatrixRef, OwnPartner, Ranking, RetrievalInput, Similarity, find};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const WIDTH: usize = 64;
const CLASSES: i64 = 5;
/// Queries of a block of the bare product.
const BLOCK: usize = 96;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("large") => large(),
        Some("small") => small(),
        _ => square(),
    }
}

fn square() {
    let (left, right) = (View::new(50_000, 1), View::new(50_000, 2));
    let resident = peak_memory();
    let rows: Vec<i64> = (0..50_000).collect();
    let both = |[left_class, right_class]: [&[i64]; 2]| {
        let first = evaluate(&left, &right, [left_class, right_class]);
        let second = evaluate(&right, &left, [right_class, left_class]);
        println!("mAP {first:.6} and {second:.6}");
    };
    let classes = Spent::on(|| both([&left.class, &right.class]));
    let instances = Spent::on(|| both([&rows, &rows]));
    let peak = peak_memory();
    println!("50,000 x 50,000 x {WIDTH}, {} threads", threads());
    let products = products(&left, &right);
    classes.report("evaluation, both directions", &products);
    instances.report("the same, one relevant item", &products);
    println!("memory before {resident:.0} MiB, at most {peak:.0} MiB");
}

fn large() {
    let (left, right) = (View::new(10_000, 1), View::new(1_000_000, 2));
    let evaluation = Spent::on(|| {
        let value = evaluate(&left, &right, [&left.class, &right.class]);
        println!("mAP {value:.6}");
    });
    let peak = peak_memory();
    println!("10,000 x 1,000,000 x {WIDTH}, {} threads", threads());
    let products = products(&left, &right);
    evaluation.report("evaluation, one direction", &products);
    println!("memory at most {peak:.0} MiB");
}

/// The bare products in double and in single precision.
fn products(left: &View, right: &View) -> [Spent; 2] {
    let products = [
        Spent::on(|| product::<f64>(left, right, 1.0)),
        Spent::on(|| product::<f32>(left, right, 1.0)),
    ];
    for (product, precision) in products.iter().zip(["double", "single"]) {
        println!(
            "bare product, {precision} precision  {:8.2} s, {:.2} s of all threads",
            product.clock, product.threads
        );
    }
    products
}

/// Seconds on the clock, and of all threads together.
struct Spent {
    clock: f64,
    threads: f64,
}

impl Spent {
    fn on(work: impl FnOnce()) -> Self {
        let (start, threads) = (Instant::now(), thread_seconds());
        work();
        Self {
            clock: start.elapsed().as_secs_f64(),
            threads: thread_seconds() - threads,
        }
    }

    fn report(&self, what: &str, products: &[Self; 2]) {
        println!(
            "{what}  {:.2} s, {:.2} s of all threads",
            self.clock, self.threads
        );
        for (product, precision) in products.iter().zip(["double", "single"]) {
            println!(
                "    {:5.2} x the product in {precision} precision, {:.2} x by threads",
                self.clock / product.clock,
                self.threads / product.threads
            );
        }
    }
}

/// What the threads of this process have run so far.
fn thread_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    // Fields 14 and 15 of proc(5), in hundredths of a second.
    [fields[11], fields[12]]
        .map(|ticks| ticks.parse::<f64>().unwrap())
        .iter()
        .sum::<f64>()
        / 100.0
}

fn small() {
    for rows in [96, 250, 1000, 4000] {
        let (left, right) = (View::new(rows, 1), View::new(rows, 2));
        let repetitions = 40_000_000 / (rows * rows) + 1;
        let spent = Spent::on(|| {
            for _ in 0..repetitions {
                evaluate(&left, &right, [&left.class, &right.class]);
            }
        });
        println!(
            "{rows:5} x {rows:5}  {:10.1} us, {:.1} us of all threads",
            spent.clock * 1e6 / repetitions as f64,
            spent.threads * 1e6 / repetitions as f64
        );
    }
}

fn threads() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// The most memory that was resident, in MiB.
fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) / 1024.0
}

/// Rows around a centre of their class.
struct View {
    data: Vec<f32>,
    class: Vec<i64>,
}

impl View {
    fn new(rows: usize, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut value = || (random.next_u32() >> 8) as f32 / 8_388_608.0 - 1.0;
        let class: Vec<i64> = (0..).map(|row| row % CLASSES).take(rows).collect();
        let mut data: Vec<f32> = (0..rows * WIDTH).map(|_| value()).collect();
        for (row, class) in data.chunks_exact_mut(WIDTH).zip(&class) {
            row[usize::try_from(*class).unwrap()] += 1.0;
        }
        Self { data, class }
    }

    fn matrix(&self) -> MatrixRef<'_> {
        MatrixRef {
            rows: self.class.len(),
            width: WIDTH,
            data: &self.data,
        }
    }
}

/// mAP, after the other metrics that are usual.
fn evaluate(query: &View, gallery: &View, [query_class, gallery_class]: [&[i64]; 2]) -> f64 {
    let ranking = Ranking::new(&RetrievalInput {
        query: query.matrix(),
        gallery: gallery.matrix(),
        query_class,
        gallery_class,
        own_partner: OwnPartner::Counted,
        similarity: Similarity::Cosine,
    })
    .unwrap();
    assert_eq!(ranking.precision_recall_curve().len(), 101);
    let names = ["top1", "top5", "precision@10", "recall@10", "mrr", "map"];
    let values = names.map(|name| {
        let metric = find(name).unwrap();
        metric.value(&Input::Retrieval(&ranking)).unwrap()
    });
    values[5]
}

/// All similarities, one block of queries after another on each thread; nothing is kept.
fn product<T: From<f32> + Copy + Send + Sync + 'static>(query: &View, gallery: &View, one: T) {
    let convert = |data: &[f32]| data.iter().map(|&value| value.into()).collect::<Vec<T>>();
    let (queries, items) = (convert(&query.data), convert(&gallery.data));
    let blocks: Vec<&[T]> = queries.chunks(BLOCK * WIDTH).collect();
    scope(|scope| {
        for part in blocks.chunks(blocks.len().div_ceil(threads())) {
            let items = &items;
            scope.spawn(move || {
                let mut out = vec![0.0.into(); BLOCK * items.len() / WIDTH];
                for block in part {
                    multiply(block, items, one, &mut out);
                }
            });
        }
    });
}

#[expect(
    unsafe_code,
    clippy::cast_possible_wrap,
    reason = "gemm has no safe interface; the strides are those of slices, whose lengths fit isize"
)]
fn multiply<T: Copy + Send + Sync + 'static>(queries: &[T], items: &[T], one: T, out: &mut [T]) {
    let (rows, columns) = (queries.len() / WIDTH, items.len() / WIDTH);
    assert!(out.len() >= rows * columns && queries.len() == rows * WIDTH);
    // SAFETY: gemm reads `queries` at i * WIDTH + k and `items` at j * WIDTH + k for i < rows, j < columns and k < WIDTH,
    // and writes `out` at i * columns + j, all within the slices by their lengths. `out` is borrowed mutably, so it
    // overlaps neither.
    unsafe {
        gemm::gemm(
            rows,
            columns,
            WIDTH,
            out.as_mut_ptr(),
            1,
            columns as isize,
            false,
            queries.as_ptr(),
            1,
            WIDTH as isize,
            items.as_ptr(),
            WIDTH as isize,
            1,
            one,
            one,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}
