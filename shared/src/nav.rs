//! The menu: which pages there are, and the permission that shows each of them.
use crate::permission::Permission;

/// One entry of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Address of the page in the browser app.
    pub path: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Name of the icon in the sprite.
    pub icon: &'static str,
    /// Who does not hold it does not see the entry.
    pub permission: Permission,
}

/// The whole menu, in its order.
pub const MENU: &[Entry] = &[
    Entry {
        path: "/dashboard",
        label: "Dashboard",
        icon: "layout-dashboard",
        permission: Permission::DashboardRead,
    },
    Entry {
        path: "/jobs",
        label: "Jobs",
        icon: "clipboard-list",
        permission: Permission::JobsRead,
    },
    Entry {
        path: "/expenditures",
        label: "Expenditures",
        icon: "receipt-text",
        permission: Permission::ExpendituresRead,
    },
    Entry {
        path: "/customers",
        label: "Customers",
        icon: "users",
        permission: Permission::CustomersRead,
    },
    Entry {
        path: "/reports",
        label: "Reports",
        icon: "chart-column",
        permission: Permission::ReportsRead,
    },
    Entry {
        path: "/users",
        label: "Users and roles",
        icon: "shield",
        permission: Permission::UsersRead,
    },
    Entry {
        path: "/audit",
        label: "Journal",
        icon: "scroll-text",
        permission: Permission::AuditRead,
    },
    Entry {
        path: "/settings",
        label: "Settings",
        icon: "settings",
        permission: Permission::SettingsWrite,
    },
];

/// The entries that someone with these permissions sees.
pub fn menu(held: &[Permission]) -> impl Iterator<Item = &'static Entry> {
    MENU.iter().filter(|entry| held.contains(&entry.permission))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::{Role, ShopRules, permissions_of};

    #[test]
    fn each_role_sees_its_own_menu() {
        for (role, hidden) in [
            (Role::Admin, vec![]),
            (Role::Manager, vec!["/users", "/audit", "/settings"]),
            (
                Role::Staff,
                vec!["/reports", "/users", "/audit", "/settings"],
            ),
            (Role::Auditor, vec!["/settings"]),
        ] {
            let held = permissions_of(role, &ShopRules::default());
            let paths: Vec<&str> = menu(&held).map(|entry| entry.path).collect();
            let expected = MENU.iter().map(|entry| entry.path);
            let expected: Vec<&str> = expected.filter(|path| !hidden.contains(path)).collect();
            assert_eq!(paths, expected, "{role}");
        }
    }
}
