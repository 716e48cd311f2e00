//! Refusals as sentences: what happened, what was kept, what to do.

use super::{Locale, Text, fields, number, texts};
use domain::{
    error::{Conflict, Error, FieldErrors, Flaw, Malformed},
    policy::{Action, Rule},
    requests::RequestStatus,
};

texts! {
    NOT_FOUND = "It is not there, or you may not see it. Nothing was changed.",
        "Het is er niet, of u mag het niet zien. Er is niets gewijzigd.";
    UNAUTHENTICATED = "You are no longer signed in. What you typed is kept; sign in again and repeat it.",
        "U bent niet meer ingelogd. Wat u typte is bewaard; log opnieuw in en probeer het nog eens.";
    INVALID = "Nothing was saved yet. What you typed is kept; correct the marked fields and try again.",
        "Er is nog niets opgeslagen. Wat u typte is bewaard; verbeter de gemarkeerde velden en probeer het opnieuw.";
    BUSY = "Instroom is too busy or could not be reached. Nothing was saved; what you typed is kept. Try again in a moment.",
        "Instroom is te druk of niet bereikbaar. Er is niets opgeslagen; wat u typte is bewaard. Probeer het zo nog eens.";
    FULL = "The server’s disk is full. Nothing was saved; reading still works. Tell your administrator.",
        "De schijf van de server is vol. Er is niets opgeslagen; lezen werkt nog. Waarschuw uw beheerder.";
    CELLS = "# cell" | "# cells", "# cel" | "# cellen";
    KEY_REUSED = "The key of this request was used for something else within the last day. Nothing was saved. Reload the page and try again.",
        "De sleutel van dit verzoek is de afgelopen dag al voor iets anders gebruikt. Er is niets opgeslagen. Laad de pagina opnieuw en probeer het nog eens.";
}

/// A refusal for the top of a form or a page.
pub fn sentence(locale: Locale, error: &Error) -> String {
    match error {
        Error::Gone | Error::NotFound => NOT_FOUND.get(locale).to_owned(),
        Error::Unauthenticated => UNAUTHENTICATED.get(locale).to_owned(),
        Error::Forbidden(rule) => forbidden(locale, rule),
        Error::Malformed(malformed) => shape(locale, malformed),
        Error::Invalid(_) => INVALID.get(locale).to_owned(),
        Error::Conflict(it) => conflict(locale, it),
        Error::KeyReused => KEY_REUSED.get(locale).to_owned(),
        Error::Throttled { retry_after } => throttled(locale, *retry_after),
        Error::Busy => BUSY.get(locale).to_owned(),
        Error::Full => FULL.get(locale).to_owned(),
        Error::Internal(id) => internal(locale, &id.0),
    }
}

