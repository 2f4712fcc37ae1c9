use super::{Axis, Body, Panel, Plot, Point, Range, Series, Shape, Shown, principal};
use crate::metric::{MatrixRef, Similarity};

/// Most dots of a panel: more hide each other, and make files large.
const MOST_DOTS: usize = 1200;

/// The embeddings of one view.
#[derive(Debug, Clone)]
pub struct Embedded<'a> {
    /// What readers call the view.
    pub view: String,
    /// Its rows.
    pub rows: MatrixRef<'a>,
    /// The class of each row.
    pub classes: &'a [i64],
}

/// The embeddings of all views of a model in the plane in which they vary most together. Where the model compares by
/// cosine, lengths mean nothing, so every embedding is first scaled to length one.
pub fn embedding(
    title: &str,
    views: &[Embedded<'_>],
    classes: &[String],
    similarity: Similarity,
) -> Shown<Panel> {
    let width = views.first().map_or(0, |view| view.rows.width);
    let fits = views
        .iter()
        .all(|view| view.rows.width == width && view.classes.len() == view.rows.rows);
    let mut rows: Vec<f64> = Vec::new();
    for view in views {
        for row in view.rows.data.chunks_exact(width.max(1)) {
            let square: f64 = row.iter().map(|&value| f64::from(value).powi(2)).sum();
            let scale = if similarity == Similarity::Cosine && square > 0.0 {
                square.sqrt().recip()
            } else {
                1.0
            };
            rows.extend(row.iter().map(|&value| f64::from(value) * scale));
        }
    }
    let plane = principal(&rows, width).filter(|_| fits);
    let Some(plane) = plane else {
        let reason = "the embeddings do not differ".to_owned();
        return Shown {
            shown: Panel::new(title, Body::Nothing(reason)),
            notes: Vec::new(),
        };
    };
    let step = plane.points.len().div_ceil(MOST_DOTS);
    let mut series = Vec::new();
    let mut start = 0;
    for (marker, view) in views.iter().enumerate() {
        let points = &plane.points[start..start + view.classes.len()];
        start += view.classes.len();
        for (colour, class) in classes.iter().enumerate() {
            let of_class = points.iter().zip(view.classes);
            let of_class = of_class.filter(|(_, class)| usize::try_from(**class) == Ok(colour));
            let points = of_class.step_by(step).map(|((x, y), _)| Point::new(*x, *y));
            let series_of = Series {
                title: class.clone(),
                detail: Some(view.view.clone()),
                colour,
                marker,
                shape: Shape::Dots,
                points: points.collect(),
            };
            if !series_of.points.is_empty() {
                series.push(series_of);
            }
        }
    }
    let axis = |place: u8, share: f64| Axis {
        title: format!("PC {place} ({:.0} %)", share * 100.0),
        range: Range::Data,
        has_numbers: false,
    };
    let plot = Plot {
        x: axis(1, plane.explained.0),
        y: axis(2, plane.explained.1),
        series,
        guides: Vec::new(),
        same_scale: true,
    };
    let note = (step > 1).then(|| {
        format!("{title}: one of {step} rows of each class and view is shown, evenly over the rows")
    });
    Shown {
        shown: Panel::new(title, Body::Plot(plot)),
        notes: note.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::classes;
    use super::*;

    #[test]
    fn each_class_of_each_view_is_a_series() {
        let data = [1.0, 0.0, 0.0, 1.0, -1.0, 0.0, 0.0, -1.0];
        let rows = MatrixRef {
            rows: 4,
            width: 2,
            data: &data,
        };
        let view = |name: &str| Embedded {
            view: name.to_owned(),
            rows,
            classes: &[0, 0, 1, 1],
        };
        let views = [view("left"), view("right")];
        let shown = embedding("m", &views, &classes(3), Similarity::Cosine);
        let Body::Plot(plot) = &shown.shown.body else {
            panic!("{shown:?}")
        };
        assert_eq!(plot.series.len(), 4);
        assert_eq!(plot.series[3].detail.as_deref(), Some("right"));
        assert_eq!(plot.x.title, "PC 1 (50 %)");
    }

    #[test]
    fn constant_embeddings_say_so() {
        let rows = MatrixRef {
            rows: 2,
            width: 1,
            data: &[1.0, 1.0],
        };
        let view = Embedded {
            view: "left".to_owned(),
            rows,
            classes: &[0, 1],
        };
        let shown = embedding("m", &[view], &classes(2), Similarity::Dot);
        assert!(matches!(shown.shown.body, Body::Nothing(_)));
    }
}
