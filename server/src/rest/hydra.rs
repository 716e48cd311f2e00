//! Hydra: items, collections, and how a collection is paged and searched, as API Platform 3 writes them.

use super::{
    asking::Asking,
    exposed::{Exposed, Of},
    wire::{self, Iris},
};
use domain::{
    page::{Page, Paging},
    query::{On, TEXT_NAMES},
    resource::{Attributes, Described},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// The unreserved characters of RFC 3986 §2.3, which PHP leaves as they are in a query string too.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whether a collection is searched by free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    With,
    Without,
}

/// An item.
pub fn item<E: Exposed>(record: &Of<E>, iris: &Iris) -> Attributes {
    let mut item = Attributes::new();
    item.insert("@context".to_owned(), json!(iris.context(E::Fields::RESOURCE.name)));
    item.extend(member::<E>(record, iris));
    item
}

fn member<E: Exposed>(record: &Of<E>, iris: &Iris) -> Attributes {
    let mut member = Attributes::new();
    member.insert("@id".to_owned(), json!(iris.record(E::Fields::RESOURCE.path, record.id)));
    member.insert("@type".to_owned(), json!(E::Fields::RESOURCE.name));
    member.extend(wire::attributes::<E>(record, iris));
    member
}

/// A page of a collection.
pub fn collection<E: Exposed>(asking: &Asking, page: &Page<Of<E>>, text: Text) -> Value {
    let members: Vec<Value> = page.items.iter().map(|record| member::<E>(record, &asking.iris).into()).collect();
    let mut collection = json!({
        "@context": asking.iris.context(E::Fields::RESOURCE.name),
        "@id": asking.iris.at(&asking.path),
        "@type": "hydra:Collection",
        "hydra:totalItems": page.total,
        "hydra:member": members,
    });
    if let Some(view) = view(asking, page.paging, page.total) {
        collection["hydra:view"] = view;
    }
    collection["hydra:search"] = search::<E>(asking, text);
    collection
}

/// Where the page stands among the others. None where there is but one and nothing was asked.
fn view(asking: &Asking, paging: Paging, total: i64) -> Option<Value> {
    let (current, last) = (i64::from(paging.page), paging.last(total));
    let paged = last > 1 || current > 1;
    if !paged && parameters(asking).next().is_none() {
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
fn parameters(asking: &Asking) -> impl Iterator<Item = &(String, String)> {
    asking.pairs.iter().filter(|(name, _)| name != "page")
}

/// The parameters as they came, the page behind them.
fn address(asking: &Asking, page: Option<i64>) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let mut pairs: Vec<String> = parameters(asking).map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.extend(page.map(|page| format!("page={page}")));
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    format!("{}{query}", asking.iris.at(&asking.path))
}

/// The parameters that a collection understands, as a template (RFC 6570) and one by one.
fn search<E: Exposed>(asking: &Asking, text: Text) -> Value {
    let attributes = On::all(const { &E::Fields::RESOURCE }).filter(|on| E::shows(on.name()));
    let mut parameters: Vec<(String, Option<&str>)> =
        attributes.flat_map(|on| on.parameters().into_iter().map(move |variable| (variable, Some(on.name())))).collect();
    if text == Text::With {
        parameters.extend(TEXT_NAMES.iter().map(|name| ((*name).to_owned(), None)));
    }
    let variables: Vec<&str> = parameters.iter().map(|(variable, _)| variable.as_str()).collect();
    let mapping = |(variable, property): &(String, Option<&str>)| json!({ "@type": "IriTemplateMapping", "variable": variable, "property": property, "required": false });
    json!({
        "@type": "hydra:IriTemplate",
        "hydra:template": format!("{}{{?{}}}", asking.iris.at(&asking.path), variables.join(",")),
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": parameters.iter().map(mapping).collect::<Vec<_>>(),
    })
}