/// What is wrong with the value of a field, for below that field.
pub fn flaw(locale: Locale, it: &Flaw) -> String {
    let most = |max: u32| number(locale, i64::from(max));
    let text = match it {
        Flaw::Blank => Text::new("This is needed. Fill it in.", "Dit is verplicht. Vul het in."),
        Flaw::Email => Text::new(
            "This is not an e-mail address. It looks like name@example.org.",
            "Dit is geen e-mailadres. Het ziet eruit als naam@voorbeeld.nl.",
        ),
        Flaw::Url => Text::new(
            "This is not a web address. It begins with https:// or http://.",
            "Dit is geen webadres. Het begint met https:// of http://.",
        ),
        Flaw::NotPublic => Text::new(
            "Only this network reaches this address. Give one on the public internet, or have whoever runs Instroom allow its network.",
            "Dit adres is alleen binnen dit netwerk te bereiken. Geef een adres op het openbare internet, of laat de beheerder van Instroom dit netwerk toestaan.",
        ),
        Flaw::Insecure => Text::new(
            "On the way there everybody could read along. Give an address that begins with https://.",
            "Onderweg zou iedereen kunnen meelezen. Geef een adres dat begint met https://.",
        ),
        Flaw::Date => Text::new("This is not a date. Write 2026-12-31.", "Dit is geen datum. Schrijf 2026-12-31."),
        Flaw::Time => Text::new("This is not a time of day. Write 14:30.", "Dit is geen tijdstip. Schrijf 14:30."),
        Flaw::Skipped => Text::new(
            "This time does not exist on that day: the clocks go forward. Choose another.",
            "Dit tijdstip bestaat niet op die dag: de klok gaat vooruit. Kies een ander.",
        ),
        Flaw::Amount => {
            Text::new("This is not an amount. Write it like 4,500 or 4,500.00.", "Dit is geen bedrag. Schrijf het als 4.500 of 4.500,00.")
        }
        Flaw::Later => Text::new("This has not happened yet.", "Dit is nog niet gebeurd."),
        Flaw::Choice => Text::new("This is not on offer. Choose from the list.", "Dit is geen mogelijkheid. Kies uit de lijst."),
        Flaw::Unprintable => Text::new(
            "There are characters in it that cannot be shown. Type it again.",
            "Er staan tekens in die niet getoond kunnen worden. Typ het opnieuw.",
        ),
        Flaw::Taken => Text::new("This is in use already. Choose another.", "Dit is al in gebruik. Kies iets anders."),
        Flaw::WrongPassword => Text::new("This is not your current password.", "Dit is niet uw huidige wachtwoord."),
        Flaw::Immutable => Text::new("This cannot be changed any more.", "Dit kan niet meer worden gewijzigd."),
        Flaw::NoColumn => Text::new("No column is this. Say which one is.", "Geen kolom is dit. Geef aan welke het is."),
        Flaw::Cells { expected, given } => return cells(locale, *expected, *given),
        Flaw::TooLarge { max } => return too_large(locale, i64::from(max / 1024 / 1024)),
        Flaw::NotRead => Text::new("This could not be read.", "Dit kon niet worden gelezen."),
        Flaw::NotUtf8 => Text::new(
            "This is not text in UTF-8. Save the file as CSV UTF-8, and choose it again.",
            "Dit is geen tekst in UTF-8. Bewaar het bestand als CSV UTF-8 en kies het opnieuw.",
        ),
        Flaw::Compressed => Text::new(
            "This is a compressed file or a workbook. Save it as CSV UTF-8, and choose that.",
            "Dit is een gecomprimeerd bestand of een werkmap. Bewaar het als CSV UTF-8 en kies dat.",
        ),
        Flaw::Twice => {
            Text::new("The same is in it more than once. Leave it there once.", "Er staat iets dubbel in. Laat het één keer staan.")
        }
        Flaw::Type { expected } => return answer_type(locale, expected),
        Flaw::Below { other } => return below(locale, fields::label(locale, other)),
        Flaw::Unanswered { tasks } => return unanswered(locale, tasks),
        Flaw::AtLine { line, flaw: inner } => return at_line(locale, *line, &flaw(locale, inner)),
        Flaw::TooLong { max } => return too_long(locale, &most(*max)),
        Flaw::TooShort { min } => return too_short(locale, &most(*min)),
        Flaw::TooMany { max } => return too_many(locale, &most(*max)),
        Flaw::TooFew { min } => return too_few(locale, &most(*min)),
        Flaw::Range { min, max } => return range(locale, *min, *max),
    };
    text.get(locale).to_owned()
}

/// The first flaw of a field as a sentence: what the kit's `error` properties take.
pub fn of(locale: Locale, errors: &FieldErrors, field: &str) -> Option<String> {
    errors.of(field).map(|it| flaw(locale, it))
}

/// As [`of`], from any refusal.
pub fn at(locale: Locale, error: Option<&Error>, field: &str) -> Option<String> {
    match error {
        Some(Error::Invalid(errors)) => of(locale, errors, field),
        _ => None,
    }
}

fn too_large(locale: Locale, mebibytes: i64) -> String {
    let most = number(locale, mebibytes);
    match locale {
        Locale::English => format!("This file is larger than {most} MB. Divide it, and choose its parts one after the other."),
        Locale::Dutch => format!("Dit bestand is groter dan {most} MB. Splits het en kies de delen een voor een."),
    }
}

fn cells(locale: Locale, expected: u32, given: u32) -> String {
    let (given, expected) = (CELLS.of(locale, i64::from(given)), number(locale, i64::from(expected)));
    match locale {
        Locale::English => format!("This row has {given}, and the header has {expected}."),
        Locale::Dutch => format!("Deze rij heeft {given} en de kopregel {expected}."),
    }
}

fn no_approvers(locale: Locale, step: &str) -> String {
    match locale {
        Locale::English => {
            format!(
                "“{step}” of the approval has too few people who may decide: nobody decides about their own. Nothing was saved; tell your administrator."
            )
        }
        Locale::Dutch => {
            format!(
                "“{step}” van de goedkeuring heeft te weinig mensen die mogen beslissen: niemand beslist over het eigen. Er is niets opgeslagen; waarschuw uw beheerder."
            )
        }
    }
}

