use super::parts::{Section, block};

/// The spec as resolved.
pub(super) fn section(spec: &str) -> Option<Section> {
    (!spec.is_empty()).then(|| Section {
        id: "spec",
        title: "Spec as resolved",
        body: format!(
            "<div class=\"tools\" data-scripted hidden>\n\
             <button type=\"button\" data-copy-of=\"spec-text\" data-what=\"Spec\">Copy YAML</button>\n</div>\n\
             <pre id=\"spec-text\" tabindex=\"0\" aria-label=\"Spec as resolved, in YAML\">{}\n</pre>\n",
            block(spec)
        ),
        entries: Vec::new(),
    })
}
