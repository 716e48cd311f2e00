//! Words of the question bank.

use super::{Locale, texts};

texts! {
    NEW = "New question group", "Nieuwe vragenlijst";
    CREATE = "Create the group", "Lijst aanmaken";
    CREATED = "The group is there. Add its questions.", "De lijst is er. Voeg de vragen toe.";
    SAVED = "Saved.", "Opgeslagen.";
    PUBLISHED = "Published: it can be asked now.", "Gepubliceerd: de vragen kunnen nu worden gesteld.";
    ARCHIVED = "Archived: it takes no more answers.", "Gearchiveerd: er worden geen antwoorden meer aangenomen.";
    COPIED = "This is the copy. Change what you like; the original stays as it is.",
        "Dit is de kopie. Wijzig wat u wilt; het origineel blijft zoals het is.";
    ADDED = "The question was added.", "De vraag is toegevoegd.";
    PASTED = "The questions were added.", "De vragen zijn toegevoegd.";
    MOVED = "The order was changed.", "De volgorde is gewijzigd.";
    PUT_AWAY = "The question is asked no more. Its answers stay.", "De vraag wordt niet meer gesteld. De antwoorden blijven.";
    BROUGHT_BACK = "The question is asked again.", "De vraag wordt weer gesteld.";
    QUESTIONS = "Questions", "Vragen";
    PREVIEW = "As the interviewer sees it", "Zoals de interviewer het ziet";
    REVISIONS = "Revisions", "Revisies";
    DETAILS = "Details", "Gegevens";
    VIEWS = "Views of this question group", "Weergaven van deze vragenlijst";
    PUBLISH = "Publish", "Publiceren";
    PUBLISH_NEEDS = "There must be a question before it can be published.", "Er moet een vraag zijn voordat de lijst gepubliceerd kan worden.";
    ARCHIVE = "Archive", "Archiveren";
    PUBLISH_AGAIN = "Publish again", "Opnieuw publiceren";
    DUPLICATE = "Duplicate", "Dupliceren";
    EDIT = "Edit", "Bewerken";
    EDIT_QUESTION = "Edit the question", "Vraag bewerken";
    ACTIONS = "More about this question", "Meer over deze vraag";
    TO_FIRST = "Move to the top", "Naar boven aan";
    UP = "Move up", "Omhoog";
    DOWN = "Move down", "Omlaag";
    TO_LAST = "Move to the bottom", "Naar onder aan";
    PUT_AWAY_THIS = "Ask no more", "Niet meer stellen";
    BRING_BACK = "Ask again", "Weer stellen";
    DRAG = "Drag to another place", "Naar een andere plaats slepen";
    ADD_TITLE = "Add a question", "Vraag toevoegen";
    ADD = "Add the question", "Vraag toevoegen";
    PASTE_TITLE = "Paste several questions", "Meerdere vragen plakken";
    PASTE_LABEL = "Questions, one on each line", "Vragen, één per regel";
    PASTE_HINT = "Numbers before them are left out. Lines that begin with - are the choices of the question above. A * at the end makes a question required.",
        "Nummers ervoor vervallen. Regels die met - beginnen zijn de keuzes van de vraag erboven. Een * aan het eind maakt een vraag verplicht.";
    PASTE = "Add the questions", "Vragen toevoegen";
    OPTIONS_HINT = "One on each line; for a choice only.", "Eén per regel; alleen bij een keuze.";
    TYPE_LABEL = "Kind of answer", "Soort antwoord";
    REQUIRED_LABEL = "Must be answered before the scorecard can be handed in", "Moet beantwoord zijn voordat het scoreformulier kan worden ingediend";
    WEIGHT_HINT = "How much it counts in the mean, from 0 to 100.", "Hoe zwaar de vraag meetelt in het gemiddelde, van 0 tot 100.";
    GUIDE_TITLE = "Guidance and what each score looks like", "Toelichting en wat elke score betekent";
    IN_MINUTES = "in minutes", "in minuten";
    NONE = "No questions yet", "Nog geen vragen";
    NONE_WHY = "Paste those you have, or write the first one.", "Plak de vragen die u al hebt, of schrijf de eerste.";
    NONE_READ_WHY = "Whoever looks after this group has not written any yet.", "Wie deze lijst beheert heeft er nog geen geschreven.";
    ASKED_NO_MORE = "Asked no more", "Niet meer gesteld";
    REQUIRED = "Required", "Verplicht";
    GUIDED = "Guidance", "Toelichting";
    NO_REVISIONS = "This is the first revision", "Dit is de eerste revisie";
    NO_REVISIONS_WHY = "Once the group is published, every change of what is asked makes a new one, and stands here with its difference.",
        "Als de lijst is gepubliceerd maakt elke wijziging van wat er wordt gevraagd een nieuwe revisie, en staat die hier met het verschil.";
    WAS = "Was", "Was";
    IS = "Is", "Is";
    NOTHING = "nothing", "niets";
    NEW_QUESTION = "New question", "Nieuwe vraag";
    THE_GROUP = "The group itself", "De lijst zelf";
    PREVIEW_NOTE = "Try it: nothing of it is kept.", "Probeer het: er wordt niets bewaard.";
    ANSWER = "What was said", "Wat er is gezegd";
    SCORE = "Score", "Score";
    COMMENT = "Why this score", "Waarom deze score";
    CHOOSE = "Choose", "Kies";
    USED = "Asked about # person" | "Asked about # people", "Over # persoon gesteld" | "Over # personen gesteld";
    COUNT = "# question" | "# questions", "# vraag" | "# vragen";
}

/// `Technical interview (copy)`.
pub fn copy_of(locale: Locale, name: &str) -> String {
    // A name has 255 letters at most.
    let name: String = name.chars().take(240).collect();
    match locale {
        Locale::English => format!("{name} (copy)"),
        Locale::Dutch => format!("{name} (kopie)"),
    }
}

/// `Revision 3`.
pub fn revision(locale: Locale, number: i64) -> String {
    match locale {
        Locale::English => format!("Revision {number}"),
        Locale::Dutch => format!("Revisie {number}"),
    }
}

/// What a change of a published group does.
pub fn makes_revision(locale: Locale, number: i64) -> String {
    match locale {
        Locale::English => {
            format!("This group is being asked. What you change makes revision {number}; answers keep the question as it was asked.")
        }
        Locale::Dutch => {
            format!("Deze lijst is in gebruik. Wat u wijzigt maakt revisie {number}; antwoorden houden de vraag zoals die is gesteld.")
        }
    }
}
