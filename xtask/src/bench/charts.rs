//! Bars, as a picture that is read on light and on dark paper.

/// Of the picture, and of its parts, in pixels.
const WIDTH: f64 = 900.0;
const BAR: f64 = 14.0;
const BETWEEN: f64 = 30.0;
const TOP: f64 = 64.0;
const LEFT: f64 = 16.0;
/// What is kept free behind the longest bar for its number.
const NUMBER: f64 = 120.0;

/// A group of bars for each row, one bar for each of `kinds`, each with its value and what stands behind it. Lengths are logarithms: each step of ten is
/// as long as the others.
pub fn bars(title: &str, kinds: &[String], rows: &[(&str, Vec<(f64, String)>)]) -> String {
    let values = || rows.iter().flat_map(|(_, bars)| bars.iter().map(|(value, _)| *value).filter(|value| *value > 0.0));
    let least = values().fold(f64::INFINITY, f64::min).log10().floor();
    let most = values().fold(0.0, f64::max).log10().ceil().max(least + 1.0);
    let length =
        |value: f64| ((value.max(f64::MIN_POSITIVE).log10() - least) / (most - least)).clamp(0.005, 1.0) * (WIDTH - 2.0 * LEFT - NUMBER);
    let mut drawn = String::new();
    let mut y = TOP;
    for (name, bars) in rows {
        drawn.push_str(&format!("<text x=\"{LEFT}\" y=\"{:.0}\">{}</text>\n", y - 6.0, escaped(name)));
        for (kind, (value, told)) in bars.iter().enumerate() {
            let long = length(*value);
            drawn.push_str(&format!(
                "<rect class=\"k{kind}\" x=\"{LEFT}\" y=\"{y:.0}\" width=\"{long:.1}\" height=\"{:.0}\" rx=\"2\"/>\
                 <text class=\"small\" x=\"{:.1}\" y=\"{:.0}\">{}</text>\n",
                BAR - 2.0,
                LEFT + long + 6.0,
                y + BAR - 4.0,
                escaped(told)
            ));
            y += BAR;
        }
        y += BETWEEN;
    }
    let mut legend = String::new();
    for (kind, name) in kinds.iter().enumerate() {
        let x = LEFT + 300.0 + 120.0 * kind as f64;
        legend.push_str(&format!(
            "<rect class=\"k{kind}\" x=\"{x}\" y=\"12\" width=\"12\" height=\"12\" rx=\"2\"/><text class=\"small\" x=\"{}\" y=\"22\">{}</text>\n",
            x + 18.0,
            escaped(name)
        ));
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y:.0}\" role=\"img\" aria-label=\"{title}\">\n\
         <style>text{{font:13px system-ui,sans-serif;fill:#1f2328}}.small{{font-size:12px}}.title{{font-weight:600}}\
         .k0{{fill:#8fb4e8}}.k1{{fill:#3f78c9}}.k2{{fill:#1c4587}}\
         @media(prefers-color-scheme:dark){{text{{fill:#e6edf3}}.k0{{fill:#2f5c9e}}.k1{{fill:#5b93e0}}.k2{{fill:#b3d0f7}}}}</style>\n\
         <text class=\"title\" x=\"{LEFT}\" y=\"22\">{title}</text>\n{legend}{drawn}</svg>\n",
        title = escaped(title)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_ten_is_as_long_as_the_next() {
        let rows = [("a & b", vec![(1.0, "1".to_owned()), (10.0, "10".to_owned()), (100.0, "100".to_owned())])];
        let picture = bars("Title", &["few".to_owned()], &rows);
        let widths: Vec<f64> = picture.split("width=\"").skip(2).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect();
        assert_eq!(widths.len(), 3, "{picture}");
        assert!((widths[2] - 2.0 * widths[1]).abs() < 0.2 && widths[0] < 5.0, "{widths:?}");
        assert!(picture.contains("a &amp; b"));
    }
}
