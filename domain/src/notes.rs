//! Notes on candidates: what was said, by whom, and who may read it.

use crate::{
    id::{CandidateId, NoteId, UserId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};

/// A note on a candidate.
pub type CandidateNote = Record<NoteFields>;

crate::resource! {
    /// What a note says.
    pub struct NoteFields [NoteId]
        Resource::new("CandidateNote", "candidate-notes", "candidate_note", "A note on a candidate.").deletable();
    /// Whom the note is about; it never moves to another file.
    candidate "candidate": Option<CandidateId> =
        Field::new(Kind::Relation(Target::CANDIDATE)).required().access(Access::Create).filter(Filter::Exact),
    /// Markdown (CommonMark); cleaned when rendered.
    content "content": String = Field::lines(text::LONG).required().filter(Filter::Partial).sort(),
    /// What the note records.
    kind "type": NoteType [NoteType::Note] = Field::choice(NoteType::WORDS).filter(Filter::Exact).sort(),
    /// Who may read it.
    visibility "visibility": NoteVisibility [NoteVisibility::Public] = Field::choice(NoteVisibility::WORDS).filter(Filter::Exact).sort(),
    /// A screening score from 1 (strong no) to 4 (strong yes).
    score "score": Option<i64> = Field::new(Kind::Integer { min: 1, max: 4 }).filter(Filter::Range).sort(),
    /// Kept on top of the timeline.
    pinned "pinned": bool = Field::new(Kind::Flag).filter(Filter::Exact).sort(),
    /// Who wrote it.
    author "author": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read).filter(Filter::Exact),
    /// Whom it calls by `@name`.
    mentions "mentions": Vec<UserId> = Field::new(Kind::Relations(Target::USER)).access(Access::Read),
}

words! {
    /// What a note records.
    NoteType { Note = "note", Call = "call", Email = "email", Meeting = "meeting" }
}

words! {
    /// Who may read a note: whoever may see the candidate; its author, admins, recruiters and owners of the person's requests; admins and its author.
    NoteVisibility { Public = "public", Private = "private", AdminOnly = "admin_only" }
}
