//! `floor FILE`: how long SQLite alone takes for the statements that lists are made of, prepared once, in one thread, with nobody in between. A line for each:
//! its name, a tabulator, the median in microseconds. What `cargo xtask bench` compares with.

use rusqlite::{Connection, OpenFlags, ToSql};
use std::{env, error::Error, fs, time::Instant};

/// How often each is run.
const TIMES: usize = 2_000;
/// What is written at once, in bytes.
const ROW: usize = 1_000;
/// What a list of people shows of each.
const COLUMNS: &str = "id, version, created_at, updated_at, firstname, lastname, email, phone_number, source, location, birth_date, position, \
                       linkedin_profile, notes, expectations, tags, skills, employee, visibility, recruiter, available_from, consent, lifecycle";

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("usage: floor FILE")?;
    let database = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let some: Vec<Vec<u8>> = database
        .prepare("SELECT id FROM candidate ORDER BY created_at, id LIMIT 1000")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let page = format!("SELECT {COLUMNS} FROM candidate ORDER BY created_at, id LIMIT 30");
    let one = format!("SELECT {COLUMNS} FROM candidate WHERE id = ?1");
    median(&database, "30 people by an index", &page, |_| Vec::new())?;
    median(&database, "a person by their id", &one, |n| vec![&some[n % some.len()] as &dyn ToSql])?;
    let tally = "SELECT SUM(n) FROM candidate_tally WHERE span = 'all'";
    median(&database, "how many there are, by the tally", tally, |_| Vec::new())?;
    median(&database, "how many there are, counted", "SELECT COUNT(*) FROM candidate WHERE lifecycle = 'active'", |_| Vec::new())?;
    let words = "SELECT rowid FROM search_index WHERE search_index MATCH '\"fvermeulen\"' ORDER BY rowid DESC LIMIT 30";
    median(&database, "the newest 30 that a word is found in", words, |_| Vec::new())?;
    // On the same disk, and as the server has it.
    let beside = format!("{file}.floor");
    let empty = Connection::open(&beside)?;
    empty.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, content TEXT NOT NULL);",
    )?;
    let content = "x".repeat(ROW);
    median(&empty, "a row is written, and on the disk", "INSERT INTO row (content) VALUES (?1)", |_| vec![&content as &dyn ToSql])?;
    drop(empty);
    for rest in ["", "-wal", "-shm"] {
        // The last who leaves removes the others.
        _ = fs::remove_file(format!("{beside}{rest}"));
    }
    Ok(())
}

fn median<'a>(database: &Connection, name: &str, sql: &str, params: impl Fn(usize) -> Vec<&'a dyn ToSql>) -> Result<(), Box<dyn Error>> {
    let mut statement = database.prepare(sql)?;
    let columns = statement.column_count();
    let mut times = Vec::new();
    let begun = Instant::now();
    // What takes long is not run so often.
    while times.len() < TIMES && begun.elapsed().as_secs() < 3 {
        let params = params(times.len());
        let begun = Instant::now();
        let mut rows = statement.query(params.as_slice())?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                row.get_ref(column)?;
            }
        }
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    println!("{name}\t{}", times[times.len() / 2].as_nanos() as f64 / 1_000.0);
    Ok(())
}