fn at_line(locale: Locale, line: u32, what: &str) -> String {
    match locale {
        Locale::English => format!("Line {line}: {what}"),
        Locale::Dutch => format!("Regel {line}: {what}"),
    }
}

fn too_long(locale: Locale, max: &str) -> String {
    match locale {
        Locale::English => format!("This is too long. At most {max} characters fit."),
        Locale::Dutch => format!("Dit is te lang. Er passen ten hoogste {max} tekens."),
    }
}

fn too_short(locale: Locale, min: &str) -> String {
    match locale {
        Locale::English => format!("This is too short. Use at least {min} characters."),
        Locale::Dutch => format!("Dit is te kort. Gebruik ten minste {min} tekens."),
    }
}

fn too_many(locale: Locale, max: &str) -> String {
    match locale {
        Locale::English => format!("These are too many. At most {max} fit."),
        Locale::Dutch => format!("Dit zijn er te veel. Er passen er ten hoogste {max}."),
    }
}

fn too_few(locale: Locale, min: &str) -> String {
    match locale {
        Locale::English => format!("These are too few. Give at least {min}."),
        Locale::Dutch => format!("Dit zijn er te weinig. Geef er ten minste {min}."),
    }
}

fn range(locale: Locale, min: i64, max: i64) -> String {
    let (min, max) = (number(locale, min), number(locale, max));
    match locale {
        Locale::English => format!("This must be a whole number from {min} to {max}."),
        Locale::Dutch => format!("Dit moet een geheel getal zijn van {min} tot en met {max}."),
    }
}

/// Another type of value than the question asks for.
fn answer_type(locale: Locale, expected: &str) -> String {
    if expected == "null" {
        return Text::new(
            "Only a choice has options. Leave them out, or choose another kind of answer.",
            "Alleen een keuze heeft opties. Laat ze weg of kies een ander soort antwoord.",
        )
        .get(locale)
        .to_owned();
    }
    let wanted = match expected {
        "number" => Text::new("a number", "een getal"),
        "integer" => Text::new("a whole number", "een geheel getal"),
        "boolean" => Text::new("yes or no", "ja of nee"),
        "array" => Text::new("a choice of several", "een keuze uit meerdere"),
        _ => Text::new("a text", "een tekst"),
    }
    .get(locale);
    match locale {
        Locale::English => format!("This is another kind of value than the question asks for: {wanted}."),
        Locale::Dutch => format!("Dit is een ander soort waarde dan de vraag verlangt: {wanted}."),
    }
}

fn below(locale: Locale, other: &str) -> String {
    match locale {
        Locale::English => format!("This must not be lower or earlier than “{other}”."),
        Locale::Dutch => format!("Dit mag niet lager of vroeger zijn dan “{other}”."),
    }
}

fn unanswered(locale: Locale, tasks: &[i64]) -> String {
    let tasks = tasks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match locale {
        Locale::English => format!("Questions that must be answered first: {tasks}."),
        Locale::Dutch => format!("Vragen die eerst beantwoord moeten worden: {tasks}."),
    }
}

fn throttled(locale: Locale, seconds: u32) -> String {
    let minutes = number(locale, i64::from(seconds.div_ceil(60).max(1)));
    match locale {
        Locale::English => format!("Too many attempts failed. Wait {minutes} min. and try again."),
        Locale::Dutch => format!("Te veel pogingen zijn mislukt. Wacht {minutes} min. en probeer het opnieuw."),
    }
}

fn internal(locale: Locale, id: &str) -> String {
    let what =
        Text::new("Something broke on our side. What you typed is kept.", "Er ging bij ons iets stuk. Wat u typte is bewaard.").get(locale);
    match (locale, id) {
        (Locale::English, "") => format!("{what} Try again; if it stays, tell your administrator."),
        (Locale::Dutch, "") => format!("{what} Probeer het opnieuw; blijft het, waarschuw dan uw beheerder."),
        (Locale::English, id) => format!("{what} Try again; if it stays, give your administrator this number: {id}"),
        (Locale::Dutch, id) => format!("{what} Probeer het opnieuw; blijft het, geef uw beheerder dan dit nummer: {id}"),
    }
}

