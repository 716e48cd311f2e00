//! What was measured, as a page of the documentation.

use super::{Aim, Database, Found, How, Overload, ROWS, Row, Several, charts, load::Measured};
use crate::process::{output, root};
use anyhow::{Context, Result};
use std::{fs, process::Command, time::Duration};

/// How much longer anything may take on the most people than on the fewest.
const FLAT: f64 = 2.0;
/// What somebody may have to load who opens the page of the candidates for the first time, in bytes.
const VISIT: u64 = 150_000;
/// The share of what it can do that a server still does when it is asked for more.
const GOODPUT: f64 = 0.9;

/// Writes `docs/benchmarks.md` and the charts in it.
pub fn write(found: &[Found], several: Option<&Result<Several, String>>, machine: &Machine) -> Result<()> {
    let path = root().join("docs/benchmarks.md");
    let before = fs::read_to_string(&path).unwrap_or_default();
    let made = machine.made();
    let (sqlite, postgres): (Vec<&Found>, Vec<&Found>) = found.iter().partition(|found| found.database == Database::Sqlite);
    let mut page = HEAD.to_owned();
    for (database, name, file, found) in
        [(Database::Sqlite, "SQLite", "sqlite", sqlite), (Database::Postgres, "PostgreSQL", "postgres", postgres)]
    {
        let title = format!("## {name}\n");
        if found.is_empty() {
            page.push_str(&kept(&before, &title));
            continue;
        }
        page.push_str(&format!("\n{title}\n{made}\n{}", table(&found)));
        if database == Database::Sqlite {
            page.push_str(&floor(&found));
        } else {
            page.push_str("\nThe aims are those for SQLite. PostgreSQL shares the core with the server; its memory is not in the table.\n");
        }
        page.push_str(&overloaded(&found));
        for (how, title) in [(false, "Median of one client’s waiting"), (true, "Answers in a second")] {
            let chart = format!("docs/images/benchmark-{file}-{}.svg", if how { "rates" } else { "waiting" });
            fs::write(root().join(&chart), chart_of(&found, how, &format!("{title}: {name}"))).with_context(|| chart.clone())?;
            page.push_str(&format!("\n![{title}: {name}]({})\n", chart.trim_start_matches("docs/")));
        }
    }
    let title = "## Several servers on one PostgreSQL\n";
    match several {
        None => page.push_str(&kept(&before, title)),
        Some(Ok(several)) => page.push_str(&format!("\n{title}\n{made}\n{}", together(several))),
        Some(Err(error)) => page.push_str(&format!("\n{title}\nNot measured: {error}.\n")),
    }
    // What the numbers mean is written by hand, and stays.
    let explained = before.find(EXPLAINED).map_or(EXPLAINED, |place| &before[place..]);
    page.push_str(&format!("\n{explained}"));
    fs::write(&path, page).with_context(|| path.display().to_string())?;
    eprintln!("xtask: {}", path.display());
    Ok(())
}

/// A section of the page before, where it was not measured again; it says itself of which commit it is.
fn kept(before: &str, title: &str) -> String {
    let Some(place) = before.find(&format!("\n{title}")) else { return String::new() };
    let rest = &before[place..];
    let end = rest[title.len()..].find("\n## ").map_or(rest.len(), |next| title.len() + next);
    rest[..end].to_owned()
}

/// From here on the page is written by people.
const EXPLAINED: &str = "## What was missed, and what was tried\n";

/// The rows of one client's waiting, or of answers in a second, as a chart.
fn chart_of(found: &[&Found], rates: bool, title: &str) -> String {
    let sizes: Vec<String> = found.iter().map(|found| number(found.people)).collect();
    let rows = ROWS.iter().enumerate().filter(|(_, row)| matches!(row.how, How::Many(_)) == rates);
    let bars: Vec<(&str, Vec<(f64, String)>)> = rows
        .map(|(place, row)| {
            let bar = |found: &&Found| {
                let measured = &found.measured[place];
                let value = if rates { measured.rate() } else { ms(measured.quantile(0.5)) };
                (value, cell(row, measured).split(" / ").next().unwrap_or_default().to_owned())
            };
            (row.name, found.iter().map(bar).collect())
        })
        .collect();
    charts::bars(title, &sizes, &bars)
}

