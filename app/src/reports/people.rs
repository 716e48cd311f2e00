//! `/reports/people`: who is behind a number of the report of how people move through requests.

use super::{Range, given, reader};
use crate::{
    i18n::{Locale, reports as words, words::Named},
    load::{load, refusal},
    records::{Names, Wanted, gather},
    ui::{Breadcrumb, Column, EmptyState, Glyph, Heading, Table},
    visit::{Visit, visit},
};
use domain::{
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate, Stage},
    resource::{Described, Target},
};
use leptos::prelude::*;
use leptos_meta::Title;
use serde_json::Value;
use service::reports::{self, Behind, People};

/// Where the people behind a number are.
pub(super) fn href(range: &Range, behind: &Behind) -> String {
    range.href("/reports/people", &written(behind))
}

/// A number, as an address says which one it is.
fn written(behind: &Behind) -> Vec<(&'static str, String)> {
    let of = |word: &str, stage: &Stage| vec![("behind", word.to_owned()), ("stage", stage.to_string())];
    match behind {
        Behind::Reached(stage) => of("reached", stage),
        Behind::Beside(stage) => of("beside", stage),
        Behind::Now(stage) => of("now", stage),
        Behind::Spent(stage) => of("spent", stage),
        Behind::Source(source, stage) => {
            let mut pairs = of("source", stage);
            pairs.extend(source.clone().map(|source| ("source", source)));
            pairs
        }
        Behind::Filled => vec![("behind", "filled".to_owned())],
    }
}

/// The number that an address is about; none where it says no such thing.
fn read(value: impl Fn(&str) -> Option<String>) -> Option<Behind> {
    let stage = value("stage").and_then(|word| word.parse::<Stage>().ok());
    match value("behind")?.as_str() {
        "reached" => stage.map(Behind::Reached),
        "beside" => stage.map(Behind::Beside),
        "now" => stage.map(Behind::Now),
        "spent" => stage.map(Behind::Spent),
        "source" => stage.map(|stage| Behind::Source(value("source").filter(|source| !source.is_empty()), stage)),
        "filled" => Some(Behind::Filled),
        _ => None,
    }
}

/// What a number is of.
pub(super) fn title(locale: Locale, behind: &Behind) -> String {
    match behind {
        Behind::Reached(stage) => words::reached(locale, stage.label(locale)),
        Behind::Beside(stage) => words::beside(locale, stage.label(locale)),
        Behind::Now(stage) => words::now_in(locale, stage.label(locale)),
        Behind::Spent(stage) => words::went_on(locale, stage.label(locale)),
        Behind::Source(source, stage) => {
            let source = source.as_deref().unwrap_or_else(|| words::UNKNOWN_SOURCE.get(locale));
            words::came_from(locale, source, stage.label(locale))
        }
        Behind::Filled => words::WHO_FILLED.get(locale).to_owned(),
    }
}

/// `/reports/people`.
#[component]
pub fn ReportPeople() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let range = Range::read(&visit, given);
    let behind = read(given);
    let (asked, number, locale) = (range.asked(&visit), behind.clone(), visit.locale);
    let work = async move {
        let people = match &number {
            Some(number) => reports::people(&service, &actor, &asked, number).await?,
            None => People::default(),
        };
        let names = gather(&service, &actor, locale, wanted(&people.standings)).await?;
        Ok((people, names))
    };
    load(work, move |(people, names)| show(&visit, range, behind.as_ref(), &people, &names))
}

/// The people and the requests, whose names are shown.
fn wanted(standings: &[ResourceRequestCandidate]) -> Wanted {
    let mut wanted = Wanted::default();
    for standing in standings {
        let attributes = standing.fields.attributes();
        for field in ["candidate", "resourceRequest"].into_iter().filter_map(|name| RequestCandidateFields::RESOURCE.field(name)) {
            wanted.add(field, attributes.get(field.name).unwrap_or(&Value::Null));
        }
    }
    wanted
}

fn show(visit: &Visit, range: Range, behind: Option<&Behind>, people: &People, names: &Names) -> AnyView {
    let locale = visit.locale;
    let title = behind.map_or_else(|| words::BEHIND.get(locale).to_owned(), |behind| title(locale, behind));
    let above = vec![(range.href("/reports/staffing", &[]), words::OF_STAFFING.get(locale).to_owned())];
    let count = behind.map(|_| view! { <p>{words::FOUND.of(locale, people.total)}</p> });
    let shown = people.standings.len() as i64;
    let cut = (people.total > shown).then(|| view! { <p>{words::FIRST_SHOWN.of(locale, shown)}</p> });
    let gone = (people.gone > 0).then(|| view! { <p>{words::TAKEN_BACK.of(locale, people.gone)}</p> });
    let body = if people.standings.is_empty() {
        view! { <EmptyState glyph=Glyph::People title=words::NOBODY.get(locale) why=words::NOBODY_WHY.get(locale)/> }.into_any()
    } else {
        table(locale, &title, &people.standings, names)
    };
    let under = view! { {count}{cut}{gone} };
    view! {
        <Title text=title.clone()/>
        <Breadcrumb locale above/>
        <Heading title under=under.into_any()/>
        {body}
    }
    .into_any()
}

fn table(locale: Locale, title: &str, standings: &[ResourceRequestCandidate], names: &Names) -> AnyView {
    let head = view! {
        <Column label=words::PERSON.get(locale)/>
        <Column label=words::REQUEST.get(locale)/>
        <Column label=words::STAGE_NOW.get(locale)/>
    };
    let rows = standings
        .iter()
        .map(|standing| {
            let person = standing.candidate.and_then(|id| names.of(Target::CANDIDATE, &id.to_string()));
            let person = person.unwrap_or_else(|| words::SOMEBODY.get(locale).to_owned());
            let request = standing.request.map(|id| {
                let name = names.of(Target::REQUEST, &id.to_string()).unwrap_or_else(|| words::REQUEST.get(locale).to_owned());
                view! { <a class="anywhere" href=format!("/resource-requests/{id}") dir="auto">{name}</a> }
            });
            let href = format!("/resource-request-candidates/{}", standing.id);
            view! {
                <tr>
                    <th scope="row"><a class="anywhere" href=href dir="auto">{person}</a></th>
                    <td>{request}</td>
                    <td>{standing.status.label(locale)}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table caption=title.to_owned() head=head.into_any()>{rows}</Table> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_number_it_is() {
        let source = Behind::Source(Some("Friends & family".to_owned()), Stage::Offered);
        let numbers = [
            Behind::Reached(Stage::Screening),
            Behind::Beside(Stage::OnHold),
            Behind::Now(Stage::Placed),
            Behind::Spent(Stage::OnHold),
            source,
            Behind::Source(None, Stage::Proposed),
            Behind::Filled,
        ];
        for number in numbers {
            let pairs = written(&number);
            let value = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
            assert_eq!(read(value), Some(number.clone()));
        }
        for (behind, stage) in [("", "placed"), ("reached", "nonsense"), ("nonsense", "placed")] {
            assert_eq!(read(|name| Some(if name == "behind" { behind } else { stage }.to_owned())), None);
        }
    }
}
