//! Words of interviews: the agenda, the form, the kit and its scorecards.

use super::{Locale, texts};

texts! {
    TITLE = "Interviews", "Gesprekken";
    PLAN = "Plan an interview", "Gesprek plannen";
    PLAN_IT = "Plan and invite", "Plannen en uitnodigen";
    DAY = "Day", "Dag";
    WEEK = "Week", "Week";
    VIEWS = "How much of the agenda", "Hoeveel van de agenda";
    TODAY = "Today", "Vandaag";
    EARLIER = "Earlier", "Eerder";
    LATER = "Later", "Later";
    NONE = "No interviews in this time", "Geen gesprekken in deze periode";
    MORE_THAN_SHOWN = "There are more interviews in this time than are shown. Look at a single day.",
        "Er zijn in deze periode meer gesprekken dan getoond. Bekijk één dag.";
    MORE_ON_THE_DAY = "There are more interviews on this day than are shown: the latest are missing.",
        "Er zijn op deze dag meer gesprekken dan getoond: de laatste ontbreken.";
    NONE_WHY = "Plan one from here or from a candidate’s file.", "Plan er een vanaf hier of vanuit het dossier van een kandidaat.";
    NONE_READ_WHY = "What you are invited to stands here.", "Waarvoor u bent uitgenodigd staat hier.";
    WITH = "with", "met";
    CHOOSE_PERSON = "Who is interviewed?", "Met wie is het gesprek?";
    CHOOSE_WHY = "Look for the candidate by name, e-mail address or position.", "Zoek de kandidaat op naam, e-mailadres of functie.";
    FIND = "Find", "Zoeken";
    NOBODY = "Nobody matches", "Niemand gevonden";
    CANDIDATE = "Candidate", "Kandidaat";
    ANOTHER_PERSON = "Another candidate", "Andere kandidaat";
    FOR_REQUEST = "For which request", "Voor welke aanvraag";
    NO_REQUEST = "None", "Geen";
    WHAT = "What is asked", "Wat er wordt gevraagd";
    NO_GROUPS = "There is no published question group yet. Publish one first.", "Er is nog geen gepubliceerde vragenlijst. Publiceer er eerst een.";
    TO_GROUPS = "To the question bank", "Naar de vragenbank";
    WHO = "Interviewers", "Interviewers";
    ON = "Day", "Dag";
    FROM = "From", "Van";
    UNTIL = "Until", "Tot";
    ZONE = "Time zone", "Tijdzone";
    PLACE = "Place", "Plaats";
    LINK = "Video link", "Videolink";
    BUSY_THEN = "Then there is another interview:", "Dan is er een ander gesprek:";
    FREE_AT = "All of them are free at:", "Iedereen kan om:";
    THE_CANDIDATE = "The candidate", "De kandidaat";
    A_COLLEAGUE = "A colleague", "Een collega";
    PLANNED = "The interview is planned and the invitations are on their way.", "Het gesprek is gepland en de uitnodigingen zijn onderweg.";
    MOVED = "The interview was changed, and who sits in it is told.", "Het gesprek is gewijzigd en de deelnemers krijgen bericht.";
    CANCELLED = "The interview was called off, and who sat in it is told.", "Het gesprek is afgezegd en de deelnemers krijgen bericht.";
    NO_SHOW_DONE = "Noted that the candidate did not come.", "Genoteerd dat de kandidaat niet is gekomen.";
    CAME_DONE = "Noted that the candidate did come.", "Genoteerd dat de kandidaat toch is gekomen.";
    REPLIED = "Your answer was noted.", "Uw antwoord is genoteerd.";
    HANDED_IN = "Handed in. Now you see what the others heard.", "Ingediend. Nu ziet u wat de anderen hebben gehoord.";
    AMENDED = "Amended. What it was stays in the history.", "Aangepast. Wat er stond blijft in de geschiedenis.";
    CHANGE = "Change", "Wijzigen";
    CHANGE_TITLE = "Change the interview", "Gesprek wijzigen";
    CALL_OFF = "Call off", "Afzeggen";
    CALL_OFF_TITLE = "Call the interview off", "Gesprek afzeggen";
    CALL_OFF_WHY = "Who sits in it is told by mail.", "De deelnemers krijgen bericht per mail.";
    REASON = "Reason", "Reden";
    DID_NOT_COME = "The candidate did not come", "De kandidaat is niet gekomen";
    CAME = "The candidate did come", "De kandidaat is toch gekomen";
    ACCEPT = "Accept", "Accepteren";
    DECLINE = "Decline", "Afwijzen";
    ACCEPTED = "will be there", "is erbij";
    DECLINED = "will not be there", "is er niet bij";
    PENDING = "has not answered", "heeft nog niet geantwoord";
    YOU_ARE_INVITED = "You are invited to this interview.", "U bent uitgenodigd voor dit gesprek.";
    YOURS = "Your scorecard", "Uw scoreformulier";
    KIT_WHY = "What you write is kept as you go. The others see it once they have handed in their own.",
        "Wat u schrijft wordt meteen bewaard. De anderen zien het zodra zij hun eigen formulier hebben ingediend.";
    KEYS = "Keys 1 to 4 score the question you are in, 0 is not assessed, J and K go to the next and the one before.",
        "Toetsen 1 tot en met 4 scoren de vraag waar u bent, 0 is niet beoordeeld, J en K gaan naar de volgende en de vorige.";
    OVERALL = "What would you do?", "Wat zou u doen?";
    OVERALL_WHY = "Why", "Waarom";
    HAND_IN = "Hand in", "Indienen";
    HAND_IN_WHY = "Afterwards it is amended, not rewritten: what it was stays.", "Daarna wordt het aangepast, niet herschreven: wat er stond blijft staan.";
    KEEP_NOW = "Keep for later", "Bewaren voor later";
    KEPT = "Kept. It is not handed in yet.", "Bewaard. Het is nog niet ingediend.";
    SAVING = "Keeping…", "Bewaren…";
    SAVED = "Kept", "Bewaard";
    BEHIND = "Another window holds a newer text. Reload to see it; if you go on typing here, this one is kept.", "Een ander venster heeft een nieuwere tekst. Laad opnieuw om die te zien; typt u hier verder, dan wordt deze bewaard.";
    OFFLINE = "No connection: kept in this browser, and sent as soon as there is one.", "Geen verbinding: bewaard in deze browser en verzonden zodra die er is.";
    RESTORED = "What you had written in this browser is back.", "Wat u in deze browser had geschreven staat er weer.";
    NOT_OFFLINE = "There is no connection. What you wrote is kept in this browser; hand it in when you are back.",
        "Er is geen verbinding. Wat u schreef is bewaard in deze browser; dien het in als u weer verbinding hebt.";
    OTHERS = "Scorecards", "Scoreformulieren";
    NOTHING_YET = "Nobody has handed anything in yet.", "Nog niemand heeft iets ingediend.";
    AGREEMENT = "Side by side", "Naast elkaar";
    QUESTION = "Question", "Vraag";
    MEAN = "Mean", "Gemiddelde";
    APART = "Apart", "Verdeeld";
    WHOLE = "As a whole", "Als geheel";
    NOT_ASSESSED = "–", "–";
    AMEND = "Amend", "Aanpassen";
    AMEND_REASON = "Why it changes", "Waarom het verandert";
    AMEND_HINT = "Needed a day after it was handed in.", "Nodig vanaf een dag na het indienen.";
    AMENDED_MARK = "Amended", "Aangepast";
    AS_ASKED = "As it was asked then", "Zoals het toen is gevraagd";
    NOT_HELD = "This interview did not take place.", "Dit gesprek is niet doorgegaan.";
    NOT_YET = "The interview has not begun. You can prepare here.", "Het gesprek is nog niet begonnen. U kunt zich hier voorbereiden.";
    SCORECARDS = "Scorecards", "Scoreformulieren";
    INTERVIEWS_OF = "Interviews", "Gesprekken";
    ANSWER_TITLE = "Invitation", "Uitnodiging";
    ANSWER_VOID = "This link no longer works: the interview was changed, called off, or is over.",
        "Deze link werkt niet meer: het gesprek is gewijzigd, afgezegd of voorbij.";
    ANSWERED = "Noted. You can close this page, or change your answer.", "Genoteerd. U kunt deze pagina sluiten of uw antwoord wijzigen.";
    TO_KIT = "To the interview", "Naar het gesprek";
    CALENDAR = "Calendar", "Agenda";
    CALENDAR_WHY = "Subscribe to this address in your calendar: your interviews appear there. Whoever has it can read them; make another one if it got into the wrong hands.",
        "Abonneer uw agenda op dit adres: uw gesprekken verschijnen daar. Wie het adres heeft kan ze lezen; maak een ander als het in verkeerde handen is.";
    CALENDAR_ADDRESS = "Private address", "Privéadres";
    CALENDAR_RENEW = "Make another address", "Ander adres maken";
    OUTBOX = "Outbox", "Postvak uit";
    OUTBOX_WHY = "Letters about interviews, the newest first. Where no mail server is configured they wait here, and can be read and passed on.",
        "Brieven over gesprekken, de nieuwste eerst. Waar geen mailserver is ingesteld wachten ze hier en kunnen ze worden gelezen en doorgegeven.";
    OUTBOX_EMPTY = "No letters yet", "Nog geen brieven";
    ABOUT_OTHERS = "These questions are asked no more. You had typed about them:", "Deze vragen worden niet meer gesteld. U had erover getypt:";
    SENT = "Sent", "Verzonden";
    WAITING = "Waiting", "Wacht";
    FAILED = "Failed, will be tried again", "Mislukt, wordt opnieuw geprobeerd";
    HIDDEN = "# scorecard of somebody else is hidden until yours is in." | "# scorecards of others are hidden until yours is in.",
        "# scoreformulier van een ander is verborgen tot het uwe is ingediend." | "# scoreformulieren van anderen zijn verborgen tot het uwe is ingediend.";
    DUE = "# scorecard to hand in" | "# scorecards to hand in", "# scoreformulier in te dienen" | "# scoreformulieren in te dienen";
    TODAYS = "Interviews today", "Gesprekken vandaag";
    WAITING_FOR_YOU = "Waiting for your scorecard", "Wacht op uw scoreformulier";
    WRITE = "Write it", "Schrijven";
    JOIN = "Join", "Deelnemen";
}

/// `Interview with Ada Lovelace`.
pub fn interview_with(locale: Locale, name: &str) -> String {
    match locale {
        Locale::English => format!("Interview with {name}"),
        Locale::Dutch => format!("Gesprek met {name}"),
    }
}

/// What the times are in: `in Europe/Amsterdam`.
pub fn in_zone(locale: Locale, zone: &str) -> String {
    match locale {
        Locale::English => format!("in {zone}"),
        Locale::Dutch => format!("in {zone}"),
    }
}

/// A mean that never stands alone: `3.25 · n 3 · spread 1`.
pub fn mean(locale: Locale, hundredths: i64, n: i64, spread: i64) -> String {
    let point = match locale {
        Locale::English => '.',
        Locale::Dutch => ',',
    };
    let mean = format!("{}{point}{:02}", hundredths / 100, hundredths % 100);
    match locale {
        Locale::English => format!("{mean} · n {n} · spread {spread}"),
        Locale::Dutch => format!("{mean} · n {n} · spreiding {spread}"),
    }
}
