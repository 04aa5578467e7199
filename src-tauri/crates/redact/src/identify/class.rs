//! The classes of 45 CFR 164.514(b)(2) and the rules that find them, by name.

/// What an identifier identifies by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdentifierClass {
    /// Patient, relatives, household, staff.
    Name,
    /// Any place smaller than a state.
    Place,
    /// All parts of a date but the year, and ages above 89.
    Date,
    /// Telephone number.
    Phone,
    /// Fax number.
    Fax,
    /// E-mail address.
    Email,
    /// Social security number.
    SocialSecurity,
    /// Medical record number.
    RecordNumber,
    /// Health plan number.
    HealthPlan,
    /// Account number.
    Account,
    /// Certificate or licence number.
    Licence,
    /// Vehicle identifier.
    Vehicle,
    /// Device identifier or serial number.
    Device,
    /// Web address.
    Url,
    /// Internet protocol address.
    IpAddress,
    /// Biometric identifier; by column only.
    Biometric,
    /// Photograph of the face; by column only.
    Photograph,
    /// Any other unique number or code.
    Other,
}

impl IdentifierClass {
    /// Every class.
    pub const ALL: &[Self] = &[
        Self::Name,
        Self::Place,
        Self::Date,
        Self::Phone,
        Self::Fax,
        Self::Email,
        Self::SocialSecurity,
        Self::RecordNumber,
        Self::HealthPlan,
        Self::Account,
        Self::Licence,
        Self::Vehicle,
        Self::Device,
        Self::Url,
        Self::IpAddress,
        Self::Biometric,
        Self::Photograph,
        Self::Other,
    ];

    /// The word that stands for such an identifier in a masked text.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Place => "place",
            Self::Date => "date",
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Email => "e-mail",
            Self::SocialSecurity => "social security no.",
            Self::RecordNumber => "record no.",
            Self::HealthPlan => "health plan no.",
            Self::Account => "account no.",
            Self::Licence => "licence no.",
            Self::Vehicle => "vehicle",
            Self::Device => "device",
            Self::Url => "address",
            Self::IpAddress => "network address",
            Self::Biometric => "biometric",
            Self::Photograph => "photograph",
            Self::Other => "number",
        }
    }
}

/// Why something was taken for an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdentifierRule {
    /// A value of this patient's own rows in the export.
    Known,
    /// A form.
    Pattern(PatternId),
}

impl IdentifierRule {
    /// The name under which a decision is recorded.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Known => "known-value",
            Self::Pattern(pattern) => pattern.id(),
        }
    }
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident => $id:literal,)*) => {
        /// The forms.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum PatternId { $($(#[$doc])* $name,)* }

        impl PatternId {
            /// The form's name.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }
        }
    };
}

patterns! {
    /// `Dr. Roe`, `Mrs. Jane Roe`.
    TitledName => "titled-name",
    /// `Jane Roe, MD`.
    CredentialedName => "credentialed-name",
    /// `wife Jane`, `daughter Jane Roe`.
    RelativeName => "relative-name",
    /// `referred by Jane Roe`, `d/w Roe`.
    StaffName => "staff-name",
    /// A first and a family name of the lists.
    ListedFullName => "listed-full-name",
    /// One name of the lists without title.
    ListedName => "listed-name",
    /// The writer's initials at the end: `--ABC`, `[ABC]`.
    SignatureInitials => "signature-initials",
    /// `2021-03-15`, `03/15/2021`, `15 March 2021`, `Mar 2021` and the like.
    Date => "date",
    /// `on 3/15`: a date by its context only.
    DateByContext => "date-by-context",
    /// `born 1931`.
    BirthYear => "birth-year",
    /// `93 y/o`.
    AgeOver89 => "age-over-89",
    /// Telephone number.
    Phone => "phone",
    /// Fax number.
    Fax => "fax",
    /// E-mail address.
    Email => "e-mail",
    /// Social security number.
    SocialSecurity => "social-security",
    /// `MRN 12345678`.
    RecordNumber => "record-number",
    /// The site's own format.
    SiteRecordNumber => "site-record-number",
    /// MBI, NHS or KVNR.
    HealthPlan => "health-plan",
    /// Account number behind its word.
    Account => "account",
    /// NPI, DEA or a licence behind its word.
    Licence => "licence",
    /// Vehicle identification number, or a plate behind its word.
    Vehicle => "vehicle",
    /// Serial number behind its word.
    DeviceSerial => "device-serial",
    /// Web address.
    Url => "url",
    /// IP address.
    IpAddress => "ip-address",
    /// DICOM unique identifier.
    DicomUid => "dicom-uid",
    /// Accession or serial of the information system behind its word.
    SystemSerial => "system-serial",
    /// Street and number.
    Street => "street",
    /// State and ZIP code.
    StateZip => "state-zip",
    /// `lives in Springfield`.
    Residence => "residence",
    /// A named hospital or clinic.
    Institution => "institution",
}