fn shape(locale: Locale, malformed: &Malformed) -> String {
    match malformed {
        Malformed::Body | Malformed::NotAnObject | Malformed::Cursor => Text::new(
            "The form did not arrive whole. Nothing was saved. Reload the page and try again.",
            "Het formulier kwam niet heel aan. Er is niets opgeslagen. Laad de pagina opnieuw en probeer het nog eens.",
        )
        .get(locale)
        .to_owned(),
        Malformed::Paging => Text::new("There is no such page of the list.", "Zo’n pagina heeft de lijst niet.").get(locale).to_owned(),
        Malformed::Type { field, .. } => {
            let field = fields::label(locale, field);
            match locale {
                Locale::English => format!("“{field}” is not of the right kind. Nothing was saved."),
                Locale::Dutch => format!("“{field}” is niet van de juiste soort. Er is niets opgeslagen."),
            }
        }
        Malformed::Key => Text::new(
            "The key of this request is empty, too long or not printable. Nothing was saved. Reload the page and try again.",
            "De sleutel van dit verzoek is leeg, te lang of onleesbaar. Er is niets opgeslagen. Laad de pagina opnieuw en probeer het nog eens.",
        )
        .get(locale)
        .to_owned(),
        Malformed::Iri { .. } | Malformed::Dangling { .. } => Text::new(
            "The form refers to something that is no longer there. Nothing was saved. Reload the page and try again.",
            "Het formulier verwijst naar iets dat er niet meer is. Er is niets opgeslagen. Laad de pagina opnieuw en probeer het nog eens.",
        )
        .get(locale)
        .to_owned(),
    }
}

fn conflict(locale: Locale, conflict: &Conflict) -> String {
    match conflict {
        Conflict::Stale { .. } => Text::new(
            "Somebody else changed this since you opened it. Nothing was overwritten, and what you typed is kept. Compare both and save again.",
            "Iemand anders heeft dit gewijzigd sinds u het opende. Er is niets overschreven en wat u typte is bewaard. Vergelijk beide en sla opnieuw op.",
        ),
        Conflict::ChangedSince => Text::new(
            "This can no longer be undone: somebody changed it since. Nothing was changed.",
            "Dit kan niet meer ongedaan worden gemaakt: iemand heeft het sindsdien gewijzigd. Er is niets gewijzigd.",
        ),
        Conflict::NotUndoable => Text::new("This cannot be undone. Nothing was changed.", "Dit kan niet ongedaan worden gemaakt. Er is niets gewijzigd."),
        Conflict::LastAdmin => Text::new(
            "This is the last account that can administer. Make somebody else an administrator first.",
            "Dit is het laatste account dat kan beheren. Maak eerst iemand anders beheerder.",
        ),
        Conflict::NoSeat => Text::new(
            "Every seat of this request is taken. Nothing was changed. Raise the number of people first.",
            "Alle plaatsen van deze aanvraag zijn bezet. Er is niets gewijzigd. Verhoog eerst het aantal personen.",
        ),
        Conflict::MergedOn => Text::new(
            "This file went on into another one. Nothing was changed. Take that one apart first.",
            "Dit dossier is in een ander dossier opgegaan. Er is niets gewijzigd. Haal dat eerst uit elkaar.",
        ),
        Conflict::Met => Text::new(
            "Somebody has met this person already, or a client was shown them. Nothing was changed. Withdraw them instead.",
            "Deze persoon is al door iemand gesproken, of aan een klant getoond. Er is niets gewijzigd. Trek de voordracht in plaats daarvan in.",
        ),
        Conflict::Booked { .. } => Text::new(
            "Somebody is in another interview then. Nothing was saved; what you typed is kept. Choose another time.",
            "Iemand heeft dan een ander gesprek. Er is niets opgeslagen; wat u typte is bewaard. Kies een andere tijd.",
        ),
        Conflict::HandedIn => Text::new(
            "You have handed this in already. What you typed now was not added; amend what you handed in.",
            "U hebt dit al ingediend. Wat u nu typte is niet toegevoegd; pas aan wat u hebt ingediend.",
        ),
        Conflict::Declined => Text::new(
            "You said you would not be there. Nothing was handed in; what you typed is kept.",
            "U hebt gezegd er niet bij te zijn. Er is niets ingediend; wat u typte is bewaard.",
        ),
        Conflict::NotHeld => Text::new(
            "This interview did not take place, so it takes no feedback. Nothing was saved.",
            "Dit gesprek is niet doorgegaan en neemt daarom geen beoordeling aan. Er is niets opgeslagen.",
        ),
        Conflict::Decided => Text::new(
            "You have decided about this already. Nothing was changed.",
            "U hebt hier al over beslist. Er is niets gewijzigd.",
        ),
        Conflict::Expired => Text::new(
            "This link works no more: too much time has passed. Nothing was changed; sign in to decide.",
            "Deze link werkt niet meer: er is te veel tijd verstreken. Er is niets gewijzigd; log in om te beslissen.",
        ),
        Conflict::NoApprovers { step } => return no_approvers(locale, step),
        Conflict::BothPlaced { request } => return both_placed(locale, request),
        Conflict::Archived => Text::new(
            "What is archived takes no more answers. Nothing was saved.",
            "Wat gearchiveerd is neemt geen antwoorden meer aan. Er is niets opgeslagen.",
        ),
        Conflict::NotOpen { status } => return not_open(locale, status),
        Conflict::Transition { from, allowed } => return transition(locale, from, allowed),
    }
    .get(locale)
    .to_owned()
}

