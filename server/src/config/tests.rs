use super::*;

fn place() -> Place {
    Place { data: "data".into(), database: None, key_file: None, log: "info".to_owned() }
}

fn serve() -> Serve {
    Serve {
        listen: "127.0.0.1:3000".parse().unwrap(),
        public_url: None,
        trusted_proxies: None,
        webhook_networks: None,
        api_limit: None,
        smtp: None,
        smtp_file: None,
        mail_from: None,
        site_root: None,
        demo: false,
        insecure_cookies: false,
    }
}

#[test]
fn the_data_directory_holds_everything() {
    let store = Store::of(&place(), false).unwrap();
    assert_eq!(store.database.expose(), "sqlite:data/instroom.db");
    assert_eq!(store.key_file, Path::new("data/instroom.key"));
    assert_eq!(Store::of(&place(), true).unwrap().database.expose(), "sqlite:data/demo.db");
    let named = Place { database: Some("postgres://db/x".into()), key_file: Some("k".into()), ..place() };
    let store = Store::of(&named, true).unwrap();
    assert_eq!((store.database.expose(), store.key_file.as_path()), ("postgres://db/x", Path::new("k")));
}

#[test]
fn a_variable_set_to_nothing_is_not_set() {
    let empty = Place { database: Some(" ".into()), ..place() };
    assert_eq!(Store::of(&empty, false).unwrap().database.expose(), "sqlite:data/instroom.db");
    let empty = Some(String::new());
    let web = Web::of(&Serve { public_url: empty.clone(), smtp: empty.clone(), trusted_proxies: empty, ..serve() }).unwrap();
    assert!(web.public_url.is_none() && web.smtp.is_none() && web.trusted.0.is_empty());
}

#[test]
fn an_unknown_database_is_refused() {
    for address in ["mysql://db", "instroom.db", "postgres:db"] {
        assert_eq!(Store::of(&Place { database: Some(address.into()), ..place() }, false).unwrap_err(), Refused::Database);
    }
}

#[test]
fn public_addresses_are_understood() {
    for (text, shown, https) in [
        ("https://Jobs.Example.com/", "https://jobs.example.com", true),
        ("https://jobs.example.com:443/ats/", "https://jobs.example.com/ats", true),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000", false),
    ] {
        let url = PublicUrl::parse(text).unwrap();
        assert_eq!((url.to_string().as_str(), url.https), (shown, https));
    }
}

#[test]
fn public_addresses_that_cannot_be_right_are_refused() {
    for text in ["jobs.example.com", "ftp://x", "https://", "https://kim@x", "https://x/?a=b", "https://x/#a", "https://x y"] {
        let refused = Web::of(&Serve { public_url: Some(text.into()), ..serve() }).unwrap_err();
        assert_eq!(refused, Refused::PublicUrl, "{text}");
    }
}

#[test]
fn proxies_are_a_list() {
    let web = Web::of(&Serve { trusted_proxies: Some("127.0.0.1, 10.0.0.0/8 fd00::/8".into()), ..serve() }).unwrap();
    assert_eq!(web.trusted.0.len(), 3);
    let refused = Web::of(&Serve { trusted_proxies: Some("127.0.0.1,proxy".into()), ..serve() }).unwrap_err();
    assert_eq!(refused, Refused::TrustedProxies("proxy".into()));
}

#[test]
fn webhooks_lead_nowhere_else_unless_it_is_said() {
    assert_eq!(Web::of(&serve()).unwrap().reach, Reach::default());
    let web = Web::of(&Serve { webhook_networks: Some("10.0.0.0/8,127.0.0.1".into()), ..serve() }).unwrap();
    assert!(web.reach.allows("10.9.8.7".parse().unwrap()) && !web.reach.allows("192.168.0.1".parse().unwrap()));
    let refused = Web::of(&Serve { webhook_networks: Some("everywhere".into()), ..serve() }).unwrap_err();
    assert_eq!(refused, Refused::WebhookNetworks("everywhere".into()));
}

#[test]
fn plain_http_off_loopback_is_refused_unless_accepted() {
    let listen = "0.0.0.0:3000".parse().unwrap();
    let refused = Web::of(&Serve { listen, ..serve() }).unwrap_err();
    assert_eq!(refused, Refused::PlainHttp { listen });
    assert!(refused.to_string().contains("--insecure-cookies"));
    assert!(Web::of(&Serve { listen, insecure_cookies: true, ..serve() }).is_ok());
    assert!(Web::of(&Serve { listen, public_url: Some("https://x.nl".into()), ..serve() }).is_ok());
    assert!(Web::of(&Serve { listen: "[::1]:80".parse().unwrap(), ..serve() }).is_ok());
    // A loopback address to people does not make the others unable to connect.
    assert!(Web::of(&Serve { listen, public_url: Some("http://localhost:3000".into()), ..serve() }).is_err());
}

#[test]
fn a_plain_public_address_is_refused_unless_accepted_or_loopback() {
    let plain = Some("http://jobs.example.com".to_owned());
    assert_eq!(Web::of(&Serve { public_url: plain.clone(), ..serve() }).unwrap_err(), Refused::PlainPublicUrl);
    assert!(Web::of(&Serve { public_url: plain, insecure_cookies: true, ..serve() }).is_ok());
    for local in ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:3000"] {
        assert!(Web::of(&Serve { public_url: Some(local.into()), ..serve() }).is_ok(), "{local}");
    }
}

#[test]
fn mail_comes_from_one_place() {
    let secret = "smtps://kim:hunter2@mail.example.com:465";
    let web = Web::of(&Serve { smtp: Some(secret.into()), ..serve() }).unwrap();
    assert_eq!(web.smtp.unwrap().expose(), secret);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("smtp");
    std::fs::write(&file, format!("{secret}\n")).unwrap();
    let web = Web::of(&Serve { smtp_file: Some(file.clone()), ..serve() }).unwrap();
    assert_eq!(web.smtp.unwrap().expose(), secret);
    let both = Serve { smtp: Some(secret.into()), smtp_file: Some(file), ..serve() };
    assert_eq!(Web::of(&both).unwrap_err(), Refused::SmtpTwice);
    let missing = Web::of(&Serve { smtp_file: Some(folder.path().join("no")), ..serve() }).unwrap_err();
    assert!(matches!(missing, Refused::SmtpFile { .. }));
    for text in ["mail.example.com", "smtp://", "smtps://kim:x@", "http://mail"] {
        assert_eq!(Web::of(&Serve { smtp: Some(text.into()), ..serve() }).unwrap_err(), Refused::Smtp, "{text}");
    }
}

#[test]
fn what_is_printed_has_no_secrets() {
    let web = Web::of(&Serve { smtp: Some("smtps://kim:hunter2@mail.example.com".into()), ..serve() }).unwrap();
    let store = Store::of(&Place { database: Some("postgres://kim:hunter2@db/x".into()), ..place() }, false).unwrap();
    assert!(!format!("{web:?} {store:?}").contains("hunter2"));
}
