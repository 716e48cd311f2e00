//! Words of the notes.

use super::texts;

texts! {
    TITLE = "Notes", "Notities";
    WRITE = "Write a note", "Notitie schrijven";
    PLACEHOLDER = "What was said? Markdown works; @name calls a colleague.",
        "Wat is er gezegd? Markdown werkt; met @naam roept u een collega.";
    ADD = "Add note", "Notitie toevoegen";
    ADDED = "The note was added.", "De notitie is toegevoegd.";
    EDIT = "Edit the note", "Notitie bewerken";
    SAVED = "The note was saved.", "De notitie is opgeslagen.";
    DELETED = "The note was deleted.", "De notitie is verwijderd.";
    PIN = "Pin to the top", "Bovenaan vastzetten";
    PINNED = "Pinned", "Vastgezet";
    EDITED = "edited", "bewerkt";
    NONE = "No notes yet", "Nog geen notities";
    NONE_WHY = "Write down what was said while you remember it.", "Schrijf op wat er gezegd is zolang u het nog weet.";
    DRAFT_BACK = "An unfinished text was restored.", "Een onvoltooide tekst is teruggezet.";
    REMOVE = "Delete", "Verwijderen";
    READERS = "Who may read it", "Wie het mag lezen";
    WHO_TO_CALL = "Whom can I call with @?", "Wie kan ik met @ roepen?";
    DISCARD = "Discard", "Weggooien";
}
