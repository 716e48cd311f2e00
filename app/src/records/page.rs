//! Everything that one record says.

use super::{
    drawn,
    names::{Names, Wanted, gather},
    nouns::Noun,
    shown::Teller,
};
use crate::{
    i18n::{Locale, fields},
    load::{load, refusal},
    ui::{Breadcrumb, Fact, Facts, Glyph, Heading, LinkButton, Moment, Tag, Tone},
    visit::{Visit, reader, visit},
};
use domain::{
    error::Error,
    policy::Actor,
    resource::{Described, Field, Kind, Record},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde_json::Value;
use service::Service;

/// The page of the record with this address.
pub fn record<N: Noun>() -> AnyView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    // An id that cannot exist is a record that is not there.
    let Ok(id) = id.parse() else { return refusal(Error::NotFound) };
    let locale = visit.locale;
    let work = async move {
        let record = N::get(&service, &actor, id).await?;
        let names = names_of::<N>(&service, &actor, locale, &record).await?;
        Ok((record, names, actor))
    };
    load(work, move |(record, names, actor)| show::<N>(&visit, &actor, &record, &names))
}

/// The names of whatever a record refers to.
///
/// # Errors
/// The service's.
pub async fn names_of<N: Noun>(service: &Service, actor: &Actor, locale: Locale, record: &Record<N::Fields>) -> service::Result<Names> {
    gather(service, actor, locale, wanted::<N>(record)).await
}

fn wanted<N: Noun>(record: &Record<N::Fields>) -> Wanted {
    let (mut wanted, attributes) = (Wanted::default(), record.fields.attributes());
    for field in N::RESOURCE.fields {
        wanted.add(field, attributes.get(field.name).unwrap_or(&Value::Null));
    }
    wanted
}

fn show<N: Noun>(visit: &Visit, actor: &Actor, record: &Record<N::Fields>, names: &Names) -> AnyView {
    let locale = visit.locale;
    let (title, above) = (N::heading(locale, record, names), above::<N>(locale, record, names));
    let today = visit.clock.now.with_timezone(&visit.clock.zone).date_naive();
    let mark = N::mark(record, today).map(|mark| view! { <Tag tone=Tone::Danger icon=Glyph::Warning>{mark.get(locale)}</Tag> });
    let related = N::RELATED
        .iter()
        .map(|related| {
            let href = format!("/{}?{}={}", related.path, related.filter, record.id);
            view! { <LinkButton href>{related.label.get(locale)}</LinkButton> }
        })
        .collect_view();
    view! {
        <Title text=title.clone()/>
        <Breadcrumb locale above/>
        <Heading title under=mark.into_any()>{related}</Heading>
        {facts::<N>(visit, actor, record, names)}
    }
    .into_any()
}

/// The list it is in, or what it is a part of.
fn above<N: Noun>(locale: Locale, record: &Record<N::Fields>, names: &Names) -> Vec<(String, String)> {
    let attributes = record.fields.attributes();
    let parent = N::PARENT.and_then(|name| match N::RESOURCE.field(name)?.kind {
        Kind::Relation(target) => {
            let id = super::names::id_of(target, attributes.get(name)?)?;
            Some((format!("/{}/{id}", target.path), names.of(target, &id)?))
        }
        _ => None,
    });
    let lists = N::ABOVE.iter().map(|(path, name)| (format!("/{path}"), name.get(locale).to_owned()));
    let own = (format!("/{}", N::RESOURCE.path), N::WORDS.title.get(locale).to_owned());
    let mut above: Vec<_> = lists.collect();
    above.push(parent.unwrap_or(own));
    above
}

/// Every attribute that this reader may read, in the order of the description, and the age of the record.
pub fn facts<N: Noun>(visit: &Visit, actor: &Actor, record: &Record<N::Fields>, names: &Names) -> AnyView {
    let (locale, clock) = (visit.locale, visit.clock);
    let attributes = record.fields.attributes();
    let teller = Teller::new(locale, N::RESOURCE, &attributes, names);
    let tells = |field: &&Field| N::tells(field.name, attributes.get(field.name).unwrap_or(&Value::Null));
    let readable = N::RESOURCE.fields.iter().filter(|field| actor.reads(field.readers)).filter(tells);
    let facts = readable
        .map(|field| {
            let shown = teller.tell(field, attributes.get(field.name).unwrap_or(&Value::Null));
            let label = teller.label(field.name);
            let value = drawn::value(visit, &label, &shown);
            view! { <Fact label wide=shown.is_wide()>{value}</Fact> }
        })
        .collect_view();
    let (created, updated) = (record.created_at, record.updated_at);
    view! {
        <Facts>
            {facts}
            <Fact label=fields::label(locale, "createdAt")><Moment locale at=created clock exact=true/></Fact>
            <Fact label=fields::label(locale, "updatedAt")><Moment locale at=updated clock exact=true/></Fact>
        </Facts>
    }
    .into_any()
}
