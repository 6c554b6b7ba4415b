//! Identifiers: UUIDv7 in one spelling, a type of its own for each kind of record, and the revision of a record.
use uuid::{Uuid, Variant};

use crate::issue::{FieldCode, FieldIssue};

/// Reads a UUIDv7 in the only accepted spelling: 36 characters, lower case, hyphens (API.md §1).
pub(crate) fn parse(text: &str) -> Result<Uuid, FieldIssue> {
    let refused = || {
        FieldIssue::new(
            FieldCode::BadFormat,
            "Must be a version 7 UUID in lower case.",
        )
    };
    let id = Uuid::try_parse(text).map_err(|_| refused())?;
    let is_v7 = id.get_version_num() == 7 && id.get_variant() == Variant::RFC4122;
    let is_canonical = id.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text;
    if is_v7 && is_canonical {
        Ok(id)
    } else {
        Err(refused())
    }
}

/// Makes the ids of a kind of record, in the file that describes it: `ids! { /// Identifies a thing. ThingId; }`.
///
/// Below stand those that several slices name.
macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => { $(
        $(#[doc = $doc])+
        ///
        /// UUIDv7 (RFC 9562) in lower case, e.g. `01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Makes an id from the time (milliseconds, negative counts as 0) and ten random bytes.
            #[must_use]
            pub fn from_parts(at: crate::instant::Instant, random: &[u8; 10]) -> Self {
                let millis = u64::try_from(at.millis()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid())
            }

            /// The 16 bytes.
            #[must_use]
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::issue::FieldIssue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                crate::id::parse(text).map(Self)
            }
        }

        text_serde!($name, |id, space| id.0.as_hyphenated().encode_lower(space));

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                crate::schema::id(concat!($($doc, "\n"),+))
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )+ };
}
pub(crate) use ids;

ids! {
    /// Identifies a job.
    JobId;
    /// Identifies a line of a job.
    ItemId;
    /// Identifies a customer.
    CustomerId;
    /// Identifies a user.
    UserId;
    /// Identifies a session.
    SessionId;
    /// Identifies a browser that is known of a user.
    DeviceId;
    /// Identifies a personal access token.
    TokenId;
    /// Identifies an event of the journal.
    EventId;
    /// Identifies an import.
    ImportId;
    /// Identifies a backup.
    BackupId;
    /// Identifies a verification of the journal.
    VerificationId;
    /// Identifies an export of the books.
    ExportId;
    /// Identifies an operation.
    OperationId;
}

/// The revision of a record: 1 when it is made, one more with every change. It is the `ETag`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Rev(pub i64);

impl Rev {
    /// The revision of a record that was just made.
    pub const FIRST: Self = Self(1);

    /// The revision after one more change.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl std::fmt::Display for Rev {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Rev {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schema::integer(
            "Revision of the record; the `ETag` is this number in quotes.",
            1,
            i64::MAX,
            1,
        )
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Rev {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::Instant;

    const GOOD: &str = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";

    #[test]
    fn only_lower_case_version_7_is_an_id() {
        for (input, expected) in [
            (GOOD, true),
            ("01934F3C-7B1E-7C5A-9D3E-0A1B2C3D4E5F", false),
            ("{01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f}", false),
            ("urn:uuid:01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f", false),
            ("01934f3c7b1e7c5a9d3e0a1b2c3d4e5f", false),
            ("01934f3c-7b1e-4c5a-9d3e-0a1b2c3d4e5f", false),
            ("01934f3c-7b1e-7c5a-1d3e-0a1b2c3d4e5f", false),
            ("00000000-0000-0000-0000-000000000000", false),
            ("01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f ", false),
            ("", false),
        ] {
            assert_eq!(input.parse::<JobId>().is_ok(), expected, "{input:?}");
        }
    }

    #[test]
    fn an_id_keeps_its_spelling_on_the_wire() {
        let id: JobId = serde_json::from_str(&format!("\"{GOOD}\"")).unwrap();
        assert_eq!(id.to_string(), GOOD);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{GOOD}\""));
        assert!(serde_json::from_str::<JobId>("7").is_err());
    }

    #[test]
    fn made_ids_sort_by_time() {
        let early = JobId::from_parts(Instant::from_millis(1_000), &[255; 10]);
        let late = JobId::from_parts(Instant::from_millis(1_001), &[0; 10]);
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
        assert_eq!(late.to_string().parse::<JobId>(), Ok(late));
    }

    #[test]
    fn a_revision_counts_up() {
        assert_eq!(Rev::FIRST.next(), Rev(2));
        assert_eq!(serde_json::to_string(&Rev(7)).unwrap(), "7");
    }
}
