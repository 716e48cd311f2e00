//! The same requests to both databases are answered alike: thousands of them, made from the descriptions, most of them sound, many of them not.

use super::support::{Answer, Stage};
use domain::{
    query::On,
    resource::{Access, Field, Kind, Resource},
    users::Role,
};
use http::Method;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Requests to each.
const REQUESTS: usize = 2_000;
/// What stands around the name of a record that was made before: `«candidates 3»`.
const MARKS: [char; 2] = ['«', '»'];

/// One request, before it is known which ids there are.
#[derive(Clone, Debug)]
struct Asked {
    role: Role,
    method: Method,
    target: String,
    body: Option<Value>,
    plain: bool,
    key: Option<u8>,
    stale: bool,
}

fn resources() -> Vec<&'static Resource> {
    crate::rest::RESOURCES.iter().collect()
}

/// The address of one of the first records of a resource, or one that is not there.
fn address(path: &str) -> BoxedStrategy<String> {
    let path = path.to_owned();
    (0_usize..5).prop_map(move |n| format!("{}{path} {n}{}", MARKS[0], MARKS[1])).boxed()
}

/// A value that an attribute of this kind can have.
fn sound(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Line(_) | Kind::Lines(_) => prop_oneof!["[A-Za-z é%_]{1,12}", "(Engineer|Utrecht|EUR|Kafka)"].prop_map(Value::from).boxed(),
        Kind::Email => "[a-z]{1,6}@[a-z]{1,6}\\.test".prop_map(Value::from).boxed(),
        Kind::Url => "https://[a-z]{1,6}\\.test/in/[a-z]{1,6}".prop_map(Value::from).boxed(),
        Kind::Day | Kind::Moment => "20[0-9]{2}-0[1-9]-(0[1-9]|2[0-9])(T[01][0-9]:00:00(Z|\\+02:00))?".prop_map(Value::from).boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Integer { min, max } => (min.max(0)..=max.min(5)).prop_map(Value::from).boxed(),
        Kind::Choice(words) => prop::sample::select(words).prop_map(Value::from).boxed(),
        Kind::Words | Kind::Texts(_) => prop::collection::vec("[a-c]{1,2}", 0..3).prop_map(Value::from).boxed(),
        Kind::Skills | Kind::List(_) => {
            prop::collection::vec(object(kind.members().unwrap_or_default()), 0..3).prop_map(Value::from).boxed()
        }
        Kind::Object(members) => object(members),
        Kind::Any => {
            prop_oneof![Just(json!(3)), Just(json!("a")), Just(json!(["a"])), Just(json!(true)), Just(json!("2026-01-01"))].boxed()
        }
        Kind::Relation(target) => address(target.path).prop_map(Value::from).boxed(),
        Kind::Relations(target) => prop::collection::vec(address(target.path), 0..2).prop_map(Value::from).boxed(),
        Kind::Addresses(_) => prop::collection::vec("/(employees/[1-3]|users/x)", 0..3).prop_map(Value::from).boxed(),
    }
}

fn object(members: &'static [Field]) -> BoxedStrategy<Value> {
    let all: Vec<_> = members.iter().map(|member| sound(member.kind).prop_map(move |value| (member.name.to_owned(), value))).collect();
    all.prop_map(|members| Value::Object(members.into_iter().collect())).boxed()
}

/// A value that none should have.
fn unsound() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        Just(json!("a\u{0}b")),
        Just(json!("\u{202e}Łódź ﬁ")),
        Just(json!(-1)),
        Just(json!(1e300)),
        Just(json!(u64::MAX)),
        Just(json!([[[]]])),
        Just(json!({ "skill": 1 })),
        Just(json!("9999-12-31")),
        Just(json!("/candidates/01890000-0000-7000-8000-000000000001")),
        "\\PC{0,300}".prop_map(Value::from),
    ]
    .boxed()
}

fn value(field: &'static Field) -> BoxedStrategy<Value> {
    prop_oneof![24 => sound(field.kind), 1 => unsound()].boxed()
}

/// A document: everything that is needed nearly always, the rest now and then.
fn document(resource: &'static Resource, whole: bool) -> BoxedStrategy<Value> {
    let all: Vec<_> = resource
        .fields
        .iter()
        .map(|field| {
            let often = if whole && field.required && field.access != Access::Read { 0.98 } else { 0.12 };
            prop::option::weighted(often, value(field)).prop_map(move |value| value.map(|value| (field.name.to_owned(), value)))
        })
        .collect();
    all.prop_map(|fields| Value::Object(fields.into_iter().flatten().collect::<Map<_, _>>())).boxed()
}

