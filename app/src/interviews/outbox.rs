//! `/settings/outbox`: the letters about interviews, to be read and passed on where no mail server sends them.

use crate::{
    caller::Caller,
    i18n::{Locale, interviews as words},
    load::{load, refusal},
    mail::{Letter, ReadBy, mailer, written},
    ui::{EmptyState, Glyph, Heading, Icon, Moment, Tag, Tone},
    users::SettingsTabs,
    visit::{Visit, reader, visit},
};
use leptos::prelude::*;
use leptos_meta::Title;
use service::letters::{self, Due};

/// `/settings/outbox`.
#[component]
pub fn Outbox() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    // Without a mail server administrators pass letters on; with one they look at what was sent.
    let read_by = if mailer().is_some() { ReadBy::Outbox } else { ReadBy::Recipient };
    let (visit, origin) = (visit(), expect_context::<Caller>().origin);
    let work = async move {
        let due = letters::outbox(&service, &actor).await?;
        let letters = written(&service, &due, &origin, read_by).await?;
        Ok(due.into_iter().zip(letters).collect::<Vec<_>>())
    };
    load(work, move |letters| show(&visit, &letters))
}

fn show(visit: &Visit, letters: &[(Due, Letter)]) -> AnyView {
    let locale = visit.locale;
    let body = if letters.is_empty() {
        view! { <EmptyState glyph=Glyph::Mail title=words::OUTBOX_EMPTY.get(locale) why=words::OUTBOX_WHY.get(locale)/> }.into_any()
    } else {
        let rows = letters.iter().map(|(due, letter)| row(visit, due, letter)).collect_view();
        view! { <ul class="entry-list">{rows}</ul> }.into_any()
    };
    view! {
        <Title text=words::OUTBOX.get(locale)/>
        <Heading title=crate::i18n::settings::TITLE.get(locale)/>
        <SettingsTabs here="/settings/outbox"/>
        <section class="section" aria-labelledby="outbox">
            <h2 id="outbox">{words::OUTBOX.get(locale)}</h2>
            <p class="section-why">{words::OUTBOX_WHY.get(locale)}</p>
            {body}
        </section>
    }
    .into_any()
}

fn row(visit: &Visit, due: &Due, letter: &Letter) -> AnyView {
    let locale: Locale = visit.locale;
    let (tone, state) = match (due.sent_at, &due.failure) {
        (Some(_), _) => (Tone::Good, words::SENT),
        (None, Some(_)) => (Tone::Danger, words::FAILED),
        (None, None) => (Tone::Neutral, words::WAITING),
    };
    let failure = due.failure.clone().map(|failure| view! { <p class="entry-note anywhere">{failure}</p> });
    let at = due.sent_at.unwrap_or(due.due_at);
    view! {
        <li class="entry">
            <Icon glyph=Glyph::Mail/>
            <div class="entry-words">
                <p class="anywhere">{letter.to.clone()}</p>
                <details>
                    <summary class="anywhere" dir="auto">{letter.subject.clone()}</summary>
                    <pre class="letter anywhere" dir="auto">{letter.text.clone()}</pre>
                </details>
                {failure}
            </div>
            <Tag tone=tone>{state.get(locale)}</Tag>
            <p class="entry-note"><Moment locale at clock=visit.clock/></p>
        </li>
    }
    .into_any()
}
