//! What the user of an account should know of: the events of it that are worth a bell.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::audit::{Action, Change};
use crate::field;
use crate::instant::Instant;
use crate::page::{Sort, list_query};
use crate::users::UserRef;

/// Unread notices are counted up to this one.
pub const UNREAD_MAX: u16 = 100;

impl Action {
    /// Whether the user of the account that it happened to should hear of it (SECURITY.md §2.6).
    #[must_use]
    pub const fn is_news_to_its_user(self) -> bool {
        matches!(
            self,
            Self::DeviceAdded
                | Self::AuthnLoginSuccessAfterFail
                | Self::AuthnLoginFailMax
                | Self::AuthnPasswordChange
                | Self::AuthnTokenReuse
                | Self::UserUpdated
                | Self::UserCodeIssued
                | Self::UserSignInCodeIssued
                | Self::UserUnlocked
                | Self::UserEnabled
                | Self::FactorAdded
                | Self::FactorRemoved
                | Self::FactorReset
                | Self::RecoveryCodesMade
                | Self::TokenMade
                | Self::TokenRevoked
                | Self::SessionEndedEverywhere
                | Self::SecretRotationDue
        )
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// The event's place in the journal: what `POST /me/notices/read` takes.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 42))]
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// What was done: `device.added`.
    #[cfg_attr(feature = "openapi", schema(value_type = Action))]
    pub action: String,
    /// Who; `null` for the system.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub actor: Option<UserRef>,
    /// The address it was done from, if it was done in the own name.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub ip: Option<String>,
    /// What it changed.
    pub changes: Vec<Change>,
    /// Did its user read it?
    pub is_read: bool,
}

/// Up to where notices were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticesRead {
    /// `seq` of the last one; what comes after stays unread.
    #[garde(custom(field::rule(field::place)))]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 42))]
    pub up_to: i64,
}

closed_enum! {
    /// Keys by which notices can be ordered.
    NoticeSort {
        Seq = "seq",
    }
}

list_query! {
    /// The query of the own notices; the newest first when nothing is said.
    NoticeQuery sort NoticeSort = Sort::by(NoticeSort::Seq, true), {
        /// `true` = only those that were not read.
        #[garde(skip)]
        unread: bool => crate::schema::flag(),
    }
}
