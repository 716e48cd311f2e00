//! Sends letters by SMTP (RFC 5321), one after the other, away from whoever had them written.

use crate::config::{PublicUrl, Secret};
use app::mail::{Letter, Mailer};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Letters that may wait; one more is lost, and the log says so.
const QUEUE: usize = 256;
/// Between two attempts at one letter.
const PAUSES: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(15), Duration::from_secs(60)];
/// How long the mail server may take over one attempt.
const PATIENCE: Duration = Duration::from_secs(20);

/// Starts sending through the mail server at `address`.
///
/// # Errors
/// The address, or the one that letters come from, is none; for people.
pub fn start(address: &Secret, from: Option<&str>, public_url: Option<&PublicUrl>) -> Result<Mailer, String> {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(address.expose())
        .map_err(|error| format!("INSTROOM_SMTP: {error}"))?
        .timeout(Some(PATIENCE))
        .build();
    let host = public_url.map_or("localhost", |url| url.host.split(':').next().unwrap_or_default());
    let from = from.map_or_else(|| format!("Instroom <instroom@{host}>"), str::to_owned);
    let from: Mailbox = from.parse().map_err(|error| format!("INSTROOM_MAIL_FROM: {error}"))?;
    let (letters, inbox) = mpsc::channel(QUEUE);
    tokio::spawn(send_all(transport, from, inbox));
    Ok(Mailer(Arc::new(move |letter| {
        if letters.try_send(letter).is_err() {
            tracing::error!("a letter was not sent: too many wait");
        }
    })))
}

async fn send_all(transport: AsyncSmtpTransport<Tokio1Executor>, from: Mailbox, mut inbox: mpsc::Receiver<Letter>) {
    while let Some(letter) = inbox.recv().await {
        if let Err(error) = send(&transport, &from, letter).await {
            // No address: the log holds no personal data.
            tracing::error!(%error, "a letter was not sent");
        }
    }
}

async fn send(transport: &AsyncSmtpTransport<Tokio1Executor>, from: &Mailbox, letter: Letter) -> Result<(), String> {
    let to = letter.to.parse().map_err(|_| "no address to send to")?;
    let message = Message::builder().from(from.clone()).to(Mailbox::new(None, to)).subject(letter.subject).body(letter.text);
    let message = message.map_err(|error| error.to_string())?;
    let mut pauses = PAUSES.iter();
    loop {
        match transport.send(message.clone()).await {
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
        let Mailer(send) = start(&Secret::new(address), None, None).unwrap();
        let sending = tokio::spawn(take_one(listener));
        send(Letter { to: "kim@example.test".into(), subject: "Één brief".into(), text: "https://jobs.example.com/link/x".into() });
        let told = sending.await.unwrap();
        assert!(told.contains(&"RCPT TO:<kim@example.test>".to_owned()), "{told:?}");
        assert!(told.iter().any(|line| line == "From: Instroom <instroom@localhost>"), "{told:?}");
        assert!(told.iter().any(|line| line.contains("https://jobs.example.com/link/x")), "{told:?}");
    }

    #[tokio::test]
    async fn nonsense_is_refused_at_start() {
        let refused = |address: &str, from| start(&Secret::new(address.into()), from, None).err().unwrap_or_default();
        assert!(refused("http://mail", None).contains("INSTROOM_SMTP"));
        assert!(refused("smtp://mail", Some("nobody")).contains("INSTROOM_MAIL_FROM"));
    }
}
