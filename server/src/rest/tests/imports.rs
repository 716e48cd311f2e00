use super::support::{Answer, Speaker, Stage};
use axum::body::Body;
use futures_util::stream;
use http::Method;
use serde_json::{Value, json};

const CSV: &[(&str, &str)] = &[("content-type", "text/csv; charset=utf-8"), ("accept", "application/json")];
const LINES: &[(&str, &str)] = &[("content-type", "application/x-ndjson"), ("accept", "application/json")];

async fn send(speaker: &Speaker<'_>, headers: &[(&str, &str)], query: &str, file: impl Into<Body>) -> Answer {
    speaker.say(Method::POST, &format!("/api/imports{query}"), headers, file).await
}

async fn work(stage: &Stage) {
    while service::imports::work(&stage.service).await.unwrap() {}
}

async fn rows(speaker: &Speaker<'_>, id: &str) -> Vec<Value> {
    let listed = speaker.get_json(&format!("/import-rows?import=/imports/{id}&order[number]=asc")).await.at(200).json();
    listed.as_array().unwrap().clone()
}

/// What is refused, attribute by attribute.
fn refused(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let violations = answer.json()["violations"].as_array().unwrap().clone();
    violations.iter().map(|violation| (text(&violation["propertyPath"]), text(&violation["message"]))).collect()
}

/// Whether nothing of a file was kept.
async fn is_empty(speaker: &Speaker<'_>) -> bool {
    speaker.get_json("/imports").await.json() == json!([]) && speaker.get_json("/import-rows").await.json() == json!([])
}

scene!(a_table_is_rehearsed_applied_and_undone, |stage| {
    let recruiter = stage.recruiter();
    let known = stage.candidate("Known").await;
    let file = "\u{feff}Voornaam;Achternaam;E-mail;Jaar\r\nAda;Lovelace;ada@x.test;1815\r\n\r\nKnown;L;known@example.test;\r\nbroken\r\nBob;B;no address;\r\n\"Cy\nC\";C;cy@x.test;\r\nAda;L;ADA@x.test;;;\r\n";
    let made = send(&recruiter, CSV, "?source=Board&name=people.csv", file).await.at(201);
    let id = made.text_of("id");
    assert_eq!(made.header("location"), format!("/api/imports/{id}"));
    let shown = made.json();
    assert_eq!(
        (&shown["status"], &shown["rows"], &shown["name"], &shown["format"]),
        (&json!("checking"), &json!(6), &json!("people.csv"), &json!("csv"))
    );
    assert_eq!(shown["columns"][3], json!({ "column": "Jaar", "attribute": null }));
    work(stage).await;
    let told = rows(&recruiter, &id).await;
    let outcomes: Vec<&str> = told.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["create", "duplicate", "invalid", "invalid", "invalid", "repeated"]);
    assert_eq!(told[1]["candidate"], json!(known.replace("/api", "")));
    let reason = |row: usize| (told[row]["reasons"][0]["propertyPath"].clone(), told[row]["reasons"][0]["message"].clone());
    assert_eq!(reason(2), (json!(""), json!("This row has 1 cell, and the header has 4.")));
    assert_eq!(reason(3), (json!("email"), json!("This value is not a valid email address.")));
    assert_eq!(reason(4).0, json!("firstname"), "two lines are no name");
    assert_eq!((&told[5]["sameAs"], &told[3]["given"]["E-mail"]), (&json!(1), &json!("no address")));
    assert!(told[3]["reasons"][0].get("flaw").is_none(), "codes are ours");
    let invalid = recruiter.get_json(&format!("/import-rows?import={id}&outcome=invalid")).await.at(200);
    assert_eq!(invalid.header("x-total-count"), "3");

    let address = format!("/imports/{id}");
    recruiter.patch(&address, json!({ "status": "undoing" })).await.at(409);
    let asked = recruiter.patch(&address, json!({ "status": "applying" })).await.at(200).json();
    assert_eq!(asked["status"], "applying");
    work(stage).await;
    let applied = recruiter.get_json(&address).await.at(200).json();
    assert_eq!((&applied["status"], &applied["counts"]["create"]), (&json!("applied"), &json!(1)));
    let ada = recruiter.get_json("/candidates?firstname=Ada").await.json()[0].clone();
    assert_eq!((&ada["source"], &ada["email"]), (&json!("Board"), &json!("ada@x.test")));
    recruiter.patch(&address, json!({ "status": "undoing" })).await.at(200);
    work(stage).await;
    let person = recruiter.get_json(&format!("/candidates/{}", ada["id"].as_str().unwrap())).await.json();
    assert_eq!(person["lifecycle"], "archived");
    recruiter.delete(&address).await.at(204);
    recruiter.get(&address).await.at(404);
    assert!(is_empty(&recruiter).await);
});

