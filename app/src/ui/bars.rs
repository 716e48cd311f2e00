//! Bars drawn on the server. The numbers stand in the table around them, so pictures are silent.

use leptos::prelude::*;

/// Width of the picture, in its own units.
const WIDTH: i64 = 120;
/// Height of the picture.
const HEIGHT: i64 = 24;

/// A few bars beside one another, as high as their numbers.
#[component]
pub fn Bars(values: Vec<i64>) -> impl IntoView {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let each = WIDTH / (values.len().max(1) as i64);
    let bars = values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            // What is there shows, however little it is.
            let height = if *value > 0 { (value * HEIGHT / most).max(2) } else { 0 };
            let x = place as i64 * each;
            view! { <rect class="bar" x=x.to_string() y=(HEIGHT - height).to_string() width=(each - 4).to_string() height=height.to_string() rx="1"></rect> }
        })
        .collect_view();
    view! {
        <svg class="bars" viewBox=format!("0 0 {WIDTH} {}", HEIGHT + 1) aria-hidden="true">
            {bars}
            <path class="bars-floor" d=format!("M0 {}h{WIDTH}", HEIGHT)></path>
        </svg>
    }
    .into_any()
}

/// One bar, as long as its part of the whole.
#[component]
pub fn Bar(part: i64, whole: i64) -> impl IntoView {
    let length = if whole > 0 { part * WIDTH / whole } else { 0 };
    view! {
        <svg class="bars" viewBox=format!("0 0 {WIDTH} 12") aria-hidden="true">
            <rect class="bar-rest" x="0" y="1" width=WIDTH.to_string() height="10" rx="2"></rect>
            <rect class="bar" x="0" y="1" width=length.to_string() height="10" rx="2"></rect>
        </svg>
    }
    .into_any()
}