/// What SQLite takes by itself.
fn floor(found: &[&Found]) -> String {
    let Some(first) = found.first() else { return String::new() };
    let head: String = found.iter().map(|found| format!(" {} |", number(found.people))).collect();
    let lines: String = found.iter().map(|_| " ---: |").collect();
    let mut table = format!("\n| SQLite alone, the statement prepared, in µs |{head}\n| --- |{lines}\n");
    for (place, (name, _)) in first.floor.iter().enumerate() {
        let cells: String =
            found.iter().map(|found| found.floor.get(place).map_or(" – |".to_owned(), |(_, median)| format!(" {median:.0} |"))).collect();
        table.push_str(&format!("| {name} |{cells}\n"));
    }
    table
}

/// Where and how it is measured, read before: the work goes on while it lasts.
pub struct Machine {
    processor: String,
    memory: String,
    system: String,
    commit: String,
    arguments: String,
}

impl Machine {
    pub fn read(arguments: &[String]) -> Self {
        let line = |file: &str, name: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim_start_matches([':', '\t', ' ']).to_owned()
        };
        let told =
            |program: &str, arguments: &[&str]| output(Command::new(program).args(arguments).current_dir(root())).unwrap_or_default();
        Self {
            processor: format!("{} × {}", told("nproc", &["--all"]), line("/proc/cpuinfo", "model name")),
            memory: line("/proc/meminfo", "MemTotal"),
            system: format!("{}, Linux {}", line("/etc/os-release", "PRETTY_NAME=").trim_matches('"'), told("uname", &["-r"])),
            commit: told("git", &["describe", "--always", "--dirty"]),
            arguments: arguments.iter().map(|argument| format!(" {}", typed(argument))).collect(),
        }
    }

    /// How a section came about.
    fn made(&self) -> String {
        let Self { processor, memory, system, commit, arguments } = self;
        format!("By `cargo xtask bench{arguments}`, commit {commit}, on {processor}; {memory}; {system}.\n")
    }
}

/// An argument as it has to be typed.
fn typed(argument: &str) -> &str {
    if argument.is_empty() { "\"\"" } else { argument }
}

const HEAD: &str = "# Benchmarks

Made by `cargo xtask bench`: a section that a run does not measure stays as it was. The tables and charts are not written by hand; the last section is.

The released server on one core; the load on another. The people are made up by `instroom generate`: with a note on every second of them, nine answers for each \
hundred, and a request with three of them for each hundred. One client asks a hundred times a second, and its waiting is counted from when each request was due. \
Several ask again as soon as they are answered. Each row for five seconds. The server logs warnings alone: a line for each request costs about 5 µs. What the columns \
have in common is the run; the times are those of the machine, and those of the load's own client are among them.

Milliseconds are the median and, behind the stroke, what 99 of 100 do not exceed. “/s” are answers in a second; “at most” that the server answered no more of the \
hundred that one client asked. On SQLite a page of people that was asked for a moment ago comes from memory until something is written, and so do who asks, how many \
are found by some words and the way to a far page; rows that say so ask for another page each time.
";

fn table(found: &[&Found]) -> String {
    let head: String = found.iter().map(|found| format!(" {} |", number(found.people))).collect();
    let lines: String = found.iter().map(|_| " ---: |").collect();
    let mut page = format!("| | aim |{head} most to fewest | |\n| --- | --- |{lines} ---: | --- |\n");
    for (place, row) in ROWS.iter().enumerate() {
        let measured: Vec<&Measured> = found.iter().filter_map(|found| found.measured.get(place)).collect();
        let cells: String = measured.iter().map(|measured| format!(" {} |", cell(row, measured))).collect();
        let ratio = ratio(row, &measured);
        let told = ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        page.push_str(&format!("| {} | {} |{cells} {told} | {} |\n", row.name, aim(row.aim), verdict(row, &measured, ratio)));
    }
    let started: String = found.iter().map(|found| format!(" {} |", millis(found.started))).collect();
    let visits: String = found.iter().map(|found| format!(" {} kB |", found.visit.div_ceil(1_000))).collect();
    let most = found.iter().map(|found| found.visit).max().unwrap_or_default();
    page.push_str(&format!(
        "| first visit of the page of the candidates: HTML, CSS, JS and WebAssembly, brotli | ≤ {} kB |{visits} – | {} |\n",
        VISIT / 1_000,
        mark(most <= VISIT)
    ));
    let memory: String = found.iter().map(|found| format!(" {} / {} |", mebibytes(found.memory.0), mebibytes(found.memory.1))).collect();
    let slowest = found.iter().map(|found| found.started).max().unwrap_or_default();
    page.push_str(&format!("| from its start to ready | ≤ 1 s |{started} – | {} |\n", mark(slowest <= Duration::from_secs(1))));
    let within = found.iter().all(|found| found.memory.0 <= 40 * 1024)
        && found.iter().filter(|found| found.people <= 100_000).all(|found| found.memory.1 <= 100 * 1024);
    page.push_str(&format!("| memory after the start / at most | ≤ 40 / ≤ 100 MiB (100,000) |{memory} – | {} |\n", mark(within)));
    page
}

