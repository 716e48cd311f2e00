//! A private PostgreSQL for tests: made for one command and gone with it.
//!
//! A small shell keeps it. It waits on a pipe whose other end is ours, so the cluster is stopped and its directory removed whenever
//! this process ends, by Ctrl-C and `kill -9` too, without a signal handler here.

use crate::{process, tools};
use anyhow::{Context, Result, ensure};
use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

/// Where tests find the database; who sets it already has a server of their own.
pub const VARIABLE: &str = "INSTROOM_TEST_POSTGRES";

/// `sh -c KEEPER sh BIN BASE SETTINGS LOCALE…`. Prints the directory once the server answers. No TCP port: the socket lies in the directory.
const KEEPER: &str = r#"
trap '' INT TERM HUP
bin=$1 base=$2 more=$3; shift 3
dir=$(mktemp -d "$base/instroom-pg-XXXXXX") || exit 1
settings="-c listen_addresses= -c unix_socket_directories=$dir -c max_connections=200 $more"
if "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --no-sync "$@" >"$dir/log" 2>&1 </dev/null &&
   "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 -o "$settings" start >>"$dir/log" 2>&1 </dev/null
then
  echo "$dir"
  cat >/dev/null
  "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
else
  cat "$dir/log" "$dir/server.log" >&2 2>/dev/null
fi
rm -rf "$dir"
"#;

/// Nothing outlives a test.
const CARELESS: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/// A running server. Dropping it stops it and removes its files.
pub struct Cluster {
    keeper: Child,
    directory: String,
}

impl Cluster {
    /// For tests, which throw away what they wrote.
    pub fn start() -> Result<Self> {
        let bin = tools::postgres()?;
        process::step("PostgreSQL", || Self::start_from(&bin, unprivileged()?, CARELESS))
    }

    /// For measurements: on the first core, and what it has committed is on the disk.
    pub fn start_durable() -> Result<Self> {
        let bin = tools::postgres()?;
        let mut pinned = Command::new("taskset");
        let inner = unprivileged()?;
        pinned.args(["--cpu-list", "0"]).arg(inner.get_program()).args(inner.get_args());
        process::step("PostgreSQL", || Self::start_from(&bin, pinned, "-c shared_buffers=128MB"))
    }

    fn start_from(bin: &Path, mut command: Command, settings: &str) -> Result<Self> {
        // Whoever the server runs as must be able to enter its working directory.
        command.args(["sh", "-c", KEEPER, "sh"]).arg(bin).arg(base()).arg(settings).args(locale(bin)).current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = command.spawn().map_err(|error| process::cannot_start(&command, &error))?;
        let mut directory = String::new();
        BufReader::new(keeper.stdout.take().context("no pipe from the keeper")?).read_line(&mut directory)?;
        let cluster = Self { keeper, directory: directory.trim().to_owned() };
        ensure!(!cluster.directory.is_empty(), "PostgreSQL did not start; its own words are above");
        Ok(cluster)
    }

    /// An address of its superuser, as sqlx and libpq read it.
    pub fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=postgres", self.directory)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("xtask: the keeper of PostgreSQL: {error}");
        }
    }
}

/// `cargo xtask postgres -- CMD…`: any command with the cluster in its environment.
pub fn with_cluster(command: &[String]) -> Result<ExitStatus> {
    let (program, arguments) = command.split_first().context("usage: cargo xtask postgres -- COMMAND…")?;
    let cluster = Cluster::start()?;
    process::status(Command::new(program).args(arguments).env(VARIABLE, cluster.url()))
}

/// PostgreSQL refuses to run as root: then it runs as the package's own user, or as nobody.
fn unprivileged() -> Result<Command> {
    if !tools::is_root() {
        return Ok(Command::new("env"));
    }
    let exists = |user: &&str| process::output(Command::new("id").args(["-u", user])).is_ok();
    let user = ["postgres", "nobody"].into_iter().find(exists).context("neither the user postgres nor nobody exists")?;
    let group = process::output(Command::new("id").args(["-g", user]))?;
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={user}")).arg(format!("--regid={group}")).arg("--clear-groups");
    Ok(command)
}

/// Short, because the path of a socket may have no more than 107 bytes; and open to the user the server runs as.
fn base() -> PathBuf {
    if tools::is_root() { PathBuf::from("/tmp") } else { env::temp_dir() }
}

/// An operator's database sorts by language. So does this one where it can (PostgreSQL 15 and newer, by ICU), so that a query which
/// leans on byte order fails here and not there.
fn locale(bin: &Path) -> &'static [&'static str] {
    let offered = process::output(Command::new(bin.join("initdb")).arg("--help")).unwrap_or_default();
    if offered.contains("--icu-locale") { &["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"] } else { &["--locale=C"] }
}
