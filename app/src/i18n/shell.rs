//! Words around every page.

use super::texts;

texts! {
    HOME = "Home", "Start";
    CANDIDATES = "Candidates", "Kandidaten";
    REQUESTS = "Requests", "Aanvragen";
    QUESTION_BANK = "Question bank", "Vragenbank";
    SETTINGS = "Settings", "Instellingen";
    NAVIGATION = "Main", "Hoofdmenu";
    SKIP = "Skip to the content", "Naar de inhoud";
    SEARCH = "Search candidates", "Kandidaten zoeken";
    ME = "Your account and preferences", "Uw account en voorkeuren";
    LANGUAGE = "Language", "Taal";
    ENGLISH = "English", "English";
    DUTCH = "Nederlands", "Nederlands";
    THEME = "Colours", "Kleuren";
    THEME_SYSTEM = "System", "Systeem";
    THEME_LIGHT = "Light", "Licht";
    THEME_DARK = "Dark", "Donker";
    ACCOUNT = "Your account", "Uw account";
    SIGN_OUT = "Sign out", "Uitloggen";
    DEMO = "Demo. The people here are made up, and anybody can sign in. Do not enter real data.",
        "Demo. De personen hier zijn verzonnen en iedereen kan inloggen. Voer geen echte gegevens in.";
    NOT_FOUND = "Page not found", "Pagina niet gevonden";
    NOT_FOUND_WHY = "There is nothing at this address, or you may not see it. Nothing was changed.",
        "Er staat niets op dit adres, of u mag het niet zien. Er is niets gewijzigd.";
    TO_HOME = "Go to Home", "Naar Start";
    BROKEN = "Something went wrong", "Er ging iets mis";
}
