//! The fields of an exported record. A field that says nothing of its record is absent in JSON and blank in CSV.

/// The newest format of an export.
pub const EXPORT_FORMAT: u32 = 1;

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words; nothing when there are none.
    Text,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// JSON without blanks: what was frozen, amended or signed, exactly.
    Content,
}

macro_rules! columns {
    ($($(#[doc = $about:literal])* $column:ident = $name:literal $kind:ident,)+) => {
        /// A field of an exported record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Column {
            $($(#[doc = $about])* $column,)+
        }

        impl Column {
            pub(super) const ALL: &[Self] = &[$(Self::$column),+];

            pub(super) const fn name(self) -> &'static str {
                EXPORT_COLUMNS[self as usize]
            }

            pub(super) const fn kind(self) -> Kind {
                match self {
                    $(Self::$column => Kind::$kind,)+
                }
            }
        }

        /// Names of the fields, in the order of the table: CSV's header, and `columns` in JSON.
        pub const EXPORT_COLUMNS: &[&str] = &[$($name),+];
    };
}

columns! {
    /// Version of the table; of the protocol's record only.
    Format = "format" Integer,
    /// `protocol`, `amendment`, `entry`, `decision`, `signature`, `vote` or `lock`.
    Record = "record" Text,
    /// Number of the amendment, entry or decision.
    Number = "number" Integer,
    /// Account of the grader, of the member of the panel, or of who locked it.
    Account = "account" Integer,
    /// Name of who it was.
    Name = "name" Text,
    /// `A` or `B`: of an entry.
    Letter = "letter" Text,
    /// Part in the panel.
    Part = "part" Text,
    /// Pseudonym of the case.
    Case = "case" Text,
    /// Id of the model.
    Arm = "arm" Text,
    /// `calibration`, `first` or `repeat`.
    Round = "round" Text,
    /// Number of the regimen; in the calibration round, of the example.
    Item = "item" Integer,
    /// Place in the grader's own order, from 0.
    Position = "position" Integer,
    /// `graded`, `skipped` or `withdrawn`.
    Act = "act" Text,
    /// Grade of an entry or of a vote.
    Grade = "grade" Integer,
    /// Why it was skipped.
    SkipReason = "skip_reason" Text,
    /// Comment of an entry.
    Comment = "comment" Text,
    /// Whether the grader flagged it.
    IsFlagged = "is_flagged" Flag,
    /// Time in view while the window had the focus, ms.
    FocusMs = "focus_ms" Integer,
    /// When, in microseconds since 1970 UTC.
    RecordedAtUs = "recorded_at_us" Integer,
    /// Number of the entry or decision that it replaces.
    Replaces = "replaces" Integer,
    /// Packet that the entry came with.
    Packet = "packet" Text,
    /// A's grade before the panel.
    FirstBefore = "first_before" Integer,
    /// B's grade before the panel.
    SecondBefore = "second_before" Integer,
    /// A's adjusted grade.
    First = "first" Integer,
    /// B's adjusted grade.
    Second = "second" Integer,
    /// The panel's consensus.
    Consensus = "consensus" Integer,
    /// Why the protocol was amended.
    Reason = "reason" Text,
    /// Number of the decision that was signed.
    Decision = "decision" Integer,
    /// What a signature or the lock means.
    Meaning = "meaning" Text,
    /// Of the protocol before the amendment.
    BeforeSha256 = "before_sha256" Text,
    /// Of the protocol, of the protocol after the amendment, of the decision, of what was signed or locked.
    Sha256 = "sha256" Text,
    /// The protocol, the amendment's change or the decision, exactly as hashed.
    Content = "content" Content,
}