fn transition(locale: Locale, from: &str, allowed: &[String]) -> String {
    let states: Vec<&str> = std::iter::once(from).chain(allowed.iter().map(String::as_str)).collect();
    let mut names = super::words::states(locale, &states).into_iter();
    let from = names.next().unwrap_or(from);
    let allowed = names.collect::<Vec<_>>().join(", ");
    match (locale, allowed.is_empty()) {
        (Locale::English, true) => format!("From “{from}” nothing can follow. Nothing was changed."),
        (Locale::English, false) => format!("This cannot follow “{from}”. What can: {allowed}. Nothing was changed."),
        (Locale::Dutch, true) => format!("Na “{from}” kan niets meer volgen. Er is niets gewijzigd."),
        (Locale::Dutch, false) => format!("Dit kan niet volgen op “{from}”. Wat wel kan: {allowed}. Er is niets gewijzigd."),
    }
}

fn both_placed(locale: Locale, request: &str) -> String {
    match locale {
        Locale::English => {
            format!("Both files have a seat of {request}, and one person takes one. Nothing was changed. Give one of them back first.")
        }
        Locale::Dutch => format!(
            "Beide dossiers hebben een plaats in {request}, en één persoon neemt er één in. Er is niets gewijzigd. Geef er eerst een terug."
        ),
    }
}

fn not_open(locale: Locale, status: &str) -> String {
    let status = super::words::word(locale, RequestStatus::WORDS, status);
    match locale {
        Locale::English => format!("The request is “{status}”: nobody can be proposed or placed there. Nothing was changed."),
        Locale::Dutch => format!("De aanvraag is “{status}”: er kan niemand worden voorgedragen of geplaatst. Er is niets gewijzigd."),
    }
}

/// Why one may not, for a refusal and for the hint beside a greyed-out button.
pub fn forbidden(locale: Locale, rule: &Rule) -> String {
    match rule {
        Rule::Role(action) => {
            let deed = deed(*action).get(locale);
            match locale {
                Locale::English => format!("Your role may not {deed}. Ask an administrator."),
                Locale::Dutch => format!("Met uw rol mag u {deed}. Vraag een beheerder."),
            }
        }
        Rule::Scope(scope) => match locale {
            Locale::English => format!("This token lacks the scope “{scope}”."),
            Locale::Dutch => format!("Dit token mist het bereik “{scope}”."),
        },
        Rule::Author => Text::new("Only the author may do this.", "Alleen de auteur mag dit.").get(locale).to_owned(),
        Rule::Interviewer => {
            Text::new("Only who sits in the interview may do this.", "Alleen wie aan het gesprek deelneemt mag dit.").get(locale).to_owned()
        }
        Rule::Owner => {
            Text::new("Only an owner of the request may do this.", "Alleen een eigenaar van de aanvraag mag dit.").get(locale).to_owned()
        }
        Rule::Approver => {
            Text::new("Only whoever’s turn it is in the approval may do this.", "Alleen wie bij de goedkeuring aan de beurt is mag dit.")
                .get(locale)
                .to_owned()
        }
        // Whoever may not know that the record exists learns nothing more.
        Rule::Hidden => NOT_FOUND.get(locale).to_owned(),
    }
}

