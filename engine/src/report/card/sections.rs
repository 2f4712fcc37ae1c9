//! What a card says, in its order.

use super::{Grid, Section};
use crate::card::{Card, PairMatrix, Sharing};
use crate::spec::Role;

/// Every section that has something to say. Digests are cut to `digest` characters.
pub(super) fn sections(card: &Card, digest: usize) -> Vec<Section> {
    let sections = [
        Some(rows(card)),
        classes(card),
        pairs(card),
        numbers(card),
        views(card),
        texts(card),
        Some(shared(card)),
        files(card, digest),
    ];
    sections.into_iter().flatten().collect()
}

/// What stands under the title.
pub(super) fn facts(card: &Card) -> Vec<String> {
    let mut facts = vec![format!("Dataset `{}` of type `{}`.", card.name, card.kind)];
    if let Some(obtain) = &card.obtain {
        facts.push(format!("Where it comes from: {obtain}"));
    }
    if let Some(about) = &card.about {
        let creators = (!about.creators.is_empty()).then(|| about.creators.join(", "));
        let told = [
            ("By", creators.as_ref()),
            ("Published", about.published.as_ref()),
            ("Version", about.version.as_ref()),
            ("Licence", about.license.as_ref()),
            ("To be cited as", about.cite.as_ref()),
        ];
        let told = told.into_iter();
        facts.extend(told.filter_map(|(what, text)| Some(format!("{what}: {}", text?))));
    }
    if card.left_out > 0 {
        facts.push(format!(
            "Left out when it was made: {}.",
            counted(card.left_out, "file or row", "files or rows")
        ));
    }
    facts
}

fn rows(card: &Card) -> Section {
    let mut grid = Grid::new(&["part", "columns", "rows"], 2);
    for (name, part) in &card.parts {
        let columns: Vec<_> = part.columns.keys().map(ToString::to_string).collect();
        let columns = if part.columns.len() == card.columns.len() {
            "all".to_owned()
        } else {
            columns.join(", ")
        };
        grid.rows
            .push(vec![name.to_string(), columns, part.rows.to_string()]);
    }
    let columns: Vec<_> = card
        .columns
        .iter()
        .map(|(name, kind)| format!("{name} ({kind})"))
        .collect();
    Section {
        heading: "Rows".to_owned(),
        sentences: vec![format!("Columns: {}.", columns.join(", "))],
        grids: vec![grid],
    }
}

fn classes(card: &Card) -> Option<Section> {
    let grids = card
        .classes
        .iter()
        .filter(|counts| !counts.parts.is_empty());
    let grids: Vec<_> = grids
        .map(|counts| {
            let parts = counts.parts.keys().map(ToString::to_string);
            let header: Vec<String> = [counts.target.to_string()]
                .into_iter()
                .chain(parts)
                .collect();
            let classes = counts.classes.iter().enumerate();
            let rows = classes.map(|(id, class)| {
                let of_parts = counts.parts.values().map(|of_part| {
                    let all: usize = of_part.iter().sum();
                    let share = 100.0 * of_part[id] as f64 / all.max(1) as f64;
                    format!("{} ({share:.1}%)", of_part[id])
                });
                [class.clone()].into_iter().chain(of_parts).collect()
            });
            Grid {
                rows: rows.collect(),
                caption: None,
                header,
                words: 1,
            }
        })
        .collect();
    (!grids.is_empty()).then(|| Section {
        heading: "Classes".to_owned(),
        sentences: Vec::new(),
        grids,
    })
}

fn pairs(card: &Card) -> Option<Section> {
    let (plain, crossed): (Vec<_>, Vec<_>) =
        card.pairs.iter().partition(|matrix| matrix.is_diagonal());
    let sentences = plain.into_iter().map(|matrix| {
        let [first, second] = &matrix.sides;
        let rows = counted(matrix.rows(), "row", "rows");
        format!(
            "{}: {rows}, {first} and {second} agree in each.",
            which(matrix)
        )
    });
    let grids = crossed.into_iter().map(|matrix| {
        let [first, second] = &matrix.sides;
        let corner = format!("{first} \\ {second}");
        let header = [corner].into_iter().chain(matrix.classes.iter().cloned());
        let rows = matrix.classes.iter().zip(&matrix.counts);
        let rows = rows.map(|(class, counts)| {
            let counts = counts.iter().map(ToString::to_string);
            [class.clone()].into_iter().chain(counts).collect()
        });
        Grid {
            caption: Some(format!(
                "{}: {}, {first} down and {second} across",
                which(matrix),
                counted(matrix.rows(), "row", "rows")
            )),
            header: header.collect(),
            words: 1,
            rows: rows.collect(),
        }
    });
    let section = Section {
        heading: "Pairs of classes".to_owned(),
        sentences: sentences.collect(),
        grids: grids.collect(),
    };
    (!card.pairs.is_empty()).then_some(section)
}