/// What became of more than it can bear.
fn overloaded(found: &[&Found]) -> String {
    let mut table = "\n| three times what it can do is asked for | people | it can do | asked for | answered | refused | answered within, 99 of 100 | alive within, 99 of 100 | |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n"
        .to_owned();
    for (found, overload) in found.iter().flat_map(|found| found.overload.iter().map(move |overload| (found, overload))) {
        let Overload { name, capacity, beyond, health } = overload;
        let (share, last, alive) = (beyond.rate() / capacity, beyond.quantile(0.99), health.quantile(0.99));
        table.push_str(&format!(
            "| {name} | {} | {}/s | {}/s | {:.0} % | {}/s | {} | {} | {} |\n",
            number(found.people),
            number(*capacity as u64),
            number(beyond.asked() as u64),
            share * 100.0,
            number((beyond.refused as f64 / beyond.took.as_secs_f64()) as u64),
            millis(last),
            millis(alive),
            mark(share >= GOODPUT && ms(last) <= 500.0 && ms(alive) <= 50.0 && beyond.failed == 0),
        ));
    }
    table.push_str(
        "\nAimed at: at least 90 % of what it can do, within 500 ms; alive within 50 ms. Whoever is refused is told so by 503 and when to come again. The memory \
         above was read before this.\n",
    );
    table
}

/// What several servers do together, and what became of the requests while one of them died.
fn together(several: &Several) -> String {
    let Several { rates, written, missing, told, imported } = several;
    let first = rates.first().copied().unwrap_or(1.0);
    let lines: String =
        (1..).zip(rates).map(|(servers, rate)| format!("| {servers} | {}/s | {:.2} |\n", number(*rate as u64), rate / first)).collect();
    format!(
        "Behind haproxy, each held to a part of a core, as if on a small machine of its own: `GET /api/candidates`, sixteen connections for each server.\n\n\
         | servers | | one server’s |\n| ---: | ---: | ---: |\n{lines}\n\
         While people were written down, a hundred a second, one of the three was killed (`kill -9`). {} of them were acknowledged, and of these {missing} are missing. \
         {} were not answered: they may have been under way there. As soon as it was dead a note was written to a file: who had watched that file there was told by another \
         server after {}. A file of {} people was being imported, and some of them were there, but not all, when it died: {}.\n",
        number(written.answered.len() as u64),
        number((written.failed + written.refused) as u64),
        millis(*told),
        number(imported.of as u64),
        if imported.came == imported.of {
            format!("all of them were there {:.0} s after that began", imported.took.as_secs_f64())
        } else {
            format!("{} of them are missing", imported.of.abs_diff(imported.came))
        },
    )
}

fn cell(row: &Row, measured: &Measured) -> String {
    match row.how {
        How::One if measured.left > 0 && measured.rate() < 10.0 => format!("at most {:.1}/s", measured.rate()),
        How::One if measured.left > 0 => format!("at most {}/s", number(measured.rate() as u64)),
        How::One => format!("{} / {}", millis(measured.quantile(0.5)), millis(measured.quantile(0.99))),
        How::Many(_) => format!("{}/s", number(measured.rate() as u64)),
    }
}

/// How much longer it takes on the most people than on the fewest.
fn ratio(row: &Row, measured: &[&Measured]) -> Option<f64> {
    let (first, last) = (measured.first()?, measured.last().filter(|_| measured.len() > 1)?);
    if [first, last].iter().any(|measured| measured.left > 0) {
        return None;
    }
    Some(match row.how {
        How::One => last.quantile(0.5).as_secs_f64() / first.quantile(0.5).as_secs_f64(),
        How::Many(_) => first.rate() / last.rate(),
    })
}

