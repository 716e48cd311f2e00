//! Hydra: items, collections, and how a collection is paged and searched, as API Platform 3 writes them.

use super::{
    asking::Asking,
    exposed::{Exposed, Of},
    wire::{Before, Sent},
};
use domain::{
    page::{Page, Paging},
    query::{On, TEXT_NAMES},
    resource::{Described, Resource},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap},
};
use serde_json::{Value, json, value::RawValue};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The unreserved characters of RFC 3986 §2.3, which PHP leaves as they are in a query string too.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whether a collection is searched by free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    With,
    Without,
}

/// A page of a collection.
pub struct Collection<'a, E: Exposed> {
    pub asking: &'a Asking,
    pub page: &'a Page<Of<E>>,
    pub text: Text,
}

impl<E: Exposed> Serialize for Collection<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { asking, page, text } = self;
        let iris = &asking.iris;
        let members: Vec<_> = page.items.iter().map(|record| Sent::<E> { record, iris, before: Before::Type }).collect();
        let mut collection = serializer.serialize_map(None)?;
        collection.serialize_entry("@context", &iris.context(E::Fields::RESOURCE.name))?;
        collection.serialize_entry("@id", &iris.at(&asking.path))?;
        collection.serialize_entry("@type", "hydra:Collection")?;
        collection.serialize_entry("hydra:totalItems", &page.total)?;
        collection.serialize_entry("hydra:member", &members)?;
        if let Some(view) = view(asking, page.paging, page.total) {
            collection.serialize_entry("hydra:view", &view)?;
        }
        collection.serialize_entry("hydra:search", &Search::of::<E>(asking, *text).map_err(S::Error::custom)?)?;
        collection.end()
    }
}

/// Where the page stands among the others. None where there is but one and nothing was asked.
fn view(asking: &Asking, paging: Paging, total: i64) -> Option<Value> {
    let (current, last) = (i64::from(paging.page), paging.last(total));
    let paged = last > 1 || current > 1;
    if !paged && asked(asking).next().is_none() {
        return None;
    }
    let here = if paged { page(asking, current) } else { address(asking, None) };
    let mut view = json!({ "@id": here, "@type": "hydra:PartialCollectionView" });
    if paged {
        view["hydra:first"] = json!(page(asking, 1));
        view["hydra:last"] = json!(page(asking, last));
        if current > 1 {
            view["hydra:previous"] = json!(page(asking, (current - 1).min(last)));
        }
        if current < last {
            view["hydra:next"] = json!(page(asking, current + 1));
        }
    }
    Some(view)
}

/// The address of another page of what was asked.
pub fn page(asking: &Asking, number: i64) -> String {
    address(asking, Some(number))
}

/// What was asked, but for the page.
fn asked(asking: &Asking) -> impl Iterator<Item = &(String, String)> {
    asking.pairs.iter().filter(|(name, _)| name != "page")
}

/// The parameters as they came, the page behind them.
fn address(asking: &Asking, page: Option<i64>) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let mut pairs: Vec<String> = asked(asking).map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.extend(page.map(|page| format!("page={page}")));
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    format!("{}{query}", asking.iris.at(&asking.path))
}

/// The parameters that a collection understands, as a template (RFC 6570) and one by one.
#[derive(Serialize)]
struct Search {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "hydra:template")]
    template: String,
    #[serde(rename = "hydra:variableRepresentation")]
    representation: &'static str,
    #[serde(rename = "hydra:mapping")]
    mapping: Arc<RawValue>,
}

#[derive(Serialize)]
struct Mapping {
    #[serde(rename = "@type")]
    kind: &'static str,
    variable: String,
    property: Option<&'static str>,
    required: bool,
}

/// What does not change from answer to answer: the names of the parameters, and what each of them is on.
type Parameters = (Arc<str>, Arc<RawValue>);

/// By the name of the resource. Written anew they would be a tenth of the work of an answer.
static PARAMETERS: Mutex<BTreeMap<(&'static str, Text), Parameters>> = Mutex::new(BTreeMap::new());

impl Search {
    fn of<E: Exposed>(asking: &Asking, text: Text) -> serde_json::Result<Self> {
        let (variables, mapping) = parameters::<E>(text)?;
        Ok(Self {
            kind: "hydra:IriTemplate",
            template: format!("{}{{?{variables}}}", asking.iris.at(&asking.path)),
            representation: "BasicRepresentation",
            mapping,
        })
    }
}

fn parameters<E: Exposed>(text: Text) -> serde_json::Result<Parameters> {
    let resource: &'static Resource = const { &E::Fields::RESOURCE };
    let mut known = PARAMETERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(parameters) = known.get(&(resource.name, text)) {
        return Ok(parameters.clone());
    }
    let mapping = |variable, property| Mapping { kind: "IriTemplateMapping", variable, property, required: false };
    let attributes = On::all(resource).filter(|on| E::shows(on.name()));
    let mut mappings: Vec<Mapping> =
        attributes.flat_map(|on| on.parameters().into_iter().map(move |variable| mapping(variable, Some(on.name())))).collect();
    if text == Text::With {
        mappings.extend(TEXT_NAMES.iter().map(|name| mapping((*name).to_owned(), None)));
    }
    let variables: Vec<&str> = mappings.iter().map(|mapping| mapping.variable.as_str()).collect();
    let parameters: Parameters = (variables.join(",").into(), serde_json::value::to_raw_value(&mappings)?.into());
    known.insert((resource.name, text), parameters.clone());
    Ok(parameters)
}
