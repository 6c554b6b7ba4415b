//! The table, seen as SECURITY.md §2.10 writes it.
use super::*;

const STRICT: ShopRules = ShopRules {
    staff_see_figures: false,
};
const OPEN: ShopRules = ShopRules {
    staff_see_figures: true,
};

fn keys(role: Role, rules: &ShopRules) -> Vec<&'static str> {
    permissions_of(role, rules)
        .into_iter()
        .map(Permission::key)
        .collect()
}

#[test]
fn an_admin_holds_everything() {
    assert_eq!(permissions_of(Role::Admin, &STRICT), Permission::ALL);
}

#[test]
fn a_manager_corrects_but_neither_deletes_nor_administers() {
    let held = keys(Role::Manager, &STRICT);
    for key in [
        "jobs.edit",
        "jobs.reopen",
        "customers.write",
        "expenditures.edit",
        "figures.read",
        "jobs.undo",
        "jobs.restore",
    ] {
        assert!(held.contains(&key), "{key}");
    }
    for key in [
        "jobs.delete",
        "users.read",
        "settings.write",
        "imports.run",
        "audit.read",
    ] {
        assert!(!held.contains(&key), "{key}");
    }
}

#[test]
fn staff_record_and_undo_and_neither_correct_nor_administer() {
    let held = keys(Role::Staff, &STRICT);
    for key in [
        "dashboard.read",
        "jobs.read",
        "jobs.write",
        "jobs.complete",
        "jobs.undo",
        "jobs.restore",
        "customers.read",
        "expenditures.write",
        "settings.read",
        "self.read",
        "self.write",
    ] {
        assert!(held.contains(&key), "{key}");
    }
    for key in held {
        let (what, act) = key.split_once('.').unwrap();
        assert!(!["edit", "reopen", "delete", "run"].contains(&act), "{key}");
        assert!(
            ![
                "figures", "exports", "reports", "users", "audit", "security"
            ]
            .contains(&what),
            "{key}"
        );
        let is_the_shops = ["customers", "settings"].contains(&what);
        assert!(!is_the_shops || act == "read", "{key}");
    }
    let with_figures = keys(Role::Staff, &OPEN);
    assert!(with_figures.contains(&"figures.read") && with_figures.contains(&"exports.read"));
}

#[test]
fn an_auditor_reads_everything_and_changes_nothing() {
    for permission in Permission::ALL {
        let expected = match permission.key() {
            "self.write" => Grant::Yes,
            key if key.ends_with(".read") => Grant::Yes,
            _ => Grant::No,
        };
        assert_eq!(permission.grant(Role::Auditor), expected, "{permission}");
    }
}

#[test]
fn the_setting_widens_nothing_but_staff_and_figures() {
    for role in [Role::Admin, Role::Manager, Role::Auditor] {
        assert_eq!(permissions_of(role, &STRICT), permissions_of(role, &OPEN));
    }
    for permission in Permission::ALL {
        assert_ne!(permission.may(Role::Staff, &OPEN), Grant::BySetting);
    }
}

#[test]
fn tokens_reach_no_administration() {
    for permission in Permission::ALL {
        let administers = ["users", "settings", "imports", "security", "self"]
            .iter()
            .any(|prefix| permission.key().starts_with(prefix));
        if administers {
            assert_eq!(permission.scope(), None, "{permission}");
        }
    }
}

#[test]
fn undoing_ends_with_the_tenth_minute_and_with_other_peoples_records() {
    for (grant, mine, age_ms, expected) in [
        (Grant::TenMinutes, true, 0, true),
        (Grant::TenMinutes, true, UNDO_WINDOW_MS, true),
        (Grant::TenMinutes, true, UNDO_WINDOW_MS + 1, false),
        (Grant::TenMinutes, true, -1, false),
        (Grant::TenMinutes, false, 0, false),
        (Grant::Yes, false, i64::MAX, true),
        (Grant::No, true, 0, false),
        (Grant::BySetting, true, 0, false),
    ] {
        assert_eq!(
            grant.covers(mine, age_ms),
            expected,
            "{grant:?} {mine} {age_ms}"
        );
    }
}

#[test]
fn keys_are_words_with_a_dot_and_read_back() {
    for permission in Permission::ALL {
        assert_eq!(permission.key().parse(), Ok(*permission));
        assert_eq!(permission.key().split('.').count(), 2);
        assert!(!permission.label().is_empty() && !permission.group().is_empty());
    }
    assert_eq!(
        <needs::JobsWrite as Needs>::PERMISSION,
        Permission::JobsWrite
    );
    assert_eq!(serde_json::to_string(&Role::Staff).unwrap(), "\"staff\"");
    assert!(serde_json::from_str::<Role>("\"normal\"").is_err());
}
