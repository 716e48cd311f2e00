use super::support::{Answer, Stage};
use chrono::TimeDelta;
use domain::users::Role;
use http::Method;
use std::time::Duration;

fn told(answer: &Answer) -> [&str; 4] {
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy"].map(|name| answer.header(name))
}

#[tokio::test]
async fn a_token_may_ask_so_often_and_is_told_how_often_still() {
    let stage = Stage::behind(&["--api-limit", "3"]).await;
    let (one, other) = (stage.token(Role::Admin, &["candidates:read"]).await, stage.token(Role::Admin, &["candidates:read"]).await);
    for left in ["2", "1", "0"] {
        assert_eq!(told(&one.get("/candidates").await.at(200)), ["3", left, "60", "3;w=60"]);
    }
    stage.clock.advance(TimeDelta::milliseconds(20_400));
    let refused = one.get("/candidates").await.at(429);
    assert_eq!((told(&refused), refused.header("retry-after")), (["3", "0", "40", "3;w=60"], "40"));
    assert_eq!(refused.text_of("detail"), "Too many attempts. Try again in 40 seconds.");
    // What is wrong is counted too; what comes from somebody else is not.
    other.get("/candidates/none").await.at(404);
    assert_eq!(told(&other.get("/candidates").await.at(200))[1], "1");
    assert_eq!(told(&stage.recruiter().get("/candidates").await.at(200))[1], "2");
    stage.clock.advance(TimeDelta::milliseconds(39_600));
    assert_eq!(told(&one.get("/candidates").await.at(200))[1], "2", "another minute");
    for _ in 0..5 {
        let nobody = stage.anon().get("/candidates").await.at(401);
        assert_eq!(told(&nobody), [""; 4]);
        stage.anon().get("/docs.json").await.at(200);
    }
}

#[tokio::test]
async fn whoever_waits_asks_once() {
    let stage = Stage::behind(&["--api-limit", "3"]).await;
    let recruiter = stage.recruiter();
    let since = recruiter.get("/changes?since=now").await.at(200).text_of("next");
    let target = format!("/changes?since={since}&wait=20");
    // A change that this reader is not told of has the log looked at again, and nothing more.
    let happens = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let made = serde_json::json!({ "url": "https://hooks.example.com" }).to_string();
        stage.admin().say(Method::POST, "/webhooks", &[("content-type", "application/json")], made).await.at(201);
        tokio::time::sleep(Duration::from_millis(800)).await;
        stage.candidate("Ada").await;
    };
    let (answer, ()) = tokio::join!(recruiter.get(&target), happens);
    // Asked once before, and once to add Ada.
    assert_eq!(told(&answer.at(200))[1], "1");
}

#[tokio::test]
async fn there_is_no_limit_unless_it_is_said() {
    let stage = Stage::set().await;
    for _ in 0..50 {
        assert_eq!(told(&stage.recruiter().get("/candidates?itemsPerPage=0").await.at(200)), [""; 4]);
    }
}
