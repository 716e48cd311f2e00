//! `/reports`: what interviews tell, and how people move through requests. What is asked for stands in the address.

mod interviews;
mod people;
mod range;
mod staffing;

pub use interviews::Reports;
pub use people::ReportPeople;
pub use range::{Days, Range};
pub use staffing::StaffingReport;

use crate::{
    i18n::{Locale, reports as words},
    ui::{Banner, Field, Input, Tab, Tabs, Tone},
    visit,
};
use domain::{
    error::Error,
    policy::{self, Action, Actor, On},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use service::Service;

/// Who asks, where they may read reports, and what answers.
fn reader() -> Result<(Service, Actor), Error> {
    let (service, actor) = visit::reader()?;
    policy::can(&actor, Action::ReadReports, On::Nothing)?;
    Ok((service, actor))
}

/// What the address of the page says under a name.
fn given(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}

/// The kinds of reports, of the same days.
fn views(locale: Locale, days: Days, staffing: bool) -> AnyView {
    let days = days.query();
    let tabs = vec![
        Tab::new(format!("/reports?{days}"), words::OF_INTERVIEWS.get(locale), !staffing),
        Tab::new(format!("/reports/staffing?{days}"), words::OF_STAFFING.get(locale), staffing),
    ];
    view! { <Tabs label=words::KINDS.get(locale) tabs/> }.into_any()
}

/// The first and the last day, in a form.
fn days_asked(locale: Locale, days: Days) -> AnyView {
    view! {
        <Field name="from" label=words::FROM.get(locale) input=Input::Date value=days.from.to_string()/>
        <Field name="until" label=words::UNTIL.get(locale) input=Input::Date value=days.until.to_string()/>
    }
    .into_any()
}

fn wrong_range(locale: Locale, days: Days) -> Option<AnyView> {
    days.wrong().then(|| view! { <Banner tone=Tone::Caution><p>{words::WRONG_RANGE.get(locale)}</p></Banner> }.into_any())
}

fn part(id: &'static str, title: &'static str, why: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <p class="section-why">{why}</p>
            {body}
        </section>
    }
    .into_any()
}
