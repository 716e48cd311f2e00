//! The command line. Every flag has an environment variable; a flag wins.
//!
//! Values of the environment are never shown in `--help`: an address may hold a password.

use clap::{Args, Parser, Subcommand, builder::BoolishValueParser, builder::PossibleValuesParser};
use domain::{policy::Scopes, users::Role};
use std::{net::SocketAddr, path::PathBuf};

/// Above the arguments of every command.
const DATA: &str = "Where the data are, and the log";
const EXAMPLES: &str = "\
Examples:
  instroom serve --demo
      Try it: a database of its own with made-up people, at http://127.0.0.1:3000.
  INSTROOM_PUBLIC_URL=https://jobs.example.com INSTROOM_TRUSTED_PROXIES=127.0.0.1 instroom serve
      Behind a proxy on the same machine that speaks https.
  INSTROOM_DATABASE=postgres://instroom:secret@db/instroom instroom serve --listen 0.0.0.0:3000 --public-url https://jobs.example.com
      With PostgreSQL, in a container.
  instroom user add --email kim@example.com --role admin < password.txt
  instroom token add --user kim@example.com --scope candidates:read --scope candidate-notes:read
  instroom backup /backups/instroom-$(date +%F).db
  instroom check";

/// Instroom: recruitment and applicant tracking that you host yourself.
#[derive(Debug, Parser)]
#[command(name = "instroom", version, after_help = EXAMPLES, arg_required_else_help = true, subcommand_required = true)]
pub struct Cli {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the data are; the same for every command.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Directory of the database and the key file.
    #[arg(long, env = "INSTROOM_DATA", value_name = "DIRECTORY", default_value = "./data", global = true, hide_env_values = true, help_heading = DATA)]
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME` [default: sqlite:<data>/instroom.db, with --demo sqlite:<data>/demo.db].
    #[arg(long, env = "INSTROOM_DATABASE", value_name = "ADDRESS", global = true, hide_env_values = true, help_heading = DATA)]
    pub database: Option<String>,
    /// The master key of personal data in the history; made at first start. Keep a copy apart from the backups [default: <data>/instroom.key].
    #[arg(long, env = "INSTROOM_KEY_FILE", value_name = "FILE", global = true, hide_env_values = true, help_heading = DATA)]
    pub key_file: Option<PathBuf>,
    /// What is logged, as JSON lines on standard output: `error`, `warn`, `info`, `debug`, or per module `info,instroom::http=debug`.
    #[arg(long, env = "INSTROOM_LOG", value_name = "FILTER", default_value = "info", global = true, hide_env_values = true, help_heading = DATA)]
    pub log: String,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(Serve),
    /// Bring the database to this version's schema and stop. `serve` does it too.
    Migrate,
    /// Accounts.
    #[command(subcommand)]
    User(User),
    /// Tokens for integrations.
    #[command(subcommand)]
    Token(Token),
    /// Fill the database with made-up candidates, for measuring.
    Generate(Generate),
    /// Write a consistent copy of the database beside a running server (SQLite).
    Backup {
        /// The file to write; it must not exist yet.
        file: PathBuf,
    },
    /// Check the schema, the history's chain of hashes and the search index; changes nothing.
    Check,
}

#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Address and port to listen on. Off loopback, plain http is refused: see --public-url and --insecure-cookies.
    #[arg(long, env = "INSTROOM_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000", hide_env_values = true)]
    pub listen: SocketAddr,
    /// The address that people type, `https://jobs.example.com`: for links in mails and behind a proxy.
    #[arg(long, env = "INSTROOM_PUBLIC_URL", value_name = "URL", hide_env_values = true)]
    pub public_url: Option<String>,
    /// Proxies whose X-Forwarded-For, -Proto, -Host and -Prefix are believed: addresses or networks, `127.0.0.1,10.0.0.0/8`.
    #[arg(long, env = "INSTROOM_TRUSTED_PROXIES", value_name = "LIST", hide_env_values = true)]
    pub trusted_proxies: Option<String>,
    /// Networks beside the public internet that webhooks may lead to, `10.0.0.0/8`. Whoever manages webhooks can then have us call everything in them.
    #[arg(long, env = "INSTROOM_WEBHOOK_NETWORKS", value_name = "LIST", hide_env_values = true)]
    pub webhook_networks: Option<String>,
    /// How often each token may ask the API in a minute; beyond it the answer is 429 [default: as often as it likes].
    #[arg(long, env = "INSTROOM_API_LIMIT", value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..), hide_env_values = true)]
    pub api_limit: Option<u32>,
    /// The mail server, `smtps://USER:PASSWORD@HOST:465`.
    #[arg(long, env = "INSTROOM_SMTP", value_name = "URL", hide_env_values = true)]
    pub smtp: Option<String>,
    /// A file that holds the address of the mail server, instead of --smtp.
    #[arg(long, env = "INSTROOM_SMTP_FILE", value_name = "FILE", hide_env_values = true)]
    pub smtp_file: Option<PathBuf>,
    /// Who letters come from, `Jobs <jobs@example.com>` [default: Instroom <instroom@HOST>, with the host of --public-url].
    #[arg(long, env = "INSTROOM_MAIL_FROM", value_name = "MAILBOX", hide_env_values = true)]
    pub mail_from: Option<String>,
    /// What `cargo xtask build` made for browsers [default: a release has it within itself; else `site` beside the executable].
    #[arg(long, env = "INSTROOM_SITE_ROOT", value_name = "DIRECTORY", hide_env_values = true)]
    pub site_root: Option<PathBuf>,
    /// Demo accounts and made-up people. Every page says so.
    #[arg(long, env = "INSTROOM_DEMO", value_parser = BoolishValueParser::new(), hide_env_values = true)]
    pub demo: bool,
    /// Serve plain http off loopback all the same: whoever is on the network between can read passwords and sessions.
    #[arg(long, env = "INSTROOM_INSECURE_COOKIES", value_parser = BoolishValueParser::new(), hide_env_values = true)]
    pub insecure_cookies: bool,
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add an account; the password is read from standard input.
    Add {
        #[arg(long, env = "INSTROOM_EMAIL", value_name = "ADDRESS", hide_env_values = true)]
        email: String,
        #[arg(long, env = "INSTROOM_ROLE", value_parser = PossibleValuesParser::new(Role::WORDS), hide_env_values = true)]
        role: String,
        /// Shown beside everything the user does [default: the part of the address before the @].
        #[arg(long, env = "INSTROOM_NAME", hide_env_values = true)]
        name: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Add a token, and print it: it is shown this once.
    Add {
        /// Whose token it is: it may never do more than this user.
        #[arg(long, env = "INSTROOM_USER", value_name = "ADDRESS", hide_env_values = true)]
        user: String,
        /// What it may do; repeat for more.
        #[arg(long = "scope", env = "INSTROOM_SCOPES", value_name = "SCOPE", value_delimiter = ',', required = true, hide_env_values = true, value_parser = PossibleValuesParser::new(Scopes::ALL))]
        scopes: Vec<String>,
        /// What the token is called in the settings.
        #[arg(long, env = "INSTROOM_NAME", default_value = "command line", hide_env_values = true)]
        name: String,
        /// After how many days it ends [default: it lasts until it is revoked].
        #[arg(long, env = "INSTROOM_DAYS", value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..), hide_env_values = true)]
        days: Option<u16>,
    },
}

#[derive(Clone, Debug, Args)]
pub struct Generate {
    /// How many.
    #[arg(long, env = "INSTROOM_CANDIDATES", value_name = "NUMBER", hide_env_values = true)]
    pub candidates: u64,
    /// The same seed makes the same people.
    #[arg(long, env = "INSTROOM_SEED", value_name = "NUMBER", default_value_t = 1, hide_env_values = true)]
    pub seed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn every_argument(command: &clap::Command, visit: &mut impl FnMut(&clap::Command, &clap::Arg)) {
        command.get_arguments().for_each(|argument| visit(command, argument));
        command.get_subcommands().for_each(|command| every_argument(command, visit));
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_has_a_variable_whose_value_help_never_shows() {
        every_argument(&Cli::command(), &mut |_, argument| {
            let name = argument.get_id().as_str();
            if !argument.is_positional() && !matches!(name, "help" | "version") {
                let expected = format!("INSTROOM_{}", name.to_uppercase());
                assert_eq!(argument.get_env().and_then(|name| name.to_str()), Some(expected.as_str()), "{name}");
                assert!(argument.is_hide_env_values_set(), "{name}");
            }
        });
    }

    #[test]
    fn every_argument_and_command_is_explained() {
        every_argument(&Cli::command(), &mut |command, argument| {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            let obvious = matches!(argument.get_id().as_str(), "email" | "role");
            assert!(obvious || argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
        });
    }

    #[test]
    fn flags_are_understood() {
        let cli = Cli::try_parse_from(["instroom", "serve", "--demo", "--listen", "127.0.0.1:8080", "--database", "sqlite:x.db"]).unwrap();
        let Command::Serve(serve) = cli.command else { panic!("serve") };
        assert!(serve.demo && !serve.insecure_cookies);
        assert_eq!(serve.listen, "127.0.0.1:8080".parse().unwrap());
        assert_eq!(cli.place.database.as_deref(), Some("sqlite:x.db"));
        assert!(Cli::try_parse_from(["instroom", "user", "add", "--email", "a@b.nl", "--role", "king"]).is_err());
        assert!(Cli::try_parse_from(["instroom", "token", "add", "--user", "a@b.nl"]).is_err());
        let both = ["instroom", "token", "add", "--user", "a@b.nl", "--scope", "candidates:read,users:read"];
        let Command::Token(Token::Add { scopes, .. }) = Cli::try_parse_from(both).unwrap().command else { panic!("token") };
        assert_eq!(scopes, ["candidates:read", "users:read"], "as the variable lists them");
    }
}
