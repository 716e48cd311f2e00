//! The server under proof: the real binary on a port of its own, with demo data in a directory that goes with it.
//!
//! A small shell keeps it. It waits on a pipe whose other end is ours, so the server ends whenever this process does, by Ctrl-C and `kill -9`
//! too, without a signal handler here.

use crate::{browser::free_port, process};
use anyhow::{Context, Result, bail, ensure};
use std::{
    env,
    fs::File,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// `sh -c KEEPER sh BASE COMMAND…`. What is started in the background has no standard input, hence the detour by a third descriptor.
const KEEPER: &str = r#"
trap '' INT TERM HUP
data=$(mktemp -d "$1/instroom-contract-XXXXXX") || exit 1
shift
exec 3<&0
INSTROOM_DATA=$data "$@" </dev/null 3<&- &
server=$!
{ cat <&3 >/dev/null; kill "$server"; sleep 10; kill -9 "$server"; } 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
ended=$?
kill "$watcher" 2>/dev/null
rm -rf "$data"
exit "$ended"
"#;
/// How long a server may take to answer: it makes the database and its demo first.
const PATIENCE: Duration = Duration::from_secs(60);
/// Who can do everything in the demo.
const ACCOUNT: &str = r#"{"username":"admin@example.test","password":"instroom-demo"}"#;

/// A running server. Dropping it stops it and removes its files.
pub struct Server {
    keeper: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it and waits until it answers. What it says goes to `log`.
    pub fn start(binary: &Path, log: &Path) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let log = File::create(log).with_context(|| log.display().to_string())?;
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "sh"]).arg(env::temp_dir()).arg(binary).args(["serve", "--demo", "--listen", &address.to_string()]);
        // Settings of the developer's own would make it another server.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(|name| name.starts_with("INSTROOM_"))) {
            command.env_remove(name);
        }
        command.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
        let keeper = command.spawn().map_err(|error| process::cannot_start(&command, &error))?;
        let mut server = Self { keeper, address };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        while !self.ask("GET /readyz", "").is_ok_and(|(status, _)| status == 200) {
            if let Some(status) = self.keeper.try_wait()? {
                bail!("the server ended with {status} before it answered");
            }
            ensure!(start.elapsed() < PATIENCE, "the server does not answer at {}", self.url());
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A token of the administrator, for an hour.
    pub fn login(&self) -> Result<String> {
        let (status, body) = self.ask("POST /api/login", ACCOUNT)?;
        ensure!(status == 200, "POST /api/login answers {status}: {body}");
        let body: serde_json::Value = serde_json::from_str(&body).with_context(|| format!("POST /api/login: {body}"))?;
        Ok(body.get("token").and_then(|token| token.as_str()).context("POST /api/login gives no token")?.to_owned())
    }

    /// A document that needs no token.
    pub fn get(&self, path: &str) -> Result<String> {
        let (status, body) = self.ask(&format!("GET {path}"), "")?;
        ensure!(status == 200, "GET {path} answers {status}: {body}");
        Ok(body)
    }

    /// One request, by HTTP/1.0: its answer is in one piece and ends with the connection, so that no client library is needed here.
    fn ask(&self, line: &str, body: &str) -> Result<(u16, String)> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (host, length) = (self.address, body.len());
        let head = format!("{line} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        understood(&answer)
    }
}

/// The status and the body of an answer.
fn understood(answer: &str) -> Result<(u16, String)> {
    let (head, body) = answer.split_once("\r\n\r\n").context("an answer without an end to its head")?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.with_context(|| format!("an answer without a status: {head}"))?, body.to_owned()))
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("xtask: the keeper of the server: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn an_answer_is_its_status_and_its_body() {
        let answer = "HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{\"token\":\"x\"}";
        assert_eq!(understood(answer).unwrap(), (200, "{\"token\":\"x\"}".to_owned()));
        assert!(understood("HTTP/1.0 200 OK\r\n").is_err());
        assert!(understood("nonsense\r\n\r\n").is_err());
    }

    #[test]
    fn the_token_is_what_login_answers() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut given = [0; 4096];
            let mut length = 0;
            while !given[..length].ends_with(ACCOUNT.as_bytes()) {
                length += stream.read(&mut given[length..]).unwrap();
            }
            stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n{\"token\":\"abc\"}").unwrap();
            String::from_utf8_lossy(&given[..length]).into_owned()
        });
        let keeper = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        assert_eq!(Server { keeper, address }.login().unwrap(), "abc");
        assert!(peer.join().unwrap().starts_with("POST /api/login HTTP/1.0\r\n"));
    }

    #[test]
    fn a_server_that_ends_at_once_is_told() {
        let log = env::temp_dir().join(format!("xtask-server-{}.log", std::process::id()));
        let error = Server::start(Path::new("/bin/false"), &log).err().unwrap();
        std::fs::remove_file(log).unwrap();
        assert!(error.to_string().contains("before it answered"), "{error}");
    }
}
