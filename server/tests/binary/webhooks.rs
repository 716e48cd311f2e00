//! Receivers of the tests' own. An acknowledged change always yields its event: the binary is killed a hundred times (SIGKILL) while people are added, on both databases, and in the end the
//! receiver has heard of exactly those who are there. What it heard twice has the same id.

use crate::installation::{Installation, Served};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often the process is killed.
const KILLS: usize = 100;
/// Who writes at the same time.
const CLIENTS: usize = 4;
/// How long a process lives once it is ready, in milliseconds: sometimes it has hardly begun to send, sometimes it is in the middle of it.
const LIVES: [u64; 5] = [20, 60, 130, 250, 400];

/// What arrived: of each record the ids of its events, in the order in which they came.
#[derive(Default)]
struct Heard {
    of: BTreeMap<String, Vec<String>>,
    deliveries: usize,
}

/// A receiver of events that is slow at times and refuses some.
struct Receiver {
    url: String,
    /// Whether it does; in the end it takes everything.
    refuses: Arc<AtomicBool>,
    heard: Arc<Mutex<Heard>>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let (heard, count) = (Arc::new(Mutex::new(Heard::default())), Arc::new(AtomicUsize::new(0)));
        let (told, refuses) = (Arc::clone(&heard), Arc::new(AtomicBool::new(true)));
        let refusing = Arc::clone(&refuses);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (told, count, refusing) = (Arc::clone(&told), Arc::clone(&count), Arc::clone(&refusing));
                thread::spawn(move || while receive(&stream, &told, &count, &refusing).is_some() {});
            }
        });
        Self { url, refuses, heard }
    }
}

/// The id of the next event on a connection, and the record that it is about; none where the connection is over.
fn next_event(stream: &TcpStream) -> Option<(String, String)> {
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    let (mut length, mut id, mut line) = (0, String::new(), String::new());
    loop {
        line.clear();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok()?,
            Some((name, value)) if name.eq_ignore_ascii_case("webhook-id") => value.clone_into(&mut id),
            _ if line == "\r\n" => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    let event: serde_json::Value = serde_json::from_slice(&body).ok()?;
    Some((id, event["data"]["record"].as_str()?.to_owned()))
}

fn say(mut stream: &TcpStream, answer: &str) -> Option<()> {
    stream.write_all(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n").as_bytes()).ok()
}

/// Takes one event from a connection; none where it is over.
fn receive(stream: &TcpStream, told: &Mutex<Heard>, count: &AtomicUsize, refuses: &AtomicBool) -> Option<()> {
    let (id, record) = next_event(stream)?;
    let answer = match count.fetch_add(1, Ordering::Relaxed) % 10 {
        // Taken, and the sender is dead before it hears so.
        3 => {
            thread::sleep(Duration::from_millis(150));
            "204 No Content"
        }
        // Not taken: it comes again.
        7 if refuses.load(Ordering::Relaxed) => "503 Service Unavailable",
        _ => "204 No Content",
    };
    if answer.starts_with("204") {
        let mut heard = told.lock().expect("no panic");
        heard.deliveries += 1;
        heard.of.entry(record).or_default().push(id);
    }
    say(stream, answer)
}

/// A receiver that answers everything like this: where it is, and how often it was asked.
fn answering(answer: impl Into<String>) -> (String, Arc<AtomicUsize>) {
    let (answer, asked) = (answer.into(), Arc::new(AtomicUsize::new(0)));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (count, answer) = (Arc::clone(&count), answer.clone());
            thread::spawn(move || {
                while next_event(&stream).is_some() {
                    count.fetch_add(1, Ordering::Relaxed);
                    if say(&stream, &answer).is_none() {
                        break;
                    }
                }
            });
        }
    });
    (url, asked)
}