/// A question to a list.
fn query(resource: &'static Resource) -> BoxedStrategy<String> {
    let names: Vec<String> = On::all(resource).flat_map(|on| on.parameters()).chain(["page".into(), "itemsPerPage".into()]).collect();
    let value = prop_oneof![
        Just("asc".to_owned()),
        Just("desc".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        "[0-5]",
        "[a-z%_]{1,3}",
        "20[0-9]{2}-0[1-9]-0[1-9]",
        Just("99999999999999999999".to_owned()),
        prop::sample::select(vec!["draft", "open", "proposed", "normal", "interviewer", "EUR", "Engineer", "-1", "\u{0}"])
            .prop_map(str::to_owned),
        address("candidates"),
    ];
    let pair = (prop::sample::select(names), value).prop_map(|(name, value)| {
        let value = if value.starts_with(MARKS[0]) { value } else { encoded(&value) };
        format!("{}={value}", encoded(&name))
    });
    prop::collection::vec(pair, 0..4).prop_map(|pairs| pairs.join("&")).boxed()
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn request() -> BoxedStrategy<Asked> {
    let of = |resource: &'static Resource| {
        let path = resource.path;
        let post = (document(resource, true), prop::option::weighted(0.2, 0_u8..20))
            .prop_map(move |(body, key)| (Method::POST, format!("/{path}"), Some(body), key));
        let patch = (address(path), document(resource, false)).prop_map(|(target, body)| (Method::PATCH, target, Some(body), None));
        let item = address(path).prop_map(|target| (Method::GET, target, None, None));
        let list = query(resource).prop_map(move |query| (Method::GET, format!("/{path}?{query}"), None, None));
        let search =
            "[a-z]{1,4}( -?[a-z]{1,3})?".prop_map(move |text| (Method::GET, format!("/{path}/search?q={}", encoded(&text)), None, None));
        let delete = address(path).prop_map(|target| (Method::DELETE, target, None, None));
        let all = prop_oneof![8 => post, 6 => patch, 2 => item, 6 => list];
        match path {
            "candidates" => prop_oneof![12 => all, 1 => search].boxed(),
            _ => prop_oneof![20 => all, 1 => delete].boxed(),
        }
    };
    let roles = prop::sample::select(vec![
        Role::Recruiter,
        Role::Recruiter,
        Role::Recruiter,
        Role::Admin,
        Role::Admin,
        Role::HiringManager,
        Role::Interviewer,
    ]);
    (prop::sample::select(resources()).prop_flat_map(of), roles, any::<bool>(), prop::bool::weighted(0.1))
        .prop_map(|((method, target, body, key), role, plain, stale)| Asked { role, method, target, body, plain, key, stale })
        .boxed()
}

/// One of the two, and what was made there so far, by its resource.
struct Twin {
    stage: Stage,
    made: BTreeMap<String, Vec<String>>,
}

impl Twin {
    async fn ask(&mut self, asked: &Asked) -> Answer {
        let body = asked.body.as_ref().map(|body| self.fill(&body.to_string())).unwrap_or_default();
        let kind = if asked.method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let key = asked.key.map(|key| format!("key-{key}"));
        let mut headers = vec![("content-type", kind)];
        headers.extend(asked.plain.then_some(("accept", "application/json")));
        headers.extend(key.as_deref().map(|key| ("idempotency-key", key)));
        headers.extend(asked.stale.then_some(("if-match", "\"v1-x\"")));
        let answer = self.stage.role(asked.role).say(asked.method.clone(), &self.fill(&asked.target), &headers, body).await;
        if answer.status == 201 {
            let made = self.made.entry(asked.target.trim_start_matches('/').to_owned()).or_default();
            let location = answer.header("location").to_owned();
            if !made.contains(&location) {
                made.push(location);
            }
        }
        self.stage.clock.advance(chrono::TimeDelta::seconds(1));
        answer
    }

    /// With the addresses of what was made.
    fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, mark)) = rest.split_once(MARKS[0]) {
            filled.push_str(before);
            let named = mark.split_once(MARKS[1]).and_then(|(name, after)| {
                let (path, n) = name.split_once(' ')?;
                Some((path, n.parse::<usize>().ok()?, after))
            });
            match named {
                Some((path, n, after)) => {
                    let known = self.made.get(path).and_then(|made| made.get(n)).cloned();
                    filled.push_str(&known.unwrap_or_else(|| format!("/{path}/01890000-0000-7000-8000-000000000009")));
                    rest = after;
                }
                None => {
                    filled.push(MARKS[0]);
                    rest = mark;
                }
            }
        }
        filled + rest
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_answer_alike() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let one = request();
    let mut twins = [Stage::set().await, Stage::set_on_postgres().await].map(|stage| Twin { stage, made: BTreeMap::new() });
    let mut answered: BTreeMap<u16, usize> = BTreeMap::new();
    for n in 0..REQUESTS {
        let asked = one.new_tree(&mut runner).unwrap().current();
        let [sqlite, postgres] = &mut twins;
        let (one, other) = (sqlite.ask(&asked).await, postgres.ask(&asked).await);
        assert_eq!(one.show(), other.show(), "request {n}: {asked:?}");
        assert!(one.status.as_u16() < 500, "request {n}: {asked:?}: {}", one.text);
        *answered.entry(one.status.as_u16()).or_default() += 1;
    }
    // Most of it must be more than refusals, or nothing was compared.
    let done: usize = [200, 201, 204].iter().filter_map(|status| answered.get(status)).sum();
    assert!(done > REQUESTS / 3, "{answered:?}");
    for resource in resources() {
        assert!(twins[0].made.get(resource.path).is_some_and(|made| made.len() > 5), "{}: {answered:?}", resource.path);
    }
}
