//! Violations, in Symfony's English and with Symfony's codes: clients know them by these.

use domain::error::{FieldError, Flaw};
use serde_json::{Value, json};

/// One violation of a `ConstraintViolationList`.
pub fn of(error: &FieldError) -> Value {
    json!({ "propertyPath": error.field, "message": message(&error.flaw), "code": code(&error.flaw) })
}

/// The code of a key that was used for another request. Ours: no framework has one.
pub const KEY_REUSED: &str = "6d1f3c1e-0f0b-4b52-9a3e-5c1b7f0a2e94";

/// A violation by the request as a whole, not by one of its attributes.
pub fn of_request(message: &str, code: &str) -> Value {
    json!({ "propertyPath": "", "message": message, "code": code })
}

pub fn message(flaw: &Flaw) -> String {
    let text = match flaw {
        Flaw::Blank => "This value should not be blank.",
        Flaw::TooLong { max } => {
            return format!("This value is too long. It should have {max} character{} or less.", if *max == 1 { "" } else { "s" });
        }
        Flaw::TooShort { min } => {
            return format!("This value is too short. It should have {min} character{} or more.", if *min == 1 { "" } else { "s" });
        }
        Flaw::TooMany { max } => {
            return format!("This collection should contain {max} element{} or less.", if *max == 1 { "" } else { "s" });
        }
        Flaw::TooFew { min } => {
            return format!("This collection should contain {min} element{} or more.", if *min == 1 { "" } else { "s" });
        }
        Flaw::Type { expected } => return format!("This value should be of type {expected}."),
        Flaw::Below { other } => return format!(r#"This value should be greater than or equal to "{other}"."#),
        Flaw::Unanswered { tasks } => {
            let tasks: Vec<String> = tasks.iter().map(ToString::to_string).collect();
            return format!("The required questions with these ids have no answer: {}.", tasks.join(", "));
        }
        Flaw::AtLine { line, flaw } => return format!("Line {line}: {}", message(flaw)),
        Flaw::Range { min, max } => return format!("This value should be between {min} and {max}."),
        Flaw::Twice => "This collection should contain only unique elements.",
        Flaw::Email => "This value is not a valid email address.",
        Flaw::Url => "This value is not a valid URL.",
        Flaw::NotPublic => "This address is not on the public internet, and in no network that is allowed.",
        Flaw::Insecure => "This address should begin with https://.",
        Flaw::Date => "This value is not a valid date.",
        Flaw::Time => "This value is not a valid time.",
        Flaw::Skipped => "This time does not exist in its time zone.",
        Flaw::Later => "This has not happened yet.",
        Flaw::Amount => "This value is not an amount of money.",
        Flaw::Choice => "The value you selected is not a valid choice.",
        Flaw::NoColumn => "No column of the file is this attribute.",
        Flaw::Cells { expected, given: 1 } => return format!("This row has 1 cell, and the header has {expected}."),
        Flaw::Cells { expected, given } => return format!("This row has {given} cells, and the header has {expected}."),
        Flaw::NotRead => "This could not be read.",
        Flaw::TooLarge { max } => return format!("This file is larger than {} MiB.", max / 1024 / 1024),
        Flaw::NotUtf8 => "This is not text in UTF-8.",
        Flaw::Compressed => "This is a compressed file or a workbook. Send its text: CSV, or a JSON object on each line.",
        Flaw::Unprintable => "This value contains characters that cannot be printed.",
        Flaw::Taken => "This value is already used.",
        Flaw::WrongPassword => "This value should be the user's current password.",
        Flaw::Immutable => "This value cannot be changed.",
    };
    text.to_owned()
}

/// The error codes of Symfony's constraints (`Symfony\Component\Validator\Constraints`).
fn code(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::AtLine { flaw, .. } => code(flaw),
        // NotBlank::IS_BLANK_ERROR
        Flaw::NoColumn | Flaw::Blank | Flaw::Unanswered { .. } => "c1051bb4-d103-4f74-8988-acbcafc7fdc3",
        // Length::TOO_LONG_ERROR
        Flaw::TooLong { .. } => "d94b19cc-114f-4f44-9cc4-4138e80a87b9",
        // Length::TOO_SHORT_ERROR
        Flaw::TooShort { .. } => "9ff3fdc4-b214-49db-8718-39c315e33d45",
        // Count::TOO_MANY_ERROR
        Flaw::TooMany { .. } => "756b1212-697c-468d-a9ad-50dd783bb169",
        // Count::TOO_FEW_ERROR
        Flaw::TooFew { .. } => "bef8e338-6ae5-4caf-b8e2-50e7b0579e69",
        // Count::NOT_EQUAL_COUNT_ERROR
        Flaw::Cells { .. } => "9fe5d43f-3784-4ece-a0e1-473fc02dadbc",
        // File::INVALID_MIME_TYPE_ERROR
        Flaw::NotRead | Flaw::TooLarge { .. } | Flaw::NotUtf8 | Flaw::Compressed => "744f00bc-4389-4c74-92de-9a43cde55534",
        // Unique::IS_NOT_UNIQUE
        Flaw::Twice => "7911c98d-b845-4da0-94b7-a8dac36bc55a",
        // Type::INVALID_TYPE_ERROR
        Flaw::Type { .. } => "ba785a8c-82cb-4283-967c-3cf342181b40",
        // GreaterThanOrEqual::TOO_LOW_ERROR
        Flaw::Below { .. } => "ea4e51d1-3342-48bd-87f1-9e672cd90cad",
        // Range::NOT_IN_RANGE_ERROR
        Flaw::Range { .. } => "04b91c99-a946-4221-afc5-e65ebac401eb",
        // Email::INVALID_FORMAT_ERROR
        Flaw::Email => "bd79c0ab-ddba-46cc-a703-a7a4b08de310",
        // Url::INVALID_URL_ERROR
        Flaw::Url | Flaw::NotPublic | Flaw::Insecure => "57c2f299-1154-4870-89bb-ef3b1f5ad229",
        // Date::INVALID_FORMAT_ERROR
        Flaw::Date => "69819696-02ac-4a99-9ff0-14e127c4d1bc",
        // Time::INVALID_FORMAT_ERROR
        Flaw::Time => "9d27b2bb-f755-4fbf-b725-39b1edbdebdf",
        // Time::INVALID_TIME_ERROR
        Flaw::Skipped | Flaw::Later => "8532f9e1-84b2-4d67-8989-0818bc38533b",
        // Choice::NO_SUCH_CHOICE_ERROR
        Flaw::Choice => "8e179f1b-97aa-4560-a02f-2a8b42e49df7",
        // Regex::REGEX_FAILED_ERROR
        Flaw::Unprintable | Flaw::Amount => "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
        // UniqueEntity::NOT_UNIQUE_ERROR
        Flaw::Taken => "23bd9dbf-6b9b-41cd-a99e-4844bcf3077f",
        // UserPassword::INVALID_PASSWORD_ERROR
        Flaw::WrongPassword => "2d2a8bb4-ddc8-45e4-9b0f-8670d3a3e290",
        // EqualTo::NOT_EQUAL_ERROR
        Flaw::Immutable => "478618a7-95ba-473d-9101-cabd45e49115",
    }
}
