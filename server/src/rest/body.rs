//! Bodies: one JSON object in the media type of the method, read strictly.

use super::{
    asking::{JSON, JSON_LD},
    problem::Problem,
};
use crate::http::front;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use domain::{error::Malformed, resource::Attributes};
use http::{Method, header};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use std::fmt;

/// The only media type in which a record is changed (RFC 7396).
pub const MERGE_PATCH: &str = "application/merge-patch+json";

/// What a client sent to be written.
#[derive(Debug)]
pub struct Document(pub Attributes);

impl<S: Send + Sync> FromRequest<S> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let supported: &[&str] = if request.method() == Method::PATCH { &[MERGE_PATCH] } else { &[JSON_LD, JSON] };
        let given = request.headers().get(header::CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let essence = given.as_deref().map(front::essence).unwrap_or_default();
        if !supported.contains(&essence.as_str()) {
            return Err(Problem::UnsupportedMediaType { given, supported });
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Malformed::Body)?;
        Ok(Self(object(&bytes)?))
    }
}

/// Reads a JSON object (RFC 8259). Refused besides what is no JSON: an object that gives a member twice, at any depth, for whoever reads it may see
/// either; more than 128 levels; numbers beyond a double; halves of surrogate pairs.
pub fn object(bytes: &[u8]) -> Result<Attributes, Malformed> {
    match serde_json::from_slice(bytes) {
        Ok(Strict(Value::Object(object))) => Ok(object),
        Ok(_) => Err(Malformed::NotAnObject),
        Err(_) => Err(Malformed::Body),
    }
}

/// A value in which no member is given twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue).map(Strict)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(value)) = entries.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = entries.next_entry::<String, _>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member given twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_documents_are_no_documents() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        for (given, malformed) in [
            (deep.as_bytes(), Malformed::Body),
            (b"", Malformed::Body),
            (b"{", Malformed::Body),
            (b"{} {}", Malformed::Body),
            (b"\xef\xbb\xbf{}", Malformed::Body),
            (b"{\"a\":\"\xff\"}", Malformed::Body),
            (b"{\"a\":\"\\ud800\"}", Malformed::Body),
            (b"{\"a\":\"\0\"}", Malformed::Body),
            (b"{\"a\":1e400}", Malformed::Body),
            (b"{\"a\":NaN}", Malformed::Body),
            (b"{\"a\":1,\"a\":2}", Malformed::Body),
            (b"{\"a\":{\"b\":[{\"c\":1,\"c\":1}]}}", Malformed::Body),
            (b"{\"a\":1,\"\\u0061\":2}", Malformed::Body),
            (b"[]", Malformed::NotAnObject),
            (b"\"{}\"", Malformed::NotAnObject),
            (b"null", Malformed::NotAnObject),
        ] {
            assert_eq!(object(given), Err(malformed), "{}", String::from_utf8_lossy(&given[..given.len().min(60)]));
        }
        assert!(object(br#"{"a":"\u0000\ud83d\ude00","b":[1,-1,1.5,true,null,18446744073709551616]}"#).is_ok());
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i32>().prop_map(|n| Value::from(f64::from(n) / 4.0)),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_object_is_read_as_it_is(value in json()) {
            let written = serde_json::json!({ "value": value });
            prop_assert_eq!(object(written.to_string().as_bytes()).map(Value::Object), Ok(written));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = object(&bytes);
        }
    }
}