/// The deed after "may not"; in Dutch the "not" stands inside it.
fn deed(action: Action) -> Text {
    match action {
        Action::ListCandidates => Text::new("list candidates", "geen lijst van kandidaten zien"),
        Action::ReadCandidate => Text::new("read this candidate", "deze kandidaat niet inzien"),
        Action::CreateCandidate => Text::new("add candidates", "geen kandidaten toevoegen"),
        Action::EditCandidate => Text::new("edit candidates", "kandidaten niet bewerken"),
        Action::ArchiveCandidate => Text::new("archive or restore candidates", "kandidaten niet archiveren of terugzetten"),
        Action::MergeCandidates => Text::new("merge candidates", "geen kandidaten samenvoegen"),
        Action::ImportCandidates => Text::new("import candidates", "geen kandidaten importeren"),
        Action::ReadHistory => Text::new("read the history", "de geschiedenis niet inzien"),
        Action::ListNotes => Text::new("list notes", "geen lijst van notities zien"),
        Action::ReadNote => Text::new("read this note", "deze notitie niet lezen"),
        Action::CreateNote => Text::new("write notes", "geen notities schrijven"),
        Action::EditNote => Text::new("edit this note", "deze notitie niet bewerken"),
        Action::DeleteNote => Text::new("delete this note", "deze notitie niet verwijderen"),
        Action::ReadTaskGroups => Text::new("see the question bank", "de vragenbank niet inzien"),
        Action::WriteTaskGroups => Text::new("change the question bank", "de vragenbank niet wijzigen"),
        Action::ReadTasks => Text::new("see the questions", "de vragen niet inzien"),
        Action::WriteTasks => Text::new("write questions", "geen vragen schrijven"),
        Action::ListAnswers => Text::new("list answers", "geen lijst van antwoorden zien"),
        Action::ReadAnswer => Text::new("read this answer", "dit antwoord niet lezen"),
        Action::CreateAnswer => Text::new("give answers", "geen antwoorden geven"),
        Action::EditAnswer => Text::new("change this answer", "dit antwoord niet wijzigen"),
        Action::ListInterviews => Text::new("list interviews", "geen lijst van gesprekken zien"),
        Action::ReadInterview => Text::new("see this interview", "dit gesprek niet inzien"),
        Action::ScheduleInterview => Text::new("plan interviews", "geen gesprekken plannen"),
        Action::EditInterview => Text::new("change this interview", "dit gesprek niet wijzigen"),
        Action::AnswerInvitation => Text::new("answer this invitation", "deze uitnodiging niet beantwoorden"),
        Action::HandInScorecard => Text::new("hand in this scorecard", "dit scoreformulier niet indienen"),
        Action::ReadScorecards => Text::new("read the scorecards", "de scoreformulieren niet lezen"),
        Action::SendAssignment => Text::new("send questions to candidates", "geen vragen naar kandidaten sturen"),
        Action::ReadReports => Text::new("read the reports", "de rapporten niet inzien"),
        Action::ListRequests => Text::new("list requests", "geen lijst van aanvragen zien"),
        Action::ReadRequest => Text::new("see this request", "deze aanvraag niet inzien"),
        Action::CreateRequest => Text::new("make requests", "geen aanvragen doen"),
        Action::EditRequest => Text::new("change this request", "deze aanvraag niet wijzigen"),
        Action::ListRequestCandidates => Text::new("list who was proposed", "geen lijst van voordrachten zien"),
        Action::ReadRequestCandidate => Text::new("see this proposal", "deze voordracht niet inzien"),
        Action::CreateRequestCandidate => Text::new("propose candidates", "geen kandidaten voordragen"),
        Action::EditRequestCandidate => Text::new("change this proposal", "deze voordracht niet wijzigen"),
        Action::DecideApproval => Text::new("decide about requests", "niet over aanvragen beslissen"),
        Action::ManageApprovalFlows => Text::new("change who approves requests", "niet wijzigen wie aanvragen goedkeurt"),
        Action::DeleteRequestCandidate => Text::new("take this proposal back", "deze voordracht niet terugnemen"),
        Action::ReadUsers => Text::new("see the accounts", "de accounts niet inzien"),
        Action::ManageUsers => Text::new("manage accounts", "geen accounts beheren"),
        Action::ManageAccount => Text::new("change this account", "dit account niet wijzigen"),
        Action::FollowChanges => Text::new("follow the changes of all records", "de wijzigingen van alle gegevens niet volgen"),
        Action::ReadWebhooks => Text::new("see the webhooks", "de webhooks niet inzien"),
        Action::WriteWebhooks => Text::new("change webhooks", "geen webhooks wijzigen"),
    }
}