/// Waits until something is so.
fn until(what: &str, so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !so() {
        assert!(Instant::now() < deadline, "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// One receiver hangs, one leads elsewhere, one is gone; another hears of everything as if they were not there.
fn among_bad_ones(installation: &Installation) {
    installation.add_user("admin");
    let _server = installation.serve();
    let token = installation.login();
    // It accepts connections, as the system does for it, and never says anything.
    let hangs = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent = format!("http://{}/", hangs.local_addr().expect("an address"));
    let (inner, asked_inner) = answering("204 No Content");
    let (leads_on, asked_to_lead) = answering(format!("302 Found\r\nLocation: {inner}"));
    let (gone, asked_gone) = answering("410 Gone");
    let (good, asked_good) = answering("204 No Content");
    let make = |url: &str| {
        let given = serde_json::json!({ "url": url, "events": ["candidate.created"] });
        installation.post(&token, "/api/webhooks", &given).map(|made| made["id"].as_str().expect("an id").to_owned())
    };
    let made = [silent.as_str(), &leads_on, &gone, &good].map(|url| make(url).expect("made"));
    assert_eq!(make("https://169.254.169.254/latest/meta-data"), None, "not in what was allowed");
    let begun = Instant::now();
    for n in 0..10 {
        let given = serde_json::json!({ "firstname": "P", "lastname": "Q", "email": format!("p{n}@example.test") });
        installation.post(&token, "/api/candidates", &given).expect("added");
    }
    until("the good one hears of everything", || asked_good.load(Ordering::Relaxed) >= 10);
    assert!(begun.elapsed() < Duration::from_secs(15), "before the one that hangs is given up: {:?}", begun.elapsed());
    until("the others were asked", || asked_to_lead.load(Ordering::Relaxed) >= 10 && asked_gone.load(Ordering::Relaxed) >= 1);
    let read = |path: String| installation.get(&token, &path);
    until("what is gone is switched off", || read(format!("/api/webhooks/{}", made[2]))["gone"] == true);
    until("each attempt is in the log", || {
        let log = read(format!("/api/webhook-logs?webhook={}&statusCode=302", made[1]));
        log.as_array().is_some_and(|log| log.len() >= 10)
    });
    assert_eq!(asked_inner.load(Ordering::Relaxed), 0, "nobody was sent on");
    drop(hangs);
}

#[test]
fn a_bad_receiver_harms_nobody_on_sqlite() {
    among_bad_ones(&Installation::on_sqlite());
}

#[test]
fn a_bad_receiver_harms_nobody_on_postgres() {
    among_bad_ones(&Installation::on_postgres("receivers"));
}

fn killed_while_sending(installation: &Installation) {
    installation.add_user("admin");
    let receiver = Receiver::start();
    let mut server = Some(installation.serve());
    let token = installation.login();
    installation.post(&token, "/api/webhooks", &serde_json::json!({ "url": receiver.url, "events": ["candidate.created"] })).expect("made");
    let (acknowledged, over) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(AtomicBool::new(false)));
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (token, acknowledged, over) = (&token, Arc::clone(&acknowledged), Arc::clone(&over));
            scope.spawn(move || {
                let mut n = 0;
                while !over.load(Ordering::Relaxed) {
                    let email = format!("p{client}-{n}@example.test");
                    let given = serde_json::json!({ "firstname": "P", "lastname": "Q", "email": email });
                    match installation.post(token, "/api/candidates", &given) {
                        Some(made) => {
                            acknowledged
                                .lock()
                                .expect("no panic")
                                .insert(format!("/api/candidates/{}", made["id"].as_str().expect("an id")));
                            n += 1;
                            thread::sleep(Duration::from_millis(10));
                        }
                        // Nobody knows whether that one was done; the next has another address.
                        None => {
                            n += 1;
                            thread::sleep(Duration::from_millis(20));
                        }
                    }
                }
            });
        }
        for kill in 0..KILLS {
            thread::sleep(Duration::from_millis(LIVES[kill % LIVES.len()]));
            drop::<Option<Served>>(server.take());
            server = Some(installation.serve());
        }
        over.store(true, Ordering::Relaxed);
    });
    receiver.refuses.store(false, Ordering::Relaxed);

    // Whoever is there, acknowledged or not, is the ledger.
    let token = installation.login();
    let everybody = installation.everybody(&token, "id");
    let ledger: BTreeSet<String> = everybody.into_iter().map(|id| format!("/api/candidates/{id}")).collect();
    let acknowledged = acknowledged.lock().expect("no panic").clone();
    assert!(acknowledged.len() > KILLS && acknowledged.is_subset(&ledger), "{} acknowledged, {} there", acknowledged.len(), ledger.len());
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let heard = receiver.heard.lock().expect("no panic");
        let of: BTreeSet<&String> = heard.of.keys().collect();
        if of == ledger.iter().collect() {
            let same = heard.of.values().all(|ids| ids.iter().all(|id| *id == ids[0]));
            assert!(same, "what comes twice has the same id");
            println!("{} events, {} deliveries, {KILLS} kills", of.len(), heard.deliveries);
            return;
        }
        let missing: Vec<_> = ledger.iter().filter(|record| !of.contains(record)).collect();
        assert!(of.iter().all(|record| ledger.contains(*record)), "nothing is told that did not happen");
        assert!(Instant::now() < deadline, "{} of {} were never told: {:?}", missing.len(), ledger.len(), missing.first());
        drop(heard);
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn every_acknowledged_change_is_told_on_sqlite() {
    killed_while_sending(&Installation::on_sqlite());
}

#[test]
fn every_acknowledged_change_is_told_on_postgres() {
    killed_while_sending(&Installation::on_postgres("webhooks"));
}
