//! `instroom serve`.

use super::{Result, open, told};
use crate::{
    cli::{Place, Serve},
    config::{Store, Web},
    http::{
        self,
        accept::{self, Limits},
        log,
    },
    imports, mail,
    site::Site,
    webhooks,
};
use service::{Service, db::Access};
use std::io::Write;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

pub async fn run(place: &Place, arguments: &Serve) -> Result {
    let web = Web::of(arguments)?;
    let store = Store::of(place, web.demo)?;
    let site = Site::find(web.site_root.as_deref(), web.listen)?;
    log::start(&place.log).map_err(|error| format!("INSTROOM_LOG: {error}"))?;
    tell(&store, &web, &site.origin);
    let listener = TcpListener::bind(web.listen).await.map_err(|error| format!("cannot listen on {}: {error}", web.listen))?;
    let stop = stop()?;
    let mut service = open(&store, Access::Server).await?;
    service.reach = web.reach.clone();
    let origin = web.public_url.as_ref().map_or_else(|| format!("http://{}", web.listen), ToString::to_string);
    welcome(&service, &web, &origin).await?;
    let post = web.smtp.as_ref().map(|smtp| mail::post(smtp, web.mail_from.as_deref(), web.public_url.as_ref())).transpose()?;
    if let Some(post) = post.clone() {
        tokio::spawn(mail::deliver_for_ever(service.clone(), post, origin.clone()));
    }
    let mailer = post.map(mail::start);
    tokio::spawn(imports::work_for_ever(service.clone()));
    tokio::spawn(webhooks::forget_for_ever(service.clone()));
    tokio::spawn(webhooks::deliver_for_ever(service.clone(), webhooks::Sender::new(&service, web.public_url.as_ref())));
    let stop = {
        let live = service.live.clone();
        async move {
            stop.await;
            // They would never end by themselves.
            live.close();
        }
    };
    let router = http::router(&service, &site, &web, mailer);
    let clean = accept::serve(listener, router, Limits::default(), stop).await;
    tracing::info!(clean, "stopped");
    service.close().await;
    Ok(())
}

/// The configuration, without its secrets.
fn tell(store: &Store, web: &Web, site: &str) {
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        database = %store.database,
        key_file = %store.key_file.display(),
        listen = %web.listen,
        public_url = web.public_url.as_ref().map(tracing::field::display),
        trusted_proxies = web.trusted.0.len(),
        webhook_networks = web.reach.0.len(),
        api_limit = web.api_limit,
        smtp = web.smtp.as_ref().map(tracing::field::display),
        site,
        demo = web.demo,
        insecure_cookies = web.insecure_cookies,
        "starting"
    );
}

/// Says on standard error, where no log collector keeps it, how to get in.
async fn welcome(service: &Service, web: &Web, origin: &str) -> Result {
    let mut out = std::io::stderr();
    if web.demo {
        service::demo::fill(service).await.map_err(told)?;
        writeln!(out, "This is a demo: everybody can sign in, the sign-in page says how.")?;
    } else if let Some(secret) = service::links::setup(service).await.map_err(told)? {
        writeln!(out, "Nobody can sign in yet. Make the first account here, within a day:\n  {origin}/link/{secret}")?;
    }
    writeln!(out, "Instroom is at {origin}")?;
    Ok(())
}

/// Resolves when the process is told to end: SIGTERM from whoever runs it, SIGINT from a keyboard.
fn stop() -> Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
