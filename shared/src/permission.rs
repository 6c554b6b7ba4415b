//! Who may do what: one table of roles and permissions, from which guards, menu, buttons and matrix come (SECURITY.md §2.10).
use serde::{Deserialize, Serialize};

closed_enum! {
    /// What a user is here for; everyone has exactly one role.
    Role {
        /// May do everything.
        Admin = "admin",
        /// Runs the shop: corrects, completes, sees the figures.
        Manager = "manager",
        /// Records sales and spending (the original application's *normal*).
        Staff = "staff",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
    }
}

closed_enum! {
    /// What a personal token may be used for; its user's role must allow it, too.
    Scope {
        /// See the dashboard.
        DashboardRead = "dashboard.read",
        /// See reports, and revenue and net wherever they stand.
        ReportsRead = "reports.read",
        /// Take lists out as files.
        ExportsRead = "exports.read",
        /// See jobs.
        JobsRead = "jobs.read",
        /// Record, correct, complete and reopen jobs, and undo one's own for ten minutes.
        JobsWrite = "jobs.write",
        /// See customers.
        CustomersRead = "customers.read",
        /// Rename customers.
        CustomersWrite = "customers.write",
        /// See expenditures.
        ExpendituresRead = "expenditures.read",
        /// Record and correct expenditures, and undo one's own for ten minutes.
        ExpendituresWrite = "expenditures.write",
        /// Read the journal of all events.
        AuditRead = "audit.read",
    }
}

impl Scope {
    /// What it allows, for people: `See jobs`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::DashboardRead => "See the dashboard",
            Self::ReportsRead => "See business figures: revenue, net, reports",
            Self::ExportsRead => "Take lists out as files",
            Self::JobsRead => "See jobs",
            Self::JobsWrite => "Record, correct and complete jobs",
            Self::CustomersRead => "See customers",
            Self::CustomersWrite => "Rename customers",
            Self::ExpendituresRead => "See expenditures",
            Self::ExpendituresWrite => "Record and correct expenditures",
            Self::AuditRead => "Read the journal of all events",
        }
    }

    /// Whether a user of this role can lend it to a token: one of the permissions behind it is theirs.
    #[must_use]
    pub fn is_held_by(self, role: Role, rules: &ShopRules) -> bool {
        permissions_of(role, rules)
            .iter()
            .any(|permission| permission.scope() == Some(self))
    }
}

impl Role {
    /// The name for people: `Manager`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Admin => "Administrator",
            Self::Manager => "Manager",
            Self::Staff => "Staff",
            Self::Auditor => "Auditor",
        }
    }

    /// Whether it reaches beyond the day's work: it sees the figures, corrects others' records or changes the rules.
    #[must_use]
    pub const fn is_privileged(self) -> bool {
        !matches!(self, Self::Staff)
    }
}

/// Settings of the shop that widen a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopRules {
    /// May staff see business figures? Off unless the shop says so.
    pub staff_see_figures: bool,
}

/// What a role holds of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Always.
    Yes,
    /// Never.
    No,
    /// For one's own entry, within [`UNDO_WINDOW_MS`] of making it.
    TenMinutes,
    /// If the shop's setting says so.
    BySetting,
}

/// How long one's own entry may be undone: ten minutes, in milliseconds (SECURITY.md §2.10).
pub const UNDO_WINDOW_MS: i64 = 600_000;

/// How long a proof of who one is counts for what asks for a fresh one: ten minutes, in seconds (SECURITY.md §2.9).
pub const PROOF_S: i64 = 600;

/// One row of the table.
struct Row {
    label: &'static str,
    group: &'static str,
    scope: Option<Scope>,
    step_up: bool,
    /// In the order of [`Role::ALL`].
    grants: [Grant; 4],
}

/// A guard's permission as a type, for `Allowed<JobsWrite>` in a handler's signature, or two of them as a pair.
pub trait Needs {
    /// The permission that the caller must hold.
    const PERMISSION: Permission;
    /// And another one beside it.
    const ALSO: Option<Permission> = None;
}