/// Which rows a matrix counts.
fn which(matrix: &PairMatrix) -> String {
    match &matrix.of {
        Some(of) => format!("{}, {} {}", matrix.part, of.target, of.class),
        None => format!("{}, all", matrix.part),
    }
}

fn numbers(card: &Card) -> Option<Section> {
    let header = [
        "column", "part", "rows", "mean", "sd", "min", "25%", "50%", "75%", "max",
    ];
    let mut grid = Grid::new(&header, 2);
    for one in &card.numbers {
        let [lower, median, upper] = one.quartiles;
        let mut row = vec![one.column.to_string(), one.part.to_string()];
        row.push(one.rows.to_string());
        row.push(short(one.mean));
        row.push(one.std.map_or_else(String::new, short));
        row.extend([one.min, lower, median, upper, one.max].map(short));
        grid.rows.push(row);
    }
    Section::of("Numbers", grid)
}

fn views(card: &Card) -> Option<Section> {
    let header = [
        "view",
        "part",
        "rows",
        "width",
        "min",
        "max",
        "zeros",
        "constant columns",
        "repeated rows",
    ];
    let mut grid = Grid::new(&header, 2);
    for one in &card.views {
        grid.rows.push(vec![
            one.view.to_string(),
            one.part.to_string(),
            one.rows.to_string(),
            one.width.to_string(),
            short(f64::from(one.min)),
            short(f64::from(one.max)),
            format!("{:.1}%", 100.0 * one.zeros),
            one.constant.to_string(),
            one.repeated.to_string(),
        ]);
    }
    Section::of("Views", grid)
}

fn texts(card: &Card) -> Option<Section> {
    let header = [
        "column",
        "role",
        "part",
        "rows",
        "distinct",
        "repeated rows",
        "most frequent",
        "empty",
    ];
    let mut grid = Grid::new(&header, 3);
    for one in &card.texts {
        let role = match one.role {
            Role::Id => "id",
            Role::Group => "group",
            _ => "text",
        };
        let words = [one.column.as_str(), role, one.part.as_str()].map(str::to_owned);
        let counts = [one.rows, one.distinct, one.repeated, one.largest, one.empty];
        let counts = counts.iter().map(ToString::to_string);
        grid.rows.push(words.into_iter().chain(counts).collect());
    }
    Section::of("Ids, groups and texts", grid)
}

fn shared(card: &Card) -> Section {
    let mut grid = Grid::new(
        &[
            "shared",
            "parts",
            "by column",
            "rows of the first",
            "rows of the second",
        ],
        3,
    );
    for one in &card.overlaps {
        let what = match one.sharing {
            Sharing::Id => "an id",
            Sharing::Group => "a group",
            Sharing::Content => "the content of a view",
        };
        let by = one.by_column.iter();
        let by: Vec<_> = by
            .map(|(name, [first, second])| format!("{name} {first}, {second}"))
            .collect();
        let [first, second] = &one.parts;
        let of = |side: usize| format!("{} of {}", one.rows[side], one.of[side]);
        grid.rows.push(vec![
            what.to_owned(),
            format!("{first}, {second}"),
            by.join("; "),
            of(0),
            of(1),
        ]);
    }
    let section = Section {
        heading: "Shared by parts".to_owned(),
        ..Section::default()
    };
    if grid.rows.is_empty() {
        let none = "No two parts share an id, a group or the content of a view.".to_owned();
        return Section {
            sentences: vec![none],
            ..section
        };
    }
    Section {
        grids: vec![grid],
        ..section
    }
}

fn files(card: &Card, digest: usize) -> Option<Section> {
    let mut grid = Grid::new(&["file", "SHA-256"], 2);
    for file in &card.files {
        let sha256 = file.sha256.as_str();
        let cut = sha256.get(..digest).unwrap_or(sha256);
        grid.rows.push(vec![file.path.clone(), cut.to_owned()]);
    }
    Section::of("Files", grid)
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A number with four significant digits.
pub(super) fn short(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let magnitude = number.abs();
    if !(1e-3..1e7).contains(&magnitude) {
        return format!("{number:.3e}");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 6"
    )]
    let decimals = (3.0 - magnitude.log10().floor()).max(0.0) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    text
}
