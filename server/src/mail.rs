//! Sends letters by SMTP (RFC 5321), one after the other, away from whoever had them written.

use crate::config::{PublicUrl, Secret};
use app::mail::{Letter, Mailer, ReadBy, written};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart, header::ContentType},
};
use service::{Service, letters};
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Letters that may wait; one more is lost, and the log says so.
const QUEUE: usize = 256;
/// Between two attempts at one letter.
const PAUSES: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(15), Duration::from_secs(60)];
/// Between two looks for letters about interviews that are due.
const LOOK: Duration = Duration::from_secs(2);
/// How long the mail server may take over one attempt.
const PATIENCE: Duration = Duration::from_secs(20);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// The mail server that letters go through.
#[derive(Clone)]
pub struct Post {
    transport: Transport,
    from: Mailbox,
}

/// The mail server at `address`.
///
/// # Errors
/// The address, or the one that letters come from, is none; for people.
pub fn post(address: &Secret, from: Option<&str>, public_url: Option<&PublicUrl>) -> Result<Post, String> {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(address.expose())
        .map_err(|error| format!("INSTROOM_SMTP: {error}"))?
        .timeout(Some(PATIENCE))
        .build();
    let host = public_url.map_or("localhost", |url| url.host.split(':').next().unwrap_or_default());
    let from = from.map_or_else(|| format!("Instroom <instroom@{host}>"), str::to_owned);
    let from: Mailbox = from.parse().map_err(|error| format!("INSTROOM_MAIL_FROM: {error}"))?;
    Ok(Post { transport, from })
}

/// Starts sending what is handed over; what waits is lost with the process.
pub fn start(post: Post) -> Mailer {
    let (letters, inbox) = mpsc::channel(QUEUE);
    tokio::spawn(send_all(post, inbox));
    Mailer(Arc::new(move |letter| {
        if letters.try_send(letter).is_err() {
            tracing::error!("a letter was not sent: too many wait");
        }
    }))
}

/// Sends the letters about interviews that are due, for as long as the process lives. They are in the database until they are sent, and of several
/// processes one takes each.
pub async fn deliver_for_ever(service: Service, post: Post, origin: String) {
    let mut pause = tokio::time::interval(LOOK);
    pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        pause.tick().await;
        if let Err(error) = deliver(&service, &post, &origin).await {
            tracing::warn!(%error, "letters wait");
        }
    }
}

async fn deliver(service: &Service, post: &Post, origin: &str) -> service::Result<()> {
    while let Some(due) = letters::take(service).await? {
        let letter = written(service, std::slice::from_ref(&due), origin, ReadBy::Recipient).await;
        let sent = match letter.map(|mut letters| letters.pop()) {
            Ok(None) => Err("nothing was written".to_owned()),
            Ok(Some(letter)) => match message(&post.from, letter) {
                Ok(message) => post.transport.send(message).await.map(drop).map_err(|error| error.to_string()),
                Err(error) => Err(error),
            },
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = &sent {
            tracing::warn!(%error, letter = %due.id, "a letter will be tried again");
        }
        letters::done(service, due.id, sent.err()).await?;
    }
    Ok(())
}

async fn send_all(post: Post, mut inbox: mpsc::Receiver<Letter>) {
    while let Some(letter) = inbox.recv().await {
        if let Err(error) = send(&post, letter).await {
            // No address: the log holds no personal data.
            tracing::error!(%error, "a letter was not sent");
        }
    }
}

/// A letter as it travels: text, and beside it what a calendar reads (RFC 6047).
fn message(from: &Mailbox, letter: Letter) -> Result<Message, String> {
    let to = letter.to.parse().map_err(|_| "no address to send to")?;
    let message = Message::builder().from(from.clone()).to(Mailbox::new(None, to)).subject(letter.subject);
    let message = match letter.calendar {
        None => message.body(letter.text),
        Some((method, calendar)) => {
            let kind = format!("text/calendar; method={}; charset=utf-8", method.word());
            let kind = ContentType::parse(&kind).map_err(|error| error.to_string())?;
            let parts = MultiPart::alternative().singlepart(SinglePart::plain(letter.text));
            message.multipart(parts.singlepart(SinglePart::builder().header(kind).body(calendar)))
        }
    };
    message.map_err(|error| error.to_string())
}

async fn send(post: &Post, letter: Letter) -> Result<(), String> {
    let message = message(&post.from, letter)?;
    let mut pauses = PAUSES.iter();
    loop {
        match post.transport.send(message.clone()).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_permanent() => return Err(error.to_string()),
            Err(error) => match pauses.next() {
                Some(pause) => tokio::time::sleep(*pause).await,
                None => return Err(error.to_string()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::{TcpListener, TcpStream},
    };

    /// A mail server that takes one letter, and what it was told.
    async fn take_one(listener: TcpListener) -> Vec<String> {
        let (stream, _): (TcpStream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let (mut told, mut in_letter) = (Vec::new(), false);
        write.write_all(b"220 test\r\n").await.unwrap();
        while let Some(line) = lines.next_line().await.unwrap() {
            let answer: &[u8] = match line.split(' ').next().unwrap() {
                "." if in_letter => {
                    in_letter = false;
                    b"250 taken\r\n"
                }
                _ if in_letter => b"",
                "EHLO" => b"250 test\r\n",
                "DATA" => {
                    in_letter = true;
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 fine\r\n",
            };
            write.write_all(answer).await.unwrap();
            told.push(line);
            if !in_letter && answer.starts_with(b"250 taken") {
                break;
            }
        }
        told
    }

    #[tokio::test]
    async fn a_letter_arrives() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let Mailer(send) = start(post(&Secret::new(address), None, None).unwrap());
        let sending = tokio::spawn(take_one(listener));
        let text = "https://jobs.example.com/link/x".into();
        send(Letter { to: "kim@example.test".into(), subject: "Één brief".into(), text, calendar: None });
        let told = sending.await.unwrap();
        assert!(told.contains(&"RCPT TO:<kim@example.test>".to_owned()), "{told:?}");
        assert!(told.iter().any(|line| line == "From: Instroom <instroom@localhost>"), "{told:?}");
        assert!(told.iter().any(|line| line.contains("https://jobs.example.com/link/x")), "{told:?}");
    }

    #[tokio::test]
    async fn nonsense_is_refused_at_start() {
        let refused = |address: &str, from| post(&Secret::new(address.into()), from, None).err().unwrap_or_default();
        assert!(refused("http://mail", None).contains("INSTROOM_SMTP"));
        assert!(refused("smtp://mail", Some("nobody")).contains("INSTROOM_MAIL_FROM"));
    }
}