fn verdict(row: &Row, measured: &[&Measured], ratio: Option<f64>) -> &'static str {
    let within = |measured: &&Measured| {
        measured.left == 0
            && match row.aim {
                Aim::Median(most) => ms(measured.quantile(0.5)) <= most,
                Aim::MedianAndLast(most, last) => ms(measured.quantile(0.5)) <= most && ms(measured.quantile(0.99)) <= last,
                Aim::Rate(least) => measured.rate() >= least,
                Aim::Flat | Aim::None => true,
            }
    };
    match row.aim {
        Aim::None => "",
        // There is nothing to compare it with.
        Aim::Flat if measured.len() < 2 && measured.iter().all(within) => "",
        _ => mark(measured.iter().all(within) && ratio.is_none_or(|ratio| ratio <= FLAT)),
    }
}

fn mark(met: bool) -> &'static str {
    if met { "met" } else { "**missed**" }
}

fn aim(aim: Aim) -> String {
    match aim {
        Aim::Median(most) => format!("≤ {most} ms"),
        Aim::MedianAndLast(most, last) => format!("≤ {most} / ≤ {last} ms"),
        Aim::Rate(least) => format!("≥ {}/s", number(least as u64)),
        Aim::Flat => "flat".to_owned(),
        Aim::None => "–".to_owned(),
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn millis(time: Duration) -> String {
    let ms = ms(time);
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

fn mebibytes(kibibytes: u64) -> String {
    format!("{} MiB", kibibytes / 1024)
}

/// `1,000,000`.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_groups_of_three() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn what_falls_behind_says_by_how_much() {
        let row = Row { how: How::One, ..ROWS[0] };
        let behind = |answers: usize| {
            let mut measured = Measured::of(vec![Duration::from_secs(1); answers], Duration::from_secs(5));
            measured.left = 1;
            measured
        };
        assert_eq!([2, 80].map(|answers| cell(&row, &behind(answers))), ["at most 0.4/s", "at most 16/s"]);
    }

    #[test]
    fn a_command_can_be_typed_again() {
        let machine = Machine::read(&["--postgres".to_owned(), String::new()]);
        assert!(machine.made().starts_with("By `cargo xtask bench --postgres \"\"`, commit "), "{}", machine.made());
    }

    #[test]
    fn what_is_not_measured_again_stays() {
        let page = "# Benchmarks\n\n## SQLite\n\na\n\n## PostgreSQL\n\nb\n\n## What was missed\n\nc\n";
        assert_eq!(kept(page, "## PostgreSQL\n"), "\n## PostgreSQL\n\nb\n");
        assert_eq!(kept(page, "## What was missed\n"), "\n## What was missed\n\nc\n");
        assert_eq!(kept(page, "## Nothing\n"), "");
    }

    #[test]
    fn a_row_says_whether_it_holds_on_every_size_and_stays_flat() {
        let one = |millis: u64| Measured::of([Duration::from_millis(millis)], Duration::from_secs(1));
        let row = |aim: Aim| Row { aim, ..ROWS[0] };
        let (fast, slow, slower) = (one(1), one(2), one(5));
        assert_eq!(verdict(&row(Aim::Median(2.0)), &[&fast, &slow], ratio(&row(Aim::None), &[&fast, &slow])), "met");
        assert_eq!(verdict(&row(Aim::Median(9.0)), &[&fast, &slower], ratio(&row(Aim::None), &[&fast, &slower])), "**missed**");
        assert_eq!(verdict(&row(Aim::Median(1.0)), &[&fast, &slow], Some(1.0)), "**missed**");
        assert_eq!(verdict(&row(Aim::MedianAndLast(2.0, 1.0)), &[&slow], None), "**missed**");
        assert_eq!(verdict(&row(Aim::Rate(2.0)), &[&slow], None), "**missed**");
        assert_eq!(verdict(&row(Aim::None), &[&slow], None), "");
        assert_eq!(verdict(&row(Aim::Flat), &[&slow], None), "", "nothing to compare it with");
        assert_eq!(verdict(&row(Aim::Flat), &[&fast, &slow], Some(2.0)), "met");
        let mut behind = one(5);
        behind.left = 1;
        assert_eq!(verdict(&row(Aim::Flat), &[&fast, &behind], None), "**missed**");
    }
}
