//! What every connection is told first.

use diesel::sql_types::Text;

use super::*;

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

#[test]
fn g24_every_connection_to_the_embedded_database_keeps_its_guards() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(folder.path().join("zehmo.db"));
    // The second one finds a file that is there.
    for read_only in [false, true] {
        let manager = Manager::of(database.clone(), read_only);
        let Conn::Sqlite(mut sqlite) = manager.open().unwrap() else {
            unreachable!()
        };
        for (name, expected) in [
            ("foreign_keys", "1"),
            ("journal_mode", "wal"),
            ("busy_timeout", "5000"),
            ("trusted_schema", "0"),
            ("query_only", if read_only { "1" } else { "0" }),
        ] {
            let query = format!("SELECT CAST(* AS TEXT) AS value FROM pragma_{name}");
            let query = query.replace('*', column(name));
            let setting: Setting = diesel::sql_query(query).get_result(&mut sqlite).unwrap();
            assert_eq!(setting.value, expected, "{name}");
        }
    }
}

/// A pragma's only column has its name, but for one.
fn column(pragma: &str) -> &str {
    match pragma {
        "busy_timeout" => "timeout",
        other => other,
    }
}
