//! What was measured, as a page of the documentation.

use super::{Aim, Found, How, ROWS, Row, load::Measured};
use crate::process::{output, root};
use anyhow::{Context, Result};
use std::{fs, process::Command, time::Duration};

/// How much longer anything may take on the most people than on the fewest.
const FLAT: f64 = 2.0;

/// Writes `docs/benchmarks.md`.
pub fn write(found: &[Found], arguments: &[String]) -> Result<()> {
    let path = root().join("docs/benchmarks.md");
    fs::write(&path, page(found, &Machine::read(arguments))).with_context(|| path.display().to_string())?;
    eprintln!("xtask: {}", path.display());
    Ok(())
}

/// Where and how it was measured.
struct Machine {
    processor: String,
    memory: String,
    system: String,
    commit: String,
    arguments: String,
}

impl Machine {
    fn read(arguments: &[String]) -> Self {
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
            arguments: arguments.iter().map(|argument| format!(" {argument}")).collect(),
        }
    }
}

fn page(found: &[Found], machine: &Machine) -> String {
    let head: String = found.iter().map(|found| format!(" {} |", number(found.people))).collect();
    let lines: String = found.iter().map(|_| " ---: |").collect();
    let mut page = format!(
        "# Benchmarks\n\nMade by `cargo xtask bench{}`, commit {}: not written by hand.\n\n\
         The released server on SQLite, on one core; the load on another. {}; {}; {}. One client asks a hundred times a second, and its waiting is \
         counted from when each request was due. Several ask again as soon as they are answered. Each row for five seconds. What the columns have in \
         common is the run; the times are those of this machine, and those of the load's own client are among them.\n\n\
         | | aim |{head} most to fewest | |\n| --- | --- |{lines} ---: | --- |\n",
        machine.arguments, machine.commit, machine.processor, machine.memory, machine.system,
    );
    for (place, row) in ROWS.iter().enumerate() {
        let measured: Vec<&Measured> = found.iter().filter_map(|found| found.measured.get(place)).collect();
        let cells: String = measured.iter().map(|measured| format!(" {} |", cell(row, measured))).collect();
        let ratio = ratio(row, &measured);
        let told = ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        page.push_str(&format!("| {} | {} |{cells} {told} | {} |\n", row.name, aim(row.aim), verdict(row, &measured, ratio)));
    }
    let started: String = found.iter().map(|found| format!(" {} |", millis(found.started))).collect();
    let memory: String = found.iter().map(|found| format!(" {} / {} |", mebibytes(found.memory.0), mebibytes(found.memory.1))).collect();
    let slowest = found.iter().map(|found| found.started).max().unwrap_or_default();
    page.push_str(&format!("| from its start to ready | ≤ 1 s |{started} – | {} |\n", mark(slowest <= Duration::from_secs(1))));
    let within = found.iter().all(|found| found.memory.0 <= 40 * 1024)
        && found.iter().filter(|found| found.people <= 100_000).all(|found| found.memory.1 <= 100 * 1024);
    page.push_str(&format!("| memory after the start / at most | ≤ 40 / ≤ 100 MiB (100,000) |{memory} – | {} |\n", mark(within)));
    page.push_str("\nMilliseconds are the median and, behind the stroke, what 99 of 100 do not exceed. “/s” are answers in a second; “at most” that the server answered no more of the hundred that one client asked.\n");
    page
}

fn cell(row: &Row, measured: &Measured) -> String {
    match row.how {
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
                Aim::None => true,
            }
    };
    match row.aim {
        Aim::None => "",
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
    }
}