scene!(lines_of_json_are_told_from_one_another, |stage| {
    let recruiter = stage.recruiter();
    let file = "{\"firstname\":\"Ada\",\"lastname\":\"L\",\"email\":\"a@x.test\",\"externalId\":7,\"tags\":[\"x\"]}\n{\"firstname\":\n{\"firstname\":\"A\",\"firstname\":\"B\"}\n[]\n";
    let id = send(&recruiter, LINES, "?source=Board", file).await.at(201).text_of("id");
    work(stage).await;
    let told = rows(&recruiter, &id).await;
    let outcomes: Vec<&str> = told.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["create", "invalid", "invalid", "invalid"]);
    assert_eq!(told[1]["reasons"][0]["message"], "This could not be read.");
});

scene!(a_file_that_is_none_leaves_nothing, |stage| {
    let recruiter = stage.recruiter();
    let no_column = "No column of the file is this attribute.".to_owned();
    let wrong = send(&recruiter, CSV, "", "Naam,Adres\nAda,Utrecht\n").await.at(422);
    let missing: Vec<(String, String)> = ["firstname", "lastname", "email"].map(|name| (name.to_owned(), no_column.clone())).to_vec();
    assert_eq!(refused(&wrong), missing);
    // Where a name does not tell, one can say what a column is.
    let told = "?columns[Naam]=firstname&columns[Adres]=email&columns[x]=lastname";
    assert_eq!(refused(&send(&recruiter, CSV, told, "Naam,Adres\nAda,Utrecht\n").await.at(422))[0].0, "lastname");
    assert_eq!(refused(&send(&recruiter, CSV, "?onDuplicate=perhaps", "email\n").await.at(422))[0].0, "onDuplicate");
    let header = "firstname,lastname,email\n";
    for (file, flaw) in [
        (&b"PK\x03\x04\x14\x00\x00\x00\x08\x00people.xlsx"[..], "This is a compressed file or a workbook."),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "This is a compressed file or a workbook."),
        (b"\xff\xfef\x00i\x00r\x00s\x00t\x00\n\x00", "This is not text in UTF-8."),
        (b"f\xefrstname,lastname,email\n", "This is not text in UTF-8."),
        (b"", "This value should not be blank."),
        (b"\n\n\n", "This value should not be blank."),
        (header.as_bytes(), "This value should not be blank."),
    ] {
        let answer = send(&recruiter, CSV, "", file.to_vec()).await.at(422);
        let [(field, message)] = &refused(&answer)[..] else { panic!("{}", answer.text) };
        assert!(field == "file" && message.starts_with(flaw), "{file:?}: {message}");
    }
    // What is compressed on its way is not unpacked.
    let coded = [CSV[0], ("content-encoding", "gzip")];
    send(&recruiter, &coded, "", header).await.at(415);
    send(&recruiter, &[("content-type", "application/json")], "", "{}").await.at(415);
    assert!(is_empty(&recruiter).await);
});

scene!(a_file_that_breaks_off_or_does_not_end_leaves_nothing, |stage| {
    let recruiter = stage.recruiter();
    let row = |n: usize| format!("Ada,L,ada{n}@example.test\n");
    let rows = move |from: usize| (from..from + 400).map(row).collect::<String>();
    let whole = [Ok(format!("firstname,lastname,email\n{}", rows(0))), Ok(rows(400)), Err(std::io::Error::other("reset"))];
    let answer = send(&recruiter, CSV, "", Body::from_stream(stream::iter(whole))).await.at(400);
    assert_eq!(answer.header("connection"), "close");
    assert!(is_empty(&recruiter).await);
    let endless = stream::iter((0..1_100).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 64 * 1024])));
    send(&recruiter, CSV, "", Body::from_stream(endless)).await.at(413);
    assert!(is_empty(&recruiter).await);
});