impl<A: Needs, B: Needs> Needs for (A, B) {
    const PERMISSION: Permission = A::PERMISSION;
    const ALSO: Option<Permission> = Some(B::PERMISSION);
}

macro_rules! permissions {
    ($($variant:ident $key:literal $label:literal $group:literal $scope:expr, $step_up:literal
        [$admin:ident $manager:ident $staff:ident $auditor:ident];)+) => {
        closed_enum! {
            /// A right by its key, `jobs.write`; which role holds it is fixed in one table.
            Permission { $(#[doc = $label] $variant = $key),+ }
        }

        impl Permission {
            const fn row(self) -> Row {
                match self {
                    $(Self::$variant => Row {
                        label: $label,
                        group: $group,
                        scope: $scope,
                        step_up: $step_up,
                        grants: [Grant::$admin, Grant::$manager, Grant::$staff, Grant::$auditor],
                    }),+
                }
            }
        }

        /// One type for each permission, so that a right stands in the signature of what it guards.
        pub mod needs {
            $(#[doc = $label]
            #[derive(Clone, Copy, Debug)]
            pub struct $variant;

            impl super::Needs for $variant {
                const PERMISSION: super::Permission = super::Permission::$variant;
            })+
        }
    };
}

// Variant, key, label, group, scope of a personal token, proof of identity wanted, [admin manager staff auditor].
#[rustfmt::skip]
permissions! {
    DashboardRead       "dashboard.read"       "See the dashboard"                      "Overview"     Some(Scope::DashboardRead), false [Yes Yes Yes Yes];
    FiguresRead         "figures.read"         "See business figures: revenue and net"  "Overview"     Some(Scope::ReportsRead), false [Yes Yes BySetting Yes];
    ExportsRead         "exports.read"         "Take lists out as files"                "Overview"     Some(Scope::ExportsRead), false [Yes Yes BySetting Yes];
    ReportsRead         "reports.read"         "See reports"                            "Overview"     Some(Scope::ReportsRead), false [Yes Yes BySetting Yes];
    JobsRead            "jobs.read"            "See jobs"                               "Jobs"         Some(Scope::JobsRead), false [Yes Yes Yes Yes];
    JobsWrite           "jobs.write"           "Record jobs"                            "Jobs"         Some(Scope::JobsWrite), false [Yes Yes Yes No];
    JobsEdit            "jobs.edit"            "Correct jobs"                           "Jobs"         Some(Scope::JobsWrite), false [Yes Yes No No];
    JobsComplete        "jobs.complete"        "Complete jobs"                          "Jobs"         Some(Scope::JobsWrite), false [Yes Yes Yes No];
    JobsReopen          "jobs.reopen"          "Reopen jobs"                            "Jobs"         Some(Scope::JobsWrite), false [Yes Yes No No];
    JobsUndo            "jobs.undo"            "Undo an own job"                        "Jobs"         Some(Scope::JobsWrite), false [TenMinutes TenMinutes TenMinutes No];
    JobsDelete          "jobs.delete"          "Move jobs to the trash"                 "Jobs"         None, false [Yes No No No];
    JobsRestore         "jobs.restore"         "Restore jobs from the trash"            "Jobs"         None, false [Yes TenMinutes TenMinutes No];
    CustomersRead       "customers.read"       "See customers"                          "Customers"    Some(Scope::CustomersRead), false [Yes Yes Yes Yes];
    CustomersWrite      "customers.write"      "Rename customers"                       "Customers"    Some(Scope::CustomersWrite), false [Yes Yes No No];
    ExpendituresRead    "expenditures.read"    "See expenditures"                       "Expenditures" Some(Scope::ExpendituresRead), false [Yes Yes Yes Yes];
    ExpendituresWrite   "expenditures.write"   "Record expenditures"                    "Expenditures" Some(Scope::ExpendituresWrite), false [Yes Yes Yes No];
    ExpendituresEdit    "expenditures.edit"    "Correct expenditures"                   "Expenditures" Some(Scope::ExpendituresWrite), false [Yes Yes No No];
    ExpendituresUndo    "expenditures.undo"    "Undo an own expenditure"                "Expenditures" Some(Scope::ExpendituresWrite), false [TenMinutes TenMinutes TenMinutes No];
    ExpendituresDelete  "expenditures.delete"  "Move expenditures to the trash"         "Expenditures" None, false [Yes No No No];
    ExpendituresRestore "expenditures.restore" "Restore expenditures from the trash"    "Expenditures" None, false [Yes TenMinutes TenMinutes No];
    UsersRead           "users.read"           "See users"                              "Users"        None, false [Yes No No Yes];
    UsersWrite          "users.write"          "Add, change and disable users"          "Users"        None, true [Yes No No No];
    SettingsRead        "settings.read"        "See the shop's settings"                "Settings"     None, false [Yes Yes Yes Yes];
    SettingsWrite       "settings.write"       "Change the shop's settings"             "Settings"     None, true [Yes No No No];
    ImportsRun          "imports.run"          "Bring in the old application's books"   "Settings"     None, true [Yes No No No];
    BackupsRun          "backups.run"          "See, make, try out and remove backups"  "Settings"     None, true [Yes No No No];
    AuditRead           "audit.read"           "Read the journal of all events"         "Security"     Some(Scope::AuditRead), false [Yes No No Yes];
    SecurityRead        "security.read"        "See the state of security"              "Security"     None, false [Yes No No Yes];
    SelfRead            "self.read"            "See the own profile and sessions"       "Account"      None, false [Yes Yes Yes Yes];
    SelfWrite           "self.write"           "Change the own password and sessions"   "Account"      None, true [Yes Yes Yes Yes];
}

impl Permission {
    /// The key on the wire: `jobs.write`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.as_str()
    }

    /// What it allows, for people: `Record jobs`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.row().label
    }

    /// Where it stands in the role matrix: `Jobs`.
    #[must_use]
    pub const fn group(self) -> &'static str {
        self.row().group
    }

    /// The scope with which a personal token may use it; `None` = never by a token.
    #[must_use]
    pub const fn scope(self) -> Option<Scope> {
        self.row().scope
    }

    /// Does the act want a recent proof of identity?
    #[must_use]
    pub const fn step_up(self) -> bool {
        self.row().step_up
    }

    /// What the table says for a role, before the shop's settings.
    #[must_use]
    pub const fn grant(self, role: Role) -> Grant {
        let [admin, manager, staff, auditor] = self.row().grants;
        match role {
            Role::Admin => admin,
            Role::Manager => manager,
            Role::Staff => staff,
            Role::Auditor => auditor,
        }
    }

    /// What a role holds under the shop's settings: never [`Grant::BySetting`].
    #[must_use]
    pub const fn may(self, role: Role, rules: &ShopRules) -> Grant {
        match self.grant(role) {
            Grant::BySetting if rules.staff_see_figures => Grant::Yes,
            Grant::BySetting => Grant::No,
            other => other,
        }
    }
}

/// Every permission that a role holds under the shop's settings, those for ten minutes included.
#[must_use]
pub fn permissions_of(role: Role, rules: &ShopRules) -> Vec<Permission> {
    Permission::ALL
        .iter()
        .copied()
        .filter(|permission| permission.may(role, rules) != Grant::No)
        .collect()
}

impl Grant {
    /// May it be used on a record that is `mine` or not and was made `age_ms` milliseconds ago?
    ///
    /// The ten minutes include their last millisecond; a record from the future (a corrected clock) is not trusted.
    #[must_use]
    pub fn covers(self, mine: bool, age_ms: i64) -> bool {
        match self {
            Self::Yes => true,
            Self::TenMinutes => mine && (0..=UNDO_WINDOW_MS).contains(&age_ms),
            Self::No | Self::BySetting => false,
        }
    }
}

#[cfg(test)]
mod tests;
